"""One greeting, whatever is killed, cut, replayed or lost, and whenever."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from bot.local_discord.world import shapes
from bot.local_discord.world.records import Overwrite, OverwriteType
from tests.wire.harness import Json

from .conftest import DAY, HOUR, MODERATORS, WINDOW, Begin, Newcomers


@pytest.mark.parametrize(
    "fault",
    [{"cut": "before"}, {"cut": "after"}, {"status": 500}, {"status": 500, "after": True}, {"delay": 0.6}],
    ids=str,
)
async def test_killed_while_the_greeting_is_under_way(begin: Begin, fault: Json) -> None:
    community = await begin()
    ada, ben = community.joins("ada"), community.joins("ben")
    await community.known(ada)
    await community.known(ben)
    community.fault(**fault)
    asked = community.last_request()
    await community.advance(WINDOW)
    await community.eventually(
        lambda: [each for each in community.requests(since=asked) if each["path"].endswith("/messages")],
        "the request",
    )
    await community.bot.kill()
    await community.starts()
    await community.eventually(community.greeted, "the greeting")
    await community.nothing_more()
    assert community.greeted() == [[ada, ben]]


@pytest.mark.timeout(900)
async def test_killed_between_any_two_steps(begin: Begin) -> None:
    """Joining, passing the screening, waiting and the message, with a power cut after each in turn."""
    chance = random.Random(4)
    community = await begin()
    everybody: list[str] = []
    for number in range(8):
        ada = community.joins(f"ada{number}", pending=True)
        everybody.append(ada)
        await asyncio.sleep(chance.random() * 0.05)
        if number % 2:
            await community.bot.kill()
            community.accepts(ada)
            await community.starts()
        else:
            community.accepts(ada)
            await asyncio.sleep(chance.random() * 0.05)
            await community.bot.kill()
            await community.starts()
        await community.known(ada)
        await community.advance(WINDOW)
        await asyncio.sleep(chance.random() * 0.1)
        await community.bot.kill()
        await community.starts()
        await community.eventually(
            lambda: set(everybody) <= set(community.everybody_greeted()), "everybody greeted"
        )
    await community.nothing_more()
    assert community.everybody_greeted() == sorted(everybody)


@pytest.mark.parametrize(
    ("action", "resumable"),
    [("drop", True), ("drop", False), ("reconnect", True), ("invalid_session", False)],
)
async def test_the_connection_is_lost_while_people_come(begin: Begin, action: str, resumable: bool) -> None:
    community = await begin()
    ada, ben = community.joins("ada"), community.joins("ben", pending=True)
    await community.known(ada)
    await community.known(ben, "pending")
    await community.discord.gateway.order(action, resumable=resumable)
    cai = community.joins("cai")
    community.accepts(ben)
    community.leaves(ada)
    await community.eventually(lambda: community.discord.sessions.online, "the bot connected")
    await community.eventually(lambda: community.state_of(cai) == "waiting", "the join")
    await community.known(ben)
    await community.gone(ada)
    await community.greets(ben, cai)
    await community.nothing_more()
    assert community.everybody_greeted() == sorted([ben, cai])


async def test_a_fresh_connection_takes_over_while_people_come(begin: Begin, tmp_path: Path) -> None:
    """Listening needs messages' contents, and with them another connection."""
    community = await begin(beside={"guide": {"folder": str(tmp_path / "no-guide")}})
    moderator = community.person("sofia_reyes")
    users = [community.joins("ada"), community.joins("ben", pending=True)]
    seen = len(community.bot.lines)
    asking = asyncio.create_task(
        moderator.command("guide listen", state="on", channel=community.channel("general"))
    )
    before = users[0]
    for number in range(15):
        users.append(community.joins(f"cai{number}"))
        await asyncio.sleep(0.1)
    community.accepts(users[1])
    community.leaves(before)
    await asking
    await community.bot.logged("ready", after=seen)
    for user in users[1:]:
        await community.known(user)
    await community.gone(before)
    await community.advance(2 * WINDOW)
    await community.greets(*users[1:])
    await community.nothing_more()
    assert community.everybody_greeted() == sorted(users[1:])


