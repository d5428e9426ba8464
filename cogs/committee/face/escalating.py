"""The voting members' vote: drafted once for each time it is their turn, where elections are held."""

from __future__ import annotations

from typing import Any, Self

import discord
from discord import ui

from bot.clock import discord_time
from bot.limits import custom_id, fit
from bot.ports import WantedElection
from bot.ui import Component, answer
from cogs.committee.deciding.views import View
from cogs.committee.face.controls import Interaction, require_seat

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
        made = await cog.members.draft(int(self.found["motion"]))
        await answer(
            interaction,
            f"🗳️ Election {made.id} is drafted; its returns officer was told, and voting is to open "
            f"{discord_time(made.opens_at)}. When it opens, and what comes of it, is noted here by itself.",
        )


def wanted(view: View, key: str) -> WantedElection:
    """Return the vote that a motion asks for; a title or wording that had to be cut says so."""
    standing = view.standing
    proposal, vote = standing.proposal, standing.members_vote
    if vote is None:
        raise ValueError(f"motion {view.motion.number} is not for the voting members")
    title = standing.course.title
    link = standing.course.pull_request or proposal.chat
    text = standing.course.text or "The text is that of the pull request."
    if len(title) > _TITLE:
        text = f"{title}\n\n{text}"
    room = _TEXT - len(link)
    if len(text) > room:
        note = f"\n\nThe text is cut here; all of it: /motion show motion: {view.motion.number}"
        text = fit(text, room - len(note)) + note
    kind = "amendment" if vote.amendment else "motion"
    return WantedElection(key, kind, fit(title, _TITLE), text, link, vote.threshold, vote.participation)
