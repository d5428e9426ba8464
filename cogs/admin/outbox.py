"""`/admin outbox`: what the bot could not say, and what is to become of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from bot.errors import UserError
from bot.limits import custom_id, fit
from bot.outbox_rows import Held, OutboxRows, Stop
from bot.texts import plural
from bot.ui import Component, Layout, page

if TYPE_CHECKING:
    from bot.client import CommunityBot

Interaction = discord.Interaction[Any]

# Each row takes five components of the forty that a message may have.
SHOWN = 5
_GONE = UserError("This was decided meanwhile.", "Look again with /admin outbox.")


async def panel(rows: OutboxRows) -> Layout:
    """Return the channels that delivery stopped at and the rows that need a decision, with their buttons."""
    stops, held = await rows.stops(), await rows.held()
    if not stops and not held:
        return page("## ✅ Everything was said that was to be said")
    view = Layout()
    if stops:
        view.add_item(_stops(stops))
    if held:
        view.add_item(_held(held))
    return view


def _stops(stops: Sequence[Stop]) -> ui.Container[Any]:
    items: list[ui.Item[Any]] = [ui.TextDisplay("## Channels the bot cannot write to")]
    for stop in stops[:SHOWN]:
        waiting = plural(stop.waiting, "message waits", "messages wait")
        items.append(ui.TextDisplay(f"<#{stop.channel_id}>: {fit(stop.reason, 200)}\n-# {waiting}"))
        again = Decide.button("reopen", stop.channel_id, "Try again")
        items.append(ui.ActionRow(again, Decide.button("giveup", stop.channel_id, "Do not send")))
    return ui.Container(*items, *_more(len(stops)))


def _held(held: Sequence[Held]) -> ui.Container[Any]:
    items: list[ui.Item[Any]] = [ui.TextDisplay("## Messages that need a decision")]
    for row in held[:SHOWN]:
        items.append(
            ui.TextDisplay(f"For <#{row.channel_id}>: {fit(row.note, 300)}\n-# `{fit(row.key, 100)}`")
        )
        again = Decide.button("release", row.id, "Send again")
        items.append(ui.ActionRow(again, Decide.button("drop", row.id, "Do not send")))
    return ui.Container(*items, *_more(len(held)))


def _more(count: int) -> list[ui.Item[Any]]:
    return [ui.TextDisplay(f"-# and {count - SHOWN} more")] if count > SHOWN else []


class Decide(
    Component[ui.Button[Any]],
    template=r"admin:outbox:(?P<what>reopen|giveup|release|drop):(?P<number>\d{1,20})",
):
    """What a moderator decides about one row or channel."""

    @classmethod
    def button(cls, what: str, number: int, label: str) -> Self:
        """Return the button for a row, or for a channel with `reopen` and `giveup`."""
        drops = what in ("drop", "giveup")
        style = discord.ButtonStyle.danger if drops else discord.ButtonStyle.secondary
        button: ui.Button[Any] = ui.Button(
            label=label, style=style, custom_id=custom_id("admin:outbox", what, number)
        )
        return cls.of(button)

    async def pressed(self, interaction: discord.Interaction[CommunityBot]) -> None:
        """Carry the decision out and show what is left."""
        bot = interaction.client
        bot.require_moderator(interaction.user)
        await interaction.response.defer()
        decide = {
            "reopen": bot.delivery.reopen,
            "giveup": bot.delivery.give_up,
            "release": bot.delivery.release,
            "drop": bot.delivery.drop,
        }[self.found["what"]]
        if not await decide(int(self.found["number"])):
            raise _GONE
        await interaction.edit_original_response(view=await panel(bot.delivery.rows))
