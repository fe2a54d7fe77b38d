"""No answer depends on what things are called, on their ids, on the order of rows, or on that of the registers."""

from __future__ import annotations

import hashlib
import io
import json
import random
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from itmap import settings as settings_of
from itmap.estate import Estate, Record, tables_of
from itmap.importers import import_files
from itmap.importers.workbook import export
from itmap.queries import NAMES, question
from itmap.stores import open_store
from tests.estates import AS_OF, random_rows, records
from tests.stored import keep_to_their_own

DRAWN = replace(settings_of.load().lock_in, draws=200)
SETTINGS = replace(settings_of.load(), lock_in=DRAWN)
SUBJECTS = ("supplier: Supplier 1", "system: System 1")
# What a random estate calls its records, as the one with other names says it.
_OURS = re.compile(r"Q(?=(?:Supplier|System|Contract|Service|Council) \d|Borough|I\d)")
# Several suppliers are shown as they are written.
_AS_WRITTEN = ("suppliers", "vendors", "hosts")


def asked(held: Estate, *, called: str = "") -> dict[str, Any]:
    """Every answer. `called` stands before every name."""
    found = {}
    for name in NAMES:
        if name == "what-if" and len(held.organisations) > 1:
            continue  # it is for one council
        subjects = SUBJECTS if question(name).subject else ("",)
        for subject in (*subjects, "") if question(name).subject and not question(name).needs_subject else subjects:
            kind, _, which = subject.partition(": ")
            about = f"{kind}: {called}{which}" if subject else ""
            found[f"{name} {subject}"] = question(name).answer(held, SETTINGS, about).as_json()
    return found


def estate_of(rows: dict[str, Any], ids: random.Random | None = None) -> Estate:
    """The estate of these rows; with `ids`, each record has another id, and lists are in another order."""
    links = {str(number): row for number, row in enumerate(rows["integrations"], 1)}
    registers = {key.removesuffix("s"): dict(held) for key, held in rows.items() if key != "integrations"}
    found = records({**registers, "integration": links})
    if ids:
        salt = ids.random()
        found = [_called_otherwise(record, {each.id for each in found}, salt, ids) for record in found]
        ids.shuffle(found)
    return Estate(tables_of(found), AS_OF, {record.id: record.sources for record in found})


def _called_otherwise(record: Record, known: set[str], salt: float, order: random.Random) -> Record:
    def other(value: Any) -> Any:
        if isinstance(value, str) and value in known:
            return hashlib.sha256(f"{salt} {value}".encode()).hexdigest()
        if isinstance(value, tuple):
            return tuple(map(other, value))
        return value

    def moved(name: str, value: Any) -> Any:
        if isinstance(value, tuple) and name not in _AS_WRITTEN:
            return tuple(order.sample(value, len(value)))
        return value

    return replace(
        record,
        id=other(record.id),
        organisation=other(record.organisation),
        values={name: other(moved(name, value)) for name, value in record.values.items()},
        sources=tuple(replace(source, by=other(source.by)) for source in record.sources),
    )


@pytest.mark.parametrize("seed", range(6))
def test_ids_and_the_order_of_rows_and_lists_make_no_difference(seed: int) -> None:
    rows = random_rows(seed, councils=1 + seed % 2)
    assert asked(estate_of(rows, random.Random(seed))) == asked(estate_of(rows))


@pytest.mark.parametrize("seed", range(6))
def test_names_make_no_difference(seed: int) -> None:
    """The other names sort as the first ones do: of two ways or rows that are alike the first by name comes first."""
    rows = random_rows(seed, councils=1 + seed % 2)
    other = json.dumps(asked(estate_of(_renamed(rows)), called="Q"))
    assert json.loads(_OURS.sub("", other)) == asked(estate_of(rows))


def _renamed(rows: Any) -> Any:
    if isinstance(rows, dict):
        return {_renamed(key): _renamed(item) for key, item in rows.items()}
    if isinstance(rows, list | tuple):
        return type(rows)(map(_renamed, rows))
    return (
        re.sub(r"\b(?=(?:Supplier|System|Contract|Service|Council) \d|Borough|I\d)", "Q", rows)
        if isinstance(rows, str)
        else rows
    )


@pytest.mark.parametrize("seed", range(2))
def test_the_order_of_sheets_and_rows_of_a_workbook_makes_no_difference(tmp_path: Path, seed: int) -> None:
    rows = random_rows(seed, councils=2)
    keep_to_their_own(rows)
    book = openpyxl.load_workbook(io.BytesIO(export(estate_of(rows))))
    as_written, shuffled = tmp_path / "as written.xlsx", tmp_path / "shuffled.xlsx"
    book.save(as_written)
    order = random.Random(seed)
    for sheet in book:
        _head, *lines = sheet.values
        sheet.delete_rows(2, sheet.max_row)
        order.shuffle(lines)
        for line in lines:
            sheet.append(line)
    order.shuffle(book._sheets)
    book.save(shuffled)
    first, second = (asked(_imported(path)) for path in (as_written, shuffled))
    assert first == second


def _imported(path: Path) -> Estate:
    store = open_store(str(path.with_suffix(".db")), create=True)
    try:
        import_files(store, [path])
        return Estate(store.tables(None), AS_OF)
    finally:
        store.close()
