"""Exactly once, with the real process: cut, refused, slowed down, killed and started again."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from bot.local_discord.world.records import ChannelType, Overwrite, OverwriteType
from bot.native_poll import NativePoll
from bot.outbox import Message
from tests.wire.harness import Json, said, text

from .conftest import Begin, KernelCommunity
from .outbox_author import advance, saying, writing

POSTS = "/channels/*/messages"
NO_WRITING = {"deny": str(1 << 11), "allow": "0", "type": 0}


async def say(community: KernelCommunity, *texts: str, channel: str = "papers") -> None:
    place = int(community.channel(channel))
    async with writing(community) as (outbox, tx):
        for each in texts:
            await outbox.post(tx, f"test.{channel}.{each}", place, saying(each))


def said_in(community: KernelCommunity, channel: str = "papers") -> list[str]:
    """What the bot has said in a channel, oldest first."""
    world = community.discord.world
    found = world.messages[int(community.channel(channel))].values()
    return [
        text({"content": message.content or "", "components": message.components})
        for message in found
        if message.author_id == world.bot_user.id
    ]


def states(community: KernelCommunity) -> dict[str, str]:
    return dict(community.bot.stored("SELECT key, state FROM outbox ORDER BY id"))


async def settled(community: KernelCommunity) -> None:
    await community.eventually(
        lambda: set(states(community).values()) <= {"sent", "dropped"}, "everything said"
    )


def posts(community: KernelCommunity, since: int = 0) -> list[Json]:
    return [
        request
        for request in community.requests(since=since)
        if request["method"] == "POST" and request["path"].endswith("/messages")
    ]


async def test_it_says_each_thing_once_in_order_and_pings_nobody(begin: Begin) -> None:
    community = await begin()
    texts = [f"{number} @everyone <@1>" for number in range(12)]
    await say(community, *texts)
    await say(community, *texts)
    await settled(community)
    assert said_in(community) == texts
    bodies = [request["body"] for request in posts(community)]
    assert all(body["enforce_nonce"] and len(body["nonce"]) <= 25 for body in bodies)
    assert all(body["allowed_mentions"]["parse"] == [] for body in bodies)
    assert community.invalid_requests() == []
    assert await community.bot.stop() == 0
    assert community.bot.left_behind() == []


@pytest.mark.parametrize(
    "fault",
    [
        {"cut": "before"},
        {"cut": "after"},
        {"status": 500},
        {"status": 502, "after": True},
        {"status": 503, "body": {"message": "busy", "code": 130000}},
        {"rate_limit": {"retry_after": 0.3}},
        {"rate_limit": {"retry_after": 0.3, "scope": "global"}},
        {"rate_limit": {"retry_after": 0.3, "scope": "shared"}},
    ],
    ids=str,
)
async def test_one_message_whatever_becomes_of_the_request(begin: Begin, fault: Json) -> None:
    community = await begin()
    community.discord.faults.order([{"method": "POST", "path": POSTS, "count": 2, **fault}])
    await say(community, "one", "two", "three")
    await settled(community)
    assert said_in(community) == ["one", "two", "three"]


@pytest.mark.parametrize("stored", [True, False], ids=["stored", "not stored"])
async def test_a_poll_is_found_again_an_hour_after_the_kill(begin: Begin, stored: bool) -> None:
    """Another poll with the same question and the same words in another message do not pass for it."""
    community = await begin()
    place = int(community.channel("papers"))
    fault: Json = {"delay": 0.5} if stored else {"cut": "before"}
    community.discord.faults.order([{"method": "POST", "path": POSTS, "count": 1, **fault}])
    poll = NativePoll("Which day?", ("Monday", "Tuesday"), 24, "Poll 7 <@1>")
    async with writing(community) as (outbox, tx):
        await outbox.post(tx, "test.poll", place, Message.asking(poll))
    await community.eventually(lambda: posts(community), "the request")
    await community.bot.kill()
    if stored:
        await community.eventually(lambda: said_in(community), "the message, after the bot's death")
    community.another_bot_says("papers", poll.words)
    await advance(community, 3600)
    await community.bot.start()
    await settled(community)
    await say(community, "after it")
    async with writing(community) as (outbox, tx):
        await outbox.post(tx, "test.next", place, Message.asking(replace(poll, words="Poll 8")))
    await settled(community)
    assert said_in(community) == ["Poll 7 <@1>", "after it", "Poll 8"]
    found = community.discord.world.messages[place].values()
    assert [len(message.poll.answers) for message in found if message.poll] == [2, 2]
    bodies = [request["body"] for request in posts(community) if "poll" in request["body"]]
    assert all(body["allowed_mentions"]["parse"] == [] for body in bodies)
    assert community.invalid_requests() == []


async def test_a_poll_that_may_not_be_sent_holds_up_nothing(begin: Begin) -> None:
    community = await begin()
    place = community.discord.world.channels[int(community.channel("papers"))]
    place.overwrites.append(
        Overwrite(community.discord.world.bot_user.id, OverwriteType.MEMBER, deny=1 << 49)
    )
    async with writing(community) as (outbox, tx):
        poll = NativePoll("Which day?", ("Monday",), 1, "Poll 7")
        await outbox.post(tx, "test.poll", place.id, Message.asking(poll))
        await outbox.post(tx, "test.after", place.id, saying("after it"))
    await community.eventually(lambda: states(community)["test.after"] == "sent", "the next message")
    assert states(community)["test.poll"] == "held"
    assert said_in(community) == ["after it"]


@pytest.mark.parametrize("hours_down", [0.0, 1.0], ids=["at once", "an hour later"])
@pytest.mark.parametrize("stored", [True, False], ids=["stored", "not stored"])
async def test_killed_while_discord_has_the_request(begin: Begin, stored: bool, hours_down: float) -> None:
    """The server goes on with what it was asked, or never gets it; the process is gone in either case."""
    community = await begin()
    fault: Json = {"delay": 0.5} if stored else {"cut": "before"}
    community.discord.faults.order([{"method": "POST", "path": POSTS, "count": 1, **fault}])
    await say(community, "one")
    await community.eventually(lambda: posts(community), "the request")
    await community.bot.kill()
    if stored:
        await community.eventually(
            lambda: said_in(community) == ["one"], "the message, after the bot's death"
        )
    assert states(community) == {"test.papers.one": "sending"}
    # Others write meanwhile, so that the message is not the newest.
    for number in range(120):
        community.another_bot_says("papers", f"chatter {number}")
    if hours_down:
        await advance(community, hours_down * 3600)
    await community.bot.start()
    await settled(community)
    assert said_in(community) == ["one"]


async def test_killed_before_it_was_recorded(begin: Begin) -> None:
    """Discord has answered; the process dies before that is written down."""
    community = await begin()
    community.discord.faults.order([{"method": "POST", "path": POSTS, "count": 1, "cut": "after"}])
    await say(community, "one", "two")
    await community.eventually(lambda: said_in(community), "the message")
    await community.bot.kill()
    await community.bot.start()
    await settled(community)
    assert said_in(community) == ["one", "two"]


async def test_what_waited_for_the_database_is_looked_for_before_it_is_sent_again(begin: Begin) -> None:
    community = await begin()
    community.discord.faults.order([{"method": "POST", "path": POSTS, "count": 1, "cut": "after"}])
    await say(community, "one")
    noted = "SELECT 1 FROM outbox WHERE state = 'sending' AND note IS NOT NULL"
    await community.eventually(lambda: community.bot.stored(noted), "the first attempt's end")
    with closing(sqlite3.connect(community.bot.database, isolation_level=None)) as busy:
        busy.execute("BEGIN IMMEDIATE")
        await advance(community, 5)
        # The next attempt is decided and waits; meanwhile Discord forgets the nonce.
        await asyncio.sleep(0.5)
        await advance(community, 200)
        busy.execute("COMMIT")

    async def over() -> bool:
        await advance(community, 5)
        return set(states(community).values()) == {"sent"}

    await community.eventually(over, "the end of the doubt")
    assert said_in(community) == ["one"]


async def test_hundreds_of_items_through_kills_and_faults(begin: Begin) -> None:
    chance = random.Random(7)
    community = await begin()
    channels = ("papers", "projects", "jobs")
    wanted = {channel: [f"{channel} {number}" for number in range(40)] for channel in channels}
    faults: Sequence[Json] = (
        {"cut": "before"},
        {"cut": "after"},
        {"status": 502},
        {"status": 504, "after": True},
        {"rate_limit": {"retry_after": 0.1}},
    )
    for round_ in range(5):
        community.discord.faults.order(
            [{"method": "POST", "path": POSTS, **chance.choice(faults)} for _ in range(6)]
        )
        before = len(posts(community))
        for channel in channels:
            await say(community, *wanted[channel][round_ * 8 : round_ * 8 + 8], channel=channel)
        await advance(community, chance.choice([1, 30, 400]))
        enough = before + chance.randrange(1, 20)

        async def busy(enough: int = enough) -> bool:
            await advance(community, 1)
            return len(posts(community)) >= enough

        await community.eventually(busy, "requests")
        await community.bot.kill()
        await community.bot.start()
    community.discord.faults.clear()

    async def everything() -> bool:
        # In small steps: a minute that passes while a request is on its way would be none that passed for it.
        await advance(community, 2)
        return set(states(community).values()) == {"sent"}

    await community.eventually(everything, "everything said")
    assert {channel: said_in(community, channel) for channel in channels} == wanted


async def test_a_channel_it_may_not_write_to_holds_up_no_other_and_goes_on_when_allowed(begin: Begin) -> None:
    community = await begin()
    jobs = community.discord.world.channels[int(community.channel("jobs"))]
    before = list(jobs.overwrites)
    await _forbid(community, "jobs")
    await say(community, "one", "two", channel="jobs")
    await say(community, "elsewhere")
    await community.eventually(lambda: said_in(community) == ["elsewhere"], "the other channel's message")
    await community.eventually(lambda: "nothing can be sent" in community.bot.said(), "the warning")
    assert f"<#{community.channel('jobs')}>" in await community.status()
    refused = len(posts(community))
    await say(community, "three", channel="jobs")
    assert "jobs" not in str(said_in(community, "jobs"))
    await _allow(community, "jobs", before)
    await settled(community)
    assert said_in(community, "jobs") == ["one", "two", "three"]
    assert len(posts(community)) == refused + 3, "asked again and again while it was forbidden"


async def test_a_permission_that_one_message_lacks_is_not_asked_for_again_and_again(begin: Begin) -> None:
    """The bot may write in the channel, but not this: other members' changes are no reason to try again."""
    community = await begin()
    jobs, world = community.channel("jobs"), community.discord.world
    refusal = {"status": 403, "body": {"message": "Missing Permissions", "code": 50013}}
    community.discord.faults.order(
        [{"method": "POST", "path": f"/channels/{jobs}/messages", "count": None, **refusal}]
    )
    await say(community, "one", channel="jobs")
    await community.eventually(lambda: "nothing can be sent" in community.bot.said(), "the warning")
    sofia = int(community.person("sofia_reyes").id)
    for number in range(5):
        world.edit_member(int(community.discord.guild_id), sofia, {"nick": f"Sofía {number}"})
        await say(community, f"elsewhere {number}")
        await community.eventually(lambda number=number: len(said_in(community)) > number, "what comes after")
    assert len([each for each in posts(community) if jobs in each["path"]]) == 1
    community.discord.faults.clear()
    await _forbid(community, "jobs", permission=1 << 14)
    await community.eventually(
        lambda: said_in(community, "jobs") == ["one"], "the message, once it is allowed"
    )


