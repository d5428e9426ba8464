"""`make bench`: every part is run, and the ones with a bot get it started."""

from __future__ import annotations

import pytest

pytest.importorskip("simcord", reason="the local Discord's extra is not installed")

from tests.benchmarks import polling
from tests.benchmarks.__main__ import main


def test_a_part_that_misses_its_goal_keeps_no_other_from_running() -> None:
    ran = []
    parts = {"slow": lambda _: ran.append("slow") or 1, "quick": lambda _: ran.append("quick") or 0}

    assert main([], parts) == 1
    assert ran == ["slow", "quick"]
    assert main(["quick"], parts) == 0


def test_a_part_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["ballots"], {"feeds": lambda _: 0})

    assert caught.value.code == 2
    assert "there is no ballots; the parts are feeds" in capsys.readouterr().err


async def test_following_many_sources_is_measured() -> None:
    rows = await polling.measure(3, 1)

    # A bot that did not start, read, or post would not have got here; how fast it was is the machine's business.
    assert rows[0][0] == "3 sources read for the first time [s]"
