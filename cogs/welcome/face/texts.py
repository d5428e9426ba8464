"""`/welcome text`: the words of the greeting in a form, a field for each variant."""

from __future__ import annotations

from typing import Any, Literal

import discord
from discord import ui

from bot.errors import UserError
from bot.limits import custom_id
from bot.permissions import require_moderator
from bot.templates import TemplateError
from bot.texts import plural
from bot.ui import Modal
from cogs.welcome import wording
from cogs.welcome.face.cards import greeting_view
from cogs.welcome.face.controls import Interaction, welcome_of
from cogs.welcome.greeter import Greeting
from cogs.welcome.settings import WelcomeSettings

Kind = Literal["texts", "back_texts"]
_TITLES: dict[Kind, str] = {"texts": "Greeting newcomers", "back_texts": "Greeting those who come back"}
_HINT = "{names} is filled in, and {server}. Empty: one variant less."


class TextForm(Modal):
    """Every variant at once."""

    def __init__(self, kind: Kind, now: tuple[str, ...], opened_by: int) -> None:
        # discord.py finds an open form by its id alone: two people's forms must not share one.
        super().__init__(title=_TITLES[kind], custom_id=custom_id("welcome:text", kind, opened_by))
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
        require_moderator(interaction.user, cog.bot.settings.kernel.discord.moderator_roles)
        await interaction.response.defer(ephemeral=True, thinking=True)
        typed = [field.value.strip() for field in self._fields]
        texts = [text for text in typed if text]
        for number, text in enumerate(typed, 1):
            if text:
                _check(number, text)
        await cog.bot.runner.change_setting("welcome", self._kind, texts, interaction.user.id)
        head = (
            f"✅ {plural(len(texts), 'variant')} saved." if texts else "✅ The greeting is as it was shipped."
        )
        await interaction.edit_original_response(content=head)
        for text in in_force(cog.settings, self._kind):
            view = greeting_view(Greeting([interaction.user.id], (), text, ""), cog.places.server)
            await interaction.followup.send(view=view, ephemeral=True)


def _check(number: int, text: str) -> None:
    try:
        wording.check(text)
    except TemplateError as error:
        # The form is gone: what was typed must not be.
        quoted = text.replace("```", "ˋˋˋ")
        raise UserError(
            f"Nothing was saved. Variant {number}: {error}.", f"You wrote:\n```\n{quoted}\n```"
        ) from None


def in_force(settings: WelcomeSettings, kind: Kind) -> tuple[str, ...]:
    """Return the variants that are used at the moment."""
    return settings.welcome if kind == "texts" else settings.welcome_again