async def test_a_message_that_moderators_deleted_meanwhile_is_not_said_again(begin: Begin) -> None:
    community = await begin()
    community.discord.faults.order([{"method": "POST", "path": POSTS, "count": 1, "cut": "after"}])
    papers = int(community.channel("papers"))
    await say(community, "one")
    await community.eventually(lambda: said_in(community), "the message")
    (message,) = (
        each.id
        for each in community.discord.world.messages[papers].values()
        if each.author_id == community.discord.world.bot_user.id
    )
    community.discord.world.delete_message(papers, message)
    await settled(community)
    await advance(community, 600)
    assert said_in(community) == []
    assert states(community) == {"test.papers.one": "dropped"}


async def test_a_history_that_may_not_be_read_is_no_sign_that_nothing_was_said(begin: Begin) -> None:
    community = await begin()
    community.discord.faults.order([{"method": "POST", "path": POSTS, "count": 1, "cut": "after"}])
    await say(community, "one")
    await community.eventually(lambda: said_in(community), "the message")
    await community.bot.kill()
    await _forbid(community, "papers", permission=1 << 16)
    await advance(community, 3600)
    await community.bot.start()
    await community.eventually(lambda: states(community) == {"test.papers.one": "held"}, "it is held")
    assert said_in(community) == ["one"]
    shown = said(await community.person("sofia_reyes").command("admin outbox"))
    assert "may have been sent" in shown
    assert "Read Message History" in shown


