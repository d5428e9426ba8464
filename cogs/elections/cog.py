"""The elections' place in the bot. So far it brings the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cog import CommunityCog
from cogs.elections import cli
from cogs.elections.settings import ElectionsSettings

if TYPE_CHECKING:
    import click


class Elections(CommunityCog[ElectionsSettings], name="elections"):
    """Counts elections."""

    key = "elections"
    summary = "Elections, counted by the rules of the charter."
    settings_model = ElectionsSettings

    @classmethod
    def command_line(cls) -> click.Group:
        """Return `community-bot election`."""
        return cli.group()
