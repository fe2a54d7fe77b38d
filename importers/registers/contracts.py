"""The Contracts register: a contract by its reference and supplier set, else by its title and supplier set.

In one import the same reference with another supplier set is another contract, a lot. In a later import a reference
that had one contract, and has one, stays that contract though its supplier changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from itmap import model
from itmap.estate import Record, same
from itmap.importers.book import Book
from itmap.importers.claims import Claim, is_filled, own_claim
from itmap.importers.names import company_number, supplier_names
from itmap.importers.reading import Problem, ReadRow, ReadSheet

REGISTER = model.CONTRACTS

Suppliers = frozenset[str]


def missing(row: ReadRow) -> str:
    return "" if row.values.get("title") or row.values.get("reference") else "a title or a reference"


def claims(rows: Iterable[ReadRow], sheet: ReadSheet) -> Iterator[Claim]:
    """Each contract, and what its row says of a supplier's company number: the same counts once."""
    numbered: set[tuple[str, str]] = set()
    for row in rows:
        contract = own_claim(REGISTER, row, sheet)
        start, end = contract.values.get("start_date"), contract.values.get("end_date")
        if start and end and end < start:
            message = f"The contract ends before it starts, on {start.isoformat()}: mend the one or the other."
            sheet.problems.append(Problem(row.number, contract.heading("end_date"), end.isoformat(), "cell", message))
        yield contract
        if row.values.get("supplier_company_number"):
            for name, number in _suppliers(contract):
                if number and (name, number) not in numbered:
                    numbered.add((name, number))
                    yield Claim(model.SUPPLIERS, row, sheet, {"name": name, "company_number": number}, own=False)


def identify(claims: Sequence[Claim], book: Book) -> None:
    with_reference: dict[str, list[tuple[Claim, Suppliers]]] = defaultdict(list)
    for claim in claims:
        suppliers = _resolved_suppliers(claim, book)
        reference = claim.text("reference")
        if reference:
            with_reference[same(reference)].append((claim, suppliers))
        else:
            claim.record = _by_title(claim, suppliers, book).id
    for lots in with_reference.values():
        _by_reference(lots, book)


def _suppliers(claim: Claim) -> tuple[tuple[str, str | None], ...]:
    """The suppliers that a row names, each with its company number where the row gives one for each of them."""
    return _numbered(claim.values.get("suppliers", ()), claim.row.values.get("supplier_company_number") or ())


@lru_cache(maxsize=10_000)
def _numbered(suppliers: tuple[str, ...], numbers: tuple[str, ...]) -> tuple[tuple[str, str | None], ...]:
    names, read = supplier_names(";".join(suppliers)), [company_number(text) for text in numbers]
    return tuple(zip(names, read if len(read) == len(names) else [None] * len(names), strict=True))


def _resolved_suppliers(claim: Claim, book: Book) -> Suppliers:
    if "suppliers" not in claim.values:
        return frozenset()
    ids = [book.named(book.supplier(*supplier), claim) for supplier in _suppliers(claim)]
    claim.resolve(suppliers=tuple(dict.fromkeys(ids)))
    return frozenset(ids)


def _by_title(claim: Claim, suppliers: Suppliers, book: Book) -> Record:
    """A row without a reference: its title and supplier set, or a stub of that title."""
    title = claim.text("title")
    # A register that gives references and leaves this one blank speaks of a contract without one.
    may_have_reference = "reference" not in claim.present
    for record in book.by_name("contract", title):
        stub = not book.defined(record) and not is_filled(record.values["suppliers"])
        same_set = stub or frozenset(record.values["suppliers"]) == suppliers
        if same_set and (may_have_reference or not record.values["reference"]):
            record.values["suppliers"] = tuple(sorted(suppliers))
            return record
    return book.add("contract", _key(title, suppliers), {"title": title, "suppliers": tuple(suppliers)})


def _by_reference(lots: list[tuple[Claim, Suppliers]], book: Book) -> None:
    claim, suppliers = lots[0]
    reference = claim.text("reference")
    held = book.by_reference("contract", reference) or _without_reference(lots, reference, book)
    if len(lots) == 1 and len(held) < 2:
        record = held[0] if held else _lot(reference, suppliers, book)
        claim.record = record.id
        return
    sets = list(dict.fromkeys(suppliers for _, suppliers in lots if suppliers))
    if len(sets) <= 1:  # a blank supplier joins the only contract of its reference
        sets = [sets[0] if sets else frozenset()]
    elif any(not suppliers for _, suppliers in lots):
        sets.append(frozenset())
    found: dict[Suppliers, Record] = {}
    if len(held) == 1 and len(sets) == 1:
        found[sets[0]] = held[0]
    else:
        found = {frozenset(record.values["suppliers"]): record for record in held}
    for suppliers in sets:
        if suppliers not in found:
            found[suppliers] = _lot(reference, suppliers, book)
    for claim, suppliers in lots:
        claim.record = found[suppliers if suppliers in sets else sets[0]].id


def _without_reference(lots: list[tuple[Claim, Suppliers]], reference: str, book: Book) -> list[Record]:
    """The record that gains this reference: a stub that was named by it, or the same title and supplier set."""
    claim, suppliers = lots[0]
    named_by_it = [record for record in book.by_name("contract", reference) if not book.defined(record)]
    if len(named_by_it) == 1:
        return named_by_it
    same_title = [
        record
        for record in book.by_name("contract", claim.text("title"))
        if not record.values["reference"]
        and (frozenset(record.values["suppliers"]) == suppliers or not book.defined(record))
    ]
    return same_title if len(same_title) == 1 else []


def _lot(reference: str, suppliers: Suppliers, book: Book) -> Record:
    """A new record of that reference and supplier set. Nothing looks for it while contracts are identified: all rows of
    its reference are before us, and a record with a reference isn't found by a title.
    """
    values = {"reference": reference, "suppliers": tuple(suppliers)}
    return book.make("contract", _key(reference, suppliers), values)


def _key(text: str, suppliers: Suppliers) -> str:
    return "\x1f".join((text, *sorted(suppliers)))
