"""The calendar file against RFC 5545's grammar."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.announcements.events.event import Event
from cogs.announcements.events.ics import calendar, uid

from .build import NOW, event, utc

TALK = event("date: 2025-10-07", "start_time: 14:00", "end_time: 15:30", "time_zone: CEST")

# RFC 5545, 3.1 and 3.3.11, without parameters, which this file has none of.
LINE = re.compile(r"(?P<name>[A-Z0-9-]+):(?P<value>[^\x00-\x08\x0a-\x1f\x7f]*)")
TEXT = re.compile(r"(?:\\[\\;,nN]|[^\\;,\x00-\x08\x0a-\x1f\x7f])*")
UTC_TIME = re.compile(r"\d{8}T\d{6}Z")
TEXTS = {"UID", "SUMMARY", "DESCRIPTION", "LOCATION", "PRODID"}
TIMES = {"DTSTAMP", "DTSTART", "DTEND"}


def parse(text: str | None) -> dict[str, str]:
    """The properties of the one event in a file, unescaped; fails when the file breaks the grammar."""
    assert text is not None
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    physical = text.encode().split(b"\r\n")[:-1]
    assert all(len(line) <= 75 for line in physical)
    for line in physical:
        line.decode()
    lines = text.replace("\r\n ", "").split("\r\n")[:-1]
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert lines[lines.index("BEGIN:VEVENT") :][-2] == "END:VEVENT"
    read: dict[str, str] = {}
    for line in lines:
        match = LINE.fullmatch(line)
        assert match, line
        name, value = match["name"], match["value"]
        if name in TEXTS:
            assert TEXT.fullmatch(value), value
            value = re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)
        if name in TIMES:
            assert UTC_TIME.fullmatch(value)
        if name not in ("BEGIN", "END"):
            assert name not in read, f"{name} may stand once"
            read[name] = value
    assert {"PRODID", "VERSION", "UID", "DTSTAMP", "DTSTART"} <= set(read)
    return read


def test_an_event_in_a_calendar():
    read = parse(calendar(TALK, revision=0, now=NOW))
    assert read | {"DESCRIPTION": "", "PRODID": ""} == {
        "VERSION": "2.0", "PRODID": "", "CALSCALE": "GREGORIAN", "METHOD": "PUBLISH",
        "UID": "workshop.a-talk@open-neuromorphic.org", "DTSTAMP": "20251001T120000Z",
        "DTSTART": "20251007T120000Z", "DTEND": "20251007T133000Z", "SEQUENCE": "0", "STATUS": "CONFIRMED",
        "SUMMARY": "A Talk", "DESCRIPTION": "", "LOCATION": "https://open-neuromorphic.org/workshops/a-talk/",
        "URL": "https://open-neuromorphic.org/workshops/a-talk/",
    }  # fmt: skip


def test_a_cancelled_event_keeps_its_name_and_counts_on():
    first = parse(calendar(TALK, revision=0, now=NOW))
    cancelled = parse(calendar(TALK, revision=1, now=NOW, cancelled=True))
    assert cancelled["UID"] == first["UID"]
    assert (cancelled["METHOD"], cancelled["STATUS"], cancelled["SEQUENCE"]) == ("CANCEL", "CANCELLED", "1")


def test_no_time_no_file():
    assert calendar(event("date: 2025-10-07"), revision=0, now=NOW) is None


def test_without_an_end_the_usual_duration_stands():
    read = parse(calendar(replace(TALK, end=None), revision=0, now=NOW))
    assert read["DTEND"] == "20251007T133000Z"


def test_times_of_other_zones_are_written_in_utc():
    from zoneinfo import ZoneInfo

    there = NOW.astimezone(ZoneInfo("Asia/Kolkata"))
    assert parse(calendar(TALK, revision=0, now=there))["DTSTAMP"] == "20251001T120000Z"


@pytest.mark.parametrize("title", ["a, b; c\\d", "two\nlines", "tab\there", "bell\x07", "BEGIN:VEVENT\r\nX:1", "é" * 200,
                                   "🧠" * 60, "x" * 74, "x" * 400, "a" * 66 + "é", "“quotes”, “more”"])  # fmt: skip
def test_titles_come_out_as_they_went_in(title: str):
    read = parse(calendar(replace(TALK, title=title), revision=0, now=NOW))
    assert read["SUMMARY"] == title.replace("\r\n", "\n").replace("\x07", "").replace("\t", "")


@given(st.text(max_size=300), st.text(max_size=900))
def test_any_text_makes_a_valid_file(title: str, description: str):
    made = replace(TALK, title=title, description=description, link="https://x.example/" + title[:50].strip())
    visible = [each for each in (title, description) if each.isprintable()]
    read = parse(calendar(made, revision=3, now=NOW))
    for each in visible:
        assert each in (read["SUMMARY"], read["DESCRIPTION"]) or each in read["DESCRIPTION"]


def test_two_events_have_two_names():
    other = Event("student-talk/a-talk", TALK.kind, TALK.title, TALK.link, start=utc("2025-10-07T12:00"))
    assert uid(other) != uid(TALK)


def test_an_event_never_ends_before_it_starts():
    read = parse(calendar(replace(TALK, end=TALK.start - timedelta(hours=1)), revision=0, now=NOW))
    assert read["DTEND"] > read["DTSTART"]
