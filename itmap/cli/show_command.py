"""`itmap show`: what the store holds, or one record of it and what it was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from contextlib import closing
from typing import TYPE_CHECKING

import click

from itmap.cli.common import did_you_mean, find_organisation, organisation_option, store_option
from itmap.errors import SubjectUnknown

if TYPE_CHECKING:
    from itmap.changes import Side
    from itmap.estate import Estate, Source
    from itmap.history import Past


@click.command("show", epilog="Example: itmap show 'Example Housing'")
@click.argument("name", required=False)
@store_option
@organisation_option
def command(name: str | None, store: str, organisation: str | None) -> None:
    """Show what the store holds, or one record of it.

    Without a NAME: how many records, how complete they are, and the days of the imports that changed something. With
    the name or reference of a supplier, contract, system, service or integration: its fields, its neighbours, the rows
    that spoke of it with the day on which each was last seen, and what it was before, the latest first.
    """
    from itmap.estate import Estate
    from itmap.history import days, past_of
    from itmap.stores import open_store

    with closing(open_store(store)) as opened:
        ids = None if organisation is None else [find_organisation(opened, organisation)]
        estate = Estate(opened.tables(ids), dt.date.min, opened.sources(ids))
        lines = _overview(estate, days(opened)) if name is None else _shown(name, estate, past_of(opened, ids))
    click.echo("\n".join(lines))


def _overview(estate: Estate, remembered: list[dt.date]) -> list[str]:
    from itmap import model

    lines = [f"Organisations: {', '.join(estate.organisations) or 'none'}"]
    if remembered:
        lines.append(f"Imports that changed something: {', '.join(day.isoformat() for day in remembered)}")
    for register in model.REGISTERS:
        table = estate[register.name]
        stubs = int((~table["defined"].astype(bool)).sum())
        known_by_name = f", {stubs} of them only by name" if stubs else ""
        lines.append(f"{register.sheet}: {len(table)}{known_by_name}")
        if len(table):
            filled = {
                field.heading: int(table[field.name].map(lambda value: value not in (None, (), model.UNKNOWN)).sum())
                for field in register.stored
                if field.heading
            }
            lines += [f"  {heading}: known for {count} of {len(table)}" for heading, count in filled.items() if count]
            blank = [heading for heading, count in filled.items() if not count]
            if blank:
                lines.append(f"  Known for none: {', '.join(blank)}")
    return lines


def _shown(name: str, estate: Estate, past: Past) -> list[str]:
    from itmap.changes import Side

    side = Side.of_estate(estate)
    found = _called(name, estate)
    lines = [line for id_ in found for line in (*_record(id_, estate, side), *_what_it_was(id_, past))]
    lines += [line for id_ in past.gone(name) for line in (*_gone(id_, past), *_what_it_was(id_, past))]
    if not lines:
        known = [estate.name(id_) for table in estate.tables.values() for id_ in table.index]
        raise SubjectUnknown(f"The store holds nothing called {name!r}. {did_you_mean(name, known)}")
    return lines


def _called(name: str, estate: Estate) -> list[str]:
    from itmap import model
    from itmap.estate import same
    from itmap.importers.names import supplier_key

    found = []
    for register in model.REGISTERS:
        for id_, values in estate.records(register.name).items():
            texts = [values.get("reference"), values.get("name"), values.get("title"), estate.name(id_)]
            texts += [*values.get("also_known_as", ()), *values.get("names_seen", ())]
            alike = any(text and same(text) == same(name) for text in texts)
            if alike or (register.name == "supplier" and supplier_key(estate.name(id_)) == supplier_key(name)):
                found.append(id_)
    return found


def _record(id_: str, estate: Estate, side: Side) -> list[str]:
    from itmap import model

    register = model.BY_NAME[estate.register_of(id_)]
    values = estate.records(register.name)[id_]
    lines = [f"{register.sheet}: {estate.name(id_)}"]
    if not values["defined"]:
        lines.append("  Known only by name: no row defines it.")
    for field in register.stored:
        text = side.text(values, field)
        if text:
            lines.append(f"  {field.heading or 'Names seen'}: {text}")
    for other in model.REGISTERS:
        for field in other.references:
            by = [key for key, row in estate.records(other.name).items() if id_ in _flat(row[field.name])]
            if by:
                names = "; ".join(sorted(estate.name(key) for key in by))
                lines.append(f"  Named as {field.heading} by {other.sheet}: {names}")
    return [*lines, *_rows(estate.sources.get(id_, ()))]


def _rows(sources: Iterable[Source]) -> list[str]:
    rows = [
        f"    {row.file}{', sheet ' + row.sheet if row.sheet else ''}, row {row.row}"
        f"{', last seen ' + row.day.isoformat() if row.day else ''}"
        for row in sources
    ]
    return ["  Rows that spoke of it:", *(rows or ["    none"])]


def _gone(id_: str, past: Past) -> list[str]:
    """A record that the store holds no longer."""
    from itmap import model

    until, record = past.versions[id_][0]
    lines = [f"{model.BY_NAME[record.register].sheet}: {past.name(id_)}", f"  Removed on {until.isoformat()}."]
    return [*lines, *_rows(record.sources)]


def _what_it_was(id_: str, past: Past) -> list[str]:
    lines = [f"    until {until.isoformat()}: {text}" for until, text in past.texts(id_)]
    return ["  What it was:", *lines] if lines else []


def _flat(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    items = value if isinstance(value, tuple) else ()
    return [part for item in items for part in ((item,) if isinstance(item, str) else item) if part]
