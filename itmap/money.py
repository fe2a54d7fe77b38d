"""What contracts cost a year, and which supplier group is paid it, with all that isn't known about either.

A value is annualised only when its basis and its term are known: an unknown one is anything from zero to the largest
known one in scope, never zero and never a midpoint. Everything is in pounds as written, whatever its VAT.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from itmap.estate import Estate, same
from itmap.quantities import DAYS_A_YEAR, Duration, Interval, add_months
from itmap.terms import CEILINGS, FIXED_TERM, RENEWS, ROLLING, Counting, state, supplies_nothing

ZERO = Decimal(0)
WHOLE = Interval(0.0, 1.0)
_DAY = 1 / Fraction(DAYS_A_YEAR)
_YEARS = {"day": _DAY, "week": 7 * _DAY, "month": Fraction(1, 12), "year": Fraction(1)}


def pays(contract: Mapping[str, Any], as_of: dt.date) -> Counting:
    """Whether the contract is spend on the day: for certain, possibly, or not at all. Its role makes no difference.

    The ceiling of a framework or a dynamic purchasing system (DPS) is no spend: its call-offs are. A contract past its
    end often goes on: it is spend when its status is live, and possibly spend when the register doesn't say.
    """
    if supplies_nothing(contract, as_of):
        return "no"
    end = contract["end_date"]
    runs = end is None or end >= as_of or state(contract, as_of) in (FIXED_TERM, RENEWS, ROLLING)
    return "certain" if runs or contract["status"] == "live" else "possible"


def known_annual_value(contract: Mapping[str, Any]) -> Interval[Decimal] | None:
    """Pounds a year; None when the value, its basis or the term of a total isn't known, or the value is negative.

    A total may be meant for the term as it stands or with every extension, so that `2+1+1 years` gives an interval. A
    total over less than a year counts as that year's: nothing says that it is paid again.
    """
    value, basis = contract["value"], contract["value_basis"]
    if value is None or value < 0 or basis not in ("annual", "total"):
        return None
    if basis == "annual":
        return Interval.exactly(value)
    years = term_years(contract)
    return None if years is None else Interval(_over(value, years[1]), _over(value, years[0]))


def term_years(contract: Mapping[str, Any]) -> tuple[Fraction, Fraction] | None:
    """The contract's length in years, without and with its extensions; None when it isn't known.

    Its Term says it, else its Start date to its End date and Maximum end date, last days included.
    """
    term: Duration | None = contract["term"]
    start, end, maximum_end = contract["start_date"], contract["end_date"], contract["maximum_end_date"]
    if term is not None:
        shortest, longest = term.counts[0] * _YEARS[term.unit], sum(term.counts) * _YEARS[term.unit]
    elif start is not None and end is not None:
        shortest, longest = _years(start, end), _years(start, max(end, maximum_end or end))
    else:
        return None
    return (shortest, longest) if shortest > 0 else None


def _years(start: dt.date, end: dt.date) -> Fraction:
    """From the first day to the last, both included: whole years by the calendar, and days of what is over."""
    day_after = end.toordinal() + 1  # as a number: 31 December 9999 has no day after it
    whole = max(0, min(end.year + 1, dt.MAXYEAR) - start.year)
    while whole > 0 and add_months(start, 12 * whole).toordinal() > day_after:
        whole -= 1
    return whole + (day_after - add_months(start, 12 * whole).toordinal()) * _DAY


def _over(value: Decimal, years: Fraction) -> Decimal:
    years = max(years, Fraction(1))
    return value * years.denominator / years.numerator


def known_annual_values(estate: Estate) -> Mapping[str, Interval[Decimal] | None]:
    """`known_annual_value` of every contract, by id; worked out once for all questions."""
    return estate.once(_known_annual_values)


def _known_annual_values(estate: Estate) -> dict[str, Interval[Decimal] | None]:
    return {id_: known_annual_value(contract) for id_, contract in estate.records("contract").items()}


def annual_value(contract: Mapping[str, Any], largest: Decimal) -> Interval[Decimal]:
    """Pounds a year; a value that isn't known is anything from zero to `largest`, the largest known one in scope."""
    return known_annual_value(contract) or Interval(ZERO, largest)


