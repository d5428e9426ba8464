"""Those who ask for a library: by command, and in a channel in which the bot listens."""

from __future__ import annotations

import asyncio
import random

from tests.chaos.people.patience import until_done, until_seen
from tests.chaos.world import LISTENED, World

QUESTIONS = ("a JAX library for spiking networks", "tools for event cameras", "a simulator of neurons")
HEARD = (
    "Which library should I use to train spiking neural networks in JAX?",
    "Can anyone recommend a PyTorch library for spiking networks?",
    "good morning everybody!",
)
CHATTERS = ("leila.haddad", "nguyen_thao", "diego_m", "ruth.ellison")

# discord.py tries again after one second, three and five; faults come in threes at most.
AT_MOST = 12.0


async def askers(world: World, rng: random.Random) -> None:
    """Ask the guide until it answers."""
    person = world.person("kofi.asante")

    async def ask() -> bool:
        outcome = await person.command("guide ask", question=rng.choice(QUESTIONS))
        return bool(await person.told(outcome))

    while not world.over.is_set():
        await until_done(world, ask)
        world.known.answered += 1
        await asyncio.sleep(rng.uniform(0.5, 2))


async def chatters(world: World, rng: random.Random) -> None:
    """Write where the bot listens; what it did not hear, because it was down, nobody says again."""
    asked = set()
    while not world.over.is_set():
        name, words = rng.choice(CHATTERS), rng.choice(HEARD)
        person = world.person(name).at(LISTENED)
        async with world.hours.standing_still():
            before = world.last_request()
            said = await person.say(words)
            world.known.asked_in_channel.append(said["id"])
            # A talk is one author's day; in each the first question is answered.
            talk = (name, world.now().date())
            if words.endswith("?") and talk not in asked:
                asked.add(talk)
                await _answered(world, before)
        await asyncio.sleep(rng.uniform(0.5, 3))


async def _answered(world: World, before: int) -> None:
    """Wait until the bot knows that its answer stands, unless it dies or does not answer.

    discord.py repeats what failed by the same nonce, which Discord knows for some minutes, and not for hours.
    """
    path = f"/channels/{world.channel(LISTENED)}/messages"

    def stands() -> bool:
        made = world.requests(since=before)
        return any(
            each["path"] == path and each["status"] == 200 for each in made if each["method"] == "POST"
        )

    seen, died = asyncio.create_task(until_seen(stands)), asyncio.create_task(world.power.died.wait())
    await asyncio.wait((seen, died), timeout=AT_MOST, return_when=asyncio.FIRST_COMPLETED)
    seen.cancel()
    died.cancel()
