"""docs/permissions.md names every permission that a job may need, and no other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import discord

from bot.cog import available, find
from bot.permissions import combined, missing

PAGE = Path(__file__).resolve().parents[2] / "docs/permissions.md"
# With everything switched on that takes a permission.
SETTINGS: dict[str, dict[str, Any]] = {
    "announcements": {"events": {"channel": 1}},
    "committee": {"channel": 1},
    "elections": {"channel": 1, "office_roles": {"Chair": 1}},
    "moderation": {"channel": 1, "guard": {"enabled": True}},
    "welcome": {"channel": 1, "roles": [1]},
}
# What a source of announcements may ask for besides, which moderators add at run time.
SOURCES = discord.Permissions(create_public_threads=True, mention_everyone=True)


def test_the_table_names_what_the_jobs_need() -> None:
    needs = [
        need
        for name in available()
        for need in find(name).permissions(find(name).settings_model.model_validate(SETTINGS.get(name, {})))
    ]
    needed = missing(discord.Permissions.none(), combined(needs) | SOURCES)
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \| [^|]+ \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)

    assert sorted(rows) == sorted([*needed, "permission"])
