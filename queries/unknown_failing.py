"""What a dependence and a contract's standing may turn out to be, and how much of what may stop each would settle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from itmap import model
from itmap.estate import Estate
from itmap.queries.missing import SERVICES, STATUTORY, Found
from itmap.readings import UNKNOWN, Group, counting_contracts, hardest, interfaces, readings
from itmap.terms import counts
from itmap.what_if import WhatIf, worked_through

MOST_TRIED = 5_000  # integrations and contracts whose failing is worked through anew
_DECIDE: Mapping[str, Sequence[Any]] = {
    "role": tuple(word for word in model.CONTRACTS.field("role").choices if word != UNKNOWN),
    "renewal": ("none", "automatic", "rolling"),
}
_Try = Callable[[], tuple[int, int]]


class Failing:
    """The two readings, to try on them what a dependence and a contract's standing may turn out to be."""

    def __init__(self, estate: Estate, found: Found) -> None:
        self.estate, self.found, self.not_tried = estate, found, 0
        self.read = readings(estate)
        worked = worked_through(estate)
        self.groups = worked.groups
        self.certain, self.possible = (WhatIf(done, worked.order) for done in (worked.certain, worked.possible))
        self.statutory = estate.by_id("service", "statutory")

    def look(self) -> None:
        """Find what is open of what stops, and what each fact that decides it would close."""
        for service, possible in self.possible.services.items():
            certain, most = self.certain.services[service].bit_count(), possible.bit_count()
            self.found.open[SERVICES].append(most - certain)
            if self.statutory[service] is None:
                self.found.open[STATUTORY].append(most)
                # Not statutory: nothing is open any more. Statutory: what is certain is no more.
                self.found.add(service, ("statutory",), STATUTORY, (most + certain) / 2)
            elif self.statutory[service]:
                self.found.open[STATUTORY].append(most - certain)
        self._tried(list(self._dependences()))
        self._tried(list(self._standings()))

    def _tried(self, trials: Sequence[tuple[str, str, Sequence[tuple[float, _Try]]]]) -> None:
        self.not_tried += max(0, len(trials) - MOST_TRIED)
        for record, field, outcomes in trials[:MOST_TRIED]:
            for chance, try_ in outcomes:
                services, statutory = try_()
                self.found.add(record, (field,), SERVICES, chance * services)
                self.found.add(record, (field,), STATUTORY, chance * statutory)

    def _dependences(self) -> Iterator[tuple[str, str, Sequence[tuple[float, _Try]]]]:
        """Each integration of unknown dependence in a group that this makes or leaves open: hard, or soft."""
        for consumer, links, dependences in interfaces(self.estate):
            if hardest(dependences) != UNKNOWN:
                continue
            for link, dependence in zip(links, dependences, strict=True):
                if dependence == UNKNOWN:
                    outcomes = [(0.5, self._hard(consumer, links))]
                    if dependences.count(UNKNOWN) == 1:
                        outcomes.append((0.5, self._soft(consumer, links)))
                    yield link, "dependence", outcomes

    def _hard(self, consumer: str, links: Group) -> _Try:
        return lambda: self._closed(
            {}, self.certain.with_needs(consumer, [*self.certain.needs(consumer), links], self.read.possible.needed_by)
        )

    def _soft(self, consumer: str, links: Group) -> _Try:
        def tried() -> tuple[int, int]:
            left = [group for group in self.possible.needs(consumer) if group != links]
            return self._closed(self.possible.with_needs(consumer, left, self.read.possible.needed_by), {})

        return tried

    def _standings(self) -> Iterator[tuple[str, str, Sequence[tuple[float, _Try]]]]:
        """Each contract that possibly counts, and each missing field that decides it."""
        bit = {group: 1 << place for place, group in enumerate(self.groups)}
        whose, of = self._whose(bit), self.estate.records("contract")
        for id_, counting, groups, things in counting_contracts(self.estate):
            if counting != "possible":
                continue
            its = sum(bit[group] for group in groups)
            for field, values in _DECIDE.items():
                if of[id_][field] in (None, UNKNOWN):
                    turned = [counts({**of[id_], field: value}, self.estate.as_of) for value in values]
                    outcomes = [
                        (turned.count("certain") / len(turned), self._counts(its, things)),
                        (turned.count("no") / len(turned), self._counts_not(id_, things, whose)),
                    ]
                    yield id_, field, [(chance, try_) for chance, try_ in outcomes if chance]

    def _whose(self, bit: Mapping[str, int]) -> Mapping[str, Mapping[str, int]]:
        """What a contract possibly stops, to the groups that do, by contract; "" for makers and hosts."""
        whose: defaultdict[str, dict[str, int]] = defaultdict(dict)
        of = self.estate.groups.of
        columns = (self.estate.column("system", name) for name in ("vendors", "hosts"))
        for id_, vendors, hosts in zip(self.estate.ids("system"), *columns, strict=True):
            for group in {of[who] for who in (*vendors, *hosts)} & bit.keys():
                whose[id_][""] = whose[id_].get("", 0) | bit[group]
        for id_, _, groups, things in counting_contracts(self.estate):
            for thing in things:
                whose[thing][id_] = sum(bit[group] for group in groups)
        return whose

    def _counts(self, its: int, things: Iterable[str]) -> _Try:
        def tried() -> tuple[int, int]:
            base = {thing: self.certain.base.get(thing, 0) | its for thing in things}
            return self._closed({}, self.certain.with_base(base, self.consumer, self.read.possible.needed_by))

        return tried

    def _counts_not(self, contract: str, things: Iterable[str], whose: Mapping[str, Mapping[str, int]]) -> _Try:
        def tried() -> tuple[int, int]:
            base = {}
            for thing in things:
                base[thing] = 0
                for other, its in whose[thing].items():
                    base[thing] |= its if other != contract else 0
            return self._closed(self.possible.with_base(base, self.consumer, self.read.possible.needed_by), {})

        return tried

    @property
    def consumer(self) -> Mapping[str, str]:
        return self.read.possible.consumer

    def _closed(self, possible: Mapping[str, int], certain: Mapping[str, int]) -> tuple[int, int]:
        """How many open cases a change closes: all services', and the statutory ones'."""
        services = statutory = 0
        for service, its in possible.items():
            fewer = (self.possible.services[service] & ~its).bit_count()
            services += fewer
            statutory += fewer * (self.statutory[service] is not False)
        for service, its in certain.items():
            more = (its & ~self.certain.services[service]).bit_count()
            services += more
            statutory += more * (self.statutory[service] is True)
        return services, statutory
