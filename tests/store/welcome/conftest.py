"""Welcoming on a real database file and a clock that stands still, with the cards that Discord gets."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import ManualClock, to_text
from bot.database import Database
from bot.health import HealthBoard
from bot.migrations import migrate
from bot.outbox import Outbox
from cogs.welcome.face import cards
from cogs.welcome.greeter import Greeter
from cogs.welcome.helping import Helping
from cogs.welcome.model import Seen
from cogs.welcome.roster import Roster
from cogs.welcome.settings import WelcomeSettings
from cogs.welcome.storage.introductions import IntroductionStore
from cogs.welcome.storage.ledger import LedgerStore
from cogs.welcome.storage.state import StateStore

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
CHANNEL, WELCOMERS, MODERATORS = 4242, 4343, 99
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Places:
    """A server whose channels can be written in, unless `lacking` says why not."""

    server = "The *Server*"
    lacking: str | None = None

    def trouble(self, channel_id: int) -> str | None:
        return self.lacking


@dataclass
class World:
    """One bot's welcoming; `start` makes it anew on the same database, as a restart does."""

    database: Database
    path: Path
    clock: ManualClock = field(default_factory=lambda: ManualClock(START))
    places: Places = field(default_factory=Places)
    # Who is on the server, as Discord would list them.
    members: dict[int, Seen] = field(default_factory=dict)

    async def start(self, **settings: Any) -> World:
        chosen = WelcomeSettings.model_validate({"channel": CHANNEL, **settings})
        self.health = HealthBoard(self.clock)
        self.ledger, self.state = LedgerStore(self.database), StateStore(self.database)
        self.introductions = IntroductionStore(self.database)
        self.outbox = Outbox(self.database, self.clock)
        self.roster = Roster(self.database, self.ledger, self.state, self.clock, chosen)
        self.greeter = Greeter(
            self.database,
            self.ledger,
            self.state,
            self.outbox,
            self.clock,
            self.health,
            chosen,
            cards,
            self.places,
            moderator_channel=MODERATORS,
        )
        self.helping = Helping(self.database, self.ledger, self.state, self.outbox, self.clock, chosen, cards)
        self.first = await self.roster.start()
        return self

    # --- people -----------------------------------------------------------------------------------------

    def arrives(self, user_id: int, *, pending: bool = False, rejoined: bool = False) -> Seen:
        """Somebody comes to the server, untold."""
        self.members[user_id] = Seen(user_id, self.clock.now(), pending, rejoined)
        return self.members[user_id]

    async def joins(self, *ids: int, pending: bool = False, rejoined: bool = False) -> None:
        for user_id in ids:
            await self.roster.saw(self.arrives(user_id, pending=pending, rejoined=rejoined))

    async def passes(self, user_id: int, *, told: bool = True) -> None:
        before = self.members[user_id]
        self.members[user_id] = Seen(user_id, before.joined_at, pending=False, rejoined=before.rejoined)
        if told:
            await self.roster.saw(self.members[user_id], passed=True)

    async def leaves(self, *ids: int, told: bool = True) -> None:
        for user_id in ids:
            del self.members[user_id]
            if told:
                await self.roster.left(user_id)

    async def compare(self, members: Iterable[Seen] | None = None) -> None:
        await self.roster.compare(each(self.members.values() if members is None else members))

    # --- time -------------------------------------------------------------------------------------------

    async def after(self, span: timedelta) -> None:
        """Let time pass, and greet whose turn it is."""
        self.clock.advance(span)
        await self.greeter.sweep()

    # --- what came of it --------------------------------------------------------------------------------

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.path)) as connection:
            return [tuple(row) for row in connection.execute(sql, values)]

    def change(self, sql: str, *values: Any) -> None:
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute(sql, values)

    def says(self, channel: int = CHANNEL) -> list[str]:
        """The posts in the outbox, as text, in their order."""
        bodies = self.rows(
            "SELECT body FROM outbox WHERE action = 'post' AND channel_id = ? ORDER BY id", channel
        )
        return [text_of(json.loads(body)["components"]) for (body,) in bodies]

    def greetings(self) -> list[list[int]]:
        """Whom each greeting mentions, and nobody else is notified."""
        found = []
        for (body,) in self.rows(
            "SELECT body FROM outbox WHERE action = 'post' AND channel_id = ? ORDER BY id", CHANNEL
        ):
            said = json.loads(body)
            named = [int(number) for number in re.findall(r"<@(\d+)>", text_of(said["components"]))]
            assert sorted(said["users"]) == sorted(named)
            assert said["roles"] == []
            assert said["everyone"] is False
            found.append(named)
        return found

    def greeted(self) -> list[int]:
        """Whom the greetings mention, in the order of ids, each as often as they do."""
        return sorted(user_id for group in self.greetings() for user_id in group)

    def edits(self, channel: int = MODERATORS) -> list[str]:
        bodies = self.rows(
            "SELECT body FROM outbox WHERE action = 'edit' AND channel_id = ? AND note IS NULL ORDER BY id",
            channel,
        )
        return [text_of(json.loads(body)["components"]) for (body,) in bodies]

    def sent(self) -> None:
        """Delivery did its work."""
        self.change(
            "UPDATE outbox SET state = 'sent', message_id = id, settled_at = created_at WHERE state = 'waiting'"
        )

    def state_of(self, user_id: int) -> str | None:
        found = self.rows("SELECT state FROM welcome_newcomer WHERE user_id = ?", user_id)
        return found[0][0] if found else None

    def reason(self, user_id: int) -> str | None:
        return self.rows("SELECT reason FROM welcome_newcomer WHERE user_id = ?", user_id)[0][0]

    def is_here(self, user_id: int) -> bool:
        return self.rows("SELECT left_at FROM welcome_newcomer WHERE user_id = ?", user_id) == [(None,)]

    def counts(self) -> dict[str, int]:
        return dict(self.rows("SELECT step, sum(n) FROM welcome_week GROUP BY step"))

    def health_of(self, name: str) -> bool | None:
        return next((found.ok for found in self.health.conditions() if found.name == name), None)

    def introduced(self, user_id: int) -> None:
        """Somebody's introduction stands."""
        self.change(
            "INSERT INTO outbox (key, action, lane, channel_id, state, created_at, next_try_at, message_id, "
            "settled_at) VALUES (?, 'post', 'channel 5', 5, 'sent', ?, ?, 1, ?)",
            f"welcome.introduction.{user_id}",
            *[to_text(self.clock.now())] * 3,
        )
        self.change(
            "INSERT INTO welcome_introduction (user_id, outbox_key, about, brings, work) VALUES (?, ?, 'Hi', '', '')",
            user_id,
            f"welcome.introduction.{user_id}",
        )


async def each(members: Iterable[Seen]) -> AsyncIterator[Seen]:
    for seen in list(members):
        yield seen


def text_of(components: list[dict[str, Any]]) -> str:
    found = []
    for component in components:
        if "content" in component:
            found.append(component["content"])
        found.append(text_of(component.get("components", [])))
    return "\n".join(part for part in found if part)


def labels_of(body: str) -> list[str]:
    """The labels of a message's buttons."""
    return re.findall(r'"label": ?"([^"]*)"', body)


@asynccontextmanager
async def world_at(path: Path) -> AsyncIterator[World]:
    migrate(path)
    database = await Database.open(path)
    try:
        yield World(database, path)
    finally:
        await database.close()


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """Welcoming that has just begun, on a server where nobody is yet."""
    async with world_at(tmp_path / "community.sqlite3") as made:
        await made.start()
        made.clock.advance(HOUR)
        yield made
