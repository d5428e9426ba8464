"""The elections' sweep, and what it stands on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from bot.permissions import PermissionNeed
from bot.ports import ASKED_ELECTION, OPEN_ELECTION
from bot.privacy import Erasure
from cogs.elections import cli
from cogs.elections.asking import Asking
from cogs.elections.box import BallotBox, KeyFolder
from cogs.elections.chart import draw
from cogs.elections.conduct.desk import Desk
from cogs.elections.conduct.service import Conduct
from cogs.elections.declared import STORES, needs
from cogs.elections.face import cards, components
from cogs.elections.face.ballot import components as ballot_components
from cogs.elections.face.ballot.polls import Polls
from cogs.elections.face.commands.members import MemberCommands
from cogs.elections.face.commands.officers import OfficerCommands
from cogs.elections.face.commands.rolls import RollCommands
from cogs.elections.face.creating import secretaries
from cogs.elections.face.office_roles import OfficeRoles
from cogs.elections.face.roll_import import OfferedLists
from cogs.elections.settings import ElectionsSettings
from cogs.elections.storage.roll import RollStore
from cogs.elections.storage.voters import VoterStore

if TYPE_CHECKING:
    import click

    from bot.client import CommunityBot

COMPONENTS = (*components.COMPONENTS, *ballot_components.COMPONENTS)
# How soon a moment that has come is noticed.
SWEEP = timedelta(seconds=5)


class Elections(OfficerCommands, MemberCommands, RollCommands, name="elections"):
    """Holds elections by the rules of the charter."""

    key = "elections"
    summary = "Officers, amendments and admissions, by the rules of the charter."
    settings_model = ElectionsSettings
    stores: ClassVar = STORES

    @classmethod
    def permissions(cls, settings: ElectionsSettings) -> Sequence[PermissionNeed]:
        """Return what posting and giving officers' roles needs."""
        return needs(settings)

    @classmethod
    def command_line(cls) -> click.Group:
        """Return `community-bot election`."""
        return cli.group()

    def __init__(self, bot: CommunityBot, settings: ElectionsSettings) -> None:
        super().__init__(bot, settings)
        box = BallotBox(bot.database, KeyFolder.beside(bot.database.path), bot.clock)
        self.members = RollStore(bot.database)
        self.voters = VoterStore(bot.database)
        self.lists = OfferedLists()
        self.conduct = Conduct(
            Desk(
                database=bot.database, box=box, clock=bot.clock, outbox=bot.outbox, health=bot.health,
                settings=settings, cards=cards, draw=draw, roles=OfficeRoles(bot),
                moderator_channel=bot.settings.kernel.discord.moderator_channel,
            )
        )  # fmt: skip
        self.polls = Polls(bot.database, self.conduct, box, bot.clock)

    async def start(self) -> None:
        """Go on with the elections, and answer presses."""
        bot = self.bot
        await self.conduct.start()
        asking = Asking(self.conduct, self._officers, bot.guild_id)
        bot.ports.offer(OPEN_ELECTION, asking.open)
        bot.ports.offer(ASKED_ELECTION, asking.find)
        bot.add_components(*COMPONENTS)
        bot.sweeps.every(SWEEP, "elections.due", self.conduct.sweep, first_in=timedelta(seconds=1))

    async def stop(self) -> None:
        """Answer presses no more; the kernel ends the sweeps."""
        self.bot.ports.withdraw(OPEN_ELECTION)
        self.bot.ports.withdraw(ASKED_ELECTION)
        self.bot.remove_components(*COMPONENTS)

    def _officers(self) -> list[int]:
        community = self.bot.community
        return [each.id for each in secretaries(community, self.settings)] if community else []

    async def settings_changed(self) -> None:
        """Hand the new settings on."""
        self.conduct.settings = self.settings

    async def export_member(self, user_id: int) -> Mapping[str, Any]:
        """Return everything that is kept of a person; never what they voted."""
        return await self.conduct.export_member(user_id)

    async def must_wait(self, user_id: int) -> Sequence[str]:
        """Return what of a person stays for now, or for good."""
        return await self.conduct.must_wait(user_id)

    async def erase_member(self, user_id: int) -> Erasure:
        """Erase what may go, and say what stays."""
        return await self.conduct.erase_member(user_id)

    async def erase_waiting(self, user_id: int, erased_at: datetime) -> int:
        """Erase what waited for an election that is decided now."""
        return await self.conduct.erase_waiting(user_id, erased_at)
