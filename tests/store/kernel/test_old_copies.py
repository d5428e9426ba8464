"""What upgrades and restores leave beside the database goes when its time is over; nothing else does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.old_copies import KEPT, remove_old_copies

OURS = (
    "community.sqlite3.before-0002.bak",
    "community.sqlite3.replaced-20261203T090000Z.bak",
    "community.sqlite3.replaced-20261203T090000Z.bak-wal",
)
OTHERS = (
    "community.sqlite3",
    "community.sqlite3-wal",
    "community.sqlite3.before-the-party.bak",
    "community-20261201T180000Z.sqlite3",
    "other.sqlite3.before-0002.bak",
    "community.sqlite3.before-0002.bak.txt",
)


def test_old_copies_go_and_everything_else_stays(tmp_path: Path) -> None:
    for name in (*OURS, *OTHERS):
        (tmp_path / name).write_text("rows", encoding="utf-8")
    database, now = tmp_path / "community.sqlite3", datetime.now(UTC)
    assert remove_old_copies(database, now + KEPT - timedelta(hours=1)) == []
    assert {path.name for path in tmp_path.iterdir()} == {*OURS, *OTHERS}
    removed = remove_old_copies(database, now + KEPT + timedelta(hours=1))
    assert [path.name for path in removed] == list(OURS[:2])
    assert {path.name for path in tmp_path.iterdir()} == set(OTHERS)
