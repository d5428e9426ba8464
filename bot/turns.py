"""Which of two connections answers, while a fresh one takes over: Discord tells both of every interaction."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from contextlib import suppress
from typing import Any, Literal

from bot.meters import Interactions

log = logging.getLogger(__name__)

# More than people do in the seconds for which two connections are open.
REMEMBERED = 1000
# What a cancelled answer may take to end.
CANCEL_SECONDS = 0.5


class Turns:
    """What the connections of one process share about the interactions they take."""

    def __init__(self) -> None:
        self._taken: deque[int] = deque(maxlen=REMEMBERED)
        self.interactions = Interactions()

    def turn(self) -> Turn:
        """Return the turn of one more connection."""
        return Turn(self)

    def first_to_take(self, interaction: int) -> bool:
        """Tell whether nobody has taken this interaction yet, and take it."""
        if interaction in self._taken:
            return False
        self._taken.append(interaction)
        return True


class Turn:
    """One connection's turn to act: it begins and ends once."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._settled = asyncio.Event()
        self._over = False
        self._answering: set[asyncio.Task[Any]] = set()

    @property
    def has_begun(self) -> bool:
        """Whether the connection acts or has acted."""
        return self._settled.is_set()

    @property
    def is_over(self) -> bool:
        """Whether the connection has retired."""
        return self._over

    def begin(self) -> None:
        """Act from now on."""
        self._settled.set()

    def end(self) -> None:
        """Take nothing any more, also what waits for the turn."""
        self._over = True
        self._settled.set()

    async def take(self, interaction: int) -> bool:
        """Wait for the turn and tell whether this connection is to answer; for each interaction once.

        If so, the task that asks is one that answers, until it is done.
        """
        await self._settled.wait()
        if self._over or not self._turns.first_to_take(interaction):
            return False
        self.answers()
        return True

    def answers(self) -> None:
        """Note that the current task answers somebody, until it is done."""
        task = asyncio.current_task()
        if task is not None and task not in self._answering:
            self._answering.add(task)
            began = time.monotonic()
            task.add_done_callback(lambda _: self._answered(task, began))

    def _answered(self, task: asyncio.Task[Any], began: float) -> None:
        self._answering.discard(task)
        self._turns.interactions.took(time.monotonic() - began)

    def failed(self, reason: Literal["error", "too_late"]) -> None:
        """Count an interaction that failed."""
        self._turns.interactions.failures[reason] += 1

    async def quiet(self, patience: float) -> None:
        """Wait for a moment in which nobody is being answered, `patience` seconds at most."""
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while self._answering:
                    await asyncio.wait(self._answering, return_when=asyncio.FIRST_COMPLETED)

    async def finish(self, patience: float) -> None:
        """Wait for those that are being answered, and cancel what takes longer than `patience` seconds."""
        if not self._answering:
            return
        _, slow = await asyncio.wait(self._answering, timeout=patience)
        for task in slow:
            log.warning("%s was stopped in the middle", task.get_name())
            task.cancel()
        if slow:
            await asyncio.wait(slow, timeout=CANCEL_SECONDS)
