"""The forms: a proposal, its revision, and what somebody has against it."""

from __future__ import annotations

from typing import Any

import discord
from discord import ui

from bot.limits import fit
from bot.ui import Modal, answer
from cogs.committee.deciding.views import View
from cogs.committee.face import wording
from cogs.committee.face.confirming import ask, told
from cogs.committee.face.controls import Interaction, address, require_seat
from cogs.committee.model import Answered, Choice, Kind, Proposed, Revised

_LINK = 400
_SUMMARY = 300


class Form(Modal):
    """A form of text fields."""

    def ask(
        self, name: str, label: str, hint: str, most: int, *, now: str = "", needed: bool = True
    ) -> ui.TextInput[Any]:
        """Add a field, and return it."""
        field: ui.TextInput[Any] = ui.TextInput(
            custom_id=name,
            style=discord.TextStyle.short if most <= _LINK else discord.TextStyle.paragraph,
            default=now or None,
            required=needed,
            max_length=most,
        )
        self.add_item(ui.Label(text=label, description=hint, component=field))
        return field


class ProposalForm(Form):
    """What is proposed."""

    def __init__(self, kind: Kind, for_member: str) -> None:
        super().__init__(title="Propose a motion", custom_id="committee:propose")
        self._kind = kind
        self._for_member = for_member
        self._title = self.ask("title", "Title", "One subject, in one line.", wording.TITLE)
        self._text = self.ask(
            "text",
            "Text",
            "What is to be decided. May stay empty with a pull request.",
            wording.TEXT,
            needed=False,
        )
        self._request = self.ask("request", "Pull request", "Its link, if there is one.", _LINK, needed=False)
        self._chat = self.ask(
            "chat",
            "Discussion",
            "The link of the discussion; this channel, if left out.",
            _LINK,
            needed=False,
        )

    async def on_submit(self, interaction: Interaction) -> None:
        """Open the motion."""
        cog = require_seat(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        here = f"https://discord.com/channels/{interaction.guild_id}/{interaction.channel_id}"
        event = Proposed(
            cog.now(),
            interaction.user.id,
            self._kind,
            " ".join(self._title.value.split()),
            self._text.value.strip(),
            address(self._request.value, "The pull request"),
            address(self._chat.value, "The discussion") or here,
            self._for_member,
        )
        note = await cog.pulls.note_on(event.pull_request)
        view = await cog.deciding.propose(event)
        said = (
            f"✅ {wording.title(view)} is proposed; its card is in <#{view.kept.channel_id}>. You count as "
            "approving."
        )
        await answer(interaction, "\n".join(part for part in (said, note) if part))


class RevisionForm(Form):
    """The text as it is to be from now on."""

    def __init__(self, view: View) -> None:
        super().__init__(title=f"Revise motion {view.motion.number}", custom_id="committee:revise")
        course = view.standing.course
        self._number, self._version = view.motion.number, course.version
        self._title = self.ask("title", "Title", "One subject, in one line.", wording.TITLE, now=course.title)
        self._text = self.ask(
            "text", "Text", "The whole text as it is to be.", wording.TEXT, now=course.text, needed=False
        )
        self._summary = self.ask(
            "summary", "What was changed", "For those who have answered before.", _SUMMARY, needed=False
        )
        self._linked = course.pull_request
        self._request = self.ask(
            "request", "Pull request", "Its link, if there is one.", _LINK, now=self._linked, needed=False
        )

    async def on_submit(self, interaction: Interaction) -> None:
        """Change the text; fourteen new days begin."""
        cog = require_seat(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        link = address(self._request.value, "The pull request")
        event = Revised(
            cog.now(),
            interaction.user.id,
            " ".join(self._title.value.split()),
            self._text.value.strip(),
            None if link == self._linked else link,
            " ".join(self._summary.value.split()),
        )
        note = await cog.pulls.note_on(event.pull_request or "")
        said = told(await cog.deciding.act(self._number, event, self._version))
        await answer(interaction, "\n".join(part for part in (said, note) if part))


class ReasonForm(Form):
    """Which changes are requested, or why a motion is vetoed."""

    def __init__(self, choice: Choice, motion: int, version: int) -> None:
        veto = choice is Choice.VETO
        title = f"{'Veto' if veto else 'Request changes to'} motion {motion}"
        super().__init__(title=fit(title, 45), custom_id="committee:reason")
        self._choice, self._motion, self._version = choice, motion, version
        label = "Why should the voting members decide?" if veto else "What is to be changed?"
        hint = (
            "Everybody reads it. You are asked once more before it counts." if veto else "Everybody reads it."
        )
        self._reason = self.ask("reason", label, hint, wording.REASON)

    async def on_submit(self, interaction: Interaction) -> None:
        """Request the changes at once; ask once more before a veto."""
        cog = require_seat(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        reason = self._reason.value.strip()
        event = Answered(cog.now(), interaction.user.id, self._choice, reason)
        if self._choice is Choice.VETO:
            await ask(interaction, await cog.deciding.ask(self._motion, event, self._version), "Veto it")
        else:
            await answer(interaction, told(await cog.deciding.act(self._motion, event, self._version)))
