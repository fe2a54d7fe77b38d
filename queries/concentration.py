"""Concentration: where the money goes, in all and by department, category and service.

Descriptive: shares, and how many suppliers of equal size would be as concentrated (1 / the sum of squared shares, the
inverse of the Herfindahl-Hirschman index; Hill, Diversity and evenness, 1973). Thresholds of markets say nothing about
one council and are not applied.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from itmap.estate import Estate, Values, same
from itmap.labels import labels
from itmap.money import WHOLE, ZERO, Spend, holdings, known_annual_value, pays, share, spend
from itmap.quantities import Interval
from itmap.queries.answers import Question, Row, column
from itmap.queries.effective import effective_suppliers
from itmap.settings import ConcentrationSettings, Settings

EVERYTHING = "all contracts"
_CATEGORY = "category: "
_SMALL = ("sme", "vcse")
RECORDED = ("supplier", "procurement_route", "bids_received", "sme", "vcse")


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
    contract_share: Interval[float] = column("the group's share of the contracts, alone or with others", "0-1")
    sme_share: Interval[float] = column(
        "of what is paid in the scope, the share of small and medium enterprises", "0-1"
    )
    vcse_share: Interval[float] = column(
        "of what is paid in the scope, the share of voluntary, community and social enterprises", "0-1"
    )
    direct_awards: Interval[int] = column("how many of the scope's contracts were awarded directly", "contracts")
    single_bids: Interval[int] = column("how many of the scope's contracts had one bid", "contracts")
    recorded: Mapping[str, int] = column("of how many of the scope's contracts that is recorded", keys=RECORDED)


def _ask(estate: Estate, settings: Settings, _subject: str) -> tuple[list[ConcentrationRow], dict[str, Any]]:
    paid = spend(estate)
    scopes = _scopes(estate, paid.stands_under, labels(estate))
    rows = [row for scope, contracts in scopes for row in _rows(scope, contracts, estate, paid, settings)]
    single = dict.fromkeys(row.scope for row in rows if row.single_supplier and row.scope.startswith(_CATEGORY))
    return rows, {
        **paid.coverage,
        **_coverage(estate, paid.stands_under, settings.concentration),
        "categories_with_a_single_supplier": [scope.removeprefix(_CATEGORY) for scope in single],
        "notes": _notes(paid.coverage),
    }


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
            found[f"{_CATEGORY}{category}"].append(id_)
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
    scope: str, contracts: Sequence[str], estate: Estate, paid: Spend, settings: Settings
) -> list[ConcentrationRow]:
    """A row for every group that has a contract in the scope, the best paid first."""
    names = labels(estate)
    under = dict.fromkeys(paid.stands_under[id_] for id_ in contracts)
    annual = {id_: paid.annual[id_] for id_ in under if id_ in paid.annual}
    with_group: defaultdict[str, list[str]] = defaultdict(list)
    for id_ in contracts:
        for group in {estate.groups.of[who] for who in estate.records("contract")[id_]["suppliers"]}:
            with_group[group].append(id_)
    held = holdings(annual, paid.paid, with_group)
    hidden = estate.withheld.exempt > 0  # of a whole that isn't shown, no share is
    all_named = all(paid.paid[id_] for id_ in under)
    one = len(with_group) == 1 if all_named or len(with_group) > 1 else None
    named = {id_: row for id_ in contracts if (row := estate.records("contract")[id_])["suppliers"]}
    sure = {id_ for id_, row in named.items() if pays(row, estate.as_of) == "certain"}
    unnamed = len(contracts) - len(named)
    of_all = _of_all(contracts, annual, estate, paid, settings)
    if hidden:
        of_all |= {"effective_suppliers": None, **dict.fromkeys((f"{kind}_share" for kind in _SMALL), WHOLE)}
    return sorted(
        (
            ConcentrationRow(
                scope=scope,
                supplier=names[group],
                supplier_contracts=len(its),
                annual_value=held[group].annual if annual else None,
                share=WHOLE if hidden else held[group].share,
                single_supplier=None if hidden else one,
                contract_share=WHOLE if hidden else _contract_share(its, len(contracts), sure, unnamed),
                rests_on=tuple(its),
                **of_all,
            )
            for group, its in with_group.items()
        ),
        key=_best_paid_first,
    )


def _of_all(
    contracts: Sequence[str], annual: Mapping[str, Interval[Decimal]], estate: Estate, paid: Spend, settings: Settings
) -> dict[str, Any]:
    """What is the same for every group of a scope."""
    rows = [estate.records("contract")[id_] for id_ in contracts]
    known = sum(known_annual_value(row) is not None for row in rows)
    routes = [_is_direct(row, settings.concentration) for row in rows]
    bids = [None if row["bids_received"] is None else row["bids_received"] == 1 for row in rows]
    kinds = {
        kind: {id_: _kind_of(estate.records("contract")[id_], kind, estate) for id_ in contracts} for kind in _SMALL
    }
    return {
        "contracts": len(contracts),
        "contracts_with_value": known,
        "effective_suppliers": effective_suppliers(_alone(annual, paid.paid)) if known else None,
        **{f"{kind}_share": _share_of_kind(kinds[kind], annual, paid) for kind in _SMALL},
        "direct_awards": _how_many(routes),
        "single_bids": _how_many(bids),
        "recorded": {
            "supplier": sum(bool(row["suppliers"]) for row in rows),
            "procurement_route": sum(route is not None for route in routes),
            "bids_received": sum(bid is not None for bid in bids),
            **{kind: sum(None not in of for of in kinds[kind].values()) for kind in _SMALL},
        },
    }


def _how_many(known: Sequence[bool | None]) -> Interval[int]:
    """How many are true: those that are, to those that may be."""
    return Interval(sum(each is True for each in known), sum(each is not False for each in known))


def _contract_share(its: Sequence[str], contracts: int, sure: Collection[str], unnamed: int) -> Interval[float]:
    """A group's share of the contracts. What may have ended and what is nobody's count both ways.

    `sure`: those that certainly run and name a supplier; `unnamed`: how many name none.
    """
    own = sum(id_ in sure for id_ in its)
    return share(
        Interval(Decimal(own), Decimal(len(its) + unnamed)),
        Interval(Decimal(len(sure) - own), Decimal(contracts - len(its))),
    )


def _share_of_kind(
    kinds: Mapping[str, frozenset[bool | None]], annual: Mapping[str, Interval[Decimal]], paid: Spend
) -> Interval[float]:
    """The share of what is paid to suppliers of a kind. Who gets what of several isn't recorded."""
    of: defaultdict[str, set[bool | None]] = defaultdict(set)
    for id_, kind in kinds.items():
        of[paid.stands_under[id_]] |= kind
    own, others = [ZERO, ZERO], [ZERO, ZERO]
    for id_, value in annual.items():
        for ends, only in ((own, True), (others, False)):
            ends[0] += (value.low or ZERO) if of[id_] == {only} else ZERO
            ends[1] += (value.high or ZERO) if of[id_] != {not only} else ZERO
    return share(Interval(*own), Interval(*others))


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


