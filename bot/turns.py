"""Which of two connections answers, while a fresh one takes over: Discord tells both of every interaction."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

# More than people do in the seconds for which two connections are open.
REMEMBERED = 1000


class Turns:
    """What the connections of one process share about the interactions they take."""

    def __init__(self) -> None:
        self._taken: deque[int] = deque(maxlen=REMEMBERED)
        # Tasks that wait for their connection's turn: nothing that the retiring one would have to finish.
        self.waiting: set[asyncio.Task[Any] | None] = set()

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
        """Wait for the turn and tell whether this connection is to answer; for each interaction once."""
        task = asyncio.current_task()
        self._turns.waiting.add(task)
        try:
            await self._settled.wait()
        finally:
            self._turns.waiting.discard(task)
        return not self._over and self._turns.first_to_take(interaction)
