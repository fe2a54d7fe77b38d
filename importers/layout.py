"""What a sheet is: which row holds its headings, which column is which field, and so which register it is.

A heading is recognised by the workbook's own word or a synonym, whatever its case, spacing and punctuation, and with
what it says beside: `Value (ex VAT)`, `Term (months)`. A sheet named after a register is that register; otherwise the
register whose fields its headings name best, by the rules of `_score`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from itmap import model
from itmap.importers.sheets import Cell, RawTable
from itmap.importers.values import plain_text
from itmap.model import Field, Kind, Register

HEADER_WITHIN = 30  # rows from the top in which headings are looked for

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

# What stands in a systems list and can only be its contract's; other headings must say "contract".
_ONLY_CONTRACTS_HAVE = (
    "maximum_end_date", "extension_options", "term", "renewal", "renewal_period", "notice_period", "irrevocable_until",
    "procurement_start_date", "procurement_route", "bids_received", "value_basis",
)  # fmt: skip
_ABBREVIATIONS = {
    "#": "number", "no": "number", "ref": "reference", "dt": "date", "desc": "description", "amt": "amount",
    "dept": "department", "org": "organisation", "organization": "organisation", "mgr": "manager", "max": "maximum",
}  # fmt: skip
_BESIDE: tuple[tuple[str, dict[str, str]], ...] = (
    (r"(.+?) (?:in )?(?:(day)|(week)|(month)|(year))s", {}),
    (r"(.+) (?:ex|exc|excl|excluding|exclusive of|net of) vat", {"vat": "excluded"}),
    (r"(.+) (?:inc|incl|including|inclusive of) vat", {"vat": "included"}),
    (r"(?:annual|yearly) (.+)", {"value_basis": "annual"}),
    (r"(.+) (?:per annum|pa|p a|per year|a year)", {"value_basis": "annual"}),
    (r"(?:total|whole life|lifetime) (.+)", {"value_basis": "total"}),
    (r"(.+) (?:dd mm yyyy|dd mm yy|yyyy mm dd|gbp|required|mandatory|optional|if known|if any|y n|yes number|1 4)", {}),
)

Meanings = dict[str, tuple[int, Field]]  # a normal heading -> how strongly it means a field (0 most), and which


@dataclass(frozen=True)
class Column:
    """What a column holds: a field of a register, and what its heading says beside.

    `implied` holds words for other fields (`Value ex VAT` says VAT is excluded), `unit` the unit of bare numbers.
    """

    register: Register
    field: Field
    implied: Mapping[str, str] = dataclasses.field(default_factory=dict)
    unit: str | None = None


@dataclass(frozen=True)
class Layout:
    """How a sheet is laid out. `columns` has one entry a heading: None for what is not read.

    `organisation` is the column of the Organisation heading, if there is one; `header_row` counts from 1.
    """

    register: Register
    header_row: int
    headings: tuple[str, ...]
    columns: tuple[Column | None, ...]
    organisation: int | None

    @property
    def found(self) -> frozenset[str]:
        """The names of the register's own fields that have a column."""
        return frozenset(column.field.name for column in self.columns if column and column.register is self.register)


@dataclass(frozen=True)
class Hints:
    """What a profile knows of a layout: further synonyms by field, and headings to leave alone."""

    register: Register | None = None
    synonyms: Mapping[str, Sequence[str]] = dataclasses.field(default_factory=dict)
    ignore: frozenset[str] = frozenset()


def recognise(table: RawTable, register: Register | None = None, hints: Hints | None = None) -> Layout | None:
    """The layout of a sheet, None when it is no register. `register` says what it is and only the columns are found."""
    hints = hints or Hints()
    named = register or hints.register or _named_after(table.sheet or table.stem)
    if named:
        return _best(table, [named], hints, needs_nothing=True)
    by_file = _named_after(table.stem)
    return (by_file and _best(table, [by_file], hints)) or _best(table, [model.BY_NAME[name] for name in _NEEDS], hints)


@lru_cache(maxsize=10_000)
def normal(heading: str) -> str:
    """The form in which two headings are equal: its letters and digits in one case, abbreviations written out."""
    return "".join(_words(heading))


def is_blank(row: Sequence[Cell]) -> bool:
    """Whether a row says nothing at all."""
    return not any(plain_text(cell) for cell in row)


def _words(heading: str) -> list[str]:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading).casefold().replace("&", " and ").replace("'", "")
    return [_ABBREVIATIONS.get(word, word) for word in re.findall(r"[^\W_]+|#", spaced)]


def _named_after(name: str) -> Register | None:
    plain = normal(name).rstrip("0123456789").removesuffix("register")
    return next((each for each in model.REGISTERS if plain in (each.sheet.casefold(), each.name)), None)


