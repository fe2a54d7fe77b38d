"""What is true in Ambermere: its suppliers and who owns them, its services, its systems, its contracts.

This is the fiction before anybody writes it down; generate.py writes it down as badly as registers are kept. Tables are
text, a line a record, cells parted by `|`. All names are invented; a likeness to a company, a product or a place that
exists is chance.
"""

from __future__ import annotations

from collections.abc import Iterator

# An owner, then the companies it owns. Ostrane's two trading names are the first planted finding.
_GROUPS = """
Ostrane Holdings plc           | Vellmark Software Ltd | Thornquay Systems Ltd
Kestwyn Group Ltd              | Kestwyn Integration Ltd | Kestwyn Support Services Ltd
Marrowfen plc                  | Marrowfen Housing Systems Ltd | Marrowfen Care Ltd
Tessaly Group plc              | Tessaly Finance Ltd | Tessaly People Ltd | Tessaly Cloud Ltd
Wendrick Holdings Ltd          | Wendrick Libraries Ltd | Wendrick Leisure Ltd
Aldermoss Technology Group plc | Aldermoss Networks Ltd | Aldermoss Telephony Ltd | Aldermoss Devices Ltd
Pellamoor Capital LLP          | Gridleaf Mapping Ltd | Ashlode Software Ltd
Sarnbrook Waste Technology Ltd | Sarnroute Ltd
Drummoyle Group Ltd            | Drummoyle Parking Ltd | Drummoyle Enforcement Ltd
Fenwarden Ltd                  | Fenwarden Licensing Ltd
Hexcombe plc                   | Hexcombe Security Ltd | Hexcombe Backup Ltd
Umberleaf Ltd                  | Umberleaf Records Ltd
Novabrae Group Ltd             | Novabrae Payments Ltd
Quillcastle Ltd                | Quillcastle Legal Software Ltd
Norlathe Digital Ltd
Bexwold Forms Ltd
Stanwickle Software Ltd
Ridgeweir Analytics Ltd
Elderquill Democracy Ltd
Tollmarsh Elections Ltd
Brightloam Grounds Software Ltd
Yarrowmast Ltd
Coppicegate Trees Ltd
Osprenne Data Centres Ltd
Mizzenfold Hosting Ltd
Larkmoot & Daughters LLP
Dunmarrow Licensing Ltd
Saltrey Web Ltd
Ivelquay CCTV Ltd
Pennarch Alarms Ltd
Wrenthwaite Cemetery Software Ltd
Foxlode Environmental Ltd
Kilderbeck Events Ltd
Merrowby Learning Ltd
Hallowick Insurance Software Ltd
Zenbarrow Identity Ltd
Ottermead Health and Safety Ltd
Cranmoss Fleet Ltd
Tamberley Transcription Ltd
Jessamoor Energy Ltd
Broadstile Grounds Ltd
Peverstone Cleaning Ltd
Ashvenny Builders Ltd
Lowfarrow Highways Ltd
Amblecroft Staff Agency Ltd
"""

