"""The report's table of settings: what every answer depends on, in words, and nothing that is withheld."""

from __future__ import annotations

from pathlib import Path

from itmap import settings as settings_of
from itmap.reports.settings_table import settings_table
from itmap.reports.tables import Table


def said(table: Table) -> dict[str, tuple[str, str]]:
    """The name in the settings file to the value and whose it is."""
    return {
        str(name[0]): (str(here[0]), str(whose[0])) for here, _, whose, name in (line.cells for line in table.lines)
    }


def test_a_setting_stands_with_its_value_and_whose_it_is(tmp_path: Path) -> None:
    own = tmp_path / "mine.toml"
    own.write_text("[lock_in]\nweights = { openness = 2 }\n[candidates]\ngood_fit = 2\n", encoding="utf-8")
    table = said(settings_table(settings_of.load(own), ()))
    assert table["lock_in.weights.openness"] == ("2", "our own")
    assert table["lock_in.weights.dependence"] == ("1", "itmap's")
    assert table["candidates.good_fit"] == ("2", "our own")
    assert table["candidates.large_annual_cost"] == ("250,000", "itmap's")
    assert table["exits.lead_time_months.default"] == ("6 to 12", "itmap's")
    assert table["lock_in.openness.documented"] == ("1/3", "itmap's")
    assert not {name for name in table if name.startswith(("report.", "public.", "limits."))}


def test_the_settings_of_what_is_withheld_are_withheld() -> None:
    table = said(settings_table(settings_of.load(), ("lock-in", "exits")))
    assert {name.partition(".")[0] for name in table} == {"candidates", "concentration", "scope"}
