"""Where to start: the curated lists, as shipped or as moderators changed them, and their card."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from bot.limits import OPTION_LABEL, fit
from bot.ports import Suggestion
from bot.ui import Component, Layout
from cogs.guide.face import cards, wording
from cogs.guide.face.controls import Interaction, Share, guide_of, require_asker
from cogs.guide.face.entries import entries_of
from cogs.guide.matching.answer import Answer, Match
from cogs.guide.matching.defaults import shipped_defaults
from cogs.guide.model import Guide as GuideData
from cogs.guide.model import Library
from cogs.guide.settings import StartHereSettings

if TYPE_CHECKING:
    from cogs.guide.cog import Guide

GENERAL = "general"
# As many as an answer shows.
_SHOWN = 3


def labels() -> dict[str, str]:
    """Return each background's key with its name for people; the general one comes last."""
    known = shipped_defaults().backgrounds
    return {**{key: each.label for key, each in known.items()}, GENERAL: "something else"}


def key_of(background: str) -> str | None:
    """Return the key of a background by key or name, in any case; None for an unknown one."""
    wanted = background.strip().casefold().replace("_", "-").replace(" ", "-")
    for key, label in labels().items():
        if wanted in (key, label.replace(" ", "-")):
            return key
    return None


def setting_of(key: str) -> str:
    """Return the dotted name of the setting that holds a background's list."""
    return f"start_here.{key.replace('-', '_')}"


def slugs(key: str, changed: StartHereSettings) -> tuple[str, ...]:
    """Return the list in force for a background: the moderators' own, else the shipped one."""
    own: tuple[str, ...] = getattr(changed, key.replace("-", "_"), ())
    if own:
        return own
    shipped = shipped_defaults()
    return shipped.general if key == GENERAL else shipped.backgrounds[key].libraries


def libraries(key: str, changed: StartHereSettings, guide: GuideData) -> list[Library]:
    """Return the libraries of the list in force that the guide has."""
    return [guide.library_by_slug[slug] for slug in slugs(key, changed) if slug in guide.library_by_slug]


def suggestions(found: Sequence[Library]) -> list[Suggestion]:
    """Return libraries as other cogs are given them."""
    return [Suggestion(library.title, library.description, library.url) for library in found]


def start_view(key: str | None, guide: Guide) -> Layout:
    """Return the message that asks for the background, with the libraries for the one that was chosen."""
    view = Layout()
    if key is None:
        view.add_item(
            ui.TextDisplay(
                "## What do you know already?\nThen I show what the community recommends to begin with."
            )
        )
    else:
        service = guide.service
        reason = wording.start_reason(None if key == GENERAL else labels()[key])
        found = libraries(key, guide.settings.start_here, service.guide)[:_SHOWN]
        answer = Answer(
            "answer" if found else "not_in_guide",
            ranked=tuple(Match(library.slug, library, 0.0, (reason,)) for library in found),
            start_here=key,
        )
        view.add_item(
            cards.answer_card(
                answer,
                question=None,
                entries=entries_of(service.index),
                provenance=service.provenance,
                count=_SHOWN,
            )
        )
    view.add_item(ui.ActionRow(ChooseBackground.select(key)))
    if key is not None:
        view.add_item(ui.ActionRow(Share.button()))
    return view


class ChooseBackground(Component[ui.Select[Any]], template=r"guide:start"):
    """Chooses what one knows already."""

    @classmethod
    def select(cls, chosen: str | None) -> Self:
        """Return the select."""
        options = [
            discord.SelectOption(
                label=fit(label[:1].upper() + label[1:], OPTION_LABEL), value=key, default=key == chosen
            )
            for key, label in labels().items()
        ]
        return cls.of(ui.Select(custom_id="guide:start", placeholder="I know already…", options=options))

    async def pressed(self, interaction: Interaction) -> None:
        """Show the libraries for it."""
        require_asker(interaction)
        key = key_of(self.item.values[0]) or GENERAL
        await interaction.response.edit_message(view=start_view(key, guide_of(interaction)))
