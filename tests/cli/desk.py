"""An officer at a desk: a folder, three registers, a store, and the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from itmap.cli import cli

CONTRACTS = """Reference,Title,Supplier,Role,Start date,End date,Renewal,Renewal period,Notice period,Value,Value basis,Covers
C1,Housing support,Alder Ltd,supplies,01/04/2022,31/03/2027,automatic,12 months,3 months,"24,000",annual,Housing
C2,=HYPERLINK(1),Birch Ltd,supports,01/04/2022,30/06/2026,none,,,TBC,annual,
,,Rowan Ltd,,,,,,,,,
C3,Finance,Birch Limited,supplies,01/04/2022,soon,none,,,,,Finance
"""
SYSTEMS = """Name,Vendor,Services,Criticality,API,Functional fit,Technical fit
Housing,Alder Ltd,Repairs,4,proprietary,2,1
Finance,Birch Ltd,Payments,3,documented,3,3
"""
INTEGRATIONS = "Provider,Consumer,Dependence\nHousing,Finance,hard\n"
AS_OF = ("--as-of", "2026-04-01")


class Desk:
    """An officer at a desk: a folder, a store in it, and the command line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = folder / "itmap.db"

    def run(self, *arguments: str | Path, store: bool = True) -> Result:
        where = ("--store", str(self.store)) if store else ()
        return CliRunner().invoke(cli, [*map(str, arguments), *where])

    def asked(self, *arguments: str) -> Any:
        result = self.run("query", *arguments, "--format", "json", *AS_OF)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    def file(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path
