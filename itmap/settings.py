"""Settings: the defaults beside this file, a user's own TOML file over them, every key and type checked.

Each judgement that an answer rests on stands in `settings.toml`, with its meaning, its unit and its source in the
comment above it; `itmap.described` reads them from there.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, NoReturn

from itmap import model
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
class DecisionSettings:
    notice_clear_days: int
    agenda_clear_days: int
    call_in_days: int
    calendar_months: int
    together_months: int

    @property
    def days(self) -> int:
        """Days from publishing that a decision will be taken to the day on which it can be acted on.

        The agenda is published while the notice runs. Of clear days neither the first nor the last counts.
        """
        return max(self.notice_clear_days, self.agenda_clear_days) + 1 + self.call_in_days


@dataclass(frozen=True)
class LockInSettings:
    committed_term_months: float
    entangled_integrations: float
    openness: Mapping[str, float]
    substitutability: Mapping[str, float]
    weights: Mapping[str, float]
    weight_ranges: Mapping[str, tuple[float, float]]
    fewest_known_criteria: int
    sure_share: float
    draws: int
    seed: int


@dataclass(frozen=True)
class CandidateSettings:
    good_fit: int
    entangled_integrations: float
    committed_term_months: float
    large_annual_cost: float
    small_annual_cost: float
    few_integrations: int


@dataclass(frozen=True)
class ConcentrationSettings:
    direct_award_words: tuple[str, ...]


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
class PublicSettings:
    officers: bool
    individuals: bool
    versions: bool
    interfaces: bool
    lock_in: bool
    notice_days: bool
    candidates: bool
    file_names: bool


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
    decisions: DecisionSettings
    lock_in: LockInSettings
    candidates: CandidateSettings
    concentration: ConcentrationSettings
    scope: ScopeSettings
    report: ReportSettings
    public: PublicSettings
    limits: Limits


SECTIONS: dict[str, type[Any]] = {
    "exits": ExitSettings,
    "decisions": DecisionSettings,
    "lock_in": LockInSettings,
    "candidates": CandidateSettings,
    "concentration": ConcentrationSettings,
    "scope": ScopeSettings,
    "report": ReportSettings,
    "public": PublicSettings,
    "limits": Limits,
}
DEFAULTS = Path(__file__).with_name("settings.toml")


def load(path: Path | None = None) -> Settings:
    """The settings: the defaults, and over them the user's file.

    Raises SettingsInvalid, naming the file, the line and the key, for what can't be read or used.
    """
    said = tomllib.loads(DEFAULTS.read_text(encoding="utf-8"))
    own = _read(path) if path is not None else _Own(DEFAULTS, "", {})
    for section, its in own.said.items():
        if section not in SECTIONS or not isinstance(its, dict):
            own.refuse((section,), f"there is no section [{section}]. Sections: {', '.join(SECTIONS)}.")
        said[section] = _over(said[section], its, section, own)
    return Settings(**{name: _section(name, kind, said[name], own) for name, kind in SECTIONS.items()})


@dataclass(frozen=True)
class _Own:
    """A user's file: its text, and what it says."""

    path: Path
    text: str
    said: dict[str, Any]

    def refuse(self, keys: tuple[str, ...], why: str) -> NoReturn:
        raise SettingsInvalid(f"{self.path}, line {self.line_of(keys)}: {why}")

    def line_of(self, keys: tuple[str, ...]) -> int:
        """The line at which a setting begins: of growing beginnings of the file, the first that holds it tells.

        TOML's own reader gives no places. A beginning that stops inside a value is no TOML and is passed over.
        """
        lines, begins = self.text.split("\n"), 1
        for count in range(1, len(lines) + 1):
            try:
                said = tomllib.loads("\n".join(lines[:count]))
            except tomllib.TOMLDecodeError:
                continue
            if _holds(said, keys):
                return begins
            begins = count + 1
        return begins - 1


def _holds(said: Any, keys: tuple[str, ...]) -> bool:
    for key in keys:
        said = {name.casefold(): item for name, item in said.items()} if isinstance(said, dict) else {}
        if key.casefold() not in said:
            return False
        said = said[key.casefold()]
    return True


