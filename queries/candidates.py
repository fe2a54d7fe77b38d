"""What to replace first: what leaving each system would free, against how hard it is to leave.

Benefit and difficulty are means of criteria on fixed 0-1 scales, each an interval when its inputs are unknown. The
quadrant is Gartner's TIME (tolerate, invest, migrate, eliminate), from how well a system fits the service and how
sound it is. The rank puts small, safe first steps first: among the systems that are worth leaving, it counts only the
benefit that is sure and all the difficulty that may be, so that a system nobody knows is never an easy one.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from itmap.dependencies import services_of_systems
from itmap.estate import Estate, Values
from itmap.model import SUBSTITUTABILITY, UNKNOWN
from itmap.money import WHOLE, pays
from itmap.quantities import Interval, months_between
from itmap.queries import lock_in
from itmap.queries.answers import Question, Row, column
from itmap.queries.legacy import overall
from itmap.readings import Readings, live_systems, readings
from itmap.settings import CandidateSettings, Settings
from itmap.terms import Exit, exit_of, spoken

Share = Interval[float]

NOT_ASSESSED = "not assessed"
# The order in which they are ranked: TIME leaves what is eliminated or migrated, and keeps what is invested in.
_PLACE = {"eliminate": 0, "migrate": 0, "tolerate": 1, NOT_ASSESSED: 1, "invest": 2}
_WORST_OVERALL = 30  # LITRAF's highest score


@dataclass(frozen=True, kw_only=True)
class CandidateRow(Row):
    organisation: str = column("the council that runs it")
    system: str = column("the system")
    supplier: str = column("who makes it, as named")
    quadrant: str = column("tolerate, invest, migrate or eliminate; not assessed without both fits")
    benefit: Share = column("what leaving would free: lock-in, legacy risk, services that depend on it, cost", "0-1")
    difficulty: Share = column("how hard it is to leave: integrations, committed term, substitutability", "0-1")
    rank: int = column("the order in which to look at them, from 1")
    first_step: str = column("what to do first")
    why: str = column("why it stands where it stands")
    services: tuple[str, ...] = column("the services that run on it")
    statutory: bool | None = column("whether a service that the law requires stops with it, with nothing to stand in")


@dataclass(frozen=True)
class _Case:
    """One system's facts: what the row, its rank and its sentences are made from.

    `links` are the ids of its integrations, of which some are `hard` and some of `unknown` dependence. `exits` holds
    the paid contracts that cover it, and `exit` when the last of them lets go. `stops` are the services that stop with
    it for certain, `may_stop` those that possibly do.
    """

    id: str
    system: Values
    quadrant: str
    benefits: Mapping[str, Share]
    difficulties: Mapping[str, Share]
    links: tuple[str, ...]
    hard: int
    unknown: int
    exits: Mapping[str, Exit]
    exit: Interval[dt.date] | None
    services: tuple[str, ...]
    stops: Collection[str]
    may_stop: Collection[str]

    @property
    def benefit(self) -> Share:
        return _mean(self.benefits.values())

    @property
    def difficulty(self) -> Share:
        return _mean(self.difficulties.values())


def _ask(estate: Estate, settings: Settings, _subject: str) -> tuple[list[CandidateRow], dict[str, Any]]:
    read = readings(estate)
    cases = sorted(_cases(estate, settings, read), key=lambda case: _safest_first(case, estate))
    rows = [_row(rank, case, estate) for rank, case in enumerate(cases, start=1)]
    coverage = {
        "systems": len(rows),
        "not_assessed": sum(row.quadrant == NOT_ASSESSED for row in rows),
        "without_a_contract": sum(not case.exits for case in cases),
        "substitutability_unknown": sum(case.difficulties["substitutability"] == WHOLE for case in cases),
    }
    return rows, coverage


def quadrant(system: Values, good_fit: int) -> str:
    """TIME: functional fit is what the service gets from it, technical fit how sound it is, 1-4 each."""
    functional, technical = system["functional_fit"], system["technical_fit"]
    if functional is None or technical is None:
        return NOT_ASSESSED
    if functional >= good_fit:
        return "invest" if technical >= good_fit else "migrate"
    return "tolerate" if technical >= good_fit else "eliminate"


def _cases(estate: Estate, settings: Settings, read: Readings) -> list[_Case]:
    systems = sorted(live_systems(estate))
    scores = lock_in.scores(estate, settings)
    certainly, possibly = _turned(read.certain.own), _turned(read.possible.own)
    stops, may_stop = services_of_systems(read, systems)
    runs_on = _turned(read.possible.runs_on)
    links, contracts = _links(estate, read), _contracts(estate)
    cases = []
    for id_ in systems:
        system, scale = estate.records("system")[id_], settings.candidates
        exits = {
            key: exit_of(estate.records("contract")[key], estate.as_of, settings.exits.check_by_months)
            for key in contracts[id_]
        }
        leaves = _last(found.earliest for found in exits.values())
        dependences = [estate.records("integration")[link]["dependence"] or UNKNOWN for link in links[id_]]
        hard, unknown = dependences.count("hard"), dependences.count(UNKNOWN)
        counted = Interval(len(stops[id_]), len(may_stop[id_]))
        cases.append(
            _Case(
                id=id_,
                system=system,
                quadrant=quadrant(system, scale.good_fit),
                benefits={
                    "lock-in": _held(certainly[id_], possibly[id_], scores),
                    "legacy risk": _legacy(system),
                    "services": _of(counted, len(estate.records("service"))),
                    "cost": _cost(system, scale),
                },
                difficulties={
                    "integrations": _entangled(hard, unknown, estate, scale),
                    "committed term": _committed(leaves, estate.as_of, scale),
                    "substitutability": _substitutable(system),
                },
                links=tuple(links[id_]),
                hard=hard,
                unknown=unknown,
                exits=exits,
                exit=leaves,
                services=tuple(sorted(runs_on[id_])),
                stops=stops[id_],
                may_stop=may_stop[id_],
            )
        )
    return cases


def _turned(groups: Mapping[str, Iterable[str]]) -> defaultdict[str, list[str]]:
    """Owner to records, turned around: record to its owners."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for owner, records in groups.items():
        for record in records:
            found[record].append(owner)
    return found


