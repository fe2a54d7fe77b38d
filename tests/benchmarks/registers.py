"""A contracts register as councils keep it, at any size: for measuring, with a seed.

The columns are those of the Local Government Transparency Code 2015 and of the association's schema for it. References,
titles and half of the descriptions are a row's own, amounts nearly so; a supplier has ten rows on average, and what
else a cell says stands in many others. About one cell in ten is empty, or a word for what isn't known.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections.abc import Iterator
from pathlib import Path

from openpyxl import Workbook

Row = list[str | int | float | dt.date | None]

HEADINGS = (
    "Organisation", "Contract reference", "Title of agreement", "Description", "Contract type", "Supplier name",
    "Supplier company number", "SME", "Department", "Contract manager", "CPV code", "Start date", "End date",
    "Review date", "Extension options", "Renewal", "Notice period", "Value", "Value basis", "VAT", "Process used",
)  # fmt: skip

_WHAT = (
    "software support", "grounds maintenance", "home care", "agency staff", "school transport", "legal advice",
    "lift servicing", "vehicle hire", "supported living", "waste disposal", "payroll bureau", "housing repairs",
    "network services", "catering", "highway works", "insurance", "translation", "debt recovery",
)  # fmt: skip
_WHERE = ("the civic centre", "children's services", "the north area", "all schools", "adult social care", "depots")
_DEPARTMENTS = ("Adults", "Children", "Digital and ICT", "Finance", "Highways", "Housing", "Legal", "Public Health")
_CPV = ("72000000", "48000000-8", "45000000", "85000000", "79100000", "50000000 Repair", "90500000", "30200000")
_FIRST = ("Alder", "Birch", "Cedar", "Elm", "Hazel", "Holly", "Larch", "Maple", "Oak", "Rowan", "Willow", "Yew")
_TRADES = ("Systems", "Care", "Services", "Group", "Construction", "Partners", "Training", "Logistics")
_FORMS = ("Ltd", "Limited", "plc", "LLP", "CIC", "")
_UNKNOWN = ("TBC", "N/A", "Not known", "-")


def rows(count: int, council: str = "Exampleton Borough Council", seed: int = 1) -> Iterator[Row]:
    """The rows below the headings."""
    chance = random.Random(seed)
    suppliers = [_supplier(number, chance) for number in range(max(1, count // 10))]
    for number in range(count):
        what, where = chance.choice(_WHAT), chance.choice(_WHERE)
        title = f"{what.capitalize()} for {where} {number}"
        own = f"{title}, let in {chance.randrange(2012, 2026)} for {chance.randrange(1, 400)} users or sites"
        start = dt.date(2018, 1, 1) + dt.timedelta(days=chance.randrange(2_900))
        end = start + dt.timedelta(days=365 * chance.randint(1, 5) - 1)
        name, company_number, sme = chance.choice(suppliers)
        amount = round(10 ** chance.uniform(3, 6.5), 2)
        yield [
            council,
            f"{chance.choice('CSW')}{number:06}",
            title,
            own if chance.random() < 0.5 else f"Provision of {what}",
            chance.choice(("Contract", "Contract", "Framework", "Call-off")),
            name,
            company_number,
            sme,
            chance.choice(_DEPARTMENTS),
            f"Officer {chance.randrange(200)}",
            chance.choice(_CPV),
            start,
            end if chance.random() < 0.85 else chance.choice((f"{end:%d/%m/%Y}", "Rolling", "Ongoing", *_UNKNOWN)),
            end - dt.timedelta(days=180) if chance.random() < 0.6 else None,
            chance.choice(("1+1", "2 x 12 months", "None", None, "12 months")),
            chance.choice(("None", "Automatic", "Rolling", None, "Unknown")),
            chance.choice(("3 months", "90 days", "6 months", None, "TBC")),
            amount if chance.random() < 0.8 else chance.choice((f"£{amount:,.2f}", None, *_UNKNOWN)),
            chance.choice(("Annual", "Total", None)),
            chance.choice(("Excluded", "Excluded", None)),
            chance.choice(("Tender", "Quotation", "Framework", "Waiver", None)),
        ]


def write(path: Path, table: Iterator[Row]) -> Path:
    """The table as a file of the kind that the path's ending names, .xlsx or .csv; the path."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADINGS, *table])
        return path
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Contracts")
    sheet.append(HEADINGS)
    for row in table:
        sheet.append(row)
    book.save(path)
    return path


def _supplier(number: int, chance: random.Random) -> tuple[str, str | None, str]:
    """Name, company number and whether it is a small or medium enterprise."""
    name = f"{chance.choice(_FIRST)} {chance.choice(_TRADES)} {number} {chance.choice(_FORMS)}".strip()
    company_number = f"{chance.randrange(1_000_000, 15_000_000):08}"
    return name, company_number if chance.random() < 0.8 else None, chance.choice(("Yes", "No"))
