"""Reports, from the message menu to the moderators' decision."""

from __future__ import annotations

import asyncio

import pytest

from tests.wire.conftest import StartCommunity
from tests.wire.harness import is_private, labels, links, said, text

from .conftest import Moderated, settings

pytestmark = pytest.mark.asyncio(loop_scope="module")
RUDE = "You are **all** fools @everyone"


async def test_a_message_is_reported_taken_and_closed_over_restarts(moderated: Moderated) -> None:
    community = moderated.community
    rude = await moderated.diego.say(RUDE)
    # What it says later is another matter.
    before = community.last_request()
    told = await moderated.report(moderated.priya, rude, "He *insults* us @here")
    assert is_private(told["message"])
    assert "Report 1 was received" in said(told)
    card = await moderated.card("Report 1")
    for words in (
        f"A message by <@{moderated.diego.id}>",
        "You are \\*\\*all\\*\\* fools @\u200beveryone",
        f"**<@{moderated.priya.id}>**",
        "He \\*insults\\* us @\u200bhere",
        "Nobody looks into it yet",
    ):
        assert words in text(card)
    (address,) = links(card).values()
    assert address.endswith(f"/{rude['channel']}/{rude['id']}")
    assert labels(card) == ["Take", "Close…", "To the message"]

    # Somebody else reports it, too: one card.
    assert "Somebody has reported this message before you" in said(
        await moderated.report(moderated.kofi, rude, "Again!")
    )
    card = await moderated.card("He \\*insults\\*", "Again!")
    again = said(await moderated.report(moderated.kofi, rude, "And again, in many words"))
    assert "already: it is report 1" in again
    assert "And again, in many words" in again

    await moderated.bot.kill()
    await moderated.bot.start()
    sofia, amara = moderated.sofia.at("bot-log"), moderated.amara.at("bot-log")
    # Two press at once: one of them takes it.
    outcomes = await asyncio.gather(sofia.click(card, "Take"), amara.click(card, "Take"))
    told_both = [await sofia.told(outcomes[0]), await amara.told(outcomes[1])]
    assert sorted("✅ You look into" in each for each in told_both) == [False, True]
    taken = await moderated.card("looks into it since")
    assert labels(taken) == ["Close…", "To the message"]

    form, other = await sofia.click(taken, "Close…"), await amara.click(taken, "Close…")
    assert "closed" in said(await sofia.submit(form, note="Talked to *him*"))
    closed = await moderated.card(f"Closed by <@{moderated.sofia.id}>", "“Talked to \\*him\\*”")
    assert labels(closed) == ["To the message"]
    late = await amara.submit(other, note="Me, too")
    assert f"<@{moderated.sofia.id}> has closed report 1 already" in said(late)

    # It goes on: a new report.
    assert "Report 2 was received" in said(await moderated.report(moderated.kofi, rude, "Still there"))
    await community.quiet()
    assert len(moderated.cards()) == 2
    posts = [
        each["body"]
        for each in community.requests(since=before)
        if each["method"] in ("POST", "PATCH") and each["path"].startswith("/channels/")
    ]
    assert len(posts) >= 4
    assert not any(any(each["allowed_mentions"].values()) for each in posts)
    assert moderated.bot.errors() == []


async def test_only_moderators_decide_and_nobody_about_their_own_message(moderated: Moderated) -> None:
    # Chosen by mistake: everybody sees it.
    await moderated.configure(channel=moderated.community.channel("general"))
    await moderated.report(moderated.priya, await moderated.sofia.say("I moderate as I like"))
    card = await moderated.card("Report 1", channel="general")
    for button in ("Take", "Close…"):
        assert "Only moderators" in said(await moderated.diego.click(card, button))
    assert "Only moderators" in said(await moderated.diego.command("reports"))
    assert "a message of yours" in said(await moderated.sofia.click(card, "Take"))
    form = await moderated.sofia.click(card, "Close…")
    assert "a message of yours" in said(await moderated.sofia.submit(form, note="Fine"))
    assert "You look into report 1" in said(await moderated.amara.click(card, "Take"))
    listed = said(await moderated.amara.command("reports"))
    assert "**Report 1**" in listed
    assert f"<@{moderated.amara.id}> looks into it" in listed
    assert moderated.bot.errors() == []


