"""The records of one organisation while its rows land: found by reference, name, number or decision, or made."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import replace
from itertools import product

from itmap import model
from itmap.estate import Decision, Record, empty, in_order, same
from itmap.importers.claims import Claim
from itmap.importers.decided import Decided
from itmap.importers.names import company_number, forms_conflict, legal_families
from itmap.importers.uniting import unite

NAME_FIELD = {"contract": "title"}

_Called = dict[str, list[str]]  # what records are called, and the ids of those that are


class Book:
    """The records as they stood, and as they are becoming. `records` is changed in place, `before` never is.

    `stored` holds the records as the store has them; in `before` those that were decided to be one are one already.
    `namings` holds who was named by which claim; `landed` the ids of the records that a row of this import defines.
    """

    def __init__(self, organisation: str, before: Mapping[str, Record], decisions: Iterable[Decision] = ()) -> None:
        self.organisation = organisation
        self.decided = Decided(decisions, organisation)
        self.stored = before
        self.before, self._gone = unite(before, self.decided)
        self.namings: list[tuple[str, Claim]] = []
        self.landed: set[str] = set()
        self.records = {id_: _to_change(record) for id_, record in self.before.items()}
        self._references: dict[str, _Called] = {register.name: defaultdict(list) for register in model.REGISTERS}
        self._names: dict[str, _Called] = {register.name: defaultdict(list) for register in model.REGISTERS}
        self._stale: set[str] = set()  # registers whose records are called otherwise now
        self._numbers: _Called = defaultdict(list)
        # Whom a name and number mean, and the name's key with those that it settles, until somebody else may be meant.
        self._settled: dict[tuple[str, str | None], Record] = {}
        self._settled_by: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
        for record in self.records.values():
            self.index(record)

    def index(self, record: Record) -> None:
        """Let a record be found by what it is called now."""
        if record.id in self._gone:
            return
        if record.register == "supplier":
            for spelling in spellings(record):
                if spelling == record.values["name"] or not self._apart(record, spelling):
                    key = self.decided.key("supplier", spelling)
                    _enter(self._names["supplier"], key, record.id)
                    for settled in self._settled_by.pop(key, ()):
                        self._settled.pop(settled, None)
            number = record.values["company_number"]
            if number and record.id not in self._numbers[number]:
                self._numbers[number].append(record.id)
                self._settled.clear()
                self._settled_by.clear()
            return
        reference = record.values.get("reference")
        name = record.values.get(NAME_FIELD.get(record.register, "name"))
        if reference:
            _enter(self._references[record.register], same(reference), record.id)
        for text in (reference, name):
            if text and (text == name or self.decided.united(record.register, text)):
                _enter(self._names[record.register], self.decided.key(record.register, text), record.id)

    def reindex(self, register: str) -> None:
        """Forget what the records of a register were called before this import: done when one is looked for."""
        self._settled.clear()
        self._settled_by.clear()
        self._stale.add(register)

    def _refresh(self, register: str) -> None:
        """Let the records of a register be found by what they are called now."""
        self._stale.remove(register)
        self._references[register].clear()
        self._names[register].clear()
        for record in self.records.values():
            if record.register == register:
                self.index(record)

    def by_reference(self, register: str, text: str) -> list[Record]:
        """The records of a register with that reference; several for the lots of a contract."""
        if register in self._stale:
            self._refresh(register)
        entries = self._references[register]
        return [self.records[id_] for id_ in entries.get(same(text), ())] if text and entries else []

    def by_name(self, register: str, text: str) -> list[Record]:
        """The records of a register with that name or title."""
        if register in self._stale:
            self._refresh(register)
        entries = self._names[register]
        if not (text and entries):
            return []
        return [self.records[id_] for id_ in entries.get(self.decided.key(register, text), ())]

    def decided_one(self, register: str, *texts: str) -> Record | None:
        """The record that a reference or a name means because somebody decided so."""
        united = [text for text in texts if text and self.decided.united(register, text)]
        return next((record for text in united for record in self.by_name(register, text)), None)

    def called(self, register: str, text: str) -> list[Record]:
        """The records that a text names: by reference where one has it, else by name."""
        return self.by_reference(register, text) or self.by_name(register, text)

    def supplier(self, name: str, number: str | None = None) -> Record:
        """The supplier of that name and company number, made when there is none.

        A number decides: another number is another company, though it bears the same name, or one decided to be it.
        """
        found = self._settled.get((name, number))
        if found is None:
            found = self._supplier(name, number)
            if number not in (None, "", found.values["company_number"]) or name not in _written(found):
                found.values["company_number"] = number or found.values["company_number"]
                found.values["names_seen"] = tuple(sorted({*_written(found), name} - {found.values["name"]}))
                self.index(found)
            else:
                self._settled[name, number] = found
                self._settled_by[self.decided.key("supplier", name)].append((name, number))
        return found

    def _supplier(self, name: str, number: str | None) -> Record:
        held = self._numbers.get(number, ()) if number else ()
        numbered = [self.records[id_] for id_ in held if not self._apart(self.records[id_], name)]
        alike = [] if numbered else self._alike(name, number)
        found = min(numbered, key=lambda each: (name not in spellings(each), each.id), default=_meant(name, alike))
        if found is None:
            key = number if number and not held else self.decided.key("supplier", name)
            found = self.add("supplier", key, {"name": name})
        return found

    def _alike(self, name: str, number: str | None) -> list[Record]:
        """The suppliers of that name, by decision or else by the rules."""
        alike = self.by_name("supplier", name)
        if not self.decided.united("supplier", name):
            alike = [record for record in alike if not forms_conflict(spellings(record), [name])]
        if number or len(alike) > 1:
            alike = [record for record in alike if not record.values["company_number"]]
        return alike

    def _apart(self, supplier: Record, name: str) -> bool:
        return any(self.decided.apart("supplier", spelling, name) for spelling in spellings(supplier))

    def owner(self, text: str) -> Record:
        """A supplier by name or company number, as the Parent column gives it."""
        number = company_number(text) if any(letter.isdigit() for letter in text) else None
        if number and number in self._numbers:
            return self.records[self._numbers[number][0]]
        return self.supplier(text)

    def conclude(self) -> None:
        """Lay what was decided over what the rows say: who owns whom where no register tells, and what is covered."""
        owning = {(owned.id, owner.id) for owned, owner in self._pairs(self.decided.owners)}
        for owned, owner in self._pairs(self.decided.not_owners):
            if (owned.id, owner.id) in owning:
                continue
            if owned.values["parent"] == owner.id and not self._says_owner(owned, owner):
                owned.values["parent"] = None
            if owned.values["parent"] != owner.id:
                owner.sources = tuple(source for source in owner.sources if source.by != owned.id)
        for one, other in self.decided.owners:
            for owned in self.by_name("supplier", one):
                known = only(self.by_name("supplier", other))
                if known or owned.sources:  # whom only others name is theirs to lay
                    self._own(owned, known or self.supplier(other))
        self._lay_covers()

    def _lay_covers(self) -> None:
        for decision in self.decided.covers:
            systems = [system.id for system in self.called("system", decision.other)]
            for contract in self.called("contract", decision.one):
                covers = contract.values["covers"]
                if decision.verdict == "same":
                    contract.values["covers"] = tuple(dict.fromkeys((*covers, *systems)))
                else:
                    contract.values["covers"] = tuple(id_ for id_ in covers if id_ not in systems)

    def _pairs(self, names: Iterable[tuple[str, str]]) -> Iterator[tuple[Record, Record]]:
        for one, other in names:
            yield from product(self.by_name("supplier", one), self.by_name("supplier", other))

    def _own(self, owned: Record, owner: Record) -> None:
        if owned.values["parent"] is None and owner is not owned and owned.sources:
            owned.values["parent"] = owner.id
        others = [source for source in owner.sources if source.by != owned.id or source.register == "supplier"]
        if owned.values["parent"] == owner.id and not others:  # nothing names it but what names the company it owns
            others = [replace(source, by=owned.id) for source in owned.sources]
        owner.sources = in_order(others)

    @staticmethod
    def _says_owner(owned: Record, owner: Record) -> bool:
        """Whether a row of a Suppliers register, here or elsewhere, may say who owns a company."""
        return owned.defined_elsewhere or any(
            row.by == owned.id and row.register == "supplier" for row in owner.sources
        )

    def add(self, register: str, key: str, values: Mapping[str, object]) -> Record:
        """A new record, found from now on by what it is called."""
        record = self.make(register, key, values)
        self.index(record)
        return record

    def make(self, register: str, key: str, values: Mapping[str, object]) -> Record:
        """A new record whose id follows from its organisation and key alone, so that every store gives it the same.

        It is found by its id, and by what it is called once its register is indexed again.
        """
        shared = model.BY_NAME[register].shared
        owner = None if shared else self.organisation
        turn = 0
        while (id_ := record_id(register, owner or "", key, turn)) in self.records:
            turn += 1
        known = empty(model.BY_NAME[register])
        known.update(values)
        record = self.records[id_] = Record(id_, register, owner, known)
        return record

    def named(self, record: Record, claim: Claim) -> str:
        """Note that a claim names a record; its id."""
        self.namings.append((record.id, claim))
        return record.id

    def defined(self, record: Record) -> bool:
        """Whether a row of this import or an earlier one defines the record: it is more than a name."""
        old = self.before.get(record.id)
        return record.id in self.landed or (old is not None and old.defined)


def _enter(entries: _Called, key: str, id_: str) -> None:
    held = entries[key]
    if id_ not in held:
        held.append(id_)


def _to_change(old: Record) -> Record:
    """A record as it stood, without its rows, that may change and leave the old one as it was."""
    record = copy(old)
    record.values, record.sources, record.said = dict(old.values), (), dict(old.said)
    return record


def _meant(name: str, alike: Iterable[Record]) -> Record | None:
    """Of several of one name the one that was written so, or bears that legal form; else it is nobody's guess."""
    alike = list(alike)
    written_so = [record for record in alike if name in spellings(record)]
    same_form = [record for record in alike if legal_families([name]) & legal_families(spellings(record))]
    return only(alike) or only(written_so) or only(same_form)


def _written(supplier: Record) -> list[str]:
    """How rows write a supplier's name."""
    return [supplier.values["name"], *supplier.values["names_seen"]]


def spellings(supplier: Record) -> list[str]:
    """Every way in which a supplier's name is written."""
    return [supplier.values["name"], *supplier.values["also_known_as"], *supplier.values["names_seen"]]


def record_id(register: str, organisation: str, key: str, turn: int = 0) -> str:
    """A stable id: the register and a digest of what identifies the record; `turn` parts those whose keys are equal."""
    called = same.__wrapped__(key)  # which nobody asks for again
    digest = hashlib.sha256("\x1f".join((register, organisation, called, str(turn))).encode()).hexdigest()
    return f"{register}-{digest[:16]}"


def only(records: Iterable[Record]) -> Record | None:
    """The one record among these, None when there is none or a choice."""
    found = list(records)
    return found[0] if len(found) == 1 else None
