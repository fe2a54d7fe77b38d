"""Supplier names: what the rules merge, what they never merge, what a cell names. Measured on pairs labelled by hand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itmap.importers import names as rules
from itmap.importers.names import asides, company_number, names_nobody, same_supplier, supplier_key, supplier_names
from tests.importers.supplier_pairs import pairs


def test_no_two_companies_of_the_labelled_pairs_are_merged() -> None:
    merged = [pair for pair in pairs() if same_supplier(pair.one, pair.other)]
    assert [pair for pair in merged if pair.verdict != "same"] == []


def test_the_rules_merge_as_many_of_the_labelled_pairs_as_they_did() -> None:
    same = [pair for pair in pairs() if pair.verdict == "same"]
    merged = [pair for pair in same if same_supplier(pair.one, pair.other)]
    print(f"recall of automatic merges: {len(merged)} of {len(same)} = {len(merged) / len(same):.3f}")  # noqa: T201  (recall is printed)
    assert len(merged) / len(same) >= 0.52


def test_the_labelled_pairs_are_many_and_labelled_once() -> None:
    labelled = pairs()
    assert len({frozenset((pair.one, pair.other)) for pair in labelled}) == len(labelled) >= 400
    assert {pair.verdict for pair in labelled} == {"same", "different", "parent"}
    assert all(pair.reason for pair in labelled)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Alder Ltd", "ALDER LIMITED"),
        ("Alder & Birch p.l.c.", "Alder and Birch PLC"),
        ("Alder &amp;amp; Birch", "Alder + Birch Ltd."),
        ("The Alder Group Ltd", "Alder Group"),
        ("Alder Group Inc, The", "The Alder Group, Inc."),
        ("A.B. Alder Ltd", "A B Alder"),
        ("Alder-Soft 4 Ltd", "aldersoft4"),
        ("Älder Ltd", "ALDER"),
        ("Alder Ltd t/a Birch", "Alder Ltd"),
        ("Alder Ltd, trading as Birch", "Alder"),
        ("Birch T/A Alder Ltd", "Alder Ltd"),
        ("Alder Ltd (formerly Birch plc)", "Alder Ltd"),
        ("ALDER LTD(FORMERLY T/A BIRCH)", "Alder Ltd"),
        ("Alder Ltd (part of Birch Group)", "Alder Ltd"),
        ("Alder (ACC 1968188)", "Alder"),
        ("Alder Ltd a/c no. 1968188", "Alder"),
        ("Alder Ltd **USE 78269**", "Alder"),
        ("V0012345 - Alder Ltd", "Alder"),
        ("Alder Ltd (Sheffie", "Alder"),
        ("Alder Software Srvs", "Alder Software Services Ltd"),
    ],
)
def test_two_spellings_are_one_supplier(one: str, other: str) -> None:
    assert same_supplier(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ORACLE", "ORACLE CARE LTD"),
        ("Capita", "Capital"),
        ("Alder LLP", "Alder Ltd"),
        ("Alder Inc", "Alder Ltd"),
        ("Alder (Ireland) Ltd", "Alder Ltd"),
        ("Alder Ltd (Ireland)", "Alder Ltd"),
        ("Alder Ltd (2019)", "Alder Ltd"),
        ("Alder Holdings Ltd", "Alder Ltd"),
        ("Alder 1 Ltd", "Alder 2 Ltd"),
        ("Apps Now Ltd", "Apps Ltd"),
    ],
)
def test_two_companies_stay_apart(one: str, other: str) -> None:
    assert not same_supplier(one, other)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Alder Ltd; Birch Ltd\nCedar", ["Alder Ltd", "Birch Ltd", "Cedar"]),
        ("Alder Ltd, Birch plc", ["Alder Ltd", "Birch plc"]),
        ("Alder, Birch and Partners LLP", ["Alder, Birch and Partners LLP"]),
        ("Alder Ltd and Birch Ltd", ["Alder Ltd", "Birch Ltd"]),
        ("Alder Ltd/Birch Ltd", ["Alder Ltd", "Birch Ltd"]),
        ("Alder Ltd,Birch,Cedar & Elm ltd,Fir", ["Alder Ltd", "Birch,Cedar & Elm ltd", "Fir"]),
        ("Alder Ltd, T/a Birch", ["Alder Ltd, T/a Birch"]),
        ("Alder Ltd, Manchester", ["Alder Ltd, Manchester"]),
        ("Alder,Alder,Birch", ["Alder", "Birch"]),
        ("Lot 1 - Alder Ltd,Lot 2 - Alder Ltd,Lot 3 - Birch Ltd", ["Alder Ltd", "Birch Ltd"]),
        ("Lot 1 - East - Alder Ltd, Lot 2 - West - No Award", ["Alder Ltd"]),
        ("1. Alder Ltd\n2. Birch Ltd", ["Alder Ltd", "Birch Ltd"]),
        ("Alder &amp; Sons", ["Alder & Sons"]),
        ("Alder Ltd; in-house", ["Alder Ltd"]),
    ],
)
def test_a_cell_names_its_suppliers(cell: str, names: list[str]) -> None:
    assert supplier_names(cell) == names


@pytest.mark.parametrize(
    "text",
    [
        "Internal",
        "In-house",
        "in house development",
        "ICT",
        "own",
        "Various",
        "Multiple suppliers - see attached spreadsheet",
        "External",
        "See attached",
        "please see contract for list of vendors",
        "(SEE LIST)",
        "refer to procurement",
        "Contract not awarded",
        "The contract has not been awarded and the procedure is now ended",
        "No Award",
        "Tender abandoned",
        "Name withheld (as individual and not a company)",
        "Not applicable",
        "N/A - event day",
        "TBC",
        "To be confirmed",
        "Information not held",
        "***",
    ],
)
def test_words_for_nobody_and_instructions_are_no_names(text: str) -> None:
    assert names_nobody(text)
    assert supplier_names(text) == []


@pytest.mark.parametrize(
    "text",
    ["Contact Details Ltd", "See Tickets", "Contact Theatre", "Various Ltd", "Multiple Sclerosis Society", "NA Bell"],
)
def test_a_company_may_be_called_like_an_instruction(text: str) -> None:
    assert supplier_names(text) == [text]


def test_a_spelling_may_say_another_name_beside() -> None:
    assert list(asides("Alder Ltd t/a Birch")) == [("trades as", "Birch")]
    assert list(asides("Birch T/A Alder Ltd")) == [("trades as", "Birch")]
    assert list(asides("Alder Ltd (formerly Birch plc)")) == [("was or is", "Birch plc")]
    assert list(asides("Alder (part of Birch Group)")) == [("part of", "Birch Group")]
    assert list(asides("Alder Ltd")) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1234567", "01234567"),
        ("01234567", "01234567"),
        ("1234567.0", "01234567"),
        ("SC12345", "SC012345"),
        ("oc 312 345", "OC312345"),
        ("NI-012345", "NI012345"),
        ("RC000658", "RC000658"),
        ("R0000123", "R0000123"),
        ("IP12345R", "IP12345R"),
        ("GB123456789", None),
        ("PO123456", None),
        ("123456789", None),
        ("0", None),
        ("not held", None),
        ("", None),
    ],
)
def test_a_company_number_is_read_and_its_zeros_restored(text: str, number: str | None) -> None:
    assert company_number(text) == number


@pytest.mark.parametrize(
    "text", ["(", "ltd (", " ltd", ",", "no award ", "(ac 1 ", "t/a ", " formerly ", "lot 1,", "*a"]
)
def test_a_cell_full_of_rubbish_is_read_at_once(text: str) -> None:
    """Each pattern is tried where it would backtrack; a quadratic one takes minutes here."""
    cell = text * 100_000
    assert supplier_key(cell)
    supplier_names(cell)
    list(asides(cell))


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=30)


@given(NAMES)
def test_every_name_has_a_key_and_its_own_key_again(name: str) -> None:
    assert bool(supplier_key(name)) == bool(name.strip())
    assert same_supplier(name, name)


ASIDES = [
    "t/a", "T / AS", "t\\a", "t.a.", "Trading As", "trading a\u017f", "d/b/a", "o/a", "DBA", "doing business as",
    "operating as", "formerly", "formerly \u212anown as", "F/K/A", "fka", "previously", ", now", "- part of ", "[now called",
    "(a division of ", "**x**", "(Lots 1 and 2)", "a/c 12345", "Alder", " ", "(", " & ", "and", "/",
    "ACCT no ", "account", "V0012345", "1968188", ": ", "– ", "- ", ")",
]  # fmt: skip


@given(st.lists(st.sampled_from(ASIDES), max_size=6).map("".join))
@settings(deadline=None, derandomize=True, max_examples=1_000)
def test_what_seems_to_say_no_more_than_a_name_has_nothing_to_search_for(text: str) -> None:
    if not rules.may_say_more(text):
        searches = (rules._TRADES_AS, rules._ASIDE, rules._NOTE, rules._CODE)
        assert not any(search.search(text) for search in searches)


@pytest.mark.parametrize(
    "name",
    [
        "Alder acct no 123", "Alder ACCOUNT 123", "V12345: Alder", "12345 – Alder", "12345 - Alder", "Alder **x**",
        "Alder (Lots 1 and 2)", "Alder (V0012345)", "Alder [acc 1]",
    ],
)  # fmt: skip
def test_each_kind_of_account_code_is_searched_for_and_taken_away(name: str) -> None:
    assert rules.may_say_more(name)
    assert supplier_key(name) == "alder"


@given(st.lists(st.sampled_from(["Alder", "Birch & Sons", "Cedar (UK)", "Elm"]), min_size=1, unique=True))
def test_names_parted_by_semicolons_come_back(names: list[str]) -> None:
    assert supplier_names("; ".join(names)) == names


@given(st.sampled_from(["Alder", "Birch & Sons", "Cedar 4"]), st.sampled_from(["Ltd", "plc", "LIMITED", "CIC", "Ltd."]))
def test_a_british_legal_form_makes_no_difference(name: str, form: str) -> None:
    assert same_supplier(name, f"{name} {form}")
    assert supplier_key(f"{name} {form}") == supplier_key(f"{name.upper()} ({form})")
