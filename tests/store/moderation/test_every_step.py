"""Interrupted at every single statement, a report is one card, and a burst one hold and one card."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.migrations import migrate
from cogs.moderation.model import Decision
from tests.store.power_cut import PowerCut, cut_at

from .conftest import ADA, CAI, HERE, MODERATOR, SECOND, THERE, World, world_at


async def whole(world: World) -> None:
    """A report by two, taken, moved, closed; a hold, released. Who is interrupted does the same again."""
    finding = world.finding()
    steps: list[Callable[[], Any]] = [
        lambda: world.report(ADA),
        lambda: world.report(CAI),
        lambda: world.reports.take(1, MODERATOR),
        lambda: move(world),
        lambda: world.reports.sweep(),
        lambda: world.reports.close(1, MODERATOR, "Done"),
        lambda: world.holding.found(finding),
        lambda: world.holding.sweep(),
        lambda: world.holding.decide(1, MODERATOR, Decision.RELEASE),
        lambda: world.holding.sweep(),
        lambda: world.reports.tidy(),
        lambda: world.holding.tidy(),
    ]
    for each in steps:
        try:
            await each()
        except PowerCut:
            world.start(world.reports.settings.channel)
            world.clock.advance(SECOND)
            await world.holding.sweep()
            if not (each is steps[0] and world.rows("SELECT 1 FROM moderation_report")):
                await each()


async def move(world: World) -> None:
    world.start(THERE)


async def a_run(empty: Path, cut: int, *, killed_after_asking: bool = False) -> tuple[World, int]:
    async with world_at(Path(shutil.copy(empty, empty.with_name(f"{cut}.sqlite3")))) as world:
        if killed_after_asking:
            world.discord.afterwards.append(PowerCut())
        with pytest.MonkeyPatch.context() as monkeypatch:
            made = cut_at(monkeypatch, cut)
            await whole(world)
        return world, made()


async def test_whatever_is_interrupted_nothing_is_lost_or_done_twice(tmp_path: Path) -> None:
    empty = tmp_path / "empty.sqlite3"
    migrate(empty)
    world, steps = await a_run(empty, 0)
    assert steps > 50
    expected = outcome(world)
    assert expected["reports"] == [(1, 2, MODERATOR, MODERATOR, "Done", THERE, 2)]
    assert expected["holds"] == [("held", "release", 0, THERE, 1)]
    assert [each is None for each in expected["asked"]] == [False, True]
    assert len(expected["cards"]) == 2
    for cut in range(1, steps + 1):
        world, _ = await a_run(empty, cut)
        assert outcome(world) == expected, f"interrupted at statement {cut}"


async def test_killed_when_discord_had_taken_the_time_out_it_is_told_once(tmp_path: Path) -> None:
    empty = tmp_path / "empty.sqlite3"
    migrate(empty)
    world, _ = await a_run(empty, 0, killed_after_asking=True)
    assert outcome(world)["holds"] == [("held", "release", 0, THERE, 1)]
    assert len(outcome(world)["cards"]) == 2
    assert len(world.discord.asked) == 2


def outcome(world: World) -> dict[str, Any]:
    """All that is left, but for moments."""
    return {
        "reports": world.rows(
            "SELECT id, (SELECT count(*) FROM moderation_reporter WHERE report_id = id), taken_by, closed_by, "
            "note, place_id, cards FROM moderation_report"
        ),
        "holds": world.rows("SELECT state, decision, lifting, place_id, cards FROM moderation_hold"),
        "asked": [None if each is None else HERE for each in world.discord.asked],
        "cards": [card.split("<t:")[0] for card in world.cards()],
    }
