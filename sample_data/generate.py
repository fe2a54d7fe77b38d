"""Write the sample borough's three files, the way such files are kept.

    python -m itmap.sample_data.generate [FOLDER]

What is true stands in borough.py and flows.py; here it is written down with the gaps, spellings and odd cells of real
registers (oddities.py). Everything drawn is drawn from a seed and the record's own name, so the same code writes the
same bytes and a change to one record leaves the others alone.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from itmap.sample_data import AS_OF, ORGANISATION, borough, flows
from itmap.sample_data.oddities import (
    EXEMPT,
    IMPACT,
    LIKELIHOOD,
    NO_VENDOR,
    NOT_ON_THE_SUPPLIERS_SHEET,
    ODD_CONTRACT_CELLS,
    ODD_SYSTEM_CELLS,
    PLANTED_SYSTEM_CELLS,
    SCORED,
    SCORED_IN_PART,
    SECTION_43,
    SYSTEM_STATUS,
    Cell,
    Row,
)

SEED = 1974  # the year in which England's boroughs began

CONTRACT_HEADINGS = (
    "Contract ref", "Contract title", "Contract type", "Status", "Supplier name", "Role", "Directorate",
    "Contract manager", "Category", "Start date", "End date", "Renewal", "Renewal period", "Notice period",
    "Procurement route", "Number of bids", "Contract value", "Value basis", "VAT", "Systems covered", "Exempt",
    "Comments",
)  # fmt: skip
SYSTEM_HEADINGS = (
    "System ref", "System name", "Vendor", "Hosted by", "Version", "Business owner", "Directorate", "Services",
    "Hosting", "Status", "Go live", "End of support", "Users", "Annual cost", "Criticality", "API", "Data export",
    "Substitutability", "Functional fit", "Technical fit", "Capability", *LIKELIHOOD, *IMPACT, "Comments",
)  # fmt: skip
SERVICE_HEADINGS = (
    "Service", "Directorate", "Statutory", "Criticality", "Tolerable downtime", "Workaround", "Systems",
    "Fallback systems",
)  # fmt: skip
SUPPLIER_HEADINGS = ("Supplier name", "Company number", "Owned by", "Also known as", "SME")
INTEGRATION_HEADINGS = (
    "Interface ID", "From system", "To system", "Method", "Frequency", "Data", "Dependence", "Hub", "Contract ref",
    "Alternative group", "Notes",
)  # fmt: skip

PEOPLE = (
    "M. Thornby-Adeyo", "P. Wexlade", "Zoë Marrable", "K. Ostenfield", "J. Pemberwick", "R. Addlecote", "S. Quantrell",
    "D. Oyelade-Finch", "L. Harrowsmith", "Head of Service", "", "",
)  # fmt: skip


def main(arguments: Sequence[str]) -> None:
    """Write the files into the folder that is named, else beside this module."""
    folder = Path(arguments[0]) if arguments else Path(__file__).parent
    folder.mkdir(parents=True, exist_ok=True)
    contracts = list(_contracts())
    write_contracts(folder / "contracts.xlsx", contracts)
    write_systems(folder / "systems.xlsx")
    write_integrations(folder / "integrations.csv", contracts)


def write_contracts(path: Path, contracts: Iterable[Row]) -> None:
    """Procurement's register: two lines above the header, a row that names nothing, and a total at the end."""
    rows = list(contracts)
    again = {
        **next(row for row in rows if row["Contract title"] == "Security monitoring"),
        "Contract manager": "Zoë Marrable",
    }
    nameless: Row = {"Supplier name": "Saltrey Web Ltd", "Contract value": 2400, "Comments": "see e-mail of 12 March"}
    total: Row = {
        "Contract title": "TOTAL",
        "Contract value": sum(value for row in rows if isinstance(value := row["Contract value"], int)),
    }
    rows[90:90] = [nameless]
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Contract register"
    sheet.append([f"{ORGANISATION}: contract register"])
    sheet.append(["Extracted 30/03/2026 by Corporate Procurement. Where a term is blank, ask the contract manager."])
    _fill(sheet, CONTRACT_HEADINGS, [*rows, again, total])
    _save(book, path)


def write_systems(path: Path) -> None:
    """IT's three sheets: the systems, the services they support, and the suppliers' owners."""
    book = Workbook()
    systems = book.worksheets[0]
    systems.title = "Systems"
    _fill(systems, SYSTEM_HEADINGS, _systems())
    _fill(book.create_sheet("Services"), SERVICE_HEADINGS, _services())
    _fill(book.create_sheet("Suppliers"), SUPPLIER_HEADINGS, _suppliers())
    _save(book, path)


