"""The schema's history: applied in order, once, whole, and never over somebody's edit."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from bot import migrations as module
from bot.clock import ManualClock
from bot.errors import MigrationError
from bot.migrations import Migration, _back_up, load_migrations, migrate, pending, statements

CLOCK = ManualClock(datetime(2026, 3, 1, tzinfo=UTC))


def step(number: int, sql: str) -> Migration:
    return Migration(number, f"step{number}", sql, sha256(sql.encode()).hexdigest())


FIRST = step(1, "CREATE TABLE a (x INTEGER) STRICT;\nINSERT INTO a VALUES (1);")
SECOND = step(2, "CREATE TABLE b (y TEXT) STRICT;")
THIRD = step(3, "INSERT INTO a VALUES (3);")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "community.sqlite3"


def query(path: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute(sql)]


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [*connection.iterdump(), str(connection.execute("PRAGMA user_version").fetchone())]


def backups(path: Path) -> list[str]:
    return sorted(each.name for each in path.parent.iterdir() if "bak" in each.name or "partial" in each.name)


def test_the_shipped_migrations_are_whole_and_apply(path: Path) -> None:
    steps = load_migrations()
    applied = migrate(path)
    assert list(applied.migrations) == steps
    assert applied.backup is None
    assert query(path, "PRAGMA user_version") == [len(steps)]
    assert pending(path) == []
    tables = query(
        path, "SELECT sql FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    )
    # Of FTS5's tables and of AUTOINCREMENT's, SQLite decides itself.
    made_by_sqlite = ("CREATE TABLE 'guide", "CREATE TABLE sqlite_sequence")
    ours = [sql for sql in tables if "STRICT" not in sql and not sql.startswith(made_by_sqlite)]
    assert ours == []


def test_each_step_is_applied_once_and_recorded(path: Path) -> None:
    assert migrate(path, [FIRST], CLOCK).migrations == (FIRST,)
    assert migrate(path, [FIRST, SECOND], CLOCK).migrations == (SECOND,)
    assert migrate(path, [FIRST, SECOND], CLOCK).migrations == ()
    assert query(path, "SELECT x FROM a") == [1]
    assert query(path, "SELECT checksum FROM schema_migration ORDER BY number") == [
        FIRST.checksum,
        SECOND.checksum,
    ]
    assert query(path, "SELECT applied_at FROM schema_migration") == ["2026-03-01T00:00:00.000000Z"] * 2


def test_pending_tells_what_is_left_and_changes_nothing(path: Path) -> None:
    assert pending(path, [FIRST, SECOND]) == [FIRST, SECOND]
    assert not path.exists()
    migrate(path, [FIRST])
    before = dump(path)
    assert pending(path, [FIRST, SECOND]) == [SECOND]
    assert dump(path) == before


# --- refusals --------------------------------------------------------------------------------------------


def refused(path: Path, steps: list[Migration], told: str) -> None:
    before = dump(path)
    with pytest.raises(MigrationError, match=told):
        migrate(path, steps)
    with pytest.raises(MigrationError, match=told):
        pending(path, steps)
    assert dump(path) == before
    assert backups(path) == []


def test_a_newer_schema_is_refused(path: Path) -> None:
    migrate(path, [FIRST, SECOND])
    refused(path, [FIRST], "has schema 2, this version of the bot knows 1: run a newer version")


def test_an_edited_migration_is_refused(path: Path) -> None:
    migrate(path, [FIRST, SECOND])
    refused(path, [step(1, FIRST.sql + " "), SECOND, THIRD], "0001_step1 was edited after it was applied")


def test_a_version_that_was_set_by_hand_is_refused(path: Path) -> None:
    migrate(path, [FIRST])
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 2")
    refused(path, [FIRST, SECOND, THIRD], "does not fit its 1 recorded migrations")


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("my diary" * 1000)
    for use in (migrate, pending):
        with pytest.raises(MigrationError, match="file is not a database"):
            use(path, [FIRST])
    assert path.read_text() == "my diary" * 1000


def test_a_folder_that_cannot_be_made_is_told(path: Path) -> None:
    path.parent.write_text("a file")
    with pytest.raises(MigrationError, match="Check that its folder is writable"):
        migrate(path, [FIRST])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_told(path: Path) -> None:
    path.parent.mkdir()
    path.parent.chmod(0o500)
    with pytest.raises(MigrationError, match="Check that its folder is writable"):
        migrate(path, [FIRST])


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["0001_a.sql", "0003_b.sql"], r"without gaps, found \[1, 3\]"),
        (["0001_a.sql", "0001_b.sql"], r"without gaps, found \[1, 1\]"),
        (["0002_a.sql"], r"without gaps, found \[2\]"),
        (["1_a.sql"], "1_a.sql: migrations are named NNNN_name.sql"),
        (["0001_A.sql"], "named NNNN_name.sql"),
    ],
)
def test_a_folder_with_gaps_or_odd_names_is_refused(tmp_path: Path, names: list[str], told: str) -> None:
    for name in names:
        (tmp_path / name).write_text("SELECT 1;")
    with pytest.raises(MigrationError, match=told):
        load_migrations(tmp_path)


# --- failing half-way ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        (
            "CREATE TABLE c (z); INSERT INTO a VALUES (2); INSERT INTO nowhere VALUES (1);",
            "no such table: nowhere",
        ),
        ("INSERT INTO a VALUES (2); INSERT INTO a VALUES ('text');", "cannot store TEXT value"),
        ("INSERT INTO a VALUES (2); CREATE TABLE c (z", "unfinished SQL statement: CREATE TABLE c"),
        ("DROP TABLE a; SELEKT 1;", "syntax error"),
    ],
)
def test_a_failing_step_leaves_everything_as_before_it(path: Path, sql: str, told: str) -> None:
    migrate(path, [FIRST])
    before = dump(path)
    with pytest.raises(MigrationError, match=f"0002_step2 failed: .*{told}"):
        migrate(path, [FIRST, step(2, sql)])
    assert dump(path) == before
    assert pending(path, [FIRST, SECOND]) == [SECOND]
    migrate(path, [FIRST, SECOND])


def test_steps_before_a_failing_one_stay(path: Path) -> None:
    with pytest.raises(MigrationError, match="0003_step3 failed"):
        migrate(path, [FIRST, SECOND, step(3, "NONSENSE;")])
    assert query(path, "PRAGMA user_version") == [2]
    assert migrate(path, [FIRST, SECOND, THIRD]).migrations == (THIRD,)


KILLED = """
import os, pathlib, signal, sqlite3, sys
from bot import migrations
from bot.migrations import Migration, migrate

