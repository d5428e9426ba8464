"""Leafing through the guide: filters by selects, pages by buttons, all state in the ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from bot.errors import UserError
from bot.limits import OPTION_LABEL, custom_id, fit
from bot.texts import plural
from bot.ui import Component, Layout
from cogs.guide.face import wording
from cogs.guide.face.asking import select_options
from cogs.guide.face.codes import code
from cogs.guide.face.controls import Interaction, guide_of, require_asker
from cogs.guide.face.entries import Entries, entries_of
from cogs.guide.face.filters import MENU, Menu, choose, decode_filters, describe, encode_filters, menus
from cogs.guide.face.lookup import library_view
from cogs.guide.matching.answer import Filters
from cogs.guide.model import Library
from cogs.guide.source.provenance import Provenance

if TYPE_CHECKING:
    from cogs.guide.service import GuideService

PAGE = 5
_COLOUR = discord.Colour(0x2A9D8F)
_FILTERS = r"(?P<filters>[a-z0-9.\-]{1,40})"


def browse_view(filters: Filters, page: int, service: GuideService) -> Layout:
    """Return one page of the libraries that meet `filters`; a page beyond the last one is the last one."""
    entries = entries_of(service.index)
    libraries = service.browse(filters)
    last = max(0, (len(libraries) - 1) // PAGE)
    page = min(max(page, 0), last)
    shown = libraries[page * PAGE : (page + 1) * PAGE]
    view = Layout()
    view.add_item(_list(libraries, shown, filters, page, entries, service.provenance))
    if shown:
        view.add_item(ui.ActionRow(OpenEntry.select(shown)))
    if last:
        view.add_item(
            ui.ActionRow(
                TurnPage.button("Previous", filters, page - 1, enabled=page > 0),
                TurnPage.button("Next", filters, page + 1, enabled=page < last),
            )
        )
    for menu in menus(filters, entries.words):
        view.add_item(ui.ActionRow(BrowseMenu.select(menu, filters)))
    return view


class BrowseMenu(Component[ui.Select[Any]], template=rf"guide:narrow:(?P<menu>{MENU}):{_FILTERS}"):
    """One filter; choosing shows the first page of what is left."""

    @classmethod
    def select(cls, menu: Menu, filters: Filters) -> Self:
        """Return the select for `menu`."""
        return cls.of(
            ui.Select(
                custom_id=custom_id("guide:narrow", menu.name, encode_filters(filters)),
                placeholder=menu.title,
                options=select_options(menu),
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Narrow or widen the list."""
        require_asker(interaction)
        service = guide_of(interaction).service
        words = entries_of(service.index).words
        before = decode_filters(self.found["filters"], words)
        filters = choose(before, self.found["menu"], self.item.values[0], words)
        await interaction.response.edit_message(view=browse_view(filters, 0, service))


class TurnPage(Component[ui.Button[Any]], template=rf"guide:page:(?P<page>\d{{1,4}}):{_FILTERS}"):
    """Shows the page before or after."""

    @classmethod
    def button(cls, label: str, filters: Filters, page: int, *, enabled: bool) -> Self:
        """Return the button; at either end it stands disabled, so that the others do not move."""
        # Both ends point inside the list, so that the two ids always differ.
        target = page if page >= 0 else 0
        return cls.of(
            ui.Button(
                label=label,
                disabled=not enabled,
                custom_id=custom_id("guide:page", target, encode_filters(filters)),
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Turn the page."""
        require_asker(interaction)
        service = guide_of(interaction).service
        filters = decode_filters(self.found["filters"], entries_of(service.index).words)
        await interaction.response.edit_message(view=browse_view(filters, int(self.found["page"]), service))


class OpenEntry(Component[ui.Select[Any]], template=r"guide:open"):
    """Shows the card of the library that is chosen."""

    @classmethod
    def select(cls, libraries: list[Library]) -> Self:
        """Return the select over the libraries of a page."""
        options = [
            discord.SelectOption(
                label=fit(" ".join(library.title.split()) or library.slug, OPTION_LABEL),
                value=code(library.slug),
            )
            for library in libraries
        ]
        return cls.of(ui.Select(custom_id="guide:open", placeholder="Read more about…", options=options))

    async def pressed(self, interaction: Interaction) -> None:
        """Answer with the card; the list stays."""
        service = guide_of(interaction).service
        library = entries_of(service.index).library_by_code.get(self.item.values[0])
        if library is None:
            raise UserError("This entry is no longer in the guide.", "Turn the page to see the list anew.")
        await interaction.response.send_message(view=library_view(library, service), ephemeral=True)


def _list(
    libraries: list[Library],
    shown: list[Library],
    filters: Filters,
    page: int,
    entries: Entries,
    provenance: Provenance,
) -> ui.Container[Any]:
    chosen = describe(filters)
    head = f"## {plural(len(libraries), 'library', 'libraries')} in the guide"
    if chosen:
        head += f"\nFilters: {wording.shown(', '.join(chosen), 300)}"
    items: list[ui.Item[Any]] = [ui.TextDisplay(head)]
    if not shown:
        items.append(
            ui.TextDisplay(
                "No entry states all of this. Take a filter away: what is not stated does not count as no."
            )
        )
    for library in shown:
        said = entries.summary(library)
        lines = (f"### {said.title}", said.one_line, *said.facts)
        items.append(ui.TextDisplay(wording.within(lines, 620)))
    if len(libraries) > PAGE:
        pages = (len(libraries) - 1) // PAGE + 1
        items.append(ui.TextDisplay(f"Page {page + 1} of {pages}"))
    items.append(ui.TextDisplay(wording.origin(provenance)))
    return ui.Container(*items, accent_colour=_COLOUR)
