"""A newcomer's first minutes, and what a moderator sees of them: the real bot as in the demo, the page, a browser."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from tests.wire.harness import Community

from .driver import channel_id, member_id, window

pytestmark = pytest.mark.asyncio(loop_scope="session")

PRIVATE = "Only you can see this"
NARROW = "document.documentElement.scrollWidth <= window.innerWidth"


async def test_from_joining_to_an_introduction_that_others_read_on_a_phone(
    browser: Browser, community: Community
) -> None:
    local = community.discord
    introductions = channel_id(local, "introductions")
    async with (
        window(browser, local.base_url) as newcomer,
        window(browser, local.base_url, phone=True, dark=True) as reader,
    ):
        await newcomer.open()
        await newcomer.join("Nova Newcomer")
        await newcomer.go("welcome")
        await community.advance(60)
        await newcomer.accept_rules()
        await expect(newcomer.messages("Start here")).to_have_count(0)
        await community.eventually(
            lambda: community.stored("SELECT 1 FROM welcome_newcomer WHERE state = 'waiting'"),
            "the rules accepted",
        )
        await community.advance(15)
        greeting = newcomer.message("@Nova Newcomer")
        await expect(greeting).to_contain_text("Start here")

        await newcomer.press("Start here", within=greeting)
        card = newcomer.message(PRIVATE)
        await newcomer.press("Neuroscientist", within=card)
        await newcomer.press("Learn", within=card)
        await expect(card).to_contain_text("What we read, and the reading group.")
        await expect(card).to_contain_text("Brian")
        await expect(card.get_by_role("link", name="Code of Conduct")).to_be_visible()

        await newcomer.press("Choose your interests", within=card)
        await newcomer.choose("Your interests: choose any, or none", "Student", "Theory")
        await expect(newcomer.message(PRIVATE)).to_contain_text("You have @Student and @Theory.")

        await newcomer.press("Introduce yourself")
        form = newcomer.page.get_by_role("dialog", name="Introduce yourself")
        await form.get_by_label("Who are you?").fill("I record *single neurons*.")
        await newcomer.press("Submit", within=form)
        await expect(newcomer.message(PRIVATE)).to_contain_text("Your introduction is in")

        await reader.open(as_=member_id(local, "Leila Haddad"), channel=introductions)
        shown = reader.message("Nova Newcomer")
        await expect(shown).to_contain_text("I record *single neurons*.")
        assert await reader.page.evaluate(NARROW)
        await reader.press("Delete", within=shown)
        await expect(reader.message(PRIVATE)).to_contain_text("somebody else's introduction")
        await newcomer.go("introductions")
        await newcomer.press("Delete", within=newcomer.message("single neurons"))
        await expect(reader.messages("single neurons")).to_have_count(0)
        assert newcomer.problems == reader.problems == []


async def test_a_moderator_sets_everything_up_on_a_phone(browser: Browser, community: Community) -> None:
    local = community.discord
    async with window(browser, local.base_url, phone=True) as phone:
        await phone.open(as_=member_id(local, "Sofía Reyes"), channel=channel_id(local, "bot-log"))
        await phone.command("welcome setup")
        panel = phone.message(PRIVATE)
        await expect(panel).to_contain_text("Step 1 of 4")
        await expect(panel).to_contain_text("welcome")
        for number in (2, 3, 4):
            await phone.press("Next", within=panel)
            await expect(panel).to_contain_text(f"Step {number} of 4")
            assert await phone.page.evaluate(NARROW)
        await phone.press("Done", within=panel)
        await expect(panel).to_contain_text("Newcomers are greeted from now on")

        await phone.command("welcome text")
        form = phone.page.get_by_role("dialog", name="Greeting newcomers")
        await form.get_by_label("Variant 2").fill("Hello {name}!")
        await phone.press("Submit", within=form)
        await expect(phone.message("Variant 2")).to_contain_text("there is no placeholder {name}")
        await expect(phone.message("Variant 2")).to_contain_text("Hello {name}!")

        await phone.command("welcome stats")
        chart = phone.message("Newcomers by week").locator("pre")
        await expect(chart).to_contain_text("pressed start")
        # The whole chart is seen, without moving it aside.
        assert await chart.evaluate("each => each.scrollWidth <= each.clientWidth")
        assert phone.problems == []
