"""One SQLite file: serialised writers, readers that see only what was committed.

Two connections to the same file. Writes go one after another through `write()`; reads go through a
connection of their own, so that no reader sees half of a transaction (WAL gives it the last commit).
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

import aiosqlite

from bot.errors import DatabaseError
from bot.health import HealthBoard
from bot.sqlite_troubles import primary_code, way_out

Row = sqlite3.Row
Parameters = Sequence[Any] | dict[str, Any]

# Long enough for a backup or a person's sqlite3 shell to finish, short enough for a stop within ten seconds.
BUSY_TIMEOUT_MS = 5_000
# How soon a file that could not be used is tried again.
RECHECK_SECONDS = 30.0


class Reader(Protocol):
    """What rows are read from: the database, or a transaction."""

    async def all(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Return every row of a SELECT."""

    async def one(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """Return the first row of a SELECT, or None."""


class Transaction:
    """What a writer may do inside `Database.write()`. Sees its own changes."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection
        self._afterwards: list[Callable[[], None]] = []

    def after_commit(self, tell: Callable[[], None]) -> None:
        """Call `tell` once everything is stored; not at all when it is rolled back."""
        if tell not in self._afterwards:
            self._afterwards.append(tell)

    def committed(self) -> None:
        """Call what waits for the commit."""
        for tell in self._afterwards:
            tell()

    async def execute(self, sql: str, parameters: Parameters = ()) -> int:
        """Run one statement and return how many rows it changed."""
        async with self._connection.execute(sql, parameters) as cursor:
            return cursor.rowcount

    async def execute_many(self, sql: str, rows: Iterable[Parameters]) -> None:
        """Run one statement for each of `rows`."""
        async with self._connection.executemany(sql, rows):
            pass

    async def insert(self, sql: str, parameters: Parameters = ()) -> int:
        """Run an INSERT and return the row id it made."""
        async with self._connection.execute(sql, parameters) as cursor:
            if cursor.lastrowid is None:
                raise DatabaseError(f"not an INSERT: {sql}")
            return cursor.lastrowid

    async def all(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Return every row of a SELECT."""
        return list(await self._connection.execute_fetchall(sql, parameters))

    async def one(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """Return the first row of a SELECT, or None."""
        async with self._connection.execute(sql, parameters) as cursor:
            return await cursor.fetchone()


class Database:
    """The community's one database file.

    >>> database = await Database.open(Path("data/community.sqlite3"))   # doctest: +SKIP
    >>> async with database.write() as tx:                               # doctest: +SKIP
    ...     await tx.execute("UPDATE …")
    >>> await database.all("SELECT …")                                   # doctest: +SKIP
    """

    def __init__(self, path: Path, writer: aiosqlite.Connection, reader: aiosqlite.Connection) -> None:
        self.path = path
        self._writer = writer
        self._reader = reader
        self._turn = asyncio.Lock()
        self._owner: asyncio.Task[Any] | None = None
        self._health: HealthBoard | None = None
        # How often it was written and how often that failed, and when it last went well (time.monotonic).
        self.writes = 0
        self.write_failures = 0
        self.written_at = time.monotonic()
        self._recheck: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, path: Path) -> Database:
        """Open or create the file at `path`, making its folder when needed.

        Raises `DatabaseError` when the folder cannot be written or the file is no database.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # A connection that is left open keeps its thread, and with it the process, alive.
            async with AsyncExitStack() as opened:
                writer = await _connect(path, opened)
                # WAL: readers go on while one writes. FULL: a commit that was reported survives a power cut.
                # What is erased is overwritten: that is SQLite's own choice only where it was built so.
                await _run(
                    writer,
                    "PRAGMA journal_mode = WAL",
                    "PRAGMA synchronous = FULL",
                    "PRAGMA secure_delete = ON",
                )
                reader = await _connect(path, opened)
                await _run(reader, "PRAGMA query_only = ON")
                opened.pop_all()
        except (OSError, sqlite3.Error) as error:
            raise DatabaseError(
                f"cannot open the database {path}: {error}. "
                "Check that the folder exists and is writable and that the file is an SQLite database; "
                "restore a backup if it is damaged."
            ) from error
        return cls(path, writer, reader)

    def report_to(self, health: HealthBoard) -> None:
        """Tell `health`, as `database`, when the file cannot be used, and when it can be again."""
        self._health = health
        health.good("database", f"{self.path.name} is written and read")

    async def close(self) -> None:
        """Wait for the running transaction, then close both connections."""
        if self._recheck is not None:
            self._recheck.cancel()
            await asyncio.wait((self._recheck,))
        async with self._turn:
            await _uninterrupted(self._close())

    async def _close(self) -> None:
        try:
            await self._reader.close()
        finally:
            await self._writer.close()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        """Run the block as one transaction: all of it is stored, or none of it.

        Writers wait for each other; a task that holds the turn gets a `DatabaseError` instead of waiting for
        itself for ever. An exception, a cancelled task included, rolls everything back; a
        cancellation that comes while the commit is being written comes too late, and everything is stored.

        Raises `DatabaseError` when the file cannot be used: locked, read-only, damaged, or the disk is full.
        """
        if self._owner is asyncio.current_task():
            raise DatabaseError("write() inside write(): use the transaction that is already open")
        async with self._turn:
            self._owner = asyncio.current_task()
            try:
                with self._troubles_told():
                    async with self._transaction() as transaction:
                        yield transaction
            finally:
                self._owner = None
        self._well()

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[Transaction]:
        try:
            # IMMEDIATE takes the write lock now: a later upgrade could fail half-way with SQLITE_BUSY.
            await _uninterrupted(_run(self._writer, "BEGIN IMMEDIATE"))
            transaction = Transaction(self._writer)
            yield transaction
            await _uninterrupted(self._commit(transaction))
        except BaseException:
            # Harmless when nothing is open. The turn ends only when this did: the next writer must not
            # find the transaction still there.
            await _uninterrupted(self._writer.rollback())
            raise

    async def _commit(self, transaction: Transaction) -> None:
        await self._writer.commit()
        transaction.committed()

    async def prove(self) -> None:
        """Write to the disk what changes nothing. Raises `DatabaseError` when that does not work.

        A transaction that is rolled back proves the lock alone: a full disk shows when pages are written.
        """
        async with self.write() as tx:
            row = await tx.one("PRAGMA user_version")
            await tx.execute(f"PRAGMA user_version = {row[0] if row else 0}")

    async def vacuum(self) -> None:
        """Write the file anew without what was deleted from it, and leave nothing in the write-ahead log.

        Waits for its turn as writers do, and they for it; readers go on. A cancellation waits for its end.

        Raises `DatabaseError` inside a `write()`, when the file cannot be used, or when somebody reads for so
        long that the log cannot be emptied: then call it again.
        """
        if self._owner is asyncio.current_task():
            raise DatabaseError("vacuum() inside write(): call it after the transaction")
        async with self._turn:
            with self._troubles_told():
                await _uninterrupted(self._vacuum())
        self._well()

    async def _vacuum(self) -> None:
        await _run(self._writer, "VACUUM")
        if not await self._empty_log():
            raise DatabaseError(f"{self.path}: the write-ahead log is still being read: end what reads it")

    async def scrub(self) -> bool:
        """Empty the write-ahead log: what was erased stands there until then (sqlite.org/wal.html).

        False when somebody reads the file from outside, or it cannot be used: call it again later.
        """
        async with self._turn:
            with suppress(DatabaseError), self._troubles_told():
                return await self._empty_log()
        return False

    async def _empty_log(self) -> bool:
        (state,) = await self._writer.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
        return not state["busy"]

    async def all(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Return every row of a SELECT on committed data."""
        with self._troubles_told(reading=True):
            return list(await self._reader.execute_fetchall(sql, parameters))

    async def one(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """Return the first row of a SELECT on committed data, or None."""
        with self._troubles_told(reading=True):
            async with self._reader.execute(sql, parameters) as cursor:
                return await cursor.fetchone()

    @contextmanager
    def _troubles_told(self, *, reading: bool = False) -> Iterator[None]:
        """Turn what SQLite says about an unusable file into a `DatabaseError`, and tell it on the board."""
        try:
            yield
        except sqlite3.Error as error:
            fix = way_out(error)
            # The reader may never write: that is a mistake of ours.
            if fix is None or (reading and primary_code(error) == sqlite3.SQLITE_READONLY):
                raise
            if not reading:
                self.write_failures += 1
            if self._health is not None:
                self._health.bad("database", f"{error}: {fix}")
                if self._recheck is None or self._recheck.done():
                    self._recheck = asyncio.create_task(self._until_well(), name="database recheck")
            raise DatabaseError(f"{self.path}: {error}: {fix}") from error

    def _well(self) -> None:
        self.writes += 1
        self.written_at = time.monotonic()
        if self._health is not None and self._recheck is not None:
            self._health.good("database", f"{self.path.name} is written and read")

    async def _until_well(self) -> None:
        """Write until it works: nobody else may write for a long time, and the board would be wrong."""
        while True:
            await asyncio.sleep(RECHECK_SECONDS)
            with suppress(DatabaseError):
                await self.prove()
                return


async def _connect(path: Path, opened: AsyncExitStack) -> aiosqlite.Connection:
    # aiosqlite 0.22 does not wait for its thread when the file cannot be opened, and that thread then reports
    # to an event loop that may be closed. So whether it can be opened is found out before.
    sqlite3.connect(path).close()
    # isolation_level None: transactions begin where `write` says so, never by themselves.
    connection = await opened.enter_async_context(aiosqlite.connect(path, isolation_level=None))
    connection.row_factory = sqlite3.Row
    await _run(connection, f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}", "PRAGMA foreign_keys = ON")
    return connection


async def _run(connection: aiosqlite.Connection, *statements: str) -> None:
    for statement in statements:
        async with connection.execute(statement):
            pass


async def _uninterrupted(step: Coroutine[Any, Any, None]) -> None:
    """Run `step` to its end, however often the task is cancelled meanwhile; the cancellation is raised after.

    SQLite works in a thread: a cancelled `await` returns at once while the statement still runs there.
    """
    task = asyncio.ensure_future(step)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait((task,))
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        # Looked at, so that a failure of the step is not reported as one that nobody noticed.
        task.exception()
        raise cancelled
    await task
