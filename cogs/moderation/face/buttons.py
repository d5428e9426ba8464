"""The buttons of the cards, for moderators. Each names its report or hold, and may be pressed twice."""

from __future__ import annotations

from typing import Any, Self

import discord
from discord import ui

from bot.clock import discord_time
from bot.limits import custom_id
from bot.ui import Component, answer
from cogs.moderation.face.controls import Interaction, for_moderators
from cogs.moderation.face.forms import CloseForm
from cogs.moderation.face.wording import person
from cogs.moderation.model import Decision

_KEY = r"(?P<number>\d{1,15})"


class CardButton(Component[ui.Button[Any]], template=r"(?!)"):
    """A button of a card."""

    @property
    def number(self) -> int:
        """The number of the report or hold."""
        return int(self.found["number"])


class Take(CardButton, template=rf"moderation:take:{_KEY}"):
    """Says that a moderator looks into a report."""

    @classmethod
    def button(cls, number: int) -> Self:
        """Return the button."""
        return cls.of(
            ui.Button(
                label="Take",
                style=discord.ButtonStyle.primary,
                custom_id=custom_id("moderation:take", number),
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Take it."""
        cog = for_moderators(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        report = (await cog.reports.take(self.number, interaction.user.id)).report
        if report.closed is not None:
            told = f"Report {report.id} was closed by {person(report.closed.by)}."
        elif report.taken is not None and report.taken.by != interaction.user.id:
            since = discord_time(report.taken.at, "R")
            told = (
                f"{person(report.taken.by)} took report {report.id} {since}. You can close it all the same."
            )
        else:
            told = f"✅ You look into report {report.id}. **Close** it when it is done."
        await answer(interaction, told)


class Close(CardButton, template=rf"moderation:close:{_KEY}"):
    """Closes a report, with a note."""

    @classmethod
    def button(cls, number: int) -> Self:
        """Return the button."""
        return cls.of(ui.Button(label="Close…", custom_id=custom_id("moderation:close", number)))

    async def pressed(self, interaction: Interaction) -> None:
        """Ask for the note."""
        for_moderators(interaction)
        await interaction.response.send_modal(CloseForm(self.number))


class Decide(CardButton, template=r"(?!)"):
    """Says what a moderator thinks of a hold."""

    decision: Decision

    async def pressed(self, interaction: Interaction) -> None:
        """Decide it."""
        cog = for_moderators(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        done = await cog.holding.decide(self.number, interaction.user.id, self.decision)
        hold = done.hold
        held = f"<@{hold.finding.user_id}>"
        if not done.new and hold.decided is not None:
            was = "released them" if hold.decision is Decision.RELEASE else "said that the hold was right"
            told = f"{person(hold.decided.by)} {was} {discord_time(hold.decided.at, 'R')}."
        elif done.trouble:
            told = f"⚠️ Discord did not end the time-out of {held}: {done.trouble}."
        elif hold.decision is Decision.RELEASE:
            told = f"✅ {held} is released, and the guard leaves them in peace."
        else:
            told = (
                f"✅ Noted. The hold ends by itself {discord_time(hold.until, 'R')}; "
                "what is to be done beyond it is yours to do."
            )
        await answer(interaction, told)


class Release(Decide, template=rf"moderation:release:{_KEY}"):
    """Ends a hold: it was none of the guard's business."""

    decision = Decision.RELEASE

    @classmethod
    def button(cls, number: int) -> Self:
        """Return the button."""
        return cls.of(
            ui.Button(
                label="Release",
                style=discord.ButtonStyle.success,
                custom_id=custom_id("moderation:release", number),
            )
        )


class Keep(Decide, template=rf"moderation:keep:{_KEY}"):
    """Leaves a hold as it is: it was right."""

    decision = Decision.KEEP

    @classmethod
    def button(cls, number: int) -> Self:
        """Return the button."""
        return cls.of(ui.Button(label="Keep", custom_id=custom_id("moderation:keep", number)))


COMPONENTS = (Take, Close, Release, Keep)
