"""Whoever uses the bot faster than people do is told when to go on, and loses nothing."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from tests.wire.conftest import StartCommunity
from tests.wire.harness import Json, components, is_private, labels, said

pytestmark = pytest.mark.asyncio(loop_scope="module")

PER_MINUTE = 12
CONFIG = {
    "cogs": {"enabled": ["admin", "polls", "privacy"]},
    "interactions": {"per_minute": PER_MINUTE},
}
TOO_FAST = "⚠️ That was faster than the bot answers one person, so nothing was done.\nDo it again <t:"
SECRET = {"question": "Tea?", "options": "Yes\nNo", "most": "one", "ends": "1 day"}


@pytest.mark.parametrize("who", ["diego_m", "sofia_reyes"])
async def test_a_flood_of_commands_is_answered_and_over_after_a_moment(
    start_community: StartCommunity, who: str
) -> None:
    community = await start_community(CONFIG)
    person, other = community.person(who), community.person("kofi.asante")
    flood = await asyncio.gather(*(person.command("poll list") for _ in range(100)))
    told = Counter(said(outcome).startswith(TOO_FAST) for outcome in flood)
    # A slow machine fills the bucket again meanwhile; most of a hundred are refused on any.
    assert told[False] >= PER_MINUTE
    assert told[True] >= 1
    assert all(is_private(outcome["message"]) for outcome in flood)
    assert not said(await other.command("poll list")).startswith("⚠️")
    await community.advance(60)
    assert not said(await person.command("poll list")).startswith("⚠️")
    assert community.bot.errors() == []


async def test_a_form_is_sent_and_a_vote_counts_or_is_told_that_it_does_not(
    start_community: StartCommunity,
) -> None:
    community = await start_community(CONFIG)
    amara, diego = community.person("amara.okafor"), community.person("diego_m")
    form = await amara.command("poll secret")
    await asyncio.gather(*(amara.command("poll list") for _ in range(40)))
    # The form was open before it became too much; its words are not lost.
    await amara.told(await amara.submit(form, **SECRET))
    [poll] = await community.eventually(lambda: community.stored("SELECT id FROM poll"), "the poll")
    assert poll == (1,)

    def cards() -> list[Json]:
        return [each for each in community.messages_of_the_bot("general") if "Yes" in labels(each)]

    [card] = await community.eventually(cards, "the card")
    presses = await asyncio.gather(*(diego.click(card, "Yes") for _ in range(60)))
    told = [said(outcome) for outcome in presses]
    refused = [each for each in told if TOO_FAST in each]
    assert refused
    await community.advance(60)
    assert "Your vote" in said(await diego.click(card, "No"))
    assert community.stored("SELECT answer FROM poll_vote") == [("[2]",)]
    assert community.bot.errors() == []


async def test_buttons_menus_selects_and_suggestions_are_counted_too(start_community: StartCommunity) -> None:
    community = await start_community(
        {**CONFIG, "cogs": {"enabled": ["admin", "polls", "guide", "moderation"]}}
    )
    amara, kofi = community.person("amara.okafor"), community.person("kofi.asante")
    options = "\n".join("ABCDEF")
    form = await amara.command("poll secret")
    await amara.told(await amara.submit(form, **{**SECRET, "options": options}))
    said_by = await amara.say("Does Lava run on a GPU?")

    def cards() -> list[Json]:
        found = community.messages_of_the_bot("general")
        return [each for each in found if any(one["type"] == 3 for one in components(each))]

    [card] = await community.eventually(cards, "the card")
    [placeholder] = [one["placeholder"] for one in components(card) if one["type"] == 3]
    tries = {
        "select": lambda: kofi.select(card, placeholder, "A"),
        "message menu": lambda: kofi.menu("Report to moderators", said_by["id"]),
        "command": lambda: kofi.command("poll list"),
    }
    for what, use in tries.items():
        # An empty bucket, whatever the machine's speed: more than a minute's worth at once.
        told = [said(each) for each in await asyncio.gather(*(use() for _ in range(5 * PER_MINUTE)))]
        assert any(TOO_FAST in each for each in told), what
        await community.advance(120)
    # What is suggested while somebody types has a bucket of its own, ten times as large.
    guide = "guide library"
    offered = await asyncio.gather(*(kofi.complete(guide, "name", name="b") for _ in range(20 * PER_MINUTE)))
    assert sum(map(bool, offered)) >= 10 * PER_MINUTE
    assert [] in offered
    assert community.bot.errors() == []
