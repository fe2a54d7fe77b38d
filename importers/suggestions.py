"""What looks like the same thing under two names, for somebody to decide: never more than a suggestion.

Suppliers are compared where they share a rare word or a beginning, systems within their organisation; a contract may
cover a system that its title or description names. What was decided already is not suggested again.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import combinations, product
from typing import Any

from rapidfuzz import fuzz

from itmap.estate import Decision, Record, same, supplier_groups
from itmap.importers.book import NAME_FIELD, spellings
from itmap.importers.decided import Decided
from itmap.importers.names import asides, supplier_key, supplier_words

_ALIKE = 0.86  # of 1: below it, of the pairs in tests/importers/supplier_pairs.csv few are one company
_REST_ALIKE = 75  # of 100
_LONGEST_TITLE = 200  # characters that the evidence repeats
_SHARED_BY = 60  # a word that more names share tells nothing
_COMMON = frozenset(  # no system's name for itself: a title that holds one need not mean the system
    """
    access account accounts application applications asset assets billing building business care cloud contact contract
    council customer data database digital document email enterprise environment facilities finance financial fleet
    grounds health highways hosting housing human internet intranet legal library licence licensing mail maintenance
    management mobile network online parking payment payments payroll performance phone planning platform portal
    procurement project property records rents resources revenues risk school schools security service services social
    software solution solutions stock storage support system systems telephony time training transport voice waste
    website windows
    """.split()  # noqa: SIM905  (as a list nobody would read it)
)
_GENERIC = frozenset(("app", "application", "database", "live", "platform", "service", "software", "system", "the"))


@dataclass(frozen=True)
class Suggestion:
    """Two names that may mean one thing, or a contract `one` that may cover a system `other`; why, and how likely.

    For suppliers `organisation` is None, and where the evidence speaks of an owner `other` may own `one`. Systems and
    contracts are called by their reference, else by their name; `score` lies between 0 and 1.
    """

    register: str
    organisation: str | None
    one: str
    other: str
    evidence: str
    score: float

    def as_json(self) -> dict[str, Any]:
        """The suggestion as INTERFACES has it."""
        return asdict(self)


def supplier_suggestions(records: Iterable[Record], decisions: Iterable[Decision]) -> list[Suggestion]:
    """Suppliers that may be one, or own one another, most likely first."""
    decided = Decided(decisions, "")
    suppliers = [_Supplier(record, decided) for record in records if record.register == "supplier"]
    suppliers.sort(key=lambda each: (each.name, each.record.id))
    found = (
        _supplier_likeness(one, other)
        for one, other in _near(suppliers)
        if one.record.id != other.record.values["parent"]
        and other.record.id != one.record.values["parent"]
        and not any(decided.judged(a, b) for a, b in product(one.names, other.names))
    )
    return _sorted([suggestion for suggestion in found if suggestion])


def organisation_suggestions(
    organisation: Record, records: Iterable[Record], decisions: Iterable[Decision]
) -> list[Suggestion]:
    """One organisation's systems that may be one, and the contracts that may cover them, most likely first.

    `records` holds its own records and the suppliers; others are passed over.
    """
    decided = Decided(decisions, organisation.id)
    own: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        if record.register == "supplier" or record.organisation == organisation.id:
            own[record.register].append(record)
    name = organisation.values["name"]
    return _sorted([*_systems(own, decided, name), *_covers(own, decided, name)])


def _sorted(suggestions: list[Suggestion]) -> list[Suggestion]:
    return sorted(suggestions, key=lambda each: (-each.score, each.register, each.one, each.other))


class _Supplier:
    """A supplier as it is compared: its words in one case, and what its spellings say beside."""

    def __init__(self, record: Record, decided: Decided) -> None:
        self.record = record
        self.names = {decided.base("supplier", spelling) for spelling in spellings(record)}
        self.name: str = record.values["name"]
        self.words = supplier_words(self.name)
        self.key = supplier_key(self.name)
        self.plain = " ".join(self.words)
        self.digits = re.findall(r"\d+", self.plain)
        self.beside = {
            supplier_key(text): relation for spelling in spellings(record) for relation, text in asides(spelling)
        }
        self.keys = {key for _, key in self.names}


def _near(suppliers: list[_Supplier]) -> list[tuple[_Supplier, _Supplier]]:
    """The pairs worth comparing: they share a word that few share, a beginning, or a name said beside."""
    blocks: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, supplier in enumerate(suppliers):
        names = [("word", word) for word in {*supplier.words} if len(word) > 2]
        names += [("first", supplier.words[0] if supplier.words else ""), ("begins", supplier.key[:4])]
        names += [("named", key) for key in supplier.keys | supplier.beside.keys()]
        for name in names:
            blocks[name].append(index)
    pairs = {
        pair
        for (kind, _), members in blocks.items()
        if len(members) <= _SHARED_BY or kind == "named"
        for pair in combinations(members, 2)
    }
    return [(suppliers[one], suppliers[other]) for one, other in sorted(pairs)]


def _supplier_likeness(one: _Supplier, other: _Supplier) -> Suggestion | None:
    """Why two suppliers may be one or own one another; None where nothing speaks for it."""
    numbers = one.record.values["company_number"], other.record.values["company_number"]
    if one.key == other.key:
        if all(numbers):
            return None  # a number decides: two companies of one name
        return _suggestion(one, other, "The same name, with another legal form or beside a company number.", 0.9)
    for first, second in ((one, other), (other, one)):
        relation = next((first.beside[key] for key in first.beside if key in second.keys), None)
        if relation == "part of":
            return _suggestion(first, second, f"{first.name} says that {second.name} owns it.", 0.95)
        if relation:
            return _suggestion(first, second, f"The name {first.name} also says {second.name}.", 0.95)
    short, long = sorted((one, other), key=lambda each: len(each.words))
    if short.words and len(short.key) > 2 and long.words[: len(short.words)] == short.words:
        score = 0.6 + 0.3 * len(short.key) / len(long.key)
        if set(long.words[len(short.words) :]) <= {"group", "holding", "holdings"}:
            return _suggestion(short, long, f"{long.name} sounds like the group of it, or is the same.", score)
        return _suggestion(long, short, f"Begins with all of {short.name}: it may be owned by it, or the same.", score)
    if all(numbers) or one.digits != other.digits:
        return None
    score = max(fuzz.ratio(one.key, other.key), fuzz.token_sort_ratio(one.plain, other.plain)) / 100
    if score < _ALIKE or not _rests_alike(one.words, other.words):
        return None
    return _suggestion(one, other, "Nearly the same letters.", score)


def _rests_alike(words: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether what two names don't share is alike too: a shared `construction services` makes no company of two."""
    rest = " ".join(sorted(word for word in words if word not in others))
    other_rest = " ".join(sorted(word for word in others if word not in words))
    return not rest or not other_rest or fuzz.ratio(rest, other_rest) >= _REST_ALIKE


