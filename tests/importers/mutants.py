"""Sound files of every kind, damaged in repeatable ways, and what must hold of each: run in a process of its own.

`python -m tests.importers.mutants .xlsx 0 500 FOLDER` reads the mutants 0 to 499 of an .xlsx. It prints the name of each
before it is read, so that whoever started it can tell at which one it ended, and "all read" when none ended it. What
takes longer than ten seconds ends it with a traceback.
"""

from __future__ import annotations

import copy
import datetime as dt
import faulthandler
import io
import json
import random
import re
import sys
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl

from itmap.errors import ItmapError
from itmap.importers import import_sheets
from itmap.importers.layout import is_blank
from itmap.importers.reading import ReadSheet, read_files
from itmap.importers.sheets import read_tables
from itmap.stores import open_store
from tests.importers.files import Rows, write_csv, write_ods, write_xls, write_xlsx

SECONDS = 10  # the longest that any file may take
LANDED = 8  # one file in so many is landed in a store too

CONTRACTS: Rows = [
    ["Contracts register", "", "", "", "", ""],
    ["Reference", "Title", "Supplier", "Start date", "Value", "Notice period"],
    *([f"C{number}", f"Café {number}", "Alder & Co Ltd", dt.date(2024, 4, 1), 100.5 * number, "3 months"] for number in range(6)),
    ["C7", "Payroll", "", "#REF!", 12, ""],
    [],
    ["Total", "", "", "", 1512, ""],
]  # fmt: skip
SYSTEMS: Rows = [["Name", "Vendor", "Users"], ["Payroll", "Birch", 12], ["Housing", "", "#N/A"]]
BOOK = {"Contracts": CONTRACTS, "Systems": SYSTEMS}
RELEASE = {
    "ocid": "ocds-x-1", "id": "1", "date": "2026-01-05T10:00:00Z", "tag": ["award"], "buyer": {"name": "Northmoor"},
    "parties": [{"id": "s", "name": "Alder Ltd", "roles": ["supplier"], "identifier": {"scheme": "GB-COH", "id": "01234567"}}],
    "tender": {"id": "T1", "title": "Housing", "value": {"amount": 9}, "contractPeriod": {"endDate": "2030-01-01T00:00:00Z"}},
    "awards": [{"id": "a", "suppliers": [{"id": "s", "name": "Alder Ltd"}], "value": {"amount": 5.5}, "title": "Housing"}],
    "contracts": [{"id": "c", "awardID": "a", "period": {"startDate": "2026-02-01", "durationInDays": 730}}],
}  # fmt: skip
KINDS = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv", ".json")
# What a damaged file says where it hurts: large numbers, repeats, quotation marks, entities, bytes of other encodings.
_NASTY_WORDS = (
    b"0", b"-1", b"70000", b"1048577", b"99999999999999999999", b"nan", b"1e999", b"XFD1048576", b"A0", b"", b"\xc3\xa9",
    b"#REF!", b"&#10;", b"e", b"d", b"s", b"b", b"str", b"1900-02-30", b"error", b"A1:XFD1048576", b"x" * 40_000,
)  # fmt: skip
_NASTY = (
    *_NASTY_WORDS, b"\0", b"\xff\xfe", b'"', b"'", b"<", b">", b"&", b"&#0;", b"&a;", b"]]>", b"<!--", b"\r", b"\n\n",
    b",", b";", b"\t", b"\xe9", b"\0\0",
)  # fmt: skip
_OTHER_VALUES: tuple[Any, ...] = (
    None, True, -1, 1e308, float("nan"), "", "x", "2026-13-45", "\0", "9" * 400, [], {}, [None], [[]], ["x"], {"id": []},
    [{"id": "a"}] * 3, {"amount": "5"}, [{"name": 5}],
)  # fmt: skip
_WORD = re.compile(rb"""(?<=[">])[^"<>]+(?=["<])|[0-9]+(?=[^<>"]*["<])""")
_ELEMENT = re.compile(rb"<([\w:-]+)(?: [^<>]*)?(?:/>|>[^<>]*</\1>)")


def sound(ending: str, folder: Path) -> bytes:
    """A file of that kind with all that the readers treat in a way of its own: merged cells, errors, dates, entities."""
    path = folder / f"register{ending}"
    if ending == ".json":
        return json.dumps({"releases": [{**RELEASE, "ocid": f"ocds-x-{number}"} for number in range(3)]}).encode()
    if ending in (".csv", ".tsv"):
        return write_csv(path, CONTRACTS, "\t" if ending == ".tsv" else ",").read_bytes()
    write = {".xls": write_xls, ".ods": write_ods}.get(ending, write_xlsx)
    write(path, BOOK)
    if ending in (".xlsx", ".xlsm"):
        book = openpyxl.load_workbook(path)
        book["Contracts"].merge_cells("A1:F1")
        book["Contracts"].merge_cells("C3:C5")
        book["Systems"].sheet_state = "hidden"
        book.save(path)
    return path.read_bytes()


