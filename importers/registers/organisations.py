"""The Organisations register: a council by its GSS code, else by its name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from itmap import model
from itmap.importers.book import Book
from itmap.importers.claims import Claim, own_claim
from itmap.importers.reading import ReadRow, ReadSheet

REGISTER = model.ORGANISATIONS


def missing(row: ReadRow) -> str:
    return "" if row.values.get("name") else "a name"


def claims(rows: Iterable[ReadRow], sheet: ReadSheet) -> Iterator[Claim]:
    return (own_claim(REGISTER, row, sheet) for row in rows)


def identify(claims: Sequence[Claim], book: Book) -> None:
    """Every row that reaches a book speaks of the book's own organisation: rows are dealt out by council."""
    for claim in claims:
        claim.record = book.organisation
