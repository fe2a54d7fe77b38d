"""What is old: the Legacy IT Risk Assessment Framework, to the letter, and blank until all its scores are there.

Beside the scores stand facts about dates: support that has ended, contracts that have run out. They are no scores.

Source: Central Digital and Data Office, "Guidance on the Legacy IT Risk Assessment Framework" (GOV.UK, 2023).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from itmap.estate import Estate, Values
from itmap.model import LITRAF_IMPACT, LITRAF_LIKELIHOOD
from itmap.quantities import Interval
from itmap.queries.answers import Question, Row, column
from itmap.settings import Settings
from itmap.terms import CEILINGS, OUT_OF_CONTRACT, UNKNOWN, spoken, state

LEGACY_FROM = 3  # one likelihood score of this or more makes a system legacy
RED_FROM = 16  # of 30
_SCORES = {**LITRAF_LIKELIHOOD, **LITRAF_IMPACT}
_MOST_LIKELIHOOD, _MOST_IMPACT = 6, 5
NOTHING_SCORED = Interval(1.0, float(_MOST_LIKELIHOOD * _MOST_IMPACT))


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
    out_of_contract: bool | None = column("whether every contract that covers it has run out; not known without one")
    legacy_by_date: bool | None = column("whether support has ended or every contract has run out, whatever its scores")
    dated_reasons: tuple[str, ...] = column("the dates that make it so")
    to_score: tuple[str, ...] = column("what each missing score would say")


def _ask(estate: Estate, _settings: Settings, _subject: str) -> tuple[list[LegacyRow], dict[str, Any]]:
    covering = _covering(estate)
    rows = [_row(id_, system, covering[id_], estate) for id_, system in estate.records("system").items()]
    coverage = {
        "systems": len(rows),
        "scored_in_full": sum(not row.missing for row in rows),
        "not_scored_at_all": sum(len(row.missing) == len(LITRAF_LIKELIHOOD) + len(LITRAF_IMPACT) for row in rows),
        "end_of_support_known": sum(row.end_of_support is not None for row in rows),
        "contract_known": sum(row.out_of_contract is not None for row in rows),
        "legacy_by_date": sum(row.legacy_by_date is True for row in rows),
        "legacy_by_date_and_not_scored": sum(row.legacy_by_date is True and row.legacy is None for row in rows),
        "scores_missing": dict(sorted(Counter(score for row in rows for score in row.missing).items())),
    }
    return sorted(rows, key=_worst_first), coverage


def _covering(estate: Estate) -> defaultdict[str, list[str]]:
    """System to the contracts that cover it and have begun; those that were never let say nothing."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for id_, contract in estate.records("contract").items():
        begun = contract["start_date"] is None or contract["start_date"] <= estate.as_of
        if begun and contract["status"] not in ("pipeline", "withdrawn") and contract["type"] not in CEILINGS:
            for target in contract["covers"]:
                found[target].append(id_)
    return found


def _row(id_: str, system: Values, contracts: Sequence[str], estate: Estate) -> LegacyRow:
    likelihood, impact = side(system, LITRAF_LIKELIHOOD), side(system, LITRAF_IMPACT)
    whole = overall(system)
    support = system["end_of_support"]
    past = None if support is None else support < estate.as_of
    ran_out = [_ran_out(estate.records("contract")[contract], estate.as_of) for contract in contracts]
    out = False if False in ran_out else None if None in ran_out or not ran_out else True
    reasons = [f"support ended on {spoken(support)}"] if past else []
    reasons += ["every contract that covers it has run out"] if out else []
    missing = [name for name in _SCORES if system[name] is None]
    return LegacyRow(
        organisation=estate.name(system["organisation"]),
        system=estate.name(id_),
        likelihood=likelihood,
        impact=impact,
        overall=whole,
        legacy=is_legacy(system),
        red=None if whole is None else whole >= RED_FROM,
        missing=tuple(name.upper() for name in missing),
        end_of_support=support,
        past_support=past,
        out_of_contract=out,
        legacy_by_date=True if reasons else False if past is False and out is False else None,
        dated_reasons=tuple(reasons),
        to_score=tuple(f"{name.upper()}: {_SCORES[name]}" for name in missing),
        rests_on=(id_, *contracts),
    )


def _ran_out(contract: Values, as_of: dt.date) -> bool | None:
    """Whether a contract has run out, by its own dates or the register's word; None where neither is known."""
    if contract["status"] == "ended":
        return True
    stands = state(contract, as_of)
    return None if stands == UNKNOWN else stands == OUT_OF_CONTRACT


def side(system: Values, names: Mapping[str, str]) -> float | None:
    """(mean + highest) / 2 of one side's scores; None until all of them are given."""
    scores: Sequence[int | None] = [system[name] for name in names]
    given = [score for score in scores if score is not None]
    return _worth(given) if len(given) == len(scores) else None


def _worth(scores: Sequence[int]) -> float:
    return (sum(scores) / len(scores) + max(scores)) / 2


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


def possible_overall(system: Values) -> Interval[float]:
    """All that the overall score may be: each missing score at its least, and at its most.

    Both ends are reached, as a side's mean and highest rise with each of its scores.
    """

    likelihood, impact = ([system[name] for name in names] for names in (LITRAF_LIKELIHOOD, LITRAF_IMPACT))
    if not any(likelihood) and not any(impact):
        return NOTHING_SCORED
    least, most = (
        _worth([score or end for score in likelihood]) * _worth([score or other for score in impact])
        for end, other in ((1, 1), (_MOST_LIKELIHOOD, _MOST_IMPACT))
    )
    return Interval(least, most)


def _worst_first(row: LegacyRow) -> tuple[Any, ...]:
    return (
        -(row.overall or 0),
        row.legacy is not True,
        row.legacy_by_date is not True,
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
    better_with=("contract",),
    ask=_ask,
)
