"""What stops with one subject, after how many steps, and by which way: the explanations of `itmap.dependencies`.

Failure is followed in rounds: what stops in a round stops from what had stopped in the rounds before, so that the round
is the number of steps from the subject, and no way leads in a circle. Of alternatives the last to stop counts. Bit sets
carry many subjects at once through the rounds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from itmap.readings import Reading, bit_sets, places

Way = tuple[str, ...]


def blast_radii(
    reading: Reading, subjects: Mapping[str, Collection[str]], names: Mapping[str, str]
) -> Iterator[tuple[str, BlastRadius]]:
    """Each subject with what stops when it does; subjects come with the systems and integrations they stop themselves.

    `names`: id to name, which decides between ways of equal length.
    """
    order = list(subjects)
    grown: list[list[tuple[int, list[str]]]] = [[] for _ in order]
    for number, new in enumerate(_rounds(reading, bit_sets(subjects, order))):
        alike: defaultdict[int, list[str]] = defaultdict(list)
        for system, its in new.items():
            alike[its].append(system)
        for its, systems in alike.items():
            for place in places(its):
                grown[place].append((number, systems))
    for subject, its_rounds in zip(order, grown, strict=True):
        rounds = {system: number for number, systems in its_rounds for system in systems}
        yield subject, BlastRadius(reading, names, subjects[subject], rounds)


def _rounds(reading: Reading, base: Mapping[str, int]) -> Iterator[dict[str, int]]:
    """For each round the systems that stop in it, with the bits of the subjects that stop them then, not earlier."""
    bits: defaultdict[str, int] = defaultdict(int)
    new = {id_: its for id_, its in base.items() if id_ not in reading.rests_on}
    # What an integration stops that is a subject's own comes one step after it.
    changed = {reading.consumer[link] for link in base if link in reading.consumer}
    while new or changed:
        yield new
        for system, its in new.items():
            bits[system] |= its
            changed.update(reading.needed_by.get(system, ()))
        found = {system: reading.reaching(system, bits, base) & ~bits[system] for system in changed}
        new = {system: its for system, its in found.items() if its}
        changed = set()


@dataclass(frozen=True)
class BlastRadius:
    """What stops with one subject in one reading. `own`: the systems and integrations that it stops by itself;
    `rounds`: system to the number of steps after which it stops, from zero for its own."""

    reading: Reading
    names: Mapping[str, str]
    own: Collection[str]
    rounds: Mapping[str, int]
    _ways: dict[str, Way] = field(default_factory=dict)

    def way_to(self, record: str) -> Way | None:
        """The ids from the first of the subject's own to a system, integration or service; None when that goes on.

        Integrations stand between the systems that they join.
        """
        if record in self.own:
            return (record,)
        if record in self.reading.runs_on:
            return self._way_through(self._failing(record), record)
        if record in self.reading.rests_on:
            return self._way_through(self._stopped(self.reading.rests_on[record]), record)
        return self._way_to_system(record) if record in self.rounds else None

    def _way_through(self, systems: Sequence[str], record: str) -> Way | None:
        return (*self._way_to_system(min(map(self._when, systems))[2]), record) if systems else None

    def _failing(self, service: str) -> list[str]:
        """Those of a service's systems that stop, and for which nothing stands in."""
        needed = self.reading.runs_on[service].items()
        return [system for system, stand_ins in needed if all(it in self.rounds for it in (system, *stand_ins))]

    def _way_to_system(self, system: str) -> Way:
        ahead: list[Way] = []
        at = system
        while at not in self._ways:
            if at in self.own:
                self._ways[at] = (at,)
            else:
                link, cause = self._cause(at)
                if cause == link:
                    self._ways[at] = (link, at)
                else:
                    ahead.append((link, at))
                    at = cause
        way = self._ways[at]
        for step in reversed(ahead):
            way = (*way, *step)
            self._ways[step[1]] = way
        return way

    def _cause(self, system: str) -> tuple[str, str]:
        """What stopped the system: the integration that fell last, and the provider or hub that stopped it first.

        An integration that is the subject's own is its own cause.
        """
        ends = []
        for group in self.reading.needs[system]:
            falls = [fall for link in group if (fall := self._fall(link))]
            if len(falls) == len(group):
                ends.append(max(falls))
        return min(ends)[2:]

    def _fall(self, link: str) -> tuple[int, str, str, str] | None:
        """When an integration stops, the name of what stops it, its own id and that one's; None when it goes on."""
        if link in self.own:
            return (0, self.names[link], link, link)
        causes = self._stopped(self.reading.rests_on[link])
        if not causes:
            return None
        number, name, cause = min(map(self._when, causes))
        return (number, name, link, cause)

    def _stopped(self, systems: Iterable[str]) -> list[str]:
        return [system for system in systems if system in self.rounds]

    def _when(self, system: str) -> tuple[int, str, str]:
        """When a system stops; of several that stop at once, the one whose name comes first."""
        return self.rounds[system], self.names[system], system


def shown(way: Way, reading: Reading) -> Way:
    """The ids of a way as a chain shows them: without the integrations between two systems."""
    last = len(way) - 1
    return tuple(id_ for place, id_ in enumerate(way) if place in (0, last) or id_ not in reading.rests_on)
