"""Settings: the defaults are whole, a user's file goes over them, and what can't be used is named."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from itmap import settings
from itmap.described import as_toml, described
from itmap.errors import SettingsInvalid
from itmap.settings import CRITERIA, load


def said(folder: Path, text: str, encoding: str = "utf-8") -> settings.Settings:
    path = folder / "mine.toml"
    path.write_text(text, encoding=encoding)
    return load(path)


def test_every_default_stands_in_the_file_and_no_other() -> None:
    written = tomllib.loads(Path(settings.__file__).with_name("settings.toml").read_text(encoding="utf-8"))
    defaults = load()
    assert {name: set(section) for name, section in written.items()} == {
        field.name: {inner.name for inner in fields(getattr(defaults, field.name))} for field in fields(defaults)
    }


def test_the_defaults_that_the_methods_name() -> None:
    lock_in = load().lock_in
    assert (lock_in.committed_term_months, lock_in.entangled_integrations, lock_in.draws) == (60, 20, 10_000)
    assert set(lock_in.weights) == set(CRITERIA)
    assert len(set(lock_in.weights.values())) == 1
    assert load().exits.check_by_months == 12


def test_what_a_file_doesnt_say_stays_as_it_was(tmp_path: Path) -> None:
    mine = said(tmp_path, "[lock_in]\ndraws = 500\nweights = { openness = 3 }")
    assert (mine.lock_in.draws, mine.lock_in.seed) == (500, load().lock_in.seed)
    assert mine.lock_in.weights == {**load().lock_in.weights, "openness": 3}
    assert mine.exits == load().exits
    assert said(tmp_path, "") == load()


def test_a_file_from_notepad_is_read(tmp_path: Path) -> None:
    assert said(tmp_path, "[lock_in]\ndraws = 500", "utf-8-sig").lock_in.draws == 500


def test_lead_times_are_by_category_whatever_its_case(tmp_path: Path) -> None:
    exits = said(tmp_path, '[exits.lead_time_months]\n"Social Care" = [12, 24]').exits
    assert exits.lead_time("social care") == exits.lead_time("SOCIAL CARE") == (12, 24)
    assert exits.lead_time("anything else") == exits.lead_time(None) == load().exits.lead_time(None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[weights]\n", r"no section \[weights\]"),
        ("lock_in = 3", r"no section \[lock_in\]"),
        ("[lock_in]\ndraw = 3", "lock_in.draw: no such setting"),
        ("[lock_in]\ndraws = 0", "lock_in.draws = 0: must be a whole number above zero"),
        ("[lock_in]\ndraws = 1.5", "whole number"),
        ("[lock_in]\ndraws = true", "whole number"),
        ("[lock_in]\ndraws = 'many'", "whole number"),
        ("[lock_in]\ncommitted_term_months = -1", "number above zero"),
        ("[lock_in]\ncommitted_term_months = inf", "number above zero"),
        ("[lock_in]\ncommitted_term_months = nan", "number above zero"),
        ("[lock_in]\nweights = { charm = 1 }", "committed_term, openness"),
        ("[lock_in]\nweights = { openness = -1 }", "zero or more"),
        ("[lock_in]\nweights = { openness = inf }", "zero or more"),
        ("[lock_in]\nweights = { openness = true }", "zero or more"),
        ("[lock_in]\nweights = { openness = 'x' }", "zero or more"),
        ("[lock_in.weights]\n" + "\n".join(f"{name} = 0" for name in CRITERIA), "at least one weight"),
        ("[lock_in]\nweights = 3", "must be a table"),
        ("[lock_in]\nsure_share = 1.5", "a share, above 0 and at most 1"),
        ("[lock_in]\nweight_ranges = { charm = [0, 1] }", "no such criterion"),
        ("[lock_in]\nweight_ranges = { openness = [0.4, 0.1] }", "least, most"),
        ("[lock_in]\nweight_ranges = { openness = [0.1, 1.1] }", "least, most"),
        ("[lock_in]\nweight_ranges = { openness = 0.1 }", "least, most"),
        (
            "[lock_in]\nweight_ranges = { openness = [0.6, 1], dependence = [0.5, 1] }",
            "sum to 1, and the least of them to 1.1",
        ),
        (
            "[lock_in]\nweight_ranges = { " + ", ".join(f"{name} = [0, 0.1]" for name in CRITERIA) + " }",
            "sum to 1, and the most of them to 0.6 only",
        ),
        ("[lock_in]\nopenness = { locked = 1 }", "no such step"),
        ("[lock_in]\nopenness = { none = 2 }", r"0 \(free\) to 1 \(held\)"),
        ("[exits]\nlead_time_months = { default = [12, 6] }", "shortest, longest"),
        ("[exits]\nlead_time_months = { default = [6] }", "shortest, longest"),
        ("[exits]\nlead_time_months = { default = 6 }", "shortest, longest"),
        ("[exits]\nlead_time_months = { default = [-1, 6] }", "shortest, longest"),
        ("[exits]\nlead_time_months = { default = [false, 6] }", "shortest, longest"),
        ("[scope]\nit_cpv = '72'", "list of texts"),
        ("[scope]\nit_cpv = [72]", "list of texts"),
        ("[scope]\nit_cpv = []", "list of texts"),
        ("not a toml file", "not a TOML file"),
    ],
)
def test_what_cant_be_used_is_named_with_its_file(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SettingsInvalid, match=message) as told:
        said(tmp_path, text)
    assert str(tmp_path / "mine.toml") in str(told.value)


def test_a_file_that_cant_be_read_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(SettingsInvalid, match="can't be read"):
            load(path)
    (tmp_path / "latin.toml").write_bytes(b"# caf\xe9\n")
    with pytest.raises(SettingsInvalid, match="not a TOML file"):
        load(tmp_path / "latin.toml")


def test_the_users_own_values_are_told_from_the_defaults(tmp_path: Path) -> None:
    mine = said(
        tmp_path,
        "[lock_in]\ndraws = 500\nseed = 20240401\nweights = { openness = 3 }\n[exits.lead_time_months]\nHousing = [9, 12]",
    )
    own = {each.setting: each.value for each in described(mine) if each.own}
    assert own == {"lock_in.draws": 500, "lock_in.weights.openness": 3, "exits.lead_time_months.housing": (9, 12)}
    assert not [each for each in described(load()) if each.own]


def test_what_is_printed_is_a_settings_file_that_gives_the_same_settings(tmp_path: Path) -> None:
    mine = said(
        tmp_path,
        "[lock_in]\nsure_share = 0.8\nweight_ranges = { openness = [0.1, 0.4] }\n"
        '[exits.lead_time_months]\n"Social \\"Care\\" £" = [12, 24]\n[scope]\nit_words = ["a\\u007f\\n\\\\"]',
    )
    printed = as_toml(mine)
    assert said(tmp_path, printed) == mine
    assert "# Your own. The default: 0.9\nsure_share = 0.8\n" in printed
    assert "# Your own (openness). The default: {}\nweight_ranges = { openness = [0.1, 0.4] }\n" in printed
    assert said(tmp_path, as_toml(load())) == load()
    assert "Your own" not in as_toml(load())


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("\n[lock_in]\ndraws = 500\nseed = 0", 4),
        ("[lock_in]\n# why\n\ndraws = 0 # here", 4),
        ("[scope]\nit_words = [\n  'a',\n  'b',\n]\nit_cpv = [\n  72,\n]\n", 6),
        ("[scope]\nit_words = ['''\nit_cpv = 3\n''']\nit_cpv = 3", 5),
        ("[exits]\nlead_time_months = { default = [6, 12], Housing = [3, 1] }", 2),
        ("[exits.lead_time_months]\ndefault = [6, 12]\n\nHousing = [3, 1]", 4),
        ("[lock_in]\nweight_ranges.openness = [0.1, 0.2]\nweight_ranges.charm = [0, 1]", 3),
        ("[lock_in.weight_ranges]\nopenness = [0.6, 0.7]\ndependence = [0.6, 0.7]", 1),
        ("exits = {}\r\n\r\n[charm]\r\n", 3),
        ("[lock_in]\ndraw = 3\n", 2),
        ("[lock_in]\ndraws = = 3\n", 2),
    ],
)
def test_the_line_that_is_wrong_is_named(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(SettingsInvalid, match=rf"line {line}\b"):
        said(tmp_path, text)
