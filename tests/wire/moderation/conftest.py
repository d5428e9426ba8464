"""A community whose members report, and whose newcomers write."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import pytest_asyncio

from tests.wire.conftest import StartCommunity
from tests.wire.harness import Community, Json, Person, text

# Sofia and Amara are moderators.
SOFIA, AMARA, PRIYA, DIEGO, KOFI = "sofia_reyes", "amara.okafor", "priya_nair", "diego_m", "kofi.asante"
LINK = "https://coins.example/now"
CHANNELS = ("general", "help", "off-topic")


class Moderated:
    """What people do in one community with reports and the guard."""

    def __init__(self, community: Community) -> None:
        self.community = community
        self.bot = community.bot
        self.sofia, self.amara = community.person(SOFIA), community.person(AMARA)
        self.priya, self.diego, self.kofi = map(community.person, (PRIYA, DIEGO, KOFI))

    async def configure(self, **settings: Any) -> None:
        """Let a moderator change settings; those of the guard are written guard_…."""
        for key, value in settings.items():
            changed = await self.sofia.command(
                "admin config set", cog="moderation", key=key.replace("guard_", "guard."), value=str(value)
            )
            assert "⚠️" not in text(changed["message"]), changed

    async def report(self, person: Person, message: Json, reason: str = "That is rude.") -> Json:
        """Report a message by its menu; the outcome."""
        there = person.at(message["channel"])
        form = await there.menu("Report to moderators", message["id"])
        return form if form["outcome"] != "modal" else await there.submit(form, reason=reason)

    async def joins(self, name: str = "nova") -> Person:
        """Somebody joins and has accepted the rules."""
        member = self.community.discord.people.living.join(name, pending=False)
        return Person(self.community, member["user"]["id"])

    async def spams(self, person: Person, words: str = LINK) -> list[Json]:
        """Write the same in three channels."""
        return [await person.at(channel).say(words) for channel in CHANNELS]

    def held_until(self, person: Person) -> str | None:
        """Until when Discord holds somebody, over or not."""
        world = self.community.discord.world
        member = world.guilds[int(self.community.discord.guild_id)].members[int(person.id)]
        until: str | None = member.timed_out_until
        return until

    def cards(self, channel: str = "bot-log") -> list[Json]:
        """What the bot has posted for moderators, oldest first."""
        found = self.community.messages(self.community.channel(channel))
        return [each for each in found if each["author"].get("bot")]

    async def card(self, *holding: str, channel: str = "bot-log") -> Json:
        """The newest card that says all this."""

        def found() -> Json | None:
            fit = [each for each in self.cards(channel) if all(word in text(each) for word in holding)]
            return fit[-1] if fit else None

        message: Json = await self.community.eventually(found, f"a card with {holding}")
        return message


def settings(**guard: Any) -> Mapping[str, Any]:
    """The configuration of a bot without a channel for reports."""
    return {"cogs": {"enabled": ["admin", "moderation"], "moderation": {"guard": guard}}}


@pytest.fixture(scope="module")
def bot_config() -> Mapping[str, Any]:
    return settings(enabled=True)


@pytest_asyncio.fixture(loop_scope="module")
async def moderated(start_community: StartCommunity) -> Moderated:
    """A community of the test's own, whose moderators have a channel."""
    world = Moderated(await start_community())
    await world.configure(channel=world.community.channel("bot-log"))
    return world
