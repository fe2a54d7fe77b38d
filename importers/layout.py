"""What a sheet is: which row holds its headings, which column is which field, and so which register it is.

A sheet named after a register is that register; otherwise the register whose fields its headings name best, by the
rules of `_score`. Several tables may stand in one sheet, one below another, each with headings of its own.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from itmap import model
from itmap.importers.headings import Column, Meanings, exactly, joined, meaning, meanings, normal, of_a_contract
from itmap.importers.rejects import is_list
from itmap.importers.sheets import Cell, RawTable
from itmap.importers.values import plain_text
from itmap.model import Register

HEADER_WITHIN = 30  # rows from the top in which headings are looked for
_TITLES_ABOVE = 2  # rows of words that may stand between a blank row and the headings of a further table

# By any of which sets of fields a register may be recognised; in the order in which it is preferred among equals.
_NEEDS: Mapping[str, tuple[frozenset[str], ...]] = {
    "contract": (frozenset({"title"}), frozenset({"reference"})),
    "system": (frozenset({"name"}), frozenset({"product"}), frozenset({"vendors", "services"})),
    "integration": (frozenset({"provider", "consumer"}),),
    "service": (frozenset({"name"}),),
    "supplier": tuple(
        frozenset({"name", other}) for other in ("company_number", "parent", "also_known_as", "sme", "vcse")
    ),
    "organisation": tuple(frozenset({"name", other}) for other in ("kind", "successor", "vesting_date", "reference")),
}
_NAMES = ("title", "name", "product", "provider")  # what a register's rows are called by


@dataclass(frozen=True)
class Layout:
    """How a table is laid out. `columns` has one entry a heading: None for what is not read.

    `organisation` is the column of the Organisation heading, if there is one, `direction` that of a profile's direction
    and `record_type` that of its record type; `header_row` counts from 1 and is the lower one of two; the table's rows
    end before the row `end`, counted from 0, None where they go on to the end of the sheet.
    """

    register: Register
    header_row: int
    headings: tuple[str, ...]
    columns: tuple[Column | None, ...]
    organisation: int | None
    direction: int | None = None
    record_type: int | None = None
    end: int | None = None

    @property
    def found(self) -> frozenset[str]:
        """The names of the register's own fields that have a column."""
        return frozenset(column.field.name for column in self.columns if column and column.register is self.register)

    @property
    def used(self) -> set[int]:
        """The columns that are understood."""
        special = (self.organisation, self.direction, self.record_type)
        return {index for index, column in enumerate(self.columns) if column} | {
            each for each in special if each is not None
        }

    @property
    def understood(self) -> int:
        """How many headings are understood."""
        return len(self.used)

    def body(self, table: RawTable) -> list[list[Cell]]:
        """The rows below the headings."""
        return table.rows[self.header_row : self.end]


@dataclass(frozen=True)
class Hints:
    """What a profile knows of a layout: further synonyms by field, headings to leave alone, and special columns.

    `also` holds, by sheet, the headings of other registers' fields; what is a set holds normal headings.
    """

    register: Register | None = None
    synonyms: Mapping[str, Sequence[str]] = dataclasses.field(default_factory=dict)
    ignore: frozenset[str] = frozenset()
    organisation: frozenset[str] = frozenset()
    also: Mapping[str, Mapping[str, Sequence[str]]] = dataclasses.field(default_factory=dict)
    direction: frozenset[str] = frozenset()
    record_type: frozenset[str] = frozenset()

    @property
    def unsaid(self) -> frozenset[str]:
        """Headings of columns that name systems and don't say which of the two needs the other."""
        return frozenset(map(normal, self.also.get(model.INTEGRATIONS.sheet, {}).get("unsaid", ())))

    @property
    def taken(self) -> frozenset[str]:
        """Headings that are no field's."""
        return self.ignore | self.organisation | self.direction | self.record_type


def recognise(table: RawTable, register: Register | None = None, hints: Hints | None = None) -> Layout | None:
    """The layout of a sheet, None when it is no register. `register` says what it is and only the columns are found."""
    if is_list(table):
        return None
    hints = hints or Hints()
    named = register or hints.register or named_after(table.sheet or table.stem)
    if named:
        return _best(table, [named], hints, needs_nothing=True)
    by_file = named_after(table.stem)
    return (by_file and _best(table, [by_file], hints)) or _best(table, _all_registers(), hints)


def tables_in(table: RawTable, first: Layout, register: Register | None = None) -> list[Layout]:
    """Every table of a sheet, from top to bottom, each ending where the next begins; `first` is one of them.

    Another begins after a blank row, with headings that are a register's. Headings that repeat those of the table above
    them continue it, or begin another like it where they have a title of their own.
    """
    blank = list(map(is_blank, table.rows))
    starts = [index for index, is_it in enumerate(blank) if not is_it and (index == 0 or blank[index - 1])]
    found: dict[int, Layout] = {}
    above: Layout | None = None
    for start, end in zip(starts, [*starts[1:], len(table.rows)], strict=True):
        block = table.rows[start:end]
        if start < first.header_row <= end:
            here: Layout | None = first
        elif above and (again := _repeated(above, block)) is not None:
            here = replace(above, header_row=start + again + 1) if again else None
        else:
            here = _table_of_its_own(RawTable(table.file, "", block, ""), register)
            here = here and replace(here, header_row=start + here.header_row)
        if here:
            found[start] = above = here
    ends = [*list(found)[1:], None]
    return [replace(layout, end=end) for layout, end in zip(found.values(), ends, strict=True)]