def _best(
    table: RawTable, registers: Sequence[Register], hints: Hints, *, needs_nothing: bool = False
) -> Layout | None:
    """The layout with the best score; among equals the upper row, then the register that comes first."""
    meanings = {register.name: _meanings(register, hints) for register in registers}
    layouts = (
        _layout(register, index + 1, tuple(plain_text(cell) for cell in row), meanings[register.name], hints.ignore)
        for index, row in enumerate(table.rows[:HEADER_WITHIN])
        if not is_blank(row)
        for register in registers
    )
    good = (layout for layout in layouts if (layout.found if needs_nothing else _is_good(layout, table)))
    return max(good, key=_score, default=None)


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


def _layout(
    register: Register, header_row: int, headings: tuple[str, ...], meanings: Meanings, ignore: frozenset[str]
) -> Layout:
    columns: list[Column | None] = [None] * len(headings)
    _assign(columns, headings, meanings, register, ignore)
    if register is model.SYSTEMS:
        _add_contract(columns, headings, ignore)
    return Layout(register, header_row, headings, tuple(columns), _organisation(register, headings, columns))


def _meanings(register: Register, hints: Hints) -> Meanings:
    """What each heading means, and how strongly: a profile's word before the exact heading before a synonym."""
    found: Meanings = {}
    for field_ in register.headed:
        words = (*hints.synonyms.get(field_.name, ()), field_.heading, *field_.synonyms)
        for strength, word in enumerate(words):
            found[normal(word)] = min(
                found.get(normal(word), (strength, field_)), (strength, field_), key=lambda m: m[0]
            )
    return found


def _assign(
    columns: list[Column | None],
    headings: Sequence[str],
    meanings: Meanings,
    register: Register,
    ignore: frozenset[str] = frozenset(),
) -> None:
    """Give each field the free column that means it most strongly, of equals the leftmost; the others stay None."""
    best: dict[str, tuple[int, int, Column]] = {}
    for index, heading in enumerate(headings):
        meant = None if columns[index] or normal(heading) in ignore else _meaning(heading, meanings, register)
        if meant:
            strength, column = meant
            held = best.get(column.field.name)
            if held is None or strength < held[0]:
                best[column.field.name] = (strength, index, column)
    for _, index, column in best.values():
        columns[index] = column


def _meaning(heading: str, meanings: Meanings, register: Register) -> tuple[int, Column] | None:
    """What one heading means: as it stands, or without what it says beside. That makes it weaker than any synonym."""
    direct = meanings.get(normal(heading))
    if direct:
        return direct[0], Column(register, direct[1])
    for base, implied, unit in _without_beside(" ".join(_words(heading))):
        strength, field_ = meanings.get(base.replace(" ", ""), (0, None))
        if field_ and (not implied or field_.name == "value") and (not unit or field_.kind is Kind.DURATION):
            return 100 + strength, Column(register, field_, implied, unit)
    return None


def _without_beside(words: str) -> Iterator[tuple[str, dict[str, str], str | None]]:
    """A heading without one, two … of the things that headings say beside, and what those say."""
    said: dict[str, str] = {}
    unit = None
    stripped = True
    while stripped:
        stripped = False
        for pattern, implied in _BESIDE:
            found = re.fullmatch(pattern, words)
            if found:
                words, *units = found.groups()
                said, unit, stripped = {**said, **implied}, next(filter(None, units), unit), True
                yield words, said, unit


def _add_contract(columns: list[Column | None], headings: Sequence[str], ignore: frozenset[str]) -> None:
    """A systems list may hold its contract in the same row: headings that say so are the contract's.

    So is a Supplier beside a Vendor, where there is a contract at all: who sells it need not be who makes it.
    """
    system_only = list(columns)
    _assign(columns, headings, _contract_meanings(), model.CONTRACTS, ignore)
    if columns != system_only:
        suppliers = (0, model.CONTRACTS.field("suppliers"))
        words = ("Supplier", "Supplier name", "Reseller")
        _assign(columns, headings, {normal(word): suppliers for word in words}, model.CONTRACTS, ignore)


@cache
def _contract_meanings() -> Meanings:
    return {
        heading: meaning
        for heading, meaning in _meanings(model.CONTRACTS, Hints()).items()
        if meaning[1].name in _ONLY_CONTRACTS_HAVE or "contract" in heading
    }


def _organisation(register: Register, headings: Sequence[str], columns: Sequence[Column | None]) -> int | None:
    if register is model.ORGANISATIONS:
        return None
    known = [normal(word) for word in (model.ORGANISATION_COLUMN.heading, *model.ORGANISATION_COLUMN.synonyms)]
    free = [index for index, heading in enumerate(headings) if normal(heading) in known and columns[index] is None]
    return min(free, key=lambda index: known.index(normal(headings[index])), default=None)
