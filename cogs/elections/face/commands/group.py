"""The `/election` group, for everybody: each command checks who asks, and shows them what is theirs."""

from __future__ import annotations

from discord import app_commands

election = app_commands.Group(
    name="election", description="Elections, amendments and admissions.", guild_only=True
)
roll = app_commands.Group(
    name="roll", description="The members' roll: who may vote.", parent=election, guild_only=True
)
proxy = app_commands.Group(
    name="proxy",
    description="Votes of members who cannot attend a meeting.",
    parent=election,
    guild_only=True,
)
