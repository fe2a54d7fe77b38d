"""The words that registers use: for what nobody knows or tells, and for the workbook's choices."""

from __future__ import annotations

import re
from collections.abc import Mapping

from itmap.model import REFERENCES, Kind

_UNKNOWN = {
    "tbc", "tba", "tbd", "to be confirmed", "to be advised", "to be agreed", "to be determined", "n/a", "na", "n.a",
    "n/k", "nk", "not known", "unknown", "not available", "not applicable", "not held", "information not held",
    "no information held", "not recorded", "none recorded", "not specified", "not stated", "redacted", "withheld",
    "commercially sensitive", "commercial in confidence", "?", "??", "???", "-", "--", "–", "—", "£-", "£ -", "null",
}  # fmt: skip
# Words that are unknown where a date, an amount or a scale should stand, and may be a name or a text elsewhere.
_NO_VALUE = {
    "exempt", "confidential", "commercial", "various", "see notes", "see contract", "ongoing", "on going", "rolling",
    "open ended", "open-ended", "evergreen", "perpetual", "indefinite", "no end date", "pending", "unlimited",
    "nil return",
}  # fmt: skip
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
_OTHER_WORDS: Mapping[str, Mapping[str, str]] = {
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
        "rolling": "evergreen, rolling contract, annual rolling",
        "none": "no, fixed term, does not renew, ends",
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
    for name, choices in _OTHER_WORDS.items()
}


def is_unknown(text: str, kind: Kind = Kind.TEXT) -> bool:
    """Whether a cell says that its value is not known, not held or not to be told."""
    word = re.sub(r"\s+", " ", text.casefold()).strip(" .")
    if kind in _FREE:
        return word in _UNKNOWN or (len(word) < 80 and bool(_REFUSED_TEXT.fullmatch(word)))
    return word in _UNKNOWN | _NO_VALUE or (len(word) < 80 and bool(_REFUSAL.fullmatch(word)))
