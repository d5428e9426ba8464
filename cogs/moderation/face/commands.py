"""`/report`, its message menu, and `/reports`."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.clock import discord_time
from bot.cog import CommunityCog
from bot.limits import MESSAGE_TEXT
from bot.texts import plural
from bot.ui import page
from cogs.moderation.face import places
from cogs.moderation.face.controls import Interaction, for_moderators
from cogs.moderation.face.evidence import evidence_of
from cogs.moderation.face.forms import ReportForm
from cogs.moderation.face.wording import COLOURS, link, person, sign
from cogs.moderation.holding import Holding
from cogs.moderation.model import Card, Hold, HoldState, Place, Report
from cogs.moderation.reports import Reports
from cogs.moderation.rules.reporting import refuse_own
from cogs.moderation.settings import ModerationSettings

MENU = "Report to moderators"


class ModerationCommands(CommunityCog[ModerationSettings]):
    """What members and moderators type."""

    reports: Reports
    holding: Holding

    @app_commands.command(
        name="report", description="Tell the moderators that something is wrong; only they see it."
    )
    @app_commands.guild_only()
    async def report(self, interaction: Interaction) -> None:
        """Open the form."""
        await interaction.response.send_modal(ReportForm())

    async def report_message(self, interaction: Interaction, message: discord.Message) -> None:
        """Open the form for a message (message menu)."""
        refuse_own(message.author.id, interaction.user.id)
        await interaction.response.send_modal(ReportForm(evidence_of(message)))

    @app_commands.command(name="reports", description="What moderators have still to decide (moderators).")
    @app_commands.guild_only()
    async def list_open(self, interaction: Interaction) -> None:
        """List the open reports, and the holds that nobody has decided."""
        for_moderators(interaction)
        await interaction.response.defer(ephemeral=True)
        lines = [await self._report_line(report) for report in await self.reports.open()]
        lines += [await self._hold_line(hold) for hold in await self.holding.undecided()]
        shown, room = [], MESSAGE_TEXT - 400
        for line in lines:
            room -= len(line) + 1
            if room < 0:
                break
            shown.append(line)
        texts = ["### 🚩 To be decided", "\n".join(shown) or "Nothing is open."]
        if len(shown) < len(lines):
            texts.append(f"-# And {len(lines) - len(shown)} more.")
        if why := self.trouble():
            texts.append(f"⚠️ Cards cannot be posted: {why}.")
        await interaction.edit_original_response(view=page(*texts, colour=COLOURS["open"]))

    def trouble(self) -> str:
        """Return why moderators cannot be told in their channel; empty when they can."""
        return places.trouble(self.bot, self.settings.channel)

    async def _report_line(self, report: Report) -> str:
        evidence = report.evidence
        about = "no message"
        if evidence is not None:
            by = f" by {person(evidence.author_id)}" if evidence.author_id is not None else ""
            about = f"{link(self.bot.guild_id, evidence.place)}{by}"
        taken = f" · {person(report.taken.by)} looks into it" if report.taken else ""
        made = f"{plural(len(report.reporters), 'person', 'people')}, {discord_time(report.made_at, 'R')}"
        card = self._to(report.card, await self.reports.card_message(report))
        return f"**Report {report.id}** · {about}\n-# {made}{taken}{card}"

    async def _hold_line(self, hold: Hold) -> str:
        state = "held" if hold.state is HoldState.HELD else "not held"
        found = hold.finding
        return (
            f"**Newcomer {hold.id}** · <@{found.user_id}> {sign(found)}\n-# {state}, "
            f"{discord_time(found.at, 'R')}{self._to(hold.card, await self.holding.card_message(hold))}"
        )

    def _to(self, card: Card, message_id: int | None) -> str:
        if message_id is None or card.channel_id is None:
            return ""
        return f" · {link(self.bot.guild_id, Place(card.channel_id, message_id))}"
