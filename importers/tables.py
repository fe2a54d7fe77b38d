"""What readers of files hand on: raw tables, what stands beside their cells, and the message for too much of them."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from itmap.errors import FileUnreadable
from itmap.settings import Limits

# How to mend a file that is too large, for `check`.
TAKE_OUT = "Save the sheets that are registers as a file of their own, without pictures."
STRAY = (
    "A stray cell far below or far to the right is mostly why: delete the rows and columns beyond the register and "
    "save the file again."
)

UNCALCULATED = "(formula without a value)"  # what a cell says whose formula no program has worked out

Cell = str | float | int | bool | dt.date | dt.datetime | dt.time | dt.timedelta


@dataclass(frozen=True)
class RawTable:
    """One sheet: `rows[i]` is the row that a spreadsheet program numbers `i + 1`. An empty cell is "".

    `epoch_1904` says that a bare number that means a day counts from 1 January 1904, as Excel for the Mac once did;
    cells that are formatted as dates come out right whatever it says. `hidden` says that the workbook hides the sheet.
    """

    file: str
    sheet: str
    rows: list[list[Cell]]
    stem: str
    epoch_1904: bool = False
    hidden: bool = False


@dataclass(frozen=True)
class Area:
    """Cells of a sheet, from `top` and `left` to `bottom` and `right`, all of them in it, counted from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Beside:
    """What a workbook says beside its values. `failed` and `merged` go by the number of the sheet, from 0.

    `failed` holds the row, the column (from 0) and the text of the cells whose formula failed or, as UNCALCULATED, was
    never worked out.
    """

    epoch_1904: bool = False
    failed: Mapping[int, Sequence[tuple[int, int, str]]] = field(default_factory=dict)
    merged: Mapping[int, Sequence[Area]] = field(default_factory=dict)


def check(path: Path, limits: Limits, limit: str, figure: float, mend: str) -> None:
    """Raises FileUnreadable where a figure of a file is over the limit of that name in the settings."""
    allowed = getattr(limits, limit)
    if figure > allowed:
        what = _SAID[limit]
        raise FileUnreadable(
            f"{path}: {what.format(f'{math.ceil(figure):,}')}, and the limit is {allowed:,}. {mend} "
            f"If the file is meant to be so large, raise limits.{limit} in your settings file."
        )


_SAID = {
    "file_size_mb": "the file has {} MB",
    "unpacked_size_mb": "the file unpacks to {} MB or more",
    "sheets": "the workbook has {} sheets",
    "rows": "a sheet has {} rows or more",
    "columns": "a sheet has {} columns or more",
    "cells": "the sheets span {} cells or more, empty ones between them too",
    "cell_length": "a cell holds {} characters or more",
}
