"""The sections of the report: each a question, a paragraph that answers it, its figure, and what it does not say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from itmap import model
from itmap.estate import Estate
from itmap.queries import Answer, Question
from itmap.reports.decisions import NOTICE, alive, called, dated
from itmap.reports.figures import FIGURES, Figure, apart, reach, unjudged, what_stops, worth_replacing
from itmap.reports.pictures import Picture
from itmap.reports.prompts import prompt_words
from itmap.reports.sources import Finder
from itmap.reports.spending import concentration, money_words, overlap_words, overlaps
from itmap.reports.start_small import small_words
from itmap.reports.tables import Table, because, first_held, hardest, loosens, place, score
from itmap.reports.together import together, together_words
from itmap.reports.words import (
    NOT_ASSESSED,
    Part,
    Text,
    be,
    capital,
    count,
    day,
    have,
    listed,
    listed_names,
    lower,
    of_all,
    points,
)
from itmap.settings import Settings
from itmap.terms import FIXED_TERM, OUT_OF_CONTRACT, RENEWS, ROLLING, UNKNOWN


@dataclass(frozen=True)
class Section:
    """`name` is the id of its place in the page; without what it needs it has no figure and says what it `lacks`."""

    name: str
    question: str
    answer: Text
    figure: Figure | None
    limits: tuple[str, ...]
    lacks: str
    also: tuple[Table, ...] = ()
    more: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class _Writing:
    """What is written about one question: its heading for members, and what it does not say."""

    question: str
    would_say: str
    paragraph: Callable[[Answer, Estate], Text]
    limits: tuple[str, ...]


def section(question: Question, answer: Answer | None, estate: Estate, settings: Settings) -> Section:
    """The section of one question; `answer` is None where a register that it needs holds nothing."""
    writing = _WRITING[question.name]
    if answer is None:
        lacks = f"Needs the {_registers(missing(question, estate))}: with it, this section says {writing.would_say}."
        if estate.left_out and missing(question, estate) == ["contract"]:
            lacks = f"The register holds no contract for IT. With one, this section says {writing.would_say}."
        return Section(question.name, writing.question, (), None, (), lacks)
    poorer = [register for register in question.better_with if not estate.records(register)]
    lacks = ""
    if poorer:
        lacks = f"It would say more with the {_registers(poorer)}: without, what rests on it is not known."
    figure = _FIGURES[question.name](answer, estate, settings)
    return Section(question.name, writing.question, writing.paragraph(answer, estate), figure, writing.limits, lacks)


def missing(question: Question, estate: Estate) -> list[str]:
    """The registers that a question can't do without and that hold nothing."""
    return [register for register in question.needs if not estate.records(register)]


def _registers(names: list[str]) -> str:
    sheets = [model.BY_NAME[name].sheet.lower() for name in names]
    return f"{listed(sheets, len(sheets))} register{'' if len(sheets) == 1 else 's'}"


def _chokepoints(answer: Answer, estate: Estate) -> Text:
    one, (rows, below) = what_stops(answer), apart(answer)
    sure = [row for row in rows if reach(row, one)[0]]
    maybe = [row for row in rows if reach(row, one)[1]]
    supposing = "Suppose that everything one supplier group makes, hosts or runs for us stopped at once. "
    if not maybe:
        return (supposing, f"No supplier group is known to stop a {one}.")
    parts: list[Part] = [
        supposing,
        f"{capital(count(len(sure), 'supplier group'))} would stop at least one {one} for certain",
        f"; {count(len(maybe) - len(sure), 'other')} might, depending on things that nobody has recorded. "
        if len(maybe) > len(sure)
        else ". ",
        "The furthest reaching are " if len(maybe) > 1 else "It is ",
    ]
    parts += [*listed_names(_leaders(estate, maybe[:3])), "."]
    if below:
        parts += [
            " Suppliers of platforms and infrastructure alone, on which much of the rest runs, are listed apart: ",
            *listed_names(_leaders(estate, below)),
            ".",
        ]
    return parts


def _leaders(estate: Estate, rows: list[Any]) -> list[Part]:
    finder = Finder(estate)
    return [finder.name("supplier", row.supplier, row.rests_on) for row in rows]


