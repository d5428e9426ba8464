"""PRIVACY.md says what the cogs declare."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import discord

from bot.cog import available, find
from bot.permissions import combined, missing

# Every job with all that needs a permission.
EVERYTHING: dict[str, dict[str, Any]] = {
    "announcements": {"events": {"channel": 1, "folder": "site"}},
    "committee": {"channel": 1},
    "elections": {"channel": 1, "office_roles": {"Chair": 1}},
    "moderation": {"channel": 1, "guard": {"enabled": True}},
    "welcome": {"channel": 1, "roles": [1]},
}
PRIVACY = Path(__file__).resolve().parents[2] / "PRIVACY.md"


def expected_table() -> str:
    rows = [
        f"| {name} | {data.what} | {data.why} | {data.kept} |"
        for name in available()
        for data in find(name).stores
    ]
    return "\n".join(["| job | what | why | kept |", "|---|---|---|---|", *rows])


def test_the_table_is_what_the_cogs_declare() -> None:
    text = PRIVACY.read_text(encoding="utf-8")
    shown = text.split("<!-- stored data: begin -->", 1)[1].split("<!-- stored data: end -->", 1)[0]

    assert shown.strip() == expected_table()


def test_the_permissions_are_those_that_jobs_need() -> None:
    text = PRIVACY.read_text(encoding="utf-8")
    table = text.split("<!-- permissions: begin -->", 1)[1].split("<!-- permissions: end -->", 1)[0]
    told = [row.split("|")[1] for row in table.strip().splitlines()[2:]]
    cogs = [(find(name), EVERYTHING.get(name, {})) for name in available()]
    needs = [
        need
        for cog, settings in cogs
        for need in cog.permissions(cog.settings_model.model_validate(settings))
    ]
    assert {name.strip() for names in told for name in names.split(",")} == set(
        missing(discord.Permissions.none(), combined(needs))
    )
