"""Polls in the page: a secret one with a keyboard, dates on a phone, the bot as in the demo."""

from __future__ import annotations

import os
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.wire.harness import Community

from .driver import Driver, channel_id, member_id, window

pytestmark = pytest.mark.asyncio(loop_scope="session")

# Messages follow answers by a sweep, in milliseconds.
SWEPT = 20_000
NARROW = "document.documentElement.scrollWidth <= window.innerWidth"


async def as_member(driver: Driver, community: Community, name: str) -> None:
    local = community.discord
    await driver.open(as_=member_id(local, name), channel=channel_id(local, "off-topic"))


async def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        await page.screenshot(path=Path(folder) / f"{name}.png")


async def test_a_secret_poll_is_asked_and_answered_by_keyboard(
    browser: Browser, community: Community
) -> None:
    async with window(browser, community.discord.base_url) as desk:
        await as_member(desk, community, "Priya Nair")
        await desk.command("poll secret")
        form = desk.page.get_by_role("dialog", name="Secret poll")
        await form.get_by_label("Question").fill("Where shall we meet after the workshop?")
        await form.get_by_role("textbox", name="Options").fill("The café by the river\nThe usual pub\nOnline")
        await picture(desk.page, "secret-form")
        await desk.press("Submit", within=form)
        card = desk.message("Where shall we meet")
        await expect(card).to_contain_text("The counts are shown when it ends")

        for name, option in (
            ("Kofi Asante", "Online"),
            ("Leila Haddad", "The usual pub"),
            ("Priya Nair", "Online"),
        ):
            await as_member(desk, community, name)
            await desk.message("Where shall we meet").get_by_role("button", name=option).press("Enter")
            await expect(desk.message("Your vote:")).to_contain_text(option)
        await expect(desk.messages("Where shall we meet").first).to_contain_text(
            "3 people voted", timeout=SWEPT
        )
        await picture(desk.page, "secret-open")
        await desk.command("poll end", poll="Where shall we meet")
        await expect(desk.message("Result ·")).to_contain_text("Most votes: Online, 2 votes.")
        await expect(desk.messages("Where shall we meet").first).to_contain_text("67 %")
        await picture(desk.page, "secret-ended")
        assert desk.problems == []


async def test_people_say_when_they_can_on_a_phone(browser: Browser, community: Community) -> None:
    now = datetime.fromisoformat(community.discord.world.now_iso())
    days = [now + timedelta(days=number) for number in (7, 8, 9)]
    async with window(browser, community.discord.base_url, phone=True, dark=True) as phone:
        await as_member(phone, community, "Priya Nair")
        await phone.command("poll date")
        form = phone.page.get_by_role("dialog", name="Date poll")
        await form.get_by_label("Question").fill("Reading group: Surrogate gradients")
        await form.get_by_role("textbox", name="Moments").fill(
            "\n".join(f"{day:%a %d %b %Y} 19:00" for day in days)
        )
        await form.get_by_label("Time zone").fill("Europe/Berlin")
        await picture(phone.page, "date-form")
        assert await phone.page.evaluate(NARROW)
        await phone.press("Submit", within=form)
        for name, can, could in (("Kofi Asante", (1, 2), (0,)), ("Leila Haddad", (2,), (1,))):
            await as_member(phone, community, name)
            await phone.press("Say when you can", within=phone.message("Reading group"))
            paper = phone.message("A date poll is open")
            await expect(paper).to_contain_text("everybody reads your name")
            await phone.choose("✅ I can at …", *(f"{days[n]:%a} {days[n].day} " for n in can), within=paper)
            await expect(paper).to_contain_text("Your answer is noted")
            chosen = re.compile(f"{days[could[0]]:%a} {days[could[0]].day} ")
            await phone.choose("🟡 If need be at …", chosen.pattern, within=paper)
            await expect(paper.get_by_text("🟡").first).to_be_visible()
            assert await phone.page.evaluate(NARROW)
            await picture(phone.page, f"date-paper-{name.split()[0]}")
        card = phone.messages("Reading group").first
        await expect(card).to_contain_text("2 people answered", timeout=SWEPT)
        await expect(card).to_contain_text(re.compile(r"✅ 2 .*Haddad.* · 🟡 0 · ❌ 0"))
        await card.scroll_into_view_if_needed()
        await picture(phone.page, "date-open")
        await as_member(phone, community, "Priya Nair")
        await phone.command("poll end", poll="Reading group")
        await expect(phone.message("Result ·")).to_contain_text("Best moment:")
        await picture(phone.page, "date-ended")
        assert phone.problems == []
