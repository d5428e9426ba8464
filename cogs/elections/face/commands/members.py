"""`/election`: what everybody uses."""

from __future__ import annotations

import discord
from discord import app_commands, ui

from bot.cog import CommunityCog
from bot.texts import plain
from cogs.elections.conduct.service import Conduct
from cogs.elections.face import nominating, sheet, withdrawing
from cogs.elections.face.ballot.polls import Polls
from cogs.elections.face.choosing import chosen, suggest, visible
from cogs.elections.face.commands.group import election as group
from cogs.elections.face.commands.group import proxy
from cogs.elections.face.controls import Interaction, actor_of, page
from cogs.elections.face.creating import require_person
from cogs.elections.face.own_part import own_part, through_others
from cogs.elections.face.terms_page import terms_page
from cogs.elections.model import Stage
from cogs.elections.rules.stages import STEPS, Step
from cogs.elections.settings import ElectionsSettings
from cogs.elections.storage.voters import VoterStore

_WHICH = "Which election; may be left out when there is only one"
_RUNNING = frozenset(Stage) - {Stage.CONFIRMED, Stage.ARCHIVED, Stage.CANCELLED}


class MemberCommands(CommunityCog[ElectionsSettings]):
    """The commands for everybody; each shows and does what is whoever's who asks."""

    conduct: Conduct
    voters: VoterStore
    polls: Polls

    @group.command(name="list", description="The elections, and how they stand.")
    async def list_elections(self, interaction: Interaction) -> None:
        """Show every election that somebody may see."""
        await interaction.response.defer(ephemeral=True)
        await interaction.edit_original_response(view=sheet.overview(await visible(interaction)))

    @group.command(name="status", description="How an election stands, your part in it, and what comes next.")
    @app_commands.describe(election=_WHICH)
    async def status(self, interaction: Interaction, election: str | None = None) -> None:
        """Show it, to officers with what they do next."""
        await interaction.response.defer(ephemeral=True)
        found = await chosen(interaction, election, _RUNNING, or_newest=True)
        number, user_id = found.election.id, interaction.user.id
        voter = await self.voters.by_user(number, user_id)
        voted = voter is not None and await self.voters.has_voted(number, voter.member_id)
        own = own_part(found, user_id, voter, voted=voted)
        if voter is not None and found.election.stage in STEPS[Step.GIVE_PROXY]:
            own = [*through_others(*await self.polls.through_others(found.election, voter)), *own]
        view = sheet.status(found, actor_of(interaction), own)
        await interaction.edit_original_response(view=view)

    @group.command(name="terms", description="Who holds which office, since when and until when.")
    async def terms(self, interaction: Interaction) -> None:
        """Show the terms that run, and those that ended."""
        await interaction.response.defer(ephemeral=True)
        await interaction.edit_original_response(view=terms_page(await self.conduct.offices()))

    @group.command(name="nominate", description="Nominate yourself or somebody else for an office.")
    @app_commands.describe(member="Whom; yourself, if left out", election=_WHICH)
    async def nominate(
        self, interaction: Interaction, member: discord.Member | None = None, election: str | None = None
    ) -> None:
        """Open the form."""
        found = await chosen(interaction, election, STEPS[Step.NOMINATE])
        if member is not None:
            require_person(member)
        await nominating.open_form(interaction, found, member)

    @group.command(name="withdraw", description="Stand no more, in an election in which you are nominated.")
    @app_commands.describe(candidacy="Which; may be left out when you stand for one office only")
    async def withdraw(self, interaction: Interaction, candidacy: str | None = None) -> None:
        """Say what it does, and ask why."""
        await withdrawing.ask(interaction, candidacy)

    @group.command(name="export", description="The published file of an election: anyone can count it again.")
    @app_commands.describe(
        election=_WHICH, file="All ballots are for scrutineers where they are not published"
    )
    @app_commands.choices(
        file=[
            app_commands.Choice(name="what was published", value="public"),
            app_commands.Choice(name="with all ballots", value="full"),
        ]
    )
    async def export(
        self, interaction: Interaction, election: str | None = None, file: str = "public"
    ) -> None:
        """Give the file, to whoever asks alone."""
        await interaction.response.defer(ephemeral=True)
        found = await chosen(interaction, election, STEPS[Step.EXPORT])
        made = await self.conduct.export(actor_of(interaction), found.election.id, file)
        view = page(
            f"### {plain(found.election.title)}",
            ui.File(f"attachment://{made.name}"),
            f"Anyone can count it again: `community-bot election recount {made.name}`",
        )
        await interaction.edit_original_response(view=view, attachments=[sheet.attached(made)])

    # --- meetings ----------------------------------------------------------------------------------------

    @proxy.command(
        name="give", description="Let another member vote for you at a meeting that you cannot attend."
    )
    @app_commands.describe(member="Who votes for you; they have to attend", election=_WHICH)
    async def give(
        self, interaction: Interaction, member: discord.Member, election: str | None = None
    ) -> None:
        """Give one's vote to somebody."""
        await interaction.response.defer(ephemeral=True)
        found = await chosen(interaction, election, STEPS[Step.GIVE_PROXY])
        require_person(member)
        await self.conduct.give_proxy(actor_of(interaction), found.election.id, member.id)
        view = page(
            f"✅ {member.mention} votes for you in **{plain(found.election.title)}**.",
            "The bot does not tell them: do that. If you vote yourself, your own vote counts. "
            "`/election proxy revoke` takes it back, until it is used.",
        )
        await interaction.edit_original_response(view=view)

    @proxy.command(
        name="revoke", description="Take your vote back from whom you gave it to, until it is used."
    )
    @app_commands.describe(election=_WHICH)
    async def revoke(self, interaction: Interaction, election: str | None = None) -> None:
        """Take it back."""
        await interaction.response.defer(ephemeral=True)
        found = await chosen(interaction, election, STEPS[Step.GIVE_PROXY])
        await self.conduct.take_back_proxy(actor_of(interaction), found.election.id)
        text = f"✅ Nobody votes for you in **{plain(found.election.title)}** any more."
        await interaction.edit_original_response(view=page(text))

    # --- helpers -----------------------------------------------------------------------------------------

    @status.autocomplete("election")
    @nominate.autocomplete("election")
    @export.autocomplete("election")
    @give.autocomplete("election")
    @revoke.autocomplete("election")
    async def _visible_elections(
        self, interaction: Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        return await suggest(interaction, current)

    @withdraw.autocomplete("candidacy")
    async def _candidacies(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        return await withdrawing.suggest(interaction, current)
