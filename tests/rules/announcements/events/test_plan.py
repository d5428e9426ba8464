"""What is due when: every boundary to the second, whatever was missed, and nothing twice."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cogs.announcements.events.event import DEFAULT_DURATION, Doubt, DoubtCode, Event, Kind
from cogs.announcements.events.plan import (
    ANNOUNCED_BEFORE,
    GONE_GRACE,
    RECORDING_AFTER,
    RECORDING_UNTIL,
    Done,
    Due,
    Gone,
    Step,
    after,
    baseline,
    due,
)
from cogs.announcements.model import Image

from .build import event, utc

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
START = utc("2025-11-11T13:00")
END = START + HOUR
TALK = Event(
    "workshop/tsp1",
    Kind.WORKSHOP,
    "TSP1",
    "https://x.example/tsp1/",
    start=START,
    end=END,
    day=date(2025, 11, 11),
)
HELD = replace(TALK, doubts=(Doubt(DoubtCode.ZONE_SEASON, "Look.", START, END, TALK.day),))
KEY = HELD.doubts[0].key


def act(page: Event | Gone, done: Done, now: datetime) -> tuple[list[str], Done]:
    """Take every step that is due: what was done (late ones in brackets), and what is done then."""
    said = []
    for step in due(page, done, now):
        said.append(f"({step.step})" if step.late else str(step.step))
        done = after(done, step, page, now)
    return said, done


def run(*pages: tuple[Event | Gone, datetime], done: Done | None = None) -> list[list[str]]:
    """What is done at each of some moments, one after another."""
    done = done or Done()
    told = []
    for page, now in pages:
        said, done = act(page, done, now)
        told.append(said)
    return told


# --- one event from its first sight to its recording ---------------------------------------------------------


def test_a_whole_life():
    video = replace(TALK, video="gk-ieigCkmM")
    assert run(
        (TALK, START - 37 * DAY), (TALK, START - 7 * DAY - SECOND), (TALK, START - 7 * DAY), (TALK, START - 2 * DAY),
        (TALK, START - 24 * HOUR), (TALK, START - HOUR), (TALK, START), (TALK, END),
        (video, END + RECORDING_AFTER), (video, END + 2 * DAY),
    ) == [
        ["schedule"], [], ["announce"], [], ["remind a day before"], ["remind an hour before"], [], [], ["recording"], [],
    ]  # fmt: skip


@pytest.mark.parametrize(("before", "steps"), [
    (ANNOUNCED_BEFORE + SECOND, ["schedule"]),
    (ANNOUNCED_BEFORE, ["schedule", "announce"]),
    (2 * DAY, ["schedule", "announce"]),
    (DAY + SECOND, ["schedule", "announce"]),
    # The announcement tells what the reminder would.
    (DAY, ["schedule", "announce", "(remind a day before)"]),
    (HOUR + SECOND, ["schedule", "announce", "(remind a day before)"]),
    (HOUR, ["schedule", "announce", "(remind a day before)", "(remind an hour before)"]),
    (SECOND, ["schedule", "announce", "(remind a day before)", "(remind an hour before)"]),
    (timedelta(), ["(announce)", "(remind a day before)", "(remind an hour before)"]),
    (-400 * DAY, ["(announce)", "(remind a day before)", "(remind an hour before)"]),
])  # fmt: skip
def test_first_seen(before: timedelta, steps: list[str]):
    assert run((TALK, START - before)) == [steps]


ANNOUNCED = act(TALK, Done(), START - 7 * DAY)[1]
REMINDED = replace(ANNOUNCED, reminded=frozenset({(Step.REMIND_DAY, START), (Step.REMIND_HOUR, START)}))


@pytest.mark.parametrize(("before", "steps"), [
    (DAY + SECOND, []),
    (DAY, ["remind a day before"]),
    (HOUR + SECOND, ["remind a day before"]),
    # Of reminders missed while the bot was down the one that is still true is sent.
    (HOUR, ["(remind a day before)", "remind an hour before"]),
    (SECOND, ["(remind a day before)", "remind an hour before"]),
    (timedelta(), ["(remind a day before)", "(remind an hour before)"]),
])  # fmt: skip
def test_reminders_after_a_pause(before: timedelta, steps: list[str]):
    assert run((TALK, START - before), done=ANNOUNCED) == [steps]


# --- recordings ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("now", "steps"), [
    # StreamYard makes the video a day before the event.
    (START - DAY - SECOND, []),
    (END, []),
    (END + RECORDING_AFTER - SECOND, []),
    (END + RECORDING_AFTER, ["recording"]),
    (END + RECORDING_UNTIL, ["recording"]),
    (END + RECORDING_UNTIL + SECOND, []),
])  # fmt: skip
def test_a_video_is_a_recording_once_the_event_is_over(now: datetime, steps: list[str]):
    page = replace(TALK, video="gk-ieigCkmM")
    assert run((page, now), done=REMINDED) == [steps]


def test_the_recording_of_a_page_that_lost_its_times():
    """Times are deleted when an event is marked as done; for 75 minutes one page had no date at all."""
    for left in (replace(TALK, start=None, end=None), replace(TALK, start=None, end=None, day=None)):
        page = replace(left, video="gk-ieigCkmM")
        assert run((left, END + MINUTE), (page, END + RECORDING_AFTER - SECOND), (page, END + RECORDING_AFTER),
                   (page, END + RECORDING_AFTER), done=REMINDED) == [[], [], ["recording"], []]  # fmt: skip


@pytest.mark.parametrize("left", [[], ["date: 2025-11-11"]])
def test_times_taken_out_are_a_question_only_before_the_event_begins(left: list[str]):
    for now, steps in (
        (START - SECOND, ["ask"]),
        (START, []),
        (END, []),
        (END + RECORDING_AFTER, ["recording"]),
    ):
        page = event(*left, "video: gk-ieigCkmM", now=now)
        assert page.doubts
        said = replace(REMINDED.said, title=page.title, link=page.link)
        assert run((page, now), done=replace(REMINDED, said=said)) == [steps]


def test_a_forgotten_flag_asks_nothing_of_an_event_that_was_announced():
    later = END + 5 * DAY
    page = event("date: 2025-11-11", "start_time: 14:00", "end_time: 15:00", "time_zone: CET", "upcoming: true",
                 "video: gk-ieigCkmM", now=later)  # fmt: skip
    assert [doubt.code for doubt in page.doubts] == [DoubtCode.PAST]
    assert run((page, later)) == [["ask"]]
    assert run((page, later), done=baseline(replace(page, video=None), later)) == [["recording"]]
    other_day = replace(page, day=date(2024, 11, 11))
    assert run((other_day, later), done=baseline(page, later)) == [["ask"]]


def test_another_day_without_a_time_is_a_question_even_then():
    assert run((event("date: 2025-11-12", now=END), END), done=REMINDED) == [["ask"]]


def test_another_video_is_not_announced_again():
    seen = replace(baseline(TALK, END), recording="gk-ieigCkmM")
    assert run((replace(TALK, video="RB11UYu7bFY"), END + DAY), done=seen) == [[]]


def test_without_an_end_the_usual_duration_is_waited_for():
    page = replace(TALK, end=None, video="gk-ieigCkmM")
    seen = baseline(replace(page, video=None), START + MINUTE)
    over = START + DEFAULT_DURATION[Kind.WORKSHOP] + RECORDING_AFTER
    assert run((page, over - SECOND), (page, over), done=seen) == [[], ["recording"]]


# --- doubts -------------------------------------------------------------------------------------------------


def test_while_there_is_a_doubt_moderators_are_asked_once_and_nothing_else_is_done():
    assert run((HELD, START - 8 * DAY), (HELD, START - 7 * DAY), (HELD, START - HOUR), (HELD, END)) == [
        ["ask"],
        [],
        [],
        [],
    ]


def test_once_confirmed_what_is_due_is_done():
    _, asked = act(HELD, Done(), START - 3 * DAY)
    confirmed = replace(asked, confirmed=frozenset({KEY}))
    assert run((HELD, START - 2 * DAY), (HELD, START - DAY), done=confirmed) == [
        ["schedule", "announce"], ["remind a day before"],
    ]  # fmt: skip


def test_a_corrected_page_needs_no_confirmation():
    assert run((HELD, START - 3 * DAY), (TALK, START - 3 * DAY + 77 * MINUTE)) == [
        ["ask"],
        ["schedule", "announce"],
    ]


def test_another_doubt_is_asked_about_and_the_first_is_not_asked_again():
    more = replace(HELD, doubts=(*HELD.doubts, Doubt(DoubtCode.WEEKDAY, "Look again.", START, END, TALK.day)))
    _, asked = act(HELD, Done(), START - 3 * DAY)
    (question,) = due(more, asked, START - 2 * DAY)
    assert [doubt.code for doubt in question.doubts] == [DoubtCode.WEEKDAY]


def test_an_event_whose_day_alone_is_confirmed():
    day = event("date: 2025-11-11", "video: gk-ieigCkmM", now=utc("2025-11-01T00:00"))
    (doubt,) = day.doubts
    assert (doubt.start, doubt.day) == (None, date(2025, 11, 11))
    confirmed = Done(confirmed=frozenset({doubt.key}))
    midnight = utc("2025-11-11T00:00")
    assert run((day, midnight - 7 * DAY - SECOND), (day, midnight - 7 * DAY), (day, midnight + DAY),
               (day, midnight + 36 * HOUR + RECORDING_AFTER - SECOND), (day, midnight + 36 * HOUR + RECORDING_AFTER),
               done=confirmed) == [[], ["announce"], [], [], ["recording"]]  # fmt: skip
    assert run((day, midnight + DAY - SECOND), done=confirmed) == [["announce"]]
    assert run((day, midnight + DAY), done=confirmed) == [["(announce)"]]


def test_an_old_event_that_is_moved_ahead_is_held():
    """On 2026-06-28 a page of 2025-07-30 said 2026-07-30 for 48 minutes."""
    ahead = START + 365 * DAY
    moved = replace(TALK, start=ahead, end=None, day=ahead.date())
    seen = baseline(TALK, END + DAY)
    (question,) = due(moved, seen, END + 300 * DAY)
    assert (question.step, question.doubts[0].code) == (Step.ASK, DoubtCode.REVIVED)
    assert question.doubts[0].sentence == (
        "The event was on 11 November 2025 and is over; its page now says 11 November 2026."
    )
    asked = after(seen, question, moved, END + 300 * DAY)
    assert run((moved, END + 301 * DAY), (TALK, END + 302 * DAY), done=asked) == [[], []]
    confirmed = replace(asked, confirmed=frozenset({question.doubts[0].key}))
    assert run((moved, END + 301 * DAY), (moved, ahead - DAY), done=confirmed) == [
        ["edit", "schedule"], ["remind a day before"],
    ]  # fmt: skip


# --- changes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("change", "named"), [
    ({"title": "TSP2"}, ("title",)), ({"link": "https://x.example/tsp2/"}, ("link",)),
    ({"start": START + 30 * MINUTE}, ("start",)), ({"end": None}, ("end",)),
    ({"start": START + DAY, "end": END + DAY, "day": date(2025, 11, 12)}, ("start", "end")),
    # Another speaker, another room.
    ({"description": "Longer."}, ("words",)), ({"authors": ("Grace Hopper",)}, ("words",)),
    ({"join_link": "https://meet.example/b"}, ("words",)), ({"image": Image("https://x.example/b.png")}, ("words",)),
    ({"video": "gk-ieigCkmM"}, ()), ({"identity": "workshop/tsp2"}, ()), ({"upcoming": True}, ()),
])  # fmt: skip
def test_what_is_said_anew(change: dict[str, object], named: tuple[str, ...]):
    page = replace(TALK, **change)
    steps = due(page, ANNOUNCED, START - 3 * DAY)
    assert steps == ((Due(Step.EDIT, changes=named),) if named else ())
    done = after(ANNOUNCED, steps[0], page, START - 3 * DAY) if steps else ANNOUNCED
    assert done.revision == len(steps)
    assert due(page, done, START - 3 * DAY) == ()


@pytest.mark.parametrize(("now", "title", "start"), [
    (END - SECOND, True, True), (END, True, False), (END + RECORDING_UNTIL, True, False),
    (END + RECORDING_UNTIL + SECOND, False, False),
])  # fmt: skip
def test_until_when_it_is_said_anew(now: datetime, title: bool, start: bool):
    assert [step.changes for step in due(replace(TALK, title="X"), REMINDED, now)] == (
        [("title",)] if title else []
    )
    moved = replace(TALK, start=START - HOUR)
    edits = [step.changes for step in due(moved, REMINDED, now) if step.step is Step.EDIT]
    assert edits == ([("start",)] if start else [])
    longer = due(replace(TALK, description="Longer."), REMINDED, now)
    assert [step.changes for step in longer] == ([("words",)] if start else [])


@pytest.mark.parametrize(("moved_by", "steps"), [
    (3 * DAY, [["edit"], ["remind a day before"], ["remind an hour before"]]),
    (30 * MINUTE, [["edit", "remind a day before"], [], ["remind an hour before"]]),
    (-2 * HOUR, [["edit", "remind a day before"], [], ["remind an hour before"]]),
])  # fmt: skip
def test_a_moved_event_gets_its_reminders_again(moved_by: timedelta, steps: list[list[str]]):
    start = START + moved_by
    moved = replace(TALK, start=start, end=None)
    _, reminded = act(TALK, ANNOUNCED, START - DAY)
    assert run((moved, START - 12 * HOUR), (moved, start - 2 * HOUR if moved_by < DAY else start - DAY), (moved, start - HOUR),
               done=reminded) == steps  # fmt: skip


def test_moved_to_and_fro_it_gets_none_twice():
    moved = replace(TALK, start=START + 30 * MINUTE, end=None)
    _, done = act(TALK, ANNOUNCED, START - DAY)
    assert run((moved, START - 20 * HOUR), (TALK, START - 19 * HOUR), (moved, START - 18 * HOUR), done=done) == [
        ["edit", "remind a day before"], ["edit"], ["edit"],
    ]  # fmt: skip


def test_a_page_with_its_own_discord_event_gets_no_second_one():
    page = replace(TALK, discord_event_url="https://discord.com/events/1/2")
    assert run((page, START - 10 * DAY)) == [[]]


# --- cancelled ----------------------------------------------------------------------------------------------

GONE = Gone(START - 2 * DAY)
DRAFT = replace(TALK, draft=True)


@pytest.mark.parametrize(("page", "now", "steps"), [
    (GONE, GONE.since, []),
    (GONE, GONE.since + GONE_GRACE - SECOND, []),
    (GONE, GONE.since + GONE_GRACE, ["cancel"]),
    (GONE, START - SECOND, ["cancel"]),
    (GONE, START, []),
    (DRAFT, START - 2 * DAY, ["cancel"]),
    (DRAFT, START - SECOND, ["cancel"]),
    (DRAFT, START, []),
])  # fmt: skip
def test_cancelled_before_the_start(page: Event | Gone, now: datetime, steps: list[str]):
    assert run((page, now), (page, now), done=ANNOUNCED) == [steps, []]


def test_what_nobody_was_told_of_is_not_cancelled():
    assert run((GONE, START - DAY)) == [[]]
    assert run((DRAFT, START - 10 * DAY)) == [[]]


def test_a_scheduled_event_is_cancelled_before_it_is_announced():
    assert run((TALK, START - 30 * DAY), (DRAFT, START - 29 * DAY)) == [["schedule"], ["cancel"]]


def test_a_page_that_comes_back():
    assert run((GONE, START - DAY - MINUTE), (TALK, START - DAY), (TALK, START - DAY), done=ANNOUNCED) == [
        ["cancel"], ["edit", "schedule", "remind a day before"], [],
    ]  # fmt: skip
    assert run((GONE, START - DAY), (TALK, START), done=ANNOUNCED)[1] == [
        "(remind a day before)",
        "(remind an hour before)",
    ]


# --- the first sight of the source --------------------------------------------------------------------------


def test_at_first_sight_of_the_source_nothing_is_said():
    seen = baseline(TALK, START - 12 * HOUR)
    assert run((TALK, START - 12 * HOUR), (TALK, START - HOUR), done=seen) == [
        ["schedule"],
        ["remind an hour before"],
    ]
    assert run((TALK, START - HOUR), done=baseline(TALK, START - HOUR)) == [["schedule"]]
    old = replace(TALK, video="gk-ieigCkmM")
    assert run((old, END + 2 * HOUR), done=baseline(old, END + 2 * HOUR)) == [[]]
    soon = baseline(TALK, END + 2 * HOUR)
    assert run((old, END + 3 * HOUR), done=soon) == [["recording"]]


# --- whatever happens ---------------------------------------------------------------------------------------

OFFSETS = st.integers(-10 * 24 * 60, 16 * 24 * 60).map(lambda minutes: START + minutes * MINUTE)
PAGES = st.one_of(
    st.builds(
        lambda moved, title, video, doubt, draft: replace(
            TALK, start=START + moved * HOUR, end=END + moved * HOUR, day=(START + moved * HOUR).date(), title=title,
            video=video, doubts=HELD.doubts if doubt else (), draft=draft,
        ),
        st.sampled_from([0, 0, 0, 1, -5, 30, 24 * 300]), st.sampled_from(["TSP1", "TSP1", "Student TSP1"]),
        st.sampled_from([None, "gk-ieigCkmM", "RB11UYu7bFY"]), st.sampled_from([False, False, False, True]),
        st.sampled_from([False, False, False, False, True]),
    ),
    st.just(TALK), st.just(replace(TALK, start=None, end=None)), st.just(replace(TALK, start=None, end=None, day=None)),
    OFFSETS.map(Gone),
)  # fmt: skip


@settings(max_examples=400)
@given(st.lists(st.tuples(OFFSETS, PAGES, st.booleans()), max_size=25))
def test_nothing_twice_nothing_early_nothing_late(moments: list[tuple[datetime, Event | Gone, bool]]):
    done, told = Done(), Counter[object]()
    for now, page, confirm in sorted(moments, key=lambda moment: moment[0]):
        for step in due(page, done, now):
            done = after(done, step, page, now)
            if isinstance(page, Event) and not step.late:
                starts = page.start or (done.said.start if done.said else None)
                ends = page.end or (done.said.end if done.said else None)
                if step.step in (Step.ANNOUNCE, Step.SCHEDULE) and page.start:
                    assert now < page.start
                if step.step is Step.ANNOUNCE and page.start:
                    assert now >= page.start - ANNOUNCED_BEFORE
                if step.step is Step.REMIND_DAY:
                    assert step.start == starts
                    assert step.start - DAY <= now < step.start - HOUR
                if step.step is Step.REMIND_HOUR:
                    assert step.start == starts
                    assert step.start - HOUR <= now < step.start
                if step.step is Step.RECORDING and ends:
                    assert ends + RECORDING_AFTER <= now <= ends + RECORDING_UNTIL
                assert step.step in (Step.ASK, Step.CANCEL) or not page.held(done.confirmed)
            if step.step in (Step.ANNOUNCE, Step.RECORDING):
                told[step.step] += 1
            if step.step in (Step.REMIND_DAY, Step.REMIND_HOUR):
                told[step.step, step.start] += 1
            told.update(doubt.key for doubt in step.doubts)
        # What was done is not due again, however often it is looked.
        assert due(page, done, now) == ()
        if confirm:
            done = replace(done, confirmed=done.confirmed | {KEY})
    assert all(times == 1 for times in told.values()), told


@given(st.lists(OFFSETS, min_size=1, max_size=12), st.lists(OFFSETS, max_size=12))
def test_looking_more_often_tells_no_less_and_no_later(seldom: list[datetime], between: list[datetime]):
    page = replace(TALK, video="gk-ieigCkmM")

    def when(moments: list[datetime]) -> dict[Step, datetime]:
        done, first = Done(), {}
        for now in sorted(moments):
            for step in due(page, done, now):
                done = after(done, step, page, now)
                if not step.late:
                    first[step.step] = now
        return first

    rarely, often = when(seldom), when([*seldom, *between])
    # A reminder may be told by an earlier announcement, and an hour's by none; the rest comes no later.
    for step in (Step.SCHEDULE, Step.ANNOUNCE, Step.RECORDING):
        if step in rarely:
            assert often[step] <= rarely[step]
    if Step.REMIND_HOUR in rarely:
        assert min(often.get(Step.REMIND_HOUR, START), often[Step.ANNOUNCE]) <= rarely[Step.REMIND_HOUR]


def test_what_was_not_due_cannot_be_recorded():
    with pytest.raises(ValueError, match="gone"):
        after(Done(), Due(Step.ANNOUNCE), GONE, START)
    with pytest.raises(ValueError, match="start"):
        after(Done(), Due(Step.REMIND_DAY), TALK, START)
