"""What a supplier is called in public that an exempt contract names, and other rows too.

A store keeps every spelling of a supplier, and not which row wrote it. So it goes by the name that its own row on the
Suppliers sheet gives it, or by a spelling whose every word stands in all its spellings: whichever the published rows
wrote, they wrote that. Where there is neither, its name may come from the exempt row alone, and isn't shown.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from itmap.estate import Estate

UNNAMED = "Unnamed supplier"
_FORM = re.compile(r"\b(?:limited|ltd|p ?l ?c|l ?l ?p|the|and)\b")


def renamed(estates: Collection[Estate], gone: Collection[str]) -> dict[str, str]:
    """Supplier id to what it is called instead of its name. `gone`: ids of the exempt contracts, and of what they alone
    speak of."""
    named = {
        who
        for each in estates
        for contract, row in each.records("contract").items()
        if contract in gone
        for who in row["suppliers"]
        if who not in gone
    }
    spelt: dict[str, set[str]] = {id_: set() for id_ in named}
    for each in estates:
        rows = each.records("supplier")
        for id_ in named & rows.keys():
            spelt[id_] |= {*rows[id_]["names_seen"], rows[id_]["name"]} - {None}
            if any(row.by == id_ for row in each.sources.get(id_, ())):
                named.discard(id_)  # a row of its own names it
    found: dict[str, str] = {}
    for id_ in sorted(named):
        if len(spelt[id_]) > 1:
            found[id_] = _in_all(spelt[id_]) or f"{UNNAMED} {len(found) + 1}"
    return found


def unnamed(estates: Collection[Estate], gone: Collection[str]) -> list[str]:
    """The names of the suppliers that aren't shown, for the officer who can mend it."""
    hidden = {id_ for id_, called in renamed(estates, gone).items() if called.startswith(UNNAMED)}
    return sorted({row["name"] for each in estates for id_, row in each.records("supplier").items() if id_ in hidden})


def _in_all(spellings: Collection[str]) -> str | None:
    """The shortest spelling of which every word stands in each of them; legal forms don't count."""
    words = {spelling: set(re.findall(r"[^\W_]+", _FORM.sub(" ", spelling.casefold()))) for spelling in spellings}
    common = set.intersection(*words.values())
    return min(
        (spelling for spelling, its in words.items() if its and its <= common),
        key=lambda spelling: (len(spelling), spelling),
        default=None,
    )
