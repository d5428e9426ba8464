"""Months, years and days of the charter: notice, terms, standing, reminders.

Months and years are the calendar's: the same day of a later month, or its last day where there is none (A31).
A period that is met to the day is met. Days here are calendar days; which zone they are in is for the caller
to say.
"""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta

from cogs.elections.model import Regulations, Standing
from cogs.elections.rules.errors import Refused

NOTICE_MONTHS = 1
TERM_YEARS = 1
GOOD_YEARS = 2
MEMBER_YEARS = 3
REMIND_DAY = 300
OVERDUE_DAY = 366
REMINDER_DAYS = (7, 2, 1)
_MOST_MONTHS = 12 * 9998


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later (earlier when negative), clamped to the end of the month.

    >>> add_months(date(2028, 1, 31), 1), add_months(date(2026, 3, 31), -1)
    (datetime.date(2028, 2, 29), datetime.date(2026, 2, 28))

    Raises `Refused` outside the years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise Refused(f"{months} months from {day} is no date.")
    return day.replace(year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """Return the same day so many years later; 29 February becomes 28 February where there is none."""
    return add_months(day, 12 * years)


# Notice (row 18)


def last_day_of_notice(meeting: date) -> date:
    """Return the last day on which a proposal is at least one month before a meeting.

    >>> last_day_of_notice(date(2026, 3, 31)), last_day_of_notice(date(2026, 4, 30))
    (datetime.date(2026, 2, 28), datetime.date(2026, 3, 31))
    """
    day = add_months(meeting, -NOTICE_MONTHS)
    while in_time(day + timedelta(days=1), meeting):
        day += timedelta(days=1)
    return day


def in_time(notified: date, meeting: date) -> bool:
    """Return whether a month has passed between the notice and the meeting; the exact day is in time."""
    return add_months(notified, NOTICE_MONTHS) <= meeting


def refuse_short_notice(notified: date, meeting: date) -> None:
    """Raise `Refused` when a proposal for the charter came less than one month before the meeting."""
    if not in_time(notified, meeting):
        raise Refused(
            "A change of the charter has to be proposed at least one month before the meeting: for the "
            f"meeting on {meeting} by {last_day_of_notice(meeting)}. This one was proposed on {notified}.",
            "Hold the vote at a later meeting.",
        )


def takes_effect(ratified: date) -> date:
    """Return the day on which an amendment takes effect: the day after ratification (row 20)."""
    return ratified + timedelta(days=1)


# Terms (rows 2 and 3, A24, A26)


def term_ends(began: date) -> date:
    """Return the day on which a year in office is over. The term ends when a successor is confirmed (A26)."""
    return add_years(began, TERM_YEARS)


def remind_at(began: datetime) -> datetime:
    """Return the moment from which the end of a term is a matter to be reminded of."""
    return began + timedelta(days=REMIND_DAY)


def overdue_at(began: datetime) -> datetime:
    """Return the moment from which a term is overdue."""
    return began + timedelta(days=OVERDUE_DAY)


def term_began(confirmed: datetime, predecessor_began: datetime | None, regulations: Regulations) -> datetime:
    """Return when the year of somebody elected began: at confirmation.

    After a by-election whose regulations say `remainder` it is the predecessor's year that goes on.
    """
    if regulations.by_election_term == "remainder" and predecessor_began is not None:
        return predecessor_began
    return confirmed


def clash(confirmed: date, others_end: date) -> str:
    """Return a sentence when a by-election leaves an office out of step with the others (A24), else ""."""
    ends = term_ends(confirmed)
    if ends == others_end:
        return ""
    return f"This term ends on {ends}, and those of the other officers on {others_end}."


# Standing (row 16)


def standing(today: date, *activity: date | None) -> Standing:
    """Return a member's standing by when they last came to a general meeting or wrote for the annual report.

    Good within two years, on probation within three, inactive after; the exact day is still within. Raises
    `Refused` when nothing is recorded, or for a day to come.
    """
    last = last_activity(today, *activity)
    if today <= add_years(last, GOOD_YEARS):
        return Standing.GOOD
    if today <= add_years(last, MEMBER_YEARS):
        return Standing.PROBATION
    return Standing.INACTIVE


def last_activity(today: date, *activity: date | None) -> date:
    """Return the latest day of activity. Raises `Refused` when there is none, or for a day to come."""
    days = [day for day in activity if day is not None]
    if not days:
        raise Refused("No activity is recorded.", "Give the standing, or the last meeting or contribution.")
    if (last := max(days)) > today:
        raise Refused(f"{last} is in the future.", "Give the day of something that has been.")
    return last


# An election's own dates (A22, A23)


def reminders(opens_at: datetime, closes_at: datetime) -> tuple[datetime, ...]:
    """Return when those who have not voted are reminded: 7, 2 and 1 days before the end, once open."""
    moments = (closes_at - timedelta(days=days) for days in REMINDER_DAYS)
    return tuple(moment for moment in moments if moment > opens_at)


def refuse_dates(
    opens_at: datetime,
    closes_at: datetime,
    nominations_at: datetime | None = None,
    nominations_until: datetime | None = None,
) -> None:
    """Raise `Refused` unless nominations begin, nominations end, voting opens and closes in this order."""
    if (nominations_at is None) != (nominations_until is None):
        raise Refused("Nominations need a beginning and an end.", "Give both, or neither.")
    if nominations_at is not None and nominations_until is not None:
        if nominations_until <= nominations_at:
            raise Refused("Nominations end before they begin.", "Give a later end.")
        if opens_at < nominations_until:
            raise Refused("Voting opens before nominations end.", "Open it later.")
    if closes_at <= opens_at:
        raise Refused("Voting closes before it opens.", "Give a later end.")