def _suggestion(one: _Supplier, other: _Supplier, evidence: str, score: float) -> Suggestion:
    return Suggestion("supplier", None, one.name, other.name, evidence, round(score, 2))


def _systems(own: Mapping[str, list[Record]], decided: Decided, organisation: str) -> Iterator[Suggestion]:
    vendor_words = {record.id: supplier_words(record.values["name"]) for record in own["supplier"]}
    makers = {
        word for system in own["system"] for id_ in system.values["vendors"] for word in vendor_words.get(id_, ())
    }
    systems = sorted(own["system"], key=lambda record: (_called(record), record.id))
    words = [_system_words(system) for system in systems]
    blocks: dict[str, list[int]] = defaultdict(list)
    for index, its_words in enumerate(words):
        for word in {*its_words, "".join(its_words)[:4], _without(its_words, makers)[:4]}:
            blocks[word].append(index)
    pairs = {pair for held in blocks.values() if len(held) <= _SHARED_BY for pair in combinations(held, 2)}
    for pair in sorted(pairs):
        one, other = (systems[index] for index in pair)
        if any(decided.judged(("system", a), ("system", b)) for a, b in product(_names(one), _names(other))):
            continue
        vendors = (*one.values["vendors"], *other.values["vendors"])
        its_makers = {word for vendor in vendors for word in vendor_words.get(vendor, ())}
        why = _system_likeness(one, other, words[pair[0]], words[pair[1]], its_makers)
        if why:
            yield Suggestion("system", organisation, _called(one), _called(other), why[0], why[1])


def _names(system: Record) -> list[str]:
    return [same(text) for text in (system.values["reference"], system.values["name"]) if text]


def _system_words(system: Record) -> list[str]:
    words = _words(system.values["name"] or system.values["product"] or system.values["reference"] or "")
    return [word for word in words if word not in _GENERIC] or words


def _without(words: Iterable[str], makers: set[str]) -> str:
    return "".join(word for word in words if word not in makers)


