"""The voting members' vote: drafted once for each time it is their turn, where elections are held."""

from __future__ import annotations

from typing import Any, Self

import discord
from discord import ui

from bot.clock import discord_time
from bot.errors import UserError
from bot.limits import custom_id, fit
from bot.ports import OPEN_ELECTION
from bot.ui import Component, answer
from cogs.committee.deciding.views import View
from cogs.committee.face.controls import Interaction, require_seat
from cogs.committee.rules.standing import Task

# What an election takes as its title, and as its wording with the link below it.
_TITLE = 100
_TEXT = 3998


class AskMembers(Component[ui.Button[Any]], template=r"committee:members:(?P<motion>\d{1,9})"):
    """Drafts the voting members' vote."""

    @classmethod
    def button(cls, motion: int) -> Self:
        """Return the button."""
        return cls.of(
            ui.Button(
                label="Draft the members' vote",
                emoji="🗳️",
                style=discord.ButtonStyle.primary,
                custom_id=custom_id("committee:members", motion),
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Draft it, unless it was."""
        cog = require_seat(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        number = int(self.found["motion"])
        # Two who press at once are to have one draft.
        async with cog.escalating:
            view = await cog.deciding.looking.view(number)
            _require_turn(view)
            open_election = interaction.client.ports.find(OPEN_ELECTION)
            if open_election is None:
                raise UserError(
                    "No elections are held with this bot.",
                    f"Hold the vote as you are used to, and note it with /motion vote motion: {number}.",
                )
            made = await open_election(*asked_of_members(view))
            await cog.deciding.asked_for(number, made.id)
        await answer(
            interaction,
            f"🗳️ Election {made.id} is drafted; its returns officer was told, and voting is to open "
            f"{discord_time(made.opens_at)}. Once it is open, note it with `/motion vote motion: {number}`.",
        )


def _require_turn(view: View) -> None:
    if view.standing.turn.task is not Task.OPEN_VOTE:
        raise UserError(
            "The voting members' vote is not to be opened now.", "/motion show says whose turn it is."
        )
    if view.kept.election is not None:
        raise UserError(
            f"Election {view.kept.election} was drafted for it already.",
            "Its returns officer publishes it; /election status has more.",
        )


def asked_of_members(view: View) -> tuple[str, str, str, str]:
    """Return kind, title, wording and link of the vote; a wording that had to be cut says so."""
    standing = view.standing
    proposal, vote = standing.proposal, standing.members_vote
    kind = "amendment" if vote is not None and vote.amendment else "motion"
    title = fit(standing.course.title, _TITLE)
    link = proposal.pull_request or proposal.chat
    text = standing.course.text or "The text is that of the pull request."
    room = _TEXT - len(link)
    if len(text) > room:
        note = f"\n\nThe text is cut here; all of it: /motion show motion: {view.motion.number}"
        text = fit(text, room - len(note)) + note
    return kind, title, text, link