def _lock_in(answer: Answer, estate: Estate) -> Text:
    assessed = [row for row in answer.rows if row.assessed]
    every = count(len(answer.rows), "supplier group")
    six = (
        "Six things make a supplier hard to leave: time still committed, systems closed to others, links to our "
        "other systems, services that depend on it, systems that are hard to replace, and its share of our spending. "
    )
    if not answer.rows:
        return ("No supplier is known to make, host or run anything.",)
    if not assessed:
        none = "The one supplier group" if len(answer.rows) == 1 else f"None of {every}"
        return (six, f"{none} can be assessed: fewer than three of the six are known of it. {_to_collect(answer)}")
    first = first_held(assessed)
    others = [row for row in assessed if row is not first]
    parts: list[Part] = [
        six,
        f"Of {every}, {len(assessed):,} could be assessed: at least three of the six are known. ",
        *_leaders(estate, [first]),
        f" {hardest(first)}, with {points(score(first))} points of 100. How much each of the six should "
        f"count is a matter of opinion, so many weightings were tried: it is {place(first)}. "
        f"To loosen its hold: {lower(loosens(first))} ",
    ]
    if others:
        parts += [
            "Next come " if len(others) > 1 else "Next comes ",
            *listed_names(_leaders(estate, others[:3])),
            ".",
        ]
    return parts


_TO_COLLECT = {
    "committed_term": "when their contracts end, whether they renew, and the notice they need",
    "openness": "whether their systems can share data with others, and let it be taken out",
    "entanglement": "how their systems are connected with others",
    "dependence": "which services run on their systems",
    "alternatives": "how hard their systems would be to replace",
    "supplier_share": "what their contracts cost in a year",
}


def _to_collect(answer: Answer) -> str:
    """What is known of no supplier group, and so would say the most if it were recorded."""
    unknown = [
        words
        for name, words in _TO_COLLECT.items()
        if all((row.criteria[name].low, row.criteria[name].high) == (0, 1) for row in answer.rows)
    ]
    return f"Nowhere recorded is {'; '.join(unknown)}." if unknown else ""


_STATES = (
    (FIXED_TERM, "ends on a fixed day", "end on a fixed day"),
    (RENEWS, "renews by itself unless we give notice in time", "renew by themselves unless we give notice in time"),
    (ROLLING, "rolls on until somebody gives notice", "roll on until somebody gives notice"),
    (OUT_OF_CONTRACT, "has run past its recorded end", "have run past their recorded end"),
    (UNKNOWN, "says too little to be placed", "say too little to be placed"),
)


def _exits(answer: Answer, estate: Estate) -> Text:
    live = [row for row in answer.rows if alive(row.status)]
    states = Counter(row.state for row in live)
    every, over = len(live), len(answer.rows) - len(live)
    said = [
        f"{'all' if states[state] == every > 1 else f'{states[state]:,}'} {one if states[state] == 1 else many}"
        for state, one, many in _STATES
        if states[state]
    ]
    parts: list[Part] = [f"Of {count(every, 'contract')}, {'; '.join(said)}. "]
    if len(said) == 1:
        (words,) = ((one, many) for state, one, many in _STATES if states[state])
        parts = [f"{capital(of_all(every, every, 'contract'))} {words[every > 1]}. "]
    if not live:
        parts = []
    if states[UNKNOWN]:
        parts.append("Too little means that nobody recorded whether it renews, or when it ends. ")
    if over:
        parts.append(f"{capital(count(over, 'other'))} {be(over)} over or not yet let. ")
    notices = [(event.day, row) for row, events in dated(answer, estate) for event in events if event.kind == NOTICE]
    if notices:
        first, row = min(notices, key=lambda pair: (pair[0], called(pair[1])))
        parts += ["The next notice day is ", day(first), ", for "]
        parts += [Finder(estate).name("contract", called(row), row.rests_on), "."]
    return [*parts, *prompt_words(answer)]


def _candidates(answer: Answer, estate: Estate) -> Text:
    worth = [row for row in answer.rows if worth_replacing(row)]
    unknown = sum(row.quadrant == NOT_ASSESSED for row in answer.rows)
    if unknown == len(answer.rows):
        which = "the one system" if unknown == 1 else f"any of the {unknown:,} systems"
        return (
            f"Nobody has scored how well {which} in use fits, so nothing can be said. Two scores from 1 to 4 for each "
            "system are enough to begin: how well it does what its users need, and how sound it is to run.",
        )
    parts: list[Part] = [
        f"{capital(of_all(len(worth), len(answer.rows), 'system'))} in use {'is' if len(worth) < 2 else 'are'} scored "
        f"low for technical soundness{', and worth a look' if worth else ''}. ",
        f"For {unknown:,} nobody has scored how well they fit. " if unknown else "",
    ]
    if not worth:
        return parts
    first, finder = worth[0], Finder(estate)
    return [
        *parts,
        f"{'It comes' if len(worth) == 1 else f'The {len(worth):,} come'} in the order of small, safe steps: what is "
        "sure to be gained, less the difficulty that there may be. First comes ",
        finder.name("system", first.system, first.rests_on),
        f": {because(first, estate, finder)}. First step: {lower(first.first_step)}",
        *small_words(worth, estate),
    ]


