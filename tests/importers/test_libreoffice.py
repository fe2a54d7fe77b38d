"""Opened in LibreOffice and saved again, a workbook of itmap's says what it said: as xlsx, as ods and as csv.

Skipped where LibreOffice is missing, but where nothing may be skipped (tests/conftest.py).
"""

from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from itmap import model
from itmap.estate import Estate
from itmap.importers import import_files
from itmap.importers.reading import read_files
from itmap.importers.rejects import LIST_TITLE, marked_copies
from itmap.importers.workbook import template
from itmap.stores import open_store
from itmap.workbooks import set_text
from tests.estates import AS_OF, random_rows
from tests.importers.files import write_xlsx
from tests.stored import keep_to_their_own, stored

pytestmark = pytest.mark.once

# How each is written; of csv one file a sheet, in UTF-8, with numbers and days as shown or as they are typed.
KINDS = {
    "xlsx": "xlsx:Calc MS Excel 2007 XML",
    "ods": "ods:calc8",
    "csv as shown": "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1",
    "csv as typed": "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1",
    "csv of Excel's": "csv:Text - txt - csv (StarCalc):59,34,ANSI,1,,0,false,true,true,false,false,-1",
}
SAVED = [kind for kind in KINDS if "Excel" not in kind]

Convert = Callable[[Path, str], list[Path]]
Typed = dict[str, list[dict[str, Any]]]

