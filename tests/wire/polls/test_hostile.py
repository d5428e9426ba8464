"""Polls in the hands of who means harm: forged presses, replays, five hundred at once, and a kill at the end."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.local_discord.people.errors import LocalError
from bot.local_discord.world.records import Overwrite, OverwriteType
from tests.wire.harness import Json, Person, button, is_private, said, text

from .conftest import DAY, Asking

pytestmark = pytest.mark.asyncio(loop_scope="module")

COMPONENT, BUTTON, SELECT = 3, 2, 3
PRIVATE_THREAD = 12
VIEW = 1 << 10
CROWD = 500


async def forged(asking: Asking, person: Person, custom_id: str, *values: str, channel: str = "") -> str:
    """What somebody is told who sends a press that neither a client nor Discord would let through."""
    using: Any = asking.community.discord.people.using
    data: Json = {"custom_id": custom_id, "component_type": SELECT if values else BUTTON, "id": 2}
    if values:
        data["values"] = list(values)
    place = int(channel or person.channel)
    item: Json = {"type": data["component_type"], "custom_id": custom_id, "id": 2}
    item |= {"options": [{"label": "x", "value": "x"}]} if values else {"style": 2, "label": "x"}
    stored = next(iter(asking.community.discord.world.messages[place].values()))
    # discord.py finds a press in the message that comes with it, so that has to be forged, too.
    source = replace(stored, components=[{"type": 1, "id": 1, "components": [item]}])
    outcome = await using._send(COMPONENT, place, int(person.id), data, 20.0, source=source)

    async def told() -> str:
        """What only they read: a press that changes a message shows that message as well."""
        found = await using.outcome(person.id, outcome["interaction"])
        answers = [found["message"]] if found.get("message") else []
        return "\n".join(text(each) for each in [*answers, *found["followups"]] if is_private(each))

    return str(await asking.community.eventually(told, f"an answer to {custom_id}"))


async def three_polls(asking: Asking) -> None:
    """Poll 1 is secret, 2 asks for a date, 3 is Discord's own."""
    await asking.ask_secret(asking.amara)
    now = datetime.fromisoformat(asking.community.discord.world.now_iso()).astimezone(UTC)
    await asking.ask_date(
        asking.amara, "\n".join(f"{now + timedelta(days=day):%Y-%m-%d} 18:00" for day in (7, 8))
    )
    form = await asking.amara.command("poll ask")
    filled = {"question": "Which?", "answers": "a\nb", "most": "one", "ends": "1 day"}
    await asking.amara.told(await asking.amara.submit(form, **filled))
    await asking.card(1)
    await asking.card(2)
    await asking.community.quiet()


async def test_forged_presses_change_nothing_and_are_answered(asking: Asking) -> None:
    community, diego = asking.community, asking.diego
    await three_polls(asking)
    presses: list[tuple[str, ...]] = [
        ("polls:choose:1#3",), ("polls:choose:1#0",), ("polls:choose:99#1",),
        ("polls:from:1", "1", "2"), ("polls:from:1", "1", "1"), ("polls:from:1", "-1"), ("polls:from:1", "٣"),
        # The presses of one kind of poll for another.
        ("polls:choose:2#1",), ("polls:choose:3#1",), ("polls:from:3", "1"), ("polls:from:2", "1", "2"),
        ("polls:can:1", "1"), ("polls:can:3", "1"), ("polls:maybe:1", "1", "2"), ("polls:none:3",),
        ("polls:none:1",), ("polls:answer:1",), ("polls:answer:3",), ("polls:forget:3",), ("polls:back:3",),
    ]  # fmt: skip
    for custom_id, *values in presses:
        told = await forged(asking, diego, custom_id, *values)
        assert told, custom_id
        assert "reference" not in told, (custom_id, told)
        assert community.stored("SELECT * FROM poll_vote") == [], custom_id
    assert asking.bot.errors() == []


async def test_who_does_not_see_the_channel_does_not_vote(asking: Asking) -> None:
    community, diego = asking.community, asking.diego
    await three_polls(asking)
    world = community.discord.world
    place = world.channels[int(diego.channel)]
    denied = Overwrite(int(diego.id), OverwriteType.MEMBER, deny=VIEW)
    world.edit_channel(place.id, {}, overwrites=[*place.overwrites, denied])
    elsewhere = community.channel("papers")
    community.another_bot_says("papers", "a message to press on")
    for custom_id, *values in (("polls:choose:1#1",), ("polls:can:2", "1"), ("polls:answer:2",)):
        for channel in (diego.channel, elsewhere):
            told = await forged(asking, diego, custom_id, *values, channel=channel)
            assert "/poll list has those" in told, (custom_id, told)
    assert community.stored("SELECT * FROM poll_vote") == []


async def test_who_asked_ends_it_without_seeing_the_channel_and_nobody_else_hears_of_it(
    asking: Asking,
) -> None:
    community, priya = asking.community, asking.priya
    await asking.ask_secret(priya)
    await asking.card(1)
    world, bot = community.discord.world, community.discord.world.bot_user.id
    place = world.channels[int(priya.channel)]
    denied = [
        Overwrite(user, OverwriteType.MEMBER, deny=VIEW)
        for user in (int(priya.id), int(asking.diego.id), bot)
    ]
    world.edit_channel(place.id, {}, overwrites=[*place.overwrites, *denied])
    # Where the bot does not see the channel either, what became of the message is not known.
    listed = said(await priya.at("papers").command("poll list"))
    assert "Tea?" in listed
    assert "was deleted" not in listed
    assert "No poll is open" in said(await asking.diego.at("papers").command("poll list"))
    assert "/poll list has those" in said(await asking.diego.at("papers").command("poll end", poll=1))
    assert "is over" in said(await priya.at("papers").command("poll end", poll=1))
    assert asking.bot.errors() == []


