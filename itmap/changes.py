"""What has changed between two states of an estate, field by field, in names and words instead of ids.

Only records that a row defines come and go: what is merely named does so with what names it. A reference has changed
when it leads to another record, not when that record is called otherwise: a rename is told once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from itmap import model
from itmap.encoding import plain
from itmap.estate import Estate, Record, Values, same
from itmap.model import Field, Kind, Register

ADDED, REMOVED, UPDATED = "added", "removed", "updated"

_SHOWN = 80  # letters of a field's text on a line


@dataclass(frozen=True)
class Change:
    """One record that was added or removed, or one field of one that was updated.

    A record is added, too, when a row now defines what was known only by name, and removed the other way round.

    `register` is the sheet's name, `field` the heading; it and the two texts are empty for what came or went whole.
    A text is empty where the field held nothing. `record` is the id, in the later state where it is in both.
    """

    register: str
    organisation: str
    name: str
    what: str
    field: str = ""
    old: str = ""
    new: str = ""
    record: str = ""

    def as_text(self) -> str:
        """The change on one line, under a heading that says what happened."""
        if not self.field:
            return self.name
        return f"{self.name}: {self.field}: {_line(self.old)} -> {_line(self.new)}"


def _line(text: str) -> str:
    """A field's text on one line, cut where a cell holds an essay."""
    line = " ".join(text.split()) or "nothing"
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


@dataclass(frozen=True)
class Side:
    """One of the two states: each register's records by id, values and what stands beside them, and their names."""

    records: Mapping[str, Mapping[str, Values]]
    name: Callable[[str | None], str]

    @classmethod
    def of_estate(cls, estate: Estate) -> Side:
        """A whole estate. What nothing is remembered of, though something refers to it, is called `?`."""
        records = {name: estate.records(name) for name in estate.tables}
        known = {id_ for held in records.values() for id_ in held}
        return cls(records, lambda id_: estate.name(id_) if not id_ or id_ in known else "?")

    @classmethod
    def of_records(cls, records: Iterable[Record], all_records: Mapping[str, Record]) -> Side:
        """These records alone, each as if a row defined it; `all_records` holds whatever they refer to."""
        held: dict[str, dict[str, Values]] = {register.name: {} for register in model.REGISTERS}
        for each in records:
            about = {"organisation": each.organisation, "defined": True, "said": each.said}
            held[each.register][each.id] = {**each.values, **about}

        def name(id_: str | None) -> str:
            record = all_records.get(id_ or "")
            if record is None:
                return "?" if id_ else ""
            if record.register == "integration":
                return f"{name(record.values['provider'])} > {name(record.values['consumer'])}"
            label = record.values["title" if record.register == "contract" else "name"]
            return label or record.values.get("reference") or record.id

        return cls(held, name)

    def text(self, values: Values, field: Field) -> str:
        """What a field holds: names for ids, and the words of a cell that is no value."""
        value = values[field.name]
        if _unfilled(value):
            said: str = values["said"].get(field.name, "")
            return said
        match field.kind:
            case Kind.NAME:
                return self.name(value)
            case Kind.NAMES:
                return "; ".join(map(self.name, value))
            case Kind.FALLBACKS:
                return "; ".join(" > ".join(self.name(part) for part in pair if part) for pair in value)
            case Kind.TEXTS:
                return "; ".join(value)
            case Kind.YES_NO:
                return "yes" if value else "no"
            case _:
                return str(plain(value))


def compare(before: Side, after: Side) -> list[Change]:
    """Every change, by register, council and name; the fields of a record in the order of the workbook.

    Records are the same by id; what is left over on both sides, within one council, by all that tells it from its like,
    by reference, then by name.
    """
    pairs = {register.name: _pairs(register, before, after) for register in model.REGISTERS}
    now_called = {old: new for its_pairs in pairs.values() for old, new in its_pairs}
    found: list[Change] = []
    for register in model.REGISTERS:
        was, now, its_pairs = before.records[register.name], after.records[register.name], pairs[register.name]
        come = now.keys() - {new for _, new in its_pairs}
        gone = was.keys() - {old for old, _ in its_pairs}
        changes: list[Change] = []
        for old, new in its_pairs:
            if was[old]["defined"] == now[new]["defined"]:
                whole = _whole(register, new, now[new], after, UPDATED)
                changes += _updated(register, whole, (before, was[old]), (after, now[new]), now_called)
            elif now[new]["defined"]:
                come.add(new)
            else:
                gone.add(old)
        changes += [_whole(register, id_, now[id_], after, ADDED) for id_ in come if now[id_]["defined"]]
        changes += [_whole(register, id_, was[id_], before, REMOVED) for id_ in gone if was[id_]["defined"]]
        found += sorted(changes, key=lambda change: (change.organisation, change.name.casefold(), change.record))
    return found


