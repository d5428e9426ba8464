"""Erasing in a hurry, in the middle of a fall, and what the bot is to somebody afterwards."""

from __future__ import annotations

import asyncio

import pytest

from tests.wire.harness import said, text

from .conftest import BeginPrivate
from .test_privacy import confirm, files_that_hold, shows

TYPED = "2026-03-01T10:00:00 " + "**@everyone** 🧠 [here](https://example.org) " * 11


async def test_who_was_erased_is_a_member_like_any_other(begin: BeginPrivate) -> None:
    community = await begin()
    ada = community.joins("ada")
    greeting = await community.greeting(ada)
    await ada.submit(await ada.command("welcome introduce"), about=TYPED[:500])
    await community.introduction(ada)
    community.write("spikes", start=community.ahead(days=2))
    await community.sweep()
    await ada.click((await ada.command("event next"))["message"], "Remind me")
    *_, shown = await shows(ada)
    assert "2026-03-01T10:00:00" in text(shown)
    await confirm(ada)
    await community.quiet()

    assert "Who are you?" in said(await ada.click(greeting, "Start here"))
    await ada.submit(await ada.command("welcome introduce"), about="It is me again.")
    await community.introduction(ada, "me again")
    await ada.click((await ada.command("event next"))["message"], "Remind me")
    assert len((await community.export(ada))["held"]["announcements"]["event_reminders"]) == 1
    await community.advance(2 * 24 * 3600 - 1800)
    await community.sweep()
    await community.eventually(
        lambda: community.stored("SELECT 1 FROM outbox WHERE key LIKE '%.personal.%' AND state = 'sent'"),
        "one reminder",
    )
    assert len(community.stored("SELECT 1 FROM outbox WHERE key LIKE '%.personal.%'")) == 1
    assert len([m for m in community.public("welcome") if f"<@{ada.id}>" in text(m)]) == 1

    # What was said about the event before is corrected as ever, although nothing names Ada any more.
    await confirm(ada)
    community.write("spikes", start=community.ahead(minutes=50), title="Spikes, moved")
    await community.sweep()
    community.discord.people.living.leave(ada.id)
    await community.eventually(lambda: community.row(ada, "left_at"), "the leave noted")
    community.discord.people.living.join(rejoin=ada.id, pending=False)
    assert "again" in text(await community.greeting(ada, 2))
    assert community.bot.errors() == []


async def test_pressed_five_times_by_two_people_while_a_job_is_switched(begin: BeginPrivate) -> None:
    community = await begin()
    people = [community.joins("ada"), community.joins("ben")]
    for person in people:
        await community.greeting(person)
        await person.submit(await person.command("welcome introduce"), about=f"I am {person.id}.")
        await community.introduction(person)
    asked = [(person, (await person.command("privacy erase"))["message"]) for person in people]
    outcomes = await asyncio.gather(
        *(person.click(message, "Erase it") for person, message in asked for _ in range(5)),
        community.switch("welcome", on=False),
    )
    assert len(outcomes) == 11
    await community.quiet()
    assert community.stored("SELECT 1 FROM welcome_introduction") == []
    for person in people:
        await confirm(person)
        assert files_that_hold(community, f"I am {person.id}.") == set()
        assert community.introductions(person) == []
    assert community.bot.errors() == []


@pytest.mark.parametrize("wait", [0.0, 0.02, 0.1])
async def test_killed_while_erasing_it_can_be_pressed_again(begin: BeginPrivate, wait: float) -> None:
    community = await begin()
    ada = community.joins("ada")
    await community.greeting(ada)
    await ada.submit(await ada.command("welcome introduce"), about="I am Ada.")
    await community.introduction(ada)
    asked = (await ada.command("privacy erase"))["message"]
    pressing = asyncio.create_task(ada.click(asked, "Erase it"))
    await asyncio.sleep(wait)
    await community.bot.kill()
    pressing.cancel()
    await asyncio.gather(pressing, return_exceptions=True)
    await community.bot.start()
    await confirm(ada)
    await community.quiet()
    assert set((await community.export(ada))["held"]) <= {"privacy", "welcome"}
    assert community.introductions(ada) == []
    assert files_that_hold(community, "I am Ada.") == set()
    assert community.bot.errors() == []