async def test_what_cannot_be_found_out_waits_for_a_moderator(begin: Begin) -> None:
    community = await begin()
    community.discord.faults.order([{"method": "POST", "path": POSTS, "count": 1, "cut": "after"}])
    await say(community, "one")
    await community.eventually(lambda: said_in(community), "the message")
    await community.bot.kill()
    for number in range(2_001):
        community.another_bot_says("papers", f"chatter {number}")
    await advance(community, 3600)
    await community.bot.start()
    await community.eventually(lambda: states(community) == {"test.papers.one": "held"}, "it is held")
    assert "too much was written" in said(await community.person("sofia_reyes").command("admin outbox"))
    await say(community, "two")
    await community.eventually(lambda: said_in(community) == ["one", "two"], "what comes after")


async def test_a_channel_that_is_still_empty_is_believed(begin: Begin) -> None:
    community = await begin()
    guild = int(community.discord.guild_id)
    community.discord.world.create_channel(guild, "quiet", type=ChannelType.TEXT)
    community.discord.faults.order([{"method": "POST", "path": POSTS, "count": 1, "cut": "before"}])
    await say(community, "one", channel="quiet")
    await community.eventually(lambda: posts(community), "the request")
    await community.bot.kill()
    await advance(community, 3600)
    await community.bot.start()
    await settled(community)
    assert said_in(community, "quiet") == ["one"]


