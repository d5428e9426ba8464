"""Announcements as a moderator sets them up on a phone, and as members see them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot.local_discord import LocalDiscord
from tests.wire.announcements.feed_server import Entry, FeedServer, rss
from tests.wire.harness import BotProcess, Community

from .driver import channel_id, member_id, window

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOW = datetime.now(UTC).replace(microsecond=0)
LONG = "How we measured the energy of one hundred and twenty-eight spiking networks without fooling ourselves"
ENTRIES = [Entry(LONG, date=NOW - timedelta(days=2), summary="<p>With care.</p>", author="Ada Lovelace")]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def site() -> AsyncIterator[FeedServer]:
    server = await FeedServer().start()
    server.pages["/blog.xml"] = rss(ENTRIES, title="The lab's blog")
    yield server
    await server.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def community(tmp_path_factory: pytest.TempPathFactory, site: FeedServer) -> AsyncIterator[Community]:
    discord = LocalDiscord()
    await discord.start()
    config = {
        "cogs": {"enabled": ["admin", "announcements"]},
        "fetch": {"private_hosts": ["127.0.0.1"]},
    }
    bot = BotProcess(discord, tmp_path_factory.mktemp("bot"), config)
    try:
        await bot.start()
        yield Community(discord, bot)
        assert bot.errors() == []
    finally:
        await bot.kill()
        await discord.stop()


async def test_a_moderator_follows_a_blog_on_a_phone_and_members_see_its_newest_post(
    browser: Browser, community: Community, site: FeedServer
) -> None:
    local = community.discord
    general, news = channel_id(local, "general"), channel_id(local, "announcements")
    async with (
        window(browser, local.base_url, phone=True, dark=True) as phone,
        window(browser, local.base_url) as member,
    ):
        await phone.open(as_=member_id(local, "Sofía Reyes"), channel=general)
        await member.open(as_=member_id(local, "Leila Haddad"), channel=news)

        await phone.command(
            "announce add", url=f"{site.url}/blog.xml", channel="announcements", role="Student"
        )
        shown = phone.message("Only you can see this")
        await expect(shown).to_contain_text("Found: The lab's blog")
        await expect(shown).to_contain_text(LONG)
        await expect(shown.get_by_role("link", name="Read it")).to_be_visible()
        # Nothing is wider than the phone.
        assert await phone.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        await phone.press("Save", within=shown)
        await expect(phone.message("Only you can see this")).to_contain_text("is followed")
        await expect(member.messages("The lab's blog")).to_have_count(0)

        await phone.command("announce edit", source="The lab's blog")
        panel = phone.message("Only you can see this")
        await phone.press("Name and template", within=panel)
        form = phone.page.get_by_role("dialog", name="Name and template")
        await form.get_by_label("Own words for each post").fill("**Fresh:** {title} {link}")
        await phone.press("Submit", within=form)
        await expect(phone.message("Only you can see this")).to_contain_text("Own words: **Fresh:**")

        await community.eventually(lambda: site.times("/blog.xml") == 2, "the first reading")
        await phone.command("announce latest", source="The lab's blog")
        look = phone.message("Only you can see this")
        await expect(look).to_contain_text(f"Fresh: {LONG}")
        await phone.press("Post", within=look)
        posted = member.message("The lab's blog")
        await expect(posted).to_contain_text(f"Fresh: {LONG}")
        await expect(posted).to_contain_text("@Student")
        assert phone.problems == member.problems == []
