"""A cell as a test writes it, and what it is read as."""

from __future__ import annotations

import pytest

from itmap import model
from itmap.importers.values import Reading, Unreadable, read_value


def read(register: model.Register, name: str, cell: object, **reading: str) -> object:
    return read_value(register.field(name), cell, Reading(**reading))


def contract(name: str, cell: object, **reading: str) -> object:
    return read(model.CONTRACTS, name, cell, **reading)


def unreadable(name: str, cell: object, **reading: str) -> str:
    with pytest.raises(Unreadable) as refused:
        contract(name, cell, **reading)
    return str(refused.value)
