"""The words that registers use: for what nobody knows or tells, for the workbook's choices, and for how it renews."""

from __future__ import annotations

import re
from collections.abc import Mapping

from itmap.model import REFERENCES, Kind

UNKNOWN_WORDS = (
    "tbc", "t.b.c", "tba", "tbd", "to be confirmed", "to be advised", "to be agreed", "to be determined", "to follow",
    "n/a", "na", "n.a", "n/k", "nk", "not known", "not yet known", "unknown", "don't know", "not sure", "not available",
    "not applicable", "not held", "information not held", "no information held", "no information", "no data",
    "not recorded", "none recorded", "not specified", "not stated", "not provided", "not published", "not disclosed",
    "redacted", "withheld", "commercially sensitive", "commercial in confidence", "?", "??", "???", "-", "--", "–", "—",
    "£-", "£ -", "null",
)  # fmt: skip
# Words that are unknown where a date, an amount or a scale should stand, and may be a name or a text elsewhere.
NO_VALUE_WORDS = (
    "exempt", "confidential", "commercial", "various", "see notes", "see contract", "ongoing", "on going", "on-going",
    "open ended", "open-ended", "perpetual", "indefinite", "no end date", "pending", "awaiting", "awaited", "unlimited",
    "nil return", "rolling", "evergreen", "annual rolling", "rolling annual", "rolling annually",
)  # fmt: skip
REFUSAL_EXAMPLES = ("Section 43", "s.43 exemption", "Refused - Section 43 commercially sensitive", "Redacted (FOIA)")
UNCLEAR = "(unclear)"  # what itmap's own workbooks write behind words that only their first sheet made no value
_UNKNOWN, _NO_VALUE = set(UNKNOWN_WORDS), set(NO_VALUE_WORDS)
# A refusal under the Freedom of Information Act 2000: its exemptions are sections 21 to 44. Section 106 is planning's.
# As a text or a name only section 43 (commercial interests) is one: "Section 42 enquiries" is a service.
_REFUSAL = re.compile(
    r"(?:(?:refused|exempt|exemption|withheld|redacted)\b[\s\-:,(]*)?(?:under )?(?:foia? )?(?:section|s\.?) ?"
    r"(?:2[1-9]|3\d|4[0-4])\b.*|(?:tbc|redacted|withheld|refused|information not held)\b.{0,40}"
)
_REFUSED_TEXT = re.compile(
    r"(?:(?:refused|exempt|exemption|withheld|redacted)\b[\s\-:,(]*)?(?:under )?(?:foia? )?(?:section|s\.?) ?43"
    r"(?:\W.*)?"
)
_FREE = (Kind.TEXT, Kind.TEXTS, *REFERENCES)

# Other words for a choice: by field, then by choice. A word counts only where its field has that choice.
OTHER_WORDS: Mapping[str, Mapping[str, str]] = {
    "status": {
        "live": "active, current, in use, in force, production, operational",
        "ended": "expired, closed, complete, completed, terminated",
        "pipeline": "planned, planning, future, in procurement, pre procurement",
        "withdrawn": "cancelled, abandoned",
        "planned": "in development, proposed",
        "retiring": "sunset, being replaced",
        "retired": "decommissioned, archived",
    },
    "renewal": {
        "automatic": "auto, auto renew, auto renews, auto renewal, automatic renewal, automatically renews",
        "rolling": "evergreen, rolling contract",
        "none": "no, fixed term, does not renew, will not renew, ends, no auto renewal, no automatic renewal, "
        "does not auto renew, does not automatically renew, not auto renewing",
    },
    "vat": {
        "included": "inc, incl, inc vat, including, including vat, inclusive, gross",
        "excluded": "ex, exc, excl, ex vat, excluding, excluding vat, exclusive, net, plus vat",
    },
    "value_basis": {
        "annual": "per annum, pa, p a, yearly, per year, annually",
        "total": "whole life, whole term, lifetime, total contract value",
    },
    "type": {
        "framework": "framework agreement",
        "DPS": "dynamic purchasing system, dynamic market",
        "call-off": "calloff, call off contract",
    },
    "role": {
        "supplies": "supply, supplier",
        "hosts": "host, hosting",
        "licenses": "licence, licences, license, licensing",
        "supports": "support, maintenance, support and maintenance",
        "resells": "reseller",
        "consults": "consultancy, consultant",
    },
    "api": {
        "open standard": "open, open api, open standards",
        "documented": "documented api",
        "proprietary": "closed",
        "none": "no, no api",
    },
    "data_export": {
        "open standard": "open, open format, open standards",
        "proprietary": "closed",
        "none": "no, no export",
    },
    # The long forms are those of the register of information under the Digital Operational Resilience Act.
    "substitutability": {
        "easily substitutable": "easy",
        "medium complexity": "medium, medium complexity in terms of substitutability",
        "highly complex": "complex, hard, highly complex substitutability",
        "not substitutable": "impossible",
    },
    "dependence": {"hard": "critical, mandatory, required", "soft": "optional"},
    "kind": {"application": "app, business application", "infrastructure": "network"},
}
CHOICE_OF = {
    name: {word: choice for choice, words in choices.items() for word in words.split(", ")}
    for name, choices in OTHER_WORDS.items()
}

