"""What stops with one system or one integration, for each of them: the same pass, with each as a subject by itself.

So many subjects would need a bit each, and each system a bit set as wide as a nation. Systems that nothing joins make
islands; most councils are some of their own. A pass goes over one island at a time, with the subjects on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from networkx.utils import UnionFind

from itmap.estate import Estate
from itmap.fixpoint import causes_first, fixpoint
from itmap.readings import Readings, live_systems, readings
from itmap.stopped_by import StoppedBy

_SUBJECTS_AT_ONCE = 4096  # half a kilobyte a system


class ByEach(Mapping[str, frozenset[str]]):
    """Subject to what stops with it, the island that it is on knowing."""

    def __init__(self) -> None:
        self._of: dict[str, StoppedBy] = {}

    def add(self, bits: Mapping[str, int], subjects: Sequence[str]) -> None:
        self._of.update(dict.fromkeys(subjects, StoppedBy(bits, subjects, frozenset(subjects))))

    def __getitem__(self, subject: str) -> frozenset[str]:
        return self._of[subject][subject]

    def counts(self, subject: str) -> int:
        """How many records stop with it."""
        return self._of[subject].counts[subject]

    def __iter__(self) -> Iterator[str]:
        return iter(self._of)

    def __len__(self) -> int:
        return len(self._of)


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
    read = readings(estate)
    return single_points(read, [*live_systems(estate), *needed_for_certain(read)])


def needed_for_certain(read: Readings) -> set[str]:
    """The integrations that some system needs for certain."""
    return {link for groups in read.certain.needs.values() for group in groups for link in group}


def single_points(read: Readings, subjects: Collection[str]) -> SinglePoints:
    """What stops with each of these systems and integrations."""
    found = SinglePoints(ByEach(), ByEach(), ByEach(), ByEach())
    rests_on, consumer = read.possible.rests_on, read.possible.consumer
    for order, services, its in _islands(read, subjects, lambda id_: consumer.get(id_) or rests_on[id_][0]):
        for begun in range(0, len(its), _SUBJECTS_AT_ONCE):
            some = its[begun : begun + _SUBJECTS_AT_ONCE]
            for reading, systems, of_services in (
                (read.certain, found.systems_certain, found.services_certain),
                (read.possible, found.systems_possible, found.services_possible),
            ):
                base = {id_: 1 << place for place, id_ in enumerate(some)}
                bits = fixpoint(reading, base, order)
                systems.add(bits, some)
                of_services.add({service: reading.reaching_service(service, bits) for service in services}, some)
    return found


def _islands(
    read: Readings, subjects: Collection[str], place_of: Callable[[str], str]
) -> Iterator[tuple[list[list[str]], list[str], list[str]]]:
    """Each island: its systems as components, causes first; the services that run on it; the subjects on it.

    `place_of` gives a system on the island of an integration.
    """
    rests_on, joined = read.possible.rests_on, _joined(read)
    order = causes_first(replace(read.possible, own={"": [id_ for id_ in subjects if id_ not in rests_on]}))
    components: defaultdict[str, list[list[str]]] = defaultdict(list)
    for component in order:
        components[joined[component[0]]].append(component)
    services: defaultdict[str, list[str]] = defaultdict(list)
    for service, its in read.possible.runs_on.items():
        if its:
            services[joined[next(iter(its))]].append(service)
    its_subjects: defaultdict[str, list[str]] = defaultdict(list)
    for subject in sorted(subjects):
        its_subjects[joined[place_of(subject) if subject in rests_on else subject]].append(subject)
    for island, some in its_subjects.items():
        yield components[island], services[island], some


def _joined(read: Readings) -> UnionFind[str]:
    """Which systems needs and services join."""
    rests_on = read.possible.rests_on
    joined: UnionFind[str] = UnionFind()
    for system, groups in read.possible.needs.items():
        for link in chain.from_iterable(groups):
            for cause in rests_on[link]:
                joined.union(system, cause)
    for its in read.possible.runs_on.values():
        joined.union(*its, *chain.from_iterable(its.values()))
    return joined
