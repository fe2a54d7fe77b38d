"""Where nothing may be skipped (ITMAP_NO_SKIPS, which CI sets), a skip is a failure.

On several processes at once (`pytest -n`), what shares a server or a browser stays in one, so that each starts once.
"""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import Any, TypeVar

import pytest
from xdist.scheduler import LoadFileScheduling

from tests import neo4j_server

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)

NO_SKIPS = bool(os.environ.get("ITMAP_NO_SKIPS"))


class ByServer(LoadFileScheduling):
    """A process takes a file at a time, but all tests of one Neo4j server, or of the browser, wherever they stand."""

    def _split_scope(self, nodeid: str) -> str:
        shared = (server for server in ("tests/browser/", *neo4j_server.releases()) if server in nodeid)
        return next(shared, nodeid.split("::", maxsplit=1)[0])


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByServer:
    return ByServer(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _failed((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _failed((yield))


def _failed(report: Report) -> Report:
    if NO_SKIPS and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and ITMAP_NO_SKIPS says that nothing may be: {report.longrepr}"
    return report
