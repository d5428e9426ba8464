"""Moderators' own words for announcements: text with named placeholders, checked when it is saved.

    {title} by {author}: {link}

What a source says is put in as plain text; only what the moderator wrote is Discord markup.
"""

from __future__ import annotations

import string
from collections.abc import Mapping

from bot.clock import discord_time
from bot.limits import fit
from bot.texts import listing
from cogs.announcements.model import Item
from cogs.announcements.text import safe

PLACEHOLDERS = ("title", "link", "author", "summary", "source", "date", "tags")
LONGEST_TEMPLATE = 1_000
# Together with a template of full length they stay within a message's 4,000 characters.
_ROOM: Mapping[str, int] = {"title": 200, "author": 100, "summary": 400, "source": 100, "tags": 150}
_LONGEST_TEXT = 3_000


class TemplateError(ValueError):
    """A template that cannot be used; the message says why."""


def check(template: str) -> None:
    """Raise `TemplateError` for unknown placeholders, stray braces, and a template too long or empty."""
    if not template.strip():
        raise TemplateError("the template is empty")
    if len(template) > LONGEST_TEMPLATE:
        raise TemplateError(f"the template has {len(template)} characters; {LONGEST_TEMPLATE} are the most")
    names = _names(template)
    if unknown := [name for name in names if name not in PLACEHOLDERS]:
        known = listing(f"{{{name}}}" for name in PLACEHOLDERS)
        raise TemplateError(f"there is no placeholder {{{unknown[0]}}}; there are {known}")
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
    parts = [
        text + (values.get(name, "") if name is not None else "")
        for text, name, _, _ in string.Formatter().parse(template)
    ]
    return fit("".join(parts).strip() or values["title"] or "New", _LONGEST_TEXT)


def _names(template: str) -> list[str]:
    try:
        found = list(string.Formatter().parse(template))
    except ValueError as error:
        raise TemplateError(
            f"the braces do not match ({error}); write {{{{ and }}}} for braces that are shown"
        ) from None
    names = []
    for _, name, form, conversion in found:
        if name is None:
            continue
        if form or conversion or not name.isidentifier():
            raise TemplateError(f"{{{name}}} is no placeholder; write only a name between braces")
        names.append(name)
    return names
