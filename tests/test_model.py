"""The model says everything once: the headings people rely on are in it, and what is made from it follows it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import openpyxl
import pytest

from itmap import model
from itmap.importers.workbook import template
from itmap.model import Kind
from itmap.stores.sqlite import SqliteStore
from itmap.stores.sqlite_schema import schema

# The workbook that the project promises, word for word.
HEADINGS = {
    "Organisations": "Reference, Name, Kind, Successor, Vesting date",
    "Suppliers": "Name, Company number, Parent, Also known as, SME, VCSE",
    "Contracts": "Reference, Title, Description, Type, Status, Supplier, Supplier company number, Role, Department, Owner, "
    "Category, Start date, End date, Maximum end date, Extension options, Term, Review date, Renewal, Renewal period, "
    "Notice period, Irrevocable until, Procurement start date, Procurement route, Bids received, Value, Value basis, VAT, "
    "Covers, Exempt",
    "Systems": "Reference, Name, Product, Kind, Vendor, Host, Version, Owner, Department, Services, Hosting, Status, "
    "Go-live date, End of support, Users, Annual cost, Criticality, API, Data export, Substitutability, Functional fit, "
    "Technical fit, Capability, L1, L2, L3, L4, L5, L6, L7, C1, C2, C3, C4, C5, C6",
    "Services": "Reference, Name, Department, Statutory, Criticality, Tolerable downtime, Manual workaround, Systems, "
    "Fallback systems",
    "Integrations": "Reference, Provider, Consumer, Method, Frequency, Data, Dependence, Via, Contract, Alternative group",
}
CHOICES = {
    ("contract", "type"): "contract, framework, DPS, call-off",
    ("contract", "status"): "pipeline, live, ended, withdrawn, unknown",
    ("contract", "role"): "supplies, hosts, licenses, supports, resells, consults, unknown",
    ("contract", "renewal"): "none, automatic, rolling, unknown",
    ("contract", "value_basis"): "annual, total, unknown",
    ("contract", "vat"): "included, excluded, unknown",
    ("system", "kind"): "application, platform, infrastructure",
    ("system", "status"): "live, planned, retiring, retired",
    ("system", "api"): "open standard, documented, proprietary, none, unknown",
    ("system", "data_export"): "open standard, documented, proprietary, none, unknown",
    (
        "system",
        "substitutability",
    ): "easily substitutable, medium complexity, highly complex, not substitutable, unknown",
    ("integration", "dependence"): "hard, soft, unknown",
}
SCALES = {
    "criticality": (1, 4),
    "functional_fit": (1, 4),
    "technical_fit": (1, 4),
    "l1": (1, 6),
    "l7": (1, 6),
    "c1": (1, 5),
    "c6": (1, 5),
}


def test_every_heading_that_is_promised_is_there_in_order() -> None:
    assert {
        register.sheet: ", ".join(field.heading for field in register.headed) for register in model.REGISTERS
    } == HEADINGS


def test_every_choice_and_scale_is_as_promised() -> None:
    found = {
        (register.name, field.name): ", ".join(field.choices)
        for register in model.REGISTERS
        for field in register.fields
        if field.choices
    }
    assert found == CHOICES
    for name, (low, high) in SCALES.items():
        assert (model.SYSTEMS.field(name).low, model.SYSTEMS.field(name).high) == (low, high)


def test_the_schema_has_a_column_for_every_value_and_a_link_for_every_reference(tmp_path: Path) -> None:
    SqliteStore(tmp_path / "itmap.db", create=True).close()
    connection = sqlite3.connect(tmp_path / "itmap.db")
    for register in model.REGISTERS:
        columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{register.name}")')]
        assert columns == ["id", *(field.name for field in register.columns)]
    connection.close()


@pytest.mark.parametrize("register", model.REGISTERS, ids=lambda register: register.name)
def test_the_schema_refuses_what_is_off_a_scale(register: model.Register) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for statement in schema():
        connection.execute(statement)
    for field in register.columns:
        bad = {Kind.CHOICE: "nonsense", Kind.WHOLE: field.low - 1, Kind.YES_NO: 2}.get(field.kind)
        if bad is None:
            continue
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(f'INSERT INTO "{register.name}" (id, "{field.name}") VALUES (?, ?)', ("x", bad))
    connection.close()


def test_the_template_has_every_heading_a_note_and_a_list_for_every_choice(tmp_path: Path) -> None:
    path = tmp_path / "blank.xlsx"
    path.write_bytes(template())
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == list(HEADINGS)
    for register in model.REGISTERS:
        sheet = book[register.sheet]
        headings = [cell.value for cell in sheet[1]]
        assert headings[-len(register.headed) :] == [field.heading for field in register.headed]
        assert all(cell.comment for cell in sheet[1])
        listed = sum(
            bool(field.choices) or field.kind is Kind.YES_NO or field.high is not None for field in register.headed
        )
        assert sum(check.type == "list" for check in sheet.data_validations.dataValidation) == listed
        assert sheet.freeze_panes == "A2"


def test_no_synonym_means_two_fields_of_one_register() -> None:
    for register in model.REGISTERS:
        words: dict[str, str] = {}
        for field in register.headed:
            for word in (field.heading, *field.synonyms):
                assert words.setdefault(word.casefold(), field.name) == field.name, (register.name, word)
