"""`/election roll` and `/election proxy`."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.cog import CommunityCog
from bot.errors import UserError
from bot.limits import AUTOCOMPLETE_CHOICES, CHOICE_NAME, fit
from bot.rest import File
from bot.texts import plain, plural
from cogs.elections.conduct.service import Conduct
from cogs.elections.face import roll_import, rolls
from cogs.elections.face.choosing import chosen, suggest, visible
from cogs.elections.face.commands.group import roll
from cogs.elections.face.controls import Interaction, actor_of, page
from cogs.elections.face.creating import require_person
from cogs.elections.face.places import Channel, require_place
from cogs.elections.face.rights import is_officer, require_secretary
from cogs.elections.face.sheet import attached
from cogs.elections.model import Standing, Voter
from cogs.elections.rules.stages import STEPS, Step
from cogs.elections.settings import ElectionsSettings
from cogs.elections.storage.roll import RollStore

_WHICH = "Which election; may be left out when there is only one"


class RollCommands(CommunityCog[ElectionsSettings]):
    """The members' roll: the Secretary's list of who may vote."""

    conduct: Conduct
    members: RollStore
    lists: roll_import.OfferedLists

    @roll.command(
        name="import", description="Take over the Secretary's list, once you have seen what changes."
    )
    @app_commands.describe(
        file="The list as CSV (UTF-8) or JSON: member_id, name, discord_id, standing",
        role="Or, once, everybody with this role",
    )
    async def import_list(
        self,
        interaction: Interaction,
        file: discord.Attachment | None = None,
        role: discord.Role | None = None,
    ) -> None:
        """Show what would change, and ask."""
        require_secretary(interaction)
        await interaction.response.defer(ephemeral=True)
        if (file is None) == (role is None):
            raise UserError("Give the list as a file, or a role: one of the two.")
        if role is not None:
            await roll_import.offer(interaction, roll_import.from_role(role), once=True)
        elif file is not None:
            await roll_import.offer(interaction, await roll_import.read_attachment(file))

    @roll.command(name="show", description="Your own entry; for officers the whole roll, also as a file.")
    async def show(self, interaction: Interaction) -> None:
        """Show the roll to officers, and members their own entry."""
        await interaction.response.defer(ephemeral=True)
        if not is_officer(actor_of(interaction)):
            own = await self.members.by_user(interaction.user.id)
            await interaction.edit_original_response(view=rolls.own_entry(own))
            return
        members = await self.members.all()
        view = rolls.roll_page(members)
        if not members:
            await interaction.edit_original_response(view=view)
            return
        file = File("roll.csv", rolls.as_csv(members), "The roll as a list to import again")
        await interaction.edit_original_response(view=view, attachments=[attached(file)])

    @roll.command(
        name="add", description="Add somebody who was left out to an election's roll, with a reason."
    )
    @app_commands.describe(
        member_id="Their id on the Secretary's list",
        name="Their name",
        reason="Why they were left out; it is published with the roll",
        account="Their Discord account",
        standing="In good standing, if left out",
        election=_WHICH,
    )
    @app_commands.rename(member_id="member-id")
    @app_commands.choices(
        standing=[
            app_commands.Choice(name="in good standing", value="good"),
            app_commands.Choice(name="on probation", value="probation"),
        ]
    )
    async def add(
        self,
        interaction: Interaction,
        member_id: app_commands.Range[str, 1, 64],
        name: app_commands.Range[str, 1, 100],
        reason: app_commands.Range[str, 1, 500],
        account: discord.Member | None = None,
        standing: str = "good",
        election: str | None = None,
    ) -> None:
        """Add them to the frozen roll of one election."""
        await interaction.response.defer(ephemeral=True)
        sheet = await chosen(interaction, election, STEPS[Step.ADD_LATE])
        if account is not None:
            require_person(account)
        voter = Voter(
            " ".join(member_id.split()),
            " ".join(name.split()),
            account.id if account else None,
            Standing(standing),
        )
        turnout = await self.conduct.add_late(actor_of(interaction), sheet.election.id, voter, reason)
        text = (
            f"✅ **{plain(voter.name)}** is on the roll of **{plain(sheet.election.title)}**, with the "
            f"reason in the log: {plural(turnout.roll, 'member')} now."
        )
        await interaction.edit_original_response(view=page(text))

    @roll.command(name="link", description="Give a member of the roll another Discord account, or none.")
    @app_commands.describe(
        member_id="Who, by their id or name on the roll",
        account="Their Discord account; none, if left out",
        election="An election whose frozen roll is changed as well",
    )
    @app_commands.rename(member_id="member-id")
    async def link(
        self,
        interaction: Interaction,
        member_id: str,
        account: discord.Member | None = None,
        election: str | None = None,
    ) -> None:
        """Link the account on the roll, and on an election's frozen one."""
        await interaction.response.defer(ephemeral=True)
        if account is not None:
            require_person(account)
        sheet = None if election is None else await chosen(interaction, election)
        await self.conduct.relink(
            actor_of(interaction),
            member_id.strip(),
            account.id if account else None,
            sheet.election.id if sheet else None,
        )
        what = f"has the account {account.mention}" if account else "has no account"
        text = f"✅ {rolls.quoted(member_id.strip())} {what} now"
        if sheet is not None:
            text += f", also on the roll of **{plain(sheet.election.title)}**."
        elif await visible(interaction, STEPS[Step.RELINK]):
            text += ".\n-# Rolls that are frozen stay as they are: the option `election` changes one of them."
        else:
            text += "."
        await interaction.edit_original_response(view=page(text))

    @roll.command(name="publish", description="Publish who is on the roll, and its hash.")
    @app_commands.describe(channel="Where; the elections' channel, if left out")
    async def publish(
        self, interaction: Interaction, channel: app_commands.Transform[int, Channel] | None = None
    ) -> None:
        """Ask, then publish it."""
        require_secretary(interaction)
        await interaction.response.defer(ephemeral=True)
        channel_id = require_place(interaction, channel or self.settings.channel)
        members = await self.members.all()
        if not members:
            raise UserError("The roll is empty.", "Import it with /election roll import.")
        await interaction.edit_original_response(view=rolls.publish_question(members, channel_id))

    # --- helpers -----------------------------------------------------------------------------------------

    @add.autocomplete("election")
    @link.autocomplete("election")
    async def _elections_with_rolls(
        self, interaction: Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        return await suggest(interaction, current, STEPS[Step.ADD_LATE])

    @link.autocomplete("member_id")
    async def _members(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        if not is_officer(actor_of(interaction)):
            return []
        typed = current.strip().casefold()
        fitting = [
            each
            for each in await self.members.all()
            if typed in each.name.casefold() or typed in each.member_id.casefold()
        ]
        return [
            app_commands.Choice(
                name=fit(f"{each.name} · {each.member_id}", CHOICE_NAME), value=each.member_id
            )
            for each in fitting[:AUTOCOMPLETE_CHOICES]
        ]
