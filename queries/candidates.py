"""What to replace first: what leaving each system would free, against how hard it is to leave.

Benefit and difficulty are means of criteria on fixed 0-1 scales, each an interval when its inputs are unknown. The
quadrant is Gartner's TIME (tolerate, invest, migrate, eliminate), from how well a system fits the service and how
sound it is. The rank puts small, safe first steps first: it counts only the benefit that is sure and all the
difficulty that may be, so that a system nobody knows is never an easy one.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from itmap.dependencies import services_of_systems
from itmap.estate import Estate, Values
from itmap.model import SUBSTITUTABILITY, UNKNOWN
from itmap.money import WHOLE
from itmap.quantities import Interval, months_between
from itmap.queries import lock_in
from itmap.queries.answers import Question, Row, column
from itmap.queries.legacy import overall
from itmap.readings import Readings, readings
from itmap.settings import CandidateSettings, Settings
from itmap.terms import counts, exit_of, spoken

Share = Interval[float]

NOT_ASSESSED = "not assessed"
# Those that fit badly are worth replacing, those that fit well are worth keeping; the order in which they are ranked.
_QUADRANTS = ("eliminate", "migrate", "tolerate", NOT_ASSESSED, "invest")
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
    statutory: bool | None = column("whether a service that the law requires runs on it")


@dataclass(frozen=True)
class _Case:
    """One system's facts: what the row, its rank and its sentences are made from."""

    id: str
    system: Values
    quadrant: str
    benefits: Mapping[str, Share]
    difficulties: Mapping[str, Share]
    links: int
    unknown_links: int
    contracts: tuple[str, ...]
    exit: Interval[dt.date] | None
    act_by: dt.date | None
    services: tuple[str, ...]
    statutory: bool | None
    stops: Interval[int]

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
        "without_a_contract": sum(not case.contracts for case in cases),
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
    systems = {
        id_: values
        for id_, values in estate.records("system").items()
        if values["status"] not in ("planned", "retired")
    }
    held = lock_in.scores(estate, settings)
    certain, possible = services_of_systems(read, systems)
    links, contracts = _links(estate, read), _contracts(estate)
    return [
        _case(
            id_,
            estate,
            settings,
            held,
            Interval(len(certain[id_]), len(possible[id_])),
            links[id_],
            contracts[id_],
            tuple(sorted(service for service, its in read.possible.runs_on.items() if id_ in its)),
        )
        for id_ in systems
    ]


def _case(
    id_: str,
    estate: Estate,
    settings: Settings,
    held: Mapping[str, Share],
    stops: Interval[int],
    links: list[str],
    contracts: list[str],
    services: tuple[str, ...],
) -> _Case:
    system, scale = estate.records("system")[id_], settings.candidates
    exits = [
        exit_of(estate.records("contract")[key], estate.as_of, settings.exits.check_by_months) for key in contracts
    ]
    dependences = [estate.records("integration")[link]["dependence"] for link in links]
    hard, unknown = dependences.count("hard"), sum(word in (None, UNKNOWN) for word in dependences)
    statutory = [estate.records("service")[service]["statutory"] for service in services]
    leaves = _latest(found.earliest for found in exits)
    return _Case(
        id=id_,
        system=system,
        quadrant=quadrant(system, scale.good_fit),
        benefits={
            "lock-in": _held(system, estate, held),
            "legacy risk": _legacy(system),
            "services": _of(stops, len(estate.records("service"))),
            "cost": _cost(system, scale),
        },
        difficulties={
            "integrations": _entangled(hard, unknown, estate, scale),
            "committed term": _committed(leaves, estate.as_of, scale),
            "substitutability": _substitutable(system),
        },
        links=hard,
        unknown_links=unknown,
        contracts=tuple(contracts),
        exit=leaves,
        act_by=min((found.act_by.low for found in exits if found.act_by and found.act_by.low), default=None),
        services=services,
        statutory=True if True in statutory else (None if None in statutory else False),
        stops=stops,
    )


def _links(estate: Estate, read: Readings) -> defaultdict[str, list[str]]:
    """System to its integrations that exist, given and taken."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for link, causes in read.possible.rests_on.items():
        for end in {*causes, estate.records("integration")[link]["consumer"]}:
            found[end].append(link)
    return found


def _contracts(estate: Estate) -> defaultdict[str, list[str]]:
    """System to the contracts that cover it and count, or may."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for id_, contract in estate.records("contract").items():
        if counts(contract, estate.as_of) != "no":
            for target in contract["covers"]:
                found[target].append(id_)
    return found


