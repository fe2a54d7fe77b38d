"""A table of the report: every row has a heading, and a last cell that says how we know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from itmap import model
from itmap.estate import Estate
from itmap.quantities import Interval
from itmap.queries import Answer
from itmap.reports.decisions import called, decisions, due, pressing, status
from itmap.reports.sources import Finder, places
from itmap.reports.words import (
    NOT_ASSESSED,
    NOT_KNOWN,
    NOT_SCORED,
    Fold,
    Name,
    Part,
    Text,
    capital,
    count,
    day,
    days,
    listed,
    listed_names,
    name,
    number,
    percent,
    points,
    short_numbers,
    span,
)

HOW = "How we know"
MOST_NAMES = 40  # in one fold: the card holds all, and more would make the file of a large estate too big to open
CRITERIA = {
    "committed_term": "Time still committed",
    "openness": "Closed to other systems",
    "entanglement": "Links to our other systems",
    "dependence": "Services that depend on it",
    "alternatives": "Hard to replace",
    "supplier_share": "Share of spending",
}


@dataclass(frozen=True)
class Heading:
    """A column's heading. `kind`: `number`, set to the right; `words`, that need room; `how`, left out on paper."""

    text: str
    kind: str = ""


@dataclass(frozen=True)
class Line:
    """One row: its own heading, a cell for each heading between the first and the last, and how we know."""

    head: Text
    cells: tuple[Text, ...]
    how: Text


@dataclass(frozen=True)
class Table:
    """`name` is the id of its place in the page. `note` stands below it."""

    name: str
    caption: str
    headings: tuple[Heading, ...]
    lines: tuple[Line, ...]
    note: str = ""


def how(estate: Estate, rests_on: Iterable[str], words: Text = (), head: Part = "") -> Text:
    """The last cell of a row: its explanation and the records it rests on, each leading to its rows of files.

    A supplier group that is the `head` of its row isn't named again, where it is no owner of others.
    """
    held = set(rests_on)
    if isinstance(head, Name) and held & estate.records("supplier").keys() == {head.record}:
        held.remove(head.record)
    parts: list[Part] = [*words, " "] if words else []
    total = 0
    for register in model.REGISTERS:
        order = places(estate)[register.name]
        own = sorted(held & order.keys(), key=order.__getitem__)
        if register.name == "organisation" or not own:
            continue
        total += len(own)
        shown: list[Part] = [name(estate, id_) for id_ in own[:MOST_NAMES]]
        parts += [f"{register.sheet}: ", *listed_names([*shown, *own[MOST_NAMES:]], MOST_NAMES), ". "]
    return (Fold(count(total, "record"), tuple(parts)),) if parts else ()


def folded(names: Sequence[Name | str], one: str, keep: int = 3) -> Text:
    """Names in a cell: a few as they are, many behind their number."""
    if not names:
        return (f"no {one}s",)
    if len(names) <= keep:
        return tuple(listed_names(names, keep))
    return (Fold(count(len(names), one), tuple(listed_names(names, MOST_NAMES))),)


def chokepoints_table(rows: Sequence[Any], estate: Estate, *, below: bool = False) -> Table:
    """A row for every supplier group, in the order given. `below`: they supply platforms or infrastructure alone."""
    finder = Finder(estate)
    lines = [
        Line(
            (head := finder.name("supplier", row.supplier, row.rests_on),),
            (
                (short_numbers(row.statutory_services_stopped),),
                stops(finder, "service", row.services_stopped),
                stops(finder, "service", row.services_possibly_stopped, row.services_stopped),
                stops(finder, "system", row.systems_stopped),
                stops(finder, "system", row.systems_possibly_stopped, row.systems_stopped),
            ),
            how(estate, row.rests_on, _chains(row), head),
        )
        for row in rows
    ]
    headings = (
        Heading("Supplier group"),
        Heading("Statutory services that stop", "number"),
        Heading("Services that stop for certain"),
        Heading("Services that possibly stop as well"),
        Heading("Systems that stop for certain"),
        Heading("Systems that possibly stop as well"),
        Heading(HOW, "how"),
    )
    caption = "What stops if everything a supplier group supplies stops"
    if below:
        return Table("below-table", f"{caption}: platforms and infrastructure", headings, tuple(lines))
    return Table("chokepoints-table", caption, headings, tuple(lines))


