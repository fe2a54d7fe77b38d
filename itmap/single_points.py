"""What stops with one system or one integration, for each of them: the same pass, with each as a subject by itself.

So many subjects would need a bit each, and each system a bit set as wide as a nation. In a network each block has bits
of its own (`itmap.spreading`), and only so many subjects of one block go through it at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from itmap.estate import Estate
from itmap.network import CERTAINLY, Links, links_of, network
from itmap.ragged import Numbers
from itmap.readings import live_systems
from itmap.spreading import Start, spread
from itmap.stopped_by import StoppedBy

_SUBJECTS_AT_ONCE = 4096  # half a kilobyte a system


class ByEach(Mapping[str, frozenset[str]]):
    """Subject to what stops with it, out of parts that each know some of the subjects."""

    def __init__(self, parts: Sequence[StoppedBy]) -> None:
        self._parts = parts
        self._of = {subject: part for part in parts for subject in part}

    def __getitem__(self, subject: str) -> frozenset[str]:
        return self._of[subject][subject]

    def __iter__(self) -> Iterator[str]:
        return iter(self._of)

    def __len__(self) -> int:
        return len(self._of)

    def weighed(self, weights: Sequence[int] | Numbers) -> Mapping[str, int]:
        """Each subject to the sum of what its records weigh, in their order."""
        return {subject: its for part in self._parts for subject, its in part.weighed(weights).items()}

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many records stop with each."""
        return {subject: its for part in self._parts for subject, its in part.counts.items()}


@dataclass(frozen=True)
class SinglePoints:
    """What stops with each subject, itself included where it is a system: by its id, sets of ids."""

    systems_certain: ByEach
    systems_possible: ByEach
    services_certain: ByEach
    services_possible: ByEach


def points_of(estate: Estate) -> SinglePoints:
    """What stops with each system that exists, and with each integration that one needs for certain; worked out once.

    An integration that nothing needs for certain stops nothing for certain: its unknowns are told by its consumer.
    """
    return estate.once(_points_of)


def _points_of(estate: Estate) -> SinglePoints:
    net, links = network(estate), links_of(estate)
    things = np.concatenate(
        [
            np.flatnonzero(estate["system"].index.isin(live_systems(estate))),
            len(net.systems) + np.flatnonzero(links.hardest == CERTAINLY),
        ]
    )
    parts: list[list[StoppedBy]] = [[], [], [], []]
    for some in _at_once(net.block[net.certain.lands[things]]):
        its = things[some]
        subjects = _ids(estate, links, its)
        starts = [Start(reading, np.arange(len(its)), its) for reading in (net.certain, net.possible)]
        places, found = spread(net, subjects, starts)
        for number, (register, nodes) in enumerate((("system", net.systems), ("service", net.services))):
            for which, bits in enumerate(found):
                stopped = StoppedBy(places, estate.ids(register), net.block[nodes], bits[nodes])
                parts[2 * number + which].append(stopped)
    return SinglePoints(*map(ByEach, parts))


def _at_once(block: Numbers) -> Iterator[Numbers]:
    """The subjects of these blocks, some of each at a time."""
    order = np.argsort(block, kind="stable")
    place = np.arange(len(block)) - np.searchsorted(block[order], block[order])
    for begun in range(0, int(place.max(initial=-1)) + 1, _SUBJECTS_AT_ONCE):
        yield order[(place >= begun) & (place < begun + _SUBJECTS_AT_ONCE)]


def _ids(estate: Estate, links: Links, things: Numbers) -> list[str]:
    all_ = np.concatenate([estate["system"].index.to_numpy(), estate["integration"].index.to_numpy()[links.at]])
    found: list[str] = all_[things].tolist()
    return found


def needed_for_certain(estate: Estate) -> set[str]:
    """The integrations that some system needs for certain."""
    links = links_of(estate)
    return set(estate["integration"].index[links.at[links.hardest == CERTAINLY]])
