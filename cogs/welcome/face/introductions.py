"""“Introduce yourself”: a form, the card it makes, and its author's buttons."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from bot.errors import NotAllowed, UserError
from bot.limits import custom_id
from bot.outbox import Message
from bot.texts import plain
from bot.ui import Component, Modal, answer
from cogs.welcome.face.controls import Interaction, page, screened_member_of, welcome_of
from cogs.welcome.introducing import Author, read
from cogs.welcome.model import Introduction

if TYPE_CHECKING:
    from cogs.welcome.cog import Welcome

# What may be typed; together with what escaping adds it stays below a message's 4,000 characters.
ABOUT, BRINGS, WORK = 800, 500, 200
_NOWHERE = UserError(
    "There is no channel for introductions that you can write in.", "Say hello in any other channel."
)
_CLOSED = UserError(
    "The bot cannot post introductions at the moment.", "Tell a moderator, or say hello in any other channel."
)
# Discord's own filters let through whatever a bot posts.
_INVITE = re.compile(r"(?:https?://)?(?:www\.)?(discord(?:app)?)(?=\.(?:gg|com/invite)/)", re.IGNORECASE)
_ZERO_WIDTH = "\u200b"


def introduction(author: Author, said: Introduction) -> Message:
    """Return the card: what was typed is shown as typed, and mentions nobody."""
    parts = [as_typed(said.about)]
    if said.brings:
        parts.append(f"**What brings me here**\n{as_typed(said.brings)}")
    if said.work:
        parts.append(f"**My work**\n{as_typed(said.work)}")
    picture = ui.Thumbnail[Any](author.picture, description=f"Picture of {author.name}")
    # Beside the picture there is little room on a phone.
    head = ui.Section[Any](f"### 👋 {plain(author.name)}\n-# <@{author.user_id}>", accessory=picture)
    mine = ui.ActionRow[Any](Change.button(author.user_id), TakeBack.button(author.user_id))
    return Message.of(page(head, *parts, mine))


def as_typed(text: str) -> str:
    """Return a text of several lines so that Discord shows it as typed; empty lines are left out.

    Invites to other servers are shown too, but lead nowhere.
    """
    without = _INVITE.sub(rf"\g<1>{_ZERO_WIDTH}", text)
    return "\n".join(line for line in map(plain, without.splitlines()) if line)


class Form(Modal):
    """What somebody says of themselves."""

    def __init__(self, now: Introduction | None) -> None:
        super().__init__(title="Introduce yourself", custom_id="welcome:introduction")
        now = now or Introduction("")
        self._about = self._ask(
            "about", "Who are you?", "What you do, what you are curious about.", now.about, ABOUT
        )
        self._brings = self._ask(
            "brings",
            "What brings you here?",
            "What you look for, or would like to work on.",
            now.brings,
            BRINGS,
        )
        self._work = self._ask(
            "work",
            "Where can people see your work?",
            "A link, if you like: a page, a repository.",
            now.work,
            WORK,
        )

    def _ask(self, name: str, label: str, hint: str, now: str, most: int) -> ui.TextInput[Any]:
        # The first question is the one that needs an answer.
        needed = not self.children
        field: ui.TextInput[Any] = ui.TextInput(
            custom_id=name,
            style=discord.TextStyle.short if most == WORK else discord.TextStyle.paragraph,
            default=now or None,
            required=needed,
            max_length=most,
        )
        self.add_item(ui.Label(text=label, description=hint, component=field))
        return field

    async def on_submit(self, interaction: Interaction) -> None:
        """Post it, or change what stands."""
        cog = welcome_of(interaction)
        member = screened_member_of(interaction)
        channel_id = _place(cog, member)
        await interaction.response.defer(ephemeral=True, thinking=True)
        said = Introduction(*(read(field.value) for field in (self._about, self._brings, self._work)))
        if not said.about:
            raise UserError("Nothing can be read in your introduction.", "Write a few words about yourself.")
        author = Author(member.id, member.display_name, member.display_avatar.url)
        await _look_after(cog, member.id)
        place = await cog.introducing.say(author, said, channel_id, f"welcome.introduction.{interaction.id}")
        view = page(
            f"👋 Thank you! Your introduction is in <#{place}>.",
            "-# Its buttons change and delete it; `/welcome introduce` changes it too.",
        )
        await interaction.edit_original_response(view=view)


class Introduce(Component[ui.Button[Any]], template=r"welcome:introduce"):
    """Opens the form."""

    @classmethod
    def button(cls) -> Self:
        """Return the button."""
        return cls.of(
            ui.Button(
                label="Introduce yourself",
                emoji="👋",
                style=discord.ButtonStyle.primary,
                custom_id="welcome:introduce",
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Open it, with what stands there already."""
        await open_form(interaction)


