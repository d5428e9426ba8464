"""Keys on the disk: closed to others, safe before they are used, never followed elsewhere, gone in the end."""

from __future__ import annotations

import asyncio
import logging
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cogs.elections.box.keys import KeyFolder
from cogs.elections.box.refusals import BoxTrouble
from cogs.elections.box.sealing import fingerprint
from cogs.elections.model import Stage
from tests.store.elections.box_world import box_world

posix = pytest.mark.skipif(os.name != "posix", reason="file modes and links are those of POSIX")
not_root = pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may read everything")


@pytest.fixture
def keys(tmp_path: Path) -> KeyFolder:
    return KeyFolder.beside(tmp_path / "data" / "community.sqlite3")


def only(keys: KeyFolder) -> Path:
    (path,) = keys.path.iterdir()
    return path


def test_a_key_is_made_read_and_destroyed(keys: KeyFolder) -> None:
    assert not keys.exists(7)
    key = keys.create(7)
    assert len(key) == 32
    assert keys.exists(7)
    assert not keys.exists(77)
    assert keys.path.name == "community.sqlite3.keys"
    assert keys.read(7, fingerprint(key, 7)) == key
    keys.destroy(7)
    assert not keys.exists(7)
    assert list(keys.path.iterdir()) == []
    keys.destroy(7)


def test_keys_differ_and_are_told_apart(keys: KeyFolder) -> None:
    made = [keys.create(7) for _ in range(3)]
    assert len(set(made)) == 3
    for key in made:
        assert keys.read(7, fingerprint(key, 7)) == key
    keys.destroy(7, keep=fingerprint(made[1], 7))
    assert only(keys).read_bytes() == made[1]


@posix
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_nobody_else_may_read_a_key_whatever_the_umask(keys: KeyFolder, umask: int) -> None:
    keys.path.parent.mkdir()
    before = os.umask(umask)
    try:
        keys.create(7)
    finally:
        os.umask(before)
    assert stat.S_IMODE(keys.path.stat().st_mode) == 0o700
    assert stat.S_IMODE(only(keys).stat().st_mode) == 0o600


@posix
def test_a_key_that_others_could_read_is_closed_to_them_and_told(
    keys: KeyFolder, caplog: pytest.LogCaptureFixture
) -> None:
    key = keys.create(7)
    only(keys).chmod(0o644)
    with caplog.at_level(logging.WARNING):
        assert keys.read(7, fingerprint(key, 7)) == key
    assert "could be read by others" in caplog.text
    assert stat.S_IMODE(only(keys).stat().st_mode) == 0o600


def test_a_missing_folder_is_told_and_made_where_a_key_is_wanted(keys: KeyFolder) -> None:
    with pytest.raises(BoxTrouble, match=r"there is none.*No backup of the database holds it"):
        keys.read(7, bytes(32))
    keys.destroy(7)
    keys.create(7)
    assert keys.exists(7)


def test_a_folder_that_cannot_be_made_is_told(keys: KeyFolder) -> None:
    keys.path.parent.mkdir()
    keys.path.write_text("a file in its place")
    with pytest.raises(BoxTrouble, match="cannot be kept in"):
        keys.create(7)
    with pytest.raises(BoxTrouble, match="cannot be read"):
        keys.exists(7)


def test_a_key_for_which_the_disk_has_no_room_leaves_nothing(
    keys: KeyFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.path.parent.mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda *_: 0)
        for _ in range(3):
            with pytest.raises(BoxTrouble, match="cannot be kept in"):
                keys.create(7)
    assert list(keys.path.iterdir()) == []
    keys.create(7)
    assert keys.exists(7)


@pytest.mark.parametrize("content", [b"", b"x" * 31, b"x" * 33])
def test_a_key_of_another_length_is_told(keys: KeyFolder, content: bytes) -> None:
    key = keys.create(7)
    only(keys).write_bytes(content)
    with pytest.raises(BoxTrouble, match="has another length than 32 bytes"):
        keys.read(7, fingerprint(key, 7))


def test_another_key_is_told(keys: KeyFolder) -> None:
    key = keys.create(7)
    only(keys).write_bytes(b"x" * 32)
    with pytest.raises(BoxTrouble, match=r"7-[0-9a-f]{16}\.key is another key"):
        keys.read(7, fingerprint(key, 7))
    # The same bytes are another election's key no less than another's.
    assert fingerprint(key, 7) != fingerprint(key, 8)


@posix
@not_root
def test_a_key_that_cannot_be_read_is_told_and_can_be_destroyed(keys: KeyFolder) -> None:
    key = keys.create(7)
    only(keys).chmod(0)
    with pytest.raises(BoxTrouble, match=r"cannot be read \(Permission denied\)"):
        keys.read(7, fingerprint(key, 7))
    keys.destroy(7)
    assert not keys.exists(7)


@posix
@not_root
def test_a_key_that_cannot_be_removed_is_told(keys: KeyFolder) -> None:
    keys.create(7)
    keys.path.chmod(0o500)
    try:
        with pytest.raises(BoxTrouble, match=r"cannot be destroyed in .*: remove it yourself"):
            keys.destroy(7)
    finally:
        keys.path.chmod(0o700)