class Killed(Migration):
    pass

path = pathlib.Path(sys.argv[1])
real = migrations.statements
def and_die(script):
    for statement in real(script):
        yield statement
        if "two" in statement:
            os.kill(os.getpid(), signal.SIGKILL)
migrations.statements = and_die
migrate(path, [Migration(1, "step1", "CREATE TABLE one (x); CREATE TABLE two (x); CREATE TABLE three (x);", "c")])
"""


def test_killed_in_the_middle_of_a_step_it_is_as_before(path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False, timeout=60)
    assert query(path, "SELECT name FROM sqlite_master") == []
    assert query(path, "PRAGMA user_version") == [0]
    migrate(path, [FIRST])


# --- backups ---------------------------------------------------------------------------------------------


def test_a_new_database_needs_no_backup_and_an_existing_one_gets_a_whole_one(path: Path) -> None:
    assert migrate(path, [FIRST]).backup is None
    assert backups(path) == []
    before = dump(path)
    backup = migrate(path, [FIRST, SECOND, THIRD]).backup
    assert backup == path.with_name("community.sqlite3.before-0002.bak")
    assert backups(path) == [backup.name]
    assert dump(backup) == before
    assert query(backup, "PRAGMA integrity_check") == ["ok"]


def test_the_backup_has_what_stands_in_the_write_ahead_log_only(path: Path) -> None:
    migrate(path, [FIRST])
    with closing(sqlite3.connect(path, isolation_level=None)) as running:
        running.execute("PRAGMA journal_mode = WAL")
        running.execute("INSERT INTO a VALUES (7)")
        backup = migrate(path, [FIRST, SECOND]).backup
    assert backup is not None
    assert query(backup, "SELECT x FROM a") == [1, 7]


def test_a_file_of_somebody_else_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE diary (day TEXT)")
    before = dump(path)
    for look in (migrate, pending):
        with pytest.raises(MigrationError, match="tables that the bot did not make"):
            look(path, [FIRST])
    assert dump(path) == before
    assert backups(path) == []


def test_a_backup_that_cannot_be_made_stops_the_migration(path: Path) -> None:
    migrate(path, [FIRST])
    before = dump(path)
    path.with_name("community.sqlite3.partial").mkdir()
    with pytest.raises(MigrationError, match=r"no copy could be made before: .* cannot be written"):
        migrate(path, [FIRST, SECOND])
    assert dump(path) == before


def test_an_old_half_backup_is_replaced(path: Path) -> None:
    migrate(path, [FIRST])
    path.with_name("community.sqlite3.partial").write_text("half")
    path.with_name("community.sqlite3.before-0002.bak").write_text("old")
    backup = migrate(path, [FIRST, SECOND]).backup
    assert backup is not None
    assert query(backup, "SELECT x FROM a") == [1]
    assert backups(path) == [backup.name]


# --- several at once -------------------------------------------------------------------------------------

CONCURRENT = """
import pathlib, sys
from bot.migrations import Migration, migrate

