"""The `/welcome` group: a part of it is for moderators, who are checked at every command and press."""

from __future__ import annotations

from discord import app_commands

welcome = app_commands.Group(
    name="welcome", description="Find your way, choose interests, introduce yourself.", guild_only=True
)
