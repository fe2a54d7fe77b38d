"""What to replace first: what leaving each system would free, against how hard it is to leave.

Benefit and difficulty are means of criteria on fixed 0-1 scales, each an interval when its inputs are unknown. The
quadrant is Gartner's TIME (tolerate, invest, migrate, eliminate), from how well a system fits the service and how
sound it is. The rank puts small, safe first steps first: among the systems that are worth leaving, it counts only the
benefit that is sure and all the difficulty that may be, so that a system nobody knows is never an easy one.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any

from itmap.estate import Estate
from itmap.model import UNKNOWN
from itmap.money import WHOLE
from itmap.quantities import Interval
from itmap.queries.answers import Later, Question, Row, column
from itmap.queries.cases import NOT_ASSESSED, Case, Share, cases, least, most, quadrant
from itmap.queries.choices import Shared, choices
from itmap.queries.first_steps import first_step, small_start, strangler_steps
from itmap.settings import Settings
from itmap.terms import spoken

# The order in which they are ranked: TIME leaves what is eliminated or migrated, and keeps what is invested in.
_PLACE = {"eliminate": 0, "migrate": 0, "tolerate": 1, NOT_ASSESSED: 1, "invest": 2}
_TELLING = 0.005  # a move that shows in two decimals
_CRITERIA = 9  # both fits, four of benefit and three of difficulty


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
    services: Sequence[str] = column("the services that run on it")
    statutory: bool | None = column("whether a service that the law requires stops with it, with nothing to stand in")
    coverage: float = column("how much of what its place rests on is known: both fits and seven criteria", "0-1")
    would_change: str = column("which answer would move it, and whereto")
    dominated_by: str = column("a system of its council that surely frees as much and is surely no harder, if any")
    start_small: bool | None = column("whether replacing it is a small start; not known while one of five tests isn't")
    start_small_reasons: tuple[str, ...] = column("the five tests, each with yes, no or not known")
    steps: Sequence[str] = column("for one with many integrations, in which order to move them")
    free_from: Interval[dt.date] | None = column("when the last contract that covers it lets go", "date")
    last_contracts: Sequence[str] = column("the contracts that may be the last to let go")
    same_capability: Sequence[str] = column("other systems of its council for the same capability: to merge or retire")
    reuse: Sequence[str] = column("open or shared systems for the same capability elsewhere: to use before buying")
    options: Sequence[str] = column("what can be done, doing nothing first, each with what is known of it")


def _ask(estate: Estate, settings: Settings, _subject: str) -> tuple[list[CandidateRow], dict[str, Any]]:
    ranked = sorted(cases(estate, settings), key=lambda case: _safest_first(case, estate))
    dominated, shared = _dominated(ranked), Shared.of(estate)
    rows = [_row(rank, case, dominated.get(case.id), shared, estate, settings) for rank, case in enumerate(ranked, 1)]
    coverage = {
        "systems": len(rows),
        "not_assessed": sum(row.quadrant == NOT_ASSESSED for row in rows),
        "without_a_contract": sum(not case.exits for case in ranked),
        "start_small": sum(row.start_small is True for row in rows),
        "start_small_not_known": sum(row.start_small is None for row in rows),
        "dominated": len(dominated),
        "substitutability_unknown": sum(case.difficulties["substitutability"] == WHOLE for case in ranked),
    }
    return rows, coverage


def _safest_first(case: Case, estate: Estate) -> tuple[Any, ...]:
    """What is worth leaving, then by the benefit that is sure less all the difficulty that may be, then by name."""
    return (
        _PLACE[case.quadrant],
        round(most(case.difficulty) - least(case.benefit), 9),
        estate.name(case.id).casefold(),
        case.id,
    )


def _dominated(found: Iterable[Case]) -> dict[str, str]:
    """Each system to one of its council that dominates it, by intervals (both by id).

    One dominates another when its lowest benefit is at least the other's highest, its highest difficulty at most the
    other's lowest, and one of the two is more than a tie: whatever the unknowns turn out to be, it is the better start.
    """
    councils: defaultdict[str, list[Case]] = defaultdict(list)
    for case in found:
        councils[case.system["organisation"]].append(case)
    dominated: dict[str, str] = {}
    for its in councils.values():
        # The surest benefit first, each with the easiest so far.
        by_benefit = sorted(its, key=lambda case: (-least(case.benefit), most(case.difficulty), case.id))
        benefits = [-least(case.benefit) for case in by_benefit]
        easiest: list[Case] = []
        for case in by_benefit:
            easier = not easiest or most(case.difficulty) < most(easiest[-1].difficulty)
            easiest.append(case if easier else easiest[-1])
        for case in its:
            better = bisect_left(benefits, -most(case.benefit))  # those with more benefit for certain
            as_good = bisect_right(benefits, -most(case.benefit))
            if better and most(easiest[better - 1].difficulty) <= least(case.difficulty):
                dominated[case.id] = easiest[better - 1].id
            elif as_good and most(easiest[as_good - 1].difficulty) < least(case.difficulty):
                dominated[case.id] = easiest[as_good - 1].id
    return dominated


def _row(
    rank: int, case: Case, dominated_by: str | None, shared: Shared, estate: Estate, settings: Settings
) -> CandidateRow:
    small, reasons = small_start(case, estate, settings)

    @cache
    def beside() -> tuple[list[str], list[str]]:
        return shared.beside(case)

    def rests_on() -> Iterable[str]:
        return dict.fromkeys((*_own(case), *chain(*beside()), *([dominated_by] if dominated_by else [])))

    return CandidateRow(
        organisation=estate.name(case.system["organisation"]),
        system=estate.name(case.id),
        supplier="; ".join(estate.name(supplier) for supplier in case.system["vendors"]),
        quadrant=case.quadrant,
        benefit=case.benefit,
        difficulty=case.difficulty,
        rank=rank,
        first_step=first_step(case, estate),
        why=_why(case, estate),
        services=Later(lambda: sorted(map(estate.name, case.services))),
        statutory=case.statutory,
        coverage=_known(case),
        would_change=_would_change(case, settings),
        dominated_by=estate.name(dominated_by),
        start_small=small,
        start_small_reasons=reasons,
        steps=Later(lambda: strangler_steps(case, estate, settings)),
        free_from=case.exit,
        last_contracts=Later(lambda: sorted(map(estate.name, case.last))),
        same_capability=Later(lambda: map(estate.name, beside()[0])),
        reuse=Later(lambda: map(shared.called, beside()[1])),
        options=Later(lambda: choices(case, shared, beside(), settings)),
        rests_on=Later(rests_on),
    )


def _own(case: Case) -> Iterator[str]:
    """The records that the system's own place was worked out from, itself first."""
    yield case.id
    yield from case.exits
    yield from case.links
    yield from sorted({*case.may_stop, *case.services})


