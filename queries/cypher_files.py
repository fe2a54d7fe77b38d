"""The questions to explore in Neo4j: one Cypher file each in cypher/, with its plain question and its parameters.

A file opens with its question, what it shows and what it doesn't, its parameters with their types, and the lines that
set them in Neo4j Browser. To add one, copy a neighbour: this module finds it. Values are parameters, never in the text.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "cypher"

# What a value is read by, and how people write it.
_TYPES: Mapping[str, tuple[Callable[[str], Any], str]] = {
    "text": (str, "a text"),
    "date": (dt.date.fromisoformat, "a day such as 2026-04-01"),
    "whole number": (int, "a whole number"),
}
_PARAMETER = re.compile(r"^//   (\w+) \(([a-z ]+)\): (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Parameter:
    """A value that a file asks for: `type` is one of text, date and whole number."""

    name: str
    type: str
    meaning: str

    def read(self, text: str) -> Any:
        """The value that a user wrote. Raises ValueError."""
        reader, written = _TYPES[self.type]
        try:
            return reader(text)
        except ValueError as error:
            raise ValueError(f"{self.name} is {text!r}, which is not {written}: {self.meaning}.") from error


@dataclass(frozen=True)
class CypherFile:
    """A question in Cypher: `text` is the whole file, which Neo4j takes as it is."""

    name: str
    question: str
    parameters: tuple[Parameter, ...]
    text: str

    def values(self, written: Mapping[str, str]) -> dict[str, Any]:
        """The file's parameters with their values. Raises ValueError for one too few, too many or unreadable."""
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in written:
            if name not in known:
                raise ValueError(f"{self.name} has no parameter {name!r}. It has: {', '.join(known) or 'none'}.")
        for name, parameter in known.items():
            if name not in written:
                raise ValueError(f"{self.name} needs --param {name}=…, {parameter.meaning}.")
        return {name: parameter.read(written[name]) for name, parameter in known.items()}


@cache
def cypher_files() -> Mapping[str, CypherFile]:
    """All of them by name, in its order."""
    return {path.stem: _read(path) for path in sorted(FOLDER.glob("*.cypher"))}


def _read(path: Path) -> CypherFile:
    text = path.read_text(encoding="utf-8")
    first = text.partition("\n")[0].removeprefix("// ")
    parameters = tuple(Parameter(*found) for found in _PARAMETER.findall(text))
    return CypherFile(path.stem, first, parameters, text)
