"""What itmap drafts for the committee paper: what follows from the registers, marked as drafts where it proposes.

No advice is invented: what an option costs, whether it is lawful and whom it affects is left to officers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from itmap.estate import Estate
from itmap.quantities import add_months
from itmap.queries import Answer
from itmap.reports.charts import Event
from itmap.reports.decisions import CHECK, DECIDE, NOTICE, START, alive, called, dated, latest, pressing, status
from itmap.reports.figures import apart, reach, what_stops, worth_replacing
from itmap.reports.findings import SOON_MONTHS, Finding
from itmap.reports.paper import TO_COMPLETE, Block, Grid, Paragraph, Points, Subheading
from itmap.reports.sections import Section
from itmap.reports.sources import File, Finder
from itmap.reports.words import NOT_KNOWN, Part, Text, be, capital, count, day, listed_names, lower
from itmap.terms import UNKNOWN

TABLE = "Table 1"
_DRAFT = "Drafts that follow from the registers alone. Officers to confirm, change or remove."


@dataclass(frozen=True)
class Facts:
    """What the drafts are made of: what was asked of the estate, and what the report says of it."""

    estate: Estate
    answers: Mapping[str, Answer]
    findings: Sequence[Finding]
    gaps: Sequence[str]
    files: Sequence[File]
    changes: Section | None = None
    councils: Sequence[tuple[str, Sequence[Finding]]] = ()
    """Of several councils the name of each, and what is found of it alone."""


def drafts(facts: Facts) -> dict[str, Sequence[Block]]:
    """What can be drafted of each section, by its heading; a section without a word is left to officers."""
    soon = _soon(facts)
    return {
        "Decision sought": _decision(facts, soon),
        "Recommendations": _marked(_recommendations(facts, soon)),
        "Dates to decide by": _dates(facts, soon),
        "What the registers show": [
            *map(_found, facts.findings),
            *(block for council, found in facts.councils if found for block in _of_council(council, found)),
            *([Paragraph((f"{facts.changes.question} ", *facts.changes.answer))] if facts.changes else []),
        ],
        "Options": [Paragraph((_DRAFT,), kind="note"), *_options(facts, soon)],
        "What is not known": [Paragraph((sentence,)) for sentence in facts.gaps],
        "Background papers": _background(facts),
    }


def _found(found: Finding) -> Block:
    return Paragraph((*found.sentence, f" How sure: {found.sure[:1].lower()}{found.sure[1:]}"))


def _of_council(council: str, found: Sequence[Finding]) -> list[Block]:
    return [Subheading((council,)), *map(_found, found)]


Due = tuple[Any, list[Event]]


def _soon(facts: Facts) -> list[Due]:
    """The contracts of which something must be decided in the next months, by day: as the finding counts them."""
    if "exits" not in facts.answers:
        return []
    until = add_months(facts.estate.as_of, SOON_MONTHS)
    found = [
        (row, events)
        for row, every in dated(facts.answers["exits"], facts.estate)
        if (events := [event for event in every if event.kind != CHECK and event.day <= until])
    ]
    return sorted(found, key=lambda pair: pressing(*pair))


def _first(events: Sequence[Event]) -> Event:
    return min(events, key=lambda event: event.day)


def _by(row: Any, events: Sequence[Event], as_of: dt.date) -> str:
    first, too_late = _first(events).day, latest(row, events)
    if too_late < as_of:
        return f"Overdue since {day(too_late)}"
    if too_late == first:
        return day(first) if first > as_of else "Now"
    if _first(events).kind == DECIDE:
        return f"Announce {f'by {day(first)}' if first > as_of else 'now'}, for notice by {day(too_late)}"
    return f"{f'From {day(first)}' if first > as_of else 'Now'}, by {day(too_late)} at the latest"


def _what(row: Any, events: Sequence[Event]) -> str:
    """What is due, without the days that stand beside it."""
    said = ["give notice, or it renews"] if any(event.kind in (DECIDE, NOTICE) for event in events) else []
    said += ["begin buying a replacement"] if any(event.kind == START for event in events) else []
    said += ["look up its terms"] if row.check_by is not None else []
    return capital("; ".join(said))


def _until(facts: Facts) -> str:
    return day(add_months(facts.estate.as_of, SOON_MONTHS))


def _decision(facts: Facts, soon: Sequence[Due]) -> list[Block]:
    if not facts.answers:
        return []
    asked = []
    if soon:
        asked.append(f"what is done about {count(len(soon), 'contract')} by {_until(facts)} ({TABLE})")
    if _worth(facts):
        asked.append("where a replacement is begun")
    asked.append("what officers find out and report back on")
    decide = ", ".join(asked[:-1]) + (" and " if asked[:-1] else "") + asked[-1]
    return [
        Paragraph((f"The committee is asked to decide {decide}.",)),
        Paragraph(
            (
                "The figures were worked out from the council's own registers. What they do not record is shown as not "
                "known and is nowhere guessed.",
            )
        ),
    ]


def _marked(proposals: Sequence[Block]) -> list[Block]:
    return [Paragraph((_DRAFT,), kind="note"), *proposals] if proposals else []


def _recommendations(facts: Facts, soon: Sequence[Due]) -> list[Block]:
    made = (_plan_for_failure, _settle, _look_up, _replace, _keep_safe)
    return [Paragraph(text) for draft in made if (text := draft(facts, soon))]


def _plan_for_failure(facts: Facts, _soon: Sequence[Due]) -> Text:
    answer = facts.answers.get("chokepoints")
    top = next(iter(apart(answer)[0]), None) if answer else None
    if answer is None or top is None or (one := what_stops(answer)) == "system" or not (certain := reach(top, one)[0]):
        return ()
    return (
        f"That the committee notes that {count(certain, one)} {'depends' if certain == 1 else 'depend'} on ",
        Finder(facts.estate).name("supplier", top.supplier, top.rests_on),
        ", and that officers report back on how they would go on if it stopped.",
    )


def _settle(_facts: Facts, soon: Sequence[Due]) -> Text:
    if not soon:
        return ()
    each = "the contract" if len(soon) == 1 else f"each of the {len(soon):,} contracts"
    return (
        f"That officers settle {each} in {TABLE} by its day: give notice, begin a replacement, or record why the "
        "contract is kept.",
    )


def _look_up(facts: Facts, _soon: Sequence[Due]) -> Text:
    unplaced = _unplaced(facts)
    if not unplaced:
        return ()
    whose = "the contract whose" if unplaced == 1 else f"the {unplaced:,} contracts whose"
    return (
        f"That officers look up the terms of {whose} end or renewal is not recorded, and report the days by which "
        "notice must be given.",
    )


def _unplaced(facts: Facts) -> int:
    """How many live contracts say too little to be placed."""
    rows = facts.answers["exits"].rows if "exits" in facts.answers else ()
    return sum(row.state == UNKNOWN and alive(status(row, facts.estate)) for row in rows)


def _replace(facts: Facts, _soon: Sequence[Due]) -> Text:
    worth = _worth(facts)
    if not worth:
        return ()
    first = worth[0]
    return (
        "That officers bring a business case for replacing ",
        Finder(facts.estate).name("system", first.system, first.rests_on),
        f". The first step: {lower(first.first_step)}",
    )


def _worth(facts: Facts) -> list[Any]:
    rows = facts.answers["candidates"].rows if "candidates" in facts.answers else ()
    return [row for row in rows if worth_replacing(row)]


def _keep_safe(facts: Facts, _soon: Sequence[Due]) -> Text:
    past = _past_support(facts)
    if not past:
        return ()
    finder = Finder(facts.estate)
    whose = "the one system" if len(past) == 1 else f"the {len(past):,} systems"
    verb = "is" if len(past) == 1 else "are"
    return (
        f"That officers report how {whose} that the maker no longer supports {verb} kept safe: ",
        *listed_names([finder.name("system", row.system, row.rests_on) for row in past], 3),
        ".",
    )


def _past_support(facts: Facts) -> list[Any]:
    rows = facts.answers["legacy"].rows if "legacy" in facts.answers else ()
    return [row for row in rows if row.past_support]


def _dates(facts: Facts, soon: Sequence[Due]) -> list[Block]:
    if "exits" in facts.estate.withheld.questions:
        return [Paragraph(("The days by which the council must act on its contracts are not published.",))]
    if "exits" not in facts.answers:
        return [Paragraph(("No contracts register has been imported, so no date is known.",))]
    if not soon:
        return [Paragraph((f"No contract in the registers has a known day to decide by until {_until(facts)}.",))]
    finder, estate = Finder(facts.estate), facts.estate
    several = len(estate.organisations) > 1
    lines = tuple(
        (
            (_by(row, events, estate.as_of),),
            *([(row.organisation,)] if several else []),
            (finder.name("contract", called(row), row.rests_on),),
            (finder.name("supplier", row.supplier, row.rests_on),) if row.supplier else (NOT_KNOWN,),
            (_what(row, events),),
        )
        for row, events in soon
    )
    said = (
        f"{capital(count(len(soon), 'contract'))} {'needs' if len(soon) == 1 else 'need'} a decision by "
        f"{_until(facts)}: {TABLE}, the most pressing first. Each date holds unless the contract has a break clause "
        "that the register doesn't record."
    )
    headings = ("Decide by", *(["Council"] if several else []), "Contract", "Supplier", "What is due")
    table = Grid(f"{TABLE}: contracts to decide on by {_until(facts)}", tuple((head,) for head in headings), lines)
    return [Paragraph((said,)), table]


def _options(facts: Facts, soon: Sequence[Due]) -> Iterator[Block]:
    """Doing nothing first; then the least that can be done, and more."""
    made: list[tuple[str, list[Text]]] = [("do nothing", _nothing(facts, soon))]
    if soon:
        made.append(("decide each contract by its day", [_in_time(soon)]))
    if unplaced := _unplaced(facts):
        them = "one contract" if unplaced == 1 else f"{unplaced:,} contracts"
        words = (
            f"Officers look up the terms of {them}, which the registers lack: by when to decide is not known before."
        )
        made.append(("find out what is not known first", [(words,)]))
    if worth := _worth(facts):
        name = Finder(facts.estate).name("system", worth[0].system, worth[0].rests_on)
        made.append(
            ("begin a replacement", [("Officers begin with ", name, f". First step: {lower(worth[0].first_step)}")])
        )
    for number, (title, said) in enumerate(made, 1):
        yield Subheading((f"Option {number}: {title}",))
        yield from (Paragraph(text) for text in said)
        yield Paragraph((f"Cost, benefits and drawbacks: {TO_COMPLETE[:1].lower()}{TO_COMPLETE[1:]}.",), kind="todo")


def _nothing(facts: Facts, soon: Sequence[Due]) -> list[Text]:
    """What then happens by itself, as far as it is recorded."""
    finder = Finder(facts.estate)

    def those(kind: str) -> list[Part]:
        return [
            finder.name("contract", called(row), row.rests_on)
            for row, events in soon
            if any(event.kind == kind for event in events)
        ]

    said: list[Text] = []
    if renewing := those(NOTICE):
        verb = "renews by itself as its notice day passes" if len(renewing) == 1 else _RENEW
        said.append(
            (f"By {_until(facts)} {count(len(renewing), 'contract')} {verb}: ", *listed_names(renewing, 4), ".")
        )
    if ending := those(START):
        verb = "nears its end" if len(ending) == 1 else "near their ends"
        said.append(
            (
                f"{capital(count(len(ending), 'contract'))} {verb} with less time than buying a replacement may take: ",
                *listed_names(ending, 4),
                ".",
            )
        )
    if past := _past_support(facts):
        said.append(
            (
                f"{capital(count(len(past), 'system'))} {be(len(past))} left without the maker's support: ",
                *listed_names([finder.name("system", row.system, row.rests_on) for row in past], 4),
                ".",
            )
        )
    if facts.estate.withheld.questions and not said:
        return []
    return said or [("The registers record nothing that would happen by itself on a known day.",)]


_RENEW = "renew by themselves as their notice days pass"


def _in_time(soon: Sequence[Due]) -> Text:
    whose = "the contract" if len(soon) == 1 else "each of the contracts"
    return (f"For {whose} in {TABLE}, officers give notice, begin a replacement, or record why it is kept.",)


def _background(facts: Facts) -> list[Block]:
    if not facts.files:
        return []
    rows = [
        f"{file.file}{f', sheet {file.sheet}' if file.sheet and file.sheet != file.file else ''} "
        f"({count(file.rows, 'row')})"
        for file in facts.files
    ]
    said = (
        "The figures were worked out from the files below. Officers to confirm which of them are listed as background "
        "papers (Local Government Act 1972, section 100D)."
    )
    return [Paragraph((said,)), Points(tuple((Paragraph((row,)),) for row in rows))]
