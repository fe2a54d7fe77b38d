"""Profiles: what a known layout calls things, as TOML, no code. docs/profiles.md says how to write one.

title = "what the layout is"
register = "Contracts"                       # the sheet it is
recognise = ["notice_type", "awarded_value"] # headings that together mark it; or several such lists
date_order = "month first"                   # how 3/4/2026 is read; without it the column's own days decide
ignore = ["deadline_date"]                   # headings to leave alone though itmap knows the word
[headings]                                   # field -> further headings
suppliers = ["awarded_supplier"]
[words.status]                               # field -> the cell's words in the workbook's scale
awarded = "live"
[constants]                                  # field -> a value for every row
value_basis = "total"

A row of a systems list may hold more records: `[also.Contracts]` says what its contract's fields are called, and
`[also.Integrations]` in which columns stand the systems that give to it (`provider`), need it (`consumer`) or `both`;
`unsaid` are columns that don't say which: they are left alone, and that is said.

Rows of two kinds in one sheet: `record_type` is the heading that tells them apart, `rows` the words for the rows that
the profile itself reads, and each `[[other]]`, a profile of its own, says its `rows`.

`[direction]`, for integrations: `heading` is the column that says which way round a row is; `straight` are its words
for a row whose provider and consumer are as the headings have them, `turned` and `both` those for the other rows.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from itmap import model
from itmap.errors import ItmapError
from itmap.importers.headings import normal
from itmap.importers.layout import Hints
from itmap.importers.values import DAY_FIRST, MONTH_FIRST, Reading, Unreadable, read_value
from itmap.model import Register

_FOLDER = Path(__file__).parent
_SHEETS = ", ".join(model.BY_SHEET)
_SEE = "see docs/profiles.md, or copy one that itmap ships."
_ORGANISATION = model.ORGANISATION_COLUMN.name
# What a row of one register may say of records of another, and what it may call the columns beside their fields.
_ALSO: Mapping[str, Mapping[str, tuple[str, ...]]] = {"Systems": {"Contracts": (), "Integrations": ("both", "unsaid")}}


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _texts_by_name(value: object) -> bool:
    return isinstance(value, dict) and all(map(_are_texts, value.values()))


def _text_by_name(value: object) -> bool:
    return isinstance(value, dict) and all(map(_is_text, value.values()))


# What a profile may say, and whether a value is of its kind.
_KEYS: Mapping[str, Callable[[Any], bool]] = {
    "title": _is_text,
    "register": _is_text,
    "date_order": lambda value: value in (DAY_FIRST, MONTH_FIRST),
    "recognise": lambda value: _are_texts(value) or (isinstance(value, list) and all(map(_are_texts, value))),
    "ignore": _are_texts,
    "headings": _texts_by_name,
    "words": lambda value: isinstance(value, dict) and all(map(_text_by_name, value.values())),
    "constants": _text_by_name,
    "also": lambda value: isinstance(value, dict) and all(map(_texts_by_name, value.values())),
    "direction": lambda value: _texts_by_name(value) and set(value) <= {"heading", "straight", "turned", "both"},
    "record_type": _are_texts,
    "rows": _are_texts,
    "other": lambda value: isinstance(value, list) and all(isinstance(item, dict) for item in value),
}


class ProfileInvalid(ItmapError):
    """A profile that is not there, is no TOML, or names a field that no register has."""


@dataclass(frozen=True)
class Profile:
    """A layout: how it is recognised, and how its headings and cells are read.

    `marks` are sets of normal headings, of which one suffices. `date_order` is None where the profile says none.
    `rows` holds the record types, casefolded, of the rows that it reads, () for all; `others` reads the others.
    `ways` gives what a word of the direction column means: straight, turned or both. `text` is the profile as written.
    """

    name: str
    title: str
    register: Register
    marks: tuple[frozenset[str], ...]
    hints: Hints
    date_order: str | None
    scales: Mapping[str, Mapping[str, str]]
    constants: Mapping[str, Any]
    ways: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[str, ...] = ()
    others: tuple[Profile, ...] = ()
    text: str = ""

    @property
    def reading(self) -> Reading:
        return Reading(self.date_order or DAY_FIRST, self.scales)

    def marked(self, headings: Iterable[str]) -> int:
        """How many headings mark a row as this layout's header; 0 when it is not."""
        there = {normal(heading) for heading in headings}
        return max((len(mark) for mark in self.marks if mark <= there), default=0)


def shipped() -> Iterator[Profile]:
    """The profiles that come with itmap, by name."""
    return (_load(path) for path in sorted(_FOLDER.glob("*.toml")))


