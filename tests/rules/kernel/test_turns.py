"""Two connections, one answer."""

from __future__ import annotations

import asyncio

from bot.turns import Turns


async def test_the_one_that_acts_takes_each_interaction_once() -> None:
    turn = Turns().turn()
    turn.begin()
    assert await turn.take(1)
    assert not await turn.take(1)
    assert await turn.take(2)


async def test_what_waits_is_taken_over_unless_it_was_answered() -> None:
    turns = Turns()
    old, new = turns.turn(), turns.turn()
    old.begin()
    waiting = [asyncio.create_task(new.take(number)) for number in (1, 2)]
    await asyncio.sleep(0)
    assert await old.take(1)
    assert turns.waiting == set(waiting)
    old.end()
    assert not await old.take(2)
    new.begin()
    assert await asyncio.gather(*waiting) == [False, True]
    assert turns.waiting == set()


async def test_a_turn_that_ends_before_it_began_takes_nothing() -> None:
    turn = Turns().turn()
    waiting = asyncio.create_task(turn.take(1))
    await asyncio.sleep(0)
    turn.end()
    assert not await waiting