def _links(estate: Estate, read: Readings) -> defaultdict[str, list[str]]:
    """System to its integrations that exist, given and taken."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for link, causes in read.possible.rests_on.items():
        for end in {*causes, estate.records("integration")[link]["consumer"]}:
            found[end].append(link)
    return found


def _contracts(estate: Estate) -> defaultdict[str, list[str]]:
    """System to the contracts that cover it and are paid, or may be: what commits us, whatever the supplier's role."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for id_, contract in estate.records("contract").items():
        if pays(contract, estate.as_of) != "no":
            for target in contract["covers"]:
                found[target].append(id_)
    return found


def _last(exits: Iterable[Interval[dt.date]]) -> Interval[dt.date] | None:
    """A system is free when its last contract lets go; None where no contract is known."""
    found = list(exits)
    if not found:
        return None
    highs = [each.high for each in found]
    return Interval(
        max(each.low for each in found if each.low), None if None in highs else max(high for high in highs if high)
    )


def _held(certainly: Collection[str], possibly: Collection[str], scores: Mapping[str, Share]) -> Share:
    """The lock-in of the group that holds us most, of those that stop the system by themselves. Unknown: any."""
    low = max((_low(scores[group]) for group in certainly), default=0.0)
    return Interval(low, max(_high(scores[group]) for group in possibly) if certainly else 1.0)


def _legacy(system: Values) -> Share:
    score = overall(system)
    return WHOLE if score is None else Interval.exactly(score / _WORST_OVERALL)


def _of(part: Interval[int], whole: int) -> Share:
    return part.map(lambda count: count / whole) if whole else WHOLE


def _cost(system: Values, scale: CandidateSettings) -> Share:
    cost = system["annual_cost"]
    return WHOLE if cost is None or cost < 0 else Interval.exactly(_capped(float(cost), scale.large_annual_cost))


def _entangled(hard: int, unknown: int, estate: Estate, scale: CandidateSettings) -> Share:
    if not estate.records("integration"):
        return WHOLE
    return Interval(_capped(hard, scale.entangled_integrations), _capped(hard + unknown, scale.entangled_integrations))


def _committed(leaves: Interval[dt.date] | None, as_of: dt.date, scale: CandidateSettings) -> Share:
    if leaves is None:
        return WHOLE

    def share(day: dt.date) -> float:
        return _capped(months_between(as_of, day), scale.committed_term_months)

    return Interval(share(leaves.low) if leaves.low else 0.0, share(leaves.high) if leaves.high else 1.0)


def _substitutable(system: Values) -> Share:
    word = system["substitutability"]
    if word in (None, UNKNOWN):
        return WHOLE
    return Interval.exactly(SUBSTITUTABILITY.index(word) / (len(SUBSTITUTABILITY) - 2))


def _capped(quantity: float, full: float) -> float:
    return min(1.0, max(0.0, quantity / full))


def _low(share: Share) -> float:
    return 0.0 if share.low is None else share.low


def _high(share: Share) -> float:
    return 1.0 if share.high is None else share.high


def _mean(shares: Iterable[Share]) -> Share:
    found = list(shares)
    return Interval(sum(map(_low, found)) / len(found), sum(map(_high, found)) / len(found))


def _safest_first(case: _Case, estate: Estate) -> tuple[Any, ...]:
    """What is worth leaving, then by the benefit that is sure less all the difficulty that may be, then by name."""
    return (
        _PLACE[case.quadrant],
        round(_high(case.difficulty) - _low(case.benefit), 9),
        estate.name(case.id).casefold(),
        case.id,
    )


