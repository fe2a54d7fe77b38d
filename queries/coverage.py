"""Coverage: what isn't known, and which ten facts, once known, would most narrow the answers.

What a fact is worth is what would close of the open width of each answer if it were known: the mean over all that it
may turn out to be, each as likely as any other, everything else staying as unknown as it is (the expected value of
perfect information on one input, with an interval's width for its loss; Howard, Information value theory, 1966). Each
answer counts the same, whatever it is measured in. `queries/unknowns.py` has the facts of each register.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from itmap import model
from itmap.estate import Estate
from itmap.labels import labels
from itmap.queries.answers import Question, Row, column
from itmap.queries.missing import ANSWERS, Fact
from itmap.queries.unknowns import unknown_facts
from itmap.settings import Settings

MOST = 10


@dataclass(frozen=True, kw_only=True)
class CoverageRow(Row):
    rank: int = column("1 is the fact that would narrow the answers most")
    register: str = column("the sheet on which the fact is missing")
    record: str = column("the contract, system, service or integration")
    organisation: str = column("the council whose it is")
    missing: tuple[str, ...] = column("the headings of the cells that are empty")
    worth: float = column("how much of what the answers leave open it would close, the mean over them", "0-1")
    closes: Mapping[str, float] = column("how much of what each answer leaves open it would close", "0-1", keys=ANSWERS)


def _ask(estate: Estate, settings: Settings, _subject: str) -> tuple[list[CoverageRow], dict[str, Any]]:
    found = unknown_facts(estate, settings)
    open_ = [answer for answer in ANSWERS if found.open[answer] > 0]
    names = labels(estate)

    def worth(fact: Fact) -> float:
        return sum(width / found.open[answer] for answer, width in fact.closes.items()) / len(open_)

    # Names are looked up for those alone that may be among the ten: an integration's is made of two others.
    worths = [round(worth(fact), 12) for fact in found.facts] if open_ else []
    least = min(heapq.nlargest(MOST, worths), default=0.0)
    ranked = heapq.nsmallest(
        MOST,
        (
            (-its, names[fact.record], fact.record, fact.fields)
            for its, fact in zip(worths, found.facts, strict=bool(open_))
            if its >= least
        ),
    )
    by_id = {(fact.record, fact.fields): fact for fact in found.facts}
    rows = []
    for rank, (minus, _, record, fields) in enumerate(ranked, 1):
        fact = by_id[record, fields]
        register = model.BY_NAME[estate.register_of(record)]
        rows.append(
            CoverageRow(
                rank=rank,
                register=register.sheet,
                record=names[record],
                organisation=estate.name(estate.by_id(register.name, "organisation")[record]),
                missing=tuple(register.field(name).heading for name in fields),
                worth=-minus,
                closes={
                    answer: fact.closes.get(answer, 0.0) / found.open[answer] if answer in open_ else 0.0
                    for answer in ANSWERS
                },
                rests_on=(record,),
            )
        )
    about = {"open": dict(found.open), "facts_unknown": len(found.facts), "facts_not_tried": found.not_tried}
    return rows, {**about, **_blanks(estate)}


def _blanks(estate: Estate) -> dict[str, Mapping[str, str]]:
    """Of each register, how many records lack what the answers ask for: `12 of 40`, by heading."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for register, field in _asked_for():
        values = estate.column(register.name, field.name)
        blank = sum(value in (None, (), model.UNKNOWN) for value in values)
        if blank:
            found[f"{register.sheet.casefold()}_without"][field.heading] = f"{blank:,} of {len(values):,}"
    return dict(found)


def _asked_for() -> Iterator[tuple[model.Register, model.Field]]:
    for name, fields in {
        "contract": "suppliers role end_date renewal renewal_period notice_period value value_basis covers",
        "system": "vendors kind services users annual_cost api data_export substitutability functional_fit "
        "technical_fit capability",
        "service": "statutory criticality systems",
        "integration": "dependence",
    }.items():
        yield from ((model.BY_NAME[name], model.BY_NAME[name].field(field)) for field in fields.split())


QUESTION = Question(
    name="coverage",
    question="What don't we know, and which ten facts would most narrow the answers?",
    method=(
        "For every fact that is missing: how much of the open width of each answer would close if it were known, the "
        "mean over all that it may turn out to be, each as likely as any other, all else staying unknown. Each answer "
        "counts the same. See docs/methods.md, Coverage."
    ),
    row=CoverageRow,
    needs=(),
    better_with=("contract", "system", "service", "integration"),
    ask=_ask,
)
