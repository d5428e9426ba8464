"""An officer in the page, from the roll to the draft's forms, on a desktop and on a phone: the bot as in the demo."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from bot.demo import ROLL
from tests.wire.harness import Community

from .driver import Driver, channel_id, member_id, window

pytestmark = pytest.mark.asyncio(loop_scope="session")

PRIVATE = "Only you can see this"
NARROW = "document.documentElement.scrollWidth <= window.innerWidth"
SECRETARY = "Mei Tanaka"
KIND = "officers: The members elect the officers for one year, online."


async def as_secretary(driver: Driver, community: Community) -> None:
    local = community.discord
    await driver.open(as_=member_id(local, SECRETARY), channel=channel_id(local, "general"))


async def test_the_roll_of_the_demo_is_compared_and_taken_over(
    browser: Browser, community: Community, folder: Path
) -> None:
    async with window(browser, community.discord.base_url) as desk:
        await as_secretary(desk, community)
        await desk.command("election roll import", file=str(folder / ROLL))
        question = desk.message("Take this list over?")
        await expect(question).to_contain_text("12 members instead of 0: 12 added")
        await expect(question).to_contain_text("Diego Marín")
        await desk.press("Take it over", within=question)
        await expect(desk.message(PRIVATE)).to_contain_text("The roll has 12 members now; 12 may vote.")
        assert desk.problems == []


async def test_a_draft_is_made_and_changed_on_a_phone(browser: Browser, community: Community) -> None:
    opens = datetime.fromisoformat(community.discord.world.now_iso()) + timedelta(days=20)
    for dark, title in ((True, "Officers by night"), (False, "Officers by day")):
        async with window(browser, community.discord.base_url, phone=True, dark=dark) as phone:
            await as_secretary(phone, community)
            await phone.command("election create", kind=KIND, title=title, opens=f"{opens:%Y-%m-%d} 19:00")
            draft = phone.message(title)
            await expect(draft).to_contain_text("The ballot is secret.")
            await phone.choose("Change rules", "How offices are counted", within=draft)
            form = phone.page.get_by_role("dialog", name="How offices are counted")
            await form.get_by_role("radio", name="Schulze: ranking, in pairs").check()
            assert await phone.page.evaluate(NARROW)
            await phone.press("Submit", within=form)
            await expect(draft).to_contain_text("Schulze")
            await phone.press("Change times", within=draft)
            form = phone.page.get_by_role("dialog", name="Times")
            await form.get_by_label("Voting closes").fill("Sunday, 1 January 2040 19:00")
            await phone.press("Submit", within=form)
            await expect(phone.message("You wrote")).to_contain_text("Sunday, 1 January 2040 19:00")
            await phone.press("Open nominations…", within=draft)
            asked = phone.message("Questions and rules cannot be changed after this.")
            await expect(asked).to_be_visible()
            await phone.press("Leave it", within=asked)
            await expect(phone.message("Nothing was changed.")).to_be_visible()
            assert await phone.page.evaluate(NARROW)
            assert phone.problems == []
    assert community.stored("SELECT stage FROM election") == [("draft",), ("draft",)]
