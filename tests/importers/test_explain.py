"""How a file is understood, said in words; and the profile that is begun for one that isn't."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from itmap import model
from itmap.errors import CannotAnswer
from itmap.importers import profiles
from itmap.importers.explain import explain
from itmap.importers.reading import read_files
from itmap.importers.started import started_profile
from tests.importers.files import Rows, write_csv, write_xlsx

CONTRACTS: Rows = [
    ["Title", "Supplier", "Contract end", "End", "Value (ex VAT)", "Term (months)", "Council", "Colour"],
    ["Housing", "Alder", "31/3/2027", "", "5", "24", "Northmoor", "red"],
    ["Payroll", "Birch", "soon", "", "", "", "", ""],
]


def test_every_heading_and_the_register_are_explained(tmp_path: Path) -> None:
    lines = list(explain([write_csv(tmp_path / "list.csv", CONTRACTS)]))
    assert lines == [
        "list.csv: Contracts, by its headings.",
        "  Headings in row 1, 2 rows below them.",
        "    'Title': Title, the workbook's own heading",
        "    'Supplier': Supplier, the workbook's own heading",
        "    'Contract end': End date, another word for it (1 cell not understood)",
        "    'Value (ex VAT)': Value, VAT: excluded, with what it says beside",
        "    'Term (months)': Term, bare numbers are months, with what it says beside",
        "    'Council': Organisation",
        "  Left alone:",
        "    'End': End date is read from 'Contract end'",
        "    'Colour': no field of Contracts that itmap knows",
    ]


@pytest.mark.parametrize(
    ("name", "options", "why"),
    [
        ("contracts.csv", {}, "list.csv: Contracts, after the name of the file."),
        ("list.csv", {"register": model.CONTRACTS}, "list.csv: Contracts, as --register says."),
        ("list.csv", {"profile": "transparency-code"}, "list.csv: Contracts, as the profile says."),
    ],
)
def test_what_decided_the_register_is_said(name: str, options: dict[str, object], why: str, tmp_path: Path) -> None:
    (first, *_) = explain([write_csv(tmp_path / name, CONTRACTS)], **options)
    assert first == why.replace("list.csv", name)


def test_a_profile_s_part_in_it_is_said(tmp_path: Path) -> None:
    rows: Rows = [
        ["System", "Supplier", "Contract end", "Gets data from", "Interfaces"],
        ["Homes", "Alder", "31/3/2027", "Ledger", "Post"],
    ]
    lines = list(explain([write_csv(tmp_path / "foi.csv", rows)]))
    assert lines[0] == "foi.csv: Systems, as the profile says."
    assert lines[1].startswith("  Read as the profile foi-systems (Systems as councils list them")
    assert "    'Contract end': End date of the contract in the row, a word of the profile" in lines
    assert "    'Gets data from': Provider of the integration in the row, a word of the profile" in lines
    assert lines[-1] == "    'Interfaces': it names systems, but not which of the two needs the other"


def test_rows_of_two_kinds_are_explained_one_kind_after_the_other(tmp_path: Path) -> None:
    rows: Rows = [
        ["Record Type", "Application Name", "Dependency", "Dependency Direction", "Tag 1"],
        ["1", "Homes", "", "", "Java"],
        ["2", "Homes", "Ledger", "southbound", ""],
    ]
    lines = list(explain([write_csv(tmp_path / "all.csv", rows)]))
    assert "  Systems, from 1 of these rows:" in lines
    assert "    'Record Type': tells the kinds of rows apart (1: Systems; 2: Integrations)" in lines
    assert "    In every row, Kind is application, as the profile says." in lines
    assert "  Integrations, from 1 of these rows:" in lines
    assert (
        "    'Dependency Direction': which of the two needs the other (southbound: straight; northbound: turned)"
        in lines
    )
    assert lines[-2:] == ["  Left alone:", "    'Tag 1': no field of Systems that itmap knows"]


def test_a_file_of_which_nothing_is_known_is_told_how_to_begin(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "odd.csv", [["Bezeichnung", "Lieferant"], ["Housing", "Alder"]])
    assert list(explain([path])) == [
        "odd.csv: no register.",
        "  None of the first 30 rows holds the headings of one. It would be left alone.",
        "`itmap profile odd.csv` begins a profile of your own for this file (docs/profiles.md).",
    ]


def test_every_table_of_every_sheet_is_explained_and_what_is_none(tmp_path: Path) -> None:
    rows: Rows = [["Title", "Supplier"], ["Housing", "Alder"], [], ["Consumer", "Provider"], ["Homes", "Ledger"]]
    path = write_xlsx(tmp_path / "all.xlsx", {"Notes": [["Made by IT"]], "List": rows})
    lines = [line for line in explain([path]) if not line.startswith("    ")]
    assert lines == [
        "all.xlsx, sheet Notes: no register.",
        "  None of the first 30 rows holds the headings of one. It would be left alone.",
        "all.xlsx, sheet List: Contracts, by its headings.",
        "  Headings in row 1, 1 row below them.",
        "all.xlsx, sheet List: Integrations, by its headings.",
        "  Headings in row 4, 1 row below them.",
    ]


STRANGE: Rows = [
    ["Bought by the council"],
    ["Our agreement reference", "Name of this contract", "Name of our supplier", "Date of its expiry", "Colour"],
    ["A1", "Housing", "Alder", "31/3/2027", "red"],
]


def confirmed(text: str) -> str:
    """The profile with every guess taken for right: the # taken away before what is TOML."""
    return re.sub(r"(?m)^# (?=[\w.\[]+(?:\]$| = ))", "", text)


