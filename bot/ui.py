"""Commands, views, modals and buttons whose failures are always answered.

Every interaction ends in an answer: a `UserError` as its own words, anything else as a reference id that is
also in the log. Buttons and selects are `Component`s: their id carries the key of the row they act on, so
they work after a restart and for as long as the message stands.
"""

from __future__ import annotations

import functools
import logging
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

import aiohttp
import discord
from discord import app_commands, ui

from bot.errors import DatabaseError, NotAllowed, UserError, new_reference
from bot.limits import CONTENT, fit

if TYPE_CHECKING:
    from bot.client import CommunityBot

log = logging.getLogger(__name__)

ItemT = TypeVar("ItemT", bound="ui.Item[Any]")

# Discord's codes for an interaction that can no longer be answered (opcodes and status codes, JSON codes).
UNKNOWN_INTERACTION = 10062
ALREADY_ACKNOWLEDGED = 40060
UNKNOWN_WEBHOOK = 10015
INVALID_WEBHOOK_TOKEN = 50027
_TOO_LATE = {UNKNOWN_INTERACTION, ALREADY_ACKNOWLEDGED, UNKNOWN_WEBHOOK, INVALID_WEBHOOK_TOKEN}


_ELSEWHERE = UserError("This bot works in its own server only.")
_NOTHING_THERE = UserError("What this button belongs to is not there any more.")
# No row and nothing of Discord's has a greater number; SQLite takes none.
GREATEST_NUMBER = 2**63 - 1
_TAKEN = "taken"
# Of a component's id, what stands behind this is in no log, such as what somebody votes for.
PRIVATE = "#"


class CommandTree(app_commands.CommandTree["CommunityBot"]):
    """The bot's commands: only in its own server, and never without an answer."""

    async def interaction_check(self, interaction: discord.Interaction[CommunityBot]) -> bool:
        """Refuse commands from any other server; this bot serves one (docs/architecture.md).

        And those of whoever is too fast, who is then answered without anything being looked up.
        """
        if not await interaction.client.turn.take(interaction.id):
            return False
        try:
            if interaction.guild_id != interaction.client.guild_id:
                raise _ELSEWHERE
            typing = interaction.type is discord.InteractionType.autocomplete
            interaction.client.keep_pace(interaction.user, typing=typing)
        except UserError as error:
            await answer_error(interaction, error)
            return False
        return True

    async def on_error(
        self, interaction: discord.Interaction[CommunityBot], error: app_commands.AppCommandError
    ) -> None:
        """Answer the failure of a command."""
        await answer_error(interaction, error)


class Layout(ui.LayoutView):
    """A message made of Components V2. Its buttons are `Component`s, so it keeps nothing in memory."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        # discord.py would hold an ephemeral one for fifteen minutes; presses find their Component without it.
        self.stop()


def page(*items: str | ui.Item[Any], colour: int | None = None) -> Layout:
    """Return a message in one frame: a `str` is a paragraph; `colour` is that of the frame's edge (RGB)."""
    view = Layout()
    shown = (ui.TextDisplay[Any](item) if isinstance(item, str) else item for item in items)
    view.add_item(ui.Container(*shown, accent_colour=colour))
    return view


