"""A backup takes the database's place: only one that may, and whatever happens there is a whole one."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.backup import back_up
from bot.clock import ManualClock
from bot.errors import BackupError, BotError, DatabaseError, MigrationError
from bot.migrations import load_migrations, migrate
from bot.restore import restore
from bot.said_before import RESTORED, Gap
from bot.single import only_one

GUILD = 42
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=2)
NEWEST = len(load_migrations())


def make(path: Path, mark: str, schema: int = NEWEST, guild: int = GUILD) -> Path:
    """A database of the bot that holds `mark`, as a bot that was killed leaves it: the last writes are in the log."""
    migrate(path, load_migrations()[:schema], ManualClock(NOW))
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    if schema >= 9:
        connection.execute("INSERT INTO server VALUES (1, ?)", (guild,))
    connection.execute("INSERT INTO kernel_state VALUES ('mark', ?)", (mark,))
    logged = path.with_name(f"{path.name}-wal").read_bytes()
    connection.close()
    path.with_name(f"{path.name}-wal").write_bytes(logged)
    return path


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return make(tmp_path / "data" / "community.sqlite3", "present")


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    source = make(tmp_path / "earlier" / "community.sqlite3", "backup")
    return back_up(source, tmp_path / "backup.sqlite3", ManualClock(NOW)).path


def query(path: Path, sql: str, *parameters: Any) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute(sql, parameters)]


def mark(path: Path) -> str:
    assert query(path, "PRAGMA integrity_check") == ["ok"]
    (found,) = query(path, "SELECT value FROM kernel_state WHERE key = 'mark'")
    return str(found)


def beside(path: Path) -> set[str]:
    return {each.name for each in path.parent.iterdir()} - {path.name, f"{path.name}.lock"}


def test_it_takes_the_place_of_the_database_which_is_kept(database: Path, backup: Path) -> None:
    before = backup.read_bytes()
    done = restore(backup, database, GUILD, ManualClock(LATER))
    assert mark(database) == "backup"
    assert done.replaced is not None
    assert beside(database) == {"community.sqlite3.replaced-20260303T120000Z.bak"}
    assert mark(done.replaced) == "present"
    for path in (database, done.replaced):
        assert path.stat().st_mode & 0o777 == 0o600
    assert (done.made_at, done.schema) == (NOW, NEWEST)
    assert backup.read_bytes() == before
    (gap,) = query(database, "SELECT value FROM kernel_state WHERE key = ?", RESTORED)
    assert Gap.from_json(gap) == Gap(NOW, LATER, erasures_known=True)


def test_where_no_database_is_it_becomes_the_first(tmp_path: Path, backup: Path) -> None:
    database = tmp_path / "new" / "community.sqlite3"
    assert restore(backup, database, GUILD, ManualClock(LATER)).replaced is None
    assert mark(database) == "backup"


def test_a_damaged_database_is_replaced_and_kept_as_it_is(database: Path, backup: Path) -> None:
    database.write_bytes(b"no database" * 1000)
    log = database.with_name(f"{database.name}-wal").read_bytes()
    done = restore(backup, database, GUILD, ManualClock(LATER))
    assert mark(database) == "backup"
    assert done.replaced is not None
    assert done.replaced.read_bytes() == b"no database" * 1000
    assert done.replaced.with_name(f"{done.replaced.name}-wal").read_bytes() == log


def test_a_link_is_followed(tmp_path: Path, database: Path, backup: Path) -> None:
    link = tmp_path / "link.sqlite3"
    link.symlink_to(database)
    restore(backup, link, GUILD, ManualClock(LATER))
    assert link.is_symlink()
    assert mark(database) == "backup"


@pytest.mark.parametrize("schema", range(1, NEWEST))
def test_an_older_one_is_taken_and_brought_up_to_date_afterwards(
    tmp_path: Path, database: Path, schema: int
) -> None:
    older = make(tmp_path / "older" / "community.sqlite3", "older", schema)
    backup = back_up(older, tmp_path / "backup.sqlite3", ManualClock(NOW)).path
    assert restore(backup, database, GUILD, ManualClock(LATER)).schema == schema
    assert len(migrate(database).migrations) == NEWEST - schema
    assert mark(database) == "older"


@pytest.mark.parametrize(
    ("said", "moment"), [("2026-02-01T00:00:00.000000Z", datetime(2026, 2, 1, tzinfo=UTC)), (None, None)]
)
def test_of_a_plain_copy_no_later_moment_is_taken_than_it_can_be_of(
    tmp_path: Path, database: Path, said: str | None, moment: datetime | None
) -> None:
    copy = make(tmp_path / "copy" / "community.sqlite3", "copy")
    if said:
        with closing(sqlite3.connect(copy)) as connection, connection:
            connection.execute(
                "INSERT INTO outbox (key, action, lane, channel_id, body, created_at, next_try_at)"
                " VALUES ('k', 'post', 'channel 1', 1, '{}', ?, ?)", (said, said),
            )  # fmt: skip
    written = datetime.fromtimestamp(copy.stat().st_mtime, UTC)
    assert restore(copy, database, GUILD, ManualClock(LATER)).made_at == (moment or written)


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("INSERT INTO schema_migration VALUES (?, 'future', 'x', 'x')", (NEWEST + 1,))
        connection.execute(f"PRAGMA user_version = {NEWEST + 1}")


def _somebody_elses(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE diary (day TEXT)")


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40_000])


def _no_database(path: Path) -> None:
    path.write_text("no database" * 1000)


def _another_server_s(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE server SET guild_id = 7")


@pytest.mark.parametrize(
    ("change", "error", "told"),
    [
        (
            _newer,
            MigrationError,
            f"has schema {NEWEST + 1}, this version of the bot knows {NEWEST}: run a newer version",
        ),
        (_somebody_elses, MigrationError, "tables that the bot did not make"),
        (_empty, BackupError, "is no backup of the bot: it is empty"),
        (_cut_short, BackupError, "not sound|damaged"),
        (_no_database, BackupError, "it is damaged, or no database of the bot"),
        (_another_server_s, BackupError, "belongs to the server 7, and discord.guild_id is 42"),
    ],
)
def test_what_may_not_be_restored_is_refused_and_nothing_is_changed(
    database: Path, backup: Path, change: Callable[[Path], None], error: type[BotError], told: str
) -> None:
    change(backup)
    before = (database.read_bytes(), beside(database))
    with pytest.raises(error, match=told):
        restore(backup, database, GUILD, ManualClock(LATER))
    assert (database.read_bytes(), beside(database)) == before
    assert mark(database) == "present"


def test_while_a_bot_runs_it_is_refused(database: Path, backup: Path) -> None:
    with only_one(database), pytest.raises(DatabaseError, match="another bot runs with"):
        restore(backup, database, GUILD, ManualClock(LATER))
    assert mark(database) == "present"


KILLED = """
import os, pathlib, signal, sys
from datetime import UTC, datetime
from bot.clock import ManualClock
from bot import copying
from bot import restore as module

