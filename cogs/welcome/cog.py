"""Newcomers: what Discord tells of them, the sweeps, and what they stand on."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

import discord
from discord.ext import commands

from bot.clock import discord_time
from bot.cog import Intents
from bot.permissions import POSTING, PermissionNeed
from bot.privacy import Erasure, StoredData
from cogs.welcome.face import cards, introductions, pausing, roles, setup, start
from cogs.welcome.face.commands import MemberCommands
from cogs.welcome.face.moderating import ModeratorCommands
from cogs.welcome.face.places import Places
from cogs.welcome.greeter import Greeter
from cogs.welcome.helping import Helping
from cogs.welcome.introducing import Introducing
from cogs.welcome.model import Seen
from cogs.welcome.roster import KEEP_LEAVERS, KEEP_MEMBERS, Roster
from cogs.welcome.settings import WelcomeSettings
from cogs.welcome.storage.introductions import IntroductionStore
from cogs.welcome.storage.ledger import LedgerStore
from cogs.welcome.storage.state import StateStore

if TYPE_CHECKING:
    from bot.client import CommunityBot

log = logging.getLogger(__name__)

COMPONENTS = (
    start.StartHere, start.ChooseWho, start.ChooseWant, start.StartOver, start.AskForHand,
    roles.OfferRoles, roles.ChooseRoles,
    introductions.Introduce, introductions.Change, introductions.TakeBack,
    pausing.Pause, setup.ChooseChannels, setup.ChooseRoles, setup.Turn,
)  # fmt: skip
GREET = timedelta(seconds=5)
COMPARE = timedelta(hours=1)
DIGEST = timedelta(minutes=10)
TIDY = timedelta(hours=6)


class Welcome(MemberCommands, ModeratorCommands, name="welcome"):
    """Greets newcomers once, and gives them something useful to press."""

    key = "welcome"
    summary = "Newcomers are greeted once, shown around, and not forgotten."
    settings_model = WelcomeSettings
    setup_command = "welcome setup"
    stores: ClassVar = (
        StoredData(
            what="For each newcomer: their user id, when they joined, accepted the rules, were greeted and "
            "left, whether they had been here before, and when they first pressed Start here, introduced "
            "themselves, wrote a message or asked to talk to a person",
            why="so that each is greeted once, and welcomers see whom to look after",
            kept="90 days after they accepted the rules (or asked for a person), or 30 days after they left",
        ),
        StoredData(
            what="An introduction as its author typed it, their user id, and which message shows it",
            why="so that its author can change it and take it back",
            kept="until it is deleted, or 30 days after its author left",
        ),
    )

    def __init__(self, bot: CommunityBot, settings: WelcomeSettings) -> None:
        super().__init__(bot, settings)
        database, outbox, clock = bot.database, bot.outbox, bot.clock
        self.places = Places(bot)
        self.ledger = LedgerStore(database)
        self.state = StateStore(database)
        self.introductions = IntroductionStore(database)
        self.roster = Roster(database, self.ledger, self.state, clock, settings)
        self.greeter = Greeter(
            database, self.ledger, self.state, outbox, clock, bot.health, settings, cards, self.places,
            moderator_channel=bot.settings.kernel.discord.moderator_channel,
        )  # fmt: skip
        self.helping = Helping(database, self.ledger, self.state, outbox, clock, settings, cards)
        self.introducing = Introducing(
            database, self.introductions, self.ledger, self.state, outbox, clock, introductions
        )

    @classmethod
    def intents(cls, settings: WelcomeSettings) -> Intents:
        """See that somebody wrote a message; what it says is not needed."""
        return Intents(messages=True)

    @classmethod
    def permissions(cls, settings: WelcomeSettings) -> Sequence[PermissionNeed]:
        """Return what posting needs in each channel, and what giving roles needs."""
        places = {
            "welcome: greetings": settings.channel,
            "welcome: introductions": settings.introductions,
            "welcome: the welcomers' list": settings.welcomers.channel,
        }
        needs = [PermissionNeed(name, POSTING, (place,)) for name, place in places.items() if place]
        if settings.roles:
            needs.append(PermissionNeed("welcome: interests", discord.Permissions(manage_roles=True)))
        return needs

    async def start(self) -> None:
        """Know who is new, greet who waits, and answer presses."""
        if await self.roster.start():
            log.info("everybody who is here already counts as known")
        bot = self.bot
        bot.add_components(*COMPONENTS)
        bot.sweeps.every(GREET, "welcome.greet", self.greet, first_in=GREET)
        bot.sweeps.every(COMPARE, "welcome.compare", self.compare, first_in=COMPARE)
        bot.sweeps.every(DIGEST, "welcome.digest", self.helping.sweep, first_in=timedelta(minutes=1))
        bot.sweeps.every(TIDY, "welcome.tidy", self.roster.tidy, first_in=timedelta(minutes=4))
        if bot.is_ready() and bot.community is not None:
            # Switched on while the bot runs: Discord has told the list before.
            await self.on_member_list(bot.community)

    async def stop(self) -> None:
        """Answer presses no more; the kernel ends the sweeps."""
        self.bot.remove_components(*COMPONENTS)

    async def settings_changed(self) -> None:
        """Hand the new settings on."""
        for part in (self.roster, self.greeter, self.helping):
            part.settings = self.settings

    # --- what Discord tells ------------------------------------------------------------------------------

    @commands.Cog.listener("on_guild_available")
    @commands.Cog.listener("on_guild_join")
    async def on_member_list(self, server: discord.Guild) -> None:
        """Compare the member list, which Discord has just told: at a start, after an outage, when invited."""
        if server.id != self.bot.guild_id:
            return
        if server.chunked:
            await self.roster.compare(_cached(server))
        else:
            # It came with gaps.
            await self.compare()

    @commands.Cog.listener()
    async def on_member_join(self, member: discord.Member) -> None:
        """Take in who joined."""
        if (seen := self._seen(member)) is not None:
            await self.roster.saw(seen)

    @commands.Cog.listener()
    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """Take in who came through the screening."""
        if before.pending and not after.pending and (seen := self._seen(after)) is not None:
            await self.roster.saw(seen, passed=True)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, gone: discord.RawMessageDeleteEvent) -> None:
        """Take in that somebody deleted a message, as moderators do with an introduction."""
        await self.introducing.deleted([gone.message_id])

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, gone: discord.RawBulkMessageDeleteEvent) -> None:
        """Take in the same of many."""
        await self.introducing.deleted(gone.message_ids)

    @commands.Cog.listener()
    async def on_raw_member_remove(self, gone: discord.RawMemberRemoveEvent) -> None:
        """Take in who left, or was thrown out."""
        if gone.guild_id == self.bot.guild_id and not gone.user.bot:
            await self.roster.left(gone.user.id)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Take in that somebody wrote; that they joined is told in a message of theirs, too."""
        if message.is_system():
            return
        if message.guild is not None and message.guild.id == self.bot.guild_id:
            await self.roster.spoke(message.author.id)

    def _seen(self, member: discord.Member) -> Seen | None:
        return _seen(member) if member.guild.id == self.bot.guild_id else None

    # --- sweeps ------------------------------------------------------------------------------------------

    async def compare(self) -> None:
        """Ask Discord for the whole member list and compare it: of some changes no event ever tells."""
        community = self.bot.community
        if community is not None and not community.unavailable:
            await self.roster.compare(_fetched(community))

    async def greet(self) -> None:
        """Greet who waits, and write one direct message, if that is wanted."""
        community = self.bot.community
        if community is None or community.unavailable:
            return
        await self.greeter.sweep()
        # One at a time: many at once are what gets bots quarantined.
        user_id = await self.greeter.to_write()
        if user_id is not None:
            await self._write(user_id)

    async def _write(self, user_id: int) -> None:
        """Write somebody a direct message, unless Discord lets the bot wait, or gives no way to them."""
        try:
            channel_id = (await self.bot.create_dm(discord.Object(user_id))).id
        except discord.RateLimited as error:
            log.info("direct messages have to wait: %s", error)
            return
        except discord.DiscordServerError:
            raise
        except discord.HTTPException as error:
            log.info("no direct message: %s", error)
            channel_id = None
        await self.greeter.write(user_id, channel_id)

    # --- people ------------------------------------------------------------------------------------------

    async def asked(self, member: discord.Member) -> None:
        """Note that a member would like to talk to a person."""
        # Somebody whose joining the bot missed is a newcomer all the same.
        if (seen := self._seen(member)) is not None:
            await self.roster.saw(seen)
        await self.helping.asked(member.id, member.joined_at)

    async def export_member(self, user_id: int) -> Mapping[str, Any]:
        """Return a person's row and their introduction."""
        row = await self.ledger.export(user_id)
        said = await self.introducing.mine(user_id)
        introduction = {"about": said.about, "brings": said.brings, "work": said.work} if said else {}
        return {
            **({"newcomer": row} if row else {}),
            **({"introduction": introduction} if introduction else {}),
        }

    async def must_wait(self, user_id: int) -> Sequence[str]:
        """Return that somebody is known, until they could not be taken for new any more."""
        known = (await self.ledger.find([user_id])).get(user_id)
        if known is None:
            return ()
        until = max(known.joined_at + KEEP_MEMBERS, self.bot.clock.now() + TIDY)
        return (
            "Your id and when you joined, so that you are not greeted again: until "
            f"{discord_time(until, 'D')}, or {KEEP_LEAVERS.days} days after you leave.",
        )

    async def erase_member(self, user_id: int) -> Erasure:
        """Delete a person's introduction, and keep only that they are not to be greeted again."""
        taken = await self.introducing.take_back(user_id)
        emptied = await self.roster.forget(user_id)
        return Erasure(int(taken) + emptied, tuple(await self.must_wait(user_id)))


def _seen(member: discord.Member) -> Seen | None:
    """Return what Discord tells of a member; None of bots, and of guests who have not joined."""
    if member.bot or member.joined_at is None:
        return None
    return Seen(member.id, member.joined_at, member.pending, member.flags.did_rejoin)


async def _cached(server: discord.Guild) -> AsyncIterator[Seen]:
    for member in server.members:
        if (seen := _seen(member)) is not None:
            yield seen


async def _fetched(server: discord.Guild) -> AsyncIterator[Seen]:
    async for member in server.fetch_members(limit=None):
        if (seen := _seen(member)) is not None:
            yield seen