class Modal(ui.Modal):
    """A form. Subclasses override `on_submit`; whatever fails there is answered.

    An open form is kept in memory for 30 minutes at most: a closed one tells nobody. Its id begins with
    `custom_id` and is its own: discord.py finds an open form by the id alone. Sending one is never too fast,
    as its words would be lost; what opened it was counted.
    """

    def __init__(self, *, title: str, custom_id: str) -> None:
        super().__init__(title=title, custom_id=f"{custom_id}:{secrets.token_hex(8)}", timeout=30 * 60)

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Note that this form is known, before anything of it runs; see `is_taken`."""
        interaction.extras[_TAKEN] = True
        interaction.client.turn.answers()
        return True

    # discord.py's own Modal narrows its base's signature in the same way.
    async def on_error(  # type: ignore[override]
        self, interaction: discord.Interaction[Any], error: Exception, /
    ) -> None:
        """Answer the failure of a form."""
        await answer_error(interaction, error)


class Component(ui.DynamicItem[ItemT], template=r"(?!)"):
    """A button or select found by its id, whenever it is pressed.

    Subclasses give `template=`, a regular expression of the id, whose groups are in `found`, and act in
    `pressed`. `of` makes one for a new message.
    """

    def __init__(self, item: ItemT, found: Mapping[str, str] | None = None) -> None:
        super().__init__(item)
        self.found = found or {}

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Make the component that was pressed."""
        return cls(item, match.groupdict())  # type: ignore[arg-type]

    @classmethod
    def match(cls, custom_id: str) -> re.Match[str] | None:
        """Return what `template` finds in an id, or None when it is not one of this component's."""
        return cls.__discord_ui_compiled_template__.fullmatch(custom_id)

    @classmethod
    def of(cls, item: ItemT) -> Self:
        """Make the component for a new message. Raises `ValueError` for an item of another kind."""
        match = cls.match(getattr(item, "custom_id", ""))
        if match is None:
            raise ValueError(f"{item!r} is no {cls.__name__}")
        return cls(item, match.groupdict())

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "from_custom_id" in cls.__dict__:
            # The function below the classmethod: a subclass that inherits it is to be built as itself.
            build = cls.__dict__["from_custom_id"].__func__
            cls.from_custom_id = classmethod(_answering(build))  # type: ignore[assignment]

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Act, and answer whatever fails."""
        try:
            # A direct message has no server; what may be pressed there is for `pressed` to say.
            if interaction.guild_id not in (None, interaction.client.guild_id):
                raise _ELSEWHERE
            interaction.client.keep_pace(interaction.user)
            numbers = (int(part) for part in self.found.values() if part and part.isdecimal())
            if any(number > GREATEST_NUMBER for number in numbers):
                raise _NOTHING_THERE
            await self.pressed(interaction)
        except Exception as error:
            await answer_error(interaction, error)

    async def pressed(self, interaction: discord.Interaction[CommunityBot]) -> None:
        """Do what the component is for. Check permissions here: the press may come years later."""
        raise NotImplementedError


def _answering(build: Any) -> Any:
    """Return a `from_custom_id` whose failure is answered too, which discord.py only logs.

    It is the first of ours that runs for a press, in the task that goes on to `pressed`.
    """

    @functools.wraps(build)
    async def built(
        cls: Any, interaction: discord.Interaction[Any], item: Any, match: re.Match[str], /
    ) -> Any:
        interaction.client.turn.answers()
        try:
            return await build(cls, interaction, item, match)
        except Exception as error:
            await answer_error(interaction, error)
            raise

    return built


async def answer(interaction: discord.Interaction[Any], text: str) -> None:
    """Say `text` to the person alone, whether the interaction was answered or deferred before, or not.

    Discord puts the first follow-up in the place of a deferred answer, so no "thinking…" is left standing.
    """
    text = fit(text, CONTENT)
    if not interaction.response.is_done():
        await interaction.response.send_message(text, ephemeral=True)
    else:
        await interaction.followup.send(text, ephemeral=True)


async def answer_error(interaction: discord.Interaction[Any], error: Exception) -> None:
    """Tell the person what went wrong, and the log when it is not theirs to mend. Never raises."""
    # What is wrapped for discord.py: an exception of the command itself, and what a check raised.
    if isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    elif isinstance(error, app_commands.CheckFailure) and isinstance(error.__cause__, Exception):
        error = error.__cause__
    text = _explain(interaction, error)
    if text is None:
        return
    try:
        if interaction.type is not discord.InteractionType.autocomplete:
            await answer(interaction, text)
        elif not interaction.response.is_done():
            # Suggestions while somebody types have no place for a text; none at all end their waiting.
            await interaction.response.autocomplete([])
    except (discord.DiscordException, aiohttp.ClientError, OSError) as failure:
        log.warning("an error could not be answered: %s", failure, extra={"fields": _where(interaction)})


@contextmanager
def with_words(typed: str) -> Iterator[None]:
    """Add to a `UserError` what was typed: the form is gone, its words must not be."""
    try:
        yield
    except UserError as error:
        if not typed:
            raise
        quoted = fit(typed.replace("```", "ˋˋˋ"), 1_500)
        raise UserError(error.message, f"{error.hint}\nYou wrote:\n```\n{quoted}\n```".lstrip()) from error


def member_of(interaction: discord.Interaction[Any]) -> discord.Member:
    """Return who acts, as a member. Raises `UserError` outside the server, as in a direct message."""
    if isinstance(interaction.user, discord.Member):
        return interaction.user
    # A button of a direct message: who presses it may have left since.
    community: discord.Guild | None = interaction.client.community
    member = community.get_member(interaction.user.id) if community else None
    if member is None:
        raise UserError("You are not a member of the server at the moment.")
    return member


def is_taken(interaction: discord.Interaction[Any]) -> bool:
    """Tell whether a submitted form was found open; asked after discord.py dispatched it."""
    return bool(interaction.extras.get(_TAKEN))


def pressed_id(interaction: discord.Interaction[Any]) -> str:
    """Return the custom id of the pressed component or submitted form, empty for other interactions."""
    data: Mapping[str, Any] = cast("Mapping[str, Any]", interaction.data or {})
    return str(data.get("custom_id", ""))


def _explain(interaction: discord.Interaction[Any], error: Exception) -> str | None:
    """Return the answer to `error`, or None when there is nobody left to answer."""
    match error:
        case UserError():
            if isinstance(error, NotAllowed):
                # Whoever keeps the logs sees what was tried; who tried it is not noted.
                log.info("not allowed", extra={"fields": _where(interaction)})
            return f"⚠️ {error.message}" + (f"\n{error.hint}" if error.hint else "")
        case app_commands.CommandOnCooldown():
            again = discord.utils.utcnow().timestamp() + error.retry_after
            return f"⚠️ That was a little too often. Try again <t:{int(again) + 1}:R>."
        case app_commands.TransformerError():
            return f"⚠️ “{fit(str(error.value), 100)}” cannot be used here. Choose one of the suggestions."
        case app_commands.CheckFailure():
            return "⚠️ You cannot use this command here."
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return "⚠️ This command has just changed. Wait a minute, or reload Discord, and try again."
        case discord.HTTPException(code=code) if code in _TOO_LATE:
            interaction.client.turn.failed("too_late")
            log.warning("answered too late: %s", error, extra={"fields": _where(interaction)})
            return None
    interaction.client.turn.failed("error")
    reference = new_reference()
    log.error(
        "an interaction failed",
        exc_info=error,
        extra={"fields": {"ref": reference, **_where(interaction)}},
    )
    if isinstance(error, DatabaseError):
        return (
            "⚠️ The bot cannot use its database at the moment, so this was not done. Try again later; "
            f"moderators find the details under the reference `{reference}`."
        )
    return (
        f"⚠️ Something failed on the bot's side; nothing was changed that you were not told of. "
        f"Moderators find the details under the reference `{reference}`."
    )


def _where(interaction: discord.Interaction[Any]) -> dict[str, Any]:
    """Return what the log may say about an interaction: which command or component, no contents, no names."""
    name = interaction.command.qualified_name if interaction.command else pressed_id(interaction)
    # What follows in an id is somebody's choice.
    name = name.partition(PRIVATE)[0]
    return {"interaction": interaction.id, "name": name, "created": interaction.created_at.isoformat()}
