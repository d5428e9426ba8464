"""Officers are elected, by commands alone, from the draft to the confirmation, and again."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta

from tests.chaos.people.patience import until_done, until_seen
from tests.chaos.people.voting import last_call, vote_for
from tests.chaos.world import COMMITTEE_MEMBER, RETURNS_OFFICER, VOTERS, World
from tests.wire.harness import labels, said

# Who stands for what.
STANDING = {"voter1": "Chair", "voter2": "Chair", "voter3": "Vice-Chair", "voter4": "Secretary"}
CHOSEN = ("voter1", "voter1", "voter1", "voter2", "voter3", "voter4")
# Days from the draft.
OPENS, CLOSES = 15, 29
OVER = ("elected", "reopened", "tie", "not valid")


async def electorate(world: World, rng: random.Random) -> None:
    """Elect officers; the election that goes on when nothing new begins is brought to its end."""
    number = 0
    while not world.over.is_set():
        number += 1
        await _one(world, rng, f"Officers {number}")


async def _one(world: World, rng: random.Random, title: str) -> None:
    with world.hours.never_beyond(world.now() + timedelta(days=OPENS - 1)):
        election = await _draft(world, title)
        await _step(world, election, "open", "Open nominations", "draft")
        for name, office in STANDING.items():
            await _stand(world, election, name, office)
        await _step(world, election, "freeze", "Publish the ballot", "nominations")
    # A vote that would open much too late is left to the officer.
    with world.hours.never_beyond(world.opens(election) + timedelta(days=1)):
        await until_seen(lambda: _stage(world, election) == "open")
    with world.hours.never_beyond(last_call(world, election)):
        for name in VOTERS:
            candidate = rng.choice(CHOSEN)
            called = _called(world, election, candidate)
            await vote_for(world, election, title, name, STANDING[candidate], called)
    await until_seen(lambda: _stage(world, election) in OVER)
    if _stage(world, election) in ("elected", "reopened"):
        stage = _stage(world, election)
        await _step(world, election, "confirm", "Confirm the outcome", stage, who=COMMITTEE_MEMBER)


async def _draft(world: World, title: str) -> int:
    """Draft an election of officers, and return its number."""

    def found() -> list[tuple[int]]:
        return world.stored("SELECT id FROM election WHERE title = ?", title)

    async def create() -> bool:
        # Whoever was not answered looks before they try again.
        if not found():
            await world.person(RETURNS_OFFICER).command(
                "election create",
                kind="officers",
                title=title,
                opens=f"{world.now() + timedelta(days=OPENS):%Y-%m-%d %H:%M}",
                closes=f"{world.now() + timedelta(days=CLOSES):%Y-%m-%d %H:%M}",
            )
        return bool(found())

    await until_done(world, create)
    ((election,),) = found()
    return election


async def _step(
    world: World, election: int, command: str, label: str, before: str, who: str = RETURNS_OFFICER
) -> None:
    """Take a step by its command and the button of its question, unless it is taken."""

    async def step() -> bool:
        if _stage(world, election) == before:
            person = world.person(who)
            asked = await person.command(f"election {command}", election=f"#{election}")
            if label not in labels(asked.get("message") or {}):
                raise AssertionError(said(asked))
            await person.click(asked["message"], label)
        return _stage(world, election) != before

    await until_done(world, step)
    await asyncio.sleep(0)


async def _stand(world: World, election: int, name: str, office: str) -> None:
    person = world.person(name)
    ((question,),) = world.stored(
        "SELECT id FROM election_question WHERE election_id = ? AND title = ?", election, office
    )

    def stands() -> bool:
        return bool(
            world.stored(
                "SELECT 1 FROM election_candidate WHERE question_id = ? AND user_id = ?",
                question,
                int(person.id),
            )
        )

    async def stand() -> bool:
        if not stands():
            form = await person.command("election nominate", election=f"#{election}")
            await person.submit(form, office=str(question), statement="I care.")
        return stands()

    await until_done(world, stand)


def _stage(world: World, election: int) -> str:
    return str(world.stored("SELECT stage FROM election WHERE id = ?", election)[0][0])


def _called(world: World, election: int, name: str) -> str:
    """How a candidate is called on the paper."""
    ((found,),) = world.stored(
        "SELECT DISTINCT c.name FROM election_candidate AS c JOIN election_question AS q ON q.id = c.question_id "
        "WHERE q.election_id = ? AND c.user_id = ?",
        election,
        int(world.person(name).id),
    )
    return str(found)