def cost_of(
    estate: Estate, contracts: Iterable[str], tried: Mapping[str, Interval[Decimal]] = MappingProxyType({})
) -> Interval[Decimal]:
    """What contracts that are or may be paid cost together, in pounds a year, as far as their values are known.

    Without an upper end where a value isn't known. What may be over may cost nothing. Lots that repeat one value are
    one; where other lots repeat it too, these may be anything from nothing to the whole of it. `tried` holds values to
    suppose where none is known.
    """
    lots, all_known = estate.once(_lots_by_first), known_annual_values(estate)
    stands_under, rows = spend(estate).stands_under, estate.records("contract")
    together: dict[str, list[str]] = {}
    for id_ in contracts:
        together.setdefault(stands_under[id_], []).append(id_)
    known = {id_: tried.get(id_, all_known[id_]) for its in together.values() for id_ in its}
    low, high = ZERO, None if None in known.values() else ZERO
    for first, its in together.items():
        values = [value for id_ in its if (value := known[id_])]
        if len(values) == len(its) == lots[first] and any(pays(rows[id_], estate.as_of) == "certain" for id_ in its):
            low += min(value.low or ZERO for value in values)
        if high is not None:
            high += max(value.high or ZERO for value in values)
    return Interval(low, high)


def _lots_by_first(estate: Estate) -> Counter[str]:
    """How many lots stand under the first of them."""
    return Counter(spend(estate).stands_under.values())


@dataclass(frozen=True)
class Holding:
    """What a supplier group is paid, in pounds a year, and its share of the whole, 0-1."""

    annual: Interval[Decimal]
    share: Interval[float]


@dataclass(frozen=True)
class Spend:
    """What the estate's contracts cost a year, in pounds.

    `stands_under` leads from every contract that is or may be spend to itself, or to the first of the lots that repeat
    one value. `annual` and `paid` hold, by the ids of these, what each costs and the supplier groups that get it;
    `annual` is empty when no annual value is known at all. `shares` holds each group's share of the whole, 0-1.
    `coverage` counts contracts.
    """

    stands_under: Mapping[str, str]
    annual: Mapping[str, Interval[Decimal]]
    paid: Mapping[str, frozenset[str]]
    shares: Mapping[str, Interval[float]]
    coverage: Mapping[str, int]


def spend(estate: Estate) -> Spend:
    """The annual spend of an estate on its day; worked out once for all questions."""
    return estate.once(_spend)


def _spend(estate: Estate) -> Spend:
    """The annual spend of an estate on its day, and each supplier group's share of it.

    Without a single known annual value, every share is the whole scale; so it is where contracts are withheld as
    exempt: a share of what is left would be no share of the spend, and the true one would give theirs away. Lots of one
    reference that give the same value are taken to repeat that of all of them together: it counts once.
    """
    standing = {id_: pays(contract, estate.as_of) for id_, contract in estate.records("contract").items()}
    contracts = {id_: row for id_, row in estate.records("contract").items() if standing[id_] != "no"}
    values = known_annual_values(estate)
    known = {id_: value for id_ in contracts if (value := values[id_]) is not None}
    largest = max((value.high or ZERO for value in known.values()), default=ZERO)
    stands_under = _lots(contracts)
    annual: dict[str, Interval[Decimal]] = {}
    paid: dict[str, frozenset[str]] = {}
    for id_, row in contracts.items():
        first = stands_under[id_]
        paid[first] = paid.get(first, frozenset()) | {estate.groups.of[who] for who in row["suppliers"]}
        if known:
            value = known.get(id_) or Interval(ZERO, largest)
            value = value if standing[id_] == "certain" else Interval(ZERO, value.high)
            annual[first] = _either(annual.get(first, value), value)
    coverage = {
        "contracts_paid": len(contracts),
        "contracts_possibly_paid": sum(standing[id_] == "possible" for id_ in contracts),
        "contracts_with_annual_value": len(known),
        "contracts_with_negative_value": sum((row["value"] or 0) < 0 for row in contracts.values()),
        "contracts_with_vat_unknown": sum(contracts[id_]["vat"] in (None, "unknown") for id_ in known),
        "contracts_without_supplier": sum(not row["suppliers"] for row in contracts.values()),
        "contracts_repeating_the_value_of_a_lot": len(contracts) - len(paid),
        "contracts_only_a_ceiling": sum(row["type"] in CEILINGS for row in estate.records("contract").values()),
    }
    shares = {
        group: WHOLE if estate.withheld.exempt else held.share
        for group, held in holdings(annual, paid, estate.groups.names).items()
    }
    return Spend(stands_under, annual, paid, shares, coverage)


