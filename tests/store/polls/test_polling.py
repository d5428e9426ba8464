"""Polls on a real database file and a clock that stands still."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.clock import ManualClock
from bot.database import Database
from bot.errors import NotAllowed, UserError
from bot.health import HealthBoard
from bot.migrations import migrate
from bot.outbox import Outbox
from cogs.polls.face import cards
from cogs.polls.model import Kind, Option, Poll, Question
from cogs.polls.people import People
from cogs.polls.service import Polling
from cogs.polls.settings import PollsSettings

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
ADA, BEN, CAI = 111_111_111, 222_222_222, 333_333_333
HERE = 4242
DAY, TICK = timedelta(days=1), timedelta(microseconds=1)


class World:
    """One bot's polls; `start` makes it anew on the same database, as a restart does."""

    def __init__(self, database: Database, path: Path) -> None:
        self.database = database
        self.path = path
        self.clock = ManualClock(START)
        self.start()

    def start(self, token: str = "token", **settings: Any) -> None:
        self.health = HealthBoard(self.clock)
        self.outbox = Outbox(self.database, self.clock)
        chosen = PollsSettings.model_validate(settings)
        self.polling = Polling(
            self.database, self.outbox, self.clock, self.health, chosen, cards, guild_id=1, token=token
        )
        self.people = People(self.database, token)

    async def ask(self, kind: Kind = Kind.SECRET, by: int = ADA, where: int = HERE, **more: Any) -> Poll:
        now = self.clock.now()
        options = tuple(
            Option(n, f"Option {n}", now + n * DAY if kind is Kind.DATE else None) for n in (1, 2, 3)
        )
        question = Question(kind, "Which?", options, now + DAY)
        return await self.polling.ask(question, where, by, **{"limited": False, **more})

    async def vote(self, poll: Poll, by: int, *answer: int) -> None:
        await self.polling.change(poll.id, by, lambda _: answer)

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.path)) as connection:
            return [tuple(row) for row in connection.execute(sql, values)]

    def posts(self, key: str) -> list[str]:
        found = self.rows("SELECT body FROM outbox WHERE key GLOB ? ORDER BY id", key)
        return [json.dumps(json.loads(body)["components"], ensure_ascii=False) for (body,) in found]


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    path = tmp_path / "community.sqlite3"
    migrate(path)
    database = await Database.open(path)
    try:
        yield World(database, path)
    finally:
        await database.close()


async def test_a_vote_before_the_end_counts_and_one_at_the_end_does_not(world: World) -> None:
    poll = await world.ask()
    world.clock.advance(DAY - TICK)
    await world.vote(poll, BEN, 2)
    world.clock.advance(TICK)
    # No sweep has come by: the clock alone refuses.
    for act in (world.vote(poll, CAI, 2), world.vote(poll, BEN, 1), world.polling.own(poll.id, BEN)):
        with pytest.raises(UserError, match="over"):
            await act
    with pytest.raises(UserError, match="over"):
        await world.polling.end(poll.id, ADA, moderator=False)
    assert await world.polling.open() == []
    world.clock.advance(3 * DAY)
    world.start()
    await world.polling.sweep()
    await world.polling.sweep()
    ended = await world.polling.standing(poll.id)
    assert (ended.counts, ended.turnout, ended.poll.ended_at) == ([0, 1, 0], 1, START + DAY)
    assert len(world.posts("polls.1.result")) == 1


async def test_what_is_left_of_a_secret_poll_are_its_counts(world: World) -> None:
    poll = await world.ask()
    for person, option in ((ADA, 1), (BEN, 3), (CAI, 3)):
        await world.vote(poll, person, option)
    marks = [voter for (voter,) in world.rows("SELECT voter FROM poll_vote")]
    salts = [salt for (salt,) in world.rows("SELECT salt FROM poll")]
    standing = await world.polling.standing(poll.id)
    assert (standing.turnout, standing.counts, standing.answers) == (3, (), {})
    await world.polling.end(poll.id, ADA, moderator=False)
    assert (await world.polling.standing(poll.id)).counts == [1, 0, 2]
    # Neither in the file nor in its log is anything left to put people and options together.
    held = b"".join(each.read_bytes() for each in world.path.parent.glob(f"{world.path.name}*"))
    assert marks
    assert not [mark for mark in marks if mark.encode() in held]
    assert not [salt for salt in salts if salt in held]
    with pytest.raises(sqlite3.IntegrityError, match="has ended"):
        await _write(world, "INSERT INTO poll_vote VALUES (1, 'x', '[1]')")
    with pytest.raises(sqlite3.IntegrityError, match="stays as it is"):
        await _write(world, "UPDATE poll SET counts = '[9, 0, 0]'")


async def test_with_another_token_nobody_votes_twice(world: World) -> None:
    poll = await world.ask()
    await world.vote(poll, BEN, 1)
    world.start(token="changed")
    with pytest.raises(UserError, match="new token"):
        await world.vote(poll, BEN, 1)
    await world.polling.end(poll.id, ADA, moderator=False)
    assert (await world.polling.standing(poll.id)).counts == [1, 0, 0]


async def test_its_author_and_moderators_end_a_poll_once(world: World) -> None:
    poll = await world.ask()
    with pytest.raises(NotAllowed):
        await world.polling.end(poll.id, BEN, moderator=False)
    await world.polling.end(poll.id, BEN, moderator=True)
    with pytest.raises(UserError, match="over"):
        await world.polling.end(poll.id, ADA, moderator=False)
    assert "by a moderator" in world.posts("polls.1.result")[0]
    with pytest.raises(UserError, match="forgotten"):
        await world.polling.end(77, ADA, moderator=True)


