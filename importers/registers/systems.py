"""The Systems register: a system by its reference, else by its name.

The contract and the integrations that its row may hold land too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from itmap import model
from itmap.exemption import SAYS_EXEMPT
from itmap.importers.book import Book
from itmap.importers.claims import Claim, is_filled, own_claim
from itmap.importers.matching import by_reference_or_name
from itmap.importers.names import supplier_names
from itmap.importers.reading import ReadRow, ReadSheet

REGISTER = model.SYSTEMS
_ENDS = ("provider", "consumer", "both")


def missing(row: ReadRow) -> str:
    return "" if _name(row) else "a name (or a product, or a vendor with its services)"


def claims(rows: Iterable[ReadRow], sheet: ReadSheet) -> Iterator[Claim]:
    for row in rows:
        system = own_claim(REGISTER, row, sheet)
        name = system.values.setdefault("name", _name(row))
        called = system.text("reference") or name
        yield system
        yield from _contract(row, sheet, system, called)
        yield from _integrations(row, sheet, called)


def identify(claims: Sequence[Claim], book: Book) -> None:
    by_reference_or_name(claims, book)


def _contract(row: ReadRow, sheet: ReadSheet, system: Claim, called: str) -> Iterator[Claim]:
    said = {field: value for field, value in row.contract.items() if is_filled(value)}
    # That nothing is exempt is no word of a contract; that something is, is one.
    if said.keys() - {"exempt"} or said.get("exempt") or SAYS_EXEMPT.search(row.contract_said.get("exempt", "")):
        if "reference" not in said:
            said.setdefault("title", system.text("name"))
        said.setdefault("suppliers", system.values.get("vendors", ()))
        said["covers"] = (*said.get("covers", ()), called)
        yield Claim(model.CONTRACTS, row, sheet, said, own=False, said=row.contract_said)


def _integrations(row: ReadRow, sheet: ReadSheet, called: str) -> Iterator[Claim]:
    """One for each system that the row names, two for one with which data moves both ways, or nobody says which way:
    how hard they are depended on is then unknown.
    """
    said = row.integrations
    beside = {name: value for name, value in said.items() if name not in _ENDS and is_filled(value)}
    both = said.get("both", ())
    pairs = [(other, called) for other in (*said.get("provider", ()), *both)]
    pairs += [(called, other) for other in (*said.get("consumer", ()), *both)]
    for provider, consumer in dict.fromkeys(pairs):
        ends = {"provider": provider, "consumer": consumer}
        yield Claim(model.INTEGRATIONS, row, sheet, {**beside, **ends}, own=False)


def _name(row: ReadRow) -> str:
    """The system's name; a row with a function and a supplier but no name is called by both, also where the supplier's
    cell says that nobody sells it (in-house).
    """
    said = ";".join(row.values.get("vendors") or ())
    makers = ", ".join(supplier_names(said)) or said
    services = ", ".join(row.values.get("services") or ())
    named_by_both = f"{services} ({makers})" if makers and services else ""
    return row.values.get("name") or row.values.get("product") or named_by_both
