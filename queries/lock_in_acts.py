"""What drives lock-in: the criterion whose improvement would move the score most, and the act that would improve it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from itmap.estate import Estate
from itmap.money import known_annual_values
from itmap.quantities import Interval
from itmap.queries.lock_in_profiles import Profile
from itmap.settings import CRITERIA, Settings
from itmap.terms import counts, exits_of

# What to find out where nothing is known to hold us.
_TO_FIND_OUT = {
    "committed_term": "when its contracts let us out: their end, renewal and notice",
    "openness": "whether other systems can exchange data with its own (an open API), and all our data can be taken out",
    "entanglement": "how its systems are connected with others, and which of them stop without that",
    "dependence": "which services run on its systems, and how much each of them matters",
    "alternatives": "how hard its systems are to replace",
    "supplier_share": "what its contracts cost a year",
}


_IN_WORDS = {
    "committed_term": "time still committed",
    "openness": "systems closed to others",
    "entanglement": "links to other systems",
    "dependence": "services that depend on it",
    "alternatives": "systems that are hard to replace",
    "supplier_share": "its share of spending",
}


@dataclass(frozen=True)
class Driver:
    """The criterion that moves a score most.

    `effect`: by how much the score would fall if the criterion were 0. `act`: what would do it, as sentences.
    """

    criterion: str
    effect: Interval[float]
    act: str


@dataclass(frozen=True)
class Case:
    """A profile and what it was worked out from. `names`: what people call each record."""

    profile: Profile
    estate: Estate
    settings: Settings
    names: Mapping[str, str]

    def first_name(self, ids: Iterable[str]) -> str:
        return min(self.names[id_] for id_ in ids)


def driver(case: Case, weights: Mapping[str, float]) -> Driver | None:
    """The criterion with the greatest effect that is certain; where none is, the greatest possible one.

    Of equals the first of CRITERIA. None where nothing holds us at all. `weights` sum to 1.
    """
    effects = {
        name: (weights[name] * (criterion.low or 0.0), weights[name] * (criterion.high or 0.0))
        for name, criterion in case.profile.criteria.items()
    }
    first = max(CRITERIA, key=effects.__getitem__)
    certain, possible = effects[first]
    if not possible:
        return None
    act = _ACTS[first](case) if certain else f"Find out {_to_find_out(first, case)}."
    rivals = [name for name in CRITERIA if name != first and effects[name][1] > certain]
    if certain and rivals:
        act += f" Not all is recorded, and {_listed(rivals)} may hold us more."
    return Driver(first, Interval(certain, possible), act)


def _to_find_out(criterion: str, case: Case) -> str:
    """What isn't known: not the terms of contracts under which nothing is bought, which may well be recorded."""
    rows = case.estate.records("contract")
    dead = all(counts(rows[id_], case.estate.as_of) == "no" for id_ in case.profile.contracts)
    if criterion == "committed_term" and case.profile.contracts and dead:
        return "what is bought from it: no contract that is recorded supplies anything by itself today"
    return _TO_FIND_OUT[criterion]


def _listed(criteria: Sequence[str]) -> str:
    said = [_IN_WORDS[name] for name in criteria]
    return " or ".join(said) if len(said) < 3 else f"{len(said)} other things"


def _shorter_term(case: Case) -> str:
    lets_out, rows = exits_of(case.estate, case.settings.exits.check_by_months), case.estate.records("contract")
    exits = {
        id_: lets_out[id_].earliest.low
        for id_ in case.profile.contracts
        if counts(rows[id_], case.estate.as_of) == "certain"
    }
    longest = max((day for day in exits.values() if day), default=None)
    first = case.first_name(id_ for id_, day in exits.items() if day == longest)
    return f"Ask for a break clause or a shorter term when {first} is next renewed or changed: it holds us longest."


def _open_interfaces(case: Case) -> str:
    """For the system that is most closed, by what is known of it."""
    scale = case.settings.lock_in.openness

    def closed(system: str) -> tuple[float, float]:
        row = case.estate.records("system")[system]
        api, export = (scale.get(row[name] or "", 0.0) for name in ("api", "data_export"))
        return api + export, api - export

    most = max(map(closed, case.profile.systems))
    system = case.first_name(id_ for id_ in case.profile.systems if closed(id_) == most)
    if most[1] > 0:
        return (
            f"Ask at renewal that other systems may exchange data with {system} (an open API), and test that all its "
            "data can be taken out."
        )
    if most[1] < 0:
        return f"Test that all data can be taken out of {system}, and ask at renewal for a format that others can read."
    return (
        f"Ask at renewal that other systems may exchange data with {system} (an open API) and that all its data can be "
        "taken out, and test it."
    )


def _looser_ties(case: Case) -> str:
    """For the system with the most hard integrations with others."""
    provider, consumer, dependence = (
        case.estate.by_id("integration", name) for name in ("provider", "consumer", "dependence")
    )
    hard = [id_ for id_ in case.profile.crossing if dependence[id_] == "hard"]
    own = set(case.profile.systems)
    ends = Counter(end for id_ in hard for end in (provider[id_], consumer[id_]) if end in own)
    count = max(ends.values())
    system = case.first_name(id_ for id_, its in ends.items() if its == count)
    return (
        f"Find a second way for the connections with others' systems without which something stops: {system} has "
        f"{count} of {len(hard)}."
    )


def _stand_in(case: Case) -> str:
    services = case.estate.records("service")
    most = max(services[id_]["criticality"] or 0 for id_ in case.profile.stopping)
    service = case.first_name(id_ for id_ in case.profile.stopping if (services[id_]["criticality"] or 0) == most)
    return f"Name what could stand in for {service}, the service that matters most of those that stop, and try it."


def _other_supplier(case: Case) -> str:
    scale = case.settings.lock_in.substitutability

    def held(system: str) -> float:
        return scale.get(case.estate.records("system")[system]["substitutability"] or "", 0.0)

    most = max(map(held, case.profile.systems))
    system = case.first_name(id_ for id_ in case.profile.systems if held(id_) == most)
    return f"Ask other suppliers who could replace {system}, and buy it apart from the rest at renewal."


def _smaller_share(case: Case) -> str:
    def cost(contract: str) -> float:
        value = known_annual_values(case.estate)[contract]
        return float(value.low or 0) if value else 0.0

    most = max(map(cost, case.profile.contracts))
    contract = case.first_name(id_ for id_ in case.profile.contracts if cost(id_) == most)
    return f"Buy the next part from another supplier: begin with {contract}, the largest of its contracts."


_ACTS = {
    "committed_term": _shorter_term,
    "openness": _open_interfaces,
    "entanglement": _looser_ties,
    "dependence": _stand_in,
    "alternatives": _other_supplier,
    "supplier_share": _smaller_share,
}
