"""What can be asked, until when, and how often."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError
from cogs.polls.rules import asking, times
from cogs.polls.rules.quota import Numbers, refuse_more

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
LONGEST = timedelta(days=32)
ENGLAND, WALES = (
    f"🏴{''.join(chr(0xE0000 + ord(letter)) for letter in code)}\U000e007f" for code in ("gbeng", "gbwls")
)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Tea\nCoffee", ["Tea", "Coffee"]),
        ("- Tea\n• Coffee\r\n\r\n*  Water ", ["Tea", "Coffee", "Water"]),
        ("1. Tea\n2) Coffee", ["Tea", "Coffee"]),
        ("1. FC Köln\nHertha", ["1. FC Köln", "Hertha"]),
        ("T\u202eea\u200b\nCof\x07fee", ["Tea", "Coffee"]),
        ("👩\u200d🔬\n🏳️\u200d🌈", ["👩\u200d🔬", "🏳️\u200d🌈"]),
        (f"{ENGLAND}\n{WALES}", [ENGLAND, WALES]),
        ("🏴\U000e0067\n\U000e0067b\U000e007f", ["🏴", "b"]),
        ("a\tb   c\nd", ["a b c", "d"]),
        ("שלום\nsalām", ["שלום", "salām"]),
    ],
)
def test_options_are_read_line_by_line(typed: str, found: list[str]) -> None:
    assert [option.label for option in asking.options(typed)] == found


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "You wrote 0 options"),
        ("Tea", "You wrote 1 option;"),
        ("Tea\n\u200b\u202e", "You wrote 1 option;"),
        ("Tea\n\u200d", "You wrote 1 option;"),
        ("\n".join(map(str, range(21))), "You wrote 21 options"),
        ("Tea\nCoffee\ntea", "Options 1 and 3 are the same"),
        ("Tea\nT\u200bea", "Options 1 and 2 are the same"),
        # Joiners, a variation selector, and letters of which nothing is seen.
        ("Tea\nT\u200dea\u200c", "Options 1 and 2 are the same"),
        ("Tea\nTea\ufe0f", "Options 1 and 2 are the same"),
        ("Tea\nTea \u3164", "Options 1 and 2 are the same"),
        ("Tea\n\u3164\u2800", "You wrote 1 option;"),
        (f"Tea\n{'x' * 81}", "has 81 characters"),
    ],
)
def test_options_that_cannot_be_asked_are_refused(typed: str, why: str) -> None:
    with pytest.raises(UserError, match=why):
        asking.options(typed)


def test_a_question_is_there_and_short_enough() -> None:
    assert asking.question(" Tea\n or\u202e coffee? ") == "Tea or coffee?"
    with pytest.raises(UserError, match="empty"):
        asking.question("\u200b \u2066")
    with pytest.raises(UserError, match="301"):
        asking.question("x" * 301)


@given(st.text(max_size=400))
def test_one_line_is_one_line_and_is_the_same_again(typed: str) -> None:
    line = asking.one_line(typed)
    assert len(line.splitlines()) <= 1
    assert asking.one_line(line) == line
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u0000-\u001f]", line)


@pytest.mark.parametrize(
    ("typed", "span"),
    [
        ("8 hours", timedelta(hours=8)),
        ("1h", timedelta(hours=1)),
        ("1.5 h", timedelta(minutes=90)),
        ("in 90 min", timedelta(minutes=90)),
        ("1 day 12 hours", timedelta(hours=36)),
        ("1 day and 12 hours", timedelta(hours=36)),
        ("a week", timedelta(days=7)),
        ("in an hour", timedelta(hours=1)),
        ("32 d", timedelta(days=32)),
        ("2026-12-02 12:00", timedelta(days=1)),
        ("Wed 2 Dec 2026, 1 pm CET", timedelta(days=1)),
    ],
)
def test_an_end_is_a_span_or_a_moment(typed: str, span: timedelta) -> None:
    assert times.end(typed, "UTC", NOW, LONGEST) == NOW + span


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "does not say"),
        ("soon", "The end, “soon”: I find no date"),
        ("0 minutes", "less than a minute"),
        ("2026-11-30 12:00", "past"),
        ("33 days", "32 days at most"),
        ("99999 weeks", "32 days at most"),
        ("2027-12-02 12:00", "32 days at most"),
        ("2 months", "I find no date"),
        ("-3 days", "I find no date"),
    ],
)
def test_an_end_that_cannot_be_is_refused(typed: str, why: str) -> None:
    with pytest.raises(UserError, match=re.escape(why)):
        times.end(typed, "UTC", NOW, LONGEST)


def test_moments_are_put_in_order_and_shown_in_their_zone() -> None:
    found = times.slots("- 2026-12-14 19:00\n2) 2026-12-13 7 pm UTC", "Europe/Berlin", NOW)
    assert [(option.number, option.label) for option in found] == [
        (1, "Sun 13 Dec 2026, 20:00 (UTC+1)"),
        (2, "Mon 14 Dec 2026, 19:00 (UTC+1)"),
    ]
    assert [option.at for option in found] == [
        datetime(2026, 12, 13, 19, tzinfo=UTC),
        datetime(2026, 12, 14, 18, tzinfo=UTC),
    ]
    times.refuse_late_end(datetime(2026, 12, 14, 18, tzinfo=UTC), found)
    with pytest.raises(UserError, match="after the last"):
        times.refuse_late_end(datetime(2026, 12, 14, 18, 0, 1, tzinfo=UTC), found)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("2026-12-14 19:00", "You wrote 1 moment;"),
        ("2026-12-14 19:00\n2026-12-14 20:00 CET", "Lines 1 and 2 are the same moment"),
        ("2026-12-14 19:00\n14 Dec 20:00", "Line 2, “14 Dec 20:00”: It names no year."),
        ("Mon 15 Dec 2026 19:00\n2026-12-14 19:00", "is a Tuesday, not a Monday"),
    ],
)
def test_moments_that_cannot_be_asked_are_refused(typed: str, why: str) -> None:
    with pytest.raises(UserError, match=re.escape(why)):
        times.slots(typed, "UTC", NOW)


def test_a_zone_may_be_left_out() -> None:
    assert times.zone_name("  ", "Europe/Berlin") == "Europe/Berlin"
    assert times.zone_name(" CET ", "UTC") == "CET"
    with pytest.raises(UserError, match="no time zone"):
        times.zone_name("Berlin", "UTC")


@pytest.mark.parametrize("at_limit", range(4))
def test_one_above_any_limit_is_refused(at_limit: int) -> None:
    limits = (3, 5, 5, 20)
    below = [limit - 1 for limit in limits]
    refuse_more(Numbers(*below), Numbers(*limits))
    below[at_limit] += 1
    with pytest.raises(UserError, match=str(limits[at_limit])):
        refuse_more(Numbers(*below), Numbers(*limits))
