"""A claim: what one row of a spreadsheet says of one record, with every name still as it is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from itmap.importers.reading import ReadRow, ReadSheet
from itmap.model import BY_NAME, Register


@dataclass(slots=True)
class Claim:
    """What a row says of a record of `register`.

    `values` holds the fields that have a value, references as names; `present` the fields whose column is there at all.
    `said` holds the fields whose cell holds words in the place of a value.
    `own` is False for what a row of another register says in passing: it adds, and never clears.
    `record` is the id of the record, once it is identified; `resolved` holds, by field, the
    names that ids have replaced.
    """

    register: Register
    row: ReadRow
    sheet: ReadSheet
    values: dict[str, Any]
    present: frozenset[str] = frozenset()
    own: bool = True
    said: Mapping[str, str] = field(default_factory=dict)
    record: str = ""
    resolved: dict[str, Any] = field(default_factory=dict)

    def resolve(self, **ids: Any) -> None:
        """Put ids in the place of the names in these fields."""
        for name, id_ in ids.items():
            self.resolved[name] = self.values.get(name)
            self.values[name] = id_

    def written(self, name: str) -> str:
        """What the row says in a field that refers to others, as it is written."""
        names = self.resolved.get(name, self.values[name]) or ""
        return names if isinstance(names, str) else "; ".join(names)

    def text(self, name: str) -> str:
        """A text field's value, "" when it has none."""
        return self.values.get(name) or ""

    def heading(self, name: str) -> str:
        """What the file calls a field's column; the workbook's heading where another column implied it."""
        meant = self.register.field(name).heading
        return next((heading for heading, known in self.sheet.columns.items() if known == meant), meant)


def own_claim(register: Register, row: ReadRow, sheet: ReadSheet) -> Claim:
    """What a row says of the record that is its own."""
    stored = register.stored_names
    # That a value is true or None is said twice, here and in is_filled: no call for each cell.
    values = {
        name: value
        for name, value in row.values.items()
        if value is not None and (value or is_filled(value)) and name in stored
    }
    return Claim(register, row, sheet, values, _stored(sheet.present, register.name), said=row.said)


@lru_cache(maxsize=1_000)  # the rows of a sheet have the same columns
def _stored(present: frozenset[str], register: str) -> frozenset[str]:
    return present & BY_NAME[register].stored_names


def is_filled(value: Any) -> bool:
    """Whether a cell says anything: an empty cell and an empty list don't, zero and no do."""
    return bool(value) or (value is not None and value != () and value != "")


def split_names(text: str | Iterable[str] | None) -> tuple[str, ...]:
    """The names in a cell that holds one or several, parted by `;`."""
    parts = text.split(";") if isinstance(text, str) else text or ()
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
