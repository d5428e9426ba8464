"""Quick polls: what they stand on, and the sweep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

import discord
from discord.ext import commands

from bot.permissions import POLLING, PermissionNeed
from bot.privacy import Erasure, StoredData
from cogs.polls.face import cards, dates, secret
from cogs.polls.face.commands import PollCommands
from cogs.polls.face.native import look
from cogs.polls.people import People
from cogs.polls.service import Polling
from cogs.polls.settings import PollsSettings

COMPONENTS = (*secret.COMPONENTS, *dates.COMPONENTS)
# How soon an end is noticed, and how often a message follows its turnout at most.
SWEEP = timedelta(seconds=5)
TIDY = timedelta(hours=6)
# How soon it is noticed at the latest that the message of one of Discord's own polls is gone.
LOOK = timedelta(minutes=5)


class Polls(PollCommands, name="polls"):
    """Lets everybody ask, and keeps the answers no longer than they are needed."""

    key = "polls"
    summary = "Quick polls for everybody: Discord's own, secret ones, and dates."
    settings_model = PollsSettings
    stores: ClassVar = (
        StoredData(
            what="Who asked a poll, what and where, and who ended it",
            why="so that they can end it, and nobody floods a channel",
            kept="30 days after the end of the poll, or as long as the settings say",
        ),
        StoredData(
            what="In a secret poll: what each chose, beside a mark that is made of their user id and the "
            "bot's token, not beside the user id",
            why="so that each has one vote and can change it",
            kept="until the poll ends; then the counts are kept, and who took part is not",
        ),
        StoredData(
            what="In a date poll: the user id of who answered, and when they can",
            why="so that everybody reads who can when",
            kept="30 days after the end of the poll, or as long as the settings say; until they take it back",
        ),
    )

    @classmethod
    def permissions(cls, settings: PollsSettings) -> Sequence[PermissionNeed]:
        """Return what posting polls needs, wherever they are asked."""
        return (PermissionNeed("polls", POLLING),)

    async def start(self) -> None:
        """Go on with the polls, and answer presses."""
        bot = self.bot
        self.polling = Polling(
            bot.database,
            bot.outbox,
            bot.clock,
            bot.health,
            self.settings,
            cards,
            guild_id=bot.guild_id,
            token=self._token,
        )
        bot.add_components(*COMPONENTS)
        bot.sweeps.every(SWEEP, "polls.due", self.polling.sweep, first_in=timedelta(seconds=1))
        bot.sweeps.every(LOOK, "polls.look", self.look, first_in=LOOK)
        bot.sweeps.every(TIDY, "polls.tidy", self.polling.tidy, first_in=timedelta(minutes=4))

    async def look(self) -> None:
        """Look what became of Discord's own polls, once Discord can be asked."""
        if self.bot.is_ready():
            await look(self.bot, self.polling.native, self.bot.clock.now())

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Look at once what happened while nobody looked."""
        await self.look()

    @commands.Cog.listener()
    async def on_raw_message_delete(self, gone: discord.RawMessageDeleteEvent) -> None:
        """Note that a poll is gone; not every intent tells of it, so the sweep looks, too."""
        await self.polling.native.deleted({gone.message_id})

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, gone: discord.RawBulkMessageDeleteEvent) -> None:
        """Note the same of many messages."""
        await self.polling.native.deleted(gone.message_ids)

    async def stop(self) -> None:
        """Answer presses no more; the kernel ends the sweeps."""
        self.bot.remove_components(*COMPONENTS)

    async def settings_changed(self) -> None:
        """Hand the new settings on."""
        self.polling.settings = self.settings

    @property
    def _token(self) -> str:
        token = self.bot.settings.token
        return token.get_secret_value() if token else ""

    async def export_member(self, user_id: int) -> Mapping[str, Any]:
        """Return everything that is kept of a person."""
        return await People(self.bot.database, self._token).export(user_id)

    async def must_wait(self, user_id: int) -> Sequence[str]:
        """Return what of a person stays, each with the reason."""
        return await People(self.bot.database, self._token).must_wait(user_id, self.bot.clock.now())

    async def erase_member(self, user_id: int) -> Erasure:
        """Erase what may go, and say what stays."""
        return await People(self.bot.database, self._token).erase(user_id, self.bot.clock.now())

    async def erase_waiting(self, user_id: int, erased_at: datetime) -> int:
        """Erase that somebody asked a poll that is over."""
        people = People(self.bot.database, self._token)
        return await people.erase_waiting(user_id, erased_at, self.bot.clock.now())
