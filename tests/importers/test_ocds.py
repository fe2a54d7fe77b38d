"""Open contracting data: what is a contract, when it runs, whose it is, and what is only a tender."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itmap import model
from itmap import settings as itmap_settings
from itmap.errors import FileUnreadable
from itmap.importers import ocds, profiles
from itmap.importers.finding import find_tables
from itmap.importers.headings import normal
from itmap.importers.reading import read_table
from itmap.importers.sheets import Cell, RawTable

LIMITS = itmap_settings.load().limits
PATH = Path("package.json")


def release(ocid: str = "ocds-x-1", date: str = "2026-01-05T10:00:00Z", **parts: Any) -> dict[str, Any]:
    return {"ocid": ocid, "id": f"{ocid}-{date}", "date": date, "tag": ["award"], **parts}


def award(id_: str = "a1", supplier: str = "Alder Ltd", **parts: Any) -> dict[str, Any]:
    return {"id": id_, "status": "active", "suppliers": [{"id": supplier, "name": supplier}], **parts}


TENDER = {
    "id": "NM-77", "title": "Housing system", "description": "To let homes", "status": "complete",
    "classification": {"scheme": "CPV", "id": "72000000"}, "procurementMethodDetails": "Open procedure",
    "contractPeriod": {"startDate": "2026-01-01T00:00:00Z", "endDate": "2030-01-01T00:00:00Z"},
    "value": {"amount": 99, "currency": "GBP"},
}  # fmt: skip
BUYER = {"id": "b", "name": "Northmoor Council"}


def table(*releases: Any, package: Any = None) -> RawTable:
    content = json.dumps({"releases": list(releases)} if package is None else package).encode()
    (found,) = ocds.read(PATH, content, LIMITS)
    return found


def rows(*releases: Any, package: Any = None) -> list[dict[str, Cell]]:
    headings, *rest = table(*releases, package=package).rows
    return [{str(heading): cell for heading, cell in zip(headings, row, strict=True) if cell != ""} for row in rest]


def test_an_award_is_a_row_with_its_tender_s_title_its_own_days_and_its_buyer() -> None:
    (row,) = rows(
        release(
            tender=TENDER,
            buyer=BUYER,
            awards=[
                award(
                    value={"amount": 5000.5, "currency": "GBP"},
                    date="2025-12-24T00:00:00Z",
                    contractPeriod={"startDate": "2026-02-01T00:00:00Z", "endDate": "2028-01-31T23:59:59Z"},
                )
            ],
        )
    )
    assert row == {
        "ocid": "ocds-x-1", "id": "ocds-x-1", "status": "award active", "buyer/name": "Northmoor Council",
        "title": "Housing system", "description": "To let homes", "suppliers/name": "Alder Ltd",
        "value/amount": 5000.5, "period/startDate": "2026-02-01T00:00:00Z", "period/endDate": "2028-01-31T23:59:59Z",
        "date": "2025-12-24T00:00:00Z", "tender/id": "NM-77", "tender/classification/id": "72000000",
        "tender/procurementMethodDetails": "Open procedure", "tag": "award",
    }  # fmt: skip


def test_a_tender_s_days_and_value_are_not_a_contract_s() -> None:
    (row,) = rows(release(tender={**TENDER, "status": "active"}, buyer=BUYER, tag=["tender"]))
    assert row["status"] == "tender active"
    assert not {"period/startDate", "period/endDate", "value/amount", "suppliers/name"} & row.keys()


def test_a_contract_says_more_than_its_award_and_leaves_it_the_rest() -> None:
    contract = {
        "id": "c1", "awardID": "a1", "status": "active", "title": "Housing, signed",
        "period": {"endDate": "2029-01-31", "maxExtentDate": "2031-01-31", "durationInDays": 730},
        "dateSigned": "2026-01-20",
    }  # fmt: skip
    awards = [award(contractPeriod={"startDate": "2026-02-01", "endDate": "2028-01-31"}), award("a2", "Birch")]
    first, second = rows(release(tender=TENDER, awards=awards, contracts=[contract]))
    assert first["status"] == "contract active"
    assert (first["title"], first["suppliers/name"]) == ("Housing, signed", "Alder Ltd")
    assert [first[f"period/{name}"] for name in ("startDate", "endDate", "maxExtentDate", "durationInDays")] == [
        "2026-02-01", "2029-01-31", "2031-01-31", "730 days",
    ]  # fmt: skip
    assert (second["status"], second["suppliers/name"]) == ("award active", "Birch")
    assert [first["id"], second["id"]] == ["ocds-x-1 c1", "ocds-x-1 a2"]


def test_releases_of_one_process_are_laid_over_one_another_by_their_date() -> None:
    later = release(date="2026-03-01T00:00:00Z", awards=[award(status="cancelled")])
    tender = release(date="2025-10-01T00:00:00Z", tender=TENDER, buyer=BUYER)
    other = release("ocds-x-2", tender={"title": "Lifts"})
    first, second = rows(later, other, release(awards=[award(description="as awarded")]), tender)
    assert (first["status"], first["description"], first["title"]) == (
        "award cancelled", "as awarded", "Housing system",
    )  # fmt: skip
    assert second["title"] == "Lifts"


def test_a_record_gives_its_compiled_release_else_its_releases() -> None:
    compiled = {"tender": TENDER, "awards": [award(title="compiled")], "date": "2026-01-01", "tag": ["compiled"]}
    records = [
        {"ocid": "ocds-x-1", "compiledRelease": compiled, "releases": [release(awards=[award(title="older")])]},
        {"ocid": "ocds-x-2", "releases": [release("ocds-x-2", awards=[award(title="only")]), {"url": "https://x"}]},
    ]
    assert [row["title"] for row in rows(package={"records": records})] == ["compiled", "only"]
    assert [row["title"] for row in rows(package=release(awards=[award(title="alone")]))] == ["alone"]
    assert len(rows(package=[release(), release("ocds-x-2")])) == 2


def test_company_numbers_are_given_when_every_supplier_has_one() -> None:
    parties = [
        {"id": "Alder Ltd", "name": "Alder", "identifier": {"scheme": "GB-COH", "id": "01234567"}},
        {"id": "Birch", "identifier": {"scheme": "GB-COH", "id": "07654321"}},
        {"id": "Elm", "identifier": {"scheme": "GB-CHC", "id": "333"}},
    ]
    both = award(suppliers=[{"id": "Alder Ltd", "name": "Alder; Homes"}, {"id": "Birch", "name": "Birch"}])
    (row,) = rows(release(awards=[both], parties=parties))
    assert (row["suppliers/name"], row["suppliers/identifier/id"]) == ("Alder, Homes; Birch", "01234567; 07654321")
    in_part = award(suppliers=[{"id": "Alder Ltd"}, {"id": "Elm", "name": "Elm"}])
    (row,) = rows(release(awards=[in_part], parties=parties))
    assert row["suppliers/name"] == "Alder; Elm"
    assert "suppliers/identifier/id" not in row


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ({"amount": 7, "currency": "GBP"}, 7),
        ({"amount": 7, "currency": "EUR"}, "7 EUR"),
        ({"amount": 7}, "7 in no currency that is said"),
        ({"currency": "GBP"}, None),
    ],
)
def test_only_pounds_are_an_amount(value: dict[str, Any], cell: Cell | None) -> None:
    (row,) = rows(release(awards=[award(value=value)]))
    assert row.get("value/amount") == cell


def test_the_profile_reads_every_status_and_day_and_takes_no_other_currency_for_pounds() -> None:
    statuses = {"pending": "pipeline", "active": "live", "terminated": "ended", "cancelled": "withdrawn"}
    releases = [
        release(
            f"ocds-x-{status}",
            buyer=BUYER,
            contracts=[{
                "id": "1", "status": status, "value": {"amount": 7, "currency": "EUR"},
                "period": {"endDate": "2028-01-31T23:59:59Z"},
            }],
        )
        for status in statuses
    ]  # fmt: skip
    (found,) = find_tables(table(*releases, release("ocds-x-5", awards=[award()]), release("ocds-x-6")))
    assert found.profile
    assert found.profile.name == "ocds"
    (sheet,) = read_table(found)
    assert [row.values["status"] for row in sheet.rows] == [*statuses.values(), "unknown", "pipeline"]
    assert sheet.rows[0].organisation == "Northmoor Council"
    assert sheet.rows[0].values["end_date"] == dt.date(2028, 1, 31)
    assert (sheet.rows[0].values["value"], sheet.rows[0].said["value"]) == (None, "7 EUR")
    assert sheet.rows[0].values["value_basis"] == "total"
    assert sheet.register is model.CONTRACTS


def test_an_amount_in_pounds_is_read() -> None:
    (found,) = find_tables(table(release(awards=[award(value={"amount": 1234.5, "currency": "GBP"})])))
    (sheet,) = read_table(found)
    assert sheet.rows[0].values["value"] == Decimal("1234.5")


def test_the_profile_knows_every_heading() -> None:
    hints = profiles.find("ocds").hints
    said = {normal(word) for words in hints.synonyms.values() for word in words} | hints.taken
    own = {"status", "title", "description"}
    assert {normal(heading) for heading in ocds.HEADINGS} <= said | own


@pytest.mark.parametrize(
    "content", [b"", b"{", b'{"colour": "red"}', b"[[[1]]]", b'"text"', b"\xff\xfe\x00", b"[" * 9999]
)
def test_other_json_is_refused_with_what_to_do(content: bytes) -> None:
    with pytest.raises(FileUnreadable, match=r"package\.json"):
        ocds.read(PATH, content, LIMITS)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats(allow_nan=True) | st.sampled_from(["", "x", "GBP", "a1"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["id", "awardID", "status", "suppliers", "value", "amount", "currency", "period",
                         "contractPeriod", "classification", "roles", "identifier", "scheme", "title", "name"]),
        inner,
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(st.fixed_dictionaries(dict.fromkeys(("tender", "buyer", "awards", "contracts", "parties", "date"), json_values)))
@settings(deadline=None, derandomize=True, max_examples=200)
def test_whatever_stands_where_it_should_not_the_rows_are_as_wide_as_the_headings(parts: dict[str, Any]) -> None:
    found = table({"ocid": "ocds-x-1", "tag": "award", **parts})
    assert {len(row) for row in found.rows} == {len(ocds.HEADINGS)}
    assert len(found.rows) > 1
