"""An answer as a table for a terminal, or as CSV: intervals in words, unknown said, text never run as a formula."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from itmap.estate import Source
from itmap.quantities import Interval
from itmap.queries import Answer, Question
from itmap.queries.answers import Later, plain, rows_of

Sources = Mapping[str, tuple[Source, ...]] | None

_WIDTH = 100
_CHAINS = ("chain",)  # columns whose list is the way from one name to the next
_SENTENCES = ("not_known", "notes")  # what coverage says in sentences
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_table(answer: Answer, sources: Sources = None) -> str:
    """The answer for people at a terminal: a block a row, one line a column, so that nothing is cut off."""
    names = [column.name for column in answer.question.columns]
    wide = max((len(name) for name in (*names, "sources")), default=0) + 2
    whose = ", ".join(answer.organisations) or "no organisation"
    lines = [answer.question.question, f"As of {answer.as_of}. {whose}", ""]
    for row in answer.rows:
        cells = [(name, _said(name, getattr(row, name))) for name in names]
        if sources is not None:
            cells.append(("sources", _where(row, sources) or "none"))
        for place, (name, text) in enumerate((name, text) for name, text in cells if text):
            indent = "- " if place == 0 else "  "
            lines += _wrapped(text, f"{indent}{name + ':':<{wide}}", " " * (wide + 2)) or [f"{indent}{name}:"]
    return "\n".join([*lines, "", *_coverage(answer.coverage)]) + "\n"


def _said(name: str, value: Any) -> str:
    return _chain(value) if name in _CHAINS else words(value)


def _coverage(coverage: Mapping[str, Any]) -> Iterator[str]:
    """A line a figure; sentences each on a line of their own."""
    yield "Coverage:"
    for key, value in coverage.items():
        if key in _SENTENCES and value:
            yield f"  {label(key)}:"
            for sentence in value:
                yield from _wrapped(sentence, " " * 4, " " * 4)
        else:
            yield from _wrapped(f"{label(key)}: {words(value)}", " " * 2, " " * 4)


def _wrapped(text: str, first: str, others: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=first, subsequent_indent=others, break_on_hyphens=False)


def as_csv(answer: Answer, sources: Sources = None) -> str:
    """The answer as CSV: an interval is two columns, a list is joined with `; `, and no text is a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    heads, rows = grid(answer, sources)
    writer.writerow(heads)
    writer.writerows([_guarded(cell) for cell in row] for row in rows)
    return out.getvalue()


def grid(answer: Answer, sources: Sources = None) -> tuple[list[str], list[list[Any]]]:
    """The answer as a head and rows of plain cells: text, numbers, days, None.

    An interval takes a column an end, a mapping whose keys are known a column a key. The head comes from what the
    question declares, so that it is the same whatever the rows hold.
    """
    ways = list(_ways(answer.question))
    heads = ["_".join(way) for way in ways]
    rows = [[_cell(_at(row, way)) for way in ways] for row in answer.rows]
    if sources is None:
        return heads, rows
    return [*heads, "sources"], [[*cells, _where(row, sources)] for cells, row in zip(rows, answer.rows, strict=True)]


def _ways(question: Question) -> Iterator[tuple[str, ...]]:
    """Each column's way from a row to its value: the field, the key of a mapping, the end of an interval."""
    kinds = get_type_hints(question.row)
    for column in question.columns:
        kind, keys = kinds[column.name], question.keys(column.name)
        for way in [(column.name, key) for key in keys] if keys else [(column.name,)]:
            yield from ((*way, *part) for part in _parts(get_args(kind)[1] if keys else kind))


def _parts(kind: Any) -> list[tuple[str, ...]]:
    """The parts of a value that takes a column each: an interval's ends, whether or not it may be missing."""
    kinds = get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)
    whole = next(
        (each for each in (get_origin(kind) or kind for kind in kinds) if dataclasses.is_dataclass(each)), None
    )
    return [(field.name,) for field in dataclasses.fields(whole)] if whole else [()]


def _at(value: Any, way: tuple[str, ...]) -> Any:
    for step in way:
        if value is not None:
            value = value[step] if isinstance(value, Mapping) else getattr(value, step)
    return value


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return plain(value)
    if value is None or isinstance(value, str | int | float | dt.date):
        return value
    if isinstance(value, list | tuple | Later):
        return "; ".join(str(_cell(item)) for item in value)
    return words(value) if value else ""


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
    if isinstance(value, Decimal):
        return f"{value:,.2f}".removesuffix(".00")
    if isinstance(value, Mapping):
        return "; ".join(f"{label(key)}: {_item(item)}" for key, item in value.items()) or "none"
    if isinstance(value, list | tuple | Later | set | frozenset):
        return "; ".join(words(item) for item in value) or "none"
    if hasattr(value, "__dataclass_fields__"):
        return words({name: getattr(value, name) for name in value.__dataclass_fields__})
    return str(value)


def label(key: object) -> str:
    """A key in words."""
    return str(key).replace("_", " ")


def _item(value: Any) -> str:
    """What a mapping holds under a key: a list there is the way from one name to the next."""
    return _chain(value) if isinstance(value, list | tuple) else words(value)


def _chain(names: Iterable[str]) -> str:
    return " > ".join(map(words, names)) or "none"


def _interval(value: Interval[Any]) -> str:
    if value.low is None and value.high is None:
        return "not known"
    if value.exact:
        return words(value.low)
    if value.high is None:
        return (
            f"from {words(value.low)}, no latest known"
            if isinstance(value.low, dt.date)
            else f"{words(value.low)} or more"
        )
    if value.low is None:
        return f"up to {words(value.high)}"
    low, high = words(value.low), words(value.high)
    return low if low == high else f"{low} to {high}"  # equal once they are rounded


def _where(row: Any, sources: Mapping[str, tuple[Source, ...]]) -> str:
    return "; ".join(
        f"{source.file}{' ' + source.sheet if source.sheet else ''} row {source.row}"
        for source in rows_of(row, sources)
    )
