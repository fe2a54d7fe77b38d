"""The facts that are missing, register by register, and how much of each answer's open width each would close."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from statistics import fmean
from typing import Any

from itmap import model
from itmap.dependencies import CRITICALITY, failures
from itmap.estate import Estate, Values
from itmap.money import ZERO, known_annual_values, pays, spend
from itmap.quantities import Duration, Interval, months_between
from itmap.readings import UNKNOWN, Group, counting_contracts, hardest, interfaces, places, readings
from itmap.settings import Settings
from itmap.terms import counts, earliest_exit, exits_of
from itmap.what_if import WhatIf

SERVICES, STATUTORY, SHARE, USERS, EXITS, LOCK_IN, LEGACY, MONEY = (
    "services_stopped",
    "statutory_services_stopped",
    "criticality_share",
    "users_stopped",
    "earliest_exit",
    "lock_in",
    "legacy",
    "annual_value",
)
ANSWERS = (SERVICES, STATUTORY, SHARE, USERS, EXITS, LOCK_IN, LEGACY, MONEY)
MOST_TRIED = 5_000  # integrations and contracts whose failing is worked through anew
_MONTHS = (0, 1, 3, 6, 12)  # the notices and periods that registers mostly give
_DECIDE: Mapping[str, Sequence[Any]] = {
    "role": tuple(word for word in model.CONTRACTS.field("role").choices if word != UNKNOWN),
    "renewal": ("none", "automatic", "rolling"),
}
Ends = tuple[int, int]  # the least and the most
_Try = Callable[[], tuple[int, int]]
_SCORES = (*model.LITRAF_LIKELIHOOD, *model.LITRAF_IMPACT)


@dataclass(frozen=True)
class Fact:
    """What is missing of one record, and how much of each answer's open width it would close."""

    record: str
    fields: tuple[str, ...]
    closes: Mapping[str, float]


@dataclass(frozen=True)
class Unknown:
    """`open`: each answer's whole open width, in its own measure. `not_tried`: facts beyond the most that are tried."""

    open: Mapping[str, float]
    facts: Sequence[Fact]
    not_tried: int


def unknown_facts(estate: Estate, settings: Settings) -> Unknown:
    """Every missing fact that would narrow an answer.

    The measures: cases of a service that stops with a supplier group possibly, not for certain; the same of statutory
    services, where a service not known to be statutory or not is open too; the share of criticality that unknown
    criticality leaves open of what stops for certain with each supplier group; the systems of unknown users among that,
    once a group; months between the earliest and the latest day on which a contract can let us out, capped as in
    lock-in; points of the lock-in score that openness and substitutability leave open; systems without a whole legacy
    score; pounds a year between the least and the most that contracts may cost.
    """
    found = _Found(defaultdict(dict), {answer: [] for answer in ANSWERS})
    for look in (_criticality, _users, _exits, _lock_in, _legacy, _money):
        look(found, estate, settings)
    failing = _Failing(estate, found)
    failing.look()
    facts = [
        Fact(*key, {answer: fsum(parts) for answer, parts in closes.items()}) for key, closes in found.closes.items()
    ]
    return Unknown({answer: fsum(parts) for answer, parts in found.open.items()}, facts, failing.not_tried)


@dataclass(frozen=True)
class _Found:
    """What is found on the way: by record and fields what each answer would gain, and by answer what is open.

    The parts of each, to be summed without rounding: no sum depends on the order of the records.
    """

    closes: defaultdict[tuple[str, tuple[str, ...]], dict[str, list[float]]]
    open: dict[str, list[float]]

    def add(self, record: str, fields: Sequence[str], answer: str, width: float) -> None:
        if width > 0:
            self.closes[record, tuple(fields)].setdefault(answer, []).append(width)


def _criticality(found: _Found, estate: Estate, _settings: Settings) -> None:
    """What stops for certain weighs its share of all services; each unknown criticality is 1 to 4, stopped or not."""
    failed, criticality = failures(estate), estate.by_id("service", "criticality")
    unknown = [service for service, its in criticality.items() if its is None]
    groups = [group for group, count in failed.services_certain.counts.items() if count and unknown]
    # What knowing one closes where it is none of those that stop, and what more where it is one.
    spared, more = {}, {}
    for group in groups:
        stopped, others = failed.criticality_of_certain(group)
        now = _open_share(stopped, others)
        found.open[SHARE].append(now)
        spared[group] = now - fmean(_open_share(stopped, known) for known in _once_known(others))
        more[group] = now - fmean(_open_share(known, others) for known in _once_known(stopped)) - spared[group]
    of_all = fsum(spared.values())
    for service in unknown:
        bits = failed.certain.services[service]
        found.add(service, ("criticality",), SHARE, fsum([of_all, *(more[failed.groups[at]] for at in places(bits))]))


def _open_share(stopped: Ends, others: Ends) -> float:
    """How wide the share of the stopped is."""
    (least, most), (fewest, greatest) = stopped, others
    return most / (most + fewest) - least / (least + greatest)