steps = 0
def counted(real):
    def step(*given, **named):
        global steps
        steps += 1
        if steps == int(sys.argv[3]):
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **named)
    return step
os.link = counted(os.link)
os.rename = counted(os.rename)
os.replace = counted(os.replace)
pathlib.Path.replace = counted(pathlib.Path.replace)
module.sync_folder = copying.sync_folder = counted(copying.sync_folder)
module.restore(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), 42, ManualClock(datetime(2026, 3, 3, tzinfo=UTC)))
print(steps)
"""


def test_killed_at_any_step_there_is_the_one_or_the_other(database: Path, backup: Path) -> None:
    """Killed before each step in turn, until it goes through."""
    found = []
    for number in range(1, 30):
        # Each attempt begins with a log beside the database.
        connection = sqlite3.connect(database)
        connection.close()
        ended = subprocess.run(
            [sys.executable, "-c", KILLED, str(backup), str(database), str(number)],
            check=False, capture_output=True, text=True, timeout=60,
        )  # fmt: skip
        found.append(mark(database))
        if ended.returncode == 0:
            break
        assert ended.returncode == -9, ended.stderr
        for kept in database.parent.glob("*.bak*"):
            kept.unlink()
    assert number > 4
    assert found == sorted(found, reverse=True)
    assert found[0] == "present"
    assert found[-1] == "backup"
