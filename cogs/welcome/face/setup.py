"""`/welcome setup`: one guided flow through everything that has to be chosen; each choice counts at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from bot.errors import NotAllowed, UserError
from bot.limits import custom_id
from bot.ui import Layout, member_of
from cogs.welcome import path
from cogs.welcome.face.controls import Interaction, ModeratorComponent, page
from cogs.welcome.face.places import Places, unfit
from cogs.welcome.settings import MOST_CHANNELS, MOST_ROLES, WelcomeSettings

if TYPE_CHECKING:
    from cogs.welcome.cog import Welcome


_MESSAGES = (discord.ChannelType.text, discord.ChannelType.news)
_READ = (*_MESSAGES, discord.ChannelType.forum)


def _nothing(places: Places, chosen: Sequence[int]) -> Iterable[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to choose, or up to `most`: `key` is its name in the settings.

    `amiss` tells what is wrong with what was chosen; `types` are the kinds of channel to choose from.
    """

    key: str
    text: str
    most: int = 1
    amiss: Callable[[Places, Sequence[int]], Iterable[str]] = _nothing
    types: Sequence[discord.ChannelType] = _READ
    # Roles that members give themselves.
    offered: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A step of the flow."""

    title: str
    hint: str
    channels: Sequence[Question] = ()
    roles: Sequence[Question] = ()


def _topics(choices: Mapping[str, path.Choice]) -> Sequence[Question]:
    return [
        Question(f"channels.{each.key}", f"{each.emoji} {each.label}", MOST_CHANNELS)
        for each in choices.values()
    ]


def _cannot_write(places: Places, chosen: Sequence[int]) -> Iterable[str]:
    return (f"{trouble}." for each in chosen if (trouble := places.trouble(each)))


def _greetings_amiss(places: Places, chosen: Sequence[int]) -> Iterable[str]:
    yield from _cannot_write(places, chosen)
    for each in chosen:
        if not places.public(each):
            yield f"Newcomers who have no role cannot see <#{each}>."


def _welcomers_amiss(places: Places, chosen: Sequence[int]) -> Iterable[str]:
    yield from _cannot_write(places, chosen)
    for each in chosen:
        if places.public(each):
            yield f"Everybody can see <#{each}>, and who is listed there."


PAGES: Sequence[Page] = (
    Page(
        "Where newcomers are greeted",
        "Without the first nobody is greeted; without the second there are no introductions.",
        (
            Question("channel", "👋 Greetings go to", amiss=_greetings_amiss, types=_MESSAGES),
            Question("introductions", "✍️ Introductions go to", amiss=_cannot_write, types=_MESSAGES),
        ),
    ),
    Page(
        "Who looks after them",
        "Welcomers get a list once a week, in a channel that only they should see. Interests are roles that "
        "members give themselves.",
        (
            Question(
                "welcomers.channel", "🙋 The welcomers' channel", amiss=_welcomers_amiss, types=_MESSAGES
            ),
        ),
        (
            Question("welcomers.role", "🙋 The welcomers' role"),
            Question("roles", "🏷️ Interests", MOST_ROLES, amiss=Places.unfit, offered=True),
        ),
    ),
    Page(
        "What newcomers are shown, by what they want",
        "Up to five channels each. Everybody is shown only what they can see.",
        _topics(path.GOALS),
    ),
    Page(
        "What newcomers are shown, by who they are",
        "These come after the channels for what they want.",
        _topics(path.BACKGROUNDS),
    ),
)


def panel(cog: Welcome, number: int) -> Layout:
    """Return step `number` (from 0), with what is chosen and what is amiss."""
    step = PAGES[number]
    parts: list[str | ui.Item[Any]] = [
        f"## 🧭 {step.title}\n-# Step {number + 1} of {len(PAGES)}. {step.hint}"
    ]
    for question in step.channels:
        menu = ChooseChannels.menu(question, _chosen(cog.settings, question.key))
        parts += [question.text, ui.ActionRow(menu)]
    for question in step.roles:
        role_menu = ChooseRoles.menu(question, _chosen(cog.settings, question.key))
        parts += [question.text, ui.ActionRow(role_menu)]
    parts += [f"⚠️ {line}" for line in _amiss(cog, step)]
    parts.append(ui.ActionRow(*(Turn.button(label, to) for label, to in _turns(number))))
    return page(*parts)


def _turns(number: int) -> list[tuple[str, int]]:
    turns = [("Back", number - 1)] if number else []
    return [*turns, ("Next", number + 1)] if number + 1 < len(PAGES) else [*turns, ("Done", number + 1)]


def _amiss(cog: Welcome, step: Page) -> list[str]:
    return [
        line
        for question in (*step.channels, *step.roles)
        for line in question.amiss(cog.places, _chosen(cog.settings, question.key))
    ]


def _chosen(settings: WelcomeSettings, key: str) -> tuple[int, ...]:
    value: Any = settings
    for part in key.split("."):
        value = getattr(value, part)
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _question(key: str) -> tuple[int, Question]:
    """Return a question with the number of its page. Raises `UserError` for one of an older version."""
    for number, step in enumerate(PAGES):
        for question in (*step.channels, *step.roles):
            if question.key == key:
                return number, question
    raise UserError("This menu is out of date.", "Open a new one with /welcome setup.")


def _defaults(ids: Sequence[int], kind: discord.SelectDefaultValueType) -> list[discord.SelectDefaultValue]:
    return [discord.SelectDefaultValue(id=each, type=kind) for each in ids]


class ChooseChannels(
    ModeratorComponent[ui.ChannelSelect[Any]], template=r"welcome:setup:channels:(?P<key>[a-z_.]+)"
):
    """Chooses one channel, or some, for a question."""

    @classmethod
    def menu(cls, question: Question, chosen: Sequence[int]) -> Self:
        """Return the menu, with what is chosen."""
        return cls.of(
            ui.ChannelSelect(
                channel_types=list(question.types),
                placeholder="None" if question.most > 1 else "Not chosen",
                min_values=0,
                max_values=question.most,
                default_values=_defaults(chosen, discord.SelectDefaultValueType.channel),
                custom_id=custom_id("welcome:setup:channels", question.key),
            )
        )

    async def act(self, interaction: Interaction, cog: Welcome) -> None:
        """Keep what was chosen."""
        await interaction.response.defer()
        await _keep(interaction, cog, self.found["key"], [channel.id for channel in self.item.values])


class ChooseRoles(ModeratorComponent[ui.RoleSelect[Any]], template=r"welcome:setup:roles:(?P<key>[a-z_.]+)"):
    """Chooses one role, or some, for a question."""

    @classmethod
    def menu(cls, question: Question, chosen: Sequence[int]) -> Self:
        """Return the menu, with what is chosen."""
        return cls.of(
            ui.RoleSelect(
                placeholder="None" if question.most > 1 else "Not chosen",
                min_values=0,
                max_values=question.most,
                default_values=_defaults(chosen, discord.SelectDefaultValueType.role),
                custom_id=custom_id("welcome:setup:roles", question.key),
            )
        )

    async def act(self, interaction: Interaction, cog: Welcome) -> None:
        """Keep what was chosen; nobody offers a role to others that is not below their own."""
        await interaction.response.defer()
        roles = self.item.values
        if _question(self.found["key"])[1].offered:
            # What somebody with a higher role chose may stay.
            for role in roles:
                if role.id not in cog.settings.roles:
                    _require_below(role, member_of(interaction))
        await _keep(interaction, cog, self.found["key"], [role.id for role in roles])


class Turn(ModeratorComponent[ui.Button[Any]], template=r"welcome:setup:step:(?P<step>\d)"):
    """Goes to another step."""

    @classmethod
    def button(cls, label: str, to: int) -> Self:
        """Return the button."""
        style = discord.ButtonStyle.secondary if label == "Back" else discord.ButtonStyle.primary
        return cls.of(ui.Button(label=label, style=style, custom_id=custom_id("welcome:setup:step", to)))

    async def act(self, interaction: Interaction, cog: Welcome) -> None:
        """Show the step, or how things stand after the last."""
        number = int(self.found["step"])
        view = panel(cog, number) if number < len(PAGES) else await _done(cog)
        await interaction.response.edit_message(view=view)


async def _done(cog: Welcome) -> Layout:
    if trouble := cog.greeter.trouble():
        head = f"⚠️ Nobody is greeted yet: {trouble}."
    elif (await cog.state.get()).paused_at:
        head = "⏸️ Everything is there, but greetings are paused. `/welcome resume` goes on."
    else:
        head = "## ✅ Newcomers are greeted from now on"
    return page(
        head,
        "`/welcome preview` shows what they see, `/welcome text` changes the words, `/welcome status` tells "
        "how it goes.",
        ui.ActionRow(Turn.button("Back", len(PAGES) - 1)),
    )


def _require_below(role: discord.Role, member: discord.Member) -> None:
    owner = member.guild.owner_id == member.id
    if not owner and role >= member.top_role:
        raise NotAllowed(
            f"{role.mention} is not below your own highest role, so you cannot offer it.",
            "Ask somebody with a higher role.",
        )
    if why := unfit(role):
        raise UserError(f"{role.mention} cannot be offered ({why}).", "Choose another one.")


async def _keep(interaction: Interaction, cog: Welcome, key: str, ids: Sequence[int]) -> None:
    number, question = _question(key)
    value: Any = list(ids) if question.most > 1 else next(iter(ids), None)
    await cog.bot.runner.change_setting("welcome", key, value, interaction.user.id)
    await interaction.edit_original_response(view=panel(cog, number))
