"""How each column's cells are read: by its profile, its heading, and what the column itself shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from itmap.importers.dates import MONTH_FIRST, date_orders
from itmap.importers.headings import normal
from itmap.importers.layout import Layout
from itmap.importers.sheets import Cell, RawTable
from itmap.importers.values import Reading
from itmap.model import Kind

if TYPE_CHECKING:
    from itmap.importers.profiles import Profile

# Under a heading like "Auto-renews?" the answer is about automatic renewal; under "Renewal" a yes says too little.
_AUTO_RENEWAL = {"yes": "automatic", "y": "automatic", "true": "automatic", "no": "none", "n": "none", "false": "none"}


def column_readings(table: RawTable, layout: Layout, profile: Profile | None, notes: list[str]) -> list[Reading]:
    """How the cells of each column are read. What an officer should know of it is added to `notes`."""
    base = profile.reading if profile else Reading()
    readings = [replace(base, unit=column.unit) if column else base for column in layout.columns]
    for index, column in enumerate(layout.columns):
        if column and column.field.name == "renewal" and "auto" in normal(layout.headings[index]):
            readings[index] = replace(readings[index], scales={"renewal": _AUTO_RENEWAL, **base.scales})
    if profile is None or profile.date_order is None:
        dates = [index for index, column in enumerate(layout.columns) if column and column.field.kind is Kind.DATE]
        orders = date_orders(_column(table, layout, index) for index in dates)
        for index, order in zip(dates, orders, strict=True):
            readings[index] = replace(readings[index], date_order=order)
        proved = [layout.headings[index] for index, order in zip(dates, orders, strict=True) if order == MONTH_FIRST]
        if proved:
            notes.append(
                f"{', '.join(proved)}: read with the month first, as days like 7/31/2026 in the same column prove."
            )
    return readings


def _column(table: RawTable, layout: Layout, index: int) -> Sequence[Cell]:
    return [row[index] for row in layout.body(table) if len(row) > index]
