"""`itmap query`: one question, or the list of questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from itmap.cli.common import (
    as_of_option,
    open_estate,
    organisation_option,
    scope_option,
    settings_option,
    store_option,
)
from itmap.cli.giving import format_of, format_option, give, output_option

if TYPE_CHECKING:
    from itmap.estate import Estate
    from itmap.queries import Question

_WITH_DAYS = ("exits", "calendar")
_DEEP = ("chokepoints", "what-if")  # the question that --deep goes with, and the one that it then asks


@click.command("query", epilog="Example: itmap query exits --as-of 2026-04-01 --format csv -o exits.csv")
@click.argument("name", required=False)
@click.argument("subject", required=False, default="")
@store_option
@as_of_option
@organisation_option
@scope_option
@settings_option
@format_option
@click.option("--sources", "with_sources", is_flag=True, help="Say for each row which rows of files it rests on.")
@click.option("--deep", is_flag=True, help="With chokepoints, for one council: which one change would spare the most.")
@output_option
def command(
    name: str | None,
    subject: str,
    store: str,
    as_of: dt.date,
    organisation: str | None,
    scope: str,
    settings_file: Path | None,
    form: str | None,
    output: Path | None,
    *,
    with_sources: bool,
    deep: bool,
) -> None:
    """Ask one question, or list the questions.

    Without a NAME: the questions in plain words, and what the store can answer of them. JSON and CSV are UTF-8; CSV and
    workbooks hold text as text, never as a formula. --format ics gives the days of exits to a calendar program.
    """
    from itmap import settings as settings_of
    from itmap.queries import NAMES, question, questions

    if name is None and (form or output or with_sources):
        raise click.UsageError("--format, --output and --sources go with a question: itmap query NAME")
    asked = question(_known(name, NAMES)) if name is not None else None
    if deep:
        if asked is None or asked.name != _DEEP[0]:
            raise click.UsageError(f"--deep goes with {_DEEP[0]}: itmap query {_DEEP[0]} --deep")
        asked = question(_DEEP[1])
    if asked:
        _check_subject(asked, subject)
    form = format_of(form, output, has_days=asked is not None and asked.name in _WITH_DAYS)
    if form == "ics":
        asked = question(_WITH_DAYS[-1])  # the days of the exits, one by one
    settings = settings_of.load(settings_file)
    estate = open_estate(store, as_of, organisation, scope, settings, with_sources=with_sources)
    if asked is None:
        click.echo("\n".join(line for each in questions() for line in _listed(each, estate)))
        return
    lacks = _lacks(asked, estate)
    if lacks:
        click.echo(f"{asked.name} {lacks}", err=True)
    answer = asked.answer(estate, settings, subject)
    give(answer, form, output, estate.sources if with_sources else None)


def _known(name: str, names: tuple[str, ...]) -> str:
    folded = name.casefold().replace("_", "-")
    if folded not in names:
        raise click.UsageError(f"There is no question {name!r}. Questions: {', '.join(names)}.")
    return folded


def _check_subject(asked: Question, subject: str) -> None:
    if asked.needs_subject and not subject:
        raise click.UsageError(f"{asked.name} asks about one {asked.subject}: itmap query {asked.name} NAME")
    if subject and not asked.subject:
        raise click.UsageError(f"{asked.name} asks about everything, not about {subject!r}: itmap query {asked.name}")


def _listed(asked: Question, estate: Estate) -> list[str]:
    lacks = _lacks(asked, estate) or "can be answered"
    subject = " [SUBJECT]" if asked.subject_optional else " SUBJECT" if asked.subject else ""
    return [f"{asked.name}{subject}", f"  {asked.question}", f"  {lacks}"]


def _lacks(asked: Question, estate: Estate) -> str:
    """Why a question can't be answered, or only in part; empty where the store holds all that it rests on."""
    from itmap import model

    def sheets(registers: Iterable[str]) -> str:
        return ", ".join(model.BY_NAME[name].sheet for name in registers)

    used = (*asked.needs, *asked.better_with)
    empty = [name for name in used if estate[name].empty]
    # Of a council its name is enough: few will ever have another that takes its place.
    stubs = [name for name in used if name not in (*empty, "organisation") and not estate[name]["defined"].any()]
    needed = [name for name in empty if name in asked.needs]
    if needed:
        return f"can't be answered: the store has no {sheets(needed)}"
    reasons = [f"the store has no {sheets(empty)}"] if empty else []
    reasons += [f"{sheets(stubs)} are known only by name"] if stubs else []
    return f"can be answered in part: {'; '.join(reasons)}" if reasons else ""
