"""Which spellings are the same supplier: by rules that never merge two companies, and nothing cleverer.

A company number decides. Without one, two spellings are the same supplier when they differ only in case, spaces,
punctuation, `&` and `and`, the legal form, what stands after `t/a` or `formerly`, an account code, or a note behind the
legal form. The registrar takes no two companies whose names differ in so little, but for companies of one group
(Companies Act 2006, section 66; SI 2015/17, regulations 7 and 8): so names whose legal forms are of two families stay
apart. Everything else is another supplier until somebody says otherwise: ORACLE CARE LTD is not Oracle.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from itmap.importers.words import is_unknown

# A family holds what may stand for one company: a Ltd may have been a plc. A Ltd and an Inc of one name are two.
_FAMILIES = {
    "british": "public limited company|community interest company|limited|ltd|p ?l ?c|cic|cyfyngedig|cyf|ccc",
    "partnership": "limited liability partnership|limited partnership|l ?l ?p|lp",
    "american": "incorporated|inc|l ?l ?c",
    "german": "gmbh",
    "dutch": "b ?v|n ?v",
    "irish": "designated activity company|dac",
    "australian": "pty",
    "canadian": "ulc",
}
_FORM = "|".join(_FAMILIES.values())
_ENDS_IN_FORM = re.compile(rf" ({_FORM})$")
# A registered name ends with its legal form: what stands in brackets behind it is a branch, a code, a note; but a
# country or a year may be a careless spelling of another company's name.
_NOTE = re.compile(
    rf"(?<=\w)([\s,]+(?:{_FORM})\.?)\s*[(\[](?!\s*(?:\d{{4}}|uk|gb|ni|eu|usa?|emea|(?:northern )?ireland|scotland|"
    r"wales|england|europe|international|group|holdings?|france|germany|netherlands|india|canada|australia)\s*[)\]]?\s*$)"
    r"[^)\]]*[)\]]?\s*$",
    re.IGNORECASE,
)
_TRADES_AS = re.compile(
    r"[\s,;:([-]*(?<!\w)(?:t\s?[/\\]\s?as?|t\.a\.?|trading as|[do]/b?/?a|dba|doing business as|operating as)(?!\w)"
    r"[\s:.-]*",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"[\s,([-]+(?:formerly(?: known as)?|f/k/a|fka|previously(?: known as)?)(?!\w)[\s:.-]*"
    r"|\s*[,([-]\s*(?:now(?: known as| called)?|part of|an? (?:division|subsidiary|part) of) +"
    r"(?!(?:ltd|limited|plc)\b)",
    re.IGNORECASE,
)
# Where none of these stands in a name, it says nothing beside the name, and has no account code.
_SIGNS_OF_MORE = (
    "/", "\\", ".a", " as", "dba", "formerly", "fka", "previously", ",", "(", "[", "-", "–", ":", "*", "acc",
)  # fmt: skip
_OWNED = re.compile(r"(?:part|division|subsidiary) of", re.IGNORECASE)
_CODE = re.compile(
    r"[([]\s*(?:a/?c|acct?|account)[\s.:]*(?:no|number|ref)?[\s.:]*[\d\s-]+[)\]]"  # (ACC 1968188)
    r"|[\s,-]+(?:a/c|acct?|account)[\s.:]*(?:no|number|ref)?[\s.:]*\d[\d\s-]*$"  # - a/c no. 1968188
    r"|[([]\s*[a-z]{0,3}[\s-]?\d{5,}\s*[)\]]|^\s*[a-z]{0,3}\d{5,}\s*[-–:]\s+"  # (V0012345), 100234 - …
    r"|[([]\s*lots?\s[\d\s,&and-]+[)\]]|\*+[^*]*\*+",  # (Lots 1 and 2), **USE 78269**
    re.IGNORECASE,
)
_WRITTEN_OUT = {
    "bros": "brothers", "co": "company", "corp": "corporation", "grp": "group", "intl": "international",
    "mgmt": "management", "srvs": "services", "srvcs": "services", "svcs": "services",
}  # fmt: skip

# The longest name of a company has 160 characters (SI 2015/17, regulation 2); beyond this a text is read as it stands.
_LONGEST_NAME = 500
_LOT = re.compile(r"lots?\s*\d+[a-z]?(?:\s*(?:[,&]|and|to|-)\s*\d+[a-z]?)*\s*(?:[-–:]\s*|\s)", re.IGNORECASE)
_BEFORE_A_LOT = re.compile(r"\s*[,/&]\s*(?=lots?\s*\d+[a-z]?\s*[-–:])", re.IGNORECASE)
_UNPARTED = re.compile(rf"[^\s\d],(?!(?:{_FORM})\W*$)(?=[^\W\d])", re.IGNORECASE)
_NUMBERED = re.compile(r"\d{1,2}[.)]\s+(?=\D)")

# The council itself: no supplier at all.
_IN_HOUSE = re.compile(
    r"(?:(?:developed|built|bespoke|hosted|managed|supported|provided|council) )*"
    r"(?:internal(?:ly)?|in ?house|own|self|(?:the |our )?council|(?:corporate |internal )?(?:it|ict))"
    r"(?: (?:and|or|bespoke|developed|development|built|system|solution|team|department|ict|it|hosted|support|"
    r"supported|managed|maintained|services?))*"
)
# Somebody, but nobody says who: unknown. Or nobody at all.
_NOBODY = re.compile(
    r"external(?:ly)?(?: (?:hosted|managed|supplier|provider))?|other|others|unknown(?: supplier)?|none|nil|nobody|"
    r"(?:not|never|un)[ -]?(?:applicable|known|stated|recorded|specified|held|available|appointed)|as above|"
    r"no (?:supplier|provider|contractor|vendor|contract|bids?|tenders?|bidders?|one)(?: .*)?|"
    r"to be (?:confirmed|advised|agreed|determined|appointed|awarded|procured|decided)(?: .*)?|"
    r"(?:various|several|multiple|numerous|many|different)"
    r"(?: (?:suppliers?|providers?|contractors?|vendors?|companies|lots|others?)(?: .*)?| see .*)?|"
    r"(?:tender |contract |procurement |procedure )?(?:was )?(?:abandoned|cancelled|withdrawn|unsuccessful|stopped)|"
    r"(?:.* )?(?:not|no|never)(?: (?:yet|been|be|to))* award(?:ed)?(?: .*)?|"
    r"(?:(?:supplier |company |provider )?(?:names?|details?) )?(?:withheld|redacted)(?: .*)?|"
    r"date (?:.* )?passed(?: .*)?"
)
_INSTRUCTION = re.compile(
    r"(?:please )?(?:(?:refer to|as per|check with|speak to|ask) .*|"
    r"(?:see|contact) (?:.* )?(?:attach\w*|above|below|notes?|comments?|list|spreadsheet|schedule|appendix|annex|"
    r"files?|documents?|contracts?|notice|tender|website|link|tab|sheet|row|column|cell|register|folder|details?|officer|"
    r"manager|procurement|department|team|council|service area|for|individual|separate|each|other|overleaf|email|"
    r"ext)(?: .*)?)"
)

# Companies House, "Uniform resource identifiers customer guide": who is registered under which letters.
_PREFIX = re.compile("R?|AC|C[ES]|E[NS]|F[CE]|G[ENS]|I[CP]|LP|N[ACFILOPRVZ]|O[CE]|PC|R[CS]|S[ACEFGILOPRZ]|ZC")


def supplier_names(cell: str) -> list[str]:
    """The suppliers that a cell names, in its order; [] when it names nobody (in-house, various, see attached).

    `;`, `|` and line breaks part names, and so do lots. A comma, a slash or an `and` does only when every part bears a
    legal form: `Alder Ltd, Birch plc` is two companies, `Alder, Birch and Partners LLP` is one. A comma behind a legal
    form does as well where a company follows: exports join names so, without a space.
    """
    return list(_supplier_names(cell))


@lru_cache(maxsize=50_000)
def _supplier_names(cell: str) -> tuple[str, ...]:
    lines = (" ".join(line.split()) for line in re.split(r"[;|\r\n]+", _unescaped(cell)))
    parts = (part for line in lines for part in _BEFORE_A_LOT.split(line))
    names = (_without_lot(name) for part in parts for name in _companies(part))
    cleaned = (name.strip(" ,") for name in names)
    return tuple(dict.fromkeys(name for name in cleaned if name and not names_nobody(name)))


def names_nobody(name: str) -> bool:
    """Whether a text in a supplier cell is a word for ourselves, for nobody in particular, or an instruction.

    What bears a legal form is a name, whatever it says: Contact Details Ltd.
    """
    if not re.search(r"\w", name) or is_unknown(name):
        return True
    if _families(name):
        return False
    words = " ".join(re.findall(r"[a-z]+", name[:_LONGEST_NAME].casefold()))
    told = any(pattern.fullmatch(words) for pattern in (_IN_HOUSE, _NOBODY, _INSTRUCTION))
    return told or bool(re.match(r"\s*(?:n\s?/\s?a|tb[acd])\b", name, re.IGNORECASE))


def may_be_several(name: str) -> bool:
    """Whether a name that was not parted may be two for all that: exports join names by a comma without a space."""
    return bool(_UNPARTED.search(name))


def supplier_key(name: str) -> str:
    """The form in which two spellings of one supplier are equal. Never empty for a name with a letter or a digit."""
    return "".join(supplier_words(name)) or name.strip().casefold()


def same_supplier(one: str, other: str) -> bool:
    """Whether the rules take two spellings for one supplier: equal keys, and legal forms that may be one company's."""
    return supplier_key(one) == supplier_key(other) and not forms_conflict([one], [other])


