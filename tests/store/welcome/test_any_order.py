"""Whatever Discord tells, twice, late, in another order or never: everybody is greeted once in each stay."""

from __future__ import annotations

import asyncio
import random
import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.migrations import migrate
from cogs.welcome.greeter import WAITED
from cogs.welcome.ledger import BACK_AGAIN, TOO_LATE
from cogs.welcome.model import Seen

from .conftest import DAY, HOUR, MINUTE, World, world_at

OLD, PEOPLE = (1, 2), (1, 2, 3, 4, 5)
LIMIT = 3 * DAY

# What happens in the world, and how it is told: at once, twice, later (after others), or never.
_tellings = st.sampled_from(["once", "once", "twice", "late", "never"])
_people = st.sampled_from(PEOPLE)
_steps = st.one_of(
    st.tuples(st.sampled_from(["join", "join pending", "accept", "leave"]), _people, _tellings),
    st.tuples(st.just("late"), st.integers(0, 9), st.just("")),
    st.tuples(st.sampled_from(["sweep", "greet", "restart", "down"]), st.just(0), st.just("")),
    st.tuples(st.just("wait"), st.sampled_from([1, 20, 61, 600, 4_000]), st.just("")),
)
_long_waits = st.tuples(st.just("wait"), st.integers(1, 8).map(lambda days: days * 86_400), st.just(""))
Step = tuple[str, int, str]


