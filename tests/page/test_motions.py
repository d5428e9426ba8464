"""The committee decides in the page, on a desktop and on a phone: the bot as in the demo."""

from __future__ import annotations

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.wire.harness import Community

from .driver import Driver, channel_id, member_id, window

pytestmark = pytest.mark.asyncio(loop_scope="session")

PRIVATE = "Only you can see this"
NARROW = "document.documentElement.scrollWidth <= window.innerWidth"
KIND = "operational or policy: the committee decides"
TEXT = "We take sponsors only for events.\n\n1. Each is named.\n2. None may steer the programme."


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def community(community: Community) -> Community:
    await community.eventually(lambda: community.stored("SELECT 1 FROM committee_seat"), "the seats")
    return community


async def as_member(driver: Driver, community: Community, name: str) -> None:
    local = community.discord
    await driver.open(as_=member_id(local, name), channel=channel_id(local, "leadership"))


async def test_a_motion_from_the_proposal_to_the_record(browser: Browser, community: Community) -> None:
    async with window(browser, community.discord.base_url) as desk:
        await as_member(desk, community, "Amara Okafor")
        await desk.command("motion propose", kind=KIND)
        form = desk.page.get_by_role("dialog", name="Propose a motion")
        await form.get_by_label("Title").fill("Sponsors of events")
        await form.get_by_role("textbox", name="Text").fill(TEXT)
        await form.get_by_label("Pull request").fill("https://github.com/a/b/pull/7")
        await desk.press("Submit", within=form)
        await expect(desk.message(PRIVATE)).to_contain_text("You count as approving.")
        # The demo reads none.
        await expect(desk.message(PRIVATE)).to_contain_text("whoever answers there answers on the card too")
        await expect(desk.message("Veto")).to_contain_text("1. Each is named.")

        async with window(browser, community.discord.base_url, phone=True, dark=True) as phone:
            await as_member(phone, community, "Lukas Brandt")
            card = phone.message("Request changes")
            await phone.press("Request changes", within=card)
            form = phone.page.get_by_role("dialog", name="Request changes to motion 1")
            await form.get_by_role("textbox").fill("Say who decides about *each* sponsor.")
            assert await phone.page.evaluate(NARROW)
            await phone.press("Submit", within=form)
            await expect(phone.message(PRIVATE)).to_contain_text("Changes requested.")
            assert await phone.page.evaluate(NARROW)

            await desk.command("motion revise", motion="Sponsors of events")
            form = desk.page.get_by_role("dialog", name="Revise motion 1")
            text = form.get_by_role("textbox", name="Text")
            await expect(text).to_have_value(TEXT)
            await text.fill(f"{TEXT}\n3. The committee decides about each.")
            await desk.press("Submit", within=form)
            await expect(desk.message(PRIVATE)).to_contain_text("Open.")

            card = phone.message("3. The committee decides about each.")
            await phone.press("Approve", within=card)
            await expect(phone.message(PRIVATE)).to_contain_text("still missing")
            await as_member(phone, community, "Mei Tanaka")
            await phone.press("Approve", within=phone.message("Request changes"))
            await expect(phone.message("full consensus").last).to_be_visible()
            assert await phone.page.evaluate(NARROW)
            assert phone.problems == []

        await desk.command("motion record", motion="Sponsors of events", link="https://github.com/a/b/pull/7")
        asked = desk.message("noted once you confirm")
        await expect(asked.get_by_role("link", name="The merge")).to_be_visible()
        await desk.press("Record it", within=asked)
        await expect(desk.message("Noted: @Amara Okafor recorded the decision.")).to_be_visible()
        await expect(desk.message("Recorded: passed, full consensus.")).to_be_visible()
        await expect(desk.messages("sponsors-of-events.md").last).to_be_visible()
        await desk.command("motion history")
        await expect(desk.message(PRIVATE)).to_contain_text("recorded: passed, full consensus")
        assert desk.problems == []
