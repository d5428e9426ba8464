"""A database of every earlier schema becomes one of today, with all that it held."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.migrations import load_migrations, migrate
from tests.upgrade.dump import Dump, made_by
from tests.upgrade.world import CLOCK, ROWS, at_schema, rows_in, rows_of, schema_of

STEPS = load_migrations()
# What later migrations took away or changed on purpose, as table or table.column, and where that is now.
CHANGED = {"committee_motion.election": "0012: committee_vote, once a vote is asked for"}


def test_every_migration_has_rows_and_no_rows_have_none() -> None:
    assert {path.name for path in ROWS.iterdir()} == {rows_of(step).name for step in STEPS}


def test_no_table_is_without_a_row(tmp_path: Path) -> None:
    held = rows_in(at_schema(tmp_path / "community.sqlite3", len(STEPS)))
    assert [table for table, rows in held.items() if not rows] == []


@pytest.mark.parametrize("number", range(1, len(STEPS) + 1))
def test_from_every_schema_everything_is_kept(tmp_path: Path, number: int) -> None:
    path = at_schema(tmp_path / "community.sqlite3", number)
    before = rows_in(path)
    applied = migrate(path, clock=CLOCK)
    assert [step.number for step in applied.migrations] == list(range(number + 1, len(STEPS) + 1))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    after = rows_in(path)
    for table, rows in before.items():
        if table not in CHANGED:
            assert table in after, f"{table} is gone: say in CHANGED where its rows are"
            kept = [_unchanged(table, row) for row in rows]
            assert [row for row in kept if not _is_in(row, after[table])] == [], table
    # The same as if the file had been made today.
    fresh = tmp_path / "fresh.sqlite3"
    migrate(fresh, clock=CLOCK)
    assert schema_of(path) == schema_of(fresh)


def _is_in(row: dict[str, Any], rows: list[dict[str, Any]]) -> bool:
    """Whether a row is among `rows`, which may have more columns."""
    return any(row.items() <= other.items() for other in rows)


def _unchanged(table: str, row: dict[str, Any]) -> dict[str, Any]:
    return {column: value for column, value in row.items() if f"{table}.{column}" not in CHANGED}


def test_rows_for_a_new_migration_can_be_taken_from_a_database(tmp_path: Path) -> None:
    """Those of elections, taken out of a database that has them and put into one that has not."""
    number = next(step.number for step in STEPS if step.name == "elections")
    source = at_schema(tmp_path / "source.sqlite3", number)
    target = at_schema(tmp_path / "target.sqlite3", number - 1)
    migrate(target, STEPS[:number], CLOCK)
    made = made_by(number, tmp_path)
    with closing(sqlite3.connect(source)) as connection:
        lines = Dump(connection, made).all()
    with closing(sqlite3.connect(target)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = ON")
        for line in lines:
            connection.execute(line)
    assert {table: rows_in(target)[table] for table in made} == {
        table: rows_in(source)[table] for table in made
    }