async def _forbid(community: KernelCommunity, channel: str, *, permission: int = 1 << 11) -> None:
    world = community.discord.world
    place = world.channels[int(community.channel(channel))]
    denied = Overwrite(world.bot_user.id, OverwriteType.MEMBER, deny=permission)
    world.edit_channel(place.id, {}, overwrites=[*place.overwrites, denied])


async def _allow(community: KernelCommunity, channel: str, overwrites: list[object]) -> None:
    place = community.discord.world.channels[int(community.channel(channel))]
    community.discord.world.edit_channel(place.id, {}, overwrites=overwrites)


async def test_nothing_waits_for_a_channel_that_is_gone(begin: Begin) -> None:
    community = await begin()
    async with writing(community) as (outbox, tx):
        for text_ in ("one", "two"):
            await outbox.post(tx, f"test.gone.{text_}", 424242, saying(text_))
    await community.bot.logged("messages are not said: their channel was deleted")
    assert set(states(community).values()) == {"dropped"}
    assert len(posts(community)) == 1
    await say(community, "elsewhere")
    await community.eventually(lambda: said_in(community) == ["elsewhere"], "the other channel's message")
    await nothing_to_look_at(community)


async def test_moderators_let_go_what_waits_for_a_channel_that_is_closed_to_the_bot(begin: Begin) -> None:
    community = await begin()
    place = community.discord.world.channels[int(community.channel("papers"))]
    may_not_send = Overwrite(community.discord.world.bot_user.id, OverwriteType.MEMBER, deny=1 << 11)
    place.overwrites.append(may_not_send)
    await say(community, "one", "two")
    sign = f"nothing can be sent to <#{place.id}>"
    await community.eventually(lambda: sign in community.bot.said(), "the word")
    sofia = community.person("sofia_reyes")
    shown = await sofia.command("admin outbox")
    assert "2 messages wait" in said(shown)
    done = await sofia.click(shown["message"], "Do not send")
    assert "Everything was said" in said(done)
    assert set(states(community).values()) == {"dropped"}
    await nothing_to_look_at(community)


