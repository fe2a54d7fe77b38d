"""What the exits answer adds to the arithmetic: lead times, vesting, order, and what it does not know."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from itmap.quantities import Interval
from itmap.queries import Answer, exits
from itmap.settings import load
from tests.estates import estate

SETTINGS = load()  # lead time 6 to 12 months


def d(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def answer(as_of: str = "2026-04-01", organisations: Any = None, **contracts: Any) -> Answer:
    return exits.QUESTION.answer(estate(as_of=d(as_of), contracts=contracts, organisations=organisations), SETTINGS)


def row(as_of: str = "2026-04-01", **values: Any) -> exits.ExitRow:
    (found,) = answer(as_of, Deal=values).rows
    assert isinstance(found, exits.ExitRow)
    return found


def test_a_practical_exit_waits_for_a_replacement() -> None:
    found = row(renewal="none", end_date=d("2026-07-31"))
    assert found.earliest_exit == Interval.exactly(d("2026-07-31"))
    assert found.practical_exit == Interval(d("2026-10-01"), d("2027-04-01"))


def test_the_latest_safe_start_is_the_end_of_supply_less_the_lead_time() -> None:
    found = row(renewal="none", end_date=d("2027-08-31"))
    assert found.latest_safe_start == Interval(d("2026-08-31"), d("2027-02-28"))
    assert row(renewal="rolling", notice_period="3 months").latest_safe_start is None
    assert row(renewal="automatic", end_date=d("2027-08-31"), renewal_period="1 year").latest_safe_start is None


def test_a_contract_that_renewed_by_itself_says_when() -> None:
    found = row(renewal="automatic", end_date=d("2026-03-14"), renewal_period="12 months", notice_period="3 months")
    assert found.last_renewed == d("2026-03-14")
    assert found.earliest_exit == Interval.exactly(d("2027-03-14"))
    assert found.act_by == Interval.exactly(d("2026-12-14"))
    assert found.days_to_act == Interval.exactly((d("2026-12-14") - d("2026-04-01")).days)


YEARLY = {"renewal": "automatic", "renewal_period": "1 year", "notice_period": "3 months"}


def test_a_contract_beyond_vesting_day_says_so() -> None:
    councils = {"North": {"vesting_date": d("2028-04-01"), "successor": "Greater North"}, "Greater North": {}}
    rows = answer(
        organisations=councils,
        Long={"organisation": "North", "renewal": "none", "end_date": d("2029-03-31")},
        Short={"organisation": "North", "renewal": "none", "end_date": d("2027-03-31")},
        Open={"organisation": "North", "end_date": d("2027-03-31")},
        Rolls={"organisation": "North", "renewal": "rolling", "notice_period": "1 month"},
        Renews={"organisation": "North", "end_date": d("2027-03-31"), **YEARLY},
        Break={
            "organisation": "North",
            "renewal": "none",
            "end_date": d("2029-03-31"),
            "irrevocable_until": d("2026-05-01"),
            "notice_period": "1 month",
        },
        Closed={"organisation": "North", "end_date": d("2027-03-31"), "maximum_end_date": d("2028-03-31"), **YEARLY},
        Ended={"organisation": "North", "end_date": d("2027-03-31"), "status": "ended", **YEARLY},
    ).rows
    said = {found.title: found.vesting for found in rows}
    assert said["Long"] == "Lasts beyond vesting day 1 Apr 2028: it passes to Greater North."
    assert said["Short"] == ""
    assert said["Open"].startswith("May last beyond vesting day 1 Apr 2028")
    for name in ("Rolls", "Renews", "Break"):
        assert said[name].startswith("Goes on beyond vesting day 1 Apr 2028 unless it is ended before")
    assert said["Closed"] == said["Ended"] == ""


def test_every_contract_has_a_row_and_the_soonest_notice_comes_first() -> None:
    terms = {"renewal": "automatic", "renewal_period": "1 year", "notice_period": "3 months"}
    found = answer(
        Later={**terms, "end_date": d("2026-12-31")},
        Sooner={**terms, "end_date": d("2026-08-31")},
        Unknown={},
        Fixed={"renewal": "none", "end_date": d("2026-05-01")},
    )
    assert [each.title for each in found.rows] == ["Sooner", "Later", "Fixed", "Unknown"]
    assert found.coverage["contracts"] == 4
    assert found.coverage["notice_unknown"] == 2


def test_a_notice_day_that_is_not_known_is_no_deadline_and_what_is_over_comes_last() -> None:
    terms = {"renewal": "automatic", "renewal_period": "1 year", "end_date": d("2027-03-31")}
    found = answer(
        Over={**terms, "notice_period": "6 months", "status": "ended"},
        Lookup=terms,
        Known={**terms, "notice_period": "3 months"},
    )
    assert [each.title for each in found.rows] == ["Known", "Lookup", "Over"]
    assert found.rows[1].act_by == Interval(d("2026-04-01"), d("2027-04-01"))
    assert found.rows[1].check_by == d("2026-04-01")  # 12 months before its End lie before today
    assert found.rows[2].status == "ended"


def test_a_row_rests_on_its_contract_and_on_the_council_whose_vesting_day_it_names() -> None:
    councils = {"North": {"vesting_date": d("2028-04-01")}}
    (found,) = answer(
        organisations=councils, Long={"organisation": "North", "renewal": "none", "end_date": d("2029-03-31")}
    ).rows
    assert found.rests_on == ("contract:Long", "organisation:North")
    assert row(renewal="none", end_date=d("2029-03-31")).rests_on == ("contract:Deal",)


def test_every_formula_warns_of_break_clauses() -> None:
    for renewal in ("none", "automatic", "rolling", None):
        assert "break clause" in row(renewal=renewal, end_date=d("2027-03-31")).formula


def test_lead_times_follow_the_category() -> None:
    own = replace(SETTINGS.exits, lead_time_months={"default": (6, 12), "network": (18, 24)})
    held = estate(contracts={"Deal": {"renewal": "none", "end_date": d("2026-07-31"), "category": "Network"}})
    (found,) = exits.QUESTION.answer(held, replace(SETTINGS, exits=own)).rows
    assert found.practical_exit == Interval(d("2027-10-01"), d("2028-04-01"))


def test_the_decision_is_announced_so_early_that_notice_is_in_time() -> None:
    """28 clear days, of which neither end counts, are 29; a week for call-in follows the decision."""
    found = row(renewal="automatic", end_date=d("2027-03-31"), renewal_period="1 year", notice_period="3 months")
    assert found.act_by == Interval.exactly(d("2026-12-31"))
    assert found.decide_by == Interval.exactly(d("2026-12-31") - dt.timedelta(29 + 7))
    assert row(renewal="none", end_date=d("2027-03-31")).decide_by is None
    unknown = row(renewal="automatic", end_date=d("2027-03-31"), renewal_period="1 year")
    assert unknown.act_by == Interval(d("2026-04-01"), d("2027-04-01"))
    assert unknown.decide_by == Interval(d("2026-02-24"), d("2027-02-24"))
    slow = replace(SETTINGS, decisions=replace(SETTINGS.decisions, notice_clear_days=3, call_in_days=10))
    assert slow.decisions.days == 5 + 1 + 10, "the longer of notice and agenda"


def test_options_and_breaks_stand_beside_the_exit() -> None:
    found = row(renewal="none", end_date=d("2027-03-31"), term="2+1 years", start_date=d("2025-04-01"))
    assert found.extension_dates == (d("2028-03-31"),)
    assert found.break_from is None
    assert row(renewal="none", end_date=d("2028-03-31"), irrevocable_until=d("2027-01-01")).break_from == d(
        "2027-01-01"
    )
    automatic = row(renewal="automatic", end_date=d("2028-03-31"), irrevocable_until=d("2027-01-01"))
    assert automatic.break_from is None, "for automatic renewals it is not read"


def test_a_system_is_freed_by_the_last_contract_that_covers_it() -> None:
    held = estate(
        systems={"Desk": {}, "Files": {}, "Gone": {"status": "retired"}},
        contracts={
            "Early": {"renewal": "none", "end_date": d("2026-09-30"), "covers": "Desk"},
            "Late": {"renewal": "none", "end_date": d("2027-03-31"), "covers": ("Desk", "Gone")},
            "Same": {"renewal": "none", "end_date": d("2027-03-31"), "covers": "Desk"},
            "Open": {"covers": "Files"},
            "Over": {"renewal": "none", "end_date": d("2029-03-31"), "covers": "Desk", "status": "ended"},
        },
    )
    frees = {row.title: row.frees for row in exits.QUESTION.answer(held, SETTINGS).rows}
    assert frees == {"Early": (), "Late": ("Desk",), "Same": ("Desk",), "Open": ("Files",), "Over": ()}


def test_a_contract_that_outlasts_its_council_asks_for_advice_on_section_24() -> None:
    councils = {"North": {"vesting_date": d("2028-04-01")}}
    rows = answer(
        organisations=councils,
        Long={"organisation": "North", "renewal": "none", "end_date": d("2029-03-31")},
        Short={"organisation": "North", "renewal": "none", "end_date": d("2027-03-31")},
    ).rows
    said = {found.title: found.section_24 for found in rows}
    assert "section 24" in said["Long"]
    assert "advice" in said["Long"]
    assert said["Short"] == ""
    after = answer(
        as_of="2028-05-01",
        organisations=councils,
        Long={"organisation": "North", "renewal": "none", "end_date": d("2029-03-31")},
    ).rows[0]
    assert after.vesting
    assert after.section_24 == "", "the council is gone"


def test_a_thousand_completions_of_a_contract_fall_inside_and_reach_the_ends() -> None:
    """Of an automatic contract nobody recorded the notice, of another also not whether it renews."""
    known = {"end_date": d("2026-12-31"), "renewal_period": "1 year", "maximum_end_date": d("2029-12-31")}
    unknown = {renewal: row(**known, renewal=renewal) for renewal in ("automatic", None)}
    completions = {
        f"{renewal} {days}": {**known, "renewal": renewal, "notice_period": f"{days} days"}
        for renewal in ("automatic", "none")
        for days in range(0, 1000, 2)
    }
    by_title = {each.title: each for each in answer(**completions).rows}
    found = [by_title[title] for title in completions]
    assert len(found) == 1000
    for name in ("earliest_exit", "practical_exit", "act_by", "decide_by", "days_to_act"):
        whole = getattr(unknown["automatic"], name)
        inside = [getattr(each, name) for each in found[:500] if getattr(each, name) is not None]
        assert all(each.exact or name == "practical_exit" for each in inside)
        assert min(each.low for each in inside) == whole.low
        if name in ("earliest_exit", "practical_exit"):
            longest = getattr(row(**known, renewal="automatic", notice_period="10 years"), name)
            assert longest.high == whole.high, "with the longest notice only Maximum end is left"
        else:
            assert max(each.high for each in inside) == whole.high
    low = unknown[None].earliest_exit.low
    assert all(low <= each.earliest_exit.low for each in found)
    assert min(each.earliest_exit.low for each in found) == low
    assert {each.supply_ends for each in found[500:]} == {Interval.exactly(d("2026-12-31"))}
    assert unknown[None].supply_ends == Interval(d("2026-12-31"), None)
    starts = {each.latest_safe_start for each in found[500:]}
    assert starts == {Interval(unknown[None].latest_safe_start.low, d("2026-06-30"))}
