"""The sample files are what the generator writes, look like real registers, and hold what FINDINGS.md says.

Nothing of itmap's importers or queries is used here: the files are read as they are, and what stops is worked out anew.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from statistics import mean

import pytest
from openpyxl import load_workbook

from itmap.sample_data import AS_OF, FILES, generate, oddities

CONTRACTS, SYSTEMS, INTEGRATIONS = FILES
Rows = dict[int, dict[str, object]]


def sheet(path: Path, name: str, header: int = 1) -> Rows:
    """The rows of a sheet that hold anything, by their number; an empty cell is ""."""
    lines = list(load_workbook(path)[name].iter_rows(values_only=True))
    headings = [str(heading) for heading in lines[header - 1]]
    return {
        number: {heading: "" if cell is None else cell for heading, cell in zip(headings, line, strict=True)}
        for number, line in enumerate(lines[header:], start=header + 1)
    }


@pytest.fixture(scope="module")
def contracts() -> Rows:
    return sheet(CONTRACTS, "Contract register", header=3)


@pytest.fixture(scope="module")
def systems() -> Rows:
    return sheet(SYSTEMS, "Systems")


@pytest.fixture(scope="module")
def services() -> Rows:
    return sheet(SYSTEMS, "Services")


@pytest.fixture(scope="module")
def suppliers() -> Rows:
    return sheet(SYSTEMS, "Suppliers")


@pytest.fixture(scope="module")
def integrations() -> list[dict[str, str]]:
    with INTEGRATIONS.open(encoding="cp1252", newline="") as file:
        return list(csv.DictReader(file))


# The generator


def test_the_same_code_writes_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("first", "second"):
        generate.main([str(tmp_path / folder)])
    for path in FILES:
        assert (tmp_path / "first" / path.name).read_bytes() == (tmp_path / "second" / path.name).read_bytes()


def test_the_committed_files_are_what_the_generator_writes(tmp_path: Path) -> None:
    """Cell by cell: the bytes of a workbook depend on the versions of zlib and openpyxl."""
    subprocess.run([sys.executable, "-m", "itmap.sample_data.generate", str(tmp_path)], check=True)
    assert (tmp_path / INTEGRATIONS.name).read_bytes() == INTEGRATIONS.read_bytes()
    for path in (CONTRACTS, SYSTEMS):
        assert cells(tmp_path / path.name) == cells(path)


def cells(path: Path) -> dict[str, list[list[tuple[object, str]]]]:
    return {
        sheet.title: [[(cell.value, cell.number_format) for cell in row] for row in sheet.iter_rows()]
        for sheet in load_workbook(path)
    }


# What real registers are like


def test_it_is_as_large_as_a_boroughs(
    contracts: Rows, systems: Rows, services: Rows, suppliers: Rows, integrations: list[dict[str, str]]
) -> None:
    assert (len(contracts), len(systems), len(services), len(integrations)) == (153, 118, 40, 302)
    names = {company(row["Supplier name"]) for row in (*suppliers.values(), *contracts.values())} - {""}
    names |= {company(row[column]) for row in systems.values() for column in ("Vendor", "Hosted by")} - {"", "in-house"}
    assert len(names) == 70
    owners = group_of(suppliers)
    assert len({owners.get(name, name) for name in names}) == 45


def test_procurements_workbook_has_its_oddities(contracts: Rows) -> None:
    lines = list(load_workbook(CONTRACTS)["Contract register"].iter_rows(values_only=True))
    assert all(sum(cell is not None for cell in line) == 1 for line in lines[:2]), "two lines above the header"
    assert lines[-1][1] == "TOTAL"
    ends = [row["End date"] for row in contracts.values()]
    assert sum(isinstance(end, dt.date) for end in ends) > 50
    assert sum(bool(re.search(r"\d", end)) for end in ends if isinstance(end, str)) > 20
    said = {str(cell) for row in contracts.values() for cell in row.values()}
    assert {"TBC", "Rolling", "Ongoing", "£ -"} <= said
    assert any("&amp;" in text for text in said)
    assert any(re.fullmatch(r"£[\d,]+", text) for text in said)


def test_suppliers_are_spelt_in_many_ways(contracts: Rows) -> None:
    spellings = defaultdict(set)
    for row in contracts.values():
        spellings[company(row["Supplier name"])].add(row["Supplier name"])
    assert len(spellings["thornquay systems"]) >= 3
    assert sum(len(different) > 1 for different in spellings.values()) > 15


def test_most_of_what_matters_is_blank(contracts: Rows, integrations: list[dict[str, str]]) -> None:
    assert sum(not row["Role"] for row in contracts.values()) > len(contracts) * 0.6
    assert sum(not row["Notice period"] for row in contracts.values()) > len(contracts) * 0.6
    assert sum(not row["Renewal"] for row in contracts.values()) > len(contracts) * 0.4
    assert sum(not row["Dependence"] for row in integrations) > len(integrations) * 0.6


def test_the_integrations_are_cp1252_and_nothing_else() -> None:
    content = INTEGRATIONS.read_bytes()
    with pytest.raises(UnicodeDecodeError):
        content.decode("utf-8")
    assert {"£", "é", "\u2019"} <= set(content.decode("cp1252"))


# The planted findings


def test_one_group_stops_most_statutory_services_and_no_contract_of_its_shows_it(
    contracts: Rows, systems: Rows, services: Rows, suppliers: Rows, integrations: list[dict[str, str]]
) -> None:
    groups = group_of(suppliers)
    held = defaultdict(set)
    for row in systems.values():
        for column in ("Vendor", "Hosted by"):
            held[groups.get(company(row[column]), company(row[column]))].add(same(row["System name"]))
    by_contract = []
    for row in contracts.values():
        covered = {same(name) for name in str(row["Systems covered"]).split(";")} - {""}
        certain = row["Role"] not in ("", "Resells", "Consults") and row["Renewal"] in ("None", "Automatic", "Rolling")
        if covered and certain:
            group = groups.get(company(row["Supplier name"]), company(row["Supplier name"]))
            held[group] |= covered
            by_contract.append((group, covered))
    statutory = {row["Service"] for row in services.values() if str(row["Statutory"]).startswith("Y")}

    def stopped(start: set[str]) -> set[str]:
        return statutory & set(stopped_services(stopped_systems(start, integrations), systems, services))

    counts = {group: len(stopped(its_systems)) for group, its_systems in held.items() if group not in ("", "in-house")}
    assert counts.pop("ostrane holdings") == 12
    assert max(counts.values()) == 3
    assert max(len(stopped(covered)) for group, covered in by_contract if group == "ostrane holdings") == 4


def test_the_hub_carries_more_than_any_other(integrations: list[dict[str, str]]) -> None:
    assert {row["Hub"] for row in integrations} == {"", "Crossweir"}
    assert sum(row["Hub"] == "Crossweir" for row in integrations) == 135


def test_one_contract_renewed_last_month_and_one_has_its_notice_day_in_forty_days(contracts: Rows) -> None:
    renewed = by_title(contracts, "Parking permits and penalty notices")
    assert [renewed[heading] for heading in ("Renewal", "Renewal period", "Notice period")] == [
        "Automatic",
        "24 months",
        "6 months",
    ]
    end = as_day(renewed["End date"])
    assert (end.year, end.month) == (AS_OF.year, AS_OF.month - 1)
    coming = by_title(contracts, "Leisure management system")
    assert (coming["Renewal"], coming["Notice period"]) == ("Automatic", "3 months")
    notice_day = as_day(coming["End date"]).replace(month=as_day(coming["End date"]).month - 3)
    assert notice_day - AS_OF == dt.timedelta(days=40)


def test_the_unsupported_system_is_the_only_red_one(systems: Rows) -> None:
    overall = {}
    for row in systems.values():
        sides = [[row[heading] for heading in side] for side in (oddities.LIKELIHOOD, oddities.IMPACT)]
        if all(isinstance(score, int) for side in sides for score in side):
            likelihood, impact = ((mean(side) + max(side)) / 2 for side in sides)
            overall[row["System name"]] = likelihood * impact
    assert [name for name, risk in overall.items() if risk >= 16] == ["Callharrow"]
    assert len(overall) > 15
    (callguard,) = (row for row in systems.values() if row["System name"] == "Callharrow")
    assert as_day(callguard["End of support"]) < AS_OF


# Reading the files, and the rule of what stops, written again in the plainest way


def company(name: object) -> str:
    text = re.sub(r"\s+t/a\s.*$", "", str(name).replace("&amp;", "&").replace(" and ", " & ").lower().strip())
    return re.sub(r"\s(?:ltd|limited|plc|llp)$", "", text)


def same(name: object) -> str:
    return str(name).strip().lower()


def group_of(suppliers: Rows) -> dict[str, str]:
    """A company and its owner, which Owned by gives by name or by number."""
    numbered = {str(row["Company number"]): row["Supplier name"] for row in suppliers.values()}
    return {
        company(row["Supplier name"]): company(numbered.get(str(row["Owned by"]), row["Owned by"]))
        for row in suppliers.values()
        if row["Owned by"]
    }


def by_title(contracts: Rows, title: str) -> dict[str, object]:
    (row,) = (row for row in contracts.values() if row["Contract title"] == title)
    return row


def as_day(cell: object) -> dt.date:
    """A date cell, or the one day of those that typists write that the findings need."""
    if isinstance(cell, dt.datetime):
        return cell.date()
    return dt.datetime.strptime(str(cell), "%d/%m/%Y").date()  # noqa: DTZ007  (a day, of no time zone)


def stopped_systems(start: Iterable[str], integrations: list[dict[str, str]]) -> set[str]:
    """What stops for certain: by hard interfaces whose provider or hub has stopped, every alternative with it."""
    down = set(start)
    while True:
        groups = defaultdict(list)
        for number, row in enumerate(integrations):
            lost = same(row["From system"]) in down or same(row["Hub"]) in down
            key = row["Alternative group"] or number
            groups[same(row["To system"]), key].append((lost, same(row["Dependence"]) == "hard"))
        more = {
            consumer
            for (consumer, _), alternatives in groups.items()
            if any(hard for _, hard in alternatives) and all(lost for lost, _ in alternatives)
        }
        if more <= down:
            return down
        down |= more


def stopped_services(down: set[str], systems: Rows, services: Rows) -> Iterable[object]:
    for service in services.values():
        needed = {same(name) for name in str(service["Systems"]).split(";")}
        needed |= {
            same(row["System name"])
            for row in systems.values()
            if service["Service"] in str(row["Services"]).split("; ")
        }
        replaced = (pair.partition(" > ") for pair in str(service["Fallback systems"]).split(";"))
        stand_ins = {same(system): same(stand_in) for system, _, stand_in in replaced}
        if any(stand_ins.get(system, system) in down for system in needed & down):
            yield service["Service"]
