"""Concentration: where the money goes, in all and by department, category and service.

Descriptive: shares, and how many suppliers of equal size would be as concentrated (1 / the sum of squared shares, the
inverse of the Herfindahl-Hirschman index; Hill, Diversity and evenness, 1973). Thresholds of markets say nothing about
one council and are not applied.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from itmap.estate import Estate, Values, same
from itmap.labels import labels
from itmap.money import WHOLE, ZERO, Spend, holdings, known_annual_value, spend
from itmap.quantities import Interval
from itmap.queries.answers import Question, Row, column
from itmap.settings import ConcentrationSettings, Settings

EVERYTHING = "all contracts"
_MOST_CORNERS = 12  # groups of uncertain size: 4,096 corners


@dataclass(frozen=True, kw_only=True)
class ConcentrationRow(Row):
    scope: str = column(f"{EVERYTHING}, or those of one department, category or service")
    contracts: int = column("contracts in it that are or may be spend: no frameworks, none in the pipeline or ended")
    contracts_with_value: int = column("how many of them have an annual value that is known")
    supplier: str = column("the supplier group, by its ultimate owner")
    supplier_contracts: int = column("how many of them are with the group, alone or with others")
    annual_value: Interval[Decimal] | None = column("what the group is paid; null when no value is known", "£ a year")
    share: Interval[float] = column("the group's share of what all are paid", "0-1")
    effective_suppliers: Interval[float] | None = column(
        "how many suppliers of equal size would be as concentrated, over the contracts with one supplier group; null "
        "when no value of them is known",
        "suppliers",
    )
    single_supplier: bool | None = column("whether one group holds them all; null when some name no supplier")


def _ask(estate: Estate, settings: Settings, _subject: str) -> tuple[list[ConcentrationRow], dict[str, Any]]:
    paid, names = spend(estate), labels(estate)
    scopes = _scopes(estate, paid.stands_under, names)
    rows = [row for scope, contracts in scopes for row in _rows(scope, contracts, estate, paid, names)]
    return rows, {**paid.coverage, **_recorded(estate, paid.stands_under, settings.concentration)}


def _scopes(estate: Estate, contracts: Iterable[str], names: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """What the contracts are looked at by, and the contracts of each: all of them first, then by name."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    several = len(estate.organisations) > 1
    runs_on = _services(estate)
    for id_ in contracts:
        row = estate.records("contract")[id_]
        found[EVERYTHING].append(id_)
        if row["department"]:
            council = f" ({estate.name(row['organisation'])})" if several else ""
            found[f"department: {row['department']}{council}"].append(id_)
        for category in _categories(row["category"]):
            found[f"category: {category}"].append(id_)
        for service in sorted({service for covered in row["covers"] for service in runs_on.get(covered, ())}):
            found[f"service: {names[service]}"].append(id_)
    return sorted(found.items(), key=lambda item: (item[0] != EVERYTHING, item[0].casefold(), item[0]))


