"""Private cards about single entries of the guide, comparisons, and the buttons that lead to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, Self

from discord import ui

from bot.errors import UserError
from bot.limits import BUTTON_LABEL, custom_id, fit
from bot.texts import listing
from bot.ui import Component, Layout
from cogs.guide.face import cards, wording
from cogs.guide.face.codes import code
from cogs.guide.face.controls import Interaction, Share, guide_of
from cogs.guide.face.entries import entries_of
from cogs.guide.model import Hardware, Library

if TYPE_CHECKING:
    from cogs.guide.service import GuideService

# Buttons in one row.
_LEADS = 5
_GONE = "This entry is no longer in the guide."


def library_view(library: Library, service: GuideService) -> Layout:
    """Return the message about a library: everything stated, its chips as buttons."""
    entries = entries_of(service.index)
    view = Layout()
    view.add_item(cards.library_card(library, entries, service.provenance))
    similar = [service.guide.library_by_slug[slug] for slug in service.similar(library.slug)[:2]]
    buttons: list[Component[Any]] = [Share.button()]
    if similar:
        buttons.append(CompareThese.button([library, *similar], label="Compare with similar ones"))
    view.add_item(ui.ActionRow(*buttons))
    if chips := entries.connections.chips.get(library.slug, ())[:_LEADS]:
        view.add_item(ui.ActionRow(*(ShowHardware.button(chip) for chip in chips)))
    return view


def hardware_view(chip: Hardware, service: GuideService) -> Layout:
    """Return the message about a chip, with the libraries that drive it as buttons."""
    entries = entries_of(service.index)
    view = Layout()
    view.add_item(cards.hardware_card(chip, entries, service.provenance))
    view.add_item(ui.ActionRow(Share.button()))
    drivers = entries.connections.drivers.get(chip.slug, ())
    for start in range(0, min(len(drivers), 2 * _LEADS), _LEADS):
        row = drivers[start : start + _LEADS]
        view.add_item(ui.ActionRow(*(ShowLibrary.button(library) for library in row)))
    return view


def comparison_view(libraries: Sequence[Library], service: GuideService) -> Layout:
    """Return the message that compares two or three libraries."""
    view = Layout()
    view.add_item(cards.comparison_card(libraries, entries_of(service.index), service.provenance))
    view.add_item(ui.ActionRow(Share.button(), *(ShowLibrary.button(library) for library in libraries[:3])))
    return view


def named_library(name: str, service: GuideService) -> Library:
    """Return the library that somebody names. Raises `UserError` with the nearest names."""
    found = service.find_library(name) if name.strip() else None
    if found is None and (chip := service.find_hardware(name)):
        raise UserError(f"{wording.title(chip)} is hardware.", "Look it up with /guide hardware.")
    if found is None:
        raise _unknown(name, "library", service)
    return found


def named_hardware(name: str, service: GuideService) -> Hardware:
    """Return the chip that somebody names. Raises `UserError` with the nearest names."""
    found = service.find_hardware(name) if name.strip() else None
    if found is None and (library := service.find_library(name)):
        raise UserError(f"{wording.title(library)} is a library.", "Look it up with /guide library.")
    if found is None:
        raise _unknown(name, "hardware", service)
    return found


class ShowLibrary(Component[ui.Button[Any]], template=r"guide:library:(?P<code>[a-z2-7]{5})"):
    """Shows a library's card to the presser."""

    @classmethod
    def button(cls, library: Library) -> Self:
        """Return the button, named after the library."""
        label = fit(" ".join(library.title.split()) or library.slug, BUTTON_LABEL)
        return cls.of(ui.Button(label=label, custom_id=custom_id("guide:library", code(library.slug))))

    async def pressed(self, interaction: Interaction) -> None:
        """Answer with the card; the message with the button stays as it is."""
        service = guide_of(interaction).service
        library = entries_of(service.index).library_by_code.get(self.found["code"])
        if library is None:
            raise UserError(_GONE, "See what there is with /guide browse.")
        await interaction.response.send_message(view=library_view(library, service), ephemeral=True)


class ShowHardware(Component[ui.Button[Any]], template=r"guide:hardware:(?P<code>[a-z2-7]{5})"):
    """Shows a chip's card to the presser."""

    @classmethod
    def button(cls, chip: Hardware) -> Self:
        """Return the button, named after the chip."""
        label = fit(" ".join((chip.name or chip.title).split()) or chip.slug, BUTTON_LABEL)
        return cls.of(ui.Button(label=label, custom_id=custom_id("guide:hardware", code(chip.slug))))

    async def pressed(self, interaction: Interaction) -> None:
        """Answer with the card; the message with the button stays as it is."""
        service = guide_of(interaction).service
        chip = entries_of(service.index).hardware_by_code.get(self.found["code"])
        if chip is None:
            raise UserError(_GONE, "Look for another with /guide hardware.")
        await interaction.response.send_message(view=hardware_view(chip, service), ephemeral=True)


class CompareThese(Component[ui.Button[Any]], template=r"guide:compare:(?P<codes>[a-z2-7.]{11,17})"):
    """Compares the libraries that an answer shows."""

    @classmethod
    def button(cls, libraries: Sequence[Library], label: str = "Compare these") -> Self:
        """Return the button for two or three libraries."""
        codes = ".".join(code(library.slug) for library in libraries)
        return cls.of(ui.Button(label=label, custom_id=custom_id("guide:compare", codes)))

    async def pressed(self, interaction: Interaction) -> None:
        """Answer with the comparison."""
        service = guide_of(interaction).service
        libraries = entries_of(service.index).libraries(self.found["codes"].split("."))
        if len(libraries) < 2:
            raise UserError("These entries are no longer in the guide.", "See /guide browse.")
        await interaction.response.send_message(view=comparison_view(libraries, service), ephemeral=True)


def _unknown(name: str, kind: Literal["library", "hardware"], service: GuideService) -> UserError:
    what = "library" if kind == "library" else "hardware"
    nearest = [shown for shown, _ in service.complete(name, kind, 3)] if name.strip() else []
    if not nearest and name.strip():
        nearest = [m.library.title for m in service.ask(name).nearest] if kind == "library" else []
    said = (
        f"The guide has no {what} named “{wording.shown(name, 100)}”."
        if name.strip()
        else "There is no name."
    )
    hint = f"Did you mean {listing((wording.shown(each, 80) for each in nearest), 'or')}?" if nearest else ""
    where = "See all with /guide browse." if kind == "library" else "Type a letter and choose from the list."
    return UserError(said, f"{hint} {where}".strip())
