"""Estates of many councils for benchmarks, built straight as tables: a million integrations in half a minute.

Each council has a core (a twentieth of its systems: identity, network, finance, the hub) that half of its integrations
come from, and the other integrations mostly run one way, with one in twenty that closes a ring. A few suppliers are
everywhere and most are in a few councils, as in the registers that councils publish. A quarter to a third of what could
be said is unknown. The same seed gives the same estate.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from itmap import model
from itmap.estate import Estate
from tests.estates import AS_OF

_DEPARTMENTS = ("Adults", "Children", "Place", "Housing", "Finance", "Corporate", "Digital", "Planning")
_CAPABILITIES = tuple(f"Capability {number}" for number in range(60))


def national_estate(
    seed: int, *, councils: int, systems: int, integrations: int, contracts: int, groups: int, services: int
) -> Estate:
    """An estate with so many records in all, dealt evenly to the councils; `groups` counts supplier groups."""
    dice = _Dice(seed, councils, systems, services, contracts, groups)
    return Estate(
        {
            "organisation": _table("organisation", {"name": dice.named("Council", councils)}, None),
            "supplier": _table("supplier", dice.suppliers(), None),
            "contract": _table("contract", dice.contracts(), dice.council(contracts)),
            "system": _table("system", dice.systems(), dice.council(systems)),
            "service": _table("service", dice.services(), dice.council(services)),
            "integration": _table("integration", *dice.integrations(integrations)),
        },
        AS_OF,
    )


def _table(register: str, columns: Mapping[str, Any], organisation: Any) -> pd.DataFrame:
    """A register's table out of its columns; what no column gives is unknown."""
    size = len(next(iter(columns.values())))
    filled = {
        field.name: _objects(columns.get(field.name) or [() if field.is_list else None] * size)
        for field in model.BY_NAME[register].stored
    }
    beside = {
        "organisation": organisation or [None] * size,
        "defined": [True] * size,
        "said": [{}] * size,
        "since": [None] * size,
    }
    filled |= {name: _objects(values) for name, values in beside.items()}
    return pd.DataFrame(filled, index=pd.Index(_ids(register, size), dtype=object), dtype=object)


def _objects(values: Sequence[Any]) -> Any:
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def _ids(register: str, size: int) -> list[str]:
    return [f"{register}:{number:07}" for number in range(size)]