# [department], then: name | statutory | criticality | tolerable downtime | manual workaround | fallback systems
_SERVICES = """
[Revenues and Benefits]
Council tax collection | Yes | 4 | 5 days | |
Business rates collection | Yes | 4 | 5 days | |
Housing benefit and council tax support | Yes | 4 | 3 days | |
[Legal and Democratic]
Electoral registration | Yes | 4 | | |
Elections | Yes | 4 | 1 day | Paper count |
Council meetings and decisions | Yes | 3 | 2 weeks | | Elderquill Meetings > Umberleaf Archive
Local land charges | Yes | 3 | | |
Freedom of information requests | Yes | 2 | 20 days | |
[Planning and Place]
Planning applications | Yes | 3 | 2 weeks | |
Building control | Yes | 3 | 1 week | |
Tree inspections | | 2 | | |
Economic development | | 1 | | |
[Environment]
Household waste collection | Yes | 4 | 1 day | Last week's paper rounds, two days at most |
Garden waste subscriptions | No | 2 | 2 weeks | |
Parks and allotments | No | 1 | | |
Cemeteries and cremations | No | 3 | 2 days | Paper register |
Emergency planning | Yes | 3 | | Printed plan |
[Housing]
Council housing tenancies and rents | Yes | 4 | 2 days | |
Housing repairs | Yes | 4 | 1 day | | Marrowfen Repairs > Yarrowmast Assets
Homelessness and housing advice | Yes | 4 | 1 day | |
Careline alarms | No | 4 | 1 day | |
[Regulatory Services]
Licensing | Yes | 3 | | |
Food safety | Yes | 3 | 1 week | |
Noise and nuisance | Yes | 2 | | |
Pest control | No | 1 | | |
[Adults and Children]
Adult social care | Yes | 4 | 1 day | |
Children's safeguarding | Yes | 4 | 1 day | |
School admissions | Yes | 3 | | |
Blue badges | Yes | 2 | 2 weeks | |
[Finance]
Paying suppliers and accounts | Yes | 4 | 3 days | |
[People]
Payroll and HR | No | 4 | 3 days | Repeat last month's payroll |
[Customer Services]
Customer contact centre | No | 3 | 4 days | | Contact Queue > Telephony Core
Website | No | 3 | 1 day | |
Births, deaths and marriages | Yes | 3 | | Paper register |
[Leisure and Culture]
Libraries | Yes | | 1 week | |
Leisure centres | No | 2 | | |
Events and venue hire | No | 1 | 1 month | | Roomlark > My Ambermere
[Highways and Parking]
Parking | No | 3 | 2 days | |
Highways maintenance | Yes | 3 | | |
Town centre CCTV | | | | |
"""

