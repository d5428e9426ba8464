"""The `/admin` group; whoever uses one of its commands is checked again."""

from __future__ import annotations

import discord
from discord import app_commands

admin = app_commands.Group(
    name="admin",
    description="Steer the community bot (moderators).",
    default_permissions=discord.Permissions(manage_guild=True),
    guild_only=True,
)