def _read(path: Path) -> _Own:
    try:
        text = path.read_text(encoding="utf-8-sig")  # Notepad writes a byte-order mark
        return _Own(path, text, tomllib.loads(text))
    except OSError as error:
        raise SettingsInvalid(f"{path}: the settings can't be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsInvalid(f"{path}: not a TOML file: {error}.") from error


def _over(default: dict[str, Any], its: dict[str, Any], section: str, own: _Own) -> dict[str, Any]:
    merged = dict(default)
    for key, value in its.items():
        if key not in default:
            own.refuse((section, key), f"{section}.{key}: no such setting. Settings here: {', '.join(default)}.")
        if isinstance(default[key], dict) and isinstance(value, dict):
            merged[key] = {**default[key], **{name.casefold(): item for name, item in value.items()}}
        else:
            merged[key] = value
    return merged


def _section(section: str, kind: type[Any], said: dict[str, Any], own: _Own) -> Any:
    """One section as its dataclass, each value checked against its declared type and range."""
    checked = {}
    for field in fields(kind):
        value = said[field.name]
        entry, problem = _problem(field.name, str(field.type), value)
        if problem:
            keys = (section, field.name, entry) if entry else (section, field.name)
            wrong = value[entry] if entry else value
            own.refuse(keys, f"{'.'.join(keys)} = {wrong!r}: {problem}.")
        checked[field.name] = _frozen(value)
    return kind(**checked)


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _frozen(item) for name, item in value.items()}
    return tuple(value) if isinstance(value, list) else value


def _problem(name: str, declared: str, value: Any) -> tuple[str, str]:
    """What is wrong with a setting's value, and in which entry of a table; ("", "") when nothing is."""
    if declared == "bool":
        return "", "" if isinstance(value, bool) else "must be true or false"
    if declared in ("int", "float"):
        whole = "whole " if declared == "int" else ""
        good = _is_number(value) and (declared == "float" or isinstance(value, int)) and value > 0
        if good and name in _SHARES:
            return "", "" if value <= 1 else "must be a share, above 0 and at most 1"
        return "", "" if good else f"must be a {whole}number above zero"
    if declared.startswith("tuple"):
        good = isinstance(value, list) and bool(value) and all(isinstance(item, str) for item in value)
        return "", "" if good else "must be a list of texts"
    if not isinstance(value, dict):
        return "", "must be a table"
    for entry, item in value.items():
        problem = _ENTRIES[name](entry, item)
        if problem:
            return entry, problem
    return "", _WHOLES[name](value) if name in _WHOLES else ""


def _is_number(value: object) -> bool:
    """TOML also has true, inf and nan."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _weight_problem(name: str, item: Any) -> str:
    if name not in CRITERIA:
        return f"no such criterion: there are {', '.join(CRITERIA)}"
    return "" if _is_number(item) and item >= 0 else "must be a number of zero or more"


def _weights_problem(weights: dict[str, Any]) -> str:
    return "" if sum(weights.values()) > 0 else "at least one weight must be above zero"


def _range_problem(name: str, item: Any) -> str:
    if name not in CRITERIA:
        return f"no such criterion: there are {', '.join(CRITERIA)}"
    pair = isinstance(item, list) and len(item) == 2 and all(_is_number(end) for end in item)
    return "" if pair and 0 <= item[0] <= item[1] <= 1 else "must give [least, most], two shares of 0 to 1"


def _ranges_problem(ranges: dict[str, Any]) -> str:
    """Weights sum to 1: the least must leave room for that, and the most must reach it."""
    least = sum(low for low, _ in ranges.values())
    most = sum(high for _, high in ranges.values()) + len(CRITERIA) - len(ranges)
    if least > 1 + _ROUNDING:
        return f"no weights lie in these ranges: they sum to 1, and the least of them to {least:g} already"
    if most < 1 - _ROUNDING:
        return f"no weights lie in these ranges: they sum to 1, and the most of them to {most:g} only"
    return ""


def _step_problem(scale: tuple[str, ...]) -> Callable[[str, Any], str]:
    known = scale[:-1]  # the last is `unknown`, which spans the whole scale

    def problem(name: str, item: Any) -> str:
        if name not in known:
            return f"no such step: there are {', '.join(known)}"
        return "" if _is_number(item) and 0 <= item <= 1 else "must be a number of 0 (free) to 1 (held)"

    return problem


def _months_problem(_category: str, months: Any) -> str:
    pair = isinstance(months, list) and len(months) == 2 and all(type(month) is int for month in months)
    return "" if pair and 0 <= months[0] <= months[1] else "must give [shortest, longest] whole months"


_SHARES = ("sure_share",)
_ROUNDING = 1e-9
# For each setting that is a table: what is wrong with one of its entries, and with all of them together.
_ENTRIES: dict[str, Callable[[str, Any], str]] = {
    "weights": _weight_problem,
    "weight_ranges": _range_problem,
    "openness": _step_problem(model.OPENNESS),
    "substitutability": _step_problem(model.SUBSTITUTABILITY),
    "lead_time_months": _months_problem,
}
_WHOLES: dict[str, Callable[[dict[str, Any]], str]] = {"weights": _weights_problem, "weight_ranges": _ranges_problem}