# [department], then: name | vendor | host | capability | services | criticality | cost
_SYSTEMS = """
[Revenues and Benefits]
Vellmark Revenues | Vellmark Software | | Revenues | Council tax collection; Business rates collection | 4 |
Vellmark Benefits | Vellmark Software | | Benefits | Housing benefit and council tax support | 4 |
Bexwold Billing | Bexwold Forms | | Electronic billing | | 2 | 11400
Ridgeweir Rates | Ridgeweir Analytics | | Revenues analysis | | 1 | 14000
Drummoyle Recovery | Drummoyle Enforcement | | Debt recovery | | 2 | 9000
Benefit Calculator | In-house | | Benefits | | 1 |
Ridgeweir Risk | Ridgeweir Analytics | | Risk checks | | 2 | 18500
Discretionary payments spreadsheet | In-house | | Benefits | | 1 |
[Legal and Democratic]
Vellmark Electoral | Vellmark Software | | Electoral management | Electoral registration; Elections | 4 |
Tollmarsh Scan | Tollmarsh Elections | | Postal vote checking | Elections | 3 | 12600
Elderquill Meetings | Elderquill Democracy | | Committee management | Council meetings and decisions | 3 | 15800
Elderquill Webcast | Elderquill Democracy | | Webcasting | | 1 | 17200
Quillcastle Land Charges | Quillcastle Legal Software | | Land charges | Local land charges | 3 | 13900
Quillcastle Casebook | Quillcastle Legal Software | | Legal case management | | 3 | 21000
Umberleaf Requests | Umberleaf Records | | Information requests | Freedom of information requests | 2 | 8200
Register of interests | In-house | | Committee management | | 1 |
Tamberley Transcribe | Tamberley Transcription | | Transcription | | 1 | 3600
Norlathe Casework | Norlathe Digital | | Casework | | 1 | 6400
[Planning and Place]
Plancombe | Ashlode Software | | Planning | Planning applications; Building control | 4 | 68000
Plancombe Public View | Ashlode Software | | Planning | | 2 |
Gridleaf Maps | Gridleaf Mapping | | Mapping | | 3 | 27500
Placelode Gazetteer | Thornquay Systems | | Addresses | | 3 |
Streetlode | Thornquay Systems | | Addresses | | 3 |
Stanwickle Consult | Stanwickle Software | | Consultation | | 2 | 10900
Ashlode Contributions | Ashlode Software | | Developer contributions | | 2 | 12000
Ashlode Enforcement | Ashlode Software | | Planning enforcement | | 2 |
Coppicegate Survey | Coppicegate Trees | | Tree inspection | Tree inspections | 2 | 7300
Norlathe Business | Norlathe Digital | | Business contacts | Economic development | 1 | 5200
[Environment]
Sarnroute In-cab | Sarnroute | | Waste rounds | Household waste collection | 4 | 57000
Sarnbrook Weighbridge | Sarnbrook Waste Technology | | Weighbridge | | 2 | 8800
Sarnroute Garden | Sarnroute | | Subscriptions | Garden waste subscriptions | 2 |
Brightloam Grounds | Brightloam Grounds Software | | Grounds maintenance | Parks and allotments | 1 | 9700
Allotments spreadsheet | In-house | | Grounds maintenance | | 1 |
Cranmoss Fleet | Cranmoss Fleet | | Fleet | | 3 | 16500
Cranmoss Fuel | Cranmoss Fleet | | Fuel | | 2 |
Yarrowmast Streets | Yarrowmast | | Street cleansing | | 2 | 19900
Bulky Bookings | Bexwold Forms | | Bookings | | 1 |
Wrenthwaite Burials | Wrenthwaite Cemetery Software | | Cemeteries | Cemeteries and cremations | 2 | 7100
Yarrowmast Play | Yarrowmast | | Inspections | | 2 |
Resilience Log | In-house | | Incident log | Emergency planning | 3 |
[Housing]
Marrowfen Housing | Marrowfen Housing Systems | | Housing management | Council housing tenancies and rents | 4 | 142000
Marrowfen Repairs | Marrowfen Housing Systems | | Repairs | Housing repairs | 4 | 61500
Marrowfen Tenant App | Marrowfen Housing Systems | | Self-service | | 2 | 15000
Norlathe Options | Norlathe Digital | Thornquay Systems | Housing options | Homelessness and housing advice \
| 4 | 38500
Norlathe Lettings | Norlathe Digital | | Lettings | | 3 | 22400
Yarrowmast Assets | Yarrowmast | | Stock condition | | 3 | 31000
Ottermead Gas | Ottermead Health and Safety | | Compliance | | 3 | 14700
Callharrow | Pennarch Alarms | | Alarm handling | Careline alarms | 4 | 54000
Leasehold Ledger | In-house | | Leasehold accounts | | 1 |
Jessamoor Records | Jessamoor Energy | | Energy records | | 1 | 6100
Ridgeweir Rents | Ridgeweir Analytics | | Rent analysis | | 2 | 23000
[Regulatory Services]
Fenwarden Licensing | Fenwarden Licensing | Thornquay Systems | Licensing | Licensing | 3 | 26800
Fenwarden Protect | Fenwarden Licensing | | Public protection | Food safety; Noise and nuisance | 3 | 24100
Foxlode Noise | Foxlode Environmental | | Noise recording | | 1 | 4300
Foxlode Air | Foxlode Environmental | | Air quality | | 2 | 8900
Foxlode Pest | Foxlode Environmental | | Bookings | Pest control | 1 | 3900
Merrowby Taxi Test | Merrowby Learning | | Testing | | 1 | 2700
Ottermead Incidents | Ottermead Health and Safety | | Accident records | | 2 | 7700
[Adults and Children]
Marrowfen Care Adults | Marrowfen Care | | Social care records | Adult social care | 4 | 118000
Marrowfen Care Children | Marrowfen Care | | Social care records | Children's safeguarding | 4 |
Marrowfen Payments | Marrowfen Care | | Care payments | | 3 | 33000
Marrowfen Providers | Marrowfen Care | | Provider self-service | | 2 |
Stanwickle Admissions | Stanwickle Software | Tessaly Cloud | Admissions | School admissions | 3 | 28700
Stanwickle Youth | Stanwickle Software | | Casework | | 2 | 13300
Shared Care Viewer | Norlathe Digital | | Social care records | | 2 | 29500
Drummoyle Permits | Drummoyle Parking | | Permits | Blue badges | 2 | 10200
[Finance]
Tessaly Ledger | Tessaly Finance | Tessaly Cloud | General ledger | Paying suppliers and accounts | 4 | 134000
Tessaly Purchase | Tessaly Finance | Tessaly Cloud | Purchasing | | 3 | 27000
Tessaly Assets | Tessaly Finance | | Asset accounting | | 2 | 8400
Novabrae Pay | Novabrae Payments | | Income management | | 4 | 46000
Novabrae Receipts | Novabrae Payments | | Cash receipting | | 3 | 21800
Novabrae Match | Novabrae Payments | | Bank matching | | 2 | 9900
Treasury Tracker | In-house | | Treasury | | 1 |
Hallowick Claims | Hallowick Insurance Software | | Insurance claims | | 2 | 11800
Budget Model | In-house | | Budgeting | | 2 |
Tenderloam | Stanwickle Software | | Tendering | | 2 | 12500
[People]
Tessaly People | Tessaly People | Tessaly Cloud | Payroll and HR | Payroll and HR | 4 | 98000
Tessaly Rosters | Tessaly People | | Rosters | | 2 | 17600
Merrowby Learn | Merrowby Learning | | Learning | | 2 | 19000
Merrowby Recruit | Merrowby Learning | | Recruitment | | 2 | 14300
[Digital and ICT]
Crossweir | Kestwyn Integration | | Integration | | 4 | 52000
Zenbarrow Sign-on | Zenbarrow Identity | | Identity | | 4 | 36000
Umberleaf Archive | Umberleaf Records | | Document management | | 3 | 58500
Ridgeweir Warehouse | Ridgeweir Analytics | | Data warehouse | | 2 | 41000
Ridgeweir Dashboards | Ridgeweir Analytics | | Reporting | | 2 |
Wide area network | Aldermoss Networks | | Network | | 4 | 187000
Wireless network | Aldermoss Networks | | Network | | 2 | 34000
Telephony Core | Aldermoss Telephony | | Telephony | | 4 | 76000
Server farm | | Osprenne Data Centres | Servers | | 4 |
Hexcombe Shield | Hexcombe Security | | Security | | 3 | 44500
Hexcombe Gateway | Hexcombe Security | | Security | | 3 | 16200
Hexcombe Vault | Hexcombe Backup | | Backup | | 4 | 39000
Device Manager | Aldermoss Devices | | Devices | | 2 | 25500
Deskmoss | Kestwyn Support Services | | Service desk | | 2 | 18800
Saltrey Messages | Saltrey Web | | Messaging | | 2 | 13700
Tessaly Office | Tessaly Cloud | | Office software | | 4 | 212000
[Customer Services]
Contact Queue | Aldermoss Telephony | | Call handling | Customer contact centre | 3 | 29800
Bexwold CRM | Bexwold Forms | | Customer records | Customer contact centre | 3 | 63500
My Ambermere | Bexwold Forms | | Self-service | | 3 | 35500
Bexwold Formbuilder | Bexwold Forms | | Forms | | 2 | 18000
Website | Saltrey Web | Mizzenfold Hosting | Web publishing | Website | 3 | 32000
Saltrey Queue | Saltrey Web | | Reception | | 1 | 4800
Complaints Log | In-house | | Complaints | | 1 |
Stanwickle Diary | Stanwickle Software | | Bookings | Births, deaths and marriages | 3 | 9400
[Leisure and Culture]
Wendrick Catalogue | Wendrick Libraries | | Library management | Libraries | 2 | 43000
Wendrick Self-issue | Wendrick Libraries | | Library kiosks | | 2 |
Wendrick Leisure | Wendrick Leisure | | Leisure management | Leisure centres | 2 |
Boxlarch | Wendrick Leisure | | Ticketing | | 1 | 9100
Roomlark | Kilderbeck Events | | Bookings | Events and venue hire | 1 |
Museum Index | In-house | | Collections | | 1 |
[Highways and Parking]
Drummoyle Parking | Drummoyle Parking | | Parking | Parking | 3 |
Drummoyle Handheld | Drummoyle Parking | | Parking | | 2 |
Yarrowmast Roads | Yarrowmast | | Highways | Highways maintenance | 3 | 36500
Yarrowmast Lights | Yarrowmast | | Street lighting | | 2 | 12800
Foxlode Gritting | Foxlode Environmental | | Highways | | 2 | 8600
Ivelquay CCTV | Ivelquay CCTV | | CCTV | Town centre CCTV | 3 | 47500
"""

