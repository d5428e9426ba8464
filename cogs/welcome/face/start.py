"""“Start here”: two questions, and a card for that person alone. Everything is in the buttons' ids."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from bot.clock import discord_time
from bot.limits import MESSAGE_TEXT, custom_id, fit
from bot.ports import NEXT_EVENT, SUGGEST_LIBRARIES, NextEvent, Suggestion
from bot.texts import link, plain
from bot.ui import Component, Layout, answer, member_of
from cogs.welcome import path
from cogs.welcome.face.controls import Interaction, page, welcome_of
from cogs.welcome.face.introductions import Introduce
from cogs.welcome.face.roles import OfferRoles

if TYPE_CHECKING:
    from cogs.welcome.cog import Welcome

_WHO = "|".join(path.BACKGROUNDS)
_WANT = "|".join(path.GOALS)
_LIBRARIES = 3
# Buttons in one row.
_ROW = 2


class StartHere(Component[ui.Button[Any]], template=r"welcome:start"):
    """Begins the path; stands under every greeting."""

    @classmethod
    def button(cls, label: str = "Start here") -> Self:
        """Return the button."""
        return cls.of(
            ui.Button(label=label, emoji="🧭", style=discord.ButtonStyle.primary, custom_id="welcome:start")
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Ask the first question."""
        await begin(interaction)


