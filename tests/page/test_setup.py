"""`/admin setup`: a moderator gives a job its channel on a phone, and reads what the bot lacks there."""

from __future__ import annotations

import re

import discord as discord_py
import pytest
from playwright.async_api import Browser, expect

from bot.local_discord.world.records import Overwrite, OverwriteType
from tests.wire.harness import Community

from .driver import channel_id, member_id, window

pytestmark = pytest.mark.asyncio(loop_scope="session")

PRIVATE = "Only you can see this"
NARROW = "document.documentElement.scrollWidth <= window.innerWidth"


async def test_a_moderator_chooses_and_sees_what_is_missing(browser: Browser, community: Community) -> None:
    local = community.discord
    papers = int(channel_id(local, "papers"))
    own = next(role for role in local.world.local_guild(int(local.guild_id)).roles.values() if role.managed)
    silent = discord_py.Permissions(send_messages=True).value
    local.world.set_overwrite(papers, Overwrite(own.id, OverwriteType.ROLE, deny=silent))
    async with window(browser, local.base_url, phone=True) as phone:
        await phone.open(as_=member_id(local, "Sofía Reyes"), channel=channel_id(local, "bot-log"))
        await phone.command("admin setup")
        panel = phone.message(PRIVATE)
        await expect(panel).to_contain_text("/welcome setup leads through it")
        assert await phone.page.evaluate(NARROW)
        choose = panel.get_by_role("button", name="Choose", exact=True)
        # The guide's, then the elections': newcomers have a command of their own.
        await choose.nth(1).click()
        await expect(panel).to_contain_text("Where nominations, voting and results are")
        assert await phone.page.evaluate(NARROW)
        await phone.choose("No officers channel", "papers", within=panel)
        await expect(panel).to_contain_text("elections: officers, #papers: lacks Send Messages")
        await expect(panel).to_contain_text("allow Send Messages")
        assert community.stored(
            "SELECT value FROM setting_override WHERE cog = 'elections' AND key = 'officers_channel'"
        ) == [(str(papers),)]

        assert await community.bot.stop() == 0
        await community.bot.start()
        await phone.press("All jobs", within=panel)
        await expect(panel).to_contain_text("1 to be mended")
        local.world.set_overwrite(papers, Overwrite(own.id, OverwriteType.ROLE, allow=silent))
        await choose.nth(1).click()
        await expect(panel).to_contain_text("The bot finds what is chosen")

        await phone.command("admin config show", cog="elections")
        shown = phone.messages(re.compile("Settings of elections")).last
        await expect(shown).to_contain_text(f"officers_channel = {papers} (set by @Sofía Reyes")
        assert phone.problems == []
