"""Databases as earlier versions of the bot left them: their schema, with rows in every table.

`rows/NNNN_name.sql` holds what a bot of schema NNNN may have stored in the tables that this migration made or
changed. The rows go in right after their migration, and later ones find them. `:guild` stands for the server's id.
A new migration needs such a file; CONTRIBUTING.md tells how one is made.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.clock import ManualClock
from bot.migrations import Migration, load_migrations, migrate, statements

ROWS = Path(__file__).parent / "rows"
CLOCK = ManualClock(datetime(2026, 3, 1, tzinfo=UTC))
# What SQLite and the schema keep for themselves.
OWN = {"schema_migration", "sqlite_sequence"}

Rows = dict[str, list[dict[str, Any]]]


def rows_of(step: Migration) -> Path:
    """The file with the rows that belong to a migration."""
    return ROWS / f"{step.number:04}_{step.name}.sql"


def at_schema(path: Path, number: int, *, guild: int = 1) -> Path:
    """Make a database of schema `number` with rows at `path`."""
    steps = load_migrations()[:number]
    for step in steps:
        migrate(path, steps[: step.number], CLOCK)
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("PRAGMA foreign_keys = ON")
            for statement in statements(rows_of(step).read_text(encoding="utf-8")):
                connection.execute(statement, {"guild": guild})
    # The copies that upgrades make are no part of it.
    for copy in path.parent.glob(f"{path.name}.before-*"):
        copy.unlink()
    return path


def rows_in(path: Path) -> Rows:
    """Every row of every table, by column."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        plain = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in _names(connection)}
    return {name: [dict(row) for row in rows] for name, rows in plain.items()}


def _names(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [row["name"] for row in found if row["name"] not in OWN]


def schema_of(path: Path) -> set[tuple[str, str, str]]:
    """What makes up a database's schema: kind, name and SQL of everything in it, spaces aside."""
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master")
        return {(kind, name, " ".join(sql.split())) for kind, name, sql in found}
