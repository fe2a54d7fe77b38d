"""One store into another: the same records, the same rows behind them, nothing of others' touched."""

from __future__ import annotations

from typing import Any

import pytest

from itmap.estate import Decision
from itmap.queries import NAMES, question
from itmap.stores import Store, open_store
from itmap.stores.sqlite_change import SqliteChange
from tests import neo4j_server
from tests.cli.desk import AS_OF, CONTRACTS, INTEGRATIONS, SYSTEMS, Desk
from tests.estates import random_rows
from tests.stored import keep_to_their_own, stored


def content(store: Store, organisations: list[str] | None = None) -> tuple[Any, Any]:
    return {name: table.to_dict("index") for name, table in store.tables(organisations).items()}, store.sources(
        organisations
    )


def test_a_copy_holds_the_same_for_every_council(desk: Desk) -> None:
    for seed in range(3):
        source, destination = desk.folder / f"{seed}.db", desk.folder / f"copy-{seed}.db"
        rows = random_rows(seed, councils=1 + seed)
        keep_to_their_own(rows)
        stored(source, rows)
        assert desk.run("copy", source, destination, store=False).exit_code == 0
        theirs, ours = open_store(str(source)), open_store(str(destination))
        assert content(ours) == content(theirs)
        theirs.close()
        ours.close()


def test_what_the_destination_held_of_a_council_is_replaced_and_others_stay(desk: Desk) -> None:
    first = desk.folder / "first.db"
    second = desk.folder / "second.db"
    old = "Name,Vendor,Status\nOld system,Old Supplier Ltd,live\nShared,Both Ltd,live\n"
    new = "Name,Vendor,Status\nNew system,Both Ltd,live\n"
    other = "Name,Vendor,Status\nTheirs,Both Ltd,live\n"
    for path, name, text in ((first, "Ours", new), (second, "Ours", old), (second, "Others", other)):
        imported = desk.run(
            "import", desk.file("systems.csv", text), "--organisation", name, "--store", path, store=False
        )
        assert imported.exit_code == 0, imported.output
    before = open_store(str(second))
    (others,) = (id_ for id_, (name, _) in before.organisations().items() if name == "Others")
    theirs = content(before, [others])[0]["system"]
    before.close()
    assert desk.run("copy", first, second, store=False).exit_code == 0
    after = open_store(str(second))
    names = {register: set(table["name"]) for register, table in after.tables().items() if "name" in table}
    assert names["system"] == {"New system", "Theirs"}
    assert names["supplier"] == {"Both Ltd"}
    assert content(after, [others])[0]["system"] == theirs
    after.close()


def test_one_council_is_copied_alone_with_its_past_and_what_was_decided(desk: Desk) -> None:
    first, second = desk.folder / "first.db", desk.folder / "second.db"
    for day, version in (("2026-01-01", "1"), ("2026-03-01", "2")):
        for council in ("North", "South"):
            text = f"Name,Vendor,Version,End of support\n{council} desk,Alder Ltd,{version},TBC\n"
            desk.run(
                "import", desk.file("systems.csv", text), "--organisation", council, "--as-of", day,
                "--store", first, store=False,
            )  # fmt: skip
    source = open_store(str(first))
    (north,) = (id_ for id_, (name, _) in source.organisations().items() if name == "North")
    decided = [
        Decision("supplier", None, "Alder Ltd", "Alder Software", "same"),
        Decision("system", north, "a", "b", "same"),
        Decision("system", "another", "a", "b", "same"),
    ]
    source.decide(decided)
    result = desk.run("copy", first, second, "--organisation", "North", store=False)
    assert result.exit_code == 0, result.output
    copied = open_store(str(second))
    assert content(copied)[0] == content(source, [north])[0]
    assert copied.history() == source.history([north]) != ()
    assert copied.decisions() == tuple(decided[:2])
    copied.close()
    source.close()


@pytest.mark.once
@pytest.mark.parametrize("release", neo4j_server.releases())
def test_either_kind_of_store_answers_to_the_byte_alike(
    desk: Desk, release: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exports, reports and answers with their sources; and what is copied back, whole or one council, is the same,
    also of what was imported there, with cells that say something other than a value."""
    file, shared = desk.folder / "file.db", neo4j_server.clean(release, monkeypatch)
    stored(file, random_rows(4, systems=24, integrations=40, contracts=20))
    for name, text in (("contracts.csv", CONTRACTS), ("systems.csv", SYSTEMS), ("integrations.csv", INTEGRATIONS)):
        arguments = ("import", desk.file(name, text), "--organisation", "Council 2", "--store", file)
        assert desk.run(*arguments, *AS_OF, store=False).exit_code == 0
    assert desk.run("copy", file, shared, store=False).exit_code == 0
    questions = [("query", name, "--sources", "--format", "json", "-o") for name in NAMES if not question(name).subject]
    for council in ((), ("--organisation", "Council 2")):
        for command in (("export",), ("report", "-o"), *questions):
            written = []
            for store in (file, shared):
                path = desk.folder / {"export": "a.xlsx", "report": "a.html", "query": "a.json"}[command[0]]
                day = () if command[0] == "export" else AS_OF
                if command[1:2] == ("what-if",) and not council:
                    continue  # it is for one council
                result = desk.run(*command, path, *day, *council, "--store", store, store=False)
                assert result.exit_code == 0, result.output
                written.append(path.read_bytes())
                path.unlink()
            assert written[:1] == written[1:], (command, council)
    for council in ((), ("--organisation", "Council 2")):
        back = desk.folder / f"back{len(council)}.db"
        assert desk.run("copy", shared, back, *council, store=False).exit_code == 0
        theirs, ours = open_store(str(file)), open_store(str(back))
        of = [id_ for id_, (name, _) in theirs.organisations().items() if name in council] or None
        assert content(ours, of)[0] == content(theirs, of)[0]
        theirs.close()
        ours.close()
    said = desk.file("said.csv", "Name,Users,Criticality\nLettings,Unlimited,High\n")
    assert desk.run("import", said, "--organisation", "Council 2", "--store", shared, store=False).exit_code == 0
    copied = desk.run("copy", shared, desk.folder / "said.db", store=False)
    assert copied.exit_code == 0, copied.output


def test_a_copy_that_is_not_the_same_is_refused(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.run("import", desk.file("systems.csv", "Name\nDesk\n"))
    monkeypatch.setattr(SqliteChange, "put", lambda *_: None)
    result = desk.run("copy", desk.store, desk.folder / "copy.db", store=False)
    assert result.exit_code == 1
    assert "does not hold the same" in result.stderr


def test_a_store_is_not_copied_into_itself(full: Desk) -> None:
    store = full.folder / "itmap.db"
    before = store.read_bytes()
    result = full.run("copy", store, full.folder / "." / "itmap.db", store=False)
    assert result.exit_code == 1
    assert "Name another DESTINATION" in result.output
    assert store.read_bytes() == before


def test_a_store_that_is_missing_makes_no_copy(desk: Desk) -> None:
    result = desk.run("copy", desk.folder / "none.db", desk.folder / "copy.db", store=False)
    assert result.exit_code == 1
    assert "none.db" in result.stderr
    assert not (desk.folder / "copy.db").exists()
