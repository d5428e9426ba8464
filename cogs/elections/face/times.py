"""Moments as officers type them, and the form for those of an election."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from discord import ui

from bot import moments
from bot.limits import LABEL_DESCRIPTION, custom_id, fit
from bot.ui import Modal, with_words
from cogs.elections.conduct.facts import Sheet
from cogs.elections.face.controls import Interaction, actor_of, elections_of
from cogs.elections.model import Election

EXAMPLE = "Such as 2026-12-14 19:00, or Mon 14 Dec 2026, 7 pm CET."
# The longest way of writing a moment is far shorter.
LONGEST = 80
_FIELDS = {
    "nominations_at": "Nominations from",
    "nominations_until": "Nominations until",
    "opens_at": "Voting opens",
    "closes_at": "Voting closes",
}


def read_moment(interaction: Interaction, typed: str) -> datetime:
    """Return the moment that was typed, in UTC. Raises `UserError` saying what to type instead."""
    cog = elections_of(interaction)
    return moments.read(typed, cog.settings.time_zone, cog.bot.clock.now())


def typed(at: datetime | None, zone: str) -> str:
    """Return a moment as it can be typed again."""
    return "" if at is None else f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


class TimesForm(Modal):
    """When nominations and voting begin and end."""

    def __init__(self, sheet: Sheet, zone: str, *, nominations: bool) -> None:
        super().__init__(title="Times", custom_id=custom_id("election:times"))
        self._election_id = sheet.election.id
        self._now = {name: _typed(sheet.election, name, zone) for name in _FIELDS}
        self._inputs: dict[str, ui.TextInput[Any]] = {}
        hint = fit(f"{EXAMPLE} Without a zone: {zone}.", LABEL_DESCRIPTION)
        for name, label in _FIELDS.items():
            if name.startswith("nominations") and not nominations:
                continue
            self._inputs[name] = ui.TextInput(
                custom_id=name, default=self._now[name] or None, max_length=LONGEST
            )
            self.add_item(ui.Label(text=label, description=hint, component=self._inputs[name]))

    async def on_submit(self, interaction: Interaction) -> None:
        """Set what was changed, and show the draft anew."""
        # drafting knows the form.
        from cogs.elections.face.drafting import show

        await interaction.response.defer()
        given = {name: field.value.strip() for name, field in self._inputs.items()}
        with with_words("\n".join(given.values())):
            changed = {
                name: read_moment(interaction, text)
                for name, text in given.items()
                if text != self._now[name]
            }
            if changed:
                cog = elections_of(interaction)
                await cog.conduct.set_dates(actor_of(interaction), self._election_id, **changed)
        await show(interaction, self._election_id)


def _typed(election: Election, name: str, zone: str) -> str:
    return typed(getattr(election, name), zone)
