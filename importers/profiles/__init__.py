"""Profiles: what a known layout calls things, as TOML, no code.

title = "what the layout is"
register = "Contracts"                      # the sheet it is
recognise = ["notice_type", "awarded_value"] # headings that together mark this layout
date_order = "month first"                  # how 3/4/2026 is read; without it the day comes first
ignore = ["deadline_date"]                  # headings to leave alone though itmap knows the word
[headings]                                  # field -> further headings
suppliers = ["awarded_supplier"]
[words.status]                              # field -> the cell's words in the workbook's scale
awarded = "live"
[constants]                                 # field -> a value for every row
value_basis = "total"
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from itmap import model
from itmap.errors import ItmapError
from itmap.importers.layout import Hints, normal
from itmap.importers.values import DAY_FIRST, MONTH_FIRST, Reading, Unreadable, read_value
from itmap.model import Register

_FOLDER = Path(__file__).parent
_SHEETS = ", ".join(model.BY_SHEET)
_SEE = "see the head of importers/profiles/__init__.py, or copy one that itmap ships."


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


# What a profile may say, and whether a value is of its kind.
_KEYS: Mapping[str, Callable[[Any], bool]] = {
    "title": _is_text,
    "register": _is_text,
    "date_order": lambda value: value in (DAY_FIRST, MONTH_FIRST),
    "recognise": _are_texts,
    "ignore": _are_texts,
    "headings": lambda value: isinstance(value, dict) and all(map(_are_texts, value.values())),
    "words": lambda value: isinstance(value, dict) and all(map(_are_words, value.values())),
    "constants": lambda value: isinstance(value, dict) and all(map(_is_text, value.values())),
}


def _are_words(value: object) -> bool:
    return isinstance(value, dict) and all(map(_is_text, value.values()))


class ProfileInvalid(ItmapError):
    """A profile that is not there, is no TOML, or names a field that no register has."""


@dataclass(frozen=True)
class Profile:
    """A layout: how it is recognised, and how its headings and cells are read."""

    name: str
    register: Register
    recognise: frozenset[str]
    hints: Hints
    reading: Reading
    constants: dict[str, Any]

    def marks(self, headings: Iterable[str]) -> bool:
        """Whether a header row is this layout's."""
        return bool(self.recognise) and self.recognise <= {normal(heading) for heading in headings}


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


@cache
def _load(path: Path) -> Profile:
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProfileInvalid(f"{path}: not a profile that can be read: {error}.") from error
    for key, value in said.items():
        if key not in _KEYS or not _KEYS[key](value):
            raise ProfileInvalid(f"{path}: {key}: not a key of a profile, or not its kind of value; {_SEE}")
    register = model.BY_SHEET.get(said.get("register", ""))
    if register is None:
        raise ProfileInvalid(f"{path}: a profile says which register it is for: register = one of {_SHEETS}.")
    headings, words, constants = (said.get(key, {}) for key in ("headings", "words", "constants"))
    strangers = {*headings, *words, *constants} - set(register.by_name)
    if strangers:
        raise ProfileInvalid(
            f"{path}: {register.sheet} have no {', '.join(sorted(strangers))}. Fields: {', '.join(register.by_name)}."
        )
    try:
        fixed = {name: read_value(register.field(name), value) for name, value in constants.items()}
    except Unreadable as error:
        raise ProfileInvalid(f"{path}: constants: {error}.") from error
    return Profile(
        path.stem,
        register,
        frozenset(normal(heading) for heading in said.get("recognise", ())),
        Hints(register, headings, frozenset(normal(heading) for heading in said.get("ignore", ()))),
        Reading(said.get("date_order", DAY_FIRST), _folded(words)),
        fixed,
    )


def _folded(words: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    return {name: {word.casefold(): meant for word, meant in scale.items()} for name, scale in words.items()}
