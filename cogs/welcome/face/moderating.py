"""`/welcome`: what moderators use. Each checks who asks."""

from __future__ import annotations

from typing import Literal

import discord
from discord import app_commands

from bot.cog import CommunityCog
from bot.errors import NotAllowed, UserError
from cogs.welcome import path, weeks
from cogs.welcome.face import overview, pausing, setup
from cogs.welcome.face.cards import direct_view, greeting_view
from cogs.welcome.face.controls import Interaction, welcome_of
from cogs.welcome.face.group import welcome
from cogs.welcome.face.places import Places
from cogs.welcome.face.start import Fitting, card_view
from cogs.welcome.face.texts import Kind, TextForm, in_force
from cogs.welcome.greeter import Greeter, Greeting
from cogs.welcome.helping import EVERY
from cogs.welcome.settings import WelcomeSettings
from cogs.welcome.storage.ledger import LedgerStore
from cogs.welcome.storage.state import StateStore

_WHO = [app_commands.Choice(name=each.label, value=each.key) for each in path.BACKGROUNDS.values()]
_WANT = [app_commands.Choice(name=each.label, value=each.key) for each in path.GOALS.values()]
_SEVERAL = 3


class ModeratorCommands(CommunityCog[WelcomeSettings]):
    """Commands that change how newcomers are welcomed, and tell how it goes."""

    places: Places
    greeter: Greeter
    ledger: LedgerStore
    state: StateStore

    @welcome.command(name="setup", description="Choose channels and roles, step by step (moderators).")
    async def setup(self, interaction: Interaction) -> None:
        """Open the guided flow."""
        self._moderators_only(interaction)
        await interaction.response.send_message(view=setup.panel(welcome_of(interaction), 0), ephemeral=True)

    @welcome.command(name="preview", description="What newcomers see, exactly (moderators).")
    @app_commands.describe(
        greeting="Which greeting", who="Who the newcomer is", want="What the newcomer would like to do"
    )
    @app_commands.choices(who=_WHO, want=_WANT)
    async def preview(
        self,
        interaction: Interaction,
        greeting: Literal["one newcomer", "several at once", "somebody who comes back"] = "one newcomer",
        who: str = "curious",
        want: str = "learn",
    ) -> None:
        """Show every variant of the greeting with the moderator's own name, then a newcomer's card."""
        self._moderators_only(interaction)
        await interaction.response.defer(ephemeral=True)
        back = greeting == "somebody who comes back"
        names = [interaction.user.id] * (_SEVERAL if greeting == "several at once" else 1)
        for text in self.settings.welcome_again if back else self.settings.welcome:
            said = Greeting([], names, "", text) if back else Greeting(names, [], text, "")
            await interaction.followup.send(view=greeting_view(said, self.places.server), ephemeral=True)
        if self.settings.direct_messages:
            direct = direct_view(interaction.user.id, self.settings.welcome[0], self.places.server)
            await interaction.followup.send(view=direct, ephemeral=True)
        community = self.bot.community
        if community is not None:
            card = Fitting.find(welcome_of(interaction), who, want, community.default_role)
            await interaction.followup.send(view=card_view(card), ephemeral=True)

    @welcome.command(name="text", description="Change the words of the greeting (moderators).")
    @app_commands.describe(of="Which greeting")
    @app_commands.choices(
        of=[
            app_commands.Choice(name="for newcomers", value="texts"),
            app_commands.Choice(name="for those who come back", value="back_texts"),
        ]
    )
    async def text(self, interaction: Interaction, of: str = "texts") -> None:
        """Open the form with the words as they are."""
        self._moderators_only(interaction)
        kind: Kind = "back_texts" if of == "back_texts" else "texts"
        await interaction.response.send_modal(TextForm(kind, in_force(self.settings, kind)))

    @welcome.command(name="pause", description="Greet nobody for now; whoever comes waits (moderators).")
    async def pause(self, interaction: Interaction) -> None:
        """Pause."""
        self._moderators_only(interaction)
        await interaction.response.defer(ephemeral=True)
        await interaction.edit_original_response(content=await pausing.pause(welcome_of(interaction)))

    @welcome.command(name="resume", description="Greet again, those first who waited (moderators).")
    async def resume(self, interaction: Interaction) -> None:
        """Go on."""
        self._moderators_only(interaction)
        await interaction.response.defer(ephemeral=True)
        await interaction.edit_original_response(content=await pausing.resume(welcome_of(interaction)))

    @welcome.command(name="resend", description="Greet somebody now, also a second time (moderators).")
    @app_commands.describe(member="Whom to greet")
    async def resend(self, interaction: Interaction, member: discord.Member) -> None:
        """Greet them on purpose."""
        self._moderators_only(interaction)
        await interaction.response.defer(ephemeral=True)
        if member.bot:
            raise UserError("That is a bot.", "Choose a person.")
        if member.pending:
            # For those who mention them now Discord shows "unknown user", for good.
            raise UserError(
                f"{member.mention} has not accepted the rules yet.", "They are greeted as soon as they did."
            )
        if trouble := self.greeter.trouble():
            raise UserError(f"Nobody can be greeted: {trouble}.", "Mend that first.")
        await self.greeter.again(member.id, f"welcome.again.{interaction.id}")
        await interaction.edit_original_response(content=f"✅ {member.mention} is greeted.")

    @welcome.command(name="status", description="How it goes, and who was not greeted and why (moderators).")
    async def status(self, interaction: Interaction) -> None:
        """Tell."""
        self._team_only(interaction)
        await interaction.response.defer(ephemeral=True)
        steers = self.bot.is_moderator(interaction.user)
        view = overview.status_view(await self._status(), steers=steers)
        await interaction.edit_original_response(view=view)

    @welcome.command(name="stats", description="What became of newcomers, week by week (moderators).")
    async def stats(self, interaction: Interaction) -> None:
        """Tell."""
        self._team_only(interaction)
        await interaction.response.defer(ephemeral=True)
        chart = weeks.chart(await self.state.weeks(), self.bot.clock.now())
        await interaction.edit_original_response(view=overview.stats_view(chart))

    async def _status(self) -> overview.Status:
        state = await self.state.get()
        counts = await self.ledger.by_state()
        due = None
        if self.settings.welcomers.channel is not None and state.digest_at is not None:
            due = state.digest_at + EVERY
        return overview.Status(
            state,
            self.settings.channel,
            self.greeter.trouble(),
            counts.get("pending", 0),
            counts.get("waiting", 0),
            await self.ledger.not_greeted(overview.NAMED),
            self.places.unfit(self.settings.roles),
            due,
        )

    def _moderators_only(self, interaction: Interaction) -> None:
        self.bot.require_moderator(interaction.user)

    def _team_only(self, interaction: Interaction) -> None:
        """Let moderators and welcomers through."""
        member = interaction.user
        role = self.settings.welcomers.role
        if isinstance(member, discord.Member) and role is not None and member.get_role(role) is not None:
            return
        if not self.bot.is_moderator(member):
            raise NotAllowed("Only moderators and welcomers can do this.")
