"""Which election is meant: suggested while one types, found by what was typed, or the only one there is."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import islice

from discord import app_commands

from bot.errors import UserError
from bot.limits import AUTOCOMPLETE_CHOICES, CHOICE_NAME, fit
from bot.texts import plain
from cogs.elections.conduct.facts import Sheet
from cogs.elections.conduct.naming import names
from cogs.elections.face.controls import Interaction, elections_of
from cogs.elections.face.rights import sees_draft
from cogs.elections.face.wording import STAGES
from cogs.elections.model import Election, Stage


async def suggest(
    interaction: Interaction, typed: str, stages: Collection[Stage] = ()
) -> list[app_commands.Choice[str]]:
    """Return the elections whose titles fit what is typed, newest first; of `stages`, if there are any."""
    wanted = typed.strip().casefold()
    known = await visible(interaction, stages) or await visible(interaction)
    fitting = (each for each in known if wanted in each.title.casefold())
    return [
        app_commands.Choice(name=_suggested(each), value=f"#{each.id}")
        for each in islice(fitting, AUTOCOMPLETE_CHOICES)
    ]


async def chosen(
    interaction: Interaction, typed: str | None, stages: Collection[Stage] = (), *, or_newest: bool = False
) -> Sheet:
    """Return the election that was chosen or typed by its title; of `stages`, the only one when none was.

    With `or_newest` the newest one when none is of `stages`.

    What was chosen is returned at whatever stage it is: why a step is not possible there is for the step to
    say. Raises `UserError` when no election fits, or several do.
    """
    cog = elections_of(interaction)
    known = await visible(interaction)
    if typed is None:
        fitting = [each for each in known if not stages or each.stage in stages]
        if not fitting and or_newest:
            fitting = known[:1]
        if not fitting and known:
            raise UserError(
                "There is no election at the moment with which this can be done.",
                "`/election list` shows how they stand.",
            )
    elif number := re.fullmatch(r"#(\d{1,18})", typed.strip()):
        fitting = [each for each in known if each.id == int(number[1])]
    else:
        name = typed.strip().casefold()
        exact = [each for each in known if each.title.casefold() == name]
        fitting = exact or [each for each in known if name in each.title.casefold()]
    if not known:
        raise UserError("There are no elections yet.", "Officers draft one with `/election create`.")
    if not fitting:
        raise UserError(
            f"No election is called “{plain(fit(typed or '', 100))}”.", "Choose one of the suggestions."
        )
    if len(fitting) > 1:
        raise UserError(
            f"Which of these: {names([each.title for each in fitting])}?",
            "Choose the election with the option `election`.",
        )
    return await cog.conduct.describe(fitting[0].id)


async def visible(interaction: Interaction, stages: Collection[Stage] = ()) -> list[Election]:
    """Return the elections that somebody may see, newest first: drafts are for officers."""
    found = await elections_of(interaction).conduct.elections(*stages)
    return [each for each in found if each.stage is not Stage.DRAFT or sees_draft(interaction, each)]


def _suggested(election: Election) -> str:
    return fit(f"{election.title} · {STAGES[election.stage]}", CHOICE_NAME)
