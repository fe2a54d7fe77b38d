"""What a contract's terms say on a day: its state, whether it counts, and when it lets us out.

The rules are the table "When a contract lets us out" of the project's interfaces (docs/methods.md prints it). Nothing
here reads the clock.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

FIXED_TERM = "fixed term"
RENEWS = "renews automatically"
ROLLING = "rolling"
OUT_OF_CONTRACT = "out of contract"
UNKNOWN = "unknown"

Counting = Literal["certain", "possible", "no"]


def state(contract: Mapping[str, Any], as_of: dt.date) -> str:
    """How the contract stands on the day: one of the five words above. `contract` holds the fields of the model."""
    renewal, end, maximum_end = contract["renewal"], contract["end_date"], contract["maximum_end_date"]
    if renewal == "rolling":
        return ROLLING
    if renewal not in ("none", "automatic") or end is None:
        return UNKNOWN
    last_day = end if renewal == "none" else maximum_end
    if last_day is not None and last_day < as_of:
        return OUT_OF_CONTRACT
    return FIXED_TERM if renewal == "none" else RENEWS


def counts(contract: Mapping[str, Any], as_of: dt.date) -> Counting:
    """Whether what the contract covers stops with its suppliers: for certain, possibly, or not at all."""
    dead = contract["status"] in ("pipeline", "ended", "withdrawn")
    not_begun = contract["start_date"] is not None and contract["start_date"] > as_of
    if dead or not_begun or contract["role"] in ("resells", "consults") or contract["type"] in ("framework", "DPS"):
        return "no"
    known_role = contract["role"] in ("supplies", "hosts", "licenses", "supports")
    known_state = state(contract, as_of) in (FIXED_TERM, RENEWS, ROLLING)
    return "certain" if known_role and known_state else "possible"
