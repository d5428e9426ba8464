"""The site's real history, change by change (tests/wire/announcements/real_sequence.py)."""

from __future__ import annotations

from bot.clock import ManualClock
from tests.store.announcements.conftest import World, titles
from tests.wire.announcements.real_sequence import FIRST, PATHS, steps


async def test_every_change_leads_to_what_it_should(world: World) -> None:
    world.clock = ManualClock(FIRST)
    await world.start(*PATHS)
    for step in steps(FIRST):
        for path, entries in step.feeds.items():
            world.serve(path, *entries)
        before, edits = len(world.posts()), len(world.edits())
        await world.poll(step.at - world.clock.now())
        assert tuple(titles(world.posts()[before:])) == step.posted, step.what
        assert tuple(titles(world.edits()[edits:])) == step.corrected, step.what
        world.sent()
