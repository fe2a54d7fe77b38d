"""Every single change, held against an estate in which it was really made."""

from __future__ import annotations

from typing import Any

import pytest

from itmap import settings
from itmap.dependencies import failures
from itmap.errors import CannotAnswer
from itmap.estate import Estate
from itmap.queries import question
from itmap.queries.what_if import ALTERNATIVE, SOFTER, STAND_IN
from tests.estates import HOME, estate, random_rows

SETTINGS = settings.load()


def ask(found: Estate) -> Any:
    return question("what-if").answer(found, SETTINGS)


def cases(found: Estate) -> tuple[int, int]:
    """How many times a service stops with a supplier group: for certain, and possibly."""
    failed = failures(found)
    return sum(failed.services_certain.counts.values()), sum(failed.services_possible.counts.values())


def borough() -> dict[str, Any]:
    return {
        "suppliers": {"Alder": {}, "Birch": {}},
        "systems": {"Housing": {"vendors": "Alder"}, "Finance": {}, "Archive": {"vendors": "Birch"}},
        "integrations": [{"provider": "Housing", "consumer": "Finance", "dependence": "hard", "reference": "I1"}],
        "services": {
            "Payments": {"systems": "Finance", "statutory": True},
            "Repairs": {"systems": "Housing", "statutory": False},
        },
    }


def test_the_change_that_spares_most_statutory_failures_comes_first() -> None:
    answer = ask(estate(**borough()))
    assert (answer.coverage["failures"], answer.coverage["failures_possibly"]) == (2, 2)
    told = [(row.change, row.what, row.failures_spared, row.statutory_failures_spared) for row in answer.rows]
    assert told == [
        (ALTERNATIVE, "a second way for Housing > Finance, that shares nothing with what is there", 1, 1),
        (SOFTER, "Housing > Finance: its consumer can do without it for a time", 1, 1),
        (STAND_IN, "Archive stands in in Payments", 1, 1),
        (STAND_IN, "Archive stands in in Repairs", 1, 0),
    ]
    assert (answer.rows[0].services, answer.rows[0].suppliers) == (("Payments",), ("Alder",))


def test_several_councils_are_asked_one_at_a_time() -> None:
    rows = borough() | {"organisations": {"Shire": {}}}
    rows["systems"]["Elsewhere"] = {"organisation": "Shire"}
    with pytest.raises(CannotAnswer, match="--organisation"):
        ask(estate(**rows))


def changed(rows: dict[str, Any], row: Any) -> dict[str, Any]:
    """The rows of an estate in which the change of an answer's row is really made."""
    about = [id_.partition(":")[2] for id_ in row.rests_on]
    links, services, systems = list(rows["integrations"]), dict(rows["services"]), dict(rows["systems"])
    if row.change == STAND_IN:
        service, stand_in = about[:2]
        replaced = row.rests_on[2].partition(":")[2] if row.rests_on[2].startswith("system:") else None
        said = f"{replaced} > {stand_in}" if replaced else stand_in
        its = services[service].get("fallback_systems", ())
        services[service] = {
            **services[service],
            "fallback_systems": (*((its,) if isinstance(its, str) else its), said),
        }
    else:
        place = int(about[0]) - 1
        if row.change == SOFTER:
            links[place] = {**links[place], "dependence": "soft"}
        else:
            word = links[place].get("alternative_group") or "of one"
            links[place] = {**links[place], "alternative_group": word}
            systems["Nobody's"] = {}
            links.append({**links[place], "reference": "new", "provider": "Nobody's", "dependence": "soft", "via": ()})
            links[-1]["contracts"] = ()
    return {**rows, "integrations": links, "services": services, "systems": systems}


@pytest.mark.parametrize("seed", range(12))
def test_every_change_spares_what_it_would_if_it_were_made(seed: int) -> None:
    rows = random_rows(seed, systems=10, integrations=18, unknowns=0.2)
    rows["organisations"] = {HOME: {}}
    before = cases(estate(**rows))
    answer = ask(estate(**rows))
    assert (answer.coverage["failures"], answer.coverage["failures_possibly"]) == before
    for row in answer.rows:
        after = cases(estate(**changed(rows, row)))
        assert (before[0] - after[0], before[1] - after[1]) == (row.failures_spared, row.failures_possibly_spared), row
