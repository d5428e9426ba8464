"""The buttons of events: be reminded, and what moderators decide about a doubtful time."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from bot.clock import discord_time
from bot.errors import UserError
from bot.limits import custom_id, fit
from bot.ui import Component, answer
from cogs.announcements.agenda.service import EventService, may_confirm
from cogs.announcements.events.event import Doubt
from cogs.announcements.events.prose import said as in_words
from cogs.announcements.text import safe

if TYPE_CHECKING:
    from bot.client import CommunityBot

Interaction = discord.Interaction[Any]

_OFF = UserError("The bot does not announce events at the moment.", "Ask a moderator if you miss it.")
_NO_DIRECT_MESSAGES = UserError(
    "The bot cannot write to you in a direct message.",
    "Allow direct messages from this server in its privacy settings, then press again.",
)


def events_of(interaction: Interaction) -> EventService:
    """Return the running service. Raises `UserError` when events are switched off."""
    cog: Any = interaction.client.get_cog("announcements")
    events: EventService | None = getattr(cog, "events", None)
    if events is None:
        raise _OFF
    return events


class RemindMe(Component[ui.Button[Any]], template=r"event:remind:(?P<event>\d{1,18})"):
    """Reminds whoever presses it, an hour before the event, in a direct message; pressed again, no more."""

    @classmethod
    def button(cls, event_id: int) -> Self:
        """Return the button for an event."""
        button: ui.Button[Any] = ui.Button(
            label="Remind me", emoji="🔔", custom_id=custom_id("event:remind", event_id)
        )
        return cls.of(button)

    async def pressed(self, interaction: discord.Interaction[CommunityBot]) -> None:
        """Keep the wish, or forget it."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        events = events_of(interaction)
        name = int(self.found["event"]), interaction.user.id
        if await events.wants_reminder(*name):
            await events.forget_reminder(*name)
            await answer(interaction, "🔕 You will not be reminded.")
            return
        event = events.to_remind_of(int(self.found["event"]))
        try:
            channel = await interaction.user.create_dm()
        except discord.HTTPException:
            raise _NO_DIRECT_MESSAGES from None
        await events.keep_reminder(*name, channel.id)
        when = discord_time(event.start, "F") if event.start else "it begins"
        await answer(
            interaction,
            f"🔔 You get a direct message one hour before **{safe(fit(event.title, 200))}** ({when}).\n"
            "-# Press again to take that back. It reaches you if you take direct messages from this server.",
        )


class Decide(Component[ui.Button[Any]], template=r"event:doubt:(?P<what>confirm|leave):(?P<doubt>\d{1,18})"):
    """What a moderator decides about one doubt."""

    @classmethod
    def button(cls, what: str, doubt_id: int, label: str) -> Self:
        """Return the button; `what` is `confirm` or `leave`."""
        style = discord.ButtonStyle.success if what == "confirm" else discord.ButtonStyle.secondary
        button: ui.Button[Any] = ui.Button(
            label=label, style=style, custom_id=custom_id("event:doubt", what, doubt_id)
        )
        return cls.of(button)

    async def pressed(self, interaction: discord.Interaction[CommunityBot]) -> None:
        """Carry the decision out; the message that asks shows it."""
        interaction.client.require_moderator(interaction.user)
        events = events_of(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        if self.found["what"] == "leave":
            event = await events.leave(int(self.found["doubt"]))
            text = "is not announced before its page says something else."
        else:
            event, open_still = await events.confirm(int(self.found["doubt"]))
            text = "is announced as its page says."
            if open_still:
                text = "is still held: " + " ".join(doubt.sentence for doubt in open_still)
        await answer(interaction, f"**{safe(fit(event.title, 200))}** {text}")


def decisions(doubt_id: int, doubt: Doubt, *, left: bool = False) -> list[ui.Item[Any]]:
    """Return the buttons for a doubt that is open, or that was `left` before."""
    buttons: list[ui.Item[Any]] = []
    if may_confirm(doubt):
        buttons.append(Decide.button("confirm", doubt_id, f"Confirm {_proposed(doubt)}"))
    if not left:
        buttons.append(Decide.button("leave", doubt_id, "Leave it"))
    return buttons


def _proposed(doubt: Doubt) -> str:
    """Return the time that is confirmed; a button cannot show Discord's timestamps."""
    if doubt.start is not None:
        return f"{_date(doubt.start)}, {doubt.start:%H:%M} UTC"
    return in_words(doubt.day) if doubt.day else ""


def _date(at: datetime) -> str:
    return f"{at.day} {at:%b %Y}"