# [department], then: title | supplier as written | role, type or status | category | start | end | renewal |
# renewal period | notice | value | covers
_CONTRACTS = """
[Revenues and Benefits]
Revenues and benefits system | VELLMARK SOFTWARE LIMITED | supplies | 48400000 | 2019-04-01 | 2029-03-31 | None | \
| 6 months | 96000 a year | Vellmark Revenues; Vellmark Benefits
Bill printing and post | Bexwold Forms | | Printing and mailing | 2023-04-01 | 2027-03-31 | | | | 210000 total |
Empty homes review | Ridgeweir Analytics Ltd | consults | | 2025-09-01 | 2026-08-31 | None | | | £12,000 |
Enforcement agent services | Drummoyle Enforcement | | | 2022-10-01 | 2026-09-30 | | | | £ - |
[Legal and Democratic]
Electoral management software | Vellmark Software | | Software | 2021-10-01 | 2026-09-30 | | | \
| 34500 a year | Vellmark Electoral
Count equipment hire | Tollmarsh Elections Ltd | | | 2024-01-01 | 2027-12-31 | None | | | 41000 total |
Webcast cameras | ELDERQUILL DEMOCRACY | supports | | 2023-06-01 | 2026-11-30 | Automatic | 12 months | | 4200 a year |
Scanning of old deeds | Umberleaf Records | | | 2021-05-01 | 2022-04-30 | None | | | 38k |
Advice on records | Larkmoot &amp; Daughters LLP | consults | | 2025-11-03 | 2026-10-30 | None | | | 9,500.00 |
[Planning and Place]
Address gazetteer maintenance | Thornquay Systems Ltd | supports | | 2016-04-01 | Rolling | Rolling | \
| 3 months | 9500 a year | Placelode Gazetteer
Street gazetteer maintenance | Thornquay Systems Limited | | | 2016-04-01 | | | | | 6,200 |
Aerial photographs | Gridleaf Mapping | licenses | | 2024-07-01 | 2027-06-30 | None | | | 18,000 |
Plan scanning | Umberleaf Records Limited | | | 2024-02-01 | 2027-01-31 | | | | 27500 total |
[Environment]
Bin sensors | SARNROUTE LTD | | | 2025-01-06 | 2027-01-05 | None | | | 22000 total |
Vehicle trackers | Cranmoss Fleet Ltd | | | 2022-08-01 | 2027-07-31 | Automatic | 12 months | 6 months | 15400 a year |
Grounds maintenance of parks | Broadstile Grounds Ltd | | 77310000 | 2020-04-01 | 2030-03-31 | None | | | 1.9m |
Play area repairs | Broadstile Grounds | | Grounds maintenance | 2024-04-01 | 2028-03-31 | | | | 160000 total |
[Housing]
Kitchens and bathrooms | Ashvenny Builders Ltd | | Building works | 2022-04-01 | 2027-03-31 | None | | | 4.2m |
Roof repairs | ASHVENNY BUILDERS LIMITED | | 45260000 | 2023-04-01 | 2028-03-31 | | | | 1,850,000.00 |
Application hosting | Thornquay Systems Ltd t/a Thornquay Hosting | hosts | Hosting | 2022-04-01 | 2028-03-31 | None \
| | | 43200 a year | Norlathe Options; Fenwarden Licensing
Door entry maintenance | Pennarch Alarms | | | 2021-09-01 | 2026-08-31 | | | | 36000 total |
Replacement of careline platform | | pipeline | | | | | | | TBC |
New housing management system | | pipeline | | 2027-04-01 | 2034-03-31 | | | | 1.4m |
[Adults and Children]
Secure permit hosting | Thornquay Systems | hosts | | 2020-06-01 | | Rolling | | 1 month \
| 7800 a year | Drummoyle Permits
Care records migration | Marrowfen Care Ltd | ended | | 2020-01-06 | 2021-03-31 | None | | | 185000 total |
[Finance]
Cloud hosting for finance and payroll | Tessaly Cloud Ltd | hosts | Cloud | 2021-04-01 | 2027-03-31 \
| None | | | 71000 a year | Tessaly Ledger; Tessaly People
Card terminals | Novabrae Payments | | | 2023-02-01 | 2028-01-31 | Automatic | 1 year | 3 months | 6400 a year |
Cash collection | Novabrae Payments Limited | | | | 2026-12-31 | | | | Section 43 |
[People]
Agency staff | Amblecroft Staff Agency Ltd | | 79620000 | 2023-10-01 | 2027-09-30 | None | | | 3.6m |
Interim managers | Amblecroft Staff Agency | | Recruitment | 2024-10-01 | 2026-09-30 | | | | 450000 total |
Health surveillance records | Ottermead Health &amp; Safety Ltd | | | 2024-05-01 | 2027-04-30 | | | | 5,750 |
[Digital and ICT]
Internet connection | Aldermoss Networks | supplies | 72400000 | 2023-04-01 | 2028-03-31 | None | | | 48000 a year |
Network switch maintenance | ALDERMOSS NETWORKS LTD | | | 2022-11-01 | 2026-10-31 | | | | 13,600 |
Mobile phones and data | Aldermoss Telephony | | 64212000 | 2024-09-01 | 2026-08-31 | | | 30 days | 88000 a year |
Lines for lifts and alarms | Aldermoss Telephony Limited | | | 2014-04-01 | Ongoing | Rolling | | 30 days | 9,900 |
Laptops and monitors | Aldermoss Devices Ltd | supplies | 30213100 | 2024-04-01 | 2027-03-31 | None | | | 540000 total |
Printers and copiers | Aldermoss Devices | | | 2021-07-01 | 2026-06-30 | | | 90 days | 31500 a year |
Office software licences | Dunmarrow Licensing Ltd | resells | 48000000 | 2024-04-01 | 2027-03-31 | None | | \
| 612000 total | Tessaly Office
Database licences | Dunmarrow Licensing | resells | | 2023-12-01 | 2026-11-30 | | | | 57000 total |
Licence advice | DUNMARROW LICENSING LTD | consults | | 2025-05-01 | 2026-04-30 | None | | | 7,000 |
Data centre room | Osprenne Data Centres Ltd | hosts | | 2018-10-01 | 2028-09-30 | None | | 12 months \
| 93000 a year | Server farm
Second site for backups | Osprenne Data Centres | | | 2018-10-01 | 2028-09-30 | | | | 28000 a year |
Web hosting | Mizzenfold Hosting Ltd | hosts | | 2022-01-10 | Rolling | Rolling | | 1 month | 6600 a year | Website
Web hosting, old sites | Mizzenfold Hosting | | | 2015-02-01 | TBC | | | | 1,150 |
Security testing | Larkmoot &amp; Daughters LLP | consults | | 2025-06-02 | 2027-06-01 | None | | | 24000 total |
Digital strategy advice | Larkmoot and Daughters | consults | | 2024-01-08 | 2024-12-20 | None | | | 45000 total |
Security monitoring | Hexcombe Security Ltd | | | 2024-03-01 | 2027-02-28 | | | | 62000 a year |
Firewalls | HEXCOMBE SECURITY LIMITED | supports | | 2022-06-01 | 2027-05-31 | None | | | 78,500.00 |
Domain names and certificates | Saltrey Web Ltd | | | 2017-01-01 | Ongoing | | | | 940 |
Integration support days | Kestwyn Integration Ltd | consults | | 2024-04-01 | 2027-03-31 | None | | \
| 36000 total | Crossweir
Service desk overflow | Kestwyn Support Services | | | 2023-08-01 | 2026-07-31 | | | 3 months | 42000 a year |
Sign-on migration | Zenbarrow Identity Ltd | ended | | 2022-02-01 | 2023-01-31 | None | | | 66000 total |
Software framework | Dunmarrow Licensing Ltd | framework | 48000000 | 2023-01-01 | 2026-12-31 | None | | | 2m |
Network services framework | Aldermoss Networks Ltd | framework | | 2024-06-01 | 2028-05-31 | None | | | |
New telephone system | | pipeline | | | | | | | TBC |
[Customer Services]
Old customer system | Saltrey Web | ended | | 2012-04-01 | 2020-03-31 | None | | | 120000 total |
Office cleaning | Peverstone Cleaning Ltd | | 90919200 | 2022-04-01 | 2027-03-31 | | | | 390000 total |
[Leisure and Culture]
Leisure management system | Wendrick Leisure Ltd | supplies | 48000000 | 2020-08-12 | 2026-08-11 | Automatic \
| 36 months | 3 months | 62500 a year | Wendrick Leisure
Room and venue booking system | Kilderbeck Events Ltd | supplies | Software | 2022-09-01 | 2026-08-31 \
| None | | 1 month | 46000 a year | Roomlark
Library kiosk maintenance | WENDRICK LIBRARIES LTD | | | 2022-05-01 | 2026-12-31 | | | | 8,300 |
[Highways and Parking]
Parking permits and penalty notices | Drummoyle Parking Ltd | supplies | 48000000 | 2019-03-15 | 2026-03-14 \
| Automatic | 24 months | 6 months | 84000 a year | Drummoyle Parking; Drummoyle Handheld
Resurfacing | Lowfarrow Highways Ltd | | 45233220 | 2021-04-01 | 2028-03-31 | None | | | 6.5m |
Winter gritting | LOWFARROW HIGHWAYS LIMITED | | Highways | 2023-10-01 | 2027-04-30 | | | | 720000 total |
Camera maintenance | Ivelquay CCTV | supports | | 2024-11-01 | 2026-10-31 | | | | 12,900 |
"""


