"""Which suppliers may be people, whose names aren't published unless a council decides so.

The rule errs on the side of the person. A supplier is taken for a person when its name begins with a title (Mr, Dr),
or when it is two to four words that could all be parts of a person's name and nothing says that it is an organisation:
no company number, no owner and nothing owned, no legal form (Ltd, plc, LLP) and no word that only organisations use
(software, council, services). A council mends a wrong guess by giving the company number. Posts (Head of Service) are
no names.
"""

from __future__ import annotations

import re

from itmap.estate import Estate

_TITLE = re.compile(
    r"^(?:mr|mrs|ms|miss|mx|dr|prof|professor|rev|revd|reverend|sir|dame|lord|lady|cllr)\b\.?\s", re.IGNORECASE
)
_FORM = re.compile(
    r"\b(?:limited|ltd|plc|llp|llc|inc|incorporated|corp|corporation|company|co|cic|cio|gmbh|ag|sarl|bv|nv|oy|pty"
    r"|spa|srl|cyf|ccc)\b\.?",
    re.IGNORECASE,
)
# Words that only organisations use, and those of posts.
_WORDS = (
    "academy agency alliance analytics and architects associates association authority bank benefits board "
    "borough broadband bureau business care centers centre centres charity chief cleaning clinic cloud club "
    "college commission committee communications community computer computers computing connect consortium "
    "construction consult consultancy consultants consulting contractors cooperative council county data "
    "democracy design development devices digital direct director district education electric electrical "
    "electronics energy engineering engineers enterprise enterprises environment environmental estates europe "
    "events facilities finance financial fire forms foundation fund gas global government group health "
    "holdings hospital hosting housing identity imaging industries informatics information infrastructure "
    "innovation innovations institute institution insurance integration international internet it kingdom lab "
    "laboratory labs learning legal leisure licensing logistics maintenance management manager mapping "
    "marketing media medical messaging mobile national network networks nhs office officer online parking "
    "partners partnership payments payroll people police practice print printing products professionals project "
    "projects properties property public publishing records recruitment recycling regional rentals repairs "
    "research resource resources retail revenues safety sales school schools science security service services "
    "society software solicitors solutions staffing store stores studio studios supplies support surveyors "
    "surveys system systems team tech technical technologies technology telecom telecommunications telecoms "
    "telephony the trading training transport travel trust uk university utilities ventures water web wireless "
    "works world "
)
_ORGANISED = frozenset(_WORDS.split())
_PART = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.\-])*\.?")
_TRADING = re.compile(r"\s+(?:t/a|trading as)\s+.*", re.IGNORECASE)


def people(estate: Estate) -> list[str]:
    """The ids of the suppliers that may be people, in the order of their ids."""
    suppliers = estate.records("supplier")
    owners = {row["parent"] for row in suppliers.values()}
    found = []
    for id_, row in suppliers.items():
        called = [row["name"] or "", *row["names_seen"]]
        registered = row["company_number"] or row["parent"] or id_ in owners
        if any(map(has_title, called)) or (not registered and all(map(could_be_a_person, called))):
            found.append(id_)
    return found


def has_title(called: str) -> bool:
    """Whether a name begins with a person's title and is no company's: `Dr A Smith`, not `Dr Smith Ltd`."""
    return bool(_TITLE.search(called)) and not _FORM.search(called)


def could_be_a_person(called: str) -> bool:
    """Whether a name could be a person's: `J. Pemberwick`, `Smith, Jane`; not `Smith Software`, `Smith & Co`."""
    own = _TRADING.sub("", called)  # Jane Smith t/a Smith Computing
    if _FORM.search(own) or "&" in own:
        return False
    words = re.split(r"[\s,]+", own.strip())
    return (
        2 <= len(words) <= 4
        and all(_PART.fullmatch(word) for word in words)
        and not any(word.casefold().strip(".") in _ORGANISED for word in words)
    )
