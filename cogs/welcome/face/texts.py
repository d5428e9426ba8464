"""`/welcome text`: the words of the greeting in a form, a field for each variant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import discord
from discord import ui

from bot.limits import custom_id
from bot.templates import TemplateError
from bot.texts import plural
from bot.ui import Modal, answer
from cogs.welcome import wording
from cogs.welcome.face.cards import greeting_view
from cogs.welcome.face.controls import Interaction, welcome_of
from cogs.welcome.greeter import Greeting
from cogs.welcome.settings import WelcomeSettings

Kind = Literal["texts", "back_texts"]
_TITLES: dict[Kind, str] = {"texts": "Greeting newcomers", "back_texts": "Greeting those who come back"}
_HINT = "{names}: the newcomers, {server}: the server. A field left empty is not used."


class TextForm(Modal):
    """Every variant at once."""

    def __init__(self, kind: Kind, now: tuple[str, ...]) -> None:
        super().__init__(title=_TITLES[kind], custom_id=custom_id("welcome:text", kind))
        self._kind = kind
        self._fields: list[ui.TextInput[Any]] = []
        for number in range(wording.VARIANTS):
            field: ui.TextInput[Any] = ui.TextInput(
                custom_id=f"variant{number + 1}",
                style=discord.TextStyle.paragraph,
                default=now[number] if number < len(now) else None,
                required=False,
                max_length=wording.LONGEST,
            )
            self._fields.append(field)
            self.add_item(ui.Label(text=f"Variant {number + 1}", description=_HINT, component=field))

    async def on_submit(self, interaction: Interaction) -> None:
        """Check and keep them."""
        cog = welcome_of(interaction)
        cog.bot.require_moderator(interaction.user)
        await interaction.response.defer(ephemeral=True, thinking=True)
        typed = [field.value.strip() for field in self._fields]
        texts = [text for text in typed if text]
        if problems := {text: why for text in texts if (why := _problem(text))}:
            await _refuse(interaction, typed, problems)
            return
        await cog.bot.runner.change_setting("welcome", self._kind, texts, interaction.user.id)
        head = (
            f"✅ {plural(len(texts), 'variant')} saved." if texts else "✅ The greeting is as it was shipped."
        )
        await interaction.edit_original_response(content=head)
        for text in in_force(cog.settings, self._kind):
            view = greeting_view(Greeting([interaction.user.id], (), text, ""), cog.places.server)
            await interaction.followup.send(view=view, ephemeral=True)


def _problem(text: str) -> str | None:
    try:
        wording.check(text)
    except TemplateError as error:
        return str(error)
    return None


async def _refuse(interaction: Interaction, typed: Sequence[str], problems: Mapping[str, str]) -> None:
    """Tell why nothing was saved, and show all that was typed: the form is gone, its words must not be."""
    await answer(
        interaction, "⚠️ Nothing was saved. Copy what you wrote from here, and use `/welcome text` again."
    )
    for number, text in enumerate(typed, 1):
        if text:
            head = f"**Variant {number}**: {problems.get(text, 'fine')}."
            quoted = text.replace("```", "ˋˋˋ")
            await interaction.followup.send(f"{head}\n```\n{quoted}\n```", ephemeral=True)


def in_force(settings: WelcomeSettings, kind: Kind) -> tuple[str, ...]:
    """Return the variants that are used at the moment."""
    return settings.welcome if kind == "texts" else settings.welcome_again
