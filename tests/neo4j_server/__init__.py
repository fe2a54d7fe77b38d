"""A real Neo4j server for the tests: fetched from Maven Central once, started once a run on each release tested.

`NEO4J_TEST_URI` (with NEO4J_USERNAME and NEO4J_PASSWORD) points the tests at another server instead, in a database that
is empty: they delete whatever they find. Without Java and Maven the tests are skipped.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import neo4j
import pytest
from neo4j.exceptions import ClientError, DriverError, Neo4jError

HERE = Path(__file__).parent
BUILD = HERE.parents[1] / "build"
USER, FIRST_PASSWORD, PASSWORD = "neo4j", "neo4j", "only-for-tests"
START_SECONDS = 180

# A server that lives for a test run: compiled no further than a run pays back, in half the processor time.
JAVA_OPTIONS = ["-Xmx1g", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]

JAVA_NEEDED = {"5.26.20": 17, "2026.09.0": 21}  # by release of Neo4j; the first is the long-term one


@cache
def java_home(least: int) -> Path | None:
    """A JDK of that version or later: JAVA_HOME, that of the `java` on the path, or one that lies beside it."""
    on_path = shutil.which("java")
    homes = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    homes += [Path(on_path).resolve().parents[1]] if on_path else []
    homes += [found for home in homes for found in sorted(home.parent.iterdir())]
    return next((home for home in homes if _java_version(home) >= least), None)


def _java_version(home: Path) -> int:
    """The major version of a JDK, from the file that every one of them has; 0 for what is none."""
    try:
        told = (home / "release").read_text(encoding="utf-8").split('JAVA_VERSION="')[1]
    except (OSError, IndexError):
        return 0
    return int(told.split(".")[0].split('"')[0]) if list((home / "bin").glob("javac*")) else 0


def releases() -> list[str]:
    """What the tests run on: the releases for which there is a Java, and the long-term one to be skipped without.

    `NEO4J_TEST_LONG_TERM_ONLY` leaves the others out.
    """
    if os.environ.get("NEO4J_TEST_URI"):
        return ["given"]
    long_term, *others = JAVA_NEEDED
    if os.environ.get("NEO4J_TEST_LONG_TERM_ONLY"):
        return [long_term]
    return [long_term, *(release for release in others if java_home(JAVA_NEEDED[release]))]


def _libraries(release: str) -> Path:
    """The folder of the server's jars, fetched when it isn't there."""
    folder = BUILD / f"neo4j-{release}"
    if not folder.exists():
        partial = BUILD / f"neo4j-{release}.{os.getpid()}.part"
        maven = shutil.which("mvn") or ""
        goal = ["dependency:copy-dependencies", f"-Dneo4j.version={release}", f"-DoutputDirectory={partial}"]
        subprocess.run([maven, "-B", "-q", "-f", str(HERE / "pom.xml"), *goal], check=True, timeout=1200)
        with contextlib.suppress(OSError):  # another run was quicker
            partial.rename(folder)
    return folder


class Server:
    """A server in a temporary folder, on a free port of this machine alone."""

    def __init__(self, release: str, java_options: Sequence[str] = JAVA_OPTIONS) -> None:
        self.release = release
        self.java_options = java_options
        self.home = Path(tempfile.mkdtemp(prefix="itmap-neo4j-"))
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.settings = {
            "server.bolt.enabled": "true",
            "server.bolt.listen_address": f"127.0.0.1:{self.port}",
            "dbms.security.auth_enabled": "true",
            "dbms.usage_report.enabled": "false",
        }
        atexit.register(self.remove)

    def start(self) -> None:
        """Start it, or start it again after `kill`; it answers when this returns."""
        java = java_home(JAVA_NEEDED[self.release])
        assert java is not None
        conf = "\n".join(f"{name}={value}" for name, value in self.settings.items())
        (self.home / "neo4j.conf").write_text(conf, encoding="utf-8")
        with (self.home / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [java / "bin" / "java", *self.java_options, "-cp", str(_libraries(self.release) / "*"),
                 HERE / "Neo4jServer.java", self.home],
                stdin=subprocess.PIPE, stdout=log, stderr=log,
            )  # fmt: skip
        self._wait()

    def _wait(self) -> None:
        give_up = time.monotonic() + START_SECONDS
        while time.monotonic() < give_up:
            if self._process is None or self._process.poll() is not None:
                break
            try:
                self._set_password()
            except (DriverError, Neo4jError):
                time.sleep(0.2)
            else:
                return
        log = (self.home / "server.log").read_text(encoding="utf-8", errors="replace")
        self.kill()
        raise RuntimeError(f"Neo4j {self.release} did not start:\n{log[-4000:]}")

    def _set_password(self) -> None:
        try:
            self._run(PASSWORD, "neo4j", "RETURN 1")
        except ClientError:  # not that password yet
            change = f"ALTER CURRENT USER SET PASSWORD FROM '{FIRST_PASSWORD}' TO '{PASSWORD}'"
            self._run(FIRST_PASSWORD, "system", change)
            self._run(PASSWORD, "neo4j", "RETURN 1")

    def _run(self, password: str, database: str, query: str) -> None:
        with (
            neo4j.GraphDatabase.driver(self.uri, auth=(USER, password)) as driver,
            driver.session(database=database) as once,  # not retried, as execute_query would be
        ):
            once.run(query).consume()

    @property
    def uri(self) -> str:
        return f"bolt://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            assert self._process.stdin is not None
            self._process.stdin.close()
            self._process = None

    def remove(self) -> None:
        """End it and take its folder away."""
        self.kill()
        shutil.rmtree(self.home, ignore_errors=True)


class Line:
    """The way to a server that can be cut, as a network does: it passes on what it is sent, byte for byte."""

    def __init__(self, server: int) -> None:
        self._server = server
        self._ends: list[socket.socket] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        threading.Thread(target=self._let_in, daemon=True).start()

    def cut(self) -> None:
        """Break off every connection; who tries again is let in again."""
        while self._ends:
            _end(self._ends.pop())

    def close(self) -> None:
        """Break off every connection, and let nobody in again."""
        _end(self._door)
        self.cut()

    def _let_in(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._door.accept()
                try:
                    server = socket.create_connection(("127.0.0.1", self._server))
                except OSError:  # the server itself has gone
                    _end(client)
                    continue
                self._ends += client, server
                for one, other in ((client, server), (server, client)):
                    threading.Thread(target=_pass_on, args=(one, other), daemon=True).start()


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while sent := one.recv(65_536):
            other.sendall(sent)
    _end(one)
    _end(other)


def _end(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@cache
def running(release: str) -> Server:
    """The run's own server of a release: started when it is first asked for, ended with the run."""
    server = Server(release)
    server.start()
    return server


