"""Reports and holds on a real database file, a clock that stands still, and a Discord that can fail."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest_asyncio

from bot.clock import ManualClock
from bot.database import Database
from bot.migrations import migrate
from bot.outbox import Outbox
from cogs.moderation.face.cards import Cards
from cogs.moderation.holding import Holding
from cogs.moderation.model import Evidence, Finding, Place, Sign
from cogs.moderation.people import People
from cogs.moderation.reports import Reports
from cogs.moderation.rules.holding import Known
from cogs.moderation.settings import ModerationSettings

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
ADA, BEN, CAI, MODERATOR, NOVA = 111_111_111, 222_222_222, 333_333_333, 444_444_444, 555_555_555
HERE, THERE = 4242, 4343
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


class FakeTimeOuts:
    """Discord's time-outs. `failures` are raised before one is taken, `afterwards` after; one for each request."""

    def __init__(self) -> None:
        self.reachable = True
        self.may_hold = True
        self.members: dict[int, Known] = {NOVA: Known()}
        self.failures: list[Exception] = []
        self.afterwards: list[Exception] = []
        self.asked: list[datetime | None] = []

    def known(self, user_id: int) -> Known | None:
        return self.members.get(user_id)

    async def set(self, user_id: int, until: datetime | None) -> None:
        if self.failures:
            raise self.failures.pop()
        self.asked.append(until)
        self.members[user_id] = Known(timed_out_until=until)
        if self.afterwards:
            raise self.afterwards.pop()


class World:
    """One bot's reports and holds; `start` makes it anew on the same database, as a restart does."""

    def __init__(self, database: Database, path: Path) -> None:
        self.database = database
        self.path = path
        self.clock = ManualClock(START)
        self.discord = FakeTimeOuts()
        self.start()

    def start(self, channel: int | None = HERE, **settings: Any) -> None:
        self.outbox = Outbox(self.database, self.clock)
        chosen = ModerationSettings.model_validate({"channel": channel, **settings})
        cards = Cards(1)
        self.reports = Reports(self.database, self.outbox, self.clock, chosen, cards)
        self.holding = Holding(self.database, self.outbox, self.clock, chosen, cards, self.discord)
        self.people = People(self.database)

    async def report(self, by: int = ADA, *, author: int | None = BEN, message: int = 77) -> int:
        words = None if author is None else f"Words of {message}"
        evidence = Evidence(Place(HERE, message), author, words)
        return (await self.reports.make(evidence, by, f"Reason of {by}", limited=False)).report.id

    def finding(self, user_id: int = NOVA) -> Finding:
        places = tuple(Place(channel, 1_000 + channel) for channel in (1, 2, 3))
        return Finding(user_id, Sign.REPEATED, self.clock.now(), "Free coins", places)

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.path)) as connection:
            return [tuple(row) for row in connection.execute(sql, values)]

    def cards(self) -> list[str]:
        """What stands in the moderators' channel once everything is said: the last word of each card."""
        found = self.rows(
            "SELECT coalesce((SELECT body FROM outbox AS edit WHERE edit.subject = post.id "
            "AND edit.action = 'edit' ORDER BY edit.id DESC LIMIT 1), body) FROM outbox AS post "
            "WHERE action = 'post' AND state <> 'dropped' ORDER BY id"
        )
        return [json.dumps(json.loads(body)["components"], ensure_ascii=False) for (body,) in found]


@asynccontextmanager
async def world_at(path: Path) -> AsyncIterator[World]:
    """The world on a database file."""
    migrate(path)
    database = await Database.open(path)
    try:
        yield World(database, path)
    finally:
        await database.close()


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with world_at(tmp_path / "community.sqlite3") as made:
        yield made
