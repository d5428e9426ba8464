"""The three kinds of polls."""

from __future__ import annotations

from playwright.async_api import expect

from .studio import PRIVATE, Studio


async def native_poll(studio: Studio) -> None:
    """One of Discord's own polls, with votes."""
    desk = studio.desk
    await studio.sit_down("Priya Nair", "off-topic")
    await desk.command("poll ask")
    await studio.fill_in(
        "Poll",
        {
            "Question": "Which evening suits the hacking hour?",
            "Answers": "Tuesday\nThursday\n🐢 No evening at all",
        },
    )
    await expect(desk.message(PRIVATE)).to_be_visible()
    poll = desk.messages("Which evening suits").last
    for name, choice in (
        ("Kofi Asante", "Thursday"),
        ("Leila Haddad", "Tuesday"),
        ("Hana Kováč", "Thursday"),
    ):
        await studio.sit_down(name, "off-topic")
        await poll.get_by_role("radio", name=choice).check()
        await desk.press("Vote", within=poll)
        await expect(poll).to_contain_text("your vote")
    await studio.picture("poll", poll)


async def secret_poll(studio: Studio) -> None:
    """A secret poll and its result."""
    desk = studio.desk
    await studio.sit_down("Priya Nair", "projects")
    await desk.command("poll secret")
    await studio.fill_in(
        "Secret poll",
        {
            "Question": "Where shall we meet after the workshop?",
            "Options": "The café by the river\nThe usual pub\nOnline",
        },
    )
    for name, option in (
        ("Kofi Asante", "Online"), ("Leila Haddad", "The usual pub"), ("Priya Nair", "Online"),
        ("Hana Kováč", "The café by the river"), ("Diego Marín", "Online"),
    ):  # fmt: skip
        await studio.sit_down(name, "projects")
        await desk.press(option, within=desk.messages("Where shall we meet").first)
        await expect(desk.message("Your vote:")).to_contain_text(option)
    await studio.sit_down("Priya Nair", "projects")
    await desk.command("poll end", poll="Where shall we meet")
    result = desk.message("Result ·")
    await expect(result).to_contain_text("Most votes: Online, 3 votes.")
    await studio.picture("poll-secret", result)


async def date_poll(studio: Studio) -> None:
    """A date poll with answers."""
    desk = studio.desk
    days = [studio.day(number) for number in (7, 8, 9)]
    shown = [f"{day:%a} {day.day} " for day in days]
    await studio.sit_down("Priya Nair", "papers")
    await desk.command("poll date")
    await studio.fill_in(
        "Date poll",
        {
            "Question": "Reading group: surrogate gradients",
            "Moments": "\n".join(f"{day:%a %d %b %Y} 19:00" for day in days),
        },
    )
    for name, can, if_need_be in (
        ("Kofi Asante", (1, 2), 0),
        ("Leila Haddad", (2,), 1),
        ("Nguyễn Thảo", (0, 2), 1),
    ):
        await studio.sit_down(name, "papers")
        await desk.press("Say when you can", within=desk.message("Reading group:"))
        paper = desk.message("A date poll is open")
        await desk.choose("✅ I can at …", *(shown[number] for number in can), within=paper)
        await expect(paper).to_contain_text("Your answer is noted")
        await desk.choose("🟡 If need be at …", shown[if_need_be], within=paper)
        await expect(paper).to_contain_text(f"🟡 {if_need_be + 1}")
    card = desk.messages("3 people answered").first
    await expect(card).to_contain_text("⭐ 3")
    await studio.picture("poll-date", card)
