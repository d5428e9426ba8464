"""Backups: whole or not there, whatever is written, killed or full meanwhile."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.backup import Schedule, back_up, backups_in
from bot.clock import ManualClock, to_text
from bot.copying import MADE_AT, copy_database
from bot.errors import BackupError
from bot.health import HealthBoard
from bot.migrations import migrate
from bot.settings import BackupSettings

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "data" / "community.sqlite3"
    migrate(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder


def query(path: Path, sql: str, *parameters: Any) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute(sql, parameters)]


def write(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# --- one backup ------------------------------------------------------------------------------------------


def test_while_others_write_it_is_one_state(
    database: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between any two pages of the copy there are commits; each writes the same into two tables."""
    monkeypatch.setattr("bot.copying.PAGES_BETWEEN_QUESTIONS", 2)
    write(database, "CREATE TABLE a (n INTEGER, fill BLOB)", "CREATE TABLE b (n INTEGER, fill BLOB)")
    stopping, written = threading.Event(), threading.Event()

    def go_on() -> None:
        with closing(sqlite3.connect(database, isolation_level=None)) as connection:
            number = 0
            while not stopping.is_set():
                connection.execute("BEGIN IMMEDIATE")
                for table in ("a", "b"):
                    connection.execute(f"INSERT INTO {table} VALUES (?, zeroblob(5000))", (number,))
                connection.execute("COMMIT")
                number += 1
                written.set()

    # A commit for each question, so that none of the copies goes undisturbed.
    def wait_for_a_commit() -> bool:
        written.clear()
        assert written.wait(20)
        return False

    writer = threading.Thread(target=go_on)
    writer.start()
    try:
        made = [
            back_up(database, folder / f"{number}.sqlite3", ManualClock(NOW), stopped=wait_for_a_commit).path
            for number in range(3)
        ]
    finally:
        stopping.set()
        writer.join()
    for path in made:
        assert query(path, "PRAGMA integrity_check") == ["ok"]
        assert query(path, "SELECT n FROM a ORDER BY n") == query(path, "SELECT n FROM b ORDER BY n")
    assert query(made[0], "SELECT count(*) FROM a") < query(made[2], "SELECT count(*) FROM a")


def test_it_is_one_file_that_only_the_bot_reads_and_says_when_it_is_of(database: Path, folder: Path) -> None:
    keys = database.with_name(f"{database.name}.keys")
    keys.mkdir()
    (keys / "1-00.key").write_bytes(b"k" * 32)
    made = back_up(database, folder / "copy.sqlite3", ManualClock(NOW))
    assert names(folder) == ["copy.sqlite3"]
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert b"k" * 32 not in made.path.read_bytes()
    assert query(made.path, "PRAGMA journal_mode") == ["delete"]
    assert query(made.path, "SELECT value FROM kernel_state WHERE key = ?", MADE_AT) == [to_text(NOW)]
    assert query(database, "SELECT value FROM kernel_state WHERE key = ?", MADE_AT) == []


def test_a_file_that_is_there_stays(database: Path, folder: Path) -> None:
    target = folder / "copy.sqlite3"
    target.write_text("mine")
    with pytest.raises(BackupError, match="is there already"):
        back_up(database, target, ManualClock(NOW))
    assert target.read_text() == "mine"
    back_up(database, target, ManualClock(NOW), replace=True)
    assert query(target, "PRAGMA integrity_check") == ["ok"]
    for itself in (database, database.parent / ".." / "data" / database.name):
        with pytest.raises(BackupError, match="is the database itself"):
            back_up(database, itself, ManualClock(NOW), replace=True)


def _zero_a_page(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'outbox'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\x01" * size)


def _loose_end(path: Path) -> None:
    write(
        path,
        "INSERT INTO outbox (key, action, lane, channel_id, subject, created_at, next_try_at)"
        " VALUES ('k', 'publish', 'publish', 1, 999, 't', 't')",
    )


def _somebody_elses(path: Path) -> None:
    path.unlink()
    path.write_text("no database" * 1000)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (_zero_a_page, "is not sound|damaged"),
        (_loose_end, "a row of outbox names a row of outbox that is not there"),
        (_somebody_elses, "it is damaged, or no database"),
        (Path.unlink, "there is no database"),
    ],
)
def test_what_is_not_sound_is_no_backup_and_takes_no_good_one_s_place(
    database: Path, folder: Path, damage: Callable[[Path], None], told: str
) -> None:
    good = back_up(database, folder / "good.sqlite3", ManualClock(NOW)).path
    before = good.read_bytes()
    damage(database)
    with pytest.raises(BackupError, match=told):
        back_up(database, good, ManualClock(NOW), replace=True)
    assert names(folder) == ["good.sqlite3"]
    assert good.read_bytes() == before


