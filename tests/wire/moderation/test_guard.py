"""The guard: newcomers who spam are held for a while and reported, once, whatever is killed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.clock import snowflake_time
from bot.local_discord.people.errors import LocalError
from tests.wire.conftest import StartCommunity
from tests.wire.harness import labels, said, text

from .conftest import LINK, Moderated, settings

pytestmark = pytest.mark.asyncio(loop_scope="module")
HOLDING = {"method": "PATCH", "path": "/guilds/*/members/*"}


def asked_to_hold(moderated: Moderated) -> list[Any]:
    """The ends of time-outs that Discord was asked for."""
    return [
        each["body"]["communication_disabled_until"]
        for each in moderated.community.requests()
        if each["method"] == "PATCH" and "communication_disabled_until" in (each["body"] or {})
    ]


async def test_a_newcomer_who_spams_is_held_reported_and_released(moderated: Moderated) -> None:
    community = moderated.community
    nova = await moderated.joins()
    messages = await moderated.spams(nova, f"FREE coins [here]({LINK}) @everyone")
    card = await moderated.card("Newcomer held", f"<@{nova.id}> wrote the same in 3 channels")
    assert "FREE coins \\[here\\]" in text(card)
    assert "@\u200beveryone" in text(card)
    for each in messages:
        assert f"/{each['channel']}/{each['id']}" in text(card)
    assert "Timed out until" in text(card)
    with pytest.raises(LocalError, match="may not write"):
        await nova.say("Hello?")
    written = snowflake_time(int(messages[-1]["id"]))
    held = datetime.fromisoformat(str(moderated.held_until(nova))) - written
    assert timedelta(minutes=10) <= held < timedelta(minutes=11)

    # The gateway tells of them once more, also to a bot that has forgotten them: that is the same burst.
    for _ in range(2):
        for each in messages:
            community.send_event_again(each)
        await moderated.bot.stop()
        await moderated.bot.start()
    assert "**Newcomer 1**" in said(await moderated.sofia.command("reports"))
    assert f"<@{nova.id}> is released" in said(await moderated.sofia.at("bot-log").click(card, "Release"))
    done = await moderated.card("Released by", f"<@{moderated.sofia.id}>")
    assert labels(done) == []
    assert moderated.held_until(nova) is None
    # Their messages stand; from now on they are left in peace.
    for each in messages:
        assert any(m["id"] == each["id"] for m in community.messages(each["channel"]))
    await moderated.spams(nova)
    await moderated.spams(await moderated.joins("vega"))
    await moderated.card("Newcomer held · 2")
    await community.quiet()
    assert len(moderated.cards()) == 2
    assert community.stored("SELECT count(*) FROM moderation_hold") == [(2,)]
    assert moderated.bot.errors() == []


async def test_what_is_killed_between_hold_and_report_is_told_once(moderated: Moderated) -> None:
    community = moderated.community
    nova = await moderated.joins()
    # Discord holds them, and the bot never hears of it.
    community.discord.faults.order([{**HOLDING, "delay": 60}])
    await moderated.spams(nova)
    await community.eventually(
        lambda: community.stored("SELECT 1 FROM moderation_hold WHERE state = 'wanted'"), "the intention"
    )
    await community.eventually(lambda: asked_to_hold(moderated) or moderated.held_until(nova), "the request")
    await moderated.bot.kill()
    community.discord.faults.clear()
    await moderated.bot.start()
    await moderated.card("Newcomer held")
    await community.quiet()
    assert len(moderated.cards()) == 1
    assert len(set(asked_to_hold(moderated))) == 1
    assert community.stored("SELECT state FROM moderation_hold") == [("held",)]

    # Another one is found, and the bot is away until the hold would have been over.
    vega = await moderated.joins("vega")
    community.discord.faults.order([{**HOLDING, "status": 503, "count": None}])
    await moderated.spams(vega)
    await community.eventually(
        lambda: community.stored("SELECT 1 FROM moderation_hold WHERE state = 'wanted'"), "the intention"
    )
    await moderated.bot.kill()
    community.discord.faults.clear()
    await community.advance(601)
    await moderated.bot.start()
    await moderated.card("Newcomer reported", f"<@{vega.id}>", "the bot was away")
    assert moderated.bot.errors() == []


async def test_a_message_that_becomes_an_invitation_later_is_found(moderated: Moderated) -> None:
    nova = await moderated.joins()
    message = await nova.say("Hello everybody, I am new here")
    moderated.community.discord.people.living.edit(
        nova.id, message["channel"], message["id"], "Hello, come to discord.gg/coins"
    )
    await moderated.card("Newcomer held", f"<@{nova.id}>", "discord.gg/coins")
    assert moderated.held_until(nova) is not None


async def test_what_discord_does_not_allow_is_reported(moderated: Moderated) -> None:
    community = moderated.community
    world: Any = community.discord.world
    guild = world.guilds[int(community.discord.guild_id)]
    (own,) = [role for role in guild.roles.values() if getattr(role, "bot_id", None)]
    everything = own.permissions
    world.edit_role(guild.id, own.id, {"permissions": everything & ~(1 << 40)})
    await community.eventually(
        lambda: _trouble(moderated, "lacks Timeout Members"), "the trouble on the board"
    )
    checked = said(await moderated.sofia.command("admin check"))
    assert "moderation: the guard, the whole server: lacks Timeout Members" in checked
    nova = await moderated.joins()
    await moderated.spams(nova)
    await moderated.card("Newcomer reported", "Not held: the bot lacks Timeout Members")
    assert moderated.held_until(nova) is None
    world.edit_role(guild.id, own.id, {"permissions": everything})
    assert moderated.bot.errors() == []


async def _trouble(moderated: Moderated, words: str) -> bool:
    return words in said(await moderated.sofia.command("admin status"))


async def test_moderators_bots_and_longer_members_are_never_touched(moderated: Moderated) -> None:
    community = moderated.community
    # Who was there before is no newcomer any more.
    await community.advance(8 * 86_400)
    await moderated.spams(moderated.sofia)
    await moderated.spams(moderated.diego)
    nova = await moderated.joins()
    role = int(community.discord.people.role("Moderator"))
    community.discord.world.edit_member(int(community.discord.guild_id), int(nova.id), {"role_ids": [role]})
    community.another_bot_says("general", "come to discord.gg/coins")
    await moderated.spams(nova)
    await nova.say("come to discord.gg/coins")
    # In their first minutes others are held for that, and later not.
    vega = await moderated.joins("vega")
    await vega.say("come to discord.gg/coins")
    await moderated.card("Newcomer held", f"<@{vega.id}> invited to a server in their first minutes")
    mira = await moderated.joins("mira")
    await community.advance(1_800)
    await mira.say("come to discord.gg/coins")
    await community.advance(7 * 86_400)
    await moderated.spams(mira)
    await moderated.spams(await moderated.joins("last"))
    await moderated.card("Newcomer held · 2")
    assert community.stored("SELECT user_id FROM moderation_hold WHERE id = 1") == [(int(vega.id),)]
    assert len(community.stored("SELECT 1 FROM moderation_hold")) == 2
    assert moderated.bot.errors() == []


async def test_it_is_off_at_first(start_community: StartCommunity) -> None:
    config: Any = settings()
    config["cogs"]["enabled"].append("welcome")
    moderated = Moderated(await start_community(config))
    await moderated.configure(channel=moderated.community.channel("bot-log"))
    # For other jobs it hears that somebody wrote, and what they write to the bot itself.
    to_the_bot = f"<@{moderated.community.discord.world.bot_user.id}> {LINK}"
    await moderated.spams(await moderated.joins(), to_the_bot)
    seen = len(moderated.bot.lines)
    await moderated.configure(guard_enabled=True)
    await moderated.bot.logged("ready", after=seen)
    vega = await moderated.joins("vega")
    await moderated.spams(vega)
    await moderated.card("Newcomer held · 1", f"<@{vega.id}>")
    assert len(moderated.cards()) == 1
    assert moderated.bot.errors() == []
