"""Newcomers: some come through the rules, some late, some leave and come back, some go on to “Start here”."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta

from cogs.welcome import path
from tests.chaos.people.patience import until_done, until_seen
from tests.chaos.world import Newcomer, World
from tests.wire.harness import Person, text

WAYS = ("through", "through", "starts", "introduces", "late", "never", "back", "there and back")

# How many are not settled yet.
AT_ONCE = 8


async def newcomers(world: World, rng: random.Random) -> None:
    """Join, one after another; what somebody then does takes its time beside that."""
    ways: list[str] = []
    door = asyncio.Semaphore(AT_ONCE)

    async def stay(way: str) -> None:
        async with door:
            await _stay(world, way)

    async with asyncio.TaskGroup() as stays:
        while not world.over.is_set():
            # Each way once before any comes again.
            ways = ways or rng.sample(WAYS, len(WAYS))
            async with door:
                stays.create_task(stay(ways.pop()))
            await asyncio.sleep(rng.uniform(0.3, 1.5))


async def _stay(world: World, way: str) -> None:
    living = world.discord.people.living
    pending = way in ("late", "never")
    joined = living.join(f"newcomer{len(world.known.newcomers) + 1}", pending=pending)
    who = Newcomer(joined["user"]["id"])
    world.known.newcomers.append(who)
    if way == "never":
        who.most = 0
        return
    if way == "late":
        await asyncio.sleep(2)
        living.accept_rules(who.id)
    elif way == "there and back":
        # Whether they were greeted in between nobody knows.
        living.leave(who.id)
        await asyncio.sleep(0.5)
        living.join(rejoin=who.id, pending=False)
        who.most = 2
    who.least = 1
    # Whoever came too long ago is greeted no more.
    with world.hours.never_beyond(world.now() + timedelta(days=1)):
        await until_seen(lambda: _greetings(world, who))
    person = Person(world, who.id, world.channel("welcome"))
    if way == "back":
        living.leave(who.id)
        await asyncio.sleep(1)
        living.join(rejoin=who.id, pending=False)
        who.least = who.most = 2
        with world.hours.never_beyond(world.now() + timedelta(days=1)):
            await until_seen(lambda: len(_greetings(world, who)) == 2)
    elif way == "starts":
        await until_done(world, lambda: _start(world, person, who))
        world.known.started += 1
    elif way == "introduces":
        await until_done(world, lambda: _introduce(world, person))
        world.known.introduced.append(who.id)


def _greetings(world: World, who: Newcomer) -> list[str]:
    return [words for words in world.said_in("welcome") if f"<@{who.id}>" in words]


async def _start(world: World, person: Person, who: Newcomer) -> bool:
    """Answer the two questions of the path; whether there is a card in the end."""
    asked = await person.click(world.card_with("Start here", f"<@{who.id}>", channel="welcome"), "Start here")
    background, goal = path.BACKGROUNDS["student"], path.GOALS["learn"]
    asked = await person.click(asked["message"], background.label)
    card = await person.click(asked["message"], goal.label)
    return goal.label in text(card["message"])


async def _introduce(world: World, person: Person) -> bool:
    """Introduce oneself, unless that is done."""

    def is_noted() -> bool:
        return bool(world.stored("SELECT 1 FROM welcome_introduction WHERE user_id = ?", int(person.id)))

    if not is_noted():
        form = await person.command("welcome introduce")
        await person.submit(form, about="I study spikes.", brings="", work="")
    return is_noted()
