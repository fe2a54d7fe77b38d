"""What a version of the report says of its audience: its banner, what is left out of it and why, and in the place of
the council's days for notice the contracts with the days on which they end."""

from __future__ import annotations

import datetime as dt

from itmap.estate import Estate, Values
from itmap.quantities import add_months
from itmap.reports.figures import Figure
from itmap.reports.public_texts import MARK
from itmap.reports.sections import Section
from itmap.reports.tables import HOW, Heading, Line, Table, how
from itmap.reports.words import NOT_KNOWN, Part, be, capital, count, day, listed_names, money, name, of_all
from itmap.settings import PublicSettings

BANNERS = {
    "committee": "May contain exempt information (Local Government Act 1972, Schedule 12A, paragraph 3): "
    "for officers and members",
    "public": "For the public: what is exempt from publication is left out",
}
_LAW = "paragraph 3 of Schedule 12A to the Local Government Act 1972 (anyone's financial or business affairs)"
_LEFT_OUT = {
    "officers": "the officers who answer for contracts and systems",
    "individuals": "the names of suppliers that may be people, who are called Individual 1, 2 and so on",
    "versions": "versions, where systems run, how long their makers support them, and legacy risk scores",
    "interfaces": "how systems exchange data, and which",
    "lock_in": "how firmly each supplier holds us",
    "notice_days": "notice periods, and the days by which the council must act on a contract or look at it",
    "candidates": "what the council could replace first",
    "file_names": "the names of the files that this rests on",
}
_BASIS = {"annual": " a year", "total": " in all"}


def left_out(estate: Estate, settings: PublicSettings) -> list[str]:
    """What isn't in this version, and why, in sentences; none for officers and members."""
    withheld = estate.withheld
    if withheld.audience != "public":
        return []
    said = [
        f"{capital(count(withheld.exempt, 'contract'))} {be(withheld.exempt or 2)} left out as exempt from publication "
        f"under {_LAW}"
        + (", with everything that only they speak of. No figure here counts them." * (withheld.exempt > 0) or ".")
    ]
    if withheld.exempt:
        said.append(
            f"{MARK} stands in the place of a figure from which an exempt one could be worked out. That is so of every "
            "share of spending: a share of what is shown would not be a share of the whole, and a share of the whole "
            "would give the rest away."
        )
        said.append("The numbers of companies are left out too: which rows gave them isn't known, and exempt ones may.")
    others = [words for setting, words in _LEFT_OUT.items() if not getattr(settings, setting)]
    if others:
        said.append(f"Also left out, by the council's own choice: {'; '.join(others)}.")
    return said


def note(estate: Estate) -> tuple[str, ...]:
    """What a section that rests on contracts doesn't say in this version."""
    exempt = estate.withheld.exempt
    if not exempt:
        return ()
    counted = (
        "Nothing that rests on it is counted here." if exempt == 1 else "Nothing that rests on them is counted here."
    )
    return (f"{capital(count(exempt, 'contract'))} {be(exempt)} left out as exempt from publication. {counted}",)


def contracts(estate: Estate) -> Section | None:
    """The contracts and the days on which they end; None where there are none."""
    rows = sorted(estate.records("contract").items(), key=lambda item: _soonest_first(estate, *item))
    if not rows:
        return None
    ending = [(id_, row["end_date"]) for id_, row in rows if row["end_date"] and row["end_date"] >= estate.as_of]
    until = add_months(estate.as_of, 12)
    soon = sum(end <= until for _, end in ending)
    blank = sum(row["end_date"] is None for _, row in rows)
    answer: list[Part] = [
        f"{capital(of_all(soon, len(rows), 'contract'))} {be(soon)} recorded to end by {day(until)}. "
    ]
    if ending:
        answer += ["The next to end is ", name(estate, ending[0][0]), f", on {day(ending[0][1])}. "]
    if blank:
        answer.append(f"For {of_all(blank, len(rows), 'contract')} no end is recorded.")
    title = f"{capital(count(soon, 'contract'))} {'ends' if soon == 1 else 'end'} by {day(until)}"
    sentence = "The first to end comes first; those past their recorded end come last, before those without one."
    return Section(
        "contracts",
        "When do our contracts end?",
        answer,
        Figure("contracts", title, sentence, None, _table(estate, rows)),
        ("A contract may be extended, renew or end early: its recorded end is not a decision.", *note(estate)),
        "",
    )


def _soonest_first(estate: Estate, id_: str, row: Values) -> tuple[bool, bool, dt.date, str, str]:
    end = row["end_date"]
    return end is None, end is not None and end < estate.as_of, end or dt.date.max, estate.name(id_).casefold(), id_


def _table(estate: Estate, rows: list[tuple[str, Values]]) -> Table:
    lines = tuple(
        Line(
            (name(estate, id_),),
            (
                tuple(listed_names([name(estate, who) for who in row["suppliers"]])) or (NOT_KNOWN,),
                (day(row["start_date"]) if row["start_date"] else NOT_KNOWN,),
                (day(row["end_date"]) if row["end_date"] else NOT_KNOWN,),
                (_value(estate, id_, row),),
            ),
            how(estate, (id_,)),
        )
        for id_, row in rows
    )
    headings = (
        Heading("Contract"),
        Heading("Supplier"),
        Heading("Begins"),
        Heading("Ends"),
        Heading("Value", "number"),
        Heading(HOW, "how"),
    )
    return Table("contracts-table", "Every contract that is published", headings, lines)


def _value(estate: Estate, id_: str, row: Values) -> str:
    if estate.withheld.holds_back("contract", "value", id_):
        return MARK
    return NOT_KNOWN if row["value"] is None else f"{money(row['value'])}{_BASIS.get(row['value_basis'], '')}"