def stops(finder: Finder, register: str, names: Sequence[str] | None, but: Sequence[str] | None = ()) -> Text:
    """A cell with the names of what stops, without those that stand in another cell; None is not known."""
    if names is None:
        return (NOT_KNOWN,)
    others = set(but or ())
    return folded(finder.names(register, [one for one in names if one not in others]), register, keep=1)


def _chains(row: Any) -> Text:
    """What stops what, from the supplier to each service."""
    chains = list((row.why or {}).items())
    said = [
        f"{service}{'' if service in row.services_stopped else ' (possibly)'}: {' > '.join(chain)}. "
        for service, chain in chains[:MOST_NAMES]
    ]
    return (*said, f"And {len(chains) - MOST_NAMES:,} more. ") if len(chains) > MOST_NAMES else tuple(said)


def score(row: Any) -> Interval[float]:
    """What a supplier group's lock-in may be, 0-1."""
    return Interval(row.score.low, row.score.high)


def lock_in_table(rows: Sequence[Any], estate: Estate) -> Table:
    """A row for every supplier group, those not assessed at the end."""
    finder = Finder(estate)
    lines = [
        Line(
            (head := finder.name("supplier", row.supplier, row.rests_on),),
            (
                (span(score(row)) if row.assessed else NOT_ASSESSED,),
                (capital(place(row)) if row.assessed else NOT_ASSESSED,),
                (_driver(row),),
                (loosens(row),),
                *((span(row.criteria[name_]),) for name_ in CRITERIA),
            ),
            how(estate, row.rests_on, head=head),
        )
        for row in rows
    ]
    headings = (
        Heading("Supplier group"),
        Heading("Points of 100", "number"),
        Heading("Place among those assessed", "words"),
        Heading("What holds us most", "words"),
        Heading("What would loosen it most", "words"),
        *(Heading(words, "number") for words in CRITERIA.values()),
        Heading(HOW, "how"),
    )
    return Table("lock-in-table", "What holds us to each supplier group, in points of 100", headings, tuple(lines))


def place(row: Any) -> str:
    """A supplier group's place among those assessed: `first to 13th of 37 in 90% of weightings`."""
    return str(row.rank_in_words).replace(" %", "%")


def first_held(assessed: Sequence[Any]) -> Any:
    """Of the supplier groups with a rank, the one that is the most held in the most weightings."""
    return max(assessed, key=lambda row: row.rank_acceptability[0])


def hardest(row: Any) -> str:
    """That the first is the hardest to leave: said outright only where its rank in words is the first alone."""
    if row.rank_in_words.startswith("first of "):
        return "looks the hardest to leave"
    return f"comes out as the hardest to leave most often, in {percent(row.rank_acceptability[0])} of weightings"


def loosens(row: Any) -> str:
    """What would loosen a supplier group's hold most, and whether something else may come first."""
    return row.act or "Nothing is known to hold us."


def _driver(row: Any) -> str:
    """The criterion that moves the points most, and by how many if nothing of it were left."""
    return f"{CRITERIA[row.driver]}: {points(row.driver_effect)} of its points" if row.driver else "nothing"


def exits_table(answer: Answer, estate: Estate) -> Table:
    """The most pressing contract first."""
    finder = Finder(estate)
    extendable, outlasting = (any(getattr(row, said) for row in answer.rows) for said in ("extensions", "vesting"))
    lines = [
        Line(
            (finder.name("contract", called(row), row.rests_on),),
            (
                (finder.name("supplier", row.supplier, row.rests_on),) if row.supplier else (NOT_KNOWN,),
                (capital(row.state) if row.state != "unknown" else NOT_KNOWN,),
                (due(row, status(row, estate), answer.as_of),),
                (days(row.earliest_exit),),
                (days(row.practical_exit),),
                *(((row.extensions or NOT_KNOWN,),) if extendable else ()),
                *(((row.vesting or "not past a recorded vesting day",),) if outlasting else ()),
            ),
            how(estate, row.rests_on, (row.formula,)),
        )
        for row in sorted(answer.rows, key=lambda row: pressing(row, decisions(row, status(row, estate), answer.as_of)))
    ]
    headings = (
        Heading("Contract"),
        Heading("Supplier"),
        Heading("How it stands"),
        Heading("What is due", "words"),
        Heading("Earliest exit"),
        Heading("Earliest exit with a replacement in place"),
        *((Heading("Options to extend", "words"),) if extendable else ()),
        *((Heading("If its council ends", "words"),) if outlasting else ()),
        Heading(HOW, "how"),
    )
    caption = "Every contract: how it stands, what is due, and when we can be out"
    return Table("exits-table", caption, headings, tuple(lines))


