"""The committee's motions on a real database file and a clock that stands still, with the cards Discord gets."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.chain import verify
from bot.clock import ManualClock
from bot.database import Database
from bot.health import HealthBoard
from bot.migrations import migrate
from bot.outbox import Outbox
from cogs.committee.deciding.service import Deciding
from cogs.committee.deciding.views import Done, View
from cogs.committee.face import cards
from cogs.committee.model import Answered, Choice, Event, Kind, Proposed, Recorded, Revised, State
from cogs.committee.rules.seating import Seen
from cogs.committee.settings import CommitteeSettings

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
CHANNEL = 4242
ADA, BEN, CAI, DORA, EVE = 11, 12, 13, 14, 99
NAMES = {ADA: "Ada", BEN: "Ben", CAI: "Cai", DORA: "Dora", EVE: "Eve"}
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


@dataclass
class World:
    """One bot's motions; `start` makes it anew on the same database, as a restart does."""

    database: Database
    path: Path
    # Whether the bot is started anew before every step.
    restless: bool = False
    clock: ManualClock = field(default_factory=lambda: ManualClock(START))
    offices: dict[str, list[int]] = field(
        default_factory=lambda: {"Chair": [ADA], "Vice-Chair": [BEN], "Secretary": [CAI]}
    )
    here: set[int] = field(default_factory=lambda: set(NAMES))
    known: bool = True

    def start(self, **settings: Any) -> World:
        self.health = HealthBoard(self.clock)
        self.outbox = Outbox(self.database, self.clock)
        chosen = CommitteeSettings.model_validate({"channel": CHANNEL, **settings})
        self._deciding = Deciding(
            self.database, self.outbox, self.clock, self.health, chosen, cards, self.seen
        )
        return self

    @property
    def deciding(self) -> Deciding:
        if self.restless:
            self.start()
        return self._deciding

    def seen(self) -> Seen | None:
        if not self.known:
            return None
        people = [person for each in self.offices.values() for person in each]
        names = {person: NAMES[person] for person in people}
        return Seen(offices=self.offices, here=self.here, names=names)

    # --- acts -------------------------------------------------------------------------------------------

    async def propose(
        self, by: int = ADA, kind: Kind = Kind.OPERATIONAL, title: str = "Sponsors", text: str = "We take none.",
        **more: Any,
    ) -> int:  # fmt: skip
        event = Proposed(self.clock.now(), by, kind, title, text, **more)
        return (await self.deciding.propose(event)).motion.number

    async def answer(
        self, number: int, by: int, choice: Choice, text: str = "", version: int | None = None
    ) -> Done:
        event = Answered(self.clock.now(), by, choice, text)
        return await self.deciding.act(number, event, version)

    async def revise(self, number: int, by: int, text: str, version: int | None = None) -> Done:
        return await self.deciding.act(number, Revised(self.clock.now(), by, text=text), version)

    async def confirmed(self, number: int, event: Event) -> Done:
        """Ask first, then confirm."""
        asked = await self.deciding.ask(number, event)
        return await self.deciding.confirm(event.by, asked.draft)

    async def record(self, number: int, by: int = ADA) -> Done:
        return await self.confirmed(number, Recorded(self.clock.now(), by, "https://a.example/merge"))

    # --- time -------------------------------------------------------------------------------------------

    async def at(self, span: timedelta) -> None:
        """Let it be so long after the start, and look what is due."""
        self.clock.advance(START + span - self.clock.now())
        await self.deciding.sweep()

    # --- what came of it --------------------------------------------------------------------------------

    async def view(self, number: int) -> View:
        return await self.deciding.looking.view(number)

    async def state(self, number: int) -> State:
        return (await self.view(number)).standing.state

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.path)) as connection:
            return [tuple(row) for row in connection.execute(sql, values)]

    def bodies(self, pattern: str, action: str = "post") -> list[dict[str, Any]]:
        """What is to be said under the keys of this pattern, in its order."""
        found = self.rows(
            "SELECT body FROM outbox WHERE action = ? AND key GLOB ? ORDER BY id", action, pattern
        )
        return [json.loads(body) for (body,) in found]

    def notices(self, number: int) -> list[str]:
        return [text_of(each["components"]) for each in self.bodies(f"committee.{number}.notice.*")]

    def reminders(self) -> list[list[int]]:
        """Whom each reminder mentions."""
        return [each["users"] for each in self.bodies("committee.reminder.*")]

    def card(self, number: int) -> str:
        """What the card shows in the end."""
        (posted,) = self.bodies(f"committee.{number}.card.1")
        edits = self.bodies(f"committee.{number}.card.1/edit/*", "edit")
        return json.dumps([posted, *edits][-1], ensure_ascii=False)

    def sent(self) -> None:
        """Delivery did its work."""
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute(
                "UPDATE outbox SET state = 'sent', message_id = id, settled_at = created_at "
                "WHERE state = 'waiting'"
            )

    async def holds(self, number: int) -> None:
        """The log's chain is whole."""
        verify((await self.view(number)).entries)


def text_of(components: list[dict[str, Any]]) -> str:
    found = []
    for component in components:
        if "content" in component:
            found.append(component["content"])
        found.append(text_of(component.get("components", [])))
    return "\n".join(part for part in found if part)


@asynccontextmanager
async def world_at(path: Path, *, restless: bool = False) -> AsyncIterator[World]:
    migrate(path)
    database = await Database.open(path)
    try:
        yield World(database, path, restless).start()
    finally:
        await database.close()


@pytest.fixture(params=[False, True], ids=["running", "restarted between any two steps"])
async def world(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[World]:
    """A committee of three that has just been formed."""
    async with world_at(tmp_path / "community.sqlite3", restless=request.param) as made:
        yield made
