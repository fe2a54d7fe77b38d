"""Which tables a sheet holds, and how each is laid out: by the profile that fits, or by the headings alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

from itmap.importers import profiles
from itmap.importers.headings import normal
from itmap.importers.layout import HEADER_WITHIN, Layout, named_after, recognise, tables_in, under_the_same_headings
from itmap.importers.profiles import Profile
from itmap.importers.sheets import RawTable
from itmap.importers.values import plain_text
from itmap.model import Register


@dataclass(frozen=True)
class Found:
    """One table of a sheet, before its rows are read: how it is laid out, and the profile that says so."""

    table: RawTable
    layout: Layout
    profile: Profile | None


def chosen_profile(register: Register | None, name: str | None) -> Profile | None:
    """The profile that the user names. Raises ProfileInvalid, for one of another register than `register` too."""
    chosen = profiles.find(name) if name else None
    if chosen and register not in (None, chosen.register):
        raise profiles.ProfileInvalid(
            f"{name}: this profile is for {chosen.register.sheet}, and --register says otherwise. Leave one out."
        )
    return chosen


def find_tables(table: RawTable, register: Register | None = None, chosen: Profile | None = None) -> list[Found]:
    """The tables of a sheet, from top to bottom; none where it is no register.

    A shipped profile whose headings stand in one of the first rows is taken without being asked for, unless more
    headings are understood without it.
    """
    profile = chosen or _profile_of(table, register or named_after(table.sheet or table.stem))
    first = recognise(table, register, profile.hints if profile else None)
    if profile and not chosen:
        without = recognise(table, register)
        if without and (first is None or without.understood > _accounted(first, profile)):
            profile, first = None, without
    if first is None:
        return []
    return [
        Found(table, layout, profile if layout.headings == first.headings else None)
        for layout in tables_in(table, first, register)
    ]


def _accounted(layout: Layout, profile: Profile) -> int:
    """How many headings a profile understands, for all kinds of rows, or leaves alone on purpose."""
    used = set().union(*(its.used for _, its in parts_of(profile, layout)))
    known = profile.hints.ignore | profile.hints.unsaid
    return len(used | {index for index, heading in enumerate(layout.headings) if normal(heading) in known})


def parts_of(profile: Profile | None, layout: Layout) -> list[tuple[Profile | None, Layout]]:
    """How each kind of rows in a table is read: one, unless a profile tells several apart."""
    parts = [(profile, layout)]
    if profile and layout.record_type is not None:
        for other in profile.others:
            hints = replace(other.hints, record_type=profile.hints.record_type)
            parts.append((other, under_the_same_headings(layout, other.register, hints)))
    return parts


def _profile_of(table: RawTable, register: Register | None) -> Profile | None:
    rows = ([plain_text(cell) for cell in row] for row in table.rows[:HEADER_WITHIN])
    return next(filter(None, (profiles.marking(headings, register) for headings in rows)), None)