class Truth:
    """What is so on the server, beside what the bot is told of it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.down = False
        self.late: list[tuple[str, Seen]] = []
        # The stays in which each was greeted, by when they began.
        self.greeted: dict[int, list[datetime]] = defaultdict(list)
        # Who left, with nothing told of them since but that, or a sweep since.
        self.surely_gone: set[int] = set()
        self.messages = 0

    async def begin(self) -> None:
        for user_id in OLD:
            self.world.arrives(user_id)
        self.world.clock.advance(HOUR)
        await self.start()
        await self.sweep()

    async def start(self) -> None:
        await self.world.start(raid_joins=0)

    async def do(self, step: Step) -> None:
        what, number, telling = step
        match what:
            case "wait":
                self.world.clock.advance(timedelta(seconds=number))
            case "late" if self.late:
                # In whatever order.
                await self.tell(*self.late.pop(number % len(self.late)))
            case "sweep" if not self.down:
                await self.sweep()
            case "greet" if not self.down:
                await self.greet()
            case "restart":
                self.down = False
                await self.start()
                await self.sweep()
            case "down":
                self.down = True
            case _ if telling:
                await self.happens(what, number, telling)

    async def happens(self, what: str, user_id: int, telling: str) -> None:
        here = user_id in self.world.members
        # No two things happen at the same moment.
        self.world.clock.advance(timedelta(milliseconds=1))
        match what:
            case "join" | "join pending" if not here:
                self.surely_gone.discard(user_id)
                rejoined = user_id in OLD
                seen = self.world.arrives(user_id, pending=what != "join", rejoined=rejoined)
                event = ("join", seen)
            case "accept" if here and self.world.members[user_id].pending:
                await self.world.passes(user_id, told=False)
                event = ("accept", self.world.members[user_id])
            case "leave" if here:
                event = ("leave", self.world.members[user_id])
                await self.world.leaves(user_id, told=False)
            case _:
                return
        if telling == "late":
            self.late.append(event)
        elif telling != "never":
            for _ in range(1 + (telling == "twice")):
                await self.tell(*event)

    async def tell(self, what: str, seen: Seen) -> None:
        if self.down:
            return
        if what == "leave":
            await self.world.roster.left(seen.user_id)
            if seen.user_id not in self.world.members:
                self.surely_gone.add(seen.user_id)
        else:
            await self.world.roster.saw(seen, passed=what == "accept")
            self.surely_gone.discard(seen.user_id)

    async def sweep(self) -> None:
        # Further than the list may lag behind.
        self.world.clock.advance(timedelta(seconds=6))
        await self.world.compare()
        self.surely_gone = set(PEOPLE) - set(self.world.members)

    async def greet(self) -> None:
        await self.world.greeter.sweep()
        messages = self.world.greetings()
        for user_id in (each for message in messages[self.messages :] for each in message):
            assert user_id not in self.surely_gone, "greeted after they left"
            member = self.world.members.get(user_id)
            if member is not None:
                assert not member.pending, "greeted before they accepted the rules"
                assert member.joined_at not in self.greeted[user_id], "greeted twice in one stay"
                self.greeted[user_id].append(member.joined_at)
        self.messages = len(messages)

    async def end(self) -> None:
        """The bot runs, looks at the whole list, and greets whoever waits."""
        await self.do(("restart", 0, ""))
        self.world.clock.advance(5 * MINUTE)
        await self.greet()


def shapes(truth: Truth) -> Iterator[tuple[Seen, bool, str, str | None]]:
    """Each member at the end: whether this stay was greeted, and what the ledger says."""
    world = truth.world
    for member in world.members.values():
        if member.joined_at > BASELINE or member.user_id not in OLD:
            rows = world.rows("SELECT state, reason FROM welcome_newcomer WHERE user_id = ?", member.user_id)
            assert rows, "a newcomer of whom nothing is known"
            yield member, member.joined_at in truth.greeted[member.user_id], *rows[0]


BASELINE = datetime.fromisoformat("2026-03-02T13:00:00+00:00")


@contextmanager
def a_file(empty: Path) -> Iterator[Path]:
    path = empty.with_name(f"{random.random()}.sqlite3")
    shutil.copy(empty, path)
    try:
        yield path
    finally:
        for each in empty.parent.glob(f"{path.name}*"):
            each.unlink()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("any_order") / "empty.sqlite3"
    migrate(path)
    return path


async def a_story(path: Path, steps: list[Step]) -> Truth:
    async with world_at(path) as world:
        truth = Truth(world)
        await truth.begin()
        for step in steps:
            await truth.do(step)
        await truth.end()
        return truth


def _old_members_are_left_in_peace(truth: Truth) -> None:
    for user_id in OLD:
        assert all(joined > BASELINE for joined in truth.greeted[user_id])


@settings(max_examples=60)
@given(st.lists(_steps, max_size=40))
def test_in_days_in_which_nobody_can_be_too_late(empty: Path, steps: list[Step]) -> None:
    with a_file(empty) as path:
        truth = asyncio.run(a_story(path, steps))
        _old_members_are_left_in_peace(truth)
        for member, greeted, state, reason in shapes(truth):
            if member.pending:
                assert (state, greeted) == ("pending", False)
                continue
            before = [stay for stay in truth.greeted[member.user_id] if stay < member.joined_at]
            # Whoever was here before the bot, comes back for the first time with their first greeting.
            often = len(before) + (member.user_id in OLD) > 1 and bool(before)
            assert greeted != often, (state, reason)
            assert (state, reason) == (("silent", BACK_AGAIN) if often else ("greeted", None))


@settings(max_examples=40)
@given(st.lists(st.one_of(_steps, _long_waits), max_size=30))
def test_with_weeks_in_between(empty: Path, steps: list[Step]) -> None:
    with a_file(empty) as path:
        truth = asyncio.run(a_story(path, steps))
        _old_members_are_left_in_peace(truth)
        now = truth.world.clock.now()
        for member, greeted, state, reason in shapes(truth):
            assert (state == "greeted") == greeted
            assert (state == "pending") == member.pending
            assert state != "waiting"
            if reason in (TOO_LATE, WAITED):
                assert now - member.joined_at > LIMIT
            elif reason == BACK_AGAIN:
                assert any(stay < member.joined_at for stay in truth.greeted[member.user_id])
            elif state == "silent":
                raise AssertionError(reason)
