"""The committee: motions that all approve of, that some abstain from, and that are decided by silence."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta

from tests.chaos.people.patience import until_done
from tests.chaos.world import OFFICERS, World
from tests.wire.harness import Json, Person, labels, said

# What the two who did not propose it do, in any order; None: nothing at all, and fourteen days decide.
ANSWERS = (("Approve", "Approve"), ("Approve", "Abstain"), ("Approve", None), (None, None))

# Whoever answers does so before silence decides.
IN_TIME = timedelta(days=10)


async def committee(world: World, rng: random.Random) -> None:
    """Propose motions and answer them."""
    ways: list[tuple[str | None, str | None]] = []
    while not world.over.is_set():
        ways = ways or rng.sample(ANSWERS, len(ANSWERS))
        first, *others = rng.sample(OFFICERS, len(OFFICERS))
        title = f"Motion of week {len(world.known.motions) + 1}"
        number = await _propose(world, world.person(first), title)
        given = world.known.motions.setdefault(title, {})
        with world.hours.never_beyond(world.now() + IN_TIME):
            for name, answer in zip(others, ways.pop(), strict=True):
                if answer is not None:
                    await asyncio.sleep(rng.uniform(0.2, 1))
                    person = world.person(name)
                    await _say(world, person, number, answer)
                    given[int(person.id)] = answer.lower()
        await asyncio.sleep(rng.uniform(1, 3))


async def _propose(world: World, person: Person, title: str) -> int:
    """Propose a motion, and return its number."""

    def found() -> list[tuple[int]]:
        return world.stored(
            "SELECT motion FROM committee_log WHERE json_extract(detail, '$.title') = ?", title
        )

    async def propose() -> bool:
        if not found():
            form = await person.command("motion propose", kind="operational")
            await person.submit(form, title=title, text="It is moved.", request="", chat="")
        return bool(found())

    await until_done(world, propose)
    return found()[0][0]


async def _say(world: World, person: Person, number: int, answer: str) -> None:
    """Answer a motion, unless that counts already."""

    def counts() -> bool:
        return bool(
            world.stored(
                "SELECT 1 FROM committee_log WHERE motion = ? AND who = ? AND step = 'answered'",
                number,
                int(person.id),
            )
        )

    async def say() -> bool:
        if not counts():
            shown = await person.command("motion show", motion=number)
            await person.click(shown["message"], answer)
        return counts()

    await until_done(world, say)


async def put_on_record(world: World) -> None:
    """Put on record what the bot leaves to people: decisions in which somebody was silent."""
    person = world.person(OFFICERS[0])
    for (number,) in world.stored("SELECT number FROM committee_motion WHERE ended = 0"):

        def ended(number: int = number) -> bool:
            return not world.stored("SELECT 1 FROM committee_motion WHERE number = ? AND ended = 0", number)

        async def record(number: int = number) -> bool:
            if not ended(number):
                outcome = await person.command("motion record", motion=number)
                question = await _asked(world, person, outcome)
                await person.click(question, "Record it")
            return ended(number)

        await until_done(world, record)


async def _asked(world: World, person: Person, outcome: Json) -> Json:
    """The question that a command ends in, with its buttons."""
    await person.told(outcome)
    finished: Json = await world.discord.people.using.outcome(person.id, outcome["interaction"])
    for each in (finished.get("message"), *finished.get("followups", [])):
        if each and labels(each):
            return dict(each)
    raise AssertionError(said(finished))
