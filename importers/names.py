"""Which spellings are the same supplier: by rules that never merge two companies, and nothing cleverer.

A company number decides. Without one, two spellings are the same supplier when they differ only in case, punctuation,
`&` and `and`, the legal form, what stands after `t/a` or `formerly`, or an account code. Everything else is another
supplier until somebody says otherwise: ORACLE CARE LTD is not Oracle.
"""

from __future__ import annotations

import html
import re
import unicodedata

_LEGAL_FORMS = (
    r"public limited company|limited liability partnership|community interest company|limited|ltd|plc|llp|llc|"
    r"l\.?l\.?c|incorporated|inc|cic|gmbh|pty|p\.?l\.?c|l\.?t\.?d"
)
_LEGAL_END = re.compile(rf"[\s,(]+(?:{_LEGAL_FORMS})[\s.)]*$", re.IGNORECASE)
_TRADING = re.compile(
    r"(?:[\s,(]+(?:t/as?|t\.a\.|trading as|f/k/a|formerly)|\s*\((?:now|previously))\s.*$", re.IGNORECASE
)
_ACCOUNT = re.compile(r"\(\s*(?:ac|acc|account)\.?\s*(?:no\.?\s*)?[\d\s]+\)|\*+[^*]*\*+", re.IGNORECASE)

# The council itself: no supplier at all.
_IN_HOUSE = {
    "internal",
    "internally",
    "inhouse",
    "in house",
    "own",
    "own development",
    "self",
    "the council",
    "council",
}
# Somebody, but nobody says who: unknown.
_NOBODY = {"external", "various", "several", "multiple", "multiple suppliers", "various suppliers", "other", "unknown"}
_INSTRUCTION = re.compile(r"^(?:please\s+)?(?:see|refer to|as per|contact)\b", re.IGNORECASE)


def supplier_names(cell: str) -> list[str]:
    """The suppliers that a cell names, in its order; [] when it names nobody (in-house, various).

    `;`, `|` and line breaks part names. A comma, a slash or an `and` does only when every part bears a legal form:
    `Alder Ltd, Birch plc` is two companies, `Alder, Birch and Partners LLP` is one.
    """
    names: list[str] = []
    for part in re.split(r"[;|\r\n]+", html.unescape(cell)):
        pieces = re.split(r"\s*,\s*|\s*/\s*|\s+(?:and|&)\s+", part.strip())
        companies = len(pieces) > 1 and all(_LEGAL_END.search(piece) for piece in pieces)
        names.extend(pieces if companies else [part])
    cleaned = (re.sub(r"\s+", " ", name).strip(" \t,") for name in names)
    return list(dict.fromkeys(name for name in cleaned if name and not names_nobody(name)))


def names_nobody(name: str) -> bool:
    """Whether a text in a supplier cell is a word for ourselves, for nobody in particular, or an instruction."""
    words = re.sub(r"[^a-z]+", " ", name.casefold()).strip()
    return not re.search(r"\w", name) or words in _IN_HOUSE | _NOBODY or bool(_INSTRUCTION.match(name))


def supplier_key(name: str) -> str:
    """The form in which two spellings of one supplier are equal. Never empty for a name with a letter or a digit."""
    text = _TRADING.sub("", _ACCOUNT.sub(" ", html.unescape(name)))
    shorter = _LEGAL_END.sub("", text)
    while shorter != text:
        text, shorter = shorter, _LEGAL_END.sub("", shorter)
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter)
    )
    plain = re.sub(r"['’`.]", "", plain.replace("&", " and "))
    key = " ".join(re.findall(r"\w+", plain))
    return key or name.strip().casefold()


def company_number(text: str) -> str | None:
    """A number at Companies House with its leading zeros restored (a spreadsheet drops them), None when it is none.

    Eight characters: digits, or two letters (SC, NI, OC, SO, NC, RC, IP …) and six digits
    (Companies House, "Uniform resource identifiers customer guide").
    """
    compact = re.sub(r"[\s.-]", "", text).upper()
    found = re.fullmatch(r"([A-Z]{2})?(\d+)", compact)
    if not found or not int(found[2]):
        return None
    number = (found[1] or "") + found[2].zfill(6 if found[1] else 8)
    return number if len(number) == 8 else None