def _latest(exits: Iterable[Interval[dt.date]]) -> Interval[dt.date] | None:
    """A system is free when its last contract lets go; None where no contract is known."""
    found = list(exits)
    if not found:
        return None
    lows, highs = [each.low for each in found], [each.high for each in found]
    return Interval(
        max((low for low in lows if low), default=None),
        None if None in highs else max(high for high in highs if high),
    )


def _held(system: Values, estate: Estate, held: Mapping[str, Share]) -> Share:
    """The lock-in of the group that holds it most."""
    groups = {estate.groups.of[supplier] for supplier in (*system["vendors"], *system["hosts"])}
    scores = [held[group] for group in groups if group in held]
    if not scores:
        return WHOLE
    return Interval(max(_low(score) for score in scores), max(_high(score) for score in scores))


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
    """By quadrant, then by the benefit that is sure less all the difficulty that may be, then by name."""
    return (
        _QUADRANTS.index(case.quadrant),
        _high(case.difficulty) - _low(case.benefit),
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
        statutory=case.statutory,
        rests_on=(case.id, *case.contracts),
    )


def _first_step(case: _Case, estate: Estate) -> str:
    """The first thing to do, by what is known: find out, make safe, test, then give notice."""
    name = estate.name(case.id)
    if case.quadrant == NOT_ASSESSED:
        return f"Ask those who use and run {name} to score its functional and technical fit, 1 to 4."
    if case.quadrant == "invest":
        return f"Keep {name}; ask for an open way in and out at the next renewal."
    if not case.contracts:
        return f"Find out which contract covers {name}, and when it ends."
    if case.statutory and case.stops.low:
        service = next(estate.name(id_) for id_ in case.services if estate.records("service")[id_]["statutory"])
        return f"Name and try a stand-in for {service} before anything else is touched."
    if case.system["data_export"] not in ("open standard", "documented"):
        return f"Ask for a full export of the data in {name}, and try to read it."
    if case.act_by:
        return (
            f"Test a full export of the data in {name}, and decide by {spoken(case.act_by)}, the last day for notice."
        )
    return f"Test a full export of the data in {name}, and ask two suppliers and two councils what they would use."


def _why(case: _Case, estate: Estate) -> str:
    parts = [f"{case.quadrant[0].upper()}{case.quadrant[1:]}: {_fits(case)}"]
    parts.append(_linked(case) if estate.records("integration") else "its integrations are not known")
    parts.append(_leaves(case))
    word = case.system["substitutability"]
    parts.append(f"it is {word}" if word not in (None, UNKNOWN) else "how hard it is to replace is not recorded")
    if case.statutory:
        parts.append("a statutory service runs on it")
    return "; ".join(parts) + "."


def _fits(case: _Case) -> str:
    functional, technical = case.system["functional_fit"], case.system["technical_fit"]
    if functional is None or technical is None:
        missing = [name for name, fit in (("functional", functional), ("technical", technical)) if fit is None]
        return f"nobody has scored its {' and '.join(missing)} fit"
    return f"functional fit {functional} and technical fit {technical} of 4"


def _linked(case: _Case) -> str:
    if not case.links and not case.unknown_links:
        return "no other system is recorded as hanging on it or holding it"
    certain = f"{case.links} hard integration{'' if case.links == 1 else 's'}"
    return certain + (f" and {case.unknown_links} of unknown dependence" if case.unknown_links else "")


def _leaves(case: _Case) -> str:
    if case.exit is None:
        return "no contract is recorded for it"
    if case.exit.low is None:
        return "when its contract lets us out is not known"
    if case.exit.exact:
        return f"its contract lets us out on {spoken(case.exit.low)}"
    return f"its contract lets us out on {spoken(case.exit.low)} at the earliest"


QUESTION = Question(
    name="candidates",
    question="What should we replace first, small and safely, and why?",
    method=(
        "TIME quadrant from functional and technical fit; benefit and difficulty are plain means of criteria from 0 to "
        "1. Ranked by quadrant (eliminate, migrate, tolerate, not assessed, invest), then by the benefit that is sure "
        "less the difficulty that may be. See docs/methods.md, Candidates."
    ),
    row=CandidateRow,
    needs=("system",),
    better_with=("contract", "integration", "service"),
    ask=_ask,
)
