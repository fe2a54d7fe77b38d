"""`itmap settings`: every value that an answer depends on, with its unit and its source."""

from __future__ import annotations

from pathlib import Path

import click

from itmap.cli.common import settings_option


@click.command("settings", epilog="Example: itmap settings > mine.toml")
@settings_option
def command(settings_file: Path | None) -> None:
    """Print every weight, scale, lead time and limit, with its unit and its source.

    It is a settings file itself: keep of it what you want to change, and give it to any command that answers by
    --settings. With --settings, your own values are in it and marked.
    """
    from itmap.described import as_toml
    from itmap.settings import load

    click.echo(as_toml(load(settings_file)), nl=False)