def _system_likeness(
    one: Record, other: Record, words: list[str], others: list[str], makers: set[str]
) -> tuple[str, float] | None:
    both_listed = one.defined and other.defined
    if both_listed and one.values["reference"] and other.values["reference"]:
        return None  # two references are two systems
    names = f"{one.values['name']} and {other.values['name']}"
    if _without(words, makers) == _without(others, makers) != "":
        return f"{names} differ only in spaces, the maker's name or words such as system.", 0.95
    if [word for word in words if word.isdigit()] != [word for word in others if word.isdigit()]:
        return None
    likeness = fuzz.ratio("".join(words), "".join(others)) / 100
    if likeness >= _ALIKE:
        return f"{names}: nearly the same letters.", round(likeness, 2)
    short, long = sorted((set(words), set(others)), key=len)
    if not both_listed and short and short < long and short - _COMMON:
        return f"{names}: all words of the one stand in the other.", round(0.6 + 0.3 * len(short) / len(long), 2)
    return None


def _covers(own: Mapping[str, list[Record]], decided: Decided, organisation: str) -> Iterator[Suggestion]:
    """The contracts that name a system, where neither is linked yet and their suppliers don't speak against it."""
    if not own["system"]:
        return
    parents = {record.id: record.values["parent"] for record in own["supplier"]}
    group_of = supplier_groups(parents, {record.id: record.values["name"] for record in own["supplier"]}).of
    covered = {id_ for contract in own["contract"] for id_ in contract.values["covers"]}
    titles = _Titles(own["contract"], {phrase.split()[0] for system in own["system"] for _, phrase in _phrases(system)})
    for system in own["system"]:
        makers = {group_of.get(id_, id_) for id_ in (*system.values["vendors"], *system.values["hosts"])}
        named: dict[str, Suggestion] = {}
        for contract, evidence, likeness in titles.naming(system):
            made_by = makers & {group_of.get(id_, id_) for id_ in contract.values["suppliers"]}
            linked = system.id in covered and contract.values["covers"]
            if linked or (makers and not made_by) or _decided_cover(decided, contract, system):
                continue
            why = "its supplier makes or hosts it" if made_by else "nobody says who makes it"
            text = f"{evidence}, and {why}: {(contract.values['title'] or '')[:_LONGEST_TITLE]}"
            score = round(likeness if made_by else likeness - 0.2, 2)
            found = Suggestion("contract", organisation, _called(contract), _called(system), text, score)
            named.setdefault(contract.id, found)
        yield from named.values()


class _Titles:
    """What contracts are called, to find those that name a system: of those, only the first words are looked for."""

    def __init__(self, contracts: Iterable[Record], first_words: set[str]) -> None:
        self._by_word: dict[str, list[tuple[Record, str, str]]] = defaultdict(list)
        self._by_title: dict[str, list[Record]] = defaultdict(list)
        for contract in contracts if first_words else ():
            title, description = (_spaced(contract.values[name] or "") for name in ("title", "description"))
            for word in first_words.intersection(f"{title} {description}".split()):
                self._by_word[word].append((contract, title, description))
            self._by_title[title].append(contract)

    def naming(self, system: Record) -> Iterator[tuple[Record, str, float]]:
        """The contracts that name a system: how, and how likely that makes it where its maker is their supplier.

        A title may also be no more than the beginning of the system's name: `Cx` of `Cx Housing`.
        """
        for name, phrase in _phrases(system):
            for contract, title, description in self._by_word[phrase.split()[0]]:
                if phrase in title:
                    yield contract, f"Its title names {name}", 0.9
                elif phrase in description:
                    yield contract, f"Its description names {name}", 0.8
            words = phrase.split()
            for end in range(1, len(words)):
                for contract in self._by_title.get(f" {' '.join(words[:end])} ", ()):
                    if set(words[:end]) - _COMMON - _GENERIC:
                        yield contract, f"The name {name} begins with its title", 0.8


def _phrases(system: Record) -> list[tuple[str, str]]:
    """The name and the product of a system that are worth looking for in a title, each with spaces around its words."""
    names = [system.values["name"], system.values["product"]]
    phrases = {_spaced(name): name for name in names if name}
    return [
        (name, phrase)
        for phrase, name in phrases.items()
        if len(phrase.strip()) >= 4 and set(phrase.split()) - _COMMON - _GENERIC and not phrase.strip().isdigit()
    ]


def _decided_cover(decided: Decided, contract: Record, system: Record) -> bool:
    called = {same(text) for text in (contract.values["reference"], contract.values["title"]) if text}
    meant = {same(text) for text in (system.values["reference"], system.values["name"]) if text}
    return any(same(each.one) in called and same(each.other) in meant for each in decided.covers)


def _called(record: Record) -> str:
    return record.values["reference"] or record.values[NAME_FIELD.get(record.register, "name")] or record.id


def _spaced(text: str) -> str:
    return f" {' '.join(_words(text))} "


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())
