"""Two connections, one answer."""

from __future__ import annotations

import asyncio

from bot.turns import Turn, Turns


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
    old.end()
    assert not await old.take(2)
    new.begin()
    assert await asyncio.gather(*waiting) == [False, True]


async def test_a_turn_that_ends_before_it_began_takes_nothing() -> None:
    turn = Turns().turn()
    waiting = asyncio.create_task(turn.take(1))
    await asyncio.sleep(0)
    turn.end()
    assert not await waiting


class Answer:
    """An answer that goes on until it is released."""

    def __init__(self, turn: Turn, number: int) -> None:
        self.done = asyncio.Event()
        self.task = asyncio.create_task(self._run(turn, number))

    async def _run(self, turn: Turn, number: int) -> None:
        if await turn.take(number):
            await self.done.wait()


async def test_quiet_comes_when_the_last_answer_is_given() -> None:
    turn = Turns().turn()
    turn.begin()
    first, second = Answer(turn, 1), Answer(turn, 2)
    await asyncio.sleep(0)
    quiet = asyncio.create_task(turn.quiet(60))
    first.done.set()
    await first.task
    await asyncio.sleep(0)
    assert not quiet.done()
    second.done.set()
    await quiet
    await turn.quiet(60)


async def test_the_patience_for_quiet_ends_and_nothing_is_cancelled() -> None:
    turn = Turns().turn()
    turn.begin()
    answer = Answer(turn, 1)
    await asyncio.sleep(0)
    await turn.quiet(0.01)
    assert not answer.task.done()
    answer.done.set()
    await answer.task


async def test_finishing_cancels_what_takes_too_long_and_leaves_alone_what_waits_for_another_turn() -> None:
    turns = Turns()
    old, new = turns.turn(), turns.turn()
    old.begin()
    slow, waiting = Answer(old, 1), Answer(new, 2)
    await asyncio.sleep(0)
    old.end()
    await old.finish(0.01)
    assert slow.task.cancelled()
    assert not waiting.task.done()
    waiting.done.set()
    new.begin()
    await waiting.task
    await new.finish(60)
