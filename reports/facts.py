"""The facts to find out first: those that would narrow the answers of this report most."""

from __future__ import annotations

from typing import Any

from itmap import queries
from itmap.estate import Estate
from itmap.reports.sources import Finder
from itmap.reports.tables import HOW, Heading, Line, Table, how
from itmap.reports.words import Text, capital, count, listed, percent
from itmap.settings import Settings

_REGISTERS = {"Contracts": "contract", "Systems": "system", "Services": "service", "Integrations": "integration"}
_PLAIN = {
    "Dependence": "whether the receiving system stops without it (Dependence)",
    "Role": "what the supplier does under it (Role)",
    "Value basis": "whether its value is for a year or in all (Value basis)",
}
ABOUT = {
    "services_stopped": "which services one supplier can stop",
    "statutory_services_stopped": "which services that the law requires one supplier can stop",
    "criticality_share": "how much of what matters stops with one supplier",
    "users_stopped": "how many users one supplier's failing would reach",
    "earliest_exit": "when we can leave",
    "lock_in": "who we are locked in to",
    "legacy": "what is old",
    "annual_value": "where the money goes",
    "candidates": "what to replace first",
    "overlaps": "what is run twice costs",
}


def facts_table(estate: Estate, settings: Settings) -> Table | None:
    """A row for each fact, the one that is worth most first; None where it may not be shown, or nothing is open."""
    if "coverage" in estate.withheld.questions:
        return None
    rows = queries.question("coverage").answer(estate, settings).rows
    if not rows:
        return None
    finder = Finder(estate)
    lines = [
        Line(
            (finder.name(_REGISTERS[row.register], row.record, row.rests_on),),
            (
                (capital(listed([_PLAIN.get(each, each) for each in row.missing], len(row.missing))),),
                _narrows(row),
                (percent(row.worth),),
            ),
            how(estate, row.rests_on),
        )
        for row in rows
    ]
    headings = (
        Heading("Of which record"),
        Heading("What is missing"),
        Heading("What it would narrow", "words"),
        Heading("Share of all that is open", "number"),
        Heading(HOW, "how"),
    )
    found = capital(count(len(lines), "missing fact")) if len(lines) > 1 else "The missing fact"
    return Table("facts-table", f"{found} to find out first", headings, tuple(lines))


def _narrows(row: Any) -> Text:
    """Each answer that it would narrow, by how much of what is open in it, the most first."""
    said = sorted(((share, ABOUT[answer]) for answer, share in row.closes.items() if share), reverse=True)
    return (capital("; ".join(f"{about}, by {percent(share)}" for share, about in said)),)
