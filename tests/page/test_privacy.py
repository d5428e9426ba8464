"""Somebody looks at what the bot holds about them and erases it, on a phone in the dark."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from tests.wire.harness import Community

from .driver import channel_id, member_id, window

pytestmark = pytest.mark.asyncio(loop_scope="session")

PRIVATE = "Only you can see this"
NARROW = "document.documentElement.scrollWidth <= window.innerWidth"


async def test_what_is_held_is_read_exported_and_erased_on_a_phone(
    browser: Browser, community: Community
) -> None:
    local = community.discord
    leila = community.person("leila.haddad")
    form = await leila.command("welcome introduce")
    await leila.submit(form, about="I record *single neurons*.")
    await community.quiet()
    async with window(browser, local.base_url, phone=True, dark=True) as phone:
        await phone.open(as_=member_id(local, "Leila Haddad"), channel=channel_id(local, "general"))
        await phone.command("privacy show")
        own = phone.message("What it holds about you now")
        await expect(own).to_contain_text("introduction: about “I record *single neurons*.”")
        await expect(phone.message("What the bot keeps about people")).to_contain_text("so that moderators")
        # All jobs together take a second message.
        await expect(phone.message("so that its author")).to_contain_text("kept in one file")
        assert await phone.page.evaluate(NARROW)

        await phone.press("Export as a file", within=own)
        handed = phone.message("Everything that the bot holds about you.")
        await expect(handed).to_contain_text(".json")
        await expect(handed).to_contain_text(PRIVATE)

        await phone.press("Erase…", within=own)
        question = phone.message("Erase what the bot holds about you?")
        await expect(question).to_contain_text("introduction")
        await phone.press("Erase it", within=question)
        await expect(phone.message("✅ Erased")).to_contain_text("welcome: 1 entry")
        assert await phone.page.evaluate(NARROW)
        assert phone.problems == []
    assert community.stored("SELECT 1 FROM welcome_introduction") == []
