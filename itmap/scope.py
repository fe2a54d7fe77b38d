"""Which contracts are about IT. What is unknown stays in; what is left out is counted and said."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from itmap.estate import Estate
from itmap.settings import ScopeSettings


def in_scope(estate: Estate, scope: str, settings: ScopeSettings) -> Estate:
    """The estate with the contracts of the scope: `all`, or `it`.

    `it` leaves a contract out when its category says something other than IT, it covers no system, and its supplier
    group makes, hosts or covers no system.
    """
    if scope == "all":
        return replace(estate, scope="all", left_out=0)
    with_systems = _groups_with_systems(estate)
    contracts = estate.records("contract")
    kept = [
        id_
        for id_, contract in contracts.items()
        if not says_other_than_it(contract["category"], settings)
        or any(target in estate.records("system") for target in contract["covers"])
        or any(estate.groups.of[supplier] in with_systems for supplier in contract["suppliers"])
    ]
    tables = {**estate.tables, "contract": estate["contract"].loc[kept]}
    return replace(estate, tables=tables, scope="it", left_out=len(contracts) - len(kept))


def _groups_with_systems(estate: Estate) -> set[str]:
    groups = estate.groups.of
    systems = estate.records("system")
    held: set[Any] = {groups[who] for row in systems.values() for who in (*row["vendors"], *row["hosts"])}
    for contract in estate.records("contract").values():
        if any(target in systems for target in contract["covers"]):
            held.update(groups[who] for who in contract["suppliers"])
    return held


def says_other_than_it(category: str | None, settings: ScopeSettings) -> bool:
    """Whether a category names something other than IT: CPV codes that are all outside IT, or words that are.

    A category that is blank, or whose words are unspecific (goods, services), says nothing.
    """
    if not category:
        return False
    codes = re.findall(r"\b\d{8}\b", category)
    if codes:
        return not any(code.startswith(settings.it_cpv) for code in codes)
    text = " ".join(re.findall(r"[a-z]+", category.casefold()))
    if any(re.search(rf"\b{re.escape(word)}\b", text) for word in settings.it_words):
        return False
    return any(word not in settings.unspecific_words for word in text.split())
