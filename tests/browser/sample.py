"""The sample borough as an estate, and its report: what the tests of the browser and the screenshots show."""

from __future__ import annotations

from pathlib import Path

from itmap import sample_data
from itmap import settings as settings_of
from itmap.cli.common import open_estate
from itmap.estate import Estate
from itmap.importers import import_files
from itmap.reports import committee
from itmap.stores import open_store


def sample_estate(folder: Path) -> Estate:
    """The sample's spreadsheets, imported into a store in that folder and read back with their sources."""
    path = str(folder / "sample.db")
    store = open_store(path, create=True)
    try:
        import_files(store, sample_data.FILES, organisation=sample_data.ORGANISATION)
    finally:
        store.close()
    return open_estate(path, sample_data.AS_OF, None, "it", settings_of.load(), with_sources=True)


def report(estate: Estate) -> str:
    """The estate's report for officers and members."""
    return committee.write(estate, settings_of.load())
