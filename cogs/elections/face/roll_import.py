"""`/election roll import`: the Secretary's list is taken over once its differences were seen."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import discord
from discord import ui

from bot.errors import UserError
from bot.limits import MESSAGE_TEXT, fit
from bot.texts import plain, plural
from bot.ui import Component, Layout
from cogs.elections.face.controls import Interaction, actor_of, elections_of, page
from cogs.elections.face.rights import require_secretary
from cogs.elections.face.rolls import STANDINGS, extra, named
from cogs.elections.face.steps import Leave
from cogs.elections.face.wording import bullets
from cogs.elections.model import Member
from cogs.elections.rules.errors import Refused
from cogs.elections.rules.roll import Differences, differences
from cogs.elections.rules.roll_file import read_roll

# A list of 100,000 members is smaller.
LARGEST = 8 * 1024 * 1024
_KEPT = 8


@dataclass(frozen=True, slots=True)
class Offered:
    """A list that was shown: its text, and how the roll was that it was compared with."""

    text: str
    before: str


class OfferedLists:
    """The lists that wait to be taken over, the newest few; a restart forgets them.

    `turn` is held from the look at the roll until it is replaced: two may be taken over at once.
    """

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self._lists: OrderedDict[int, Offered] = OrderedDict()

    def keep(self, message_id: int, offered: Offered) -> None:
        """Keep what a message shows."""
        self._lists[message_id] = offered
        while len(self._lists) > _KEPT:
            self._lists.popitem(last=False)

    def take(self, message_id: int) -> Offered:
        """Return what a message shows. Raises `UserError` when it is not known any more."""
        if message_id not in self._lists:
            raise UserError(
                "The bot was restarted since, and does not have this list any more.",
                "Nothing was changed: use /election roll import again.",
            )
        return self._lists.pop(message_id)


async def read_attachment(attachment: discord.Attachment) -> bytes:
    """Return the content of a list. Raises `UserError` for a file that cannot be one."""
    if attachment.size > LARGEST:
        raise UserError(
            f"{plain(attachment.filename)} has {attachment.size / 1024 / 1024:.0f} MB; no list of members "
            "is so large.",
            "Send the list alone, as CSV (UTF-8) or JSON.",
        )
    if not attachment.filename.lower().endswith((".csv", ".tsv", ".txt", ".json")):
        raise UserError(
            f"{plain(attachment.filename)} is no list that can be read.",
            "Save it as CSV (UTF-8) in the spreadsheet, or send JSON.",
        )
    try:
        return await attachment.read()
    except discord.HTTPException:
        raise UserError("Discord does not give the file to the bot.", "Send it again.") from None


def from_role(role: discord.Role) -> bytes:
    """Return the members with a role as a list. Raises `UserError` when there are none."""
    people = sorted((each for each in role.members if not each.bot), key=lambda each: each.id)
    if not people:
        raise UserError(f"Nobody has the role {role.mention}.", "Choose the role of those who may vote.")
    rows = [
        {"member_id": str(each.id), "name": each.display_name, "discord_id": str(each.id)} for each in people
    ]
    return json.dumps(rows, ensure_ascii=False).encode()


async def offer(interaction: Interaction, content: bytes, *, once: bool = False) -> None:
    """Show what a list would change, and ask whether to take it over; the interaction is deferred.

    With `once` only into an empty roll. Raises `UserError` naming everything that is wrong with the list.
    """
    cog = elections_of(interaction)
    now = await cog.members.all()
    if once and now:
        raise UserError(
            f"The roll has {plural(len(now), 'member')} already; a role is taken over once.",
            "`/election roll show` gives it as a file: change that, and import it.",
        )
    try:
        new = read_roll(content, cog.bot.clock.now().date())
    except Refused as error:
        raise UserError(fit(plain_lines(error.message), 1_500), error.hint) from None
    found = differences(now, new)
    if not found:
        await interaction.edit_original_response(
            view=page("This list is the roll as it is; nothing changes.")
        )
        return
    message = await interaction.edit_original_response(view=question(found, now, new))
    cog.lists.keep(message.id, Offered(content.decode("utf-8-sig"), _mark(now)))


def plain_lines(text: str) -> str:
    """Return several lines so that Discord shows them as typed."""
    return "\n".join(plain(line) for line in text.splitlines())


def question(found: Differences, now: Sequence[Member], new: Sequence[Member]) -> Layout:
    """Return what a list changes, with the question whether to take it over."""
    head = (
        f"### Take this list over?\n{plural(len(new), 'member')} instead of {len(now)}: "
        f"{len(found.added)} added, {len(found.removed)} removed, {len(found.changed)} changed."
    )
    warning = "Rolls of elections that are frozen already stay as they are."
    without = sum(each.user_id is None for each in new)
    if without:
        warning += (
            f" {plural(without, 'member')} of the list {'has' if without == 1 else 'have'} no Discord "
            "account: they count for participation, and cannot vote until `/election roll link`."
        )
    shown = bullets(_lines(found), MESSAGE_TEXT - len(head) - len(warning) - 100, mark="")
    return page(head, shown, f"-# {warning}", ui.ActionRow(TakeOver.button(), Leave.button()))


def _lines(found: Differences) -> Iterable[str]:
    yield from (f"➖ {named(each)}" for each in found.removed)
    for before, after in found.changed:
        yield f"✏️ {named(before)}: {_change(before, after)}"
    yield from (f"➕ {named(each)}" + extra(each) for each in found.added)


def _change(before: Member, after: Member) -> str:
    said = []
    if before.name != after.name:
        said.append(f"now {plain(after.name)}")
    if before.user_id != after.user_id:
        said.append(f"account {_account(before)} → {_account(after)}")
    if before.standing is not after.standing:
        said.append(f"{STANDINGS[before.standing]} → {STANDINGS[after.standing]}")
    return ", ".join(said) or "other days"


def _account(member: Member) -> str:
    return f"<@{member.user_id}>" if member.user_id else "none"


def _mark(members: Sequence[Member]) -> str:
    return hashlib.sha256(repr(sorted(members, key=lambda each: each.member_id)).encode()).hexdigest()


class TakeOver(Component[ui.Button[Any]], template=r"election:roll:take"):
    """Takes the list over that the message shows."""

    @classmethod
    def button(cls) -> Self:
        """Return the button."""
        return cls.of(
            ui.Button(label="Take it over", style=discord.ButtonStyle.success, custom_id="election:roll:take")
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Take it over, unless the roll has changed since it was compared."""
        require_secretary(interaction)
        await interaction.response.defer()
        cog = elections_of(interaction)
        offered = cog.lists.take(interaction.message.id if interaction.message else 0)
        async with cog.lists.turn:
            if _mark(await cog.members.all()) != offered.before:
                raise UserError(
                    "The roll has changed since this list was compared with it.",
                    "Nothing was changed: use /election roll import again.",
                )
            done = await cog.conduct.import_roll(actor_of(interaction), offered.text)
        said = f"✅ The roll has {plural(done.members, 'member')} now; {done.may_vote} may vote."
        if without := sum(each.user_id is None for each in await cog.members.all()):
            said += (
                f" {plural(without, 'member')} without a Discord account cannot yet: `/election roll link`."
            )
        view = page(
            said,
            "-# `/election roll show` shows it, `/election roll publish` publishes it, `/election create` "
            "drafts an election.",
        )
        await interaction.edit_original_response(view=view)
