"""What an answer calls a record, so that no two records in it are called the same."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain

from itmap.estate import Estate

# What tells two records of one name apart: the council, then what the register itself knows them by.
_TELLING: Mapping[str, tuple[str, ...]] = {
    "supplier": ("company_number",),
    "integration": ("organisation", "reference", "data", "method"),
}
_NAMED = ("organisation",)  # the fields among them that hold ids


def labels(estate: Estate) -> Labels:
    """Id to name, for every record. A name that several records of a register share gets what tells them apart.

    `Payments (Northshire)` where two councils have a system called Payments; a reference where one council has two.
    """
    return estate.once(Labels)


class Labels(Mapping[str, str]):
    """What `labels` gives: each register's names are worked out when the first of them is asked for."""

    def __init__(self, estate: Estate) -> None:
        self._estate = estate
        self._found: dict[str, dict[str, str]] = {}

    def __getitem__(self, record: str) -> str:
        for found in self._found.values():
            if record in found:
                return found[record]
        for register in self._estate.tables:
            if register not in self._found and record in self._estate.tables[register].index:
                return self.of(register)[record]
        raise KeyError(record)

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(map(self.of, self._estate.tables))

    def __len__(self) -> int:
        return sum(map(len, self._estate.tables.values()))

    def of(self, register: str) -> Mapping[str, str]:
        """The names of one register, for those who ask for many."""
        if register not in self._found:
            estate = self._estate
            ids = estate.ids(register)
            called = list(estate.names(register).values())
            for field in _TELLING.get(register, ("organisation", "reference")):
                if field in estate[register] and (shared := _shared(called)):
                    names_of = estate if field in _NAMED else None
                    called = _told_apart(called, shared, estate.column(register, field), names_of)
            self._found[register] = dict(zip(ids, called, strict=True))
        return self._found[register]


def _shared(called: Sequence[str]) -> set[str]:
    """The names that several records have."""
    return {name for name, count in Counter(called).items() if count > 1}


def _told_apart(
    called: Sequence[str], shared: Collection[str], telling: Sequence[str | None], names_of: Estate | None
) -> list[str]:
    """The names, each that is shared with what tells its records apart behind it. `names_of`: telling holds ids."""
    said = {
        place: (names_of.name(telling[place]) if names_of else telling[place]) or ""
        for place, name in enumerate(called)
        if name in shared
    }
    told: defaultdict[str, set[str]] = defaultdict(set)
    for place, text in said.items():
        told[called[place]].add(text)
    found = list(called)
    for place, text in said.items():
        if text and len(told[called[place]]) > 1:
            found[place] = f"{called[place]} ({text})"
    return found
