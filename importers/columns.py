"""How each column's cells are read: by its profile, its heading, and what the column itself shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from itmap.importers.headings import normal
from itmap.importers.layout import Layout
from itmap.importers.names import may_be_several, supplier_names
from itmap.importers.sheets import RawTable
from itmap.importers.values import MONTH_FIRST, Reading, date_orders, doubtful_dates
from itmap.model import Kind

if TYPE_CHECKING:
    from itmap.importers.profiles import Profile

# Under a heading like "Auto-renews?" the answer is about automatic renewal; under "Renewal" a yes says too little.
_AUTO_RENEWAL = {"yes": "automatic", "y": "automatic", "true": "automatic", "no": "none", "n": "none", "false": "none"}


def column_readings(table: RawTable, layout: Layout, profile: Profile | None, notes: list[str]) -> list[Reading]:
    """How the cells of each column are read. What an officer should know of it is added to `notes`."""
    base = replace(profile.reading if profile else Reading(), epoch_1904=table.epoch_1904)
    readings = [replace(base, unit=column.unit) if column else base for column in layout.columns]
    for index, column in enumerate(layout.columns):
        if column and column.field.name == "renewal" and "auto" in normal(layout.headings[index]):
            readings[index] = replace(readings[index], scales={"renewal": _AUTO_RENEWAL, **base.scales})
    for index, column in enumerate(layout.columns):
        if column and column.field.kind is Kind.NAMES and "supplier" in column.field.refers_to:
            texts = {str(row[index]) for row in layout.body(table) if len(row) > index}
            joined = sorted(
                {name for text in texts if "," in text for name in supplier_names(text) if may_be_several(name)}
            )
            if joined:
                notes.append(
                    f"{layout.headings[index]}: a comma may stand between two suppliers or inside a name "
                    f"({'; '.join(joined[:3])}{' …' if len(joined) > 3 else ''}): kept as one. "
                    "Write ; between them where they are several."
                )
    # A term may hold days too: 48 months from 4/7/2024.
    dated = (Kind.DATE, Kind.DURATION)
    dates = [index for index, column in enumerate(layout.columns) if column and column.field.kind in dated]
    cells = [Counter([row[index] for row in layout.body(table) if len(row) > index]) for index in dates]
    for index, its_cells in zip(dates, cells, strict=True):
        readings[index] = replace(readings[index], doubtful_dates=doubtful_dates(its_cells))
    if profile is None or profile.date_order is None:
        orders = dict(zip(dates, date_orders(cells), strict=True))
        for index, order in orders.items():
            readings[index] = replace(readings[index], date_order=order)
        proved = [layout.headings[index] for index, order in orders.items() if order == MONTH_FIRST]
        if proved:
            notes.append(
                f"{', '.join(proved)}: read with the month first, as days like 7/31/2026 in the same column prove."
            )
    return readings
