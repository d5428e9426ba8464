"""What one of Discord's own polls can hold (resources/poll), said when it bites, with what to do instead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.errors import UserError
from bot.limits import POLL_ANSWER, POLL_ANSWERS, POLL_HOURS, fit
from cogs.polls.model import Option
from cogs.polls.rules import asking, times

_HOUR = timedelta(hours=1)
_SHOWN = 60


def options(typed: str) -> Sequence[Option]:
    """Return the answers that were typed, one a line.

    Raises `UserError` for too few or too many, for one that is too long, and for one that is there twice.
    """
    found = asking.lines(typed)
    if len(found) > POLL_ANSWERS:
        more = ""
        if len(found) <= asking.MOST_OPTIONS:
            more = f", or use /poll secret, which takes {asking.MOST_OPTIONS}"
        raise UserError(
            f"There are {len(found)} answers; Discord's own polls have {POLL_ANSWERS} at most.",
            f"Leave some out{more}.",
        )
    asking.refuse_count(len(found), asking.LEAST_OPTIONS, POLL_ANSWERS, "answer")
    for text in found:
        if len(text) > POLL_ANSWER:
            more = f", or use /poll secret, where {asking.LABEL} are" if len(text) <= asking.LABEL else ""
            raise UserError(
                f"“{fit(text, _SHOWN)}” has {len(text)} characters; in Discord's own polls {POLL_ANSWER} are "
                "the most.",
                f"Shorten it{more}.",
            )
    if double := asking.first_double(map(asking.alike, found)):
        raise UserError(
            f"Answers {double[0] + 1} and {double[1] + 1} are the same.", "Leave one of them out."
        )
    return tuple(Option(number, text) for number, text in enumerate(found, 1))


def end(typed: str, zone: str, now: datetime, longest: timedelta) -> datetime:
    """Return the moment at which a poll ends (UTC) that begins at `now`: a number of whole hours later.

    Discord counts in hours, so what is between is rounded up. Raises `UserError` as `times.end` does, and for
    less than an hour and more than Discord allows.
    """
    moment = times.end(typed, zone, now, longest)
    most = timedelta(hours=POLL_HOURS)
    if moment > now + most:
        raise UserError(
            f"Discord's own polls are open for {most.days} days at most.",
            f"Let it end sooner, or use /poll secret, which may be open for {longest.days} days.",
        )
    if moment < now + _HOUR:
        raise UserError(
            "Discord's own polls are open for an hour at least.", "Let it end later, or use /poll secret."
        )
    return now + _HOUR * hours(moment - now)


def hours(span: timedelta) -> int:
    """Return a span in hours, as Discord is told it: rounded up."""
    return -(-span // _HOUR)
