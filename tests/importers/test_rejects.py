"""The officer's workbook back: every problem is marked where it stands, and nothing else in the file changes."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import json
import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

from itmap import model
from itmap.errors import CannotAnswer, FileUnreadable
from itmap.importers import import_files, import_sheets
from itmap.importers.marking import Mark, marked
from itmap.importers.outcome import Outcome
from itmap.importers.parts import NotAsExpected, Part
from itmap.importers.reading import Problem, ReadSheet, read_files
from itmap.importers.rejects import LIST_HEADINGS, LIST_TITLE, MarkedCopy, _values_only, is_list, marked_copies
from itmap.importers.sheets import read_tables
from itmap.stores import open_store
from tests.importers.files import Rows, write_csv, write_ods, write_xls, write_xlsx

FILLED = "FFFFE08A"
HEADINGS: list[object] = ["Reference", "Title", "Supplier", "End date", "Value", "Supplier", "Notice period"]
CONTRACTS: Rows = [
    ["Contracts of the council"],
    [],
    HEADINGS,
    ["C1", "Housing", "Alder Ltd", "soon", 10, "", "3 months"],
    ["C2", "Finance", "Birch Ltd", "31/03/2027", "lots", "", "whenever"],
    ["", "", "Rowan Ltd", "", 5, "", ""],
]
PROBLEMS = {"D4": "soon", "E5": "lots", "G5": "whenever", "C6": ""}


def landed(path: Path, *files: Path) -> tuple[Outcome, dict[str, Any]]:
    """What an import of these files into an empty store did, and all values that it left there."""
    store = open_store(str(path), create=True)
    outcome = import_files(store, files)
    tables = {name: table.to_dict("index") for name, table in store.tables().items()}
    store.close()
    path.unlink()
    return outcome, tables


def copies(folder: Path, *files: Path) -> list[MarkedCopy]:
    read = [(file, list(read_files([file]))) for file in files]
    store = open_store(str(folder / "first.db"), create=True)
    import_sheets(store, [sheet for _, sheets in read for sheet in sheets])
    store.close()
    (folder / "first.db").unlink()
    return marked_copies(read, folder / "out.xlsx")


def one(folder: Path, file: Path) -> MarkedCopy:
    (copy,) = copies(folder, file)
    copy.path.write_bytes(copy.content)
    return copy


def marks_in(content: bytes) -> dict[str, dict[str, Any]]:
    """The marked cells of every sheet but the list: by cell, its comment."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {
        sheet.title: {
            cell.coordinate: cell.comment.text
            for row in sheet.iter_rows()
            for cell in row
            if cell.fill.fgColor.rgb == FILLED
        }
        for sheet in book
        if not sheet.title.startswith(LIST_TITLE)
    }


def contracts(path: Path, change: Callable[[Any], None] = lambda _book: None) -> Path:
    write_xlsx(path, {"Contracts": CONTRACTS, "Notes": [["Ask Jane"], ["=SUM(1,2)"]]})
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)
    return path


def rewritten(path: Path, change: Callable[[str, bytes], bytes], **new: bytes) -> Path:
    """A workbook whose parts are changed as text, with further parts."""
    with zipfile.ZipFile(path) as old:
        parts = {name: change(name, old.read(name)) for name in old.namelist()}
    with zipfile.ZipFile(path, "w") as written:
        for name, content in {**parts, **new}.items():
            written.writestr(name, content)
    return path


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_each_problem_is_marked_with_its_reason_and_listed_with_a_link(tmp_path: Path) -> None:
    copy = one(tmp_path, contracts(tmp_path / "a.xlsx"))
    assert (copy.path, copy.problems, copy.warnings) == (tmp_path / "out.xlsx", 4, ())
    found = marks_in(copy.content)
    assert found["Notes"] == {}
    assert set(found["Contracts"]) == set(PROBLEMS)
    assert all(text.startswith("itmap: ") and text[7].isupper() for text in found["Contracts"].values())
    sheet = openpyxl.load_workbook(copy.path)[LIST_TITLE]
    assert tuple(cell.value for cell in sheet[1]) == LIST_HEADINGS
    listed = {row[1].value: row for row in sheet.iter_rows(min_row=2)}
    assert {name: row[3].value or "" for name, row in listed.items()} == PROBLEMS
    for name, row in listed.items():
        assert row[0].value == "Contracts"
        assert row[1].hyperlink.location == f"'Contracts'!{name}"
        assert f"itmap: {row[4].value}" == found["Contracts"][name]
    assert [listed[name][2].value for name in PROBLEMS] == ["End date", "Value", "Notice period", "(the whole row)"]
    assert sheet.freeze_panes == "A2"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.sheet_properties.pageSetUpPr.fitToPage) == ("landscape", True)