class _Dice:
    """One method a register; the record of number n belongs to council n // (its council's share)."""

    def __init__(self, seed: int, councils: int, systems: int, services: int, contracts: int, groups: int) -> None:
        self.roll = np.random.default_rng(seed)
        self.councils, self.groups = councils, groups
        self.sizes = {"system": systems // councils, "service": services // councils, "contract": contracts // councils}
        self.counts = {"system": systems, "service": services, "contract": contracts}
        self.ids = {name: _ids(name, count) for name, count in self.counts.items()}
        popular = 1 / np.arange(3, groups + 3) ** 0.8
        self.popular = popular / popular.sum()

    def named(self, word: str, count: int) -> list[str]:
        return [f"{word} {number:06}" for number in range(count)]

    def council(self, count: int) -> list[str]:
        share = count // self.councils
        return [f"organisation:{min(number // share, self.councils - 1):07}" for number in range(count)]

    def choose(self, choices: Sequence[Any], count: int, shares: Sequence[float] | None = None) -> list[Any]:
        return [choices[place] for place in self.roll.choice(len(choices), count, p=shares).tolist()]

    def whole(self, low: int, high: int, count: int, unknown: float) -> list[int | None]:
        numbers, blank = self.roll.integers(low, high + 1, count).tolist(), self.roll.random(count) < unknown
        return [None if nothing else number for number, nothing in zip(numbers, blank.tolist(), strict=True)]

    def days(self, low: int, high: int, count: int, unknown: float) -> list[dt.date | None]:
        return [None if days is None else AS_OF + dt.timedelta(days) for days in self.whole(low, high, count, unknown)]

    def supplier_ids(self, count: int, shares: Sequence[float]) -> list[tuple[str, ...]]:
        """No, one or two suppliers each, by these shares."""
        drawn = self.roll.choice(self.groups, (count, 2), p=self.popular).tolist()
        many = self.roll.choice(len(shares), count, p=shares).tolist()
        return [
            tuple(f"supplier:{number:07}" for number in dict.fromkeys(both[:some]))
            for both, some in zip(drawn, many, strict=True)
        ]

    def suppliers(self) -> dict[str, Any]:
        """Every sixth supplier after the groups' own is a subsidiary of one."""
        owned = self.groups // 6
        parents = [f"supplier:{number:07}" for number in self.roll.integers(0, self.groups, owned).tolist()]
        return {
            "name": self.named("Supplier", self.groups + owned),
            "parent": [None] * self.groups + parents,
            "sme": self.choose((True, False, None), self.groups + owned),
        }

    def within(self, register: str, councils: Any) -> Any:
        """The number of a record of each council, any as likely as any other."""
        share = self.sizes[register]
        return councils * share + self.roll.integers(0, share, len(councils))

    def some(self, register: str, councils: Any, shares: Sequence[float]) -> list[tuple[str, ...]]:
        """No, one, two … records of each council, by these shares."""
        ids = self.ids[register]
        drawn = [self.within(register, councils).tolist() for _ in shares[1:]]
        many = self.roll.choice(len(shares), len(councils), p=shares).tolist()
        return [
            tuple(ids[number] for number in dict.fromkeys(its[:count]))
            for *its, count in zip(*drawn, many, strict=True)
        ]

    def of(self, register: str) -> Any:
        return np.arange(self.counts[register]) // self.sizes[register]

    def systems(self) -> dict[str, Any]:
        count, share = self.counts["system"], self.sizes["system"]
        core = (np.arange(count) % share < max(1, share // 20)).tolist()
        kinds = self.choose(("application", "application", "platform", None), count)
        columns = {
            "name": self.named("System", count),
            "kind": ["infrastructure" if at and not kind else kind for at, kind in zip(core, kinds, strict=True)],
            "vendors": self.supplier_ids(count, (0.3, 0.67, 0.03)),
            "hosts": self.supplier_ids(count, (0.75, 0.25)),
            "status": self.choose((None, "live", "live", "live", "retiring", "planned", "retired"), count),
            "department": self.choose((*_DEPARTMENTS, None), count),
            "users": self.whole(1, 900, count, 0.5),
            "annual_cost": [None if cost is None else Decimal(cost * 100) for cost in self.whole(1, 3000, count, 0.5)],
            "api": self.choose((*model.OPENNESS, None), count),
            "data_export": self.choose((*model.OPENNESS, None), count),
            "substitutability": self.choose((*model.SUBSTITUTABILITY, None), count),
            "functional_fit": self.whole(1, 4, count, 0.3),
            "technical_fit": self.whole(1, 4, count, 0.3),
            "capability": self.choose((*_CAPABILITIES, None), count),
        }
        columns |= {name: self.whole(1, 6, count, 0.3) for name in model.LITRAF_LIKELIHOOD}
        return columns | {name: self.whole(1, 5, count, 0.3) for name in model.LITRAF_IMPACT}

    def services(self) -> dict[str, Any]:
        count = self.counts["service"]
        return {
            "name": self.named("Service", count),
            "department": self.choose((*_DEPARTMENTS, None), count),
            "statutory": self.choose((True, True, False, None), count),
            "criticality": self.whole(1, 4, count, 0.25),
            "systems": self.some("system", self.of("service"), (0.05, 0.5, 0.3, 0.15)),
            "fallback_systems": [
                tuple((None, stand_in) for stand_in in its)
                for its in self.some("system", self.of("service"), (0.85, 0.15))
            ],
        }

    def contracts(self) -> dict[str, Any]:
        count = self.counts["contract"]
        return {
            "reference": self.named("C", count),
            "title": self.named("Contract", count),
            "suppliers": self.supplier_ids(count, (0.05, 0.9, 0.05)),
            "covers": self.some("system", self.of("contract"), (0.3, 0.6, 0.1)),
            "role": self.choose((*model.CONTRACTS.field("role").choices, None), count),
            "status": self.choose(("live", "live", "live", None, "ended"), count),
            "type": self.choose(("contract", "contract", "call-off", None, "framework"), count),
            "renewal": self.choose(("none", "automatic", "rolling", None), count),
            "notice_period": [
                None if months is None else model_duration(months) for months in self.whole(1, 6, count, 0.4)
            ],
            "renewal_period": [None if blank is None else model_duration(12) for blank in self.whole(0, 1, count, 0.4)],
            "category": self.choose(("72000000", "48000000", "32400000", "software", None), count),
            "department": self.choose((*_DEPARTMENTS, None), count),
            "start_date": self.days(-1500, -1, count, 0.2),
            "end_date": self.days(-200, 1500, count, 0.2),
            "value": [None if value is None else Decimal(value * 500) for value in self.whole(1, 900, count, 0.3)],
            "value_basis": self.choose(("annual", "total", None), count),
            "procurement_route": self.choose(("open", "direct award", None), count),
        }

    def integrations(self, count: int) -> tuple[dict[str, Any], list[str]]:
        share = self.sizes["system"]
        core = max(1, share // 20)
        council = np.sort(self.roll.integers(0, self.councils, count))
        ends = np.sort(self.roll.integers(0, share, (count, 2)), axis=1)  # from the lower number to the higher one
        provider = np.where(self.roll.random(count) < 0.5, self.roll.integers(0, core, count), ends[:, 0])
        ring = self.roll.random(count) < 0.05
        provider, consumer = np.where(ring, ends[:, 1], provider), np.where(ring, ends[:, 0], ends[:, 1])
        hubs = council * share + self.roll.integers(0, core, count)
        through, ids = (self.roll.random(count) < 0.05).tolist(), self.ids["system"]
        columns = {
            "provider": [ids[number] for number in (council * share + provider).tolist()],
            "consumer": [ids[number] for number in (council * share + consumer).tolist()],
            "method": self.choose(("API", "file", "database link", None), count),
            "dependence": self.choose(("hard", "soft", "unknown", None), count, (0.35, 0.35, 0.1, 0.2)),
            "via": [(ids[hub],) if used else () for hub, used in zip(hubs.tolist(), through, strict=True)],
            "contracts": self.some("contract", council, (0.92, 0.08)),
            "alternative_group": self.choose((None, "feed", "backup"), count, (0.92, 0.05, 0.03)),
        }
        return columns, [f"organisation:{number:07}" for number in council.tolist()]


def model_duration(months: int) -> Any:
    from itmap.quantities import Duration

    return Duration((months,), "month")
