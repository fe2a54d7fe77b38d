"""What has changed since an earlier state of the registers: a section of the report, a sentence and a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from itmap.changes import ADDED, REMOVED, UPDATED, Change, Side, compare
from itmap.estate import Estate
from itmap.reports.sections import Section
from itmap.reports.tables import HOW, Heading, Line, Table, how
from itmap.reports.words import Fold, Text, capital, count, have, listed, name, short

_SHOWN = 160  # characters of a field's text in a cell; the rest is folded away
_ONE = {"Organisations": "council", "Integrations": "connection"}  # else the sheet's name without its s

_WHOLE = {ADDED: ("not there", "there"), REMOVED: ("there", "not there"), UPDATED: ("nothing", "nothing")}


def since(called: str, before: Estate, after: Estate, shown: Estate, earlier: Collection[str]) -> Section:
    """The section on what has changed from `before` to `after`, both in scope `all` and for one audience.

    `called` says which state the earlier one is; `shown` is the estate of the report; a contract counts when it lies in
    the scope of the report or lay in that of the earlier state (`earlier`, ids of contracts).
    """
    contracts = {*shown.records("contract"), *earlier}
    found = [
        change
        for change in compare(Side.of_estate(before), Side.of_estate(after))
        if change.register != "Contracts" or change.record in contracts
    ]
    councils = len({*before.organisations, *after.organisations}) > 1
    return Section(
        name="changes",
        question=f"What has changed since {called}?",
        answer=(_sentence(found, called),),
        figure=None,
        limits=(
            "It compares what the registers say, not what happened: a row that somebody corrected counts as changed.",
            "Points, ranks and what stops with what are not compared.",
        ),
        lacks="",
        also=(_table(found, shown, councils=councils),) if found else (),
    )


def _sentence(found: list[Change], called: str) -> str:
    if not found:
        return (
            f"The registers say what they said on {called}." if called[:1].isdigit() else "The registers say the same."
        )
    said = []
    for what, words in ((ADDED, "been added"), (REMOVED, "gone"), (UPDATED, "changed")):
        held = Counter(
            register for register, _ in {(each.register, each.record) for each in found if each.what == what}
        )
        if held:
            order = list(dict.fromkeys(each.register for each in found if each.what == what))
            said.append(
                f"{listed([_counted(held[register], register) for register in order], 9)} "
                f"{have(sum(held.values()))} {words}"
            )
    fields = Counter(each.field for each in found if each.field).most_common(3)
    most = (
        f" What changed most often: {listed([f'{field} ({number:,})' for field, number in fields])}." if fields else ""
    )
    return f"{capital('; '.join(said))}.{most}"


def _counted(number: int, register: str) -> str:
    return count(number, _ONE.get(register, register.removesuffix("s").lower()))


def _table(found: list[Change], estate: Estate, *, councils: bool) -> Table:
    held = {id_ for register in estate.tables for id_ in estate.records(register)}
    lines = [
        Line(
            (name(estate, change.record),) if change.what != REMOVED and change.record in held else (change.name,),
            (
                (change.register.removesuffix("s"),),
                *([(change.organisation or "all",)] if councils else []),
                (capital(change.what),),
                (change.field or "The whole record",),
                _text(change.old, _WHOLE[change.what][0]),
                _text(change.new, _WHOLE[change.what][1]),
            ),
            how(estate, [change.record] if change.what != REMOVED else []) or ("No row speaks of it any more.",),
        )
        for change in found
    ]
    headings = (
        Heading("Record"),
        Heading("Kind"),
        *([Heading("Council")] if councils else []),
        Heading("What happened"),
        Heading("Field"),
        Heading("Before", "words"),
        Heading("Now", "words"),
        Heading(HOW, "how"),
    )
    return Table("changes-table", "What was added, what has gone, and what changed", headings, tuple(lines))


def _text(said: str, whole: str) -> Text:
    """What a field says; `whole` for one that is empty, and for a record that came or went."""
    line = " ".join(said.split()) or whole
    return (line,) if len(line) <= _SHOWN else (Fold(short(line, _SHOWN // 2), (line,)),)
