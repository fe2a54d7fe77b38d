"""An answer as a table for a terminal, or as CSV: intervals in words, unknown said, text never run as a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
import textwrap
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from itmap.estate import Source
from itmap.quantities import Interval
from itmap.queries import Answer
from itmap.queries.answers import plain, rows_of

Sources = Mapping[str, tuple[Source, ...]] | None

_WIDTH = 100
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_table(answer: Answer, sources: Sources = None) -> str:
    """The answer for people at a terminal: a block a row, one line a column, so that nothing is cut off."""
    names = [column.name for column in answer.question.columns]
    wide = max((len(name) for name in (*names, "sources")), default=0) + 2
    lines = [answer.question.question, f"As of {answer.as_of}. {', '.join(answer.organisations)}", ""]
    for row in answer.rows:
        cells = [(name, words(getattr(row, name))) for name in names]
        if sources is not None:
            cells.append(("sources", _where(row, sources)))
        for place, (name, text) in enumerate((name, text) for name, text in cells if text):
            indent = "- " if place == 0 else "  "
            lines += textwrap.wrap(
                text,
                _WIDTH,
                initial_indent=f"{indent}{name + ':':<{wide}}",
                subsequent_indent=" " * (wide + 2),
                break_on_hyphens=False,
            ) or [f"{indent}{name}:"]
    lines += [
        "",
        "Coverage: " + "; ".join(f"{key.replace('_', ' ')} {words(value)}" for key, value in answer.coverage.items()),
    ]
    return "\n".join(lines) + "\n"


def as_csv(answer: Answer, sources: Sources = None) -> str:
    """The answer as CSV: an interval is two columns, a list is joined with `; `, and no text is a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    heads, rows = grid(answer, sources)
    writer.writerow(heads)
    writer.writerows([_guarded(cell) for cell in row] for row in rows)
    return out.getvalue()


def grid(answer: Answer, sources: Sources = None) -> tuple[list[str], list[list[Any]]]:
    """The answer as a head and rows of plain cells: text, numbers, days, None. Intervals take two columns."""
    names = [column.name for column in answer.question.columns]
    spans = {name for name in names if any(isinstance(getattr(row, name), Interval) for row in answer.rows)}
    heads = [head for name in names for head in ((f"{name}_low", f"{name}_high") if name in spans else (name,))]
    rows = []
    for row in answer.rows:
        cells: list[Any] = []
        for name in names:
            value = getattr(row, name)
            if name in spans:
                cells += [None, None] if value is None else [_cell(value.low), _cell(value.high)]
            else:
                cells.append(_cell(value))
        rows.append(cells if sources is None else [*cells, _where(row, sources)])
    return heads if sources is None else [*heads, "sources"], rows


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return plain(value)
    if value is None or isinstance(value, str | int | float | dt.date):
        return value
    return words(value)


def _guarded(cell: Any) -> Any:
    """Text that a spreadsheet would run gets an apostrophe before it; import takes it off again."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def words(value: Any) -> str:
    """A value in words."""
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Interval):
        return _interval(value)
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"
    if isinstance(value, Mapping):
        return "; ".join(
            f"{key.replace('_', ' ') if isinstance(key, str) else key} {words(item)}" for key, item in value.items()
        )
    if isinstance(value, list | tuple | set | frozenset):
        return "; ".join(words(item) for item in value)
    if hasattr(value, "__dataclass_fields__"):
        return words({name: getattr(value, name) for name in value.__dataclass_fields__})
    return str(value)


def _interval(value: Interval[Any]) -> str:
    if value.low is None and value.high is None:
        return "not known"
    if value.exact:
        return words(value.low)
    if value.high is None:
        return f"from {words(value.low)}, no latest known"
    if value.low is None:
        return f"up to {words(value.high)}"
    return f"{words(value.low)} to {words(value.high)}"


def _where(row: Any, sources: Mapping[str, tuple[Source, ...]]) -> str:
    return "; ".join(
        f"{source.file}{' ' + source.sheet if source.sheet else ''} row {source.row}"
        for source in rows_of(row, sources)
    )
