"""One file, serialised writers, and nothing half-done whatever happens to whom and when."""

# ruff: noqa: ASYNC220, ASYNC240, PT012 - files, a process and what happens inside a transaction are the subject

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import aiosqlite
import pytest
import pytest_asyncio

from bot import database as module
from bot.clock import SystemClock
from bot.database import Database
from bot.errors import DatabaseError
from bot.health import HealthBoard

INSERT = "INSERT INTO note (text) VALUES (?)"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "community.sqlite3"


@pytest_asyncio.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(path)
    async with opened.write() as tx:
        await tx.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT")
    yield opened
    await opened.close()


async def notes(database: Database) -> list[str]:
    return [row["text"] for row in await database.all("SELECT text FROM note ORDER BY id")]


async def test_the_file_is_made_with_its_folder_and_kept_as_promised(database: Database, path: Path) -> None:
    assert path.exists()
    async with database.write() as tx:
        for pragma, value in (
            ("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 5_000),
            ("secure_delete", 1),
        ):  # fmt: skip
            row = await tx.one(f"PRAGMA {pragma}")
            assert row is not None
            assert row[0] == value


async def test_what_was_erased_is_nowhere_in_the_files(database: Database, path: Path) -> None:
    def found() -> set[str]:
        return {file.name for file in path.parent.iterdir() if b"Ada was here" in file.read_bytes()}

    async with database.write() as tx:
        await tx.execute(INSERT, ("Ada was here, and Ada was here" * 500,))
        await tx.execute(INSERT, ("Ben",))
    async with database.write() as tx:
        await tx.execute("DELETE FROM note WHERE text <> 'Ben'")
    assert found() == {"community.sqlite3-wal"}
    await database.scrub()
    assert found() == set()
    assert await notes(database) == ["Ben"]


async def test_a_reader_from_outside_delays_the_scrubbing_and_breaks_nothing(
    database: Database, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with database.write() as tx:
        await tx.execute("PRAGMA busy_timeout = 50")
        await tx.execute(INSERT, ("Ada",))
    with sqlite3.connect(path) as outside:
        outside.execute("BEGIN")
        outside.execute("SELECT * FROM note").fetchall()
        async with database.write() as tx:
            await tx.execute("DELETE FROM note")
        assert await database.scrub() is False
        assert await notes(database) == []
    outside.close()
    assert await database.scrub() is True


async def test_what_a_transaction_can_do(database: Database) -> None:
    async with database.write() as tx:
        assert await tx.insert(INSERT, ("a",)) == 1
        await tx.execute_many(INSERT, [("b",), ("c",)])
        assert await tx.execute("UPDATE note SET text = upper(text)") == 3
        row = await tx.one("SELECT text FROM note WHERE id = ?", (2,))
        assert row is not None
        assert row["text"] == "B"
        assert len(await tx.all("SELECT * FROM note")) == 3
    assert await notes(database) == ["A", "B", "C"]
    assert await database.one("SELECT 1 FROM note WHERE id = :id", {"id": 9}) is None


async def test_readers_see_only_what_was_committed(database: Database) -> None:
    async with database.write() as tx:
        await tx.execute(INSERT, ("a",))
        assert await notes(database) == []
    assert await notes(database) == ["a"]


async def test_readers_cannot_write(database: Database) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await database.all("DELETE FROM note")


async def test_writers_go_one_after_the_other(database: Database) -> None:
    async with database.write() as tx:
        await tx.execute(INSERT, ("0",))

    async def count() -> None:
        async with database.write() as tx:
            row = await tx.one("SELECT max(CAST(text AS INTEGER)) AS top FROM note")
            await asyncio.sleep(0)
            assert row is not None
            await tx.execute(INSERT, (str(row["top"] + 1),))

    await asyncio.gather(*(count() for _ in range(30)))
    assert await notes(database) == [str(number) for number in range(31)]


@pytest.mark.parametrize("error", [ValueError("mine"), sqlite3.IntegrityError("mine")])
async def test_an_exception_takes_everything_back_and_passes_on(database: Database, error: Exception) -> None:
    with pytest.raises(type(error), match="mine"):
        async with database.write() as tx:
            await tx.execute(INSERT, ("a",))
            raise error
    async with database.write() as tx:
        await tx.execute(INSERT, ("b",))
    assert await notes(database) == ["b"]


async def test_a_refused_statement_takes_everything_back(database: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        async with database.write() as tx:
            await tx.execute(INSERT, ("a",))
            await tx.execute(INSERT, ("a",))
    assert await notes(database) == []


async def test_foreign_keys_are_kept(database: Database) -> None:
    async with database.write() as tx:
        await tx.execute("CREATE TABLE mark (note INTEGER REFERENCES note(id)) STRICT")
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        async with database.write() as tx:
            await tx.execute("INSERT INTO mark VALUES (99)")


# --- cancellation ----------------------------------------------------------------------------------------


async def pair(database: Database) -> None:
    async with database.write() as tx:
        await tx.execute(INSERT, ("left",))
        await tx.one("SELECT 1")
        await tx.execute(INSERT, ("right",))


async def usable(database: Database) -> None:
    """The next writer finds no transaction of the one before."""
    async with asyncio.timeout(60), database.write() as tx:
        await tx.execute(INSERT, ("next",))
        await tx.execute("DELETE FROM note WHERE text = 'next'")


@pytest.mark.parametrize("cancellations", [1, 2, 5])
@pytest.mark.parametrize("turns", range(0, 60, 3))
async def test_a_cancelled_writer_leaves_all_or_nothing_wherever_it_was(
    database: Database, turns: int, cancellations: int
) -> None:
    task = asyncio.create_task(pair(database))
    for _ in range(turns):
        # Every turn of the loop is another place to be cancelled at; SQLite's thread gets time as well.
        await asyncio.sleep(0)
        if turns % 2:
            time.sleep(0.0002)  # noqa: ASYNC251
    for _ in range(cancellations):
        task.cancel()
        await asyncio.sleep(0)
    await asyncio.wait((task,))
    assert await notes(database) in ([], ["left", "right"])
    if not task.cancelled():
        assert await notes(database) == ["left", "right"]
    await usable(database)


class Held:
    """Holds SQLite's thread of the writer before a statement, so that a test decides where it is cancelled."""

    def __init__(self, database: Database, statement: str) -> None:
        self.reached = threading.Event()
        self.go_on = threading.Event()
        self._database = database
        self._statement = statement

    async def __aenter__(self) -> Held:
        connection = self._database._writer
        await connection.set_trace_callback(self._trace)
        return self

    def _trace(self, statement: str) -> None:
        if statement.startswith(self._statement) and not self.reached.is_set():
            self.reached.set()
            self.go_on.wait(20)

    async def until_reached(self) -> None:
        assert await asyncio.to_thread(self.reached.wait, 60)

    async def __aexit__(self, *exc: object) -> None:
        self.go_on.set()
        await self._database._writer.set_trace_callback(None)  # type: ignore[arg-type]


@pytest.mark.parametrize("cancellations", [1, 3])
@pytest.mark.parametrize(
    ("statement", "stored"),
    [("BEGIN", []), ("INSERT", []), ("SELECT", []), ("COMMIT", ["left", "right"])],
)
async def test_cancelled_while_sqlite_works_on(
    database: Database, statement: str, stored: list[str], cancellations: int
) -> None:
    async with Held(database, statement) as held:
        task = asyncio.create_task(pair(database))
        await held.until_reached()
        waiting = asyncio.create_task(usable(database))
        for _ in range(cancellations):
            task.cancel()
            await asyncio.sleep(0.01)
        assert not waiting.done()
        held.go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        await waiting
    assert await notes(database) == stored


async def test_cancelled_while_rolling_back(database: Database) -> None:
    async def fail() -> None:
        async with database.write() as tx:
            await tx.execute(INSERT, ("a",))
            raise ValueError("first")

    async with Held(database, "ROLLBACK") as held:
        task = asyncio.create_task(fail())
        await held.until_reached()
        task.cancel()
        await asyncio.sleep(0.01)
        waiting = asyncio.create_task(usable(database))
        await asyncio.sleep(0.01)
        assert not waiting.done()
        held.go_on.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        await waiting
    assert await notes(database) == []


async def test_cancelled_while_waiting_for_the_turn(database: Database) -> None:
    async with database.write():
        task = asyncio.create_task(pair(database))
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    await usable(database)
    assert await notes(database) == []


async def test_a_time_limit_ends_a_writer(database: Database) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02), database.write() as tx:
            await tx.execute(INSERT, ("a",))
            await asyncio.sleep(30)
    await usable(database)
    assert await notes(database) == []


async def test_a_cancelled_reader_holds_nothing(database: Database) -> None:
    for turns in range(12):
        task = asyncio.create_task(database.one("SELECT * FROM note"))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait((task,))
    async with database.write() as tx:
        await tx.execute(INSERT, ("a",))
    assert await notes(database) == ["a"]


# --- opening and closing ---------------------------------------------------------------------------------


async def test_close_waits_for_the_running_transaction(path: Path) -> None:
    database = await Database.open(path)
    inside, leave = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        async with database.write() as tx:
            await tx.execute("CREATE TABLE kept (x)")
            inside.set()
            await leave.wait()

    writing = asyncio.create_task(write())
    await inside.wait()
    closing = asyncio.create_task(database.close())
    await asyncio.sleep(0.02)
    assert not closing.done()
    leave.set()
    await asyncio.gather(writing, closing)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("kept",)]
    connection.close()


async def test_closing_ends_every_thread_and_may_be_repeated(path: Path) -> None:
    before = set(threading.enumerate())
    database = await Database.open(path)
    assert len(set(threading.enumerate()) - before) == 2
    await database.close()
    await database.close()
    await no_thread_since(before)


async def no_thread_since(before: set[threading.Thread]) -> None:
    for _ in range(500):
        left = [thread for thread in threading.enumerate() if thread not in before]
        if not left:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"still running: {left}")


