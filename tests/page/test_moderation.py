"""A member reports a message in the page, on a phone, and a moderator decides: the bot as in the demo."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from tests.wire.harness import Community

from .driver import Driver, channel_id, member_id, window

pytestmark = pytest.mark.asyncio(loop_scope="session")

PRIVATE = "Only you can see this"
NARROW = "document.documentElement.scrollWidth <= window.innerWidth"


async def as_member(driver: Driver, community: Community, name: str, channel: str = "general") -> None:
    local = community.discord
    await driver.open(as_=member_id(local, name), channel=channel_id(local, channel))


async def test_a_report_from_the_message_menu_to_its_end(browser: Browser, community: Community) -> None:
    await community.person("diego_m").say("You are all fools")
    async with (
        window(browser, community.discord.base_url, phone=True) as phone,
        window(browser, community.discord.base_url) as desk,
    ):
        await as_member(phone, community, "Priya Nair")
        await phone.menu(phone.message("You are all fools"), "Report to moderators")
        form = phone.page.get_by_role("dialog", name="Report to moderators")
        await expect(form).to_contain_text("Moderators read it, with your name. Nobody else does.")
        await form.get_by_role("textbox").fill("He insults us.")
        assert await phone.page.evaluate(NARROW)
        await phone.press("Submit", within=form)
        await expect(phone.message(PRIVATE)).to_contain_text("Report 1 was received.")

        await as_member(desk, community, "Sofía Reyes", "bot-log")
        await desk.press("Take", within=desk.message("Report 1"))
        await expect(desk.message(PRIVATE)).to_contain_text("You look into report 1")
        await desk.press("Close…", within=desk.message("looks into it since"))
        form = desk.page.get_by_role("dialog", name="Close report 1")
        await form.get_by_role("textbox").fill("Talked to him.")
        await desk.press("Submit", within=form)
        await expect(desk.message("Closed by")).to_contain_text("“Talked to him.”")
        await desk.command("reports")
        await expect(desk.messages(PRIVATE).last).to_contain_text("Nothing is open.")
        assert phone.problems == []
        assert desk.problems == []
