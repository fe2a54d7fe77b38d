"""Spreadsheets in: from files as councils keep them to records in a store.

`import_files` reads the sheets (reading.py), deals their rows out to organisations, and lands each organisation's rows
in one change of the store (landing.py). The rows of one call are one statement of their registers.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from itmap import model
from itmap.errors import OrganisationUnclear
from itmap.estate import Decision, Record, empty, same
from itmap.importers.book import record_id
from itmap.importers.landing import Landing, land
from itmap.importers.outcome import Outcome, SheetOutcome
from itmap.importers.reading import Problem, ReadRow, ReadSheet, read_files
from itmap.importers.registers import MODULES
from itmap.importers.review import ReviewSheet
from itmap.importers.review import decisions as decisions_of
from itmap.importers.suggestions import organisation_suggestions, supplier_suggestions
from itmap.model import Register
from itmap.settings import Limits
from itmap.stores import Store
from itmap.uncollected import uncollected

DEFAULT_ORGANISATION = "This council"

Progress = Callable[[str, int, int], None]
Rows = list[tuple[ReadSheet, list[ReadRow]]]


def import_files(
    store: Store,
    files: Sequence[Path],
    *,
    organisation: str | None = None,
    register: Register | None = None,
    profile: str | None = None,
    limits: Limits | None = None,
    dry_run: bool = False,
    prune: bool = False,
    day: dt.date | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Read these files and land their rows: all or nothing for each organisation.

    Raises FileUnreadable and NothingRecognised before anything is written, and what `import_sheets` raises.
    """
    sheets = list(read_files(files, register, profile, limits))
    return import_sheets(
        store, sheets, organisation=organisation, dry_run=dry_run, prune=prune, day=day, progress=progress
    )


