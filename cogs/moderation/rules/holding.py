"""Whom the guard may hold, and which time-outs are its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cogs.moderation.model import Decision, Hold

# As long as Discord does not take a time-out, it is asked again; then moderators are told without it.
TRY_FOR = timedelta(minutes=1)
# Discord keeps moments to the millisecond.
_SAME = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Known:
    """What Discord tells of a member. `above`: a role of theirs is as high as the bot's highest, or higher.

    `timed_out_until` (UTC) is when a time-out of theirs ends, over or not.
    """

    moderator: bool = False
    above: bool = False
    timed_out_until: datetime | None = None


def trouble(known: Known | None, *, may_hold: bool) -> str:
    """Return why somebody cannot be held, for moderators; empty when they can. None: they left."""
    if known is None:
        return "they have left"
    if known.moderator:
        return "they are a moderator"
    if not may_hold:
        return "the bot lacks Timeout Members"
    if known.above:
        return "a role of theirs stands as high as the bot's, or higher"
    return ""


def is_spared(at: datetime, before: Iterable[Hold]) -> bool:
    """Tell whether nothing is done about messages of `at`, because of the author's holds before.

    One burst is one hold, however long it goes on; and whom a moderator released, the guard trusts.
    """
    return any(at < hold.until or hold.decision is Decision.RELEASE for hold in before)


def is_held(known: Known, until: datetime) -> bool:
    """Tell whether somebody is held until then already, or longer by a moderator: nothing is to be asked."""
    return known.timed_out_until is not None and known.timed_out_until > until - _SAME


def is_own(known: Known, until: datetime) -> bool:
    """Tell whether a time-out is the guard's own: one that a moderator set since is never lifted."""
    return known.timed_out_until is not None and abs(known.timed_out_until - until) <= _SAME


def gave_up(hold: Hold, now: datetime) -> bool:
    """Tell whether Discord was asked for long enough to hold somebody."""
    return now >= min(hold.finding.at + TRY_FOR, hold.until)
