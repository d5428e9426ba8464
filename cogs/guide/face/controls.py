"""The buttons below an answer that need nothing but the message they stand on: share and remove.

Their ids and the message itself carry all they need, so they work after a restart. Who presses is checked at
every press.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self, TypeVar

import discord
from discord import ui

from bot.errors import NotAllowed, UserError
from bot.limits import NONCE, custom_id
from bot.ui import Component, Layout
from cogs.guide.face import wording
from cogs.guide.face.codes import code, decode

if TYPE_CHECKING:
    from cogs.guide.cog import Guide

Interaction = discord.Interaction[Any]
ItemT = TypeVar("ItemT", bound="ui.Item[Any]")

# In place of a message to reply to, or of a verdict.
NONE = "0"


def guide_of(interaction: Interaction) -> Guide:
    """Return the running guide. Raises `UserError` when it was switched off a moment ago."""
    cog: Guide | None = interaction.client.get_cog("guide")
    if cog is None:
        raise UserError("The guide is switched off now.", "Ask a moderator if you miss it.")
    return cog


def require_asker(interaction: Interaction) -> None:
    """Raise `NotAllowed` unless the person who presses is the one whom the message answers."""
    metadata = interaction.message.interaction_metadata if interaction.message else None
    if metadata is not None and metadata.user.id != interaction.user.id:
        raise NotAllowed("This answer belongs to somebody else.", "Ask your own with /guide ask.")


class Share(Component[ui.Button[Any]], template=r"guide:share:(?P<target>\d{1,20})"):
    """Shows a private answer to the channel, as it stands; as a reply when it answers somebody's message."""

    @classmethod
    def button(cls, target: int | None = None) -> Self:
        """Return the button; `target` is the message to reply to."""
        label = "Share as a reply" if target else "Share with the channel"
        return cls.of(
            ui.Button(
                label=label,
                style=discord.ButtonStyle.primary,
                custom_id=custom_id("guide:share", target or NONE),
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Post the answer in the name of the presser, who must be allowed to write there."""
        require_asker(interaction)
        channel = _shareable(interaction)
        await interaction.response.defer()
        target = int(self.found["target"])
        message = interaction.message
        if message is None:
            raise UserError("This answer can no longer be read.", "Ask again with /guide ask.")
        reply: dict[str, Any] = {}
        if target:
            reply["reference"] = discord.MessageReference(
                message_id=target, channel_id=channel.id, fail_if_not_exists=False
            )
        await channel.send(
            view=shared_view(message, interaction.user),
            mention_author=False,
            # Pressing twice in a hurry shares once: Discord gives the first message back.
            nonce=_nonce("share", message.id),
            **reply,
        )
        await interaction.edit_original_response(view=rebuilt(message, {Share: Shared.button()}))


class Shared(Component[ui.Button[Any]], template=r"guide:shared"):
    """Stands where Share stood, disabled. discord.py would keep a plain button in memory for good."""

    @classmethod
    def button(cls) -> Self:
        """Return the button."""
        return cls.of(ui.Button(label="Shared", disabled=True, custom_id="guide:shared"))

    async def pressed(self, interaction: Interaction) -> None:
        """Answer a client that let a disabled button be pressed."""
        raise UserError("This answer was shared already.")


class Remove(
    Component[ui.Button[Any]],
    template=r"guide:remove:(?P<owner>\d{1,20}):(?P<verdict>0|no(?:\.[a-z2-7]{5}){0,5})",
):
    """Takes a public answer away: for the person it answers, or who shared it, and for moderators."""

    @classmethod
    def button(cls, owner: int, offered: Sequence[str] | None = None) -> Self:
        """Return the button; with the libraries `offered` (slugs) the press also counts as "not helpful"."""
        if offered is None:
            label, verdict = "Remove", NONE
        else:
            label, verdict = "Not helpful: remove", ".".join(["no", *map(code, offered)])
        return cls.of(ui.Button(label=label, custom_id=custom_id("guide:remove", owner, verdict)))

    async def pressed(self, interaction: Interaction) -> None:
        """Delete the message and say so to the presser alone."""
        guide = guide_of(interaction)
        owner = int(self.found["owner"])
        if interaction.user.id != owner and not _may_moderate(interaction, guide):
            raise NotAllowed(
                "Only the person this answers and moderators can remove it.",
                "Tell us what would have helped with /guide ask and “Not helpful”.",
            )
        await interaction.response.defer()
        await interaction.delete_original_response()
        if self.found["verdict"] == NONE or interaction.message is None:
            await interaction.followup.send("Removed.", ephemeral=True)
            return
        slugs = [library.slug for library in guide.service.guide.libraries]
        offered = (decode(each, slugs) for each in self.found["verdict"].split(".")[1:])
        await guide.service.record_verdict(
            interaction.message.id, helpful=False, libraries=[slug for slug in offered if slug]
        )
        await interaction.followup.send("Removed, and counted as not helpful. Thank you.", ephemeral=True)


def shared_view(message: discord.Message | None, by: discord.abc.User) -> Layout:
    """Return a private answer's card for everybody, with the name of who shared it."""
    view = Layout()
    view.add_item(
        ui.TextDisplay(f"**{wording.shown(by.display_name, 80)}** shares an answer from the software guide:")
    )
    for item in _top_level(message):
        if isinstance(item, ui.Container):
            view.add_item(item)
    view.add_item(ui.ActionRow(Remove.button(by.id)))
    return view


def rebuilt(
    message: discord.Message | None,
    instead: Mapping[type[Component[Any]], ui.Item[Any] | None],
    note: str | None = None,
) -> Layout:
    """Return the message's layout again, with other items in place of some kinds (None: without them)."""
    view = Layout()
    for item in _top_level(message):
        if not isinstance(item, ui.ActionRow):
            view.add_item(item)
            continue
        children = [_revived(child, instead) for child in item.children]
        if kept := [child for child in children if child is not None]:
            view.add_item(ui.ActionRow(*kept))
    if note:
        view.add_item(ui.TextDisplay(f"-# {note}"))
    return view


def _top_level(message: discord.Message | None) -> list[ui.Item[Any]]:
    """Return the message's items, free to be put into another layout."""
    if message is None:
        return []
    old = ui.LayoutView.from_message(message, timeout=None)
    items = list(old.children)
    old.clear_items()
    return items


def _revived(
    item: ui.Item[Any], instead: Mapping[type[Component[Any]], ui.Item[Any] | None]
) -> ui.Item[Any] | None:
    """Return the component that a plain item of a message stands for, or what takes its place."""
    written = getattr(item, "custom_id", None) or ""
    for kind in _all_kinds(Component):
        if kind.match(written):
            return instead[kind] if kind in instead else kind.of(item)
    return item


def _all_kinds(base: type[Component[Any]]) -> list[type[Component[Any]]]:
    return [kind for child in base.__subclasses__() for kind in (child, *_all_kinds(child))]


def _shareable(interaction: Interaction) -> discord.abc.MessageableChannel:
    """Return the channel to share into. Raises when the person, or the bot, may not write there."""
    channel = interaction.channel
    if channel is None or isinstance(channel, (discord.ForumChannel, discord.CategoryChannel)):
        raise UserError("This channel cannot be written to.")
    if not _can_write(interaction.permissions, channel):
        raise NotAllowed("You cannot write in this channel, so you cannot share here.")
    if not _can_write(interaction.app_permissions, channel):
        raise UserError(
            "The bot may not write in this channel.",
            "A moderator can give it View Channel and Send Messages here.",
        )
    return channel


def _can_write(permissions: discord.Permissions, channel: Any) -> bool:
    if isinstance(channel, discord.Thread):
        return permissions.view_channel and permissions.send_messages_in_threads
    return permissions.view_channel and permissions.send_messages


def _may_moderate(interaction: Interaction, guide: Guide) -> bool:
    return interaction.permissions.manage_messages or guide.bot.is_moderator(interaction.user)


def _nonce(purpose: str, message_id: int) -> str:
    return hashlib.sha256(f"{purpose}:{message_id}".encode()).hexdigest()[:NONCE]
