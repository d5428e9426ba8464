"""Discord's own calendar: each event exactly once, whatever becomes of the requests."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.wire.announcements.conftest import MODERATORS
from tests.wire.announcements.event_community import (
    DAY,
    EVENTS,
    HOUR,
    IN_PUBLIC,
    BeginEvents,
    EventCommunity,
    begin_events,
)
from tests.wire.harness import Json, labels
from tests.wire.restoring import command, put_back

__all__ = ["begin_events"]


# Create Events and Manage Events.
EVENT_PERMISSIONS = 1 << 44 | 1 << 33


def names(community: EventCommunity) -> list[str]:
    return [each["name"] for each in community.calendar()]


async def settled(community: EventCommunity) -> None:
    """Wait until the bot knows what stands in the calendar, letting time pass."""

    async def known() -> bool:
        await community.advance(20)
        return bool(
            community.stored(
                "SELECT 1 FROM event_scheduled WHERE discord_id IS NOT NULL AND tried_at IS NULL AND shown = wanted"
            )
        )

    await community.eventually(known, "the calendar as it should be")


@pytest.mark.parametrize(
    "fault",
    [
        {"cut": "before"},
        {"cut": "after"},
        {"status": 500},
        {"status": 503, "body": {"message": "busy", "code": 130000}},
        {"rate_limit": {"retry_after": 3}},
    ],
    ids=str,
)
async def test_one_event_whatever_becomes_of_the_request(begin_events: BeginEvents, fault: Json) -> None:
    community = await begin_events()
    community.discord.faults.order([{"method": "POST", "path": EVENTS, "count": 1, **fault}])
    community.write("spikes", start=community.ahead(days=20))
    await community.seen("spikes")
    await settled(community)
    assert names(community) == ["Spikes on Chips"]


@pytest.mark.parametrize("stored", [True, False], ids=["stored", "not stored"])
async def test_killed_between_request_and_record(begin_events: BeginEvents, stored: bool) -> None:
    community = await begin_events()
    fault: Json = {"delay": 0.5} if stored else {"cut": "before"}
    community.discord.faults.order([{"method": "POST", "path": EVENTS, "count": 1, **fault}])
    community.write("spikes", start=community.ahead(days=20))
    await community.eventually(community.attempts, "the request")
    await community.bot.kill()
    if stored:
        await community.eventually(lambda: names(community), "the event, after the bot's death")
    assert community.stored("SELECT tried_at IS NOT NULL, discord_id FROM event_scheduled") == [(1, None)]
    await community.bot.start()
    await settled(community)
    assert names(community) == ["Spikes on Chips"]
    assert community.attempts() == (1 if stored else 2)


async def test_an_event_that_is_still_being_made_is_not_made_again(begin_events: BeginEvents) -> None:
    """The request of the process that died arrives after the next one has looked."""
    community = await begin_events()
    community.discord.faults.order([{"method": "POST", "path": EVENTS, "count": 1, "delay": 12.0}])
    community.write("spikes", start=community.ahead(days=20))
    await community.eventually(community.attempts, "the request")
    await community.bot.kill()
    await community.bot.start()
    await community.sweep()
    assert names(community) == []
    assert community.attempts() == 1
    await community.eventually(lambda: names(community), "the event, after the bot has looked")
    await settled(community)
    assert names(community) == ["Spikes on Chips"]
    assert community.attempts() == 1


async def test_asked_to_wait_the_bot_asks_for_no_event(begin_events: BeginEvents) -> None:
    community = await begin_events()
    limit = {"rate_limit": {"retry_after": 300}}
    community.discord.faults.order([{"method": "POST", "path": EVENTS, "count": 1, **limit}])
    start = community.ahead(days=20)
    for name in ("one", "two", "three"):
        community.write(name, start=start, title=name.title())
    await community.seen("two")
    await community.eventually(community.attempts, "the request")
    await community.sweep()
    assert community.attempts() == 1
    await community.advance(301)
    await community.eventually(lambda: len(names(community)) == 3, "all events")
    assert sorted(names(community)) == ["One", "Three", "Two"]
    assert community.attempts() == 4


async def test_renamed_while_nobody_knows_what_became_of_the_request(begin_events: BeginEvents) -> None:
    """The event that may be there has the old name and address; it is found by those, then corrected."""
    community = await begin_events()
    community.discord.faults.order([{"method": "POST", "path": EVENTS, "count": 1, "delay": 0.5}])
    start = community.ahead(days=20)
    community.write("spikes", start=start)
    await community.eventually(community.attempts, "the request")
    await community.bot.kill()
    await community.eventually(lambda: names(community), "the event")
    community.write("chips", title="Spikes on other Chips", start=start)
    community.remove("spikes")
    await community.bot.start()
    await settled(community)
    (event,) = community.calendar()
    assert event["name"] == "Spikes on other Chips"
    assert event["location"].endswith("/workshops/chips/")


@pytest.mark.parametrize("killed", [False, True], ids=["unanswered", "killed"])
async def test_taken_up_again_while_nobody_knows_whether_it_was_cancelled(
    begin_events: BeginEvents, killed: bool
) -> None:
    community = await begin_events()
    start = community.ahead(days=20)
    community.write("spikes", start=start)
    await community.seen("spikes")
    await settled(community)
    fault: Json = {"delay": 0.5} if killed else {"cut": "after"}
    community.discord.faults.order([{"method": "PATCH", "path": f"{EVENTS}/*", "count": 1, **fault}])
    before = community.last_request()
    community.write("spikes", "draft: true", start=start)
    await community.eventually(lambda: community.requests(since=before), "the request to cancel")
    if killed:
        await community.bot.kill()
    await community.eventually(lambda: community.calendar()[0]["status"] == 4, "the cancelled event")
    community.write("spikes", start=start)
    if killed:
        await community.bot.start()

    async def taken_up() -> bool:
        await community.advance(20)
        return [each["status"] for each in community.calendar()] == [4, 1]

    await community.eventually(taken_up, "the event once more")
    await community.sweep()
    assert [each["status"] for each in community.calendar()] == [4, 1]


async def test_moved_ahead_after_its_end_it_stands_in_the_calendar_again(begin_events: BeginEvents) -> None:
    community = await begin_events(moderators=IN_PUBLIC)
    start = community.ahead(days=2)
    community.write("spikes", start=start)
    await community.seen("spikes")
    await settled(community)
    await community.advance(2 * DAY + 2 * HOUR)
    await community.eventually(lambda: community.calendar()[0]["status"] == 3, "the end in Discord")
    # The bot has seen the end, too: moved before that, it would be an event that was moved in time.
    await community.sweep()
    community.write("spikes", start=start + timedelta(days=7))
    await community.eventually(lambda: community.said(IN_PUBLIC), "the question")
    (question,) = community.messages_of_the_bot(IN_PUBLIC)
    (confirm,) = [label for label in labels(question) if label.startswith("Confirm")]
    await community.person("sofia_reyes").at(IN_PUBLIC).click(question, confirm)
    await community.eventually(lambda: len(community.calendar()) == 2, "the event once more")
    await settled(community)
    over, ahead = community.calendar()
    assert (over["status"], ahead["status"]) == (3, 1)
    assert ahead["start"] == start + timedelta(days=7)


async def test_without_the_permission_events_are_messages(begin_events: BeginEvents) -> None:
    community = await begin_events()
    guild = community.discord.world.guilds[int(community.discord.guild_id)]
    (own,) = (role for role in guild.roles.values() if role.managed)
    own.permissions &= ~EVENT_PERMISSIONS
    start = community.ahead(days=5)
    community.write("spikes", start=start)
    await community.eventually(lambda: len(community.said()) == 1, "the announcement")
    await community.eventually(community.attempts, "the attempt")
    for _ in range(3):
        await community.advance(11 * 60)
        await community.sweep()
    told = [each for each in community.said(MODERATORS) if "Create Events" in each]
    assert len(told) == 1
    assert names(community) == []
    own.permissions |= EVENT_PERMISSIONS
    await community.advance(11 * 60)
    await settled(community)
    assert names(community) == ["Spikes on Chips"]
    await community.eventually(
        lambda: any("works again" in each for each in community.said(MODERATORS)), "the good news"
    )


async def test_switched_off_the_calendar_is_left_alone(begin_events: BeginEvents) -> None:
    community = await begin_events(scheduled_events=False)
    community.write("spikes", start=community.ahead(days=5))
    await community.eventually(lambda: len(community.said()) == 1, "the announcement")
    await community.sweep()
    assert community.attempts() == 0


async def test_killed_at_any_step_of_an_events_life(begin_events: BeginEvents) -> None:
    community = await begin_events()
    start = community.ahead(days=8)
    community.write("spikes", start=start)
    await community.seen("spikes")
    for seconds in (DAY + 60, 6 * DAY - 60, 23 * HOUR, 2 * HOUR):
        await community.bot.kill()
        await community.advance(seconds)
        await community.bot.start()
        # Killed again right away: something of what is due was done, or nothing.
        await community.bot.kill()
        await community.bot.start()
        await community.sweep()
    community.write("spikes", "video: gk-ieigCkmM", start=start)
    await community.advance(2 * HOUR)
    await community.bot.kill()
    await community.bot.start()
    await community.sweep()
    said = community.said()
    assert len(said) == 4, said
    assert "recording is live" in said[-1]
    assert len({each["location"] for each in community.calendar()}) == len(community.calendar()) == 1
    assert start - community.now() < timedelta()


async def test_a_restored_bot_makes_no_second_event_and_announces_none_twice(
    begin_events: BeginEvents, tmp_path: Path
) -> None:
    community = await begin_events()
    backup = tmp_path / "backup.sqlite3"
    code, told = await command(community, "backup", str(backup))
    assert code == 0, told
    community.write("spikes", start=community.ahead(days=5))
    await community.eventually(community.said, "the announcement")
    await settled(community)
    said = community.said()
    await community.bot.kill()
    await put_back(community, backup)
    assert not community.known("spikes")
    community.write("chips", start=community.ahead(days=6), title="Chips on Spikes")
    await community.bot.start()
    await community.eventually(lambda: len(community.said()) > len(said), "the news of the time in between")
    await settled(community)
    await community.sweep()
    assert names(community) == ["Spikes on Chips", "Chips on Spikes"]
    assert community.attempts() == 2
    assert len(community.said()) == len(said) + 1
    # What is said of it later corrects the message that stands.
    community.write("spikes", start=community.ahead(days=5), title="More Spikes on Chips")
    await community.eventually(lambda: "More Spikes on Chips" in community.said()[0], "the correction")