def _pairs(register: Register, before: Side, after: Side) -> list[tuple[str, str]]:
    was, now = before.records[register.name], after.records[register.name]
    pairs = [(id_, id_) for id_ in was if id_ in now]
    gone, come = [id_ for id_ in was if id_ not in now], [id_ for id_ in now if id_ not in was]
    for sign in (_everything, _telling, _by_reference, _by_name):
        if not gone or not come:
            break
        old, new = _alone(register, gone, before, sign), _alone(register, come, after, sign)
        found = [
            (old[called], new[called])
            for called in old.keys() & new.keys()
            if sign is not _by_name or not _two_references(was[old[called]], now[new[called]])
        ]
        gone = [id_ for id_ in gone if id_ not in {each for each, _ in found}]
        come = [id_ for id_ in come if id_ not in {each for _, each in found}]
        pairs += sorted(found)
    return pairs


Sign = Callable[[Register, str, Values, Side], Hashable]


def _alone(register: Register, ids: Iterable[str], side: Side, sign: Sign) -> dict[tuple[str, Hashable], str]:
    """What one record of a council alone can be known by, to its id."""
    known: defaultdict[tuple[str, Hashable], list[str]] = defaultdict(list)
    for id_ in ids:
        values = side.records[register.name][id_]
        found = sign(register, id_, values, side)
        if found:
            known[side.name(values["organisation"]), found].append(id_)
    return {found: its_ids[0] for found, its_ids in known.items() if len(its_ids) == 1}


def _everything(register: Register, _id: str, values: Values, side: Side) -> Hashable:
    return tuple(side.text(values, field) for field in register.stored)


def _telling(register: Register, id_: str, values: Values, side: Side) -> Hashable:
    """What tells lots of one reference apart, and integrations of one pair."""
    fields = (register.by_name[name] for name in ("suppliers", "method", "data") if name in register.by_name)
    return (_reference(values), same(side.name(id_)), *(same(side.text(values, field)) for field in fields))


def _by_reference(_register: Register, _id: str, values: Values, _side: Side) -> Hashable:
    return _reference(values)


def _by_name(_register: Register, id_: str, _values: Values, side: Side) -> Hashable:
    return same(side.name(id_))


def _two_references(old: Values, new: Values) -> bool:
    return bool(_reference(old) and _reference(new)) and _reference(old) != _reference(new)


def _reference(values: Values) -> str:
    """What a register knows a record by: its reference, a supplier's company number."""
    return same(values.get("reference") or values.get("company_number") or "")


def _updated(
    register: Register, whole: Change, old: tuple[Side, Values], new: tuple[Side, Values], now_called: Mapping[str, str]
) -> Iterator[Change]:
    """A change for each field of a record that says something else now; `now_called` gives old ids as they are now."""
    for field in register.stored:
        (before, was), (after, now) = old, new
        value, words = was[field.name], was["said"].get(field.name)
        if field.is_reference:
            value = _moved(value, now_called)
        if value != now[field.name] or (_unfilled(value) and words != now["said"].get(field.name)):
            texts = before.text(was, field), after.text(now, field)
            another = " (another of that name)" if texts[0] == texts[1] and field.is_reference else ""
            heading = field.heading or "Names seen"
            yield replace(whole, field=heading, old=texts[0], new=texts[1] + another)


def _moved(value: Any, now_called: Mapping[str, str]) -> Any:
    if isinstance(value, tuple):
        return tuple(_moved(item, now_called) for item in value)
    return now_called.get(value, value)


def _unfilled(value: Any) -> bool:
    return value is None or value == ()


def _whole(register: Register, id_: str, values: Values, side: Side, what: str) -> Change:
    return Change(register.sheet, side.name(values["organisation"]), side.name(id_), what, record=id_)
