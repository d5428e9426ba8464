"""Whether the database file is whole, and the right one. Reads only; blocking."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bot.checks.findings import Finding, bad, good
from bot.copying import reading
from bot.sqlite_troubles import way_out
from bot.texts import plural

_RESTORE = "stop the bot and restore a backup"
_MOST = 5


def look(path: Path, guild_id: int) -> Iterator[Finding]:
    """Yield what is found in the file at `path`; nothing when there is none yet."""
    if not path.exists():
        return
    try:
        with closing(reading(path)) as connection:
            yield from _integrity(connection)
            yield from _owner(connection, path, guild_id)
    except sqlite3.Error as error:
        # A file that another program holds is not to be replaced by an older one.
        fix = way_out(error) or "look at the file and its folder"
        yield bad("database.integrity", f"{path} cannot be read: {error}", fix)


def _integrity(connection: sqlite3.Connection) -> Iterator[Finding]:
    said = [str(row[0]) for row in connection.execute(f"PRAGMA integrity_check({_MOST})")]
    if said != ["ok"]:
        yield bad("database.integrity", f"the file is damaged: {'; '.join(said)}", _RESTORE)
        return
    orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    if orphans:
        rows = plural(len(orphans), "row")
        yield bad("database.integrity", f"{rows} without the row they belong to", _RESTORE)
    else:
        yield good("database.integrity", "the file is whole")


def _owner(connection: sqlite3.Connection, path: Path, guild_id: int) -> Iterator[Finding]:
    known = connection.execute(
        "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'server'"
    ).fetchone()
    row = connection.execute("SELECT guild_id FROM server").fetchone() if known else None
    if row is not None and row[0] != guild_id:
        yield bad(
            "database.server",
            f"{path} belongs to the server {row[0]}, and discord.guild_id is {guild_id}",
            "set the id of that server, or name another file in database.path",
        )
