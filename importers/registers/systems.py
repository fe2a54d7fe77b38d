"""The Systems register: a system by its reference, else by its name; the contract that its row may hold lands too."""

from __future__ import annotations

from collections.abc import Sequence

from itmap import model
from itmap.importers.book import Book
from itmap.importers.claims import Claim, is_filled, own_claim
from itmap.importers.matching import by_reference_or_name
from itmap.importers.names import supplier_names
from itmap.importers.reading import ReadRow, ReadSheet

REGISTER = model.SYSTEMS


def missing(row: ReadRow) -> str:
    return "" if _name(row) else "a name (or a product, or a vendor with its services)"


def claims(row: ReadRow, sheet: ReadSheet) -> list[Claim]:
    system = own_claim(REGISTER, row, sheet)
    name = system.values.setdefault("name", _name(row))
    said = {field: value for field, value in row.contract.items() if is_filled(value)}
    if not said:
        return [system]
    if "reference" not in said:
        said.setdefault("title", name)
    said.setdefault("suppliers", system.values.get("vendors", ()))
    said["covers"] = (*said.get("covers", ()), system.text("reference") or name)
    return [system, Claim(model.CONTRACTS, row, sheet, said, own=False, said=row.contract_said)]


def identify(claims: Sequence[Claim], book: Book) -> None:
    by_reference_or_name(claims, book)


def _name(row: ReadRow) -> str:
    """The system's name; a row with a function and a supplier but no name is called by both."""
    vendors = supplier_names(";".join(row.values.get("vendors") or ()))
    services = row.values.get("services") or ()
    named_by_both = f"{', '.join(services)} ({', '.join(vendors)})" if vendors and services else ""
    return row.values.get("name") or row.values.get("product") or named_by_both
