"""Several councils in one report: side by side, whom they share, and a part for each with its own findings.

Nothing is added up that would mislead: what is said of one council is worked out from its own records alone, as its own
report says it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from itmap import queries
from itmap.alone import alone, holders
from itmap.estate import Estate
from itmap.quantities import add_months
from itmap.queries import Answer
from itmap.reports import standing
from itmap.reports.columns import without_empty
from itmap.reports.decisions import CHECK, alive, dated
from itmap.reports.figures import apart
from itmap.reports.findings import SOON_MONTHS, Finding, findings
from itmap.reports.sections import missing
from itmap.reports.shared_suppliers import shared, shared_table
from itmap.reports.tables import (
    HOW,
    Heading,
    Line,
    Table,
    chokepoints_table,
    exits_table,
    how,
    lock_in_table,
)
from itmap.reports.words import NOT_KNOWN, Jump, Part, Text, capital, count, day, listed_names, name, of_all
from itmap.settings import Settings
from itmap.terms import UNKNOWN

MOST = 40  # councils with a part of their own: of more the file would become too large to open
_ROWS = 5  # of a table in a part: the council's own report holds them all
_ASKED = ("chokepoints", "single-points", "exits", "lock-in", "candidates", "legacy")


@dataclass(frozen=True)
class Council:
    """What the report says of one council. `place` is the id of its part in the page.

    `to_decide` says how many contracts need a decision soon, and of how many that isn't known.
    """

    place: str
    name: str
    standing: str
    findings: Sequence[Finding]
    tables: Sequence[Table]
    to_decide: str


@dataclass(frozen=True)
class Councils:
    """The councils side by side: the paragraph, the tables, and a part for each, by name."""

    answer: Text
    tables: Sequence[Table]
    parts: Sequence[Council]


def councils(estate: Estate, settings: Settings) -> Councils | None:
    """What the report says of each of several councils; None where it holds no more than one."""
    held = holders(estate)
    if len(held) < 2:
        return None
    by_name = sorted(held, key=lambda id_: (estate.name(id_).casefold(), id_))
    chosen = set(sorted(by_name, key=lambda id_: -len(held[id_]))[:MOST])
    each = {id_: alone(estate, id_) for id_ in by_name}
    parts = {
        id_: _part(f"council-{number}", estate.name(id_), each[id_], settings)
        for number, id_ in enumerate(by_name, 1)
        if id_ in chosen
    }
    answer: list[Part] = [
        f"This report is about {count(len(held), 'council')}. Each has a part of its own below, worked out from its "
        "own records alone. The sections between here and there take all councils together, as if they were one."
    ]
    if len(parts) < len(held):
        answer.append(f" Only the {len(parts):,} with the most records have a part: write the others a report each.")
    groups = [name(estate, group) for group in shared(estate)]
    if groups:
        serve = "serves" if len(groups) == 1 else "serve"
        several = capital(count(len(groups), "supplier group"))
        answer += [f" {several} {serve} more than one of them: ", *listed_names(groups), "."]
    tables = [_side_by_side(by_name, each, parts, estate), shared_table(estate)]
    return Councils(answer, [table for table in tables if table], tuple(parts.values()))


def _part(place: str, called: str, own: Estate, settings: Settings) -> Council:
    asked = [queries.question(name_) for name_ in _ASKED if name_ not in own.withheld.questions]
    answers = {each.name: each.answer(own, settings) for each in asked if not missing(each, own)}
    tables = [
        _first(without_empty(replace(table, lines=table.lines[:_ROWS])), place, called, every)
        for table, every in _tables(answers, own)
        if table.lines
    ]
    said = f"Based on {standing.held(own)}. {standing.recorded(own)}".strip()
    to_decide = _to_decide(answers["exits"], own) if "exits" in answers else NOT_KNOWN
    return Council(place, called, said, findings(answers, own), tables, to_decide)


def _to_decide(answer: Answer, own: Estate) -> str:
    """How many contracts need a decision soon, as the finding counts them: `3`, `3; 2 not known`."""
    until = add_months(answer.as_of, SOON_MONTHS)
    found = sum(any(event.kind != CHECK and event.day <= until for event in events) for _, events in dated(answer, own))
    live = [row for row in answer.rows if alive(row.status)]
    unknown = sum(row.state == UNKNOWN for row in live)
    if unknown and unknown == len(live):
        return NOT_KNOWN
    return f"{found:,}; {unknown:,} {NOT_KNOWN}" if unknown else f"{found:,}"


def _tables(answers: Mapping[str, Answer], own: Estate) -> list[tuple[Table, int]]:
    """The tables with their first rows at least, and how many rows there are in all."""
    tables = []
    if "chokepoints" in answers:
        rows, _ = apart(answers["chokepoints"])
        tables.append((chokepoints_table(rows[:_ROWS], own), len(rows)))
    if "exits" in answers:
        tables.append((exits_table(answers["exits"], own), len(answers["exits"].rows)))
    assessed = [row for row in answers["lock-in"].rows if row.assessed] if "lock-in" in answers else []
    if assessed:
        tables.append((lock_in_table(assessed[:_ROWS], own), len(assessed)))
    return tables


def _first(table: Table, place: str, council: str, every: int) -> Table:
    """The first of so many rows, as a table of a council's part, called after it: no two are called alike."""
    first = f": the first {len(table.lines)} of {every:,}" if len(table.lines) < every else ""
    return replace(table, name=f"{place}-{table.name}", caption=f"{council}: {table.caption}{first}")


def _side_by_side(
    by_name: Sequence[str], each: Mapping[str, Estate], parts: Mapping[str, Council], estate: Estate
) -> Table:
    exits = "exits" not in estate.withheld.questions
    until = day(add_months(estate.as_of, SOON_MONTHS))
    lines = []
    for id_ in by_name:
        own, part = each[id_], parts.get(id_)
        contracts, systems = (list(own.records(register).values()) for register in ("contract", "system"))
        ends = sum(row["end_date"] is not None for row in contracts)
        made = sum(bool(row["vendors"]) for row in systems)
        suppliers = {own.groups.of[who] for row in contracts for who in row["suppliers"]}
        suppliers |= {own.groups.of[who] for row in systems for who in (*row["vendors"], *row["hosts"])}
        decide = part.to_decide if part else NOT_KNOWN
        lines.append(
            Line(
                (Jump(part.name, part.place) if part else name(estate, id_),),
                (
                    (f"{len(systems):,}",),
                    (f"{len(suppliers):,}",),
                    (f"{len(contracts):,}",),
                    (of_all(ends, len(contracts), "contract") if contracts else "no contract",),
                    (of_all(made, len(systems), "system") if systems else "no system",),
                    *(((decide,),) if exits else ()),
                    part.findings[0].sentence if part and part.findings else ("none: too little is recorded",),
                ),
                how(estate, holders(estate)[id_]),
            )
        )
    headings = (
        Heading("Council"),
        Heading("Systems", "number"),
        Heading("Supplier groups", "number"),
        Heading("Contracts", "number"),
        Heading("End recorded for"),
        Heading("Maker recorded for"),
        *((Heading(f"Contracts to decide on by {until}", "number"),) if exits else ()),
        Heading("First finding", "words"),
        Heading(HOW, "how"),
    )
    return Table("councils-table", "Each council in figures", headings, tuple(lines))
