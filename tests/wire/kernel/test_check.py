"""`community-bot check --online` and `/admin check`: a real server with things wrong, and the way to mend each."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp
import discord as discord_py
import tomli_w
from aiohttp import web

from bot.local_discord import LocalDiscord
from bot.local_discord.world.records import Overwrite, OverwriteType
from tests.wire.harness import is_private, labels, links, text

from .conftest import Begin

SEND = discord_py.Permissions(send_messages=True).value


class Checked:
    """What the command line said."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.said = out + err
        self.report: dict[str, Any] = json.loads(out) if out.startswith("{") else {}

    def bad(self, name: str) -> str:
        """What is wrong with one thing, and the fix."""
        return "\n".join(
            f"{each['message']} → {each['fix']}"
            for each in self.report["findings"]
            if each["name"] == name and not each["ok"]
        )

    @property
    def names(self) -> set[str]:
        """What is wrong."""
        return {each["name"] for each in self.report["findings"] if not each["ok"]}


async def check(discord: LocalDiscord, folder: Path, config: Mapping[str, Any], token: str = "") -> Checked:
    """`community-bot check --online --json` for a bot at this Discord."""
    path = folder / "config.toml"
    server = {"guild_id": int(discord.guild_id), "api_url": discord.api_url, **config.get("discord", {})}
    path.write_text(tomli_w.dumps({**config, "discord": server}), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "check", "--online", "--json", "--config", str(path)),
        env={**os.environ, "DISCORD_TOKEN": token or discord.token},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return Checked(process.returncode or 0, out.decode(), err.decode())


async def test_each_wrong_thing_is_named_with_its_fix(tmp_path: Path) -> None:
    discord = LocalDiscord()
    await discord.start()
    # A source that is there, of which nobody may know the key, and one where nothing answers.
    site = web.Application()

    async def feed(_: web.Request) -> web.Response:
        return web.Response(text="<rss/>")

    site.router.add_get("/feed.xml", feed)
    runner = web.AppRunner(site)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        channel, role = discord.people.channel, discord.people.role
        guild = discord.world.local_guild(int(discord.guild_id))
        own = next(each for each in guild.roles.values() if each.managed)
        own.permissions &= ~discord_py.Permissions(manage_roles=True).value
        # The roles of the community stand above the bot's from here on.
        own.position = 0
        discord.world.set_overwrite(int(channel("papers")), Overwrite(own.id, OverwriteType.ROLE, deny=SEND))
        discord.world.portal.allow(["members"])
        config = {
            "cogs": {
                "enabled": ["welcome", "guide", "elections", "announcements"],
                "guide": {"folder": "nowhere", "listen": {"channels": [int(channel("help"))]}},
                "welcome": {
                    "channel": int(channel("papers")), "introductions": 404, "roles": [int(role("Student"))],
                },
                "elections": {"channel": int(channel("hacking hour")), "committee_role": 405},
                "announcements": {
                    "sources": [
                        {"url": f"{base}/feed.xml?key=a-secret-key", "channel": int(channel("announcements"))},
                        {"url": f"{base}/none.xml", "channel": int(channel("announcements")), "title": "None"},
                        {"url": "http://192.168.7.7/feed", "channel": int(channel("general")), "title": "Inside"},
                    ],
                },
            },
            "fetch": {"private_hosts": ["127.0.0.1"]},
        }  # fmt: skip
        found = await check(discord, tmp_path, config)
        assert found.code == 1
        assert found.names == {
            "cogs.guide.folder", "cogs.welcome.introductions", "cogs.welcome.roles", "cogs.elections.channel",
            "cogs.elections.committee_role", "discord.intents", "permissions", "source None", "source Inside",
        }  # fmt: skip
        assert "Message Content Intent is off, and guide needs it" in found.bad("discord.intents")
        assert "there is no channel 404" in found.bad("cogs.welcome.introductions")
        assert "#hacking hour is of another kind" in found.bad("cogs.elections.channel")
        assert "drag “Community Bot” above “Student”" in found.bad("cogs.welcome.roles")
        assert "there is no role 405" in found.bad("cogs.elections.committee_role")
        lacking = found.bad("permissions")
        assert "welcome: greetings, #papers: lacks Send Messages → #papers → Edit Channel" in lacking
        assert "welcome: interests, the whole server: lacks Manage Roles" in lacking
        assert "answers 404" in found.bad("source None")
        assert "not public" in found.bad("source Inside")
        rows = {(row["feature"], row["where"]): row["missing"] for row in found.report["permissions"]}
        assert rows["welcome: greetings", "#papers"] == ["Send Messages"]
        assert f"guild_id={discord.guild_id}" in found.report["invite"]
        assert "a-secret-key" not in found.said
        assert discord.token not in found.said
        # Nothing but questions, and none of them through the gateway.
        assert {request["method"] for request in discord.requests.since(0)} == {"GET"}
        assert not (tmp_path / "data").exists()

        small = {"cogs": {"enabled": ["welcome"]}}
        discord.faults.order([{"method": "GET", "path": "/guilds/*", "status": 503, "count": 20}])
        assert "Discord has a problem (503)" in (await check(discord, tmp_path, small)).bad(
            "discord.guild_id"
        )
        discord.faults.clear()
        away = await check(discord, tmp_path, {**small, "discord": {"guild_id": 12345}})
        assert f"it is in “Open Neuromorphic (local)” ({discord.guild_id})" in away.bad("discord.guild_id")
        wrong = await check(discord, tmp_path, small, token="a-token-of-somebody-else")
        assert (wrong.code, wrong.names) == (1, {"discord.token"})
        assert "Reset Token" in wrong.bad("discord.token")
        assert "a-token-of-somebody-else" not in wrong.said
    finally:
        await runner.cleanup()
        await discord.stop()
    nobody = await check(discord, tmp_path, {"cogs": {"enabled": ["welcome"]}})
    assert "Discord does not answer" in nobody.bad("discord.token")