def _repeated(above: Layout, block: Sequence[Sequence[Cell]]) -> int | None:
    """Which of the upper rows repeats the headings of the table above it."""
    headings = list(filter(None, above.headings))
    tops = enumerate(block[: _TITLES_ABOVE + 1])
    return next((index for index, row in tops if list(filter(None, map(plain_text, row))) == headings), None)


def _table_of_its_own(block: RawTable, register: Register | None) -> Layout | None:
    within = _TITLES_ABOVE + 1
    if not any(map(_may_be_headings, block.rows[:within])):
        return None
    found = _best(block, [register] if register else _all_registers(), Hints(), within=within)
    return found if found and found.understood * 2 >= sum(map(bool, found.headings)) else None


def under_the_same_headings(layout: Layout, register: Register, hints: Hints) -> Layout:
    """The same headings read as another register's, for the rows of another record type."""
    return replace(
        _layout(register, layout.header_row, layout.headings, _meanings(register, hints), hints), end=layout.end
    )


def is_blank(row: Sequence[Cell]) -> bool:
    """Whether a row says nothing at all."""
    first = row[0] if row else ""
    says_something = type(first) is str and first[:1].isalnum()  # as most rows do: told without reading the cell
    return not (says_something or any(map(plain_text, row)))


def named_after(name: str) -> Register | None:
    """The register that a sheet or a file is named after."""
    plain = normal(name).rstrip("0123456789").removesuffix("register")
    return next((each for each in model.REGISTERS if plain in (each.sheet.casefold(), each.name)), None)


def _all_registers() -> list[Register]:
    return [model.BY_NAME[name] for name in _NEEDS]


@cache
def _known_words() -> frozenset[str]:
    return frozenset(word for register in model.REGISTERS for word in meanings(register))


def _may_be_headings(row: Sequence[Cell]) -> bool:
    """Whether a row is worth a closer look: two words that head a column somewhere, and no number or day."""
    filled = [cell for cell in row if plain_text(cell)]
    return all(isinstance(cell, str) for cell in filled) and (
        sum(normal(plain_text(cell)) in _known_words() for cell in filled) >= 2
    )


def _best(
    table: RawTable,
    registers: Sequence[Register],
    hints: Hints,
    *,
    needs_nothing: bool = False,
    within: int = HEADER_WITHIN,
) -> Layout | None:
    """The layout with the best score; among equals the upper row, then the register that comes first."""
    known = {register.name: _meanings(register, hints) for register in registers}
    layouts = (
        layout
        for index, row in enumerate(table.rows[:within])
        if not is_blank(row)
        for register in registers
        for layout in _layouts(register, table, index, known[register.name], hints)
    )
    good = (layout for layout in layouts if (layout.found if needs_nothing else _is_good(layout, table)))
    return max(good, key=_score, default=None)


def _layouts(register: Register, table: RawTable, index: int, known: Meanings, hints: Hints) -> Iterator[Layout]:
    """A row as the headings; and together with the row below it, when that is better understood than either alone."""
    headings = tuple(plain_text(cell) for cell in table.rows[index])
    alone = _layout(register, index + 1, headings, known, hints)
    yield alone
    below = table.rows[index + 1] if len(table.rows) > index + 1 else []
    if is_blank(below) or not all(isinstance(cell, str) for cell in below):
        return
    width = max(len(headings), len(below))
    upper = [*headings, *[""] * (width - len(headings))]
    lower = [*map(plain_text, below), *[""] * (width - len(below))]
    together = joined(upper, lower, lambda heading: bool(_any_meaning(heading, known, register)), register)
    both = _layout(register, index + 2, tuple(together), known, hints)
    if both.understood > max(alone.understood, _layout(register, 0, tuple(lower), known, hints).understood):
        yield both


def _any_meaning(heading: str, known: Meanings, register: Register) -> object:
    of_contract = register is model.SYSTEMS and meaning(heading, of_a_contract(), model.CONTRACTS)
    return meaning(heading, known, register) or of_contract


def _is_good(layout: Layout, table: RawTable) -> bool:
    enough = len(layout.found) >= 2 and any(needed <= layout.found for needed in _NEEDS[layout.register.name])
    return enough and not (layout.register is model.INTEGRATIONS and _dates_in(layout, table))