# What a column of yes and no says in its own words, by field. Small and medium enterprises have fewer than 250 staff.
YES_NO_WORDS: Mapping[str, Mapping[str, bool]] = {
    "statutory": {"statutory": True, "non statutory": False, "not statutory": False, "discretionary": False},
    "sme": {
        "sme": True, "micro": True, "small": True, "medium": True, "non sme": False, "not sme": False, "large": False,
    },
    "vcse": {"vcse": True, "charity": True, "non vcse": False, "not vcse": False},
    "exempt": {"exempt": True, "not exempt": False},
}  # fmt: skip

# How a contract renews, in a cell that is for its end, its term or its notice: alone, or behind a day or a length.
RENEWAL_EXAMPLES = (
    "Rolling", "Rolling contract", "Evergreen", "Month to month", "Auto renews", "Auto-renewal annually",
    "Automatically renews every 12 months unless terminated", "31/03/2027 then rolling", "31/03/2027 (auto renews)",
    "N/A - rolling", "Annual rolling", "Ongoing", "Open ended",
)  # fmt: skip
_YEARLY = r"annual(?:ly)?|yearly|(?:every|each) year|(?:every|for(?: a)?(?: further)?) 12 months"
_MONTHLY = r"monthly|(?:every|each) month"
_AUTOMATIC = (
    r"(?:annual |annually |yearly )?auto(?:matic(?:ally)?)?[- ]?renew(?:s|al|ed|ing)?"
    rf"(?:,? \(?(?:{_YEARLY}|{_MONTHLY})\)?)?|(?:is )?renew(?:s|ed) automatically(?: (?:{_YEARLY}|{_MONTHLY}))?"
)
_ROLLING = r"(?:on a )?rolling(?: (?:contract|agreement|basis|monthly))?|monthly rolling|evergreen|month[- ]to[- ]month"
_RENEWS = re.compile(
    r"(?:(?P<rest>.*?)[\s,;:(–-]+)??(?:(?P<then>(?:and )?(?:then|thereafter) )|and |with )?"
    rf"(?:(?P<automatic>{_AUTOMATIC})|{_ROLLING})(?: (?:unless|until) [^\d]{{1,40}})?[).\s]*",
    re.IGNORECASE | re.DOTALL,
)
_PERIODS = ((_YEARLY, "1 year"), (_MONTHLY, "1 month"))
_LONGEST_WORD = 80  # characters that a word for unknown may have
_LONGEST = 120  # characters: what is longer is a remark


def without_renewal(text: str, kind: Kind) -> tuple[str, dict[str, str]]:
    """A cell's text without its words for how the contract renews, and what they say, as text by field.

    `31/03/2027 then rolling` is `31/03/2027` and rolling. A length that rolls (`12 months rolling`) is left as it is:
    nobody can tell whether it may end on any day or renews by the year. What is left must still be read: before
    `does not` stands no day.
    """
    found = _RENEWS.fullmatch(text) if len(text) <= _LONGEST else None
    if not found:
        return text, {}
    rest, automatic = found["rest"] or "", found["automatic"]
    if not automatic:
        rolls_by_length = kind is Kind.DURATION and rest and not is_unknown(rest, kind) and not found["then"]
        return (text, {}) if rolls_by_length else (rest, {"renewal": "rolling"})
    period = next((length for words, length in _PERIODS if re.search(words, automatic, re.IGNORECASE)), None)
    return rest, {"renewal": "automatic", **({"renewal_period": period} if period else {})}


def is_unknown(text: str, kind: Kind = Kind.TEXT) -> bool:
    """Whether a cell says that its value is not known, not held or not to be told."""
    word = " ".join(text.casefold().split()).strip(" .")
    if word in _UNKNOWN or word.endswith(UNCLEAR):
        return True
    if len(word) >= _LONGEST_WORD:
        return False
    if kind in _FREE:
        return "43" in word and bool(_REFUSED_TEXT.fullmatch(word))
    return word in _NO_VALUE or bool(_REFUSAL.fullmatch(word))
