"""What the page carries beside what it shows: the estate as compact JSON, from which its script makes a card for every
record, answers what-if questions and draws chains; and the rows of long tables beyond those in its markup.

Records go by number, in the order in which the sources list them. What an audience may not see is not in the estate
that comes here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from itmap import model
from itmap.estate import Estate, Values
from itmap.model import Field, Kind
from itmap.readings import Reading, live_systems, readings
from itmap.reports.public_texts import MARK
from itmap.reports.sources import Spoken, in_order, spoken
from itmap.reports.tables import Table
from itmap.reports.words import NOT_KNOWN, Fold, Name, Part, Text, day

ROWS_IN_MARKUP = 150  # of one table: so many a reader without scripts sees
COMMA = ", "
FOLDED = 40  # parts of what is opened by those who want it, in rows beyond the markup
_KINDS = {
    "organisation": "organisation",
    "supplier": "supplier",
    "contract": "contract",
    "system": "system",
    "service": "service",
    "integration": "connection",
}
_SCORES = {name: name.upper() for name in (*model.LITRAF_LIKELIHOOD, *model.LITRAF_IMPACT)}


def numbered(estate: Estate) -> dict[str, int]:
    """Record id to its number in the page: register by register, each in the order of the sources."""
    every = (record for register in model.REGISTERS for record in in_order(estate, register.name))
    return {record: number for number, record in enumerate(every)}


def carried(estate: Estate) -> dict[str, Any]:
    """The estate for the page's script.

    `kinds`: for each register its name, what one is called, its sheet, the headings of its facts and its records, each
    `[name, facts, sources, named only]`. The name is null where it is `provider > consumer` by the facts. A fact is
    text, the number of a record, a list of such numbers, or null; a heading without any fact is left out. A source is a
    place of `files` and the rows there: the number of the only one, or words. `fails` is what `_fails` gives.
    """
    numbers, files = numbered(estate), dict[str, int]()
    kinds = []
    for register in model.REGISTERS:
        fields = [
            field
            for field in register.stored
            if field.heading
            and field.name not in ("name", "title")
            and not estate.withheld.holds_back(register.name, field.name)
        ]
        shown = [field for field in fields if field.name not in _SCORES]
        rows = estate.records(register.name)
        headings = [field.heading for field in shown] + ["Legacy scores"] * (len(shown) < len(fields))
        records = [
            _record(estate, record, rows[record], shown, numbers, files) for record in in_order(estate, register.name)
        ]
        held = [at for at in range(len(headings)) if any(said[at] is not None for _, said, *_ in records)]
        for record in records:
            record[1] = _trimmed([record[1][at] for at in held])
        kinds.append(
            {
                "name": register.name,
                "one": _KINDS.get(register.name, register.name),
                "sheet": register.sheet,
                "facts": [headings[at] for at in held],
                "records": records,
            }
        )
    return {"kinds": kinds, "files": list(files), "fails": _fails(estate, numbers)}


def _record(
    estate: Estate, record: str, row: Values, shown: list[Field], numbers: Mapping[str, int], files: dict[str, int]
) -> list[Any]:
    told: Spoken = spoken(estate, record)
    facts = [
        MARK
        if (record, field.name) in estate.withheld.cells
        else _fact(field, row[field.name], (row.get("said") or {}).get(field.name), numbers)
        for field in shown
    ]
    scores = ", ".join(f"{said} {row[name]}" for name, said in _SCORES.items() if row.get(name) is not None)
    facts.append(scores or None)
    where = [[files.setdefault(file, len(files)), _only(rows)] for file, rows in told.rows]
    name = None if _by_its_ends(estate, record, row, shown, numbers) else estate.name(record)
    return [name, facts, where, *([1] if told.named_only else [])]


def _trimmed(facts: list[Any]) -> list[Any]:
    while facts and facts[-1] is None:
        facts.pop()
    return facts


def _only(rows: str) -> int | str:
    """`row 12` as 12, other rows as they are said."""
    number = rows.removeprefix("row ")
    return int(number) if number.isdecimal() else rows


def _by_its_ends(estate: Estate, record: str, row: Values, shown: list[Field], numbers: Mapping[str, int]) -> bool:
    """Whether the script can make a connection's name of its facts."""
    if not {"provider", "consumer"} <= {field.name for field in shown}:
        return False
    ends = ("provider", "consumer")
    if any((record, end) in estate.withheld.cells or row[end] not in numbers for end in ends):
        return False
    return estate.name(record) == " > ".join(estate.name(row[end]) for end in ends)