async def test_what_a_member_may_report_and_how_often(moderated: Moderated) -> None:
    community = moderated.community
    own = await moderated.priya.say("Mine")
    assert "your own message" in said(await moderated.report(moderated.priya, own))
    # A bot can spam, too.
    other = community.another_bot_says("general", "BUY NOW")
    assert "Report 1 was received" in said(await moderated.report(moderated.priya, other))
    await moderated.card("BUY NOW")
    # What this bot says is made of components, and what it tells one person nobody else could look at.
    of_the_bot = {**await moderated.card("Report 1"), "channel": community.channel("bot-log")}
    assert "Report 2 was received" in said(await moderated.report(moderated.sofia, of_the_bot))
    await moderated.card("Report 2", "> \\### 🚩 Report 1", "Nobody looks into it yet")
    private = (await moderated.priya.command("privacy show"))["message"]
    refused = await moderated.report(moderated.priya, {**private, "channel": community.channel("general")})
    assert "Only you see this message" in said(refused)

    async def by_link(link: str, reason: str = "Look at this") -> str:
        form = await moderated.priya.command("report")
        return await moderated.priya.told(await moderated.priya.submit(form, reason=reason, link=link))

    server = community.discord.guild_id
    address = f"https://discord.com/channels/{server}"
    told = await by_link("https://discord.com/channels/1/2/3", "So many words")
    assert "not in this server" in told
    assert "So many words" in told
    hidden = await moderated.sofia.at("bot-log").say("Among moderators")
    assert "no such message that you can see" in await by_link(
        f"{address}/{hidden['channel']}/{hidden['id']}"
    )
    # By its link, with the words; deleted since, without them.
    rude = await moderated.diego.say(RUDE)
    link = f"{address}/{rude['channel']}/{rude['id']}"
    assert "Report 3 was received" in await by_link(link)
    await moderated.card("Report 3", "\\*\\*all\\*\\* fools")
    gone = await moderated.diego.say("Gone soon")
    community.discord.world.delete_message(int(gone["channel"]), int(gone["id"]))
    assert "Report 4 was received" in await by_link(f"{address}/{gone['channel']}/{gone['id']}")
    await moderated.card("Report 4", "cannot read it")
    assert "Report 5 was received" in await by_link("", "Somebody writes to me in private")
    await moderated.card("Report 5", "It names no message", "in private")
    assert "Report 6 was received" in await by_link("")
    refused = await by_link("", "One more thing")
    assert "5 reports within an hour" in refused
    assert "One more thing" in refused
    await community.advance(3_600)
    assert "Report 7 was received" in await by_link("")
    assert moderated.bot.errors() == []


async def test_without_a_channel_nothing_is_lost(start_community: StartCommunity) -> None:
    moderated = Moderated(await start_community(settings()))
    community = moderated.community
    rude = await moderated.diego.say(RUDE)
    told = said(await moderated.report(moderated.priya, rude))
    assert "Report 1 is kept, but moderators cannot be told" in told

    async def status() -> bool:
        return "no channel for reports yet" in said(await moderated.sofia.command("admin status"))

    await community.eventually(status, "the trouble on the board")
    assert "no channel for reports yet" in said(await moderated.sofia.command("reports"))
    await moderated.configure(channel=community.channel("welcomers"))
    await moderated.card("Report 1", channel="welcomers")

    # The channel is deleted: what is open goes to the next, and what is reported meanwhile, too.
    community.discord.world.delete_channel(int(community.channel("welcomers")))
    assert "Report 2 is kept" in said(await moderated.report(moderated.kofi, await moderated.diego.say("Ha")))
    await moderated.configure(channel=community.channel("bot-log"))
    await moderated.card("Report 1")
    await moderated.card("Report 2")
    # And back, with the buttons working.
    await moderated.configure(channel=community.channel("leadership"))
    await moderated.card("Report 1", channel="leadership")
    await community.eventually(lambda: moderated.cards() == [], "the old cards taken away")
    await moderated.configure(channel=community.channel("bot-log"))
    card = await moderated.card("Report 2")
    assert "You look into report 2" in said(await moderated.sofia.at("bot-log").click(card, "Take"))
    await moderated.card("Report 2", "looks into it")
    assert moderated.bot.errors() == []
