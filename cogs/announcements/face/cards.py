"""Announcements as members see them: one item, and what is summed up after a long sleep.

Whatever comes from a source is shown as typed: no markup, no mention, no link but the item's own. The one
mention there may be is the source's role, in a line of its own outside the card.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import discord
from discord import ui

from bot.clock import discord_time
from bot.limits import ALT_TEXT, BUTTON_URL, MESSAGE_TEXT, fit
from bot.texts import link, listing, plural
from bot.ui import Layout
from cogs.announcements.model import Item, Kind
from cogs.announcements.templates import render
from cogs.announcements.text import safe

TITLE = 200
SUMMARY = 400
_TAGS = 5
# What the summary of many items leaves for its heading and its last line.
_LIST = MESSAGE_TEXT - 600
# The site's own colours: announcements, recordings, releases.
_COLOURS: dict[Kind, int] = {"video": 0xC0392B, "short": 0xC0392B, "live": 0xC0392B, "release": 0x6C5CE7}
_COLOUR = 0x2F80ED
_KINDS: dict[Kind, tuple[str, str, str]] = {
    "article": ("📝", "New post", "Read it"),
    "video": ("🎬", "New video", "Watch it"),
    "short": ("🎬", "New short", "Watch it"),
    "live": ("🔴", "Live stream", "Watch it"),
    "release": ("📦", "New release", "Release notes"),
    "event": ("📅", "Event", "About the event"),
    "page": ("🔗", "Worth a look", "Open it"),
}


class Voice(Protocol):
    """What a card needs of the source that it speaks for."""

    @property
    def title(self) -> str:
        """The source's name."""

    @property
    def role_id(self) -> int | None:
        """The role that is mentioned, if any."""

    @property
    def template(self) -> str | None:
        """The moderators' own words, with placeholders; None for the usual card."""


def item_card(item: Item, source: Voice, *, everyone: bool = False) -> Layout:
    """Return the announcement of one item; with `everyone`, @everyone stands in the role's place."""
    sign, _, action = _KINDS[item.kind]
    view = Layout()
    if everyone:
        view.add_item(ui.TextDisplay("@everyone"))
    elif source.role_id is not None:
        view.add_item(ui.TextDisplay(_mention(source.role_id)))
    if source.template is not None:
        body: list[ui.Item[Any]] = [ui.TextDisplay(render(source.template, item, source.title))]
    else:
        title = f"## {sign} {_linked(item)}"
        body = [ui.TextDisplay(f"{title}\n{_byline(item)}"), *_summary(item)]
    if item.image is not None and item.image.url.startswith("https://"):
        picture = discord.MediaGalleryItem(
            item.image.url, description=fit(item.image.alt or item.title, ALT_TEXT)
        )
        body.append(ui.MediaGallery(picture))
    if item.link is not None and len(item.link) <= BUTTON_URL:
        body.append(ui.ActionRow(ui.Button(label=action, url=item.link)))
    body.append(ui.TextDisplay(f"-# {safe(fit(source.title, 100))}"))
    view.add_item(ui.Container(*body, accent_colour=_COLOURS.get(item.kind, _COLOUR)))
    return view


def summary_card(items: Sequence[Item], source: Voice, *, mention: bool = False) -> Layout:
    """Return one message for items that were not announced one by one, oldest first.

    It mentions nobody, unless with `mention` the source's role.
    """
    lines: list[str] = []
    room = _LIST
    for item in items:
        line = f"- {_linked(item)}{_when(item)}"
        if len(line) + 1 > room:
            break
        lines.append(line)
        room -= len(line) + 1
    if len(lines) < len(items):
        lines.append(f"- and {len(items) - len(lines)} more")
    heading = f"## {plural(len(items), 'more item')} from {safe(fit(source.title, 100))}"
    # Releases of a day are told together by design.
    releases = all(item.kind == "release" for item in items)
    if releases:
        heading = f"## 📦 {plural(len(items), 'release')} of {safe(fit(source.title, 100))}"
    why = "" if releases else "\n-# They came while the bot was away, or all at once."
    view = Layout()
    if mention and source.role_id is not None:
        view.add_item(ui.TextDisplay(_mention(source.role_id)))
    view.add_item(
        ui.Container(
            ui.TextDisplay(f"{heading}{why}"), ui.TextDisplay("\n".join(lines)), accent_colour=_COLOUR
        )
    )
    return view


def _mention(role_id: int) -> str:
    return f"<@&{role_id}>"


def _linked(item: Item) -> str:
    title = fit(item.title or "Untitled", TITLE)
    # Addresses count as text: a very long one would take the place of what is to be read.
    return link(title, item.link) if item.link and len(item.link) <= BUTTON_URL else safe(title)


def _byline(item: Item) -> str:
    _, name, _ = _KINDS[item.kind]
    parts = [name]
    if item.author:
        parts.append(f"by {safe(fit(item.author, 100))}")
    if item.published is not None:
        parts.append(discord_time(item.published, "D"))
    if item.tags:
        parts.append(listing(safe(fit(tag, 30)) for tag in item.tags[:_TAGS]))
    return f"-# {' · '.join(parts)}"


def _summary(item: Item) -> list[ui.Item[Any]]:
    shown = safe(fit(item.summary, SUMMARY))
    return [ui.TextDisplay(shown)] if shown else []


def _when(item: Item) -> str:
    return f" ({discord_time(item.published, 'D')})" if item.published is not None else ""
