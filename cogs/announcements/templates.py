"""Moderators' own words for announcements: text with named placeholders, checked when it is saved.

    {title} by {author}: {link}

What a source says is put in as plain text; only what the moderator wrote is Discord markup.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot import templates
from bot.clock import discord_time
from bot.limits import fit
from bot.templates import TemplateError, fill
from bot.texts import listing
from cogs.announcements.model import Item
from cogs.announcements.text import safe

PLACEHOLDERS = ("title", "link", "author", "summary", "source", "date", "tags")
LONGEST_TEMPLATE = 1_000
# Together with a template of full length they stay within a message's 4,000 characters.
_ROOM: Mapping[str, int] = {"title": 200, "author": 100, "summary": 400, "source": 100, "tags": 150}
_LONGEST_TEXT = 3_000


def check(template: str) -> None:
    """Raise `TemplateError` for what is no template, or none that tells announcements apart."""
    names = templates.check(template, PLACEHOLDERS, LONGEST_TEMPLATE)
    if not {"title", "link"} & set(names):
        raise TemplateError("a template needs {title} or {link}, or all announcements would look alike")
    if names.count("summary") > 1:
        raise TemplateError("{summary} can stand in a template once")


def render(template: str, item: Item, source: str) -> str:
    """Return the text of an announcement; what the item lacks is left empty."""
    values = {
        "title": safe(fit(item.title, _ROOM["title"])),
        "link": item.link or "",
        "author": safe(fit(item.author or "", _ROOM["author"])),
        "summary": safe(fit(item.summary, _ROOM["summary"])),
        "source": safe(fit(source, _ROOM["source"])),
        "date": discord_time(item.published, "D") if item.published else "",
        "tags": safe(fit(listing(item.tags[:5]), _ROOM["tags"])),
    }
    return fit(fill(template, values) or values["title"] or "New", _LONGEST_TEXT)