def test_nothing_else_in_the_file_changes(tmp_path: Path) -> None:
    """Parts that no library keeps are there byte for byte, and the marked sheet but for its marks."""

    def change(name: str, content: bytes) -> bytes:
        if name == "xl/worksheets/sheet1.xml":
            content = content.replace(b"</row>", b'<c r="Z9" s="0"><f>1+1</f><v>2</v></c></row>', 1)
            return content.replace(
                b"</worksheet>", b'<extLst><ext uri="{x}"><spark xmlns="urn:s"/></ext></extLst></worksheet>'
            )
        return content

    path = rewritten(
        contracts(tmp_path / "a.xlsx"),
        change,
        **{"xl/media/map.png": b"\x89PNG\0", "xl/pivotTables/p.xml": b"<p/>", "xl/printerSettings/s.bin": b"\0\1"},
    )
    before, after = parts(path.read_bytes()), parts(one(tmp_path, path).content)
    touched = {name for name in before if before[name] != after[name]}
    assert touched == {
        "[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/workbook.xml",
        "xl/worksheets/sheet1.xml",
    }  # fmt: skip
    sheet = after["xl/worksheets/sheet1.xml"]
    assert 0 < sheet.index(b"</sheetData>") < sheet.index(b"<legacyDrawing") < sheet.index(b"<extLst>")
    plain = re.sub(rb"<legacyDrawing [^>]*/>", b"", sheet)
    assert re.sub(rb' s="\d+"', b"", plain) == re.sub(rb' s="\d+"', b"", before["xl/worksheets/sheet1.xml"])
    assert after["xl/styles.xml"].startswith(before["xl/styles.xml"].partition(b"<fonts")[0])