async def test_a_file_that_is_no_database_is_told_and_left_alone(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("my diary, not a database" * 100)
    before = set(threading.enumerate())
    with pytest.raises(DatabaseError, match=r"file is not a database.*restore a backup"):
        await Database.open(path)
    assert path.read_text().startswith("my diary")
    await no_thread_since(before)


async def test_a_folder_in_the_place_of_the_file_is_told(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(DatabaseError, match="unable to open database file"):
        await Database.open(path)


def test_a_file_that_cannot_be_opened_leaves_no_thread_behind(path: Path) -> None:
    path.mkdir(parents=True)
    before = set(threading.enumerate())
    # Again and again: a thread that is left may just have ended when one looks. The loop's own end with it.
    for _ in range(100):
        with pytest.raises(DatabaseError, match="unable to open database file"):
            asyncio.run(Database.open(path))
        assert set(threading.enumerate()) <= before


async def test_a_file_in_the_place_of_the_folder_is_told(path: Path) -> None:
    path.parent.write_text("")
    with pytest.raises(DatabaseError, match="cannot open the database"):
        await Database.open(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
async def test_a_folder_without_permission_is_told(path: Path) -> None:
    path.parent.mkdir()
    path.parent.chmod(0o500)
    with pytest.raises(DatabaseError, match="Check that the folder exists and is writable"):
        await Database.open(path)


async def test_a_locked_file_is_waited_for_and_then_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BUSY_TIMEOUT_MS", 50)
    path.parent.mkdir()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("CREATE TABLE t (x)")
    other.execute("BEGIN EXCLUSIVE")
    before = set(threading.enumerate())
    with pytest.raises(DatabaseError, match="database is locked"):
        await Database.open(path)
    other.execute("ROLLBACK")
    other.close()
    await no_thread_since(before)
    await (await Database.open(path)).close()


async def test_a_writer_that_another_process_keeps_out_fails_whole(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BUSY_TIMEOUT_MS", 50)
    database = await Database.open(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseError, match="database is locked: another program holds it"):
        await pair(database)
    assert await notes(database) == []
    other.execute("ROLLBACK")
    other.close()
    await pair(database)
    assert await notes(database) == ["left", "right"]
    await database.close()


# --- a file that cannot be used --------------------------------------------------------------------------


async def refuse_writing(connection: aiosqlite.Connection) -> None:
    await connection.execute("PRAGMA query_only = ON")


async def fill_the_disk(connection: aiosqlite.Connection) -> None:
    await connection.execute("PRAGMA max_page_count = 1")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (refuse_writing, "attempt to write a readonly database: check that the disk"),
        (fill_the_disk, "database or disk is full: make room on the disk"),
    ],
)
async def test_a_file_that_cannot_be_used_is_told_on_the_board_and_heals_by_itself(
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[aiosqlite.Connection], Awaitable[None]],
    told: str,
) -> None:
    monkeypatch.setattr(module, "RECHECK_SECONDS", 0.01)
    health = HealthBoard(SystemClock())
    database.report_to(health)
    assert [condition.ok for condition in health.conditions()] == [True]
    await spoil(database._writer)
    rows = [(f"{number}" + "x" * 2000,) for number in range(100)]
    with pytest.raises(DatabaseError, match=told):
        async with database.write() as tx:
            await tx.execute_many(INSERT, rows)
    (condition,) = health.conditions()
    assert (condition.name, condition.ok) == ("database", False)
    assert told in condition.detail
    assert await notes(database) == []

    await database._writer.execute("PRAGMA query_only = OFF")
    await database._writer.execute("PRAGMA max_page_count = 100000")
    for _ in range(1000):
        if health.conditions()[0].ok:
            break
        await asyncio.sleep(0.01)
    assert health.conditions()[0].ok
    async with database.write() as tx:
        await tx.execute_many(INSERT, rows)
    assert len(await notes(database)) == 100


async def test_a_mistake_in_sql_says_nothing_about_the_file(database: Database) -> None:
    health = HealthBoard(SystemClock())
    database.report_to(health)
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        async with database.write() as tx:
            await tx.execute("INSERT INTO nowhere VALUES (1)")
    with pytest.raises(sqlite3.IntegrityError):
        async with database.write() as tx:
            await tx.execute("INSERT INTO note (text) VALUES (NULL)")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await database.one("DELETE FROM note RETURNING id")
    assert [condition.ok for condition in health.conditions()] == [True]


async def test_closed_while_it_waits_for_the_file_to_heal(path: Path) -> None:
    database = await Database.open(path)
    database.report_to(HealthBoard(SystemClock()))
    await refuse_writing(database._writer)
    with pytest.raises(DatabaseError):
        async with database.write() as tx:
            await tx.execute("CREATE TABLE note (text)")
    await database.close()
    assert [task.get_name() for task in asyncio.all_tasks() if "recheck" in task.get_name()] == []


KILLED = """
import asyncio, pathlib, sys
from bot.database import Database

async def main():
    database = await Database.open(pathlib.Path(sys.argv[1]))
    async with database.write() as tx:
        await tx.execute("CREATE TABLE note (text TEXT NOT NULL)")
        await tx.execute("INSERT INTO note VALUES ('kept')")
    async with database.write() as tx:
        # More than the page cache holds, so that the file itself was written to.
        await tx.execute("PRAGMA cache_size = 5")
        await tx.execute_many("INSERT INTO note VALUES (?)", (("x" * 2000,) for _ in range(2000)))
        await tx.execute("UPDATE note SET text = 'lost' WHERE text = 'kept'")
        print("inside", flush=True)
        await asyncio.sleep(60)

asyncio.run(main())
"""


async def test_a_process_killed_inside_a_transaction_leaves_what_was_before(path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert await asyncio.to_thread(process.stdout.readline) == "inside\n"
        process.send_signal(signal.SIGKILL)
    database = await Database.open(path)
    assert [row["text"] for row in await database.all("SELECT text FROM note")] == ["kept"]
    async with database.write() as tx:
        await tx.execute("INSERT INTO note VALUES ('goes on')")
        row = await tx.one("PRAGMA integrity_check")
    assert row is not None
    assert row[0] == "ok"
    await database.close()


async def test_a_write_inside_a_write_says_so_instead_of_waiting_for_itself(database: Database) -> None:
    async with database.write() as tx:
        await tx.execute("INSERT INTO note (text) VALUES ('outer')")
        with pytest.raises(DatabaseError, match="already open"):
            async with database.write():
                pass
    assert await database.one("SELECT 1 FROM note WHERE text = 'outer'") is not None


# --- cleaning the file -----------------------------------------------------------------------------------


async def fill_and_empty(database: Database) -> None:
    async with database.write() as tx:
        await tx.execute_many(INSERT, ((f"forgotten {number} " + "x" * 500,) for number in range(500)))
        await tx.execute(INSERT, ("kept",))
    async with database.write() as tx:
        await tx.execute("DELETE FROM note WHERE text LIKE 'forgotten%'")


def remains(path: Path) -> bytes:
    log = path.with_name(path.name + "-wal")
    return path.read_bytes() + (log.read_bytes() if log.exists() else b"")


async def test_vacuum_leaves_nothing_of_what_was_deleted(database: Database, path: Path) -> None:
    await fill_and_empty(database)
    before = len(remains(path))
    assert b"forgotten" in remains(path)
    await database.vacuum()
    assert b"forgotten" not in remains(path)
    assert len(remains(path)) < before / 10
    assert path.with_name(path.name + "-wal").stat().st_size == 0
    assert await notes(database) == ["kept"]


async def test_vacuum_and_writers_wait_for_each_other_and_readers_do_not(database: Database) -> None:
    await fill_and_empty(database)
    order: list[str] = []

    async def clean() -> None:
        await database.vacuum()
        order.append("vacuum")

    async def write() -> None:
        async with database.write() as tx:
            await tx.execute(INSERT, ("after",))
            order.append("after")

    async with database.write() as tx:
        await tx.execute(INSERT, ("before",))
        tasks = [asyncio.create_task(clean()), asyncio.create_task(write())]
        await asyncio.sleep(0)
        assert await notes(database) == ["kept"]
        order.append("before")
    await asyncio.gather(*tasks)
    assert order == ["before", "vacuum", "after"]
    assert sorted(await notes(database)) == ["after", "before", "kept"]


async def test_vacuum_inside_a_write_says_so(database: Database) -> None:
    async with database.write() as tx:
        await tx.execute(INSERT, ("a",))
        with pytest.raises(DatabaseError, match="after the transaction"):
            await database.vacuum()
    assert await notes(database) == ["a"]


async def test_a_vacuum_that_is_cancelled_ends_first(database: Database, path: Path) -> None:
    await fill_and_empty(database)
    async with database.write():
        task = asyncio.create_task(database.vacuum())
        await asyncio.sleep(0)
    # The turn is the vacuum's now.
    await asyncio.sleep(0)
    assert database._turn.locked()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert b"forgotten" not in remains(path)
    async with database.write() as tx:
        await tx.execute(INSERT, ("goes on",))


async def test_a_vacuum_that_somebody_reads_through_is_told_and_done_later(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BUSY_TIMEOUT_MS", 50)
    database = await Database.open(path)
    async with database.write() as tx:
        await tx.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT")
    await fill_and_empty(database)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT * FROM note").fetchall()
    with pytest.raises(DatabaseError, match="still being read"):
        await database.vacuum()
    other.execute("COMMIT")
    await database.vacuum()
    assert b"forgotten" not in remains(path)
    other.close()
    await database.close()


async def test_a_file_that_cannot_be_cleaned_is_told_on_the_board(database: Database) -> None:
    health = HealthBoard(SystemClock())
    database.report_to(health)
    await refuse_writing(database._writer)
    with pytest.raises(DatabaseError, match="readonly database: check that the disk"):
        await database.vacuum()
    assert [condition.ok for condition in health.conditions()] == [False]
