"""When events are: every form their pages had in the site's history, and the slips that came with them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.announcements.events.clocks import read_clock, read_stamp
from cogs.announcements.events.event import DEFAULT_DURATION, DoubtCode, Kind
from cogs.announcements.events.times import FAR_AHEAD, STILL_UPCOMING, SURELY_OVER
from cogs.announcements.events.zones import read_zone

from .build import NOW, TALK, codes, event, utc

NONE: set[DoubtCode] = set()


@pytest.mark.parametrize(("lines", "start", "end"), [
    # The newest form: with an offset, in quotes.
    (['start_datetime: "2026-07-09T18:00:00+02:00"', 'end_datetime: "2026-07-09T19:00:00+02:00"', 'time_zone: "CEST"',
      "date: 2026-07-09"], "2026-07-09T16:00", "2026-07-09T17:00"),
    (["start_datetime: 2026-07-09T18:00:00+02:00", "end_datetime: 2026-07-09 19:30:00 +02:00"],
     "2026-07-09T16:00", "2026-07-09T17:30"),
    (['start_datetime: "2026-07-09T16:00:00Z"'], "2026-07-09T16:00", None),
    (['start_datetime: "2026-07-09T18:00"', 'time_zone: "Europe/Berlin"'], "2026-07-09T16:00", None),
    (['start_datetime: "2026-07-09 18:00 CEST"'], "2026-07-09T16:00", None),
    # YAML 1.1 takes these for 1080 and 1110.
    (["date: 2025-11-12", "start_time: 18:00", "end_time: 18:30", "time_zone: CET"], "2025-11-12T17:00", "2025-11-12T17:30"),
    (["date: 2025-11-11", 'start_time: "8:00"', 'end_time: "9:00"', 'time_zone: "EST"'], "2025-11-11T13:00", "2025-11-11T14:00"),
    (["date: 2025-11-11", "start_time: 8:00", "time_zone: EST"], "2025-11-11T13:00", None),
    (["date: 2025-12-05 ", 'start_time: "08:00" ', 'end_time: "09:15"   ', 'time_zone: "EST"    '],
     "2025-12-05T13:00", "2025-12-05T14:15"),
    (["date: 2025-10-29T00:00:00.000Z", 'start_time: "20:00"', "end_time: 21:30", "time_zone: CET"],
     "2025-10-29T19:00", "2025-10-29T20:30"),
    # `ET` was on a live page; the site reads it as UTC, four hours early.
    (["date: 2025-10-19", 'start_time: "11:00"', 'time_zone: "ET"'], "2025-10-19T15:00", None),
    (["date: 2025-12-19", 'start_time: "11:00"', 'time_zone: "ET"'], "2025-12-19T16:00", None),
    (["date: 2025-10-19", "start_time: 6:30 PM", "time_zone: America/Los_Angeles"], "2025-10-20T01:30", None),
    (["date: 2025-10-19", "start_time: 18:00 CEST"], "2025-10-19T16:00", None),
    (["date: 2025-10-19", "start_time: 18:00", "time_zone: UTC+5:30"], "2025-10-19T12:30", None),
    (["date: 2025-10-19", "start_time: 18:00", "time_zone: 'GMT-3'"], "2025-10-19T21:00", None),
    (["date: 5 November 2025", "start_time: 18:00", "time_zone: CET"], "2025-11-05T17:00", None),
    (["date: November 5, 2025", "start_time: 18:00", "time_zone: CET/CEST"], "2025-11-05T17:00", None),
    # After midnight.
    (["date: 2025-11-12", "start_time: 23:00", "end_time: 00:30", "time_zone: CET"], "2025-11-12T22:00", "2025-11-12T23:30"),
])  # fmt: skip
def test_forms_that_leave_no_doubt(lines: list[str], start: str, end: str | None):
    read = event(*lines)
    assert codes(read) == NONE
    assert read.start == utc(start)
    assert read.end == (utc(end) if end else None)
    assert read.start.tzinfo is not None
    assert read.start.utcoffset() == timedelta(0)


@pytest.mark.parametrize(("lines", "code", "start"), [
    (["date: 2025-12-13", "start_time: 18:00", "time_zone: CEST"], DoubtCode.ZONE_SEASON, "2025-12-13T17:00"),
    (["date: 2026-07-09", "start_time: 18:00", "time_zone: CET"], DoubtCode.ZONE_SEASON, "2026-07-09T16:00"),
    (["date: 2026-07-09", "start_time: 8:00", "time_zone: EST"], DoubtCode.ZONE_SEASON, "2026-07-09T12:00"),
    (["date: 2025-10-07", "start_time: 8:00", "time_zone: EST"], DoubtCode.ZONE_SEASON, "2025-10-07T12:00"),
    (["date: 2026-07-09", "start_time: 18:00", "time_zone: GMT"], DoubtCode.ZONE_SEASON, "2026-07-09T17:00"),
    # With an offset the offset counts, and the label is held against it.
    (['start_datetime: "2025-12-13T18:00:00+02:00"', "time_zone: CEST"], DoubtCode.ZONE_SEASON, "2025-12-13T16:00"),
    (['start_datetime: "2026-07-09T18:00:00+01:00"', "time_zone: CEST"], DoubtCode.OFFSET_ZONE, "2026-07-09T17:00"),
    (['start_datetime: "2026-07-09T18:00:00Z"', "time_zone: CEST"], DoubtCode.OFFSET_ZONE, "2026-07-09T18:00"),
    (["date: 2025-11-12", "start_time: 18:00", "time_zone: IST"], DoubtCode.AMBIGUOUS_ZONE, "2025-11-12T12:30"),
    (["date: 2025-11-12", "start_time: 18:00 CET", "time_zone: EST"], DoubtCode.TWO_ZONES, "2025-11-12T17:00"),
    # Nothing is taken for UTC because nobody knows better.
    (["date: 2025-11-12", "start_time: 18:00", "time_zone: XYZT"], DoubtCode.UNKNOWN_ZONE, None),
    (["date: 2025-11-12", "start_time: 18:00"], DoubtCode.NO_ZONE, None),
    (['start_datetime: "2025-11-12T18:00:00"'], DoubtCode.NO_ZONE, None),
    (["date: 2025-11-12", "start_time: 1080", "time_zone: CET"], DoubtCode.BARE_NUMBER, "2025-11-12T17:00"),
    (["date: 2025-11-12", "start_time: 18", "time_zone: CET"], DoubtCode.BARE_NUMBER, "2025-11-12T17:00"),
    (["date: 2025-11-12", "start_time: TBD", "time_zone: CET"], DoubtCode.UNREADABLE, None),
    (["date: 2025-11-31", "start_time: 18:00", "time_zone: CET"], DoubtCode.UNREADABLE, None),
    (["date: 0001-01-01", "start_time: 18:00", "time_zone: CET"], DoubtCode.UNREADABLE, None),
    (["date: 9999-12-31", "start_time: 18:00", "time_zone: CET"], DoubtCode.UNREADABLE, None),
    (["date: 2025-11-12"], DoubtCode.NO_TIME, None),
    (["date: 2025-11-12T00:00:00.000Z"], DoubtCode.NO_TIME, None),
    (["date: 2025-11-12T17:30:00+01:00"], DoubtCode.NO_TIME, "2025-11-12T16:30"),
    (["start_time: 18:00", "time_zone: CET"], DoubtCode.NO_DATE, None),
    ([], DoubtCode.NO_DATE, None),
    # Clocks in Berlin go from 2 to 3 on 29 March 2026, and from 3 to 2 on 26 October 2025.
    (["date: 2026-03-29", "start_time: 2:30", "time_zone: Europe/Berlin"], DoubtCode.SKIPPED_HOUR, "2026-03-29T01:30"),
    (["date: 2025-10-26", "start_time: 2:30", "time_zone: Europe/Berlin"], DoubtCode.REPEATED_HOUR, "2025-10-26T00:30"),
    (["date: 2025-11-12", 'start_datetime: "2025-11-12T18:00:00+01:00"', "start_time: 19:00", "time_zone: CET"],
     DoubtCode.TWO_STARTS, "2025-11-12T17:00"),
    (["date: 2025-11-11", 'start_datetime: "2025-11-12T18:00:00+01:00"'], DoubtCode.TWO_DATES, "2025-11-12T17:00"),
    (["date: 2025-11-12", "start_time: 18:00", "end_time: 17:00", "time_zone: CET"], DoubtCode.END, "2025-11-12T17:00"),
    (["date: 2025-11-12", "start_time: 18:00", "end_time: 18:00", "time_zone: CET"], DoubtCode.END, "2025-11-12T17:00"),
    (["date: 2025-11-12", "start_time: 23:00", "end_time: 05:01", "time_zone: CET"], DoubtCode.END, "2025-11-12T22:00"),
    (['start_datetime: "2025-11-12T18:00:00+01:00"', 'end_datetime: "2025-11-14T18:00:00+01:00"'], DoubtCode.END,
     "2025-11-12T17:00"),
])  # fmt: skip
def test_forms_that_are_held(lines: list[str], code: DoubtCode, start: str | None):
    read = event(*lines)
    assert codes(read) == {code}
    assert read.start == (utc(start) if start else None)
    (doubt,) = read.doubts
    assert (doubt.start, doubt.end, doubt.day) == (read.start, read.end, read.day)
    assert doubt.sentence.endswith(".")
    assert read.held() == (doubt,)
    assert read.held({doubt.key}) == ()


def test_the_season_is_explained_in_words():
    (doubt,) = event("date: 2025-12-13", "start_time: 18:00", "time_zone: CEST").doubts
    assert doubt.sentence == "CEST is UTC+2, but Europe/Berlin is at UTC+1 on 13 December 2025."


def test_a_confirmation_does_not_outlive_the_time_it_was_given_for():
    (before,) = event("date: 2025-12-13", "start_time: 18:00", "time_zone: CEST").doubts
    moved = event("date: 2025-12-13", "start_time: 19:00", "time_zone: CEST")
    assert moved.held({before.key}) == moved.doubts


@pytest.mark.parametrize(("label", "utc_start"), [("CEST", "2025-10-26T00:30"), ("CET", "2025-10-26T01:30")])
def test_a_label_tells_which_of_two_equal_hours_is_meant(label: str, utc_start: str):
    read = event("date: 2025-10-26", "start_time: 2:30", f"time_zone: {label}")
    assert codes(read) == NONE
    assert read.start == utc(utc_start)


def test_the_zone_was_wrong_for_77_minutes_after_publication():
    first = event("date: 2026-07-09", "start_time: 18:00", "time_zone: CET", now=utc("2026-07-06T03:40"))
    mended = event("date: 2026-07-09", "start_time: 18:00", "time_zone: CEST", now=utc("2026-07-06T04:57"))
    assert codes(first) == {DoubtCode.ZONE_SEASON}
    assert codes(mended) == NONE
    assert first.start == mended.start


def test_a_wrong_year_is_held_and_nothing_is_offered():
    first = event("date: 2024-09-29", 'start_time: "20:00"', "time_zone: CEST", "upcoming: true",
                  now=utc("2025-09-21T13:39"))  # fmt: skip
    (doubt,) = first.doubts
    assert doubt.code is DoubtCode.PAST
    assert (doubt.start, doubt.day) == (None, None)
    mended = event("date: 2025-09-29", 'start_time: "20:00"', "time_zone: CEST", "upcoming: true",
                   now=utc("2025-09-21T15:31"))  # fmt: skip
    assert codes(mended) == NONE


PAST = ["date: 2025-09-01", "start_time: 18:00", "end_time: 19:00", "time_zone: CEST"]
OVER = utc("2025-09-01T17:00")


@pytest.mark.parametrize(("upcoming", "after", "held"), [
    ("true", STILL_UPCOMING, False), ("true", STILL_UPCOMING + timedelta(seconds=1), True),
    ("false", STILL_UPCOMING + timedelta(seconds=1), False),
])  # fmt: skip
def test_how_long_a_past_event_may_call_itself_upcoming(upcoming: str, after: timedelta, held: bool):
    read = event(*PAST, f"upcoming: {upcoming}", now=OVER + after)
    assert codes(read) == ({DoubtCode.PAST} if held else NONE)


def test_nothing_is_asked_about_what_is_surely_over():
    lines = ["date: 2025-09-01", "start_time: 18:00", "end_time: 19:00", "time_zone: CET"]
    assert codes(event(*lines, now=OVER + SURELY_OVER)) == {DoubtCode.ZONE_SEASON}
    assert codes(event(*lines, now=OVER + SURELY_OVER + timedelta(seconds=1))) == NONE


def test_times_taken_out_after_the_event_leave_a_day_and_no_doubt():
    read = event("date: 2025-09-01", "upcoming: false", "video: kOiyRtvPO2Q", now=NOW)
    assert (read.start, read.end, read.day, read.doubts) == (None, None, date(2025, 9, 1), ())


def test_more_than_a_year_ahead_is_held():
    lines = ["date: 2026-10-19", "start_time: 18:00", "time_zone: CEST"]
    start = utc("2026-10-19T16:00")
    assert codes(event(*lines, now=start - FAR_AHEAD)) == NONE
    assert codes(event(*lines, now=start - FAR_AHEAD - timedelta(seconds=1))) == {DoubtCode.FAR}


def test_without_an_end_the_usual_duration_counts():
    lines = ["date: 2025-11-12", "start_time: 18:00", "time_zone: CET"]
    assert event(*lines).ends == utc("2025-11-12T17:00") + DEFAULT_DURATION[Kind.WORKSHOP]
    assert event(*lines, path=TALK).ends == utc("2025-11-12T17:00") + DEFAULT_DURATION[Kind.STUDENT_TALK]


def test_upcoming_is_recorded_and_not_believed():
    live = event("date: 2025-11-12", "start_time: 18:00", "time_zone: CET", "upcoming: false")
    assert live.upcoming is False
    assert codes(live) == NONE


# --- the text beside the front matter -----------------------------------------------------------------------

OCTOBER = ["date: 2025-10-07", "start_time: 14:00", "end_time: 15:00", "time_zone: CEST"]  # a Tuesday
NOVEMBER = ["date: 2025-11-05", "start_time: 18:00", "end_time: 19:30", "time_zone: CET"]  # a Wednesday


@pytest.mark.parametrize(("lines", "text", "code"), [
    (OCTOBER, "Join us at 14:00 CEST (8:00 AM EST).", None),
    (OCTOBER, "14:00-15:00 CEST / 8–9 AM EDT / 12:00 UTC", None),
    (OCTOBER, "Join us at 15:00 CEST (9:00 AM EST).", DoubtCode.TIME_IN_TEXT),
    (OCTOBER, "14:00 CEST (9:30 AM EST)", DoubtCode.TIME_IN_TEXT),
    (OCTOBER, "2 PM CET", None),
    (OCTOBER, "14:00 CEST: welcome, 14:30 CEST: questions", None),
    (OCTOBER, "14:30 CEST: questions", DoubtCode.TIME_IN_TEXT),
    (OCTOBER, "14:00 UTC", DoubtCode.TIME_IN_TEXT),
    (OCTOBER, "14:00 UTC+2", None),
    (OCTOBER, "14:00 Europe/Berlin, 17:30 IST", None),
    (OCTOBER, "At 14:00 we look at 10 CT scans and 4 PT sessions.", None),
    (OCTOBER, "Watched at 13:00 by many; no zone, no claim.", None),
    (OCTOBER, "11–1 PM EST", DoubtCode.TIME_IN_TEXT),
    (OCTOBER, "7:45–9 AM EST", DoubtCode.TIME_IN_TEXT),
    (OCTOBER, "from 14:00 CEST until 15:00 CEST", None),
    (OCTOBER, "**15:00** CEST", DoubtCode.TIME_IN_TEXT),
    (OCTOBER, "**When:** *Monday*, 7 October", DoubtCode.WEEKDAY),
    (["date: 2025-10-07", "start_time: 17:30", "end_time: 19:00", "time_zone: CEST"], "11:30–1 PM EST", None),
    (OCTOBER, "on Tuesday, 7 October", None),
    (OCTOBER, "on Tue., October 7th, 2025", None),
    (OCTOBER, "on Tuesday the 7th of October at 14:00", None),
    (OCTOBER, "Tuesday 2025-10-07", None),
    (OCTOBER, "see you Tuesday at 14:00", None),
    (OCTOBER, "see you Monday at 14:00", DoubtCode.WEEKDAY),
    (OCTOBER, "every Monday at 16:00 we meet", None),
    (OCTOBER, "7 October 1971 saw nothing", None),
    (NOVEMBER, "Tuesday, 5 November", DoubtCode.WEEKDAY),
    (NOVEMBER, "Wednesday, 5 November 2025", None),
    (NOVEMBER, "Tuesday, 5 November 2024", DoubtCode.DATE_IN_TEXT),
    (NOVEMBER, "Tuesday, November 11", DoubtCode.DATE_IN_TEXT),
    (NOVEMBER, "Wednesday 5 November; slides until Friday 31 October", None),
    (NOVEMBER, "Sun 5 decades ago, Mon 3 marching", None),
])  # fmt: skip
def test_what_the_text_says(lines: list[str], text: str, code: DoubtCode | None):
    read = event(*lines, body=text)
    assert codes(read) == ({code} if code else NONE), [doubt.sentence for doubt in read.doubts]


def test_a_day_is_the_same_on_both_sides_of_midnight():
    late = ["date: 2025-11-05", "start_time: 20:00", "time_zone: EST"]
    assert (
        codes(event(*late, body="Wednesday, 5 November, in Europe Thursday, 6 November at 2:00 CET")) == NONE
    )
    assert codes(event(*late, body="in Europe Friday, 6 November")) == {DoubtCode.WEEKDAY}


def test_doubts_of_a_kind_are_told_once():
    read = event("date: 2025-12-13", "start_time: 18:00", "end_time: 19:00", "time_zone: CEST",
                 body="17:00 CET, Monday 13 December")  # fmt: skip
    assert [doubt.code for doubt in read.doubts] == [
        DoubtCode.ZONE_SEASON, DoubtCode.WEEKDAY, DoubtCode.TIME_IN_TEXT,
    ]  # fmt: skip


# --- single values ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("written", "hour", "minute", "guessed"), [
    ("18:00", 18, 0, False), ("8:00", 8, 0, False), ("08:00:00", 8, 0, False), ("8.30", 8, 30, False),
    ("18h30", 18, 30, False), ("8 AM", 8, 0, False), ("12 am", 0, 0, False), ("12:15 p.m.", 12, 15, False),
    ("0:05", 0, 5, False), ("18 CET", 18, 0, False),
    ("1080", 18, 0, True), ("660", 11, 0, True), ("480", 8, 0, True), ("1830", 18, 30, True), ("0830", 8, 30, True), ("1440", 14, 40, True), ("1439", 23, 59, True),
    ("8", 8, 0, True),
])  # fmt: skip
def test_clocks(written: str, hour: int, minute: int, guessed: bool):
    clock = read_clock(written)
    assert clock is not None
    assert (clock.time.hour, clock.time.minute, clock.guessed) == (hour, minute, guessed)


@pytest.mark.parametrize("written", ["", "25:00", "24:00", "18:60", "14 PM", "0 am", "noon", "-1:00", "18:00-19:00",
                                     "99999", "1899", "٣:٠٠x", "1" * 5000, "18:00" * 50])  # fmt: skip
def test_no_clocks(written: str):
    assert read_clock(written) is None


@pytest.mark.parametrize(("label", "name"), [
    ("CET", "Europe/Berlin"), ("cest", "Europe/Berlin"), (" EST ", "America/New_York"), ("PT", "America/Los_Angeles"),
    ("IST", "Asia/Kolkata"), ("Europe/Zurich", "Europe/Zurich"), ("america/new york", "America/New_York"),
    ("CET (Berlin)", "Europe/Berlin"), ("(CEST)", "Europe/Berlin"), ("Eastern Time", "America/New_York"),
    ("UTC", "UTC"), ("z", "UTC"), ("UTC-03:30", "UTC-3:30"), ("+02:00", "UTC+2"), ("UTC−5", "UTC-5"),
])  # fmt: skip
def test_zones(label: str, name: str):
    zone = read_zone(label)
    assert zone is not None
    assert zone.name == name


@pytest.mark.parametrize("label", ["", "XYZT", "Europe", "Europe/Atlantis", "../etc/passwd", "/etc/localtime", "UTC+15",
                                   "posix/Europe/Berlin", "local", "18:00", "A" * 100, "Europe/Berlin\0"])  # fmt: skip
def test_no_zones(label: str):
    assert read_zone(label) is None


@given(st.datetimes(min_value=utc("2025-11-01T00:00").replace(tzinfo=None),
                    max_value=utc("2026-08-01T00:00").replace(tzinfo=None)),
       st.sampled_from(["CET", "CEST", "EST", "EDT", "ET", "PT", "Europe/London", "Australia/Sydney", "UTC+3"]))  # fmt: skip
def test_a_region_shows_the_time_on_the_page_on_that_day(local, label: str):
    zone = read_zone(label)
    read = event(f"date: {local:%Y-%m-%d}", f"start_time: '{local:%H:%M}'", f"time_zone: {label}")
    assert zone is not None
    assert read.start is not None
    if DoubtCode.SKIPPED_HOUR not in codes(read):
        assert f"{read.start.astimezone(zone.info):%Y-%m-%d %H:%M}" == f"{local:%Y-%m-%d %H:%M}"
    actual = read.start.astimezone(zone.info).utcoffset()
    assert (DoubtCode.ZONE_SEASON in codes(read)) == (zone.claims is not None and zone.claims != actual)


@given(st.text(max_size=40))
def test_no_text_breaks_a_reader(text: str):
    read_stamp(text)
    read_clock(text)
    read_zone(text)


VALUE = st.one_of(
    st.text(alphabet='0123456789:-TZ+ .aApPmMCESTW/"', max_size=30),
    st.sampled_from(
        ["2025-11-12", "18:00", "CEST", "1080", "9999-12-31T23:59:59-14:00", "1990-01-01T00:00+14:00"]
    ),
)


@given(st.dictionaries(st.sampled_from(["date", "start_time", "end_time", "time_zone", "start_datetime", "end_datetime"]), VALUE),
       st.text(max_size=60))  # fmt: skip
def test_no_front_matter_breaks_the_reader(front: dict[str, str], body: str):
    lines = [f"{key}: '{value}'" for key, value in front.items()]
    read = event(*lines, body=body)
    assert read.start is not None or read.day is None or read.doubts or read.ends <= NOW
    assert read.end is None or (read.start is not None and read.end > read.start)


def test_lines_break_within_dates_but_not_between_title_and_text():
    read = event(*NOVEMBER, body="Join us on Tuesday,\n5 November")
    assert codes(read) == {DoubtCode.WEEKDAY}
    assert codes(event(*NOVEMBER, "description: The last Tuesday", body="5 November")) == NONE
