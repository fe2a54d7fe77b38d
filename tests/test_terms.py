"""When a contract lets us out: dates worked out by hand, and two independent oracles."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from itmap import model, terms
from itmap.estate import empty
from itmap.quantities import Duration, Interval

CHECK_BY_MONTHS = 12


def contract(**values):
    """A contract of which nothing is known but these values; durations and ISO dates as text."""
    fields = empty(model.CONTRACTS)
    for name, value in values.items():
        kind = model.CONTRACTS.field(name).kind
        reads = {model.Kind.DATE: dt.date.fromisoformat, model.Kind.DURATION: Duration.parse}.get(kind)
        fields[name] = reads(value) if reads and isinstance(value, str) else value
    return fields


def written(interval):
    """`2027-03-31`, `2027-03-31 ..` (no upper end) or `2027-03-31 .. 2028-03-31`; "" for none."""
    if interval is None:
        return ""
    if interval.exact:
        return interval.low.isoformat()
    return f"{interval.low} .. {interval.high or ''}".strip()


def read(*cells):
    headings = ("renewal", "end_date", "renewal_period", "notice_period", "maximum_end_date", "irrevocable_until")
    return contract(**{name: cell or None for name, cell in zip(headings, cells, strict=True)})


# What a reader can check with a calendar. `..` with nothing after it: no upper end.
TABLE = """
as of      | renewal   | End        | period     | notice          | Maximum end | Irrevocable | state                | earliest exit            | act by                   | reason                           | check by   | supply ends
# none: it ends; Irrevocable until with notice may let us out before.
2026-01-15 | none      | 2027-03-31 |            | 3 months        |             |             | fixed term           | 2027-03-31               |                          | ends of itself                   |            | 2027-03-31
2026-01-15 | none      | 2026-01-15 |            | 3 months        |             |             | fixed term           | 2026-01-15               |                          | ends of itself                   |            | 2026-01-15
2026-01-15 | none      | 2026-01-14 |            | 3 months        |             |             | out of contract      | 2026-01-15               |                          | ends of itself                   |            | 2026-01-14
2026-01-15 | none      | 2027-03-31 |            | 3 months        |             | 2026-06-30  | fixed term           | 2026-09-30               |                          | ends of itself                   |            | 2027-03-31
2026-01-15 | none      | 2027-03-31 |            | 3 months        |             | 2025-06-30  | fixed term           | 2026-04-15               |                          | ends of itself                   |            | 2027-03-31
2026-01-15 | none      | 2027-03-31 |            | 3 months        |             | 2027-01-31  | fixed term           | 2027-03-31               |                          | ends of itself                   |            | 2027-03-31
2026-01-15 | none      | 2027-03-31 |            | 3 months        |             | 2028-01-31  | fixed term           | 2027-03-31               |                          | ends of itself                   |            | 2027-03-31
2026-01-15 | none      | 2027-03-31 |            |                 |             |             | fixed term           | 2027-03-31               |                          | ends of itself                   | 2026-03-31 | 2027-03-31
2026-01-15 | none      | 2027-03-31 |            |                 |             | 2026-06-30  | fixed term           | 2026-06-30 .. 2027-03-31 |                          | ends of itself                   | 2026-03-31 | 2027-03-31
2026-01-15 | none      | 2026-12-31 |            |                 |             | 2025-06-30  | fixed term           | 2026-01-15 .. 2026-12-31 |                          | ends of itself                   | 2026-01-15 | 2026-12-31
2026-01-15 | none      | 2026-06-30 |            |                 |             | 2026-12-31  | fixed term           | 2026-06-30               |                          | ends of itself                   | 2026-01-15 | 2026-06-30
2026-01-15 | none      |            |            | 3 months        |             |             | unknown              | 2026-01-15 ..            |                          | end not recorded                 |            |
# the maximum end does not lengthen what does not renew
2026-01-15 | none      | 2027-03-31 |            | 3 months        | 2029-03-31  |             | fixed term           | 2027-03-31               |                          | ends of itself                   |            | 2027-03-31
# automatic: the notice day itself is in time, a day later it has renewed
2026-12-30 | automatic | 2027-03-31 | 1 year     | 3 months        |             |             | renews automatically | 2027-03-31               | 2026-12-31               |                                  |            |
2026-12-31 | automatic | 2027-03-31 | 1 year     | 3 months        |             |             | renews automatically | 2027-03-31               | 2026-12-31               |                                  |            |
2027-01-01 | automatic | 2027-03-31 | 1 year     | 3 months        |             |             | renews automatically | 2028-03-31               | 2027-12-31               |                                  |            |
2027-01-01 | automatic | 2027-03-31 | 1 year     | 0 days          |             |             | renews automatically | 2027-03-31               | 2027-03-31               |                                  |            |
2027-04-01 | automatic | 2027-03-31 | 1 year     | 0 days          |             |             | renews automatically | 2028-03-31               | 2028-03-31               |                                  |            |
2026-01-15 | automatic | 2019-03-31 | 12 months  | 90 days         |             |             | renews automatically | 2027-03-31               | 2026-12-31               |                                  |            |
# 90 days are not 3 months: 31 Mar 2026 less 90 days is 31 Dec 2025; in a leap year 31 Mar less 90 days is 1 Jan
2025-12-31 | automatic | 2026-03-31 | 1 year     | 90 days         |             |             | renews automatically | 2026-03-31               | 2025-12-31               |                                  |            |
2028-01-01 | automatic | 2028-03-31 | 1 year     | 90 days         |             |             | renews automatically | 2028-03-31               | 2028-01-01               |                                  |            |
2026-03-17 | automatic | 2026-03-31 | 1 year     | 2 weeks         |             |             | renews automatically | 2026-03-31               | 2026-03-17               |                                  |            |
2026-03-18 | automatic | 2026-03-31 | 1 year     | 2 weeks         |             |             | renews automatically | 2027-03-31               | 2027-03-17               |                                  |            |
# leap years: counted from 29 Feb 2024 itself, so 2028 has its 29th again
2024-06-01 | automatic | 2024-02-29 | 1 year     | 1 month         |             |             | renews automatically | 2025-02-28               | 2025-01-28               |                                  |            |
2027-06-01 | automatic | 2024-02-29 | 1 year     | 1 month         |             |             | renews automatically | 2028-02-29               | 2028-01-29               |                                  |            |
# month ends: 31 Jan, 28 Feb, 31 Mar (not 28 Mar)
2026-02-01 | automatic | 2026-01-31 | 1 month    | 1 day           |             |             | renews automatically | 2026-02-28               | 2026-02-27               |                                  |            |
2026-03-01 | automatic | 2026-01-31 | 1 month    | 1 day           |             |             | renews automatically | 2026-03-31               | 2026-03-30               |                                  |            |
# notice clipped: 31 May less 3 months is 28 Feb
2026-02-28 | automatic | 2026-05-31 | 1 year     | 3 months        |             |             | renews automatically | 2026-05-31               | 2026-02-28               |                                  |            |
2026-03-01 | automatic | 2026-05-31 | 1 year     | 3 months        |             |             | renews automatically | 2027-05-31               | 2027-02-28               |                                  |            |
# notice longer than the period
2026-01-15 | automatic | 2026-03-31 | 1 month    | 6 months        |             |             | renews automatically | 2026-07-31               | 2026-01-31               |                                  |            |
# a period in parts renews by its first; notice in parts is their sum
2026-01-15 | automatic | 2025-12-31 | 2+1 years  | 1 month         |             |             | renews automatically | 2027-12-31               | 2027-11-30               |                                  |            |
2026-01-15 | automatic | 2026-12-31 | 1 year     | 2+1 months      |             |             | renews automatically | 2026-12-31               | 2026-09-30               |                                  |            |
# Maximum end
2026-01-15 | automatic | 2026-03-31 | 1 year     | 1 month         | 2028-03-31  |             | renews automatically | 2026-03-31               | 2026-02-28               |                                  |            | 2028-03-31
2026-03-15 | automatic | 2026-03-31 | 1 year     | 1 month         | 2028-03-31  |             | renews automatically | 2027-03-31               | 2027-02-28               |                                  |            | 2028-03-31
2027-03-15 | automatic | 2026-03-31 | 1 year     | 1 month         | 2028-03-31  |             | renews automatically | 2028-03-31               |                          | ends of itself                   |            | 2028-03-31
2027-03-15 | automatic | 2026-03-31 | 1 year     | 1 month         | 2027-09-30  |             | renews automatically | 2027-09-30               |                          | ends of itself                   |            | 2027-09-30
2028-03-31 | automatic | 2026-03-31 | 1 year     | 1 month         | 2028-03-31  |             | renews automatically | 2028-03-31               |                          | ends of itself                   |            | 2028-03-31
2028-04-01 | automatic | 2026-03-31 | 1 year     | 1 month         | 2028-03-31  |             | out of contract      | 2028-04-01               |                          | ends of itself                   |            | 2028-03-31
2026-01-15 | automatic | 2026-03-31 | 1 year     |                 | 2026-03-31  |             | renews automatically | 2026-03-31               |                          | ends of itself                   | 2026-01-15 | 2026-03-31
2026-01-15 | automatic | 2026-03-31 |            |                 | 2026-02-28  |             | renews automatically | 2026-02-28               |                          | ends of itself                   | 2026-01-15 | 2026-02-28
# period unknown (blank, or nothing): End while its notice day is not past, then any later end
2026-01-15 | automatic | 2026-06-30 |            | 3 months        |             |             | renews automatically | 2026-06-30               | 2026-03-30               |                                  |            |
2026-04-15 | automatic | 2026-06-30 |            | 3 months        |             |             | renews automatically | 2026-07-15 ..            | 2026-04-15 ..            |                                  |            |
2026-04-15 | automatic | 2026-06-30 | 0 months   | 3 months        |             |             | renews automatically | 2026-07-15 ..            | 2026-04-15 ..            |                                  |            |
2026-04-15 | automatic | 2026-06-30 |            | 3 months        | 2027-06-30  |             | renews automatically | 2026-07-15 .. 2027-06-30 | 2026-04-15 .. 2027-03-29 |                                  |            | 2027-06-30
2026-04-15 | automatic | 2026-06-30 |            | 3 months        | 2026-07-15  |             | renews automatically | 2026-07-15               |                          | ends of itself                   |            | 2026-07-15
# 31 Jan and one month: 28 Feb less a month is 28 Jan, too late; 1 Mar less a month is 1 Feb
2026-01-31 | automatic | 2026-01-31 |            | 1 month         |             |             | renews automatically | 2026-03-01 ..            | 2026-02-01 ..            |                                  |            |
# notice unknown: with none at all the next end, with a long one any later
2026-01-15 | automatic | 2027-03-31 | 1 year     |                 |             |             | renews automatically | 2027-03-31 ..            | 2026-01-15 .. 2027-03-31 |                                  | 2026-03-31 |
2026-06-15 | automatic | 2027-03-31 | 1 year     |                 |             |             | renews automatically | 2027-03-31 ..            | 2026-06-15 .. 2027-06-15 |                                  | 2026-06-15 |
2026-01-15 | automatic | 2025-03-31 | 1 year     |                 |             |             | renews automatically | 2026-03-31 ..            | 2026-01-15 .. 2027-01-15 |                                  |            |
2026-01-15 | automatic | 2027-03-31 | 1 year     |                 | 2029-03-31  |             | renews automatically | 2027-03-31 .. 2029-03-31 | 2026-01-15 .. 2027-03-31 |                                  | 2026-03-31 | 2029-03-31
# 5 days' notice would do for 20 Jan; the next end, 19 Feb, is the exit from 6 days on: by 13 Feb at the latest
2026-01-15 | automatic | 2026-01-20 | 30 days    |                 |             |             | renews automatically | 2026-01-20 ..            | 2026-01-15 .. 2026-02-13 |                                  | 2026-01-15 |
# both unknown
2026-01-15 | automatic | 2027-03-31 |            |                 |             |             | renews automatically | 2027-03-31 ..            | 2026-01-15 ..            |                                  | 2026-03-31 |
2026-01-15 | automatic | 2025-03-31 |            |                 |             |             | renews automatically | 2026-01-15 ..            | 2026-01-15 ..            |                                  |            |
2026-01-15 | automatic | 2025-03-31 |            |                 | 2027-03-31  |             | renews automatically | 2026-01-15 .. 2027-03-31 | 2026-01-15 .. 2027-03-30 |                                  |            | 2027-03-31
2026-01-01 | automatic | 2026-01-11 |            |                 | 2026-03-31  |             | renews automatically | 2026-01-11 .. 2026-03-31 | 2026-01-01 .. 2026-03-19 |                                  | 2026-01-01 | 2026-03-31
2026-01-15 | automatic |            | 1 year     | 3 months        |             |             | unknown              | 2026-01-15 ..            |                          | end not recorded                 |            |
2026-01-15 | automatic |            | 1 year     | 3 months        | 2027-03-31  |             | unknown              | 2026-01-15 ..            |                          | end not recorded                 |            | 2027-03-31
# rolling: any day, after what is irrevocable and not before the minimum term ends
2026-01-15 | rolling   |            |            | 30 days         |             |             | rolling              | 2026-02-14               |                          | any day                          |            |
2026-01-31 | rolling   |            |            | 1 month         |             |             | rolling              | 2026-02-28               |                          | any day                          |            |
2026-01-15 | rolling   | 2025-03-31 |            | 30 days         |             |             | rolling              | 2026-02-14               |                          | any day                          |            |
2026-01-15 | rolling   | 2026-12-31 |            | 30 days         |             |             | rolling              | 2026-12-31               |                          | any day                          |            |
2026-01-15 | rolling   |            |            | 30 days         |             | 2026-06-30  | rolling              | 2026-07-30               |                          | any day                          |            |
2026-01-15 | rolling   |            |            | 30 days         |             | 2025-06-30  | rolling              | 2026-02-14               |                          | any day                          |            |
2026-01-15 | rolling   | 2026-07-15 |            | 30 days         |             | 2026-06-30  | rolling              | 2026-07-30               |                          | any day                          |            |
2026-01-15 | rolling   |            |            |                 |             |             | rolling              | 2026-01-15 ..            |                          | any day                          |            |
2026-01-15 | rolling   | 2027-06-30 |            |                 |             |             | rolling              | 2027-06-30 ..            |                          | any day                          | 2026-06-30 |
# unknown: could end of itself, could go on
2026-01-15 |           | 2027-03-31 |            | 3 months        |             |             | unknown              | 2027-03-31 ..            |                          | renewal not recorded             | 2026-12-31 | 2027-03-31 ..
2026-01-15 | unknown   | 2027-03-31 |            | 3 months        |             |             | unknown              | 2027-03-31 ..            |                          | renewal not recorded             | 2026-12-31 | 2027-03-31 ..
2026-01-15 |           | 2027-03-31 |            |                 |             |             | unknown              | 2027-03-31 ..            |                          | renewal not recorded             | 2026-03-31 | 2027-03-31 ..
2026-01-15 |           | 2026-03-31 |            |                 |             |             | unknown              | 2026-03-31 ..            |                          | renewal not recorded             | 2026-01-15 | 2026-03-31 ..
2026-01-15 |           | 2027-03-31 |            | 3 months        |             | 2026-06-30  | unknown              | 2026-09-30 ..            |                          | renewal not recorded             | 2026-12-31 | 2027-03-31 ..
2026-01-15 |           | 2026-01-14 |            | 3 months        |             |             | unknown              | 2026-01-15 ..            |                          | renewal not recorded             |            | 2026-01-14 ..
2026-01-15 |           |            |            | 3 months        |             |             | unknown              | 2026-01-15 ..            |                          | renewal not recorded             |            |
# the end of the calendar
2026-01-15 | rolling   |            |            | 9000 years      |             |             | rolling              | 9999-12-31 ..            |                          | any day                          |            |
2026-01-15 | automatic | 2026-03-31 | 1 year     | 9000 years      |             |             | renews automatically | 9999-12-31 ..            |                          | no exit before the calendar ends |            |
2026-01-15 | automatic | 2026-03-31 | 1 year     | 9000 years      | 2028-03-31  |             | renews automatically | 2028-03-31               |                          | ends of itself                   |            | 2028-03-31
2026-01-15 | automatic | 2026-03-31 |            | 9000 years      |             |             | renews automatically | 9999-12-31 ..            |                          | no exit before the calendar ends |            |
2026-01-15 | none      | 2027-03-31 |            | 99999999 months |             | 2026-06-30  | fixed term           | 2027-03-31               |                          | ends of itself                   |            | 2027-03-31
2026-04-15 | automatic | 2026-03-31 | 9000 years |                 |             |             | renews automatically | 9999-12-31 ..            | 2026-04-15 .. 9999-12-31 |                                  |            |
"""
LINES = [
    [cell.strip() for cell in line.split("|")] for line in TABLE.splitlines()[2:] if line and not line.startswith("#")
]


@pytest.mark.parametrize("line", LINES, ids=lambda line: " ".join(cell or "-" for cell in line[:7]))
def test_exits_worked_out_by_hand(line):
    as_of, *cells = line[:7]
    found = terms.exit_of(read(*cells), dt.date.fromisoformat(as_of), CHECK_BY_MONTHS)
    said = (
        found.state,
        written(found.earliest),
        written(found.act_by),
        found.act_by_reason,
        found.check_by.isoformat() if found.check_by else "",
        written(found.supply_ends),
    )
    assert list(said) == line[7:]


def test_state_is_the_one_that_the_module_gives_alone():
    for as_of, *cells in LINES:
        day = dt.date.fromisoformat(as_of)
        assert terms.state(read(*cells[:6]), day) == terms.exit_of(read(*cells[:6]), day, CHECK_BY_MONTHS).state


@pytest.mark.parametrize(
    ("as_of", "cells", "expected"),
    [
        (
            "2026-12-31",
            ("automatic", "2027-03-31", "1 year", "3 months", "", ""),
            "End 31 Mar 2027 less 3 months' notice is 31 Dec 2026, not past: exit on 31 Mar 2027.",
        ),
        (
            "2027-01-01",
            ("automatic", "2027-03-31", "1 year", "1 month", "", ""),
            "End 31 Mar 2027 less 1 month's notice is 28 Feb 2027, not past: exit on 31 Mar 2027.",
        ),
        (
            "2026-01-15",
            ("automatic", "2024-03-31", "12 months", "3 months", "", ""),
            "End 31 Mar 2024 and 3 renewals of 12 months make 31 Mar 2027; that less 3 months' notice is 31 Dec 2026, "
            "not past: exit on 31 Mar 2027.",
        ),
        (
            "2026-01-15",
            ("rolling", "", "", "30 days", "", "2026-06-30"),
            "Rolling, irrevocable until 30 Jun 2026: 30 days' notice from 30 Jun 2026, so exit on 30 Jul 2026.",
        ),
        (
            "2026-01-15",
            ("none", "2027-03-31", "", "", "", "2026-06-30"),
            "No renewal, irrevocable until 30 Jun 2026: a notice that is not recorded from 30 Jun 2026, or End 31 Mar 2027 "
            "when that comes first, so exit between 30 Jun 2026 and 31 Mar 2027.",
        ),
        (
            "2026-01-15",
            ("", "2027-03-31", "", "3 months", "", ""),
            "Renewal is not recorded and End 31 Mar 2027 is not past: exit on 31 Mar 2027 or later.",
        ),
    ],
)
def test_the_formula_says_how_and_from_what(as_of, cells, expected):
    found = terms.exit_of(read(*cells), dt.date.fromisoformat(as_of), CHECK_BY_MONTHS)
    assert found.formula == f"{expected} Holds unless a break clause exists that the register doesn't record."


def test_every_formula_names_the_exit_and_the_break_clause():
    for as_of, *cells in LINES:
        found = terms.exit_of(read(*cells[:6]), dt.date.fromisoformat(as_of), CHECK_BY_MONTHS)
        assert found.formula.endswith("a break clause exists that the register doesn't record.")
        assert found.act_by_reason == terms.NEVER or terms.spoken_interval(found.earliest) in found.formula
        found.formula.encode("cp1252")


@pytest.mark.parametrize(
    ("as_of", "cells", "renewed"),
    [
        ("2026-04-01", ("automatic", "2026-03-31", "1 year", "3 months", "", ""), "2026-03-31"),
        ("2026-03-31", ("automatic", "2026-03-31", "1 year", "3 months", "", ""), None),
        ("2026-03-31", ("automatic", "2020-03-31", "1 year", "", "", ""), "2025-03-31"),
        ("2026-03-31", ("automatic", "2020-02-29", "1 year", "", "", ""), "2026-02-28"),
        ("2026-04-01", ("automatic", "2026-03-31", "", "3 months", "", ""), None),
        ("2026-04-01", ("automatic", "2025-03-31", "1 year", "3 months", "2026-03-31", ""), None),
        ("2026-04-01", ("rolling", "2025-03-31", "1 year", "3 months", "", ""), None),
    ],
)
def test_a_contract_that_renewed_by_itself_says_when(as_of, cells, renewed):
    found = terms.last_renewal(read(*cells), dt.date.fromisoformat(as_of))
    assert found == (dt.date.fromisoformat(renewed) if renewed else None)


def completed_exit(fields, as_of):
    """An independent oracle: the exit and the notice day of a wholly known contract, walking day by day.

    Written from the table in plain steps; the only shared code is Duration.after.
    """
    end, last, notice = fields["end_date"], fields["maximum_end_date"], fields["notice_period"]
    until = fields["irrevocable_until"]
    if fields["renewal"] == "none":
        if end < as_of:
            return as_of, None
        earliest = notice.after(max(as_of, until)) if until else end
        return min(end, earliest), None
    if fields["renewal"] == "rolling":
        day = notice.after(max(as_of, until) if until else as_of)
        return (end if end and end > day else day), None
    if last and last < as_of:
        return as_of, None
    ends, times = set(), 0
    furthest = max(end, as_of) + dt.timedelta(days=6000)
    while (later := fields["renewal_period"].after(end, times)) <= furthest:
        ends.add(later)
        times += 1
    day = min(end, last) if last else end
    while True:
        if last and day >= last:
            return last, None
        if day in ends and notice.before(day) >= as_of:
            return day, notice.before(day)
        day += dt.timedelta(days=1)


days = st.dates(dt.date(2023, 12, 1), dt.date(2028, 3, 31))
notices = st.integers(0, 1500).map(lambda count: Duration((count,), "day"))
months = st.integers(0, 30).map(lambda count: Duration((count,), "month"))
periods = st.one_of(
    st.integers(1, 800).map(lambda count: Duration((count,), "day")),
    st.integers(1, 30).map(lambda count: Duration((count,), "month")),
    st.integers(1, 4).map(lambda count: Duration((count,), "year")),
)
renewals = st.sampled_from(["none", "automatic", "rolling"])
contracts = st.builds(
    contract,
    renewal=renewals,
    end_date=days,
    renewal_period=periods,
    notice_period=notices | months,
    maximum_end_date=st.none() | days,
    irrevocable_until=st.none() | days,
)
moderate = settings(max_examples=300, deadline=None, derandomize=True)


@moderate
@given(fields=contracts, as_of=days)
def test_known_terms_give_the_day_that_a_day_by_day_walk_finds(fields, as_of):
    found = terms.exit_of(fields, as_of, CHECK_BY_MONTHS)
    exit_day, act_by = completed_exit(fields, as_of)
    assert found.earliest == Interval.exactly(exit_day)
    assert found.act_by == (Interval.exactly(act_by) if act_by else None)


@moderate
@given(fields=contracts, as_of=days, extra=st.integers(0, 400))
def test_no_exit_lies_before_the_day_and_a_longer_notice_never_brings_it_nearer(fields, as_of, extra):
    found = terms.exit_of(fields, as_of, CHECK_BY_MONTHS)
    assert found.earliest.low >= as_of
    longer = Duration((fields["notice_period"].counts[0] + extra,), fields["notice_period"].unit)
    assert terms.exit_of({**fields, "notice_period": longer}, as_of, CHECK_BY_MONTHS).earliest.low >= found.earliest.low


def inside(day, interval):
    return interval.low <= day and (interval.high is None or day <= interval.high)


@moderate
@given(
    fields=contracts,
    as_of=days,
    no_notice=st.booleans(),
    no_period=st.booleans(),
    no_renewal=st.booleans(),
    data=st.data(),
)
def test_every_completion_of_what_is_unknown_falls_inside(fields, as_of, no_notice, no_period, no_renewal, data):
    """The completion is `fields` with other notices (whole days) and periods; blanked, it must hold them all."""
    full = {**fields, "notice_period": data.draw(notices) if no_notice else fields["notice_period"]}
    blank = {
        **full,
        "notice_period": None if no_notice else full["notice_period"],
        "renewal_period": None if no_period else full["renewal_period"],
        "renewal": None if no_renewal else full["renewal"],
    }
    # Unknown renewal is held to what `none` would give, which knows no Maximum end: one before End contradicts it.
    assume(not (no_renewal and full["maximum_end_date"] and full["maximum_end_date"] < full["end_date"]))
    found = terms.exit_of(blank, as_of, CHECK_BY_MONTHS)
    exit_day, act_by = completed_exit(full, as_of)
    assert inside(exit_day, found.earliest)
    if act_by and not no_renewal:
        assert inside(act_by, found.act_by)


@pytest.mark.once
@settings(max_examples=120, deadline=None, derandomize=True)
@given(
    end=st.dates(dt.date(2025, 11, 1), dt.date(2026, 5, 31)),
    after=st.none() | st.integers(-20, 120),
    period=st.none() | st.integers(1, 60).map(lambda n: Duration((n,), "day")) | st.just(Duration((1,), "month")),
    notice=st.none() | st.integers(0, 70).map(lambda n: Duration((n,), "day")) | st.just(Duration((1,), "month")),
)
@example(end=dt.date(2026, 1, 31), after=None, period=Duration((1,), "month"), notice=None)
@example(end=dt.date(2026, 2, 14), after=60, period=None, notice=None)
def test_the_ends_of_the_interval_are_reached(end, after, period, notice):
    """All completions, up to a notice and a period of 200 days: none falls outside, and each end is one of them."""
    as_of = dt.date(2026, 1, 31)
    last = end + dt.timedelta(days=after) if after is not None else None
    fields = contract(
        renewal="automatic", end_date=end, maximum_end_date=last, renewal_period=period, notice_period=notice
    )
    found = terms.exit_of(fields, as_of, CHECK_BY_MONTHS)
    every = [Duration((count,), "day") for count in range(201)]
    reached = [
        fast_exit(end, last, renews, gives, as_of)
        for renews in ([period] if period else every[1:])
        for gives in ([notice] if notice else every)
    ]
    exits = {day for day, _ in reached}
    acts = {day for _, day in reached if day}
    assert min(exits) == found.earliest.low
    assert found.earliest.high is None or max(exits) == found.earliest.high
    looked = min(end, as_of) + dt.timedelta(days=200)
    assert found.earliest.high or max(exits) >= looked  # it goes on for as long as we look
    assert bool(acts) == (found.act_by is not None)
    if found.act_by:
        assert min(acts) == found.act_by.low
        assert found.act_by.high is None or max(acts) == found.act_by.high


def fast_exit(end, last, period, notice, as_of):
    """As `completed_exit` for automatic renewal, by plain forward steps: fast enough for 40,000 completions."""
    if last and last < as_of:
        return as_of, None
    times = 0
    while True:
        day = period.after(end, times)
        if last and day >= last:
            return last, None
        if (act_by := notice.before(day)) >= as_of:
            return day, act_by
        times += 1