def skip_without() -> None:
    """Skip the test where no server can be had, and say what is missing."""
    if os.environ.get("NEO4J_TEST_URI"):
        return
    if java_home(17) is None or shutil.which("mvn") is None:
        pytest.skip("NEO4J IS NOT TESTED: it needs a JDK of 17 or later and Maven, or NEO4J_TEST_URI")


def clean(release: str, monkeypatch: pytest.MonkeyPatch, *, bare: bool = False) -> str:
    """The address of an empty database (`bare`: without constraints too), with its credentials in the environment."""
    skip_without()
    if release == "given":
        address = os.environ["NEO4J_TEST_URI"]
        _refuse_what_is_not_ours(address)
    else:
        address = f"{running(release).uri}/neo4j"
        monkeypatch.setenv("NEO4J_USERNAME", USER)
        monkeypatch.setenv("NEO4J_PASSWORD", PASSWORD)
    with session(address) as run:
        while run.run("MATCH (n) WITH n LIMIT 20000 DETACH DELETE n RETURN count(*)").single(strict=True).value():
            pass
        if bare:
            for name in run.run("SHOW CONSTRAINTS YIELD name").value():
                run.run(f"DROP CONSTRAINT `{name}`").consume()
            for name in run.run("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name").value():
                run.run(f"DROP INDEX `{name}`").consume()
    return address


@contextlib.contextmanager
def session(address: str) -> Iterator[neo4j.Session]:
    """A session of the driver itself, to see what the store wrote or to write what it didn't."""
    uri, _, database = address.rpartition("/") if address.count("/") > 2 else (address, "", "")
    user, password = os.environ.get("NEO4J_USERNAME", USER), os.environ["NEO4J_PASSWORD"]
    with (
        neo4j.GraphDatabase.driver(uri, auth=(user, password), notifications_min_severity="OFF") as driver,
        driver.session(database=database or "neo4j") as opened,
    ):
        yield opened


@cache
def _refuse_what_is_not_ours(address: str) -> None:
    with session(address) as run:
        if run.run("MATCH (n) RETURN n LIMIT 1").peek():
            pytest.exit("The database of NEO4J_TEST_URI is not empty, and the tests would delete what it holds.", 1)
