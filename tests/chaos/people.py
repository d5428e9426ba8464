"""What people do meanwhile: each goes on until cancelled, and tries again what failed, as people do."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable

from bot.local_discord.people.errors import LocalError
from tests.chaos.world import OFFICERS, VOTERS, World
from tests.wire.elections.crowd import CHOICES, Persistent
from tests.wire.harness import Json, Person, text

QUESTIONS = ("a JAX library for spiking networks", "tools for event cameras", "a simulator of neurons")
HOUR = 3600
Life = Callable[[World, random.Random], Awaitable[None]]


async def retried(world: World, attempt: Callable[[], Awaitable[bool]]) -> None:
    """Try until it worked; what fails because the bot or the wire is down fails with an error of the test's."""
    while True:
        await world.power.up.wait()
        try:
            async with asyncio.timeout(15):
                if await attempt():
                    return
        except (AssertionError, LookupError, LocalError, TimeoutError):
            pass
        await asyncio.sleep(0.3)


class Impatient(Persistent):
    """A voter who does not wait for an answer that was lost on the way."""

    async def _finished(self, outcome: Json) -> Json:
        try:
            return await asyncio.wait_for(super()._finished(outcome), 5)
        except TimeoutError:
            raise AssertionError("no answer came") from None


async def newcomers(world: World, rng: random.Random) -> None:
    """Join, some of them through the rules."""
    while True:
        name = f"newcomer{len(world.newcomers) + 1}"
        joined = world.discord.people.living.join(name, pending=False)
        world.newcomers.append(joined["user"]["id"])
        await asyncio.sleep(rng.uniform(0.3, 2))


async def writers(world: World, rng: random.Random) -> None:
    """Publish posts on the site."""
    while True:
        await asyncio.sleep(rng.uniform(1, 4))
        world.publish()


async def askers(world: World, rng: random.Random) -> None:
    """Ask the guide."""
    person = world.person("kofi.asante")

    async def ask() -> bool:
        outcome = await person.command("guide ask", question=rng.choice(QUESTIONS))
        return bool(await asyncio.wait_for(person.told(outcome), 5))

    while True:
        await retried(world, ask)
        world.answered += 1
        await asyncio.sleep(rng.uniform(0.5, 2))


async def voters(world: World, rng: random.Random) -> None:
    """Vote in the election, each once, until they see their receipt."""
    announcement = world.announcement()
    for number in range(VOTERS):
        name = f"voter{number + 1}"
        voter = Impatient(world, world.person(name).id, world.power)
        world.receipts[name] = await voter.until_in(announcement, CHOICES[number % len(CHOICES)])
        await asyncio.sleep(rng.uniform(0, 0.5))


async def officers(world: World, rng: random.Random) -> None:
    """Propose motions and approve of them."""
    while True:
        title = f"Motion of week {len(world.motions) + 1}"
        await _propose(world, world.person(rng.choice(OFFICERS)), title)
        world.motions.append(title)
        for name in OFFICERS:
            await asyncio.sleep(rng.uniform(0.2, 1))
            await approve_of(world, world.person(name), len(world.motions))
        await asyncio.sleep(rng.uniform(1, 3))


async def _propose(world: World, person: Person, title: str) -> None:
    def is_there() -> bool:
        return bool(
            world.stored("SELECT 1 FROM committee_log WHERE json_extract(detail, '$.title') = ?", title)
        )

    async def propose() -> bool:
        # Whoever was not answered looks before they try again.
        if not is_there():
            form = await person.command("motion propose", kind="operational")
            values = {"title": title, "text": "It is moved.", "request": "", "chat": ""}
            await person.submit(form, **values)
        return is_there()

    await retried(world, propose)


async def approve_of(world: World, person: Person, number: int) -> None:
    """Approve of a motion, unless that counts already."""

    def counts() -> bool:
        return bool(
            world.stored(
                "SELECT 1 FROM committee_log WHERE motion = ? AND who = ? AND step IN ('proposed', 'answered')",
                number,
                int(person.id),
            )
        )

    async def approve() -> bool:
        if not counts():
            found = await person.command("motion show", motion=number)
            await person.click(found["message"], "Approve")
        return counts()

    await retried(world, approve)


async def pollsters(world: World, rng: random.Random) -> None:
    """Ask secret polls and vote in them."""
    while True:
        question = f"Question {len(world.tried) + 1}?"
        await _ask(world, world.person("priya_nair"), question)
        world.tried[question], world.told[question] = Counter(), Counter()
        for name in rng.sample(OFFICERS, 2):
            choice = rng.choice(("Yes", "No"))
            world.tried[question][choice] += 1
            if await _vote(world, world.person(name), question, choice):
                world.told[question][choice] += 1
        await asyncio.sleep(rng.uniform(1, 3))


async def _ask(world: World, person: Person, question: str) -> None:
    def is_there() -> bool:
        return bool(world.stored("SELECT 1 FROM poll WHERE question = ?", question))

    async def ask() -> bool:
        if not is_there():
            form = await person.command("poll secret")
            typed = {"question": question, "options": "Yes\nNo", "most": "one", "ends": "2 hours"}
            await person.submit(form, **typed)
        return is_there()

    await retried(world, ask)


async def _vote(world: World, person: Person, question: str, choice: str) -> bool:
    """Vote, and return whether that was answered before the poll ended."""

    def is_over() -> bool:
        return bool(world.stored("SELECT 1 FROM poll WHERE question = ? AND ended_at IS NOT NULL", question))

    is_in = False

    async def vote() -> bool:
        nonlocal is_in
        if is_over():
            return True
        cards = [
            each
            for each in world.messages(world.channel("general"))
            if question in text(each) and "Result ·" not in text(each)
        ]
        outcome = await person.click(cards[-1], choice)
        is_in = "Your vote: " in await asyncio.wait_for(person.told(outcome), 5)
        return is_in

    await retried(world, vote)
    return is_in


async def calendar(world: World, rng: random.Random) -> None:
    """Let hours pass, some of them at night."""
    while True:
        await asyncio.sleep(1)
        world.discord.advance(rng.choice((1, 1, 2, 4)) * HOUR / 4)


LIVES: tuple[Life, ...] = (newcomers, writers, askers, voters, officers, pollsters, calendar)
