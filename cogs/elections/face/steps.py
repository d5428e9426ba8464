"""Steps that change an election for everybody: each is asked once, with what will happen, and then done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from bot.errors import UserError
from bot.limits import custom_id
from bot.texts import plain
from bot.ui import Component, Layout
from cogs.elections.conduct.facts import Actor, Sheet
from cogs.elections.face import consequences, step_forms
from cogs.elections.face.controls import KEY, Interaction, actor_of, elections_of, page
from cogs.elections.face.next_steps import NextStep, next_steps
from cogs.elections.face.rights import may, require_step
from cogs.elections.model import Stage
from cogs.elections.rules.stages import IllegalStep, Step, after

if TYPE_CHECKING:
    from cogs.elections.conduct.service import Conduct


@dataclass(frozen=True, slots=True)
class Asked:
    """A step as it is asked for: its button, what will happen, and what does it and says so.

    With a `form` what is missing is asked for in the same breath.
    """

    step: Step
    label: str
    will: Callable[[Sheet], list[str]]
    act: Callable[[Conduct, Actor, int], Awaitable[str]] | None = None
    form: type[step_forms.StepForm] | None = None
    style: discord.ButtonStyle = discord.ButtonStyle.primary


async def _favour(conduct: Conduct, actor: Actor, election_id: int) -> str:
    await conduct.favour(actor, election_id)
    return "You are in favour."


async def _begin_nominations(conduct: Conduct, actor: Actor, election_id: int) -> str:
    await conduct.begin_nominations(actor, election_id)
    return "Nominations are open."


async def _freeze(conduct: Conduct, actor: Actor, election_id: int) -> str:
    await conduct.freeze(actor, election_id)
    return "The ballot is published."


async def _open(conduct: Conduct, actor: Actor, election_id: int) -> str:
    await conduct.open(actor, election_id)
    return "Voting is open."


async def _remind(conduct: Conduct, actor: Actor, election_id: int) -> str:
    await conduct.remind(actor, election_id)
    return "The reminder is on its way."


async def _count(conduct: Conduct, actor: Actor, election_id: int) -> str:
    await conduct.count(actor, election_id)
    return "The count is done, and its result is published."


async def _confirm(conduct: Conduct, actor: Actor, election_id: int) -> str:
    done = await conduct.confirm(actor, election_id)
    said = ["The outcome is confirmed."]
    said += [f"{plain(term.name)} is **{plain(term.office)}** from now on." for term in done.began]
    said += [f"{plain(term.name)} is {plain(term.office)} no more." for term in done.ended]
    return " ".join(said)


async def _second_ballot(conduct: Conduct, actor: Actor, election_id: int) -> str:
    follow_up = await conduct.second_ballot(actor, election_id)
    return f"**{plain(follow_up.title)}** is drafted."


async def _archive(conduct: Conduct, actor: Actor, election_id: int) -> str:
    await conduct.archive(actor, election_id)
    return "It is archived."


_SECONDARY, _DANGER = discord.ButtonStyle.secondary, discord.ButtonStyle.danger
STEPS: Mapping[str, Asked] = {
    "favour": Asked(Step.FAVOUR, "I am in favour", consequences.favour, _favour),
    "nominations": Asked(
        Step.BEGIN_NOMINATIONS, "Open nominations", consequences.begin_nominations, _begin_nominations
    ),
    "freeze": Asked(Step.FREEZE, "Publish the ballot", consequences.freeze, _freeze),
    "open": Asked(Step.OPEN, "Open voting now", consequences.open_voting, _open),
    "extend": Asked(Step.EXTEND, "Extend", consequences.extend, form=step_forms.ExtendForm, style=_SECONDARY),
    "remind": Asked(Step.REMIND, "Remind", consequences.remind, _remind, style=_SECONDARY),
    "close": Asked(
        Step.CLOSE, "Close voting early", consequences.close, form=step_forms.CloseForm, style=_DANGER
    ),
    "count": Asked(Step.COUNT, "Count", consequences.count, _count),
    "confirm": Asked(Step.CONFIRM, "Confirm the outcome", consequences.confirm, _confirm),
    "second": Asked(Step.SECOND_BALLOT, "Hold a second ballot", consequences.second_ballot, _second_ballot),
    "lot": Asked(Step.DRAW_LOT, "Draw the lot", consequences.draw_lot, form=step_forms.LotForm),
    "archive": Asked(Step.ARCHIVE, "Archive", consequences.archive, _archive, style=_SECONDARY),
    "cancel": Asked(
        Step.CANCEL, "Cancel the election", consequences.cancel, form=step_forms.CancelForm, style=_DANGER
    ),
}
_ONE = "|".join(STEPS)
# A step with a form is taken by sending that.
_WITHOUT_FORM = "|".join(key for key, step in STEPS.items() if step.act is not None)


async def hold(interaction: Interaction, key: str) -> None:
    """Win time for the question of a step, before anything is looked up; a form cannot be put off."""
    if STEPS[key].form is None:
        await interaction.response.defer(ephemeral=True, thinking=True)


async def ask(interaction: Interaction, sheet: Sheet, key: str) -> None:
    """Ask whether a step is to be taken, and say what will happen; the interaction is on `hold`.

    Raises `UserError` when it cannot be taken.
    """
    asked = STEPS[key]
    require_step(actor_of(interaction), sheet, asked.step)
    try:
        after(sheet.election.stage, asked.step)
    except IllegalStep as error:
        raise UserError(error.message, error.hint) from None
    if sheet.lacks and asked.step in (Step.BEGIN_NOMINATIONS, Step.FREEZE):
        raise UserError(" ".join(sheet.lacks), "`/election edit` shows the draft.")
    will = asked.will(sheet)
    if asked.form is not None:
        await interaction.response.send_modal(asked.form(sheet, will))
    else:
        await interaction.edit_original_response(view=question(sheet, key, will))


def question(sheet: Sheet, key: str, will: list[str]) -> Layout:
    """Return the question whether a step is to be taken, with what will happen."""
    election = sheet.election
    return page(
        f"### {STEPS[key].label}: {plain(election.title)}?",
        "\n".join(f"- {line}" for line in will),
        ui.ActionRow(Do.button(key, election.id), Leave.button()),
    )


async def done(interaction: Interaction, election_id: int, said: str) -> Layout:
    """Return what is shown after a step: that it is done, and what comes next."""
    sheet = await elections_of(interaction).conduct.describe(election_id)
    following = next_steps(sheet)
    parts: list[str | ui.Item[Any]] = [f"✅ {said}", f"**Next:** {following.text}"]
    return page(*parts, *step_buttons(sheet, actor_of(interaction), following))


def step_buttons(sheet: Sheet, actor: Actor, following: NextStep) -> list[ui.ActionRow[Any]]:
    """Return a row of buttons for the steps that somebody may take next, if there are any."""
    keys = [key for key in following.keys if may(actor, sheet, STEPS[key].step)]
    return [ui.ActionRow(*(Ask.button(key, sheet.election.id) for key in keys))] if keys else []


class Ask(Component[ui.Button[Any]], template=rf"election:ask:(?P<key>{_ONE}):(?P<election>{KEY})"):
    """Asks for a step."""

    @classmethod
    def button(cls, key: str, election_id: int) -> Self:
        """Return the button."""
        asked = STEPS[key]
        name = custom_id("election:ask", key, election_id)
        return cls.of(ui.Button(label=f"{asked.label}…", style=asked.style, custom_id=name))

    async def pressed(self, interaction: Interaction) -> None:
        """Ask."""
        await hold(interaction, self.found["key"])
        sheet = await elections_of(interaction).conduct.describe(int(self.found["election"]))
        await ask(interaction, sheet, self.found["key"])


class Do(Component[ui.Button[Any]], template=rf"election:do:(?P<key>{_WITHOUT_FORM}):(?P<election>{KEY})"):
    """Takes a step that was asked for."""

    @classmethod
    def button(cls, key: str, election_id: int) -> Self:
        """Return the button."""
        asked = STEPS[key]
        name = custom_id("election:do", key, election_id)
        return cls.of(ui.Button(label=asked.label, style=asked.style, custom_id=name))

    async def pressed(self, interaction: Interaction) -> None:
        """Take it; a second press is told how the election stands."""
        await interaction.response.defer()
        act = STEPS[self.found["key"]].act
        assert act is not None  # noqa: S101 - a step with a form has no such button
        election_id = int(self.found["election"])
        conduct = elections_of(interaction).conduct
        said = await act(conduct, actor_of(interaction), election_id)
        if self.found["key"] == "second":
            # It goes on with the one that was drafted.
            drafts = await conduct.elections(Stage.DRAFT)
            election_id = max(each.id for each in drafts if each.follows == election_id)
        await interaction.edit_original_response(view=await done(interaction, election_id, said))


class Leave(Component[ui.Button[Any]], template=r"election:leave"):
    """Leaves everything as it is."""

    @classmethod
    def button(cls) -> Self:
        """Return the button."""
        return cls.of(ui.Button(label="Leave it", custom_id="election:leave"))

    async def pressed(self, interaction: Interaction) -> None:
        """Take the question away."""
        await interaction.response.edit_message(view=page("Nothing was changed."))