async def nothing_to_look_at(community: KernelCommunity) -> None:
    """Wait until `/admin status` is content."""

    async def content() -> bool:
        return "needs a look" not in await community.status()

    await community.eventually(content, "everything well")


async def test_what_discord_refuses_is_held_and_holds_up_nothing(begin: Begin) -> None:
    community = await begin()
    await say(community, "one", "x" * 4001, "two")
    await community.eventually(lambda: said_in(community) == ["one", "two"], "the others")
    assert states(community)["test.papers." + "x" * 4001] == "held"
    assert "need a decision" in await community.status()


async def test_an_edit_changes_the_message_that_was_said(begin: Begin) -> None:
    community = await begin()
    await say(community, "with a tipo")
    await settled(community)
    community.discord.faults.order(
        [{"method": "PATCH", "path": "/channels/*/messages/*", "count": 1, "cut": "after"}]
    )
    async with writing(community) as (outbox, tx):
        await outbox.edit(tx, "test.papers.with a tipo", saying("with a typo"))
        await outbox.edit(tx, "test.papers.with a tipo", saying("without a typo"))
    await settled(community)
    assert said_in(community) == ["without a typo"]
    assert len(posts(community)) == 1


async def test_an_edit_of_a_deleted_message_is_let_go(begin: Begin) -> None:
    community = await begin()
    await say(community, "one", "two")
    await settled(community)
    papers = int(community.channel("papers"))
    gone = min(
        message.id
        for message in community.discord.world.messages[papers].values()
        if message.author_id == community.discord.world.bot_user.id
    )
    community.discord.world.delete_message(papers, gone)
    async with writing(community) as (outbox, tx):
        await outbox.edit(tx, "test.papers.one", saying("one, changed"))
        await outbox.edit(tx, "test.papers.two", saying("two, changed"))
    await settled(community)
    assert said_in(community) == ["two, changed"]


@pytest.mark.parametrize("fault", [{"cut": "after"}, {"status": 500}, {"status": 502, "after": True}])
async def test_what_is_taken_back_is_gone(begin: Begin, fault: Json) -> None:
    community = await begin()
    await say(community, "one", "two")
    await settled(community)
    community.discord.faults.order([{"method": "DELETE", "path": "/channels/*/messages/*", **fault}])
    async with writing(community) as (outbox, tx):
        await outbox.delete(tx, "test.papers.one")
    await settled(community)
    assert said_in(community) == ["two"]


async def test_publications_have_a_budget_and_a_lane_of_their_own(begin: Begin) -> None:
    community = await begin({"delivery": {"publications_per_hour": 2}})
    place = int(community.channel("announcements"))
    async with writing(community) as (outbox, tx):
        for number in range(4):
            await outbox.post(tx, f"test.{number}", place, saying(str(number)))
            await outbox.publish(tx, f"test.{number}")
    everything = ["0", "1", "2", "3"]
    await community.eventually(lambda: said_in(community, "announcements") == everything, "four posts")
    await community.eventually(lambda: _published(community) == 2, "two publications")
    await advance(community, 3500)
    await say(community, "still quick")
    await community.eventually(lambda: said_in(community) == ["still quick"], "a message meanwhile")
    assert _published(community) == 2
    await advance(community, 200)
    await settled(community)
    assert _published(community) == 4


