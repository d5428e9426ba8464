"""The committee's motions: what they stand on, and the sweep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, ClassVar

import discord
from discord.ext import commands

from bot.errors import Problem
from bot.permissions import POSTING, PermissionNeed
from bot.privacy import Erasure, StoredData
from bot.settings import Settings
from cogs.committee.deciding.members import MembersVotes
from cogs.committee.deciding.people import People
from cogs.committee.deciding.service import Deciding
from cogs.committee.face import cards
from cogs.committee.face.buttons import COMPONENTS as ANSWERS
from cogs.committee.face.commands import MotionCommands
from cogs.committee.face.escalating import AskMembers, wanted
from cogs.committee.face.watching import troubles, unknown
from cogs.committee.pulls.commenting import Commenting
from cogs.committee.pulls.following import Following
from cogs.committee.pulls.making import problems, pull_requests
from cogs.committee.settings import CommitteeSettings

COMPONENTS = (*ANSWERS, AskMembers)
# How soon a moment that has come, or a seat that changed hands, is noticed.
SWEEP = timedelta(seconds=5)
# How soon it is noticed that it is time to ask GitHub.
PULLS = timedelta(seconds=10)
TIDY = timedelta(hours=6)
SEATS = "committee.seats"
# Discord answers such a question once in 30 seconds (topics/gateway: request guild members).
_ASK_EVERY = 60.0


class Committee(MotionCommands, name="committee"):
    """Lets the committee decide by its policy, and keeps the record."""

    key = "committee"
    summary = "The Executive Committee's motions, by its policy."
    settings_model = CommitteeSettings
    stores: ClassVar = (
        StoredData(
            what="What each member of the committee did in motions, when, in which words; who took and left "
            "which seat",
            why="so that nobody can change a decision unseen",
            kept="for good: it is public",
        ),
        StoredData(
            what="What those who hold or held a seat are called",
            why="so that records name them",
            kept="until it is erased, which waits while they hold one",
        ),
        StoredData(
            what="What a member has typed and has still to confirm",
            why="so that a restart loses nothing",
            kept="a day",
        ),
        StoredData(
            what="Who is called what on GitHub, and the reviews of pull requests that motions are about: by "
            "whom, when, in which words",
            why="so that a review counts as an answer",
            kept="names as long as the configuration has them; reviews until the motion ends, and those that "
            "count with the motion",
        ),
    )

    @classmethod
    def permissions(cls, settings: CommitteeSettings) -> Sequence[PermissionNeed]:
        """Return what posting motions needs."""
        if settings.channel is None:
            return ()
        return (PermissionNeed("committee: motions", POSTING, (settings.channel,)),)

    @classmethod
    def problems(cls, settings: Settings) -> Iterable[Problem]:
        """Yield a token for GitHub that is not there, and comments that nobody could write."""
        return problems(settings)

    async def start(self) -> None:
        """Go on with the motions, and answer presses."""
        bot = self.bot
        self._asked_at = float("-inf")
        self.deciding = Deciding(
            bot.database, bot.outbox, bot.clock, bot.health, self.settings, cards, self.seen
        )
        self._ask_github()
        self.members = MembersVotes(
            bot.database, bot.outbox, bot.clock, bot.health, bot.ports, self.deciding, wanted
        )
        await self.deciding.look_at_all()
        bot.add_components(*COMPONENTS)
        bot.sweeps.every(SWEEP, "committee.due", self.sweep, first_in=timedelta(seconds=1))
        bot.sweeps.every(PULLS, "committee.pulls", self.read_pulls, first_in=timedelta(seconds=2))
        bot.sweeps.every(TIDY, "committee.tidy", self.deciding.tidy, first_in=timedelta(minutes=3))

    async def stop(self) -> None:
        """Answer presses no more; the kernel ends the sweeps."""
        self.bot.remove_components(*COMPONENTS)

    async def settings_changed(self) -> None:
        """Hand the new settings on."""
        self.deciding.settings = self.settings
        self._ask_github()
        await self.deciding.look_at_all()

    def _ask_github(self) -> None:
        """Make what asks GitHub, by the settings of now."""
        bot = self.bot
        asking = pull_requests(bot, self.settings)
        self.pulls = Following(bot.database, bot.clock, bot.health, asking, self.deciding)
        self.commenting = Commenting(bot.database, bot.clock, bot.health, asking, self.deciding)
        self.deciding.knows_all = self.pulls.is_up_to_date

    async def sweep(self) -> None:
        """Do what is due, and tell moderators what keeps the committee from deciding."""
        seen = self.seen()
        if seen is None:
            await self._ask_who_is_here()
            return
        wrong = list(troubles(seen, self.settings, unknown(self.bot, self.settings)))
        if wrong:
            self.bot.health.bad(SEATS, "; ".join(wrong))
        else:
            self.bot.health.good(SEATS, "the seats of the committee are known")
        await self.deciding.sweep()
        await self.members.sweep()

    async def read_pulls(self) -> None:
        """Read the pull requests of motions, and say there what was decided."""
        if self.seen() is not None:
            await self.pulls.sweep()
            await self.commenting.sweep()

    async def _ask_who_is_here(self) -> None:
        """Ask Discord for the member list that came with gaps; not more often than it answers."""
        community, now = self.bot.community, self.bot.clock.monotonic()
        if community is None or not self.bot.is_ready() or now < self._asked_at + _ASK_EVERY:
            return
        self._asked_at = now
        await community.chunk()

    @commands.Cog.listener()
    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """Note at once who took or left a seat."""
        if after.guild.id == self.bot.guild_id and before.roles != after.roles:
            await self.deciding.sweep()

    @commands.Cog.listener()
    async def on_raw_member_remove(self, gone: discord.RawMemberRemoveEvent) -> None:
        """Note at once who left the community."""
        if gone.guild_id == self.bot.guild_id:
            await self.deciding.sweep()

    async def export_member(self, user_id: int) -> Mapping[str, Any]:
        """Return everything that is kept of a person."""
        return await People(self.bot.database).export(user_id, self._logins(user_id))

    async def must_wait(self, user_id: int) -> Sequence[str]:
        """Return what of a person stays, each with the reason."""
        return await People(self.bot.database).must_wait(user_id, self.now(), self._logins(user_id))

    async def erase_member(self, user_id: int) -> Erasure:
        """Erase what may go, and say what stays."""
        return await People(self.bot.database).erase(user_id, self.now(), self._logins(user_id))

    def _logins(self, user_id: int) -> list[str]:
        """Return what somebody is called on GitHub by the settings."""
        return [login for login, member in self.settings.github.accounts.items() if member == user_id]
