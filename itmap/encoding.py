"""A record's values as JSON can hold them, and back: every store keeps the past in this form."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from itmap import model
from itmap.estate import Record, Source, empty
from itmap.model import Field, Kind
from itmap.quantities import Duration


def plain(value: Any) -> Any:
    """A value as text, number, truth value, None, or a list of them."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value) if isinstance(value, Duration) else value


def typed(field: Field, value: Any) -> Any:
    """A field's value out of what `plain` made of it. Raises ValueError and ArithmeticError for what it never makes."""
    if value is None:
        return () if field.is_list else None
    match field.kind:
        case Kind.DATE:
            return dt.date.fromisoformat(value)
        case Kind.DURATION:
            return Duration.parse(value)
        case Kind.MONEY:
            return Decimal(value)
        case Kind.YES_NO:
            return bool(value)
        case Kind.TEXTS | Kind.NAMES:
            return tuple(value)
        case Kind.FALLBACKS:
            return tuple((replaced, stand_in) for replaced, stand_in in value)
        case _:
            return value


def record_as_json(record: Record) -> str:
    """What a record holds: its values, what its cells say beside, and its rows; the same text for the same record."""
    filled = {name: plain(value) for name, value in record.values.items() if value not in (None, ())}
    sources = [{**asdict(source), "day": plain(source.day)} for source in record.sources]
    held = {"values": filled, "said": dict(sorted(record.said.items())), "defined": record.defined, "sources": sources}
    return json.dumps(held, ensure_ascii=False)


def record_from_json(id_: str, register: str, organisation: str | None, since: dt.date | None, text: str) -> Record:
    """The record that `record_as_json` wrote."""
    held: Mapping[str, Any] = json.loads(text)
    of = model.BY_NAME[register]
    values = {name: typed(of.field(name), value) for name, value in held["values"].items()}
    sources = (Source(**{**row, "day": row["day"] and dt.date.fromisoformat(row["day"])}) for row in held["sources"])
    named_by = {row["by"] for row in held["sources"]}
    return Record(
        id_,
        register,
        organisation,
        {**empty(of), **values},
        tuple(sources),
        defined_elsewhere=held["defined"] and id_ not in named_by,
        said=held["said"],
        since=since,
    )
