"""A short chaos, always the same one; `make chaos` takes longer and another one each time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.run import chaos


# Everything is waited for, as long as it takes on a busy machine.
@pytest.mark.timeout(900)
async def test_everything_agrees_after_faults_of_every_kind(tmp_path: Path) -> None:
    report = await chaos(tmp_path, seed=1, seconds=0, pause=0.4)
    assert report.problems == [], str(report)
