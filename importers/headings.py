"""What a heading means: a field of a register, and what the heading says beside.

A heading is recognised by the workbook's own word or a synonym, whatever its case, spacing and punctuation, and with
what it says beside: `Value (ex VAT)`, `Term (months)`. One that says something unknown beside is not guessed.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from itmap import model
from itmap.model import Field, Kind, Register

# What stands in a systems list and can only be its contract's; other headings must say "contract".
_ONLY_CONTRACTS_HAVE = (
    "maximum_end_date", "extension_options", "term", "renewal", "renewal_period", "notice_period", "irrevocable_until",
    "procurement_start_date", "procurement_route", "bids_received", "value_basis", "exempt",
)  # fmt: skip
_ABBREVIATIONS = {
    "#": "number", "no": "number", "ref": "reference", "dt": "date", "desc": "description", "amt": "amount",
    "dept": "department", "org": "organisation", "organization": "organisation", "mgr": "manager", "max": "maximum",
    "$": "dollars", "€": "euros",  # no amount in pounds: such a heading is not understood
}  # fmt: skip
_BESIDE: tuple[tuple[str, dict[str, str]], ...] = (
    (r"(.+?) (?:in )?(?:(day)|(week)|(month)|(year))s", {}),
    (r"(.+) (?:ex|exc|excl|excluding|exclusive of|net of) vat", {"vat": "excluded"}),
    (r"(.+) (?:inc|incl|including|inclusive of) vat", {"vat": "included"}),
    (r"(?:annual|yearly) (.+)", {"value_basis": "annual"}),
    (r"(.+) (?:per annum|pa|p a|per year|a year)", {"value_basis": "annual"}),
    (r"(?:total|whole life|lifetime) (.+)", {"value_basis": "total"}),
    (r"(.+) (?:dd mm yyyy|dd mm yy|yyyy mm dd|gbp|required|mandatory|optional|if known|if any|y n|yes number|1 4)", {}),
)
# In a group heading over several columns these say nothing: "Contract details" over "Start" is the contract's start.
_SAYS_NOTHING = {"details", "detail", "information", "info", "general", "basic", "key", "dates", "data", "the", "about"}

Meanings = dict[str, tuple[int, Field]]  # a normal heading -> how strongly it means a field (0 most), and which


@dataclass(frozen=True)
class Column:
    """What a column holds: a field of a register, and what its heading says beside.

    `implied` holds words for other fields (`Value ex VAT` says VAT is excluded), `unit` the unit of bare numbers.
    `both` marks systems that the row's own exchanges data with, both ways.
    """

    register: Register
    field: Field
    implied: Mapping[str, str] = dataclasses.field(default_factory=dict)
    unit: str | None = None
    both: bool = False


@lru_cache(maxsize=10_000)
def normal(heading: str) -> str:
    """The form in which two headings are equal: its letters and digits in one case, abbreviations written out."""
    return "".join(_words(heading))


@lru_cache(maxsize=10_000)
def words_of(heading: str) -> str:
    """A heading's words, in one case, abbreviations written out."""
    return " ".join(_words(heading))


@lru_cache(maxsize=10_000)  # every row near the top is held against every register, one after the other
def _words(heading: str) -> tuple[str, ...]:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading).casefold().replace("&", " and ").replace("'", "")
    return tuple(_ABBREVIATIONS.get(word, word) for word in re.findall(r"[^\W_]+|[#$€]", spaced))


def meanings(register: Register, synonyms: Mapping[str, Sequence[str]] | None = None) -> Meanings:
    """What each heading means, and how strongly: a profile's word before the exact heading before a synonym, of
    whatever field these are.
    """
    found: Meanings = {}
    for field_ in register.headed:
        said = (synonyms or {}).get(field_.name, ())
        for strength, word in enumerate((*said, field_.heading, *field_.synonyms), start=-len(said)):
            found[normal(word)] = min(
                found.get(normal(word), (strength, field_)), (strength, field_), key=lambda m: m[0]
            )
    return found


def exactly(register: Register, synonyms: Mapping[str, Sequence[str]]) -> Meanings:
    """What a profile's own words mean, and no others."""
    fields = ((register.field(name), words) for name, words in synonyms.items())
    return {normal(word): (strength, field_) for field_, words in fields for strength, word in enumerate(words)}


@cache
def of_a_contract() -> Meanings:
    """The headings that, in a systems list, can only be its contract's."""
    return {
        heading: meant
        for heading, meant in meanings(model.CONTRACTS).items()
        if meant[1].name in _ONLY_CONTRACTS_HAVE or "contract" in heading
    }


def meaning(heading: str, known: Meanings, register: Register) -> tuple[int, Column] | None:
    """What one heading means: as it stands, or without what it says beside. That makes it weaker than any synonym."""
    direct = known.get(normal(heading))
    if direct:
        return direct[0], Column(register, direct[1])
    for base, implied, unit in _without_beside(words_of(heading)):
        strength, field_ = known.get(base.replace(" ", ""), (0, None))
        if field_ and (not implied or field_.name == "value") and (not unit or field_.kind is Kind.DURATION):
            return 100 + strength, Column(register, field_, implied, unit)
    return None


@lru_cache(maxsize=10_000)
def _without_beside(words: str) -> tuple[tuple[str, Mapping[str, str], str | None], ...]:
    """A heading without one, two … of the things that headings say beside, and what those say."""
    bases = []
    said: dict[str, str] = {}
    unit = None
    stripped = True
    while stripped:
        stripped = False
        for pattern, implied in _BESIDE:
            found = re.fullmatch(pattern, words)
            if found:
                words, *units = found.groups()
                said, unit, stripped = {**said, **implied}, next(filter(None, units), unit), True
                bases.append((words, said, unit))
    return tuple(bases)


def joined(upper: Sequence[str], lower: Sequence[str], known: Callable[[str], bool], register: Register) -> list[str]:
    """Two rows of headings as one: a group over its columns (`Contract` over `Start` and `End`), or a heading that is
    broken over two rows. A group reaches over the blank cells to its right; `known` says what would be understood.
    """
    group = ""
    together = []
    for above, below in zip(upper, lower, strict=True):
        group = above or (group if below else "")
        together.append(_joined(group, below, known, register))
    return together


def _joined(group: str, heading: str, known: Callable[[str], bool], register: Register) -> str:
    said = " ".join(word for word in group.split() if not set(_words(word)) <= _SAYS_NOTHING)
    if not (said and heading):
        return heading or group
    ways = [f"{said} {heading}", f"{heading} {said}"]
    # Alone where the group says nothing more: it bears the register's own name, or its words are there already.
    if normal(said) in (register.name, register.sheet.casefold()) or set(_words(said)) <= set(_words(heading)):
        ways.append(heading)
    return next(filter(known, ways), ways[0])
