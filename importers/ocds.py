"""Open contracting data to a raw table: one row a contract, an award without one, or a tender without an award.

The Open Contracting Data Standard (version 1.1, standard.open-contracting.org) publishes a procurement as releases,
each what was known on a day, in a release package; or compiled, in a record package. Releases are laid over one another
by their date here too, so that a row says what was known last. Headings are JSON paths that begin at the contract:
what it doesn't say, its award says, and then its tender. profiles/ocds.toml says what they mean.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from itmap.errors import FileUnreadable
from itmap.importers.tables import Cell, RawTable, check
from itmap.importers.text_files import decoded
from itmap.settings import Limits

HEADINGS = (
    "ocid", "id", "status", "buyer/name", "title", "description", "suppliers/name", "suppliers/identifier/id",
    "value/amount", "period/startDate", "period/endDate", "period/maxExtentDate", "period/durationInDays", "dateSigned",
    "date", "tender/id", "tender/classification/id", "tender/procurementMethodDetails", "tender/numberOfTenderers",
    "tender/techniques/hasFrameworkAgreement", "tag",
)  # fmt: skip
_COMPANIES_HOUSE = "GB-COH"

Object = Mapping[str, Any]


@dataclass
class _Process:
    """What is known of one contracting process: its tender, awards and contracts by id, and the parties to them."""

    ocid: str
    tender: dict[str, Any] = field(default_factory=dict)
    buyer: dict[str, Any] = field(default_factory=dict)
    awards: dict[str, dict[str, Any]] = field(default_factory=dict)
    contracts: dict[str, dict[str, Any]] = field(default_factory=dict)
    parties: dict[str, dict[str, Any]] = field(default_factory=dict)
    tag: str = ""


def read(path: Path, content: bytes, limits: Limits) -> list[RawTable]:
    """The one table of a package. Raises FileUnreadable for what is no JSON, or holds no release and no record."""
    try:
        releases = list(_releases(json.loads(decoded(path, content))))
    except (ValueError, RecursionError) as error:
        raise FileUnreadable(f"{path}: this is no JSON that can be read ({error}). Download it again.") from error
    if not releases:
        raise FileUnreadable(
            f"{path}: this JSON holds no release and no record of the Open Contracting Data Standard, which is the "
            "only JSON that itmap reads. Save a register as .xlsx or .csv."
        )
    rows: list[list[Cell]] = [list(HEADINGS)]
    for process in _compiled(releases):
        rows += [[row.get(heading, "") for heading in HEADINGS] for row in _rows(process)]
    check(path, limits, "rows", len(rows), "Download fewer days at a time.")
    longest = max(len(cell) for row in rows for cell in row if isinstance(cell, str))
    check(path, limits, "cell_length", longest, "Shorten it.")
    return [RawTable(path.name, "", rows, path.stem)]


def _releases(package: object) -> Iterator[Object]:
    """The releases of a package, of a list of them, or one that stands alone; of a record its compiled one."""
    if isinstance(package, list):
        for item in package:
            yield from _releases(item)
    elif isinstance(package, dict):
        if isinstance(package.get("ocid"), str) and "records" not in package:
            compiled = package.get("compiledRelease")
            if isinstance(compiled, dict):
                yield {**compiled, "ocid": package["ocid"]}
            elif "releases" in package:
                yield from _releases(package["releases"])
            elif "tag" in package or "tender" in package or "awards" in package:
                yield package
        else:
            yield from _releases([*_list(package.get("records")), *_list(package.get("releases"))])


def _compiled(releases: Iterable[Object]) -> list[_Process]:
    """Every process, in the order in which the file first names it, its releases laid over one another by date."""
    processes: dict[str, _Process] = {}
    ordered = list(releases)
    for release in ordered:
        processes.setdefault(release["ocid"], _Process(release["ocid"]))
    for release in sorted(ordered, key=lambda release: _text(release.get("date"))):
        process = processes[release["ocid"]]
        process.tender |= _known(release.get("tender"))
        process.buyer |= _known(release.get("buyer"))
        process.tag = "; ".join(map(_text, _list(release.get("tag")))) or process.tag
        for held, name in ((process.awards, "awards"), (process.contracts, "contracts"), (process.parties, "parties")):
            for number, item in enumerate(_objects(release.get(name))):
                id_ = _text(item.get("id")) or str(number)
                held[id_] = {**held.get(id_, {}), **_known(item)}
    return list(processes.values())


def _rows(process: _Process) -> Iterator[dict[str, Cell]]:
    signed = {_text(contract.get("awardID")) for contract in process.contracts.values()}
    alone = len(process.awards) == 1  # then a contract that doesn't say its award has this one
    pairs = [
        (contract, process.awards.get(_text(contract.get("awardID"))) or _only(process.awards, alone=alone))
        for contract in process.contracts.values()
    ]
    pairs += [
        ({}, award) for id_, award in process.awards.items() if id_ not in signed and not (alone and process.contracts)
    ]
    for contract, award in pairs or [({}, {})]:
        yield _row(process, contract, award, lots=len(pairs))


def _only(awards: Mapping[str, dict[str, Any]], *, alone: bool) -> dict[str, Any]:
    return next(iter(awards.values())) if alone else {}


def _row(process: _Process, contract: Object, award: Object, lots: int) -> dict[str, Cell]:
    tender = process.tender
    suppliers = list(_objects(award.get("suppliers"))) or list(_objects(contract.get("suppliers")))
    period = {**_known(award.get("contractPeriod")), **_known(contract.get("period"))}
    days = period.get("durationInDays")
    row: dict[str, Cell] = {
        "ocid": process.ocid,
        "id": _id(process.ocid, _text(contract.get("id") or award.get("id")), lots),
        "status": _status(process, contract, award),
        "buyer/name": _buyer(process),
        "suppliers/name": "; ".join(filter(None, (_name(each, process) for each in suppliers))),
        "suppliers/identifier/id": _company_numbers(suppliers, process),
        "value/amount": _pounds(_known(contract.get("value")) or _known(award.get("value"))),
        "period/durationInDays": f"{days} days" if isinstance(days, int) and days else "",
        "dateSigned": _text(contract.get("dateSigned")),
        "date": _text(award.get("date")),
        "tender/id": _text(tender.get("id")),
        "tender/classification/id": _cpv(tender),
        "tender/procurementMethodDetails": _text(
            tender.get("procurementMethodDetails") or tender.get("procurementMethod")
        ),
        "tender/numberOfTenderers": _text(tender.get("numberOfTenderers")),
        "tender/techniques/hasFrameworkAgreement": _text(_known(tender.get("techniques")).get("hasFrameworkAgreement")),
        "tag": process.tag,
    }
    for name in ("title", "description"):
        row[name] = next(filter(None, (_text(each.get(name)) for each in (contract, award, tender))), "")
    for name in ("startDate", "endDate", "maxExtentDate"):
        row[f"period/{name}"] = _text(period.get(name))
    return row


def _id(ocid: str, id_: str, lots: int) -> str:
    """One contract of a process goes by the process's id, from tender to award; several by their own, which is unique
    within the process only.
    """
    if lots <= 1 or not id_:
        return ocid
    return id_ if id_.startswith(ocid) else f"{ocid} {id_}"


def _status(process: _Process, contract: Object, award: Object) -> str:
    """Whose status it is, and which: `contract active`, `award active`, `tender complete`, `planning`."""
    for kind, stage in (("contract", contract), ("award", award), ("tender", process.tender)):
        if stage:
            return f"{kind} {_text(stage.get('status'))}".strip()
    return "planning"


def _buyer(process: _Process) -> str:
    by_role = (
        party for role in ("buyer", "procuringEntity") for party in process.parties.values()
        if role in _list(party.get("roles"))
    )  # fmt: skip
    candidates = (process.buyer, *by_role, _known(process.tender.get("procuringEntity")))
    return next(filter(None, (_name(each, process) for each in candidates)), "")


def _name(organisation: Object, process: _Process) -> str:
    """The name of a buyer or a supplier; a semicolon in it would part two names."""
    name = _text(organisation.get("name")) or _text(_party(organisation, process).get("name"))
    return name.replace(";", ",")


def _party(organisation: Object, process: _Process) -> dict[str, Any]:
    return process.parties.get(_text(organisation.get("id")), {})


def _company_numbers(suppliers: Iterable[Object], process: _Process) -> str:
    """The suppliers' numbers at Companies House, where each of them has one: in part they could not be told apart."""
    numbers = []
    for supplier in suppliers:
        known = _known(_party(supplier, process).get("identifier")) or _known(supplier.get("identifier"))
        numbers.append(_text(known.get("id")) if known.get("scheme") == _COMPANIES_HOUSE else "")
    return "; ".join(numbers) if all(numbers) else ""


def _pounds(value: Object) -> Cell:
    """An amount; one in another currency, or in none, with that beside it, so that nobody takes it for pounds."""
    amount, currency = value.get("amount"), _text(value.get("currency"))
    if isinstance(amount, bool) or not isinstance(amount, int | float):
        return _text(amount)
    return amount if currency == "GBP" else f"{amount} {currency or 'in no currency that is said'}"


def _cpv(tender: Object) -> str:
    """The tender's code in the Common Procurement Vocabulary, else those of what it buys."""
    items = list(_objects(tender.get("items")))
    found = [_known(tender.get("classification")), *(_known(item.get("classification")) for item in items)]
    codes = [_text(each.get("id")) for each in found if _text(each.get("scheme")).upper() == "CPV"]
    return next(filter(None, codes), "")


def _known(value: object) -> dict[str, Any]:
    """An object's members that say something; {} for what is no object."""
    return {key: item for key, item in value.items() if item not in (None, "")} if isinstance(value, dict) else {}


def _objects(value: object) -> Iterator[Object]:
    return (item for item in _list(value) if isinstance(item, dict))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if isinstance(value, str | int | float) else ""
