"""The whole life of an event, as members see it."""

from __future__ import annotations

import sqlite3
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.clock import to_text
from tests.wire.announcements.conftest import MODERATORS
from tests.wire.announcements.event_community import DAY, HOUR, IN_PUBLIC, BeginEvents, begin_events
from tests.wire.harness import labels, links, said, text

__all__ = ["begin_events"]

PAGE = "https://open-neuromorphic.org/workshops"


def at(moment) -> str:
    return f"<t:{int(moment.timestamp())}:F>"


async def test_from_the_first_page_to_the_recording(begin_events: BeginEvents) -> None:
    community = await begin_events()
    start = community.ahead(days=10).replace(hour=12)
    community.write("spikes", start=start)
    await community.seen("spikes")
    await community.eventually(community.calendar, "the event in Discord's calendar")
    (planned,) = community.calendar()
    assert planned["name"] == "Spikes on Chips"
    assert planned["start"] == start
    assert planned["location"] == f"{PAGE}/spikes/"
    assert community.said() == []

    # A week before.
    await community.advance((start - community.now()).total_seconds() - 7 * DAY + 60)
    await community.eventually(community.said, "the announcement")
    (announced,) = community.messages_of_the_bot()
    assert "Spikes on Chips" in text(announced)
    assert at(start) in text(announced)
    assert "Ada Lovelace" in text(announced)
    assert links(announced)["About the event"] == f"{PAGE}/spikes/"
    assert "Remind me" in labels(announced)
    (message,) = [
        message
        for message in community.discord.world.messages[int(community.channel("announcements"))].values()
        if message.author_id == community.discord.world.bot_user.id
    ]
    assert [each["filename"] for each in message.attachments] == ["spikes.ics"]

    # Its time moves, and its folder is renamed: the same message and the same event say so.
    start += timedelta(hours=2)
    community.rename("spikes", "chips")
    community.write("chips", start=start)
    await community.advance(0.001)
    await community.eventually(lambda: at(start) in text(community.messages_of_the_bot()[0]), "the edit")
    await community.eventually(
        lambda: (
            [(each["start"], each["location"]) for each in community.calendar()]
            == [(start, f"{PAGE}/chips/")]
        ),
        "the calendar's edit",
    )
    assert len(community.said()) == 1

    # A day and an hour before; looked at often, said once each.
    for seconds in ((start - community.now()).total_seconds() - 24 * HOUR + 60, 23 * HOUR):
        count = len(community.said())
        await community.advance(seconds)
        await community.eventually(lambda count=count: len(community.said()) > count, "a reminder")
        await community.sweep()
        assert len(community.said()) == count + 1
        assert at(start) in community.said()[-1]

    # Begun and over; the recording is there an hour after.
    await community.advance(1.1 * HOUR)
    community.write("chips", "video: gk-ieigCkmM", start=start)
    await community.sweep()
    assert len(community.said()) == 3
    await community.advance(2 * HOUR)
    await community.eventually(lambda: len(community.said()) == 4, "the recording")
    assert "recording is live" in community.said()[3]
    assert links(community.messages_of_the_bot()[3])["Watch it"].endswith("gk-ieigCkmM")
    await community.advance(DAY)
    await community.sweep()
    assert len(community.said()) == 4
    assert community.attempts() == 1
    assert community.bot.errors() == []
    assert community.invalid_requests() == []


@pytest.mark.parametrize("shown", ["the recording", "the stream before it began"])
async def test_a_recording_that_another_source_showed_is_not_announced_again(
    begin_events: BeginEvents, shown: str
) -> None:
    """StreamYard lists the stream days before, under the video's id: that was no recording."""
    community = await begin_events()
    start = community.ahead(days=2)
    community.write("spikes", start=start)
    await community.eventually(lambda: len(community.said()) == 1, "the announcement")
    known_at = community.now() + timedelta(days=3 if shown == "the recording" else 0)
    with sqlite3.connect(community.bot.database) as connection:
        connection.execute(
            "INSERT INTO announcement_video VALUES ('gk-ieigCkmM', NULL, ?)", (to_text(known_at),)
        )
    community.write("spikes", "video: gk-ieigCkmM", start=start)
    for _ in range(2):
        await community.advance(1.5 * DAY)
        await community.sweep()
    recordings = [each for each in community.said() if "recording" in each]
    assert len(recordings) == (0 if shown == "the recording" else 1)


async def test_another_speaker_and_another_room_are_corrected_everywhere(begin_events: BeginEvents) -> None:
    community = await begin_events()
    start = community.ahead(hours=20)
    community.write("spikes", "upcoming_url: https://meet.example.org/one", start=start)
    await community.eventually(lambda: len(community.said()) == 1, "the announcement")
    await community.advance((start - community.now()).total_seconds() - 0.5 * HOUR)
    await community.eventually(lambda: len(community.said()) == 2, "the reminder")
    community.write(
        "spikes", "upcoming_url: https://meet.example.org/two", start=start, authors="Grace Hopper"
    )
    await community.eventually(lambda: "Grace Hopper" in community.said()[0], "the speaker")
    await community.eventually(
        lambda: links(community.messages_of_the_bot()[1])["Join"].endswith("/two"), "the room"
    )
    await community.eventually(
        lambda: "Grace Hopper" in community.calendar()[0]["description"], "the speaker in the calendar"
    )
    assert len(community.said()) == 2


