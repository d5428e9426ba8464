"""Using a bot from the page: commands, buttons, selects, modals, and who sees the answers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from bot.local_discord import LocalDiscord

from .driver import Driver, channel_id, member_id, window

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def general(discord: LocalDiscord) -> str:
    return channel_id(discord, "general")


async def test_a_newcomer_joins_uses_the_bot_and_sees_what_others_do_not(
    browser: Browser, discord: LocalDiscord, desk: Driver, general: str
) -> None:
    await desk.open()
    await desk.join("Nova Newcomer")
    await expect(desk.page.get_by_text("Accept the rules above before you write.")).to_be_visible()
    await desk.accept_rules()
    await desk.go("general")

    await desk.command("library find", name="Spyx")
    answer = desk.message("Found Spyx for you")
    await expect(answer).to_contain_text("Only you can see this")
    await expect(answer).to_contain_text("Nova Newcomer used /library")

    await desk.press("Propose", within=answer)
    modal = desk.page.get_by_role("dialog", name="Propose a library")
    await modal.get_by_label("Name").fill("Nengo")
    await modal.get_by_role("radio", name="Permissive").check()
    await modal.get_by_role("checkbox", name="Audio").check()
    await desk.choose("Seconder", "Mei Tanaka", within=modal)
    await modal.get_by_role("checkbox", name="Ready for use").check()
    await desk.press("Submit", within=modal)
    await expect(desk.message("Proposed: Nengo, permissive, audio, Mei Tanaka, ready")).to_be_visible()

    async with window(browser, discord.base_url) as other:
        await other.open(as_=member_id(discord, "Leila Haddad"), channel=general)
        await expect(other.message("put me down")).to_be_visible()
        await expect(other.messages("Found Spyx")).to_have_count(0)
        await expect(other.messages("Proposed: Nengo")).to_have_count(0)

    await desk.press("Dismiss message", within=desk.message("Proposed: Nengo"))
    await expect(desk.messages("Proposed: Nengo")).to_have_count(0)


async def test_a_modal_says_what_is_missing_and_keeps_what_was_typed(
    discord: LocalDiscord, desk: Driver, general: str
) -> None:
    await desk.open(as_=member_id(discord, "Kofi Asante"), channel=general)
    await desk.command("library find", name="Lava")
    await desk.press("Propose", within=desk.message("Found Lava"))
    modal = desk.page.get_by_role("dialog", name="Propose a library")
    await desk.press("Submit", within=modal)
    await expect(modal.get_by_text("This field is required.")).to_have_count(3)
    await expect(modal.get_by_label("Name")).to_be_focused()
    await modal.get_by_label("Name").fill("ab")
    await desk.press("Submit", within=modal)
    await expect(modal.get_by_text("Must be 3 or more in length.")).to_be_visible()
    await modal.get_by_role("radio", name="Copyleft").check()
    for field in ("Vision", "Audio", "Robotics"):
        await modal.get_by_role("checkbox", name=field).check()
    await desk.press("Submit", within=modal)
    await expect(modal.get_by_text("Select no more than 2.")).to_be_visible()
    await expect(modal.get_by_label("Name")).to_have_value("ab")
    await desk.press("Cancel", within=modal)
    await expect(modal).to_be_hidden()


async def test_buttons_change_their_message_open_links_and_fail_visibly(
    discord: LocalDiscord, desk: Driver, general: str
) -> None:
    await desk.open(as_=member_id(discord, "Kofi Asante"), channel=general)
    await desk.command("library find", name="Norse")
    answer = desk.message("Found Norse")
    await expect(answer.get_by_role("button", name="Not now")).to_be_disabled()
    link = answer.get_by_role("link", name="Website")
    await expect(link).to_have_attribute("href", "https://example.org/guide")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")
    await desk.press("Say nothing", within=answer)
    discord.advance(discord.first_response + 0.1)
    await expect(answer.get_by_role("alert")).to_have_text("This interaction failed")
    await desk.press("Count", within=answer)
    await expect(desk.message("Pressed 1")).to_be_visible()
    await expect(desk.messages("Found Norse")).to_have_count(0)


async def test_a_select_sends_its_choices(discord: LocalDiscord, desk: Driver, general: str) -> None:
    await desk.open(as_=member_id(discord, "Kofi Asante"), channel=general)
    await desk.command("library find", name="Sinabs")
    answer = desk.message("Found Sinabs")
    select = answer.get_by_role("button", name=re.compile("^Choose needs"))
    await expect(select).to_contain_text("JAX")
    await desk.choose("Choose needs", "NIR", within=answer)
    await expect(desk.message("Chosen:")).to_contain_text("JAX")
    await expect(desk.message("Chosen:")).to_contain_text("NIR")


@pytest.mark.parametrize(
    ("select", "choice", "answer"),
    [
        ("Pick a member", "Mei Tanaka", "Picked: mei.tanaka"),
        ("Pick a role", "@Fellow", "Picked: Fellow"),
        ("Pick anybody", "@Moderator", "Picked: Moderator"),
        ("Pick a channel", "papers", "Picked: papers"),
    ],
)
async def test_selects_that_name_things_of_the_server(
    discord: LocalDiscord, desk: Driver, general: str, select: str, choice: str, answer: str
) -> None:
    await desk.open(as_=member_id(discord, "Priya Nair"), channel=general)
    await desk.command("show", kind="people")
    message = desk.message("Whom, what and where?")
    await desk.choose(select, choice, within=message)
    await expect(desk.message(answer)).to_be_visible()


async def test_silence_of_the_bot_is_said_where_the_answer_would_be(
    discord: LocalDiscord, desk: Driver, general: str
) -> None:
    await desk.open(as_=member_id(discord, "Kofi Asante"), channel=general)
    await desk.command("silent")
    await expect(desk.message("Sending…")).to_be_visible()
    discord.advance(discord.first_response + 0.1)
    note = desk.message("The application did not respond")
    await expect(note).to_contain_text("You used /silent")
    await desk.press("Dismiss message", within=note)
    await expect(note).to_be_hidden()


async def test_a_deferred_answer_thinks_and_then_speaks(
    discord: LocalDiscord, desk: Driver, general: str
) -> None:
    await desk.open(as_=member_id(discord, "Kofi Asante"), channel=general)
    await desk.command("slow")
    await expect(desk.message("Community Bot is thinking…")).to_be_visible()
    await expect(desk.message("Thought about it.")).to_be_visible()
    await expect(desk.messages("is thinking…")).to_have_count(0)


async def test_every_type_of_option(
    discord: LocalDiscord, desk: Driver, general: str, tmp_path: Path
) -> None:
    paper = tmp_path / "paper.txt"
    paper.write_text("spikes")
    await desk.open(as_=member_id(discord, "Kofi Asante"), channel=general)
    await desk.command(
        "typed",
        count="3",
        who="Mei Tanaka",
        share="0.5",
        loud="True",
        where="papers",
        role="Fellow",
        paper=str(paper),
    )
    await expect(
        desk.message("Typed: (3, 'mei.tanaka', 0.5, True, 'papers', 'Fellow', 'paper.txt')")
    ).to_be_visible()


async def test_options_are_checked_before_they_are_sent(
    discord: LocalDiscord, desk: Driver, general: str
) -> None:
    await desk.open(as_=member_id(discord, "Kofi Asante"), channel=general)
    await desk.box.fill("/typed")
    await desk.box.press("Enter")
    form = desk.page.get_by_role("form", name="Command typed")
    await form.get_by_label("count", exact=True).fill("9")
    await form.get_by_label("who", exact=True).fill("nobody at all")
    await desk.press("Send", within=form)
    await expect(form.get_by_text("Must be 5 or less.")).to_be_visible()
    await expect(form.get_by_text("Nothing here has that name. Choose one from the list.")).to_be_visible()
    await form.get_by_label("count", exact=True).fill("three")
    await desk.press("Send", within=form)
    await expect(form.get_by_text("Input a valid whole number.")).to_be_visible()


async def test_context_menus_of_messages_and_members(
    discord: LocalDiscord, desk: Driver, general: str
) -> None:
    await desk.open(as_=member_id(discord, "Kofi Asante"), channel=general)
    said = await desk.say("three short words")
    await desk.menu(said, "Weigh words")
    await expect(desk.message("3 words.")).to_be_visible()
    people = desk.page.get_by_role("tabpanel", name="People")
    await people.get_by_role("button", name="Mei Tanaka").click(button="right")
    await desk.page.get_by_role("menuitem", name="Wave").click()
    await expect(desk.message("You waved at Mei Tanaka.")).to_be_visible()


async def test_a_card_of_components_v2_shows_all_its_parts(
    discord: LocalDiscord, desk: Driver, general: str
) -> None:
    await desk.open(as_=member_id(discord, "Kofi Asante"), channel=general)
    await desk.command("show", kind="card")
    card = desk.message("Because you asked for JAX.")
    await expect(card.get_by_role("heading", name="Three libraries")).to_be_visible()
    await expect(card.get_by_role("link", name="Docs")).to_be_visible()
    for description in ("A single spike", "A raster plot"):
        image = card.get_by_role("img", name=description)
        await expect(image).to_be_visible()
        assert await image.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1
    await expect(card.get_by_role("link", name=re.compile("weights.txt"))).to_be_visible()
    await expect(card.get_by_role("separator")).to_have_count(1)
    await desk.press("Share Three libraries", within=card)
    await expect(desk.message("Shared Three libraries")).to_be_visible()


async def test_a_modal_with_a_select_and_a_file(
    discord: LocalDiscord, desk: Driver, general: str, tmp_path: Path
) -> None:
    data = tmp_path / "recording.csv"
    data.write_text("t,x,y,p")
    await desk.open(as_=member_id(discord, "Kofi Asante"), channel=general)
    await desk.command("show", kind="form")
    modal = desk.page.get_by_role("dialog", name="Send a file")
    await expect(modal).to_contain_text("Everything you send is read by a person.")
    await desk.choose("Kind", "Data", within=modal)
    await modal.get_by_label("File").set_input_files(data)
    await desk.press("Submit", within=modal)
    await expect(desk.message("Data: recording.csv")).to_be_visible()


async def test_a_native_poll_is_voted_on_and_counted(
    discord: LocalDiscord, desk: Driver, general: str
) -> None:
    await desk.open(as_=member_id(discord, "Kofi Asante"), channel=general)
    await desk.command("show", kind="poll")
    poll = desk.message("Which day?")
    await poll.get_by_role("radio", name="Thursday").check()
    await desk.press("Vote", within=poll)
    await expect(poll).to_contain_text("your vote")
    await expect(poll).to_contain_text("1 vote · 100 %")
    await desk.press("Remove vote", within=poll)
    await expect(poll.get_by_role("radio", name="Thursday")).not_to_be_checked()


async def test_an_embed(discord: LocalDiscord, desk: Driver, general: str) -> None:
    await desk.open(as_=member_id(discord, "Kofi Asante"), channel=general)
    await desk.command("show", kind="embed")
    embed = desk.message("Spyx 0.2").get_by_role("article")
    await expect(embed.get_by_role("link", name="Spyx 0.2")).to_have_attribute("href", "https://example.org/")
    await expect(embed.get_by_text("Licence")).to_be_visible()
    await expect(embed.get_by_role("emphasis")).to_have_text("faster")
