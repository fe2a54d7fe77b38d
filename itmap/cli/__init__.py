"""The command line: one thin command a file, loaded when it is called.

Exit status: 0 done; 1 an error that the message tells how to mend, or rejected rows with --strict; 2 a wrong command.
Results go to stdout, everything else to stderr.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from importlib import import_module
from io import UnsupportedOperation
from pathlib import Path
from typing import TextIO

import click

from itmap.errors import ItmapError

_COMMANDS = (
    "demo",
    "template",
    "profile",
    "import",
    "export",
    "show",
    "query",
    "report",
    "notes",
    "diff",
    "copy",
    "explore",
    "publish",
    "settings",
)


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is named, and turns mendable failures into messages."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click asks for it)
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  (click asks for it)
        if cmd_name not in _COMMANDS:
            return None
        found: click.Command = import_module(f"itmap.cli.{cmd_name}_command").command
        return found

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except ItmapError as error:
            click.echo(f"Error: {error}", err=True)
        except KeyboardInterrupt:
            click.echo("Stopped. Every organisation is as it was, or as it should be.", err=True)
            ctx.exit(130)
        except OSError as error:
            _let_go_of(sys.stdout)
            if error.errno == errno.EPIPE:  # the reader had enough, as `head` does
                ctx.exit(0)
            where = error.filename or "The output"
            click.echo(f"Error: {where} can't be read or written: {error.strerror}. Mend that and try again.", err=True)
        return ctx.exit(1)


def _let_go_of(stream: TextIO) -> None:
    """Send what is still to be written nowhere, so that Python doesn't fail once more when it ends."""
    with suppress(UnsupportedOperation), Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), stream.fileno())


@click.command(
    cls=LazyGroup,
    context_settings={"max_content_width": 100},
    epilog="Begin with: itmap demo",
)
@click.version_option(package_name="itmap")
def cli() -> None:
    """Show a council what its IT really hangs on: lock-in, chokepoints, exits, and what to replace first."""


def main() -> None:
    """Run the command line. A pipe gets UTF-8; a console that lacks a letter gets a question mark, not a crash."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace", **({} if stream.isatty() else {"encoding": "utf-8"}))
    cli(prog_name="itmap")
