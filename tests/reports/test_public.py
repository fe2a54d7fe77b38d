"""The public version holds nothing that is exempt or private, and nothing that it could be worked out from."""

from __future__ import annotations

import base64
import datetime as dt
import html
import io
import json
import re
import tempfile
import zipfile
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from itmap import model, queries, sample_data
from itmap import settings as settings_of
from itmap.errors import CannotAnswer
from itmap.estate import Estate, Source
from itmap.importers import import_files
from itmap.money import known_annual_value
from itmap.reports import committee
from itmap.reports.carried import carried
from itmap.reports.docx import docx
from itmap.reports.public import published, telling_lines, unnamed_suppliers
from itmap.reports.public_exempt import exempt_contracts
from itmap.reports.public_people import could_be_a_person, people
from itmap.reports.workbook import report_workbook
from itmap.scope import in_scope
from itmap.settings import Settings
from itmap.stores import open_store
from itmap.terms import state
from tests.estates import AS_OF, estate, random_estate, random_rows
from tests.reports.pages import read

SETTINGS = settings_of.load()
ALL_BACK = replace(
    SETTINGS,
    public=type(SETTINGS.public)(*[True] * 8),
    lock_in=replace(SETTINGS.lock_in, draws=100),  # what is drawn from doesn't matter here
)


def public(whole: Estate, settings: Settings = SETTINGS) -> Estate:
    return in_scope(published(whole, settings, "public"), "all", settings.scope)


def page_of(whole: Estate, settings: Settings = SETTINGS) -> str:
    return committee.write(public(whole, settings), settings)


def decoded(page: str) -> str:
    """A page's own text, its data with typed arrays as numbers, and what a browser makes of escapes; no library."""
    page = re.sub("<script>.*?</script>", "", page, flags=re.DOTALL)  # what runs, from which data is told apart
    said = [page]
    said += [
        json.dumps(_numbers(json.loads(data)), ensure_ascii=False)
        for data in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', page, re.DOTALL)
    ]
    tree = read(page)
    said += [element.text for element in tree.all("main")]
    return "\n".join(said)


def _numbers(data: Any) -> Any:
    """JSON with Plotly's typed arrays (base64 in `bdata`) as lists."""
    if isinstance(data, dict) and {"bdata", "dtype"} <= data.keys():
        return np.frombuffer(base64.b64decode(data["bdata"]), dtype=np.dtype(data["dtype"])).tolist()
    if isinstance(data, dict):
        return {key: _numbers(value) for key, value in data.items()}
    return [_numbers(value) for value in data] if isinstance(data, list) else data


def spellings(amount: Decimal) -> set[str]:
    """How a page could write an amount."""
    whole = int(amount)
    thousands, millions = amount / 1000, amount / 1_000_000
    return {
        f"{whole}",
        f"{whole:,}",
        f"{whole:,}".replace(",", " "),
        f"{amount:.2f}",
        f"{amount:,.2f}",
        f"{whole}.0",
        f"{thousands:.1f}k",
        f"{thousands.normalize():f}k",
        f"{thousands:.1f} thousand",
        f"{millions:.1f}m",
        f"{millions.normalize():f}m",
        f"{millions.normalize():f} million",
    }


def found_in(text: str, amount: Decimal) -> list[str]:
    return [said for said in spellings(amount) if re.search(rf"(?<![\d.,]){re.escape(said)}(?![\d]|[.,]\d)", text)]


