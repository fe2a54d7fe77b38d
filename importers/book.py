"""The records of one organisation while its rows land: found by reference, name or number, or made."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from itmap import model
from itmap.estate import Record, empty, same
from itmap.importers.claims import Claim
from itmap.importers.names import company_number, supplier_key

NAME_FIELD = {"contract": "title"}


class Book:
    """The records as they stood, and as they are becoming. `records` is changed in place, `before` never is.

    `namings` holds who was named by which claim; `landed` the ids of the records that a row of this import defines.
    """

    def __init__(self, organisation: str, before: Mapping[str, Record]) -> None:
        self.organisation = organisation
        self.before = before
        self.namings: list[tuple[str, Claim]] = []
        self.landed: set[str] = set()
        self.records = {
            id_: replace(record, values=dict(record.values), sources=(), said=dict(record.said))
            for id_, record in before.items()
        }
        self._references: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._names: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._numbers: dict[str, str] = {}
        for record in self.records.values():
            self.index(record)

    def index(self, record: Record) -> None:
        """Let a record be found by what it is called now."""
        reference = record.values.get("reference")
        name = record.values.get(NAME_FIELD.get(record.register, "name"))
        if record.register == "supplier":
            for spelling in (name, *record.values["also_known_as"], *record.values["names_seen"]):
                self._enter(self._names, "supplier", supplier_key(spelling), record.id)
            if record.values["company_number"]:
                self._numbers[record.values["company_number"]] = record.id
            return
        if reference:
            self._enter(self._references, record.register, same(reference), record.id)
        if name:
            self._enter(self._names, record.register, same(name), record.id)

    def reindex(self, register: str) -> None:
        """Forget what the records of a register were called before this import."""
        for entries in (self._references, self._names):
            for key in [key for key in entries if key[0] == register]:
                del entries[key]
        for record in self.records.values():
            if record.register == register:
                self.index(record)

    def by_reference(self, register: str, text: str) -> list[Record]:
        """The records of a register with that reference; several for the lots of a contract."""
        return [self.records[id_] for id_ in self._references.get((register, same(text)), ())] if text else []

    def by_name(self, register: str, text: str) -> list[Record]:
        """The records of a register with that name or title."""
        return [self.records[id_] for id_ in self._names.get((register, same(text)), ())] if text else []

    def called(self, register: str, text: str) -> list[Record]:
        """The records that a text names: by reference where one has it, else by name."""
        return self.by_reference(register, text) or self.by_name(register, text)

    def supplier(self, name: str, number: str | None = None) -> Record:
        """The supplier of that name and company number, made when there is none. A number decides."""
        if number and number in self._numbers:
            found = self.records[self._numbers[number]]
        else:
            alike = [self.records[id_] for id_ in self._names.get(("supplier", supplier_key(name)), ())]
            if number or len(alike) > 1:  # another number is another company, though it bears the same name
                alike = [record for record in alike if not record.values["company_number"]]
            found = alike[0] if alike else self.add("supplier", number or supplier_key(name), {"name": name})
        if number:
            found.values["company_number"] = number
        if name != found.values["name"] and name not in found.values["names_seen"]:
            found.values["names_seen"] = tuple(sorted({*found.values["names_seen"], name}))
        self.index(found)
        return found

    def owner(self, text: str) -> Record:
        """A supplier by name or company number, as the Parent column gives it."""
        number = company_number(text) if any(letter.isdigit() for letter in text) else None
        if number and number in self._numbers:
            return self.records[self._numbers[number]]
        return self.supplier(text)

    def add(self, register: str, key: str, values: Mapping[str, object]) -> Record:
        """A new record whose id follows from its organisation and key alone, so that every store gives it the same."""
        shared = model.BY_NAME[register].shared
        owner = None if shared else self.organisation
        turn = 0
        while (id_ := record_id(register, owner or "", key, turn)) in self.records:
            turn += 1
        record = Record(id_, register, owner, {**empty(model.BY_NAME[register]), **values})
        self.records[id_] = record
        self.index(record)
        return record

    def named(self, record: Record, claim: Claim) -> str:
        """Note that a claim names a record; its id."""
        self.namings.append((record.id, claim))
        return record.id

    def defined(self, record: Record) -> bool:
        """Whether a row of this import or an earlier one defines the record: it is more than a name."""
        old = self.before.get(record.id)
        return record.id in self.landed or (old is not None and old.defined)

    @staticmethod
    def _enter(entries: dict[tuple[str, str], list[str]], register: str, key: str, id_: str) -> None:
        if id_ not in entries[register, key]:
            entries[register, key].append(id_)


def record_id(register: str, organisation: str, key: str, turn: int = 0) -> str:
    """A stable id: the register and a digest of what identifies the record; `turn` parts those whose keys are equal."""
    digest = hashlib.sha256("\x1f".join((register, organisation, same(key), str(turn))).encode()).hexdigest()
    return f"{register}-{digest[:16]}"


def only(records: Iterable[Record]) -> Record | None:
    """The one record among these, None when there is none or a choice."""
    found = list(records)
    return found[0] if len(found) == 1 else None
