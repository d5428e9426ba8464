"""Discord's own polls in the page: asked on a phone, voted on by two people, and their result."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from tests.wire.harness import Community

from .driver import Driver, channel_id, member_id, window

pytestmark = pytest.mark.asyncio(loop_scope="session")

PRIVATE = "Only you can see this"
NARROW = "document.documentElement.scrollWidth <= window.innerWidth"
QUESTION = "Which evening suits the next Hacking Hours?"


async def as_member(driver: Driver, community: Community, name: str) -> None:
    local = community.discord
    await driver.open(as_=member_id(local, name), channel=channel_id(local, "general"))


async def test_a_poll_from_the_form_to_the_result(browser: Browser, community: Community) -> None:
    async with window(browser, community.discord.base_url, phone=True) as phone:
        await as_member(phone, community, "Kofi Asante")
        await phone.command("poll ask")
        form = phone.page.get_by_role("dialog", name="Poll")
        await form.get_by_label("Question").fill(QUESTION)
        await form.get_by_label("Answers").fill("Tuesday\nThursday\n🐢 No evening at all")
        assert await phone.page.evaluate(NARROW)
        await phone.press("Submit", within=form)
        await expect(phone.message(PRIVATE)).to_contain_text("Everybody can see who votes for what")
        poll = phone.messages("asked by @Kofi Asante").filter(has_text=QUESTION)
        await poll.get_by_role("radio", name="Thursday").check()
        assert await phone.page.evaluate(NARROW)
        await phone.press("Vote", within=poll)
        await expect(poll).to_contain_text("your vote")

        async with window(browser, community.discord.base_url, dark=True) as desk:
            await as_member(desk, community, "Leila Haddad")
            other = desk.messages(QUESTION).last
            await other.get_by_role("radio", name="No evening at all").check()
            await desk.press("Vote", within=other)
            await expect(other).to_contain_text("1 vote · 50 %")
            await desk.press("Remove vote", within=other)
            await other.get_by_role("radio", name="Thursday").check()
            await desk.press("Vote", within=other)
            await expect(other).to_contain_text("2 votes · 100 %")
            await expect(poll).to_contain_text("2 votes · 100 %")
            await as_member(desk, community, "Sofía Reyes")
            await desk.command("poll end", poll=QUESTION)
            await expect(desk.message(PRIVATE)).to_contain_text("Discord posts its result")
            result = desk.message("The winner: Thursday (100 %)")
            await expect(result).to_contain_text(QUESTION)
            await desk.press("View the poll", within=result)
            await expect(desk.messages(QUESTION).first).to_contain_text("Poll closed")
            assert desk.problems == []
        await expect(poll).to_contain_text("Poll closed")
        await expect(poll.get_by_role("button", name="Remove vote")).to_have_count(0)
        assert await phone.page.evaluate(NARROW)
        assert phone.problems == []
