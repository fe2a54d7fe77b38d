"""What is true of the SQLite store alone: what it refuses, who may read it, and that no moment is a bad one to die at."""

from __future__ import annotations

import os
import random
import sqlite3
import stat
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import pytest

from itmap.errors import StoreMissing, StoreUnusable
from itmap.estate import Decision, Record, Source, empty
from itmap.model import BY_NAME, SCHEMA_VERSION
from itmap.stores import open_store
from itmap.stores.sqlite import SqliteStore
from tests.contract.test_store import a_full_estate


def test_a_missing_store_is_said_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="itmap import"):
        SqliteStore(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("content", [b"", b"plain text that is long enough to be looked at " * 40])
def test_what_is_no_store_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.db"
    path.write_bytes(content)
    with pytest.raises(StoreUnusable, match=r"not an itmap store"):
        SqliteStore(path)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (id)")
    connection.commit()
    connection.close()
    with pytest.raises(StoreUnusable, match="not an itmap store"):
        SqliteStore(path, create=True)


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreUnusable, match="folder"):
        SqliteStore(tmp_path, create=True)


def test_a_newer_store_is_refused_with_the_way_to_upgrade(tmp_path: Path) -> None:
    path = tmp_path / "itmap.db"
    SqliteStore(path, create=True).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.close()
    with pytest.raises(StoreUnusable, match="pip install --upgrade itmap"):
        SqliteStore(path)


def test_an_older_store_is_brought_up_to_date_with_all_that_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "itmap.db"
    store = SqliteStore(path, create=True)
    with store.change("o1") as change:
        change.put(council(3))
    tables, sources = store.tables(), store.sources()
    store.close()
    connection = sqlite3.connect(path)
    for statement in (  # as version 1 had it
        "ALTER TABLE record DROP COLUMN since", "ALTER TABLE source DROP COLUMN day", "DROP TABLE said",
        "DROP TABLE past", "DROP TABLE decision", "PRAGMA user_version = 1",
    ):  # fmt: skip
        connection.execute(statement)
    connection.commit()
    connection.close()
    store = SqliteStore(path)
    assert all(store.tables()[name].equals(table) for name, table in tables.items())
    assert store.sources() == sources
    store.decide([Decision("supplier", None, "Alder", "Birch", "same")])
    assert (len(store.decisions()), store.history()) == (1, ())
    store.close()
    fresh = SqliteStore(tmp_path / "fresh.db", create=True)
    assert _shape(path) == _shape(tmp_path / "fresh.db")
    fresh.close()


def test_every_index_stands_after_each_change_and_after_one_that_fails(tmp_path: Path) -> None:
    """Those of the links are made anew where a first import has written them."""
    path = tmp_path / "itmap.db"
    store = SqliteStore(path, create=True)
    made = _indexes(path)
    assert "link_target" in made
    with pytest.raises(ZeroDivisionError), store.change("o1") as change:
        change.put(a_full_estate(0))
        raise ZeroDivisionError
    assert _indexes(path) == made
    odd = {**empty(BY_NAME["contract"]), "title": "Alder", "renewal": "sideways"}
    with store.change("o1") as change:
        change.put([Record("o1", "organisation", None, {**empty(BY_NAME["organisation"]), "name": "Alderton"})])
        with pytest.raises(sqlite3.IntegrityError):
            change.put([Record("contract-0", "contract", "o1", odd)])
    assert _indexes(path) == made
    for turn in range(2):
        with store.change("o1") as change:
            change.put(a_full_estate(turn))
        assert _indexes(path) == made
    store.close()


def _indexes(path: Path) -> dict[str, str]:
    connection = sqlite3.connect(path)
    found = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"))
    connection.close()
    return found


def _shape(path: Path) -> dict[str, set[tuple[str, str]]]:
    connection = sqlite3.connect(path)
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    shape = {name: {(row[1], row[2]) for row in connection.execute(f'PRAGMA table_info("{name}")')} for name in tables}
    connection.close()
    return shape


@pytest.mark.parametrize("place", ["missing/itmap.db", "file.txt/itmap.db"])
def test_a_store_that_cant_be_made_says_where_it_could(tmp_path: Path, place: str) -> None:
    (tmp_path / "file.txt").write_text("", encoding="utf-8")
    with pytest.raises(StoreUnusable, match="folder that exists"):
        SqliteStore(tmp_path / place, create=True)


def test_a_store_that_cant_be_written_is_said_and_can_be_read(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "itmap.db", create=True)
    with store.change("o1") as change:
        change.put(council(1))
    store.close()
    address = f"{(tmp_path / 'itmap.db').as_uri()}?mode=ro"  # what a read-only file is, for root too
    store._connection = sqlite3.connect(address, uri=True, isolation_level=None)
    with pytest.raises(StoreUnusable, match="write permission"), store.change("o1") as change:
        change.put(council(2))
    assert set(store.tables()["system"]["users"]) == {1}
    store.close()