async def test_when_its_channel_is_gone_who_ends_a_poll_reads_the_result(asking: Asking) -> None:
    community = asking.community
    await asking.ask_secret(asking.priya)
    await asking.diego.click(await asking.card(1), "No")
    community.discord.world.delete_channel(int(community.channel("general")))
    told = said(await asking.priya.at("papers").command("poll end", poll=1))
    assert "channel is gone" in told
    assert "Most votes: No, 1 vote." in told
    assert community.stored("SELECT * FROM poll_vote") == []
    # What was to be said there waits for nothing, and nothing is out of order.
    unsaid = "SELECT state, note FROM outbox WHERE key = 'polls.1.result'"
    ended = [("dropped", "its channel was deleted")]
    await community.eventually(lambda: community.stored(unsaid) == ended, "the end of the row")
    assert community.stored("SELECT 1 FROM outbox WHERE state IN ('waiting', 'sending')") == []
    assert community.stored("SELECT * FROM outbox_stop") == []
    assert asking.bot.errors() == []


async def test_a_private_thread_s_poll_is_told_inside_only(asking: Asking) -> None:
    community, diego = asking.community, asking.diego
    world = community.discord.world
    thread = world.create_thread(
        int(community.channel("general")), "Reviewers", int(asking.priya.id), type=PRIVATE_THREAD
    )
    for member in (int(asking.priya.id), int(asking.sofia.id), world.bot_user.id):
        world.add_thread_member(thread.id, member)
    inside = asking.priya.at(str(thread.id))
    assert "is posted here" in await asking.ask_secret(inside, question="Who reviews?")
    assert "Who reviews?" in said(await asking.sofia.at(str(thread.id)).command("poll list"))
    assert "Who reviews?" in said(await asking.priya.command("poll list"))
    assert "No poll is open" in said(await diego.command("poll list"))
    assert "/poll list has those" in said(await diego.command("poll end", poll=1))
    assert asking.bot.errors() == []


async def test_a_press_told_twice_does_not_bring_an_older_vote_back(asking: Asking) -> None:
    community = asking.community
    await asking.ask_secret(asking.amara)
    card = await asking.card(1)
    heard: list[Json] = []
    world = community.discord.world
    emit = world.emit

    def listen(event: str, payload: Json, *rest: Any, **more: Any) -> Any:
        if event == "INTERACTION_CREATE":
            heard.append(payload)
        return emit(event, payload, *rest, **more)

    world.emit = listen
    await asking.diego.click(card, "Yes")
    await asking.diego.click(card, "No")
    no = community.stored("SELECT answer FROM poll_vote")
    world.emit = emit
    before = len(asking.bot.lines)
    emit("INTERACTION_CREATE", heard[0])
    line = await asking.bot.logged("answered too late", after=before)
    # The log does not tell what was chosen.
    assert line["name"] == "polls:choose:1"
    assert community.stored("SELECT answer FROM poll_vote") == no == [("[2]",)]


async def test_many_forms_at_once_stay_within_the_limit(asking: Asking) -> None:
    forms = [await asking.priya.command("poll secret") for _ in range(8)]
    typed = {"question": "Tea?", "options": "Yes\nNo", "most": "one", "ends": "1 day"}
    sent = await asyncio.gather(*(asking.priya.submit(form, **typed) for form in forms))
    told = [await asking.priya.told(outcome) for outcome in sent]
    assert Counter("3 open polls" in each for each in told) == {True: 5, False: 3}
    assert len(asking.community.stored("SELECT * FROM poll")) == 3


async def test_five_hundred_vote_at_once_and_it_is_killed_twice(asking: Asking) -> None:
    """Whoever was told that their vote counts is counted once; so are those that press again."""
    community, bot, people = asking.community, asking.bot, asking.community.discord.people
    await asking.ask_secret(asking.amara)
    card = await asking.card(1)
    people.populate(CROWD, prefix="crowd")
    members = community.discord.world.guilds[int(community.discord.guild_id)].members.values()
    names = {each.user_id: community.discord.world.users[each.user_id].name for each in members}
    crowd = [Person(community, str(user)) for user, name in names.items() if name.startswith("crowd")]
    assert len(crowd) == CROWD
    counted: set[str] = set()
    half, up = asyncio.Event(), asyncio.Event()
    up.set()

    async def votes(number: int, voter: Person) -> None:
        custom_id = button(card, ("Yes", "No")[number % 2])["custom_id"]
        using: Any = people.using
        while voter.id not in counted:
            await up.wait()
            try:
                outcome = await using.click(voter.id, voter.channel, card["id"], custom_id)
                found = await using.outcome(voter.id, outcome["interaction"], wait=5.0)
            except LocalError:
                # The bot is away, or its answer never came.
                continue
            if "Your vote" in said(found):
                counted.add(voter.id)
            if len(counted) >= CROWD // 2:
                half.set()

    everybody = asyncio.gather(*(votes(number, voter) for number, voter in enumerate(crowd)))
    await half.wait()
    up.clear()
    await bot.kill()
    await bot.start()
    up.set()
    await everybody
    assert community.stored("SELECT answer, count(*) FROM poll_vote GROUP BY answer ORDER BY answer") == [
        ("[1]", CROWD // 2),
        ("[2]", CROWD // 2),
    ]
    await community.advance(DAY)
    await bot.kill()
    await bot.start()
    await asking.result(1, f"A tie: Yes and No, {CROWD // 2} votes each.")
    await community.quiet()
    assert len([each for each in asking.said() if "Result ·" in text(each)]) == 1
    assert community.stored("SELECT * FROM poll_vote") == []
    assert bot.errors() == []