def write_integrations(path: Path, contracts: Iterable[Row]) -> None:
    """The integration team's list, in the encoding in which a spreadsheet program in England saves CSV."""
    hub_contract = next(row["Contract ref"] for row in contracts if flows.HUB in str(row["Contract title"]))
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.DictWriter(file, INTEGRATION_HEADINGS, restval="")
        writer.writeheader()
        writer.writerows(_integrations(str(hub_contract)))


def _contracts() -> Iterator[Row]:
    """Every contract, numbered in an order of its own; one in ten has no reference."""
    rows = [_contract_as_noted(record) for record in borough.contracts()]
    rows += [_support_contract(system) for system in borough.systems() if system["cost"]]
    Random(SEED).shuffle(rows)
    for number, row in enumerate(rows, start=101):
        numbered = row["Role"] or flows.HUB in str(row["Contract title"]) or number % 10
        yield {**row, "Contract ref": f"AMB/{number:04}" if numbered else "", "Exempt": _exempt(row)}


def _exempt(row: Row) -> str:
    """Whether procurement has marked it: one in five it hasn't gone through, and one says so beside."""
    title = str(row["Contract title"])
    if title in EXEMPT:
        return "Yes"
    return (
        "" if SECTION_43 in str(row["Contract value"]) else Random(f"{SEED} exempt {title}").choice(("No",) * 4 + ("",))
    )


def _contract_as_noted(record: dict[str, str]) -> Row:
    draw = Random(f"{SEED} {record['title']}")
    kind = record["kind"]
    amount, _, basis = record["value"].removesuffix(" a year").partition(" total")
    basis = "Annual" if record["value"].endswith(" a year") else "Total" if record["value"].endswith(" total") else ""
    return {
        **_contract_frame(record["department"], draw),
        "Contract title": record["title"],
        "Contract type": "Framework" if kind == "framework" else draw.choice(("Contract", "Call-off", "")),
        "Status": kind.capitalize() if kind in ("pipeline", "ended") else draw.choice(("Live", "Live", "Active", "")),
        "Supplier name": record["supplier"],
        "Role": "" if kind in ("framework", "pipeline", "ended") else kind.capitalize(),
        "Category": record["category"],
        "Start date": _day(record["start"], draw),
        "End date": _day(record["end"], draw),
        "Renewal": record["renewal"],
        "Renewal period": record["period"],
        "Notice period": record["notice"],
        "Contract value": _amount(int(amount), draw) if amount.isdigit() else amount,
        "Value basis": basis,
        "Systems covered": record["covers"],
    }


def _support_contract(system: dict[str, str]) -> Row:
    """The contract that pays for one system; what is known of it depends on who kept the register that year."""
    name = system["name"]
    draw = Random(f"{SEED} contract {name}")
    start = dt.date(draw.randint(2019, 2025), draw.choice((1, 4, 4, 4, 7, 9, 10)), 1)
    renewal = draw.choice(("", "", "", "", "None", "None", "Automatic", "Rolling"))
    years = draw.choice((2, 3, 3, 4, 5))
    while renewal == "Automatic" and start.year + years < 2027:  # none but the planted ones is about to renew
        years += 1
    end = dt.date(start.year + years, start.month, 1) - dt.timedelta(days=1)
    wording = draw.choice(("{} support and maintenance", "{} licences &amp; support", "{}", "Provision of {}"))
    basis = draw.choice(("Annual", "Annual", "per annum", "Total", "", ""))
    pounds = int(system["cost"]) * (years if basis == "Total" else 1)
    return {
        **_contract_frame(system["department"], draw),
        "Contract title": wording.format(name),
        "Contract type": draw.choice(("Contract", "Contract", "Call-off", "")),
        "Status": draw.choice(("Live", "Live", "Active", "")),
        "Supplier name": _spelling(system["vendor"], draw),
        "Role": draw.choice(("Supplies", "Licences", "Support and maintenance", *[""] * 10)),
        "Category": draw.choice(("48000000", "72260000", "Software", "ICT", "", "")),
        "Start date": _day(start.isoformat(), draw),
        "End date": _day("Ongoing" if renewal == "Rolling" else end.isoformat(), draw),
        "Renewal": renewal,
        "Renewal period": draw.choice(("12 months", "1 year", "12 months", "")) if renewal == "Automatic" else "",
        "Notice period": draw.choice(("3 months", "90 days", "6 months", "one month", *[""] * 6)),
        "Contract value": draw.choice((_amount(pounds, draw),) * 9 + ("TBC",)),
        "Value basis": basis,
        "Systems covered": draw.choice((name, "")),
        **ODD_CONTRACT_CELLS.get(name, {}),
    }


