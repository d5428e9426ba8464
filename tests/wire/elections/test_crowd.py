"""Many vote at once and the bot is killed twice; `make bench ARGS=crowd` does it with 3,100 voters."""

from __future__ import annotations

from pathlib import Path

from tests.wire.elections.crowd import crowd_votes


async def test_every_receipt_that_was_shown_is_published_once_however_often_the_bot_is_killed(
    tmp_path: Path,
) -> None:
    outcome = await crowd_votes(tmp_path, voters=120, at_once=40, kills=2)
    assert outcome.problems(120) == []
