"""What really happened to event pages, day by day, and what members would have been told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from cogs.announcements.events.event import Event
from cogs.announcements.events.match import Known, match
from cogs.announcements.events.pages import read_events
from cogs.announcements.events.plan import Done, Gone, after, due

from .build import page, utc

WORKSHOPS = "content/workshops"
TALKS = "content/neuromorphic-computing/student-talks"
HOURS = "content/neuromorphic-computing/hacking-hours"


class Community:
    """Follows the site from the moment it is empty; keeps for each event its last page and what was done."""

    def __init__(self) -> None:
        self.events: dict[str, Event] = {}
        self.done: dict[str, Done] = {}
        self.missing: dict[str, datetime] = {}

    def look(self, at: str, files: Mapping[str, str]) -> list[str]:
        """What is done at a moment with these pages: `step identity`, and what is asked in brackets."""
        now = utc(at)
        read = read_events(files, now=now)
        matched = match(
            [Known.from_event(event) for event in self.events.values()], read.events, read.left_out
        )
        told = []
        for event in (*matched.found, *matched.new):
            self.events[event.identity] = event
            self.missing.pop(event.identity, None)
            told += self._act(event.identity, event, now)
        for gone in matched.gone:
            since = self.missing.setdefault(gone.identity, now)
            told += self._act(gone.identity, Gone(since), now)
        return told

    def _act(self, identity: str, event: Event | Gone, now: datetime) -> list[str]:
        done, told = self.done.get(identity, Done()), []
        for step in due(event, done, now):
            done = after(done, step, event, now)
            if not step.late:
                told.append(
                    " ".join((step.step, *step.changes, *(f"({doubt.code})" for doubt in step.doubts)))
                )
        self.done[identity] = done
        return told


def named(title: str, *lines: str, body: str = "") -> str:
    return page(*lines, body=body).replace("A Talk", title)


def test_a_chip_is_renamed_six_days_before_and_again_later():
    site = Community()
    old, new = (
        f"{WORKSHOPS}/tsp1-neuromorphic-chip/index.md",
        f"{WORKSHOPS}/tsp1-neural-network-accelerator-chip/index.md",
    )
    times = [
        "date: 2025-11-11",
        'start_time: "8:00"',
        'end_time: "9:00"',
        'time_zone: "EST"',
        "upcoming: true",
    ]
    assert site.look("2025-10-05T12:00", {old: named("TSP1 neuromorphic chip", *times)}) == ["schedule"]
    assert site.look("2025-11-04T13:00", {old: named("TSP1 neuromorphic chip", *times)}) == ["announce"]
    after_rename = {
        new: named("TSP1 neural network accelerator chip", *times, "aliases: [/workshops/tsp1-neural-chip/]")
    }
    assert site.look("2025-11-05T12:00", after_rename) == ["edit title link"]
    assert site.look("2025-11-10T13:00", after_rename) == ["remind a day before"]
    assert site.look("2025-11-11T12:00", after_rename) == ["remind an hour before"]
    done = {
        new: named(
            "TSP1 neural network accelerator chip",
            "date: 2025-11-11",
            "upcoming: false",
            "video: gk-ieigCkmM",
        )
    }
    assert site.look("2025-11-11T15:00", done) == ["recording"]
    assert site.look("2025-12-01T15:00", done) == []


def test_the_zone_was_wrong_for_77_minutes_and_the_fields_changed_under_a_live_event():
    site = Community()
    at = f"{WORKSHOPS}/vector-symbolic-algebras/index.md"
    old = ["date: 2026-07-09", 'start_time: "18:00"', 'end_time: "19:00"', "upcoming: true"]
    assert site.look("2026-07-06T03:40", {at: named("VSA", *old, 'time_zone: "CET"')}) == [
        "ask (zone out of season)"
    ]
    assert site.look("2026-07-06T04:57", {at: named("VSA", *old, 'time_zone: "CEST"')}) == [
        "schedule",
        "announce",
    ]
    new = ["date: 2026-07-09", 'time_zone: "CEST"', 'start_datetime: "2026-07-09T18:00:00+02:00"',
           'end_datetime: "2026-07-09T19:00:00+02:00"', 'video: "tcXCnWeyoq0"']  # fmt: skip
    # The scheduled stream has its video 23 hours before.
    assert site.look("2026-07-08T17:00", {at: named("VSA", *new)}) == ["remind a day before"]
    assert site.look("2026-07-09T04:07", {at: named("VSA", *new, "upcoming: true")}) == []
    assert site.look("2026-07-09T15:30", {at: named("VSA", *new, "upcoming: true")}) == [
        "remind an hour before"
    ]
    assert site.look("2026-07-09T17:05", {at: named("VSA", *new, "upcoming: false")}) == []
    assert site.look("2026-07-09T18:00", {at: named("VSA", *new, "upcoming: false")}) == ["recording"]


def test_the_year_was_wrong_for_two_hours():
    site = Community()
    at = f"{WORKSHOPS}/tonic/index.md"
    rest = ['start_time: "20:00"', 'end_time: "21:30"', 'time_zone: "CEST"', "upcoming: true"]
    assert site.look("2025-09-21T13:39", {at: named("Tonic", "date: 2024-09-29", *rest)}) == ["ask (past)"]
    assert site.look("2025-09-21T15:31", {at: named("Tonic", "date: 2025-09-29", *rest)}) == ["schedule"]
    assert site.look("2025-09-22T18:00", {at: named("Tonic", "date: 2025-09-29", *rest)}) == ["announce"]


def test_old_events_called_themselves_upcoming_and_one_was_dated_ahead():
    site = Community()
    at = f"{WORKSHOPS}/infrastructure/index.md"
    times = ['start_time: "18:00"', 'end_time: "19:30"', 'time_zone: "CEST"']
    site.look("2025-07-12T12:00", {at: named("Tools", "date: 2025-07-30", *times, "upcoming: true")})
    site.look("2025-07-30T15:00", {at: named("Tools", "date: 2025-07-30", *times, "upcoming: true")})
    over = named("Tools", "date: 2025-07-30", "upcoming: false", "video: kZqVe3547r8")
    assert site.look("2025-07-31T12:00", {at: over}) == ["recording"]
    again = over.replace("upcoming: false", "upcoming: true")
    assert site.look("2026-06-28T12:00", {at: again}) == []
    assert site.look("2026-06-28T13:00", {at: again.replace("2025-07-30", "2026-07-30")}) == [
        "ask (no time) (over and moved ahead)"
    ]
    assert site.look("2026-07-08T12:00", {at: over}) == []


def test_a_talk_loses_its_prefix_then_its_date_for_75_minutes():
    site = Community()
    at = f"{TALKS}/embodied-representation/index.md"
    times = ["date: 2025-10-07", "start_time: 14:00", "end_time: 15:00", "time_zone: CEST", "upcoming: true"]
    body = "Live at 14:00 CEST (8:00 AM EST)."
    first = {at: named("Student Talk: Robotics without a Ruler", *times, body=body)}
    assert site.look("2025-10-04T12:00", first) == ["schedule", "announce"]
    later = {at: named("Robotics without a Ruler", *times, body=body)}
    assert site.look("2025-10-06T12:00", later) == ["remind a day before"]
    assert site.look("2025-10-07T11:00", later) == ["remind an hour before"]
    without = {at: named("Robotics without a Ruler", "upcoming: false")}
    assert site.look("2025-10-07T20:09", without) == []
    done = {
        at: named("Robotics without a Ruler", "date: 2025-10-07", "upcoming: false", "video: 08v-Kyn96SU")
    }
    assert site.look("2025-10-07T21:24", done) == ["recording"]


def test_eastern_time_is_no_utc_and_a_stream_is_no_recording():
    site = Community()
    at = "content/neuromorphic-computing/software/hacking-hours/soc-reram/index.md"
    live = named("SoCs", "date: 2025-10-19T00:00:00.000Z", 'start_time: "11:00"', 'time_zone: "ET"', "video: Z8dR05q7hII",
                 "upcoming: true", "upcoming_url: https://www.youtube.com/watch?v=Z8dR05q7hII")  # fmt: skip
    assert site.look("2025-10-17T12:00", {at: live}) == ["schedule", "announce"]
    assert site.done["hacking-hour/soc-reram"].said.start == utc("2025-10-19T15:00")
    assert site.look("2025-10-18T15:00", {at: live}) == ["remind a day before"]
    assert site.look("2025-10-19T14:00", {at: live}) == ["remind an hour before"]
    assert site.look("2025-10-19T17:00", {at: live}) == []
    assert site.look("2025-10-19T18:00", {at: live}) == ["recording"]


def test_all_hacking_hours_move_at_once():
    site = Community()
    old = "content/neuromorphic-computing/software/hacking-hours"
    names = [f"session-{number}" for number in range(8)]
    site.look("2026-06-30T12:00", {
        f"{old}/{name}/index.md": named(name, f"date: 2026-07-0{at + 2}", "start_time: 18:00", "time_zone: CEST")
        for at, name in enumerate(names)
    })  # fmt: skip
    moved = {
        f"{HOURS}/{name}/index.md": named(
            name, f"date: 2026-07-0{at + 2}", "start_time: 18:00", "time_zone: CEST",
            f"url: /neuromorphic-computing/software/hacking-hours/{name}/",
        )
        for at, name in enumerate(names)
    }  # fmt: skip
    assert site.look("2026-06-30T13:00", moved) == []
    lost = {
        path: text.replace(f"url: /neuromorphic-computing/software/hacking-hours/{names[7]}/", "")
        for path, text in moved.items()
    }
    assert site.look("2026-06-30T14:00", lost) == ["edit link"]


def test_a_join_link_that_changes_is_corrected_and_a_start_that_moves_is_too():
    site = Community()
    at = f"{TALKS}/long-sequences/index.md"
    times = ["date: 2025-07-27", "start_time: 08:00", "time_zone: EDT", "upcoming: true"]
    assert site.look("2025-07-23T12:00", {at: named("Long", *times, "upcoming_url: https://teams.microsoft.com/l/x")}) == [
        "schedule", "announce",
    ]  # fmt: skip
    assert site.look(
        "2025-07-23T18:00", {at: named("Long", *times, "upcoming_url: https://youtu.be/RB11UYu7bFY")}
    ) == ["edit words"]
    moved = [line.replace("08:00", "08:30") for line in times]
    assert site.look("2025-07-24T12:00", {at: named("Long", *moved)}) == ["edit start words"]


def test_a_broken_page_cancels_nothing_and_a_deleted_one_does():
    site = Community()
    at = f"{WORKSHOPS}/talk/index.md"
    good = named("Talk", "date: 2025-11-11", "start_time: 18:00", "time_zone: CET")
    assert site.look("2025-11-06T12:00", {at: good}) == ["schedule", "announce"]
    assert site.look("2025-11-07T12:00", {at: good.replace("---", "--", 1)}) == []
    assert site.look("2025-11-07T18:00", {at: good.replace("---", "--", 1)}) == []
    assert site.look("2025-11-08T12:00", {}) == []
    assert site.look("2025-11-08T12:29:59", {}) == []
    assert site.look("2025-11-08T12:30", {}) == ["cancel"]
    assert site.look("2025-11-09T12:30", {at: good}) == ["edit takes place", "schedule"]


def test_edits_of_bytes_are_no_edits():
    site = Community()
    at = f"{WORKSHOPS}/talk/index.md"
    good = named("Talk", "date: 2025-11-11", "start_time: 18:00", 'time_zone: "CET"', "summary_points: [a]")
    assert site.look("2025-11-06T12:00", {at: good}) == ["schedule", "announce"]
    other = (
        good.replace('"CET"', "CET  # Berlin")
        .replace("[a]", "\n  - a")
        .replace('"Talk"', "Talk")
        .replace("\n", "\r\n")
    )
    assert site.look("2025-11-06T13:00", {at: other}) == []
    assert replace(site.events["workshop/talk"], zone="CET").zone == "CET"
