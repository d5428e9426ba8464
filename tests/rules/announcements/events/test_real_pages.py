"""The site's real event pages, when its checkout lies beside the project: every one is read."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cogs.announcements.events.event import DoubtCode, Kind, midnight
from cogs.announcements.events.ics import calendar
from cogs.announcements.events.match import Known, match
from cogs.announcements.events.pages import FOLDERS, Pages, read_event, read_events
from cogs.announcements.events.plan import baseline, due

from .build import utc

NOW = utc("2026-07-19T00:00")


@pytest.fixture(scope="module")
def checkout() -> Path:
    for folder in Path(__file__).resolve().parents:
        site = folder / "shared" / "onm"
        if (site / "content/workshops").is_dir():
            return site
    pytest.skip("the real event pages are not here: no shared/onm in a folder above the project")


def read_at(checkout: Path, now: datetime) -> Pages:
    paths = sorted(checkout.glob("content/**/*.md"))
    return read_events({path.relative_to(checkout).as_posix(): path.read_bytes() for path in paths}, now=now)


def test_every_page_is_read(checkout: Path):
    read = read_at(checkout, NOW)
    assert read.left_out == {}
    assert Counter(event.kind for event in read.events) == {
        Kind.WORKSHOP: 28, Kind.STUDENT_TALK: 4, Kind.HACKING_HOUR: 9,
    }  # fmt: skip
    assert len({event.identity for event in read.events}) == 41
    assert sum(event.start is not None for event in read.events) == 4
    assert sum(event.image is not None for event in read.events) == 37
    assert all(event.day and event.video and event.authors and event.description for event in read.events)


def test_links_are_those_of_the_sites_own_sitemap(checkout: Path):
    sitemap = (checkout / "site/video-sitemap.xml").read_text()
    assert {event.link for event in read_at(checkout, NOW).events} == set(
        re.findall(r"<loc>([^<]*)</loc>", sitemap)
    )


def test_past_events_raise_no_question_and_are_no_news(checkout: Path):
    for event in read_at(checkout, NOW).events:
        assert event.doubts == ()
        assert due(event, baseline(event, NOW), NOW) == ()
        assert event.join_link_at(NOW) is None
    notes = [note for event in read_at(checkout, NOW).events for note in event.notes]
    assert len(notes) == 1
    assert "teams.microsoft.com" in notes[0]


def test_the_newest_workshop_before_it_took_place(checkout: Path):
    before = utc("2026-07-09T12:00")
    (upcoming,) = (event for event in read_at(checkout, before).events if event.ends and event.ends > before)
    assert (upcoming.start, upcoming.end) == (utc("2026-07-09T16:00"), utc("2026-07-09T17:00"))
    assert upcoming.doubts == ()
    assert upcoming.discord_event_url is not None
    assert "DTSTART:20260709T160000Z" in (calendar(upcoming, revision=0, now=before) or "")


def test_no_two_real_events_are_taken_for_one(checkout: Path):
    events = read_at(checkout, NOW).events
    known = [Known.from_event(event) for event in events]
    assert match(known, events).found == events
    for event in events:
        matched = match([each for each in known if each.identity != event.identity], [event])
        assert matched.new == (event,)


def test_no_real_text_is_misunderstood(checkout: Path):
    """Read on the day before each event, pages raise no doubt but that their times were taken out since."""
    folders = (checkout / folder for folder in FOLDERS)
    files = {path: path.read_bytes() for folder in folders for path in folder.glob("*/index.md")}
    assert len(files) == 41
    for path, content in files.items():
        place = path.relative_to(checkout).as_posix()
        event = read_event(place, content, now=NOW)
        assert event.day is not None
        before = read_event(place, content, now=midnight(event.day) - timedelta(days=1))
        assert {doubt.code for doubt in before.doubts} == (set() if event.start else {DoubtCode.NO_TIME})
