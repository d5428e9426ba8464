"""Starting, stopping, and everything that Discord may do to a connection."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from tests.wire.harness import said

from .conftest import ALWAYS, Begin, KernelBot, KernelCommunity


async def test_it_starts_gets_ready_and_stops_in_order(begin: Begin) -> None:
    community = await begin()
    assert community.commands() == ALWAYS | {"probe"}
    assert await community.bot.stop() == 0
    assert community.bot.lines[-1]["message"] == "stopped"
    assert community.bot.errors() == []
    assert community.bot.left_behind() == []
    assert community.invalid_requests() == []


async def test_ctrl_c_is_a_stop_too(begin: Begin) -> None:
    community = await begin()
    assert await community.bot._end(signal.SIGINT) == 0
    assert community.bot.left_behind() == []


async def test_stopped_in_the_middle_of_an_interaction_it_finishes_that_first(begin: Begin) -> None:
    community = await begin()
    kofi = community.person("kofi.asante")
    asked = asyncio.create_task(kofi.command("probe slow", seconds=1.0))
    await community.eventually(
        lambda: any("/callback" in r["path"] for r in community.requests()), "a deferral"
    )
    assert await community.bot.stop() == 0
    assert said(await asked) == "done"
    assert community.bot.stored("SELECT value FROM kernel_state WHERE key = 'probe'") == [("stored",)]
    assert community.bot.left_behind() == []


async def test_an_interaction_that_takes_too_long_is_given_up_and_leaves_nothing_half_done(
    begin: Begin,
) -> None:
    community = await begin()
    asked = asyncio.create_task(community.person("kofi.asante").command("probe slow", seconds=600.0))
    await community.eventually(
        lambda: any("/callback" in r["path"] for r in community.requests()), "a deferral"
    )
    assert await community.bot.stop() == 0
    asked.cancel()
    assert "was stopped in the middle" in community.bot.said()
    assert community.bot.stored("SELECT value FROM kernel_state WHERE key = 'probe'") == []
    assert community.bot.left_behind() == []


async def test_stopped_while_it_starts(begin: Begin) -> None:
    community = await begin(start=False)
    community.discord.faults.order([{"path": "/applications/*/commands", "delay": 30, "count": None}])
    await community.bot.launch()
    await community.bot.logged("logging in using static token")
    await asyncio.sleep(0.3)
    assert await community.bot.stop() == 0
    assert community.bot.left_behind() == []


async def test_stopped_while_it_waits_for_its_database(begin: Begin) -> None:
    community = await begin(start=False)
    with closing(sqlite3.connect(community.bot.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await community.bot.launch()
        await community.bot.logged("follows the clock")
        assert await community.bot.stop() == 0
    assert "stopped while the database was made ready" in community.bot.said()
    await community.bot.start()
    assert await community.bot.stop() == 0
    assert community.bot.left_behind() == []


# --- refusals --------------------------------------------------------------------------------------------


async def test_a_refused_token_ends_it_with_the_fix(begin: Begin) -> None:
    community = await begin(start=False)
    community.bot.token = "not-the-token-of-this-discord"
    await community.bot.launch()
    assert await community.bot.ended() == 2
    assert "DISCORD_TOKEN: Discord refuses this token → make a new one" in community.bot.said()
    assert community.bot.token not in community.bot.said()
    assert community.bot.left_behind() == []


async def test_a_second_bot_with_the_same_database_is_refused(begin: Begin) -> None:
    community = await begin()
    folder = community.bot.folder / "second"
    shared = {"database": {"path": str(community.bot.database)}}
    second = KernelBot(community.discord, folder, shared)
    await second.launch()
    assert await second.ended() == 1
    assert "another bot runs with " in second.said()
    assert said(await community.person("kofi.asante").command("probe hello")) == "Hello"
    assert await community.bot.stop() == 0
    assert community.bot.left_behind() == []


async def test_the_database_of_another_server_is_refused(begin: Begin) -> None:
    community = await begin()
    assert await community.bot.stop() == 0
    with closing(sqlite3.connect(community.bot.database)) as database, database:
        database.execute("UPDATE server SET guild_id = 11")
    await community.bot.launch()
    assert await community.bot.ended() == 2
    assert "belongs to the server 11 → set the id of that server" in community.bot.said()
    assert community.bot.left_behind() == []


async def test_a_token_that_was_reset_while_it_runs_ends_it_with_the_fix(begin: Begin) -> None:
    community = await begin()
    community.discord.world.portal.token = "a-new-one"
    await community.discord.gateway.order("drop", resumable=False)
    assert await community.bot.ended() == 2
    assert "Discord refuses this token" in community.bot.said()
    assert community.bot.left_behind() == []


async def test_without_the_members_intent_it_ends_with_the_fix(begin: Begin) -> None:
    community = await begin(start=False)
    community.discord.world.portal.allow([])
    await community.bot.launch()
    assert await community.bot.ended() == 2
    assert "the Server Members Intent is not switched on" in community.bot.said()
    assert "Privileged Gateway Intents" in community.bot.said()
    assert community.bot.left_behind() == []


async def test_without_the_message_content_intent_it_runs_on_and_says_so(begin: Begin) -> None:
    community = await begin({"cogs": {"enabled": ["admin", "probe"], "probe": {"listen": True}}}, start=False)
    community.discord.world.portal.allow(["members"])
    await community.bot.start()
    assert "the Message Content Intent is not switched on" in await community.status()
    assert said(await community.person("kofi.asante").command("probe hello")) == "Hello"
    # Switched on in the portal, and asked for again.
    community.discord.world.portal.allow(["members", "message_content"])
    sofia = community.person("sofia_reyes")
    for value in ("false", "true"):
        seen = len(community.bot.lines)
        await sofia.command("admin config set", cog="probe", key="listen", value=value)
        await community.bot.logged("ready", after=seen)
    assert "Message Content Intent" not in await community.status()
    assert await community.bot.stop() == 0
    assert community.bot.left_behind() == []


async def test_what_nobody_expected_ends_it_with_one_line_in_the_log(begin: Begin) -> None:
    community = await begin()
    await community.bot.stop()
    with closing(sqlite3.connect(community.bot.database)) as connection:
        connection.execute("DROP TABLE setting_override")
    await community.bot.launch()
    assert await community.bot.ended() == 1
    last = community.bot.lines[-1]
    assert last["message"] == "the bot ended because of an error"
    assert "no such table: setting_override" in last["exception"]


# --- outages ---------------------------------------------------------------------------------------------


async def test_it_waits_for_a_discord_that_is_not_there_yet(begin: Begin) -> None:
    community = await begin(start=False)
    await community.discord.stop()
    await community.bot.launch()
    await community.bot.logged("Discord cannot be reached")
    await community.discord.start()
    await community.bot.logged("ready")
    assert said(await community.person("kofi.asante").command("probe hello")) == "Hello"
    assert await community.bot.stop() == 0
    assert community.bot.left_behind() == []


async def test_waiting_for_discord_it_can_be_stopped(begin: Begin) -> None:
    community = await begin(start=False)
    await community.discord.stop()
    await community.bot.launch()
    await community.bot.logged("Discord cannot be reached")
    assert await community.bot.stop() == 0
    assert community.bot.left_behind() == []


@pytest.mark.parametrize(
    "fault",
    [
        {"path": "/users/@me", "status": 403},
        {"path": "/users/@me", "status": 503},
        {"path": "/users/@me", "cut": "before"},
        {"path": "/oauth2/applications/@me", "cut": "after"},
        {"path": "/users/@me", "rate_limit": {"retry_after": 0.1, "scope": "global"}},
    ],
    ids=lambda fault: "-".join(map(str, fault.values())),
)
async def test_a_login_that_fails_is_tried_again(begin: Begin, fault: dict[str, Any]) -> None:
    community = await begin(start=False)
    community.discord.faults.order([fault])
    await community.bot.start()
    assert said(await community.person("kofi.asante").command("probe hello")) == "Hello"
    assert await community.bot.stop() == 0
    assert community.bot.left_behind() == []


async def hello(community: KernelCommunity) -> bool:
    using = community.discord.people.using
    kofi = community.person("kofi.asante")
    outcome = await using.command(kofi.id, kofi.channel, "probe hello", {}, wait=2.0)
    return said(await using.outcome(kofi.id, outcome["interaction"])) == "Hello"


@pytest.mark.parametrize(
    ("action", "resumable"),
    [
        ("drop", True), ("drop", False), ("reconnect", True), ("reconnect", False),
        ("invalid_session", True), ("invalid_session", False),
    ],
)  # fmt: skip
async def test_it_comes_back_after_whatever_the_gateway_does(
    begin: Begin, action: str, resumable: bool
) -> None:
    community = await begin()
    # A session that is lost takes discord.py five seconds to replace.
    for _ in range(2 if resumable else 1):
        assert await community.discord.gateway.order(action, resumable=resumable) == 1
        await community.eventually(lambda: hello(community), "an answer after it came back")
    assert community.syncs() == 1
    assert await community.bot.stop() == 0
    assert community.bot.left_behind() == []


async def test_on_ready_many_times_changes_nothing(begin: Begin) -> None:
    community = await begin()
    before = await community.status()
    for _ in range(2):
        seen = len(community.bot.lines)
        await community.discord.gateway.order("invalid_session", resumable=False)
        await community.bot.logged("ready", after=seen)
    assert community.syncs() == 1
    assert community.commands() == ALWAYS | {"probe"}
    assert _parts(await community.status()) == _parts(before)


def _parts(status: str) -> list[str]:
    return [line.split("<t:")[0] for line in status.splitlines() if "**" in line]


async def test_in_no_server_it_says_so(begin: Begin) -> None:
    community = await begin(start=False)
    community.bot.config["discord"]["guild_id"] = 12345
    await community.bot.launch()
    await community.bot.logged("discord.server does not work: the bot is not in the server 12345")
    assert await community.bot.stop() == 0
    assert community.bot.left_behind() == []


# --- commands --------------------------------------------------------------------------------------------


async def test_commands_are_told_once_and_not_again_at_the_next_start(begin: Begin) -> None:
    community = await begin()
    assert community.syncs() == 1
    await community.bot.stop()
    await community.bot.start()
    assert community.syncs() == 1
    assert said(await community.person("kofi.asante").command("probe hello")) == "Hello"


async def test_commands_are_told_again_when_they_changed(begin: Begin) -> None:
    community = await begin()
    await community.bot.stop()
    source = community.bot.cogs / "probe" / "__init__.py"
    source.write_text(source.read_text().replace("Answers at once.", "Answers very soon."))
    await community.bot.start()
    assert community.syncs() == 2


async def test_commands_are_told_again_when_discord_lost_them(begin: Begin) -> None:
    community = await begin()
    await community.bot.stop()
    for commands in community.discord.world.commands.values():
        commands.clear()
    await community.bot.start()
    assert community.syncs() == 2
    assert community.commands() == ALWAYS | {"probe"}


@pytest.mark.parametrize(
    "fault", [{"status": 400}, {"status": 403}, {"cut": "before"}, {"cut": "after"}], ids=str
)
async def test_a_discord_that_takes_no_commands_stops_nothing(begin: Begin, fault: dict[str, Any]) -> None:
    community = await begin(start=False)
    # aiohttp repeats a PUT by itself when the connection is cut.
    community.discord.faults.order(
        [{"method": "PUT", "path": "/applications/*/commands", "count": None, **fault}]
    )
    await community.bot.start()
    await community.bot.logged("discord.commands does not work: Discord did not take the command list")
    await community.bot.stop()
    community.discord.faults.clear()
    await community.bot.start()
    assert community.commands() == ALWAYS | {"probe"}
    assert "discord.commands" not in await community.status()
