"""The forms in which a poll is written: on a phone, an option a line is the least to type."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import discord
from discord import ui

from bot.clock import discord_time
from bot.limits import POLL_ANSWERS, fit
from bot.ui import Modal, answer, with_words
from cogs.polls.face.controls import Interaction, is_moderator, polls_of, require_place
from cogs.polls.face.native import PUBLIC
from cogs.polls.model import Kind, Question
from cogs.polls.rules import asking, native, times

_ENDS = "Such as 8 hours, 3 days, or 2026-12-14 19:00 Europe/Berlin."
_LINES = 2_500


class Form(Modal):
    """What both forms share."""

    def text(
        self, name: str, label: str, hint: str, most: int, *, now: str = "", needed: bool = True
    ) -> ui.TextInput[Any]:
        """Add a text field, and return it."""
        field: ui.TextInput[Any] = ui.TextInput(
            custom_id=name,
            style=discord.TextStyle.paragraph if most == _LINES else discord.TextStyle.short,
            default=now or None,
            required=needed,
            max_length=most,
        )
        self.add_item(ui.Label(text=label, description=fit(hint, 100), component=field))
        return field

    def asked(self) -> ui.TextInput[Any]:
        """Add the field of the question."""
        return self.text("question", "Question", "In one line.", asking.QUESTION)

    def how_many(self) -> ui.RadioGroup[Any]:
        """Add the field of how many options one may choose, and return it."""
        field: ui.RadioGroup[Any] = ui.RadioGroup(
            custom_id="most",
            options=[
                discord.RadioGroupOption(label="One", value="one", default=True),
                discord.RadioGroupOption(label="Several", value="several"),
            ],
        )
        self.add_item(ui.Label(text="How many may each person choose?", component=field))
        return field

    def ends(self, usual: str) -> ui.TextInput[Any]:
        """Add the field of the end."""
        return self.text("ends", "Ends", _ENDS, 80, now=usual)


class SecretForm(Form):
    """A secret poll."""

    def __init__(self) -> None:
        super().__init__(title="Secret poll", custom_id="polls:secret")
        self._question = self.asked()
        self._options = self.text(
            "options",
            "Options",
            f"One on each line, {asking.LEAST_OPTIONS} to {asking.MOST_OPTIONS}.",
            _LINES,
        )
        self._most = self.how_many()
        self._ends = self.ends("1 day")

    async def on_submit(self, interaction: Interaction) -> None:
        """Ask it."""
        typed = (self._question.value, self._options.value, self._ends.value)

        def question(longest: timedelta, zone: str) -> Question:
            now = polls_of(interaction).bot.clock.now()
            text, options = asking.question(typed[0]), asking.options(typed[1])
            ends_at = times.end(typed[2], zone, now, longest)
            most = len(options) if self._most.value == "several" else 1
            return Question(Kind.SECRET, text, options, ends_at, most)

        await put(interaction, "\n".join(typed), question)


class AskForm(Form):
    """One of Discord's own polls."""

    def __init__(self) -> None:
        super().__init__(title="Poll", custom_id="polls:ask")
        self._question = self.asked()
        hint = f"One on each line, {asking.LEAST_OPTIONS} to {POLL_ANSWERS}. {PUBLIC[0].upper()}{PUBLIC[1:]}."
        self._answers = self.text("answers", "Answers", hint, _LINES)
        self._most = self.how_many()
        self._ends = self.ends("1 day")

    async def on_submit(self, interaction: Interaction) -> None:
        """Ask it."""
        typed = (self._question.value, self._answers.value, self._ends.value)

        def question(longest: timedelta, zone: str) -> Question:
            text, answers = asking.question(typed[0]), native.options(typed[1])
            ends_at = native.end(typed[2], zone, polls_of(interaction).bot.clock.now(), longest)
            most = len(answers) if self._most.value == "several" else 1
            return Question(Kind.ASK, text, answers, ends_at, most)

        note = f"-# 👀 {PUBLIC[0].upper()}{PUBLIC[1:]}; `/poll secret` shows it to nobody."
        await put(interaction, "\n".join(typed), question, native_note=note)


class DateForm(Form):
    """A date poll."""

    def __init__(self, zone: str) -> None:
        super().__init__(title="Date poll", custom_id="polls:date")
        self._question = self.asked()
        hint = f"One on each line, {times.LEAST_SLOTS} to {times.MOST_SLOTS}, such as Mon 14 Dec 2026 19:00."
        self._slots = self.text("slots", "Moments", hint, _LINES)
        self._zone = self.text(
            "zone", "Time zone", "Of the moments that name none, such as Europe/Berlin or CET.", 60, now=zone
        )
        self._ends = self.ends("3 days")

    async def on_submit(self, interaction: Interaction) -> None:
        """Ask it."""
        typed = (self._question.value, self._slots.value, self._zone.value, self._ends.value)

        def question(longest: timedelta, usual: str) -> Question:
            now = polls_of(interaction).bot.clock.now()
            zone = times.zone_name(typed[2], usual)
            text, slots = asking.question(typed[0]), times.slots(typed[1], zone, now)
            ends_at = times.end(typed[3], zone, now, longest)
            times.refuse_late_end(ends_at, slots)
            return Question(Kind.DATE, text, slots, ends_at)

        await put(interaction, "\n".join(typed), question)


async def put(interaction: Interaction, typed: str, question: Any, *, native_note: str = "") -> None:
    """Ask a question where its form was opened; what was typed is given back when that cannot be.

    `native_note`: what is said besides of one of Discord's own polls; empty for the others.
    """
    cog = polls_of(interaction)
    await interaction.response.defer(ephemeral=True, thinking=True)
    with with_words(typed):
        channel_id = require_place(interaction, native=bool(native_note))
        asked = question(timedelta(days=cog.settings.longest_days), cog.settings.time_zone)
        limited = not is_moderator(interaction)
        poll = await cog.polling.ask(asked, channel_id, interaction.user.id, limited=limited)
    await answer(
        interaction,
        f"✅ Your poll {poll.id} is posted here, and ends {discord_time(asked.ends_at, 'R')}. "
        f"`/poll end` ends it sooner.\n{native_note}".rstrip(),
    )