_REPLACING = {
    "easily substitutable": "is easy to replace",
    "medium complexity": "takes some effort to replace",
    "highly complex": "is hard to replace",
    "not substitutable": "can't be replaced",
}


# What Gartner's TIME quadrants suggest, in words for those who have not met them.
_SUGGESTS = {
    "eliminate": "Replace: of little use and not sound",
    "migrate": "Move to another: of use but not sound",
    "tolerate": "Put up with it: sound but of little use",
    "invest": "Keep it: of use and sound",
    NOT_ASSESSED: NOT_ASSESSED,
}


def because(row: Any, estate: Estate, finder: Finder) -> str:
    """Why to look at a system: its two fits, and how hard it is to replace where that is known."""
    if row.quadrant == NOT_ASSESSED:
        return "nobody has scored how well it fits"
    system = estate.records("system")[finder.find("system", row.system, row.rests_on) or ""]
    replacing = _REPLACING.get(system["substitutability"])
    said = (
        f"it scores {system['functional_fit']} of 4 for what it does and {system['technical_fit']} of 4 for how sound "
    )
    return f"{said}it is{f', and {replacing}' if replacing else ''}"


def candidates_table(rows: Sequence[Any], estate: Estate) -> Table:
    """A row for every system, by rank."""
    finder = Finder(estate)
    lines = [
        Line(
            (finder.name("system", row.system, row.rests_on),),
            (
                (number(row.rank) if row.rank is not None else "not ranked",),
                (capital(because(row, estate, finder)), "." + " A statutory service runs on it." * bool(row.statutory)),
                (capital(row.first_step or ""),),
                (span(row.benefit),),
                (span(row.difficulty),),
                (_SUGGESTS[row.quadrant],),
            ),
            how(estate, row.rests_on),
        )
        for row in rows
    ]
    headings = (
        Heading("System"),
        Heading("Place", "number"),
        Heading("Why", "words"),
        Heading("First step", "words"),
        Heading("Benefit, points of 100", "number"),
        Heading("Difficulty, points of 100", "number"),
        Heading("What the fits suggest"),
        Heading(HOW, "how"),
    )
    return Table("candidates-table", "What to replace first", headings, tuple(lines))


def legacy_table(rows: Sequence[Any], estate: Estate) -> Table:
    """A row for every system, the highest risk first, those not scored at the end."""
    finder = Finder(estate)
    lines = [
        Line(
            (finder.name("system", row.system, row.rests_on),),
            (
                (_one_decimal(row.overall),),
                ({True: "Red", False: "Below the red line", None: NOT_SCORED}[row.red],),
                ({True: "Yes", False: "No", None: NOT_KNOWN}[row.legacy],),
                (_support(row),),
                (_one_decimal(row.likelihood),),
                (_one_decimal(row.impact),),
                (listed([score.upper() for score in row.missing], 13) or "none",),
            ),
            how(estate, row.rests_on),
        )
        for row in sorted(rows, key=lambda row: (-(row.overall or 0), row.system))
    ]
    headings = (
        Heading("System"),
        Heading("Legacy risk, 1 to 30", "number"),
        Heading("Against the red line"),
        Heading("Counts as legacy"),
        Heading("Its maker's support"),
        Heading("Likelihood, 1 to 6", "number"),
        Heading("Impact, 1 to 5", "number"),
        Heading("Scores missing"),
        Heading(HOW, "how"),
    )
    return Table("legacy-table", "The legacy risk of every system", headings, tuple(lines))


def _one_decimal(value: float | None) -> str:
    return NOT_SCORED if value is None else f"{value:.1f}".removesuffix(".0")


def _support(row: Any) -> str:
    if row.end_of_support is None:
        return NOT_KNOWN
    return f"{'Ended on' if row.past_support else 'Until'} {day(row.end_of_support)}"
