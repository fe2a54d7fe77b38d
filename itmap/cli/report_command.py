"""`itmap report`: the page, the committee paper in Word, or the workbook."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from itmap.cli.common import (
    as_of_option,
    counted,
    day_of,
    estate_of,
    open_estate,
    organisation_option,
    scope_option,
    settings_option,
    store_option,
    write_file,
)
from itmap.errors import CannotAnswer, FileUnreadable

if TYPE_CHECKING:
    from itmap.estate import Estate
    from itmap.reports.paper import Notes, Paper
    from itmap.settings import Settings

_KINDS = {".html": "page", ".htm": "page", "": "page", ".docx": "paper", ".xlsx": "workbook"}


@click.command("report", epilog="Example: itmap report -o estate.html --as-of 2026-04-01")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write: .html for the page, .docx for the committee paper in Word, .xlsx for the tables.",
)
@store_option
@as_of_option
@organisation_option
@scope_option
@settings_option
@click.option(
    "--audience",
    type=click.Choice(["committee", "public"]),
    default="committee",
    show_default=True,
    help="Who reads it: officers and members, or everybody, without what is exempt from publication.",
)
@click.option(
    "--nothing-exempt",
    is_flag=True,
    help="For the public, where no register says which contracts are exempt: confirm that none is.",
)
@click.option(
    "--notes",
    "notes_file",
    type=click.Path(path_type=Path),
    help="Officers' words for the committee paper: a file that itmap notes began.",
)
@click.option(
    "--template",
    type=click.Path(path_type=Path),
    help="The council's own Word template, .docx or .dotx, for the paper in Word.",
)
@click.option(
    "--since",
    "earlier",
    metavar="STORE|DAY",
    help="Say what has changed since then: another store, or a day (2026-01-01) that this store remembers.",
)
def command(
    output: Path,
    store: str,
    as_of: dt.date,
    organisation: str | None,
    scope: str,
    settings_file: Path | None,
    audience: str,
    nothing_exempt: bool,
    notes_file: Path | None,
    template: Path | None,
    earlier: str | None,
) -> None:
    """Write the report.

    The end of the file's name decides what is written: one HTML file with everything in it, that opens without a
    network and holds the committee paper; the paper alone for Word; or the tables as a workbook. Where the store holds
    several councils the report sets them side by side, with a part for each; --organisation writes that of one alone.
    """
    from itmap import settings as settings_of
    from itmap.reports import committee
    from itmap.reports.page import page
    from itmap.reports.public import published
    from itmap.reports.since import since
    from itmap.reports.words import day
    from itmap.scope import in_scope

    kind = _kind(output, audience, notes_file, template)
    model = _read(template) if template else None
    notes = _notes(notes_file) if notes_file else None
    settings = settings_of.load(settings_file)
    whole = open_estate(store, as_of, organisation, "all", settings, with_sources=True)
    past = _past(earlier, store, as_of, organisation) if earlier else None
    beside = [past] if past else []
    if audience == "public" and organisation:  # suppliers are shared, and texts may name what another council exempts
        beside.append(open_estate(store, as_of, None, "all", settings, with_sources=True))
    everything = published(whole, settings, audience, nothing_exempt=nothing_exempt, beside=beside)
    if audience == "public":
        _say([whole, *beside], settings, confirmed=nothing_exempt)
        if notes_file:
            _look_through(notes_file, [whole, *beside], settings)
    shown = in_scope(everything, scope, settings.scope)
    changes = None
    if past and earlier:
        others = [each for each in (whole, *beside) if each is not past]
        before = published(past, settings, audience, nothing_exempt=True, beside=others)
        lay = in_scope(before, scope, settings.scope).records("contract")
        called = day(past.as_of) if day_of(earlier) else "an earlier state of the registers"
        changes = since(called, before, everything, shown, lay.keys())
    report = committee.gather(shown, settings, notes=notes, changes=changes)
    if kind == "page":
        content = page(report).encode()
    elif kind == "paper":
        content = _paper(report.paper, model, template)
    else:
        from itmap.reports.workbook import report_workbook

        content = report_workbook(report)
    write_file(output, content)
    click.echo(f"Report written: {output}", err=True)


def _past(earlier: str, store: str, as_of: dt.date, organisation: str | None) -> Estate:
    """The estate of another store, or of a day, which can't come after that of the report."""
    then = day_of(earlier)
    if then and then > as_of:
        raise click.UsageError(f"--since {earlier} comes after {as_of.isoformat()}, the day of the report.")
    return estate_of(earlier, store, as_of, organisation)


