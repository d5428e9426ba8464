"""One SQLite file: serialised writers, readers that see only what was committed.

Two connections to the same file. Writes go one after another through `write()`; reads go through a
connection of their own, so that no reader sees half of a transaction (WAL gives it the last commit).
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Coroutine, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiosqlite

from bot.errors import DatabaseError

Row = sqlite3.Row
Parameters = Sequence[Any] | dict[str, Any]

# Long enough for a backup or a person's sqlite3 shell to finish, short enough to be noticed.
BUSY_TIMEOUT_MS = 10_000


class Transaction:
    """What a writer may do inside `Database.write()`. Sees its own changes."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

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
                await _run(writer, "PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL")
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

    async def close(self) -> None:
        """Wait for the running transaction, then close both connections."""
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
        """
        if self._owner is asyncio.current_task():
            raise DatabaseError("write() inside write(): use the transaction that is already open")
        async with self._turn:
            self._owner = asyncio.current_task()
            try:
                # IMMEDIATE takes the write lock now: a later upgrade could fail half-way with SQLITE_BUSY.
                await _uninterrupted(_run(self._writer, "BEGIN IMMEDIATE"))
                yield Transaction(self._writer)
                await _uninterrupted(self._writer.commit())
            except BaseException:
                # Harmless when nothing is open. The turn ends only when this did: the next writer must not
                # find the transaction still there.
                await _uninterrupted(self._writer.rollback())
                raise
            finally:
                self._owner = None

    async def all(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Return every row of a SELECT on committed data."""
        return list(await self._reader.execute_fetchall(sql, parameters))

    async def one(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """Return the first row of a SELECT on committed data, or None."""
        async with self._reader.execute(sql, parameters) as cursor:
            return await cursor.fetchone()


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
