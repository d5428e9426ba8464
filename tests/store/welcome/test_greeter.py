"""Who is greeted when, in how many messages; pauses, raids, lost channels, direct messages."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.outbox import Outbox
from cogs.welcome.greeter import CHANNEL_HEALTH, WAITED

from .conftest import CHANNEL, DAY, HOUR, MINUTE, MODERATORS, World, labels_of

SECOND = timedelta(seconds=1)


async def test_who_comes_through_within_the_window_shares_a_message(world: World) -> None:
    await world.joins(1)
    await world.after(30 * SECOND)
    await world.joins(2)
    await world.joins(3, pending=True)
    await world.after(29 * SECOND)
    assert world.greetings() == []
    await world.after(SECOND)
    assert world.greetings() == [[1, 2]]
    await world.passes(3)
    for _ in range(3):
        await world.after(MINUTE)
    assert world.greetings() == [[1, 2], [3]]
    assert world.counts() == {"joined": 3, "screened": 3, "greeted": 3}


async def test_a_greeting_names_newcomers_and_those_who_come_back_in_their_own_words(world: World) -> None:
    await world.start(texts=["Hello {names} of {server}"], back_texts=["Again {names}"])
    await world.joins(1, 2)
    await world.joins(3, rejoined=True)
    await world.after(MINUTE)
    assert world.says() == ["Hello <@1> and <@2> of The \\*Server\\*\nAgain <@3>"]
    (body,) = world.rows("SELECT body FROM outbox")[0]
    assert labels_of(body) == ["Start here"]


async def test_the_variants_take_turns_also_with_direct_messages(world: World) -> None:
    await world.start(texts=["one {names}", "two {names}"], direct_messages=True)
    for user_id in range(1, 5):
        await world.joins(user_id)
        await world.after(MINUTE)
        await world.greeter.write(user_id, 1_000 + user_id)
    assert [said.split()[0] for said in world.says()] == ["one", "two", "one", "two"]


async def test_a_restart_with_nothing_to_do_writes_nothing(world: World) -> None:
    await world.joins(1)
    await world.after(MINUTE)
    before = world.rows("SELECT count(*) FROM outbox"), world.rows("SELECT * FROM welcome_newcomer")
    await world.start()
    await world.compare()
    await world.after(HOUR)
    assert (world.rows("SELECT count(*) FROM outbox"), world.rows("SELECT * FROM welcome_newcomer")) == before


async def test_who_waits_at_a_restart_is_greeted_after_it(world: World) -> None:
    await world.joins(1)
    await world.start()
    await world.after(MINUTE)
    assert world.greetings() == [[1]]


async def test_who_leaves_before_the_greeting_gets_none(world: World) -> None:
    await world.joins(1, 2)
    await world.leaves(1)
    await world.after(MINUTE)
    assert world.greetings() == [[2]]


async def test_more_than_a_message_names_are_several_messages(world: World) -> None:
    await world.start(raid_joins=0)
    await world.joins(*range(1, 61))
    await world.after(4 * MINUTE)
    assert world.greetings() == []
    await world.after(MINUTE)
    assert [len(group) for group in world.greetings()] == [20, 20, 20]


# --- the channel ------------------------------------------------------------------------------------------


async def test_without_a_channel_newcomers_wait_and_the_board_says_why(world: World) -> None:
    await world.start(channel=None)
    await world.joins(1)
    await world.after(MINUTE)
    assert world.health_of(CHANNEL_HEALTH) is False
    assert world.greeter.trouble() == "no channel is chosen; use /welcome setup"
    world.greeter.settings = world.greeter.settings.model_copy(update={"channel": CHANNEL})
    world.places.lacking = "the bot lacks Send Messages"
    await world.after(MINUTE)
    assert world.greetings() == []
    assert await world.greeter.again(1, "welcome.again.1") is False
    world.places.lacking = None
    await world.after(SECOND)
    assert world.health_of(CHANNEL_HEALTH) is True
    assert world.greetings() == [[1]]


async def test_who_waited_too_long_is_told_of_in_the_status(world: World) -> None:
    world.places.lacking = "gone"
    await world.joins(1)
    await world.after(2 * DAY)
    await world.joins(2)
    await world.after(DAY + MINUTE)
    world.places.lacking = None
    await world.after(SECOND)
    assert world.greetings() == [[2]]
    assert list(await world.ledger.not_greeted(10)) == [(1, WAITED)]
    assert world.counts()["greeted"] == 1


@pytest.mark.parametrize("state", ["dropped", "held"])
async def test_a_greeting_that_was_never_said_is_told_of_in_the_status(world: World, state: str) -> None:
    await world.joins(1, 2)
    await world.after(MINUTE)
    world.change(
        "UPDATE outbox SET state = ?, note = 'too late to be said', settled_at = "
        "CASE WHEN ? = 'dropped' THEN created_at END",
        state,
        state,
    )
    why = "the message: too late to be said"
    assert list(await world.ledger.not_greeted(10)) == [(2, why), (1, why)]


async def test_a_greeting_is_not_said_days_later(world: World) -> None:
    await world.joins(1)
    await world.after(MINUTE)
    ((created, latest),) = world.rows("SELECT created_at, not_after FROM outbox")
    assert created[:10] == "2026-03-02"
    assert latest[:10] == "2026-03-05"


# --- on purpose -------------------------------------------------------------------------------------------


async def test_again_greets_whoever_it_is_once_for_each_request(world: World) -> None:
    await world.joins(1, 2)
    assert await world.greeter.again(1, "welcome.again.1") is True
    assert await world.greeter.again(1, "welcome.again.1") is False
    # Of this one the ledger knows nothing.
    assert await world.greeter.again(900, "welcome.again.2") is True
    await world.after(MINUTE)
    assert world.greetings() == [[1], [900], [2]]
    assert await world.greeter.again(1, "welcome.again.3") is True
    assert world.state_of(1) == "greeted"


async def test_again_heals_what_was_silent(world: World) -> None:
    world.arrives(1)
    world.clock.advance(5 * DAY)
    await world.compare()
    assert await world.greeter.again(1, "welcome.again.1")
    assert (world.state_of(1), world.reason(1)) == ("greeted", None)
    assert list(await world.ledger.not_greeted(10)) == []


# --- pausing ----------------------------------------------------------------------------------------------


async def test_paused_they_wait_and_are_greeted_together_after_it(world: World) -> None:
    assert await world.greeter.pause() is True
    assert await world.greeter.pause() is False
    await world.joins(1)
    await world.after(DAY)
    await world.start()
    await world.joins(2)
    await world.after(DAY)
    assert world.greetings() == []
    assert await world.greeter.resume() is True
    assert await world.greeter.resume() is False
    await world.after(SECOND)
    assert world.greetings() == [[1, 2]]
    assert world.says(MODERATORS) == []


async def test_a_pause_of_a_week_drops_nobody_who_came_in_it_or_was_waiting(world: World) -> None:
    await world.start(channel=None)
    await world.joins(1)
    await world.after(2 * DAY)
    await world.joins(2)
    await world.after(2 * DAY)
    await world.greeter.pause()
    await world.start()
    await world.joins(3)
    await world.after(7 * DAY)
    await world.joins(4)
    await world.greeter.resume()
    assert world.greetings() == [[2, 3, 4]]
    assert world.state_of(1) == "silent"


async def test_a_pause_pressed_while_the_sweep_looks_counts(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.joins(1)
    looked = world.ledger.waiting

    async def waiting(*given: object) -> object:
        found = await looked(*given)  # type: ignore[arg-type]
        if not given:
            await world.greeter.pause()
        return found

    monkeypatch.setattr(world.ledger, "waiting", waiting)
    await world.after(MINUTE)
    assert world.greetings() == []


# --- raids ------------------------------------------------------------------------------------------------


async def test_a_raid_is_held_told_once_and_greeted_when_it_is_over(world: World) -> None:
    for user_id in range(1, 61):
        await world.joins(user_id)
        await world.after(SECOND)
    (told,) = world.says(MODERATORS)
    assert "Many people are joining" in told
    ((body,),) = world.rows("SELECT body FROM outbox WHERE channel_id = ?", MODERATORS)
    assert labels_of(body) == ["Pause greetings"]
    assert world.greetings() == []
    world.sent()
    await world.leaves(7, 8)
    await world.after(30 * SECOND)
    assert world.greetings() == []
    await world.after(15 * MINUTE)
    assert world.greeted() == [each for each in range(1, 61) if each not in (7, 8)]
    assert len(world.greetings()) == 3
    (over,) = world.edits()
    assert "is over" in over
    assert "60 people" in over
    assert len(world.says(MODERATORS)) == 1


async def test_a_raid_paused_by_the_button_lasts_until_it_is_resumed(world: World) -> None:
    await world.joins(*range(1, 31))
    await world.greeter.sweep()
    world.sent()
    await world.greeter.pause()
    world.sent()
    await world.after(HOUR)
    await world.start()
    await world.after(HOUR)
    assert world.greetings() == []
    (paused,) = world.edits()
    assert "paused" in paused
    await world.greeter.resume()
    await world.after(SECOND)
    assert world.greeted() == list(range(1, 31))
    assert "is over" in world.edits()[-1]
    assert world.rows("SELECT raid_since, paused_at FROM welcome_state") == [(None, None)]


async def test_a_raid_that_begins_in_a_pause_offers_to_go_on(world: World) -> None:
    await world.greeter.pause()
    await world.joins(*range(1, 31))
    await world.greeter.sweep()
    ((body,),) = world.rows("SELECT body FROM outbox WHERE channel_id = ?", MODERATORS)
    assert labels_of(body) == ["Greet those who wait"]


async def test_a_second_raid_is_told_anew(world: World) -> None:
    for first in (1, 101):
        await world.joins(*range(first, first + 25))
        await world.greeter.sweep()
        await world.after(HOUR)
    assert len(world.says(MODERATORS)) == 2
    assert world.greeted() == [*range(1, 26), *range(101, 126)]


async def test_nineteen_in_a_minute_are_no_raid_and_leavers_count(world: World) -> None:
    await world.joins(*range(1, 20))
    await world.greeter.sweep()
    assert world.says(MODERATORS) == []
    await world.leaves(*range(1, 20))
    await world.joins(20)
    await world.greeter.sweep()
    assert len(world.says(MODERATORS)) == 1


async def test_many_who_came_while_the_bot_was_away_are_no_raid(world: World) -> None:
    for user_id in range(1, 41):
        world.arrives(user_id)
        world.clock.advance(4 * SECOND)
    await world.compare()
    await world.after(5 * MINUTE)
    assert world.says(MODERATORS) == []
    assert world.greeted() == list(range(1, 41))


# --- direct messages --------------------------------------------------------------------------------------


def direct(world: World) -> list[tuple[int]]:
    return world.rows("SELECT channel_id FROM outbox WHERE key LIKE 'welcome.direct.%' ORDER BY id")


async def test_direct_messages_are_written_one_by_one_and_once(world: World) -> None:
    assert await world.greeter.to_write() is None
    await world.joins(1)
    await world.after(MINUTE)
    assert await world.greeter.to_write() is None, "they are off unless they are wanted"
    await world.start(direct_messages=True)
    await world.joins(2, 3)
    await world.after(MINUTE)
    for _ in range(3):
        user_id = await world.greeter.to_write()
        if user_id is not None:
            await world.greeter.write(user_id, 1_000 + user_id)
            await world.greeter.write(user_id, 1_000 + user_id)
    assert direct(world) == [(1_002,), (1_003,)]
    assert world.greetings() == [[1], [2, 3]]
    (body,) = world.rows("SELECT body FROM outbox WHERE channel_id = 1002")[0]
    assert "The \\\\*Server\\\\*" in body
    assert '"users":[]' in body


async def test_whom_discord_gives_no_way_to_holds_up_nobody(world: World) -> None:
    await world.start(direct_messages=True)
    await world.joins(1, 2)
    await world.after(MINUTE)
    assert await world.greeter.to_write() == 1
    await world.greeter.write(1, None)
    assert await world.greeter.to_write() == 2
    assert direct(world) == []


async def test_direct_messages_are_for_who_is_here_and_was_just_greeted(world: World) -> None:
    await world.start(direct_messages=True)
    await world.joins(1, 2)
    await world.after(MINUTE)
    await world.leaves(1)
    assert await world.greeter.to_write() == 2
    # Back, and not through yet.
    await world.joins(1, pending=True, rejoined=True)
    assert await world.greeter.to_write() == 2
    world.clock.advance(4 * DAY)
    assert await world.greeter.to_write() is None


async def test_who_comes_back_is_welcomed_back_in_a_direct_message_too(world: World) -> None:
    await world.start(direct_messages=True, back_texts=["Again {names}"])
    await world.joins(1, rejoined=True)
    await world.after(MINUTE)
    await world.greeter.write(1, 1_001)
    assert world.says(1_001)[0].startswith("Again <@1>")


# --- at once ----------------------------------------------------------------------------------------------


async def test_sweeps_at_once_greet_once(world: World) -> None:
    await world.joins(1, 2, 3)
    world.clock.advance(MINUTE)
    await asyncio.gather(*(world.greeter.sweep() for _ in range(5)))
    await world.after(MINUTE)
    assert world.greetings() == [[1, 2, 3]]
    assert world.counts()["greeted"] == 3


async def test_the_greeting_is_told_to_delivery_after_the_commit(world: World) -> None:
    told: list[int] = []
    outbox: Outbox = world.outbox
    outbox.on_new = lambda: told.append(len(world.greetings()))
    await world.joins(1)
    await world.after(MINUTE)
    assert told == [1]