# What officers type: leading zeros, versions, lengths, lists, signs that begin formulas, marks that CSV uses itself.
FILLED: Typed = {
    "Organisations": [
        {"Reference": "E06000999", "Name": "Borough of Ash & Elm", "Kind": "unitary", "Vesting date": dt.date(2028, 4, 1)}
    ],
    "Suppliers": [
        {"Name": "Birch & Söhne (UK) Ltd", "Company number": "00123456", "Parent": "01234568", "SME": "yes"},
        {"Name": "Alder Group plc", "Company number": "01234568", "Also known as": "Alder; =Alder", "VCSE": "no"},
    ],
    "Contracts": [
        {
            "Organisation": "Borough of Ash & Elm", "Reference": "0012", "Title": "=Housing", "Type": "call-off",
            "Supplier": "Birch & Söhne (UK) Ltd", "Supplier company number": "00123456", "Category": "48000000",
            "Start date": dt.date(2024, 4, 1), "End date": dt.date(2027, 3, 31), "Extension options": "2+1+1",
            "Term": "2+1+1 years", "Renewal": "automatic", "Renewal period": "12 months", "Notice period": "3 months",
            "Bids received": 3, "Value": 24000.5, "Value basis": "annual", "VAT": "excluded",
            "Covers": "Housing; 007; 1.10", "Exempt": "no", "Description": 'He said "more, or less"; then\nleft Ж ☂ 𝔘',
        },
        {"Reference": "1E5", "Title": "+44 helpline", "Supplier": "Alder Group plc", "Term": "P3M", "Value": 1234567},
        {"Reference": "3-4", "Title": "-Minus", "Start date": dt.date(2024, 12, 5), "Notice period": "90 days"},
        {"Reference": "1/2", "Title": "@home", "Department": "'Quoted'", "Owner": "TRUE", "Value": 0},
        {"Reference": "12345678901234567890", "Title": "10%", "End date": "TBC", "Value": "£1,234.56"},
    ],
    "Systems": [
        {"Reference": "007", "Name": "Housing", "Version": "1.10", "Users": 1200, "Criticality": 3, "L1": 2, "C6": 5,
         "Go-live date": dt.date(2020, 2, 29), "Annual cost": 0.1, "API": "open standard", "Host": "Alder Group plc"},
        {"Name": "1.10", "Version": "2024-04-01", "Substitutability": "not substitutable", "Services": "Repairs"},
    ],
    "Services": [
        {"Reference": "0524", "Name": "Repairs", "Statutory": "yes", "Tolerable downtime": "2 days",
         "Systems": "007", "Fallback systems": "007 > 1.10; Library"},
    ],
    "Integrations": [
        {"Reference": "01", "Provider": "007", "Consumer": "1.10", "Dependence": "hard", "Via": "Hub", "Contract": "0012",
         "Data": "=A1", "Frequency": "1/1", "Alternative group": "1E5"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """Opens a file in LibreOffice, without a window and with a profile of its own, and saves it as another kind."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("NOT TESTED IN LIBREOFFICE: soffice is missing (apt-get install libreoffice-calc)")
    profile = tmp_path_factory.mktemp("profile").as_uri()

    def converted(file: Path, kind: str) -> list[Path]:
        folder = tmp_path_factory.mktemp("saved")
        command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", KINDS[kind]]
        subprocess.run([*command, "--outdir", folder, file], check=True, capture_output=True, timeout=180)
        saved = sorted(folder.iterdir())
        assert saved, f"LibreOffice saved nothing as {kind}"
        return saved

    return converted


def filled(path: Path) -> Path:
    """The template as officers fill it: below the example, each cell in the format of its column."""
    book = openpyxl.load_workbook(io.BytesIO(template()))
    for name, rows in FILLED.items():
        sheet = book[name]
        for number, row in enumerate(rows, start=3):
            for heading in sheet[1]:
                if heading.value in row:
                    cell = sheet.cell(number, heading.column)
                    set_text(cell, row[heading.value])
                    cell.number_format = sheet.column_dimensions[heading.column_letter].number_format
    book.save(path)
    return path


def records(store: Path, files: list[Path]) -> tuple[dict[str, Any], int]:
    """All that an import of these files leaves in an empty store, and how many problems it lists."""
    opened = open_store(str(store), create=True)
    outcome = import_files(opened, files, organisation="Borough of Ash & Elm")
    tables = {name: table.to_dict("index") for name, table in opened.tables().items()}
    opened.close()
    return tables, sum(len(sheet.sheet.problems) for sheet in outcome.sheets)


@pytest.mark.parametrize("kind", SAVED)
def test_a_filled_template_saved_by_libreoffice_imports_the_same(tmp_path: Path, convert: Convert, kind: str) -> None:
    book = filled(tmp_path / "registers.xlsx")
    before, problems = records(tmp_path / "a.db", [book])
    assert problems == 0
    assert {name: len(rows) for name, rows in before.items()}["contract"] == len(FILLED["Contracts"])
    after, problems = records(tmp_path / "b.db", convert(book, kind))
    assert problems == 0
    assert after == before


@pytest.mark.parametrize("kind", KINDS)
def test_the_blank_template_saved_by_libreoffice_imports_as_nothing(
    tmp_path: Path, convert: Convert, kind: str
) -> None:
    book = tmp_path / "registers.xlsx"
    book.write_bytes(template())
    sheets = list(read_files(convert(book, kind)))
    assert {sheet.register.sheet for sheet in sheets if sheet.register} == set(model.BY_SHEET)
    assert all(sheet.rows == [] and sheet.problems == [] for sheet in sheets)


@pytest.mark.parametrize("kind", SAVED)
def test_an_estate_goes_through_libreoffice_and_comes_back(tmp_path: Path, convert: Convert, kind: str) -> None:
    rows = random_rows(1, councils=2)
    keep_to_their_own(rows)
    for row in rows["integrations"]:  # import trims cells
        row["alternative_group"] = (row["alternative_group"] or "").strip() or None
    stored(tmp_path / "a.db", rows)
    store = open_store(str(tmp_path / "a.db"))
    book = tmp_path / "estate.xlsx"
    book.write_bytes(template(Estate(store.tables(), AS_OF, store.sources())))
    outcome = import_files(store, convert(book, kind))
    store.close()
    assert (outcome.changed["added"], outcome.changed["updated"], outcome.rejected) == (0, 0, 0)


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_marked_copy_saved_by_libreoffice_imports_the_same_and_keeps_its_marks(
    tmp_path: Path, convert: Convert, kind: str
) -> None:
    rows: list[list[object]] = [
        ["Title", "Company number", "End date", "Value"], ["Housing", "00123456", "soon", 10], ["Library", "", "", "lots"],
    ]  # fmt: skip
    path = write_xlsx(tmp_path / "a.xlsx", {"Contracts": rows})
    (copy,) = marked_copies([(path, list(read_files([path])))], tmp_path / "out.xlsx")
    copy.path.write_bytes(copy.content)
    (saved,) = convert(copy.path, kind)
    assert records(tmp_path / "b.db", [saved]) == records(tmp_path / "a.db", [path])
    (again,) = [saved] if kind == "xlsx" else convert(saved, "xlsx")
    book = openpyxl.load_workbook(again)
    comments = {cell.coordinate: cell.comment.text for row in book["Contracts"] for cell in row if cell.comment}
    assert {name: text[:7] for name, text in comments.items()} == {"C2": "itmap: ", "D3": "itmap: "}
    assert {cell.hyperlink.location.replace("'", "") for cell in book[LIST_TITLE]["B"][1:] if cell.hyperlink} == {
        "Contracts!C2",
        "Contracts!D3",
    }
