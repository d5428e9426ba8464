"""Interrupted at every single statement of a reading, it is done once in the end, all of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.migrations import migrate
from tests.store.announcements.conftest import OLDEST, START, Database, Fetcher, World, days, numbered, titles
from tests.store.power_cut import PowerCut, cut_at
from tests.wire.announcements.feed_server import Entry, FeedServer, rss


async def a_reading(path: Path, cut: int) -> tuple[World, int]:
    """A poll that brings seven items and a correction, cut short at a statement, and the poll after it."""
    site = await FeedServer().start()
    migrate(path)
    database = await Database.open(path)
    fetcher = Fetcher(private_hosts=("127.0.0.1",))
    world = World(site, database, fetcher, path)
    try:
        await world.start()
        world.serve("/feed", OLDEST)
        await world.follow("/feed", thread=True)
        world.serve("/feed", Entry("A tipo", "https://blog.example/a/", date=START), OLDEST)
        await world.poll()
        world.sent()
        world.site.pages["/feed"] = rss(
            [*numbered(7), Entry("A typo", "https://blog.example/a/", date=START), OLDEST]
        )
        with pytest.MonkeyPatch.context() as patched:
            count = cut_at(patched, cut)
            try:
                await world.poll()
            except PowerCut:
                assert cut
            statements = count()
        # The process begins anew.
        await world.service.stop()
        await world.start()
        await world.poll(days(0.3))
        await world.poll(days(0.3))
        await world.service.stop()
    finally:
        await fetcher.close()
        await database.close()
        await site.stop()
    return world, statements


async def test_cut_short_at_every_statement(tmp_path: Path) -> None:
    _, statements = await a_reading(tmp_path / "whole.sqlite3", 0)
    assert statements > 30
    for cut in range(statements + 1):
        world, _ = await a_reading(tmp_path / f"{cut}.sqlite3", cut)
        posts = world.posts()
        assert titles(posts[:6]) == ["A tipo", *(f"Item {number:02}" for number in range(3, 8))], cut
        assert len(posts) == 7, cut
        assert "Item 01" in posts[6], cut
        assert titles(world.edits()) == ["A typo"], cut
        assert world.rows("SELECT count(*) FROM outbox WHERE action = 'thread'") == [(6,)], cut
