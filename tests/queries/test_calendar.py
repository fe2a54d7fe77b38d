"""The calendar of decisions: every day follows from the exits, overdue things say so, and the file is the same bytes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import icalendar
import pytest

from itmap.queries import Answer, calendar, exits
from itmap.reports.decisions import decisions
from itmap.reports.ics import as_ics
from itmap.settings import load
from tests.estates import AS_OF, estate, random_estate

SETTINGS = load()


def d(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def answer(**contracts: Any) -> Answer:
    return calendar.QUESTION.answer(estate(contracts=contracts, suppliers={"Alder": {}}), SETTINGS)


def listed(**terms: Any) -> list[tuple[str, str]]:
    return [(row.kind, row.day.isoformat()) for row in answer(Deal=terms).rows]


RENEWS = {"renewal": "automatic", "end_date": d("2027-03-31"), "renewal_period": "1 year", "notice_period": "3 months"}


def test_a_contract_that_renews_is_decided_on_before_its_notice_day() -> None:
    assert listed(**RENEWS) == [("Decide by", "2026-11-25"), ("Give notice by", "2026-12-31")]


def test_a_contract_that_ends_has_a_start_an_option_and_an_end() -> None:
    assert listed(renewal="none", end_date=d("2028-03-31"), notice_period="1 month", extension_options="1+1") == [
        ("Begin a replacement by", "2027-03-31"),
        ("Ends", "2028-03-31"),
        ("Take an option to extend by", "2028-03-31"),
    ]


def test_a_break_and_a_look_up_are_in_it() -> None:
    found = listed(renewal="rolling", irrevocable_until=d("2026-10-01"), end_date=d("2027-03-31"))
    assert found == [("Look up the terms by", "2026-04-01"), ("Notice can run from", "2026-10-01")]


def test_what_could_be_ended_before_still_ends_on_its_end() -> None:
    """A break since January lets it go from any day on; nobody need use it, and the calendar moves with no as-of day."""
    broken = {"renewal": "none", "end_date": d("2028-12-31"), "notice_period": "6 months"}
    assert listed(**broken, irrevocable_until=d("2026-01-31"))[-1] == ("Ends", "2028-12-31")
    assert listed(**broken, irrevocable_until=d("2027-01-31")) == [
        ("Notice can run from", "2027-01-31"),
        ("Begin a replacement by", "2027-12-31"),
        ("Ends", "2028-12-31"),
    ]
    assert listed(renewal="none", end_date=d("2028-12-31"), irrevocable_until=d("2026-01-31"))[-1][0] == "Ends"


def test_what_renews_no_further_ends_on_its_maximum_end() -> None:
    last = {**RENEWS, "end_date": d("2026-06-30"), "maximum_end_date": d("2027-06-30")}
    assert listed(**last, organisation="Borough")[-1] == ("Ends", "2027-06-30")


def test_what_is_overdue_stands_on_the_as_of_day_and_says_since_when() -> None:
    rows = answer(Deal={"renewal": "none", "end_date": d("2026-12-31"), "notice_period": "1 month"}).rows
    start = next(row for row in rows if row.kind == "Begin a replacement by")
    assert (start.day, start.days, start.overdue) == (AS_OF, 0, (AS_OF - d("2025-12-31")).days)
    notice = answer(Deal={**RENEWS, "end_date": d("2026-07-20")}).rows
    assert [(row.kind, row.overdue) for row in notice] == [
        ("Decide by", (AS_OF - d("2026-03-15")).days),
        ("Give notice by", 0),
    ]


@pytest.mark.parametrize("status", ["ended", "withdrawn", "pipeline"])
def test_what_is_over_or_not_yet_let_has_nothing_due(status: str) -> None:
    assert listed(**RENEWS, status=status) == []


def test_it_looks_as_far_ahead_as_the_settings_say() -> None:
    assert listed(renewal="none", end_date=d("2029-04-01"), notice_period="1 month")[-1] == ("Ends", "2029-04-01")
    later = answer(Deal={"renewal": "none", "end_date": d("2029-04-02"), "notice_period": "1 month"})
    assert [row.kind for row in later.rows] == ["Begin a replacement by"]
    assert later.coverage["until"] == d("2029-04-01")


@pytest.mark.parametrize("seed", range(15))
def test_every_day_is_one_of_the_exits_and_the_report_shows_the_same(seed: int) -> None:
    held = random_estate(seed, contracts=20)
    rows = {row.rests_on[0]: row for row in exits.QUESTION.answer(held, SETTINGS).rows}
    found = calendar.QUESTION.answer(held, SETTINGS)
    assert [row.day for row in found.rows] == sorted(row.day for row in found.rows)
    for one in found.rows:
        row = rows[one.rests_on[0]]
        spans = [each for each in (row.act_by, row.decide_by, row.latest_safe_start, row.supply_ends) if each]
        days = {row.check_by, row.break_from, *(span.low for span in spans)}
        assert (one.day - dt.timedelta(one.overdue)) in days
        assert one.day >= AS_OF
    for id_, row in rows.items():
        shown = {(event.kind, event.day) for event in decisions(row, row.status, held.as_of)}
        mine = {(one.kind, one.day) for one in found.rows if one.rests_on[0] == id_}
        within = {pair for pair in shown if pair[1] <= found.coverage["until"]}
        assert within <= mine


def test_the_file_for_calendar_programs_is_whole_days_with_lasting_identities() -> None:
    held = answer(Deal={**RENEWS, "suppliers": "Alder", "reference": "C1"})
    parsed = icalendar.Calendar.from_ical(as_ics(held))
    events = parsed.walk("VEVENT")
    assert [(event["dtstart"].dt, str(event["summary"])) for event in events] == [
        (d("2026-11-25"), "Decide by: Deal"),
        (d("2026-12-31"), "Give notice by: Deal"),
    ]
    assert all(event["dtstamp"].dt == dt.datetime(2026, 4, 1, tzinfo=dt.UTC) for event in events)
    later = icalendar.Calendar.from_ical(as_ics(answer(Deal={**RENEWS, "end_date": d("2027-06-30")})))
    assert [event["uid"] for event in later.walk("VEVENT")] == [event["uid"] for event in events]
    assert len({event["uid"] for event in events}) == 2


def test_text_in_the_file_is_data_and_the_bytes_are_always_the_same() -> None:
    title = "Nasty, title; with\nEND:VCALENDAR and \\ in it" + " and it is long" * 10
    written = as_ics(answer(**{title: RENEWS}))
    assert written == as_ics(answer(**{title: RENEWS}))
    assert written.count(b"END:VCALENDAR\r\n") == 1
    assert max(map(len, written.split(b"\r\n"))) <= 75
    (first, _) = icalendar.Calendar.from_ical(written).walk("VEVENT")
    assert str(first["summary"]) == f"Decide by: {title}"
