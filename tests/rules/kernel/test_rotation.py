"""Which backups are kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rotation import superfluous

# A Sunday, the last day of its week.
NOW = datetime(2026, 3, 1, 18, tzinfo=UTC)


def kept(*ages: float, days: int = 7, weeks: int = 4) -> list[float]:
    """The ages in days of what is kept, youngest first."""
    made = {NOW - timedelta(days=age): age for age in ages}
    gone = superfluous(made, NOW, days=days, weeks=weeks)
    return sorted(age for moment, age in made.items() if moment not in gone)


@pytest.mark.parametrize(
    ("ages", "left"),
    [
        ((0, 0.25, 0.5, 0.75), [0, 0.25, 0.5, 0.75]),
        # Two of yesterday: the later one.
        ((0, 0.5, 1.1, 1.3), [0, 0.5, 1.1]),
        # Four weeks, each by its last day; daily for seven days.
        (range(40), [0, 1, 2, 3, 4, 5, 6, 7, 14, 21]),
        # The newest stays, whatever its age.
        ((400, 500), [400]),
        ((), []),
        # Made before the clock was set back.
        ((-3, 0), [-3, 0]),
    ],
)
def test_what_is_kept(ages: tuple[float, ...], left: list[float]) -> None:
    assert kept(*ages) == left


def test_without_weeks_only_days_count() -> None:
    assert kept(*range(40), days=3, weeks=0) == [0, 1, 2]


@given(st.lists(st.integers(-100, 24 * 100), max_size=60), st.integers(1, 30), st.integers(0, 10))
def test_nothing_but_the_newest_is_older_than_was_promised(hours: list[int], days: int, weeks: int) -> None:
    made = {NOW - timedelta(hours=each) for each in hours}
    left = made - set(superfluous(made, NOW, days=days, weeks=weeks))
    if made:
        assert max(made) in left
    old = [
        moment
        for moment in left - {max(made, default=NOW)}
        if NOW - moment >= timedelta(days=max(days, weeks * 7))
    ]
    # What is younger than a day is always kept.
    assert all(NOW - moment < timedelta(days=1) for moment in old)
    assert superfluous(left, NOW, days=days, weeks=weeks) == []


@given(st.integers(1, 24), st.integers(1, 10), st.integers(0, 6))
def test_as_time_goes_by_each_day_and_each_week_has_one(every: int, days: int, weeks: int) -> None:
    """Rotated after each backup, as the bot does it, no day and no week of the time promised is without one."""
    made: set[datetime] = set()
    now = NOW
    for _ in range(24 * 70 // every):
        made.add(now)
        made -= set(superfluous(made, now, days=days, weeks=weeks))
        now += timedelta(hours=every)
    now = max(made)
    for age in range(days):
        day = (now - timedelta(days=age)).date()
        assert any(moment.date() == day for moment in made)
    for age in range(weeks):
        week = (now - timedelta(weeks=age)).isocalendar()[:2]
        assert any(moment.isocalendar()[:2] == week for moment in made)
