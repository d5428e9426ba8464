"""What the tests of `/announce` share: feeds to follow, and what moderators do with them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import discord

from bot.local_discord.world.records import ChannelType, Overwrite, OverwriteType
from tests.wire.announcements.conftest import Announced
from tests.wire.announcements.feed_server import Entry
from tests.wire.harness import Json, Person, said

NOW = datetime.now(UTC).replace(microsecond=0)
ENTRIES = (
    Entry("Spiking in Rust", date=NOW - timedelta(days=1), summary="How <b>spikes</b> travel.", author="Ada"),
    Entry("Events on a chip", date=NOW - timedelta(days=9)),
)
PAGE = """<html><head><title>Our lab</title>
<meta property="og:title" content="A new chip is out"><meta property="og:site_name" content="LinkedIn">
<meta property="og:description" content="It spikes @everyone.">
<meta property="og:url" content="https://www.linkedin.com/posts/chip-1">
<meta property="og:image" content="https://media.example/chip.png">
<link rel="alternate" type="application/rss+xml" href="/named.xml"></head><body>Hello</body></html>"""


async def press_twice(person: Person, message: Json, label: str) -> list[str]:
    """Press a button twice in a hurry, as a slow client invites to; both answers."""
    outcomes = await asyncio.gather(person.click(message, label), person.click(message, label))
    return [await person.told(outcome) for outcome in outcomes]


async def told_of(person: Person, outcome: Json, words: str) -> str:
    """What an interaction says, once `words` are in it."""

    async def found() -> str:
        told = said(await person._using.outcome(person.id, outcome["interaction"]))
        return told if words in told else ""

    return str(await person.community.eventually(found, f"the answer {words!r}"))


async def add(
    community: Announced,
    path: str,
    *,
    title: str,
    channel: str = "papers",
    by: str = "sofia_reyes",
    **options: Any,
) -> str:
    """Follow a feed with `ENTRIES` and wait for its baseline."""
    community.serve(path, *ENTRIES, title=title)
    moderator = community.person(by)
    shown = await moderator.command(
        "announce add",
        url=community.site.url + path,
        channel=channel if channel.isdigit() else community.channel(channel),
        **options,
    )
    assert "is followed" in said(await moderator.click(shown["message"], "Save"))
    await community.read(path, 2)
    return title


async def posted(community: Announced, channel: str, words: str) -> None:
    await community.eventually(
        lambda: any(words in each for each in community.said(channel)), f"{words!r} in #{channel}"
    )


def role_id(community: Announced, name: str) -> str:
    roles = community.discord.world.local_guild(int(community.discord.guild_id)).roles.values()
    return next(str(role.id) for role in roles if role.name == name)


def count(community: Announced) -> int:
    return int(community.stored("SELECT count(*) FROM announcement_source WHERE removed_at IS NULL")[0][0])


def closed_to_the_bot(community: Announced, name: str, denied: str) -> str:
    """A new channel where the bot lacks a permission."""
    world = community.discord.world
    guild = int(community.discord.guild_id)
    own = next(role for role in world.local_guild(guild).roles.values() if role.managed)
    bits = discord.Permissions(**{denied: True}).value
    deny = Overwrite(own.id, OverwriteType.ROLE, deny=bits)
    return str(world.create_channel(guild, name, type=ChannelType.TEXT, overwrites=[deny]).id)
