"""Two bots never run with one database, nor does one with the database of another server."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.database import Database
from bot.errors import ConfigError, DatabaseError
from bot.single import only_for, only_one

_HOLD = (
    "import pathlib, sys, time; from bot.single import only_one\nwith only_one(pathlib.Path(sys.argv[1])):\n"
)


def test_the_second_is_refused_until_the_first_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "community.sqlite3"
    with only_one(path):
        refused = pytest.raises(
            DatabaseError, match=r"another bot runs with .*community\.sqlite3: stop that one"
        )
        with refused, only_one(path):
            pass
        with only_one(path.with_name("other.sqlite3")):
            pass
    with only_one(path):
        pass


def test_a_killed_process_holds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "community.sqlite3"
    script = _HOLD + "    print('held', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(DatabaseError), only_one(path):
            pass
        holder.send_signal(signal.SIGKILL)
    with only_one(path):
        pass


def test_a_place_that_cannot_be_locked_is_told(tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("a file")
    with pytest.raises(DatabaseError, match="cannot be locked"), only_one(tmp_path / "folder" / "x.sqlite3"):
        pass


async def test_a_database_belongs_to_the_server_it_first_ran_for(community: Database) -> None:
    for _ in range(2):
        await only_for(community, 11)
    with pytest.raises(ConfigError, match=r"discord\.guild_id: is 12, and .* belongs to the server 11 → set"):
        await only_for(community, 12)
    await only_for(community, 11)
