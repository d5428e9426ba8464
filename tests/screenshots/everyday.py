"""What members meet every day: the greeting, an answer of the guide, news and events."""

from __future__ import annotations

from datetime import timedelta

from playwright.async_api import expect

from .studio import PRIVATE, Studio

QUESTION = "is there a JAX library for spiking networks?"


async def newcomer(studio: Studio) -> None:
    """Somebody joins, is greeted and shown around."""
    desk = studio.desk
    await desk.open()
    await desk.join("Nova Lindgren")
    await desk.go("welcome")
    await desk.accept_rules()
    await studio.eventually(
        lambda: studio.stored("SELECT 1 FROM welcome_newcomer WHERE state = 'waiting'"), "the rules accepted"
    )
    await studio.advance(15)
    greeting = desk.message("@Nova Lindgren")
    await expect(greeting).to_contain_text("Start here")
    await desk.press("Start here", within=greeting)
    card = desk.message(PRIVATE)
    await desk.press("Neuroscientist", within=card)
    await desk.press("Learn", within=card)
    await expect(card).to_contain_text("Brian")
    await studio.picture("welcome", greeting, card)


async def guide(studio: Studio) -> None:
    """A member asks for a library."""
    await studio.sit_down("Kofi Asante", "help")
    desk = studio.desk
    await desk.command("guide ask", question=QUESTION)
    answer = desk.message(PRIVATE)
    await expect(answer).to_contain_text("Spyx")
    await studio.picture("guide", answer)
    await studio.window("demo-ask", 1080)


async def news(studio: Studio) -> None:
    """A blog post and an event are announced."""
    site = studio.site.content
    await studio.eventually(
        lambda: studio.stored("SELECT 1 FROM announcement_item"), "the blog's first reading"
    )
    await studio.sit_down("Leila Haddad", "announcements")
    desk = studio.desk
    site.publish(
        "Measuring the energy of a spiking network",
        "Three boards, one network, and why the numbers in two papers cannot be compared.",
        studio.now(),
    )
    await studio.advance(20 * 60)
    post = desk.message("Measuring the energy")
    await expect(post).to_be_visible()
    await studio.picture("announcement", post)

    start = studio.day(3, 18)
    site.plan("Hands-on: event cameras on a small board", start, start + timedelta(hours=2))
    await studio.advance(40 * 60)
    event = desk.message("event cameras on a small board")
    await expect(event).to_contain_text("Remind me")
    await studio.picture("event", event)
