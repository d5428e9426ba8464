"""The ledger as members come and go, told twice, late, never, or while the member list is compared."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.clock import to_text
from cogs.welcome.ledger import BACK_AGAIN, CAME_BACK, TOO_LATE
from cogs.welcome.model import Seen
from cogs.welcome.roster import BATCH

from .conftest import DAY, HOUR, MINUTE, START, World


async def test_three_thousand_who_were_there_before_are_no_newcomers(world: World) -> None:
    assert world.first
    for number in range(1, 3_001):
        world.members[number] = Seen(number, START - number * HOUR, pending=False)
    await world.compare()
    await world.after(HOUR)
    assert world.rows("SELECT * FROM welcome_newcomer") == []
    assert world.says() == []
    await world.start()
    assert not world.first, "a restart is no new beginning"


async def test_more_than_a_batch_came_while_the_bot_was_away(world: World) -> None:
    for number in range(1, 2 * BATCH + 2):
        world.arrives(number)
    world.clock.advance(DAY)
    await world.compare()
    await world.compare()
    assert world.counts() == {"joined": 2 * BATCH + 1, "screened": 2 * BATCH + 1}
    await world.after(5 * MINUTE)
    assert world.greeted() == list(range(1, 2 * BATCH + 2))


async def test_the_sweep_finds_what_no_event_told(world: World) -> None:
    await world.joins(1, pending=True)
    await world.joins(2)
    world.arrives(3)
    await world.passes(1, told=False)
    await world.leaves(2, told=False)
    world.clock.advance(2 * MINUTE)
    await world.compare()
    await world.after(MINUTE)
    assert world.greetings() == [[1, 3]]
    assert not world.is_here(2)


async def test_who_came_too_long_ago_is_noted_silently(world: World) -> None:
    world.arrives(1)
    world.clock.advance(timedelta(days=3, minutes=1))
    world.arrives(2)
    await world.compare()
    await world.after(HOUR)
    assert world.greetings() == [[2]]
    assert world.reason(1) == TOO_LATE
    assert list(await world.ledger.not_greeted(10)) == [(1, TOO_LATE)]


async def test_a_list_that_ends_in_a_failure_takes_nobody_for_gone(world: World) -> None:
    await world.joins(*range(1, 6))
    world.clock.advance(HOUR)

    async def broken() -> AsyncIterator[Seen]:
        yield world.members[1]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await world.roster.compare(broken())
    assert all(world.is_here(number) for number in range(1, 6))
    # What came before the failure counts, and the next look goes on as ever.
    assert world.rows("SELECT looked_at FROM welcome_state") == [(to_text(START),)]
    await world.compare()
    assert world.rows("SELECT looked_at FROM welcome_state") == [(to_text(world.clock.now()),)]


async def test_whom_a_list_forgot_is_here_again_with_the_next(world: World) -> None:
    await world.joins(1, 2)
    world.clock.advance(2 * MINUTE)
    await world.compare([world.members[1]])
    assert not world.is_here(2)
    await world.compare()
    assert world.is_here(2)
    await world.after(MINUTE)
    assert world.greetings() == [[1, 2]]


async def test_who_has_just_joined_is_not_taken_for_gone(world: World) -> None:
    await world.joins(1)
    world.clock.advance(timedelta(seconds=4))
    await world.compare([])
    assert world.is_here(1), "the list may lag behind"
    world.clock.advance(timedelta(seconds=2))
    await world.compare([])
    assert not world.is_here(1)


async def test_who_left_and_came_back_untold_is_found(world: World) -> None:
    await world.joins(1)
    await world.leaves(1)
    world.clock.advance(MINUTE)
    world.arrives(1, rejoined=True)
    await world.compare()
    await world.after(MINUTE)
    assert world.greetings() == [[1]]


@pytest.mark.parametrize("known", [True, False], ids=["known", "joined while the bot was away"])
async def test_who_leaves_while_the_list_is_told_is_gone_though_it_names_them(
    world: World, known: bool
) -> None:
    if known:
        await world.joins(1)
    else:
        world.arrives(1)
    world.clock.advance(2 * MINUTE)
    stale = list(world.members.values())

    async def slowly() -> AsyncIterator[Seen]:
        for seen in stale:
            yield seen
        await world.leaves(1)

    await world.roster.compare(slowly())
    await world.after(5 * MINUTE)
    assert world.greetings() == []


async def test_who_comes_back_while_the_list_is_told_is_here(world: World) -> None:
    await world.joins(1)
    world.clock.advance(HOUR)
    await world.leaves(1, told=False)

    async def slowly() -> AsyncIterator[Seen]:
        await world.joins(1, rejoined=True)
        for seen in ():
            yield seen

    await world.roster.compare(slowly())
    assert world.is_here(1)


async def test_two_comparisons_wait_for_each_other(world: World) -> None:
    inside = 0

    async def members() -> AsyncIterator[Seen]:
        nonlocal inside
        inside += 1
        assert inside == 1
        await asyncio.sleep(0)
        yield world.members[1]
        inside -= 1

    world.arrives(1)
    await asyncio.gather(world.roster.compare(members()), world.roster.compare(members()))
    assert world.counts() == {"joined": 1, "screened": 1}


async def test_events_at_once_with_the_sweep_and_with_each_other(world: World) -> None:
    """The same twenty joins told three times over, through every way at the same moment."""
    seen = [world.arrives(number) for number in range(1, 20)]
    await asyncio.gather(
        *(world.roster.saw(each) for each in seen * 2),
        world.compare(),
        world.compare(),
        world.greeter.sweep(),
    )
    assert world.counts() == {"joined": 19, "screened": 19}
    await asyncio.gather(world.after(2 * MINUTE), world.compare(), *(world.roster.saw(each) for each in seen))
    await world.after(2 * MINUTE)
    assert world.greetings() == [list(range(1, 20))]


async def test_events_count_in_their_order_however_fast_they_come(world: World) -> None:
    """Discord tells, each is a task of its own."""
    seen = world.arrives(1)
    world.clock.advance(timedelta(seconds=1))
    back = world.arrives(1, rejoined=True)
    await asyncio.gather(world.roster.saw(seen), world.roster.left(1))
    assert not world.is_here(1)
    await asyncio.gather(world.roster.saw(back), world.roster.left(1), world.roster.saw(seen))
    assert not world.is_here(1)


# --- coming back ------------------------------------------------------------------------------------------


async def test_coming_back(world: World) -> None:
    """Welcomed, welcomed back, then not again for a week."""
    reasons: list[str | None] = []
    for stay in range(4):
        await world.joins(1, rejoined=stay > 0)
        await world.after(2 * MINUTE)
        reasons.append(world.reason(1))
        await world.leaves(1)
        world.clock.advance(HOUR)
    assert reasons == [None, None, BACK_AGAIN, BACK_AGAIN]
    assert world.greetings() == [[1], [1]]
    assert "elcome back" in world.says()[1] or "see you again" in world.says()[1]
    world.clock.advance(7 * DAY)
    await world.joins(1, rejoined=True)
    await world.after(2 * MINUTE)
    assert len(world.greetings()) == 3


async def test_the_setting_takes_effect_at_once(world: World) -> None:
    await world.start(welcome_back=False)
    await world.joins(1)
    await world.after(2 * MINUTE)
    await world.leaves(1)
    await world.joins(1, rejoined=True)
    await world.joins(2, rejoined=True)
    assert world.reason(1) == world.reason(2) == CAME_BACK
    await world.after(2 * MINUTE)
    assert world.greetings() == [[1]]


async def test_ten_joins_and_leaves_within_the_window_are_one_greeting(world: World) -> None:
    for _ in range(10):
        await world.joins(1)
        world.clock.advance(timedelta(seconds=2))
        await world.leaves(1)
        world.clock.advance(timedelta(seconds=2))
    await world.after(10 * MINUTE)
    assert world.greetings() == []
    assert list(await world.ledger.not_greeted(10)) == [(1, "left before they were greeted")]
    await world.joins(1, rejoined=True)
    await world.after(2 * MINUTE)
    await world.after(2 * MINUTE)
    assert world.greetings() == [[1]]
    assert "back" not in world.says()[0]


# --- the first message ------------------------------------------------------------------------------------


async def test_the_first_message_counts_once_also_after_a_restart(world: World) -> None:
    await world.joins(1)
    for user_id in (1, 1, 2):
        await world.roster.spoke(user_id)
    await world.start()
    await world.roster.spoke(1)
    assert world.counts()["spoke"] == 1
    assert world.rows("SELECT user_id FROM welcome_newcomer WHERE spoke_at IS NOT NULL") == [(1,)]


async def test_old_messages_of_others_cost_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.joins(1)
    await world.roster.spoke(1)
    monkeypatch.setattr(world.database, "write", None)
    monkeypatch.setattr(world.database, "all", None)
    for user_id in range(1, 1_000):
        await world.roster.spoke(user_id)


# --- tidying ----------------------------------------------------------------------------------------------


async def test_leavers_go_after_thirty_days_and_members_ninety_after_they_came_through(world: World) -> None:
    await world.joins(1, 2)
    await world.joins(3, pending=True)
    await world.after(2 * MINUTE)
    await world.leaves(1)
    world.clock.advance(30 * DAY)
    await world.roster.tidy()
    assert world.state_of(1) == "greeted"
    world.clock.advance(HOUR)
    await world.roster.tidy()
    assert world.state_of(1) is None
    world.clock.advance(60 * DAY)
    await world.roster.tidy()
    assert world.state_of(2) is None
    assert world.state_of(3) == "pending", "they are still to be greeted"
    await world.compare()
    await world.after(HOUR)
    assert world.state_of(2) is None, "known from now on"
    assert world.greetings() == [[1, 2]]
    await world.passes(3)
    await world.after(2 * MINUTE)
    assert world.greetings() == [[1, 2], [3]]
    world.clock.advance(89 * DAY)
    await world.roster.tidy()
    assert world.state_of(3) == "greeted"


async def test_who_waits_is_not_dropped_however_long(world: World) -> None:
    await world.greeter.pause()
    await world.joins(1)
    world.clock.advance(100 * DAY)
    await world.roster.tidy()
    assert world.state_of(1) == "waiting"


async def test_a_clock_that_was_wrong_once_does_not_make_everybody_known(world: World) -> None:
    await world.joins(1)
    await world.after(2 * MINUTE)
    right = world.clock.now()
    world.clock.advance(4_000 * DAY)
    await world.roster.tidy()
    world.clock.advance(right - world.clock.now() + HOUR)
    await world.joins(2)
    await world.compare()
    await world.after(2 * MINUTE)
    assert world.greetings() == [[1], [2]]


async def test_an_introduction_goes_with_its_author_and_stays_when_they_come_back(world: World) -> None:
    for user_id in (1, 2):
        await world.joins(user_id)
        world.introduced(user_id)
    # Somebody of old, of whom the ledger knows nothing.
    world.arrives(3)
    world.members[3] = Seen(3, START - DAY, pending=False)
    world.introduced(3)
    world.introduced(4)
    await world.leaves(1, 2, 3)
    world.clock.advance(20 * DAY)
    await world.joins(1, 3, rejoined=True)
    # Nobody told that the fourth left.
    await world.compare()
    world.clock.advance(11 * DAY)
    await world.roster.tidy()
    assert world.rows("SELECT user_id FROM welcome_introduction ORDER BY 1") == [(1,), (3,), (4,)]
    world.clock.advance(20 * DAY)
    await world.roster.tidy()
    assert world.rows("SELECT user_id FROM welcome_introduction ORDER BY 1") == [(1,), (3,)]
