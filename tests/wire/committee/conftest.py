"""A community whose committee decides with the bot: Amara, Lukas and Mei hold the role of the committee."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
import pytest_asyncio

from tests.wire.conftest import StartCommunity
from tests.wire.harness import Community, Json, Person, text

AMARA, LUKAS, MEI, SOFIA = "amara.okafor", "lukas.brandt", "mei.tanaka", "sofia_reyes"
DAY = 86_400


class Motions:
    """What people do with motions in one community."""

    def __init__(self, community: Community) -> None:
        self.community = community
        self.bot = community.bot
        self.amara, self.lukas, self.mei, self.sofia = map(self.person, (AMARA, LUKAS, MEI, SOFIA))

    def person(self, name: str) -> Person:
        return self.community.person(name)

    async def propose(self, person: Person, kind: str = "operational", **values: str) -> Json:
        """Propose a motion, and return its card."""
        form = await person.command("motion propose", kind=kind)
        values = {"title": "Sponsors", "text": "We take none.", "request": "", "chat": "", **values}
        outcome = await person.submit(form, **values)
        told = await person.told(outcome)
        assert "is proposed" in told, told
        number = int(told.split("Motion ")[1].split(":")[0])
        return await self.card(number)

    async def card(self, number: int, *holding: str) -> Json:
        """The newest card of a motion, once it says this."""

        def found() -> Json | None:
            cards = [each for each in self.said() if f"🏛️ Motion {number}:" in text(each)]
            if cards and all(word in text(cards[-1]) for word in holding):
                return cards[-1]
            return None

        card: Json = await self.community.eventually(found, f"a card with {holding}")
        return card

    async def notice(self, number: int, *holding: str) -> Json:
        """What became of a motion, once that was told."""

        def found() -> Json | None:
            told = [each for each in self.said() if f" Motion {number}:" in text(each)]
            told = [each for each in told if "🏛️" not in text(each) and "⏰" not in text(each)]
            return next((each for each in told if all(word in text(each) for word in holding)), None)

        notice: Json = await self.community.eventually(found, f"a notice with {holding}")
        return notice

    def reminders(self) -> list[str]:
        return [text(each) for each in self.said() if text(each).startswith("⏰")]

    def said(self) -> list[Json]:
        """What the bot has said to everybody, oldest first."""
        found = self.community.messages(self.community.channel("general"))
        return [each for each in found if each["author"].get("bot")]

    def roles(self, person: Person, *names: str) -> None:
        """Give somebody these roles and no others."""
        ids = [int(self.community.discord.people.role(name)) for name in names]
        world = self.community.discord.world
        world.edit_member(int(self.community.discord.guild_id), int(person.id), {"role_ids": ids})


@pytest.fixture(scope="module")
def bot_config() -> Mapping[str, Any]:
    return {}


@pytest_asyncio.fixture(loop_scope="module")
async def motions(start_community: StartCommunity) -> Motions:
    """A community of the test's own, whose committee is known."""
    return await begin(start_community)


@pytest_asyncio.fixture(loop_scope="module")
async def with_elections(start_community: StartCommunity) -> Motions:
    """The same, where elections are held with the bot, too; Mei conducts them."""

    def elections(community: Community) -> Json:
        people = community.discord.people
        return {
            "channel": int(people.channel("announcements")),
            "officers_channel": int(people.channel("leadership")),
            "returns_officers": [int(people.named(MEI))],
        }

    return await begin(start_community, elections=elections)


async def begin(
    start_community: StartCommunity, elections: Callable[[Community], Json] | None = None
) -> Motions:
    enabled = ["admin", "committee", *(["elections"] if elections else [])]
    community = await start_community({"cogs": {"enabled": enabled}})
    await community.bot.stop()
    people = community.discord.people
    if elections:
        community.bot.config["cogs"]["elections"] = elections(community)
    community.bot.config["cogs"]["committee"] = {
        "channel": int(people.channel("general")),
        "role": int(people.role("Executive Committee")),
        "seats": 3,
    }
    await community.bot.start()
    made = Motions(community)
    await community.eventually(
        lambda: len(community.stored("SELECT * FROM committee_seat WHERE holder IS NOT NULL")) == 3,
        "the seats",
    )
    return made