def _published(community: KernelCommunity) -> int:
    return sum(
        request["path"].endswith("/crosspost") and request["status"] == 200
        for request in community.requests()
    )


async def test_a_thread_is_opened_on_the_message_once(begin: Begin) -> None:
    community = await begin()
    community.discord.faults.order(
        [{"method": "POST", "path": "/channels/*/messages/*/threads", "count": 1, "cut": "after"}]
    )
    async with writing(community) as (outbox, tx):
        await outbox.post(tx, "test.one", int(community.channel("papers")), saying("one"))
        await outbox.open_thread(tx, "test.one", "What do you think?")
    await settled(community)
    threads = [
        each for each in community.discord.world.channels.values() if each.name == "What do you think?"
    ]
    assert len(threads) == 1


async def test_what_is_too_late_is_not_said(begin: Begin) -> None:
    community = await begin()
    await community.bot.stop()
    soon = datetime.now(UTC) + timedelta(minutes=30)
    async with writing(community) as (outbox, tx):
        place = int(community.channel("papers"))
        await outbox.post(tx, "test.soon", place, saying("it begins in an hour"), not_after=soon)
        await outbox.post(tx, "test.later", place, saying("still true"))
    await advance(community, 3600)
    await community.bot.start()
    await settled(community)
    assert said_in(community) == ["still true"]
    assert states(community) == {"test.soon": "dropped", "test.later": "sent"}


async def test_moderators_decide_about_what_is_held(begin: Begin) -> None:
    community = await begin()
    await say(community, "x" * 4001, "y" * 4001)
    await community.eventually(lambda: set(states(community).values()) == {"held"}, "both are held")
    sofia = community.person("sofia_reyes")
    shown = await sofia.command("admin outbox")
    assert "need a decision" in said(shown)
    assert "code 50035" in said(shown)
    await sofia.click(shown["followups"][0] if shown.get("followups") else shown["message"], "Do not send")
    assert list(states(community).values()).count("dropped") == 1


async def test_moderators_are_told_once_of_what_does_not_work(begin: Begin) -> None:
    community = await begin(start=False)
    log_channel = int(community.channel("bot-log"))
    community.bot.config["discord"]["moderator_channel"] = log_channel
    await community.bot.start()
    papers = community.discord.world.channels[int(community.channel("jobs"))]
    before = list(papers.overwrites)
    await _forbid(community, "jobs")
    await say(community, "one", channel="jobs")
    await community.eventually(lambda: "nothing can be sent" in community.bot.said(), "the warning")
    assert said_in(community, "bot-log") == []
    await advance(community, 61)
    await community.eventually(lambda: len(said_in(community, "bot-log")) == 1, "the word to moderators")
    assert "nothing can be sent to" in said_in(community, "bot-log")[0]
    await community.bot.kill()
    await community.bot.start()
    await advance(community, 600)
    await _allow(community, "jobs", before)
    await settled(community)
    await advance(community, 1)
    await community.eventually(lambda: len(said_in(community, "bot-log")) == 2, "the good word")
    assert "works again" in said_in(community, "bot-log")[1]


async def test_dropping_the_gateway_changes_nothing(begin: Begin) -> None:
    community = await begin()
    community.discord.faults.order([{"method": "POST", "path": POSTS, "count": 2, "delay": 0.3}])
    await say(community, "one", "two", "three")
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{community.discord.base_url}/local/gateway", json={"action": "drop"}) as answer,
    ):
        assert answer.status == 200, await answer.text()
    await settled(community)
    assert said_in(community) == ["one", "two", "three"]
