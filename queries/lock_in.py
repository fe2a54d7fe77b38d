"""Lock-in: six criteria of what holds us to a supplier group, 0 free to 1 held, and the ranks that follow from them.

A criterion is an interval when its inputs are unknown, and so is the score (`itmap.queries.lock_in_profiles`). The rank
acceptability says how often a group would come first, second … whatever the weights and the unknowns are
(`itmap.queries.smaa`). A system or a contract has its criteria and no rank.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from itmap.estate import Estate
from itmap.labels import labels
from itmap.money import known_annual_values
from itmap.quantities import Interval
from itmap.queries.answers import Question, Row, column
from itmap.queries.lock_in_acts import Case, driver
from itmap.queries.lock_in_profiles import Profile, Profiles
from itmap.queries.smaa import Floats, drawn_weights, likeliest_ranks, mean_scores, rank_acceptability
from itmap.queries.subjects import found
from itmap.settings import CRITERIA, LockInSettings, Settings
from itmap.terms import counts

_KINDS = ("supplier", "system", "contract")
_KINDS_SAID = "A subject is the name of a supplier or a system, the title of a contract, or a reference."
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


@dataclass(frozen=True)
class Score:
    """The weighted sum of the criteria, 0-1: with each at its lowest, with each at its highest, and on average."""

    low: float
    high: float
    mean: float


@dataclass(frozen=True, kw_only=True)
class LockInRow(Row):
    supplier: str = column("the supplier group, by its ultimate owner; of a system or a contract, those behind it")
    assessed: bool = column("whether enough of the six criteria are known, three unless set; without, there is no rank")
    score: Score = column("the weighted sum of the criteria: lowest, highest, and mean over the unknowns", "0-1")
    criteria: Mapping[str, Interval[float]] = column("each criterion: 0 free, 1 held", "0-1", keys=CRITERIA)
    rank_acceptability: tuple[float, ...] = column(
        "how often the group is the most held, the second most … over weights and unknowns; empty without a rank",
        "share of draws",
    )
    coverage: Mapping[str, int] = column(
        "how many criteria are known, and how many records they rest on",
        keys=(
            "criteria_known",
            "criteria",
            "contracts",
            "contracts_counting",
            "contracts_with_annual_value",
            "systems",
        ),
    )
    rank_in_words: str = column("the ranks that it has in nearly all weightings; empty without a rank")
    driver: str | None = column("the criterion whose improvement would move the score most; null when nothing holds us")
    driver_effect: Interval[float] | None = column("by how much the score would fall if that criterion were 0", "0-1")
    act: str = column("what would improve it")
    kind: str = column("supplier, or of a subject also system or contract: these have no rank")
    name: str = column("what the row is about")


def scores(estate: Estate, settings: Settings) -> dict[str, Interval[float]]:
    """The lock-in score of every supplier group that has a row, by the group's id: 0-1, lowest to highest."""
    scored = _scores(Profiles.of(estate, settings).of_groups, settings.lock_in)
    return {group: Interval(score.low, score.high) for group, score in scored.items()}


def _ask(estate: Estate, settings: Settings, subject: str) -> tuple[list[LockInRow], dict[str, Any]]:
    profiles = Profiles.of(estate, settings)
    groups = profiles.of_groups
    ranked = _ranks(groups, settings.lock_in)
    coverage = {"supplier_groups": len(groups), "supplier_groups_assessed": len(ranked), **profiles.paid.coverage}
    if not subject:
        return _rows("supplier", groups, ranked, estate, settings), coverage
    names = labels(estate)
    kind, record = found(estate, subject, names, _KINDS, _KINDS_SAID)
    about = {"subject": names[record], "subject_kind": kind}
    systems, contracts = ([record] if kind == each else [] for each in ("system", "contract"))
    rows = []
    if kind == "supplier" and record in groups:
        rows = _rows("supplier", {record: groups[record]}, ranked, estate, settings)
        systems, contracts = list(groups[record].systems), list(groups[record].contracts)
    rows += _rows("system", {id_: profiles.of_system(id_) for id_ in systems}, {}, estate, settings)
    rows += _rows("contract", {id_: profiles.of_contract(id_) for id_ in contracts}, {}, estate, settings)
    return rows, {**about, **coverage}


def _rows(
    kind: str,
    profiles: Mapping[str, Profile],
    ranked: Mapping[str, tuple[float, ...]],
    estate: Estate,
    settings: Settings,
) -> list[LockInRow]:
    """A row a profile: those with a rank first, the most held of them first; then by name."""
    scored, names = _scores(profiles, settings.lock_in), labels(estate)
    called = estate.groups.names if kind == "supplier" else names
    weights = dict(zip(CRITERIA, _weights(settings.lock_in).tolist(), strict=True))

    def place(id_: str) -> tuple[bool, float, str, str]:
        return id_ not in ranked, -scored[id_].mean if id_ in ranked else 0, called[id_], id_

    rows = []
    for id_ in sorted(profiles, key=place):
        profile, ranks = profiles[id_], ranked.get(id_, ())
        drives = driver(Case(profile, estate, settings, names), weights)
        rows.append(
            LockInRow(
                kind=kind,
                name=called[id_],
                supplier=called[id_] if kind == "supplier" else _behind(kind, id_, profile, estate),
                assessed=id_ in ranked,
                score=scored[id_],
                criteria=profile.criteria,
                rank_acceptability=ranks,
                rank_in_words=in_words(ranks, settings.lock_in.sure_share) if ranks else "",
                driver=drives.criterion if drives else None,
                driver_effect=drives.effect if drives else None,
                act=drives.act if drives else "",
                coverage=_coverage(profile, estate),
                rests_on=profile.rests_on,
            )
        )
    return rows