def test_a_marked_cell_keeps_its_font_and_its_number_format(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        cell = book["Contracts"]["E5"]
        cell.font, cell.number_format = Font(bold=True, color="FFFF0000"), "#,##0.00"

    cell = openpyxl.load_workbook(one(tmp_path, contracts(tmp_path / "a.xlsx", change)).path)["Contracts"]["E5"]
    assert (cell.font.b, cell.font.color.rgb, cell.number_format) == (True, "FFFF0000", "#,##0.00")


def test_an_officer_s_comment_stays_above_ours(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book["Contracts"]["D4"].comment = Comment("Ask Jane & Bob", "Bob")
        book["Contracts"]["A1"].comment = Comment("Mine", "Bob")

    copy = one(tmp_path, contracts(tmp_path / "a.xlsx", change))
    sheet = openpyxl.load_workbook(copy.path)["Contracts"]
    assert sheet["D4"].comment.text.startswith("Ask Jane & Bob\n\nitmap: ")
    assert (sheet["A1"].comment.text, sheet["D4"].comment.author) == ("Mine", "Bob")
    assert sheet["E5"].comment.author == "itmap"


def test_a_comment_written_in_several_types_keeps_them(tmp_path: Path) -> None:
    def rich(name: str, content: bytes) -> bytes:
        runs = b'<r><rPr><b/></rPr><t>Ask</t></r><r><t xml:space="preserve"> Jane</t></r>'
        return re.sub(rb"<t>Ask Jane</t>", runs, content) if "comment" in name else content

    def change(book: Any) -> None:
        book["Contracts"]["D4"].comment = Comment("Ask Jane", "Bob")

    copy = one(tmp_path, rewritten(contracts(tmp_path / "a.xlsx", change), rich))
    (comments,) = [text for name, text in parts(copy.content).items() if name.startswith("xl/comments/")]
    assert b"<r><rPr><b/></rPr><t>Ask</t></r>" in comments
    assert marks_in(copy.content)["Contracts"]["D4"].startswith("Ask Jane\n\nitmap: ")


def test_a_conversation_is_left_alone_and_said(tmp_path: Path) -> None:
    def change(book: Any) -> None:
        book["Contracts"]["D4"].comment = Comment("[Threaded comment]", "Bob")

    def threaded(name: str, content: bytes) -> bytes:
        if name != "xl/worksheets/_rels/sheet1.xml.rels":
            return content
        kind = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
        said = f'<Relationship Id="rId99" Type="{kind}" Target="../threadedComments/t1.xml"/></Relationships>'
        return content.replace(b"</Relationships>", said.encode())

    talk = b'<ThreadedComments xmlns="urn:t"><threadedComment ref="D4"><text>Why?</text></threadedComment></ThreadedComments>'
    path = rewritten(contracts(tmp_path / "a.xlsx", change), threaded, **{"xl/threadedComments/t1.xml": talk})
    copy = one(tmp_path, path)
    assert marks_in(copy.content)["Contracts"]["D4"] == "[Threaded comment]"
    assert "D4" in copy.warnings[0]


def test_the_mended_copy_imports_as_the_mended_file_would(tmp_path: Path) -> None:
    def mend(sheet: Any) -> None:
        sheet["D4"], sheet["E5"], sheet["G5"], sheet["B6"] = dt.date(2027, 3, 31), 2000, "6 months", "Rowan's"

    path = contracts(tmp_path / "a.xlsx")
    copy = one(tmp_path, path)
    book = openpyxl.load_workbook(copy.path)
    mend(book["Contracts"])
    book.save(copy.path)
    book = openpyxl.load_workbook(path)
    mend(book["Contracts"])
    book.save(path)
    outcome, records = landed(tmp_path / "b.db", copy.path)
    assert [problem for sheet in outcome.sheets for problem in sheet.sheet.problems] == []
    assert {each.sheet.sheet: each.rows_read for each in outcome.sheets} == {"Contracts": 3, "Notes": 0, LIST_TITLE: 0}
    assert outcome.sheets[-1].sheet.register is None
    assert records == landed(tmp_path / "c.db", path)[1]


def test_a_copy_imports_as_its_file_before_anyone_opens_it(tmp_path: Path) -> None:
    """Formulas keep the values that they had: nothing waits for a spreadsheet to work them out again."""
    path = rewritten(
        contracts(tmp_path / "a.xlsx"),
        lambda name, content: content.replace(b"<v>10</v>", b"<f>5+5</f><v>10</v>") if "sheet1" in name else content,
    )
    copy = one(tmp_path, path)
    assert [table.rows for table in read_tables(copy.path)[:2]] == [table.rows for table in read_tables(path)]
    assert landed(tmp_path / "a.db", copy.path)[1] == landed(tmp_path / "b.db", path)[1]


def test_a_second_list_gets_a_name_of_its_own_and_neither_is_a_register(tmp_path: Path) -> None:
    first = one(tmp_path, contracts(tmp_path / "a.xlsx"))
    first.path.rename(tmp_path / "again.xlsx")
    second = one(tmp_path, tmp_path / "again.xlsx")
    assert openpyxl.load_workbook(second.path).sheetnames[2:] == [LIST_TITLE, f"{LIST_TITLE} (2)"]
    assert marks_in(second.content) == marks_in(first.content)
    outcome, _ = landed(tmp_path / "a.db", second.path)
    assert [each.sheet.register for each in outcome.sheets[2:]] == [None, None]


def test_no_word_of_the_list_s_headings_means_a_field() -> None:
    words = {
        re.sub(r"\W", "", word.casefold())
        for register in model.REGISTERS
        for field in register.headed
        for word in (field.heading, *field.synonyms)
    }
    assert not words & {re.sub(r"\W", "", heading.casefold()) for heading in LIST_HEADINGS}


def test_the_list_is_known_whatever_its_rows_say(tmp_path: Path) -> None:
    copy = one(tmp_path, contracts(tmp_path / "a.xlsx"))
    assert [is_list(table) for table in read_tables(copy.path)] == [False, False, True]


def test_the_list_is_no_register_though_every_sheet_is_said_to_be_one(tmp_path: Path) -> None:
    rows: Rows = [["Title", "End date"], ["Housing", "soon"]]
    copy = one(tmp_path, write_xlsx(tmp_path / "a.xlsx", {"Contracts": rows}))
    assert [sheet.register for sheet in read_files([copy.path], model.CONTRACTS)] == [model.CONTRACTS, None]


@pytest.mark.parametrize("write", [write_xls, write_ods])
def test_an_older_kind_of_workbook_comes_back_as_xlsx_with_its_values(
    tmp_path: Path, write: Callable[[Path, dict[str, Rows]], Path]
) -> None:
    rows: Rows = [*CONTRACTS, ["C9", "Café", "Elm", dt.date(2027, 3, 31), 1.5, "", "2+1+1"]]
    path = write(tmp_path / f"a.{write.__name__[-3:]}", {"Contracts": rows, "Notes": [["00123"]]})
    copy = one(tmp_path, path)
    assert copy.path == tmp_path / "out.xlsx"
    assert "Formats" in copy.warnings[0]
    assert set(marks_in(copy.content)["Contracts"]) == set(PROBLEMS)
    assert landed(tmp_path / "a.db", copy.path)[1] == landed(tmp_path / "b.db", path)[1]


def test_days_that_count_from_1904_stay_the_same_days(tmp_path: Path) -> None:
    rows: Rows = [
        ["Title", "Start date", "End date"],
        ["Housing", 43000, dt.date(2027, 3, 31)],
        ["Library", 43000, "soon"],
    ]
    path = write_xls(tmp_path / "contracts.xls", {"Contracts": rows})
    (table,) = read_tables(path)
    content = _values_only(path, [dataclasses.replace(table, epoch_1904=True)], {"Contracts": "Contracts"})
    (tmp_path / "b.xlsx").write_bytes(content)
    (copied,) = read_tables(tmp_path / "b.xlsx")
    assert (copied.epoch_1904, copied.rows) == (True, table.rows)


def test_a_text_file_comes_back_as_text_just_as_it_stands(tmp_path: Path) -> None:
    odd = ["00123456", "=HYPERLINK(1)", "+44 20", "-", "@x", "1.10", "12345678901234567890", "01/02/2026", "1e5", " a ",
           "a\nb", "_x0041_", "TRUE", "Ж"]  # fmt: skip
    rows: Rows = [["Title", "End date", *(f"Odd {number}" for number in range(len(odd)))], ["Housing", "soon", *odd]]
    path = write_csv(tmp_path / "contracts.csv", rows)
    copy = one(tmp_path, path)
    assert (copy.warnings, marks_in(copy.content).keys()) == ((), {"contracts"})
    (given, kept) = (read_tables(path)[0].rows, read_tables(copy.path)[0].rows)
    assert kept == given
    sheet = openpyxl.load_workbook(copy.path)["contracts"]
    assert all(cell.data_type == "s" and cell.number_format == "@" for cell in sheet[2] if cell.value)
    assert landed(tmp_path / "a.db", copy.path)[1] == landed(tmp_path / "b.db", path)[1]


def test_open_contracting_data_comes_back_as_rows(tmp_path: Path) -> None:
    award = {"id": "a1", "status": "active", "suppliers": [{"id": "s", "name": "Alder Ltd"}]}
    value = {"amount": 10**13, "currency": "GBP"}
    release = {"ocid": "ocds-x-1", "id": "r1", "date": "2026-01-05T10:00:00Z", "tag": ["award"],
               "tender": {"id": "T1", "title": "Housing"}, "awards": [{**award, "value": value}]}  # fmt: skip
    path = tmp_path / "package.json"
    path.write_text(json.dumps({"releases": [release]}), encoding="utf-8")
    copy = one(tmp_path, path)
    assert (copy.path.suffix, copy.warnings, copy.problems) == (".xlsx", (), 1)
    assert read_tables(copy.path)[0].rows == read_tables(path)[0].rows
    assert landed(tmp_path / "a.db", copy.path)[1] == landed(tmp_path / "b.db", path)[1]


def test_a_text_longer_than_a_cell_of_a_workbook_is_said_not_cut(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "contracts.csv", [["Title", "Description", "End date"], ["A", "x" * 40_000, "soon"]])
    with pytest.raises(CannotAnswer, match="row 2"):
        copies(tmp_path, path)


def test_several_files_come_back_beside_each_other_those_with_problems_only(tmp_path: Path) -> None:
    good = write_csv(tmp_path / "systems.csv", [["Name", "Vendor"], ["Housing", "Alder"]])
    (tmp_path / "other").mkdir()
    bad: Rows = [["Title", "End date"], ["Housing", "soon"]]
    files = [write_csv(tmp_path / "contracts.csv", bad), good, write_csv(tmp_path / "other" / "contracts.csv", bad)]
    found = copies(tmp_path, *files)
    assert [(copy.source, copy.path.name) for copy in found] == [
        (files[0], "out-contracts.xlsx"), (files[2], "out-contracts (2).xlsx"),
    ]  # fmt: skip
    assert copies(tmp_path, good) == []


def test_a_workbook_with_macros_keeps_them_and_the_ending_that_excel_asks_for(tmp_path: Path) -> None:
    path = rewritten(contracts(tmp_path / "a.xlsx"), lambda _, content: content, **{"xl/vbaProject.bin": b"\0macros"})
    copy = one(tmp_path, path.rename(tmp_path / "a.xlsm"))
    assert copy.path.name == "out.xlsm"
    assert parts(copy.content)["xl/vbaProject.bin"] == b"\0macros"


def test_a_signature_is_said_to_hold_for_the_file_itself_only(tmp_path: Path) -> None:
    path = rewritten(contracts(tmp_path / "a.xlsx"), lambda _, content: content, **{"_xmlsignatures/sig1.xml": b"<s/>"})
    assert "signature" in one(tmp_path, path).warnings[0]


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "utf-16"])
def test_only_what_is_named_is_edited_whatever_else_stands_there(encoding: str) -> None:
    xml = (
        f"<?xml version='1.0' encoding='{encoding}'?><!-- <c r='A1'/> --><x:a b='1 > 0' y:s=\"s='2'\" xmlns:x='u' xmlns:y='v'>"
        "<![CDATA[<c/>]]><c  s = '1'\n/>é<c t='&lt;'><d/></c ></x:a>"
    )
    part = Part(xml.encode(encoding))
    first, second = part.all("c")
    assert Part(xml.encode("utf-8").replace(encoding.encode(), b"utf-8")).edited().decode() == xml.replace(
        encoding, "utf-8"
    )
    part.set(first, s=7, n='"')
    part.append(first, "<n>Ж</n>")
    part.append(second, "<n/>")
    part.insert(second.start, "<m/>")
    part.set(part.root, s="3")
    edited = part.edited().decode("utf-8" if encoding == "utf-16" else encoding)
    assert edited[edited.index("<x:a") :] == (
        "<x:a b='1 > 0' y:s=\"s='2'\" xmlns:x='u' xmlns:y='v' s=\"3\">"
        '<![CDATA[<c/>]]><c s="7" n="&quot;"><n>&#1046;</n></c>é<m/><c t=\'&lt;\'><d/><n/></c ></x:a>'
    )


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_workbook_is_marked_or_refused_never_a_crash(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)

    def change(book: Any) -> None:
        book["Contracts"]["D4"].comment = Comment("Ask Jane", "Bob")

    path = contracts(tmp_path / "a.xlsx", change)
    victim = chance.choice([name for name in parts(path.read_bytes()) if name.endswith((".xml", ".rels", ".vml"))])

    def damage(name: str, content: bytes) -> bytes:
        if name != victim:
            return content
        at = chance.randrange(len(content))
        return chance.choice([content[:at], content[:at] + content[at + chance.randint(1, 40) :],
                              content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]])  # fmt: skip

    mark = Mark("Contracts", 4, 4, "End date", "soon", "Wrong.")
    try:
        content, _ = marked(rewritten(path, damage).read_bytes(), [mark], "list", LIST_HEADINGS)
    except NotAsExpected:
        return
    assert b"itmap: Wrong." in b"".join(parts(content).values())