KILLED = """
import os, pathlib, signal, sys
from bot import copying
copying.PAGES_BETWEEN_QUESTIONS = 3
questions = 0
def killed():
    global questions
    questions += 1
    if questions == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
    return False
copying.copy_database(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), stopped=killed)
"""


@pytest.mark.parametrize("moment", [1, 7, 20])
def test_killed_in_the_middle_it_leaves_nothing_that_looks_whole(
    database: Path, folder: Path, moment: int
) -> None:
    target = folder / "copy.sqlite3"
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(database), str(target), str(moment)], check=False, timeout=60
    )
    assert ended.returncode == -9
    assert not target.exists()
    assert "community.sqlite3.partial" in names(folder)
    back_up(database, folder / "another.sqlite3", ManualClock(NOW))
    assert names(folder) == ["another.sqlite3"]


FULL = """
import pathlib, resource, sys
from bot.copying import MADE_AT, copy_database
from bot.errors import BackupError
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
try:
    copy_database(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
except BackupError as error:
    print(error)
"""


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="the system has no prlimit")
def test_a_full_disk_is_told_and_nothing_is_left_on_it(database: Path, folder: Path) -> None:
    target = folder / "copy.sqlite3"
    ended = subprocess.run(
        [sys.executable, "-c", FULL, str(database), str(target)],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "make room on the disk" in ended.stdout
    assert names(folder) == []


def test_two_at_once_do_not_write_the_same_file(database: Path, folder: Path) -> None:
    def meanwhile() -> bool:
        with pytest.raises(BackupError, match="another copy is being made"):
            copy_database(database, folder / "second.sqlite3")
        return False

    copy_database(database, folder / "first.sqlite3", stopped=meanwhile)
    assert names(folder) == ["first.sqlite3"]


def test_stopped_it_is_given_up(database: Path, folder: Path) -> None:
    with pytest.raises(BackupError, match="stopped before"):
        copy_database(database, folder / "copy.sqlite3", stopped=lambda: True)
    assert names(folder) == []


# --- the schedule ----------------------------------------------------------------------------------------


class Life:
    """The schedule of a bot that may be started again."""

    def __init__(self, database: Path, folder: Path, **settings: Any) -> None:
        self.clock = ManualClock(NOW)
        self.health = HealthBoard(self.clock)
        self.database = database
        self.folder = folder
        self.settings = BackupSettings(folder=folder, **settings)
        self.start()

    def start(self) -> None:
        self.schedule = Schedule(self.settings, self.folder, self.database, self.clock, self.health)

    async def after(self, **time: float) -> list[datetime]:
        """When backups are of, some time later."""
        self.clock.advance(timedelta(**time))
        await self.schedule.look()
        return (
            [backup.made_at for backup in backups_in(self.folder, self.database)]
            if self.folder.is_dir()
            else []
        )

    @property
    def told(self) -> tuple[bool, str]:
        (condition,) = self.health.conditions()
        return condition.ok, condition.detail


async def test_the_schedule_outlives_restarts_and_makes_good_what_was_missed(
    database: Path, folder: Path
) -> None:
    (folder / "community-20260101.sqlite3").write_text("somebody's own")
    life = Life(database, folder, every_hours=24, keep_days=3, keep_weeks=0)
    assert await life.after() == [NOW]
    assert life.told == (True, "the newest backup is of 2026-03-01 12:00 UTC")
    life.start()
    assert await life.after(hours=23.9) == [NOW]
    assert len(await life.after(hours=0.2)) == 2
    life.start()
    # Five days away: one backup, and what was promised to be gone is gone.
    assert await life.after(days=5) == [life.clock.now()]
    assert "community-20260101.sqlite3" in names(folder)


async def test_a_clock_that_was_set_back_stops_no_backup(database: Path, folder: Path) -> None:
    life = Life(database, folder)
    await life.after(days=30)
    assert len(await life.after(days=-30)) == 2


async def test_what_does_not_work_is_one_condition_and_heals(database: Path, folder: Path) -> None:
    os.rmdir(folder)
    life = Life(database, folder)
    for _ in range(3):
        assert await life.after(minutes=10) == []
        ok, told = life.told
        assert not ok
        assert told.endswith("is not there: make it, or mount its disk. It is tried again")
    os.symlink(database, folder)
    await life.after(minutes=10)
    assert not life.told[0]
    os.unlink(folder)
    os.mkdir(folder)
    # A disk that is full is not filled every minute.
    assert await life.after(minutes=1) == []
    assert len(await life.after(minutes=5)) == 1
    assert life.told[0]


async def test_a_database_that_cannot_be_copied_keeps_no_backup_too_long(
    database: Path, folder: Path
) -> None:
    life = Life(database, folder, keep_days=2, keep_weeks=0)
    await life.after()
    await life.after(days=1)
    _somebody_elses(database)
    left = await life.after(days=30)
    assert not life.told[0]
    assert left == [NOW + timedelta(days=1)]