def _row(rank: int, case: _Case, estate: Estate) -> CandidateRow:
    return CandidateRow(
        organisation=estate.name(case.system["organisation"]),
        system=estate.name(case.id),
        supplier="; ".join(estate.name(supplier) for supplier in case.system["vendors"]),
        quadrant=case.quadrant,
        benefit=case.benefit,
        difficulty=case.difficulty,
        rank=rank,
        first_step=_first_step(case, estate),
        why=_why(case, estate),
        services=tuple(sorted(estate.name(service) for service in case.services)),
        statutory=_statutory(case, estate),
        rests_on=(case.id, *case.exits, *case.links, *sorted(case.may_stop)),
    )


def _statutory(case: _Case, estate: Estate) -> bool | None:
    services = estate.records("service")
    if any(services[service]["statutory"] for service in case.stops):
        return True
    perhaps = any(services[service]["statutory"] is not False for service in case.may_stop)
    return None if perhaps or not services else False


def _first_step(case: _Case, estate: Estate) -> str:
    """The first thing to do, by what is known: find out, make safe, test, then give notice."""
    name = estate.name(case.id)
    if case.quadrant == NOT_ASSESSED:
        return f"Ask those who use and run {name} to score its functional and technical fit, 1 to 4."
    if case.quadrant == "invest":
        return f"Keep {name}; ask for an open way in and out at the next renewal."
    if not case.exits:
        return f"Find out which contract covers {name}, and when it ends."
    required = sorted(estate.name(service) for service in case.stops if estate.records("service")[service]["statutory"])
    if required:
        return f"Name and try a stand-in for {required[0]} before anything else is touched."
    if case.system["data_export"] not in ("open standard", "documented"):
        return f"Ask for a full export of the data in {name}, and try to read it."
    return _leaving(case, estate)


def _leaving(case: _Case, estate: Estate) -> str:
    """The first step of leaving a system whose data can be taken out and that nothing statutory hangs on."""
    export = f"Test a full export of the data in {estate.name(case.id)}"
    days = [found.act_by.low for found in case.exits.values() if found.act_by and found.act_by.exact]
    if days:
        return f"{export}, and decide by {spoken(min(day for day in days if day))}, the last day for notice."
    for contract, found in case.exits.items():
        if not found.earliest.exact:
            return f"Find out what {estate.name(contract)} says of its end, renewal and notice."
    return f"{export}, and ask two suppliers and two councils what they would use."


def _why(case: _Case, estate: Estate) -> str:
    word = case.system["substitutability"]
    support = case.system["end_of_support"]
    parts = [
        f"{case.quadrant[0].upper()}{case.quadrant[1:]}: {_fits(case)}",
        f"benefit at least {_low(case.benefit):.2f} and difficulty at most {_high(case.difficulty):.2f} of 1",
        _linked(case) if estate.records("integration") else "its integrations are not known",
        _leaves(case),
        f"it is {word}" if word not in (None, UNKNOWN) else "how hard it is to replace is not recorded",
    ]
    if support and support < estate.as_of:
        parts.append(f"its maker stopped mending it on {spoken(support)}")
    if _statutory(case, estate):
        parts.append("a statutory service stops with it and nothing stands in")
    return "; ".join(parts) + "."


def _fits(case: _Case) -> str:
    functional, technical = case.system["functional_fit"], case.system["technical_fit"]
    if functional is None or technical is None:
        missing = [name for name, fit in (("functional", functional), ("technical", technical)) if fit is None]
        return f"nobody has scored its {' and '.join(missing)} fit"
    return f"functional fit {functional} and technical fit {technical} of 4"


def _linked(case: _Case) -> str:
    if not case.hard and not case.unknown:
        return "no hard integration is recorded" if case.links else "no integration is recorded"
    hard = f"{case.hard} hard integration{'' if case.hard == 1 else 's'}"
    return hard + (f" and {case.unknown} of unknown dependence" if case.unknown else "")


def _leaves(case: _Case) -> str:
    if case.exit is None or case.exit.low is None:
        return "no contract is recorded for it"
    contract = "its contract lets" if len(case.exits) == 1 else f"the last of its {len(case.exits)} contracts lets"
    return f"{contract} us out on {spoken(case.exit.low)}{'' if case.exit.exact else ' at the earliest'}"


QUESTION = Question(
    name="candidates",
    question="What should we replace first, small and safely, and why?",
    method=(
        "TIME quadrant from functional and technical fit; benefit and difficulty are plain means of criteria from 0 to "
        "1. Eliminate and migrate rank first, then tolerate and not assessed, then invest; among each by the benefit "
        "that is sure less all the difficulty that may be. See docs/methods.md, Candidates."
    ),
    row=CandidateRow,
    needs=("system",),
    better_with=("contract", "integration", "service"),
    ask=_ask,
)
