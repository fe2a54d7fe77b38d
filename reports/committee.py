"""The report a committee reads: one HTML file with its findings, charts, tables and sources, and nothing to load."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from itmap import queries
from itmap.estate import Estate
from itmap.queries import Answer, Question
from itmap.reports import coverage, public_notes, sources, standing
from itmap.reports.across import across
from itmap.reports.carried import carried, numbered
from itmap.reports.columns import with_council, without_empty
from itmap.reports.councils import Councils, councils
from itmap.reports.drafts import Facts, drafts
from itmap.reports.estate_map import estate_map
from itmap.reports.facts import facts_table
from itmap.reports.figures import Figure, apart, known, worth_replacing
from itmap.reports.findings import Finding, findings
from itmap.reports.page import page
from itmap.reports.paper import Notes, Paper, paper
from itmap.reports.pictures import matrix, ranks
from itmap.reports.prompts import prompts_table
from itmap.reports.sections import Section, missing, section
from itmap.reports.settings_table import settings_table
from itmap.reports.single_points import single_points_tables, single_points_words
from itmap.reports.spending import parts_table
from itmap.reports.start_small import start_small_table
from itmap.reports.tables import Table, chokepoints_table
from itmap.reports.words import count
from itmap.settings import Settings

QUESTIONS = ("lock-in", "chokepoints", "exits", "together", "candidates", "legacy", "concentration", "overlaps")
WITHIN = ("single-points",)  # asked for a section that has another question as its own


@dataclass(frozen=True)
class Report:
    """All that a report says, before anything is written: the page, the paper in Word and the workbook show this.

    What an audience may not see isn't in the estate that it is gathered from (`public.published`), so nothing here has
    to leave it out. `left_out` says what is missing, in sentences.
    """

    council: str
    audience: str
    banner: str
    left_out: list[str]
    as_of: dt.date
    based_on: str
    recorded: str
    files: list[sources.File]
    findings: list[Finding]
    councils: Councils | None
    sections: list[Section]
    gaps: Figure | None
    gap_words: list[str]
    facts: Table | None
    questions: list[Question]
    settings: Table
    entries: Mapping[str, list[sources.Entry]]
    anchors: Mapping[str, str]
    paper: Paper
    numbers: Mapping[str, int]
    carried: Mapping[str, Any]


def gather(estate: Estate, settings: Settings, *, notes: Notes | None = None, changes: Section | None = None) -> Report:
    """What the report says to the audience that the estate is for, with officers' `notes` in the committee paper, and
    with the section on `changes` where there is one.

    `estate.sources` must be filled.
    """
    asked = [queries.question(name) for name in (*QUESTIONS, *WITHIN) if name not in estate.withheld.questions]
    answers = {each.name: each.answer(estate, settings) for each in asked if not missing(each, estate)}
    asked = [each for each in asked if each.name not in WITHIN]
    written = [section(each, answers.get(each.name), estate, settings) for each in asked]
    if "single-points" in answers:
        alone = single_points_words(answers["single-points"], estate)
        written = [
            replace(each, answer=(*each.answer, *alone)) if each.name == "chokepoints" and each.answer else each
            for each in written
        ]
    also = _tables(answers, estate, settings)
    numbers = numbered(estate)
    more = {
        "chokepoints": (
            matrix(answers["chokepoints"], estate, settings) if "chokepoints" in answers else None,
            estate_map(estate, numbers, settings),
        ),
        "lock-in": (ranks(answers["lock-in"], settings) if "lock-in" in answers else None,),
    }
    written = [
        replace(each, also=also.get(each.name, ()), more=tuple(filter(None, more.get(each.name, ()))))
        for each in written
    ]
    rests_on_contracts = {each.name for each in asked if "contract" in (*each.needs, *each.better_with)}
    written = [
        replace(each, limits=(*each.limits, *public_notes.note(estate))) if each.name in rests_on_contracts else each
        for each in written
    ]
    if "exits" in estate.withheld.questions and (ends := public_notes.contracts(estate)):
        written.append(ends)
    written += [changes] if changes else []
    several = councils(estate, settings)
    if several:
        written = [_of_several(each, estate) for each in written]
    written = [_without_empty(each) for each in written]
    council, files, gap_words = _called(estate), sources.files(estate), standing.gaps(estate)
    said = (
        across(answers, estate, [part.name for part in several.parts if not part.findings])
        if several
        else findings(answers, estate)
    )
    banner = public_notes.BANNERS[estate.withheld.audience]
    left_out = public_notes.left_out(estate, settings.public)
    facts = facts_table(estate, settings)
    if facts and several:
        facts = with_council(facts, estate)
    parts = [(part.name, part.findings) for part in several.parts] if several else []
    drafted = drafts(Facts(estate, answers, said, [*gap_words, *left_out], files, changes, parts))
    return Report(
        council=council,
        audience=estate.withheld.audience,
        banner=banner,
        left_out=left_out,
        as_of=estate.as_of,
        based_on=standing.based_on(estate),
        recorded=standing.recorded(estate),
        files=files,
        findings=said,
        councils=several,
        sections=written,
        gaps=known(estate, settings) if coverage.coverage(estate) else None,
        gap_words=gap_words,
        facts=facts,
        questions=[answer.question for answer in answers.values()],
        settings=settings_table(settings, estate.withheld.questions),
        entries=sources.entries(estate),
        anchors=sources.anchors(estate),
        paper=paper(council, estate.as_of, drafted, notes, banner),
        numbers=numbers,
        carried=carried(estate),
    )


def _tables(answers: Mapping[str, Answer], estate: Estate, settings: Settings) -> dict[str, tuple[Table, ...]]:
    """The tables that sections have beside that of their figure, those that hold a row."""
    made: dict[str, tuple[Table | None, ...]] = {}
    if "single-points" in answers:
        made["chokepoints"] = single_points_tables(answers["single-points"], estate, settings)
    if "chokepoints" in answers and (below := apart(answers["chokepoints"])[1]):
        made["chokepoints"] = (chokepoints_table(below, estate, below=True), *made.get("chokepoints", ()))
    if "exits" in answers:
        made["exits"] = (prompts_table(answers["exits"], estate),)
    if "candidates" in answers:
        worth = [row for row in answers["candidates"].rows if worth_replacing(row)]
        made["candidates"] = (start_small_table(worth, estate, settings),)
    if "concentration" in answers:
        made["concentration"] = (parts_table(answers["concentration"], estate),)
    return {name: tuple(one for one in tables if one and one.lines) for name, tables in made.items()}


def _called(estate: Estate) -> str:
    """Whose report it is: the council, or how many they are; "" for none."""
    names = estate.organisations or [estate.name(id_) for id_ in estate.ids("organisation")]
    return count(len(names), "council") if len(names) > 1 else "".join(names)


def _of_several(each: Section, estate: Estate) -> Section:
    """A section in a report on several councils: each record beside its council."""
    figure = each.figure and replace(each.figure, table=with_council(each.figure.table, estate))
    whole = "All councils are taken together here. What is true of one of them stands in its own part."
    return replace(
        each,
        figure=figure,
        also=tuple(with_council(table, estate) for table in each.also),
        limits=(*each.limits, whole) if each.limits else (),
    )


def _without_empty(each: Section) -> Section:
    figure = each.figure and replace(each.figure, table=without_empty(each.figure.table))
    return replace(each, figure=figure, also=tuple(without_empty(table) for table in each.also))


def write(estate: Estate, settings: Settings, *, notes: Notes | None = None) -> str:
    """The report as the text of one HTML file: the same estate gives the same text."""
    return page(gather(estate, settings, notes=notes))
