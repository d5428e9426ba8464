"""The elections' place in the bot. So far it brings the command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from bot.cog import CommunityCog
from bot.permissions import PermissionNeed
from cogs.elections import cli
from cogs.elections.declared import STORES, needs
from cogs.elections.settings import ElectionsSettings

if TYPE_CHECKING:
    import click


class Elections(CommunityCog[ElectionsSettings], name="elections"):
    """Counts elections."""

    key = "elections"
    summary = "Elections, counted by the rules of the charter."
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
