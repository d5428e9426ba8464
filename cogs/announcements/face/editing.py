"""`/announce edit`: one panel for everything that moderators choose; each change counts at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from bot.limits import custom_id, fit
from bot.ui import Layout, page
from cogs.announcements.face import forms
from cogs.announcements.face.cards import item_card
from cogs.announcements.face.controls import Interaction, ModeratorComponent
from cogs.announcements.face.places import TYPES, doubts, require_place
from cogs.announcements.face.wording import KINDS, filter_lines, named, way, within
from cogs.announcements.model import SourceKind
from cogs.announcements.storage.records import Choices, Source
from cogs.announcements.text import safe

if TYPE_CHECKING:
    from cogs.announcements.cog import Announcements

_POST = {
    "thread": "A discussion thread for each post",
    "crosspost": "Publish to servers that follow the channel",
}
_FILTERS: Mapping[SourceKind, Mapping[str, str]] = {
    "youtube": {"shorts": "Announce shorts", "live": "Announce live streams"},
    "releases": {
        "prereleases": "Announce pre-releases",
        "nightlies": "Announce moving builds, such as nightly ones",
        "tags": "Announce bare tags without notes",
    },
}


def panel(source: Source, warnings: tuple[str, ...] = ()) -> Layout:
    """Return what is chosen for a source, with the menus and forms that change it."""
    lines = [f"What is new is posted {way(source)}.", *_more(source), *(f"⚠️ {each}" for each in warnings)]
    heading = f"## ✏️ {named(source.title, source.url)}\n-# {KINDS[source.kind]}"
    view = page(heading, within(lines, 2_500))
    view.add_item(ui.ActionRow(ChooseChannel.menu(source)))
    view.add_item(ui.ActionRow(ChooseRole.menu(source)))
    view.add_item(ui.ActionRow(Switches.menu(source)))
    view.add_item(ui.ActionRow(*(OpenForm.button(source.id, what) for what in forms.FORMS)))
    view.add_item(ui.ActionRow(ShowNewest.button(source.id)))
    return view


def _more(source: Source) -> list[str]:
    lines = [f"- {line}" for line in filter_lines(source.filters)]
    if source.quiet is not None:
        quiet = source.quiet
        lines.append(f"Quiet from {quiet.begins:%H:%M} to {quiet.ends:%H:%M} ({safe(quiet.zone)}).")
    if source.template is not None:
        lines.append(f"Own words: `{fit(' '.join(source.template.split()), 300).replace('`', 'ˋ')}`")
    if source.paused_at is not None:
        lines.append("It is **paused**: `/announce resume`.")
    return lines


async def change(
    interaction: Interaction,
    cog: Announcements,
    source_id: int,
    changes: Mapping[str, Any],
    filters: Mapping[str, Any] | None = None,
) -> None:
    """Store changed choices and show the panel anew; the interaction is deferred. Raises `UserError`."""
    source = await cog.service.source(source_id)
    choices: Choices = replace(source.choices(), **changes)
    require_place(cog.bot, choices, interaction.user)
    changed = await cog.service.change_source(source_id, changes, filters)
    await interaction.edit_original_response(view=panel(changed, tuple(doubts(cog.bot, changed))))


def _default(entity: int, kind: discord.SelectDefaultValueType) -> discord.SelectDefaultValue:
    return discord.SelectDefaultValue(id=entity, type=kind)


class ChooseChannel(
    ModeratorComponent[ui.ChannelSelect[Any]], template=r"announce:edit:(?P<source>\d{1,18}):channel"
):
    """Where a source's items go."""

    @classmethod
    def menu(cls, source: Source) -> Self:
        """Return the menu."""
        return cls.of(
            ui.ChannelSelect(
                channel_types=list(TYPES),
                placeholder="Another channel",
                default_values=[_default(source.channel_id, discord.SelectDefaultValueType.channel)],
                custom_id=custom_id("announce:edit", source.id, "channel"),
            )
        )

    async def act(self, interaction: Interaction, cog: Announcements) -> None:
        """Take the chosen channel."""
        await interaction.response.defer()
        (channel,) = self.item.values
        await change(interaction, cog, int(self.found["source"]), {"channel_id": channel.id})


