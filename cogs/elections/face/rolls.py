"""`/election roll show` and `publish`: who is on the members' roll."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, Self

import discord
from discord import ui

from bot.limits import MESSAGE_TEXT, custom_id, fit
from bot.outbox import Message
from bot.rest import File
from bot.texts import plain, plural
from bot.ui import Component, Layout
from cogs.elections.face.controls import Interaction, elections_of, page
from cogs.elections.face.places import require_place
from cogs.elections.face.rights import require_officer, require_secretary
from cogs.elections.face.steps import Leave
from cogs.elections.face.wording import bullets
from cogs.elections.model import Member, Regulations, Standing
from cogs.elections.rules.roll import roll_hash, voters
from cogs.elections.rules.roll_file import COLUMNS

_PER_PAGE = 20
STANDINGS = {
    Standing.GOOD: "in good standing",
    Standing.PROBATION: "on probation",
    Standing.INACTIVE: "inactive",
}


def roll_page(members: Sequence[Member], number: int = 0) -> Layout:
    """Return one page of the roll, for officers; the whole of it goes along as `roll.csv` (`as_csv`)."""
    if not members:
        return page(
            "The roll is empty.", "`/election roll import` takes the Secretary's list, or once a role."
        )
    pages = -(-len(members) // _PER_PAGE)
    number = min(number, pages - 1)
    shown = members[number * _PER_PAGE : (number + 1) * _PER_PAGE]
    parts: list[str | ui.Item[Any]] = [f"## 📋 The roll: {_counted(members)}"]
    parts.append(bullets((named(each) + extra(each) for each in shown), MESSAGE_TEXT - 300))
    around = [each for each in (number - 1, number + 1) if 0 <= each < pages]
    if around:
        parts.append(ui.ActionRow(*(TurnRoll.button(each, pages) for each in around)))
    return page(*parts, ui.File("attachment://roll.csv"))


def own_entry(member: Member | None) -> Layout:
    """Return whether somebody is on the roll, for themselves."""
    if member is None:
        return page(
            "You are **not on the roll**.",
            "If you should be, ask the Secretary to link your Discord account.",
        )
    return page(f"You are on the roll as {named(member)}, {STANDINGS[member.standing]}.")


def named(member: Member) -> str:
    """Return a member's id and name."""
    return f"{quoted(member.member_id)} {plain(member.name)}"


def quoted(member_id: str) -> str:
    """Return a member's id as it is typed."""
    return f"`{fit(member_id, 64).replace('`', 'ˋ')}`"


def extra(member: Member) -> str:
    """Return a member's account, and their standing where it is not good."""
    account = f", <@{member.user_id}>" if member.user_id else ", no account"
    return account + ("" if member.standing is Standing.GOOD else f", {STANDINGS[member.standing]}")


def as_csv(members: Iterable[Member]) -> bytes:
    """Return the roll as a list that can be changed and imported again."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    for each in members:
        rows.writerow(
            (
                each.member_id, each.name, each.user_id or "", each.standing,
                each.last_meeting or "", each.last_contribution or "",
            )
        )  # fmt: skip
    return text.getvalue().encode()


class TurnRoll(Component[ui.Button[Any]], template=r"election:roll:page:(?P<page>\d{1,6})"):
    """Turns to another page of the roll."""

    @classmethod
    def button(cls, number: int, pages: int) -> Self:
        """Return the button to page `number`, counted from 0."""
        name = custom_id("election:roll:page", number)
        return cls.of(ui.Button(label=f"Page {number + 1} of {pages}", custom_id=name))

    async def pressed(self, interaction: Interaction) -> None:
        """Show it."""
        require_officer(interaction)
        await interaction.response.defer()
        members = await elections_of(interaction).members.all()
        await interaction.edit_original_response(view=roll_page(members, int(self.found["page"])))


def _counted(members: Sequence[Member]) -> str:
    counts = [
        f"{sum(each.standing is standing for each in members)} {words}"
        for standing, words in STANDINGS.items()
        if any(each.standing is standing for each in members)
    ]
    return f"{plural(len(members), 'member')} ({', '.join(counts)})"


def publication(members: Sequence[Member]) -> Message:
    """Return the roll for everybody: how many by standing, its hash, and who is on it as a file."""
    roll = voters(members, Regulations())
    text = f"## 📋 The members' roll\n{_counted(members)}.\nIts hash: `{roll_hash(roll)}`"
    rows = io.StringIO()
    writer = csv.writer(rows, lineterminator="\n")
    writer.writerow(("member_id", "name", "standing"))
    writer.writerows((each.member_id, each.name, each.standing) for each in members)
    file = File("roll.csv", rows.getvalue().encode(), "The members' roll")
    note = "-# You are missing, or something is wrong? Tell the Secretary before voting opens."
    return Message.of(page(text, ui.File("attachment://roll.csv"), note), files=(file,))


def publish_question(members: Sequence[Member], channel_id: int) -> Layout:
    """Return what publishing the roll shows to everybody."""
    return page(
        "### Publish the roll?",
        f"- Everybody who sees <#{channel_id}> reads the names and standings of "
        f"{plural(len(members), 'member')}; "
        "Discord accounts and days are left out.\n- With its hash anyone can tell later whether it was "
        "changed.",
        ui.ActionRow(Publish.button(channel_id), Leave.button()),
    )


class Publish(Component[ui.Button[Any]], template=r"election:roll:publish:(?P<channel>\d{1,20})"):
    """Publishes the roll."""

    @classmethod
    def button(cls, channel_id: int) -> Self:
        """Return the button."""
        name = custom_id("election:roll:publish", channel_id)
        return cls.of(ui.Button(label="Publish", style=discord.ButtonStyle.primary, custom_id=name))

    async def pressed(self, interaction: Interaction) -> None:
        """Publish it."""
        require_secretary(interaction)
        await interaction.response.defer()
        cog = elections_of(interaction)
        channel_id = require_place(interaction, int(self.found["channel"]))
        async with cog.bot.database.write() as tx:
            message = publication(await cog.members.all(tx))
            # One press is one publication, however often Discord tells of it.
            await cog.bot.outbox.post(tx, f"elections.roll.{interaction.id}", channel_id, message)
        await interaction.edit_original_response(view=page(f"✅ The roll is published in <#{channel_id}>."))
