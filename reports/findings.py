"""The findings with which the report opens: at most six sentences, each with its number and how sure we are.

A finding is said only when the registers hold it: a function that finds nothing gives none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from itmap.estate import Estate
from itmap.labels import labels
from itmap.quantities import Interval, add_months
from itmap.queries import Answer
from itmap.readings import live_integrations
from itmap.reports.decisions import CHECK, NOTICE, alive, called, dated, status
from itmap.reports.figures import RED_LINE, apart, reach, what_stops, worth_replacing
from itmap.reports.single_points import connections
from itmap.reports.sources import Finder
from itmap.reports.tables import because, first_held, hardest, place, score
from itmap.reports.words import (
    NOT_ASSESSED,
    Jump,
    Part,
    Text,
    be,
    capital,
    count,
    counts,
    day,
    days,
    have,
    listed_names,
    lower,
    name,
    of_all,
    points,
    span,
)
from itmap.terms import UNKNOWN

SOON_MONTHS = 6
RECENT_MONTHS = 3
HUB_LEAST = 3  # integrations: below it a system is one of many
HUB_SHARE = 0.1  # of all integrations: from there on a system is worth naming as what much runs through


@dataclass(frozen=True)
class Finding:
    """A `figure` to remember, the sentence, how sure we are, and where the evidence is."""

    figure: str
    sentence: Text
    sure: str
    evidence: Jump


def findings(answers: Mapping[str, Answer], estate: Estate) -> list[Finding]:
    """What the answers hold that is worth opening with, in the order in which it matters: six at most."""
    found = [
        _chokepoint(answers["chokepoints"], estate) if "chokepoints" in answers else None,
        _hub(answers["single-points"], estate) if "single-points" in answers else None,
        deadlines(answers["exits"], estate) if "exits" in answers else None,
        _lock_in(answers["lock-in"], estate) if "lock-in" in answers else None,
        _candidate(answers["candidates"], estate) if "candidates" in answers else None,
        legacy(answers["legacy"], estate) if "legacy" in answers else None,
    ]
    return [finding for finding in found if finding is not None]


def _chokepoint(answer: Answer, estate: Estate) -> Finding | None:
    """The group that stops the most statutory services for certain; the most services where none is statutory."""
    one = what_stops(answer)
    top = next(iter(apart(answer)[0]), None)
    if top is None or one == "system" or not reach(top, one)[0]:
        return None
    finder = Finder(estate)
    certain, possible = reach(top, one)
    said = labels(estate)
    statutory = {said[id_] for id_, row in estate.records("service").items() if row["statutory"]}
    names = [service for service in top.services_stopped if one == "service" or service in statutory]
    parts: list[Part] = [
        f"{capital(count(certain, one))} {'depends' if certain == 1 else 'depend'} on ",
        finder.name("supplier", top.supplier, top.rests_on),
        ": ",
        *listed_names(finder.names("service", names, top.rests_on), 3),
        " would stop if everything it supplies stopped.",
        *_trading_names(top, estate, finder),
    ]
    sure = "Every step from the supplier to these services is recorded."
    if possible > certain:
        sure = f"Certain of {certain:,}. It could be {possible:,} if everything that nobody recorded counts against us."
    return Finding(f"{certain:,}", parts, sure, Jump("What can one supplier stop?", "chokepoints"))


def _trading_names(row: Any, estate: Estate, finder: Finder) -> list[Part]:
    """The names under which a group supplies us, when there are several: no single contract then shows its reach."""
    suppliers = estate.records("supplier")
    contracts = estate.records("contract").values()
    involved = {who for contract in contracts for who in contract["suppliers"]}
    involved |= {who for system in estate.records("system").values() for who in (*system["vendors"], *system["hosts"])}
    group = finder.find("supplier", row.supplier, row.rests_on)
    ours = sorted(estate.name(id_) for id_ in row.rests_on if id_ in suppliers and id_ in involved and id_ != group)
    jointly = any(set(ours) <= {estate.name(who) for who in contract["suppliers"]} for contract in contracts)
    if len(ours) < 2 or jointly:
        return []
    names = listed_names(finder.names("supplier", ours), 4)
    return [" It supplies us under the names ", *names, ", so no single contract shows this."]


def _hub(answer: Answer, estate: Estate) -> Finding | None:
    """The system that the most integrations come from or run through, when that is a good part of all of them."""
    live = [estate.records("integration")[id_] for id_ in live_integrations(estate)]
    every, through, said = len(live), connections(estate), labels(estate)
    hub = min(through, key=lambda system: (-through[system], said[system], system), default="")
    if through[hub] < max(HUB_LEAST, HUB_SHARE * every):
        return None
    row = next((row for row in answer.rows if row.rests_on[0] == hub), None)
    stops, one = (row.systems_stopped, row.systems_possibly_stopped) if row else ((), ()), "other system"
    if estate.records("service"):
        stops, one = (row.services_stopped, row.services_possibly_stopped) if row else ((), ()), "service"
    parts = (
        f"{capital(of_all(through[hub], every, 'connection'))} in use between our systems come from or run through ",
        name(estate, hub),
        f". If it stopped, {counts(Interval(*map(len, stops)), one)} would stop with it.",
    )
    unknown = sum(row["dependence"] in (None, UNKNOWN) for row in live)
    sure = "For every connection it is recorded whether the receiving system stops without it."
    if unknown:
        sure = f"For {of_all(unknown, every, 'connection')} nobody recorded whether a system stops without them."
    return Finding(f"{through[hub]:,}", parts, sure, Jump("What can one supplier stop?", "chokepoints"))


def deadlines(answer: Answer, estate: Estate) -> Finding | None:
    """What must be decided in the next months, and what lately renewed by itself because nobody decided."""
    until = add_months(answer.as_of, SOON_MONTHS)
    soon = [
        (row, due)
        for row, events in dated(answer, estate)
        if (due := [event for event in events if event.kind != CHECK and event.day <= until])
    ]
    renewed = _renewed(answer, estate)
    if not soon and not renewed:
        return None
    parts: list[Part] = [
        f"{capital(count(len(soon), 'contract'))}{_of_councils(soon, estate)} "
        f"{'needs' if len(soon) == 1 else 'need'} a decision by {day(until)}: whether to give notice, or to begin a "
        "replacement. "
    ]
    finder = Finder(estate)
    notices = [(event.day, called(row), row) for row, events in soon for event in events if event.kind == NOTICE]
    if notices:
        first, title, row = min(notices, key=lambda notice: notice[:2])
        contract = finder.name("contract", title, row.rests_on)
        parts += ["The first notice day is ", day(first), ", for ", contract, ". "]
    if renewed:
        row = renewed[0]
        contract = finder.name("contract", called(row), row.rests_on)
        parts += [contract, f" renewed by itself on {day(row.last_renewed)}; we can next be out {_when(row)}."]
    unknown = sum(row.state == UNKNOWN and alive(status(row, estate)) for row in answer.rows)
    sure = "Certain by the dates recorded, unless a contract has a break clause that the register doesn't record."
    if unknown:
        say = "says" if unknown == 1 else "say"
        sure = (
            f"Certain of these. {capital(count(unknown, 'contract'))} {say} too little to be placed: there may be more."
        )
    return Finding(f"{len(soon):,}", parts, sure, Jump("When can we leave?", "exits"))


def _of_councils(soon: Sequence[tuple[Any, Any]], estate: Estate) -> str:
    """Whose contracts they are, where there are several councils."""
    councils = {row.organisation for row, _ in soon}
    return f" of {count(len(councils), 'council')}" if councils and len(estate.organisations) > 1 else ""


def _renewed(answer: Answer, estate: Estate) -> list[Any]:
    """The contracts that lately renewed by themselves, the last first."""
    since = add_months(answer.as_of, -RECENT_MONTHS)
    lately = [
        row for row in answer.rows if row.last_renewed and row.last_renewed >= since and alive(status(row, estate))
    ]
    return sorted(lately, key=lambda row: (-row.last_renewed.toordinal(), called(row)))


def _when(row: Any) -> str:
    return f"on {days(row.earliest_exit)}" if row.earliest_exit.exact else days(row.earliest_exit)


def _lock_in(answer: Answer, estate: Estate) -> Finding | None:
    assessed = [row for row in answer.rows if row.assessed]
    if not assessed:
        return None
    first = first_held(assessed)
    of = f"the {count(len(assessed), 'supplier group')} that we could assess"
    parts: list[Part] = [
        Finder(estate).name("supplier", first.supplier, first.rests_on),
        f" {hardest(first)}, of {of}: "
        f"{points(score(first))} points, where 0 is free to leave and 100 is held in every way.",
    ]
    known, every = first.coverage["criteria_known"], first.coverage["criteria"]
    sure = (
        f"{capital(place(first))}: how much each of the {every:,} things behind the points counts is a matter of "
        f"opinion. For it {'all' if known == every else f'{known:,}'} of these are known, at least roughly."
    )
    return Finding(span(score(first)), parts, sure, Jump("Who are we locked in to?", "lock-in"))


def _candidate(answer: Answer, estate: Estate) -> Finding | None:
    worth = [row for row in answer.rows if worth_replacing(row)]
    if not worth:
        return None
    first, finder = worth[0], Finder(estate)
    parts = (
        f"{capital(count(len(worth), 'system'))} {be(len(worth))} scored low for technical soundness. Look first at ",
        finder.name("system", first.system, first.rests_on),
        f": {because(first, estate, finder)}. First step: {lower(first.first_step)}",
    )
    silent = sum(row.quadrant == NOT_ASSESSED for row in answer.rows)
    sure = "By officers' own scores"
    sure += f"; {of_all(silent, len(answer.rows), 'system')} {have(silent)} none." if silent else "."
    return Finding(f"{len(worth):,}", parts, sure, Jump("What should we replace first?", "candidates"))


def legacy(answer: Answer, estate: Estate) -> Finding | None:
    """Systems that their makers no longer mend, and those whose legacy risk is red."""
    past = [row for row in answer.rows if row.past_support]
    red = [row for row in answer.rows if row.red]
    if not past and not red:
        return None
    finder = Finder(estate)
    parts: list[Part] = []
    if past:
        systems = [finder.name("system", row.system, row.rests_on) for row in past]
        parts += [f"{capital(count(len(past), 'system'))} {be(len(past))} no longer supported by the maker: "]
        parts += [*listed_names(systems, 3), ". "]
    if red:
        worst = max(red, key=lambda row: row.overall)
        parts += [
            f"{capital(count(len(red), 'system'))} {be(len(red))} at or over the red line for legacy "
            f"risk ({RED_LINE} of 30), ",
            finder.name("system", worst.system, worst.rests_on),
            " the highest." if len(red) > 1 else ".",
        ]
    unscored = sum(row.overall is None for row in answer.rows)
    blank = sum(row.end_of_support is None for row in answer.rows)
    sure = (
        f"Certain of these. {capital(of_all(unscored, len(answer.rows), 'system'))} {be(unscored)} not scored, and for "
        f"{blank:,} nobody recorded how long support lasts."
    )
    return Finding(f"{len(past) or len(red):,}", parts, sure, Jump("What is old?", "legacy"))
