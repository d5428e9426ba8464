"""The `/announce` group: for moderators, who are checked again at every command and press."""

from __future__ import annotations

import discord
from discord import app_commands

announce = app_commands.Group(
    name="announce",
    description="What the bot announces, where and how (moderators).",
    default_permissions=discord.Permissions(manage_guild=True),
    guild_only=True,
)