def find(name: str) -> Profile:
    """A shipped profile by its name, or a user's by its path. Raises ProfileInvalid."""
    path = _FOLDER / f"{name}.toml"
    if not path.is_file():
        path = Path(name)
    if not path.is_file():
        known = ", ".join(sorted(path.stem for path in _FOLDER.glob("*.toml")))
        raise ProfileInvalid(f"{name}: there is no such profile. Shipped: {known}. Or give the path of a TOML file.")
    return _load(path)


def marking(headings: Sequence[str], register: Register | None) -> Profile | None:
    """The shipped profile that a header row is marked as: the one that more headings mark, of equals the first."""
    marked = {profile.name: profile.marked(headings) for profile in shipped()}
    fitting = (each for each in shipped() if marked[each.name] and register in (None, each.register))
    return max(fitting, key=lambda each: marked[each.name], default=None)


@cache
def _load(path: Path) -> Profile:
    try:
        text = path.read_text(encoding="utf-8")
        said = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProfileInvalid(f"{path}: not a profile that can be read: {error}.") from error
    return replace(_profile(said, path), text=text)


def _profile(said: Mapping[str, Any], path: Path) -> Profile:
    for key, value in said.items():
        if key not in _KEYS or not _KEYS[key](value):
            raise ProfileInvalid(f"{path}: {key}: not a key of a profile, or not its kind of value; {_SEE}")
    register = model.BY_SHEET.get(said.get("register", ""))
    if register is None:
        raise ProfileInvalid(f"{path}: a profile says which register it is for: register = one of {_SHEETS}.")
    headings, words, constants = (said.get(key, {}) for key in ("headings", "words", "constants"))
    _check_fields(path, register, {*headings, *words, *constants} - {_ORGANISATION})
    _check_also(path, register, said)
    others = tuple(_profile({"title": path.stem, **other}, path) for other in said.get("other", ()))
    if bool(said.get("record_type")) != bool(others) or not all(each.rows for each in others):
        raise ProfileInvalid(f"{path}: record_type and [[other]] need each other, and each [[other]] its rows; {_SEE}")
    direction = said.get("direction", {})
    return Profile(
        name=path.stem,
        title=said.get("title", path.stem),
        register=register,
        marks=_marks(said.get("recognise", [])),
        hints=Hints(
            register,
            {name: texts for name, texts in headings.items() if name != _ORGANISATION},
            _normal(said.get("ignore", ())),
            organisation=_normal(headings.get(_ORGANISATION, ())),
            also=said.get("also", {}),
            direction=_normal(direction.get("heading", ())),
            record_type=_normal(said.get("record_type", ())),
        ),
        date_order=said.get("date_order"),
        scales={name: {word.casefold(): meant for word, meant in scale.items()} for name, scale in words.items()},
        constants=_constants(path, register, constants),
        ways={word.casefold(): way for way in ("straight", "turned", "both") for word in direction.get(way, ())},
        rows=tuple(word.casefold() for word in said.get("rows", ())),
        others=others,
    )


def _check_fields(path: Path, register: Register, named: Iterable[str]) -> None:
    strangers = sorted(set(named) - set(register.by_name))
    if strangers:
        raise ProfileInvalid(
            f"{path}: {register.sheet} have no {', '.join(strangers)}. Fields: {', '.join(register.by_name)}."
        )


def _check_also(path: Path, register: Register, said: Mapping[str, Any]) -> None:
    """What only some registers can have: further records in a row, and a direction."""
    for sheet, fields in said.get("also", {}).items():
        if sheet not in _ALSO.get(register.sheet, {}):
            raise ProfileInvalid(f"{path}: also.{sheet}: a row of {register.sheet} can't hold these; {_SEE}")
        _check_fields(path, model.BY_SHEET[sheet], set(fields) - set(_ALSO[register.sheet][sheet]))
    direction = said.get("direction", {})
    if direction and (register is not model.INTEGRATIONS or not direction.get("heading")):
        raise ProfileInvalid(f"{path}: direction: it is for Integrations, and names its heading; {_SEE}")


def _constants(path: Path, register: Register, constants: Mapping[str, str]) -> dict[str, Any]:
    try:
        return {name: read_value(register.field(name), value) for name, value in constants.items()}
    except Unreadable as error:
        raise ProfileInvalid(f"{path}: constants: {error}.") from error


def _marks(recognise: list[Any]) -> tuple[frozenset[str], ...]:
    """One list of headings, or several of which one suffices."""
    lists = recognise if recognise and isinstance(recognise[0], list) else [recognise]
    return tuple(_normal(headings) for headings in lists if headings)


def _normal(headings: Iterable[str]) -> frozenset[str]:
    return frozenset(normal(heading) for heading in headings)
