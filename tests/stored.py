"""Random estates in a store, for tests of what reads a store and writes another, or a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from itmap import model
from itmap.stores import open_store
from tests.estates import records


def stored(path: Path, rows: dict[str, Any]) -> None:
    """A store with the estate of these rows: each council speaks of its own records and of every supplier."""
    store = open_store(str(path), create=True)
    integrations = {str(number): row for number, row in enumerate(rows["integrations"])}
    found = records(
        {**{register.name: rows[f"{register.name}s"] for register in model.REGISTERS}, "integration": integrations}
    )
    for council in rows["organisations"]:
        own = [record for record in found if record.organisation in (None, f"organisation:{council}")]
        with store.change(f"organisation:{council}") as change:
            change.put(own)
    store.close()


def keep_to_their_own(rows: dict[str, Any]) -> None:
    """An integration joins systems of its own council: one council's change holds no other's systems."""
    for row in rows["integrations"]:
        own = [name for name, system in rows["systems"].items() if system["organisation"] == row["organisation"]]
        row["provider"] = row["provider"] if row["provider"] in own else own[0]