async def test_events_that_come_twice_late_and_in_another_order(begin: Begin) -> None:
    community = await begin()
    world = community.discord.world
    guild = world.get_guild(community.discord.guild_id)

    def event(user: str) -> Json:
        member = world.get_member(guild.id, int(user))
        return {**shapes.member(world, guild, member), "guild_id": str(guild.id)}

    ada = community.joins("ada", pending=True)
    joined = event(ada)
    community.accepts(ada)
    passed = event(ada)
    await community.known(ada)
    await community.greets(ada)
    for name, payload in (
        ("GUILD_MEMBER_ADD", joined),
        ("GUILD_MEMBER_UPDATE", passed),
        ("GUILD_MEMBER_UPDATE", joined),
        ("GUILD_MEMBER_UPDATE", passed),
    ):
        world.emit(name, payload)
    # Through before they joined, as far as the gateway tells.
    user = world.make_user("ben")
    member = world.enrol(guild.id, user.id)
    ben = {**shapes.member(world, guild, member), "guild_id": str(guild.id)}
    world.emit("GUILD_MEMBER_UPDATE", ben)
    world.emit("GUILD_MEMBER_ADD", {**ben, "pending": True})
    await community.looks()
    await community.known(str(user.id))
    await community.greets(str(user.id))
    # And the leave of a stay that is over, after the next has begun.
    community.leaves(ada)
    community.returns(ada)
    await community.known(ada)
    world.emit("GUILD_MEMBER_REMOVE", {"guild_id": str(guild.id), "user": joined["user"]})
    await community.gone(ada)
    await community.looks()
    await community.advance(WINDOW)
    await community.eventually(lambda: len(community.greeted()) == 3, "the welcome back")
    await community.nothing_more()
    assert community.greeted() == [[ada], [str(user.id)], [ada]]
    assert community.bot.errors() == []


async def test_a_server_that_was_not_available_is_compared_when_it_is_again(begin: Begin) -> None:
    community = await begin()
    world = community.discord.world
    guild = world.get_guild(community.discord.guild_id)
    world.emit("GUILD_DELETE", {"id": str(guild.id), "unavailable": True})
    user = world.make_user("ada")
    world.enrol(guild.id, user.id)
    await asyncio.sleep(0)
    world.emit("GUILD_CREATE", shapes.guild_create(world, guild))
    await community.known(str(user.id))
    await community.greets(str(user.id))


async def test_a_lost_permission_is_told_once_and_who_waits_is_greeted_when_it_is_back(begin: Begin) -> None:
    community = await begin()
    world = community.discord.world
    place = world.channels[int(community.channel("welcome"))]
    before = list(place.overwrites)
    denied = Overwrite(world.bot_user.id, OverwriteType.MEMBER, deny=1 << 11)
    world.edit_channel(place.id, {}, overwrites=[*before, denied])
    ada = community.joins("ada")
    await community.known(ada)
    await community.until_told(1)
    ben = community.joins("ben")
    await community.known(ben)
    await community.advance(WINDOW)
    status = await community.person("sofia_reyes").command("welcome status")
    assert "the bot lacks" in str(status)
    assert "2 people" in str(status)
    world.edit_channel(place.id, {}, overwrites=before)
    await community.greets(ada, ben)
    await community.until_told(2)
    await community.nothing_more()
    assert community.greeted() == [[ada, ben]]
    bad, good = community.told()
    assert "newcomers are not greeted" in bad
    assert "newcomers are greeted" in good


async def test_newcomers_wait_while_discord_refuses_what_the_bot_may_say(begin: Begin) -> None:
    community = await begin()
    place = community.channel("welcome")
    refusal = {"status": 403, "body": {"message": "Missing Permissions", "code": 50013}}
    community.fault(**refusal)
    ada = community.joins("ada")
    await community.known(ada)
    await community.advance(WINDOW)
    await community.eventually(lambda: community.stored("SELECT 1 FROM outbox_stop"), "the channel stopped")
    ben = community.joins("ben")
    await community.known(ben)
    await community.advance(WINDOW)
    status = str(await community.person("sofia_reyes").command("welcome status"))
    assert "Discord refuses what the bot sends" in status
    assert "1 person to be greeted next" in status
    # Whatever it was, Discord tells that something changed.
    community.discord.world.edit_channel(int(place), {"topic": "Hello!"})
    await community.greets(ada, ben)
    await community.nothing_more()
    assert community.greeted() == [[ada], [ben]]


async def test_a_channel_that_is_gone_and_another_that_takes_its_place(begin: Begin) -> None:
    community = await begin()
    community.discord.world.delete_channel(int(community.channel("welcome")))
    ada = community.joins("ada")
    await community.known(ada)
    await community.until_told(1)
    await community.person("sofia_reyes").command(
        "admin config set", cog="welcome", key="channel", value=community.channel("papers")
    )
    await community.advance(WINDOW)
    await community.eventually(lambda: community.greeted("papers") == [[ada]], "the greeting")
    await community.nothing_more()
    assert community.greeted("papers") == [[ada]]
    assert len(community.told()) == 2


