"""The workbook that import reads: blank, or with an estate in it. Both are made from the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

from itmap import model
from itmap.estate import Estate, Values, same
from itmap.importers.book import NAME_FIELD
from itmap.importers.values import read_value
from itmap.model import Field, Kind, Register
from itmap.quantities import Duration
from itmap.workbooks import DAY, saved, set_text

_LAST_ROW = 1_048_576  # of a sheet: drop-down lists reach to its end
# Without this format a spreadsheet drops the leading zero of a company number and reads version 1.10 as 1.1.
_AS_TYPED = "@"
_FREE = (Kind.TEXT, Kind.TEXTS, Kind.DURATION, Kind.NAME, Kind.NAMES, Kind.FALLBACKS)
_FIRST_DAY, _LAST_DAY = 18_264, 91_312  # 1 January 1950 and 31 December 2149 as spreadsheets count: what import takes
_A3, _A4 = 8, 9
_NARROW = 12  # columns that can be read on A4


def template(estate: Estate | None = None) -> bytes:
    """The blank workbook: notes on the headings, drop-down lists, an example row a sheet that import skips.

    With an estate, read with its sources, its records stand in place of the examples: importing them changes nothing.
    """
    book = _book("itmap: registers")
    called = _callnames(estate) if estate else {}
    for register in model.REGISTERS:
        fields = (model.ORGANISATION_COLUMN, *register.headed)[register.shared and estate is None :]
        fields = fields[register is model.ORGANISATIONS and estate is not None :]
        sheet = _sheet(book, register, fields)
        for letter, field in zip(_letters(fields), fields, strict=True):
            sheet[f"{letter}1"].comment = Comment(_note(field, register), "itmap", width=320, height=120)
            _offer(sheet, f"{letter}2:{letter}{_LAST_ROW}", field)
        if estate:
            _write(sheet, register, fields, estate, called)
        else:
            _give_example(sheet, register, fields)
    return saved(book)


def export(estate: Estate) -> bytes:
    """The estate, read with its sources, as the workbook: importing it again changes nothing.

    Stubs stand only where others name them. Raises CannotAnswer for a value that is longer than a cell can hold.
    """
    book = _book("itmap: the estate")
    called = _callnames(estate)
    for register in model.REGISTERS:
        fields = (model.ORGANISATION_COLUMN, *register.headed)[register is model.ORGANISATIONS :]
        _write(_sheet(book, register, fields), register, fields, estate, called)
    return saved(book)


def _book(title: str) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title, book.properties.language = title, "en-GB"
    return book


def _letters(fields: Sequence[Field]) -> list[str]:
    return [get_column_letter(column) for column in range(1, len(fields) + 1)]


def _sheet(book: Workbook, register: Register, fields: Sequence[Field]) -> Any:
    """A sheet with its headings frozen, each column in its format, as wide as the paper in print."""
    sheet = book.create_sheet(register.sheet)
    for letter, field in zip(_letters(fields), fields, strict=True):
        cell = sheet[f"{letter}1"]
        cell.value, cell.font = field.heading, Font(bold=True)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        whole = sheet.column_dimensions[letter]
        whole.width = max(12, len(field.heading) + 4)
        whole.number_format = _format(field)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A4 if len(fields) <= _NARROW else _A3
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    sheet.oddHeader.center.text, sheet.oddFooter.center.text = "&A", "Page &P of &N"
    return sheet


def _format(field: Field) -> str:
    return DAY if field.kind is Kind.DATE else _AS_TYPED if field.kind in _FREE else "General"


def _put(cell: Any, field: Field, value: Any) -> None:
    """A value in its column's format: a cell that an officer types over has its own, whatever its column says."""
    set_text(cell, value)
    cell.number_format = _format(field)


def _give_example(sheet: Any, register: Register, fields: Sequence[Field]) -> None:
    """The example as an officer would type it: days and figures as such."""
    for column, field in enumerate(fields, start=1):
        said = (register.example or {}).get(field.name)
        exact = said is not None and field.kind in (Kind.DATE, Kind.MONEY, Kind.WHOLE)
        cell = sheet.cell(2, column)
        _put(cell, field, read_value(field, said) if said and exact else said)
        cell.font = Font(italic=True)


def _write(sheet: Any, register: Register, fields: Sequence[Field], estate: Estate, called: Mapping[str, str]) -> None:
    for number, values in enumerate(_rows(estate, register), start=2):
        for column, field in enumerate(fields, start=1):
            _put(sheet.cell(number, column), field, _cell(field, values, estate, called))


