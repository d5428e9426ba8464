"""Threads, forum posts, and who may clear up, on the page."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, expect

from bot.local_discord import LocalDiscord

from .driver import Driver, channel_id, member_id, window

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_thread_is_opened_in_a_channel(browser: Browser, discord: LocalDiscord, desk: Driver) -> None:
    papers = channel_id(discord, "papers")
    await desk.open(as_=member_id(discord, "Kofi Asante"), channel=papers)
    async with window(browser, discord.base_url) as other:
        await other.open(as_=member_id(discord, "Mei Tanaka"), channel=papers)
        opener = desk.page.get_by_role("button", name="New thread")
        await opener.focus()
        await desk.page.keyboard.press("Enter")
        dialog = desk.page.get_by_role("dialog", name="New thread in papers")
        await expect(dialog.get_by_label("Name")).to_be_focused()
        await desk.page.keyboard.press("Escape")
        await expect(opener).to_be_focused()
        await opener.click()
        await desk.press("Create thread", within=dialog)
        await expect(dialog.get_by_role("alert")).to_have_text("A thread needs a name.")
        await dialog.get_by_label("Name").fill("Reading group")
        await dialog.get_by_label("First message").fill("Which paper first?")
        await desk.press("Create thread", within=dialog)
        await expect(dialog).to_have_count(0)
        await expect(desk.title).to_have_text("papers›Reading group")
        await expect(desk.message("Which paper first?")).to_be_visible()
        await expect(desk.page.get_by_text("A thread, opened by Kofi Asante.")).to_be_visible()
        await expect(opener).to_be_hidden()
        # The others read of it, and the note leads into it.
        note = other.message("started a thread: Reading group")
        await note.get_by_role("button", name="Reading group").click()
        await expect(other.message("Which paper first?")).to_be_visible()
        await other.say("The one on surrogate gradients")
        await expect(desk.message("The one on surrogate gradients")).to_be_visible()
        assert other.problems == []


async def test_a_thread_is_opened_on_a_message(browser: Browser, discord: LocalDiscord, desk: Driver) -> None:
    papers = channel_id(discord, "papers")
    await desk.open(as_=member_id(discord, "Kofi Asante"), channel=papers)
    await desk.say("Does anybody have the slides?")
    async with window(browser, discord.base_url) as other:
        await other.open(as_=member_id(discord, "Mei Tanaka"), channel=papers)
        message = other.message("Does anybody have the slides?")
        await other.menu(message, "Create thread")
        dialog = other.page.get_by_role("dialog", name="New thread in papers")
        await expect(dialog.get_by_label("Name")).to_have_value("Does anybody have the slides?")
        await dialog.get_by_label("Name").fill("Slides")
        await other.press("Create thread", within=dialog)
        await expect(dialog).to_have_count(0)
        await expect(other.title).to_have_text("papers›Slides")
        # What it is about stands at its head.
        await expect(other.page.locator(".log-starter")).to_contain_text("Does anybody have the slides?")
        await expect(other.box).to_be_focused()
        message = desk.message("Does anybody have the slides?")
        await expect(message.get_by_role("button", name="Slides 0 messages")).to_be_visible()
        await other.say("I do")
    await message.get_by_role("button", name="Slides 1 message").click()
    await expect(desk.message("I do")).to_be_visible()
    # One message has one thread.
    await desk.go("papers")
    await message.hover()
    await message.get_by_role("button", name="More actions").click()
    await expect(desk.page.get_by_role("menuitem", name="Reply")).to_be_visible()
    await expect(desk.page.get_by_role("menuitem", name="Create thread")).to_have_count(0)


async def test_threads_are_offered_only_where_they_can_be(discord: LocalDiscord, desk: Driver) -> None:
    kofi = member_id(discord, "Kofi Asante")
    opener = desk.page.get_by_role("button", name="New thread")
    await desk.open(as_=kofi, channel=channel_id(discord, "papers"))
    await expect(opener).to_be_visible()
    for name in ("announcements", "help-forum"):
        await desk.go(name)
        await expect(opener).to_be_hidden()
    # Nor on what only one person sees.
    await desk.go("papers")
    await desk.command("library find", name="Lava")
    answer = desk.message("Only you can see this")
    await answer.hover()
    await answer.get_by_role("button", name="More actions").click()
    await expect(desk.page.get_by_role("menuitem", name="Dismiss message")).to_be_visible()
    await expect(desk.page.get_by_role("menuitem", name="Create thread")).to_have_count(0)


async def test_a_post_takes_tags(discord: LocalDiscord, desk: Driver) -> None:
    await desk.open(as_=member_id(discord, "Kofi Asante"), channel=channel_id(discord, "help-forum"))
    await desk.press("New post")
    dialog = desk.page.get_by_role("dialog", name="New post in help-forum")
    await dialog.get_by_label("Title").fill("Which chip for a drone?")
    await dialog.get_by_label("Text").fill("It has to be light.")
    tags = dialog.get_by_role("group", name="Tags")
    await tags.get_by_role("checkbox", name="hardware").check()
    await desk.press("Post", within=dialog)
    await expect(desk.message("It has to be light.")).to_be_visible()
    await desk.go("help-forum")
    post = desk.page.get_by_role("button", name=re.compile("^Which chip for a drone"))
    await expect(post.locator(".chip")).to_have_text(["hardware"])


async def test_moderators_clear_up_and_others_cannot(discord: LocalDiscord, desk: Driver) -> None:
    papers = channel_id(discord, "papers")
    await desk.open(as_=member_id(discord, "Diego Marín"), channel=papers)
    await desk.say("Buy my chips")
    await desk.act_as("Kofi Asante")
    spam = desk.message("Buy my chips")
    await spam.hover()
    await spam.get_by_role("button", name="More actions").click()
    await expect(desk.page.get_by_role("menuitem", name="Reply")).to_be_visible()
    await expect(desk.page.get_by_role("menuitem", name="Delete message")).to_have_count(0)
    await desk.page.keyboard.press("Escape")
    await desk.act_as("Sofía Reyes")
    await desk.menu(spam, "Delete message")
    await expect(desk.messages("Buy my chips")).to_have_count(0)


async def test_messages_may_be_cleared_up_without_managing_channels(
    discord: LocalDiscord, desk: Driver
) -> None:
    """The permission that counts is that for messages, as on Discord."""
    world, guild = discord.world, discord.people.lookup.guild
    role = world.create_role(guild.id, "Janitor", permissions=1 << 13)
    world.add_member_role(guild.id, int(member_id(discord, "Leila Haddad")), role.id)
    await desk.open(as_=member_id(discord, "Diego Marín"), channel=channel_id(discord, "papers"))
    await desk.say("Buy my other chips")
    await desk.act_as("Leila Haddad")
    await desk.menu(desk.message("Buy my other chips"), "Delete message")
    await expect(desk.messages("Buy my other chips")).to_have_count(0)


async def test_a_command_is_named_with_its_whole_path(discord: LocalDiscord, desk: Driver) -> None:
    await desk.open(as_=member_id(discord, "Kofi Asante"), channel=channel_id(discord, "papers"))
    await desk.command("library find", name="Lava")
    await expect(desk.message("Found Lava")).to_contain_text("Kofi Asante used /library find")


async def test_new_messages_are_read_out_and_drawn_ones_are_not(discord: LocalDiscord, desk: Driver) -> None:
    """The log is a live region; what is in it at first is put there while it is marked busy."""
    papers = channel_id(discord, "papers")
    await desk.open(as_=member_id(discord, "Kofi Asante"), channel=papers)
    log = desk.page.get_by_role("log", name="Messages in papers")
    await expect(log).to_have_attribute("aria-busy", "false")
    await desk.page.evaluate(
        """() => {
          const log = document.querySelector("[role=log]");
          window.announced = [];
          new MutationObserver((changes) => changes.forEach(({ addedNodes }) => {
            if (log.getAttribute("aria-busy") !== "true")
              addedNodes.forEach((node) => window.announced.push(node.textContent));
          })).observe(log.querySelector(".log"), { childList: true });
        }"""
    )
    discord.people.living.message(member_id(discord, "Mei Tanaka"), papers, "A word to be heard")
    await expect(desk.message("A word to be heard")).to_be_visible()
    assert [text for text in await desk.page.evaluate("window.announced") if "to be heard" in text] != []
    assert len(await desk.page.evaluate("window.announced")) == 1