def test_prefixes_and_cells_without_numbers_are_read_as_the_standard_says(tmp_path: Path) -> None:
    """Some programs write <x:c> for <c>, and leave out which row and cell it is where it is the next one."""

    def terse(name: str, content: bytes) -> bytes:
        if "worksheets/sheet" in name:
            content = re.sub(rb'(<(?:row|c)) r="\w+"', rb"\1", content)
        if name.startswith("xl/worksheets/sheet") or name == "xl/styles.xml":
            content = re.sub(rb"<(/?)(?=\w)", rb"<\1x:", content).replace(b"xmlns=", b"xmlns:x=")
        return content

    rows: Rows = [[cell if cell != "" else "-" for cell in row] for row in CONTRACTS]  # only what is there is counted
    rows[1] = ["-"]
    path = rewritten(write_xlsx(tmp_path / "a.xlsx", {"Contracts": rows}), terse)
    copy = one(tmp_path, path)
    assert set(marks_in(copy.content)["Contracts"]) >= {"D4", "E5", "G5"}
    assert read_tables(copy.path)[0].rows == read_tables(path)[0].rows


def test_what_can_t_be_edited_comes_back_with_its_values(tmp_path: Path) -> None:
    path = rewritten(
        contracts(tmp_path / "a.xlsx"),
        lambda name, content: content.replace(b"cellXfs", b"cellXfz") if name == "xl/styles.xml" else content,
    )
    copy = one(tmp_path, path)
    assert "Formats" in copy.warnings[0]
    assert set(marks_in(copy.content)["Contracts"]) == set(PROBLEMS)


