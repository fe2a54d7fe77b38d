"""What stops with one subject, after how many steps, and by which way: the explanations of `itmap.dependencies`.

Failure is followed in rounds: what stops in a round stops from what had stopped in the rounds before, so that the round
is the number of steps from the subject, and no way leads in a circle. Of alternatives the last to stop counts. Bit sets
carry many subjects at once; each subject has one bit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from itmap.readings import Reading

Way = tuple[str, ...]


@dataclass(frozen=True)
class Rounds:
    """One reading followed round by round.

    `base`: system or integration to the subjects that stop it by themselves. `grown`: system to the rounds in which
    subjects reached it, each with their bits. `names`: id to name, which decides between ways of equal length.
    """

    reading: Reading
    base: Mapping[str, int]
    grown: Mapping[str, list[tuple[int, int]]]
    names: Mapping[str, str]

    @classmethod
    def of(cls, reading: Reading, base: Mapping[str, int], names: Mapping[str, str]) -> Rounds:
        """Follow the failure of all subjects in `base` to its end. Subjects themselves are round 0."""
        bits: dict[str, int] = {}
        grown: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        new = {id_: its for id_, its in base.items() if id_ not in reading.rests_on}
        # What an integration stops by itself comes a step later than what is stopped itself.
        reached = {link for link in base if link in reading.rests_on}
        number = 0
        while new or reached:
            for system, its in new.items():
                grown[system].append((number, its))
                bits[system] = bits.get(system, 0) | its
            number += 1
            changed = {consumer for system in new for consumer in reading.needed_by.get(system, ())}
            changed.update(reading.consumer[link] for link in reached if link in reading.consumer)
            reached = set()
            found = {system: reading.reaching(system, bits, base) & ~bits.get(system, 0) for system in changed}
            new = {system: its for system, its in found.items() if its}
        return cls(reading, base, grown, names)

    def round_of(self, system: str, bit: int) -> int | None:
        """After how many steps the subject stops the system; None when it doesn't."""
        return next((number for number, its in self.grown.get(system, ()) if its & bit), None)

    def way_to(self, record: str, bit: int) -> Way | None:
        """The ids from the first thing that the subject stops by itself to a system, integration or service.

        Integrations stand between the systems that they join. None when the record goes on.
        """
        if self.base.get(record, 0) & bit:
            return (record,)
        if record in self.reading.runs_on:
            causes = self._systems_failing(record, bit)
        elif record in self.reading.rests_on:
            causes = self._stopped(self.reading.rests_on[record], bit)
        else:
            return self._way_to_system(record, bit) if self._stopped([record], bit) else None
        return (*self._way_to_system(self._first(causes, bit)[2], bit), record) if causes else None

    def _systems_failing(self, service: str, bit: int) -> list[str]:
        """Those of a service's systems that stop, and for which nothing stands in."""
        return [
            system
            for system, stand_ins in self.reading.runs_on[service].items()
            if len(self._stopped((system, *stand_ins), bit)) == 1 + len(stand_ins)
        ]

    def _way_to_system(self, system: str, bit: int) -> Way:
        way = [system]
        while not self.base.get(way[-1], 0) & bit:
            link, cause = self._cause(way[-1], bit)
            way.append(link)
            if cause != link:
                way.append(cause)
        return tuple(reversed(way))

    def _cause(self, system: str, bit: int) -> tuple[str, str]:
        """What stopped the system: the integration that fell last, and the provider or hub that stopped it first.

        An integration that the subject stops by itself is its own cause.
        """
        ends = []
        for group in self.reading.needs[system]:
            falls = [fall for link in group if (fall := self._fall(link, bit))]
            if len(falls) == len(group):
                ends.append(max(falls))
        return min(ends)[2:]

    def _fall(self, link: str, bit: int) -> tuple[int, str, str, str] | None:
        """When an integration stops, the name of what stops it, its own id and that one's; None when it goes on."""
        if self.base.get(link, 0) & bit:
            return (0, self.names[link], link, link)
        causes = self._stopped(self.reading.rests_on[link], bit)
        if not causes:
            return None
        number, name, cause = self._first(causes, bit)
        return (number, name, link, cause)

    def _stopped(self, systems: Iterable[str], bit: int) -> list[str]:
        return [system for system in systems if self.round_of(system, bit) is not None]

    def _first(self, systems: Iterable[str], bit: int) -> tuple[int, str, str]:
        """The one that stops first, with its round and name; of several, the one whose name comes first."""
        return min((self.round_of(system, bit) or 0, self.names[system], system) for system in systems)


def shown(way: Way, reading: Reading) -> Way:
    """The ids of a way as a chain shows them: without the integrations between two systems."""
    last = len(way) - 1
    return tuple(id_ for place, id_ in enumerate(way) if place in (0, last) or id_ not in reading.rests_on)
