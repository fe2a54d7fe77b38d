"""The facts that are missing, register by register, and how much of each answer's open width each would close."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from math import fsum
from statistics import fmean

from itmap.dependencies import CRITICALITY, failures
from itmap.estate import Estate
from itmap.money import ZERO, known_annual_values, pays, spend
from itmap.queries.missing import (
    ANSWERS,
    CANDIDATES,
    LEGACY,
    LOCK_IN,
    MONEY,
    SCORES,
    SHARE,
    USERS,
    Fact,
    Found,
    Unknown,
)
from itmap.queries.unknown_failing import Failing
from itmap.queries.unknown_leaving import leaving, values_narrow
from itmap.readings import UNKNOWN, places
from itmap.settings import Settings
from itmap.what_if import worked_through

Ends = tuple[int, int]  # the least and the most


def unknown_facts(estate: Estate, settings: Settings) -> Unknown:
    """Every missing fact that would narrow an answer.

    The measures: cases of a service that stops with a supplier group possibly, not for certain; the same of statutory
    services, where a service not known to be statutory or not is open too; the share of criticality that unknown
    criticality leaves open of what stops for certain with each supplier group; the systems of unknown users among that,
    once a group; months between the earliest and the latest day on which a contract can let us out, capped as in
    lock-in; points of the lock-in score that openness and substitutability leave open; systems without a whole legacy
    score; pounds a year between the least and the most that contracts may cost; points of benefit and of difficulty
    that systems' own records, the terms of their contracts and the dependence of their integrations leave open of
    candidates; systems of unknown cost among those that overlap.
    """
    found = Found(defaultdict(dict), {answer: [] for answer in ANSWERS})
    for look in (_criticality, _users, leaving, _lock_in, _legacy, _money):
        look(found, estate, settings)
    failing = Failing(estate, found)
    failing.look()
    facts = [
        Fact(*key, {answer: fsum(parts) for answer, parts in closes.items()}) for key, closes in found.closes.items()
    ]
    return Unknown({answer: fsum(parts) for answer, parts in found.open.items()}, facts, failing.not_tried)


def _criticality(found: Found, estate: Estate, _settings: Settings) -> None:
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
    of_all, worked = fsum(spared.values()), worked_through(estate)
    for service in unknown:
        bits = worked.certain.services[service]
        found.add(service, ("criticality",), SHARE, fsum([of_all, *(more[worked.groups[at]] for at in places(bits))]))


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


def _users(found: Found, estate: Estate, _settings: Settings) -> None:
    """An unknown number of users is as open as any other, once for each group that stops the system for certain."""
    users = estate.by_id("system", "users")
    for system, its in worked_through(estate).certain.systems.items():
        if users[system] is None and its:
            found.open[USERS].append(its.bit_count())
            found.add(system, ("users",), USERS, its.bit_count())


def _lock_in(found: Found, estate: Estate, _settings: Settings) -> None:
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


def _legacy(found: Found, estate: Estate, _settings: Settings) -> None:
    """There is no score unless all thirteen are given, so that they are one fact."""
    for id_, system in estate.records("system").items():
        missing = [name for name in SCORES if system[name] is None]
        if missing and system["status"] not in ("planned", "retired"):
            found.open[LEGACY].append(1)
            found.add(id_, missing, LEGACY, 1)


def _money(found: Found, estate: Estate, settings: Settings) -> None:
    """An unknown annual value is anything up to the largest; where none is known, each is as open as any other.

    Of a contract that may have ended it stays open whether it is paid at all: the mean of nothing and of the largest.
    Lots that repeat one value are one: it is as open as before until all of them are known.
    """
    known, paid = known_annual_values(estate), spend(estate)
    values = [value.high or ZERO for id_ in paid.stands_under if (value := known[id_])]
    largest = float(max(values)) if values else 1.0
    widths = [(value.high or ZERO) - (value.low or ZERO) for value in paid.annual.values()]
    found.open[MONEY] += map(float, widths) if values else [largest] * len(paid.paid)
    lots, narrows = Counter(paid.stands_under.values()), values_narrow(estate, settings)
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
            found.add(id_, missing, CANDIDATES, narrows(id_, largest))
