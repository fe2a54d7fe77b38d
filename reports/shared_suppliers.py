"""Which supplier groups serve more than one council, and which councils."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from itmap.estate import Estate
from itmap.reports.tables import HOW, Heading, Line, Table, how
from itmap.reports.words import listed_names, name

_MOST_NAMED = 40  # councils in a cell


def shared(estate: Estate) -> Mapping[str, Mapping[str, set[str]]]:
    """Supplier group to the councils that it serves, each with its contracts and systems: those that serve several.

    The one that serves the most councils comes first. It serves a council that has a contract with it, or a system of
    its making or hosting.
    """
    return estate.once(_shared)


def _shared(estate: Estate) -> Mapping[str, Mapping[str, set[str]]]:
    served: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for register, fields in (("contract", ("suppliers",)), ("system", ("vendors", "hosts"))):
        for id_, row in estate.records(register).items():
            for who in (who for field in fields for who in row[field]):
                served[estate.groups.of[who]][row["organisation"]].add(id_)
    several = [group for group, councils in served.items() if len(councils) > 1]
    several.sort(key=lambda group: (-len(served[group]), estate.groups.names[group].casefold(), group))
    return {group: served[group] for group in several}


def shared_table(estate: Estate) -> Table | None:
    """A row for each supplier group that serves several councils; None without one."""
    contracts, systems = estate.records("contract"), estate.records("system")
    lines = []
    for group, councils in shared(estate).items():
        its = {id_ for ids in councils.values() for id_ in ids}
        names = sorted((name(estate, council) for council in councils), key=lambda part: part.text.casefold())
        cells = (
            (f"{len(names):,}",),
            tuple(listed_names(names, _MOST_NAMED)),
            (f"{len(its & contracts.keys()):,}",),
            (f"{len(its & systems.keys()):,}",),
        )
        lines.append(Line((name(estate, group),), cells, how(estate, its)))
    headings = (
        Heading("Supplier group"),
        Heading("Councils", "number"),
        Heading("Which", "words"),
        Heading("Contracts", "number"),
        Heading("Systems", "number"),
        Heading(HOW, "how"),
    )
    return (
        Table("shared-table", "Suppliers that serve more than one council", headings, tuple(lines)) if lines else None
    )
