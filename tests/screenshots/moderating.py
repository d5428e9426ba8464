"""What moderators see."""

from __future__ import annotations

from playwright.async_api import expect

from .studio import PRIVATE, Studio


async def report(studio: Studio) -> None:
    """A member reports a message, and a moderator looks into it."""
    desk = studio.desk
    await studio.person("diego_m").at("jobs").say("Earn 900 a day from home, write me!")
    await studio.sit_down("Priya Nair", "jobs")
    await desk.menu(desk.message("Earn 900 a day"), "Report to moderators")
    await studio.fill_in("Report to moderators", {"What is wrong?": "This is no position, it is a lure."})
    await expect(desk.message(PRIVATE)).to_contain_text("Report 1 was received.")
    await studio.sit_down("Sofía Reyes", "bot-log")
    await desk.press("Take", within=desk.message("Report 1"))
    card = desk.message("looks into it since")
    await expect(card).to_be_visible()
    await studio.picture("report", card)


async def setting_up(studio: Studio) -> None:
    """A moderator sees which job has its channels and roles."""
    desk = studio.desk
    await studio.sit_down("Sofía Reyes", "bot-log")
    await desk.command("admin setup")
    panel = desk.message(PRIVATE)
    await expect(panel).to_contain_text("/welcome setup leads through it")
    await studio.picture("setup", panel)
