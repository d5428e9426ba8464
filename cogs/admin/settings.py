"""`[cogs.admin]`."""

from __future__ import annotations

from bot.cog import CogSettings


class AdminSettings(CogSettings):
    """`[cogs.admin]` has no settings yet."""
