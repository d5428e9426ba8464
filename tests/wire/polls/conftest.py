"""A community in which everybody may ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import pytest_asyncio

from tests.wire.conftest import StartCommunity
from tests.wire.harness import Community, Json, Person, components, text

# All but Priya and Diego are moderators.
AMARA, LUKAS, MEI, SOFIA = "amara.okafor", "lukas.brandt", "mei.tanaka", "sofia_reyes"
PRIYA, DIEGO = "priya_nair", "diego_m"
DAY = 86_400


class Asking:
    """What people do with polls in one community."""

    def __init__(self, community: Community) -> None:
        self.community = community
        self.bot = community.bot
        self.amara, self.lukas, self.mei = map(community.person, (AMARA, LUKAS, MEI))
        self.priya, self.diego, self.sofia = map(community.person, (PRIYA, DIEGO, SOFIA))

    async def ask_secret(self, person: Person, **values: str) -> str:
        """Ask a secret poll; what its author is told."""
        form = await person.command("poll secret")
        typed = {"question": "Tea?", "options": "Yes\nNo", "most": "one", "ends": "1 day", **values}
        return await person.told(await person.submit(form, **typed))

    async def ask_date(self, person: Person, slots: str, **values: str) -> str:
        """Ask a date poll; what its author is told."""
        form = await person.command("poll date")
        typed = {"question": "Reading group", "slots": slots, "zone": "UTC", "ends": "1 day", **values}
        return await person.told(await person.submit(form, **typed))

    async def card(self, number: int, *holding: str) -> Json:
        """A poll's message, once it says all this."""
        return await self.message(f"poll {number}", "### ", *holding, without="Result ·")

    async def result(self, number: int, *holding: str) -> Json:
        """The news of a poll's end."""
        return await self.message(f"poll {number}", "### Result ·", *holding)

    async def message(self, *holding: str, without: str = "\0") -> Json:
        """A message of the bot that says all this."""

        def found() -> Json | None:
            said_so = [
                each
                for each in self.said()
                if all(word in text(each) for word in holding) and without not in text(each)
            ]
            return said_so[-1] if said_so else None

        message: Json = await self.community.eventually(found, f"a message with {holding}")
        return message

    def said(self) -> list[Json]:
        """What the bot has said to everybody, oldest first."""
        found = self.community.messages(self.community.channel("general"))
        return [each for each in found if each["author"].get("bot")]

    async def pick(self, person: Person, message: Json, menu: str, *values: str) -> Json:
        """Choose several values in a menu at once, by the beginning of its id."""
        ids = [
            each["custom_id"] for each in components(message) if each.get("custom_id", "").startswith(menu)
        ]
        using: Any = self.community.discord.people.using
        outcome: Json = await using.select(person.id, person.channel, message["id"], ids[0], list(values))
        finished: Json = await using.outcome(person.id, outcome["interaction"], wait=20.0)
        return finished


@pytest.fixture(scope="module")
def bot_config() -> Mapping[str, Any]:
    return {"cogs": {"enabled": ["admin", "polls"]}}


@pytest_asyncio.fixture(loop_scope="module")
async def asking(start_community: StartCommunity) -> Asking:
    """A community of the test's own."""
    return Asking(await start_community())