def test_headings_told_apart_and_cells_beyond_them_are_marked_where_they_are(tmp_path: Path) -> None:
    rows: Rows = [
        ["Title", "End date", "", "Renewal", "End date (2)", "End date"],
        ["A", "soon", "stray", "perhaps", "x", "y", "beyond"],
    ]
    copy = one(tmp_path, write_csv(tmp_path / "contracts.csv", rows))
    assert set(marks_in(copy.content)["contracts"]) >= {"B2", "D2", "G2"}


def test_a_name_that_could_be_two_is_marked_where_it_stands(tmp_path: Path) -> None:
    systems: Rows = [["Reference", "Name"], ["S1", "Housing"], ["S2", "Housing"]]
    uses: Rows = [["Provider", "Consumer"], ["S1", "Housing"]]
    copy = one(tmp_path, write_xlsx(tmp_path / "a.xlsx", {"Systems": systems, "Integrations": uses}))
    assert set(marks_in(copy.content)["Integrations"]) == {"B2"}


def test_headings_over_two_rows_are_found_and_columns_left_out_don_t_shift_them(tmp_path: Path) -> None:
    rows: Rows = [
        ["", "Term", "", "Kind", "Money"],
        ["Title", "Start", "End", "", "Value"],
        ["A", "x", "soon", "k", "z"],
    ]
    path = write_xlsx(tmp_path / "a.xlsx", {"Contracts": rows})
    names: dict[str, str | None] = dict.fromkeys(("Title", "Term End", "Money Value"))
    problems = [Problem(3, name, "", "cell", "wrong.") for name in names if name != "Title"]
    nothing: frozenset[str] = frozenset()
    sheet = ReadSheet("a.xlsx", "Contracts", model.CONTRACTS, 2, names, nothing, nothing, [], problems)
    (copy,) = marked_copies([(path, [sheet])], tmp_path / "out.xlsx")
    assert set(marks_in(copy.content)["Contracts"]) == {"C3", "E3"}


