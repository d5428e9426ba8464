"""The `/guide` group that members' and moderators' commands hang on.

Discord has no permissions for single sub-commands: everybody sees all of them, and the moderators' ones check
who asks (`moderating.py`).
"""

from __future__ import annotations

from discord import app_commands

guide = app_commands.Group(
    name="guide", description="Which library? Answers from the community's software guide.", guild_only=True
)
