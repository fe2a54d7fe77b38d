"""The Integrations register: an interface by its reference, else by its two systems, its method and its data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product

from itmap import model
from itmap.estate import same
from itmap.importers.book import Book
from itmap.importers.claims import Claim, own_claim, split_names
from itmap.importers.matching import resolve_one
from itmap.importers.reading import ReadRow, ReadSheet

REGISTER = model.INTEGRATIONS


def missing(row: ReadRow) -> str:
    lacking = [end for end in ("provider", "consumer") if not split_names(row.values.get(end))]
    return " and ".join(f"a {end}" for end in lacking)


def claims(rows: Iterable[ReadRow], sheet: ReadSheet) -> Iterator[Claim]:
    """One integration for each provider with each consumer: a cell may name several systems. Data that moves both ways
    makes two of them.
    """
    for row in rows:
        ends = list(product(split_names(row.values["provider"]), split_names(row.values["consumer"])))
        if row.integrations.get("both"):
            ends += [(consumer, provider) for provider, consumer in ends]
        for provider, consumer in ends:
            claim = own_claim(REGISTER, row, sheet)
            claim.values.update(provider=provider, consumer=consumer)
            yield claim


def identify(claims: Sequence[Claim], book: Book) -> None:
    """A reference that one row gives to several pairs of systems is told apart by the pair."""
    pairs: dict[str, set[tuple[str, str]]] = {}
    for claim in claims:
        claim.resolve(
            provider=resolve_one(book, "system", claim.text("provider"), claim),
            consumer=resolve_one(book, "system", claim.text("consumer"), claim),
        )
        pairs.setdefault(same(claim.text("reference")), set()).add(_pair(claim))
    held = {_key(record.values): record.id for record in book.records.values() if record.register == "integration"}
    for claim in claims:
        claim.record = _find(claim, book, held, alone=len(pairs[same(claim.text("reference"))]) == 1)


def _find(claim: Claim, book: Book, held: dict[tuple[str, ...], str], *, alone: bool) -> str:
    reference = claim.text("reference")
    known = book.by_reference("integration", reference)
    exact = [record for record in known if (record.values["provider"], record.values["consumer"]) == _pair(claim)]
    if exact or (alone and len(known) == 1):
        return (exact or known)[0].id
    key = _key(claim.values)
    if key in held and not (reference and book.records[held[key]].values["reference"]):
        return held[key]
    ends = {"provider": claim.values["provider"], "consumer": claim.values["consumer"]}
    made = book.add("integration", "\x1f".join((reference, *key)), {"reference": reference or None, **ends})
    held[key] = made.id
    return made.id


def _pair(claim: Claim) -> tuple[str, str]:
    return claim.values["provider"], claim.values["consumer"]


def _key(values: dict[str, object]) -> tuple[str, ...]:
    texts = (str(values.get(name) or "") for name in ("method", "data"))
    return str(values["provider"]), str(values["consumer"]), *map(same, texts)
