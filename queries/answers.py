"""What all questions have in common: the record of one, its typed rows, and the answer in the shape people rely on."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from itmap.estate import Estate, Source
from itmap.quantities import Interval
from itmap.settings import Settings
from itmap.uncollected import uncollected


@dataclass(frozen=True)
class Column:
    """One column of an answer: what it is called, what it is measured in, what it means."""

    name: str
    unit: str
    meaning: str


def column(meaning: str, unit: str = "", keys: Sequence[str] = (), **default: Any) -> Any:
    """A field of a Row, with what its column says. `keys` are those of a mapping that has the same in every row.

    `default` as in `dataclasses.field`.
    """
    return dataclasses.field(metadata={"meaning": meaning, "unit": unit, "keys": tuple(keys)}, **default)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of an answer. Subclasses declare their columns with `column`.

    `rests_on` holds the ids of the records that the row was worked out from: `--sources` turns them into file, sheet
    and row. It is no column.
    """

    rests_on: Sequence[str] = ()


class Later(Sequence[str]):
    """Texts that are worked out when they are first looked at: few people look at all that every row holds.

    `length`: how many they are, where that is known before.
    """

    def __init__(self, work: Callable[[], Iterable[str]], length: int | None = None) -> None:
        self._length = length
        self._work: Callable[[], Iterable[str]] | None = work
        self._done: tuple[str, ...] = ()

    def __lt__(self, other: Later) -> bool:
        """By the texts: in a key to sort by, they are worked out only where all that comes before is equal."""
        return self._all < other._all

    @property
    def _all(self) -> tuple[str, ...]:
        if self._work:
            self._done, self._work = tuple(self._work()), None
        return self._done

    def __getitem__(self, place: Any) -> Any:
        return self._all[place]

    def __len__(self) -> int:
        return len(self._all) if self._length is None else self._length

    def __repr__(self) -> str:
        return repr(self._all)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._all == tuple(other)

    def __hash__(self) -> int:
        return hash(self._all)


@dataclass(frozen=True)
class Question:
    """A question: how it is asked, what it needs, how it is answered.

    `needs` names the registers without which there is no answer, `better_with` those that make it fuller.
    `subject` says what kinds of name the question is about, "" when it takes none; it may be left out where it is
    optional.
    `ask(estate, settings, subject)` gives the rows and their coverage.
    """

    name: str
    question: str
    method: str
    row: type[Row]
    needs: tuple[str, ...]
    better_with: tuple[str, ...]
    ask: Callable[[Estate, Settings, str], tuple[list[Any], dict[str, Any]]]
    subject: str = ""
    subject_optional: bool = False

    @property
    def needs_subject(self) -> bool:
        return bool(self.subject) and not self.subject_optional

    @property
    def columns(self) -> tuple[Column, ...]:
        return tuple(
            Column(field.name, field.metadata["unit"], field.metadata["meaning"])
            for field in dataclasses.fields(self.row)
            if "meaning" in field.metadata
        )

    def keys(self, name: str) -> tuple[str, ...]:
        """The keys of a column that holds a mapping with the same keys in every row."""
        found: tuple[str, ...] = self.row.__dataclass_fields__[name].metadata["keys"]
        return found

    def answer(self, estate: Estate, settings: Settings, subject: str = "") -> Answer:
        """Ask it. Raises SubjectUnknown for a subject that the estate does not hold."""
        with uncollected():
            rows, coverage = self.ask(estate, settings, subject)
        coverage = {"scope": estate.scope, "contracts_left_out_of_scope": estate.left_out, **coverage}
        return Answer(self, estate.as_of, estate.organisations, tuple(rows), coverage)


@dataclass(frozen=True)
class Answer:
    question: Question
    as_of: dt.date
    organisations: tuple[str, ...]
    rows: tuple[Any, ...]
    coverage: Mapping[str, Any]

    def as_json(self, sources: Mapping[str, tuple[Source, ...]] | None = None) -> dict[str, Any]:
        """The answer ready for `json.dumps`; with `sources`, each row carries the rows of files it rests on."""
        return {
            "query": self.question.name,
            "question": self.question.question,
            "as_of": self.as_of.isoformat(),
            "organisations": list(self.organisations),
            "method": self.question.method,
            "coverage": plain(dict(self.coverage)),
            "columns": [dataclasses.asdict(column_) for column_ in self.question.columns],
            "rows": [self._row(row, sources) for row in self.rows],
        }

    def _row(self, row: Row, sources: Mapping[str, tuple[Source, ...]] | None) -> dict[str, Any]:
        cells = {column_.name: plain(getattr(row, column_.name)) for column_ in self.question.columns}
        if sources is not None:
            cells["sources"] = [
                {"file": source.file, "sheet": source.sheet, "row": source.row} for source in rows_of(row, sources)
            ]
        return cells


def rows_of(row: Row, sources: Mapping[str, tuple[Source, ...]]) -> list[Source]:
    """The rows of files that an answer's row rests on, each once, sorted."""
    seen = {
        (source.file, source.sheet, source.row): source
        for record in row.rests_on
        for source in sources.get(record, ())
        if source.by == record or not any(other.by == record for other in sources[record])
    }
    return [seen[key] for key in sorted(seen)]


def plain(value: Any) -> Any:
    """A value as JSON holds it: ISO dates, unrounded numbers, intervals as low and high."""
    if isinstance(value, Interval):
        return {"low": plain(value.low), "high": plain(value.high)}
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | Later | set | frozenset):
        return [plain(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)