async def test_limits_bind_a_member_and_a_channel(world: World) -> None:
    world.start(open_per_member=2, open_per_channel=3, daily_per_member=3, daily_per_channel=4)
    first = await world.ask(limited=True)
    await world.ask(limited=True)
    with pytest.raises(UserError, match="You have 2 open polls"):
        await world.ask(limited=True)
    await world.ask(by=BEN, limited=True)
    with pytest.raises(UserError, match="This channel has 3 open polls"):
        await world.ask(by=CAI, limited=True)
    await world.ask(by=CAI, where=HERE + 1, limited=True)
    await world.polling.end(first.id, ADA, moderator=False)
    await world.ask(limited=True)
    await world.polling.end(2, ADA, moderator=False)
    with pytest.raises(UserError, match="You began 3 polls within 24 hours"):
        await world.ask(limited=True)
    with pytest.raises(UserError, match="4 polls began in this channel"):
        await world.ask(by=CAI, limited=True)
    await world.ask(by=CAI, limited=False)
    world.clock.advance(DAY)
    await world.ask(limited=True)


async def test_messages_follow_turnout_and_say_nothing_of_choices(world: World) -> None:
    poll = await world.ask()
    await world.vote(poll, BEN, 1)
    await world.vote(poll, CAI, 2)
    await world.polling.sweep()
    await world.vote(poll, BEN, 3)
    await world.vote(poll, BEN, 3)
    await world.polling.sweep()
    (card,) = world.posts("polls.1.card")
    assert "2 people voted" in card
    # A choice that changed shows nowhere.
    assert world.rows("SELECT stale FROM poll") == [(0,)]
    await world.polling.change(poll.id, CAI, lambda _: None)
    await world.polling.change(poll.id, CAI, lambda _: None)
    await world.polling.sweep()
    assert "1 person voted" in world.posts("polls.1.card")[0]
    with pytest.raises(UserError):
        await world.vote(poll, CAI, 1, 2)
    with pytest.raises(UserError):
        await world.vote(poll, CAI, 4)


async def test_one_poll_that_fails_stops_no_other(world: World) -> None:
    for _ in range(2):
        await world.ask()
    await _write(world, "DELETE FROM outbox WHERE key = 'polls.1.card'")
    world.clock.advance(2 * DAY)
    await world.polling.sweep()
    assert [one for (one,) in world.rows("SELECT id FROM poll WHERE ended_at IS NULL")] == [1]
    (condition,) = world.health.conditions()
    assert not condition.ok
    assert "poll 1" in condition.detail


async def test_what_is_kept_of_a_person_is_shown_and_erased(world: World) -> None:
    secret, dated = await world.ask(), await world.ask(Kind.DATE, by=BEN)
    await world.vote(secret, BEN, 2)
    await world.vote(dated, BEN, 2, 1, 0)
    await world.vote(dated, CAI, 2, 2, 2)
    held = await world.people.export(BEN)
    assert [each["poll"] for each in held["asked"]] == [dated.id]
    assert [(each["poll"], each["answer"]) for each in held["answers"]] == [(1, [2]), (2, [2, 1, 0])]
    now = world.clock.now()
    assert await world.people.must_wait(ADA, now)
    # Of whom nothing is kept, nothing is told.
    assert not any((await world.people.export(999)).values())

    gone = await world.people.erase(BEN, now)
    assert gone.erased == 2
    assert len(gone.waiting) == 1
    assert world.rows("SELECT poll_id, voter FROM poll_vote") == [(2, str(CAI))]
    await world.polling.sweep()
    assert f"✅ 1 <@{CAI}>" in world.posts("polls.2.card")[0]
    await world.polling.end(dated.id, CAI, moderator=True)
    # Erasing is no way round the daily limit.
    (why,) = (await world.people.erase(BEN, now)).waiting
    assert "so that the daily limit counts them: until <t:" in why
    world.clock.advance(2 * TICK)
    again = await world.ask(Kind.DATE, by=BEN)
    await world.polling.end(again.id, BEN, moderator=False)
    assert await world.people.erase_waiting(BEN, now, world.clock.now()) == 0
    # A day later it goes by itself; what was asked since the erasure stays.
    later = world.clock.advance(DAY)
    assert await world.people.erase_waiting(BEN, now - TICK, later) == 0
    assert await world.people.erase_waiting(BEN, now, later) == 1
    await world.polling.sweep()
    assert str(BEN) not in world.posts("polls.2.card")[0]
    assert (await world.people.erase(BEN, later)).waiting == ()
    assert not any((await world.people.export(BEN)).values())
    assert (await world.people.erase(BEN, later)).erased == 0


async def test_polls_are_forgotten_when_their_time_is_over(world: World) -> None:
    world.start(keep_days=2)
    dated = await world.ask(Kind.DATE)
    await world.vote(dated, BEN, 0, 0, 2)
    world.clock.advance(DAY)
    await world.polling.sweep()
    world.clock.advance(2 * DAY)
    await world.polling.tidy()
    assert (await world.polling.standing(dated.id)).answers == {BEN: (0, 0, 2)}
    world.clock.advance(TICK)
    await world.polling.tidy()
    for table in ("poll", "poll_option", "poll_vote"):
        assert world.rows(f"SELECT * FROM {table}") == []
    with pytest.raises(UserError, match="forgotten"):
        await world.vote(dated, BEN, 0, 0, 2)


async def _write(world: World, sql: str) -> None:
    async with world.database.write() as tx:
        await tx.execute(sql)