async def test_a_wrong_zone_waits_for_one_click(begin_events: BeginEvents) -> None:
    community = await begin_events(moderators=IN_PUBLIC)
    day = community.ahead(days=4).date()
    # Berlin's time in the other half of the year.
    noon = datetime.combine(day, time(12), ZoneInfo("Europe/Berlin"))
    zone = "CET" if noon.dst() else "CEST"
    community.write(
        "spikes", f"date: {day}", 'start_time: "18:00"', 'end_time: "19:00"', f"time_zone: {zone}"
    )
    await community.eventually(lambda: community.said(IN_PUBLIC), "the question")
    await community.sweep()
    assert community.said() == []
    assert community.calendar() == []
    (question,) = community.messages_of_the_bot(IN_PUBLIC)
    (confirm,) = [label for label in labels(question) if label.startswith("Confirm")]

    outcome = await community.person("leila.haddad").at(IN_PUBLIC).click(question, confirm)
    assert "Only moderators" in said(outcome)
    assert community.said() == []

    await community.bot.kill()
    await community.bot.start()
    moderator = community.person("sofia_reyes").at(IN_PUBLIC)
    outcome = await moderator.click(question, confirm)
    assert "is announced" in said(outcome)
    await community.eventually(lambda: len(community.said()) == 1, "the announcement")
    await community.eventually(
        lambda: "Confirmed." in text(community.messages_of_the_bot(IN_PUBLIC)[0]), "the decision shown"
    )
    assert confirm not in labels(community.messages_of_the_bot(IN_PUBLIC)[0])


async def test_a_page_that_is_mended_needs_no_decision(begin_events: BeginEvents) -> None:
    community = await begin_events(moderators=IN_PUBLIC)
    start = community.ahead(days=4)
    community.write("spikes", f"date: {start:%Y-%m-%d}", 'start_time: "18:00"')
    await community.eventually(lambda: community.said(IN_PUBLIC), "the question")
    (question,) = community.messages_of_the_bot(IN_PUBLIC)
    moderator = community.person("sofia_reyes").at(IN_PUBLIC)
    assert "not announced before its page" in said(await moderator.click(question, "Leave it"))
    community.write("spikes", start=start)
    await community.eventually(lambda: len(community.said()) == 1, "the announcement")
    assert at(start) in community.said()[0]
    await community.eventually(
        lambda: "nothing to decide" in community.said(IN_PUBLIC)[0], "the question closed"
    )
    # Wrong again: it is open again.
    community.write("spikes", f"date: {start:%Y-%m-%d}", 'start_time: "18:00"')
    await community.eventually(
        lambda: "nothing to decide" not in community.said(IN_PUBLIC)[0], "the question open again"
    )


async def test_without_a_channel_for_moderators_the_list_shows_what_is_held(
    begin_events: BeginEvents,
) -> None:
    community = await begin_events(moderators=None)
    start = community.ahead(days=4)
    community.write("spikes", f"date: {start:%Y-%m-%d}", 'start_time: "18:00"')
    await community.sweep()
    moderator = community.person("sofia_reyes")
    await moderator.command("event list")
    (held,) = await community.eventually(
        lambda: [each for each in moderator.sees() if "not announced before" in text(each)], "the question"
    )
    assert "Leave it" in labels(held)
    outcome = await community.person("leila.haddad").command("event list")
    assert "not announced before" not in said(outcome)


async def test_cancelled_and_taken_up_again(begin_events: BeginEvents) -> None:
    community = await begin_events()
    start = community.ahead(days=5)
    community.write("spikes", start=start)
    await community.eventually(lambda: len(community.said()) == 1, "the announcement")
    await community.eventually(community.calendar, "the calendar")
    community.remove("spikes")
    await community.sweep()
    await community.advance(31 * 60)
    await community.eventually(lambda: len(community.said()) == 2, "the word")
    await community.eventually(lambda: "Cancelled" in community.said()[0], "the edit")
    assert "Cancelled" in community.said()[1]
    await community.eventually(lambda: community.calendar()[0]["status"] == 4, "the calendar's word")
    assert "No event" in said(await community.person("leila.haddad").command("event list"))

    community.write("spikes", start=start)
    await community.advance(0.001)
    await community.eventually(lambda: "Cancelled" not in community.said()[0], "the announcement again")
    await community.eventually(
        lambda: [each["status"] for each in community.calendar()] == [4, 1], "the calendar again"
    )
    assert community.invalid_requests() == []


async def test_what_the_bot_slept_through_is_not_said_late(begin_events: BeginEvents) -> None:
    community = await begin_events()
    start = community.ahead(days=5)
    community.write("spikes", start=start)
    await community.eventually(lambda: len(community.said()) == 1, "the announcement")
    assert await community.bot.stop() == 0
    await community.advance((start - community.now()).total_seconds() - 30 * 60)
    await community.bot.start()
    await community.eventually(lambda: len(community.said()) == 2, "the reminder")
    await community.sweep()
    # Of both reminders, the one that is still true.
    assert len(community.said()) == 2
    assert await community.bot.stop() == 0
    await community.advance(DAY)
    await community.bot.start()
    await community.sweep()
    assert len(community.said()) == 2


async def test_a_whole_folder_that_vanishes_cancels_nothing(begin_events: BeginEvents) -> None:
    community = await begin_events()
    for number in range(5):
        community.write(f"talk-{number}", title=f"Talk {number}", start=community.ahead(days=20 + number))
    await community.eventually(lambda: len(community.calendar()) == 5, "the calendar")
    for number in range(5):
        community.remove(f"talk-{number}")
    await community.sweep()
    await community.advance(DAY)
    await community.eventually(
        lambda: any("vanished at once" in each for each in community.said(MODERATORS)), "the notice"
    )
    assert {each["status"] for each in community.calendar()} == {1}
