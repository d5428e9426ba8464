"""The documentation's pictures can be made anew, all of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from .driver import chromium

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(chromium() is None, reason="no Chromium here: install one, or name it in CHROMIUM")
def test_every_picture_is_made_anew(tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "tests.screenshots", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in ROOT.glob("docs/images/*")}
