"""Moments as text and back, and a clock that tests move."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import ManualClock, SystemClock, discord_time, from_text, to_text

MOMENTS = st.datetimes(
    min_value=datetime(1000, 1, 2),  # noqa: DTZ001 - hypothesis wants it so
    max_value=datetime(9999, 12, 30),  # noqa: DTZ001
    timezones=st.timezones(),
)


@given(MOMENTS)
def test_text_and_back_is_the_same_moment_in_utc(moment: datetime) -> None:
    assert from_text(to_text(moment)) == moment.astimezone(UTC)
    assert from_text(to_text(moment)).tzinfo is UTC


@given(MOMENTS, MOMENTS)
def test_text_sorts_as_time_does(first: datetime, second: datetime) -> None:
    assert (to_text(first) < to_text(second)) == (first.astimezone(UTC) < second.astimezone(UTC))


def test_text_has_a_fixed_width_and_utc() -> None:
    moment = datetime(2026, 3, 1, 19, 0, tzinfo=timezone(timedelta(hours=1)))
    assert to_text(moment) == "2026-03-01T18:00:00.000000Z"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has no time zone"):
        to_text(datetime(2026, 3, 1))  # noqa: DTZ001


@pytest.mark.parametrize(
    "text", ["2026-03-01", "2026-03-01T18:00:00Z", "", "2026-03-01T18:00:00.000000+01:00"]
)
def test_other_texts_are_no_moments(text: str) -> None:
    with pytest.raises(ValueError, match="does not match format"):
        from_text(text)


def test_discord_s_markup_counts_whole_seconds() -> None:
    assert discord_time(datetime(1970, 1, 1, 0, 1, 0, 999_999, tzinfo=UTC), "R") == "<t:60:R>"


def test_the_manual_clock_moves_only_when_told() -> None:
    clock = ManualClock(datetime(2026, 3, 1, tzinfo=timezone(timedelta(hours=-5))))
    assert clock.now() == datetime(2026, 3, 1, 5, tzinfo=UTC)
    assert clock.now().tzinfo is UTC
    assert clock.advance(timedelta(minutes=2)) == clock.now()
    assert clock.monotonic() == 120.0


def test_the_system_s_clock_is_aware_and_never_goes_back() -> None:
    clock = SystemClock()
    assert clock.now().tzinfo is UTC
    assert clock.monotonic() <= clock.monotonic()
