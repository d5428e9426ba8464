"""Interrupted at every single statement, everybody is greeted once in the end, and told of once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.migrations import migrate
from tests.store.power_cut import PowerCut, cut_at

from .conftest import DAY, MINUTE, MODERATORS, WELCOMERS, World, world_at

SETTINGS: dict[str, Any] = {"welcomers": {"channel": WELCOMERS}, "direct_messages": True, "raid_joins": 8}


async def events(world: World) -> None:
    """What happens while the bot may die: each told as Discord tells it, once."""
    told: list[Callable[[], Any]] = [
        lambda: world.passes(1),
        lambda: world.leaves(2),
        lambda: world.joins(3),
        lambda: world.joins(4, rejoined=True),
    ]
    cut = False
    for each in told:
        try:
            await each()
        except PowerCut:
            cut = True
    if cut:
        await world.start(**SETTINGS)
        await world.compare()


async def whole(world: World) -> None:
    """One round of everything: events, the member list, greetings, a rush, direct messages, the list, tidying."""
    rounds: list[Callable[[], Any]] = [
        lambda: events(world),
        world.compare,
        lambda: world.after(MINUTE),
        world.greeter.sweep,
        lambda: write(world),
        lambda: write(world),
        lambda: write(world),
        world.helping.sweep,
        world.roster.tidy,
        lambda: rush(world),
        world.compare,
        world.greeter.sweep,
        lambda: world.after(5 * MINUTE),
        lambda: world.after(5 * MINUTE),
    ]
    for each in rounds:
        try:
            await each()
        except PowerCut:
            # The process begins anew, and does the same.
            await world.start(**SETTINGS)
            await world.compare()
            if each is not rounds[9]:
                await each()


async def rush(world: World) -> None:
    for seen in [world.arrives(user_id) for user_id in range(10, 20)]:
        await world.roster.saw(seen)


async def write(world: World) -> None:
    user_id = await world.greeter.to_write()
    if user_id is not None:
        await world.greeter.write(user_id, 1_000 + user_id)


async def a_run(empty: Path, cut: int) -> tuple[World, int]:
    async with world_at(Path(shutil.copy(empty, empty.with_name(f"{cut}.sqlite3")))) as world:
        await world.start(**SETTINGS)
        world.clock.advance(DAY)
        await world.joins(1, pending=True)
        await world.joins(2, 5)
        async with world.database.write() as tx:
            await world.ledger.asked(tx, 5, world.clock.now(), world.clock.now())
        # Only for whom the list surely should name, it tells that they left.
        world.clock.advance(2 * MINUTE)
        with pytest.MonkeyPatch.context() as patched:
            count = cut_at(patched, cut)
            await whole(world)
            statements = count()
        return world, statements


async def test_cut_short_at_every_statement(tmp_path: Path) -> None:
    empty = tmp_path / "empty.sqlite3"
    migrate(empty)
    _, statements = await a_run(empty, 0)
    assert statements > 60
    for cut in range(1, statements + 1):
        world, _ = await a_run(empty, cut)
        greeted = world.greeted()
        assert greeted == [1, 3, 4, 5, *range(10, 20)], cut
        assert len(world.greetings()) == 2, cut
        assert len(world.says(WELCOMERS)) == 1, cut
        assert len(world.says(MODERATORS)) == 1, cut
        written = world.rows("SELECT channel_id FROM outbox WHERE key LIKE 'welcome.direct.%'")
        assert written == [(1_001,), (1_003,), (1_004,)], cut
        assert world.counts()["joined"] == 15, cut
        assert world.counts()["screened"] == 15, cut
        assert world.counts()["greeted"] == 14, cut
