"""The stores that the suite runs over: another store is one more line in STORES."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from itmap.stores import Store, open_store
from tests import neo4j_server


def _sqlite(folder: Path, _: pytest.MonkeyPatch) -> str:
    return str(folder / "itmap.db")


def _neo4j(release: str, _: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    return neo4j_server.clean(release, monkeypatch)


STORES: dict[str, Callable[[Path, pytest.MonkeyPatch], str]] = {
    "sqlite": _sqlite,
    **{f"neo4j-{release}": partial(_neo4j, release) for release in neo4j_server.releases()},
}


@pytest.fixture(params=STORES)
def address(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    return STORES[request.param](tmp_path, monkeypatch)


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    store = open_store(address, create=True)
    yield store
    store.close()