@posix
def test_a_link_in_the_place_of_a_key_is_neither_read_nor_written_through(
    keys: KeyFolder, tmp_path: Path
) -> None:
    key = keys.create(7)
    elsewhere = tmp_path / "elsewhere"
    only(keys).rename(elsewhere)
    link = keys.path / "7-00.key"
    link.symlink_to(elsewhere)
    with pytest.raises(BoxTrouble, match=r"7-00\.key cannot be read"):
        keys.read(7, fingerprint(key, 7))
    keys.destroy(7)
    assert not link.is_symlink()
    assert elsewhere.read_bytes() == key


@posix
def test_what_is_no_file_is_no_key(keys: KeyFolder) -> None:
    keys.create(7)
    only(keys).unlink()
    os.mkfifo(keys.path / "7-00.key")
    (keys.path / "7-01.key").mkdir()
    with pytest.raises(BoxTrouble, match="it is no file"):
        keys.read(7, bytes(32))


def test_files_that_only_look_alike_are_left_alone(keys: KeyFolder) -> None:
    keys.create(7)
    for name in ("77-00.key", "7-00.key.bak", "x7-00.key", "7.key"):
        (keys.path / name).write_bytes(b"")
    keys.destroy(7)
    assert sorted(each.name for each in keys.path.iterdir()) == [
        "7-00.key.bak",
        "7.key",
        "77-00.key",
        "x7-00.key",
    ]


# --- in which order things reach the disk ----------------------------------------------------------------


def heard(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """What is asked of the disk, in order: (`fsync`, what) and (`unlink`, name)."""
    told: list[tuple[str, Any]] = []
    sync, unlink = os.fsync, Path.unlink

    def fsync(file: int) -> None:
        target = Path(os.readlink(f"/proc/self/fd/{file}"))
        told.append(("fsync", target.read_bytes() if target.is_file() else target.name))
        sync(file)

    def removed(path: Path, missing_ok: bool = False) -> None:
        told.append(("unlink", path.read_bytes()))
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "unlink", removed)
    return told


linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@linux
def test_a_key_and_its_name_are_on_the_disk_when_it_is_returned(
    keys: KeyFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.path.parent.mkdir()
    told = heard(monkeypatch)
    key = keys.create(7)
    assert told == [("fsync", "data"), ("fsync", key), ("fsync", keys.path.name)]


@linux
def test_a_key_is_written_over_before_its_name_goes(keys: KeyFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    key = keys.create(7)
    told = heard(monkeypatch)
    keys.destroy(7)
    (first, over), (second, gone), (third, folder) = told
    assert (first, second, third) == ("fsync", "unlink", "fsync")
    assert over == gone != key
    assert len(over) == len(key)
    assert folder == keys.path.name


@linux
async def test_the_key_is_on_the_disk_before_the_database_knows_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with box_world(tmp_path) as world:
        asked = await world.election(stage=Stage.FROZEN, prepare=False)
        told = heard(monkeypatch)
        # The commit is told in the same list.
        commit = world.database._commit

        async def committed(tx: Any) -> None:
            await commit(tx)
            told.append(("commit", None))

        monkeypatch.setattr(world.database, "_commit", committed)
        await world.box.prepare(asked.id)
        (key,) = world.keys.path.iterdir()
        made = told.index(("fsync", key.read_bytes()))
        assert told.index(("fsync", world.keys.path.name), made) < told.index(("commit", None))


# --- two processes ---------------------------------------------------------------------------------------

PREPARES = """
import asyncio, sys
from pathlib import Path
from bot.clock import SystemClock
from bot.database import Database
from cogs.elections.box import BallotBox, KeyFolder

async def main():
    path = Path(sys.argv[1])
    database = await Database.open(path)
    box = BallotBox(database, KeyFolder.beside(path), SystemClock())
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(20):
        await box.prepare(int(sys.argv[2]))
    await database.close()

asyncio.run(main())
"""


async def test_two_processes_that_prepare_at_once_have_one_key(tmp_path: Path) -> None:
    async with box_world(tmp_path) as world:
        asked = await world.election(stage=Stage.FROZEN, prepare=False)

        def together() -> list[int]:
            others = [
                subprocess.Popen(
                    [sys.executable, "-c", PREPARES, str(world.path), str(asked.id)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                )
                for _ in range(3)
            ]
            for each in others:
                assert each.stdout is not None
                assert each.stdout.readline() == b"ready\n"
            for each in others:
                assert each.stdin is not None
                each.stdin.write(b"go\n")
                each.stdin.flush()
            return [each.communicate(timeout=60) and each.returncode for each in others]

        assert await asyncio.to_thread(together) == [0, 0, 0]
        assert len(list(world.keys.path.iterdir())) == 1
        assert await world.box.trouble(asked.id) is None


def test_a_box_that_is_not_used_costs_no_memory() -> None:
    seen = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, cogs.elections.box; print('cryptography' in sys.modules); "
            "from cogs.elections.box.sealing import Seal; Seal(bytes(32), 1); print('cryptography' in sys.modules)",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert seen.stdout.split() == ["False", "True"]
