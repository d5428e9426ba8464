"""`/admin check` and `/admin setup`: the bot and the server, fitted to each other."""

from __future__ import annotations

import io
from typing import Any

import discord
from discord import ui

from bot.checks.findings import Finding
from bot.checks.online import check_server
from bot.checks.report import Report
from bot.cog import CommunityCog, find
from bot.limits import MESSAGE_TEXT, fit
from bot.texts import plain, plural
from bot.ui import Layout, page
from cogs.admin import setup
from cogs.admin.group import admin
from cogs.admin.settings import AdminSettings

Interaction = discord.Interaction[Any]

_FILE = "check.txt"
# Room for heading, file and small print.
_LIST = MESSAGE_TEXT - 500


class ServerCommands(CommunityCog[AdminSettings]):
    """The commands that look at the server, and fit the settings to it."""

    @admin.command(
        name="check", description="Whether server, permissions and sources are as the bot needs them."
    )
    async def check(self, interaction: Interaction) -> None:
        """Ask Discord and the sources, and say what has to be mended."""
        await interaction.response.defer(ephemeral=True)
        bot = self.bot
        report = await check_server(
            bot.settings,
            bot.switches.enabled(),
            lambda name: bot.overrides.adopt(name, find(name).settings_model),
            bot.database,
            [command.to_dict(bot.tree) for command in bot.tree.get_commands()],
            bot.fetcher,
        )
        text = "\n".join(report.lines())
        file = discord.File(io.BytesIO(text.encode()), filename=_FILE)
        await interaction.followup.send(view=card(report), file=file, ephemeral=True)

    @admin.command(name="setup", description="Choose channels and roles, job by job.")
    async def setup(self, interaction: Interaction) -> None:
        """Show the jobs and what is chosen for each."""
        await interaction.response.send_message(view=setup.overview(self.bot), ephemeral=True)


def card(report: Report) -> Layout:
    """Return what moderators see of a report; all of it is in the file beside it."""
    wrong = [finding for finding in report.findings if not finding.ok]
    tips = [finding for finding in report.findings if finding.advice]
    heading = (
        f"## ⚠️ {plural(len(wrong), 'thing has', 'things have')} to be mended"
        if wrong
        else "## ✅ All is well"
    )
    lines = [*(_line("⚠️", finding) for finding in wrong), *(_line("💡", finding) for finding in tips)]
    right = plural(len(report.findings) - len(wrong) - len(tips), "thing is", "things are")
    parts: list[str | ui.Item[Any]] = [heading]
    if lines:
        parts.append(fit("\n".join(lines), _LIST))
    parts += [f"-# {right} as they should be; the file has all of it.", ui.File(f"attachment://{_FILE}")]
    if report.invite:
        label = "Give the bot exactly what it needs"
        parts.append(ui.ActionRow(ui.Button(label=label, url=report.invite)))
    return page(*parts)


def _line(mark: str, finding: Finding) -> str:
    fix = f"\n-# → {plain(finding.fix)}" if finding.fix else ""
    return f"{mark} **{plain(finding.name)}**: {plain(finding.message)}{fix}"
