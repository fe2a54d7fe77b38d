"""Where the money goes, and what we run twice: the words, the chart and the tables of these two sections."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from itmap.estate import Estate
from itmap.quantities import Interval
from itmap.queries import Answer
from itmap.queries.concentration import EVERYTHING
from itmap.reports import charts
from itmap.reports.charts import Bar, Palette
from itmap.reports.figures import Figure, figure, rest
from itmap.reports.public_texts import MARK
from itmap.reports.sources import Finder
from itmap.reports.tables import HOW, Heading, Line, Table, folded, how
from itmap.reports.words import (
    NOT_KNOWN,
    Part,
    Text,
    amounts,
    be,
    capital,
    count,
    have,
    listed,
    of_all,
    shares,
    tenths,
)
from itmap.settings import Settings


def _share(row: Any, estate: Estate) -> str:
    """A supplier group's share of the spending; the mark where some of the spending is exempt from publication."""
    return MARK if estate.withheld.exempt else shares(row.share)


def _known(estate: Estate) -> str:
    """Of what the sums are: what is known, or what of that is published."""
    return "that is published" if estate.withheld.exempt else "that we know of"


def whole(answer: Answer) -> list[Any]:
    """The rows that look at all contracts together, the supplier group that is surely paid the most first."""
    return [row for row in answer.rows if row.scope == EVERYTHING]


def most_paid(rows: Sequence[Any]) -> Any | None:
    """The row of a scope that is known to be paid more than any other is known to be; None where there is none."""
    known = sorted(((row.annual_value.low or 0, at) for at, row in enumerate(rows) if row.annual_value), reverse=True)
    if not known or not known[0][0] or (len(known) > 1 and known[1][0] == known[0][0]):
        return None
    return rows[known[0][1]]


def money_words(answer: Answer, estate: Estate) -> Text:
    """The paragraph that says where the money goes, and how much of that is known."""
    rows, said = whole(answer), answer.coverage
    if not rows:
        return ("No contract in the register is known to cost us anything.",)
    first = rows[0]
    parts: list[Part] = [
        f"{capital(of_all(first.contracts_with_value, first.contracts, 'contract'))} that cost us money "
        f"{have(first.contracts_with_value)} a yearly value that can be worked out. ",
    ]
    if first.annual_value is None:
        return [*parts, "So nothing can be said of where the money goes."]
    if most := most_paid(rows):
        name = Finder(estate).name("supplier", most.supplier, most.rests_on)
        share = f"{_at_least(most)} a year, or {_share(most, estate)} of all spending. "
        parts += [f"The most {_known(estate)} goes to ", name, f": {share}"]
    else:
        known = "is published" if estate.withheld.exempt else "we know"
        parts.append(f"By what {known}, no supplier is paid more than every other. ")
    if first.effective_suppliers is not None:
        alike = tenths(first.effective_suppliers)
        alone = first.recorded["paid_alone"]
        what = "The spending"
        if alone < first.contracts:
            what = f"What goes to one supplier alone, by {of_all(alone, first.contracts, 'contract')},"
        parts.append(f"{what} is spread as if {alike} suppliers of equal size shared it. ")
    direct, routes = said["contracts_awarded_directly"], said["contracts_with_procurement_route"]
    single, bids = said["contracts_with_a_single_bid"], said["contracts_with_bids_received"]
    if routes:
        parts.append(
            f"{capital(of_all(direct, routes, 'contract'))} whose way of buying is recorded went without competition. "
        )
    if bids:
        parts.append(f"{capital(of_all(single, bids, 'contract'))} whose bids were counted had a single bid.")
    return parts


def _at_least(row: Any) -> str:
    """What a supplier group is surely paid: the sum itself where all of it is known."""
    value = row.annual_value
    return amounts(value if value.exact else Interval(value.low or Decimal(0), None))


def concentration(answer: Answer, estate: Estate, settings: Settings) -> Figure:
    """What each supplier group is paid in a year: what is known, and what it may be at most."""
    rows = whole(answer)
    drawn = [row for row in rows if row.annual_value is not None and row.annual_value.high]
    shown = drawn[: settings.report.rows_in_a_chart]
    bars = [
        Bar(
            row.supplier,
            float(row.annual_value.low or 0),
            float(row.annual_value.high - (row.annual_value.low or 0)),
            _at_least(row),
            f"{amounts(row.annual_value)} a year, {_share(row, estate)} of all spending",
        )
        for row in shown
    ]  # fmt: skip
    title = "What we pay is not known"
    if most := most_paid(rows):
        title = f"{most.supplier} is paid the most {_known(estate)}: {_at_least(most)} a year"
    elif shown and shown[0].annual_value.low:
        title = f"Several are paid the most {_known(estate)}: {_at_least(shown[0])} a year each"
    sentence = (
        "Each bar is one supplier group. The dark part is what it is known to be paid in a year. The striped part is "
        "what may come on top, because the value of a contract is missing: at most the largest value that is known, "
        f"for each.{rest(rows, shown, 'supplier group')}"
    )
    chart = charts.bars(bars, Palette(settings.report.palette), "Pounds a year", ("Known", "At most as well"))
    chart.figure.update_xaxes(tickprefix="£", tickformat="~s", rangemode="tozero")
    return figure("concentration", title, sentence, chart if bars else None, _paid_table(rows, estate))


