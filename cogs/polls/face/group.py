"""The `/poll` group, for everybody."""

from __future__ import annotations

from discord import app_commands

poll = app_commands.Group(name="poll", description="Quick polls for everybody.", guild_only=True)
