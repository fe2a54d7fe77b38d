"""Which of Ambermere's systems feed which: the integrations before anybody writes them down.

A flow is one interface for each provider with each consumer. Hard flows are chosen one by one, because what stops in
the findings rests on them; a register like Ambermere's leaves most others blank.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

HUB = "Crossweir"


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
    "Vellmark Revenues; Vellmark Benefits; Vellmark Electoral; Umberleaf Requests; Plancombe; "
    "Quillcastle Land Charges; Ashlode Enforcement; Coppicegate Survey; Sarnroute In-cab; Sarnroute Garden; "
    "Yarrowmast Streets; Wrenthwaite Burials; Marrowfen Housing; Marrowfen Repairs; Norlathe Options; "
    "Norlathe Lettings; Fenwarden Licensing; Fenwarden Protect; Foxlode Pest; Stanwickle Admissions; "
    "Drummoyle Permits; Stanwickle Diary; Yarrowmast Roads; Yarrowmast Lights; Drummoyle Parking; Yarrowmast Play"
)
_PAID_FOR = (
    "Vellmark Revenues; Plancombe; Quillcastle Land Charges; Wrenthwaite Burials; Marrowfen Housing; "
    "Fenwarden Licensing; Foxlode Pest; Stanwickle Diary; Drummoyle Permits; Wendrick Catalogue; Wendrick Leisure; "
    "Boxlarch; Bulky Bookings; My Ambermere; Bexwold Formbuilder; Leasehold Ledger; Novabrae Receipts"
)
_JOURNALS = (
    "Vellmark Revenues; Vellmark Benefits; Drummoyle Recovery; Plancombe; Ashlode Contributions; "
    "Sarnbrook Weighbridge; Cranmoss Fleet; Cranmoss Fuel; Marrowfen Housing; Marrowfen Repairs; Marrowfen Payments; "
    "Marrowfen Providers; Stanwickle Admissions; Novabrae Pay; Novabrae Receipts; Novabrae Match; Hallowick Claims; "
    "Tenderloam; Wendrick Leisure; Drummoyle Parking; Yarrowmast Roads; Leasehold Ledger; Fenwarden Licensing; "
    "Treasury Tracker"
)
_FILED = (
    "Vellmark Revenues; Vellmark Benefits; Vellmark Electoral; Quillcastle Casebook; Umberleaf Requests; Plancombe; "
    "Ashlode Enforcement; Marrowfen Housing; Norlathe Options; Fenwarden Licensing; Fenwarden Protect; "
    "Marrowfen Care Adults; Marrowfen Care Children; Stanwickle Youth; Drummoyle Permits; Tessaly Purchase; "
    "Tessaly People; Merrowby Recruit; Hallowick Claims; Tessaly Office"
)
_REPORTED = (
    "Vellmark Revenues; Vellmark Benefits; Ridgeweir Rates; Umberleaf Requests; Plancombe; Ashlode Contributions; "
    "Norlathe Business; Sarnroute In-cab; Sarnbrook Weighbridge; Sarnroute Garden; Brightloam Grounds; "
    "Cranmoss Fleet; Yarrowmast Streets; Marrowfen Housing; Marrowfen Repairs; Norlathe Options; Norlathe Lettings; "
    "Yarrowmast Assets; Ottermead Gas; Callharrow; Fenwarden Licensing; Fenwarden Protect; Foxlode Air; "
    "Ottermead Incidents; Marrowfen Care Adults; Marrowfen Care Children; Stanwickle Admissions; Stanwickle Youth; "
    "Tessaly Ledger; Tessaly People; Tessaly Rosters; Merrowby Learn; Deskmoss; Contact Queue; Bexwold CRM; Website; "
    "Wendrick Catalogue; Wendrick Leisure; Roomlark; Drummoyle Parking; Yarrowmast Roads; Ivelquay CCTV"
)

_FLOWS = (
    # What stops for certain.
    Flow(
        "Placelode Gazetteer", "Plancombe; Quillcastle Land Charges", "Database link", "Real time", "Addresses", "hard"
    ),
    Flow("Placelode Gazetteer", "Sarnroute In-cab", "File", "Nightly", "Addresses on each round", "hard"),
    Flow("Placelode Gazetteer", "Fenwarden Protect", "Database link", "Real time", "Addresses", "hard", 0, "addresses"),
    Flow("Gridleaf Maps", "Fenwarden Protect", "API", "Real time", "Addresses", "", 0, "addresses"),
    Flow("Marrowfen Housing", "Marrowfen Repairs; Marrowfen Tenant App", "API", "Real time", "Tenancies", "hard"),
    Flow("Marrowfen Care Adults", "Marrowfen Payments", "Database link", "Real time", "Care packages", "hard"),
    Flow("Plancombe", "Plancombe Public View", "Database link", "Real time", "Applications", "hard"),
    Flow("Tessaly Ledger", "Tessaly Purchase", "Database link", "Real time", "Budgets", "hard"),
    Flow("Drummoyle Parking", "Drummoyle Handheld", "API", "Real time", "Permits", "hard"),
    Flow("Wendrick Catalogue", "Wendrick Self-issue", "API", "Real time", "Loans", "hard"),
    Flow(
        "Ridgeweir Warehouse",
        "Ridgeweir Dashboards; Ridgeweir Rents",
        "Database link",
        "Daily",
        "Reporting tables",
        "hard",
    ),
    Flow("Wide area network", "Telephony Core", "Network", "Real time", "Calls", "hard"),
    Flow("Telephony Core", "Contact Queue", "Network", "Real time", "Calls", "hard"),
    Flow("Zenbarrow Sign-on", "My Ambermere; Bexwold CRM", "API", "Real time", "Sign-on", "hard"),
    Flow("Novabrae Pay", "Sarnroute Garden; Drummoyle Parking", "API", "Real time", "Card payments", "hard", 1),
    Flow("My Ambermere", "Stanwickle Admissions", "API", "Real time", "Applications", "hard", 1),
    Flow("Bexwold CRM", "Bulky Bookings", "API", "Real time", "Requests", "hard", 1),
    # What nobody has asked.
    Flow("Bexwold CRM", _BACK_OFFICE, "API", "Real time", "Service requests", "", 0.85),
    Flow(_BACK_OFFICE, "Bexwold CRM", "API", "Hourly", "Progress of requests", "soft", 0.75),
    Flow("Novabrae Pay", _PAID_FOR, "File", "Nightly", "Payments received", "", 0.6),
    Flow(_JOURNALS, "Tessaly Ledger", "File", "Weekly", "Journals", "", 0.6),
    Flow(_FILED, "Umberleaf Archive", "API", "Real time", "Documents", "", 0.5),
    Flow(_REPORTED, "Ridgeweir Warehouse", "File", "Nightly", "Reporting extract", "some soft", 0.4),
    Flow(
        "Placelode Gazetteer",
        "Vellmark Revenues; Vellmark Electoral; Marrowfen Housing; Fenwarden Licensing; Bexwold CRM; My Ambermere; "
        "Gridleaf Maps; Sarnroute Garden; Bulky Bookings; Yarrowmast Roads; Stanwickle Admissions; Norlathe Options; "
        "Norlathe Lettings; Marrowfen Care Adults; Marrowfen Care Children; Drummoyle Parking; Coppicegate Survey; "
        "Bexwold Formbuilder",
        "File",
        "Weekly",
        "Addresses",
        "",
        0.6,
    ),
    Flow(
        "Gridleaf Maps",
        "Plancombe; Website; Coppicegate Survey; Yarrowmast Streets; Yarrowmast Roads; Stanwickle Consult; "
        "Brightloam Grounds; Foxlode Gritting; Bexwold CRM; Ashlode Enforcement",
        "API",
        "Real time",
        "Map layers",
    ),
    Flow(
        "Zenbarrow Sign-on",
        "Tessaly Office; Tessaly People; Tessaly Ledger; Deskmoss; Merrowby Learn; Umberleaf Archive; "
        "Ridgeweir Dashboards; Elderquill Meetings; Hexcombe Gateway; Marrowfen Care Adults",
        "API",
        "Real time",
        "Sign-on",
        "soft",
    ),
    Flow(
        "Saltrey Messages",
        "Bexwold CRM; My Ambermere; Marrowfen Housing; Marrowfen Repairs; Wendrick Catalogue; Wendrick Leisure; "
        "Roomlark; Stanwickle Diary; Vellmark Electoral; Callharrow; Norlathe Options",
        "API",
        "Real time",
        "Text messages and e-mail",
        "some soft",
        0.6,
    ),
    Flow(
        "My Ambermere",
        "Vellmark Revenues; Vellmark Benefits; Marrowfen Tenant App; Drummoyle Permits; Wendrick Catalogue; "
        "Sarnroute Garden; Drummoyle Parking; Fenwarden Licensing; Plancombe Public View",
        "API",
        "Real time",
        "Applications",
        "",
        1,
    ),
    Flow(
        "Tessaly People",
        "Zenbarrow Sign-on; Merrowby Learn; Tessaly Rosters; Deskmoss; Device Manager; Telephony Core; Budget Model",
        "File",
        "Nightly",
        "Starters and leavers",
        "soft",
        0.5,
    ),
    Flow("Tessaly People", "Tessaly Ledger", "File", "Monthly", "Payroll journals", "", 1),
    Flow("Merrowby Recruit", "Tessaly People", "File", "Weekly", "New starters"),
    Flow(
        "Vellmark Revenues",
        "Vellmark Benefits; Drummoyle Recovery; Bexwold Billing; Ridgeweir Risk",
        "File",
        "Nightly",
        "Accounts",
    ),
    Flow("Vellmark Benefits", "Marrowfen Housing", "File", "Weekly", "Benefit awards paid to rent", "", 1),
    Flow("Vellmark Electoral", "Tollmarsh Scan", "File", "Before an election", "Postal votes"),
    Flow("Plancombe", "Ashlode Contributions; Stanwickle Consult", "File", "Weekly", "Decisions"),
    Flow("Streetlode", "Yarrowmast Roads; Yarrowmast Streets; Foxlode Gritting", "File", "Monthly", "Streets"),
    Flow(
        "Yarrowmast Assets", "Marrowfen Repairs; Ottermead Gas; Jessamoor Records", "File", "Weekly", "Stock condition"
    ),
    Flow("Telephony Core", "Callharrow", "Network", "Real time", "Alarm calls"),
    Flow("Tessaly Office", "Umberleaf Archive", "API", "Real time", "Documents for filing"),
    Flow(
        "Server farm",
        "Umberleaf Archive; Gridleaf Maps; Callharrow; Wrenthwaite Burials",
        "Network",
        "Real time",
        "Servers",
    ),
    Flow("Hexcombe Vault", "Server farm", "Network", "Nightly", "Backups", "soft"),
    Flow("Elderquill Meetings", "Elderquill Webcast; Website", "API", "Hourly", "Agendas", "soft"),
    Flow("Shared Care Viewer", "Marrowfen Care Adults", "API", "Real time", "Care record", "soft"),
    Flow(
        "Zenbarrow Sign-on",
        "Novabrae Pay; Wendrick Leisure; Tessaly Rosters; Merrowby Recruit; Ridgeweir Warehouse; Bexwold Formbuilder; "
        "Tenderloam",
        "File",
        "Nightly",
        "Accounts",
        "some soft",
        0.5,
    ),
    Flow(
        "Bexwold Formbuilder",
        "Umberleaf Requests; Foxlode Pest; Drummoyle Permits; Coppicegate Survey; Norlathe Business; Boxlarch; "
        "Norlathe Lettings",
        "API",
        "Hourly",
        "Forms sent in",
        "",
        1,
    ),
    Flow("Bexwold CRM", "Norlathe Casework; Complaints Log; Saltrey Queue", "File", "Daily", "Requests"),
    Flow("Merrowby Taxi Test", "Fenwarden Licensing", "File", "Weekly", "Test results"),
    Flow("Cranmoss Fuel", "Cranmoss Fleet", "File", "Weekly", "Fuel drawn"),
    Flow("Foxlode Noise", "Fenwarden Protect", "File", "When needed", "Recordings"),
    Flow("Tessaly Assets; Allotments spreadsheet", "Tessaly Ledger", "File", "Yearly", "Balances"),
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
