"""The components of the cogs that run, and an answer to presses that none of them takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from bot.errors import UserError
from bot.ui import Component, answer_error, is_taken, pressed_id

if TYPE_CHECKING:
    from bot.client import CommunityBot

# Commands take their turn in the command tree.
_PRESSES = (discord.InteractionType.component, discord.InteractionType.modal_submit)
_TOOK_OVER = UserError("The bot was just connecting anew.", "Please do that once more.")
_SWITCHED_OFF = UserError(
    "This belongs to a feature that is switched off now.", "Ask a moderator if you miss it."
)
_FORM_FORGOTTEN = UserError(
    "The bot was restarted after this form was opened, and does not know it any more.",
    "Copy what you wrote, open the form again and send it once more.",
)


class Presses:
    """Which presses one connection answers."""

    def __init__(self, bot: CommunityBot) -> None:
        self._bot = bot
        self._components: list[type[Component[Any]]] = []

    def add(self, *components: type[Component[Any]]) -> None:
        """Answer presses of these components from now on."""
        self._bot.add_dynamic_items(*components)
        self._components += components

    def remove(self, *components: type[Component[Any]]) -> None:
        """Answer presses of these components no longer."""
        self._bot.remove_dynamic_items(*components)
        self._components = [known for known in self._components if known not in components]

    async def take(self, interaction: discord.Interaction[CommunityBot]) -> None:
        """Answer what no running cog knows, instead of letting it fail.

        That is a press on something of a cog that is switched off, and a form that was opened before a
        restart: forms are kept in memory.
        """
        if interaction.type not in _PRESSES:
            return
        pressed = interaction.type is discord.InteractionType.component
        if self._knows(pressed_id(interaction)) if pressed else is_taken(interaction):
            self._bot.turns.first_to_take(interaction.id)
            return
        early = not self._bot.turn.has_begun
        if await self._bot.turn.take(interaction.id):
            await answer_error(
                interaction, _TOOK_OVER if early else _SWITCHED_OFF if pressed else _FORM_FORGOTTEN
            )

    def _knows(self, custom_id: str) -> bool:
        return any(known.match(custom_id) for known in self._components)
