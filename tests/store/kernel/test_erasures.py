"""Who was erased since a backup is known to the database that it replaces, as far as that can know it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.backup import back_up
from bot.clock import ManualClock
from bot.database import Database
from bot.erasures import AGAIN, Erasures, kept_for
from bot.migrations import load_migrations, migrate
from bot.old_copies import KEPT
from bot.restore import Restored, restore
from bot.said_before import RESTORED, Gap
from bot.settings import BackupSettings

BEFORE, SINCE, LATE = 4711, 4712, 4713
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
STEPS = load_migrations()


async def erase(database: Path, clock: ManualClock, *people: int) -> None:
    opened = await Database.open(database)
    for person in people:
        await Erasures(opened, clock).note(person)
    await opened.close()


async def ordered(database: Path) -> list[int]:
    opened = await Database.open(database)
    found = await Erasures(opened, ManualClock(START)).again()
    await opened.close()
    return sorted(found)


def restored(backup: Path, database: Path, clock: ManualClock) -> Restored:
    done = restore(backup, database, 42, clock)
    with closing(sqlite3.connect(database)) as connection:
        (gap,) = connection.execute("SELECT value FROM kernel_state WHERE key = ?", (RESTORED,)).fetchone()
    assert Gap.from_json(gap).erasures_known is done.erasures_known
    return done


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
def database(tmp_path: Path, clock: ManualClock) -> Path:
    path = tmp_path / "data" / "community.sqlite3"
    migrate(path, clock=clock)
    clock.advance(DAY)
    return path


async def test_those_since_the_backup_are_ordered_also_by_a_second_restore(
    database: Path, tmp_path: Path, clock: ManualClock
) -> None:
    await erase(database, clock, BEFORE)
    clock.advance(DAY)
    backup = back_up(database, tmp_path / "backup.sqlite3", clock).path
    clock.advance(DAY)
    await erase(database, clock, SINCE, LATE)
    for _ in range(2):
        clock.advance(DAY)
        done = restored(backup, database, clock)
        assert (done.erased_again, done.erasures_known) == (2, True)
        assert await ordered(database) == [SINCE, LATE]
    opened = await Database.open(database)
    remembered = Erasures(opened, clock)
    await remembered.done_again(SINCE)
    assert await remembered.again() == [LATE]
    await remembered.done_again(LATE)
    assert await opened.all("SELECT 1 FROM kernel_state WHERE key = ?", (AGAIN,)) == []
    await opened.close()


async def test_a_backup_of_an_older_schema_takes_the_order_too(
    database: Path, tmp_path: Path, clock: ManualClock
) -> None:
    older = tmp_path / "older.sqlite3"
    migrate(older, STEPS[:1], clock)
    await erase(database, clock, SINCE)
    clock.advance(DAY)
    backup = back_up(older, tmp_path / "backup.sqlite3", ManualClock(START + DAY / 2)).path
    assert restored(backup, database, clock).erased_again == 1
    migrate(database, clock=clock)
    assert await ordered(database) == [SINCE]


@pytest.mark.parametrize("how", ["gone", "damaged", "too old", "upgraded since", "forgotten"])
def test_what_cannot_be_known_is_not_taken_for_known(
    database: Path, tmp_path: Path, clock: ManualClock, how: str
) -> None:
    made = START - DAY if how == "upgraded since" else START + DAY
    backup = back_up(database, tmp_path / "backup.sqlite3", ManualClock(made)).path
    if how == "gone":
        database.unlink()
    elif how == "damaged":
        database.write_bytes(b"no database" * 1000)
    elif how == "too old":
        database.unlink()
        migrate(database, [step for step in STEPS if step.number < 15], clock)
    elif how == "forgotten":
        clock.advance(KEPT + DAY)
    assert restored(backup, database, clock).erasures_known is False


async def test_they_are_forgotten_when_no_backup_can_know_them(database: Path, clock: ManualClock) -> None:
    assert kept_for(BackupSettings()) == KEPT == timedelta(days=28)
    assert kept_for(BackupSettings(keep_days=40)) == timedelta(days=40)
    assert kept_for(BackupSettings(keep_weeks=10)) == timedelta(weeks=10)
    await erase(database, clock, BEFORE)
    clock.advance(DAY)
    await erase(database, clock, SINCE)
    opened = await Database.open(database)
    await Erasures(opened, clock).forget_before(clock.now())
    rows = [dict(row) for row in await opened.all("SELECT user_id FROM erasure")]
    await opened.close()
    assert json.dumps(rows) == json.dumps([{"user_id": SINCE}])
