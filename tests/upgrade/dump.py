"""Rows for a new migration, taken from a database that the bot has really written.

    python -m tests.upgrade.dump DATABASE NUMBER [TABLE …] > tests/upgrade/rows/NUMBER_name.sql

DATABASE may be one that a wire test left (`pytest --basetemp=FOLDER` keeps it). Printed are the rows of the tables that
the migration made, or of those named; rows of other tables that they refer to come first. Look through what it prints
and take out what is not needed: a few rows in each table are enough.
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.migrations import load_migrations, migrate
from tests.upgrade.world import CLOCK, rows_in

# Pictures and long files say nothing that a short one does not.
LONGEST = 20_000


def made_by(number: int, folder: Path) -> list[str]:
    """The tables that a migration makes, in its order."""
    names: list[list[str]] = []
    for last in (number - 1, number):
        path = folder / f"{last}.sqlite3"
        migrate(path, load_migrations()[:last], CLOCK)
        names.append(list(rows_in(path)))
    made = set(names[1]) - set(names[0])
    sql = load_migrations()[number - 1].sql
    return sorted(made, key=lambda name: sql.index(f"CREATE TABLE {name} "))


class Dump:
    """INSERT statements for rows and what they refer to."""

    def __init__(self, connection: sqlite3.Connection, tables: list[str]) -> None:
        connection.row_factory = sqlite3.Row
        self._connection = connection
        self._tables = tables
        self.lines: dict[str, None] = {}

    def all(self) -> list[str]:
        """The statements, in an order that the foreign keys allow."""
        for table in self._tables:
            for row in self._connection.execute(f"SELECT * FROM {table}").fetchall():
                self._add(table, row)
        return list(self.lines)

    def _add(self, table: str, row: sqlite3.Row) -> None:
        if any(isinstance(value, bytes | str) and len(value) > LONGEST for value in row):
            return
        for each in self._connection.execute(f"PRAGMA foreign_key_list({table})").fetchall():
            value = row[each["from"]]
            if value is not None and each["table"] not in self._tables:
                column = each["to"] or "rowid"
                found = self._connection.execute(
                    f"SELECT * FROM {each['table']} WHERE {column} = ?", (value,)
                ).fetchall()
                for other in found:
                    self._add(each["table"], other)
        # Numbers that no row of this migration refers to are given anew.
        kept = [name for name in tuple(row.keys()) if table in self._tables or name != "id"]
        values = ", ".join(_literal(row[name]) for name in kept)
        self.lines[f"INSERT INTO {table} ({', '.join(kept)}) VALUES\n    ({values});"] = None


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return f"x'{value.hex()}'"
    return str(value) if isinstance(value, int | float) else "'" + value.replace("'", "''") + "'"


def main(database: Path, number: int, tables: list[str], folder: Path) -> None:
    """Print the rows."""
    with closing(sqlite3.connect(database)) as connection:
        print("\n".join(Dump(connection, tables or made_by(number, folder)).all()))


if __name__ == "__main__":
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as temporary:
        main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:], Path(temporary))
