"""Killed at any statement and after any commit, each step of a motion is done once in the end, all of it."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.errors import UserError
from bot.fetch import Fetcher
from bot.migrations import migrate
from cogs.committee.model import Choice, State
from tests.store.power_cut import cut_at
from tests.wire.committee.pull_requests import LINK, PullRequestServer

from .conftest import ADA, CAI, DAY, MINUTE, SECOND, START, World, world_at
from .test_pull_requests import Joined

NOTHING = timedelta(0)
TABLES = ("motion", "log", "seat", "name", "draft", "pull", "review", "account")


class Killed(BaseException):
    """The process is gone: no `except Exception` goes on after it."""


@dataclass(frozen=True)
class Step:
    """What is done after a while; `before` is what happened on GitHub meanwhile."""

    act: Callable[[Joined], Awaitable[Any]]
    after: timedelta = MINUTE
    before: Callable[[PullRequestServer], Any] = lambda _: None
    # So long after it was killed the bot looks again.
    again: timedelta = NOTHING


async def propose(joined: Joined) -> None:
    # Whoever was not answered sees the card, or proposes anew.
    if not joined.world.rows("SELECT 1 FROM committee_motion"):
        await joined.world.propose(pull_request=LINK)


async def read(joined: Joined) -> None:
    await joined.following.sweep()


async def decide(joined: Joined) -> None:
    joined.world.deciding.knows_all = joined.following.is_up_to_date
    await joined.world.deciding.sweep()


async def comment(joined: Joined) -> None:
    await joined.commenting.sweep()


def answers(member: int, choice: Choice) -> Callable[[Joined], Awaitable[Any]]:
    return lambda joined: joined.world.answer(1, member, choice)


def pushed(github: PullRequestServer) -> None:
    github.push("b")
    github.review("ben-b", "APPROVED")


MOTION = {
    "proposed": Step(propose),
    "read first": Step(read),
    "changes requested there": Step(read, before=lambda github: github.review("cai", "CHANGES_REQUESTED", "No")),
    "revised here": Step(lambda joined: joined.world.revise(1, ADA, "We name them.")),
    "changed and approved there": Step(read, before=pushed),
    "approved again": Step(answers(ADA, Choice.APPROVE)),
    "reminded": Step(decide, 7 * DAY),
    "silence": Step(decide, 7 * DAY + SECOND),
    "late answer": Step(answers(CAI, Choice.ABSTAIN)),
    "recorded by itself": Step(decide, 8 * DAY),
    "said there": Step(comment, again=2 * MINUTE),
    "followed no more": Step(read),
}  # fmt: skip


async def play(joined: Joined, step: Step, number: int) -> tuple[int, dict[str, Any]]:
    """Do a step, killed at its statement of that number (0: at none); what counts them, and what is left."""
    world = joined.world
    with pytest.MonkeyPatch.context() as patch:
        made = cut_at(patch, number, Killed)
        try:
            await step.act(joined)
        except Killed:
            world.start(github=joined.settings)
    count = made()
    if number:
        world.clock.advance(step.again)
        # Who was not answered, though it was done, reads that it was.
        with suppress(UserError):
            await step.act(joined)
    await world.holds(1)
    return count, left(world, joined.github)


def left(world: World, github: PullRequestServer) -> dict[str, Any]:
    found: dict[str, Any] = {name: world.rows(f"SELECT * FROM committee_{name}") for name in TABLES}
    found["comment"] = world.rows("SELECT motion, state, body = mark, problem FROM committee_comment")
    found["outbox"] = world.rows("SELECT * FROM outbox")
    found["there"] = len(github.comments)
    return found


async def test_killed_anywhere_every_step_is_done_once(tmp_path: Path) -> None:
    before, now, cuts = tmp_path / "empty.sqlite3", START, 0
    migrate(before)
    async with AsyncExitStack() as stack:
        github = PullRequestServer(lambda: now)
        await github.start()
        stack.push_async_callback(github.stop)
        fetcher = Fetcher(private_hosts=("127.0.0.1",))
        stack.push_async_callback(fetcher.close)
        for name, step in MOTION.items():
            now += step.after
            step.before(github)
            said, expected, number, statements = list(github.comments), {}, 0, 0
            while number <= statements:
                github.comments = list(said)
                path = Path(shutil.copy(before, tmp_path / f"{name} {number}.sqlite3"))
                async with world_at(path) as world:
                    world.clock.advance(now - START)
                    joined = Joined(world, github, fetcher)
                    joined.configure()
                    count, found = await play(joined, step, number)
                    if not number:
                        expected, statements, whole = found, count, path
                    assert found == expected, f"{name}, killed at {number} of {statements}"
                    state = await world.state(1)
                number += 1
            before, cuts = whole, cuts + statements
    assert state is State.RECORDED
    assert len(github.comments) == 1
    assert cuts > 200
