"""The review workbook: what may be the same thing, written out for somebody to decide, and the decisions read back.

A sheet is a review by its headings, whatever the file is called. A row whose Decide is empty stays undecided, and
what was decided outlives every import.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from itmap.estate import Decision, same
from itmap.importers.cells import plain_text
from itmap.importers.decided import bases
from itmap.importers.headings import normal
from itmap.importers.layout import HEADER_WITHIN, is_blank
from itmap.importers.reading import Problem, ReadSheet
from itmap.importers.sheets import RawTable
from itmap.importers.suggestions import Suggestion
from itmap.workbooks import saved, set_text

if TYPE_CHECKING:
    from openpyxl import Workbook

SHEET = "Review"
HEADINGS = ("Kind", "Organisation", "One", "Other", "Evidence", "Score", "Decide")
_DECIDE = "G"  # the column of the last heading
_WIDTHS = (24, 24, 40, 40, 60, 8, 18)
_NEEDED = frozenset(normal(heading) for heading in ("Kind", "One", "Other", "Decide"))

_KINDS = {"supplier": "Supplier", "system": "System", "contract": "Contract covers system"}
_REGISTERS = {normal(kind): register for register, kind in _KINDS.items()} | {normal("Contract"): "contract"}
_CHOICES = {
    "supplier": ("same", "different", "parent"),
    "system": ("same", "different"),
    "contract": ("covers", "does not cover"),
}
# What a row of each register may say; the workbook offers the choices, and people write other words.
_VERDICTS = {
    "supplier": {"same": "same", "different": "different", "parent": "parent"},
    "system": {"same": "same", "different": "different"},
    "contract": {"covers": "same", "does not cover": "different", "same": "same", "different": "different"},
}
_HOW_TO = (
    "How to fill in the sheet Review",
    "Each row names two things that may be one. Nothing has been merged: itmap only suggests it.",
    "Write your decision in the column Decide, or choose it from the list. Leave what you don't know empty.",
    "Supplier: same = one company under two names; different = two companies; parent = Other owns One.",
    "System: same = one system under two names; different = two systems.",
    "Contract covers system: covers = the contract in One is for the system in Other; does not cover = it isn't.",
    "You may add rows of your own, with the names as the registers write them.",
    "Save the workbook and bring it in like any other file: itmap import, then the name of this file.",
    "A decision is remembered by the store, outlives every later import, and no rule overrules it. "
    "To change it, decide the same two names anew.",
)


@dataclass
class ReviewSheet(ReadSheet):
    """A review that was read: its decisions by row, organisations as they are written ("" where none is).

    Every row is accounted for: `decided` and `undecided` rows land, `merged` ones repeat an earlier row, `rejected`
    ones name no two things or nothing that can be decided.
    """

    decided: dict[int, Decision] = field(default_factory=dict)
    undecided: int = 0
    merged: int = 0
    rejected: int = 0

    @property
    def landed(self) -> int:
        return len(self.decided) + self.undecided


def write_review(suggestions: Iterable[Suggestion]) -> bytes:
    """The review workbook's bytes: suppliers, systems, then contracts, the likeliest first."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title, book.properties.language = "itmap: names to review", "en-GB"
    sheet = _review_sheet(book)
    order = list(_KINDS)
    rows = sorted(suggestions, key=lambda each: (order.index(each.register), -each.score, each.one, each.other))
    number = 2
    for register, its_rows in groupby(rows, key=lambda each: each.register):
        first = number
        for row in its_rows:
            values = (_KINDS[register], row.organisation, row.one, row.other, row.evidence, row.score, None)
            for column, value in enumerate(values, start=1):
                set_text(sheet.cell(number, column), value)
            number += 1
        _offer(sheet, register, first, number - 1)
    sheet.auto_filter.ref = f"A1:{_DECIDE}{max(number - 1, 1)}"
    notes = book.create_sheet("How to")
    notes.column_dimensions["A"].width = 110
    for line, text in enumerate(_HOW_TO, start=1):
        set_text(notes.cell(line, 1), text)
        notes.cell(line, 1).alignment = Alignment(wrap_text=True)
        notes.cell(line, 1).font = Font(bold=line == 1)
    return saved(book)


def read_review(table: RawTable) -> ReviewSheet | None:
    """A sheet's decisions, None when it is no review. What can't be understood is listed with its row."""
    header = next((index for index, row in enumerate(table.rows[:HEADER_WITHIN]) if _normal(row) >= _NEEDED), None)
    if header is None:
        return None
    headings = [plain_text(cell) for cell in table.rows[header]]
    known = {normal(heading): heading for heading in HEADINGS}
    columns = {heading: known.get(normal(heading)) for heading in headings if heading}
    empty: frozenset[str] = frozenset()
    review = ReviewSheet(table.file, table.sheet, None, header + 1, columns, empty, empty, [], [])
    names = [normal(heading) for heading in headings]
    for number, cells in enumerate(table.rows[header + 1 :], start=header + 2):
        if not is_blank(cells):
            texts = {name: plain_text(cell) for name, cell in zip(names, cells, strict=False)}
            _read_row(review, number, texts)
    return review