def _best_paid_first(row: ConcentrationRow) -> tuple[Any, ...]:
    least = row.annual_value.low or ZERO if row.annual_value else ZERO
    return -least, -row.supplier_contracts, row.supplier.casefold(), row.rests_on


def _coverage(estate: Estate, contracts: Iterable[str], settings: ConcentrationSettings) -> dict[str, int]:
    """What the register says of competition and of small suppliers, and of how many contracts it says it."""
    rows = [estate.records("contract")[id_] for id_ in contracts]
    return {
        "contracts_with_procurement_route": sum(row["procurement_route"] is not None for row in rows),
        "contracts_awarded_directly": sum(_is_direct(row, settings) is True for row in rows),
        "contracts_with_bids_received": sum(row["bids_received"] is not None for row in rows),
        "contracts_with_a_single_bid": sum(row["bids_received"] == 1 for row in rows),
        **{
            f"contracts_{word}_{kind}": sum(told(_kind_of(row, kind, estate)) for row in rows)
            for kind in _SMALL
            for word, told in (("with", lambda of: True in of), ("with_no", lambda of: of == {False}))
        },
    }


def _notes(coverage: Mapping[str, int]) -> list[str]:
    """What was counted once or not at all, in sentences."""
    lots, ceilings = coverage["contracts_repeating_the_value_of_a_lot"], coverage["contracts_only_a_ceiling"]
    said = []
    if lots:
        who = (
            "1 contract repeats the value of another lot of its"
            if lots == 1
            else (f"{lots} contracts repeat the value of another lot of their")
        )
        said.append(f"{who} reference: it counts once.")
    if ceilings:
        who = (
            "1 contract is a framework or a dynamic purchasing system"
            if ceilings == 1
            else (f"{ceilings} contracts are frameworks or dynamic purchasing systems")
        )
        said.append(f"{who}, whose value is a ceiling and no spend.")
    return said


def _is_direct(contract: Values, settings: ConcentrationSettings) -> bool | None:
    """Whether it was awarded without competition; None where its route isn't recorded."""
    route = contract["procurement_route"]
    return None if route is None else any(word in same(route) for word in settings.direct_award_words)


def _kind_of(contract: Values, kind: str, estate: Estate) -> frozenset[bool | None]:
    """Whether a contract's suppliers are of a kind; None for those of whom nobody knows, or where there are none."""
    return frozenset(estate.records("supplier")[who][kind] for who in contract["suppliers"]) or frozenset([None])


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
