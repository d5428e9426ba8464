"""Those who vote, each once, until they are shown their receipt."""

from __future__ import annotations

import asyncio
import random
from datetime import datetime, timedelta
from functools import partial
from itertools import cycle

from bot.clock import from_text
from tests.chaos.people.patience import until_done
from tests.chaos.world import VOTERS, World
from tests.wire.elections.crowd import CHOICES
from tests.wire.elections.voters import TITLE, Voter


async def voters(world: World, rng: random.Random) -> None:
    """Vote on the motion that is open from the beginning."""
    receipts = world.known.receipts.setdefault(world.election_id, {})

    async def vote(name: str, choice: str) -> bool:
        voter = world.voter(name)
        await _begin(world, voter, TITLE)
        await voter.press(choice)
        receipts[name] = await voter.confirm()
        return True

    with world.hours.never_beyond(last_call(world, world.election_id)):
        for name, choice in zip(VOTERS, cycle(CHOICES), strict=False):
            await until_done(world, partial(vote, name, choice))
            await asyncio.sleep(rng.uniform(0, 1))


def last_call(world: World, election: int) -> datetime:
    """An hour before voting ends."""
    ((closes_at,),) = world.stored("SELECT closes_at FROM election WHERE id = ?", election)
    return from_text(closes_at) - timedelta(hours=1)


async def vote_for(world: World, election: int, title: str, name: str, office: str, candidate: str) -> None:
    """Vote for a candidate for one of several offices, and leave the others blank."""
    receipts = world.known.receipts.setdefault(election, {})

    async def vote() -> bool:
        voter = world.voter(name)
        await _begin(world, voter, title)
        await voter.fill(f"{office}: choose", {"1st choice": candidate})
        await voter.press("Leave the rest blank")
        receipts[name] = await voter.confirm()
        return True

    await until_done(world, vote)


async def _begin(world: World, voter: Voter, title: str) -> None:
    """Take a paper under the newest announcement of an election."""
    words = title.replace("*", r"\*")
    voter.paper = (await voter.click(world.card_with("Vote", words), "Vote"))["message"]
