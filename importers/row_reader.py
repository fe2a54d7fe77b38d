"""Cells to rows: each column's distinct cells are read once, then each row is put together from what they say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from itmap import model
from itmap.exemption import SAYS_EXEMPT
from itmap.importers.headings import Column
from itmap.importers.layout import Layout
from itmap.importers.no_records import why_no_record
from itmap.importers.rows import Problem, ReadRow, ReadSheet
from itmap.importers.sheets import Cell
from itmap.importers.values import FAILED, Reading, Unreadable, at_a_glance, implied, plain_text, read_value
from itmap.importers.words import UNCLEAR, is_unknown

if TYPE_CHECKING:
    from itmap.importers.profiles import Profile


class _ReadCell(NamedTuple):
    """A cell that says more or less than the value of its own field: its value, its text, the words it holds where it
    has no value, what is wrong with it, and what it says of other fields."""

    value: Any
    text: str
    said: str
    problem: str
    implied: Mapping[str, Any]


class ColumnReader(dict[Any, Any]):
    """The cells of one column, each text read once: most columns say the same again and again. A cell that says its
    value and no more gives that, any other a `_ReadCell`. `own` is whether the column is one of the sheet's register.
    """

    def __init__(self, heading: str, column: Column, reading: Reading, *, own: bool) -> None:
        super().__init__()
        self.heading, self.column, self._reading, self.own = heading, column, reading, own
        self.name = column.field.name
        self._tells = False
        self._says_no_more = own and not (column.implied or reading.scales.get(self.name))

    def read(self, cells: Sequence[Cell]) -> list[Any]:
        """What each cell of the column says."""
        numbers = {bool, int, float}.intersection(map(type, cells))
        if len(numbers) > 1:  # 1 and True are equal and not the same
            return [self[(type(cell), cell) if type(cell) in numbers else cell] for cell in cells]
        if self._says_no_more:
            self.update(at_a_glance(self.column.field.kind, set(cells)))
        return list(map(self.__getitem__, cells))

    def telling(self, column: Sequence[Any]) -> list[int]:
        """Where what was read of the column says more or less than values."""
        if not self._tells:
            return []
        return [index for index, cell in enumerate(column) if type(cell) is _ReadCell]

    def __missing__(self, key: Any) -> Any:
        cell: Cell = key[1] if type(key) is tuple else key
        field_, problem, others = self.column.field, "", {}
        try:
            value = read_value(field_, cell, self._reading)
        except Unreadable as error:
            value, problem = () if field_.is_list else None, f"{error}."
        said = implied(field_, cell, self._reading)
        if said:
            register = self.column.register.by_name
            others = {name: value for name, value in said.items() if name in register}
        words = self._words(cell) if not value and value in (None, ()) else ""
        plain = self.own and not (words or problem or others or self.column.implied)
        if plain:
            self[key] = value
            return value
        self._tells = True
        read = self[key] = _ReadCell(value, plain_text(cell), words, problem, others)
        return read

    def _words(self, cell: Cell) -> str:
        """What a cell says that is no value, such that it is none either where what is known here isn't.

        A profile may say that 0 stands for what wasn't published, and a column that its days can't be told.
        """
        text = plain_text(cell)
        try:
            again = read_value(self.column.field, text)
        except Unreadable:
            return text
        return text if again in (None, ()) else f"{text} {UNCLEAR}"


@dataclass(frozen=True)
class RowReader:
    """Reads the rows of one table, and lists in its sheet what it can't understand."""

    sheet: ReadSheet
    layout: Layout
    headings: Sequence[str]
    columns: Sequence[ColumnReader | None]
    profile: Profile | None

    def read(self, rows: Sequence[tuple[int, Sequence[Cell], str]]) -> Iterator[ReadRow]:
        """Rows that are not blank, as long as the headings at least: their numbers, cells, and why they are no record,
        "" where nothing is known against them.
        """
        columns = _columns([cells for _, cells, _ in rows], len(self.columns))
        own: dict[str, list[Any]] = {}
        telling: dict[int, list[tuple[ColumnReader, _ReadCell]]] = defaultdict(list)
        for place, reader in enumerate(self.columns):
            if reader is None:
                continue
            column = reader.read(columns[place])
            if reader.own:
                own[reader.name] = column
            for index in reader.telling(column):
                telling[index].append((reader, column[index]))
        constants = self.profile.constants if self.profile else {}
        # Where no column is the register's own, each row still has values, of its own to be changed.
        said_by_rows = zip(*own.values(), strict=True) if own else (() for _ in rows)
        values = (dict(zip(own, said, strict=True)) for said in said_by_rows)
        exempt = self._saying_exempt(columns)
        for index, ((number, cells, why), said) in enumerate(zip(rows, values, strict=True)):
            if why:
                yield self._reject(number, cells, why)
            else:
                values_of_row = {**constants, **said} if constants else said
                yield self._read(number, cells, values_of_row, telling.get(index, ()), exempt)

    def _read(
        self,
        number: int,
        cells: Sequence[Cell],
        values: dict[str, Any],
        telling: Sequence[tuple[ColumnReader, _ReadCell]],
        exempt: Mapping[int, set[str]],
    ) -> ReadRow:
        if len(cells) > len(self.headings):
            self._tell_beyond(number, cells[len(self.headings) :])
        why = why_no_record(cells, self.layout.headings)
        if why:
            return self._reject(number, cells, why)
        row = ReadRow(number, values, self._organisation(number, cells), False, {})
        for reader, cell in telling:
            self._put(row, reader, cell)
        for reader, cell in telling:
            self._imply(row, reader.column, cell)
        if exempt:
            self._keep_exempt(row, cells, exempt)
        if self.layout.direction is not None:
            self._turn(row, cells)
        return row

    def _tell_beyond(self, number: int, cells: Sequence[Cell]) -> None:
        beyond = "; ".join(filter(None, map(plain_text, cells)))
        if beyond:
            self._problem(number, "", beyond, "cell", "These cells stand beyond the last heading: not read.")

    def _reject(self, number: int, cells: Sequence[Cell], why: str) -> ReadRow:
        self._problem(number, "", next(text for text in map(plain_text, cells) if text), "row", why)
        return ReadRow(number, {}, None, True, {})

    def _organisation(self, number: int, cells: Sequence[Cell]) -> str | None:
        place = self.layout.organisation
        if place is None:
            return None
        said, name = _named(cells[place])
        if said in FAILED:
            self._problem(number, self.headings[place], said, "cell", FAILED[said])
            return None
        return name

    def _saying_exempt(self, columns: Sequence[Sequence[Cell]]) -> Mapping[int, set[str]]:
        """By place, what the columns whose words aren't kept say of the contract's being exempt."""
        if self.layout.register is not model.CONTRACTS and not self.sheet.contract_present:
            return {}
        kept = [reader is not None and reader.column.field.stored for reader in self.columns]
        exempt = {
            place: {cell for cell in set(columns[place]) if isinstance(cell, str) and SAYS_EXEMPT.search(cell)}
            for place, is_kept in enumerate(kept)
            if not is_kept
        }
        return {place: held for place, held in exempt.items() if held}

    def _keep_exempt(self, row: ReadRow, cells: Sequence[Cell], exempt: Mapping[int, set[str]]) -> None:
        """A cell whose words aren't kept may say that the contract is exempt: no other cell may take that back."""
        of_contract = self.layout.register is model.CONTRACTS
        values, said = (row.values, row.said) if of_contract else (row.contract, row.contract_said)
        if not values.get("exempt"):
            for place, held in exempt.items():
                if cells[place] in held:
                    values["exempt"] = None
                    said["exempt"] = plain_text(cells[place])

    def _put(self, row: ReadRow, reader: ColumnReader, cell: _ReadCell) -> None:
        column, name = reader.column, reader.name
        if cell.problem:
            self._problem(row.number, reader.heading, cell.text, "cell", cell.problem)
        if column.register is model.INTEGRATIONS is not self.layout.register:
            self._integrate(row, "both" if column.both else name, cell.value)
            return
        into, said = (row.values, row.said) if reader.own else (row.contract, row.contract_said)
        into[name] = cell.value
        if cell.said and column.field.stored:
            said[name] = cell.said

    def _imply(self, row: ReadRow, column: Column, cell: _ReadCell) -> None:
        """What a cell says of other fields, and then what its heading says, where the row's own cells don't say it."""
        if not (cell.implied or column.implied):
            return
        into = row.values if column.register is self.layout.register else row.contract
        by_heading = {
            name: None if into.get(column.field.name) is None else word for name, word in column.implied.items()
        }
        for name, value in (*cell.implied.items(), *by_heading.items()):
            if into.get(name) is None:
                into[name] = value

    def _integrate(self, row: ReadRow, name: str, value: Any) -> None:
        """What a systems list says of the integrations of its row; several columns may name systems."""
        if name in ("provider", "consumer", "both"):
            names = tuple(part.strip() for part in re.split(r"[;\n]", value or "") if part.strip())
            row.integrations[name] = (*row.integrations.get(name, ()), *names)
        else:
            row.integrations[name] = value

    def _turn(self, row: ReadRow, cells: Sequence[Cell]) -> None:
        """Which way round an integration is, where a column of its own says so. Unsaid or unknown, it is neither."""
        if self.layout.direction is None or self.profile is None:
            return
        said = plain_text(cells[self.layout.direction])
        way = self.profile.ways.get(said.casefold())
        ends = {"provider": row.values.get("provider"), "consumer": row.values.get("consumer")}
        if way == "turned":
            row.values.update(provider=ends["consumer"], consumer=ends["provider"])
        elif way == "both" and all(ends.values()):
            row.integrations["both"] = (ends["provider"],)
        elif way != "straight":
            words = ", ".join(sorted(self.profile.ways))
            message = f"Which of the two needs the other is not said: write one of {words}."
            self._problem(row.number, self.headings[self.layout.direction], said, "cell", message)
            row.said.update({name: text for name, text in ends.items() if text})
            row.values.update(provider=None, consumer=None)

    def _problem(self, row: int, column: str, value: str, severity: Literal["cell", "row"], message: str) -> None:
        self.sheet.problems.append(Problem(row, column, value, severity, message))


def _columns(table: Sequence[Sequence[Cell]], count: int) -> list[list[Cell]]:
    """The first columns of a table; of so few rows at once that they stay in the processor's memory meanwhile."""
    columns: list[list[Cell]] = [[] for _ in range(count)]
    for start in range(0, len(table), 1_000):
        for column, cells in zip(columns, zip(*table[start : start + 1_000], strict=False), strict=False):
            column.extend(cells)
    return columns


@lru_cache(maxsize=1_000, typed=True)  # one council's rows are its own
def _named(cell: Cell) -> tuple[str, str | None]:
    """What an organisation's cell says, and whom it names."""
    said = plain_text(cell)
    return said, None if is_unknown(said) else said or None
