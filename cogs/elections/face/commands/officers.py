"""`/election`: what conducts an election. Each step checks who asks."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import discord
from discord import app_commands

from bot.cog import CommunityCog
from bot.limits import CHOICE_NAME, fit
from bot.texts import plain
from cogs.elections.conduct.counting import TOLD
from cogs.elections.conduct.drafting import MOVABLE
from cogs.elections.conduct.service import Conduct
from cogs.elections.face import creating, drafting, steps
from cogs.elections.face.choosing import chosen, suggest
from cogs.elections.face.commands.group import election as group
from cogs.elections.face.controls import Interaction, actor_of, page
from cogs.elections.face.next_steps import leaves_draft
from cogs.elections.face.places import Channel
from cogs.elections.face.question_forms import TITLE
from cogs.elections.face.rights import require_create
from cogs.elections.model import Stage
from cogs.elections.rules.kinds import PRESETS
from cogs.elections.rules.stages import STEPS, Step
from cogs.elections.settings import ElectionsSettings

_KINDS = [
    app_commands.Choice(name=fit(f"{name}: {preset.sentence}", CHOICE_NAME), value=name)
    for name, preset in PRESETS.items()
]
_WHICH = "Which election; may be left out when there is only one"
_WHEN = "Such as 2026-12-14 19:00, or Mon 14 Dec 2026, 7 pm CET"
# At which stages a command can be used, for what it suggests, and for what it takes when nothing is chosen.
_STAGES: Mapping[str, Collection[Stage]] = {
    "edit": MOVABLE,
    "officer": STEPS[Step.APPOINT],
    "open": {*STEPS[Step.BEGIN_NOMINATIONS], *STEPS[Step.OPEN]},
    "repost": (Stage.OPEN, *TOLD),
    "second-ballot": STEPS[Step.SECOND_BALLOT],
    **{key: STEPS[asked.step] for key, asked in steps.STEPS.items() if key not in ("nominations", "open")},
}


class OfficerCommands(CommunityCog[ElectionsSettings]):
    """The commands that conduct an election, in the order in which they are needed."""

    conduct: Conduct

    election = group

    @group.command(name="create", description="Draft an election, an amendment, an admission or a motion.")
    @app_commands.describe(
        kind="What is voted on, and by which rules",
        title="What it is called, such as Officers 2027",
        opens=f"When voting opens. {_WHEN}",
        closes="When voting closes; as long as the rules say, if left out",
        nominations="When nominations begin; as long before voting as the rules say, if left out",
        nominations_until="When nominations end; when voting opens, if left out",
        officer="The returns officer: the Secretary, if left out",
        channel="Where it is announced",
    )
    @app_commands.rename(nominations_until="nominations-until")
    @app_commands.choices(kind=_KINDS)
    async def create(
        self,
        interaction: Interaction,
        kind: str,
        title: app_commands.Range[str, 1, TITLE],
        opens: str,
        closes: str | None = None,
        nominations: str | None = None,
        nominations_until: str | None = None,
        officer: discord.Member | None = None,
        channel: app_commands.Transform[int, Channel] | None = None,
    ) -> None:
        """Make the draft, and show it with what changes it."""
        actor = require_create(interaction)
        await interaction.response.defer(ephemeral=True)
        draft = creating.draft_of(
            interaction,
            kind=kind,
            title=title,
            opens=opens,
            closes=closes,
            nominations=nominations,
            nominations_until=nominations_until,
            officer=officer,
            channel_id=channel,
        )
        made = await self.conduct.create(actor, draft)
        await drafting.show(interaction, made.id)

    @group.command(name="edit", description="Change a draft: questions, rules, times; later on times alone.")
    @app_commands.describe(election=_WHICH)
    async def edit(self, interaction: Interaction, election: str | None = None) -> None:
        """Show the draft with what changes it."""
        await interaction.response.defer(ephemeral=True)
        sheet = await chosen(interaction, election, _STAGES["edit"])
        drafting.require_movable(actor_of(interaction), sheet)
        await interaction.edit_original_response(view=drafting.panel(sheet))

    @group.command(name="officer", description="Make somebody else the returns officer.")
    @app_commands.describe(member="Who conducts the election from now on", election=_WHICH)
    async def officer(
        self, interaction: Interaction, member: discord.Member, election: str | None = None
    ) -> None:
        """Hand the election over."""
        await interaction.response.defer(ephemeral=True)
        sheet = await chosen(interaction, election, _STAGES["officer"])
        creating.require_person(member)
        await self.conduct.hand_over(actor_of(interaction), sheet.election.id, member.id)
        text = f"✅ {member.mention} conducts **{plain(sheet.election.title)}** from now on."
        await interaction.edit_original_response(view=page(text))

    @group.command(name="freeze", description="Publish the ballot: nothing of it can be changed after this.")
    @app_commands.describe(election=_WHICH)
    async def freeze(self, interaction: Interaction, election: str | None = None) -> None:
        """Ask, then freeze."""
        await self._ask(interaction, election, "freeze")

    @group.command(
        name="open", description="Open nominations of a draft, or voting once the ballot is published."
    )
    @app_commands.describe(election=_WHICH)
    async def open(self, interaction: Interaction, election: str | None = None) -> None:
        """Ask, then open what comes next."""
        await steps.hold(interaction, "open")
        sheet = await chosen(interaction, election, _STAGES["open"])
        draft = sheet.election.stage is Stage.DRAFT
        await steps.ask(interaction, sheet, leaves_draft(sheet) if draft else "open")

    @group.command(name="extend", description="Let nominations go on, or a vote in which too few took part.")
    @app_commands.describe(election=_WHICH)
    async def extend(self, interaction: Interaction, election: str | None = None) -> None:
        """Ask until when, and why."""
        await self._ask(interaction, election, "extend")

    @group.command(name="remind", description="Remind everybody of the vote, without naming anybody.")
    @app_commands.describe(election=_WHICH)
    async def remind(self, interaction: Interaction, election: str | None = None) -> None:
        """Ask, then remind."""
        await self._ask(interaction, election, "remind")

    @group.command(name="repost", description="Post the announcement or the result again that was deleted.")
    @app_commands.describe(election=_WHICH)
    async def repost(self, interaction: Interaction, election: str | None = None) -> None:
        """Post it again."""
        await interaction.response.defer(ephemeral=True)
        sheet = await chosen(interaction, election, _STAGES["repost"])
        there = await self.conduct.repost(actor_of(interaction), sheet.election.id)
        what = "It" if there.stage is Stage.OPEN else "The result"
        text = f"✅ {what} is posted again in <#{there.channel_id}>."
        await interaction.edit_original_response(view=page(text))

    @group.command(name="close", description="Close voting before its time, with a reason.")
    @app_commands.describe(election=_WHICH)
    async def close(self, interaction: Interaction, election: str | None = None) -> None:
        """Ask why."""
        await self._ask(interaction, election, "close")

    @group.command(name="count", description="Count a closed vote now; the bot does it by itself soon.")
    @app_commands.describe(election=_WHICH)
    async def count(self, interaction: Interaction, election: str | None = None) -> None:
        """Ask, then count."""
        await self._ask(interaction, election, "count")

    @group.command(name="confirm", description="Confirm the outcome: terms of office begin with it.")
    @app_commands.describe(election=_WHICH)
    async def confirm(self, interaction: Interaction, election: str | None = None) -> None:
        """Ask, then confirm."""
        await self._ask(interaction, election, "confirm")

    @group.command(name="second-ballot", description="Draft what follows a tie, or an office left open.")
    @app_commands.describe(election=_WHICH)
    async def second_ballot(self, interaction: Interaction, election: str | None = None) -> None:
        """Ask, then draft it."""
        await self._ask(interaction, election, "second")

    @group.command(name="lot", description="Decide a tie by the public lot that anyone can repeat.")
    @app_commands.describe(election=_WHICH)
    async def lot(self, interaction: Interaction, election: str | None = None) -> None:
        """Ask for the public value."""
        await self._ask(interaction, election, "lot")

    @group.command(name="cancel", description="Cancel an election, with a reason; everything is kept.")
    @app_commands.describe(election=_WHICH)
    async def cancel(self, interaction: Interaction, election: str | None = None) -> None:
        """Ask why."""
        await self._ask(interaction, election, "cancel")

    @group.command(name="archive", description="Put away an election that is over.")
    @app_commands.describe(election=_WHICH)
    async def archive(self, interaction: Interaction, election: str | None = None) -> None:
        """Ask, then archive."""
        await self._ask(interaction, election, "archive")

    # --- helpers -----------------------------------------------------------------------------------------

    async def _ask(self, interaction: Interaction, election: str | None, key: str) -> None:
        await steps.hold(interaction, key)
        sheet = await chosen(interaction, election, STEPS[steps.STEPS[key].step])
        await steps.ask(interaction, sheet, key)

    @edit.autocomplete("election")
    @officer.autocomplete("election")
    @freeze.autocomplete("election")
    @open.autocomplete("election")
    @extend.autocomplete("election")
    @remind.autocomplete("election")
    @repost.autocomplete("election")
    @close.autocomplete("election")
    @count.autocomplete("election")
    @confirm.autocomplete("election")
    @second_ballot.autocomplete("election")
    @lot.autocomplete("election")
    @cancel.autocomplete("election")
    @archive.autocomplete("election")
    async def _elections(self, interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        command = interaction.command.name if interaction.command else ""
        return await suggest(interaction, current, _STAGES.get(command, ()))
