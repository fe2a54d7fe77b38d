"""Prompts about procurement law: which law, which threshold, from which day, and never a conclusion."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from itmap.queries import exits, law
from itmap.settings import load
from tests.estates import estate


def d(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("begun", "name"),
    [
        (None, None),
        ("2015-02-25", "before the Public Contracts Regulations 2015"),
        ("2015-02-26", "Public Contracts Regulations 2015"),
        ("2025-02-23", "Public Contracts Regulations 2015"),
        ("2025-02-24", "Procurement Act 2023"),
    ],
)
def test_the_regime_is_that_in_which_the_procurement_began(begun: str | None, name: str | None) -> None:
    found = law.regime(d(begun) if begun else None)
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2017-12-31", None),
        ("2018-01-01", (181302, "excluded")),
        ("2021-12-31", (189330, "excluded")),
        ("2022-01-01", (213477, "included")),
        ("2025-12-31", (214904, "included")),
        ("2026-01-01", (207720, "included")),
        ("2028-01-01", None),
    ],
)
def test_a_threshold_holds_in_its_years_and_says_whether_vat_is_in_it(day: str, said: tuple[int, str] | None) -> None:
    found = law.threshold(d(day))
    assert (found and (found.pounds, found.vat)) == said


def test_thresholds_follow_each_other_and_every_figure_names_its_source() -> None:
    found = law.law()
    for earlier, later in zip(found.threshold, found.threshold[1:], strict=False):
        assert earlier.until + dt.timedelta(1) == later.since
    assert [each.since for each in found.regime] == sorted(each.since for each in found.regime)
    assert all(each.source for each in (*found.threshold, *found.regime, found.section_24))


def test_every_prompt_asks_for_advice_and_concludes_nothing() -> None:
    said = [*(each.limits for each in law.law().regime), law.law().section_24.prompt, law.change_limits(None)]
    for prompt in said:
        assert "advice" in prompt or "Look it up" in prompt
        assert "lawful" not in prompt


def test_a_contract_says_its_regime_and_the_thresholds_or_that_nobody_knows() -> None:
    held = estate(
        as_of=d("2026-04-01"),
        contracts={
            "Old": {"procurement_start_date": d("2021-05-03"), "start_date": d("2021-09-01")},
            "Unknown": {"start_date": d("2021-09-01")},
        },
    )
    rows = {row.title: row for row in exits.QUESTION.answer(held, load()).rows}
    assert rows["Old"].regime == "Public Contracts Regulations 2015"
    assert rows["Old"].threshold == (
        "Buying anew from 1 Apr 2026: regulated from £207,720 including VAT (goods and services of a council). "
        "When its procurement began, 3 May 2021: regulated from £189,330 excluding VAT (goods and services of a council)."
    )
    assert rows["Unknown"].regime == "unknown"
    assert rows["Unknown"].change_limits.startswith("Unknown")
    assert "When its" not in rows["Unknown"].threshold


def test_the_data_file_is_installed_beside_its_reader() -> None:
    assert Path(law.__file__).with_name("law.toml").exists()
