"""Who is to be reminded at a moment: after 7, 12 and 13 days of a clock that stands still while it is
paused.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from cogs.committee.model import Motion, State
from cogs.committee.rules.standing import Standing


@dataclass(frozen=True, slots=True)
class Reminder:
    """One person is to be told that their answer is missing, `day` days after their clock began; `due` is
    its end.

    `key` is the same for the same reminder, and another one after the clock has restarted.
    """

    member: int
    day: int
    due: datetime
    key: str


def reminders(motion: Motion, now_standing: Standing, sent: Collection[str]) -> list[Reminder]:
    """Return who is to be reminded now, by the standing at that moment. `sent` holds the keys of those sent.

    After a time in which nothing was sent only the latest reminder is: nobody is told twice at once. Nobody
    is reminded while the clock is paused, once they have answered, or when their time is over.
    """
    found = []
    if now_standing.state is not State.OPEN:
        return []
    clock = now_standing.course.clock
    for vote in now_standing.tally.awaited:
        days = [
            day
            for day in motion.policy.reminder_days
            if (reached := clock.reaches(vote.since, day)) is not None and reached <= now_standing.at
        ]
        if days and vote.due is not None:
            day = max(days)
            key = f"{motion.number}:{vote.member}:{vote.since:%Y%m%dT%H%M%SZ}:{day}"
            if key not in sent:
                found.append(Reminder(vote.member, day, vote.due, key))
    return found


def next_moment(motion: Motion, now_standing: Standing) -> datetime | None:
    """Return when there is something to do next if nobody acts: a reminder, or an answer that has become
    silence.
    """
    moments = [now_standing.changes_at] if now_standing.changes_at else []
    if now_standing.state is State.OPEN:
        clock = now_standing.course.clock
        moments += [
            reached
            for vote in now_standing.tally.awaited
            for day in motion.policy.reminder_days
            if (reached := clock.reaches(vote.since, day)) is not None and reached > now_standing.at
        ]
    return min(moments, default=None)
