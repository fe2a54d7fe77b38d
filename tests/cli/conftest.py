"""A desk, and one whose registers are imported."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.desk import CONTRACTS, INTEGRATIONS, SYSTEMS, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def full(desk: Desk) -> Desk:
    files = [
        desk.file("contracts.csv", CONTRACTS),
        desk.file("systems.csv", SYSTEMS),
        desk.file("integrations.csv", INTEGRATIONS),
    ]
    result = desk.run("import", *files)
    assert result.exit_code == 0, result.output
    return desk
