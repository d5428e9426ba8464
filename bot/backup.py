"""Backups of the database: on demand, and by the schedule of `[backup]` while the bot runs.

They hold the database alone. Whatever lies beside it on purpose (the keys of open elections,
docs/decisions/0008-sealed-ballots.md) is in none.
"""

from __future__ import annotations

import asyncio
import logging
import re
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.clock import Clock, to_text
from bot.copying import MADE_AT, Stopped, copy_database, never
from bot.errors import BackupError, new_reference
from bot.health import HealthBoard
from bot.rotation import superfluous
from bot.settings import BackupSettings

log = logging.getLogger(__name__)

CONDITION = "backup"
LOOK_SECONDS = 60.0
# A disk that is full is not filled again and again.
AFTER_FAILURE = timedelta(minutes=5)
_TIME = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup: its file, and of which moment it is (UTC)."""

    path: Path
    made_at: datetime

    def as_json(self) -> dict[str, Any]:
        """Return it as plain JSON values."""
        return {
            "file": str(self.path),
            "made_at": to_text(self.made_at),
            "bytes": self.path.stat().st_size,
        }


def back_up(
    database: Path, target: Path, clock: Clock, *, replace: bool = False, stopped: Stopped = never
) -> Backup:
    """Write a checked copy of `database` to the file `target`; safe while the bot runs.

    Raises `BackupError` as `bot.copying.copy_database` does, when there is no database, and when the folder
    is not there: it may be a disk that is not mounted.
    """
    if not database.exists():
        raise BackupError(f"there is no database {database}")
    if not target.parent.is_dir():
        raise BackupError(f"the folder {target.parent} is not there: make it, or mount its disk")
    if target.exists() and target.samefile(database):
        raise BackupError(f"{target} is the database itself: name another file")
    # Not later than the state that is copied: what was said after it is compared at a restore.
    made_at = clock.now()

    def stamp(copy: sqlite3.Connection) -> None:
        with suppress(sqlite3.OperationalError):
            # Of a file that is not ours, or not yet, the table is missing.
            copy.execute("INSERT OR REPLACE INTO kernel_state VALUES (?, ?)", (MADE_AT, to_text(made_at)))

    copy_database(database, target, replace=replace, finish=stamp, stopped=stopped)
    return Backup(target, made_at)


def name_of(database: Path, moment: datetime) -> str:
    """Return what a backup of `database` is called in the folder of backups."""
    return f"{database.stem}-{moment.astimezone(UTC):{_TIME}}{database.suffix}"


def backups_in(folder: Path, database: Path) -> list[Backup]:
    """Return the backups of `database` in `folder`, oldest first; other files there are nobody's business."""
    name = re.compile(rf"{re.escape(database.stem)}-(\d{{8}}T\d{{6}}Z){re.escape(database.suffix)}")
    found = []
    for path in folder.iterdir():
        match = name.fullmatch(path.name)
        if match is not None:
            with suppress(ValueError):
                moment = datetime.strptime(match[1], _TIME).replace(tzinfo=UTC)
                found.append(Backup(path, moment))
    return sorted(found, key=lambda backup: backup.made_at)


class Schedule:
    """Backs up when it is time, for as long as the bot runs, and removes what is not kept any more.

    When it is time is read from the names of the files: a restart changes nothing, and what is overdue at the
    start is done at the start. What does not work is the condition `backup` on the health board.
    """

    def __init__(
        self, settings: BackupSettings, folder: Path, database: Path, clock: Clock, health: HealthBoard
    ) -> None:
        self._settings = settings
        self._folder = folder
        self._database = database
        self._clock = clock
        self._health = health
        self._moved = asyncio.Event()
        self._stopping = False
        self._not_before: datetime | None = None

    def wake(self) -> None:
        """Look now: the clock was moved."""
        self._moved.set()

    def stop(self) -> None:
        """Let `keep` return; a copy that is being made is given up."""
        self._stopping = True
        self._moved.set()

    async def keep(self) -> None:
        """Look again and again, until told to stop."""
        while not self._stopping:
            self._moved.clear()
            await self.look()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), LOOK_SECONDS)

    async def look(self) -> None:
        """Back up if it is time, and remove what is not kept any more."""
        now = self._clock.now()
        # A wait that ends later than it can was noted before the clock was set back.
        if self._not_before is not None and now < self._not_before <= now + AFTER_FAILURE:
            return
        self._not_before = None
        try:
            newest = await asyncio.to_thread(self._work, now)
        except BackupError as error:
            self._failed(now, str(error))
        except Exception:
            reference = new_reference()
            log.exception("the backup failed", extra={"fields": {"ref": reference}})
            self._failed(now, f"see the log at reference {reference}")
        else:
            self._health.good(CONDITION, f"the newest backup is of {newest.made_at:%Y-%m-%d %H:%M} UTC")

    def _failed(self, now: datetime, why: str) -> None:
        if not self._stopping:
            self._not_before = now + AFTER_FAILURE
            self._health.bad(CONDITION, f"the database is not backed up: {why}. It is tried again")

    def _work(self, now: datetime) -> Backup:
        """Do what is due and return the newest backup. Raises `BackupError`."""
        try:
            if not self._folder.is_dir():
                raise BackupError(f"the folder {self._folder} is not there: make it, or mount its disk")
            there = backups_in(self._folder, self._database)
            try:
                if self._is_time(there, now):
                    target = self._folder / name_of(self._database, now)
                    made = back_up(self._database, target, self._clock, stopped=lambda: self._stopping)
                    log.info("backed up", extra={"fields": {"file": made.path.name}})
                    there.append(made)
            finally:
                # Also when there is no new one: nothing is kept longer than was promised.
                self._rotate(there, now)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise BackupError(f"the folder {self._folder} cannot be used: {reason}") from error
        return there[-1]

    def _is_time(self, there: list[Backup], now: datetime) -> bool:
        every = timedelta(hours=self._settings.every_hours)
        # One from the future was made before the clock was set back, and says nothing.
        return not any(timedelta(0) <= now - backup.made_at < every for backup in there)

    def _rotate(self, there: list[Backup], now: datetime) -> None:
        gone = superfluous(
            (backup.made_at for backup in there),
            now,
            days=self._settings.keep_days,
            weeks=self._settings.keep_weeks,
        )
        for backup in there:
            if backup.made_at in gone:
                backup.path.unlink(missing_ok=True)