class ChooseRole(ModeratorComponent[ui.RoleSelect[Any]], template=r"announce:edit:(?P<source>\d{1,18}):role"):
    """Which role each post mentions, if any."""

    @classmethod
    def menu(cls, source: Source) -> Self:
        """Return the menu, with the role that is mentioned now."""
        role = discord.SelectDefaultValueType.role
        now = [_default(source.role_id, role)] if source.role_id else []
        return cls.of(
            ui.RoleSelect(
                placeholder="A role to mention",
                min_values=0,
                default_values=now,
                custom_id=custom_id("announce:edit", source.id, "role"),
            )
        )

    async def act(self, interaction: Interaction, cog: Announcements) -> None:
        """Take the chosen role, or none."""
        await interaction.response.defer()
        role = next(iter(self.item.values), None)
        await change(interaction, cog, int(self.found["source"]), {"role_id": role and role.id})


class Switches(ModeratorComponent[ui.Select[Any]], template=r"announce:edit:(?P<source>\d{1,18}):switches"):
    """What is on or off."""

    @classmethod
    def menu(cls, source: Source) -> Self:
        """Return the menu, with what is on now."""
        options = [
            discord.SelectOption(label=label, value=name, default=getattr(source, name))
            for name, label in _POST.items()
        ]
        options += [
            discord.SelectOption(label=label, value=name, default=getattr(source.filters, name))
            for name, label in _FILTERS.get(source.kind, {}).items()
        ]
        return cls.of(
            ui.Select(
                placeholder="Threads, publishing: all off",
                min_values=0,
                max_values=len(options),
                options=options,
                custom_id=custom_id("announce:edit", source.id, "switches"),
            )
        )

    async def act(self, interaction: Interaction, cog: Announcements) -> None:
        """Switch what was chosen on and the rest off."""
        await interaction.response.defer()
        source = await cog.service.source(int(self.found["source"]))
        chosen = set(self.item.values)
        filters = {name: name in chosen for name in _FILTERS.get(source.kind, {})}
        await change(interaction, cog, source.id, {name: name in chosen for name in _POST}, filters)


class OpenForm(
    ModeratorComponent[ui.Button[Any]], template=r"announce:form:(?P<source>\d{1,18}):(?P<what>[a-z]+)"
):
    """Opens one of the forms."""

    @classmethod
    def button(cls, source_id: int, what: str) -> Self:
        """Return the button of a form."""
        name = custom_id("announce:form", source_id, what)
        return cls.of(ui.Button(label=forms.FORMS[what].button, custom_id=name))

    async def act(self, interaction: Interaction, cog: Announcements) -> None:
        """Open the form with what is chosen now."""
        source = await cog.service.source(int(self.found["source"]))
        form = forms.FORMS[self.found["what"]]

        async def submitted(answer: Interaction, filled: forms.Filled) -> None:
            await change(answer, cog, source.id, filled.changes, filled.filters)

        await interaction.response.send_modal(form(source, submitted))


class ShowNewest(ModeratorComponent[ui.Button[Any]], template=r"announce:show:(?P<source>\d{1,18})"):
    """Shows the newest item as it would be posted now."""

    @classmethod
    def button(cls, source_id: int) -> Self:
        """Return the button."""
        return cls.of(
            ui.Button(
                label="Show the newest item",
                style=discord.ButtonStyle.primary,
                custom_id=custom_id("announce:show", source_id),
            )
        )

    async def act(self, interaction: Interaction, cog: Announcements) -> None:
        """Show the card to the presser alone."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        source = await cog.service.source(int(self.found["source"]))
        item = await cog.service.newest(source.id)
        await interaction.followup.send(view=item_card(item, source), ephemeral=True)