def forms_conflict(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether the legal forms of these spellings tell two companies of one group apart: Mitel Ltd, Mitel Inc."""
    ours, theirs = legal_families(some), legal_families(others)
    return bool(ours and theirs and not ours & theirs)


def legal_families(names: Iterable[str]) -> set[str]:
    """The families of the legal forms that end these spellings; none where they bear no form."""
    return {family for name in names for family in _families(name)}


@lru_cache(maxsize=50_000)
def supplier_words(name: str) -> tuple[str, ...]:
    """The words that tell a supplier from others, as its key joins them."""
    words = _parted(name)[0].split()
    if len(words) > 1 and words[0] == "the":
        del words[0]
    return tuple(_WRITTEN_OUT.get(word, word) for word in words)


def asides(name: str) -> Iterator[tuple[str, str]]:
    """What a spelling says beside the name: ("trades as" or "was or is" or "part of", the other name)."""
    text = _unescaped(name)
    if len(name) > _LONGEST_NAME or not may_say_more(text):
        return
    text = _CODE.sub(" ", text)
    trading = _TRADES_AS.search(text)
    if trading and trading.start():
        for each in (text[: trading.start()], text[trading.end() :]):
            if supplier_key(each) != supplier_key(name) and re.search(r"\w", each):
                yield "trades as", each.strip(" ()[]")
    aside = _ASIDE.search(text)
    if aside and aside.start() and re.search(r"\w", text[aside.end() :]):
        relation = "part of" if _OWNED.search(aside[0]) else "was or is"
        yield relation, text[aside.end() :].strip(" ()[]")


def may_say_more(name: str) -> bool:
    """Whether a name may hold more than the company's: what else it is or was called, a code. False for most, told
    without a search.
    """
    return any(map(name.casefold().__contains__, _SIGNS_OF_MORE))


@lru_cache(maxsize=50_000)
def company_number(text: str) -> str | None:
    """A number at Companies House with its leading zeros restored (a spreadsheet drops them), None when it is none.

    Eight characters: digits, or known letters (SC, NI, OC, RC …) and six digits; some old ones end in letters too.
    """
    compact = re.sub(r"[\s.-]", "", re.sub(r"\.0+$", "", text.strip())).upper()
    found = re.fullmatch(r"([A-Z]{2})?(\d+)([A-Z]{0,2})|(R)(\d{7})()", compact)
    if not found:
        return None
    letters, digits, ending = (found[4], found[5], "") if found[4] else (found[1] or "", found[2], found[3])
    number = letters + digits.zfill(8 - len(letters) - len(ending)) + ending
    return (
        number if _PREFIX.fullmatch(letters) and int(digits) and len(number) == 8 and (letters or not ending) else None
    )


def _unescaped(text: str) -> str:
    """Without the entities of web pages; some exports escape twice."""
    return html.unescape(html.unescape(text))


def _companies(text: str) -> list[str]:
    if not any(map(text.__contains__, (",", "/", "&", "and"))):
        return [text]
    pieces = re.split(r"\s*,\s*|\s*/\s*|\s+(?:and|&)\s+", text)
    if len(pieces) > 1 and all(_families(piece) for piece in pieces):
        return pieces
    pieces = text.split(",")
    if len({piece.casefold().strip() for piece in pieces}) < len(pieces):  # one winner of several lots, said each time
        return pieces
    return _parted_behind_forms(pieces)


def _parted_behind_forms(pieces: list[str]) -> list[str]:
    """The pieces between commas, joined again where a comma stands inside a name or before a note."""
    names = [pieces[0]]
    for index, piece in enumerate(pieces[1:], start=1):
        follows_company = bool(_families(names[-1])) and not (_TRADES_AS.match(piece) or _ASIDE.match("," + piece))
        begins_name = not piece.startswith(" ") or any(_families(later) for later in pieces[index:])
        if follows_company and begins_name and _ends_bare(_plain(piece)):
            names.append(piece)
        else:
            names[-1] += "," + piece
    return names


def _without_lot(name: str) -> str:
    """A name without the lot that it won: `Lot 1 - East - Alder Ltd`; and without its number in a list."""
    text = _NUMBERED.sub("", name.strip(), count=1) if _NUMBERED.match(name.strip()) else name.strip()
    lot = _LOT.match(text)
    return re.split(r"\s+[-–]\s+", text[lot.end() :])[-1] if lot else text


def _registered(name: str) -> str:
    """The part of a spelling that is the company's name: without its trading name, its former ones, and notes."""
    text = _unescaped(name)
    if len(text) > _LONGEST_NAME:
        return text
    if not may_say_more(text):
        return text.strip()
    trading = _TRADES_AS.search(text)
    if trading:
        company, trade = text[: trading.start()], text[trading.end() :]
        text = trade if not re.search(r"\w", company) or (_bears_form(trade) and not _bears_form(company)) else company
    aside = _ASIDE.search(text)
    if aside and re.search(r"\w", text[: aside.start()]):
        text = text[: aside.start()]
    return _NOTE.sub(r"\1", _CODE.sub(" ", text).strip())


def _bears_form(text: str) -> bool:
    plain = _plain(_NOTE.sub(r"\1", text.strip(" ()[]")))
    return _ends_bare(plain) != plain


def _families(name: str) -> frozenset[str]:
    """The families of the legal forms at the end of a name; none where it bears no form."""
    return _families_of(_parted(name)[1])


@lru_cache(maxsize=50_000)
def _parted(name: str) -> tuple[str, str]:
    """A registered name in plain words without the legal forms at its end, and those."""
    plain = _plain(_registered(name)).removesuffix(" the")  # State Group Inc., The
    bare = _ends_bare(plain)
    return bare, plain[len(bare) :]


@lru_cache(maxsize=1_000)
def _families_of(forms: str) -> frozenset[str]:
    return frozenset(family for family, words in _FAMILIES.items() if re.search(rf"\b(?:{words})\b", forms))


def _ends_bare(plain: str) -> str:
    """A plain name without the legal forms at its end, of which some spellings have two or three: Co Pty Ltd."""
    for _ in range(3):
        found = _ENDS_IN_FORM.search(plain)
        if not found:
            break
        plain = plain[: found.start()]
    return plain


def _plain(text: str) -> str:
    """Words of letters and digits in one case, without accents; a full stop joins initials, `&` is a word."""
    bare = text.casefold()
    if not bare.isascii():
        bare = "".join(filter(lambda letter: not unicodedata.combining(letter), unicodedata.normalize("NFKD", bare)))
    return " ".join(re.findall(r"[^\W_]+", re.sub(r"['’`.]", "", re.sub(r"[&+]", " and ", bare))))
