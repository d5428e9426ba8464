"""`/motion`. Every act is checked again where it is done."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

import discord
from discord import app_commands, ui

from bot.cog import CommunityCog
from bot.limits import AUTOCOMPLETE_CHOICES, CHOICE_NAME, MESSAGE_TEXT, fit
from bot.rest import File
from cogs.committee.deciding.members import MembersVotes
from cogs.committee.deciding.service import Deciding
from cogs.committee.deciding.telling import card_key, file_of
from cogs.committee.deciding.views import View
from cogs.committee.face import cards, wording
from cogs.committee.face.confirming import ask
from cogs.committee.face.controls import (
    Interaction,
    address,
    committee_of,
    require_seat,
    show,
    words_page,
)
from cogs.committee.face.forms import ProposalForm, RevisionForm
from cogs.committee.face.watching import watch
from cogs.committee.model import Kind, Recorded, VoteDecided, VoteOpened, VoteOutcome, Withdrawn
from cogs.committee.pulls.following import Following
from cogs.committee.rules import words
from cogs.committee.rules.cautions import Caution
from cogs.committee.rules.seating import Seen
from cogs.committee.settings import CommitteeSettings

_WHICH = "The motion's number"
_KINDS = [
    app_commands.Choice(name=fit(f"{words.KINDS[kind]}: {said}", CHOICE_NAME), value=str(kind))
    for kind, said in {
        Kind.MINOR: "merged without review",
        Kind.OPERATIONAL: "the committee decides",
        Kind.STRATEGIC: "then the voting members, by simple majority",
        Kind.CHARTER: "then the voting members, by two thirds",
    }.items()
]
_STEPS = [app_commands.Choice(name="is open now", value="opened")] + [
    app_commands.Choice(name=words.OUTCOMES[outcome], value=str(outcome)) for outcome in VoteOutcome
]
_REASON = app_commands.Range[str, 1, 300]
_GROUP = app_commands.Group(name="motion", description="The Executive Committee's motions.", guild_only=True)


class MotionCommands(CommunityCog[CommitteeSettings]):
    """The commands, in the order in which a motion meets them."""

    deciding: Deciding
    pulls: Following
    members: MembersVotes

    motion = _GROUP

    def seen(self) -> Seen | None:
        """Return what is seen of the committee now; None while Discord has not told who is here."""
        return watch(self.bot, self.settings)

    def now(self) -> datetime:
        """Return the moment at which somebody acts."""
        return self.bot.clock.now()

    @_GROUP.command(name="propose", description="Propose a motion to the committee; you count as approving.")
    @app_commands.describe(
        kind="What it is about; it says who decides",
        for_member="Whose amendment of the charter you bring forward, if not your own",
    )
    @app_commands.rename(for_member="for-member")
    @app_commands.choices(kind=_KINDS)
    async def propose(
        self, interaction: Interaction, kind: str, for_member: app_commands.Range[str, 1, 100] | None = None
    ) -> None:
        """Open the form."""
        require_seat(interaction)
        await interaction.response.send_modal(ProposalForm(Kind(kind), for_member or ""))

    @_GROUP.command(name="list", description="Open motions, and whose turn it is.")
    async def list_open(self, interaction: Interaction) -> None:
        """List what goes on."""
        await interaction.response.defer(ephemeral=True)
        found = [view for view in await self.deciding.looking.all() if view.standing.end is None]
        await _list(interaction, "### 🏛️ Motions that go on", found, "No motion is open.")

    @_GROUP.command(name="show", description="How a motion stands, its whole text and its record so far.")
    @app_commands.describe(motion=_WHICH)
    async def show(self, interaction: Interaction, motion: app_commands.Range[int, 1, 999_999_999]) -> None:
        """Show it; when its card was deleted, a member of the committee has it posted again by that."""
        await interaction.response.defer(ephemeral=True)
        view = await self.deciding.looking.view(motion)
        again = await self._post_again(interaction, view)
        seen = self.seen()
        layout = cards.shown(view, answerable=seen is not None and interaction.user.id in seen.names)
        await _with_file(interaction, layout, await self._record(view), again)

    @_GROUP.command(name="revise", description="Change the text of a motion; fourteen new days begin.")
    @app_commands.describe(motion=_WHICH)
    async def revise(self, interaction: Interaction, motion: app_commands.Range[int, 1, 999_999_999]) -> None:
        """Open the form with the text as it is."""
        require_seat(interaction)
        await interaction.response.send_modal(RevisionForm(await self.deciding.looking.view(motion)))

    @_GROUP.command(name="withdraw", description="Take a motion back that you have proposed.")
    @app_commands.describe(motion=_WHICH, reason="Why, for the log")
    async def withdraw(
        self,
        interaction: Interaction,
        motion: app_commands.Range[int, 1, 999_999_999],
        reason: _REASON | None = None,
    ) -> None:
        """Ask, then take it back."""
        require_seat(interaction)
        await interaction.response.defer(ephemeral=True)
        event = Withdrawn(self.now(), interaction.user.id, reason or "")
        await ask(interaction, await self.deciding.ask(motion, event), "Withdraw it")

    @_GROUP.command(
        name="vote", description="Note that the voting members' vote is open, or what came of it."
    )
    @app_commands.describe(
        motion=_WHICH,
        step="Their vote …",
        link="Where they vote",
        detail="Its outcome in numbers",
    )
    @app_commands.choices(step=_STEPS)
    async def vote(
        self,
        interaction: Interaction,
        motion: app_commands.Range[int, 1, 999_999_999],
        step: str,
        link: str | None = None,
        detail: _REASON | None = None,
    ) -> None:
        """Ask, then note it."""
        require_seat(interaction)
        await interaction.response.defer(ephemeral=True)
        where = address(link, "Where they vote")
        if step == "opened":
            opened = VoteOpened(self.now(), interaction.user.id, where)
            opened, election = await self.members.by_hand(motion, opened)
            elsewhere = (Caution.ELECTION_IS_DRAFTED,) if election is not None and where else ()
            asked = await self.deciding.ask(motion, opened, cautions=elsewhere)
            await ask(interaction, asked, "It is open")
        else:
            said = VoteDecided(self.now(), interaction.user.id, VoteOutcome(step), detail or "")
            await ask(interaction, await self.deciding.ask(motion, said), "Note it")

    @_GROUP.command(name="record", description="Put a decision on record: after this nothing changes it.")
    @app_commands.describe(motion=_WHICH, link="The merge, or the commit with the record")
    async def record(
        self,
        interaction: Interaction,
        motion: app_commands.Range[int, 1, 999_999_999],
        link: str | None = None,
    ) -> None:
        """Ask, then record it; everybody can have the file of one that is on record."""
        await interaction.response.defer(ephemeral=True)
        view = await self.deciding.looking.view(motion)
        if view.standing.end is not None:
            await _with_file(
                interaction, words_page(f"### 📜 {wording.title(view)}"), await self._record(view)
            )
            return
        require_seat(interaction)
        # Whatever was said on the pull request until now counts.
        await self.pulls.look_now(motion)
        event = Recorded(self.now(), interaction.user.id, address(link, "The merge"))
        await ask(interaction, await self.deciding.ask(motion, event), "Record it")

    @_GROUP.command(name="history", description="All motions, the newest first.")
    @app_commands.describe(search="Words of the title, text, kind or decision, or for whom it was")
    async def history(
        self, interaction: Interaction, search: app_commands.Range[str, 1, 100] | None = None
    ) -> None:
        """List what was ever proposed."""
        await interaction.response.defer(ephemeral=True)
        wanted = (search or "").casefold().split()
        found = [view for view in await self.deciding.looking.all() if _has(view, wanted)]
        await _list(
            interaction, "### 📜 Motions", found, "No motion has these words." if wanted else "None yet."
        )

    @show.autocomplete("motion")
    @revise.autocomplete("motion")
    @withdraw.autocomplete("motion")
    @vote.autocomplete("motion")
    @record.autocomplete("motion")
    async def suggest(self, interaction: Interaction, typed: int | str) -> list[app_commands.Choice[int]]:
        """Suggest motions by number or title, those that go on first."""
        wanted = str(typed).casefold().split()
        found = [
            view
            for view in await self.deciding.looking.all()
            if str(view.motion.number).startswith(str(typed)) or _has(view, wanted)
        ]
        found.sort(key=lambda view: view.standing.end is not None)
        return [
            app_commands.Choice(
                name=fit(f"{view.motion.number}: {view.standing.course.title}", CHOICE_NAME),
                value=view.motion.number,
            )
            for view in found[:AUTOCOMPLETE_CHOICES]
        ]

    async def _record(self, view: View) -> File:
        return file_of(await self.deciding.looking.record(view))

    async def _post_again(self, interaction: Interaction, view: View) -> str:
        """Have the card posted again when it is gone, for the committee alone; what is to be said of it."""
        seen = self.seen()
        if view.standing.end is not None or seen is None or interaction.user.id not in seen.names:
            return ""
        said = await self.bot.outbox.find(card_key(view.kept))
        if said is None or said.state in ("waiting", "sending", "held"):
            return ""
        if said.message_id is not None and not await self.bot.is_gone(said.channel_id, said.message_id):
            return ""
        await committee_of(interaction).deciding.post_again(view.motion.number, view.kept.cards)
        return f"-# Its card was gone, and is posted again in <#{view.kept.channel_id}>."


def _has(view: View, wanted: Sequence[str]) -> bool:
    course = view.standing.course
    proposal = view.standing.proposal
    said = (
        course.title,
        course.text,
        words.KINDS[proposal.kind],
        words.state(view.standing),
        proposal.for_member,
    )
    text = " ".join((str(view.motion.number), *said)).casefold()
    return all(word in text for word in wanted)


async def _list(interaction: Interaction, head: str, found: Sequence[View], none: str) -> None:
    lines = wording.cut([wording.line(view) for view in found], MESSAGE_TEXT - 300)
    more = len(found) - len(lines)
    note = f"-# And {more} more: `/motion history` with words of theirs finds them." if more else ""
    await show(interaction, words_page(head, "\n".join(lines) or none, note))


async def _with_file(interaction: Interaction, layout: ui.LayoutView, file: File, note: str = "") -> None:
    layout.add_item(ui.File(f"attachment://{file.name}"))
    if note:
        layout.add_item(ui.TextDisplay(note))
    attached = discord.File(io.BytesIO(file.data), file.name, description=file.description)
    await interaction.edit_original_response(view=layout, attachments=[attached])
