"""Records that were decided to be one become one: what the one holds, and every row and record that speaks of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from itmap import model
from itmap.estate import Record, in_order
from itmap.importers.decided import Decided


def unite(before: Mapping[str, Record], decided: Decided) -> tuple[dict[str, Record], dict[str, str]]:
    """The records with those that are one united, and id to id of those that so have gone into others.

    The one that remains is the defined one, then the one with a company number or a reference, then the one with most
    spellings, then the first by id: what every organisation sees alike.
    The others keep no row of this organisation; other organisations follow when they are landed.
    """
    into: dict[str, str] = {}
    for group in _groups(before, decided):
        numbers = {record.values["company_number"] for record in group if record.values.get("company_number")}
        # A number decides: two numbers are two companies under whatever name, and a name without one is neither.
        ranked = sorted((each for each in group if len(numbers) < 2 or not each.values["company_number"]), key=_rank)
        into.update({other.id: ranked[0].id for other in ranked[1:]})
    if not into:
        return {id_: _tidy(record, decided) for id_, record in before.items()}, into
    records = {id_: _readdressed(record, into) for id_, record in before.items()}
    for gone, stays in into.items():
        records[stays] = _joined(records[stays], records[gone])
        records[gone] = replace(before[gone], sources=())
    return {id_: _tidy(record, decided) for id_, record in records.items()}, into


def _groups(before: Mapping[str, Record], decided: Decided) -> list[list[Record]]:
    """The records that are one, two or more of them in each list. A record's names may join what decisions did not."""
    group_of: dict[tuple[str, str], dict[str, Record]] = {}
    for record in before.values():
        if record.register in ("supplier", "system"):
            keys = {
                decided.key(record.register, text) for text in _called(record) if decided.united(record.register, text)
            }
            joined = {record.id: record} if keys else {}
            for key in keys:
                joined.update(group_of.get((record.register, key), {}))
            for name in [name for name, group in group_of.items() if group.keys() & joined.keys()]:
                group_of[name] = joined
            group_of.update({(record.register, key): joined for key in keys})
    groups = {min(group): list(group.values()) for group in group_of.values() if len(group) > 1}
    return [groups[first] for first in sorted(groups)]


def _called(record: Record) -> list[str]:
    values = record.values
    if record.register == "supplier":
        return [values["name"], *values["also_known_as"], *values["names_seen"]]
    return [text for text in (values["reference"], values["name"]) if text]


def _rank(record: Record) -> tuple[bool, bool, int, str]:
    values = record.values
    number = values.get("company_number") or values.get("reference")
    return not record.defined, not number, -len(values.get("names_seen", ())), record.id


def _readdressed(record: Record, into: Mapping[str, str]) -> Record:
    """A record that refers to, and was named by, those that remain."""
    values = dict(record.values)
    for field in model.BY_NAME[record.register].references:
        value = values[field.name]
        if isinstance(value, tuple):
            values[field.name] = tuple(dict.fromkeys(_moved(item, into) for item in value))
        else:
            values[field.name] = _moved(value, into)
    sources = {replace(source, by=into.get(source.by, source.by)) for source in record.sources}
    return replace(record, values=values, sources=in_order(sources))


def _moved(item: Any, into: Mapping[str, str]) -> Any:
    """An id, or the pair of a stand-in and what it replaces, or None, as it is called now."""
    return tuple(into.get(part, part) for part in item) if isinstance(item, tuple) else into.get(item, item)


def _joined(stays: Record, goes: Record) -> Record:
    """What one record holds and, where it says nothing, what the other did; lists of both."""
    register = model.BY_NAME[stays.register]
    values = dict(stays.values)
    for field in register.stored:
        other = goes.values[field.name]
        if field.is_list:
            values[field.name] = tuple(dict.fromkeys((*values[field.name], *other)))
        elif values[field.name] is None:
            values[field.name] = other
    if stays.register == "supplier":
        seen = {*values["names_seen"], goes.values["name"]} - {values["name"]}
        values["names_seen"] = tuple(sorted(seen))
        values["parent"] = None if values["parent"] == stays.id else values["parent"]
    sources = {*stays.sources, *goes.sources}
    if stays.register == "supplier":  # a row that named the one as the other's owner by decision defines neither
        sources = {row for row in sources if row.by != stays.id or row.register == "supplier"}
    said = {name: text for name, text in {**goes.said, **stays.said}.items() if values[name] in (None, ())}
    return replace(stays, values=values, sources=in_order(sources), said=said)


def _tidy(record: Record, decided: Decided) -> Record:
    """A supplier without the spellings that were decided to be another's: of two kept apart the first stays."""
    if record.register != "supplier":
        return record
    kept = [record.values["name"]]
    for spelling in record.values["names_seen"]:
        if not any(decided.apart("supplier", spelling, each) for each in kept):
            kept.append(spelling)
    return replace(record, values={**record.values, "names_seen": tuple(kept[1:])})
