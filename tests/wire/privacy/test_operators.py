"""`community-bot privacy`: what members do themselves, done by whoever runs the bot, beside it."""

from __future__ import annotations

import asyncio
import json
import os
import stat
import sys
from typing import Any

import pytest

from bot.migrations import load_migrations
from tests.upgrade.world import at_schema

from .conftest import BeginPrivate, Private
from .test_privacy import ROOT, STAYS, confirm, files_that_hold, leave_traces, tables_that_name


async def command(
    community: Private, *arguments: str, answer: str = "", **environ: str
) -> tuple[int, str, str]:
    """Run `community-bot privacy`; its exit code, stdout and stderr."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-X", "utf8", "-m", "bot", "privacy", *arguments, "--config", "config.toml"),
        env={**os.environ, "PYTHONPATH": str(ROOT), "DISCORD_TOKEN": community.discord.token, **environ},
        cwd=community.bot.folder,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate(answer.encode())
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


def without_time(document: dict[str, Any]) -> dict[str, Any]:
    """An export, but for the moment at which it was made."""
    return {key: value for key, value in document.items() if key != "exported_at"}


@pytest.mark.parametrize("runs", [True, False], ids=["beside the bot", "while it does not run"])
async def test_an_operator_does_what_a_member_could(begin: BeginPrivate, runs: bool) -> None:
    community = await begin()
    nova = await leave_traces(community)
    own = await community.export(nova)
    if not runs:
        assert await community.bot.stop() == 0

    code, out, err = await command(community, "show", str(nova.id))
    assert code == 0, err
    assert "announcements: sources added (1) and event reminders (1)" in out
    assert "has to wait, welcome: Your id and when you joined" in out
    assert " UTC, or 30 days after you leave." in out
    assert "<t:" not in out

    code, _, err = await command(community, "export", str(nova.id), "nova.json")
    assert code == 0, err
    file = community.bot.folder / "nova.json"
    assert without_time(json.loads(file.read_text())) == without_time(own)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    code, _, err = await command(community, "export", str(nova.id), "nova.json")
    assert (code, "nova.json is there already: name another file" in err) == (2, True)

    code, _, err = await command(community, "erase", str(nova.id), answer="n\n")
    assert code == 1
    assert "Aborted" in err
    assert tables_that_name(community, nova)

    code, out, err = await command(community, "erase", str(nova.id), answer="y\n")
    assert code == 0, err
    assert "erased: 2 entries of admin, 2 entries of announcements" in out
    assert tables_that_name(community, nova) == STAYS
    assert files_that_hold(community, "single neurons") == set()
    if not runs:
        await community.bot.start()
    # The bot that runs takes the introduction back in Discord.
    await community.eventually(lambda: not community.introductions(nova), "the introduction is deleted")
    await community.quiet()
    # Nothing is left to a member who asks themselves.
    _, done = await confirm(nova)
    assert "admin" not in str(done)
    assert community.bot.errors() == []


async def test_without_the_token_the_operator_is_told_what_is_missing(begin: BeginPrivate) -> None:
    community = await begin()
    code, out, err = await command(community, "show", "4711", DISCORD_TOKEN="")
    assert (code, out) == (0, "nothing is held\n")
    assert "votes in secret polls that go on are not found: set DISCORD_TOKEN" in err


async def test_another_schema_is_not_touched(begin: BeginPrivate) -> None:
    community = await begin()
    assert await community.bot.stop() == 0
    community.bot.database.unlink()
    code, _, err = await command(community, "erase", "4711", "--yes")
    assert (code, "there is no database" in err) == (1, True)
    at_schema(community.bot.database, len(load_migrations()) - 1, guild=int(community.discord.guild_id))
    code, _, err = await command(community, "erase", "4711", "--yes")
    assert (code, "start the bot, or call `community-bot migrate`" in err) == (1, True)
