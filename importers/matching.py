"""From names to records: which record a claim speaks of, and which records its names mean.

References and names are equal after trimming, collapsing spaces and casefolding. A name that nothing defines becomes a
stub; a later row with that name or reference becomes that record.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from itmap import model
from itmap.estate import Record
from itmap.importers.book import NAME_FIELD, Book, only
from itmap.importers.claims import Claim, split_names
from itmap.importers.names import supplier_names
from itmap.importers.reading import Problem
from itmap.model import Field, Kind


def by_reference_or_name(claims: Sequence[Claim], book: Book) -> None:
    """Identify claims whose key is their reference, else their name. Those with a reference come first."""
    for claim in sorted(claims, key=lambda claim: not claim.text("reference")):
        claim.record = _found_or_made(claim, book).id


def _found_or_made(claim: Claim, book: Book) -> Record:
    register, reference, name = claim.register.name, claim.text("reference"), claim.text("name")
    known = book.decided_one(register, reference, name) or only(book.by_reference(register, reference))
    if known:
        return known
    alike = book.by_name(register, name)
    if reference:  # gaining a reference keeps the id; another reference is another record
        alike = [record for record in alike if not record.values["reference"]]
        alike += [record for record in book.by_name(register, reference) if not book.defined(record)]
    elif len(alike) > 1:
        alike = [record for record in alike if not record.values["reference"]]
    if alike:
        alike[0].values["reference"] = reference or alike[0].values["reference"]
        book.index(alike[0])
        return alike[0]
    return book.add(register, reference or name, {"reference": reference or None, "name": name})


def resolve(field: Field, value: Any, claim: Claim, book: Book) -> Any:
    """A reference field's value with ids in the place of names; stubs are made for names that nothing defines."""
    if field.kind is Kind.FALLBACKS:
        return tuple(
            (replaced and resolve_one(book, "system", replaced, claim), resolve_one(book, "system", stand_in, claim))
            for replaced, stand_in in value
        )
    if field.kind is Kind.NAME:
        return _resolve_name(field, value, claim, book)
    names = _names(field, value)
    return tuple(dict.fromkeys(id_ for name in names for id_ in _resolve_all(field, name, claim, book)))


def _names(field: Field, value: Iterable[str]) -> tuple[str, ...]:
    if "supplier" in field.refers_to:
        return tuple(supplier_names(";".join(value)))
    return split_names(value)


def _resolve_name(field: Field, text: str, claim: Claim, book: Book) -> str | None:
    if field.refers_to == ("supplier",):
        names = supplier_names(text)
        return book.named(book.owner(names[0]), claim) if names else None
    return resolve_one(book, field.refers_to[0], text, claim)


def _resolve_all(field: Field, name: str, claim: Claim, book: Book) -> list[str]:
    if "supplier" in field.refers_to:
        return [book.named(book.supplier(name), claim)]
    lots = book.by_reference("contract", name) if field.refers_to == ("contract",) else []
    if lots:  # a contract's reference means all of its lots
        return [book.named(record, claim) for record in lots]
    for register in field.refers_to[1:]:
        if not book.called(field.refers_to[0], name) and book.called(register, name):
            return [resolve_one(book, register, name, claim)]
    return [resolve_one(book, field.refers_to[0], name, claim)]


def resolve_one(book: Book, register: str, text: str, claim: Claim) -> str:
    """The id of the record that a text names. Where several bear that name, a stub stands for the doubt, and is listed.

    An organisation is looked up among all that the store knows.
    """
    called = book.called(register, text)
    found = only(called) or only(record for record in called if not book.defined(record))
    if len(called) > 1:
        several = f"{len(called)} {model.BY_NAME[register].sheet.lower()}"
        message = f"{several} are called {text!r}: give the reference instead."
        claim.sheet.problems.append(Problem(claim.row.number, "", text, "cell", message))
    if found is None:
        found = book.add(register, text, {NAME_FIELD.get(register, "name"): text})
    return book.named(found, claim)
