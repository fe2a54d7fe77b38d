"""What an answer calls a record, so that no two records in it are called the same."""

from __future__ import annotations

from collections.abc import Mapping

from itmap.estate import Estate, Values

# What tells two records of one name apart: the council, then what the register itself knows them by.
_TELLING: Mapping[str, tuple[str, ...]] = {
    "supplier": ("company_number",),
    "integration": ("organisation", "reference", "data", "method"),
}


def labels(estate: Estate) -> dict[str, str]:
    """Id to name, for every record. A name that several records of a register share gets what tells them apart.

    `Payments (Northshire)` where two councils have a system called Payments; a reference where one council has two.
    """
    found = {}
    for register in estate.tables:
        rows = estate.records(register)
        called = {id_: estate.name(id_) for id_ in rows}
        for field in _TELLING.get(register, ("organisation", "reference")):
            called = _told_apart(called, {id_: _text(estate, values, field) for id_, values in rows.items()})
        found.update(called)
    return found


def _text(estate: Estate, values: Values, field: str) -> str:
    return estate.name(values[field]) if field == "organisation" else values.get(field) or ""


def _told_apart(called: Mapping[str, str], telling: Mapping[str, str]) -> dict[str, str]:
    """The names, each that is shared with what tells its records apart behind it."""
    told: dict[str, set[str]] = {}
    for id_, name in called.items():
        told.setdefault(name, set()).add(telling[id_])
    return {
        id_: f"{name} ({telling[id_]})" if len(told[name]) > 1 and telling[id_] else name
        for id_, name in called.items()
    }