def _once_known(weight: Ends) -> Iterator[Ends]:
    """A sum of which one criticality becomes known, for each that it may be; the sum itself where none is unknown."""
    if weight[0] == weight[1]:
        yield weight
        return
    lowest, highest = CRITICALITY
    for criticality in range(lowest, highest + 1):
        yield weight[0] + criticality - lowest, weight[1] - highest + criticality


def _users(found: _Found, estate: Estate, _settings: Settings) -> None:
    """An unknown number of users is as open as any other, once for each group that stops the system for certain."""
    failed, users = failures(estate), estate.by_id("system", "users")
    for system, its in failed.certain.systems.items():
        if users[system] is None and its:
            found.open[USERS].append(its.bit_count())
            found.add(system, ("users",), USERS, its.bit_count())


def _exits(found: _Found, estate: Estate, settings: Settings) -> None:
    """The width is in months; one without an upper end is as wide as lock-in's whole scale."""
    most = settings.lock_in.committed_term_months

    def width(exit_: Interval[dt.date]) -> float:
        if exit_.low is None or exit_.high is None:
            return most
        return min(most, months_between(exit_.low, exit_.high))

    def tried(contract: Values, field: str, value: Any) -> float:
        return width(earliest_exit({**contract, field: value}, estate.as_of))

    exits, terms = exits_of(estate, settings.exits.check_by_months), _terms(estate.as_of)
    for id_, contract in estate.records("contract").items():
        if contract["status"] in ("ended", "withdrawn"):
            continue
        now = width(exits[id_].earliest)
        found.open[EXITS].append(now)
        for field, values in terms.items() if now else ():
            if contract[field] in (None, UNKNOWN):
                found.add(id_, (field,), EXITS, now - fmean(tried(contract, field, value) for value in values))


def _terms(as_of: dt.date) -> dict[str, Sequence[Any]]:
    """What a contract's missing terms may turn out to be."""
    durations = [Duration((months,), "month") for months in _MONTHS]
    return {
        "renewal": ("none", "automatic", "rolling"),
        "notice_period": durations,
        "renewal_period": durations[1:],
        "end_date": [as_of + dt.timedelta(days) for days in (90, 365, 1095)],
    }


def _lock_in(found: _Found, estate: Estate, _settings: Settings) -> None:
    """Two of the six criteria are means over the systems that a group stops by itself for certain."""
    failed = failures(estate)
    systems = estate.records("system")
    for group in failed.own_certain:
        own = failed.own_certain[group]
        for id_ in own:
            for field, part in (("api", 0.5), ("data_export", 0.5), ("substitutability", 1.0)):
                if systems[id_][field] in (None, UNKNOWN):
                    found.open[LOCK_IN].append(part / len(own) / 6)
                    found.add(id_, (field,), LOCK_IN, part / len(own) / 6)


def _legacy(found: _Found, estate: Estate, _settings: Settings) -> None:
    """There is no score unless all thirteen are given, so that they are one fact."""
    for id_, system in estate.records("system").items():
        missing = [name for name in _SCORES if system[name] is None]
        if missing and system["status"] not in ("planned", "retired"):
            found.open[LEGACY].append(1)
            found.add(id_, missing, LEGACY, 1)


def _money(found: _Found, estate: Estate, _settings: Settings) -> None:
    """An unknown annual value is anything up to the largest; where none is known, each is as open as any other.

    Of a contract that may have ended it stays open whether it is paid at all: the mean of nothing and of the largest.
    Lots that repeat one value are one: it is as open as before until all of them are known.
    """
    known, paid = known_annual_values(estate), spend(estate)
    values = [value.high or ZERO for id_ in paid.stands_under if (value := known[id_])]
    largest = float(max(values)) if values else 1.0
    widths = [(value.high or ZERO) - (value.low or ZERO) for value in paid.annual.values()]
    found.open[MONEY] += map(float, widths) if values else [largest] * len(paid.paid)
    lots = Counter(paid.stands_under.values())
    for id_, first in paid.stands_under.items():
        contract = estate.records("contract")[id_]
        if known[id_] is not None or lots[first] > 1:
            continue
        missing = [name for name in ("value", "value_basis") if contract[name] in (None, UNKNOWN)]
        if contract["value_basis"] == "total" and (contract["end_date"] is None or contract["start_date"] is None):
            missing.append("term")
        if missing:
            certain = pays(contract, estate.as_of) == "certain"
            found.add(id_, missing, MONEY, largest if certain else largest / 2)


class _Failing:
    """The two readings, to try on them what a dependence and a contract's standing may turn out to be."""

    def __init__(self, estate: Estate, found: _Found) -> None:
        self.estate, self.found, self.not_tried = estate, found, 0
        self.read = readings(estate)
        failed = failures(estate)
        self.groups = failed.groups
        self.certain, self.possible = (WhatIf(done, failed.order) for done in (failed.certain, failed.possible))
        self.statutory = estate.by_id("service", "statutory")

    def look(self) -> None:
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
