"""`/admin setup`: channels and roles by menus, job by job; each choice counts at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from bot.checks import permission_table
from bot.checks.facts import from_guild
from bot.checks.findings import Finding
from bot.checks.judging import of_settings
from bot.cog import CogSettings, CommunityCog, find
from bot.errors import CogError, UserError
from bot.limits import MESSAGE_TEXT, PLACEHOLDER, custom_id, fit
from bot.references import THREADS, Kind, Referenced, Shape, referenced
from bot.texts import plain
from bot.ui import Component, Layout, page

if TYPE_CHECKING:
    from bot.client import CommunityBot

Interaction = discord.Interaction[Any]

# Each takes three of the forty components of a message.
AT_ONCE = 5
# Jobs in the overview; each takes three, too.
MOST_JOBS = 10
_OUTDATED = UserError("This menu is out of date.", "Open a new one with /admin setup.")


def overview(bot: CommunityBot) -> Layout:
    """Return the jobs with how much of each is chosen, and what is amiss."""
    parts: list[str | ui.Item[Any]] = [
        "## 🧭 Where does each job belong?\n-# What you choose counts at once, and wins over config.toml."
    ]
    jobs = [(name, *_job(bot, name)) for name in bot.switches.enabled() if _installed(name)]
    for name, cog, settings in [job for job in jobs if any(_questions(job[2]))][:MOST_JOBS]:
        found = list(_questions(settings))
        text = f"**{name}**: {cog.summary}\n-# {_chosen(found)}"
        if wrong := len(_amiss(bot, cog, settings)):
            text += f" · ⚠️ {wrong} to be mended"
        if cog.setup_command:
            parts.append(f"{text} · `/{cog.setup_command}` leads through it")
        else:
            parts.append(ui.Section(text, accessory=Show.button(name, 0, "Choose")))
    parts.append("-# `/admin cogs enable` switches more jobs on; `/admin check` looks at everything.")
    return page(*parts)


def panel(bot: CommunityBot, name: str, number: int) -> Layout:
    """Return page `number` (from 0) of a job's questions. Raises `UserError` when it is switched off."""
    if name not in bot.switches.enabled() or not _installed(name):
        raise UserError(f"{name} is switched off now.", "Switch it on with /admin cogs enable.")
    cog, settings = _job(bot, name)
    questions = list(_questions(settings))
    number = min(number, max(0, (len(questions) - 1) // AT_ONCE))
    parts: list[str | ui.Item[Any]] = [f"## 🧭 {name}\n-# {cog.summary}"]
    for question in questions[number * AT_ONCE : (number + 1) * AT_ONCE]:
        parts.append(f"**{_label(question.key)}**\n-# {question.description}")
        parts.append(ui.ActionRow(_menu(name, number, question)))
    parts += [f"-# {_label(key)}: `/admin config set cog: {name} key: {key}`" for key in _typed(settings)]
    if cog.intents(settings).message_content:
        parts.append(
            "-# This needs **Message Content Intent**: developer portal → Bot → Privileged Gateway Intents."
        )
    if wrong := _amiss(bot, cog, settings):
        parts.append(fit("\n".join(map(_line, wrong)), MESSAGE_TEXT // 2))
    elif any(question.ids for question in questions):
        parts.append("✅ The bot finds what is chosen and has the permissions it needs there.")
    turns: list[ui.Item[Any]] = [Overview.button()]
    if number:
        turns.append(Show.button(name, number - 1, "Back"))
    if (number + 1) * AT_ONCE < len(questions):
        turns.append(Show.button(name, number + 1, "Next"))
    return page(*parts, ui.ActionRow(*turns))


def _job(bot: CommunityBot, name: str) -> tuple[type[CommunityCog[Any]], CogSettings]:
    cog = find(name)
    return cog, bot.overrides.adopt(name, cog.settings_model)


def _installed(name: str) -> bool:
    try:
        find(name)
    except CogError:
        return False
    return True


def _askable(found: Referenced) -> bool:
    """Tell whether a menu may ask for it: a role that the bot gives is no choice of just any moderator."""
    fits = found.reference.kind in (Kind.CHANNEL, Kind.ROLE) and not found.reference.given
    return fits and found.shape in (Shape.ONE, Shape.LIST)


def _questions(settings: CogSettings) -> Iterable[Referenced]:
    return filter(_askable, referenced(settings))


def _typed(settings: CogSettings) -> list[str]:
    return [
        found.key for found in referenced(settings) if not _askable(found) and found.shape is not Shape.ENTRY
    ]


def _chosen(questions: Sequence[Referenced]) -> str:
    return f"{sum(bool(question.ids) for question in questions)} of {len(questions)} chosen"


def _label(key: str) -> str:
    return key.replace("_", " ").replace(".", ": ").capitalize()


def _amiss(bot: CommunityBot, cog: type[CommunityCog[Any]], settings: CogSettings) -> list[Finding]:
    """Return what is wrong with a job's channels, roles and permissions, as far as the bot knows."""
    if bot.community is None:
        return []
    server = from_guild(bot.community)
    rows = permission_table.table(server, cog.permissions(settings))
    # Channels that nobody finds are told by the setting that names them.
    found = [*of_settings(server, list(referenced(settings))), *permission_table.lacking(rows, server, ())]
    return [finding for finding in found if not finding.ok]


def _line(finding: Finding) -> str:
    return f"⚠️ {plain(finding.message)}\n-# → {plain(finding.fix)}"


def _menu(name: str, number: int, question: Referenced) -> ui.Item[Any]:
    if question.reference.kind is Kind.ROLE:
        return ChooseRoles.menu(name, number, question)
    return ChooseChannels.menu(name, number, question)


def _defaults(question: Referenced, kind: discord.SelectDefaultValueType) -> list[discord.SelectDefaultValue]:
    return [discord.SelectDefaultValue(id=each, type=kind) for each in question.ids[: question.most]]


def _placeholder(question: Referenced) -> str:
    # Said by screen readers as the menu's name.
    return fit(f"No {_label(question.key).lower()}", PLACEHOLDER)


async def _keep(interaction: Interaction, chosen: ChooseChannels | ChooseRoles) -> None:
    """Store what a moderator chose, and show the page as it is now."""
    bot: CommunityBot = interaction.client
    bot.require_moderator(interaction.user)
    await interaction.response.defer()
    name, number, key = chosen.found["cog"], int(chosen.found["page"]), chosen.found["key"]
    ids = [each.id for each in chosen.item.values]
    # Raises when the job was switched off meanwhile.
    panel(bot, name, number)
    _, settings = _job(bot, name)
    question = next((found for found in _questions(settings) if found.key == key), None)
    if question is None:
        raise _OUTDATED
    value: Any = ids if question.shape is Shape.LIST else next(iter(ids), None)
    await bot.runner.change_setting(name, key, value, interaction.user.id)
    await interaction.edit_original_response(view=panel(bot, name, number))


_PLACE = r"(?P<cog>[a-z_]+):(?P<key>[a-z_.]+):(?P<page>\d{1,2})"


class ChooseChannels(Component[ui.ChannelSelect[Any]], template=rf"admin:setup:channels:{_PLACE}"):
    """Chooses one channel, or some."""

    @classmethod
    def menu(cls, name: str, number: int, question: Referenced) -> Self:
        """Return the menu, with what is chosen."""
        types = [discord.ChannelType(each) for each in question.reference.types if each not in THREADS]
        return cls.of(
            ui.ChannelSelect(
                channel_types=types,
                placeholder=_placeholder(question),
                min_values=0,
                max_values=question.most,
                default_values=_defaults(question, discord.SelectDefaultValueType.channel),
                custom_id=custom_id("admin:setup:channels", name, question.key, number),
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Keep what a moderator chose."""
        await _keep(interaction, self)


class ChooseRoles(Component[ui.RoleSelect[Any]], template=rf"admin:setup:roles:{_PLACE}"):
    """Chooses one role, or some."""

    @classmethod
    def menu(cls, name: str, number: int, question: Referenced) -> Self:
        """Return the menu, with what is chosen."""
        return cls.of(
            ui.RoleSelect(
                placeholder=_placeholder(question),
                min_values=0,
                max_values=question.most,
                default_values=_defaults(question, discord.SelectDefaultValueType.role),
                custom_id=custom_id("admin:setup:roles", name, question.key, number),
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Keep what a moderator chose."""
        await _keep(interaction, self)


class Show(Component[ui.Button[Any]], template=r"admin:setup:show:(?P<cog>[a-z_]+):(?P<page>\d{1,2})"):
    """Opens a page of a job's questions."""

    @classmethod
    def button(cls, name: str, number: int, label: str) -> Self:
        """Return the button."""
        style = discord.ButtonStyle.secondary if label == "Back" else discord.ButtonStyle.primary
        return cls.of(
            ui.Button(label=label, style=style, custom_id=custom_id("admin:setup:show", name, number))
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Show it to a moderator."""
        bot: CommunityBot = interaction.client
        bot.require_moderator(interaction.user)
        await interaction.response.edit_message(view=panel(bot, self.found["cog"], int(self.found["page"])))


class Overview(Component[ui.Button[Any]], template=r"admin:setup:all"):
    """Goes back to the list of jobs."""

    @classmethod
    def button(cls) -> Self:
        """Return the button."""
        return cls.of(
            ui.Button(label="All jobs", style=discord.ButtonStyle.secondary, custom_id="admin:setup:all")
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Show it to a moderator."""
        interaction.client.require_moderator(interaction.user)
        await interaction.response.edit_message(view=overview(interaction.client))


COMPONENTS = (ChooseChannels, ChooseRoles, Show, Overview)
