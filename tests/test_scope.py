"""Which contracts are about IT: what says otherwise is left out and counted, what is unknown stays."""

from __future__ import annotations

from typing import Any

import pytest

from itmap.estate import Estate
from itmap.scope import in_scope, says_other_than_it
from itmap.settings import load
from tests.estates import estate

SETTINGS = load().scope


@pytest.mark.parametrize(
    ("category", "other"),
    [
        (None, False),
        ("", False),
        ("72000000", False),
        ("72000000-5 IT services", False),
        ("48000000", False),
        ("30200000", False),
        ("32500000", False),
        ("64200000", False),
        ("64100000", True),  # post, not telecoms
        ("45000000", True),
        ("45000000 IT equipment room", True),  # the code rules over the words
        ("45000000; 72000000", False),
        ("Information Technology", False),
        ("ICT", False),
        ("Software licences", False),
        ("Adult social care", True),
        ("Highways, Works", True),
        ("Goods", False),
        ("Goods and services", False),
        ("Professional services", False),
        ("GRITTING", True),  # "it" inside a word is no IT
        ("£££ 12", False),
    ],
)
def test_what_a_category_says(category: str | None, other: bool) -> None:
    assert says_other_than_it(category, SETTINGS) is other


def kept(**contract: Any) -> Estate:
    """An estate with one contract for roads of Birch (owner: Alder) and one for software, in the scope `it`."""
    held = estate(
        suppliers={"Alder": {}, "Birch": {"parent": "Alder"}, "Cedar": {}},
        systems={"Rooms": {"vendors": contract.pop("vendors", None), "hosts": contract.pop("hosts", None)}},
        contracts={
            "Roads": {"suppliers": "Birch", "category": "45000000", **contract},
            "Software": {"suppliers": "Cedar", "category": "72000000"},
        },
    )
    return in_scope(held, "it", SETTINGS)


def test_what_says_other_than_it_is_left_out_and_counted() -> None:
    found = kept()
    assert list(found.records("contract")) == ["contract:Software"]
    assert (found.scope, found.left_out) == ("it", 1)
    assert set(found.records("supplier")) == {"supplier:Alder", "supplier:Birch", "supplier:Cedar"}


@pytest.mark.parametrize(
    "why",
    [
        {"covers": "Rooms"},
        {"vendors": "Birch"},
        {"vendors": "Alder"},  # its owner makes a system
        {"hosts": "Alder"},
        {"category": None},
        {"category": "Services"},
    ],
)
def test_what_may_be_about_it_stays(why: dict[str, Any]) -> None:
    found = kept(**why)
    assert set(found.records("contract")) == {"contract:Roads", "contract:Software"}
    assert found.left_out == 0


def test_a_group_that_covers_a_system_keeps_its_other_contracts() -> None:
    held = estate(
        suppliers={"Alder": {}, "Birch": {"parent": "Alder"}},
        systems={"Rooms": {}},
        contracts={
            "Roads": {"suppliers": "Birch", "category": "45000000"},
            "Support": {"suppliers": "Alder", "category": "72000000", "covers": "Rooms"},
        },
    )
    assert in_scope(held, "it", SETTINGS).left_out == 0


def test_all_leaves_nothing_out() -> None:
    held = estate(contracts={"Roads": {"category": "45000000"}})
    assert (in_scope(held, "it", SETTINGS).left_out, in_scope(held, "all", SETTINGS).left_out) == (1, 0)
    again = in_scope(in_scope(held, "all", SETTINGS), "it", SETTINGS)
    assert (again.scope, again.left_out) == ("it", 1)
