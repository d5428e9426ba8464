"""A secret poll in Discord, over restarts, kills and its end."""

from __future__ import annotations

import pytest

from tests.wire.harness import is_private, labels, said, text

from .conftest import DAY, Asking

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_everybody_votes_once_and_nobody_ever_sees_who_chose_what(asking: Asking) -> None:
    community, bot = asking.community, asking.bot
    before = community.last_request()
    told = await asking.ask_secret(
        asking.amara, question="Tea @everyone\u202e **now**?", options="Yes\nNo\nLater"
    )
    assert "Your poll 1 is posted here" in told
    card = await asking.card(1)
    assert "Tea @\u200beveryone \\*\\*now\\*\\*?" in text(card)
    assert "0 people voted" in text(card)
    assert labels(card) == ["Yes", "No", "Later"]

    outcome = await asking.lukas.click(card, "Yes")
    assert is_private(outcome["message"])
    assert "Your vote: **Yes**." in said(outcome)
    assert "1 person has voted so far" in said(outcome)
    card = await asking.card(1, "1 person voted")
    # The same press twice is one vote, another press changes it, also after a restart.
    await asking.lukas.click(card, "Yes")
    await bot.kill()
    await bot.start()
    assert "takes the place" in said(await asking.lukas.click(card, "No"))
    for person in (asking.mei, asking.priya):
        await person.click(card, "No")
    outcome = await asking.sofia.click(card, "Later")
    outcome = await asking.sofia.click(outcome["message"], "Take my vote back")
    assert "taken back" in said(outcome)
    card = await asking.card(1, "3 people voted")
    assert "2 votes" not in text(card)

    votes = community.stored("SELECT voter FROM poll_vote")
    assert len(votes) == 3
    stored = community.stored("SELECT * FROM poll_vote") + community.stored("SELECT * FROM poll")
    for person in (asking.lukas, asking.mei, asking.priya):
        assert person.id not in str(stored)

    # The bot is away when the poll ends: it ended then.
    await bot.stop()
    ends_at = community.stored("SELECT ends_at FROM poll")
    await community.advance(DAY + 7)
    await bot.start()
    result = await asking.result(1, "Most votes: No, 3 votes.")
    assert "Fewer than 5 people voted" in text(result)
    assert community.stored("SELECT ended_at FROM poll") == ends_at
    card = await asking.card(1, "3 votes", "100 %", "0 votes")
    assert labels(card) == []
    assert community.stored("SELECT * FROM poll_vote") == []
    assert community.stored("SELECT salt, proof FROM poll") == [(None, None)]

    await community.quiet()
    posts = [
        each["body"]
        for each in community.requests(since=before)
        if each["method"] in ("POST", "PATCH") and "/messages" in each["path"] and "channels" in each["path"]
    ]
    assert len(posts) > 3
    assert not any(any(each["allowed_mentions"].values()) for each in posts)
    assert len([each for each in asking.said() if "Result ·" in text(each)]) == 1
    assert bot.errors() == []


async def test_several_are_chosen_from_a_menu_and_the_bot_is_killed_at_the_end(asking: Asking) -> None:
    community, bot = asking.community, asking.bot
    await asking.ask_secret(asking.amara, options="\n".join(map(str, range(101, 121))), most="several")
    card = await asking.card(1)
    assert "up to 20 choices" in text(card)
    assert "**101**, **120**" not in text(card)
    outcome = await asking.pick(asking.lukas, card, "polls:from", "1", "20")
    assert "Your vote: **101** and **120**." in said(outcome)
    # Killed while it ends, it has ended once.
    await community.advance(DAY)
    await bot.kill()
    await bot.start()
    await asking.result(1, "A tie: 101 and 120, 1 vote each.")
    await community.quiet()
    assert len([each for each in asking.said() if "Result ·" in text(each)]) == 1
    assert bot.errors() == []


async def test_who_may_end_a_poll_and_how_many_there_may_be(asking: Asking) -> None:
    community = asking.community
    for number in (1, 2, 3):
        await asking.ask_secret(asking.priya, question=f"Number {number}?")
    told = await asking.ask_secret(asking.priya, question="One more?")
    assert "You have 3 open polls" in told
    # What was typed is not lost.
    assert "One more?" in told
    assert "Only who asked" in said(await asking.diego.command("poll end", poll=1))
    assert await asking.diego.complete("poll end", "poll", poll="") == []
    offered = await asking.priya.complete("poll end", "poll", poll="number 1")
    assert [each["name"] for each in offered] == ["1: Number 1?"]
    assert "is over" in said(await asking.priya.command("poll end", poll=1))
    await asking.card(1, "by its author")
    await asking.result(1, "Nobody voted.")
    assert "over" in said(await asking.priya.command("poll end", poll=1))
    assert "is over" in said(await asking.sofia.command("poll end", poll=2))
    await asking.card(2, "by a moderator")
    listed = said(await asking.diego.command("poll list"))
    assert "Number 3?" in listed
    assert "Number 1?" not in listed

    # The message is gone: the result is posted all the same.
    card = await asking.card(3)
    community.discord.world.delete_message(int(community.channel("general")), int(card["id"]))
    assert "Its message was deleted" in said(await asking.priya.command("poll list"))
    await asking.priya.command("poll end", poll=3)
    await asking.result(3, "Nobody voted.")
    # Where somebody may not write, they do not ask.
    refused = await asking.priya.at("announcements").command("poll secret")
    assert "you lack Send Messages" in said(refused)
    assert asking.bot.errors() == []
