"""How to begin to leave a system: what to do first, whether that is a small start, in which order to cut its ties.

A start is small when it can be undone, costs little, touches little, is not held by a contract and puts no service at
risk that the law requires. Each of the five is yes, no or not known, and so is the whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from itmap.estate import Estate
from itmap.model import OPENNESS, UNKNOWN
from itmap.quantities import Duration, Interval
from itmap.queries.cases import NOT_ASSESSED, Case
from itmap.settings import Settings
from itmap.terms import moved, spoken

_OPEN = ("open standard", "documented")
# Soft ties are cut first: nothing stops if the new end fails. A hard one needs both ends working at once.
_TIES = ("soft", UNKNOWN, "hard")
# The less is known of an API, the later; but what is known to be shut comes last.
_MOST_OPEN = (*OPENNESS[:2], UNKNOWN, *OPENNESS[2:4])
_STOPS = {
    "soft": "nothing stops without it",
    UNKNOWN: "not known whether anything stops without it",
    "hard": "something stops without it",
}
_WORDS = {True: "Yes", False: "No", None: "Not known"}


def small_start(case: Case, estate: Estate, settings: Settings) -> tuple[bool | None, tuple[str, ...]]:
    """Whether replacing the system is a small start, and why: five tests, of which one that fails decides."""
    tests = list(_tests(case, estate, settings))
    verdicts = [verdict for verdict, _ in tests]
    small = False if False in verdicts else None if None in verdicts else True
    return small, tuple(f"{_WORDS[verdict]}: {said}" for verdict, said in tests)


def _tests(case: Case, estate: Estate, settings: Settings) -> Iterator[tuple[bool | None, str]]:
    export = case.system["data_export"]
    reversible = None if export in (None, UNKNOWN) else export in _OPEN
    said = {
        True: f"a first step can be undone, as the data can be taken out ({export})",
        False: f"a first step can't be undone: the way out for the data is {export}",
        None: "whether the data can be taken out, and a first step undone, isn't recorded",
    }
    yield reversible, said[reversible]
    limit = settings.candidates.small_annual_cost
    cost = case.cost
    small = None if cost is None else _at_most(cost, Decimal(str(limit)))
    yield small, f"it costs {in_pounds(cost)}, and up to £{limit:,} is small"
    few = settings.candidates.few_integrations
    if len(estate["integration"]):
        yield len(case.links) <= few, f"connections with others: {len(case.links)}, and up to {few} are few"
    else:
        yield None, "no connections are recorded"
    yield _exit_in_time(case, estate, settings)
    safe = None if case.statutory is None else not case.statutory
    stand_ins = {
        True: "no service that the law requires stops with it without a stand-in",
        False: "a service that the law requires stops with it and nothing stands in",
        None: "whether a service that the law requires stops with it isn't recorded",
    }
    yield safe, stand_ins[safe]


def _exit_in_time(case: Case, estate: Estate, settings: Settings) -> tuple[bool | None, str]:
    """Whether every contract that covers it lets go within the time that buying anew takes."""
    if not case.exits or case.exit is None or case.exit.low is None:
        return None, "which contract covers it isn't recorded"
    found: list[bool | None] = []
    for contract, exit_ in case.exits.items():
        _, longest = settings.exits.lead_time(estate.records("contract")[contract]["category"])
        by = moved(estate.as_of, Duration((longest,), "month"))
        low, high = exit_.earliest.low, exit_.earliest.high
        found.append(False if low and low > by else None if high is None or high > by else True)
    verdict = False if False in found else None if None in found else True
    when = f"on {spoken(case.exit.low)}{'' if case.exit.exact else ' at the earliest'}"
    held = {True: "within", False: "not within", None: "perhaps not within"}
    return verdict, f"its contracts let us out {when}, {held[verdict]} the time that a replacement takes to buy"


def in_pounds(cost: Interval[Decimal] | None) -> str:
    """A yearly cost in words."""
    if cost is None or cost.low is None or (cost.high is None and not cost.low):
        return "an unknown sum a year"
    if cost.high is None:
        return f"at least £{cost.low:,.0f} a year"
    return f"£{cost.low:,.0f} a year" if cost.exact else f"£{cost.low:,.0f} to £{cost.high:,.0f} a year"


def _at_most(cost: Interval[Decimal], limit: Decimal) -> bool | None:
    if cost.high is not None and cost.high <= limit:
        return True
    return False if cost.low is not None and cost.low > limit else None


def strangler_steps(case: Case, estate: Estate, settings: Settings) -> tuple[str, ...]:
    """For a system with many integrations, in which order to move them to its successor; empty where it has few.

    The strangler way (Fowler, "StranglerFigApplication", 2004): the new takes over one interface after the other while
    the old runs on. Soft ones first, then those of unknown and of hard dependence; among each those whose other end is
    the most open to a new partner.
    """
    if len(case.links) <= settings.candidates.few_integrations:
        return ()
    provider, consumer, dependence = (
        estate.by_id("integration", field) for field in ("provider", "consumer", "dependence")
    )
    apis = estate.by_id("system", "api")
    found = []
    for link in case.links:
        name = estate.name(link)
        other = provider[link] if consumer[link] == case.id else consumer[link]
        tie, api = dependence[link] or UNKNOWN, apis[other] or UNKNOWN
        said = f"{name}: {_STOPS[tie]}; way into {estate.name(other)} (API): {api}"
        found.append((_TIES.index(tie), _MOST_OPEN.index(api), name.casefold(), link, said))
    return tuple(f"{place}. {said}" for place, (*_, said) in enumerate(sorted(found), start=1))


def first_step(case: Case, estate: Estate) -> str:
    """The first thing to do, by what is known: find out, make safe, test, then give notice."""
    name = estate.name(case.id)
    if case.quadrant == NOT_ASSESSED:
        return f"Ask those who use and run {name} to score from 1 to 4 how well it does its work and how sound it is."
    if case.quadrant == "invest":
        return f"Keep {name}. Ask at the next renewal that data can be put in and taken out freely."
    if not case.exits:
        return f"Find out which contract covers {name}, and when it ends."
    required = sorted(estate.name(service) for service in case.stops if estate.records("service")[service]["statutory"])
    if required:
        return f"Name and try what could stand in for {required[0]} before anything else is touched."
    if case.system["data_export"] not in ("open standard", "documented"):
        return f"Ask for all the data in {name}, and test that it can be read elsewhere."
    return _leaving(case, estate)


def _leaving(case: Case, estate: Estate) -> str:
    """The first step of leaving a system whose data can be taken out and that nothing statutory hangs on."""
    export = f"Test that all data can be taken out of {estate.name(case.id)}"
    days = [found.act_by.low for found in case.exits.values() if found.act_by and found.act_by.exact]
    if days:
        return f"{export}, and decide by {spoken(min(day for day in days if day))}, the last day for notice."
    for contract, found in case.exits.items():
        if not found.earliest.exact:
            return f"Find out what {estate.name(contract)} says of its end, renewal and notice."
    return f"{export}, and ask two suppliers and two councils what they would use."
