"""Data of the page in fewer bytes: what is said often stands once, and its place where it is said.

`tables.js` turns it back (`itmap.told`) before anything reads it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any


def compact(told: Any) -> dict[str, Any]:
    """`words`: each text (or null) that `told` says more than once, the most frequent first. `told`: the same with
    `-1 - place` for each of them, which nothing else can be: the numbers in `told` are never negative."""
    words = [word for word, times in Counter(_leaves(told)).most_common() if times > 1]
    return {"words": words, "told": _placed(told, {word: -1 - place for place, word in enumerate(words)})}


def _leaves(told: Any) -> Iterator[str | None]:
    if isinstance(told, dict):
        for value in told.values():
            yield from _leaves(value)
    elif isinstance(told, list):
        for value in told:
            yield from _leaves(value)
    elif told is None or isinstance(told, str):
        yield told


def _placed(told: Any, places: dict[str | None, int]) -> Any:
    if isinstance(told, dict):
        return {key: _placed(value, places) for key, value in told.items()}
    if isinstance(told, list):
        return [_placed(value, places) for value in told]
    return told if isinstance(told, int) else places.get(told, told)
