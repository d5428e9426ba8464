"""A community whose newcomers come, accept the rules and leave; and whom the bot greets."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest_asyncio

from bot.local_discord import LocalDiscord
from tests.wire.harness import BotProcess, Community, Json, text
from tests.wire.welcome.conftest import welcome_config

MODERATORS = "bot-log"
POSTS = "/channels/*/messages"
DAY, HOUR, WINDOW = 86_400.0, 3_600.0, 61.0


class Newcomers(Community):
    """People are told by their ids."""

    # --- what people do ----------------------------------------------------------------------------------

    def joins(self, username: str, *, pending: bool = False) -> str:
        return self.discord.people.join(username, pending=pending)

    def accepts(self, user: str) -> None:
        self.discord.people.living.accept_rules(user)

    def leaves(self, user: str) -> None:
        self.discord.people.living.leave(user)

    def returns(self, user: str, *, pending: bool = False) -> None:
        self.discord.people.living.join(rejoin=user, pending=pending)

    def accepts_untold(self, user: str) -> None:
        """The screening is switched off: they are through, and Discord tells nobody."""
        self.discord.world.get_member(self.discord.guild_id, int(user)).pending = False

    # --- what the bot makes of it ------------------------------------------------------------------------

    def greeted(self, channel: str = "welcome") -> list[list[str]]:
        """Whom each greeting mentions."""
        return [re.findall(r"<@(\d+)>", text(message)) for message in self.messages_of_the_bot(channel)]

    def everybody_greeted(self) -> list[str]:
        """The same as one list, in the order of ids."""
        return sorted(user for group in self.greeted() for user in group)

    def told(self) -> list[str]:
        """What moderators were told."""
        return [text(message) for message in self.notices()]

    def notices(self) -> list[Json]:
        """The messages to moderators; what only one of them sees is none."""
        stands = self.discord.world.messages[int(self.channel(MODERATORS))]
        made = self.messages_of_the_bot(MODERATORS)
        return [each for each in made if not stands[int(each["id"])].is_ephemeral]

    async def until_told(self, times: int) -> None:
        """Let time pass until moderators were told so often."""

        async def told() -> bool:
            await self.advance(WINDOW)
            return len(self.told()) >= times

        await self.eventually(told, "the word to moderators")

    def state_of(self, user: str) -> str | None:
        found = self.stored("SELECT state FROM welcome_newcomer WHERE user_id = ?", int(user))
        return found[0][0] if found else None

    async def known(self, user: str, state: str = "waiting") -> None:
        """Wait until the ledger says so of somebody."""
        await self.eventually(lambda: self.state_of(user) == state, f"{user} {state}")

    async def gone(self, user: str) -> None:
        """Wait until the ledger says that somebody left."""
        left = "SELECT 1 FROM welcome_newcomer WHERE user_id = ? AND left_at IS NOT NULL"
        await self.eventually(lambda: self.stored(left, int(user)), f"{user} gone")

    async def greets(self, *users: str) -> None:
        """Let the window pass, and wait until these are greeted."""
        await self.advance(WINDOW)
        await self.eventually(lambda: set(users) <= set(self.everybody_greeted()), f"{users} greeted")

    async def looks(self) -> None:
        """Let an hour pass, and wait until the member list was compared."""
        ((before,),) = self.stored("SELECT looked_at FROM welcome_state")
        await self.advance(HOUR)
        await self.looked(before)

    async def looked(self, before: str) -> None:
        """Wait until the member list was compared later than `before`."""
        look = "SELECT 1 FROM welcome_state WHERE looked_at > ?"
        await self.eventually(lambda: self.stored(look, before), "a look at the member list")

    async def starts(self) -> None:
        """Start the bot again, and wait until it has looked at the member list."""
        ((before,),) = self.stored("SELECT looked_at FROM welcome_state")
        await self.bot.start()
        await self.looked(before)

    async def nothing_more(self) -> None:
        """Let time pass in which whatever is left would be said."""
        for _ in range(2):
            await self.advance(WINDOW)
            await self.looks()
        await self.quiet()

    def fault(self, **fault: Any) -> None:
        self.discord.faults.order([{"method": "POST", "path": POSTS, "count": 1, **fault}])


Begin = Callable[..., Awaitable[Newcomers]]


@pytest_asyncio.fixture
async def begin(tmp_path: Path) -> AsyncIterator[Begin]:
    """Start a community of the test's own; keyword arguments are settings of the job, `beside` other jobs'.

    `prepare` is called with the local Discord before the bot comes for the first time.
    """
    made: list[Newcomers] = []

    async def build(
        prepare: Callable[[LocalDiscord], object] = lambda _: None,
        beside: Json | None = None,
        **settings: Any,
    ) -> Newcomers:
        discord = LocalDiscord()
        prepare(discord)
        await discord.start()
        folder = tmp_path / f"bot{len(made)}"
        folder.mkdir()
        config = welcome_config(discord, **settings)
        config["cogs"]["enabled"] += beside or {}
        config["cogs"] |= beside or {}
        bot = BotProcess(discord, folder, config)
        community = Newcomers(discord, bot)
        made.append(community)
        await bot.start()
        await community.eventually(
            lambda: community.stored("SELECT 1 FROM welcome_state WHERE looked_at > known_until"),
            "the baseline",
        )
        return community

    yield build
    for community in made:
        await community.bot.kill()
        await community.discord.stop()
