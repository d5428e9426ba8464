"""Whatever the committee does in whatever order, with restarts and long pauses: each change is told once."""

from __future__ import annotations

import asyncio
import json
import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import UserError
from cogs.committee.face import cards
from cogs.committee.model import Answered, Choice, Recorded, VoteDecided, VoteOpened, VoteOutcome, Withdrawn
from cogs.committee.rules.tally import Position

from .conftest import ADA, BEN, CAI, DORA, EVE, World, text_of, world_at

PEOPLE = (ADA, BEN, CAI, DORA, EVE)


@dataclass(frozen=True)
class Step:
    """Somebody does something after a while."""

    act: str
    who: int
    after: int


STEPS = st.builds(
    Step,
    st.sampled_from(
        [*Choice, "revise", "withdraw", "open", *VoteOutcome, "record", "leave", "join", "wait", "stale"]
    ).map(str),
    st.sampled_from(PEOPLE),
    st.sampled_from([0, 1, 60, 86_400, 7 * 86_400, 14 * 86_400, 14 * 86_400 + 1]),
)


async def take(world: World, step: Step) -> None:
    now = world.clock.now()
    match step.act:
        case "wait":
            return
        case "leave":
            world.offices = {
                seat: [one for one in held if one != step.who] for seat, held in world.offices.items()
            }
        case "join":
            if all(step.who not in held for held in world.offices.values()):
                world.offices["Secretary"] = [step.who]
        case "revise":
            await world.revise(1, step.who, f"A text of {now}.")
        case "stale":
            await world.answer(1, step.who, Choice.APPROVE, version=0)
        case "withdraw":
            await world.confirmed(1, Withdrawn(now, step.who))
        case "open":
            await world.confirmed(1, VoteOpened(now, step.who))
        case "record":
            await world.confirmed(1, Recorded(now, step.who))
        case "passed" | "failed" | "not valid":
            await world.confirmed(1, VoteDecided(now, step.who, VoteOutcome(step.act)))
        case choice:
            await world.deciding.act(1, Answered(now, step.who, Choice(choice), "Because."))


async def play(folder: Path, steps: list[Step]) -> None:
    async with world_at(folder / "community.sqlite3", restless=True) as world:
        await world.propose()
        heard = told(await about(world))
        for step in steps:
            world.clock.advance(timedelta(seconds=step.after))
            await world.deciding.sweep()
            heard = await tells(world, heard)
            entries = len((await world.view(1)).entries)
            try:
                await take(world, step)
            except UserError:
                assert len((await world.view(1)).entries) == entries
            await world.deciding.sweep()
            heard = await tells(world, heard)
            await world.holds(1)
        reminders = world.rows("SELECT key FROM outbox WHERE key GLOB 'committee.reminder.*'")
        assert len(reminders) == len(set(reminders))


@dataclass(frozen=True)
class About:
    """What a change of is news; of people only that there are more of them."""

    what: tuple[str, int, str]
    turn: frozenset[int]
    asking: frozenset[int]

    def is_news_after(self, before: About) -> bool:
        return self.what != before.what or not (self.turn <= before.turn and self.asking <= before.asking)


def told(now: About) -> tuple[About, int]:
    return now, 0


async def about(world: World) -> About:
    standing = (await world.view(1)).standing
    asking = [vote.member for vote in standing.votes if vote.position is Position.REQUESTS_CHANGES]
    what = (str(standing.state), standing.course.version, str(standing.turn.task))
    return About(what, frozenset(standing.turn.members), frozenset(asking))


async def tells(world: World, heard: tuple[About, int]) -> tuple[About, int]:
    """There is a notice more when there is news, none when there is not, and the card shows how it stands."""
    before, count = heard
    now, notices = await about(world), len(world.notices(1))
    assert notices == count + now.is_news_after(before)
    view = await world.view(1)
    shown = text_of(json.loads(world.card(1))["components"])
    assert shown == text_of(json.loads(cards.card(view).to_json())["components"])
    return now, notices


# Chance seldom goes so far by itself.
BEGINNINGS = st.sampled_from([[], [Step("veto", BEN, 60), Step("open", CAI, 60)]])


@given(st.builds(lambda first, then: [*first, *then], BEGINNINGS, st.lists(STEPS, max_size=12)))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_change_is_told_once_and_the_card_shows_it(steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(play(Path(folder), steps))
