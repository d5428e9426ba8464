"""The schema: numbered SQL files, applied in order, each in one transaction with its record.

`migrations/0001_kernel.sql`, `0002_guide.sql`, … make one list. A file that was applied is never edited:
its checksum is stored with it. `PRAGMA user_version` holds the number of the last one. Before an existing
database is changed, a copy is put beside it (`community.sqlite3.before-0002.bak`).

Synchronous on purpose: it runs before anything else does, and `community-bot migrate` needs no event loop.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.clock import Clock, SystemClock, to_text
from bot.copying import STEPS_BETWEEN_QUESTIONS, copy_database, reading
from bot.database import BUSY_TIMEOUT_MS
from bot.errors import BackupError, MigrationError

FOLDER = Path(__file__).resolve().parent.parent / "migrations"

_FILE_NAME = re.compile(r"(?P<number>\d{4})_(?P<name>[a-z0-9_]+)\.sql")
_RECORD_TABLE = """
CREATE TABLE IF NOT EXISTS schema_migration (
    number     INTEGER PRIMARY KEY,
    name       TEXT NOT NULL,
    checksum   TEXT NOT NULL,
    applied_at TEXT NOT NULL
) STRICT
"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema: `number` from the file name, the SQL and its SHA-256."""

    number: int
    name: str
    sql: str
    checksum: str


@dataclass(frozen=True, slots=True)
class Applied:
    """What `migrate` did: the steps applied now, and where the copy made before is, if any."""

    migrations: tuple[Migration, ...]
    backup: Path | None


def load_migrations(folder: Path = FOLDER) -> list[Migration]:
    """Return the migrations in `folder` in order.

    Raises `MigrationError` when a name is malformed or the numbers have a gap or a double.
    """
    migrations = []
    for path in sorted(folder.glob("*.sql")):
        match = _FILE_NAME.fullmatch(path.name)
        if match is None:
            raise MigrationError(f"{path.name}: migrations are named NNNN_name.sql")
        sql = path.read_text(encoding="utf-8")
        checksum = hashlib.sha256(sql.encode()).hexdigest()
        migrations.append(Migration(int(match["number"]), match["name"], sql, checksum))
    numbers = [migration.number for migration in migrations]
    if numbers != list(range(1, len(numbers) + 1)):
        raise MigrationError(
            f"migrations must be numbered 1, 2, 3, … without gaps, found {numbers}: rename the newest file"
        )
    return migrations


def migrate(
    path: Path,
    migrations: Sequence[Migration] | None = None,
    clock: Clock | None = None,
    *,
    stopped: Callable[[], bool] = lambda: False,
) -> Applied:
    """Bring the database at `path` to the newest schema and return what was done.

    A failing step leaves the database as it was before that step. Safe while another process does the same.
    `stopped` is asked all the while: when it says so, the running step is undone.
    Raises `MigrationError` when the file was made by a newer version of the bot, when an applied migration
    was edited since, when a step fails or is stopped.
    """
    steps = load_migrations() if migrations is None else list(migrations)
    clock = clock or SystemClock()
    applied: list[Migration] = []
    backup: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
            # SQLite gives a statement up when this returns something true.
            connection.set_progress_handler(stopped, STEPS_BETWEEN_QUESTIONS)
            while True:
                # The lock comes first: what another process applied meanwhile is not applied again.
                connection.execute("BEGIN IMMEDIATE")
                done = check_history(connection, steps)
                if done == len(steps):
                    connection.execute("ROLLBACK")
                    break
                if done and not applied:
                    backup = _back_up(path, steps[done].number, stopped)
                _apply(connection, steps[done], clock)
                connection.execute("COMMIT")
                applied.append(steps[done])
    except (sqlite3.DatabaseError, OSError) as error:
        raise MigrationError(
            f"{path} cannot be used: {error}. Check that its folder is writable and has room; "
            "if the file is damaged, restore a backup."
        ) from error
    return Applied(tuple(applied), backup)


def pending(path: Path, migrations: Sequence[Migration] | None = None) -> list[Migration]:
    """Return the migrations that `migrate` would apply, changing nothing. Raises as `migrate` does."""
    steps = load_migrations() if migrations is None else list(migrations)
    if not path.exists():
        return steps
    try:
        with closing(reading(path)) as connection:
            # One snapshot for all that is read.
            connection.execute("BEGIN")
            return steps[check_history(connection, steps) :]
    except sqlite3.DatabaseError as error:
        raise MigrationError(f"{path} cannot be read: {error}") from error


def statements(script: str) -> Iterator[str]:
    """Split `script` into statements, keeping triggers whole.

    `executescript` would commit first, and with it the promise of one transaction.
    """
    statement = ""
    for piece in re.split(r"(?<=;)", script):
        statement += piece
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""
    if any(line.strip() and not line.strip().startswith("--") for line in statement.splitlines()):
        raise MigrationError(f"unfinished SQL statement: {statement.strip()[:80]}")


def check_history(connection: sqlite3.Connection, steps: Sequence[Migration]) -> int:
    """Return how many of `steps` are applied.

    Raises `MigrationError` when the file's history is not ours: of somebody else, newer, or edited.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(steps):
        raise MigrationError(
            f"the database has schema {version}, this version of the bot knows {len(steps)}: "
            "run a newer version, or restore the backup made before the upgrade"
        )
    (exists,) = connection.execute(
        "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration'"
    ).fetchone()
    recorded = dict(connection.execute("SELECT number, checksum FROM schema_migration")) if exists else {}
    if not version and _holds_anything(connection):
        raise MigrationError(
            "the database has tables that the bot did not make: name a file of the bot's own"
        )
    if len(recorded) != version:
        raise MigrationError(
            f"schema version {version} does not fit its {len(recorded)} recorded migrations: "
            "is this the bot's database?"
        )
    for step in steps[:version]:
        if recorded.get(step.number) != step.checksum:
            raise MigrationError(
                f"migration {step.number:04}_{step.name} was edited after it was applied; "
                "put the released file back and write the change as a new migration"
            )
    return int(version)


def _holds_anything(connection: sqlite3.Connection) -> bool:
    (count,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return bool(count)


def _back_up(path: Path, number: int, stopped: Callable[[], bool]) -> Path:
    backup = path.with_name(f"{path.name}.before-{number:04}.bak")
    try:
        # It reads beside the connection that holds the write lock. A copy of the same name is of an upgrade
        # that came to nothing.
        copy_database(path, backup, replace=True, stopped=stopped)
    except BackupError as error:
        raise MigrationError(
            f"the database was not changed, as no copy could be made before: {error}"
        ) from error
    return backup


def _apply(connection: sqlite3.Connection, step: Migration, clock: Clock) -> None:
    """Run `step` in the open transaction, with its record and the version; the caller commits."""
    try:
        connection.execute(_RECORD_TABLE)
        for statement in statements(step.sql):
            connection.execute(statement)
        connection.execute(
            "INSERT INTO schema_migration (number, name, checksum, applied_at) VALUES (?, ?, ?, ?)",
            (step.number, step.name, step.checksum, to_text(clock.now())),
        )
        connection.execute(f"PRAGMA user_version = {step.number}")
    except (sqlite3.Error, MigrationError) as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise MigrationError(f"migration {step.number:04}_{step.name} failed: {error}") from error