def groups() -> list[list[str]]:
    """A supplier group a list: its owner, then the companies that it owns."""
    return [_cells(line) for line in _GROUPS.strip().splitlines()]


def services() -> Iterator[dict[str, str]]:
    """What the council does, in the cells of its heading comment and `department`."""
    return _records(_SERVICES, "name", "statutory", "criticality", "downtime", "workaround", "fallbacks")


def systems() -> Iterator[dict[str, str]]:
    """What it runs on; `cost` is pounds a year, "" where a contract in the table below pays for it."""
    return _records(_SYSTEMS, "name", "vendor", "host", "capability", "services", "criticality", "cost")


def contracts() -> Iterator[dict[str, str]]:
    """Those that are more than the support of one system, for which generate.py writes a contract each."""
    headings = (
        "title",
        "supplier",
        "kind",
        "category",
        "start",
        "end",
        "renewal",
        "period",
        "notice",
        "value",
        "covers",
    )
    return _records(_CONTRACTS, *headings)


def _records(table: str, *names: str) -> Iterator[dict[str, str]]:
    """A record a line, each with the department under whose heading it stands. Missing last cells are ""."""
    department = ""
    for line in table.strip().splitlines():
        if line.startswith("["):
            department = line.strip("[]")
            continue
        cells = _cells(line)
        yield {"department": department, **dict(zip(names, cells + [""] * (len(names) - len(cells)), strict=True))}


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]
