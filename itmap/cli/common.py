"""What the commands share: their options, opening a store, reading an estate, writing a file whole or not at all."""

from __future__ import annotations

import datetime as dt
import difflib
import os
import re
import tempfile
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from itmap.errors import SubjectUnknown, TargetUnwritable

if TYPE_CHECKING:
    from itmap.estate import Estate
    from itmap.settings import Settings
    from itmap.stores import Store

Command = TypeVar("Command", bound=Callable[..., Any])

_YEARS = range(1900, 2201)  # of an as-of day: far from them a term runs off the calendar's ends
_STORE = b"SQLite format 3\0"  # how every SQLite file begins
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")  # how xlsx and ods begin, and xls


def _not_blank(_context: click.Context, _parameter: click.Parameter, text: str | None) -> str | None:
    if text is not None and not text.strip():
        raise click.BadParameter("it is blank. Write a name, or leave the option out.")
    return text


store_option = click.option(
    "--store",
    envvar="ITMAP_STORE",
    default="itmap.db",
    show_default=True,
    help="Where the estate is kept: a path, sqlite:///path, or neo4j://host:port/database. Also ITMAP_STORE.",
)
organisation_option = click.option(
    "--organisation",
    metavar="NAME",
    callback=_not_blank,
    help="Only this organisation, by name or reference. Default: all.",
)
scope_option = click.option(
    "--scope", type=click.Choice(["it", "all"]), default="it", show_default=True, help="Contracts for IT, or all."
)
settings_option = click.option(
    "--settings",
    "settings_file",
    envvar="ITMAP_SETTINGS",
    type=click.Path(path_type=Path),
    help="A TOML file with values of your own; `itmap settings` prints all. Also ITMAP_SETTINGS.",
)


class _Day(click.DateTime):
    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.datetime:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            raise click.BadParameter(f"{value} is not a day as itmap reads it here: write 2026-04-01.") from error


def as_of_option(command: Command) -> Command:
    """`--as-of DAY`: the only place at which itmap looks at the calendar on the wall."""
    return click.option(
        "--as-of",
        type=_Day(["%Y-%m-%d"]),
        metavar="YYYY-MM-DD",
        callback=_day,
        help="The day that every answer is worked out for. Default: today.",
    )(command)


def _day(_context: click.Context, _parameter: click.Parameter, value: dt.datetime | None) -> dt.date:
    if value is None:
        return dt.date.today()  # noqa: DTZ011  (the day where the user is)
    if value.year not in _YEARS:
        raise click.BadParameter(f"{value.date()} is no day of the years {_YEARS[0]} to {_YEARS[-1]}.")
    return value.date()


def workbook_argument(command: Command) -> Command:
    """`FILE`, a workbook to write: spreadsheets open it by the end of its name."""
    return click.argument("file", type=click.Path(path_type=Path, dir_okay=False), callback=_workbook)(command)


def _workbook(_context: click.Context, _parameter: click.Parameter, path: Path) -> Path:
    if path.suffix.lower() != ".xlsx":
        raise click.BadParameter(f"{path} would be a workbook, whose name ends in .xlsx: write {path.stem}.xlsx")
    return path


def open_estate(
    store: str,
    as_of: dt.date,
    organisation: str | None,
    scope: str,
    settings: Settings,
    *,
    with_sources: bool = False,
) -> Estate:
    """The estate of one organisation or of all, in a scope."""
    from itmap.estate import Estate
    from itmap.scope import in_scope
    from itmap.stores import open_store

    opened = open_store(store)
    try:
        ids = None if organisation is None else [find_organisation(opened, organisation)]
        sources = opened.sources(ids) if with_sources else {}
        return in_scope(Estate(opened.tables(ids), as_of, sources), scope, settings.scope)
    finally:
        opened.close()


def estate_of(address: str, store: str, as_of: dt.date, organisation: str | None) -> Estate:
    """The estate that a store's address means, as it is; or a day: as `store` was at the end of it. In scope `all`."""
    from itmap.estate import Estate
    from itmap.history import estate_on
    from itmap.stores import open_store

    day = day_of(address)
    with closing(open_store(store if day else address)) as opened:
        ids = None if organisation is None else [find_organisation(opened, organisation)]
        if day:
            return estate_on(opened, day, ids)
        return Estate(opened.tables(ids), as_of, opened.sources(ids))


def day_of(text: str) -> dt.date | None:
    """The day that a text is; None for the address of a store."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise click.UsageError(f"{text} is no day of the calendar.") from error


def find_organisation(store: Store, text: str) -> str:
    """The id of the organisation of that name or reference. Raises SubjectUnknown, with the nearest names."""
    from itmap.estate import same

    known = store.organisations()
    for id_, called in known.items():
        if any(word and same(word) == same(text) for word in called):
            return id_
    names = [name for name, _ in known.values()]
    raise SubjectUnknown(f"The store holds no organisation called {text!r}. {did_you_mean(text, names)}")


def did_you_mean(text: str, names: list[str]) -> str:
    """The names most like a text, as a sentence."""
    near = difflib.get_close_matches(text, names, n=5, cutoff=0.4) or sorted(names)[:5]
    return f"It holds: {', '.join(near)}." if near else "It holds none."


def counted(number: int, thing: str) -> str:
    """`1 row`, `1,204 rows`."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def write_file(path: Path, content: bytes) -> None:
    """Write a file whole: what stood there stays until the new one is complete.

    Raises TargetUnwritable, also where a store stands, or a workbook that isn't as itmap wrote it: it holds work.
    """
    target = path.resolve()  # through a link, the file that it leads to
    _keep_work(path, content)
    partial = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if target.exists() and not target.is_file():  # a device or a pipe is written to, not replaced
            target.write_bytes(content)
            return
        with partial.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())  # a full network drive says so here, or not at all
        partial.replace(target)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)


def check_folder(path: Path) -> None:
    """Raises TargetUnwritable where no file can be made beside this one: said before anything is changed."""
    try:
        tempfile.TemporaryFile(dir=path.resolve().parent).close()
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> TargetUnwritable:
    return TargetUnwritable(
        f"{path} can't be written: {error.strerror}. "
        "Check that the folder exists, that you may write to it, that the disk has room, and that no program has the "
        "file open."
    )


def _keep_work(path: Path, content: bytes) -> None:
    """Raises TargetUnwritable where the file that stands there is not for itmap to replace."""
    from itmap.workbooks import is_untouched

    try:
        if not path.is_file():
            return
        there = path.read_bytes()
    except OSError as error:
        raise TargetUnwritable(f"{path} is there already and can't be read: {error.strerror}.") from error
    if there.startswith(_STORE):
        raise TargetUnwritable(f"{path} is a store, which would be lost. Name another file.")
    if there.startswith(_WORKBOOKS) and there != content and not is_untouched(there):
        raise TargetUnwritable(
            f"{path} is there already and is not as itmap wrote it: it may hold your work. "
            "Name another file, or move that one away."
        )
