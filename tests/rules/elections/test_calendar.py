"""Months, years and days of the charter, at their boundaries."""

from __future__ import annotations

import calendar as months
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.elections.model import Regulations, Standing
from cogs.elections.rules import calendar
from cogs.elections.rules.errors import Refused

DAYS = st.dates(date(1990, 1, 1), date(2200, 12, 31))
FIRST, SECOND = date(2025, 5, 18), date(2026, 2, 8)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("begin", "by", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2100-01-31", 1, "2100-02-28"),
        ("2000-01-31", 1, "2000-02-29"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-08-31", 1, "2026-09-30"),
        ("2026-08-31", 0, "2026-08-31"),
        ("2026-06-30", 1, "2026-07-30"),
    ],
)
def test_a31_months_are_clamped(begin: str, by: int, end: str) -> None:
    assert calendar.add_months(day(begin), by) == day(end)


@given(DAYS, st.integers(-200, 200))
def test_a31_the_day_stays_or_is_the_months_last(begin: date, by: int) -> None:
    end = calendar.add_months(begin, by)
    assert (end.year * 12 + end.month) - (begin.year * 12 + begin.month) == by
    last = months.monthrange(end.year, end.month)[1]
    assert end.day == begin.day or (end.day == last < begin.day)


@given(DAYS, DAYS, st.integers(-50, 50))
def test_a31_later_days_do_not_come_earlier(one: date, other: date, by: int) -> None:
    early, late = sorted((one, other))
    assert calendar.add_months(early, by) <= calendar.add_months(late, by)


@given(DAYS, st.integers(0, 100), st.integers(0, 100))
def test_a31_months_in_two_steps_are_never_later(begin: date, first: int, then: int) -> None:
    at_once = calendar.add_months(begin, first + then)
    in_steps = calendar.add_months(calendar.add_months(begin, first), then)
    assert timedelta() <= at_once - in_steps <= timedelta(days=3)
    if begin.day <= 28:
        assert at_once == in_steps


def test_a_date_outside_of_the_calendar_is_refused() -> None:
    with pytest.raises(Refused):
        calendar.add_months(date(9999, 12, 1), 1)
    with pytest.raises(Refused):
        calendar.add_years(date(1, 1, 1), -1)


@pytest.mark.parametrize(
    ("notified", "meeting", "in_time"),
    [
        ("2026-01-08", "2026-02-08", True),
        ("2026-01-09", "2026-02-08", False),
        ("2026-02-28", "2026-03-31", True),
        ("2026-03-01", "2026-03-31", False),
        ("2028-02-29", "2028-03-31", True),
        ("2026-01-31", "2026-02-28", True),
        ("2026-02-01", "2026-02-28", False),
        ("2026-03-31", "2026-04-30", True),
        ("2025-12-31", "2026-01-31", True),
        ("2026-03-31", "2026-03-31", False),
        ("2026-04-01", "2026-03-31", False),
    ],
)
def test_row_18_one_month_of_notice(notified: str, meeting: str, in_time: bool) -> None:
    assert calendar.in_time(day(notified), day(meeting)) is in_time
    if in_time:
        calendar.refuse_short_notice(day(notified), day(meeting))
    else:
        with pytest.raises(Refused, match="one month before"):
            calendar.refuse_short_notice(day(notified), day(meeting))


@given(DAYS)
def test_row_18_the_last_day_of_notice_is_the_last(meeting: date) -> None:
    last = calendar.last_day_of_notice(meeting)
    assert calendar.in_time(last, meeting)
    assert not calendar.in_time(last + timedelta(days=1), meeting)


def test_row_20_amendments_take_effect_on_the_day_after() -> None:
    assert calendar.takes_effect(day("2028-02-28")) == day("2028-02-29")
    assert calendar.takes_effect(day("2026-12-31")) == day("2027-01-01")


@pytest.mark.parametrize(
    ("days", "remind", "overdue"),
    [(0, False, False), (299, False, False), (300, True, False), (365, True, False), (366, True, True)],
)
def test_a26_reminder_from_day_300_and_overdue_from_day_366(days: int, remind: bool, overdue: bool) -> None:
    began = datetime(2025, 5, 18, 17, tzinfo=UTC)
    now = began + timedelta(days=days)
    assert (now >= calendar.remind_at(began), now >= calendar.overdue_at(began)) == (remind, overdue)


