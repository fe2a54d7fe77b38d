"""What a table of the report shows beside its own columns, and what it doesn't show."""

from __future__ import annotations

from dataclasses import replace

from itmap.estate import Estate
from itmap.reports.tables import Heading, Table
from itmap.reports.words import NOT_ASSESSED, NOT_KNOWN, NOT_SCORED, Name, plain

_NOTHING = {NOT_KNOWN, NOT_ASSESSED, NOT_SCORED, "not ranked"}
_OWNED = ("contract", "system", "service", "integration")


def without_empty(table: Table) -> Table:
    """The table without the columns that say of every row that it is not known, and with a note that names them."""
    said = [
        {plain(cell).strip() for cell in column} for column in zip(*(line.cells for line in table.lines), strict=True)
    ]
    kept = [number for number, words in enumerate(said) if not words <= _NOTHING]
    if not kept or len(kept) == len(said):
        return table
    empty = [table.headings[number + 1].text for number in range(len(said)) if number not in kept]
    return replace(
        table,
        headings=(table.headings[0], *(table.headings[number + 1] for number in kept), table.headings[-1]),
        lines=tuple(replace(line, cells=tuple(line.cells[number] for number in kept)) for line in table.lines),
        note=f"Columns left out, because nothing is known of any row: {'; '.join(empty)}.",
    )


def with_council(table: Table, estate: Estate) -> Table:
    """The table with the council of each row's record beside it, where the rows are about records of councils."""
    owners = {id_: row["organisation"] for register in _OWNED for id_, row in estate.records(register).items()}
    of = [
        next((owners[part.record] for part in line.head if isinstance(part, Name) and part.record in owners), None)
        for line in table.lines
    ]
    if not any(of) or any(heading.text in ("Council", "Councils") for heading in table.headings):
        return table
    lines = zip(table.lines, of, strict=True)
    return replace(
        table,
        headings=(table.headings[0], Heading("Council"), *table.headings[1:]),
        lines=tuple(replace(line, cells=((estate.name(council),), *line.cells)) for line, council in lines),
    )
