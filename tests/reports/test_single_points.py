"""The report lists single points apart from platforms and infrastructure, which would hide the rest."""

from __future__ import annotations

from itmap import queries
from itmap import settings as settings_of
from itmap.estate import Estate
from itmap.reports import committee
from itmap.reports.figures import apart
from itmap.reports.words import plain
from tests.estates import estate

SETTINGS = settings_of.load()


def borough() -> Estate:
    """Everything runs on the network; one service hangs on Rents beside."""
    return estate(
        suppliers={"Wire": {}, "Alder": {}},
        systems={
            "Network": {"vendors": "Wire", "kind": "infrastructure"},
            "Rents": {"vendors": "Alder"},
            "Web": {},
        },
        services={name: {"systems": name, "statutory": True} for name in ("Rents", "Web")},
        integrations=[
            {"provider": "Network", "consumer": "Rents", "dependence": "hard"},
            {"provider": "Network", "consumer": "Web", "dependence": "hard"},
        ],
    )


def test_a_network_stands_apart_and_hides_nobody() -> None:
    made = borough()
    report = committee.gather(made, SETTINGS)
    (section,) = [section for section in report.sections if section.name == "chokepoints"]
    tables = {table.name: [plain(line.head) for line in table.lines] for table in section.also}
    assert tables == {
        "below-table": ["Wire"],
        "single-points-table": ["Network > Rents", "Network > Web", "Rents", "Web"],
        "platforms-table": ["Network"],
    }
    assert section.figure is not None
    assert [plain(line.head) for line in section.figure.table.lines] == ["Alder"]
    said = plain(section.answer)
    assert "It is Alder." in said
    assert "listed apart: Wire." in said
    assert plain(report.findings[0].sentence).startswith("One statutory service depends on Alder")


def test_where_only_platforms_are_known_they_are_not_apart() -> None:
    made = estate(
        suppliers={"Wire": {}},
        systems={"Network": {"vendors": "Wire", "kind": "infrastructure"}},
        services={"All": {"systems": "Network"}},
    )
    rows, below = apart(queries.question("chokepoints").answer(made, SETTINGS))
    assert [row.supplier for row in rows] == ["Wire"]
    assert below == []