def mutant(ending: str, number: int, content: bytes) -> bytes:
    """The file with that number: damaged as it stands, or in the parts that it is packed from. Always the same."""
    dice = random.Random(f"{ending} {number}")
    if not content.startswith(b"PK") or dice.random() < 0.25:
        return damaged(content, dice)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        names = parts.namelist()
        telling = [name for name in names if "sheet" in name or "workbook" in name or name == "content.xml"]
        hit = {dice.choice(telling), dice.choice(telling if dice.random() < 0.8 else names)}
        for name in names:
            part = parts.read(name)
            packed.writestr(name, damaged(part, dice) if name in hit else part)
    return out.getvalue()


def damaged(content: bytes, dice: random.Random) -> bytes:
    """Bytes changed, mostly so that the file still is one of its kind; else lost, doubled, or cut short."""
    if dice.random() < 0.7:
        known = {b"<": _misled, b"{": _mistaken}.get(content[:1], _flipped)
        return known(content, dice)
    found = bytearray(content)
    for _ in range(dice.choice([1, 1, 2, 5])):
        at = dice.randrange(len(found) + 1)
        until = min(len(found), at + dice.choice([0, 1, 4, 60]))
        found[at:until] = dice.choice([dice.choice(_NASTY), found[at:until] * dice.choice([0, 2, 50]), b"\xff"])
    return bytes(found[: dice.randrange(len(found) + 1)] if dice.random() < 0.1 else found)


def _flipped(content: bytes, dice: random.Random) -> bytes:
    found = bytearray(content)
    for _ in range(dice.choice([1, 1, 2, 5, 20])):
        found[dice.randrange(len(found))] = dice.choice([0, 1, 10, 34, 127, 255, dice.randrange(256)])
    return bytes(found)


def _misled(content: bytes, dice: random.Random) -> bytes:
    """XML that still is XML, but says something else: another number or word, an element twice or not at all."""
    for _ in range(dice.choice([1, 1, 2, 5])):
        places = list(_WORD.finditer(content) if dice.random() < 0.7 else _ELEMENT.finditer(content))
        if places:
            place = dice.choice(places)
            other = dice.choice(places)[0] if dice.random() < 0.4 else dice.choice(_NASTY_WORDS)
            if place.re is _ELEMENT:
                other = place[0] * dice.choice([0, 2, 300])
            content = content[: place.start()] + other + content[place.end() :]
    return content


def _mistaken(content: bytes, dice: random.Random) -> bytes:
    """JSON that still is JSON, but holds something else in some place: a list for a text, nothing for a list."""
    package = json.loads(content)
    for _ in range(dice.choice([1, 1, 2, 5])):
        holder: Any = package
        while True:
            key = dice.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
            if not isinstance(holder[key], dict | list) or not holder[key] or dice.random() < 0.2:
                break
            holder = holder[key]
        holder[key] = copy.deepcopy(dice.choice(_OTHER_VALUES))
    return json.dumps(package).encode()


def read(path: Path, *, land: bool) -> None:
    """Read a file, and land it; an ItmapError is an answer. Raises AssertionError for a row that got lost."""
    try:
        sheets = list(read_files([path]))
    except ItmapError:
        return
    check_counted(path, sheets)
    if land:
        store = open_store(str(path.with_suffix(".db")), create=True)
        try:
            outcome = import_sheets(store, sheets)
        except ItmapError:
            return
        finally:
            store.close()
            path.with_suffix(".db").unlink()
        for sheet in outcome.sheets:
            assert len(sheet.sheet.rows) == sheet.landed + sheet.merged + sheet.rejected


def check_counted(path: Path, sheets: list[ReadSheet]) -> None:
    """Every row below the first headings of a sheet that holds anything is read, once, or holds headings itself."""
    for table in read_tables(path):
        ours = [sheet for sheet in sheets if sheet.sheet == table.sheet and sheet.header_row is not None]
        if ours:
            headers = {sheet.header_row or 0 for sheet in ours}
            counted = Counter(row.number for sheet in ours for row in sheet.rows)
            filled = {number for number, row in enumerate(table.rows, start=1) if not is_blank(row)}
            expected = {number for number in filled if number > min(headers)} - headers
            assert set(counted) == expected
            assert set(counted.values()) <= {1}


def main(ending: str, first: int, last: int, folder: Path) -> None:
    """Read the mutants of that kind with these numbers."""
    content = sound(ending, folder)
    path = folder / f"mutant{ending}"
    for number in range(first, last):
        sys.stdout.write(f"mutant {number} of {ending}\n")
        sys.stdout.flush()
        path.write_bytes(mutant(ending, number, content))
        faulthandler.dump_traceback_later(SECONDS, exit=True)
        read(path, land=number % LANDED == 0)
        faulthandler.cancel_dump_traceback_later()
    sys.stdout.write("all read\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