# --- many at once -----------------------------------------------------------------------------------------


def raid_message(community: Newcomers) -> Json:
    (message,) = community.notices()
    return message


async def test_a_raid_waits_is_paused_with_a_press_and_then_everybody_is_greeted(begin: Begin) -> None:
    community = await begin()
    users = [community.joins(f"raider{number}") for number in range(30)]
    await community.eventually(community.told, "the word to moderators")
    assert "Many people are joining" in community.told()[0]
    moderator = community.person("sofia_reyes").at(MODERATORS)
    await moderator.click(raid_message(community), "Pause greetings")
    await community.eventually(lambda: "paused" in community.told()[0], "the pause is shown")
    community.leaves(users[0])
    await community.advance(HOUR)
    await community.bot.kill()
    await community.starts()
    await community.advance(DAY)
    assert community.greeted() == []
    assert len(community.told()) == 1, community.told()
    await moderator.click(raid_message(community), "Greet those who wait")
    await community.advance(1)
    await community.eventually(lambda: len(community.everybody_greeted()) == 29, "everybody greeted")
    await community.eventually(lambda: "is over" in community.told()[0], "the end is shown")
    await community.nothing_more()
    assert community.everybody_greeted() == sorted(users[1:])
    assert len(community.greeted()) == 2
    assert len(community.told()) == 1


async def test_a_raid_without_a_pause_ends_by_itself(begin: Begin) -> None:
    community = await begin()
    users = [community.joins(f"raider{number}") for number in range(25)]
    await community.eventually(community.told, "the word to moderators")
    assert community.greeted() == []
    await community.advance(3 * WINDOW)
    await community.eventually(lambda: len(community.everybody_greeted()) == 25, "everybody greeted")
    await community.nothing_more()
    assert community.greeted() == [users]


# --- direct messages --------------------------------------------------------------------------------------


async def test_direct_messages_reach_who_takes_them_and_leave_others_in_peace(begin: Begin) -> None:
    community = await begin(direct_messages=True)
    living = community.discord.people.living
    ada, ben, cai = (community.joins(name) for name in ("ada", "ben", "cai"))
    closed = living.open_dm(ada, closed=True)
    opening = {"method": "POST", "path": "/users/@me/channels", "count": 1}
    nobody = {"status": 403, "body": {"message": "No mutual guilds", "code": 50278}}
    community.discord.faults.order([{**opening, "rate_limit": {"retry_after": 60}}, {**opening, **nobody}])
    for user in (ada, ben, cai):
        await community.known(user)
    await community.greets(ada, ben, cai)

    def written() -> list[tuple[str, int]]:
        return community.stored("SELECT state, channel_id FROM outbox WHERE key LIKE 'welcome.direct.%'")

    async def all_tried() -> bool:
        await community.advance(6)
        return not community.stored("SELECT 1 FROM welcome_newcomer WHERE direct = 1")

    await community.eventually(all_tried, "everybody written to")
    await community.nothing_more()
    # To the first no conversation was opened.
    sent = [channel for state, channel in written() if state == "sent"]
    assert [int(living.open_dm(user)) for user in (ben, cai)] == sent
    assert closed not in sent
    assert all(
        sum(
            message.author_id == community.discord.world.bot_user.id
            for message in community.discord.world.messages[channel].values()
        )
        == 1
        for channel in sent
    )
    assert community.told() == []
    assert community.bot.errors() == []


async def test_closed_direct_messages_are_no_failure(begin: Begin) -> None:
    community = await begin(direct_messages=True)
    ada = community.joins("ada")
    community.discord.people.living.open_dm(ada, closed=True)
    await community.known(ada)
    await community.greets(ada)
    dropped = "SELECT note FROM outbox WHERE key LIKE 'welcome.direct.%' AND state = 'dropped'"
    await community.eventually(lambda: community.stored(dropped), "the refusal")
    await community.nothing_more()
    ((note,),) = community.stored(dropped)
    assert "50007" in note
    refused = [
        each for each in community.requests() if each["path"].endswith("/messages") and each["status"] == 403
    ]
    assert len(refused) == 1
    assert community.told() == []
    assert community.bot.errors() == []
