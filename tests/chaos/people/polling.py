"""Those who ask the others: secret polls, and polls for a date."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from typing import Any

from tests.chaos.people.patience import until_done
from tests.chaos.world import OFFICERS, World
from tests.wire.harness import Person, components, said

GUESTS = ("leila.haddad", "tomasz.zielony", "hana_kovac")
MOMENTS = 3


async def pollsters(world: World, rng: random.Random) -> None:
    """Ask secret polls and vote in them."""
    known = world.known
    while not world.over.is_set():
        question = f"Question {len(known.tried) + 1}?"
        typed = {"question": question, "options": "Yes\nNo", "most": "one", "ends": "2 days"}
        await _ask(world, world.person("priya_nair"), "poll secret", typed)
        known.tried[question], known.told[question] = Counter(), Counter()
        for name in rng.sample(OFFICERS, 2):
            choice = rng.choice(("Yes", "No"))
            known.tried[question][choice] += 1
            if await _vote(world, world.person(name), question, choice):
                known.told[question][choice] += 1
        await asyncio.sleep(rng.uniform(1, 3))


async def dates(world: World, rng: random.Random) -> None:
    """Ask for the best moment, and say when one can."""
    known = world.known
    while not world.over.is_set():
        question = f"Meeting {len(known.dates) + 1}"
        slots = "\n".join(f"{world.ahead(days=5 + day):%Y-%m-%d} 18:00" for day in range(MOMENTS))
        typed = {"question": question, "slots": slots, "zone": "UTC", "ends": "2 days"}
        await _ask(world, world.person("amara.okafor"), "poll date", typed)
        known.dates[question] = {}
        for name in rng.sample(GUESTS, 2):
            can = sorted(rng.sample(range(1, MOMENTS + 1), rng.randint(1, MOMENTS)))
            person = world.person(name)
            if await _can(world, person, question, can):
                known.dates[question][person.id] = can
        await asyncio.sleep(rng.uniform(1, 3))


async def _ask(world: World, person: Person, command: str, typed: dict[str, str]) -> None:
    def is_there() -> bool:
        return bool(world.stored("SELECT 1 FROM poll WHERE question = ?", typed["question"]))

    async def ask() -> bool:
        # Whoever was not answered looks before they try again.
        if not is_there():
            await person.submit(await person.command(command), **typed)
        return is_there()

    await until_done(world, ask)


def _is_over(world: World, question: str) -> bool:
    return bool(world.stored("SELECT 1 FROM poll WHERE question = ? AND ended_at IS NOT NULL", question))


async def _vote(world: World, person: Person, question: str, choice: str) -> bool:
    """Vote, and return whether that was answered before the poll ended."""
    is_in = False

    async def vote() -> bool:
        nonlocal is_in
        if not _is_over(world, question):
            card = world.card_with(choice, question, channel="general")
            is_in = "Your vote: " in await person.told(await person.click(card, choice))
        return is_in or _is_over(world, question)

    await until_done(world, vote)
    return is_in


async def _can(world: World, person: Person, question: str, moments: list[int]) -> bool:
    """Say at which moments one can come, and return whether that was noted before the poll ended."""
    is_noted = False

    async def answer() -> bool:
        nonlocal is_noted
        if not _is_over(world, question):
            label = "Say when you can"
            card = world.card_with(label, question, channel="general")
            paper = (await person.click(card, label))["message"]
            ids = [each["custom_id"] for each in components(paper) if "custom_id" in each]
            menu = next((each for each in ids if each.startswith("polls:can")), None)
            if menu is None:
                # It ended just now.
                return False
            using: Any = world.discord.people.using
            chosen = await using.select(
                person.id, person.channel, paper["id"], menu, [str(n) for n in moments]
            )
            is_noted = "is noted" in said(await person._finished(chosen))
        return is_noted or _is_over(world, question)

    await until_done(world, answer)
    return is_noted
