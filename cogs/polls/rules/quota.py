"""How many polls one member and one channel may have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.errors import UserError
from bot.texts import plural

# What counts as a day for the limits.
DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Polls of a member and in a channel: open now, and begun within the last day. As limits or as counts."""

    open_member: int
    open_channel: int
    day_member: int
    day_channel: int


def refuse_more(had: Numbers, limits: Numbers) -> None:
    """Raise `UserError` when one more poll would be above a limit."""
    if had.open_member >= limits.open_member:
        raise UserError(
            f"You have {plural(had.open_member, 'open poll')}, and that is the limit here.",
            "End one with /poll end, or wait until one is over.",
        )
    if had.open_channel >= limits.open_channel:
        raise UserError(
            f"This channel has {plural(had.open_channel, 'open poll')}, and that is its limit.",
            "Wait until one is over, or ask in another channel.",
        )
    if had.day_member >= limits.day_member:
        raise UserError(
            f"You began {plural(had.day_member, 'poll')} within 24 hours, and that is the limit here.",
            "Try again tomorrow.",
        )
    if had.day_channel >= limits.day_channel:
        raise UserError(
            f"{plural(had.day_channel, 'poll')} began in this channel within 24 hours, its limit.",
            "Try again tomorrow, or ask in another channel.",
        )
