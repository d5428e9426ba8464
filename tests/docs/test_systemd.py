"""The unit file is one that systemd takes, and leaves the service little to do harm with."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

UNIT = Path(__file__).resolve().parents[2] / "docs/systemd/community-bot.service"
# systemd's score from 0 (safe) to 100; below 20 it says "OK", its best word but "SAFE" for what does nothing.
MOST_EXPOSED = "20"
pytestmark = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze")


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit with a command and a page that exist on every machine."""
    text = UNIT.read_text(encoding="utf-8")
    command = "/opt/community-bot/.venv/bin/community-bot"
    assert f"ExecStart={command} run" in text
    path = tmp_path / "community-bot.service"
    path.write_text(text.replace(command, shutil.which("true") or "/bin/true"), encoding="utf-8")
    return path


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, check=False)


def test_systemd_takes_it(unit: Path) -> None:
    # What a verb prints on this machine about other units is none of ours.
    checked = analyze("verify", str(unit))
    about_it = [line for line in checked.stderr.splitlines() if "community-bot" in line]
    assert (checked.returncode, about_it) == (0, [])


def test_it_leaves_little_to_do_harm_with(unit: Path) -> None:
    checked = analyze("security", "--offline=true", f"--threshold={MOST_EXPOSED}", str(unit))
    if "--offline" in checked.stderr:
        pytest.skip("this systemd-analyze judges only units that are loaded")
    assert checked.returncode == 0, checked.stdout[-200:]
