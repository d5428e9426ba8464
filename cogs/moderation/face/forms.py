"""The forms: a report, and the note with which one is closed."""

from __future__ import annotations

from typing import Any

import discord
from discord import ui

from bot.ui import Modal, answer, with_words
from cogs.moderation.face.controls import Interaction, for_moderators, moderation_of
from cogs.moderation.face.evidence import read
from cogs.moderation.face.wording import person
from cogs.moderation.model import Evidence
from cogs.moderation.rules.reporting import NOTE, REASON, place_of, refuse_own

_LINK = 200


class ReportForm(Modal):
    """Why something is reported; of a message that was not chosen by its menu, its link, too."""

    def __init__(self, evidence: Evidence | None = None) -> None:
        super().__init__(title="Report to moderators", custom_id="moderation:report")
        self._evidence = evidence
        self._reason: ui.TextInput[Any] = ui.TextInput(
            custom_id="reason", style=discord.TextStyle.paragraph, max_length=REASON
        )
        self.add_item(
            ui.Label(
                text="What is wrong?",
                description="Moderators read it, with your name. Nobody else does.",
                component=self._reason,
            )
        )
        self._link: ui.TextInput[Any] | None = None
        if evidence is None:
            self._link = ui.TextInput(custom_id="link", required=False, max_length=_LINK)
            self.add_item(
                ui.Label(
                    text="Link of the message",
                    description="The message's menu → Copy Message Link. Leave it out if it is about none.",
                    component=self._link,
                )
            )

    async def on_submit(self, interaction: Interaction) -> None:
        """Take in the report, and say that it was received."""
        cog = moderation_of(interaction)
        reason = " ".join(self._reason.value.split())
        await interaction.response.defer(ephemeral=True, thinking=True)
        with with_words(reason):
            evidence = self._evidence
            if self._link is not None:
                place = place_of(self._link.value, cog.bot.guild_id)
                evidence = None if place is None else await read(cog.bot, place, interaction.user)
            if evidence is not None and evidence.author_id is not None:
                refuse_own(evidence.author_id, interaction.user.id)
            limited = not cog.bot.is_moderator(interaction.user)
            done = await cog.reports.make(evidence, interaction.user.id, reason, limited=limited)
        number = done.report.id
        if cog.trouble():
            told = (
                f"⚠️ Report {number} is kept, but moderators cannot be told of it at the moment. They get it "
                "as soon as that is mended. If it cannot wait, write to one of them."
            )
        elif done.new:
            told = (
                f"✅ Report {number} was received. Moderators see it now, with your name; nobody else does."
            )
        else:
            told = (
                f"✅ Report {number} was received. Somebody has reported this message before you; moderators "
                "see your reason beside theirs."
            )
        await answer(interaction, told)


class CloseForm(Modal):
    """What a moderator says of a report that they close."""

    def __init__(self, report_id: int) -> None:
        super().__init__(title=f"Close report {report_id}", custom_id="moderation:close")
        self._report_id = report_id
        self._note: ui.TextInput[Any] = ui.TextInput(custom_id="note", required=False, max_length=NOTE)
        self.add_item(
            ui.Label(
                text="What was done?",
                description="For the other moderators; who reported does not read it.",
                component=self._note,
            )
        )

    async def on_submit(self, interaction: Interaction) -> None:
        """Close it."""
        cog = for_moderators(interaction)
        note = " ".join(self._note.value.split())
        await interaction.response.defer(ephemeral=True, thinking=True)
        with with_words(note):
            done = await cog.reports.close(self._report_id, interaction.user.id, note)
        if done.new or done.report.closed is None:
            told = f"✅ Report {self._report_id} is closed."
        else:
            told = f"{person(done.report.closed.by)} has closed report {self._report_id} already."
        await answer(interaction, told)
