"""What an import did: every row accounted for, every problem with its cell, in words and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from itmap import model
from itmap.changes import Change
from itmap.estate import Record, Source
from itmap.importers.landing import News
from itmap.importers.reading import ReadSheet
from itmap.importers.review import ReviewSheet
from itmap.importers.suggestions import Suggestion

PROBLEMS_SHOWN = 10


@dataclass
class SheetOutcome:
    """One sheet: `rows read = landed + merged + rejected`, always."""

    sheet: ReadSheet
    organisations: tuple[str, ...] = ()
    landed: int = 0
    merged: int = 0
    rejected: int = 0

    @property
    def rows_read(self) -> int:
        return self.landed + self.merged + self.rejected

    def as_json(self) -> dict[str, Any]:
        """The sheet as INTERFACES has it."""
        sheet = self.sheet
        review = "Review" if isinstance(sheet, ReviewSheet) else None
        return {
            "file": sheet.file,
            "sheet": sheet.sheet,
            "register": sheet.register.sheet if sheet.register else review,
            "header_row": sheet.header_row,
            "organisation": "; ".join(self.organisations) or None,
            "profile": sheet.profile,
            "notes": sheet.notes,
            "columns": sheet.columns,
            "rows_read": self.rows_read,
            "landed": self.landed,
            "merged": self.merged,
            "rejected": self.rejected,
            "problems": [asdict(problem) for problem in sheet.problems],
        }

    def as_text(self) -> list[str]:
        """The sheet in lines for a terminal."""
        sheet = self.sheet
        where = f"{sheet.file}, sheet {sheet.sheet}" if sheet.sheet else sheet.file
        if isinstance(sheet, ReviewSheet):
            return [
                f"{where}: a review, headings in row {sheet.header_row}",
                f"  {self._read}: {len(sheet.decided)} decided, {sheet.undecided} left open, "
                f"{sheet.merged} said again, {sheet.rejected} rejected",
                *self._problems(),
            ]
        if sheet.register is None:
            return [f"{where}: not a register that itmap knows; left alone."]
        lines = [
            f"{where}: {sheet.register.sheet}, headings in row {sheet.header_row}"
            + (f", read as the profile {sheet.profile}" if sheet.profile else ""),
            f"  {self._read} = {self.landed} landed + {self.merged} merged + {self.rejected} rejected",
        ]
        ignored = [heading for heading, known in sheet.columns.items() if known is None]
        if ignored:
            lines.append(f"  Columns not used: {', '.join(map(_line, ignored))}")
        lines += [f"  Note: {note}" for note in sheet.notes]
        return lines + self._problems()

    @property
    def _read(self) -> str:
        return "1 row read" if self.rows_read == 1 else f"{self.rows_read} rows read"

    def _problems(self) -> list[str]:
        sheet, lines = self.sheet, list[str]()
        rows = [problem for problem in sheet.problems if problem.severity == "row"]
        cells = [problem for problem in sheet.problems if problem.severity == "cell"]
        for problem in (*rows, *cells)[:PROBLEMS_SHOWN]:
            at = f"row {problem.row}" + (f", {_line(problem.column)}" if problem.column else "")
            lines.append(
                f"  {at}: {problem.value!r}: {problem.message}" if problem.value else f"  {at}: {problem.message}"
            )
        if len(sheet.problems) > PROBLEMS_SHOWN:
            more = len(sheet.problems) - PROBLEMS_SHOWN
            lines.append(f"  … and {more} more; --format json lists them all.")
        return lines


@dataclass
class Outcome:
    """Everything one `itmap import` did, over all sheets and organisations."""

    sheets: list[SheetOutcome]
    dry_run: bool = False
    pruned: bool = False
    stubs: list[tuple[Record, tuple[Source, ...]]] = field(default_factory=list)
    vanished: list[tuple[str, Change]] = field(default_factory=list)
    changed: Counter[str] = field(default_factory=Counter)
    changes: list[Change] = field(default_factory=list)
    news: list[News] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)

    @property
    def rejected(self) -> int:
        return sum(sheet.rejected for sheet in self.sheets)

    def as_json(self) -> dict[str, Any]:
        """The outcome as INTERFACES has it, ready for `json.dumps`."""
        return {
            "sheets": [sheet.as_json() for sheet in self.sheets],
            "stubs": [
                {
                    "register": model.BY_NAME[stub.register].sheet,
                    "name": called(stub),
                    "named_by": [{"file": row.file, "sheet": row.sheet, "row": row.row} for row in rows],
                }
                for stub, rows in self.stubs
            ],
            "suggestions": [suggestion.as_json() for suggestion in self.suggestions],
            "vanished": [
                {"register": gone.register, "name": gone.name, "organisation": organisation}
                for organisation, gone in self.vanished
            ],
            "added": [
                {"register": each.register, "name": each.name, "organisation": each.organisation} for each in self.news
            ],
            "changes": [
                {
                    "register": change.register,
                    "name": change.name,
                    "organisation": change.organisation,
                    "field": change.field,
                    "old": change.old,
                    "new": change.new,
                }
                for change in self.changes
            ],
            "changed": {name: self.changed[name] for name in ("added", "updated", "unchanged", "removed")},
        }

    def as_text(self) -> str:
        """The outcome for a terminal."""
        lines = [line for sheet in self.sheets for line in sheet.as_text()]
        if self.vanished:
            what = "removed" if self.pruned else "kept; --prune removes them"
            lines += _first(f"No longer in these registers ({what}):", _lines(gone for _, gone in self.vanished))
        if (
            self.changed["updated"] or self.changed["unchanged"] or self.vanished
        ):  # on a first import, everything is new
            lines += _first("Added:", [f"{each.register}: {each.name}" for each in self.news])
        lines += _first("Updated:", _lines(self.changes))
        for register, names in self._stubs_by_register().items():
            shown = ", ".join(names[:PROBLEMS_SHOWN]) + (" …" if len(names) > PROBLEMS_SHOWN else "")
            lines.append(f"{register} named by a row but defined by none: {len(names)} ({shown})")
        if self.suggestions:
            lines.append(
                f"Names that may mean one thing: {len(self.suggestions)}; --review FILE writes them out to decide."
            )
        counts = ", ".join(f"{self.changed[name]} {name}" for name in ("added", "updated", "unchanged", "removed"))
        lines.append(f"{'Nothing was written (dry run). It would be: ' if self.dry_run else 'Records: '}{counts}.")
        return "\n".join(lines)

    def _stubs_by_register(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for stub, _ in self.stubs:
            found.setdefault(model.BY_NAME[stub.register].sheet, []).append(called(stub))
        return {register: sorted(set(names)) for register, names in found.items()}


def _lines(changes: Iterable[Change]) -> list[str]:
    return [f"{change.register}: {change.as_text()}" for change in changes]


def _first(heading: str, lines: list[str]) -> list[str]:
    """The first of the lines under their heading; nothing where there are none."""
    more = len(lines) - PROBLEMS_SHOWN
    last = [f"  … and {more} more; --format json lists them all."] if more > 0 else []
    return [heading, *(f"  {line}" for line in lines[:PROBLEMS_SHOWN]), *last] if lines else []


def _line(heading: str) -> str:
    """A heading on one line, as a cell may break it over several."""
    return " ".join(heading.split())


def called(record: Record) -> str:
    """What people call a record that may have no name."""
    values = record.values
    return values.get("name") or values.get("title") or values.get("reference") or record.id