@pytest.mark.parametrize(("began", "ends"), [("2024-02-29", "2025-02-28"), ("2027-03-01", "2028-03-01")])
def test_row_2_a_term_is_one_year(began: str, ends: str) -> None:
    assert calendar.term_ends(day(began)) == day(ends)


def test_a24_the_term_after_a_by_election() -> None:
    confirmed, before = datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 2, 8, tzinfo=UTC)
    assert calendar.term_began(confirmed, before, Regulations()) == confirmed
    assert calendar.term_began(confirmed, before, Regulations(by_election_term="remainder")) == before
    assert calendar.term_began(confirmed, None, Regulations(by_election_term="remainder")) == confirmed
    assert "2027-06-01" in calendar.clash(confirmed.date(), day("2027-02-08"))
    assert calendar.clash(day("2026-02-08"), day("2027-02-08")) == ""


@pytest.mark.parametrize(
    ("last", "today", "expected"),
    [
        ("2024-02-08", "2026-02-08", Standing.GOOD),
        ("2024-02-08", "2026-02-09", Standing.PROBATION),
        ("2024-02-08", "2027-02-08", Standing.PROBATION),
        ("2024-02-08", "2027-02-09", Standing.INACTIVE),
        # 29 February: the years end on the 28th.
        ("2024-02-29", "2026-02-28", Standing.GOOD),
        ("2024-02-29", "2026-03-01", Standing.PROBATION),
        ("2024-02-29", "2027-02-28", Standing.PROBATION),
        ("2024-02-29", "2027-03-01", Standing.INACTIVE),
        ("2026-02-28", "2028-02-28", Standing.GOOD),
        ("2026-02-28", "2028-02-29", Standing.PROBATION),
        ("2026-02-08", "2026-02-08", Standing.GOOD),
    ],
)
def test_row_16_standing(last: str, today: str, expected: Standing) -> None:
    assert calendar.standing(day(today), day(last), None) is expected
    assert calendar.standing(day(today), date(2001, 1, 1), day(last)) is expected


def test_row_16_nothing_recorded_or_still_to_come() -> None:
    with pytest.raises(Refused, match="No activity"):
        calendar.standing(SECOND, None, None)
    with pytest.raises(Refused, match="future"):
        calendar.standing(FIRST, SECOND)


def test_a23_periods_and_reminders() -> None:
    assert (Regulations().nomination_days, Regulations().voting_days) == (14, 14)
    opens = datetime(2026, 12, 15, 18, tzinfo=UTC)
    closes = opens + timedelta(days=14)
    assert [closes - moment for moment in calendar.reminders(opens, closes)] == [
        timedelta(days=7), timedelta(days=2), timedelta(days=1),
    ]  # fmt: skip
    # A vote of two days: who has just been told is not reminded at once.
    assert calendar.reminders(closes - timedelta(days=2), closes) == (closes - timedelta(days=1),)


@pytest.mark.parametrize(
    ("days", "why"),
    [
        ((2, 2, None, None), "closes before it opens"),
        ((2, 3, 1, 1), "end before they begin"),
        ((2, 3, 0, 2.5), "opens before nominations end"),
        ((2, 3, 0, None), "a beginning and an end"),
    ],
)
def test_dates_come_in_their_order(days: tuple[float | None, ...], why: str) -> None:
    start = datetime(2026, 12, 1, tzinfo=UTC)
    opens, closes, nominations, until = (None if d is None else start + timedelta(days=d) for d in days)
    assert opens is not None
    assert closes is not None
    with pytest.raises(Refused, match=why):
        calendar.refuse_dates(opens, closes, nominations, until)


def test_voting_may_open_when_nominations_end() -> None:
    start = datetime(2026, 12, 1, tzinfo=UTC)
    later = start + timedelta(days=1)
    calendar.refuse_dates(later, later + timedelta(days=1), start, later)
    calendar.refuse_dates(start, later)
