"""Which of Ambermere's systems feed which: the integrations before anybody writes them down.

A flow is one interface for each provider with each consumer. Hard flows are chosen one by one, because what stops in
the findings rests on them; a register like Ambermere's leaves most others blank.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

HUB = "Corridor"


class Flow(NamedTuple):
    """`providers` and `consumers` are names parted by `;`. `hub`: the share of these interfaces that run through it.

    `dependence` is hard, soft, "" (blank), or `some soft`: every second one.
    """

    providers: str
    consumers: str
    method: str
    frequency: str
    data: str
    dependence: str = ""
    hub: float = 0.0
    group: str = ""


_BACK_OFFICE = (
    "Vellmark Revenues; Vellmark Benefits; Vellmark Electoral; Infotrace; Plancraft; Quillcastle Land Charges; "
    "Sitewatch; Coppice Treebank; Sarnroute In-cab; Gardenbin; Streetscene Mobile; Restmark; Marrowfen Housing; "
    "Marrowfen Repairs; Doorway Housing Options; Choicelet; Fenwarden Licensing; Fenwarden Protect; Foxlode Pest; "
    "Schoolplace; Permitwell; Registrars Diary; Roadmend; Streetlight Manager; Drummoyle Parking; Playsafe Inspections"
)
_PAID_FOR = (
    "Vellmark Revenues; Plancraft; Quillcastle Land Charges; Restmark; Marrowfen Housing; Fenwarden Licensing; "
    "Foxlode Pest; Registrars Diary; Permitwell; Wendrick Catalogue; Wendrick Leisure; Boxseat; Bulky Bookings; "
    "My Ambermere; Bexwold Formbuilder; Leasehold Ledger; Novabrae Receipts"
)
_JOURNALS = (
    "Vellmark Revenues; Vellmark Benefits; Recoverite; Plancraft; Contributions Monitor; Sarnbrook Weighbridge; "
    "Cranmoss Fleet; Fuelmark; Marrowfen Housing; Marrowfen Repairs; Carepay; Provider Portal; Schoolplace; "
    "Novabrae Pay; Novabrae Receipts; Tallymatch; Hallowick Claims; Tenderbox; Wendrick Leisure; Drummoyle Parking; "
    "Roadmend; Leasehold Ledger; Fenwarden Licensing; Treasury Tracker"
)
_FILED = (
    "Vellmark Revenues; Vellmark Benefits; Vellmark Electoral; Quillcastle Casebook; Infotrace; Plancraft; Sitewatch; "
    "Marrowfen Housing; Doorway Housing Options; Fenwarden Licensing; Fenwarden Protect; Marrowfen Care Adults; "
    "Marrowfen Care Children; Youth Casebook; Permitwell; Tessaly Purchase; Tessaly People; Hireboard; "
    "Hallowick Claims; Officeroom Suite"
)
_REPORTED = (
    "Vellmark Revenues; Vellmark Benefits; Ratefinder; Infotrace; Plancraft; Contributions Monitor; Investmap; "
    "Sarnroute In-cab; Sarnbrook Weighbridge; Gardenbin; Brightloam Grounds; Cranmoss Fleet; Streetscene Mobile; "
    "Marrowfen Housing; Marrowfen Repairs; Doorway Housing Options; Choicelet; Yarrowmast Assets; Gasproof; Callguard; "
    "Fenwarden Licensing; Fenwarden Protect; Airwatch; Ottermead Incidents; Marrowfen Care Adults; "
    "Marrowfen Care Children; Schoolplace; Youth Casebook; Tessaly Ledger; Tessaly People; Rotamark; Merrowby Learn; "
    "Servicebell; Contact Queue; Frontdesk CRM; Website; Wendrick Catalogue; Wendrick Leisure; Roombook; "
    "Drummoyle Parking; Roadmend; Ivelquay CCTV"
)

_FLOWS = (
    # What stops for certain.
    Flow(
        "Placefile Gazetteer", "Plancraft; Quillcastle Land Charges", "Database link", "Real time", "Addresses", "hard"
    ),
    Flow("Placefile Gazetteer", "Sarnroute In-cab", "File", "Nightly", "Addresses on each round", "hard"),
    Flow("Placefile Gazetteer", "Fenwarden Protect", "Database link", "Real time", "Addresses", "hard", 0, "addresses"),
    Flow("Gridleaf Maps", "Fenwarden Protect", "API", "Real time", "Addresses", "", 0, "addresses"),
    Flow("Marrowfen Housing", "Marrowfen Repairs; Marrowfen Tenant App", "API", "Real time", "Tenancies", "hard"),
    Flow("Marrowfen Care Adults", "Carepay", "Database link", "Real time", "Care packages", "hard"),
    Flow("Plancraft", "Plancraft Public View", "Database link", "Real time", "Applications", "hard"),
    Flow("Tessaly Ledger", "Tessaly Purchase", "Database link", "Real time", "Budgets", "hard"),
    Flow("Drummoyle Parking", "Drummoyle Handheld", "API", "Real time", "Permits", "hard"),
    Flow("Wendrick Catalogue", "Wendrick Self-issue", "API", "Real time", "Loans", "hard"),
    Flow("Ridgeweir Warehouse", "Ridgeweir Dashboards; Rentview", "Database link", "Daily", "Reporting tables", "hard"),
    Flow("Wide area network", "Telephony Core", "Network", "Real time", "Calls", "hard"),
    Flow("Telephony Core", "Contact Queue", "Network", "Real time", "Calls", "hard"),
    Flow("Zenbarrow Sign-on", "My Ambermere; Frontdesk CRM", "API", "Real time", "Sign-on", "hard"),
    Flow("Novabrae Pay", "Gardenbin; Drummoyle Parking", "API", "Real time", "Card payments", "hard", 1),
    Flow("My Ambermere", "Schoolplace", "API", "Real time", "Applications", "hard", 1),
    Flow("Frontdesk CRM", "Bulky Bookings", "API", "Real time", "Requests", "hard", 1),
    # What nobody has asked.
    Flow("Frontdesk CRM", _BACK_OFFICE, "API", "Real time", "Service requests", "", 0.85),
    Flow(_BACK_OFFICE, "Frontdesk CRM", "API", "Hourly", "Progress of requests", "soft", 0.75),
    Flow("Novabrae Pay", _PAID_FOR, "File", "Nightly", "Payments received", "", 0.6),
    Flow(_JOURNALS, "Tessaly Ledger", "File", "Weekly", "Journals", "", 0.6),
    Flow(_FILED, "Umberleaf Archive", "API", "Real time", "Documents", "", 0.5),
    Flow(_REPORTED, "Ridgeweir Warehouse", "File", "Nightly", "Reporting extract", "some soft", 0.4),
    Flow(
        "Placefile Gazetteer",
        "Vellmark Revenues; Vellmark Electoral; Marrowfen Housing; Fenwarden Licensing; Frontdesk CRM; My Ambermere; "
        "Gridleaf Maps; Gardenbin; Bulky Bookings; Roadmend; Schoolplace; Doorway Housing Options; Choicelet; "
        "Marrowfen Care Adults; Marrowfen Care Children; Drummoyle Parking; Coppice Treebank; Bexwold Formbuilder",
        "File",
        "Weekly",
        "Addresses",
        "",
        0.6,
    ),
    Flow(
        "Gridleaf Maps",
        "Plancraft; Website; Coppice Treebank; Streetscene Mobile; Roadmend; Localplan Consult; Brightloam Grounds; "
        "Gritting Planner; Frontdesk CRM; Sitewatch",
        "API",
        "Real time",
        "Map layers",
    ),
    Flow(
        "Zenbarrow Sign-on",
        "Officeroom Suite; Tessaly People; Tessaly Ledger; Servicebell; Merrowby Learn; Umberleaf Archive; "
        "Ridgeweir Dashboards; Elderquill Meetings; Remote Access Gateway; Marrowfen Care Adults",
        "API",
        "Real time",
        "Sign-on",
        "soft",
    ),
    Flow(
        "Messagewell",
        "Frontdesk CRM; My Ambermere; Marrowfen Housing; Marrowfen Repairs; Wendrick Catalogue; Wendrick Leisure; "
        "Roombook; Registrars Diary; Vellmark Electoral; Callguard; Doorway Housing Options",
        "API",
        "Real time",
        "Text messages and e-mail",
        "some soft",
        0.6,
    ),
    Flow(
        "My Ambermere",
        "Vellmark Revenues; Vellmark Benefits; Marrowfen Tenant App; Permitwell; Wendrick Catalogue; Gardenbin; "
        "Drummoyle Parking; Fenwarden Licensing; Plancraft Public View",
        "API",
        "Real time",
        "Applications",
        "",
        1,
    ),
    Flow(
        "Tessaly People",
        "Zenbarrow Sign-on; Merrowby Learn; Rotamark; Servicebell; Device Manager; Telephony Core; Budget Model",
        "File",
        "Nightly",
        "Starters and leavers",
        "soft",
        0.5,
    ),
    Flow("Tessaly People", "Tessaly Ledger", "File", "Monthly", "Payroll journals", "", 1),
    Flow("Hireboard", "Tessaly People", "File", "Weekly", "New starters"),
    Flow("Vellmark Revenues", "Vellmark Benefits; Recoverite; BillPost; Risklens", "File", "Nightly", "Accounts"),
    Flow("Vellmark Benefits", "Marrowfen Housing", "File", "Weekly", "Benefit awards paid to rent", "", 1),
    Flow("Vellmark Electoral", "Pollscan", "File", "Before an election", "Postal votes"),
    Flow("Plancraft", "Contributions Monitor; Localplan Consult", "File", "Weekly", "Decisions"),
    Flow("Streetfile", "Roadmend; Streetscene Mobile; Gritting Planner", "File", "Monthly", "Streets"),
    Flow("Yarrowmast Assets", "Marrowfen Repairs; Gasproof; Energymark", "File", "Weekly", "Stock condition"),
    Flow("Telephony Core", "Callguard", "Network", "Real time", "Alarm calls"),
    Flow("Officeroom Suite", "Umberleaf Archive", "API", "Real time", "Documents for filing"),
    Flow("Server farm", "Umberleaf Archive; Gridleaf Maps; Callguard; Restmark", "Network", "Real time", "Servers"),
    Flow("Hexcombe Vault", "Server farm", "Network", "Nightly", "Backups", "soft"),
    Flow("Elderquill Meetings", "Elderquill Webcast; Website", "API", "Hourly", "Agendas", "soft"),
    Flow("Shared Care Viewer", "Marrowfen Care Adults", "API", "Real time", "Care record", "soft"),
    Flow(
        "Zenbarrow Sign-on",
        "Novabrae Pay; Wendrick Leisure; Rotamark; Hireboard; Ridgeweir Warehouse; Bexwold Formbuilder; Tenderbox",
        "File",
        "Nightly",
        "Accounts",
        "some soft",
        0.5,
    ),
    Flow(
        "Bexwold Formbuilder",
        "Infotrace; Foxlode Pest; Permitwell; Coppice Treebank; Investmap; Boxseat; Choicelet",
        "API",
        "Hourly",
        "Forms sent in",
        "",
        1,
    ),
    Flow("Frontdesk CRM", "Councillor Casework; Complaints Log; Queuepad", "File", "Daily", "Requests"),
    Flow("Taxi Knowledge Test", "Fenwarden Licensing", "File", "Weekly", "Test results"),
    Flow("Fuelmark", "Cranmoss Fleet", "File", "Weekly", "Fuel drawn"),
    Flow("Noiseline", "Fenwarden Protect", "File", "When needed", "Recordings"),
    Flow("Assetbook; Allotments spreadsheet", "Tessaly Ledger", "File", "Yearly", "Balances"),
    Flow("Tessaly Ledger", "Budget Model; Treasury Tracker", "File", "Monthly", "Balances"),
    Flow("Vellmark Benefits", "Discretionary payments spreadsheet", "File", "Monthly", "Awards"),
    Flow("Tamberley Transcribe", "Elderquill Meetings", "File", "When needed", "Councillors\u2019 remarks"),
    Flow("Wendrick Leisure", "Novabrae Receipts", "File", "Daily", "Caf\u00e9 and kiosk takings over \u00a3500"),
    # Systems of others, which no sheet of Ambermere's lists.
    Flow("National benefits gateway", "Vellmark Benefits", "File", "Daily", "Changes of circumstances"),
    Flow("National electoral portal", "Vellmark Electoral", "API", "Real time", "Applications to register"),
    Flow("Regional care record", "Shared Care Viewer", "API", "Real time", "Hospital discharges"),
    Flow("Tessaly Ledger; Tessaly People", "Bank payments bureau", "File", "Daily", "Payment runs"),
)


def interfaces() -> Iterator[tuple[str, str, Flow, int]]:
    """Provider, consumer, their flow, and the turn of the pair within it."""
    for flow in _FLOWS:
        pairs = [(provider, consumer) for provider in _names(flow.providers) for consumer in _names(flow.consumers)]
        for turn, (provider, consumer) in enumerate(pairs):
            yield provider, consumer, flow, turn


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(";")]
