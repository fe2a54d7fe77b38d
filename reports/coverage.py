"""What we don't know: how far the fields that the answers rest on are filled in, and what each gap costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from itmap import model
from itmap.estate import Estate

_LITRAF = "Legacy risk scores"

# The fields that answers rest on, in the order in which to ask for them, and what can't be said without them.
_MATTERS: Mapping[str, Mapping[str, str]] = {
    "contract": {
        "suppliers": "who could stop what the contract covers",
        "covers": "what stops if the supplier stops",
        "role": "whether the supplier could stop it at all",
        "end_date": "when the contract ends",
        "renewal": "whether it ends, renews by itself or rolls on",
        "notice_period": "the day by which notice must be given",
        "value": "how much of our spending the supplier has",
        "value_basis": "whether a value is for one year or the whole term",
    },
    "system": {
        "vendors": "whose failure would stop it",
        "hosts": "whose data centre it needs",
        "end_of_support": "when its maker stops mending it",
        "api": "how easily other systems could work with a replacement",
        "data_export": "whether we could take our data with us",
        "substitutability": "how hard it would be to replace",
        "functional_fit": "whether it does what the service needs",
        "technical_fit": "whether it is technically sound",
        _LITRAF: "its legacy risk: all 13 scores are needed",
    },
    "service": {
        "systems": "what the service needs to run",
        "statutory": "whether the law requires it",
        "criticality": "how much harm its absence does",
    },
    "integration": {"dependence": "whether the receiving system stops without it"},
}


@dataclass(frozen=True)
class Filled:
    """How many of a register's records say something in one field. `without`: what can't be said where it is blank."""

    register: str
    heading: str
    filled: int
    records: int
    without: str

    @property
    def share(self) -> float:
        """0-1."""
        return self.filled / self.records


def coverage(estate: Estate) -> list[Filled]:
    """The fields that matter and may be shown, for every register that holds a record.

    The word `unknown` in a cell fills nothing.
    """
    return [
        Filled(
            model.BY_NAME[register].sheet,
            _LITRAF if field == _LITRAF else model.BY_NAME[register].field(field).heading,
            _filled(estate, register, field),
            len(estate.records(register)),
            without,
        )
        for register, fields in _MATTERS.items()
        if estate.records(register)
        for field, without in fields.items()
        if not estate.withheld.holds_back(register, "l1" if field == _LITRAF else field)
    ]


def _filled(estate: Estate, register: str, field: str) -> int:
    rows = estate.records(register)
    if field == _LITRAF:
        scores = (*model.LITRAF_LIKELIHOOD, *model.LITRAF_IMPACT)
        return sum(all(row[score] is not None for score in scores) for row in rows.values())
    filled = {id_ for id_, row in rows.items() if row[field] not in (None, (), model.UNKNOWN)}
    if (register, field) == ("service", "systems"):  # a system's own list of services says the same
        filled |= {service for row in estate.records("system").values() for service in row["services"]} & rows.keys()
    return len(filled)


def named_only(estate: Estate) -> dict[str, int]:
    """Under each register's sheet name, how many of its records no row describes: rows of others only name them.

    Suppliers are left out: a register of suppliers is optional, and their names are all that is asked of them.
    """
    return {
        register.sheet: stubs
        for register in model.REGISTERS
        if register.name not in ("organisation", "supplier")
        and (stubs := sum(not row["defined"] for row in estate.records(register.name).values()))
    }