def test_who_waits_too_long_is_told_that_somebody_else_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("itmap.stores.sqlite.BUSY_SECONDS", 0.05)
    first, second = (SqliteStore(tmp_path / "itmap.db", create=True) for _ in range(2))
    with first.change("o1") as change:
        with pytest.raises(StoreUnusable, match="somebody else"), second.change("o2"):
            pass
        change.put(council(1))
    assert set(second.tables()["system"]["users"]) == {1}
    first.close()
    second.close()


def test_a_damaged_file_gives_one_message_or_what_can_still_be_read(tmp_path: Path) -> None:
    """Overwrite or cut off parts anywhere behind the file's head: no other failure than the one that says what to do."""
    store = SqliteStore(tmp_path / "itmap.db", create=True)
    with store.change("o1") as change:
        change.put(a_full_estate(1))
        change.put(council(1)[1:])
    store.close()
    whole = (tmp_path / "itmap.db").read_bytes()
    dice = random.Random(1)
    damaged = tmp_path / "damaged.db"
    messages = []
    for turn in range(80):
        content, place = bytearray(whole), dice.randrange(100, len(whole))
        content[place : place + 400 if turn % 4 else None] = dice.randbytes(400) if turn % 4 else b""
        damaged.write_bytes(content)
        try:
            broken = SqliteStore(damaged)
            broken.tables()
            broken.sources()
            broken.close()
        except StoreUnusable as error:
            messages.append(str(error))
    assert len(messages) > 20
    assert all("backup" in message or "not an itmap store" in message for message in messages), set(messages)
    assert max(map(len, messages)) < 300


def test_a_scheme_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreUnusable, match="oracle"):
        open_store("oracle://somewhere")
    open_store(f"sqlite:///{tmp_path / 'itmap.db'}", create=True).close()
    assert (tmp_path / "itmap.db").exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no permission bits")
def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    SqliteStore(tmp_path / "itmap.db", create=True).close()
    assert stat.S_IMODE((tmp_path / "itmap.db").stat().st_mode) == 0o600


def council(number: int) -> list[Record]:
    """A council whose systems all say the same number: a mixture would be a torn change."""
    row = Source("file.csv", "", 2, "system", "o1", "")
    systems = [
        Record(
            f"system-{n}",
            "system",
            "o1",
            {**empty(BY_NAME["system"]), "name": f"S{n}", "users": number},
            (replace(row, by=f"system-{n}"),),
        )
        for n in range(200)
    ]
    return [Record("o1", "organisation", None, {**empty(BY_NAME["organisation"]), "name": "North"}), *systems]


def test_a_full_disk_is_said_and_changes_nothing(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "itmap.db", create=True)
    with store.change("o1") as change:
        change.put(council(0))
    pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
    store._connection.execute(f"PRAGMA max_page_count = {pages + 1}")
    large = council(1)
    for record in large[1:]:
        record.values["name"] = "x" * 5000
    with pytest.raises(StoreUnusable, match="disk is full"), store.change("o1") as change:
        change.put(large)
    store.close()
    assert set(SqliteStore(tmp_path / "itmap.db").tables()["system"]["users"]) == {0}


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX")
@pytest.mark.once
def test_killed_at_any_moment_it_holds_the_old_or_the_new(tmp_path: Path) -> None:
    path = tmp_path / "itmap.db"
    SqliteStore(path, create=True).close()
    program = textwrap.dedent("""
        import sys
        from pathlib import Path
        from itmap.stores.sqlite import SqliteStore
        from tests.test_sqlite import council
        store = SqliteStore(Path(sys.argv[1]))
        number = int(sys.argv[2])
        print("ready", flush=True)
        while True:
            number += 1
            with store.change("o1") as change:
                change.put(council(number))
    """)
    number = 0
    for moment in range(20):
        process = subprocess.Popen(
            [sys.executable, "-c", program, str(path), str(number)],
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[1],
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.005 + moment * 0.009)
        process.kill()
        process.wait()
        process.stdout.close()
        store = SqliteStore(path)
        users = set(store.tables()["system"]["users"])
        assert len(users) <= 1, f"torn at moment {moment}: {users}"
        assert store._connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert not store._connection.execute("PRAGMA foreign_key_check").fetchall()
        number = max(users, default=0)
        with store.change("o1") as change:
            change.put(council(number))
        store.close()
    assert number > 0, "no change ever landed: the moments were all too early"


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX")
@pytest.mark.parametrize("statements", [0, 1, 5, 10, 14])
def test_killed_while_it_is_made_it_can_be_made_again(tmp_path: Path, statements: int) -> None:
    program = textwrap.dedent("""
        import os, sys
        from pathlib import Path
        from itmap.stores import sqlite
        made = sqlite.schema()
        def dying():
            yield from made[: int(sys.argv[2])]
            os.kill(os.getpid(), 9)
        sqlite.schema = dying
        sqlite.SqliteStore(Path(sys.argv[1]), create=True)
    """)
    path = tmp_path / "itmap.db"
    killed = subprocess.run([sys.executable, "-c", program, str(path), str(statements)], check=False)
    assert killed.returncode == -9
    store = SqliteStore(path, create=True)
    with store.change("o1") as change:
        change.put(council(7))
    assert set(store.tables()["system"]["users"]) == {7}
    store.close()
