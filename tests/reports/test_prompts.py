"""What to ask advice about before a contract is changed, extended or bought anew: prompts, each with its contracts."""

from __future__ import annotations

import datetime as dt

from itmap import queries
from itmap import settings as settings_of
from itmap.estate import Estate
from itmap.reports import committee
from itmap.reports.prompts import prompts_table
from itmap.reports.words import plain
from tests.estates import estate

SETTINGS = settings_of.load()


def told(made: Estate) -> dict[str, tuple[str, str]]:
    table = prompts_table(queries.question("exits").answer(made, SETTINGS), made)
    assert table is not None
    return {plain(line.head): (plain(line.cells[0]), plain(line.cells[1])) for line in table.lines}


def council() -> Estate:
    """Two contracts from before and after the Procurement Act came into force, one whose day nobody knows, one over."""
    return estate(
        organisations={"Old": {"vesting_date": dt.date(2027, 4, 1), "successor": "Borough"}},
        contracts={
            "Early": {"procurement_start_date": dt.date(2023, 5, 1)},
            "Late": {"procurement_start_date": dt.date(2025, 6, 1), "extension_options": "1+1", "term": "2 years",
                     "end_date": dt.date(2027, 3, 31), "start_date": dt.date(2025, 4, 1), "renewal": "none",
                     "notice_period": "0 days"},
            "Blank": {},
            "Over": {"status": "ended"},
            "Outlasts": {"organisation": "Old", "end_date": dt.date(2029, 3, 31), "renewal": "none", "notice_period": "0 days"},
        },
    )  # fmt: skip


def test_each_contract_stands_under_the_law_that_its_procurement_began_under() -> None:
    rows = told(council())
    assert rows["Changing or extending what was bought under the Public Contracts Regulations 2015"][0] == "Early"
    assert rows["Changing or extending what was bought under the Procurement Act 2023"][0] == "Late"
    unknown, prompt = rows["Changing or extending what was bought on a day that nobody recorded"]
    assert unknown == "Blank and Outlasts"
    assert prompt.startswith("Unknown: when its procurement began")
    assert "£207,720 including VAT" in rows["Buying anew"][1]


def test_what_outlasts_its_council_has_the_prompt_of_section_24() -> None:
    contracts, prompt = told(council())["Renewing, extending or buying anew what outlasts the council"]
    assert contracts == "Outlasts"
    assert "section 24" in prompt
    assert "Ask for advice" in prompt


def test_the_section_says_how_many_can_be_extended_and_outlast_the_council() -> None:
    report = committee.gather(council(), SETTINGS)
    (exits,) = [section for section in report.sections if section.name == "exits"]
    said = plain(exits.answer)
    assert "One contract can be extended under an option that is left." in said
    assert "One contract is known to outlast the council, or may: then it passes to its successor." in said
    assert exits.figure is not None
    assert {"Options to extend", "If its council ends"} <= {heading.text for heading in exits.figure.table.headings}


def test_nothing_is_asked_where_no_contract_lives() -> None:
    over = estate(contracts={"Over": {"status": "ended"}})
    assert prompts_table(queries.question("exits").answer(over, SETTINGS), over) is None
