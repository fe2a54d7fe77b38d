"""The Suppliers register: a company by its number, else by its normalised name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from itmap import model
from itmap.importers.book import Book
from itmap.importers.claims import Claim, own_claim
from itmap.importers.names import company_number, names_nobody
from itmap.importers.reading import ReadRow, ReadSheet

REGISTER = model.SUPPLIERS


def missing(row: ReadRow) -> str:
    name = row.values.get("name")
    return "" if name and not names_nobody(name) else "the name of a company"


def claims(rows: Iterable[ReadRow], sheet: ReadSheet) -> Iterator[Claim]:
    for row in rows:
        claim = own_claim(REGISTER, row, sheet)
        number = company_number(claim.text("company_number"))
        if number:
            claim.values["company_number"] = number
        yield claim


def identify(claims: Sequence[Claim], book: Book) -> None:
    """Claims with a number come first, so that a name without one finds the company that the number names."""
    for claim in sorted(claims, key=lambda claim: not claim.text("company_number")):
        claim.record = book.supplier(claim.text("name"), claim.values.get("company_number")).id