def test_an_unknown_layout_gets_a_profile_in_which_every_guess_is_a_comment(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "bought.csv", STRANGE)
    text = started_profile(path)
    assert tomllib.loads(text) == {"title": "bought", "headings": {}}
    mine = tmp_path / "mine.toml"
    mine.write_text(text, encoding="utf-8")
    with pytest.raises(profiles.ProfileInvalid, match="which register it is for"):
        list(read_files([path], profile=str(mine)))
    assert '# Like nothing that itmap knows: "Colour".' in text


def test_confirmed_it_reads_the_layout(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "bought.csv", STRANGE)
    mine = tmp_path / "mine.toml"
    mine.write_text(confirmed(started_profile(path)), encoding="utf-8")
    (sheet,) = read_files([path], profile=str(mine))
    assert sheet.register is model.CONTRACTS
    assert sheet.header_row == 2
    assert sheet.columns == {
        "Our agreement reference": "Reference", "Name of this contract": "Title", "Name of our supplier": "Supplier",
        "Date of its expiry": "End date", "Colour": None,
    }  # fmt: skip


def test_what_is_read_already_is_listed_to_be_checked_and_words_wait_for_their_meaning(tmp_path: Path) -> None:
    rows: Rows = [["Title", "Supplier", "Status", "Date of its expiry"], ["Homes", "Alder", "in life", "1/4/2027"]]
    text = started_profile(write_csv(tmp_path / "ours.csv", rows))
    assert 'register = "Contracts"\n' in text
    assert '#   "Title" is Title\n' in text
    assert '# "Date of its expiry" is like' in text
    assert '# [words.status]\n# "in life" = ""\n' in text
    assert tomllib.loads(confirmed(text))["headings"] == {"end_date": ["Date of its expiry"]}


def test_a_shipped_profile_is_the_start_where_it_fits(tmp_path: Path) -> None:
    rows: Rows = [["Title of agreement", "Supplier", "Date of its expiry"], ["Homes", "Alder", "1/4/2027"]]
    text = started_profile(write_csv(tmp_path / "ours.csv", rows))
    said = tomllib.loads(text)
    assert said["recognise"] == ["Title of agreement"]
    assert '# end_date = ["Date of its expiry"]' in text


def test_headings_can_hold_what_they_like(tmp_path: Path) -> None:
    nasty = 'Date "of"\nexpiry = [1]\t\\x'
    text = started_profile(write_csv(tmp_path / "ours.csv", [["Title", "Supplier", nasty], ["Homes", "Alder", ""]]))
    assert tomllib.loads(confirmed(text))["headings"] in ({}, {"end_date": ['Date "of"\nexpiry = [1]\t\\x']})


def test_the_sheet_is_the_one_that_is_named_and_one_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", {"Empty": [], "Notes": [["Made by IT"]], "List": STRANGE})
    assert 'title = "Notes"' in started_profile(path)
    assert 'title = "List"' in started_profile(path, "List")
    assert 'register = "Systems"' in started_profile(path, "Notes", model.SYSTEMS)
    with pytest.raises(CannotAnswer, match="Sheets: Notes, List"):
        started_profile(path, "Nothing")
    with pytest.raises(CannotAnswer, match="none of the first 30 rows"):
        started_profile(write_csv(tmp_path / "numbers.csv", [["1", "2"], [3, 4]]))
