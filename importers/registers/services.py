"""The Services register: a service by its LGSL id, else by its name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from itmap import model
from itmap.importers.book import Book
from itmap.importers.claims import Claim, own_claim
from itmap.importers.matching import by_reference_or_name
from itmap.importers.reading import ReadRow, ReadSheet

REGISTER = model.SERVICES


def missing(row: ReadRow) -> str:
    return "" if row.values.get("name") else "a name"


def claims(rows: Iterable[ReadRow], sheet: ReadSheet) -> Iterator[Claim]:
    return (own_claim(REGISTER, row, sheet) for row in rows)


def identify(claims: Sequence[Claim], book: Book) -> None:
    by_reference_or_name(claims, book)
