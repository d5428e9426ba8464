"""Two bots never run with one database."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import DatabaseError
from bot.single import only_one

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
