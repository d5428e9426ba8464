"""`/announce add`: what was found, the newest item as it would be posted, and Save or Cancel.

Nothing is stored before Save. What Save needs stands in its id and, for address and name, in the link button
beside it: it works after a restart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self, cast
from urllib.parse import urlsplit

import discord
from discord import ui

from bot.errors import UserError
from bot.limits import BUTTON_LABEL, BUTTON_URL, MESSAGE_TEXT, custom_id, fit
from bot.texts import plural
from bot.ui import Layout, page
from cogs.announcements.face.cards import item_card
from cogs.announcements.face.controls import Cancel, Interaction, ModeratorComponent
from cogs.announcements.face.places import doubts, require_place
from cogs.announcements.face.wording import KINDS, named, way, within
from cogs.announcements.filters import refusal
from cogs.announcements.looking import Found
from cogs.announcements.model import Item, SourceKind
from cogs.announcements.storage.records import Choices
from cogs.announcements.text import clean, safe

if TYPE_CHECKING:
    from cogs.announcements.cog import Announcements

_THREAD, _CROSSPOST = "t", "x"


def found_view(found: Found, choices: Choices, warnings: Sequence[str] = ()) -> Layout:
    """Return what was found, with the newest item as `choices` would have it posted, and Save.

    The name is the source's own. Raises `UserError` for an address that cannot be carried along.
    """
    if len(found.url) > BUTTON_URL:
        raise UserError(
            f"That address is too long: {len(found.url)} characters.", f"At most {BUTTON_URL} can be used."
        )
    choices = replace(choices, title=name_of(found))
    card = item_card(found.newest, choices) if found.newest else None
    heading = (
        f"## Found: {named(choices.title, found.url)}\n"
        f"{KINDS[found.kind]}, {plural(len(found.reading.items), 'item')}. "
        f"What is new will be posted {way(choices)}."
    )
    now = _about_newest(found.newest, choices)
    room = MESSAGE_TEXT - len(heading) - len(now) - (card.content_length() if card else 0) - 10
    remarks = [f"⚠️ {warning}" for warning in warnings]
    remarks += [f"-# {safe(problem)}" for problem in found.reading.problems]
    texts = [heading, within(remarks, min(room, 800)) if room > 100 else "", now]
    view = page(*(text for text in texts if text))
    if card is not None:
        take_over(card, view)
    source: ui.Button[Any] = ui.Button(label=choices.title, url=found.url, emoji="🔗")
    view.add_item(ui.ActionRow(Save.button(found.kind, choices), Cancel.button()))
    view.add_item(ui.ActionRow(source))
    return view


def _about_newest(newest: Item | None, choices: Choices) -> str:
    if newest is None:
        return "It holds nothing yet, so there is nothing to show."
    known = "What is there today counts as known."
    if why := refusal(choices.filters, newest):
        # Releases: what is no proper one is off until moderators switch it on.
        return f"{known} The newest item is of a kind that is **not posted**, as {safe(why)}:"
    return f"{known} The newest item, **as it would be posted**:"


def name_of(found: Found) -> str:
    """Return the name that a source gets: its title, as far as a button holds it."""
    return fit(clean(found.title), BUTTON_LABEL) or urlsplit(found.url).hostname or "A source"


def take_over(card: Layout, view: Layout) -> None:
    """Put everything that stands in `card` into `view`."""
    items = list(card.children)
    card.clear_items()
    for item in items:
        view.add_item(item)


class Save(
    ModeratorComponent[ui.Button[Any]],
    template=r"announce:save:(?P<kind>[a-z]+):(?P<channel>\d{1,20}):(?P<role>\d{1,20}):(?P<flags>-t?x?)",
):
    """Follows the source that the message shows."""

    @classmethod
    def button(cls, kind: SourceKind, choices: Choices) -> Self:
        """Return the button; the source's name and address stand in the message's link button."""
        flags = "-" + _THREAD * choices.thread + _CROSSPOST * choices.crosspost
        name = custom_id("announce:save", kind, choices.channel_id, choices.role_id or 0, flags)
        return cls.of(ui.Button(label="Save", style=discord.ButtonStyle.success, custom_id=name))

    async def act(self, interaction: Interaction, cog: Announcements) -> None:
        """Store the source; a second press is told that it is followed already."""
        await interaction.response.defer()
        source = _source_in(interaction.message)
        flags = self.found["flags"]
        choices = Choices(
            title=source.label or source.url or "",
            channel_id=int(self.found["channel"]),
            role_id=int(self.found["role"]) or None,
            thread=_THREAD in flags,
            crosspost=_CROSSPOST in flags,
        )
        require_place(cog.bot, choices, interaction.user)
        kind = cast("SourceKind", self.found["kind"])
        saved = await cog.service.add_source(source.url or "", kind, choices, added_by=interaction.user.id)
        # Read at once: whoever saved it goes on with /announce latest or edit.
        cog.bot.sweeps.wake()
        warnings = [f"⚠️ {warning}" for warning in doubts(cog.bot, choices)]
        done = page(
            f"## ✅ {named(saved.title, saved.url)} is followed",
            "\n".join([f"What is new will be posted {way(saved)}.", *warnings]),
            "-# Filters, own words, quiet hours: `/announce edit`. Its newest item now: `/announce latest`.",
        )
        await interaction.edit_original_response(view=done)


def _source_in(message: discord.Message | None) -> discord.Button:
    """Return the link button of the last row, which names the source and its address."""
    last = message.components[-1] if message and message.components else None
    found = last.children[0] if isinstance(last, discord.ActionRow) else None
    if not isinstance(found, discord.Button) or not found.url:
        raise UserError("This preview can no longer be read.", "Use /announce add again.")
    return found
