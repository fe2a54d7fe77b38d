"""The stores that the suite runs over: another store is one more line in STORES."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from itmap.stores import Store, open_store

STORES: dict[str, Callable[[Path], str]] = {
    "sqlite": lambda folder: str(folder / "itmap.db"),
}


@pytest.fixture(params=STORES)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return STORES[request.param](tmp_path)


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    store = open_store(address, create=True)
    yield store
    store.close()