# A borough in which one contract is exempt, and everything that could tell of it does.
BOROUGH: dict[str, Any] = {
    "suppliers": {
        "Alder Software Ltd": {"company_number": "01234567"},
        "Birch Software Ltd": {"company_number": "01234568"},
        "Zephyrine Ltd": {"company_number": "01234569", "parent": "Zephyrine Group plc"},
        "Zephyrine Group plc": {},
        "Ysolde Marchbanks": {},
    },
    "systems": {
        "Housing": {"vendors": "Alder Software Ltd", "annual_cost": 98765, "owner": "Quentin Averell", "version": "9.8.7"},
        "Finance": {"vendors": "Birch Software Ltd", "annual_cost": 20000, "capability": "Ledger"},
        "Purchasing": {"vendors": "Birch Software Ltd", "annual_cost": 30000, "capability": "Ledger"},
        "Falconry Portal": {"defined": False},
    },
    "services": {
        "Repairs": {"systems": "Housing", "statutory": True, "manual_workaround": "ask Quentin Averell about FAL/77"},
        "Payments": {"systems": "Finance", "statutory": True},
    },
    "contracts": {
        "Operation Falcon": {
            "reference": "FAL/77",
            "description": "Defence of the harbour wall",
            "suppliers": ("Alder Software Ltd", "Zephyrine Ltd"),
            "covers": ("Housing", "Falconry Portal"),
            "role": "supplies",
            "renewal": "none",
            "end_date": dt.date(2031, 7, 19),
            "value": 98765,
            "value_basis": "annual",
            "department": "Harbourmaster",
            "exempt": True,
        },
        "Advice on Operation Falcon": {"suppliers": "Ysolde Marchbanks", "value": 7100, "value_basis": "annual"},
        "Ledger": {
            "suppliers": "Birch Software Ltd",
            "covers": "Finance",
            "role": "supplies",
            "renewal": "automatic",
            "renewal_period": "12 months",
            "notice_period": "3 months",
            "end_date": dt.date(2027, 3, 31),
            "value": 20000,
            "value_basis": "annual",
            "exempt": False,
            "owner": "Quentin Averell",
        },
    },
    "integrations": [
        {
            "provider": "Housing",
            "consumer": "Finance",
            "dependence": "hard",
            "method": "nightly SFTP",
            "data": "rent accounts",
            "contracts": "Operation Falcon",
        }
    ],
}  # fmt: skip
EXEMPT = (
    "Operation Falcon", "FAL/77", "harbour wall", "Zephyrine", "Falconry", "Harbourmaster", "19 July 2031", "2031-07-19",
)  # fmt: skip
PRIVATE = (
    "Quentin",
    "Averell",
    "Ysolde",
    "Marchbanks",
    "9.8.7",
    "SFTP",
    "rent accounts",
    "31 December 2026",
    "estate.xlsx",
)


@cache
def borough() -> Estate:
    return estate(**BOROUGH)


def test_nothing_exempt_stands_anywhere_in_the_public_file() -> None:
    for settings in (SETTINGS, ALL_BACK):
        text = decoded(page_of(borough(), settings))
        assert [said for said in EXEMPT if said.casefold() in text.casefold()] == []
        assert found_in(text, Decimal(98765)) == []
    shown = decoded(committee.write(borough(), SETTINGS))
    assert all(said in shown for said in ("Operation Falcon", "Zephyrine", "Falconry", "19 July 2031"))


def test_nothing_exempt_stands_in_the_public_paper_or_workbook() -> None:
    for settings in (SETTINGS, ALL_BACK):
        report = committee.gather(public(borough(), settings), settings)
        for content in (docx(report.paper)[0], report_workbook(report)):
            text = unpacked(content)
            assert "left out as exempt" in text
            assert [said for said in EXEMPT if said.casefold() in text.casefold()] == []
            assert found_in(text, Decimal(98765)) == []
            assert settings is ALL_BACK or [said for said in PRIVATE if said in text] == []


