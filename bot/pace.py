"""How often one member may use the bot: what is above it is refused before it costs anything.

Each member has a bucket that holds a minute's worth and fills evenly. It is kept as the one moment at which
it is full again (the generic cell rate algorithm of ITU-T I.371), so whoever waited a minute leaves nothing
behind.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from bot.clock import discord_time
from bot.errors import UserError

MINUTE = 60.0
# Above this many members the full buckets are let go.
REMEMBERED = 1000
# So many suggestions are looked up for each command: Discord asks with each few letters that somebody types.
TYPED = 10


class Pace:
    """The buckets of all members, in memory; `per_minute` uses of one member are let through in a minute."""

    def __init__(self, per_minute: int) -> None:
        self._each = MINUTE / per_minute
        self._full_at: dict[int, float] = {}

    def wait(self, member: int, now: float) -> float:
        """Count one use at `now` and return 0.0, or the seconds until the next is let through.

        A use that has to wait is not counted: whoever goes on pressing waits no longer than whoever stops.
        `now` are seconds since any moment; when that clock is put back, nobody waits longer for it.
        """
        full_at = min(max(self._full_at.get(member, now), now), now + MINUTE)
        too_early = full_at + self._each - now - MINUTE
        # What adding and taking away leaves over is no time that anybody waits.
        if too_early > self._each / 1000:
            self._full_at[member] = full_at
            return too_early
        if len(self._full_at) >= REMEMBERED:
            self._full_at = {each: moment for each, moment in self._full_at.items() if moment > now}
        self._full_at[member] = full_at + self._each
        return 0.0


class Pacing:
    """The pace of what members do, and of what is looked up while they type."""

    def __init__(self, per_minute: int) -> None:
        self._acting = Pace(per_minute)
        self._typing = Pace(TYPED * per_minute)

    def keep(self, member: int, now: datetime, *, typing: bool = False) -> None:
        """Count one command or press of a member, or what is asked while `typing`.

        Raises `UserError` for whoever uses the bot faster than people do.
        """
        pace = self._typing if typing else self._acting
        wait = pace.wait(member, now.timestamp())
        if wait:
            again = now + timedelta(seconds=ceil(wait))
            raise UserError(
                "That was faster than the bot answers one person, so nothing was done.",
                f"Do it again {discord_time(again, 'R')}.",
            )
