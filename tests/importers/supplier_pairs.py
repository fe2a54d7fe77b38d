"""The labelled pairs of supplier names: our own judgement of names as councils publish them, with the reason.

`same` is one company; `different` two; `parent` two of which `other` owns `one`, so that no rule may merge them.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple


class Pair(NamedTuple):
    one: str
    other: str
    verdict: str
    reason: str


def pairs() -> list[Pair]:
    with Path(__file__).with_name("supplier_pairs.csv").open(encoding="utf-8", newline="") as file:
        return [Pair(**row) for row in csv.DictReader(file)]
