"""The findings with which a report on several councils opens: what they share, and who can say nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from itmap.estate import Estate
from itmap.labels import labels
from itmap.quantities import Interval
from itmap.queries import Answer
from itmap.queries.together import SUPPLIER
from itmap.reports.findings import Finding, deadlines, legacy
from itmap.reports.shared_suppliers import shared
from itmap.reports.sources import Finder
from itmap.reports.words import Jump, Part, capital, count, counts, days, listed, listed_names, name, of_all


def across(answers: Mapping[str, Answer], estate: Estate, silent: Sequence[str]) -> list[Finding]:
    """What is worth opening with of several councils; `silent` are those whose registers hold too little."""
    found = [
        _shared_supplier(answers, estate),
        _together(answers["together"], estate) if "together" in answers else None,
        deadlines(answers["exits"], estate) if "exits" in answers else None,
        legacy(answers["legacy"], estate) if "legacy" in answers else None,
        _silent(silent, estate),
    ]
    return [finding for finding in found if finding is not None]


def _shared_supplier(answers: Mapping[str, Answer], estate: Estate) -> Finding | None:
    """The group that serves the most councils, and what would stop with it."""
    group = next(iter(shared(estate)), None)
    if group is None:
        return None
    served = sorted((name(estate, council) for council in shared(estate)[group]), key=lambda part: part.text.casefold())
    every = len(estate.organisations)
    parts: list[Part] = [
        name(estate, group),
        f" serves {of_all(len(served), every, 'council')}: ",
        *listed_names(served),
        ".",
    ]
    rows = answers["chokepoints"].rows if "chokepoints" in answers else ()
    row = next((row for row in rows if row.supplier == labels(estate)[group]), None)
    stops = (
        Interval(len(row.services_stopped or ()), len(row.services_possibly_stopped or ())) if row else Interval(0, 0)
    )
    if stops.high:
        parts.append(f" If everything that it supplies stopped, {counts(stops, 'service')} of theirs would stop.")
    sure = "Suppliers that one owner holds count as one, where the registers name the owner."
    return Finding(f"{len(served):,}", parts, sure, Jump("Suppliers that serve more than one council", "shared-table"))


def _together(answer: Answer, estate: Estate) -> Finding | None:
    """The supplier that the most councils could leave at one time."""
    row = next((row for row in answer.rows if row.by == SUPPLIER and len(row.organisations) > 1), None)
    if row is None:
        return None
    when = f"on {days(row.window)}" if row.window.exact else days(row.window)
    parts = (
        f"{len(row.organisations):,} councils could leave ",
        Finder(estate).name("supplier", row.name, row.rests_on),
        f" together: {listed(row.organisations)}. "
        f"{capital(count(len(row.contracts), 'contract'))} of theirs could end {when}.",
    )
    sure = "Certain by the dates recorded: each of these contracts can end within that time."
    return Finding(f"{len(row.organisations):,}", parts, sure, Jump("What could we buy anew together?", "together"))


def _silent(silent: Sequence[str], estate: Estate) -> Finding | None:
    if not silent:
        return None
    every = len(estate.organisations)
    parts = (
        f"The registers of {of_all(len(silent), every, 'council')} hold too little for a finding: {listed(silent)}.",
    )
    sure = "What is not recorded is not known: nothing says that they fare better or worse."
    return Finding(f"{len(silent):,}", parts, sure, Jump("The councils side by side", "councils"))