@uncollected()
def import_sheets(
    store: Store,
    sheets: Sequence[ReadSheet],
    *,
    organisation: str | None = None,
    dry_run: bool = False,
    prune: bool = False,
    day: dt.date | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Land the rows of sheets that have been read: one statement of their registers.

    `organisation` is the name or reference of the council that rows without one belong to; `day` is the day of the
    import, by which the store keeps what records were before it (without a day it keeps nothing); `progress` is called
    with what is being done, how much of it is done and how much there is. Raises OrganisationUnclear and StoreUnusable,
    the store being as it was for every organisation that had not landed yet.
    """
    outcome = Outcome([SheetOutcome(sheet) for sheet in sheets], dry_run, prune)
    councils = _Councils(store)
    held = store.decisions()
    new = _decided(outcome.sheets, councils, organisation, held)
    decisions = _replaced(held, new)
    if new and not dry_run:
        store.decide(new)
    dealt = _deal(outcome.sheets, councils, organisation)
    if new:  # what was decided holds for what landed before, too
        for council in councils.held:
            dealt.setdefault(council, [])
    standing: dict[str, Record] = {}
    carried: dict[str, Record] = {}
    new_here: set[str] = set()
    fates: dict[str, str] = {}
    for done, (council, rows) in enumerate(dealt.items()):
        if progress:
            progress(councils.records[council].values["name"], done, len(dealt))
        with store.change(council) as change:
            landing = land(
                councils.records[council],
                rows,
                {**change.records, **carried},
                prune=prune,
                day=day,
                decisions=decisions,
                new=new_here,
            )
            new_here.update(
                record.id for record in landing.put if record.organisation is None and record.id not in change.records
            )
            standing = {id_: record for id_, record in change.records.items() if id_ not in landing.remove}
            standing.update({**carried, **{record.id: record for record in landing.put}})
            change.keep(landing.keep)
            change.put(landing.put)
            change.remove(landing.remove)
            if dry_run:
                change.discard()
                carried.update({record.id: record for record in landing.put if record.organisation is None})
        _account(outcome, landing, rows, councils.records[council].values["name"])
        fates.update(_fates(landing, fates))
        outcome.suggestions += organisation_suggestions(councils.records[council], standing.values(), decisions)
    became = Counter(fates.values())
    outcome.changed.update({fate: became[fate] for fate in ("added", "updated", "unchanged", "removed")})
    outcome.suggestions[:0] = supplier_suggestions(standing.values(), decisions)
    return outcome


def _decided(
    sheets: Iterable[SheetOutcome], councils: _Councils, organisation: str | None, held: Iterable[Decision]
) -> list[Decision]:
    """What the reviews among the sheets decide, each row accounted for."""

    def find(text: str) -> str | None:
        return councils.known(text) if text else councils.default(organisation)

    found: list[Decision] = []
    for outcome in sheets:
        if isinstance(outcome.sheet, ReviewSheet):
            found += decisions_of(outcome.sheet, find, held)
            outcome.landed, outcome.merged = outcome.sheet.landed, outcome.sheet.merged
            outcome.rejected = outcome.sheet.rejected
    return found


def _replaced(held: Iterable[Decision], new: Iterable[Decision]) -> tuple[Decision, ...]:
    """All decisions; a new one about the same names takes the place of the old one."""
    by_names = {(each.register, each.organisation, each.one, each.other): each for each in (*held, *new)}
    return tuple(
        sorted(by_names.values(), key=lambda each: (each.register, each.organisation or "", each.one, each.other))
    )


class _Councils:
    """The organisations that rows may belong to: those of the store, and those that the rows themselves name."""

    def __init__(self, store: Store) -> None:
        self.records: dict[str, Record] = {}
        self.held: list[str] = []
        self._called: dict[str, str] = {}
        for id_, (name, reference) in store.organisations().items():
            self._enter(id_, name, reference)
            self.held.append(id_)

    def find(self, text: str, reference: str | None = None) -> str:
        """The id of the organisation of that name or reference, known from now on."""
        for called in (reference, text):
            if called and same(called) in self._called:
                id_ = self._called[same(called)]
                self._called.setdefault(same(text), id_)
                return id_
        id_ = record_id("organisation", "", reference or text)
        self._enter(id_, text, reference)
        return id_

    def known(self, text: str) -> str | None:
        """The id of the organisation of that name or reference, None when nobody has spoken of it."""
        return self._called.get(same(text))

    def default(self, organisation: str | None) -> str:
        """Whose the rows are that don't say. Raises OrganisationUnclear where there are several to choose from."""
        if organisation:
            return self.find(organisation)
        if len(self.held) > 1:
            names = ", ".join(self.records[id_].values["name"] for id_ in self.held[:5])
            more = " …" if len(self.held) > 5 else ""
            raise OrganisationUnclear(
                f"Some rows don't say which organisation they belong to, and there are {len(self.held)} "
                f"({names}{more}). Say which with --organisation NAME, or add an Organisation column."
            )
        return self.held[0] if self.held else self.find(DEFAULT_ORGANISATION)

    def _enter(self, id_: str, name: str, reference: str | None) -> None:
        values = {**empty(model.ORGANISATIONS), "name": name}
        self.records[id_] = Record(id_, "organisation", None, values)
        self._called[same(name)] = id_
        if reference:
            self._called[same(reference)] = id_


def _deal(sheets: Iterable[SheetOutcome], councils: _Councils, organisation: str | None) -> dict[str, Rows]:
    """Each organisation's rows, in the order of the files. Rows that lack what they need are rejected here.

    The Organisations registers are dealt first: they say who there is.
    """
    dealt: dict[str, Rows] = defaultdict(list)
    default: str | None = None
    for outcome in sorted(sheets, key=lambda outcome: outcome.sheet.register is not model.ORGANISATIONS):
        if outcome.sheet.register is None:
            continue
        theirs: dict[str, list[ReadRow]] = defaultdict(list)
        called: dict[str, None] = {}
        for row in outcome.sheet.rows:
            if _rejected(outcome.sheet, row):
                outcome.rejected += 1
                continue
            if outcome.sheet.register is model.ORGANISATIONS:
                council = councils.find(row.values["name"], row.values.get("reference"))
                if council not in councils.held:
                    councils.held.append(council)
            elif row.organisation:
                council = councils.find(row.organisation)
            else:
                council = default = default or councils.default(organisation)
            theirs[council].append(row)
            called[councils.records[council].values["name"]] = None
        for council, rows in theirs.items():
            dealt[council].append((outcome.sheet, rows))
        outcome.organisations = tuple(called)
    return dealt


def _rejected(sheet: ReadSheet, row: ReadRow) -> bool:
    """Whether a row can't land; the sheet's problems say why."""
    if row.rejected or sheet.register is None:
        return row.rejected
    lacking = MODULES[sheet.register.name].missing(row)
    if lacking:
        message = (
            f"The row was not imported: a row of {sheet.register.sheet} needs {lacking}. Fill it in and import again."
        )
        sheet.problems.append(Problem(row.number, "", "", "row", message))
    return bool(lacking)


def _account(outcome: Outcome, landing: Landing, rows: Rows, council: str) -> None:
    """Add what became of one organisation's rows to the outcome."""
    by_sheet = {id(sheet.sheet): sheet for sheet in outcome.sheets}
    for sheet, its_rows in rows:
        landed = sum((id(sheet), row.number) in landing.first_rows for row in its_rows)
        by_sheet[id(sheet)].landed += landed
        by_sheet[id(sheet)].merged += len(its_rows) - landed
    outcome.stubs += landing.stubs
    outcome.changes += landing.changes
    outcome.news += landing.news
    outcome.vanished += [(council, record) for record in landing.vanished]


def _fates(landing: Landing, before: Mapping[str, str]) -> dict[str, str]:
    """What became of each record, by id. One that organisations share counts once, as the most that it became."""
    kept = {id_: fate for id_, fate in before.items() if fate != "unchanged" and id_ not in landing.remove}
    return {
        **dict.fromkeys(landing.unchanged, "unchanged"),
        **dict.fromkeys(landing.updated, "updated"),
        **dict.fromkeys(landing.added, "added"),
        **dict.fromkeys(landing.remove, "removed"),
        **kept,
    }


__all__ = ["DEFAULT_ORGANISATION", "Outcome", "import_files", "import_sheets", "read_files"]
