"""One community with every job, and somebody of every kind."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Any

import pytest
import pytest_asyncio

from bot.cog import available
from bot.local_discord import LocalDiscord
from tests.wire.elections.test_officer_permissions import lay_out
from tests.wire.harness import BotProcess, Community, Person

from . import forging
from .who_may import Kind

COMMITTEE_ROLE = "Fellow"
USERNAMES = {
    Kind.MEMBER: "kofi.asante",
    Kind.WELCOMER: "priya_nair",
    Kind.COMMITTEE: "nguyen_thao",
    Kind.OFFICER: "hana_kovac",
    Kind.MODERATOR: "sofia_reyes",
    Kind.OWNER: "amara.okafor",
}


class Everybody(Community):
    """A community with somebody of every kind."""

    people: dict[Kind, Person]

    async def not_allowed(self, answers: Iterable[forging.Answer]) -> list[forging.Answer]:
        """Those answers that the bot gave because of who asked, as its log says."""
        # Lines come in order: when this one is there, all before are.
        fence = await forging.command(self.people[Kind.MEMBER], "admin status", {})
        said = "not allowed"

        def noted() -> set[str]:
            return {str(line["interaction"]) for line in self.bot.lines if line["message"] == said}

        await self.eventually(lambda: fence.interaction in noted(), "the log")
        return [each for each in answers if each.interaction in noted()]

    def meet(self) -> None:
        """Let a newcomer join who has not accepted the rules, and give everybody what their kind has alone."""
        self.people = {kind: self.person(username) for kind, username in USERNAMES.items()}
        world = self.discord.world
        members = world.guilds[int(self.discord.guild_id)].members
        fellow, welcomer = (int(self.discord.people.role(name)) for name in (COMMITTEE_ROLE, "Welcomer"))
        members[int(self.people[Kind.WELCOMER].id)].role_ids[:] = [welcomer]
        members[int(self.people[Kind.COMMITTEE].id)].role_ids[:] = [fellow]
        members[int(self.people[Kind.OWNER].id)].role_ids.clear()
        joined = self.discord.people.living.join("nova", pending=True)
        self.people[Kind.NEWCOMER] = Person(self, joined["user"]["id"])

    def config(self) -> dict[str, Any]:
        """Every job, with the offices held by roles that moderate nothing."""
        role = self.discord.people.role
        general, log = int(self.channel("general")), int(self.channel("bot-log"))
        return {
            "enabled": available(),
            "announcements": {"events": {"channel": general}},
            "committee": {"channel": general, "role": int(role(COMMITTEE_ROLE)), "seats": 3},
            "elections": {
                "channel": int(self.channel("announcements")),
                "officers_channel": log,
                "returns_officers": [int(self.person(USERNAMES[Kind.OFFICER]).id)],
                "committee_role": int(role(COMMITTEE_ROLE)),
            },
            "moderation": {"channel": log},
            # People do more here than on any day; the limits have tests of their own.
            "polls": {"daily_per_member": 100, "daily_per_channel": 500},
            "welcome": {
                "channel": int(self.channel("welcome")),
                "introductions": int(self.channel("introductions")),
                "welcomers": {"role": int(role("Welcomer"))},
            },
        }


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def everybody(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Everybody]:
    discord = LocalDiscord()
    await discord.start()
    bot = BotProcess(discord, tmp_path_factory.mktemp("bot"), {})
    made = Everybody(discord, bot)
    made.meet()
    bot.config["cogs"] = made.config()
    bot.config["interactions"] = {"per_minute": 1_000}
    bot.config["discord"]["moderator_channel"] = int(made.channel("bot-log"))
    lay_out(made)  # type: ignore[arg-type]
    try:
        await bot.start()
        yield made
    finally:
        await bot.kill()
        await discord.stop()
