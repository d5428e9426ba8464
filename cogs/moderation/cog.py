"""Reports and the guard: what they stand on, what Discord tells, and the sweep."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

import discord
from discord import app_commands
from discord.ext import commands

from bot.cog import Intents
from bot.errors import new_reference
from bot.permissions import POSTING, PermissionNeed
from bot.privacy import Erasure, StoredData
from cogs.moderation.face.buttons import COMPONENTS
from cogs.moderation.face.cards import Cards
from cogs.moderation.face.commands import MENU, ModerationCommands
from cogs.moderation.face.evidence import said_in
from cogs.moderation.face.time_outs import TimeOuts
from cogs.moderation.holding import Holding
from cogs.moderation.model import Place
from cogs.moderation.people import People
from cogs.moderation.reports import Reports
from cogs.moderation.rules.guard import Recent, Said
from cogs.moderation.settings import ModerationSettings

log = logging.getLogger(__name__)

SWEEP = timedelta(seconds=5)
TIDY = timedelta(hours=6)
CHANNEL, GUARD = "moderation.channel", "moderation.guard"
# What people write; everything else (joins, pins, boosts, thread notices) is Discord's own.
_WRITTEN = (discord.MessageType.default, discord.MessageType.reply)


class Moderation(ModerationCommands, name="moderation"):
    """Takes reports to moderators, and holds newcomers who spam until they have looked."""

    key = "moderation"
    summary = "Reports to moderators, and a guard that holds newcomers who spam."
    settings_model = ModerationSettings
    message_menus: ClassVar = (MENU,)
    stores: ClassVar = (
        StoredData(
            what="For each report: who made it and in which words, whose message it is about, where that "
            "stands and what it says; which moderator took and closed it, when, with which note",
            why="so that moderators can look into it, and none is lost",
            kept="90 days after it was closed, or as long as the settings say",
        ),
        StoredData(
            what="Where the guard is on, for each newcomer that it held or reported: user id, what it found, "
            "when, in which messages, the words of the last; which moderator decided what",
            why="so that moderators can decide, and nobody is held twice for the same",
            kept="90 days after that, or as long as the settings say",
        ),
    )

    @classmethod
    def intents(cls, settings: ModerationSettings) -> Intents:
        """Return that the guard hears messages and their words; reports need neither."""
        return Intents(messages=settings.guard.enabled, message_content=settings.guard.enabled)

    @classmethod
    def permissions(cls, settings: ModerationSettings) -> Sequence[PermissionNeed]:
        """Return what cards need in the moderators' channel, and what holding needs."""
        needs = []
        if settings.channel is not None:
            needs.append(PermissionNeed("moderation: reports", POSTING, (settings.channel,)))
        if settings.guard.enabled:
            needs.append(PermissionNeed("moderation: the guard", discord.Permissions(moderate_members=True)))
        return needs

    async def start(self) -> None:
        """Take reports, answer presses, and go on with holds that were begun."""
        bot = self.bot
        cards = Cards(bot.guild_id)
        self.time_outs = TimeOuts(bot)
        self.recent = Recent()
        self.reports = Reports(bot.database, bot.outbox, bot.clock, self.settings, cards)
        self.holding = Holding(bot.database, bot.outbox, bot.clock, self.settings, cards, self.time_outs)
        bot.add_components(*COMPONENTS)
        bot.tree.add_command(app_commands.ContextMenu(name=MENU, callback=self.report_message))
        bot.sweeps.every(SWEEP, "moderation.due", self.sweep, first_in=timedelta(seconds=1))
        bot.sweeps.every(TIDY, "moderation.tidy", self.tidy, first_in=timedelta(minutes=5))

    async def stop(self) -> None:
        """Take everything back; the kernel ends the sweeps."""
        self.bot.tree.remove_command(MENU, type=discord.AppCommandType.message)
        self.bot.remove_components(*COMPONENTS)

    async def settings_changed(self) -> None:
        """Hand the new settings on; in another channel cards stand at once."""
        self.reports.settings = self.settings
        self.holding.settings = self.settings
        await self.sweep()

    # --- what Discord tells ------------------------------------------------------------------------------

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Let the guard look at what newcomers write."""
        await self._hear(message)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, edit: discord.RawMessageUpdateEvent) -> None:
        """Let it look at what they make of it later, too."""
        # Discord tells the same when it has made the preview of a link.
        if edit.message.edited_at is not None:
            await self._hear(edit.message)

    async def _hear(self, message: discord.Message) -> None:
        said = self._said(message)
        finding = self.recent.hear(said, self.settings.guard.limits) if said else None
        if finding is None:
            return
        try:
            await self.holding.found(finding)
        except Exception:
            # The board tells of a database that cannot be written.
            log.exception("a finding of the guard was lost", extra={"fields": {"ref": new_reference()}})

    def _said(self, message: discord.Message) -> Said | None:
        """Return what a member wrote who is no moderator and no bot; None of everything else."""
        author = message.author
        if (
            not self.settings.guard.enabled
            or message.guild is None
            or message.guild.id != self.bot.guild_id
            or message.type not in _WRITTEN
            or message.webhook_id is not None
            or author.bot
            or not isinstance(author, discord.Member)
            or author.joined_at is None
            or self.bot.is_moderator(author)
        ):
            return None
        place = Place(message.channel.id, message.id)
        written_at = message.edited_at or message.created_at
        return Said(place, author.id, author.joined_at, written_at, said_in(message))

    # --- sweeps ------------------------------------------------------------------------------------------

    async def sweep(self) -> None:
        """Go on with what is due, and tell moderators what keeps them from being told."""
        self.recent.forget_before(self.bot.clock.now() - self.settings.guard.limits.within)
        if self.time_outs.reachable:
            self._look()
        await self.reports.sweep()
        await self.holding.sweep()

    async def tidy(self) -> None:
        """Forget what is kept no longer."""
        await self.reports.tidy()
        await self.holding.tidy()

    def _look(self) -> None:
        """Say on the board what does not work."""
        health = self.bot.health
        if why := self.trouble():
            health.bad(CHANNEL, why)
        else:
            health.good(CHANNEL, f"reports go to <#{self.settings.channel}>")
        if not self.settings.guard.enabled:
            health.forget(GUARD)
        elif not self.bot.granted_intents.message_content:
            health.bad(
                GUARD, "the guard sees no words: switch on Message Content Intent in the developer portal"
            )
        elif not self.time_outs.may_hold:
            health.bad(GUARD, "the guard reports and holds nobody: the bot lacks Timeout Members")
        else:
            health.good(GUARD, "the guard looks at what newcomers write")

    # --- people ------------------------------------------------------------------------------------------

    async def export_member(self, user_id: int) -> Mapping[str, Any]:
        """Return everything that is kept of a person."""
        return await People(self.bot.database).export(user_id)

    async def must_wait(self, user_id: int) -> Sequence[str]:
        """Return what of a person stays, each with the reason."""
        return await People(self.bot.database).must_wait(user_id, self.bot.clock.now())

    async def erase_member(self, user_id: int) -> Erasure:
        """Erase what may go, and say what stays."""
        return await People(self.bot.database).erase(user_id, self.bot.clock.now())

    async def erase_waiting(self, user_id: int, erased_at: datetime) -> int:
        """Erase what is closed or over now."""
        done = await People(self.bot.database).erase(user_id, self.bot.clock.now(), erased_at)
        return done.erased
