"""`itmap show`: what the store holds, or one record of it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from itmap.cli.common import did_you_mean, open_estate, organisation_option, store_option
from itmap.errors import SubjectUnknown

if TYPE_CHECKING:
    from itmap.estate import Estate


@click.command("show", epilog="Example: itmap show 'Example Housing'")
@click.argument("name", required=False)
@store_option
@organisation_option
def command(name: str | None, store: str, organisation: str | None) -> None:
    """Show what the store holds, or one record of it.

    Without a NAME: how many records, and how complete they are. With the name or reference of a supplier, contract,
    system, service or integration: its fields, its neighbours and the rows that spoke of it.
    """
    from itmap import settings

    estate = open_estate(store, dt.date.min, organisation, "all", settings.load(), with_sources=True)
    click.echo("\n".join(_overview(estate) if name is None else _shown(name, estate)))


def _overview(estate: Estate) -> list[str]:
    from itmap import model

    lines = [f"Organisations: {', '.join(estate.organisations) or 'none'}"]
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


def _shown(name: str, estate: Estate) -> list[str]:
    found = _called(name, estate)
    if not found:
        known = [estate.name(id_) for table in estate.tables.values() for id_ in table.index]
        raise SubjectUnknown(f"The store holds nothing called {name!r}. {did_you_mean(name, known)}")
    return [line for id_ in found for line in _record(id_, estate)]


def _called(name: str, estate: Estate) -> list[str]:
    from itmap import model
    from itmap.estate import same
    from itmap.importers.names import supplier_key

    found = []
    for register in model.REGISTERS:
        for id_, values in estate.records(register.name).items():
            texts = [values.get("reference"), values.get("name"), values.get("title"), estate.name(id_)]
            alike = any(text and same(text) == same(name) for text in texts)
            if alike or (register.name == "supplier" and supplier_key(estate.name(id_)) == supplier_key(name)):
                found.append(id_)
    return found


def _record(id_: str, estate: Estate) -> list[str]:
    from itmap import model

    register = model.BY_NAME[estate.register_of(id_)]
    values = estate.records(register.name)[id_]
    lines = [f"{register.sheet}: {estate.name(id_)}"]
    if not values["defined"]:
        lines.append("  Known only by name: no row defines it.")
    for field in register.stored:
        text = _value(values[field.name], estate, names=field.is_reference)
        if text:
            lines.append(f"  {field.heading or 'Names seen'}: {text}")
    for other in model.REGISTERS:
        for field in other.references:
            by = [key for key, row in estate.records(other.name).items() if id_ in _flat(row[field.name])]
            if by:
                names = "; ".join(sorted(estate.name(key) for key in by))
                lines.append(f"  Named as {field.heading} by {other.sheet}: {names}")
    lines.append("  Rows that spoke of it:")
    lines += [
        f"    {row.file}{', sheet ' + row.sheet if row.sheet else ''}, row {row.row}"
        for row in estate.sources.get(id_, ())
    ] or ["    none"]
    return lines


def _flat(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    items = value if isinstance(value, tuple) else ()
    return [part for item in items for part in ((item,) if isinstance(item, str) else item) if part]


def _value(value: object, estate: Estate, *, names: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isinstance(value, tuple):
        return estate.name(str(value)) if names else str(value)
    if not names:
        return "; ".join(value)
    return "; ".join(
        estate.name(item) if isinstance(item, str) else " > ".join(estate.name(part) for part in item if part)
        for item in value
    )