def _behind(kind: str, id_: str, profile: Profile, estate: Estate) -> str:
    """The supplier groups that make, host or have a contract for a system, or that a contract names."""
    row = estate.records(kind)[id_]
    suppliers = row["suppliers"] if kind == "contract" else (*row["vendors"], *row["hosts"])
    suppliers = [
        *suppliers,
        *(who for key in profile.contracts for who in estate.records("contract")[key]["suppliers"]),
    ]
    return "; ".join(sorted({estate.groups.names[estate.groups.of[who]] for who in suppliers}))


def in_words(shares: tuple[float, ...], sure: float) -> str:
    """A rank acceptability as people say it: `first or second of 38 in 93 % of weightings`.

    The fewest ranks in a row that hold at least `sure` of the draws; the per cent are rounded down.
    """
    first, last, share = likeliest_ranks(shares, sure)
    between = " or " if last == first + 1 else " to "
    ranks = _ordinal(first) if first == last else f"{_ordinal(first)}{between}{_ordinal(last)}"
    return f"{ranks} of {len(shares)} in {int(share * 100 + 1e-6)} % of weightings"


def _ordinal(rank: int) -> str:
    if rank <= len(_ORDINALS):
        return _ORDINALS[rank - 1]
    ending = "th" if rank % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{rank}{ending}"


def _weights(settings: LockInSettings) -> Floats:
    weights: Floats = np.array([settings.weights[name] for name in CRITERIA], dtype=float)
    weights /= weights.sum()
    return weights


def _scores(profiles: Mapping[str, Profile], settings: LockInSettings) -> dict[str, Score]:
    weights = _weights(settings)
    low, high = _ends(profiles.values())
    means = mean_scores(low, high, weights, settings.draws, settings.seed)
    ends = zip(profiles, *((each * weights).sum(axis=1).tolist() for each in (low, high)), means.tolist(), strict=True)
    # Rounding may put the mean of what is exact a hair outside its ends.
    return {id_: Score(least, most, min(max(mean, least), most)) for id_, least, most, mean in ends}


def _ranks(groups: Mapping[str, Profile], settings: LockInSettings) -> dict[str, tuple[float, ...]]:
    assessed = {group: profile for group, profile in groups.items() if profile.known >= settings.fewest_known_criteria}
    ranges = [settings.weight_ranges.get(name, (0.0, 1.0)) for name in CRITERIA]
    weights = drawn_weights(ranges, settings.draws, settings.seed)
    ranks = rank_acceptability(*_ends(assessed.values()), weights, settings.seed)
    return dict(zip(assessed, map(_shares, ranks), strict=True))


def _shares(shares: Floats) -> tuple[float, ...]:
    """A row of shares as a tuple in which equal ones are one object: thousands of groups have millions of zeros."""
    values, places = np.unique(shares, return_inverse=True)
    return tuple(map(values.tolist().__getitem__, places.tolist()))


def _ends(profiles: Collection[Profile]) -> tuple[Floats, Floats]:
    """The lowest and the highest of the criteria: a row a profile, a column a criterion."""

    def end(which: str) -> Floats:
        ends: Iterable[list[float]] = ([getattr(each.criteria[name], which) for name in CRITERIA] for each in profiles)
        return np.array(list(ends), dtype=float).reshape(len(profiles), len(CRITERIA))

    return end("low"), end("high")


def _coverage(profile: Profile, estate: Estate) -> dict[str, int]:
    rows, annual = estate.records("contract"), known_annual_values(estate)
    return {
        "criteria_known": profile.known,
        "criteria": len(CRITERIA),
        "contracts": len(profile.contracts),
        "contracts_counting": sum(counts(rows[id_], estate.as_of) != "no" for id_ in profile.contracts),
        "contracts_with_annual_value": sum(annual[id_] is not None for id_ in profile.contracts),
        "systems": len(profile.systems),
    }


QUESTION = Question(
    name="lock-in",
    question="Which suppliers hold us hardest, and how sure is that?",
    method=(
        "Six criteria from 0 (free) to 1 (held), weighted as the settings say; an unknown input spans its own scale. "
        "Ranks by SMAA-2 (Lahdelma and Salminen 2001): every weighting and every value of the unknowns that is "
        "possible is as likely as any other, drawn 10,000 times unless the settings say otherwise. Of a subject: its "
        "criteria, and for a supplier those of its systems and contracts, without ranks."
    ),
    row=LockInRow,
    needs=("supplier",),
    better_with=("contract", "system", "service", "integration"),
    ask=_ask,
    subject="supplier, system or contract",
    subject_optional=True,
)
