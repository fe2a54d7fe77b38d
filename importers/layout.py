"""What a sheet is: which row holds its headings, which column is which field, and so which register it is.

A heading is recognised by the workbook's own word or a synonym, whatever its case, spacing and punctuation. A sheet
named after a register is that register; otherwise the register whose fields its headings name best.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from itmap import model
from itmap.importers.sheets import Cell, RawTable
from itmap.importers.values import plain_text
from itmap.model import Field, Register

HEADER_WITHIN = 30  # rows from the top in which headings are looked for

# What a register can't be recognised without: one field of each set.
_NEEDS: Mapping[str, tuple[frozenset[str], ...]] = {
    "organisation": (frozenset({"name"}), frozenset({"kind", "successor", "vesting_date", "reference"})),
    "supplier": (frozenset({"name"}), frozenset({"company_number", "parent", "also_known_as", "sme", "vcse"})),
    "contract": (frozenset({"title", "reference"}),),
    "system": (frozenset({"name", "product"}),),
    "service": (frozenset({"name"}),),
    "integration": (frozenset({"provider"}), frozenset({"consumer"})),
}
# Headings that stand in a systems list and can only be its contract's.
_CONTRACT_IN_SYSTEMS = frozenset(
    field.name for field in model.CONTRACTS.fields if field.name not in {f.name for f in model.SYSTEMS.fields}
) - {"suppliers", "supplier_company_number", "covers", "role", "type", "title"}
_QUALIFIED = re.compile(r"\bcontract\b|\bprocurement\b|\brenewal\b|\bnotice\b|\bextension")


@dataclass(frozen=True)
class Layout:
    """How a sheet is laid out. `fields` has one entry a column: (register, field), or None for a column not used.

    `organisation` is the column of the Organisation heading, if there is one; `header_row` counts from 1.
    """

    register: Register
    header_row: int
    headings: tuple[str, ...]
    fields: tuple[tuple[Register, Field] | None, ...]
    organisation: int | None
    score: float = 0.0


@dataclass(frozen=True)
class Hints:
    """What a profile knows of a layout: further synonyms by register and field, and columns to leave alone."""

    register: Register | None = None
    synonyms: Mapping[str, Sequence[str]] = field(default_factory=dict)
    ignore: frozenset[str] = frozenset()


def normal(heading: str) -> str:
    """The form in which two headings are equal: letters and digits only, one case, one space."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    return " ".join(re.findall(r"[a-z0-9]+", spaced.casefold().replace("&", " and ")))


def recognise(table: RawTable, register: Register | None = None, hints: Hints | None = None) -> Layout | None:
    """The layout of a sheet, None when it is no register. `register` says what it is and only the columns are found."""
    hints = hints or Hints()
    named = register or hints.register or _named_after(table)
    candidates = [named] if named else list(model.REGISTERS)
    best: Layout | None = None
    for index, row in enumerate(table.rows[:HEADER_WITHIN]):
        headings = tuple(plain_text(cell) for cell in row)
        if sum(bool(heading) for heading in headings) < (1 if named else 2):
            continue
        for candidate in candidates:
            layout = _layout(candidate, index + 1, headings, hints)
            if _is_good(layout, named is not None) and (best is None or layout.score > best.score):
                best = layout
    return best


def _named_after(table: RawTable) -> Register | None:
    for name in (table.sheet, table.stem):
        plain = normal(name).removesuffix(" register").strip()
        for register in model.REGISTERS:
            if plain in (register.sheet.casefold(), register.name):
                return register
    return None


def _is_good(layout: Layout, named: bool) -> bool:
    found = {entry[1].name for entry in layout.fields if entry and entry[0] is layout.register}
    if named:
        return bool(found)
    return len(found) >= 2 and all(found & needed for needed in _NEEDS[layout.register.name])


def _layout(register: Register, header_row: int, headings: tuple[str, ...], hints: Hints) -> Layout:
    """Give each field its best column: an exact heading before a profile's word before a synonym, left before right."""
    claims: dict[str, tuple[int, int]] = {}
    for column, heading in enumerate(headings):
        if not heading or normal(heading) in hints.ignore:
            continue
        for name, strength in _meanings(register, hints).get(normal(heading), ()):
            if name not in claims or strength < claims[name][0]:
                claims[name] = (strength, column)
    by_column: dict[int, tuple[int, str]] = {}
    for name, (strength, column) in sorted(claims.items(), key=lambda item: item[1]):
        if column not in by_column:
            by_column[column] = (strength, name)
    fields: list[tuple[Register, Field] | None] = [None] * len(headings)
    for column, (_, name) in by_column.items():
        fields[column] = (register, register.field(name))
    if register is model.SYSTEMS:
        _add_contract(fields, headings)
    organisation = _organisation(register, headings, fields)
    exact = sum(strength == 0 for strength, _ in by_column.values())
    filled = sum(bool(heading) for heading in headings)
    score = len(by_column) + exact / 4 + len(by_column) / (filled or 1)
    return Layout(register, header_row, headings, tuple(fields), organisation, score)


def _meanings(register: Register, hints: Hints) -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = {}
    for field_ in register.headed:
        words = ((0, (field_.heading,)), (1, hints.synonyms.get(field_.name, ())), (2, field_.synonyms))
        for strength, names in words:
            for name in names:
                found.setdefault(normal(name), []).append((field_.name, strength))
    return found


def _add_contract(fields: list[tuple[Register, Field] | None], headings: tuple[str, ...]) -> None:
    """A systems list may hold its contract in the same row: headings that say so are the contract's."""
    meanings = _meanings(model.CONTRACTS, Hints())
    taken: set[str] = set()
    for column, heading in enumerate(headings):
        if fields[column] is None and _QUALIFIED.search(normal(heading)):
            for name, _ in meanings.get(normal(heading), ()):
                if name in _CONTRACT_IN_SYSTEMS - taken or name in {"reference", "title"} - taken:
                    fields[column] = (model.CONTRACTS, model.CONTRACTS.field(name))
                    taken.add(name)
                    break


def _organisation(
    register: Register, headings: tuple[str, ...], fields: list[tuple[Register, Field] | None]
) -> int | None:
    if register is model.ORGANISATIONS:
        return None
    known = [normal(word) for word in (model.ORGANISATION_COLUMN.heading, *model.ORGANISATION_COLUMN.synonyms)]
    columns = [column for column, heading in enumerate(headings) if normal(heading) in known and fields[column] is None]
    return min(columns, key=lambda column: known.index(normal(headings[column])), default=None)


def is_blank(row: Sequence[Cell]) -> bool:
    """Whether a row says nothing at all."""
    return not any(plain_text(cell) for cell in row)
