"""What can be done about a system: doing nothing, extending, buying anew, merging, reusing, retiring.

Each choice is said with what is known of its day, its cost and its risk, and nothing is advised. Reuse comes before
buying: what the estate has already, open or shared, for the same capability.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil, floor

from itmap.estate import Estate, same
from itmap.extensions import extensions
from itmap.queries.cases import Case, least, most
from itmap.queries.first_steps import in_pounds
from itmap.readings import live_systems
from itmap.settings import Settings
from itmap.terms import OUT_OF_CONTRACT, RENEWS, ROLLING, Exit, spoken, spoken_interval

_OPEN = ("open standard", "documented")
_SHARED = ("platform", "infrastructure")
# Of each kind so many are named: a capability may have thousands of systems in a region.
_NAMED = 3
_ROUNDING = 1e-6  # what adding up the same thing twice may differ by


@dataclass(frozen=True)
class Shared:
    """The live systems by capability, in the register's own words, the best fitting first.

    `within`: those of one council; `open`: those of all that are open to others, by API, or platforms.
    `words` keeps what each is called and how it fits, once it was asked for.
    """

    estate: Estate
    within: dict[tuple[str, str], list[str]]
    open: dict[str, list[str]]
    words: dict[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, estate: Estate) -> Shared:
        """The systems of an estate by capability."""
        within: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        open_: defaultdict[str, list[str]] = defaultdict(list)
        systems = estate.records("system")

        def best_first(id_: str) -> tuple[int, str, str]:
            fits = (systems[id_]["functional_fit"] or 0) + (systems[id_]["technical_fit"] or 0)
            return -fits, estate.name(id_).casefold(), id_

        for id_ in sorted(live_systems(estate), key=best_first):
            system = systems[id_]
            capability = same(system["capability"] or "")
            if capability:
                within[system["organisation"], capability].append(id_)
                if system["api"] in _OPEN or system["kind"] in _SHARED:
                    open_[capability].append(id_)
        return cls(estate, within, open_)

    def beside(self, case: Case) -> tuple[list[str], list[str]]:
        """The other systems of its council for the same capability, and those elsewhere that it could use instead.

        Elsewhere is another department of its council, or another council.
        """
        capability, council = same(case.system["capability"] or ""), case.system["organisation"]
        alike = [id_ for id_ in self.within.get((council, capability), ()) if id_ != case.id]
        systems = self.estate.records("system")
        reuse = []
        for id_ in self.open.get(capability, ()):
            other = systems[id_]
            ours, theirs = (same(each["department"] or "") for each in (case.system, other))
            if other["organisation"] != council or (ours and theirs and ours != theirs):
                reuse.append(id_)
            if len(reuse) == _NAMED:
                break
        return alike[:_NAMED], reuse

    def called(self, id_: str) -> str:
        """A system with where it is: `Files (Housing, North)`."""
        return self._words(id_)[0]

    def fit(self, id_: str) -> str:
        """How well it fits, and how others can reach it."""
        return self._words(id_)[1]

    def _words(self, id_: str) -> tuple[str, str]:
        if id_ not in self.words:
            system = self.estate.records("system")[id_]
            where = [part for part in (system["department"], self.estate.name(system["organisation"])) if part]
            fits = [
                f"{said} {system[name]} of 4" if system[name] else f"{said}: not scored"
                for said, name in (("does its work", "functional_fit"), ("sound", "technical_fit"))
            ]
            self.words[id_] = (
                f"{self.estate.name(id_)} ({', '.join(where)})",
                f"{', '.join(fits)}, way in for other systems (API): {system['api'] or 'unknown'}",
            )
        return self.words[id_]


def choices(
    case: Case, shared: Shared, beside: tuple[Sequence[str], Sequence[str]], settings: Settings
) -> tuple[str, ...]:
    """Every choice there is for a system, doing nothing first; `beside` as `Shared.beside` gives it."""
    return tuple(said.removesuffix(".") for said in _choices(case, shared, *beside, settings))


def _choices(
    case: Case, shared: Shared, alike: Sequence[str], reuse: Sequence[str], settings: Settings
) -> Iterator[str]:
    estate = shared.estate
    cost, upper = in_pounds(case.cost), case.cost and case.cost.high
    saved = "What would fall away isn't known." if upper is None else f"Up to £{upper:,.0f} a year would fall away."
    contracts = estate.records("contract")
    yield f"Do nothing: {_nothing(case, estate)} It costs {cost} while it runs. {_risk(case, estate)}"
    for id_ in case.exits:
        left = extensions(contracts[id_])
        if left.dates:
            days = " or ".join(map(spoken, left.dates))
            yield f"Extend {estate.name(id_)}: to {days}, for {cost} if nothing else changes. The law limits changes."
    yield _anew(case, estate, settings)
    for id_ in alike:
        yield f"Merge with {shared.called(id_)}: {shared.fit(id_)}. {saved}"
    for id_ in reuse:
        if id_ not in alike:
            yield f"Reuse {shared.called(id_)}: {shared.fit(id_)}. What its owner would ask isn't known."
    if estate.records("service") and not case.services and not case.may_stop and not case.hard and not case.unknown:
        yield f"Retire: no service and no connection that must not fail is recorded on it. {saved}"


def _nothing(case: Case, estate: Estate) -> str:
    """What happens to its contracts when nobody acts."""
    if not case.exits:
        return "which contract covers it isn't recorded."
    return " ".join(f"{estate.name(id_)} {_goes_on(found)}." for id_, found in case.exits.items())


def _goes_on(found: Exit) -> str:
    if found.state == OUT_OF_CONTRACT:
        return "has run out already"
    if found.state == ROLLING:
        return "rolls on"
    if found.state == RENEWS:
        by = found.act_by.low if found.act_by and found.act_by.exact else None
        if by:
            return f"renews unless notice is given by {spoken(by)}"
        return f"renews, the next way out is {spoken_interval(found.earliest)}"
    if found.supply_ends and found.supply_ends.exact and found.supply_ends.low:
        return f"ends on {spoken(found.supply_ends.low)}, and what it covers with it"
    return "says too little to tell"


def _risk(case: Case, estate: Estate) -> str:
    support = case.system["end_of_support"]
    risks = []
    if support:
        risks.append(f"support {'ended' if support < estate.as_of else 'ends'} on {spoken(support)}")
    if case.statutory:
        risks.append("a service that the law requires stops if it fails")
    if not risks:
        risks.append("no end of support is recorded")
    return f"Risk: {', '.join(risks)}."


def _anew(case: Case, estate: Estate, settings: Settings) -> str:
    """Buying a successor: from when, how long it takes, how hard it is. What it would cost nobody has recorded."""
    leads: Sequence[tuple[int, int]] = [
        settings.exits.lead_time(estate.records("contract")[id_]["category"]) for id_ in case.exits
    ] or [settings.exits.lead_time(None)]
    shortest, longest = max(lead[0] for lead in leads), max(lead[1] for lead in leads)
    free = f"free {spoken_interval(case.exit)}" if case.exit else "from when it is free isn't recorded"
    low, high = least(case.difficulty) * 100, most(case.difficulty) * 100
    points = f"{floor(low)} to {ceil(high)}" if high - low > _ROUNDING else f"{low:.0f}"
    hard = f"difficulty {points} of 100 points"
    return f"Buy anew: {free}, it takes {shortest} to {longest} months to buy, {hard}. Its price isn't known."
