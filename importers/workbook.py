"""The workbook that import reads: blank, or with an estate in it. Both are made from the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from itmap import model
from itmap.estate import Estate, Values, same
from itmap.importers.book import NAME_FIELD
from itmap.model import Field, Kind, Register
from itmap.quantities import Duration
from itmap.workbooks import saved, set_text

_LAST_ROW = 1_048_576  # of a sheet: drop-down lists reach to its end
# Without this format a spreadsheet drops the leading zero of a company number and reads version 1.10 as 1.1.
_AS_TYPED = "@"
_DAY = "dd/mm/yyyy"


def template() -> bytes:
    """The blank workbook: notes on the headings, drop-down lists, an example row a sheet that import skips."""
    book = _book()
    for register in model.REGISTERS:
        fields = register.headed if register.shared else (model.ORGANISATION_COLUMN, *register.headed)
        sheet = _sheet(book, register, fields)
        for column, field in enumerate(fields, start=1):
            sheet.cell(1, column).comment = Comment(_note(field, register), "itmap", width=320, height=120)
            example = sheet.cell(2, column)
            set_text(example, (register.example or {}).get(field.name))
            example.font = Font(italic=True)
            _offer(sheet, get_column_letter(column), field)
    return saved(book)


def export(estate: Estate) -> bytes:
    """The estate, read with its sources, as the workbook: importing it again changes nothing.

    Stubs stand only where others name them. Raises CannotAnswer for a value that is longer than a cell can hold.
    """
    book = _book()
    called = _callnames(estate)
    for register in model.REGISTERS:
        fields = (model.ORGANISATION_COLUMN, *register.headed)[register is model.ORGANISATIONS :]
        sheet = _sheet(book, register, fields)
        for number, values in enumerate(_rows(estate, register), start=2):
            for column, field in enumerate(fields, start=1):
                set_text(sheet.cell(number, column), _cell(field, values, estate, called))
    return saved(book)


def _book() -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    return book


def _sheet(book: Workbook, register: Register, fields: Sequence[Field]) -> Any:
    sheet = book.create_sheet(register.sheet)
    for column, field in enumerate(fields, start=1):
        cell = sheet.cell(1, column, field.heading)
        cell.font = Font(bold=True)
        whole = sheet.column_dimensions[get_column_letter(column)]
        whole.width = max(12, len(field.heading) + 4)
        if field.kind is Kind.DATE:
            whole.number_format = _DAY
        elif field.kind in (Kind.TEXT, Kind.TEXTS):
            whole.number_format = _AS_TYPED
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    return sheet


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
            return "Pounds."
        case _:
            return f"One of: {', '.join(_options(field))}." if _options(field) else ""


def _options(field: Field) -> tuple[str, ...]:
    if field.kind is Kind.YES_NO:
        return ("yes", "no")
    if field.kind is Kind.WHOLE and field.high is not None:
        return tuple(map(str, range(field.low, field.high + 1)))
    return field.choices


def _offer(sheet: Any, letter: str, field: Field) -> None:
    """A drop-down list for a column with a scale. It offers and doesn't forbid: import says what it can't read."""
    options = _options(field)
    if options:
        choice = DataValidation("list", formula1=f'"{",".join(options)}"', allow_blank=True)
        choice.add(f"{letter}2:{letter}{_LAST_ROW}")
        sheet.add_data_validation(choice)


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
    if value is None:
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