def _legacy(answer: Answer, _estate: Estate) -> Text:
    scored = [row for row in answer.rows if row.overall is not None]
    red = sum(bool(row.red) for row in scored)
    past = sum(bool(row.past_support) for row in answer.rows)
    blank = sum(row.end_of_support is None for row in answer.rows)
    if unjudged(answer):
        which = "the one system" if blank == 1 else f"any of the {blank:,} systems"
        return (
            f"Nobody has scored {which} for legacy risk, or recorded how long the maker supports it, so nothing can be "
            "said. The end of support is the quickest to find out.",
        )
    return (
        f"{capital(of_all(len(scored), len(answer.rows), 'system'))} {have(len(scored))} been scored in full for "
        "legacy risk",
        f", of which {({0: 'none', 1: 'one'}).get(red, red)} {be(red or 2)} red. " if scored else ". ",
        f"{capital(count(past, 'system'))} {be(past)} no longer supported by the maker. " if past else "",
        f"For {of_all(blank, len(answer.rows), 'system')} nobody has recorded how long support lasts." if blank else "",
    )


_FIGURES = {**FIGURES, "together": together, "concentration": concentration, "overlaps": overlaps}

_WRITING: Mapping[str, _Writing] = {
    "chokepoints": _Writing(
        "What can one supplier stop?",
        "which services depend on each supplier",
        _chokepoints,
        (
            "It is a supposition, not a forecast: nothing here says how likely a supplier is to fail.",
            "Only what a register holds can show. A connection that nobody listed is not counted.",
            "How long a service could go on by hand is not counted: a service that stops here may have a workaround.",
        ),
    ),
    "lock-in": _Writing(
        "Who are we locked in to?",
        "how hard each supplier would be to leave",
        _lock_in,
        (
            "To be held by a supplier is not to be served badly by it: the points say how hard leaving would be, not "
            "whether we should.",
            "The points put suppliers in order. They are not pounds, and not a chance of anything.",
            "A supplier that is not assessed may hold us as hard as any other.",
        ),
    ),
    "exits": _Writing(
        "When can we leave?",
        "when each contract lets us out and what must be done by when",
        _exits,
        (
            "Every date holds unless the contract has a break clause that the register doesn't record.",
            "The dates follow from what the register says. They are no legal advice: read the contract before acting.",
            "What stands under what to ask advice about is a prompt to ask, not a conclusion on what the law allows.",
        ),
    ),
    "together": _Writing(
        "What could we buy anew together?",
        "which contracts end together, or could",
        together_words,
        (
            "That contracts can end together is no reason to buy one large contract: it can as well be split up.",
            "Whether it would save money is not known here.",
        ),
    ),
    "candidates": _Writing(
        "What should we replace first?",
        "which systems are worth replacing and easy enough to begin with",
        _candidates,
        (
            "A place in this list is a reason to look, not a decision: no user has been asked and no price compared.",
            "What a replacement would cost is not known here.",
        ),
    ),
    "legacy": _Writing(
        "What is old?",
        "how great the legacy risk of each system is",
        _legacy,
        (
            "The scores are officers' own judgements on the government's legacy IT risk framework.",
            "A system that is not scored is not thereby safe.",
        ),
    ),
    "concentration": _Writing(
        "Where does the money go?",
        "how much each supplier is paid, and how few share the spending",
        money_words,
        (
            "It counts contracts, not invoices: what was really paid may be more or less.",
            "A large share is not by itself too large. No rule says how many suppliers a council should have.",
        ),
    ),
    "overlaps": _Writing(
        "What do we run twice?",
        "which purposes are served by more than one system",
        overlap_words,
        (
            "Two systems with one purpose in the register may do different work: it is a reason to compare them.",
            "What would be saved is not known here: ending one of two systems costs money first.",
        ),
    ),
}
