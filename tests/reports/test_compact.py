"""What the page says often stands once in its data, and nothing is lost by it."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from itmap.reports.compact import compact

LEAVES = st.none() | st.integers(min_value=0, max_value=30) | st.sampled_from(["", "not known", "£20", "a > b"])
DATA = LEAVES | st.lists(LEAVES | st.lists(LEAVES, max_size=3), max_size=5) | st.fixed_dictionaries({"in": LEAVES})


def whole(told: Any, words: list[str | None]) -> Any:
    """The data again, as `itmap.told` in the page makes it."""
    if isinstance(told, dict):
        return {key: whole(value, words) for key, value in told.items()}
    if isinstance(told, list):
        return [whole(value, words) for value in told]
    return words[-1 - told] if isinstance(told, int) and told < 0 else told


@given(st.lists(DATA, max_size=5))
@settings(deadline=None, derandomize=True, max_examples=40)
def test_what_is_made_compact_can_be_made_whole(data: list[Any]) -> None:
    made = json.loads(json.dumps(compact(data)))
    assert whole(made["told"], made["words"]) == data


def test_a_word_that_is_said_more_than_once_stands_once_the_most_frequent_first() -> None:
    assert compact([["a", 5, "b"], {"in": "b"}, None, None, None, "c"]) == {
        "words": [None, "b"],
        "told": [["a", 5, -2], {"in": -2}, -1, -1, -1, "c"],
    }
