"""From an answer to what the report shows of it: a chart, the sentence that says what it shows, and its table.

One function a question, listed in `FIGURES`. A chart never carries anything that its table lacks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from itmap.estate import Estate
from itmap.quantities import Interval, add_months
from itmap.queries import Answer
from itmap.queries.chokepoints import BELOW
from itmap.reports import charts
from itmap.reports.charts import Bar, CalendarRow, Chart, Event, Palette, Point, Range
from itmap.reports.coverage import coverage
from itmap.reports.decisions import CHECK, DECIDE, EXIT, NOTICE, START, called, dated
from itmap.reports.tables import (
    Heading,
    Line,
    Table,
    candidates_table,
    chokepoints_table,
    exits_table,
    first_held,
    hardest,
    legacy_table,
    lock_in_table,
    place,
    score,
)
from itmap.reports.words import NOT_ASSESSED, NOT_KNOWN, capital, count, day, numbers, of_all, percent, points, span
from itmap.settings import Settings

RED_LINE = 16  # of 30: where LITRAF calls a legacy risk red
# The marks of a calendar. In this order every colour stands out by 3:1 from the one before it, as do the marks that
# follow each other in a row: announce, give notice, exit; begin, exit.
MARKS = {
    DECIDE: ("diamond", "quiet"),
    NOTICE: ("triangle-down", "second"),
    EXIT: ("circle", "main"),
    START: ("square", "third"),
    CHECK: ("x", "strong"),
}


@dataclass(frozen=True)
class Figure:
    """What the report shows of one answer. `title` states the finding; `chart` is None where nothing can be drawn."""

    name: str
    title: str
    sentence: str
    chart: Chart | None
    table: Table


Draw = Callable[[Answer, Estate, Settings], Figure]


def chokepoints(answer: Answer, estate: Estate, settings: Settings) -> Figure:
    """Statutory services that stop with each supplier group, for certain and possibly; else services; else systems."""
    one = what_stops(answer)
    rows, _ = apart(answer)
    drawn = [row for row in rows if reach(row, one)[1]]
    shown = drawn[: settings.report.rows_in_a_chart]
    bars = [_reach_bar(row, one) for row in shown]
    title = f"No supplier is known to stop a {one}"
    if drawn:
        certain, possible = reach(drawn[0], one)
        title = f"{drawn[0].supplier} could stop {numbers(Interval(certain, possible))} {one}{'s' * (possible > 1)}"
    sentence = (
        f"Each bar is one supplier group. The dark part counts the {one}s that stop for certain if everything it "
        f"supplies stops; the striped part counts those that may stop as well, because something about them is not "
        f"recorded.{rest(rows, shown, 'supplier group')}"
    )
    chart = charts.bars(bars, _palette(settings), f"{capital(one)}s that stop", ("For certain", "Possibly as well"))
    return figure("chokepoints", title, sentence, chart if bars else None, chokepoints_table(rows, estate))


def apart(answer: Answer) -> tuple[list[Any], list[Any]]:
    """The rows of the chokepoints, and apart from them the groups that supply platforms or infrastructure alone.

    Nearly everything runs on those: they would hide the rest. All are together where there is nothing else.
    """
    below = [row for row in answer.rows if row.by == BELOW]
    return ([row for row in answer.rows if row.by != BELOW], below) if len(below) < len(answer.rows) else (below, [])


def what_stops(answer: Answer) -> str:
    """What a supplier's reach is counted in: statutory services where some are known, else services, else systems."""
    if not any(row.services_possibly_stopped for row in answer.rows):
        return "system"
    return "statutory service" if any(row.statutory_services_stopped.low for row in answer.rows) else "service"


def reach(row: Any, one: str) -> tuple[int, int]:
    """How many of them stop with a supplier group for certain, and how many at most."""
    if one == "statutory service":
        return row.statutory_services_stopped.low, row.statutory_services_stopped.high
    if one == "service":
        return len(row.services_stopped or ()), len(row.services_possibly_stopped or ())
    return len(row.systems_stopped), len(row.systems_possibly_stopped)


def _reach_bar(row: Any, one: str) -> Bar:
    certain, possible = reach(row, one)
    more = possible - certain
    said = f"{certain:,}" if not more else f"{certain:,}, perhaps {possible:,}"
    return Bar(row.supplier, certain, more, said, f"{count(certain, one)} for certain, {more:,} more possibly")


