"""A fact that is missing, what it closes of each answer, and what each answer leaves open in all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from itmap import model

SERVICES, STATUTORY, SHARE, USERS, EXITS, LOCK_IN, LEGACY, MONEY, CANDIDATES, OVERLAPS = (
    "services_stopped",
    "statutory_services_stopped",
    "criticality_share",
    "users_stopped",
    "earliest_exit",
    "lock_in",
    "legacy",
    "annual_value",
    "candidates",
    "overlaps",
)
ANSWERS = (SERVICES, STATUTORY, SHARE, USERS, EXITS, LOCK_IN, LEGACY, MONEY, CANDIDATES, OVERLAPS)
SCORES = (*model.LITRAF_LIKELIHOOD, *model.LITRAF_IMPACT)


@dataclass(frozen=True)
class Fact:
    """What is missing of one record, and how much of each answer's open width it would close."""

    record: str
    fields: tuple[str, ...]
    closes: Mapping[str, float]


@dataclass(frozen=True)
class Unknown:
    """`open`: each answer's whole open width, in its own measure. `not_tried`: facts beyond the most that are tried."""

    open: Mapping[str, float]
    facts: Sequence[Fact]
    not_tried: int


@dataclass(frozen=True)
class Found:
    """What is found on the way: by record and fields what each answer would gain, and by answer what is open.

    The parts of each, to be summed without rounding: no sum depends on the order of the records.
    """

    closes: defaultdict[tuple[str, tuple[str, ...]], dict[str, list[float]]]
    open: dict[str, list[float]]

    def add(self, record: str, fields: Sequence[str], answer: str, width: float) -> None:
        """A part of what knowing these fields of the record would close."""
        if width > 0:
            self.closes[record, tuple(fields)].setdefault(answer, []).append(width)