def unpacked(content: bytes) -> str:
    """Every part of a Word or Excel file, as text, with and without its elements."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        text = "\n".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    return f"{text}\n{html.unescape(re.sub('<[^>]+>', '', text))}"


def test_notes_that_name_what_is_withheld_are_found() -> None:
    notes = "# Options\nDo nothing.\nEnd operation  falcon, says Quentin Averell.\nAsk Ysolde Marchbanks.\n"
    assert telling_lines([borough()], SETTINGS, notes) == [3, 4]
    assert telling_lines([borough()], ALL_BACK, notes) == [3]


def test_what_is_private_is_left_out_until_a_setting_lets_it_back() -> None:
    text = decoded(page_of(borough()))
    assert [said for said in PRIVATE if said in text] == []
    assert "Individual 1" in text
    back = decoded(page_of(borough(), ALL_BACK))
    for said in ("Ysolde Marchbanks", "31 December 2026", "estate.xlsx"):
        assert said in back
    assert "lock-in" in public(borough()).withheld.questions
    assert public(borough(), ALL_BACK).withheld.questions == frozenset()


def test_cards_leave_out_the_fields_that_are_withheld_and_mark_the_figures() -> None:
    (systems,) = [kind for kind in carried(public(borough()))["kinds"] if kind["name"] == "system"]
    assert not {"Version", "Owner", "Hosting", "End of support"} & set(systems["facts"])
    facts = {name: dict(zip(systems["facts"], said, strict=False)) for name, said, *_ in systems["records"]}
    assert facts["Housing"]["Annual cost"] == "[c]"
    assert facts["Finance"]["Annual cost"] == "£20,000"


# What the public sees by default. Whoever adds a field or a question decides here, or in reports/public.py, which it is.
SHOWN = {
    "organisation": {"reference", "name", "kind", "successor", "vesting_date"},
    "supplier": {"name", "parent", "sme", "vcse"},
    "contract": {
        "reference", "title", "description", "type", "status", "suppliers", "role", "department", "category", "start_date",
        "end_date", "maximum_end_date", "term", "review_date", "renewal", "procurement_route", "bids_received", "value",
        "value_basis", "vat", "covers", "exempt",
    },
    "system": {
        "reference", "name", "product", "kind", "vendors", "hosts", "department", "services", "status", "go_live_date",
        "users", "annual_cost", "criticality", "capability",
    },
    "service": {
        "reference", "name", "department", "statutory", "criticality", "tolerable_downtime", "manual_workaround",
        "systems", "fallback_systems",
    },
    "integration": {"provider", "consumer", "dependence", "via", "contracts", "alternative_group"},
}  # fmt: skip
ALWAYS_EMPTIED = {"names_seen", "also_known_as"}
SEEN = {"chokepoints", "single-points", "impact", "concentration", "overlaps"}


def test_of_every_field_and_question_it_is_decided_whether_the_public_sees_it() -> None:
    withheld = public(borough()).withheld
    for register in model.REGISTERS:
        hidden = {field for of, field in withheld.fields if of == register.name}
        assert {field.name for field in register.stored} - ALWAYS_EMPTIED == SHOWN[register.name] | hidden
        assert not SHOWN[register.name] & hidden
    undecided = set(queries.NAMES) - SEEN - withheld.questions
    assert not undecided, "may the public see its answer? If so add it to SEEN, else to _QUESTIONS of public.py"
    assert not SEEN & withheld.questions
    assert public(borough(), ALL_BACK).withheld.fields == {("supplier", "company_number")}
    nothing = published(estate(contracts={"Ledger": {}}), ALL_BACK, "public", nothing_exempt=True)
    assert nothing.withheld.fields == frozenset()


def test_what_isnt_exempt_or_private_is_shown() -> None:
    tree = read(page_of(borough()))
    assert "Birch Software Ltd" in tree.at("contracts-table").text
    assert "31 March 2027" in tree.at("contracts-table").text
    assert "£20,000 a year" in tree.at("contracts-table").text
    assert "One contract is left out as exempt" in tree.at("left-out").text
    assert "Payments" in tree.at("chokepoints").text


def test_shares_of_a_whole_that_isnt_shown_are_not_shown() -> None:
    rows = queries.question("concentration").answer(public(borough()), SETTINGS).rows
    assert rows
    tree = read(page_of(borough()))
    assert {
        cells[3].text.strip()
        for row in tree.at("concentration-table").one("tbody").all("tr")
        if (cells := row.all("td")) and (cells := [None, *cells])
    } == {"[c]"}
    assert "[c] for 1" not in tree.at("overlaps-table").text
    for row in rows:
        assert (row.share.low, row.share.high) == (0, 1)
        assert row.effective_suppliers is None
        assert row.single_supplier is None


@pytest.mark.parametrize(
    "words",
    ["Section 43", "s.43 exemption", "Commercially sensitive", "Redacted", "Exempt", "Refused under section 43"],
)
def test_a_cell_that_says_so_makes_its_contract_exempt(words: str) -> None:
    made = estate(contracts={"Secret": {}, "Open": {"exempt": False}})
    made["contract"].at["contract:Secret", "said"] = {"value": words}
    assert exempt_contracts(replace(made)) == {"contract:Secret"}


@pytest.mark.parametrize("title", ["Wagtail (exempt from publication)", "Confidential", "Sec. 43 matter"])
def test_a_title_that_says_so_makes_its_contract_exempt(title: str) -> None:
    assert exempt_contracts(estate(contracts={title: {"exempt": None}, "Open": {"exempt": False}})) == {
        f"contract:{title}"
    }


def with_exempt(value: int, **rows: Any) -> Estate:
    secret = {"suppliers": "Alder Ltd", "value": value, "value_basis": "annual", "exempt": True}
    contracts = {"Project Kestrel": secret, **rows.pop("contracts", {})}
    return estate(suppliers={"Alder Ltd": {"company_number": "01234567"}}, contracts=contracts, **rows)


def test_no_mark_says_that_a_figure_equals_the_exempt_value() -> None:
    """Whoever knows the figure from elsewhere would read the value off the mark."""
    rows = {
        "systems": {"Finance": {"annual_cost": 98765}, "Other": {"annual_cost": 98765}},
        "contracts": {
            "Ledger": {"suppliers": "Alder Ltd", "covers": "Finance", "value": 98765, "exempt": False},
            "Umbrella": {"suppliers": "Alder Ltd", "type": "framework", "value": 12345, "exempt": False},
        },
    }
    marks = [public(with_exempt(value, **rows)).withheld.cells for value in (98765, 55555)]
    assert marks[0] == marks[1]
    costs = {row["name"]: row["annual_cost"] for row in public(with_exempt(1, **rows)).records("system").values()}
    assert costs == {"Finance": 98765, "Other": None}  # no published contract explains what Other costs
    values = {row["title"]: row["value"] for row in public(with_exempt(1, **rows)).records("contract").values()}
    assert values == {"Ledger": 98765, "Umbrella": None}  # a framework may hold what its call-offs cost


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("about £99k", "about [c]"), ("£0.1m", "[c]"), ("98.8 thousand pounds", "[c]"), ("GBP 98765", "[c]"),
        ("£98k", "£98k"), ("99k users", "99k users"), ("£1.1m", "£1.1m"),
    ],
)  # fmt: skip
def test_an_exempt_amount_is_found_rounded_and_with_its_unit(said: str, shown: str) -> None:
    (row,) = (
        public(with_exempt(98765, contracts={"Ledger": {"description": said, "exempt": False}}))
        .records("contract")
        .values()
    )
    assert row["description"] == shown


def test_an_exempt_title_is_marked_but_in_the_names_that_are_published() -> None:
    text = "Project Kestrel feeds Project Kestrel Portal; the project  kestrel portal stays"
    systems = {"Project Kestrel Portal": {"department": text}}
    (row,) = public(with_exempt(98765, systems=systems)).records("system").values()
    assert row["name"] == "Project Kestrel Portal"
    assert row["department"] == text.replace("Project Kestrel feeds", "[c] feeds")


@pytest.mark.parametrize(
    ("seen", "own", "called"),
    [
        (("ALDER LIMITED",), False, "Alder Ltd"),
        (("Alder Ltd t/a Alder Print",), False, "Alder Ltd"),
        (("Maple Ltd",), False, "Unnamed supplier 1"),
        (("Maple Ltd",), True, "Alder Ltd"),
    ],
)
def test_a_supplier_goes_by_no_name_that_an_exempt_row_alone_may_have_given(
    seen: tuple[str, ...],
    own: bool,
    called: str,
) -> None:
    made = with_exempt(98765, contracts={"Ledger": {"suppliers": "Alder Ltd", "exempt": False}})
    made["supplier"].at["supplier:Alder Ltd", "names_seen"] = seen
    by = "supplier:Alder Ltd" if own else "contract:Ledger"
    row = Source("a.csv", "", 2, "supplier" if own else "contract", "", by)
    made = replace(made, sources={"supplier:Alder Ltd": (row,)})
    (supplier,) = public(made).records("supplier").values()
    assert (supplier["name"], supplier["names_seen"], supplier["company_number"]) == (called, (), None)
    assert unnamed_suppliers([made]) == (["Alder Ltd"] if called.startswith("Unnamed") else [])


def test_other_texts_keep_no_exempt_amount_no_address_and_no_other_spelling_of_a_title() -> None:
    text = "Instead of Project-Kestrel at £98,765 or 98765.00, for 2026 users in 198,765 homes: ask q.averell@b.gov.uk"
    shown = public(with_exempt(98765, contracts={"Ledger": {"description": text, "exempt": False}}))
    (row,) = shown.records("contract").values()
    assert row["description"] == "Instead of [c] at [c] or [c], for 2026 users in 198,765 homes: ask [an officer]"


@pytest.mark.parametrize(
    "owner", ["Quentin Averell, Head of ICT", "Jo Poe and Quentin Averell", "Quentin Averell (IT)"]
)
def test_an_officer_is_found_beside_a_post_and_beside_another(owner: str) -> None:
    made = estate(contracts={"Ledger": {"owner": owner, "description": "Ask Quentin Averell", "exempt": False}})
    (row,) = public(made).records("contract").values()
    assert row["description"] == "Ask [an officer]"


def test_what_tells_at_one_time_is_hidden_at_the_other_too() -> None:
    systems = {"Housing": {"annual_cost": 98765}}
    before = estate(systems=systems, contracts={"Ledger": {"exempt": False}})
    after = estate(systems=systems, contracts={"Secret": {"covers": "Housing", "exempt": True}})
    (row,) = published(before, SETTINGS, "public", beside=[after]).records("system").values()
    assert row["annual_cost"] is None


def test_no_gap_in_the_rows_says_where_an_exempt_contract_stands() -> None:
    """Registers are sorted by value or by title: its neighbours would bound it."""
    shown = public(ambermere())
    rows: dict[tuple[str, str], set[int]] = {}
    for sources in shown.sources.values():
        for one in sources:
            rows.setdefault((one.file, one.sheet), set()).add(one.row)
    assert rows
    assert all(numbers == set(range(1, len(numbers) + 1)) for numbers in rows.values())


@pytest.mark.parametrize(
    "title", ["Exempt accommodation", "Confidential waste", "Redaction software", "Section 31 grant"]
)
def test_a_title_that_only_sounds_so_does_not(title: str) -> None:
    made = estate(contracts={title: {"procurement_route": "Exempt from tender", "department": "Commercial"}})
    assert exempt_contracts(made) == frozenset()


def test_lots_of_an_exempt_contract_are_exempt() -> None:
    made = estate(
        contracts={"A": {"reference": "X/1", "exempt": True}, "B": {"reference": "x/1 "}, "C": {"reference": "X/2"}}
    )
    assert exempt_contracts(made) == {"contract:A", "contract:B"}


def test_a_register_that_never_speaks_of_exemption_is_refused_until_confirmed() -> None:
    silent = estate(contracts={"Ledger": {}})
    with pytest.raises(CannotAnswer, match=r"Borough says nothing of exemption.*--nothing-exempt"):
        published(silent, SETTINGS, "public")
    with pytest.raises(CannotAnswer, match="No contract register"):
        published(estate(systems={"Housing": {}}), SETTINGS, "public")
    assert published(silent, SETTINGS, "public", nothing_exempt=True).withheld.exempt == 0
    one_of_two = estate(organisations={"Other": {}}, contracts={"A": {"exempt": False}, "B": {"organisation": "Other"}})
    with pytest.raises(CannotAnswer, match="register of Other says"):
        published(one_of_two, SETTINGS, "public")


def test_what_is_marked_stays_out_whatever_is_confirmed() -> None:
    assert published(borough(), SETTINGS, "public", nothing_exempt=True).withheld.exempt == 1


def test_the_version_for_officers_is_the_estate_as_it_is() -> None:
    assert published(borough(), SETTINGS, "committee") is borough()


def test_what_is_exempt_at_either_time_is_left_out_of_both() -> None:
    before = estate(**{**BOROUGH, "contracts": {
        name: {**row, "exempt": False} for name, row in BOROUGH["contracts"].items()
    }})  # fmt: skip
    kept = published(before, SETTINGS, "public", beside=[borough()])
    assert not any("Falcon" in (row["title"] or "") for row in kept.records("contract").values())
    now = published(borough(), SETTINGS, "public", beside=[before])
    assert {row["name"]: id_ for id_, row in kept.records("system").items()} == {
        row["name"]: id_ for id_, row in now.records("system").items()
    }


@pytest.mark.parametrize(
    ("called", "person"),
    [
        ("Jane Smith", True), ("J. Pemberwick", True), ("Smith, Jane", True), ("Zoë O'Brien-Lee", True),
        ("Jane Smith t/a Smith Computing", True), ("Red Hat", True), ("Jane Smith Ltd", False),
        ("Bexwold Forms", False), ("Oracle", False), ("Smith & Co", False), ("Supplier 1", False),
    ],
)  # fmt: skip
def test_a_name_that_could_be_a_persons_is_taken_for_one(called: str, person: bool) -> None:
    assert could_be_a_person(called) is person


def test_a_company_number_an_owner_or_something_owned_makes_an_organisation() -> None:
    made = estate(
        suppliers={
            "Red Hat": {"company_number": "01234567"},
            "Ann Lee": {"parent": "Rose May"},
            "Rose May": {},
            "Dr Ann Lee": {"company_number": "01234567"},
            "Ann Poe": {},
        }
    )
    assert people(made) == ["supplier:Ann Poe", "supplier:Dr Ann Lee"]


# The sample borough: five of its contracts are exempt, one of them by the words in the place of its value.


@cache
def ambermere() -> Estate:
    with tempfile.TemporaryDirectory() as folder, closing(open_store(f"{folder}/a.db", create=True)) as store:
        import_files(store, sample_data.FILES, organisation=sample_data.ORGANISATION)
        return Estate(store.tables(None), sample_data.AS_OF, store.sources(None))


@pytest.mark.once
def test_nothing_exempt_of_the_sample_borough_is_in_its_public_file() -> None:
    whole = ambermere()
    exempt = [whole.records("contract")[id_] for id_ in exempt_contracts(whole)]
    assert len(exempt) == 5
    owners = {row["owner"] for name in ("contract", "system") for row in whole.records(name).values() if row["owner"]}
    shown = in_scope(published(whole, SETTINGS, "public"), "it", SETTINGS.scope)
    assert shown.withheld.exempt == 5
    assert len(shown.withheld.cells) == 27  # one of the five says of no system that it covers it
    text = decoded(committee.write(shown, SETTINGS)).casefold()
    for row in exempt:
        assert row["title"].casefold() not in text
        assert (row["reference"] or "Office software licences").casefold() not in text
        annual = known_annual_value(row)
        for amount in {row["value"], *((annual.low, annual.high) if annual else ())} - {None}:
            assert found_in(text, amount) == []
    assert [owner for owner in owners - {"Head of Service"} if owner.casefold() in text] == []
    assert [file.name for file in sample_data.FILES if file.name in text] == []


# For all estates: what is exempt makes no difference to the public file.

AMOUNTS = st.integers(1_000_000, 9_999_999).map(
    lambda amount: amount * 10 + 7
)  # of no form that a page writes by itself


@hypothesis_settings(max_examples=8, deadline=None, derandomize=True)
@given(seed=st.integers(0, 500), data=st.data())
def test_the_public_file_is_the_same_whatever_the_exempt_contracts_say(seed: int, data: st.DataObject) -> None:
    """So nothing about them can be worked out from it, by whatever means."""
    rows = random_rows(seed, councils=1 + seed % 3)
    exempt = [name for name in rows["contracts"] if data.draw(st.booleans())]
    for number, (name, row) in enumerate(rows["contracts"].items()):
        row |= {"exempt": name in exempt, "value": 1000 + 37 * number, "value_basis": "annual"}
    rows["contracts"]["Contract 0"]["exempt"] = False
    pages = []
    for turn in range(2):
        for name in exempt:
            if name != "Contract 0":
                rows["contracts"][name] |= {
                    "title": f"Zyxomma {turn}",
                    "description": f"Wuzzle {turn}",
                    "department": f"Quop {turn}",
                    "category": ("48000000", "Flour")[turn],
                    "value": data.draw(AMOUNTS),
                    "value_basis": ("annual", "total")[turn],
                    "end_date": AS_OF + dt.timedelta(days=data.draw(st.integers(-900, 900))),
                    "renewal": data.draw(st.sampled_from(("none", "automatic", "rolling"))),
                    "notice_period": f"{data.draw(st.integers(1, 40))} weeks",
                    "status": data.draw(st.sampled_from(("live", "ended", None))),
                }
        whole = estate(**rows)
        settings = (SETTINGS, ALL_BACK)[seed % 2]
        pages.append(committee.write(in_scope(published(whole, settings, "public"), "it", SETTINGS.scope), settings))
    assert pages[0] == pages[1]


@hypothesis_settings(max_examples=30, deadline=None, derandomize=True)
@given(seed=st.integers(0, 500))
def test_no_exempt_value_follows_from_what_is_shown(seed: int) -> None:
    """Every figure of money that is shown is a sum of values; none of their combinations gives an exempt one alone.

    Each shown sum is a row of a matrix over the values; an exempt value is determined when its own unit row lies in the
    row space, which adding it would then not enlarge.
    """
    rows = random_rows(seed, unknowns=0.1)
    for number, row in enumerate(rows["contracts"].values()):
        row |= {
            "exempt": number % 3 == 0,
            "value": 10**number * 1000,
            "value_basis": "annual",
            "department": f"D{number % 2}",
        }
    for number, row in enumerate(rows["systems"].values()):
        row |= {"annual_cost": 2**number * 1000 + 1, "capability": f"C{number % 2}"}
    whole = estate(**rows)
    shown = public(whole, ALL_BACK)
    contracts, systems = list(whole.records("contract")), list(whole.records("system"))
    sums = _sums(shown, ALL_BACK)
    # values are powers of ten: a sum's digits say how often it holds each; a bound may hold one for each hidden value
    matrix = np.array([[total // 1000 // 10**place % 10 for place in range(len(contracts))] for total in sums])
    exempt = exempt_contracts(whole)
    rank = np.linalg.matrix_rank(matrix) if len(sums) else 0
    for place, id_ in enumerate(sorted(contracts, key=lambda id_: whole.records("contract")[id_]["value"])):
        if id_ in exempt:
            unit = np.eye(len(contracts), dtype=int)[place]
            assert np.linalg.matrix_rank(np.vstack([*matrix, unit])) == rank + 1
            covered = set(whole.records("contract")[id_]["covers"]) & set(systems)
            costs = {row["name"]: row["annual_cost"] for row in shown.records("system").values()}
            assert all(costs.get(whole.name(system)) is None for system in covered)


def _sums(shown: Estate, settings: Settings) -> list[int]:
    """Every exact sum of contracts' values that the answers show, and every value."""
    ends = {
        int(end)
        for row in queries.question("concentration").answer(shown, settings).rows
        if row.annual_value
        for end in (row.annual_value.low, row.annual_value.high)
        if end
    }
    return sorted(ends | {int(row["value"]) for row in shown.records("contract").values() if row["value"]})


@hypothesis_settings(max_examples=40, deadline=None, derandomize=True)
@given(seed=st.integers(0, 500))
def test_where_nothing_is_exempt_the_same_stops_for_the_public(seed: int) -> None:
    """What is left out beside changes no answer that is shown."""
    whole = random_estate(seed)
    shown = published(whole, SETTINGS, "public", nothing_exempt=True)
    states = [sorted(state(row, AS_OF) for row in each.records("contract").values()) for each in (whole, shown)]
    assert states[0] == states[1]
    for name in ("chokepoints", "concentration"):
        answers = [
            [{key: value for key, value in row.items() if key != "sources"} for row in
             queries.question(name).answer(each, SETTINGS).as_json()["rows"]]
            for each in (whole, shown)
        ]  # fmt: skip
        assert _unordered(answers[0]) == _unordered(answers[1])


def _unordered(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(
        json.dumps({key: value for key, value in row.items() if key != "why"}, sort_keys=True) for row in rows
    )
