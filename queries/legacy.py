"""What is old: the Legacy IT Risk Assessment Framework, to the letter, and blank until all its scores are there.

Source: Central Digital and Data Office, "Guidance on the Legacy IT Risk Assessment Framework" (GOV.UK, 2023).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from itmap.estate import Estate, Values
from itmap.model import LITRAF_IMPACT, LITRAF_LIKELIHOOD
from itmap.queries.answers import Question, Row, column
from itmap.settings import Settings

LEGACY_FROM = 3  # one likelihood score of this or more makes a system legacy
RED_FROM = 16  # of 30


@dataclass(frozen=True, kw_only=True)
class LegacyRow(Row):
    organisation: str = column("the council that runs it")
    system: str = column("the system")
    likelihood: float | None = column("how likely it is to fail: (mean + highest) / 2 of L1 to L7", "1-6")
    impact: float | None = column("how bad a failure would be: (mean + highest) / 2 of C1 to C6", "1-5")
    overall: float | None = column("likelihood times impact", "1-30")
    legacy: bool | None = column(f"whether any likelihood score is {LEGACY_FROM} or more")
    red: bool | None = column(f"whether the overall score is {RED_FROM} or more")
    missing: tuple[str, ...] = column("the scores that nobody has given")
    end_of_support: dt.date | None = column("the day on which its maker stops mending it", "date")
    past_support: bool | None = column("whether that day is past: a fact about a date, not a score")


def _ask(estate: Estate, _settings: Settings, _subject: str) -> tuple[list[LegacyRow], dict[str, Any]]:
    rows = [_row(id_, system, estate) for id_, system in estate.records("system").items()]
    coverage = {
        "systems": len(rows),
        "scored_in_full": sum(not row.missing for row in rows),
        "not_scored_at_all": sum(len(row.missing) == len(LITRAF_LIKELIHOOD) + len(LITRAF_IMPACT) for row in rows),
        "end_of_support_known": sum(row.end_of_support is not None for row in rows),
    }
    return sorted(rows, key=_worst_first), coverage


def _row(id_: str, system: Values, estate: Estate) -> LegacyRow:
    likelihood, impact = side(system, LITRAF_LIKELIHOOD), side(system, LITRAF_IMPACT)
    whole = overall(system)
    support = system["end_of_support"]
    return LegacyRow(
        organisation=estate.name(system["organisation"]),
        system=estate.name(id_),
        likelihood=likelihood,
        impact=impact,
        overall=whole,
        legacy=is_legacy(system),
        red=None if whole is None else whole >= RED_FROM,
        missing=tuple(name.upper() for name in (*LITRAF_LIKELIHOOD, *LITRAF_IMPACT) if system[name] is None),
        end_of_support=support,
        past_support=None if support is None else support < estate.as_of,
        rests_on=(id_,),
    )


def side(system: Values, names: Mapping[str, str]) -> float | None:
    """(mean + highest) / 2 of one side's scores; None until all of them are given."""
    scores: Sequence[int | None] = [system[name] for name in names]
    given = [score for score in scores if score is not None]
    return (fmean(given) + max(given)) / 2 if len(given) == len(scores) else None


def is_legacy(system: Values) -> bool | None:
    """Whether any likelihood score is 3 or more; None when no given one is and some are missing."""
    scores = [system[name] for name in LITRAF_LIKELIHOOD]
    if any(score is not None and score >= LEGACY_FROM for score in scores):
        return True
    return None if None in scores else False


def overall(system: Values) -> float | None:
    """Likelihood times impact, None without both."""
    likelihood, impact = side(system, LITRAF_LIKELIHOOD), side(system, LITRAF_IMPACT)
    return None if likelihood is None or impact is None else likelihood * impact


def _worst_first(row: LegacyRow) -> tuple[Any, ...]:
    return (
        -(row.overall or 0),
        row.legacy is not True,
        row.past_support is not True,
        row.system.casefold(),
        row.rests_on,
    )


QUESTION = Question(
    name="legacy",
    question="Which systems are old and risky, and which has nobody looked at?",
    method=(
        "Legacy IT Risk Assessment Framework (Central Digital and Data Office, 2023): likelihood and impact are each "
        "(mean + highest) / 2 of their scores, their product is the overall score, red from 16 of 30. A system whose "
        "scores aren't all given has no overall score. See docs/methods.md, Legacy."
    ),
    row=LegacyRow,
    needs=("system",),
    better_with=(),
    ask=_ask,
)
