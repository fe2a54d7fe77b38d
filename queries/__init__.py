"""Questions: one file a question, each answered by a function of an Estate and settings.

To add one, copy a neighbour and add its line to `_MODULES`; CONTRIBUTING.md has the recipe.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from itmap.queries.answers import Answer, Column, Question, Row, column

# The order in which people read them: what holds us, when we can leave, what to do about it.
_MODULES = {
    "chokepoints": "chokepoints",
    "single-points": "single_points",
    "what-if": "what_if",
    "impact": "impact",
    "exits": "exits",
    "calendar": "calendar",
    "together": "together",
    "lock-in": "lock_in",
    "candidates": "candidates",
    "legacy": "legacy",
    "concentration": "concentration",
    "overlaps": "overlaps",
    "coverage": "coverage",
}

NAMES = tuple(_MODULES)


def question(name: str) -> Question:
    """The question of that name. Raises KeyError for a name that is not in NAMES."""
    found: Question = import_module(f"itmap.queries.{_MODULES[name]}").QUESTION
    return found


def questions() -> Iterator[Question]:
    """All questions, in the order in which people read them."""
    return map(question, NAMES)


__all__ = ["NAMES", "Answer", "Column", "Question", "Row", "column", "question", "questions"]