def _note(field: Field, register: Register) -> str:
    needed = f"A row needs: {register.required}." if field.heading in register.required else ""
    return " ".join(part for part in (f"{field.meaning[0].upper()}{field.meaning[1:]}.", _how(field), needed) if part)


def _how(field: Field) -> str:
    match field.kind:
        case Kind.DATE:
            return "A day: 31/03/2027."
        case Kind.DURATION:
            return "A length with its unit: 3 months."
        case Kind.NAMES | Kind.TEXTS:
            return "Several are separated by ;"
        case Kind.MONEY:
            return "Pounds, the figure alone: 34000."
        case Kind.WHOLE if field.high is None:
            return "A whole number: 25."
        case _:
            return f"One of: {', '.join(_options(field))}." if _options(field) else ""


def _options(field: Field) -> tuple[str, ...]:
    if field.kind is Kind.YES_NO:
        return ("yes", "no")
    if field.kind is Kind.WHOLE and field.high is not None:
        return tuple(map(str, range(field.low, field.high + 1)))
    return field.choices


def _offer(sheet: Any, cells: str, field: Field) -> None:
    """What a spreadsheet says of a cell before and after it is filled. It warns and never forbids: import says what it
    can't read, and reads more than a spreadsheet knows.
    """
    options = _options(field)
    if options:
        check = DataValidation("list", formula1=f'"{",".join(options)}"')
    elif field.kind is Kind.DATE:
        check = DataValidation("date", operator="between", formula1=str(_FIRST_DAY), formula2=str(_LAST_DAY))
    elif field.kind is Kind.MONEY:
        check = DataValidation("decimal", operator="greaterThanOrEqual", formula1="0")
    elif field.kind is Kind.WHOLE:
        check = DataValidation("whole", operator="greaterThanOrEqual", formula1=str(field.low))
    elif field.kind is Kind.DURATION:
        check = DataValidation()
    else:
        return
    check.allow_blank = True
    check.showInputMessage, check.promptTitle, check.prompt = True, field.heading, _how(field)
    if check.type in ("date", "decimal", "whole"):
        check.showErrorMessage, check.errorStyle, check.errorTitle = True, "warning", field.heading
        check.error = f"itmap may not be able to read this. {_how(field)} Leave it empty where it is not known."
    check.add(cells)
    sheet.add_data_validation(check)


def _rows(estate: Estate, register: Register) -> Iterator[Values]:
    """The rows of a sheet, by council, name and reference. A supplier has one for each council that defines it."""
    records = estate.records(register.name)
    rows = []
    for id_, values in records.items():
        if not values["defined"]:
            continue
        owners = {values["organisation"]}
        if register is model.SUPPLIERS:
            owners = {source.organisation for source in estate.sources.get(id_, ()) if source.by == id_}
        label = (estate.name(id_), values.get("reference") or "", id_)
        rows += [(estate.name(owner), *label, owner) for owner in owners]
    for *_, id_, owner in sorted(rows, key=lambda row: row[:4]):
        yield {**records[id_], "organisation": owner}


def _callnames(estate: Estate) -> Mapping[str, str]:
    """What a record is called in other rows: its reference where it has one of its own, else its name."""
    called: dict[str, str] = {}
    for register in model.REGISTERS:
        rows = estate.records(register.name)
        references = Counter(
            (values["organisation"], same(values["reference"])) for values in rows.values() if values.get("reference")
        )
        for id_, values in rows.items():
            reference, name = values.get("reference"), values.get(NAME_FIELD.get(register.name, "name"))
            alone = reference and references[values["organisation"], same(reference)] == 1
            called[id_] = (reference if alone else name or reference) or id_
    return called


def _cell(field: Field, values: Values, estate: Estate, called: Mapping[str, str]) -> Any:
    if field is model.ORGANISATION_COLUMN:
        return called.get(values["organisation"])
    if field.name == "supplier_company_number":
        numbers = [estate.records("supplier")[supplier]["company_number"] for supplier in values["suppliers"]]
        return "; ".join(numbers) if all(numbers) else None
    value = values[field.name]
    if value in (None, ()):
        return values["said"].get(field.name) or None  # TBC, or what could not be read: it is not ours to leave out
    match field.kind:
        case Kind.NAME:
            return called[value]
        case Kind.NAMES:
            return "; ".join(called[item] for item in value)
        case Kind.FALLBACKS:
            return "; ".join(
                f"{called[replaced]} > {called[stand_in]}" if replaced else called[stand_in]
                for replaced, stand_in in value
            )
        case Kind.TEXTS:
            return "; ".join(value)
        case Kind.YES_NO:
            return "yes" if value else "no"
        case _:
            return str(value) if isinstance(value, Duration) else value
