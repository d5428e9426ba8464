"""The log of an election for officers: who took which step, when and why, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

from discord import ui

from bot.clock import discord_time
from bot.errors import NotAllowed
from bot.limits import MESSAGE_TEXT, custom_id, fit
from bot.texts import plain
from bot.ui import Component, Layout
from cogs.elections.conduct.facts import Sheet
from cogs.elections.face.controls import KEY, Interaction, actor_of, elections_of, page
from cogs.elections.face.rights import is_officer
from cogs.elections.face.wording import bullets
from cogs.elections.model import LogEntry

_REASON = 200


def log_page(sheet: Sheet, entries: Sequence[LogEntry]) -> Layout:
    """Return the log, as far as a message holds it."""
    head = f"### 🧾 The log of {plain(sheet.election.title)}"
    note = "-# Each entry is chained to the one before by its hash; the published file has all of it."
    room = MESSAGE_TEXT - len(head) - len(note) - 10
    return page(head, bullets(map(_line, reversed(entries)), room, mark=""), note)


def _line(entry: LogEntry) -> str:
    who = f"<@{entry.who}>" if entry.who else "the bot"
    reason = str(entry.detail.get("reason") or "")
    why = f": {plain(fit(reason, _REASON))}" if reason else ""
    return f"`{entry.number}` {discord_time(entry.at)} **{entry.step}** by {who}{why}"


class ShowLog(Component[ui.Button[Any]], template=rf"election:log:(?P<election>{KEY})"):
    """Shows an officer the log."""

    @classmethod
    def button(cls, election_id: int) -> Self:
        """Return the button."""
        name = custom_id("election:log", election_id)
        return cls.of(ui.Button(label="Log", emoji="🧾", custom_id=name))

    async def pressed(self, interaction: Interaction) -> None:
        """Show it."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        conduct = elections_of(interaction).conduct
        sheet = await conduct.describe(int(self.found["election"]))
        if not is_officer(actor_of(interaction), sheet.election):
            raise NotAllowed(
                "While an election runs, its log is for officers.", "It is published with the result."
            )
        entries = await conduct.log(sheet.election.id)
        await interaction.edit_original_response(view=log_page(sheet, entries))
