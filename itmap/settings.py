"""Settings: the defaults beside this file, a user's own TOML file over them, every key and type checked."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from itmap.errors import SettingsInvalid

CRITERIA = ("committed_term", "openness", "entanglement", "dependence", "alternatives", "supplier_share")


@dataclass(frozen=True)
class ExitSettings:
    lead_time_months: Mapping[str, tuple[int, int]]
    check_by_months: int

    def lead_time(self, category: str | None) -> tuple[int, int]:
        """Shortest and longest lead time in months for a contract's category."""
        return self.lead_time_months.get((category or "").casefold(), self.lead_time_months["default"])


@dataclass(frozen=True)
class LockInSettings:
    committed_term_months: float
    entangled_integrations: float
    weights: Mapping[str, float]
    draws: int
    seed: int


@dataclass(frozen=True)
class CandidateSettings:
    good_fit: int
    entangled_integrations: float
    committed_term_months: float
    large_annual_cost: float


@dataclass(frozen=True)
class ScopeSettings:
    it_cpv: tuple[str, ...]
    it_words: tuple[str, ...]
    unspecific_words: tuple[str, ...]


@dataclass(frozen=True)
class ReportSettings:
    palette: tuple[str, ...]
    rows_in_a_chart: int


@dataclass(frozen=True)
class Limits:
    file_size_mb: float
    unpacked_size_mb: float
    sheets: int
    rows: int
    columns: int
    cells: int
    cell_length: int


@dataclass(frozen=True)
class Settings:
    exits: ExitSettings
    lock_in: LockInSettings
    candidates: CandidateSettings
    scope: ScopeSettings
    report: ReportSettings
    limits: Limits


_SECTIONS: dict[str, type[Any]] = {
    "exits": ExitSettings,
    "lock_in": LockInSettings,
    "candidates": CandidateSettings,
    "scope": ScopeSettings,
    "report": ReportSettings,
    "limits": Limits,
}
_DEFAULTS = Path(__file__).with_name("settings.toml")


def load(path: Path | None = None) -> Settings:
    """The settings: the defaults, and over them the user's file.

    Raises SettingsInvalid, naming the file and the key, for what can't be read or used.
    """
    said = _read(_DEFAULTS)
    if path is not None:
        for section, own in _read(path).items():
            if section not in _SECTIONS or not isinstance(own, dict):
                raise SettingsInvalid(f"{path}: there is no section [{section}]. Sections: {', '.join(_SECTIONS)}.")
            said[section] = _over(said[section], own, f"{path}: {section}")
    return Settings(**{name: _section(kind, said[name], f"{path}: {name}") for name, kind in _SECTIONS.items()})


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))  # Notepad writes a byte-order mark
    except OSError as error:
        raise SettingsInvalid(f"{path}: the settings can't be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsInvalid(f"{path}: not a TOML file: {error}.") from error


def _over(default: dict[str, Any], own: dict[str, Any], where: str) -> dict[str, Any]:
    merged = dict(default)
    for key, value in own.items():
        if key not in default:
            raise SettingsInvalid(f"{where}.{key}: no such setting. Settings here: {', '.join(default)}.")
        if isinstance(default[key], dict) and isinstance(value, dict):
            merged[key] = {**default[key], **{name.casefold(): item for name, item in value.items()}}
        else:
            merged[key] = value
    return merged


def _section(kind: type[Any], said: dict[str, Any], where: str) -> Any:
    """One section as its dataclass, each value checked against its declared type and range."""
    checked = {}
    for field in fields(kind):
        value = said[field.name]
        problem = _problem(field.name, str(field.type), value)
        if problem:
            raise SettingsInvalid(f"{where}.{field.name} = {value!r}: {problem}.")
        if isinstance(value, list):
            value = tuple(value)
        elif field.name == "lead_time_months":
            value = {name: tuple(months) for name, months in value.items()}
        checked[field.name] = value
    return kind(**checked)


def _problem(name: str, declared: str, value: Any) -> str:
    """What is wrong with a setting's value, "" when nothing is."""
    if declared in ("int", "float"):
        good = _is_number(value) and (declared == "float" or isinstance(value, int))
        return "" if good and value > 0 else f"must be a {'whole ' if declared == 'int' else ''}number above zero"
    if declared.startswith("tuple"):
        good = isinstance(value, list) and bool(value) and all(isinstance(item, str) for item in value)
        return "" if good else "must be a list of texts"
    if not isinstance(value, dict):
        return "must be a table"
    return _weights_problem(value) if name == "weights" else _lead_time_problem(value)


def _is_number(value: object) -> bool:
    """TOML also has true, inf and nan."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _weights_problem(weights: dict[str, Any]) -> str:
    numbers = all(_is_number(item) and item >= 0 for item in weights.values())
    if set(weights) != set(CRITERIA) or not numbers:
        return f"must give a number of zero or more for each of {', '.join(CRITERIA)}, and no others"
    return "" if sum(weights.values()) > 0 else "at least one weight must be above zero"


def _lead_time_problem(lead_times: dict[str, Any]) -> str:
    for months in lead_times.values():
        pair = isinstance(months, list) and len(months) == 2 and all(type(month) is int for month in months)
        if not pair or not 0 <= months[0] <= months[1]:
            return "must give [shortest, longest] whole months for each category"
    return ""
