"""What has changed between two states of an estate, field by field, in names and words instead of ids.

Only records that a row defines are compared: what is merely named comes and goes with what names it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from itmap import model
from itmap.encoding import plain
from itmap.estate import Estate, Record, Values, same
from itmap.model import Field, Kind, Register

ADDED, REMOVED, UPDATED = "added", "removed", "updated"


@dataclass(frozen=True)
class Change:
    """One record that was added or removed, or one field of one that was updated.

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


@dataclass(frozen=True)
class Side:
    """One of the two states: each register's records by id, values and what stands beside them, and their names."""

    records: Mapping[str, Mapping[str, Values]]
    name: Callable[[str | None], str]

    @classmethod
    def of_estate(cls, estate: Estate) -> Side:
        """A whole estate."""
        return cls({name: estate.records(name) for name in estate.tables}, estate.name)

    @classmethod
    def of_records(cls, records: Iterable[Record], all_records: Mapping[str, Record]) -> Side:
        """These records alone; `all_records` holds whatever they refer to."""
        held: dict[str, dict[str, Values]] = {register.name: {} for register in model.REGISTERS}
        for each in records:
            beside = {"organisation": each.organisation, "defined": each.defined, "said": each.said}
            held[each.register][each.id] = {**each.values, **beside}

        def name(id_: str | None) -> str:
            record = all_records.get(id_ or "")
            if record is None:
                return id_ or ""
            if record.register == "integration":
                return f"{name(record.values['provider'])} > {name(record.values['consumer'])}"
            label = record.values["title" if record.register == "contract" else "name"]
            return label or record.values.get("reference") or record.id

        return cls(held, name)

    def defined(self, register: Register) -> dict[str, Values]:
        """The records of a register that a row defines."""
        return {id_: values for id_, values in self.records[register.name].items() if values["defined"]}

    def text(self, values: Values, field: Field) -> str:
        """What a field holds: names for ids, and the words of a cell that is no value."""
        value = values[field.name]
        if value in (None, ()):
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

    Records are the same by id; what is left over on both sides by reference, then by name, within one council.
    """
    found: list[Change] = []
    for register in model.REGISTERS:
        was, now = before.defined(register), after.defined(register)
        pairs = _pairs(was, now, before, after)
        changes = [_whole(register, id_, now[id_], after, ADDED) for id_ in now.keys() - {new for _, new in pairs}]
        changes += [_whole(register, id_, was[id_], before, REMOVED) for id_ in was.keys() - {old for old, _ in pairs}]
        for old, new in pairs:
            whole = _whole(register, new, now[new], after, UPDATED)
            changes += _updated(register, whole, (before, was[old]), (after, now[new]))
        found += sorted(changes, key=lambda change: (change.organisation, change.name.casefold(), change.record))
    return found


def _pairs(was: Mapping[str, Values], now: Mapping[str, Values], before: Side, after: Side) -> list[tuple[str, str]]:
    pairs = [(id_, id_) for id_ in was if id_ in now]
    for key in (_reference, _name):
        old = _alone(was.keys() - {each for each, _ in pairs}, was, before, key)
        new = _alone(now.keys() - {each for _, each in pairs}, now, after, key)
        pairs += [(old[called], new[called]) for called in sorted(old.keys() & new.keys())]
    return pairs


def _alone(
    ids: Iterable[str], rows: Mapping[str, Values], side: Side, key: Callable[[str, Values, Side], str]
) -> dict[tuple[str, str], str]:
    """What is called so by one record alone: council and text to its id."""
    called: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for id_ in ids:
        text = key(id_, rows[id_], side)
        if text:
            called[side.name(rows[id_]["organisation"]), same(text)].append(id_)
    return {text: found[0] for text, found in called.items() if len(found) == 1}


def _reference(_id: str, values: Values, _side: Side) -> str:
    return values.get("reference") or ""


def _name(id_: str, _values: Values, side: Side) -> str:
    return side.name(id_)


def _updated(register: Register, whole: Change, old: tuple[Side, Values], new: tuple[Side, Values]) -> Iterator[Change]:
    """A change for each field of a record that says something else now."""
    for field in register.stored:
        was, now = (side.text(values, field) for side, values in (old, new))
        if was != now and field.heading:
            yield replace(whole, field=field.heading, old=was, new=now)


def _whole(register: Register, id_: str, values: Values, side: Side, what: str) -> Change:
    return Change(register.sheet, side.name(values["organisation"]), side.name(id_), what, record=id_)