def _known(case: Case) -> float:
    """The share of the nine inputs of its place of which anything is known."""
    fits = sum(case.system[fit] is not None for fit in ("functional_fit", "technical_fit"))
    return (fits + case.criteria_known) / _CRITERIA


def _would_change(case: Case, settings: Settings) -> str:
    """Which other fit would put it where, and which criterion's unknown could move it most."""
    good = settings.candidates.good_fit
    functional, technical = case.system["functional_fit"], case.system["technical_fit"]
    said = []
    for which, than, place in (
        ("functional", "at least", quadrant(good, technical, good)),
        ("functional", "less than", quadrant(good - 1, technical, good)),
        ("technical", "at least", quadrant(functional, good, good)),
        ("technical", "less than", quadrant(functional, good - 1, good)),
    ):
        if place != case.quadrant:
            said.append(f"a {which} fit of {than} {good} would make it {place}")
    if not said:
        said.append("both fits must be scored to place it")
    widths = {
        **_widths(case.benefits, len(case.benefits)),
        **_widths(case.difficulties, len(case.difficulties)),
    }
    widest = max(widths, key=lambda name: (widths[name], name))
    if widths[widest] >= _TELLING:
        said.append(f"knowing its {widest} could move it by up to {widths[widest]:.2f} of 1")
    text = "; ".join(said)
    return f"{text[0].upper()}{text[1:]}."


def _widths(criteria: Mapping[str, Share], count: int) -> dict[str, float]:
    """How far each unknown could move the mean of which it is one."""
    return {name: (most(share) - least(share)) / count for name, share in criteria.items()}


def _why(case: Case, estate: Estate) -> str:
    word = case.system["substitutability"]
    support = case.system["end_of_support"]
    parts = [
        f"{case.quadrant[0].upper()}{case.quadrant[1:]}: {_fits(case)}",
        f"benefit at least {least(case.benefit):.2f} and difficulty at most {most(case.difficulty):.2f} of 1",
        _linked(case) if len(estate["integration"]) else "its integrations are not known",
        _leaves(case),
        f"it is {word}" if word not in (None, UNKNOWN) else "how hard it is to replace is not recorded",
    ]
    if support and support < estate.as_of:
        parts.append(f"its maker stopped mending it on {spoken(support)}")
    if case.statutory:
        parts.append("a statutory service stops with it and nothing stands in")
    return "; ".join(parts) + "."


def _fits(case: Case) -> str:
    functional, technical = case.system["functional_fit"], case.system["technical_fit"]
    if functional is None or technical is None:
        missing = [name for name, fit in (("functional", functional), ("technical", technical)) if fit is None]
        return f"nobody has scored its {' and '.join(missing)} fit"
    return f"functional fit {functional} and technical fit {technical} of 4"


def _linked(case: Case) -> str:
    if not case.hard and not case.unknown:
        return "no hard integration is recorded" if case.links else "no integration is recorded"
    hard = f"{case.hard} hard integration{'' if case.hard == 1 else 's'}"
    return hard + (f" and {case.unknown} of unknown dependence" if case.unknown else "")


def _leaves(case: Case) -> str:
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