def test_a_comment_on_merged_cells_stands_on_the_one_that_shows(tmp_path: Path) -> None:
    path = contracts(tmp_path / "a.xlsx", lambda book: book["Contracts"].merge_cells("B5:C6"))
    content, _ = marked(path.read_bytes(), [Mark("Contracts", 6, 3, "H", "v", "Wrong.")], "list", LIST_HEADINGS)
    assert openpyxl.load_workbook(io.BytesIO(content))["Contracts"]["B5"].comment.text == "itmap: Wrong."


@pytest.mark.parametrize("seed", range(5))
def test_any_cells_can_be_marked_and_no_value_moves(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    rows: Rows = [[chance.choice(["", "x", 5, "ä & <b>"]) for _ in range(8)] for _ in range(20)]
    rows = [["first", *row] for row in rows]
    title = "It's <100%> & more"
    path = write_xlsx(tmp_path / "a.xlsx", {"One": rows, title: rows})
    cells = {(chance.choice(["One", title]), chance.randint(1, 20), chance.randint(1, 9)) for _ in range(30)}
    marks = [Mark(*cell, heading="H", value="v", message=f"Wrong {cell}.") for cell in sorted(cells)]
    content, _ = marked(path.read_bytes(), marks, "list", LIST_HEADINGS)
    (tmp_path / "b.xlsx").write_bytes(content)
    assert [table.rows for table in read_tables(tmp_path / "b.xlsx")[:2]] == [table.rows for table in read_tables(path)]
    found = marks_in(content)
    assert {(sheet, cell) for sheet in ("One", title) for cell in found[sheet]} == {
        (mark.sheet, mark.cell) for mark in marks
    }
    drawings = b"".join(text for name, text in parts(content).items() if name.endswith(".vml"))
    numbers = re.findall(rb"_x0000_s(\d+)", drawings)
    assert len(numbers) == len(set(numbers)) == len(marks)
    assert marked(path.read_bytes(), marks, "list", LIST_HEADINGS)[0] == content


def test_a_file_that_has_changed_in_between_is_said(tmp_path: Path) -> None:
    path = contracts(tmp_path / "a.xlsx")
    read = [(path, list(read_files([path])))]
    write_xlsx(path, {"Other": CONTRACTS})
    with pytest.raises(FileUnreadable, match="changed"):
        marked_copies(read, tmp_path / "out.xlsx")