def _contract_frame(department: str, draw: Random) -> Row:
    """The columns that no finding rests on."""
    return {
        "Directorate": department,
        "Contract manager": draw.choice(PEOPLE),
        "Procurement route": draw.choice(("Open procedure", "Framework call-off", "Direct award", "Quotes", "", "")),
        "Number of bids": draw.choice((1, 2, 3, 4, 5, "", "", "")),
        "VAT": draw.choice(("Excluded", "ex VAT", "", "", "")),
        "Comments": draw.choice(("", "", "", "", "Extended once already", "Check terms with legal", "New manager")),
    }


def _systems() -> Iterator[Row]:
    for number, system in enumerate(borough.systems(), start=1):
        yield {"System ref": f"SYS-{number:03}", **_system(system)}
        if system["name"] == "Coppicegate Survey":
            yield {"Comments": "Old tree database? Ask Planning"}
    yield {"System name": "Vellmark Revenues ", "Services": "Business rates collection", "Comments": "listed twice"}


def _system(system: dict[str, str]) -> Row:
    name = system["name"]
    draw = Random(f"{SEED} system {name}")
    openness = ("Open standard", "Documented", "Documented", "Proprietary", "None", "", "", "", "")
    own = system["vendor"] == "In-house"
    services = system["services"].removesuffix("; Business rates collection")  # stands in a row of its own
    row: Row = {
        "System name": name,
        "Vendor": "" if name in NO_VENDOR else system["vendor"] if own else _spelling(system["vendor"], draw),
        "Hosted by": system["host"],
        "Version": "" if own else draw.choice(("", f"{draw.randint(2, 14)}.{draw.randint(0, 9)}", "SaaS")),
        "Business owner": draw.choice(PEOPLE),
        "Directorate": system["department"],
        "Services": services,
        "Hosting": "Hosted" if system["host"] else draw.choice(("Cloud", "Cloud", "Own data centre", "")),
        "Status": SYSTEM_STATUS.get(name) or draw.choice(("Live", "Live", "Live", "In use", "")),
        "Go live": _day(f"{draw.randint(2008, 2024)}-{draw.randint(1, 12):02}-01", draw) if draw.random() < 0.5 else "",
        "End of support": dt.date(draw.randint(2027, 2031), 12, 31) if draw.random() < 0.2 else "",
        "Users": draw.choice((draw.randint(3, 60), draw.randint(60, 900), f"1,{draw.randint(100, 900)}", "", "")),
        "Annual cost": _amount(int(system["cost"]), draw) if system["cost"] and draw.random() < 0.6 else "",
        "Criticality": int(system["criticality"]) if draw.random() < 0.8 else "",
        "API": draw.choice(openness),
        "Data export": draw.choice(openness),
        "Substitutability": draw.choice(("Medium complexity", "Medium complexity", "Highly complex", "", "", "")),
        "Functional fit": draw.choice((2, 3, 3, 4, 4, "", "", "")),
        "Technical fit": draw.choice((2, 3, 3, 3, 4, "", "", "")),
        "Capability": system["capability"] if draw.random() < 0.8 else "",
    }
    return {**row, **_scores(name, draw), **ODD_SYSTEM_CELLS.get(name, {}), **PLANTED_SYSTEM_CELLS.get(name, {})}


def _scores(name: str, draw: Random) -> Row:
    """LITRAF scores, low to middling; of those scored in part, every third is missing."""
    if name not in SCORED + SCORED_IN_PART:
        return {}
    likelihood = {heading: draw.choice((1, 1, 2, 2, 3)) for heading in LIKELIHOOD}
    impact = {heading: draw.choice((1, 2, 2, 3, 3)) for heading in IMPACT}
    scores = list((likelihood | impact).items())
    return {heading: score for turn, (heading, score) in enumerate(scores) if name in SCORED or turn % 3}


def _services() -> Iterator[Row]:
    supporting: dict[str, list[str]] = {}
    for system in borough.systems():
        for name in filter(None, system["services"].split("; ")):
            supporting.setdefault(name, []).append(system["name"])
    for service in borough.services():
        draw = Random(f"{SEED} service {service['name']}")
        yield {
            "Service": service["name"],
            "Directorate": service["department"],
            "Statutory": draw.choice((service["statutory"], service["statutory"][:1])),
            "Criticality": int(service["criticality"]) if service["criticality"] else "",
            "Tolerable downtime": service["downtime"],
            "Workaround": service["workaround"],
            "Systems": "; ".join(supporting[service["name"]]) if draw.random() < 0.5 else "",
            "Fallback systems": service["fallbacks"],
        }


