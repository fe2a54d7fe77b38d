"""What an estate is: every register, field, heading, unit and scale, said once.

The SQLite schema, the blank workbook, the row validation, the data dictionary in docs/ and the recognition of headings
are all made from `REGISTERS`. To add a field, add a line here, run `make docs`, and raise `SCHEMA_VERSION`.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

SCHEMA_VERSION = 2


class Kind(enum.StrEnum):
    """What a cell holds, and so how it is read, kept and written."""

    TEXT = "text"
    TEXTS = "list of texts"
    DATE = "date"
    DURATION = "duration"
    MONEY = "amount in pounds"
    WHOLE = "whole number"
    CHOICE = "one of a list"
    YES_NO = "yes or no"
    NAME = "name or reference"
    NAMES = "names or references"
    FALLBACKS = "stand-ins"


REFERENCES = (Kind.NAME, Kind.NAMES, Kind.FALLBACKS)
LISTS = (Kind.TEXTS, Kind.NAMES, Kind.FALLBACKS)


@dataclass(frozen=True)
class Field:
    """One column of a register.

    `heading` is what the workbook calls it ("" for what itmap keeps for itself); `choices` in the order of the scale;
    `low` and `high` bound a whole number; `refers_to` names the registers in which a name is looked up, in that order;
    `stored` is False for what belongs to a record that the row names.
    """

    name: str
    heading: str
    kind: Kind
    meaning: str
    choices: tuple[str, ...] = ()
    low: int = 0
    high: int | None = None
    refers_to: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    stored: bool = True

    @property
    def is_reference(self) -> bool:
        return self.kind in REFERENCES

    @property
    def is_list(self) -> bool:
        return self.kind in LISTS


@dataclass(frozen=True)
class Register:
    """One sheet of the workbook and one kind of record. `shared` records belong to no single organisation."""

    name: str
    sheet: str
    meaning: str
    required: str
    fields: tuple[Field, ...]
    shared: bool = False
    example: Mapping[str, str] | None = None

    def field(self, name: str) -> Field:
        return self.by_name[name]

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}

    @cached_property
    def stored(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if field.stored)

    @cached_property
    def stored_names(self) -> frozenset[str]:
        return frozenset(field.name for field in self.stored)

    @cached_property
    def columns(self) -> tuple[Field, ...]:
        """The stored fields that are values of the record itself."""
        return tuple(field for field in self.stored if not field.is_reference)

    @cached_property
    def column_names(self) -> frozenset[str]:
        return frozenset(field.name for field in self.columns)

    @cached_property
    def references(self) -> tuple[Field, ...]:
        """The stored fields that point at other records."""
        return tuple(field for field in self.stored if field.is_reference)

    @cached_property
    def headed(self) -> tuple[Field, ...]:
        """The fields that stand in the workbook, in its order."""
        return tuple(field for field in self.fields if field.heading)


UNKNOWN = "unknown"
OPENNESS = ("open standard", "documented", "proprietary", "none", UNKNOWN)
SUBSTITUTABILITY = (
    "easily substitutable",
    "medium complexity",
    "highly complex",
    "not substitutable",
    UNKNOWN,
)

# Legacy IT risk assessment framework (LITRAF), Central Digital and Data Office, 2023: seven causes, six effects.
LITRAF_LIKELIHOOD = {
    "l1": "out of support",
    "l2": "expired vendor contracts",
    "l3": "few people with the knowledge to keep it going",
    "l4": "unable to meet current or future business needs",
    "l5": "unsuitable hardware or physical environment",
    "l6": "known security vulnerabilities",
    "l7": "recent failures or downtime",
}
LITRAF_IMPACT = {
    "c1": "safety or security of people",
    "c2": "critical services to the public",
    "c3": "personal data or privacy",
    "c4": "financial loss",
    "c5": "reputation and trust",
    "c6": "other systems and services that depend on it",
}


def _text(name: str, heading: str, meaning: str, *synonyms: str) -> Field:
    return Field(name, heading, Kind.TEXT, meaning, synonyms=synonyms)


def _date(name: str, heading: str, meaning: str, *synonyms: str) -> Field:
    return Field(name, heading, Kind.DATE, meaning, synonyms=synonyms)


def _duration(name: str, heading: str, meaning: str, *synonyms: str) -> Field:
    return Field(name, heading, Kind.DURATION, meaning, synonyms=synonyms)


def _choice(name: str, heading: str, choices: tuple[str, ...], meaning: str, *synonyms: str) -> Field:
    return Field(name, heading, Kind.CHOICE, meaning, choices=choices, synonyms=synonyms)


def _scale(name: str, heading: str, high: int, meaning: str, *synonyms: str) -> Field:
    return Field(name, heading, Kind.WHOLE, meaning, low=1, high=high, synonyms=synonyms)


def _yes_no(name: str, heading: str, meaning: str, *synonyms: str) -> Field:
    return Field(name, heading, Kind.YES_NO, meaning, synonyms=synonyms)


def _names(name: str, heading: str, refers_to: tuple[str, ...], meaning: str, *synonyms: str) -> Field:
    return Field(name, heading, Kind.NAMES, meaning, refers_to=refers_to, synonyms=synonyms)


def _name(name: str, heading: str, refers_to: str, meaning: str, *synonyms: str) -> Field:
    return Field(name, heading, Kind.NAME, meaning, refers_to=(refers_to,), synonyms=synonyms)


ORGANISATIONS = Register(
    name="organisation",
    sheet="Organisations",
    meaning="The councils and other bodies whose estates these are.",
    required="Name",
    shared=True,
    fields=(
        _text("reference", "Reference", "the GSS code of the council", "GSS code", "ONS code", "Organisation code"),
        _text(
            "name",
            "Name",
            "the name of the council",
            "Organisation name",
            "Official name",
            "Council name",
            "Authority",
            "Council",
        ),
        _text("kind", "Kind", "what it is: district, county, unitary, fire authority …", "Organisation type"),
        _name(
            "successor",
            "Successor",
            "organisation",
            "the body that takes over its contracts",
            "Successor council",
            "Replaced by",
        ),
        _date("vesting_date", "Vesting date", "the day on which the successor takes over", "Vesting day"),
    ),
    example={"reference": "E07000999", "name": "Example District Council", "kind": "district"},
)

SUPPLIERS = Register(
    name="supplier",
    sheet="Suppliers",
    meaning="The companies that supply, make or host, and who owns them.",
    required="Name",
    shared=True,
    fields=(
        _text("name", "Name", "the name as contracted", "Supplier", "Supplier name", "Vendor", "Vendor name",
              "Company"),
        _text(
            "company_number",
            "Company number",
            "the number at Companies House; leading zeros are restored",
            "Company registration number",
            "Companies House number",
            "Registration number",
            "CRN",
        ),
        _name("parent", "Parent", "supplier", "name or company number of the owner", "Owned by", "Parent company",
              "Ultimate parent", "Ultimate owner", "Owner"),
        Field("also_known_as", "Also known as", Kind.TEXTS, "trading and former names",
              synonyms=("Aliases", "Trading name", "Trading as", "Former names")),
        _yes_no("sme", "SME", "whether it is a small or medium-sized enterprise", "Small or medium enterprise"),
        _yes_no("vcse", "VCSE", "whether it is a voluntary, community or social enterprise", "Voluntary sector"),
        Field("names_seen", "", Kind.TEXTS, "the spellings under which rows have named it"),
    ),
    example={"name": "Example Software Ltd", "company_number": "01234567", "parent": "Example Group plc"},
)  # fmt: skip

CONTRACTS = Register(
    name="contract",
    sheet="Contracts",
    meaning="What has been agreed with suppliers, until when, and what it covers.",
    required="Title (or Reference)",
    fields=(
        _text("reference", "Reference", "the council's own number for the contract", "Contract reference",
              "Contract number", "Contract ID", "ID", "Reference number", "Unique reference", "Original contract ID",
              "Agreement reference", "Agreement number", "Award number"),
        _text("title", "Title", "what the contract is called", "Contract title", "Contract name", "Title of agreement",
              "Name of contract", "Agreement title", "Contract", "Agreement name", "Award title"),
        _text("description", "Description", "what is bought", "Contract description",
              "Description of goods and services", "Description of the goods and/or services being provided"),
        _choice("type", "Type", ("contract", "framework", "DPS", "call-off"), "the kind of agreement",
                "Contract type", "Type of contract", "Agreement type"),
        _choice("status", "Status", ("pipeline", "live", "ended", "withdrawn", UNKNOWN), "where it stands",
                "Contract status"),
        _names("suppliers", "Supplier", ("supplier",), "who supplies; several suppliers hold it together",
               "Supplier name", "Suppliers", "Vendor", "Vendor name", "Contractor", "Provider",
               "Company", "Name of supplier", "Awarded supplier", "Company name", "Contractor name",
               "Name of contractor", "Contracted supplier"),
        Field("supplier_company_number", "Supplier company number", Kind.TEXTS,
              "the suppliers' numbers at Companies House, in the order of the suppliers",
              synonyms=("Company number", "Supplier company registration number", "Companies House number",
                        "Company registration number"), stored=False),
        _choice("role", "Role", ("supplies", "hosts", "licenses", "supports", "resells", "consults", UNKNOWN),
                "what the suppliers do for us under it", "Supplier role"),
        _text("department", "Department", "the part of the council that uses it", "Department name", "Directorate",
              "Service area", "Department responsible", "Division"),
        _text("owner", "Owner", "the officer who answers for it", "Contract owner", "Contract manager",
              "Responsible officer", "Lead officer", "Contract lead", "Contract officer"),
        _text("category", "Category", "CPV code or words", "CPV", "CPV code", "CPV codes", "Category of spend",
              "Procurement category"),
        _date("start_date", "Start date", "the day on which it begins", "Contract start", "Contract start date",
              "Start", "Commencement date", "From", "Contract commencement date", "Original start date"),
        _date("end_date", "End date", "the last day of the term as it now stands", "Contract end",
              "Contract end date", "End", "Expiry date", "Expiry", "Expires", "Current end date", "Expiration",
              "Expiration date", "Contract expiry date", "To", "Contract expiry", "Contract expires",
              "Contract expiration date", "Current contract end date", "Contract current end date", "Date of expiry"),
        _date("maximum_end_date", "Maximum end date", "the last day after every extension",
              "Final end date", "End date with extensions", "Latest end date", "End date including extensions",
              "Maximum contract end date", "Contract maximum end date"),
        _text("extension_options", "Extension options", "the options to extend, as written: 2+1+1", "Extensions",
              "Extension", "Option to extend", "Contract extension options", "Options to extend",
              "Extension available"),
        _duration("term", "Term", "the length of the contract: 48 months, 2+1+1", "Contract term",
                  "Contract length", "Contract duration", "Duration", "Length of contract"),
        _date("review_date", "Review date", "when it is to be looked at again", "Contract review date",
              "Next review date"),
        _choice("renewal", "Renewal", ("none", "automatic", "rolling", UNKNOWN), "what happens at its end date",
                "Renewal type", "Auto renewal", "Auto renew", "Auto renews", "Automatic renewal", "Contract renewal"),
        _duration("renewal_period", "Renewal period", "how long each renewal lasts", "Renewal term"),
        _duration("notice_period", "Notice period", "how long before the exit notice must be given", "Notice",
                  "Termination notice", "Notice to terminate", "Contract notice period", "Termination notice period",
                  "Period of notice"),
        _date("irrevocable_until", "Irrevocable until", "the day before which notice can't run", "Break date",
              "Earliest termination date", "Minimum term ends"),
        _date("procurement_start_date", "Procurement start date", "when its procurement began",
              "Procurement began"),
        _text("procurement_route", "Procurement route", "how it was bought", "Procurement method", "Procedure",
              "Process used", "Tender procedure", "Route to market", "Procurement procedure", "Tender process"),
        Field("bids_received", "Bids received", Kind.WHOLE, "how many bids came in",
              synonyms=("Number of bids", "Tenders received", "Number of tenders")),
        Field("value", "Value", Kind.MONEY, "what it costs, on the basis beside it",
              synonyms=("Contract value", "Value of contract", "Contract amount", "Contract cost", "Amount",
                        "Awarded value", "Cost", "Award value", "Contract award value")),
        _choice("value_basis", "Value basis", ("annual", "total", UNKNOWN), "whether it is a year's or the term's",
                "Basis of value"),
        _choice("vat", "VAT", ("included", "excluded", UNKNOWN), "whether the value includes VAT", "VAT basis"),
        _names("covers", "Covers", ("system", "integration"), "the systems and integrations it is for", "Systems",
               "System", "Systems covered", "Applications"),
        _yes_no("exempt", "Exempt", "whether its figures are exempt from publication", "Exempt from publication",
                "Commercially sensitive"),
    ),
    example={
        "reference": "EX-1",
        "title": "Example housing system support",
        "suppliers": "Example Software Ltd",
        "role": "supplies",
        "category": "72000000",
        "start_date": "01/04/2024",
        "end_date": "31/03/2028",
        "renewal": "automatic",
        "renewal_period": "12 months",
        "notice_period": "3 months",
        "value": "24000",
        "value_basis": "annual",
        "vat": "excluded",
        "covers": "Example Housing",
    },
)  # fmt: skip

SYSTEMS = Register(
    name="system",
    sheet="Systems",
    meaning="The applications, platforms and infrastructure that the council runs on.",
    required="Name (or Product, or Vendor with Services)",
    fields=(
        _text("reference", "Reference", "the council's own number for the system", "System reference",
              "System ID", "Application ID", "ID", "Asset ID"),
        _text("name", "Name", "what people call it", "System name", "System", "Application", "Application name",
              "Software", "Name of system", "Software name", "Data system", "Department name of data system",
              "IT system", "Software title", "Name of software", "System / application"),
        _text("product", "Product", "the product that it is an instance of", "Product name",
              "Name of commercial product or service used"),
        _choice("kind", "Kind", ("application", "platform", "infrastructure"), "what it is", "System type",
                "Application type"),
        _names("vendors", "Vendor", ("supplier",), "who makes it; not always whom we pay", "Supplier", "Vendor name",
               "Supplier name", "Manufacturer", "Maker", "Managed by", "Developer", "Publisher", "Software supplier",
               "Software vendor", "Supplier / vendor", "System supplier"),
        _names("hosts", "Host", ("supplier",), "who runs the machines it is on", "Hosted by", "Hosting provider",
               "Hosting supplier"),
        _text("version", "Version", "the version in use", "Version number", "Software version"),
        _text("owner", "Owner", "the officer who answers for it", "System owner", "Business owner",
              "Information asset owner"),
        _text("department", "Department", "the part of the council that uses it", "Directorate", "Service area",
              "Department custodian", "Agency"),
        _names("services", "Services", ("service",), "the services that run on it", "Service", "Business service",
               "Service / function", "Function", "Business function", "Service supported"),
        _text("hosting", "Hosting", "where it runs: cloud, own data centre …", "Hosting type", "Hosting model",
              "Location"),
        _choice("status", "Status", ("live", "planned", "retiring", "retired"), "where it is in its life",
                "System status", "Lifecycle"),
        _date("go_live_date", "Go-live date", "the day on which it went live", "Go live", "Live date",
              "Implementation date", "Date of implementation", "In use since"),
        _date("end_of_support", "End of support", "the day on which its maker stops mending it", "End of life",
              "Support ends", "EOL", "EOS"),
        Field("users", "Users", Kind.WHOLE, "how many people use it",
              synonyms=("Number of users", "User count", "Licences", "Estimated number of licenses/users",
                        "Number of licences")),
        Field("annual_cost", "Annual cost", Kind.MONEY, "what it costs a year",
              synonyms=("Annual spend", "Cost per year", "Yearly cost", "Annual value")),
        _scale("criticality", "Criticality", 4, "how much hangs on it, 4 most", "Business criticality"),
        _choice("api", "API", OPENNESS, "how other systems can reach it", "API openness", "API available"),
        _choice("data_export", "Data export", OPENNESS, "how our data can be taken out", "Export", "Data extraction"),
        _choice("substitutability", "Substitutability", SUBSTITUTABILITY,
                "how hard it is to replace (the scale of the EU's Digital Operational Resilience Act registers)",
                "Ease of replacement"),
        _scale("functional_fit", "Functional fit", 4, "how well it does what the service needs, 4 best",
               "Business fit", "Business value"),
        _scale("technical_fit", "Technical fit", 4, "how sound it is technically, 4 best", "Technical condition"),
        _text("capability", "Capability", "what it lets the council do, in shared words", "Business capability"),
        *(_scale(name, name.upper(), 6, f"LITRAF likelihood: {what}") for name, what in LITRAF_LIKELIHOOD.items()),
        *(_scale(name, name.upper(), 5, f"LITRAF impact: {what}") for name, what in LITRAF_IMPACT.items()),
    ),
    example={
        "reference": "EX-S1",
        "name": "Example Housing",
        "product": "Example Housing Suite",
        "kind": "application",
        "vendors": "Example Software Ltd",
        "services": "Example housing repairs",
        "status": "live",
        "criticality": "3",
        "api": "documented",
        "substitutability": "medium complexity",
    },
)  # fmt: skip

SERVICES = Register(
    name="service",
    sheet="Services",
    meaning="What the council does for people, and which systems each service runs on.",
    required="Name",
    fields=(
        _text("reference", "Reference", "the LGSL id of the service", "LGSL id", "LGSL", "Service ID", "PID"),
        _text("name", "Name", "what people call it", "Service name", "Service", "Service title"),
        _text("department", "Department", "the part of the council that runs it", "Directorate", "Service area"),
        _yes_no("statutory", "Statutory", "whether the law requires it", "Statutory service", "Statutory duty"),
        _scale("criticality", "Criticality", 4, "how much harm its absence does, 4 most", "Service criticality"),
        _duration("tolerable_downtime", "Tolerable downtime", "how long it may be away", "RTO",
                  "Maximum tolerable downtime", "Maximum tolerable period of disruption", "MTPD"),
        _text("manual_workaround", "Manual workaround", "how it goes on by hand", "Workaround"),
        _names("systems", "Systems", ("system",), "the systems it runs on", "Applications", "System",
               "Supporting systems"),
        Field("fallback_systems", "Fallback systems", Kind.FALLBACKS,
              "`C`: C stands in for the whole service; `B > C`: C stands in for B", refers_to=("system",),
              synonyms=("Fallbacks", "Stand-ins", "Fallback system")),
    ),
    example={
        "name": "Example housing repairs",
        "department": "Housing",
        "statutory": "yes",
        "criticality": "3",
        "systems": "Example Housing",
    },
)  # fmt: skip

INTEGRATIONS = Register(
    name="integration",
    sheet="Integrations",
    meaning="Which system needs data or functions of which other, and how hard.",
    required="Provider and Consumer",
    fields=(
        _text("reference", "Reference", "the council's own number for the interface", "Interface ID",
              "Integration ID", "Interface reference", "ID"),
        _name("provider", "Provider", "system", "the system that gives", "Source", "Source system", "From",
              "From system", "Provider system", "Depends on", "Upstream", "Upstream system", "Dependency",
              "Providing system", "Source application", "Sending system"),
        _name("consumer", "Consumer", "system", "the system that needs", "Target", "Target system", "To",
              "To system", "Consumer system", "Downstream", "Downstream system", "System", "Application", "Service",
              "Consuming system", "Target application", "Destination", "Destination system", "Receiving system"),
        _text("method", "Method", "how the data moves: API, file, database link …", "Technology", "Interface type",
              "Integration method", "Protocol", "Transport"),
        _text("frequency", "Frequency", "how often: real time, nightly …", "Schedule", "Timing"),
        _text("data", "Data", "what moves", "Data flow", "Data items", "Description", "Payload", "Data exchanged"),
        _choice("dependence", "Dependence", ("hard", "soft", UNKNOWN),
                "whether the consumer stops without it", "Dependency type", "Dependence type"),
        _names("via", "Via", ("system",), "the hub that it runs through", "Hub", "Middleware", "Integration platform",
               "Through"),
        _names("contracts", "Contract", ("contract",), "the contract that it rests on", "Contract reference"),
        _text("alternative_group", "Alternative group",
              "the integrations of a consumer with the same word here can each do alone", "Alternatives",
              "Alternative"),
    ),
    example={"provider": "Example Housing", "consumer": "Example Finance", "method": "file", "dependence": "soft"},
)  # fmt: skip

REGISTERS: tuple[Register, ...] = (ORGANISATIONS, SUPPLIERS, CONTRACTS, SYSTEMS, SERVICES, INTEGRATIONS)
BY_NAME: dict[str, Register] = {register.name: register for register in REGISTERS}
BY_SHEET: dict[str, Register] = {register.sheet: register for register in REGISTERS}

# Every sheet may carry this column; its cell wins over the command's option.
ORGANISATION_COLUMN = Field(
    "organisation",
    "Organisation",
    Kind.NAME,
    "the council whose row this is",
    refers_to=("organisation",),
    synonyms=("Council", "Authority", "Organisation name", "Local authority", "Buyer"),
)


def reference_fields() -> Iterator[tuple[Register, Field]]:
    """Every field that points at other records: the relationships of the graph."""
    for register in REGISTERS:
        for field in register.references:
            yield register, field
