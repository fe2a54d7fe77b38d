"""The workbook that import reads: blank, or with an estate in it. Both are made from the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from itmap import model
from itmap.estate import Estate, same
from itmap.importers.book import NAME_FIELD
from itmap.model import Field, Kind, Register
from itmap.quantities import Duration
from itmap.workbooks import saved, set_text

_ROWS = 2000  # to which the drop-down lists reach


def template() -> bytes:
    """The blank workbook: notes on the headings, drop-down lists, an example row a sheet that import skips."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for register in model.REGISTERS:
        sheet = _sheet(book, register)
        fields = _fields(register)
        for column, field in enumerate(fields, start=1):
            note = field.meaning[0].upper() + field.meaning[1:] + ". " + _how(field)
            sheet.cell(1, column).comment = Comment(note.strip(), "itmap", width=320, height=110)
            set_text(sheet.cell(2, column), (register.example or {}).get(field.name))
            options = _options(field)
            if options:
                choice = DataValidation("list", formula1=f'"{",".join(options)}"', allow_blank=True)
                choice.errorTitle, choice.error = field.heading, f"One of: {', '.join(options)}"
                sheet.add_data_validation(choice)
                letter = get_column_letter(column)
                choice.add(f"{letter}2:{letter}{_ROWS}")
    return saved(book)


def export(estate: Estate) -> bytes:
    """The estate as the workbook: importing it again changes nothing. Stubs stand only where others name them."""
    book = Workbook()
    book.remove(book.worksheets[0])
    called = _callnames(estate)
    for register in model.REGISTERS:
        sheet = _sheet(book, register)
        rows = [(id_, values) for id_, values in estate.records(register.name).items() if values["defined"]]
        for number, (_, values) in enumerate(sorted(rows, key=lambda row: (estate.name(row[0]), row[0])), start=2):
            for column, field in enumerate(_fields(register), start=1):
                set_text(sheet.cell(number, column), _cell(field, values, estate, called))
    return saved(book)


def _sheet(book: Workbook, register: Register) -> Any:
    sheet = book.create_sheet(register.sheet)
    for column, field in enumerate(_fields(register), start=1):
        cell = sheet.cell(1, column, field.heading)
        cell.font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = max(12, len(field.heading) + 4)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    return sheet


def _fields(register: Register) -> tuple[Field, ...]:
    own = () if register.shared else (model.ORGANISATION_COLUMN,)
    return (*own, *register.headed)


def _how(field: Field) -> str:
    match field.kind:
        case Kind.DATE:
            return "A day: 31/03/2027."
        case Kind.DURATION:
            return "A length with its unit: 3 months."
        case Kind.NAMES | Kind.TEXTS:
            return "Several are separated by ;"
        case Kind.WHOLE if field.high is not None:
            return f"A whole number from {field.low} to {field.high}."
        case _:
            return ""


def _options(field: Field) -> tuple[str, ...]:
    if field.kind is Kind.YES_NO:
        return ("yes", "no")
    if field.kind is Kind.WHOLE and field.high is not None:
        return tuple(map(str, range(field.low, field.high + 1)))
    return field.choices


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


def _cell(field: Field, values: Mapping[str, Any], estate: Estate, called: Mapping[str, str]) -> Any:
    if field is model.ORGANISATION_COLUMN:
        return estate.name(values["organisation"])
    if field.name == "supplier_company_number":
        numbers = [estate.records("supplier")[supplier]["company_number"] for supplier in values["suppliers"]]
        return "; ".join(numbers) if numbers and all(numbers) else None
    value = values[field.name]
    if value is None or value == ():
        return None
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
