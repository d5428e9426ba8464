"""Reading and writing on the page, as several people, and what happens live."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from bot.local_discord import LocalDiscord

from .driver import Driver, channel_id, member_id, window

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_write_edit_reply_react_and_delete(discord: LocalDiscord, desk: Driver) -> None:
    await desk.open(as_=member_id(discord, "Kofi Asante"), channel=channel_id(discord, "projects"))
    first = await desk.say("A first thoght")
    await desk.box.press("ArrowUp")
    field = desk.page.get_by_role("textbox", name="Edit message")
    await expect(field).to_have_value("A first thoght")
    await field.fill("A first thought")
    await field.press("Enter")
    await expect(first).to_contain_text("A first thought(edited)")
    await expect(desk.box).to_be_focused()

    await desk.act_as("Mei Tanaka")
    thought = desk.message("A first thought")
    await desk.menu(thought, "Reply")
    await expect(desk.page.get_by_text("Replying to Kofi Asante")).to_be_visible()
    answer = await desk.say("Quite so")
    await expect(answer).to_contain_text("Kofi Asante A first thought")

    await desk.menu(thought, "Add a reaction")
    await desk.page.get_by_role("button", name="brain").click()
    reaction = thought.get_by_role("button", name="🧠, 1 reaction")
    await expect(reaction).to_have_attribute("aria-pressed", "true")
    await reaction.click()
    await expect(reaction).to_have_count(0)

    await desk.menu(answer, "Delete message")
    await expect(desk.messages("Quite so")).to_have_count(0)


async def test_shift_enter_makes_a_line_and_a_refused_message_is_not_lost(
    discord: LocalDiscord, desk: Driver
) -> None:
    await desk.open(as_=member_id(discord, "Kofi Asante"), channel=channel_id(discord, "projects"))
    await desk.box.fill("one")
    await desk.box.press("Shift+Enter")
    await desk.box.type("two")
    await desk.box.press("Enter")
    await expect(desk.message(re.compile("one\ntwo|onetwo"))).to_be_visible()
    assert await desk.message("two").locator(".md br").count() == 1
    too_long = "a" * 2001
    await desk.box.fill(too_long)
    await desk.box.press("Enter")
    notice = desk.page.get_by_role("alert").filter(has_text="A message may have 2000 characters")
    await expect(notice).to_be_visible()
    await expect(desk.box).to_have_value(too_long)


async def test_files_are_sent_and_shown(discord: LocalDiscord, desk: Driver, tmp_path: Path) -> None:
    data = tmp_path / "events.txt"
    data.write_text("0 1 1 0")
    await desk.open(as_=member_id(discord, "Kofi Asante"), channel=channel_id(discord, "projects"))
    await desk.page.locator("#composer input[type=file]").set_input_files(data)
    await desk.say("With a file")
    link = desk.message("With a file").get_by_role("link", name=re.compile("events.txt"))
    await expect(link).to_contain_text("7 bytes")
    answer = await desk.page.request.get(str(await link.get_attribute("href")))
    assert await answer.text() == "0 1 1 0"


async def test_private_channels_are_for_those_who_may_see_them(discord: LocalDiscord, desk: Driver) -> None:
    await desk.open(as_=member_id(discord, "Mei Tanaka"), channel=channel_id(discord, "leadership"))
    await expect(desk.message("Agenda for Thursday")).to_be_visible()
    await expect(desk.channel_link("leadership")).to_have_attribute("aria-current", "page")
    voice = desk.page.get_by_text("hacking hour, voice channel, cannot be entered here")
    await expect(voice).to_have_count(1)
    await desk.act_as("Ruth Ellison")
    await expect(desk.channel_link("leadership")).to_have_count(0)
    await expect(desk.messages("Agenda for Thursday")).to_have_count(0)


async def test_others_words_arrive_live_and_mark_channels_unread(
    browser: Browser, discord: LocalDiscord, desk: Driver
) -> None:
    mei = member_id(discord, "Mei Tanaka")
    await desk.open(as_=mei, channel=channel_id(discord, "general"))
    async with window(browser, discord.base_url) as other:
        await other.open(as_=member_id(discord, "Leila Haddad"), channel=channel_id(discord, "off-topic"))
        await other.say(f"Cake for <@{mei}>")
        await expect(desk.channel_link("off-topic")).to_have_accessible_name("off-topic, 1 unread, 1 mention")
        await other.go("general")
        await other.say("See you there")
    await expect(desk.message("See you there")).to_be_visible()
    await desk.go("off-topic")
    await expect(desk.channel_link("off-topic")).to_have_accessible_name("off-topic")
    await expect(desk.message("Cake for @Mei Tanaka")).to_have_class(re.compile("is-mention"))


async def test_a_forum_takes_posts(discord: LocalDiscord, desk: Driver) -> None:
    await desk.open(as_=member_id(discord, "Kofi Asante"), channel=channel_id(discord, "help-forum"))
    post = desk.page.get_by_role("button", name=re.compile("^Recording events to a file"))
    await expect(post).to_be_visible()
    await desk.press("New post")
    dialog = desk.page.get_by_role("dialog", name="New post in help-forum")
    await desk.press("Post", within=dialog)
    await expect(dialog.get_by_role("alert")).to_have_text("A post needs a title and a text.")
    await dialog.get_by_label("Title").fill("How large a reservoir?")
    await dialog.get_by_label("Text").fill("A hundred neurons, or a thousand?")
    await desk.press("Post", within=dialog)
    await expect(dialog).to_have_count(0)
    await expect(desk.title).to_contain_text("How large a reservoir?")
    await expect(desk.message("A hundred neurons")).to_be_visible()
    await expect(desk.channel_link("How large a reservoir?")).to_be_visible()


async def test_names_are_suggested_and_sent_as_mentions(discord: LocalDiscord, desk: Driver) -> None:
    await desk.open(as_=member_id(discord, "Kofi Asante"), channel=channel_id(discord, "papers"))
    await desk.box.press_sequentially("ask @mei")
    await expect(desk.page.get_by_role("option", name=re.compile("Mei Tanaka"))).to_be_visible()
    await desk.box.press("Enter")
    await expect(desk.box).to_have_value("ask @Mei Tanaka ")
    await desk.box.press_sequentially("in #proj")
    await desk.box.press("Tab")
    await expect(desk.box).to_have_value("ask @Mei Tanaka in #projects ")
    await desk.box.press_sequentially("a@b.example")
    await desk.box.press("Enter")
    said = desk.messages().last
    await expect(said.get_by_role("button", name="@Mei Tanaka")).to_be_visible()
    await expect(said.get_by_role("button", name="projects")).to_be_visible()
    await expect(said).to_contain_text("a@b.example")
    stored = discord.world.messages[int(channel_id(discord, "papers"))].values()
    assert [message.content for message in stored][-1] == (
        f"ask <@{member_id(discord, 'Mei Tanaka')}> in <#{channel_id(discord, 'projects')}> a@b.example"
    )


async def test_a_direct_message_to_the_bot(discord: LocalDiscord, desk: Driver) -> None:
    await desk.open(as_=member_id(discord, "Kofi Asante"), channel=channel_id(discord, "papers"))
    await desk.page.get_by_role("tabpanel", name="People").get_by_role("button", name="Community Bot").click()
    await desk.press("Write a direct message")
    await expect(desk.title.filter(has_text="Community Bot")).to_be_visible()
    await desk.say("Hello, bot")
    await expect(desk.channel_link("Community Bot")).to_have_attribute("aria-current", "page")
    # The bot's commands belong to the server.
    await desk.box.fill("/library")
    await expect(desk.page.get_by_text("No command like this.")).to_be_visible()
    await desk.act_as("Mei Tanaka")
    await expect(desk.channel_link("Community Bot")).to_have_count(0)


async def test_leaving_and_who_is_not_here(discord: LocalDiscord, desk: Driver) -> None:
    await desk.open()
    await desk.join("Short Visitor")
    await desk.page.get_by_role("button", name="More for Short Visitor").click()
    await desk.page.get_by_role("menuitem", name="Leave the server").click()
    await expect(desk.page.get_by_text("You are looking on as the operator.")).to_be_visible()
    people = desk.page.get_by_role("tabpanel")
    await expect(people.get_by_role("button", name="Short Visitor")).to_have_count(0)
    await desk.page.goto("about:blank")
    await desk.page.goto(f"{discord.base_url}/#as=77")
    await expect(desk.page.get_by_role("alert")).to_be_visible()
    await expect(desk.page.get_by_role("dialog", name="Who do you want to be?")).to_be_visible()
    # The browser itself reports the refused WebSocket.
    desk.problems.clear()


async def test_the_operator_moves_the_clock_and_reads_the_requests(
    discord: LocalDiscord, desk: Driver
) -> None:
    await desk.open(as_=member_id(discord, "Kofi Asante"), channel=channel_id(discord, "projects"))
    before = discord.world.clock.now()
    # Six days and twenty hours are "in 7 days", as Discord rounds.
    soon = int(before.timestamp()) + 6 * 86_400 + 20 * 3600
    said = await desk.say(f"Due <t:4102444800:D> and <t:{soon}:R>")
    await expect(said).to_contain_text("1 January 2100 and in 7 days")
    today = desk.page.get_by_role("log").get_by_text("Today", exact=True)
    await expect(today).to_have_count(1)
    await desk.page.get_by_role("tab", name="Operator").click()
    await desk.page.get_by_role("button", name="Advance the clock by 1 day").click()
    await expect(desk.page.get_by_text("The clock is 1 day further.")).to_be_visible()
    assert (discord.world.clock.now() - before).total_seconds() >= 86_400
    # What was written today was written yesterday now.
    await expect(said).to_contain_text("in 6 days")
    await expect(today).to_have_count(0)
    await expect(desk.page.get_by_role("log").get_by_text("Yesterday", exact=True)).to_have_count(1)
    await expect(desk.page.get_by_role("tabpanel", name="Operator").get_by_text("online")).to_be_visible()
    await desk.command("library find", name="Lava")
    # Before the answer the newest may be one to what was typed.
    await expect(desk.message("Found Lava")).to_be_visible()
    log = desk.page.get_by_role("list", name="Requests of the bot, newest first")
    entry = log.get_by_text("/interactions/…/…/callback", exact=True).first
    await entry.click()
    await expect(log.get_by_text(re.compile(r"^/interactions/\d+/.+/callback$"))).to_be_visible()
    await expect(log).to_contain_text("Found **Lava** for you")


async def test_a_lost_connection_is_said_and_what_was_missed_is_fetched(
    discord: LocalDiscord, desk: Driver
) -> None:
    projects = channel_id(discord, "projects")
    await desk.open(as_=member_id(discord, "Kofi Asante"), channel=projects)
    await desk.say("Before the gap")
    await desk.page.context.set_offline(True)
    await discord.people.events.close()
    await expect(desk.page.get_by_text("Connection lost, trying again…")).to_be_visible()
    discord.people.living.message(member_id(discord, "Mei Tanaka"), projects, "Said in the gap")
    await desk.page.context.set_offline(False)
    await expect(desk.message("Said in the gap")).to_be_visible()
    await expect(desk.page.get_by_text("Connection lost")).to_have_count(0)
    desk.problems.clear()


async def test_long_channels_load_in_pages_and_one_message_redraws_one_item(
    discord: LocalDiscord, desk: Driver
) -> None:
    jobs = channel_id(discord, "jobs")
    mei = member_id(discord, "Mei Tanaka")
    for number in range(120):
        discord.people.living.message(mei, jobs, f"Vacancy number {number}")
    await desk.open(as_=member_id(discord, "Kofi Asante"), channel=jobs)
    await expect(desk.messages()).to_have_count(50)
    for shown in (100, 120):
        await desk.page.get_by_role("button", name="Load earlier messages").click()
        await expect(desk.messages()).to_have_count(shown)
    await expect(desk.page.get_by_role("button", name="Load earlier messages")).to_be_hidden()
    # Every element that is there now stays the same element when another message comes.
    items = "[...document.querySelectorAll('.message')]"
    await desk.page.evaluate(f"{items}.forEach((item) => {{ item.marked = true; }})")
    await desk.say("I apply for all of them")
    assert await desk.page.evaluate(f"{items}.filter((item) => item.marked).length") == 120


async def test_a_face_keeps_its_hue_when_the_server_starts_anew(
    browser: Browser, discord: LocalDiscord
) -> None:
    again = LocalDiscord()
    await again.start()
    try:
        hues = []
        for server in (discord, again):
            async with window(browser, server.base_url) as driver:
                await driver.open(as_=member_id(server, "Kofi Asante"))
                face = driver.page.locator("#acting .avatar").last
                hues.append(await face.evaluate("element => element.style.getPropertyValue('--hue')"))
        assert member_id(again, "Kofi Asante") != member_id(discord, "Kofi Asante")
        assert hues[0] == hues[1] != ""
    finally:
        await again.stop()