def _paid_table(rows: Sequence[Any], estate: Estate) -> Table:
    finder = Finder(estate)
    lines = [
        Line(
            (finder.name("supplier", row.supplier, row.rests_on),),
            (
                (f"{row.supplier_contracts:,}",),
                (amounts(row.annual_value),),
                (_share(row, estate),),
            ),
            how(estate, row.rests_on),
        )
        for row in rows
    ]
    headings = (
        Heading("Supplier group"),
        Heading("Contracts", "number"),
        Heading("Paid in a year", "number"),
        Heading("Share of spending", "number"),
        Heading(HOW, "how"),
    )
    return Table("concentration-table", "What each supplier group is paid", headings, tuple(lines))


def parts_table(answer: Answer, estate: Estate) -> Table | None:
    """A row for each department, category and service: how many suppliers share it, and who has the most."""
    finder = Finder(estate)
    scopes: dict[str, list[Any]] = {}
    for row in answer.rows:
        if row.scope != EVERYTHING:
            scopes.setdefault(row.scope, []).append(row)
    lines = [
        Line(
            (capital(_plain(scope)),),
            (
                (f"{rows[0].contracts:,}",),
                (f"{rows[0].contracts_with_value:,}",),
                (f"{len(rows):,}",),
                (finder.name("supplier", most.supplier, most.rests_on) if (most := most_paid(rows)) else NOT_KNOWN,),
                (_share(most, estate) if most else NOT_KNOWN,),
                (
                    {True: "Yes", False: "No", None: MARK if estate.withheld.exempt else NOT_KNOWN}[
                        rows[0].single_supplier
                    ],
                ),
            ),
            how(estate, [id_ for row in rows for id_ in row.rests_on]),
        )
        for scope, rows in scopes.items()
    ]
    headings = (
        Heading("Part of the council's business", "words"),
        Heading("Contracts", "number"),
        Heading("With a known value", "number"),
        Heading("Supplier groups", "number"),
        Heading("Who is known to be paid the most"),
        Heading("Its share of the spending", "number"),
        Heading("One supplier holds all"),
        Heading(HOW, "how"),
    )
    caption = "Spending by department, category and service"
    return Table("spending-table", caption, headings, tuple(lines)) if lines else None


# Commission Regulation (EC) 213/2008: the divisions of the common procurement vocabulary that are or may be IT.
_CPV = {
    "30": "computers and office machines",
    "32": "telecommunications equipment",
    "48": "software",
    "64": "post and telecommunications",
    "72": "IT services",
}


def _plain(scope: str) -> str:
    """`category: software (CPV 48)`: what a division of procurement codes is called, where it is one of IT."""
    words, _, code = scope.rpartition("CPV division ")
    return f"{words}{_CPV[code]} (CPV {code})" if words and code in _CPV else scope


def overlap_words(answer: Answer, _estate: Estate) -> Text:
    """The paragraph that says what is run more than once."""
    said, ours = answer.coverage, [row for row in answer.rows if row.within_one]
    recorded = of_all(said["systems_with_capability"], said["systems"], "system")
    known = f"What a system is for is recorded for {recorded}; the others can't show here. "
    if not answer.rows:
        return (known, "No two of these are for the same thing.")
    some = [f"{row.capability} ({len(row.systems):,} systems)" for row in ours or answer.rows]
    many = len(ours or answer.rows)
    where = "in one council" if ours else "in several councils"
    return (
        known,
        f"{capital(count(many, 'purpose'))} {be(many)} served by more than one system {where}: {listed(some, 3)}. "
        "Whether one of them could go is for those who use them to say.",
    )


def overlaps(answer: Answer, estate: Estate, settings: Settings) -> Figure:
    """How many systems serve each purpose that more than one serves."""
    shown = answer.rows[: settings.report.rows_in_a_chart]
    bars = [
        Bar(row.capability, len(row.systems), 0, f"{len(row.systems):,}: {listed(row.systems, 2)}") for row in shown
    ]
    title = "No purpose is known to be served twice"
    if shown:
        title = f"{capital(count(len(answer.rows), 'purpose'))} {be(len(answer.rows))} served by more than one system"
    sentence = (
        "Each bar is one purpose, as the register words it, and counts the systems that serve it."
        f"{rest(answer.rows, shown, 'purpose')}"
    )
    chart = charts.bars(bars, Palette(settings.report.palette), "Systems", ("Systems", ""))
    most = max((len(row.systems) for row in shown), default=1)
    chart.figure.update_xaxes(range=[0, most * 2.6])
    return figure("overlaps", title, sentence, chart if bars else None, _overlaps_table(answer.rows, estate))


def _overlaps_table(rows: Sequence[Any], estate: Estate) -> Table:
    finder = Finder(estate)
    several = len({council for row in rows for council in row.organisations}) > 1
    lines = [
        Line(
            (row.capability,),
            (
                folded(finder.names("system", row.systems, row.rests_on), "system"),
                *(((listed(row.organisations, 4),),) if several else ()),
                (amounts(row.annual_cost) if row.systems_with_cost else MARK if _hidden(row, estate) else NOT_KNOWN,),
                (of_all(row.systems_with_cost, len(row.systems), "system") + _hidden(row, estate),),
            ),
            how(estate, row.rests_on),
        )
        for row in rows
    ]
    headings = (
        Heading("Purpose"),
        Heading("Systems", "words"),
        *((Heading("Councils"),) if several else ()),
        Heading("What they cost in a year", "number"),
        Heading("Cost recorded for"),
        Heading(HOW, "how"),
    )
    return Table("overlaps-table", "What more than one system is for", headings, tuple(lines))


def _hidden(row: Any, estate: Estate) -> str:
    """For how many of its systems the cost isn't shown, because an exempt one could be worked out from it."""
    hidden = sum(estate.withheld.holds_back("system", "annual_cost", id_) for id_ in row.rests_on)
    return f"; {MARK} for {hidden:,}" if hidden else ""
