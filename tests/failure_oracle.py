"""The rules of what stops, read once more and simulated naively: one subject at a time, nothing shared with itmap.

`itmap.dependencies` and `itmap.blast_radius` are held against this on random estates.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from itmap.estate import Estate

CERTAIN, POSSIBLE, ALONE = "certain", "possible", "alone"


@dataclass
class Oracle:
    """An estate in one reading, as plain lists of rows."""

    estate: Estate
    reading: str
    systems: set[str] = field(init=False)
    links: dict[str, dict[str, Any]] = field(init=False)

    def __post_init__(self) -> None:
        table = self.estate["system"]
        self.systems = {id_ for id_ in table.index if table.loc[id_, "status"] not in ("planned", "retired")}
        rows = {id_: row.to_dict() for id_, row in self.estate["integration"].iterrows()}
        self.links = {
            id_: row for id_, row in rows.items() if {row["provider"], row["consumer"], *row["via"]} <= self.systems
        }

    def owner(self, supplier: str) -> frozenset[str]:
        """The top of the owners: one supplier, or a ring of them."""
        parents = self.estate["supplier"]["parent"].to_dict()
        seen = [supplier]
        while parents[seen[-1]] is not None:
            if parents[seen[-1]] in seen:
                return frozenset(seen[seen.index(parents[seen[-1]]) :])
            seen.append(parents[seen[-1]])
        return frozenset(seen[-1:])

    def counts(self, contract: dict[str, Any]) -> bool:
        today, end, last = self.estate.as_of, contract["end_date"], contract["maximum_end_date"]
        if contract["role"] in ("resells", "consults") or contract["type"] in ("framework", "DPS"):
            return False
        if contract["status"] in ("pipeline", "ended", "withdrawn"):
            return False
        if contract["start_date"] is not None and today < contract["start_date"]:
            return False
        if self.reading == POSSIBLE:
            return True
        running = {
            "rolling": True,
            "none": end is not None and end >= today,
            "automatic": end is not None and (last is None or last >= today),
        }
        return running.get(contract["renewal"], False) and contract["role"] not in (None, "unknown")

    def own(self, owner: frozenset[str]) -> set[str]:
        """The systems and integrations that a supplier group stops by itself."""
        found = set()
        for id_, system in self.estate["system"].iterrows():
            if any(self.owner(supplier) == owner for supplier in (*system["vendors"], *system["hosts"])):
                found.add(id_)
        for id_, contract in self.estate["contract"].iterrows():
            if self.counts(contract.to_dict()) and any(self.owner(who) == owner for who in contract["suppliers"]):
                found.update(contract["covers"])
                found.update(link for link, row in self.links.items() if id_ in row["contracts"])
        return found & (self.systems | set(self.links))

    def rounds(self, start: set[str]) -> dict[str, int]:
        """Everything that stops when `start` does, with the round in which it does, the start in round 0."""
        stopped = dict.fromkeys(start, 0)
        number = 0
        while True:
            number += 1
            before = set(stopped)
            links = before | {id_ for id_, row in self.links.items() if before & {row["provider"], *row["via"]}}
            stopped.update(dict.fromkeys({it for it in self.systems - before if self.fails(it, links)}, number))
            if before == set(stopped):
                break
        down = set(stopped)
        for id_, row in self.links.items():
            causes = [stopped[it] for it in {row["provider"], *row["via"]} & down]
            if id_ not in start and causes:
                stopped[id_] = min(causes) + 1
        for id_ in self.estate["service"].index:
            failing = [stopped[it] for it in self.runs_on(id_) & down if not self.stands_in(id_, it, down)]
            if failing:
                stopped[id_] = min(failing) + 1
        return stopped

    def stops(self, start: set[str]) -> set[str]:
        return set(self.rounds(start))

    def fails(self, system: str, stopped_links: set[str]) -> bool:
        groups: dict[Any, list[str]] = {}
        for id_, row in self.links.items():
            if row["consumer"] == system:
                word = " ".join((row["alternative_group"] or "").split()).casefold()
                groups.setdefault(word if word and self.reading != ALONE else (id_,), []).append(id_)
        for members in groups.values():
            words = [self.links[id_]["dependence"] or "unknown" for id_ in members]
            matters = "hard" in words or (self.reading == POSSIBLE and "unknown" in words)
            if matters and stopped_links.issuperset(members):
                return True
        return False

    def runs_on(self, service: str) -> set[str]:
        table = self.estate["system"]
        said = {id_ for id_ in table.index if service in table.loc[id_, "services"]}
        return (said | set(self.estate["service"].loc[service, "systems"])) & self.systems

    def stands_in(self, service: str, system: str, stopped: set[str]) -> bool:
        if self.reading == ALONE:
            return False
        return any(
            stand_in in self.systems - stopped
            for replaced, stand_in in self.estate["service"].loc[service, "fallback_systems"]
            if replaced is None or replaced == system
        )
