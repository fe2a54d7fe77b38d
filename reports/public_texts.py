"""Marks in the place of what other texts tell: exempt titles and amounts, and the names of officers."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal

from itmap.estate import Estate, same
from itmap.reports.public_people import could_be_a_person, has_title

MARK = "[c]"  # the Analysis Function's shorthand for a confidential figure
OFFICER = "[an officer]"

_WORD = re.compile(r"[^\W_]+")
_BETWEEN = r"[\s_\-–—‑]+"  # what may stand between the words of a text that is looked for
_AMOUNT = re.compile(
    r"(?P<before>£\s?|\bGBP\s?)?(?<![\d.,])(?P<number>\d[\d,]*(?:\.\d+)?)(?![\d]|[.,]\d)"
    r"(?:\s?(?P<times>k|m|mn|thousand|million)\b)?(?P<after>\s?(?:pounds|GBP)\b)?",
    re.IGNORECASE,
)
_TIMES = {"k": 1_000, "thousand": 1_000, "m": 1_000_000, "mn": 1_000_000, "million": 1_000_000}
_SMALLEST_BARE = 10_000
_EMAIL = re.compile(r"[^\s<>()\[\],;:]+@[^\s<>()\[\],;:]+\.\w+")


def amounts_marked(text: str, amounts: Collection[Decimal]) -> str:
    """A text with a mark for each of these amounts in pounds, however it is written."""
    return _AMOUNT.sub(lambda said: MARK if _is_one_of(said, amounts) else said[0], text)


def officers_marked(text: str) -> str:
    """A text without addresses of e-mail: they name the person who reads it."""
    return _EMAIL.sub(OFFICER, text)


def _is_one_of(said: re.Match[str], amounts: Collection[Decimal]) -> bool:
    """Whether an amount in a text is one of these, or one rounded: `£1.2m` for 1,234,567.

    Bare numbers below 10,000 are years, counts and the like.
    """
    number = Decimal(said["number"].replace(",", ""))
    written_as_money = bool(said["before"] or said["after"] or "," in said["number"] or "." in said["number"])
    if said["times"] and written_as_money:
        times = _TIMES[said["times"].casefold()]
        half = times * Decimal(5).scaleb(_exponent(number) - 1)
        return any(abs(amount - number * times) <= half for amount in amounts)
    whole = {int(amount) for amount in amounts}
    return (number in amounts or int(number) in whole) and (written_as_money or number >= _SMALLEST_BARE)


def _exponent(number: Decimal) -> int:
    """The place of the last digit: -1 for 1.2."""
    exponent = number.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def officers(estate: Estate) -> Iterator[str]:
    """The officers' names in the Owner columns; `Head of Service` is a post, and stands in other texts too."""
    for register in ("contract", "system"):
        for row in estate.records(register).values():
            owner = row["owner"] or ""
            parts = {*re.split(r"[;/&]", owner), *re.split(r"[;/&,()]| - |\band\b", owner)}
            yield from (part.strip() for part in sorted(parts) if could_be_a_person(part) or has_title(part))


def replacing(shown: Mapping[str, str | None]) -> Callable[[str], str]:
    """Puts each text's mark in its place, whatever its case and spacing, the longest first, as whole words only.

    A text without a mark stays, with whatever shorter ones it holds.
    """
    longest = sorted(shown, key=lambda words: (-len(words), words))
    either = "|".join(_BETWEEN.join(map(re.escape, re.split(_BETWEEN, words))) for words in longest)
    pattern = re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)
    marks = {_joined(words): shown[words] for words in reversed(longest)}
    first = {word for words in shown for word in _WORD.findall(words)[:1]}

    def told(text: str) -> str:
        if first.isdisjoint(_WORD.findall(text.casefold())):  # nearly always, and much faster than all names
            return text
        return pattern.sub(lambda found: marks[_joined(found[0])] or found[0], text)

    return told


def _joined(text: str) -> str:
    """A text whatever stands between its words: `Operation-Falcon` is `operation falcon`."""
    return re.sub(_BETWEEN, " ", same(text))