class ChooseWho(Component[ui.Button[Any]], template=rf"welcome:who:(?P<who>{_WHO})"):
    """The answer to the first question."""

    @classmethod
    def button(cls, who: path.Background) -> Self:
        """Return the button."""
        return cls.of(
            ui.Button(label=who.label, emoji=who.emoji, custom_id=custom_id("welcome:who", who.key))
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Ask the second question."""
        await interaction.response.edit_message(view=want_view(self.found["who"]))


class ChooseWant(Component[ui.Button[Any]], template=rf"welcome:want:(?P<who>{_WHO}):(?P<want>{_WANT})"):
    """The answer to the second question."""

    @classmethod
    def button(cls, who: str, want: path.Choice) -> Self:
        """Return the button."""
        name = custom_id("welcome:want", who, want.key)
        return cls.of(ui.Button(label=want.label, emoji=want.emoji, custom_id=name))

    async def pressed(self, interaction: Interaction) -> None:
        """Show what fits."""
        cog = welcome_of(interaction)
        card = Fitting.find(cog, self.found["who"], self.found["want"], member_of(interaction))
        await interaction.response.edit_message(view=card_view(card))


class StartOver(Component[ui.Button[Any]], template=r"welcome:over"):
    """Asks the first question again, in the same message."""

    @classmethod
    def button(cls) -> Self:
        """Return the button."""
        return cls.of(ui.Button(label="Start over", custom_id="welcome:over"))

    async def pressed(self, interaction: Interaction) -> None:
        """Do so."""
        await interaction.response.edit_message(view=who_view())


class AskForHand(Component[ui.Button[Any]], template=r"welcome:hand"):
    """Asks the welcomers to get in touch."""

    @classmethod
    def button(cls) -> Self:
        """Return the button."""
        return cls.of(ui.Button(label="Talk to a person", emoji="🙋", custom_id="welcome:hand"))

    async def pressed(self, interaction: Interaction) -> None:
        """Note it for the welcomers' list."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        cog = welcome_of(interaction)
        await cog.asked(member_of(interaction))
        await answer(
            interaction,
            "🙋 Noted: our welcomers see your name on their next weekly list, and get in touch. If you do "
            "not want to wait, ask in any channel: people here are glad to help.",
        )


@dataclass(frozen=True, slots=True)
class Fitting:
    """What of the community fits somebody; whatever is not there is left empty."""

    who: path.Background
    want: path.Choice
    channels: Sequence[tuple[int, str]]
    libraries: Sequence[Suggestion]
    event: NextEvent | None
    pages: Sequence[tuple[str, str]]
    guide: bool
    introduce: bool
    roles: bool
    welcomers: bool

    @classmethod
    def find(cls, cog: Welcome, who: str, want: str, reader: discord.Member | discord.Role) -> Fitting:
        """Return what fits `reader`, or everybody who has a role, at the moment."""
        settings = cog.settings
        ports = cog.bot.ports
        suggest = ports.find(SUGGEST_LIBRARIES)
        next_event = ports.find(NEXT_EVENT)
        background = path.BACKGROUNDS[who]
        seen = (
            (channel_id, cog.places.topic(channel_id, reader))
            for channel_id in path.channels(who, want, dict(settings.channels))
        )
        wanted = suggest is not None and want in path.SUGGESTING
        return cls(
            background,
            path.GOALS[want],
            [(channel_id, topic) for channel_id, topic in seen if topic is not None],
            list(suggest(background.suggest))[:_LIBRARIES] if suggest and wanted else (),
            next_event() if next_event else None,
            path.pages(want, settings.site_base),
            guide=suggest is not None,
            introduce=cog.places.may_write(settings.introductions, reader),
            roles=bool(cog.places.offered(settings.roles)),
            welcomers=settings.welcomers.channel is not None,
        )


async def begin(interaction: Interaction) -> None:
    """Ask the first question; whoever wanted it is noted to have begun."""
    cog = welcome_of(interaction)
    await interaction.response.send_message(view=who_view(), ephemeral=True)
    await cog.roster.started(interaction.user.id)


def who_view() -> Layout:
    """Return the first question."""
    buttons = [ChooseWho.button(each) for each in path.BACKGROUNDS.values()]
    return page(
        "### 🧭 Who are you?\nIt only decides what you are shown; nothing is stored.", *_rows(buttons)
    )


def want_view(who: str) -> Layout:
    """Return the second question."""
    buttons = [ChooseWant.button(who, each) for each in path.GOALS.values()]
    chosen = path.BACKGROUNDS[who]
    return page(f"### 🧭 What would you like to do?\n-# {chosen.emoji} {chosen.label}", *_rows(buttons))


def card_view(card: Fitting) -> Layout:
    """Return what fits somebody."""
    parts = [f"## {card.want.emoji} {card.want.label}\n-# {card.who.emoji} {card.who.label}"]
    # What is least missed comes last: it is left out of a card that gets too long.
    room = MESSAGE_TEXT - len(parts[0])
    for section in _sections(card):
        if len(section) <= room:
            parts.append(section)
            room -= len(section)
    if len(parts) == 1:
        parts.append(
            "There is nothing to show for this yet. Ask in any channel: people here are glad to help."
        )
    buttons: list[ui.Item[Any]] = []
    if card.introduce:
        buttons.append(Introduce.button())
    if card.roles:
        buttons.append(OfferRoles.button())
    if card.welcomers:
        buttons.append(AskForHand.button())
    return page(*parts, *_rows([*buttons, StartOver.button()]))


def _sections(card: Fitting) -> Iterator[str]:
    if card.channels:
        lines = (
            f"- <#{each}>" + (f": {plain(fit(topic, 100))}" if topic else "") for each, topic in card.channels
        )
        yield "**Channels for you**\n" + "\n".join(lines)
    if card.libraries:
        lines = (
            f"- {link(fit(each.name, 80), each.url)}: {plain(fit(each.summary, 120))}"
            for each in card.libraries
        )
        yield "**Libraries to begin with**\n" + "\n".join(lines)
    if card.guide and card.want.key == "library":
        yield "**Ask for more**\n`/guide ask` takes a question in your own words; only you see the answer."
    if card.event is not None:
        begins = f"{discord_time(card.event.start, 'F')} ({discord_time(card.event.start, 'R')})"
        yield f"**Next event**\n{link(fit(card.event.title, 150), card.event.link)}, {begins}"
    if card.pages:
        yield "**On our site**\n" + " · ".join(link(label, url) for label, url in card.pages)


def _rows(buttons: Sequence[ui.Item[Any]]) -> list[ui.ActionRow[Any]]:
    """Return the buttons in rows that a phone can show."""
    return [ui.ActionRow(*buttons[first : first + _ROW]) for first in range(0, len(buttons), _ROW)]