def _kind(output: Path, audience: str, notes: Path | None, template: Path | None) -> str:
    """What is to be written. Raises UsageError for a name that says nothing, and for options that don't go with it."""
    kind = _KINDS.get(output.suffix.lower())
    if kind is None:
        raise click.UsageError(
            f"{output.name} ends in none of .html (the page), .docx (the committee paper in Word) and .xlsx (the "
            f"tables): write {output.stem}.html, {output.stem}.docx or {output.stem}.xlsx."
        )
    if template and kind != "paper":
        raise click.UsageError("--template is for the paper in Word: it goes with -o FILE.docx")
    if notes and kind == "workbook":
        raise click.UsageError("--notes is for the committee paper, which no workbook holds: write .html or .docx")
    if notes and kind == "page" and audience == "public":
        raise click.UsageError("The page for the public holds no committee paper to put notes in: write -o FILE.docx")
    return kind


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileUnreadable(f"{path} can't be read: {error.strerror}.") from error


def _notes(path: Path) -> Notes:
    """The officers' words; what of the file can't stand in a paper is said."""
    from itmap.reports import notes

    try:
        text = _read(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileUnreadable(f"{path} is not UTF-8 text. Save it as plain text in UTF-8.") from error
    found = notes.read(text, path.name)
    for said in found.left_out:
        click.echo(said, err=True)
    return found.words


def _look_through(notes_file: Path, estates: list[Estate], settings: Settings) -> None:
    """Raises CannotAnswer for notes that hold what the public isn't to see."""
    from itmap.reports.public import telling_lines

    found = telling_lines(estates, settings, _read(notes_file).decode("utf-8-sig"))
    if found:
        lines = f"line{'' if len(found) == 1 else 's'} {', '.join(map(str, found))}"
        raise CannotAnswer(
            f"{notes_file}, {lines}: an exempt contract, an officer or a supplier that may be a person is named there. "
            "Take that out of the notes for the public."
        )


def _paper(paper: Paper, model: bytes | None, template: Path | None) -> bytes:
    from itmap.reports.docx import docx

    content, said = docx(paper, model, template.name if template else "")
    for each in said:
        click.echo(each, err=True)
    return content


def _say(estates: list[Estate], settings: Settings, *, confirmed: bool) -> None:
    """What the officer who publishes should look at: what was taken as not exempt, and which suppliers aren't named.

    The first estate is the report's, the others are those beside it.
    """
    from itmap.reports.public import unnamed_suppliers
    from itmap.reports.public_exempt import silent_contracts
    from itmap.reports.public_people import people

    whole = estates[0]
    unnamed = unnamed_suppliers(estates)
    if unnamed:
        click.echo(
            "Suppliers whose name may stand in the row of an exempt contract alone, and so are not named. Give each a "
            f"row on the Suppliers sheet: {'; '.join(unnamed)}",
            err=True,
        )

    silent = silent_contracts(whole)
    if silent and not confirmed:
        click.echo(f"{counted(silent, 'contract')} without a word on exemption: taken as not exempt.", err=True)
    if not settings.public.individuals:
        names = [whole.name(supplier) for supplier in people(whole)]
        if names:
            click.echo(
                "Suppliers that may be people, and so are not named. Give the company number of one that is not: "
                f"{'; '.join(sorted(names))}",
                err=True,
            )
