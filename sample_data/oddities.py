"""What is odd, missing or planted in the sample borough's registers, by the name of what it is said of."""

from __future__ import annotations

import datetime as dt

Cell = str | int | dt.date
Row = dict[str, Cell]

LIKELIHOOD = tuple(f"L{number}" for number in range(1, 8))
IMPACT = tuple(f"C{number}" for number in range(1, 7))

# Cells that say something, but not what the column asks: what import lists as problems.
ODD_CONTRACT_CELLS: dict[str, Row] = {
    "Hexcombe Shield": {"End date": "end of March 2027"},
    "Foxlode Air": {"Notice period": "as per terms", "Renewal": ""},
    "Cranmoss Fleet": {"Notice period": 3},
    "Wrenthwaite Burials": {"Contract value": "about £8k"},
    "Boxlarch": {"Renewal": "ask legal"},
    "Ottermead Gas": {"End date": "2028 (Q1)"},
    "Merrowby Learn": {"Contract value": "£19,000 + expenses"},
    "Coppicegate Survey": {"Start date": dt.date(2027, 4, 1), "End date": dt.date(2024, 3, 31), "Renewal": ""},
}
ODD_SYSTEM_CELLS: dict[str, Row] = {
    "Bexwold CRM": {"Users": "about 300"},
    "Website": {"Users": "Unlimited", "Criticality": "High"},
    "Wireless network": {"Go live": "Spring 2019"},
    "Brightloam Grounds": {"Annual cost": "incl. in other"},
    "Hexcombe Vault": {"End of support": "2027?"},
    "Tollmarsh Scan": {"Technical fit": 5},
    "Wrenthwaite Burials": {"End of support": dt.date(2025, 12, 31)},
}
SYSTEM_STATUS = {
    "Complaints Log": "Retired", "Saltrey Queue": "Decommissioned", "Merrowby Taxi Test": "Retired",
    "Stanwickle Youth": "Retiring", "Novabrae Match": "Retiring", "Ridgeweir Rents": "Retiring",
    "Shared Care Viewer": "Planned", "Jessamoor Records": "In development",
}  # fmt: skip
NO_VENDOR = ("Boxlarch", "Foxlode Air", "Tessaly Rosters", "Foxlode Noise", "Device Manager")
SCORED = (
    "Vellmark Revenues", "Vellmark Electoral", "Plancombe", "Gridleaf Maps", "Sarnroute In-cab", "Marrowfen Housing",
    "Marrowfen Care Adults", "Fenwarden Licensing", "Tessaly Ledger", "Tessaly People", "Novabrae Pay", "Crossweir",
    "Bexwold CRM", "Website", "Wendrick Catalogue", "Yarrowmast Roads", "Ivelquay CCTV", "Quillcastle Casebook",
)  # fmt: skip
SCORED_IN_PART = (
    "Wrenthwaite Burials",
    "Norlathe Options",
    "Telephony Core",
    "Umberleaf Requests",
    "Tollmarsh Scan",
    "Resilience Log",
)
NOT_ON_THE_SUPPLIERS_SHEET = (
    "Tamberley Transcription Ltd", "Jessamoor Energy Ltd", "Peverstone Cleaning Ltd", "Larkmoot & Daughters LLP",
)  # fmt: skip

# Contracts that the register marks as exempt from publication, and words that say it in the place of a value.
EXEMPT = ("Office software licences", "Security monitoring", "Interim managers", "Firewalls")
SECTION_43 = "Section 43"

# What FINDINGS.md says of a system, beside the tables of borough.py.
PLANTED_SYSTEM_CELLS: dict[str, Row] = {
    "Callharrow": {
        "Status": "Live", "Go live": dt.date(2009, 5, 11), "End of support": dt.date(2023, 10, 31), "Users": 34,
        "Criticality": 4, "API": "None", "Data export": "Proprietary", "Substitutability": "Highly complex",
        "Functional fit": 3, "Technical fit": 1, "Version": "4.2", "Hosting": "Own data centre",
        **dict(zip(LIKELIHOOD, (6, 4, 5, 5, 5, 4, 4), strict=True)),
        **dict(zip(IMPACT, (5, 4, 4, 3, 4, 2), strict=True)),
    },
    "Roomlark": {
        "Status": "Live", "Go live": dt.date(2012, 9, 3), "End of support": "", "Users": 60, "Annual cost": 46000,
        "API": "Open standard", "Data export": "Open standard", "Substitutability": "Easily substitutable",
        "Functional fit": 1, "Technical fit": 1, "Version": "2.0",
        **dict(zip(LIKELIHOOD, (4, 2, 4, 4, 2, 3, 4), strict=True)),
        **dict(zip(IMPACT, (1, 1, 2, 2, 3, 1), strict=True)),
    },
}  # fmt: skip