def lock_in(answer: Answer, estate: Estate, settings: Settings) -> Figure:
    """How strongly each supplier group holds us: a range of points, 0 free to 100 held."""
    assessed = [row for row in answer.rows if row.assessed]
    shown = assessed[: settings.report.rows_in_a_chart]
    ranges = [
        Range(
            row.supplier,
            row.score.low * 100,
            row.score.high * 100,
            row.score.mean * 100,
            span(score(row)),
            f"{span(score(row))} points; {place(row)}",
        )
        for row in shown
    ]
    title = "No supplier could be assessed"
    if assessed:
        first = first_held(assessed)
        title = f"{first.supplier} {hardest(first)}: {span(score(first))} points of 100"
    sentence = (
        "Each bar spans what a supplier group's points may be, from 0 (free to leave) to 100 (held in every way we "
        "measure): the longer the bar, the less we know. The diamond is the average over everything the gaps could "
        f"hide.{rest(answer.rows, shown, 'supplier group')}"
    )
    words = ("From the lowest to the highest it may be", "Average over the unknowns")
    chart = charts.ranges(ranges, _palette(settings), "Points, 0 free to 100 held", words, 100)
    return figure("lock-in", title, sentence, chart if ranges else None, lock_in_table(answer.rows, estate))


def exits(answer: Answer, estate: Estate, settings: Settings) -> Figure:
    """The calendar of the coming months: days to decide and to give notice, safe starts, exits, terms to look up."""
    until = add_months(answer.as_of, settings.decisions.calendar_months)
    coming = [pair for pair in dated(answer, estate) if min(event.day for event in pair[1]) <= until]
    shown = coming[: settings.report.rows_in_a_chart]
    rows = [
        CalendarRow(called(row), _marks(row, found), _possible(row), f"With {row.supplier or NOT_KNOWN}.")
        for row, found in shown
    ]
    to_decide = sum(any(event.kind != CHECK for event in found) for _, found in coming)
    title = "No decision has a date yet"
    if to_decide:
        title = f"{capital(count(to_decide, 'contract'))} to decide on by {day(until)}"
    elif coming:
        title = f"No decision has a date yet: the terms of {count(len(coming), 'contract')} must be looked up first"
    sentence = (
        f"Each row is one contract, the most pressing first. The upright line is {day(answer.as_of)}; a mark on it is "
        f"due now or overdue."
        f"{rest(answer.rows, shown, 'contract')}"
    )
    chart = charts.calendar(rows, _palette(settings), MARKS, Interval(answer.as_of, until))
    return figure("exits", title, sentence, chart if rows else None, exits_table(answer, estate))


def _marks(row: Any, found: list[Event]) -> tuple[Event, ...]:
    """A contract's marks in the calendar; mere look-ups are left out where something else is due."""
    due = [event for event in found if event.kind != CHECK] or found
    exit_ = [Event(EXIT, row.earliest_exit.low)] if row.earliest_exit.low else []
    return (*due, *exit_)


def _possible(row: Any) -> Interval[Any]:
    """From the earliest exit to the latest: what can be left before it ends of itself can be left until then."""
    exit_: Interval[Any] = row.earliest_exit
    ends = row.supply_ends
    if exit_.exact and ends and ends.exact and ends.low > exit_.low:
        return Interval(exit_.low, ends.low)
    return exit_


def candidates(answer: Answer, estate: Estate, settings: Settings) -> Figure:
    """What replacing each system would bring against how hard it would be, by rank."""
    worth = [row for row in answer.rows if worth_replacing(row)]
    shown = worth[: settings.report.rows_in_a_chart]
    crosses = [
        Point(
            row.rank,
            _hundred(row.difficulty),
            _hundred(row.benefit),
            f"{row.rank}. {row.system}: benefit {points(row.benefit)}, difficulty {points(row.difficulty)} points",
        )
        for row in shown
    ]
    title = "No system is known to be unsound"
    if shown:
        title = f"{capital(count(len(worth), 'system'))} worth a look, {shown[0].system} first"
    sentence = (
        "Each cross is one system worth a look, with its place in the table. Higher means that replacing it would "
        "bring more, further right that it would be harder: the best first steps lie at the top left. The arms of a "
        "cross span what its points may be; where they meet is the middle of that span, not an estimate."
        f"{rest(answer.rows, shown, 'system')}"
    )
    chart = charts.plane(crosses, _palette(settings), "Difficulty, points of 100", "Benefit, points of 100")
    rows = answer.rows if any(row.quadrant != NOT_ASSESSED for row in answer.rows) else ()
    return figure("candidates", title, sentence, chart if crosses else None, candidates_table(rows, estate))


