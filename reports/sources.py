"""Where everything in a report comes from: the files, and for every record the rows that spoke of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from itmap import model
from itmap.estate import Estate, Source
from itmap.labels import labels
from itmap.reports.words import Name


@dataclass(frozen=True)
class File:
    """One sheet of one file and the register that it is. `rows` counts the rows that the report rests on."""

    file: str
    sheet: str
    register: str
    rows: int


@dataclass(frozen=True)
class Entry:
    """One record's place among the sources. `named_only`: no row describes it, these rows only name it."""

    anchor: str
    name: str
    rows: tuple[str, ...]
    named_only: bool


class Finder:
    """Turns the names that answers hold back into the records they mean."""

    def __init__(self, estate: Estate) -> None:
        self._ids = estate.once(_by_name)

    def find(self, register: str, called: str, rests_on: Collection[str] = ()) -> str | None:
        """The id of the record of that name; of several, the first that the row rests on."""
        ids = self._ids.get((register, called), [])
        if len(ids) > 1:
            return next((id_ for id_ in rests_on if id_ in ids), ids[0])
        return ids[0] if ids else None

    def name(self, register: str, called: str, rests_on: Collection[str] = ()) -> Name | str:
        id_ = self.find(register, called, rests_on)
        return Name(called, id_) if id_ else called

    def names(self, register: str, called: Iterable[str], rests_on: Collection[str] = ()) -> list[Name | str]:
        return [self.name(register, one, rests_on) for one in called]


def _by_name(estate: Estate) -> dict[tuple[str, str], list[str]]:
    ids: dict[tuple[str, str], list[str]] = {}
    for register in model.REGISTERS:
        said = labels(estate).of(register.name)
        for id_ in estate.ids(register.name):
            for called in {said[id_], estate.name(id_)}:
                ids.setdefault((register.name, called), []).append(id_)
    return ids


def anchors(estate: Estate) -> dict[str, str]:
    """Record id to the id of its place in the page: `system-12`, numbered in the order in which they are listed."""
    return {
        record: f"{register.name}-{number}"
        for register in model.REGISTERS
        for number, record in enumerate(in_order(estate, register.name), 1)
    }


def in_order(estate: Estate, register: str) -> list[str]:
    """The ids of a register's records in the order in which they are listed: by name."""
    return list(places(estate)[register])


def places(estate: Estate) -> dict[str, dict[str, int]]:
    """Register to its records, in the order in which they are listed, each with its place in it."""
    return estate.once(_places)


def _places(estate: Estate) -> dict[str, dict[str, int]]:
    found = {}
    for register in model.REGISTERS:
        ordered = sorted(estate.ids(register.name), key=lambda record: (estate.name(record).casefold(), record))
        found[register.name] = {record: place for place, record in enumerate(ordered)}
    return found


def files(estate: Estate) -> list[File]:
    """Every sheet whose rows speak of a record of the estate, sorted by file."""
    rows: dict[tuple[str, str, str], set[int]] = {}
    for register in model.REGISTERS:
        for record in estate.records(register.name):
            for source in estate.sources.get(record, ()):
                rows.setdefault((source.file, source.sheet, source.register), set()).add(source.row)
    return [
        File(file, sheet, model.BY_NAME[register].sheet if register in model.BY_NAME else register, len(numbers))
        for (file, sheet, register), numbers in sorted(rows.items())
    ]


def entries(estate: Estate) -> dict[str, list[Entry]]:
    """Every record and its rows, under the name of its register's sheet."""
    places = anchors(estate)
    return {
        register.sheet: [_entry(estate, record, places) for record in in_order(estate, register.name)]
        for register in model.REGISTERS
        if estate.records(register.name)
    }


def _entry(estate: Estate, record: str, places: Mapping[str, str]) -> Entry:
    told = spoken(estate, record)
    return Entry(
        places[record], estate.name(record), tuple(f"{file}, {rows}" for file, rows in told.rows), told.named_only
    )


@dataclass(frozen=True)
class Spoken:
    """The rows that spoke of a record: a file with its sheet, and the rows there. `named_only` as in Entry."""

    rows: tuple[tuple[str, str], ...]
    named_only: bool


def spoken(estate: Estate, record: str) -> Spoken:
    """Which rows spoke of a record: those that define it, else those that name it."""
    found = estate.sources.get(record, ())
    defining = [source for source in found if source.by == record]
    return Spoken(tuple(_addresses(defining or found)), not defining)


def _addresses(spoke: Iterable[Source]) -> Iterable[tuple[str, str]]:
    """`contracts.xlsx, sheet Contracts` and `rows 4, 9 to 12`; a CSV file has no sheet to name."""
    rows: dict[tuple[str, str], set[int]] = {}
    for source in spoke:
        rows.setdefault((source.file, source.sheet), set()).add(source.row)
    for (file, sheet), numbers in sorted(rows.items()):
        where = f"{file}, sheet {sheet}" if sheet and sheet != file else file
        yield where, f"row{'s' if len(numbers) > 1 else ''} {_runs(sorted(numbers))}"


def _runs(numbers: list[int]) -> str:
    """`4, 9 to 12`."""
    breaks = [0, *(at for at, (one, next_) in enumerate(pairwise(numbers), 1) if next_ != one + 1), len(numbers)]
    runs = [numbers[start:end] for start, end in pairwise(breaks)]
    return ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)
