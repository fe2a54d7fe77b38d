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
from itmap.money import WHOLE, ZERO, Spend, holdings, known_annual_values, pays, share, spend
from itmap.quantities import Interval
from itmap.queries.answers import Question, Row, column
from itmap.queries.effective import effective_suppliers
from itmap.settings import ConcentrationSettings, Settings

EVERYTHING = "all contracts"
_CATEGORY = "category: "
_SMALL = ("sme", "vcse")
RECORDED = ("supplier", "paid_alone", "procurement_route", "bids_received", "sme", "vcse")


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
        "how many suppliers of equal size would be as concentrated, over what one supplier group is paid alone, "
        "without contracts and lots whose value several share; null when none of it is known",
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
    told = _Told.of(estate, paid, settings.concentration)
    scopes = _scopes(estate, paid.stands_under, labels(estate))
    rows = [row for scope, contracts in scopes for row in _rows(scope, contracts, estate, told)]
    single = dict.fromkeys(row.scope for row in rows if row.single_supplier and row.scope.startswith(_CATEGORY))
    return rows, {
        **paid.coverage,
        **_coverage(told),
        "categories_with_a_single_supplier": [scope.removeprefix(_CATEGORY) for scope in single],
        "notes": _notes(paid.coverage),
    }


@dataclass(frozen=True)
class _Told:
    """What is said of each contract that is or may be spend, by id: read once for all the scopes that it is in.

    `groups`: its supplier groups; `sure`: those that certainly run and name a supplier; `direct` and `single`: whether
    it was awarded without competition, and had one bid, None where that isn't recorded; `kinds`: by kind, whether its
    suppliers are of it.
    """

    paid: Spend
    groups: Mapping[str, frozenset[str]]
    sure: frozenset[str]
    direct: Mapping[str, bool | None]
    single: Mapping[str, bool | None]
    kinds: Mapping[str, Mapping[str, frozenset[bool | None]]]

    @classmethod
    def of(cls, estate: Estate, paid: Spend, settings: ConcentrationSettings) -> _Told:
        contracts, of = estate.records("contract"), estate.groups.of
        rows = {id_: contracts[id_] for id_ in paid.stands_under}
        return cls(
            paid=paid,
            groups={id_: frozenset(of[who] for who in row["suppliers"]) for id_, row in rows.items()},
            sure=frozenset(
                id_ for id_, row in rows.items() if row["suppliers"] and pays(row, estate.as_of) == "certain"
            ),
            direct={id_: _is_direct(row, settings) for id_, row in rows.items()},
            single={
                id_: None if row["bids_received"] is None else row["bids_received"] == 1 for id_, row in rows.items()
            },
            kinds={kind: {id_: _kind_of(row, kind, estate) for id_, row in rows.items()} for kind in _SMALL},
        )


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


def _rows(scope: str, contracts: Sequence[str], estate: Estate, told: _Told) -> list[ConcentrationRow]:
    """A row for every group that has a contract in the scope, the best paid first."""
    names, paid = labels(estate), told.paid
    under = dict.fromkeys(paid.stands_under[id_] for id_ in contracts)
    annual = {id_: paid.annual[id_] for id_ in under if id_ in paid.annual}
    with_group: defaultdict[str, list[str]] = defaultdict(list)
    for id_ in contracts:
        for group in told.groups[id_]:
            with_group[group].append(id_)
    held = holdings(annual, paid.paid, with_group)
    hidden = estate.withheld.exempt > 0  # of a whole that isn't shown, no share is
    all_named = all(paid.paid[id_] for id_ in under)
    one = len(with_group) == 1 if all_named or len(with_group) > 1 else None
    sure = told.sure.intersection(contracts)
    unnamed = sum(not told.groups[id_] for id_ in contracts)
    of_all = _of_all(contracts, annual, estate, told)
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
    contracts: Sequence[str], annual: Mapping[str, Interval[Decimal]], estate: Estate, told: _Told
) -> dict[str, Any]:
    """What is the same for every group of a scope."""
    values = known_annual_values(estate)
    known = sum(values[id_] is not None for id_ in contracts)
    direct, single = ([of[id_] for id_ in contracts] for of in (told.direct, told.single))
    kinds = {kind: [(id_, of[id_]) for id_ in contracts] for kind, of in told.kinds.items()}
    return {
        "contracts": len(contracts),
        "contracts_with_value": known,
        "effective_suppliers": effective_suppliers(_alone(annual, told.paid.paid)) if known else None,
        **{f"{kind}_share": _share_of_kind(kinds[kind], annual, told.paid) for kind in _SMALL},
        "direct_awards": _how_many(direct),
        "single_bids": _how_many(single),
        "recorded": {
            "supplier": sum(bool(told.groups[id_]) for id_ in contracts),
            "paid_alone": sum(len(told.paid.paid[told.paid.stands_under[id_]]) == 1 for id_ in contracts),
            "procurement_route": sum(each is not None for each in direct),
            "bids_received": sum(each is not None for each in single),
            **{kind: sum(None not in of for _, of in kinds[kind]) for kind in _SMALL},
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
    kinds: Iterable[tuple[str, frozenset[bool | None]]], annual: Mapping[str, Interval[Decimal]], paid: Spend
) -> Interval[float]:
    """The share of what is paid to suppliers of a kind. Who gets what of several isn't recorded."""
    of: defaultdict[str, set[bool | None]] = defaultdict(set)
    for id_, kind in kinds:
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


def _coverage(told: _Told) -> dict[str, int]:
    """What the register says of competition and of small suppliers, and of how many contracts it says it."""
    direct, single = told.direct.values(), told.single.values()
    return {
        "contracts_with_procurement_route": sum(each is not None for each in direct),
        "contracts_awarded_directly": sum(each is True for each in direct),
        "contracts_with_bids_received": sum(each is not None for each in single),
        "contracts_with_a_single_bid": sum(each is True for each in single),
        **{
            f"contracts_{word}_{kind}": sum(map(says, told.kinds[kind].values()))
            for kind in _SMALL
            for word, says in (("with", lambda of: True in of), ("with_no", lambda of: of == {False}))
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