def _fact(field: Field, value: Any, said: str | None, numbers: Mapping[str, int]) -> Any:
    if value in (None, (), model.UNKNOWN):
        return f"{NOT_KNOWN}: the register says “{said}”" if said else None
    if field.kind is Kind.FALLBACKS:
        return [part for replaced, stand_in in value for part in _known((replaced, stand_in), numbers)]
    if field.is_reference:
        known = _known((value,) if isinstance(value, str) else value, numbers)
        return known[0] if len(known) == 1 else known
    return _words(value)


def _known(records: Iterable[str | None], numbers: Mapping[str, int]) -> list[int]:
    return [numbers[record] for record in records if record is not None and record in numbers]


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, dt.date):
        return day(value)
    if isinstance(value, Decimal):
        return f"£{value:,.2f}".removesuffix(".00")
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    return str(value)


def _fails(estate: Estate, numbers: Mapping[str, int]) -> dict[str, Any]:
    """What stops what, by numbers, for certain and beyond that possibly (`itmap.readings` has the rules).

    `groups`: supplier to the supplier that its group is called by. `own`: group, what it stops by itself for certain,
    and what possibly beside. `links`: an integration and what it stops with. `needs`: a system, whether it surely needs
    one of them, and the integrations that are alternatives. `runs`: a service, and for each of its systems that system
    and what stands in for it. `statutory`: services that the law is known to require.
    """
    read = readings(estate)
    certain, possible = read.certain, read.possible
    return {
        "groups": [[numbers[one], numbers[group]] for one, group in estate.groups.of.items()],
        "own": [
            [
                numbers[group],
                _sorted(certain.own.get(group, ()), numbers),
                _beside(group, read.possible, certain, numbers),
            ]
            for group in sorted(possible.own, key=numbers.__getitem__)
            if possible.own[group]
        ],
        "links": [[numbers[link], [numbers[cause] for cause in causes]] for link, causes in possible.rests_on.items()],
        "needs": _needs(certain, possible, numbers),
        "runs": [
            [numbers[service], [[numbers[system], *(numbers[one] for one in others)] for system, others in its.items()]]
            for service, its in possible.runs_on.items()
        ],
        "live": _sorted(live_systems(estate), numbers),
        "statutory": [numbers[id_] for id_, row in estate.records("service").items() if row["statutory"]],
    }


def _sorted(records: Iterable[str], numbers: Mapping[str, int]) -> list[int]:
    return sorted(numbers[record] for record in records)


def _beside(group: str, possible: Reading, certain: Reading, numbers: Mapping[str, int]) -> list[int]:
    held: Collection[str] = certain.own.get(group, ())
    return _sorted((record for record in possible.own[group] if record not in held), numbers)


def _needs(certain: Reading, possible: Reading, numbers: Mapping[str, int]) -> list[list[Any]]:
    return [
        [numbers[system], int(group in certain.needs.get(system, ())), [numbers[link] for link in group]]
        for system, groups in possible.needs.items()
        for group in groups
    ]


def rows_beyond(table: Table, numbers: Mapping[str, int], names: Sequence[str]) -> list[list[Any]]:
    """The rows of a table that its markup leaves out: each its head, its cells and how we know, by `_text`."""
    return [
        [_text(text, numbers, names) for text in (line.head, *line.cells, line.how)]
        for line in table.lines[ROWS_IN_MARKUP:]
    ]


def _text(text: Text, numbers: Mapping[str, int], names: Sequence[str]) -> Any:
    """A text as its only part, or as a list of them: words, a record's number, `[number, name]` where it is called
    otherwise than its record, or `[words, inside]` of a fold. Between two numbers stands ", " unless words do."""
    parts: list[Any] = []
    after_comma = False
    for part in (text,) if isinstance(text, str) else text:
        said = _part(part, numbers, names)
        if said == COMMA and parts and isinstance(parts[-1], int):
            after_comma = True
            continue
        if after_comma and not isinstance(said, int):
            parts.append(COMMA)
        elif isinstance(said, int) and parts and isinstance(parts[-1], int) and not after_comma:
            parts.append("")
        after_comma = False
        if said != "":
            parts.append(said)
    if after_comma:
        parts.append(COMMA)
    return parts[0] if len(parts) == 1 and isinstance(parts[0], int | str) else parts


def _part(part: Part, numbers: Mapping[str, int], names: Sequence[str]) -> Any:
    if isinstance(part, str):
        return part
    if isinstance(part, Fold):
        inside = part.inside if len(part.inside) <= FOLDED else (*part.inside[:FOLDED], " and more: the card has all.")
        return [part.text, _text(inside, numbers, names)]
    if not isinstance(part, Name):
        return part.text
    number = numbers[part.record]
    return number if names[number] == part.text else [number, part.text]
