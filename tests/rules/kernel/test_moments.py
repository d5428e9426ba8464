"""Moments as people type them: which one is meant, or why it is not certain."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError
from bot.moments import read

NOW = datetime(2025, 5, 1, tzinfo=UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-12-14 19:00", "2026-12-14T18:00"),
        ("2026-06-14 19:00", "2026-06-14T17:00"),
        ("Mon 14 Dec 2026, 7 pm CET", "2026-12-14T18:00"),
        ("Sunday, 18 May 2025 19:00 Europe/Berlin", "2025-05-18T17:00"),
        ("sunday 18 may 2025 at 7 PM cest", "2025-05-18T17:00"),
        ("Tues. 15 Dec 2026 at 19h CET", "2026-12-15T18:00"),
        ("Thurs 17 December 2026 19h30 CET", "2026-12-17T18:30"),
        ("19:00 on Dec 14, 2026 UTC+2", "2026-12-14T17:00"),
        ("7.30 p.m. on the 14th of December 2026 EST", "2026-12-15T00:30"),
        ("Mon, 14 Dec 2026 19:00:00 +0100", "2026-12-14T18:00"),
        ("2026-12-14T19:00:00Z", "2026-12-14T19:00"),
        ("2026-12-14t19:00:00.000z", "2026-12-14T19:00"),
        ("2026-12-14T19:00:00+01:00", "2026-12-14T18:00"),
        ("2026-12-14 19:00-05:00", "2026-12-15T00:00"),
        ("2026-12-14 19:00 UTC−5", "2026-12-15T00:00"),
        ("2026-12-14 19:00 UTC+5:45", "2026-12-14T13:15"),
        ("2026-07-14T19:00+02:00[Europe/Berlin]", "2026-07-14T17:00"),
        ("2026-12-14 19:00 america/new york", "2026-12-15T00:00"),
        ("2026-07-14 19:00 ET", "2026-07-14T23:00"),
        ("2026-07-14 19:00 GMT", "2026-07-14T19:00"),
        # Anywhere on Earth is UTC-12: the day is over at noon of the next, UTC.
        ("14 December 2026 23:59 AoE", "2026-12-15T11:59"),
        ("14 December 2026, 23:59 (Anywhere on Earth)", "2026-12-15T11:59"),
        # Noon and midnight.
        ("2026-12-14 12 am UTC", "2026-12-14T00:00"),
        ("2026-12-14 12pm UTC", "2026-12-14T12:00"),
        ("2026-12-14 12:30 am UTC", "2026-12-14T00:30"),
        ("2026-12-14 noon UTC", "2026-12-14T12:00"),
        ("2026-12-14 12 noon UTC", "2026-12-14T12:00"),
        ("2026-12-14 00:00 UTC", "2026-12-14T00:00"),
        # Leap days, and days around a year's end where week-numbered years differ.
        ("29 Feb 2028 12:00 UTC", "2028-02-29T12:00"),
        ("Thursday 31 December 2026 12:00 UTC", "2026-12-31T12:00"),
        ("Friday 1 January 2027 12:00 UTC", "2027-01-01T12:00"),
        # In an hour that comes twice the label or offset says which.
        ("2026-10-25 02:30 CEST", "2026-10-25T00:30"),
        ("2026-10-25 02:30 CET", "2026-10-25T01:30"),
        ("2026-10-25 02:30 +01:00", "2026-10-25T01:30"),
        ("2027-04-04 02:30 AEST", "2027-04-03T16:30"),
        # The edges of a gap and of a repeated hour exist once.
        ("2026-03-29 01:59 Europe/Berlin", "2026-03-29T00:59"),
        ("2026-03-29 03:00 Europe/Berlin", "2026-03-29T01:00"),
        ("2026-10-25 01:59 Europe/Berlin", "2026-10-24T23:59"),
        ("2026-10-25 03:00 Europe/Berlin", "2026-10-25T02:00"),
        ("<t:1797271200:F>", "2026-12-14T18:00"),
        ("<t:1797271200>", "2026-12-14T18:00"),
    ],
)  # fmt: skip
def test_a_moment_that_is_certain(text: str, moment: str) -> None:
    assert read(text, "Europe/Berlin", NOW) == utc(moment)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        # The weekday has to fit.
        ("Thursday, 18 May 2025 19:00 CEST", "18 May 2025 is a Sunday, not a Thursday"),
        ("Mon 15 Dec 2026 19:00", "is a Tuesday"),
        ("Wed Thu 16 Dec 2026 19:00", "two weekdays"),
        ("Sonntag, 18 May 2025 19:00 CEST", "Weekdays are English"),
        ("So 18 May 2025 19:00 CEST", "do not understand"),
        ("Mo 14 Dec 2026 19:00", "do not understand 'Mo'"),
        ("2026-12-14 19:00:00.5 UTC", "do not understand"),
        # Friday by the calendar; whoever takes the week-numbered year gets 2026.
        ("Thursday 1 January 2027 12:00", "is a Friday"),
        # The label has to fit the season.
        ("2026-07-14 19:00 CET", "CET is UTC\\+1"),
        ("2026-12-14 19:00 CEST", "CEST is UTC\\+2"),
        ("2026-06-14 19:00 EST", "EST is UTC-5"),
        ("2026-12-14 19:00 AEST", "AEST is UTC\\+10"),
        ("2026-12-14T19:00+02:00[Europe/Berlin]", "UTC\\+2"),
        # Times that do not exist, or twice, north and south.
        ("2026-03-29 02:30 Europe/Berlin", "There is no 02:30 on 29 March 2026"),
        ("2026-03-29 02:00 Europe/Berlin", "There is no 02:00"),
        ("2026-03-08 02:30 America/New_York", "There is no 02:30"),
        ("2026-10-04 02:30 Australia/Sydney", "There is no 02:30"),
        ("2026-10-04 02:15 Australia/Lord_Howe", "There is no 02:15"),
        ("2026-09-06 00:30 America/Santiago", "There is no 00:30"),
        ("2026-10-25 02:30 Europe/Berlin", "comes twice: write UTC\\+2 or UTC\\+1"),
        ("2026-10-25 02:00 Europe/Berlin", "comes twice"),
        ("2026-11-01 01:30 America/New_York", "comes twice"),
        ("2026-04-05 02:30 Australia/Sydney", "comes twice"),
        ("2026-04-05 01:45 Australia/Lord_Howe", "comes twice: write UTC\\+11 or UTC\\+10:30"),
        ("2026-03-29 02:30 CET", "There is no 02:30"),
        # Times of day that are none.
        ("2026-12-14 24:00", "beginning of the next day"),
        ("2026-12-14 24:01", "There is no 24:01"),
        ("2026-12-14 25:00", "There is no 25:00"),
        ("2026-12-14 19:60", "There is no 19:60"),
        ("2026-12-14 23:59:60", "There is no 23:59:60"),
        ("2026-12-14 13 pm", "There is no 13 pm"),
        ("2026-12-14 0:30 am", "There is no 0:30 am"),
        ("2026-12-14 midnight", "the beginning or the end"),
        ("2026-12-14", "no time of day"),
        ("2026-12-14 7", "no time of day"),
        ("14 Dec 2026 1900", "no time of day"),
        ("2026-12-14 19:00–20:00", "several times"),
        ("2026-12-14 7-9 pm", "no time of day"),
        # Dates that are none, or several.
        ("29 Feb 2027 19:00", "There is no 29 Feb 2027"),
        ("31 April 2026 19:00", "There is no 31 April 2026"),
        ("2026-13-01 19:00", "There is no 2026-13-01"),
        ("05/06/2026 19:00", "read differently"),
        ("14.12.2026 19:00", "read differently"),
        ("2026-W20-7 19:00", "counts by weeks"),
        ("2026W207 19:00", "counts by weeks"),
        ("Dec 14 19:00", "names no year"),
        ("14 Dec 26 19:00", "do not understand '26'"),
        ("tomorrow 7 pm", "no date"),
        ("19:00", "no date"),
        ("", "no date and time"),
        ("x" * 101, "no date and time"),
        # Past.
        ("2024-05-18 19:00", "That is past"),
        ("2025-05-01 00:00 UTC", "That is past"),
        ("<t:1:F>", "past"),
        ("<t:99999999999:F>", "five years ahead"),
        ("2062-12-14 19:00", "five years ahead"),
        # Zones.
        ("2026-12-14 19:00 IST", "India, Ireland or Israel"),
        ("2026-12-14 19:00 CST", "Chicago, China or Cuba"),
        ("2026-12-14 19:00 XYZ", "do not understand 'XYZ'"),
        ("2026-12-14 19:00 Etc/GMT+5", "no time zone"),
        ("2026-12-14 19:00 UTC+15", "Nowhere"),
        ("2026-12-14 19:00 UTC-13", "Nowhere"),
        ("9999-12-31 23:59 AoE", "too far away"),
        ("0001-01-01 00:00 +14:00", "too far away"),
    ],
)  # fmt: skip
def test_a_moment_that_is_not(text: str, why: str) -> None:
    with pytest.raises(UserError, match=why) as refused:
        read(text, "Europe/Berlin", NOW)
    hint = refused.value.hint
    assert hint
    if hint.startswith("Did you mean "):
        assert read(hint.removeprefix("Did you mean ").rstrip("?"), None, NOW) > NOW


def test_the_notice_of_2025_is_wrong_in_every_way_and_all_is_told() -> None:
    with pytest.raises(UserError) as refused:
        read("Thursday, May 18th, 7:00 PM CET", "UTC", NOW)
    assert "names no year" in refused.value.message
    assert "18 May 2025 is a Sunday, not a Thursday" in refused.value.message
    assert "CET is UTC+1" in refused.value.message
    assert "Sunday 2025-05-18 19:00 Europe/Berlin" in refused.value.hint


def test_a_zone_is_needed_where_there_is_no_default() -> None:
    with pytest.raises(UserError, match="no time zone"):
        read("2026-12-14 19:00", None, NOW)
    assert read("2026-12-14 19:00 UTC", None, NOW) == utc("2026-12-14T19:00")


def test_a_moment_has_to_lie_after_now() -> None:
    now = utc("2026-12-14T18:00")
    with pytest.raises(UserError, match="past"):
        read("2026-12-14 19:00", "Europe/Berlin", now)
    assert read("2026-12-14 19:01", "Europe/Berlin", now) == now + timedelta(minutes=1)


ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Asia/Kathmandu")


@given(st.integers(0, 60 * 24 * 365 * 4), st.sampled_from(ZONES), st.booleans())
def test_what_is_read_is_what_was_written(minutes: int, zone: str, words: bool) -> None:
    moment = utc("2026-01-01T00:00") + timedelta(minutes=minutes)
    local = moment.astimezone(ZoneInfo(zone))
    text = f"{local:%A %d %B %Y %I:%M %p}" if words else f"{local:%Y-%m-%d %H:%M}"
    if local.utcoffset() == local.replace(fold=1 - local.fold).utcoffset():
        assert read(text, zone, NOW) == moment
    else:
        with pytest.raises(UserError, match="comes twice"):
            read(text, zone, NOW)
    assert read(f"{local:%Y-%m-%dT%H:%M%z} {zone}", None, NOW) == moment


@given(st.text(max_size=60) | st.from_regex(r"[0-9A-Za-z:.,+/ -]{0,40}", fullmatch=True))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    with suppress(UserError):
        assert read(text, "UTC", NOW) > NOW
