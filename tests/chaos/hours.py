"""Time that stands still while somebody acts: hours pass between what people do, never in the middle of a press."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime


class Hours:
    """Any number may act at a time; time passes when nobody does, and who would act then waits for it."""

    def __init__(self) -> None:
        self._acting = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._door = asyncio.Lock()
        self._appointments: list[datetime] = []

    @asynccontextmanager
    async def standing_still(self) -> AsyncIterator[None]:
        """Act. Not to be nested: whoever waits for time to pass keeps the door closed meanwhile."""
        async with self._door:
            self._acting += 1
            self._idle.clear()
        try:
            yield
        finally:
            self._acting -= 1
            if self._acting == 0:
                self._idle.set()

    @asynccontextmanager
    async def passing(self) -> AsyncIterator[None]:
        """Let time pass, once nobody acts."""
        async with self._door:
            await self._idle.wait()
            yield

    @contextmanager
    def never_beyond(self, moment: datetime) -> Iterator[None]:
        """Do what has to be done before a moment, which does not come earlier."""
        self._appointments.append(moment)
        try:
            yield
        finally:
            self._appointments.remove(moment)

    def left(self, now: datetime, seconds: float) -> float:
        """How many of so many seconds may pass, so that nobody is late."""
        return max(0.0, min([seconds, *((moment - now).total_seconds() for moment in self._appointments)]))
