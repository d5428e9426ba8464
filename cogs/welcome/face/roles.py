"""Roles that members give themselves, and take off again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import discord
from discord import ui

from bot.errors import UserError
from bot.limits import OPTION_LABEL, fit
from bot.texts import listing
from bot.ui import Component, Layout
from cogs.welcome.face.controls import Interaction, page, screened_member_of, welcome_of

NONE_OFFERED = UserError("There are no roles to choose here at the moment.")


class OfferRoles(Component[ui.Button[Any]], template=r"welcome:roles"):
    """Opens the menu of roles."""

    @classmethod
    def button(cls) -> Self:
        """Return the button."""
        return cls.of(ui.Button(label="Choose your interests", emoji="🏷️", custom_id="welcome:roles"))

    async def pressed(self, interaction: Interaction) -> None:
        """Show the menu."""
        await offer(interaction)


class ChooseRoles(Component[ui.Select[Any]], template=r"welcome:roles:choose"):
    """The menu: what is chosen is given, what is not is taken."""

    @classmethod
    def menu(cls, roles: Sequence[discord.Role], member: discord.Member) -> Self:
        """Return the menu, with what the member has already."""
        options = [
            discord.SelectOption(
                label=fit(role.name, OPTION_LABEL), value=str(role.id), default=role in member.roles
            )
            for role in roles
        ]
        return cls.of(
            ui.Select(
                placeholder="Your interests: choose any, or none",
                min_values=0,
                max_values=len(options),
                options=options,
                custom_id="welcome:roles:choose",
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Give and take."""
        cog = welcome_of(interaction)
        member = screened_member_of(interaction)
        await interaction.response.defer()
        # What the menu did not show was not given up.
        shown = {int(option.value) for option in self.item.options}
        offered = [role for role in cog.places.offered(cog.settings.roles) if role.id in shown]
        chosen = {int(value) for value in self.item.values}
        given = [role for role in offered if role.id in chosen and role not in member.roles]
        taken = [role for role in offered if role.id not in chosen and role in member.roles]
        try:
            if given:
                await member.add_roles(*given, reason="chosen with /welcome roles")
            if taken:
                await member.remove_roles(*taken, reason="chosen with /welcome roles")
        except discord.Forbidden:
            raise UserError(
                "Discord does not let the bot change these roles.",
                "Tell a moderator: /welcome status says why.",
            ) from None
        now = [role for role in offered if (role in member.roles or role in given) and role not in taken]
        names = listing(role.mention for role in now)
        text = f"✅ You have {names}." if names else "✅ You have none of these roles."
        await interaction.edit_original_response(
            view=page(text, "-# `/welcome roles` changes them any time.")
        )


def roles_view(roles: Sequence[discord.Role], member: discord.Member) -> Layout:
    """Return the menu of roles."""
    return page("### 🏷️ What interests you?", ui.ActionRow(ChooseRoles.menu(roles, member)))


async def offer(interaction: Interaction) -> None:
    """Show the menu to whoever asks. Raises `UserError` when there is nothing to choose."""
    cog = welcome_of(interaction)
    member = screened_member_of(interaction)
    roles = cog.places.offered(cog.settings.roles)
    if not roles:
        raise NONE_OFFERED
    await interaction.response.send_message(view=roles_view(roles, member), ephemeral=True)