class OwnComponent(Component[ui.Button[Any]], template=r"(?!)"):
    """A button below an introduction; its id names the author."""

    @property
    def author_id(self) -> int:
        """Whose introduction it is."""
        return int(self.found["author"])


class Change(OwnComponent, template=r"welcome:introduction:change:(?P<author>\d{1,20})"):
    """Changes the introduction; its author alone."""

    @classmethod
    def button(cls, author_id: int) -> Self:
        """Return the button."""
        name = custom_id("welcome:introduction:change", author_id)
        return cls.of(ui.Button(label="Change", emoji="✏️", custom_id=name))

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form."""
        if interaction.user.id != self.author_id:
            raise NotAllowed("This is somebody else's introduction.", "Write yours with /welcome introduce.")
        await open_form(interaction)


class TakeBack(OwnComponent, template=r"welcome:introduction:remove:(?P<author>\d{1,20})"):
    """Deletes the introduction; its author, and moderators."""

    @classmethod
    def button(cls, author_id: int) -> Self:
        """Return the button."""
        name = custom_id("welcome:introduction:remove", author_id)
        return cls.of(ui.Button(label="Delete", emoji="🗑️", custom_id=name))

    async def pressed(self, interaction: Interaction) -> None:
        """Delete it."""
        cog = welcome_of(interaction)
        moderates = cog.bot.is_moderator(interaction.user)
        if interaction.user.id != self.author_id and not moderates:
            raise NotAllowed("This is somebody else's introduction.", "Only they and moderators delete it.")
        await interaction.response.defer(ephemeral=True, thinking=True)
        known = await cog.introducing.message_of(self.author_id)
        if known and interaction.message and known[1] == interaction.message.id:
            await cog.introducing.take_back(self.author_id)
        elif interaction.message:
            # One that is kept no more, such as of somebody who left for good and came back.
            await interaction.message.delete()
        await answer(interaction, "🗑️ The introduction is deleted.")


async def open_form(interaction: Interaction) -> None:
    """Open the form for whoever asks, with what they wrote before. Raises `UserError` without a channel."""
    cog = welcome_of(interaction)
    member = screened_member_of(interaction)
    _place(cog, member)
    await interaction.response.send_modal(Form(await cog.introducing.mine(member.id)))


def _place(cog: Welcome, member: discord.Member) -> int:
    channel_id = cog.settings.introductions
    if channel_id is None or not cog.places.may_write(channel_id, member):
        raise _NOWHERE
    if cog.places.trouble(channel_id):
        raise _CLOSED
    return channel_id


async def _look_after(cog: Welcome, user_id: int) -> None:
    """Find out whether a person's introduction still stands: moderators delete messages without the bot."""
    found = await cog.introducing.message_of(user_id)
    if found is None:
        return
    channel = cog.bot.get_partial_messageable(found[0], guild_id=cog.bot.guild_id)
    try:
        await channel.fetch_message(found[1])
    except (discord.NotFound, discord.Forbidden):
        # Deleted, or in a channel of before that the bot does not see any more.
        await cog.introducing.lost(user_id)
