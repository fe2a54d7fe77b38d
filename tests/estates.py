"""Estates for tests: small ones written by name, and random ones in which everything that can be odd is.

    estate(
        suppliers={"Northgate Software": {"parent": "Northgate Group"}, "Northgate Group": {}},
        systems={"Housing": {"vendors": "Northgate Software"}, "Finance": {}},
        services={"Repairs": {"systems": "Housing", "fallback_systems": "Housing > Finance", "statutory": True}},
        integrations=[{"provider": "Housing", "consumer": "Finance", "dependence": "hard"}],
    )

A register's key is what other rows call the record, and its name (or title) unless the row gives another one. Values
are those of `itmap.estate`; amounts may be whole numbers and durations text. Everything belongs to one organisation,
"Borough", unless a row says otherwise. Ids are readable: "system:Housing", "integration:1".
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from itmap import model
from itmap.estate import BESIDE, Estate, Record, Source, empty, tables_of
from itmap.model import Kind
from itmap.quantities import Duration

Rows = Mapping[str, Mapping[str, Any]]

AS_OF = dt.date(2026, 4, 1)
HOME = "Borough"


def estate(
    *,
    as_of: dt.date = AS_OF,
    organisations: Rows | None = None,
    suppliers: Rows | None = None,
    contracts: Rows | None = None,
    systems: Rows | None = None,
    services: Rows | None = None,
    integrations: Sequence[Mapping[str, Any]] | None = None,
) -> Estate:
    """An estate out of rows that refer to each other by name. Raises KeyError for a name that no row has.

    `"defined": False` in a row makes a stub; integrations are called by their reference, or "Provider > Consumer".
    """
    found = records(
        {
            "organisation": {HOME: {}, **(organisations or {})},
            "supplier": suppliers or {},
            "contract": contracts or {},
            "system": systems or {},
            "service": services or {},
            "integration": {str(number): row for number, row in enumerate(integrations or [], 1)},
        }
    )
    return Estate(tables_of(found), as_of, {record.id: record.sources for record in found})


def records(rows: Mapping[str, Rows]) -> list[Record]:
    """The records of `estate`, for those who put them into a store. `rows` holds a mapping of rows a register."""
    calls = {register: {key: f"{register}:{key}" for key in held} for register, held in rows.items()}
    for key, row in rows["integration"].items():
        calls["integration"][row.get("reference") or f"{row['provider']} > {row['consumer']}"] = f"integration:{key}"
    return [
        _record(model.BY_NAME[register], key, row, number, calls)
        for register, held in rows.items()
        for number, (key, row) in enumerate(held.items(), 2)
    ]


def _record(
    register: model.Register, key: str, row: Mapping[str, Any], number: int, calls: Mapping[str, Mapping[str, str]]
) -> Record:
    id_ = f"{register.name}:{key}"
    values = empty(register)
    if register.name != "integration":
        values["title" if register.name == "contract" else "name"] = key
    for name, value in row.items():
        if name not in BESIDE:
            values[name] = _value(register.field(name), value, calls)
    owner = f"organisation:{row.get('organisation', HOME)}"
    by = id_ if row.get("defined", True) else owner
    source = Source("estate.xlsx", register.sheet, number, register.name, owner, by)
    if not register.shared:
        calls["organisation"][row.get("organisation", HOME)]
    return Record(id_, register.name, None if register.shared else owner, values, (source,))


def _value(field: model.Field, value: Any, calls: Mapping[str, Mapping[str, str]]) -> Any:
    if value is None:
        return () if field.is_list else None
    if field.choices and value not in field.choices:
        raise ValueError(f"{field.name}: {value!r} is none of {field.choices}")
    match field.kind:
        case Kind.NAME:
            return _id(value, field, calls)
        case Kind.NAMES:
            return tuple(_id(name, field, calls) for name in _names(value))
        case Kind.FALLBACKS:
            return tuple(_stand_in(text, field, calls) for text in _names(value))
        case Kind.TEXTS:
            return tuple(_names(value))
        case Kind.MONEY:
            return Decimal(value)
        case Kind.DURATION:
            return Duration.parse(value) if isinstance(value, str) else value
        case _:
            return value


def _names(value: str | Iterable[str]) -> Iterable[str]:
    return (value,) if isinstance(value, str) else value


def _id(name: str, field: model.Field, calls: Mapping[str, Mapping[str, str]]) -> str:
    for register in field.refers_to:
        if name in calls[register]:
            return calls[register][name]
    raise KeyError(f"{field.name}: no row is called {name!r}")


def _stand_in(text: str, field: model.Field, calls: Mapping[str, Mapping[str, str]]) -> tuple[str | None, str]:
    replaced, arrow, stand_in = text.rpartition(" > ")
    return (_id(replaced, field, calls) if arrow else None, _id(stand_in, field, calls))


def random_estate(seed: int, **sizes: Any) -> Estate:
    """An estate with rings, alternatives, hubs, stand-ins, owners and rings of owners, every role, dead contracts,
    planned and retired systems, and every field unknown in about `unknowns` of its cells. The same seed, the same one.

    `sizes` as in `random_rows`.
    """
    return estate(**random_rows(seed, **sizes))


def random_rows(
    seed: int,
    *,
    systems: int = 9,
    integrations: int = 16,
    suppliers: int = 7,
    contracts: int = 8,
    services: int = 5,
    councils: int = 1,
    unknowns: float = 0.3,
) -> dict[str, Any]:
    """The rows of `random_estate`, for those who change some before they build. Sizes are counts of records."""
    return _Dice(seed, unknowns, councils).rows(systems, integrations, suppliers, contracts, services)


class _Dice:
    """What `random_estate` rolls, one method a register."""

    def __init__(self, seed: int, unknowns: float, councils: int) -> None:
        self.random = random.Random(seed)
        self.unknowns = unknowns
        self.councils = [HOME, *(f"Council {number}" for number in range(2, councils + 1))]

    def rows(self, systems: int, integrations: int, suppliers: int, contracts: int, services: int) -> dict[str, Any]:
        self.suppliers = [f"Supplier {number}" for number in range(suppliers)]
        self.systems = self.dealt("System", systems)
        self.contracts = self.dealt("Contract", contracts)
        self.services = self.dealt("Service", services)
        links = [self.integration(f"I{number}") for number in range(integrations)]
        self.links: dict[str, list[str]] = {council: [] for council in self.councils}
        for link in links:
            self.links[link["organisation"]].append(link["reference"])
        return {
            "organisations": {council: {} for council in self.councils},
            "suppliers": {name: self.supplier() for name in self.suppliers},
            "systems": {name: self.system(council) for council, names in self.systems.items() for name in names},
            "contracts": {name: self.contract(council) for council, names in self.contracts.items() for name in names},
            "services": {name: self.service(council) for council, names in self.services.items() for name in names},
            "integrations": links,
        }

    def dealt(self, word: str, count: int) -> dict[str, list[str]]:
        """So many names, dealt out to the councils in turn."""
        dealt: dict[str, list[str]] = {council: [] for council in self.councils}
        for number in range(count):
            dealt[self.councils[number % len(self.councils)]].append(f"{word} {number}")
        return dealt

    def one(self, choices: Sequence[Any]) -> Any:
        """One of these, or None where nobody filled the cell."""
        return None if self.random.random() < self.unknowns else self.random.choice(choices)

    def some(self, names: Sequence[str], weights: Sequence[float] = (0.3, 0.6, 0.1)) -> tuple[str, ...]:
        """None, one or two of these."""
        count = self.random.choices(range(len(weights)), weights)[0]
        return tuple(self.random.sample(names, min(count, len(names))))

    def supplier(self) -> dict[str, Any]:
        return {"parent": self.random.choice(self.suppliers) if self.random.random() < 0.25 else None}

    def system(self, council: str) -> dict[str, Any]:
        status = self.random.choices((None, "live", "retiring", "planned", "retired"), (6, 16, 2, 1, 1))[0]
        return {
            "organisation": council,
            "vendors": self.some(self.suppliers, (0.5, 0.45, 0.05)),
            "hosts": self.some(self.suppliers, (0.8, 0.2)),
            "status": status,
            "services": self.some(self.services[council], (0.8, 0.2)),
        }

    def contract(self, council: str) -> dict[str, Any]:
        days = range(-500, 500, 100)
        return {
            "organisation": council,
            "suppliers": self.some(self.suppliers, (0.1, 0.7, 0.2)),
            "covers": (*self.some(self.systems[council]), *self.some(self.links[council], (0.7, 0.3))),
            "role": self.one(model.CONTRACTS.field("role").choices),
            "status": self.one(("live", "live", "live", "live", "pipeline", "ended", "withdrawn", "unknown")),
            "type": self.one(("contract", "contract", "call-off", "framework", "DPS")),
            "renewal": self.one(("none", "automatic", "rolling", "unknown")),
            "start_date": self.one([AS_OF + dt.timedelta(day) for day in days if day < 200]),
            "end_date": self.one([AS_OF + dt.timedelta(day) for day in days]),
            "maximum_end_date": self.one([AS_OF + dt.timedelta(day) for day in days]),
        }

    def service(self, council: str) -> dict[str, Any]:
        names = self.systems[council]
        stand_ins = self.some(names, (0.5, 0.3, 0.2))
        return {
            "organisation": council,
            "systems": self.some(names, (0.1, 0.4, 0.3, 0.2)),
            "fallback_systems": tuple(
                name if self.random.random() < 0.3 else f"{self.random.choice(names)} > {name}" for name in stand_ins
            ),
            "statutory": self.one((True, False)),
            "criticality": self.one((1, 2, 3, 4)),
        }

    def integration(self, reference: str) -> dict[str, Any]:
        council = self.random.choice(self.councils)
        names = self.systems[council]
        shared = self.systems[HOME] if self.random.random() < 0.05 else names
        return {
            "organisation": council,
            "reference": reference,
            "provider": self.random.choice(shared),
            "consumer": self.random.choice(names),
            "dependence": self.one(("hard", "hard", "soft", "unknown")),
            "via": self.some(names, (0.85, 0.13, 0.02)),
            "contracts": self.some(self.contracts[council], (0.8, 0.17, 0.03)),
            "alternative_group": self.random.choice(("main", "Main ", "spare")) if self.random.random() < 0.4 else None,
        }