def _lots(contracts: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Each contract to the first of its council's with the same reference, value and basis; itself without a value."""
    first: dict[tuple[Any, ...], str] = {}
    return {
        id_: first.setdefault((row["organisation"], same(row["reference"]), row["value"], row["value_basis"]), id_)
        if row["reference"] and row["value"] is not None
        else id_
        for id_, row in contracts.items()
    }


def _either(one: Interval[Decimal], other: Interval[Decimal]) -> Interval[Decimal]:
    return Interval(min(one.low or ZERO, other.low or ZERO), max(one.high or ZERO, other.high or ZERO))


def holdings(
    annual: Mapping[str, Interval[Decimal]], paid: Mapping[str, frozenset[str]], groups: Iterable[str]
) -> dict[str, Holding]:
    """What each group is paid by these contracts: at least what pays it alone, at most also what may pay it.

    What a contract pays each of several groups isn't recorded: each gets anything from nothing to the whole. Nor is
    who gets what a contract without suppliers pays: any group may. A share is lowest when the group gets its least and
    all others their most, highest the other way round.
    """
    alone = {group: [ZERO, ZERO] for group in groups}
    jointly = {group: [ZERO, ZERO] for group in alone}
    unnamed, total = [ZERO, ZERO], [ZERO, ZERO]
    for id_, value in annual.items():
        sums = [jointly[group] for group in paid[id_]] if len(paid[id_]) > 1 else [alone[group] for group in paid[id_]]
        for ends in (*sums, *([] if paid[id_] else [unnamed]), total):
            ends[0] += value.low or ZERO
            ends[1] += value.high or ZERO
    found = {}
    for group in alone:
        perhaps = [joint + nobody for joint, nobody in zip(jointly[group], unnamed, strict=True)]
        own = Interval(alone[group][0], alone[group][1] + perhaps[1])
        others = Interval(total[0] - alone[group][0] - perhaps[0], total[1] - alone[group][1])
        found[group] = Holding(own, share(own, others))
    return found


def share(own: Interval[Decimal], others: Interval[Decimal]) -> Interval[float]:
    """All that own / (own + others) may be, when each is anything in its interval; of nothing, any share.

    Exact: the share rises with `own` and falls with `others`.
    """
    least, most = own.low or ZERO, own.high or ZERO
    fewest, greatest = others.low or ZERO, others.high or ZERO
    low = least / (least + greatest) if least + greatest else ZERO
    high = most / (most + fewest) if most + fewest else Decimal(greatest == 0)
    return Interval(float(low), float(high))


def share_of_contract(paid: Spend, contract: str) -> Interval[float]:
    """The share of the whole that one contract costs, 0-1; the whole scale where it is no spend or nothing is known.

    What lots that repeat one value cost each isn't recorded: anything from nothing to the whole of it.
    """
    first = paid.stands_under.get(contract)
    if first is None or not paid.annual:
        return WHOLE
    own = paid.annual[first]
    others = [value for id_, value in paid.annual.items() if id_ != first]
    least, most = (
        sum((value.low or ZERO for value in others), ZERO),
        sum((value.high or ZERO for value in others), ZERO),
    )
    if list(paid.stands_under.values()).count(first) > 1:
        return Interval(0.0, share(own, Interval(least, most)).high)
    return share(own, Interval(least, most))
