"""A backup takes the place of the database: checked before, with what was there kept beside it.

Nothing is lost on the way: until the backup has the database's name, the database is as it was, and then it
is the backup. What was forgotten by this is noted in the restored file, for `bot.said_before` and
`bot.erasures`.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot import erasures
from bot.clock import Clock, from_text, to_text
from bot.copying import FILE_MODE, MADE_AT, companions, copy_database, remove, sync_folder
from bot.errors import BackupError, MigrationError
from bot.migrations import check_history, load_migrations
from bot.old_copies import KEPT
from bot.said_before import RESTORED, Gap
from bot.single import only_one


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored: of which moment (UTC) and schema, and where the database that was there is kept.

    `erased_again` people were erased since and will be again; `erasures_known`: there were no others.
    """

    database: Path
    made_at: datetime
    schema: int
    newest_schema: int
    replaced: Path | None
    erased_again: int
    erasures_known: bool

    def as_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "database": str(self.database),
            "made_at": to_text(self.made_at),
            "schema": self.schema,
            "newest_schema": self.newest_schema,
            "replaced": self.replaced and str(self.replaced),
            "erased_again": self.erased_again,
            "erasures_known": self.erasures_known,
        }


def restore(
    file: Path, database: Path, guild_id: int, clock: Clock, *, remembered: timedelta = KEPT
) -> Restored:
    """Put the backup `file` in the place of `database`; `file` stays as it is.

    `remembered` is for how long a database knows who had something erased (`erasures.kept_for`).

    Raises `DatabaseError` while a bot runs with the database, `MigrationError` when the backup was made by a
    newer version, and `BackupError` when it is not sound, not the bot's, another server's, or cannot be
    written. Then the database is as it was.
    """
    with only_one(database):
        # What a link leads to is replaced, not the link.
        place = database.resolve()
        ready = place.with_name(f"{place.name}.restoring")
        now = clock.now()
        seen: dict[str, Any] = {}

        def prepare(copy: sqlite3.Connection) -> None:
            seen["schema"] = _check_ours(copy, file, guild_id)
            seen["made_at"] = made_at = _moment_of(copy, file)
            known = erasures.read(place, now, remembered)
            seen["again"] = again = known.after(made_at)
            seen["all_known"] = known.covers(made_at)
            gap = Gap(min(made_at, now), now, seen["all_known"])
            erasures.order_again(copy, again)
            copy.execute("DELETE FROM kernel_state WHERE key = ?", (MADE_AT,))
            copy.execute("INSERT OR REPLACE INTO kernel_state VALUES (?, ?)", (RESTORED, gap.to_json()))

        copy_database(file, ready, replace=True, finish=prepare)
        try:
            replaced = _put_aside(place, now) if place.exists() else None
            ready.replace(place)
            sync_folder(place.parent)
        except OSError as error:
            remove(ready)
            reason = error.strerror or type(error).__name__
            raise BackupError(f"{database} cannot be replaced: {reason}") from error
    return Restored(
        database,
        seen["made_at"],
        seen["schema"],
        newest_schema=len(load_migrations()),
        replaced=replaced,
        erased_again=len(seen["again"]),
        erasures_known=seen["all_known"],
    )


def _check_ours(copy: sqlite3.Connection, file: Path, guild_id: int) -> int:
    """Return the schema of a backup that is this bot's, else raise."""
    try:
        schema = check_history(copy, load_migrations())
    except MigrationError as error:
        raise MigrationError(f"{file} cannot be restored: {error}") from error
    if not schema:
        raise BackupError(f"{file} is no backup of the bot: it is empty")
    with suppress(sqlite3.OperationalError):
        # Older schemas do not say whose they are.
        for (other,) in copy.execute("SELECT guild_id FROM server WHERE guild_id <> ?", (guild_id,)):
            raise BackupError(
                f"{file} belongs to the server {other}, and discord.guild_id is {guild_id}: "
                "name a backup of this server, or set the id of that one"
            )
    return schema


def _moment_of(copy: sqlite3.Connection, file: Path) -> datetime:
    """Return of when a backup is, or a moment before: what is taken for unknown is only compared more."""
    row = copy.execute("SELECT value FROM kernel_state WHERE key = ?", (MADE_AT,)).fetchone()
    if row is None:
        # A copy made before an upgrade, or by hand: the last that the bot noted in it.
        with suppress(sqlite3.OperationalError):
            row = copy.execute("SELECT max(max(created_at, coalesce(settled_at, ''))) FROM outbox").fetchone()
    if row is None or row[0] is None:
        return datetime.fromtimestamp(file.stat().st_mtime, UTC)
    return from_text(row[0])


def _put_aside(place: Path, now: datetime) -> Path:
    """Give the database a second name, with all that belongs to it, and leave nothing beside its place."""
    kept = place.with_name(f"{place.name}.replaced-{now:%Y%m%dT%H%M%SZ}.bak")
    with suppress(sqlite3.Error), closing(sqlite3.connect(place)) as connection:
        # One file, if it can still be read: its log becomes part of it.
        connection.execute("PRAGMA journal_mode = DELETE")
    # Until the backup takes it over, the name still leads to the database.
    os.link(place, kept)
    os.chmod(kept, FILE_MODE)
    # A log that is left would be taken for the new file's.
    for beside, kept_beside in zip(companions(place), companions(kept), strict=True):
        if beside.exists():
            beside.replace(kept_beside)
    sync_folder(place.parent)
    return kept