def _suppliers() -> Iterator[Row]:
    """Every company but four, with numbers from a series that Companies House has not begun."""
    number = 99_400_000
    for owner, *owned in borough.groups():
        number += 137
        owners_number = number
        for name in (owner, *owned):
            draw = Random(f"{SEED} supplier {name}")
            if name in NOT_ON_THE_SUPPLIERS_SHEET:
                continue
            yield {
                "Supplier name": name,
                "Company number": draw.choice((number, str(number), "")) if name != owner else owners_number,
                "Owned by": "" if name == owner else draw.choice((owner, owner, owner.upper(), str(owners_number))),
                "Also known as": "Thornquay Hosting" if name == "Thornquay Systems Ltd" else "",
                "SME": draw.choice(("Yes", "No", "", "")),
            }
            number += 11


def _integrations(hub_contract: str) -> Iterator[Row]:
    for number, (provider, consumer, flow, turn) in enumerate(flows.interfaces(), start=1):
        draw = Random(f"{SEED} {provider} {consumer} {flow.data}")
        through = int((turn + 1) * flow.hub) > int(turn * flow.hub)
        dependence = flow.dependence if flow.dependence != "some soft" else ("soft", "")[turn % 2]
        yield {
            "Interface ID": f"INT-{number:03}",
            "From system": _retyped(provider, draw),
            "To system": _retyped(consumer, draw),
            "Method": flow.method,
            "Frequency": flow.frequency,
            "Data": flow.data,
            "Dependence": draw.choice((dependence, dependence.capitalize())) if number != 150 else "ask supplier",
            "Hub": flows.HUB if through else "",
            "Contract ref": hub_contract if through and number % 12 == 0 else "",
            "Alternative group": flow.group,
            "Notes": draw.choice(("", "", "", "", "", "", "Ask Zoë", "Password expires yearly", "Fails at month end")),
        }
        if number == 60:
            yield {"From system": "Plancombe", "Method": "File", "Notes": "to whom?"}
        if number == 200:
            yield {
                "From system": "Merrowby Recruit",
                "To system": "Tessaly People",
                "Method": "File",
                "Data": "New starters",
            }


def _retyped(name: str, draw: Random) -> str:
    """A system's name as people type it: now and then in capitals, or with a space behind it."""
    return draw.choice((name,) * 22 + (name.upper(), f"{name} "))


def _spelling(name: str, draw: Random) -> str:
    """A company's name as an order, an invoice or a colleague gives it."""
    if not name:
        return ""
    return draw.choice((name, f"{name} Ltd", f"{name} Ltd", f"{name} Limited", f"{name} LTD".upper()))


def _day(text: str, draw: Random) -> Cell:
    """A day as a date cell or as somebody typed it; other words as they are."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return text
    day = dt.date.fromisoformat(text)
    spelt = (f"{day:%d/%m/%Y}", f"{day:%d.%m.%y}", f"{day.day} {day:%B} {day.year}", f"{day:%d-%b-%y}")
    return draw.choice((day,) * 8 + spelt)


def _amount(pounds: int, draw: Random) -> Cell:
    return draw.choice((pounds, pounds, pounds, f"£{pounds:,}", f"{pounds:,}.00"))


def _fill(sheet: Worksheet, headings: Sequence[str], rows: Iterable[Row]) -> None:
    """A header in bold below what the sheet holds, the rows below it, dates and pounds shown as such."""
    sheet.append(list(headings))
    header = sheet.max_row
    for cell in sheet[header]:
        cell.font = Font(bold=True)
    for row in rows:
        sheet.append([row.get(heading) if row.get(heading) != "" else None for heading in headings])
        for cell in sheet[sheet.max_row]:
            if isinstance(cell.value, dt.date):
                cell.number_format = "dd/mm/yyyy"
            elif isinstance(cell.value, int) and headings[cell.column - 1] in ("Contract value", "Annual cost"):
                cell.number_format = "£#,##0"
    for column, heading in enumerate(headings, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = max(10, min(len(heading) + 12, 34))


def _save(book: Workbook, path: Path) -> None:
    """Save a workbook so that its bytes say nothing of when: the date in its properties, and that of each part."""
    day = dt.datetime.combine(AS_OF, dt.time())
    book.properties.creator = ORGANISATION
    book.properties.created = day
    saved = io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as parts, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as fixed:
        for part in parts.namelist():
            content = parts.read(part)
            if part == "docProps/core.xml":  # openpyxl writes the time of saving
                modified = rb"(<dcterms:modified[^>]*>)[^<]*"
                content = re.sub(modified, rf"\g<1>{day:%Y-%m-%dT%H:%M:%SZ}".encode(), content)
            fixed.writestr(zipfile.ZipInfo(part, day.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    main(sys.argv[1:])
