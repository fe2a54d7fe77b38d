"""The calendar of decisions as iCalendar (RFC 5545): a whole-day entry each, the same bytes for the same answer.

An entry keeps its identity when its day moves, so that a calendar into which the file is read again moves it too.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from icalendar import Calendar, Event

from itmap.queries import Answer


def as_ics(answer: Answer) -> bytes:
    """The answer to `calendar` as a file for a calendar program."""
    calendar = Calendar()
    calendar.add("prodid", "-//itmap//decisions//EN")
    calendar.add("version", "2.0")
    # No entry says when it was written: the as-of day is all that it depends on.
    stamp = dt.datetime.combine(answer.as_of, dt.time(), dt.UTC)
    for row in answer.rows:
        event = Event()
        event.add("uid", f"{hashlib.sha256(f'{row.rests_on[0]} {row.kind}'.encode()).hexdigest()[:32]}@itmap")
        event.add("dtstamp", stamp)
        event.add("dtstart", row.day)
        event.add("summary", f"{row.kind}: {row.contract}")
        event.add("description", _description(row))
        event.add("categories", [row.kind])
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _description(row: Any) -> str:
    said = {
        "Organisation": row.organisation,
        "Reference": row.reference,
        "Supplier": row.supplier,
        "Overdue by days": row.overdue,
    }
    return "\n".join([*(f"{name}: {value}" for name, value in said.items() if value), row.why])
