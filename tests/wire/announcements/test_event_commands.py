"""`/event list`, `/event next`, and reminders by direct message."""

from __future__ import annotations

from tests.wire.announcements.event_community import DAY, HOUR, BeginEvents, EventCommunity, begin_events
from tests.wire.harness import components, is_private, labels, links, said, text

__all__ = ["begin_events"]


def direct_messages(community: EventCommunity, username: str) -> list[str]:
    """What the bot wrote to somebody."""
    world = community.discord.world
    channel = world.get_dm_channel(int(community.person(username).id))
    found = world.messages.get(channel.id, {}).values()
    return [text({"content": each.content or "", "components": each.components}) for each in found]


def wishes(community: EventCommunity) -> int:
    return len(community.stored("SELECT 1 FROM event_reminder"))


async def test_everybody_sees_what_lies_ahead_in_order(begin_events: BeginEvents) -> None:
    community = await begin_events()
    reader = community.person("leila.haddad")
    assert "No event" in said(await reader.command("event list"))
    later, sooner = community.ahead(days=20), community.ahead(days=12)
    community.write("later", title="Later *talk* @everyone", start=later)
    community.write("sooner", title="Sooner", start=sooner)
    community.write("draft", "draft: true", title="Hidden", start=sooner)
    community.write("doubtful", f"date: {sooner:%Y-%m-%d}", 'start_time: "18:00"', title="Doubtful")
    await community.sweep()
    outcome = await reader.command("event list")
    listed = said(outcome)
    assert is_private(outcome["message"])
    assert listed.index("Sooner") < listed.index("Later")
    assert "Hidden" not in listed
    assert "Doubtful" not in listed
    assert f"<t:{int(sooner.timestamp())}:F> (<t:{int(sooner.timestamp())}:R>)" in listed
    assert "https://open-neuromorphic.org/workshops/sooner/" in listed
    assert "*talk* @everyone" not in listed
    assert labels(outcome["message"]) == ["Remind me", "Remind me"]
    following = await reader.command("event next")
    assert "Sooner" in said(following)
    assert "Later" not in said(following)
    assert links(following["message"])["About the event"].endswith("/workshops/sooner/")


async def test_whoever_asked_is_reminded_once_an_hour_before(begin_events: BeginEvents) -> None:
    community = await begin_events()
    start = community.ahead(days=5)
    community.write("spikes", start=start)
    await community.eventually(lambda: len(community.said()) == 1, "the announcement")
    await community.quiet()
    (announced,) = community.messages_of_the_bot()
    for name in ("leila.haddad", "kofi.asante", "diego_m"):
        outcome = await community.person(name).at("announcements").click(announced, "Remind me")
        assert is_private(outcome["message"])
        assert f"<t:{int(start.timestamp())}:F>" in said(outcome)
    # From the list, too; pressed again, it is taken back.
    outcome = await community.person("diego_m").command("event list")
    again = await community.person("diego_m").click(outcome["message"], "Remind me")
    assert "will not be reminded" in said(again)
    assert wishes(community) == 2

    await community.bot.kill()
    await community.advance(5 * DAY - HOUR + 60)
    await community.bot.start()
    await community.eventually(lambda: direct_messages(community, "leila.haddad"), "the reminder")
    await community.sweep()
    for name, count in (("leila.haddad", 1), ("kofi.asante", 1), ("diego_m", 0)):
        assert len(direct_messages(community, name)) == count, name
    assert "Spikes on Chips" in direct_messages(community, "kofi.asante")[0]

    # Too late to ask for it, and nothing is kept once it is over.
    late = await community.person("priya_nair").at("announcements").click(announced, "Remind me")
    assert "too soon" in said(late)
    await community.advance(3 * HOUR)
    await community.sweep()
    assert wishes(community) == 0
    over = await community.person("priya_nair").at("announcements").click(announced, "Remind me")
    assert "is over" in said(over)
    assert len(direct_messages(community, "leila.haddad")) == 1
    assert community.bot.errors() == []


async def test_who_asked_hears_of_the_cancellation(begin_events: BeginEvents) -> None:
    community = await begin_events()
    community.write("spikes", start=community.ahead(days=20))
    await community.sweep()
    outcome = await community.person("leila.haddad").command("event next")
    await community.person("leila.haddad").click(outcome["message"], "Remind me")
    community.remove("spikes")
    await community.sweep()
    await community.advance(31 * 60)
    await community.eventually(lambda: direct_messages(community, "leila.haddad"), "the word")
    assert "Cancelled" in direct_messages(community, "leila.haddad")[0]
    # It was never announced to all.
    assert community.said() == []
    assert wishes(community) == 0


async def test_direct_messages_that_cannot_be_opened_are_told_of(begin_events: BeginEvents) -> None:
    community = await begin_events()
    community.write("spikes", start=community.ahead(days=20))
    await community.sweep()
    refusal = {"status": 403, "body": {"message": "Cannot send messages to this user", "code": 50007}}
    community.discord.faults.order([{"method": "POST", "path": "/users/@me/channels", "count": 1, **refusal}])
    person = community.person("leila.haddad")
    outcome = await person.click((await person.command("event next"))["message"], "Remind me")
    assert "cannot write to you" in said(outcome)
    assert wishes(community) == 0
    assert community.invalid_requests() == []


async def test_events_are_switched_on_and_off_at_run_time(begin_events: BeginEvents) -> None:
    community = await begin_events(start=False)
    del community.bot.config["cogs"]["announcements"]["events"]["channel"]
    await community.bot.start()
    outcome = await community.person("leila.haddad").command("event list")
    assert "does not announce events" in said(outcome)
    moderator = community.person("sofia_reyes")
    for channel in ("announcements", "papers"):
        value = community.channel(channel)
        await moderator.command("admin config set", cog="announcements", key="events.channel", value=value)
        name = f"to-{channel}"
        await community.seen("long-ago")
        community.write(name, title=f"To {channel}", start=community.ahead(days=5))
        await community.eventually(lambda channel=channel: community.said(channel), f"said in {channel}")
    assert len(community.said("announcements")) == 1
    await moderator.command("admin config reset", cog="announcements", key="events.channel")
    outcome = await community.person("leila.haddad").command("event list")
    assert "does not announce events" in said(outcome)
    assert community.bot.errors() == []


async def test_cards_are_within_discords_limits_whatever_a_page_says(begin_events: BeginEvents) -> None:
    community = await begin_events()
    start = community.ahead(days=5)
    community.write(
        "n" * 180,
        'image: "images/poster.png"',
        authors=", ".join(f"Somebody with a long name {number}" for number in range(40)),
        title="Long " * 100,
        start=start,
    )
    await community.eventually(lambda: len(community.said()) == 1, "the announcement")
    await community.eventually(community.calendar, "the calendar")
    (event,) = community.calendar()
    assert len(event["name"]) <= 100
    assert len(event["description"]) <= 1000
    assert len(event["location"]) <= 100
    assert "n" * 180 in event["description"]
    assert any(each["type"] == 12 for each in components(community.messages_of_the_bot()[0]))
    assert "Long" in said(await community.person("leila.haddad").command("event list"))
    assert community.bot.errors() == []