def _services(estate: Estate) -> dict[str, set[str]]:
    """System to the services that run on it, by either register."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for id_, row in estate.records("system").items():
        found[id_].update(row["services"])
    for id_, row in estate.records("service").items():
        for system in row["systems"]:
            found[system].add(id_)
    return found


def _categories(text: str | None) -> list[str]:
    """The CPV divisions of a category, or its words where it has no code."""
    codes = sorted({code[:2] for code in re.findall(r"\b\d{8}\b", text or "")})
    return [f"CPV division {code}" for code in codes] or ([same(text)] if text else [])


def _rows(
    scope: str, contracts: Sequence[str], estate: Estate, paid: Spend, names: Mapping[str, str]
) -> list[ConcentrationRow]:
    """A row for every group that has a contract in the scope, the best paid first."""
    under = dict.fromkeys(paid.stands_under[id_] for id_ in contracts)
    annual = {id_: paid.annual[id_] for id_ in under if id_ in paid.annual}
    with_group: defaultdict[str, list[str]] = defaultdict(list)
    for id_ in contracts:
        for group in {estate.groups.of[who] for who in estate.records("contract")[id_]["suppliers"]}:
            with_group[group].append(id_)
    held = holdings(annual, paid.paid, with_group)
    all_named = all(paid.paid[id_] for id_ in under)
    known = sum(known_annual_value(estate.records("contract")[id_]) is not None for id_ in contracts)
    hidden = estate.withheld.exempt > 0  # of a whole that isn't shown, no share is
    alike = effective_suppliers(_alone(annual, paid.paid)) if known and not hidden else None
    one = len(with_group) == 1 if all_named or len(with_group) > 1 else None
    rows = [
        ConcentrationRow(
            scope=scope,
            contracts=len(contracts),
            contracts_with_value=known,
            supplier=names[group],
            supplier_contracts=len(its),
            annual_value=held[group].annual if annual else None,
            share=WHOLE if hidden else held[group].share,
            effective_suppliers=alike,
            single_supplier=None if hidden else one,
            rests_on=tuple(its),
        )
        for group, its in with_group.items()
    ]
    return sorted(rows, key=_best_paid_first)


def _alone(
    annual: Mapping[str, Interval[Decimal]], paid: Mapping[str, frozenset[str]]
) -> list[tuple[Decimal, Decimal]]:
    """What each group is paid by the contracts that name it alone: least and most."""
    ends: dict[str, tuple[Decimal, Decimal]] = {}
    for id_, value in annual.items():
        if len(paid[id_]) == 1:
            (group,) = paid[id_]
            low, high = ends.get(group, (ZERO, ZERO))
            ends[group] = (low + (value.low or ZERO), high + (value.high or ZERO))
    return [ends[group] for group in sorted(ends)]


def effective_suppliers(paid: Sequence[tuple[Decimal, Decimal]]) -> Interval[float] | None:
    """All that (sum of what is paid)² / (sum of its squares) may be, each being anything from its least to its most.

    None where nothing may be paid. The square root of its inverse is a convex length over a line. It is least, and the
    number highest, where all are filled up to one level; it is greatest at a corner, where each is at its least or its
    most. With more than twelve groups of uncertain size the corners are too many, and the lowest end is a bound that
    lies a little below what can be reached.
    """
    boxes = [(float(low), float(high)) for low, high in paid if high > 0]
    if not boxes:
        return None
    return Interval(_fewest(boxes), _most(boxes))


def _most(boxes: Sequence[tuple[float, float]]) -> float:
    """The most even that the boxes can be filled: up to one level, where each allows it."""
    ends = sorted({end for box in boxes for end in box})
    best = 0.0
    for lower, upper in zip(ends, ends[1:] or ends, strict=False):
        under = [high for low, high in boxes if high <= lower]
        over = [low for low, high in boxes if low >= upper and high > lower]
        fixed = under + over
        level = sum(value * value for value in fixed) / sum(fixed) if sum(fixed) else upper
        for candidate in (lower, min(max(level, lower), upper), upper):
            filled = [min(max(candidate, low), high) for low, high in boxes]
            best = max(best, _alike(filled) if any(filled) else 0)
    return best


def _fewest(boxes: Sequence[tuple[float, float]]) -> float:
    """The least even that the boxes can be filled."""
    fixed = [low for low, high in boxes if low == high]
    open_ = [box for box in boxes if box[0] < box[1]]
    if len(open_) > _MOST_CORNERS:
        return _bound(fixed, open_)
    return min(_alike([*fixed, *corner]) for corner in itertools.product(*open_))


def _bound(fixed: Sequence[float], open_: Iterable[tuple[float, float]]) -> float:
    """No more than `_fewest`: a square between two ends is at most the line between their squares.

    With the lines, filling up one box after the other, the steepest first, makes the most of every sum; in between two
    of these the most lies at one stationary sum.
    """
    ordered = sorted(open_, key=lambda box: -sum(box))
    paid = sum(fixed) + sum(low for low, _ in ordered)
    squares = sum(value * value for value in fixed) + sum(low * low for low, _ in ordered)
    fewest = paid * paid / squares if squares else math.inf
    for low, high in ordered:
        slope, flat = low + high, squares - (low + high) * paid
        for total in (min(max(-2 * flat / slope, paid), paid + high - low), paid + high - low):
            fewest = min(fewest, total * total / (flat + slope * total) if flat + slope * total > 0 else math.inf)
        squares, paid = squares + high * high - low * low, paid + high - low
    return fewest


def _alike(paid: Sequence[float]) -> float:
    squares = sum(value * value for value in paid)
    return sum(paid) ** 2 / squares if squares else math.inf


def _best_paid_first(row: ConcentrationRow) -> tuple[Any, ...]:
    least = row.annual_value.low or ZERO if row.annual_value else ZERO
    return -least, -row.supplier_contracts, row.supplier.casefold(), row.rests_on


def _recorded(estate: Estate, contracts: Iterable[str], settings: ConcentrationSettings) -> dict[str, int]:
    """What the register says of competition and of small suppliers, and of how many contracts it says it."""
    rows = [estate.records("contract")[id_] for id_ in contracts]
    return {
        "contracts_with_procurement_route": sum(row["procurement_route"] is not None for row in rows),
        "contracts_awarded_directly": sum(_is_direct(row, settings) is True for row in rows),
        "contracts_with_bids_received": sum(row["bids_received"] is not None for row in rows),
        "contracts_with_a_single_bid": sum(row["bids_received"] == 1 for row in rows),
        **{
            f"contracts_{word}_{kind}": sum(value in _kind_of(row, kind, estate) for row in rows)
            for kind in ("sme", "vcse")
            for word, value in (("with", True), ("with_no", False))
        },
    }


def _is_direct(contract: Values, settings: ConcentrationSettings) -> bool | None:
    """Whether it was awarded without competition; None where its route isn't recorded."""
    route = contract["procurement_route"]
    return None if route is None else any(word in same(route) for word in settings.direct_award_words)


def _kind_of(contract: Values, kind: str, estate: Estate) -> set[bool | None]:
    """What is known of a contract's suppliers: whether one of them is of a kind; nothing where that isn't recorded."""
    known = {estate.records("supplier")[who][kind] for who in contract["suppliers"]}
    return {True} if True in known else known if None not in known else set()


QUESTION = Question(
    name="concentration",
    question="Where does the money go, and to how few?",
    method=(
        "Descriptive: each supplier group's share of the annual value of the contracts that are or may be spend, in "
        "all and by department, category and service. Frameworks and DPS are ceilings, not spend; lots of one "
        "reference that repeat one value count once. Effective suppliers: 1 / the sum of squared shares. No market "
        "threshold is applied. An unknown value is anything from zero to the largest known one."
    ),
    row=ConcentrationRow,
    needs=("contract",),
    better_with=("supplier", "system", "service"),
    ask=_ask,
)
