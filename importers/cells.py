"""A cell as it stands: its text, and the failure of a cell that is no value of its field."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import TypeGuard

from itmap.importers.sheets import Cell

_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|[a-z]+\d*);", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2060\ufeff]")


class Unreadable(ValueError):
    """A cell that is no value of its field. The message says what is, with an example."""


def plain_text(cell: Cell) -> str:
    """A cell as text: trimmed, entities decoded, control characters gone, whole numbers without `.0`."""
    if isinstance(cell, str):
        if cell.isprintable() and cell.isascii() and "&" not in cell:
            return cell.strip()
        text = _decoded(cell) if "&" in cell else cell
        return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")).strip()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return str(cell)


def is_number(cell: Cell) -> TypeGuard[float]:
    """Whether a cell holds a number; a truth value is none."""
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _decoded(text: str) -> str:
    """Decode HTML entities, those of decoded text too, so that reading an export again changes nothing."""
    before = ""
    while text != before:
        before, text = text, _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    return text
