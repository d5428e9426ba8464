"""`/welcome`: what members use."""

from __future__ import annotations

from bot.cog import CommunityCog
from cogs.welcome.face import introductions, roles, start
from cogs.welcome.face.controls import Interaction
from cogs.welcome.face.group import welcome
from cogs.welcome.settings import WelcomeSettings


class MemberCommands(CommunityCog[WelcomeSettings]):
    """The commands for everybody."""

    welcome = welcome

    @welcome.command(name="start", description="Two questions, and you know where to go; only you see it.")
    async def start_here(self, interaction: Interaction) -> None:
        """Ask the first question."""
        await start.begin(interaction)

    @welcome.command(name="roles", description="Choose your interests, or drop them.")
    async def choose_roles(self, interaction: Interaction) -> None:
        """Show the menu of roles."""
        await roles.offer(interaction)

    @welcome.command(name="introduce", description="Introduce yourself, or change what you wrote.")
    async def introduce(self, interaction: Interaction) -> None:
        """Open the form."""
        await introductions.open_form(interaction)