def decisions(review: ReviewSheet, find: Callable[[str], str | None], held: Iterable[Decision] = ()) -> list[Decision]:
    """The decisions of a review, each with its organisation's id, and what they make of those that are held.

    `find` gives the id of the organisation of that name, of the only one for "", and None where there is none. A row
    whose organisation nobody knows is rejected, and listed. A decision held about the same names, spelled otherwise or
    the other way round, is decided anew with it.
    """
    found = []
    for number, decision in list(review.decided.items()):
        organisation = None if decision.register == "supplier" else find(decision.organisation or "")
        if organisation is None and decision.register != "supplier":
            del review.decided[number]
            _reject(
                review, number, f"No organisation is called {decision.organisation!r}: write its name as itmap has it."
            )
        else:
            found.append(replace(decision, organisation=organisation))
    known = list(held)
    return [each for decision in found for each in (*_anew(decision, known), decision)]


def _anew(decision: Decision, held: Iterable[Decision]) -> Iterator[Decision]:
    """The decisions held about the same names, saying what the new one does."""
    one, other = bases(decision)
    for old in held:
        if (old.register, old.organisation) == (decision.register, decision.organisation) and one != other:
            if bases(old) == (one, other):
                yield replace(old, verdict=decision.verdict)
            elif bases(old) == (other, one) and old.register != "contract":  # who is owned is no owner
                yield replace(old, verdict="different" if decision.verdict == "parent" else decision.verdict)


def _review_sheet(book: Workbook) -> Any:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet = book.create_sheet(SHEET)
    for column, (heading, width) in enumerate(zip(HEADINGS, _WIDTHS, strict=True), start=1):
        sheet.cell(1, column, heading).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    return sheet


def _offer(sheet: Any, register: str, first: int, last: int) -> None:
    """The choices for these rows. The list forbids nothing: import says what it can't read."""
    from openpyxl.worksheet.datavalidation import DataValidation

    choice = DataValidation("list", formula1=f'"{",".join(_CHOICES[register])}"', allow_blank=True)
    choice.add(f"{_DECIDE}{first}:{_DECIDE}{last}")
    sheet.add_data_validation(choice)


def _normal(row: Sequence[Any]) -> set[str]:
    return {normal(plain_text(cell)) for cell in row}


def _read_row(review: ReviewSheet, number: int, texts: dict[str, str]) -> None:
    register = _REGISTERS.get(normal(texts.get("kind", "")))
    one, other = texts.get("one", ""), texts.get("other", "")
    if register is None:
        _reject(review, number, f"A row needs a Kind: {', '.join(_KINDS.values())}.")
    elif not one or not other:
        _reject(review, number, "A row needs two names, in One and Other.")
    elif register != "contract" and one.split() == other.split():
        _reject(review, number, "One and Other are the same name: nothing to decide.")
    elif not texts.get("decide"):
        review.undecided += 1
    elif verdict := _VERDICTS[register].get(" ".join(texts["decide"].casefold().split())):
        _decide(review, number, Decision(register, texts.get("organisation", ""), one, other, verdict))
    else:
        review.undecided += 1
        message = f"Not a decision for this row; write {' or '.join(_CHOICES[register])}, or leave it empty."
        review.problems.append(Problem(number, "Decide", texts["decide"], "cell", message))


def _decide(review: ReviewSheet, number: int, decision: Decision) -> None:
    """Add a decision; of two rows about the same names the later one stands, and a disagreement is listed."""
    for earlier, held in list(review.decided.items()):
        if _same_names(held, decision):
            del review.decided[earlier]
            review.merged += 1
            if held.verdict != decision.verdict:
                message = f"Row {earlier} decides otherwise about the same names; this later row was kept."
                review.problems.append(Problem(number, "Decide", decision.verdict, "cell", message))
    review.decided[number] = decision


def _same_names(one: Decision, other: Decision) -> bool:
    """Whether two decisions are about the same names, whatever they say of them."""
    texts = [tuple(same(text) for text in (each.organisation or "", each.one, each.other)) for each in (one, other)]
    return one.register == other.register and texts[0] == texts[1]


def _reject(review: ReviewSheet, number: int, message: str) -> None:
    review.rejected += 1
    review.problems.append(Problem(number, "", "", "row", message))