path = pathlib.Path(sys.argv[1])
steps = [
    Migration(n, f"step{n}", f"CREATE TABLE t{n} (x); INSERT INTO t{n} VALUES ({n});", str(n)) for n in range(1, 30)
]
sys.stdin.readline()
print(len(migrate(path, steps).migrations))
"""


def test_processes_that_migrate_at_once_apply_each_step_once(path: Path) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", CONCURRENT, str(path)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for _ in range(3)
    ]  # fmt: skip
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    results = [process.communicate(timeout=60) for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], results
    assert sum(int(out) for out, _ in results) == 29
    assert query(path, "PRAGMA user_version") == [29]
    assert query(path, "SELECT x FROM t29") == [29]


def test_a_database_in_use_is_waited_for_and_then_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate(path, [FIRST])
    monkeypatch.setattr(module, "BUSY_TIMEOUT_MS", 50)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(MigrationError, match="database is locked"):
            migrate(path, [FIRST, SECOND])
    migrate(path, [FIRST, SECOND])


# --- stopped ---------------------------------------------------------------------------------------------

COUNT = "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n"
ENDLESS = step(2, f"INSERT INTO a {COUNT}) SELECT count(*) FROM n;")
LARGE = step(2, f"INSERT INTO a {COUNT} LIMIT 1000000) SELECT x FROM n;")


def test_told_to_stop_an_endless_step_is_undone(path: Path) -> None:
    migrate(path, [FIRST])
    before = dump(path)
    asked: list[None] = []

    def stopped() -> bool:
        asked.append(None)
        return len(asked) > 5

    with pytest.raises(MigrationError, match="migration 0002_step2 failed: interrupted"):
        migrate(path, [FIRST, ENDLESS], stopped=stopped)
    assert dump(path) == before
    assert migrate(path, [FIRST, SECOND]).migrations == (SECOND,)


def test_told_to_stop_in_the_middle_of_a_copy_no_half_of_it_is_taken_for_one(path: Path) -> None:
    migrate(path, [FIRST, LARGE])
    before = path.read_bytes()
    with pytest.raises(MigrationError, match="stopped before the copy was whole"):
        _back_up(path, 3, lambda: True)
    assert [name for name in backups(path) if not name.endswith(".partial")] == []
    assert path.read_bytes() == before


# --- statements ------------------------------------------------------------------------------------------

TRIGGER = """CREATE TRIGGER t AFTER INSERT ON a BEGIN
    UPDATE a SET x = 1; -- it's inside; still
    DELETE FROM b WHERE y = 'a;b';
END;"""


@pytest.mark.parametrize(
    ("script", "parts"),
    [
        ("", []),
        ("-- nothing; but words\n", []),
        ("\n\n", []),
        ("SELECT 1;", ["SELECT 1;"]),
        ("SELECT 1; SELECT 2;\nSELECT 3;", ["SELECT 1;", "SELECT 2;", "SELECT 3;"]),
        (f"{TRIGGER}\nSELECT 1;", [TRIGGER, "SELECT 1;"]),
        ("INSERT INTO a VALUES ('a;b');", ["INSERT INTO a VALUES ('a;b');"]),
        ("/* one; two */ SELECT 1;", ["/* one; two */ SELECT 1;"]),
        ("SELECT 1; -- done; really\n", ["SELECT 1;"]),
    ],
    ids=["empty", "comment", "blank", "one", "three", "trigger", "text", "block comment", "last comment"],
)
def test_a_script_falls_into_its_statements(script: str, parts: list[str]) -> None:
    assert list(statements(script)) == parts


def test_a_trigger_works_after_it_was_migrated(path: Path) -> None:
    sql = (
        "CREATE TABLE a (x); CREATE TABLE log (x);\nCREATE TRIGGER t AFTER INSERT ON a BEGIN\n"
        "  INSERT INTO log VALUES (new.x); INSERT INTO log VALUES (new.x + 1);\nEND;\nINSERT INTO a VALUES (5);"
    )
    migrate(path, [step(1, sql)])
    assert query(path, "SELECT x FROM log") == [5, 6]


def test_what_the_outbox_held_is_there_after_it_learnt_to_delete(path: Path) -> None:
    steps = load_migrations()
    migrate(path, steps[:5], CLOCK)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(
            """
            INSERT INTO outbox (id, key, action, lane, channel_id, body, created_at, next_try_at, state,
                                message_id, settled_at)
            VALUES (7, 'a', 'post', 'channel 1', 1, '{}', 't', 't', 'sent', 70, 't');
            INSERT INTO outbox (id, key, action, lane, channel_id, subject, body, created_at, next_try_at)
            VALUES (9, 'a/edit/1', 'edit', 'channel 1', 1, 7, '{}', 't', 't');
            """
        )
        before = list(connection.execute("SELECT * FROM outbox ORDER BY id"))
    migrate(path, steps, CLOCK)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        assert list(connection.execute("SELECT * FROM outbox ORDER BY id")) == before
        assert list(connection.execute("PRAGMA foreign_key_check")) == []
        referring = connection.execute(
            "SELECT name FROM sqlite_master WHERE sql LIKE '%REFERENCES%outbox%' AND name <> 'outbox'"
        )
        tables = [name for (name,) in referring]
        assert tables, "other tables point at the outbox"
        for table in tables:
            parents = {row[2] for row in connection.execute(f"PRAGMA foreign_key_list({table})")}
            assert "outbox" in parents
        new = connection.execute(
            "INSERT INTO outbox (key, action, lane, channel_id, subject, created_at, next_try_at)"
            " VALUES ('a/delete', 'delete', 'channel 1', 1, 7, 't', 't') RETURNING id"
        ).fetchone()
    assert new == (10,), "an id is never used again"
