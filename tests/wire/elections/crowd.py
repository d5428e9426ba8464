"""Hundreds who vote at once while the bot is killed, and who press again until they are told their receipt."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.local_discord.people.errors import LocalError
from tests.wire.elections.voters import Motion, Vote, Voter, vote_of
from tests.wire.harness import BotProcess, Json

CHOICES = ("Yes", "Yes", "No", "Abstain")


@dataclass(frozen=True)
class Outcome:
    """What came of it: the receipts that voters were shown, by voter, and the file that was published."""

    receipts: dict[str, str]
    published: Json

    def problems(self, voters: int) -> list[str]:
        """What does not fit together; nothing when every receipt is in the file once, and nobody voted twice."""
        listed = Counter(self.published["receipts"])
        (question,) = self.published["questions"]
        said = Counter(each["vote"] for each in _ballots(question))
        expected = Counter(CHOICES[number % len(CHOICES)].lower() for number in range(voters))
        checks = {
            "somebody has no receipt": len(self.receipts) == voters,
            "two voters have the same receipt": len(set(self.receipts.values())) == voters,
            "a receipt is not in the file exactly once": listed == Counter(self.receipts.values()),
            "the turnout is not that of the voters": self.published["turnout"]["voted"] == voters,
            "the ballots do not say what was chosen": said == expected,
        }
        return [what for what, holds in checks.items() if not holds]


def _ballots(question: Json) -> list[Any]:
    found = []
    for each in question["ballots"]:
        answer = each.get("answer", each)
        found += [answer] * int(each.get("weight", 1))
    return found


class Power:
    """Whether the bot is up: voters wait until it is, and give up waiting for an answer when it dies."""

    def __init__(self) -> None:
        self.up = asyncio.Event()
        self.up.set()
        self.died = asyncio.Event()

    async def cut(self, bot: BotProcess) -> None:
        """Kill the bot and start it again."""
        self.up.clear()
        await bot.kill()
        self.died.set()
        self.died = asyncio.Event()
        await bot.start()
        self.up.set()


class Persistent(Voter):
    """Somebody who begins again when the bot died on the way."""

    def __init__(self, community: Vote, user_id: str, power: Power) -> None:
        super().__init__(community, user_id)
        self.power = power

    async def _finished(self, outcome: Json) -> Json:
        answered = asyncio.create_task(super()._finished(outcome))
        died = asyncio.create_task(self.power.died.wait())
        await asyncio.wait((answered, died), return_when=asyncio.FIRST_COMPLETED)
        died.cancel()
        if not answered.done():
            answered.cancel()
            return outcome
        return answered.result()

    async def until_in(self, announcement: Json, choice: str) -> str:
        """Vote, from the beginning when anything fails; the receipt that was shown in the end."""
        while True:
            await self.power.up.wait()
            try:
                self.paper = (await self.click(announcement, "Vote"))["message"]
                await self.press(choice)
                return await self.confirm()
            except (AssertionError, KeyError, LocalError):
                # It died in between, or is not back yet.
                continue


async def crowd_votes(folder: Path, voters: int, at_once: int, kills: int) -> Outcome:
    """Let so many people vote, `at_once` at the same time, and kill the bot so often in between."""
    names = [f"voter{number}" for number in range(1, voters + 1)]
    async with vote_of(folder, Motion("Admit Ada?"), voters=names, crowd=voters) as community:
        announcement = community.announcement()
        power = Power()
        turn = asyncio.Semaphore(at_once)
        receipts: dict[str, str] = {}
        # Set when so many have their receipt.
        reached = {number * voters // (kills + 1): asyncio.Event() for number in range(1, kills + 1)}

        async def votes(number: int, name: str) -> None:
            async with turn:
                voter = Persistent(community, community.person(name).id, power)
                receipts[name] = await voter.until_in(announcement, CHOICES[number % len(CHOICES)])
            if len(receipts) in reached:
                reached[len(receipts)].set()

        crowd = asyncio.gather(*(votes(number, name) for number, name in enumerate(names)))
        for enough in reached.values():
            await enough.wait()
            await power.cut(community.bot)
        await crowd
        return Outcome(receipts, await _published(community))


async def _published(community: Vote) -> Json:
    await community.advance(community.seconds_left() + 60)
    await community.eventually(community.result, "the result")
    ((content,),) = community.stored("SELECT content FROM election_file WHERE name = 'public'")
    return dict(json.loads(content))