def _dates_in(layout: Layout, table: RawTable) -> bool:
    """Whether From and To are days, as in a list of contracts, and not systems."""
    column = next(index for index, each in enumerate(layout.columns) if each and each.field.name == "provider")
    below = [row[column] for row in table.rows[layout.header_row : layout.header_row + 20] if len(row) > column]
    days = [cell for cell in below if isinstance(cell, dt.date) or re.match(r"\d{1,4}[-/.]\d", plain_text(cell))]
    return len(days) * 2 > len([cell for cell in below if plain_text(cell)])


def _score(layout: Layout) -> tuple[float, int]:
    """How well headings fit a register: a point for each field, nine tenths for a contract's in a systems list, one
    for a column that names the rows, a quarter for a heading that is the workbook's own, and the share of headings
    understood. Then the column that names the rows decides: the further left, the more the sheet is about it.
    """
    found = [(index, column) for index, column in enumerate(layout.columns) if column]
    own = [(index, column) for index, column in found if column.register is layout.register]
    exact = sum(normal(layout.headings[index]) == normal(column.field.heading) for index, column in found)
    names = [index for index, column in own if column.field.name in _NAMES]
    share = len(found) / sum(map(bool, layout.headings))
    points = len(own) + 0.9 * (len(found) - len(own)) + bool(names) + exact / 4 + share
    return points, -min(names, default=0)


def _layout(register: Register, header_row: int, headings: tuple[str, ...], known: Meanings, hints: Hints) -> Layout:
    columns: list[Column | None] = [None] * len(headings)
    _assign_also(columns, headings, hints)
    _assign(columns, headings, known, register, hints.taken)
    if register is model.SYSTEMS:
        _add_contract(columns, headings, hints.taken)
    return Layout(
        register,
        header_row,
        headings,
        tuple(columns),
        _organisation(register, headings, columns, hints),
        _first(headings, hints.direction),
        _first(headings, hints.record_type),
    )


def _meanings(register: Register, hints: Hints) -> Meanings:
    return meanings(register, hints.synonyms if hints.register in (None, register) else None)


def _assign(
    columns: list[Column | None],
    headings: Sequence[str],
    known: Meanings,
    register: Register,
    taken: frozenset[str] = frozenset(),
) -> None:
    """Give each field the free column that means it most strongly, of equals the leftmost; the others stay None."""
    best: dict[str, tuple[int, int, Column]] = {}
    for index, heading in enumerate(headings):
        meant = None if columns[index] or normal(heading) in taken else meaning(heading, known, register)
        if meant:
            strength, column = meant
            held = best.get(column.field.name)
            if held is None or strength < held[0]:
                best[column.field.name] = (strength, index, column)
    for _, index, column in best.values():
        columns[index] = column


def _assign_also(columns: list[Column | None], headings: Sequence[str], hints: Hints) -> None:
    """The columns that a profile gives to other registers' records in the same row. Several may name providers."""
    for sheet, fields in hints.also.items():
        register = model.BY_SHEET[sheet]
        own = {name: words for name, words in fields.items() if name in register.by_name}
        if register is model.CONTRACTS:
            _assign(columns, headings, exactly(register, own), register)
            continue
        known = exactly(register, own)
        both = {normal(word) for word in fields.get("both", ())}
        for index, heading in enumerate(headings):
            if normal(heading) in known:
                columns[index] = Column(register, known[normal(heading)][1])
            elif normal(heading) in both:
                columns[index] = Column(register, register.field("provider"), both=True)


def _add_contract(columns: list[Column | None], headings: Sequence[str], taken: frozenset[str]) -> None:
    """A systems list may hold its contract in the same row: headings that say so are the contract's.

    So is a Supplier beside a Vendor, where there is a contract at all: who sells it need not be who makes it.
    """
    had = {column.field.name for column in columns if column and column.register is model.CONTRACTS}
    known = {word: meant for word, meant in of_a_contract().items() if meant[1].name not in had}
    _assign(columns, headings, known, model.CONTRACTS, taken)
    if any(column and column.register is model.CONTRACTS for column in columns) and "suppliers" not in had:
        words = ("Supplier", "Supplier name", "Reseller")
        sold_by = {normal(word): (0, model.CONTRACTS.field("suppliers")) for word in words}
        _assign(columns, headings, sold_by, model.CONTRACTS, taken)


def _organisation(
    register: Register, headings: Sequence[str], columns: Sequence[Column | None], hints: Hints
) -> int | None:
    if register is model.ORGANISATIONS:
        return None
    known = [normal(word) for word in (model.ORGANISATION_COLUMN.heading, *model.ORGANISATION_COLUMN.synonyms)]
    free = [
        index
        for index, heading in enumerate(headings)
        if normal(heading) in known and columns[index] is None and normal(heading) not in hints.ignore
    ]
    said = _first(headings, hints.organisation)
    return min(free, key=lambda index: known.index(normal(headings[index])), default=None) if said is None else said


def _first(headings: Sequence[str], known: frozenset[str]) -> int | None:
    return next((index for index, heading in enumerate(headings) if normal(heading) in known), None)
