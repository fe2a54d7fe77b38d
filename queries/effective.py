"""How many suppliers of equal size would be as concentrated, when what each is paid is only known within bounds.

The effective number is 1 / the sum of squared shares, the inverse of the Herfindahl-Hirschman index (Hill, Diversity
and evenness, Ecology 54(2), 1973). Each of its ends is reached by something that the bounds allow.
"""

from __future__ import annotations

import itertools
import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from decimal import Decimal

from itmap.quantities import Interval

Box = tuple[float, float]

_MOST_STEPS = 20_000  # of the search for the lowest end; dozens are the rule
_ROUNDING = 1e-12


def effective_suppliers(paid: Sequence[tuple[Decimal, Decimal]]) -> Interval[float] | None:
    """All that (sum of what is paid)² / (sum of its squares) may be, each being anything from its least to its most.

    None where nothing may be paid. The square root of its inverse is a convex length over a line. It is least, and the
    number highest, where all are filled up to one level; it is greatest at a corner, where each is at its least or its
    most.
    """
    boxes = [(float(low), float(high)) for low, high in paid if high > 0]
    if not boxes:
        return None
    fewest = _fewest(boxes)
    return Interval(fewest, max(fewest, _most(boxes)))


def _most(boxes: Sequence[Box]) -> float:
    """The most even that the boxes can be filled: up to one level, where each allows it.

    Between two ends next to each other those below are at their most, those above at their least, and the rest at the
    level, of which one value is best.
    """
    ends = sorted({end for box in boxes for end in box})
    if len(ends) == 1:
        return float(len(boxes))
    lows, highs = (sorted(box[which] for box in boxes) for which in (0, 1))
    below, above = _sums(highs), _sums(lows)
    best = 0.0
    for lower, upper in itertools.pairwise(ends):
        under, over = bisect_right(highs, lower), bisect_left(lows, upper)
        paid = below[under][0] + above[-1][0] - above[over][0]
        squares = below[under][1] + above[-1][1] - above[over][1]
        rest = over - under
        level = min(max(squares / paid, lower), upper) if paid > 0 else upper
        for at in (lower, level, upper):
            whole, square = paid + rest * at, squares + rest * at * at
            best = max(best, _alike(whole, square) if square > 0 else 0)
    return best


def _sums(values: Sequence[float]) -> list[tuple[float, float]]:
    """Of the first none, one, two … of the values their sum and that of their squares."""
    sums = itertools.accumulate(values, initial=0.0)
    return list(zip(sums, itertools.accumulate((value * value for value in values), initial=0.0), strict=True))


def _fewest(boxes: Sequence[Box]) -> float:
    """The least even that the boxes can be filled; a bound below it, if the search has to be given up.

    Branch and bound over the corners: one box after the other, those with the highest ends first, is at its most or at
    its least; of equal boxes those at their most come first.
    """
    paid = sum(low for low, _ in boxes)
    squares = sum(low * low for low, _ in boxes)
    open_ = sorted((box for box in boxes if box[0] < box[1]), key=lambda box: (-sum(box), box))
    best = _alike(paid, squares)
    waiting = [(0.0, 0, paid, squares)]
    for _ in range(_MOST_STEPS):
        if not waiting:
            return best
        bound, place, paid, squares = waiting.pop()
        if bound >= best * (1 - _ROUNDING) or place == len(open_):
            continue
        low, high = open_[place]
        after = next((other for other in range(place, len(open_)) if open_[other] != open_[place]), len(open_))
        taken = (place + 1, paid + high - low, squares + high * high - low * low)
        for branch in ((after, paid, squares), taken):  # the second is looked at first
            bound, reached = _bound(branch[1], branch[2], open_[branch[0] :])
            best = min(best, reached)
            waiting.append((bound, *branch))
    return min(best, *(bound for bound, *_ in waiting))


def _bound(paid: float, squares: float, rest: Sequence[Box]) -> tuple[float, float]:
    """What no filling of the rest comes below, and the least that some corner on the way reaches.

    A square between two ends is at most the line between their squares. With the lines, filling up one box after the
    other, the steepest first, makes the most of every sum; in between two of these the most lies at one stationary sum.
    """
    bound = reached = _alike(paid, squares)
    for low, high in rest:
        slope, flat = low + high, squares - (low + high) * paid
        total = min(max(-2 * flat / slope, paid), paid + high - low)
        bound = min(bound, _alike(total, flat + slope * total))
        squares, paid = squares + high * high - low * low, paid + high - low
        reached = min(reached, _alike(paid, squares))
    return min(bound, reached), reached


def _alike(paid: float, squares: float) -> float:
    return paid * paid / squares if squares > 0 else math.inf
