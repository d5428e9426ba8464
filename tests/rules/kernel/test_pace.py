"""Nobody is let through more often than a minute's worth, and whoever uses the bot as people do never waits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.pace import MINUTE, REMEMBERED, Pace

# Uses after so many seconds each.
PAUSES = st.lists(st.floats(0, 90, allow_nan=False), max_size=200)


def passed(pace: Pace, moments: list[float], member: int = 1) -> list[float]:
    return [moment for moment in moments if not pace.wait(member, moment)]


def test_a_minutes_worth_at_once_then_one_after_another() -> None:
    pace = Pace(30)
    assert len(passed(pace, [5.0] * 400)) == 30
    assert pace.wait(1, 5.0) == 2.0
    assert pace.wait(1, 6.5) == 0.5
    assert pace.wait(1, 7.0) == 0.0
    assert pace.wait(1, 7.0) > 0


@given(PAUSES, st.integers(10, 60))
def test_what_is_refused_does_not_make_the_wait_longer(pauses: list[float], per_minute: int) -> None:
    pace, now = Pace(per_minute), 0.0
    for pause in pauses:
        now += pause
        wait = pace.wait(1, now)
        assert 0 <= wait <= MINUTE / per_minute
        if wait:
            assert pace.wait(1, now) == wait
            assert pace.wait(1, now + wait) == 0.0
            now += wait


@given(PAUSES, st.integers(10, 60))
def test_in_no_minute_are_there_more_than_two_minutes_worth(pauses: list[float], per_minute: int) -> None:
    moments = [sum(pauses[:number]) for number in range(len(pauses))]
    let = passed(Pace(per_minute), moments)
    assert all(sum(begin <= moment < begin + MINUTE for moment in let) <= 2 * per_minute for begin in let)
    # Even use up to the limit is never refused.
    even = [number * MINUTE / per_minute for number in range(3 * per_minute)]
    assert passed(Pace(per_minute), even) == even


def test_one_member_does_not_slow_another_and_who_waited_is_forgotten() -> None:
    pace = Pace(10)
    for member in range(5 * REMEMBERED):
        assert pace.wait(member, member * 1.0) == 0.0
    assert len(pace._full_at) <= REMEMBERED
    assert len(passed(pace, [9_000.0] * 20, member=7)) == 10
    assert pace.wait(8, 9_000.0) == 0.0


def test_a_clock_that_is_put_back_makes_nobody_wait_for_it() -> None:
    pace = Pace(10)
    assert len(passed(pace, [9_000.0] * 20)) == 10
    assert pace.wait(1, 0.0) == 6.0
    assert pace.wait(1, 6.0) == 0.0