def worth_replacing(row: Any) -> bool:
    """Whether a system's scores ask for a replacement: it is not technically sound, of use or not."""
    return row.quadrant in ("eliminate", "migrate")


def _hundred(value: Interval[float] | None) -> tuple[float, float]:
    low, high = (None, None) if value is None else (value.low, value.high)
    return 100 * (0.0 if low is None else low), 100 * (1.0 if high is None else high)


def legacy(answer: Answer, estate: Estate, settings: Settings) -> Figure:
    """The legacy risk of the systems that are scored, against the red line; the others are not scored."""
    scored = sorted((row for row in answer.rows if row.overall is not None), key=lambda row: (-row.overall, row.system))
    shown = scored[: settings.report.rows_in_a_chart]
    red = sum(bool(row.red) for row in scored)
    unscored = len(answer.rows) - len(scored)
    bars = [Bar(row.system, row.overall, 0, f"{row.overall:.1f}".removesuffix(".0")) for row in shown]
    title = "No system has been fully scored"
    if scored:
        are = "is" if red == 1 else "are"
        title = f"{capital(of_all(red, len(scored), 'scored system'))} {are} at or over the red line"
    sentence = (
        f"Each bar is one system's legacy risk, from 1 to 30; {RED_LINE} and above is red. "
        f"{capital(count(unscored, 'system'))} {'is' if unscored == 1 else 'are'} not in the chart because not all of "
        f"their 13 scores are recorded: not scored does not mean fine.{rest(answer.rows, shown, 'system')}"
    )
    palette = _palette(settings)
    chart = charts.bars(bars, palette, "Legacy risk, 1 to 30", ("Legacy risk", ""), 34)
    chart = charts.with_limit(chart, RED_LINE, f"red from {RED_LINE}", palette.second)
    rows = () if unjudged(answer) else answer.rows
    return figure("legacy", title, sentence, chart if bars else None, legacy_table(rows, estate))


def unjudged(answer: Answer) -> bool:
    """Whether the legacy answer says nothing of any system."""
    return all(row.overall is None and row.legacy is None and row.end_of_support is None for row in answer.rows)


def known(estate: Estate, settings: Settings) -> Figure:
    """How far the fields that the answers rest on are filled in."""
    rows = coverage(estate)
    emptiest = min(rows, key=lambda row: row.share)
    bars = [
        Bar(
            f"{row.register}: {row.heading}",
            row.share * 100,
            0,
            percent(row.share),
            f"{row.filled:,} of {row.records:,}",
        )
        for row in rows
    ]
    one = emptiest.register.removesuffix("s").lower()
    title = f"{emptiest.heading} is recorded for {of_all(emptiest.filled, emptiest.records, one)}"
    sentence = "Each bar is one field of a register: the share of its records in which somebody filled it in."
    chart = charts.bars(bars, _palette(settings), "Filled in, per cent of records", ("Filled in", ""), 112)
    lines = tuple(
        Line(
            (f"{row.register}: {row.heading}",),
            ((f"{row.filled:,}",), (f"{row.records:,}",), (percent(row.share),)),
            (f"Where it is blank we can't say {row.without}.",),
        )
        for row in rows
    )
    headings = (
        Heading("Field"),
        Heading("Filled in", "number"),
        Heading("Records", "number"),
        Heading("Share", "number"),
        Heading("What a gap costs", "words"),
    )
    return Figure("known", title, sentence, chart, Table("known-table", "How much is recorded", headings, lines))


def figure(name: str, title: str, sentence: str, chart: Chart | None, table: Table) -> Figure:
    """The figure; where nothing can be drawn it says so, and the table stands alone."""
    nothing = "Too little is recorded to draw a chart." + " The table says what is known." * bool(table.lines)
    return Figure(name, title, sentence if chart else nothing, chart, table)


def rest(answer_rows: Sequence[Any], shown: Sequence[Any], one: str) -> str:
    """What a chart's sentence says where it shows only the first of many; "" where it shows all."""
    more = len(answer_rows) > len(shown)
    return f" The table holds all {count(len(answer_rows), one)}." if more else ""


def _palette(settings: Settings) -> Palette:
    return Palette(settings.report.palette)


FIGURES: Mapping[str, Draw] = {
    "chokepoints": chokepoints,
    "lock-in": lock_in,
    "exits": exits,
    "candidates": candidates,
    "legacy": legacy,
}