async def test_moderators_see_the_same_and_nobody_else_chooses(begin: Begin, tmp_path: Path) -> None:
    community = await begin({"cogs": {"enabled": ["admin", "elections"]}})
    moderator, member = community.person("sofia_reyes"), community.person("kofi.asante")
    outcome = await moderator.command("admin check")
    answer = outcome["message"] or outcome["followups"][0]
    assert is_private(answer)
    assert "All is well" in text(answer)
    assert "the bot may do what it does not need" in text(answer)
    assert f"guild_id={community.discord.guild_id}" in links(answer)["Give the bot exactly what it needs"]
    (file,) = answer["attachments"]
    async with aiohttp.ClientSession() as session, session.get(file["url"]) as content:
        whole = await content.text()
    assert "Discord has all" in whole
    assert community.discord.token not in whole

    panel = (await moderator.command("admin setup"))["message"]
    assert labels(panel) == ["Choose"]
    using, where = community.discord.people.using, community.channel("general")
    await moderator.click(panel, "Choose")
    menu = "admin:setup:channels:elections:channel:0"
    chosen = [community.channel("announcements")]
    # Somebody who is none presses what is a moderator's own.
    community.discord.world.messages[int(where)][int(panel["id"])].flags &= ~64
    refused = await using.select(member.id, where, panel["id"], menu, chosen)
    assert "Only moderators can do this." in await member.told(refused)
    assert community.bot.stored("SELECT key FROM setting_override") == []
    await using.select(moderator.id, where, panel["id"], menu, chosen)
    await community.eventually(
        lambda: community.bot.stored("SELECT key FROM setting_override") == [("channel",)], "it is kept"
    )

    # The command line sees what was chosen in Discord, beside the running bot.
    config = {
        "cogs": {"enabled": ["admin", "elections"]}, "database": {"path": str(community.bot.database)},
    }  # fmt: skip
    found = await check(community.discord, tmp_path, config)
    assert (found.code, found.names) == (0, set())
    assert [(row["feature"], row["where"]) for row in found.report["permissions"]] == [
        ("elections", "#announcements")
    ]
    assert community.bot.errors() == []
    assert community.invalid_requests() == []

    await community.bot.stop()
    # A page in the middle is not what it was.
    with community.bot.database.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * 4096)
    assert "database.integrity" in (await check(community.discord, tmp_path, config)).names
