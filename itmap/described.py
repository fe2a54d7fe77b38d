"""Settings in words: each value with its meaning, its unit, its source, and whether it is the user's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from json import dumps
from textwrap import wrap
from typing import Any

from itmap.settings import DEFAULTS, SECTIONS, Settings, load

_WIDTH = 110


@dataclass(frozen=True)
class Described:
    """One value of the settings. `setting` is its whole name, as `lock_in.weights.openness`; `own`: not the default."""

    setting: str
    value: Any
    unit: str
    source: str
    meaning: str
    own: bool


@dataclass(frozen=True)
class _Note:
    """What the comment above a setting says of it."""

    meaning: str
    unit: str
    source: str


def described(settings: Settings) -> list[Described]:
    """Every value of the settings, in the file's order; each entry of a table by itself."""
    default = load()
    return [
        Described(name, value, note.unit, note.source, note.meaning, own=value != known.get(name))
        for section in SECTIONS
        for key, note in _notes()[section].items()
        for known in [dict(_values(f"{section}.{key}", getattr(getattr(default, section), key)))]
        for name, value in _values(f"{section}.{key}", getattr(getattr(settings, section), key))
    ]


def _values(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and value:
        yield from ((f"{name}.{entry}", item) for entry, item in value.items())
    else:
        yield name, value


def as_toml(settings: Settings) -> str:
    """The settings as a TOML file, which gives the same settings when it is read; the user's own values are marked."""
    own = {each.setting for each in described(settings) if each.own}
    lines = []
    for section, kind in SECTIONS.items():
        lines += [f"[{section}]"]
        for key in (field.name for field in fields(kind)):
            name, value, note = f"{section}.{key}", getattr(getattr(settings, section), key), _notes()[section][key]
            lines += _comment(note.meaning) + _comment(f"Unit: {note.unit}. Source: {note.source}")
            yours = [setting.removeprefix(f"{name}.") for setting, _ in _values(name, value) if setting in own]
            if yours:
                default = _toml(getattr(getattr(load(), section), key))
                which = f" ({', '.join(yours)})" if yours != [name] else ""
                lines += _comment(f"Your own{which}. The default: {default}")
            lines += [f"{key} = {_toml(value)}"]
        lines += [""]
    return "\n".join(lines)


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)]


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{{ {', '.join(f'{_key(key)} = {_toml(item)}' for key, item in value.items())} }}" if value else "{}"
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    # A text of JSON is one of TOML, but for a lone DEL.
    return dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def _key(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z0-9_-]+", text) else _toml(text)


@cache
def _notes() -> dict[str, dict[str, _Note]]:
    """What the comments of the default file say, by section and setting."""
    found: dict[str, dict[str, _Note]] = {}
    section, above = "", list[str]()
    for line in DEFAULTS.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            above.append(line.removeprefix("#").strip())
            continue
        if line.startswith("["):
            section = line.strip("[]")
            found[section] = {}
        elif " = " in line:
            found[section][line.partition(" = ")[0]] = _note(" ".join(above))
        above = []
    return found


def _note(text: str) -> _Note:
    meaning, _, rest = text.partition(" Unit: ")
    unit, _, source = rest.partition(" Source: ")
    return _Note(meaning, unit.rstrip("."), source)
