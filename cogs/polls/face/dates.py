"""Date polls: their message, and how one answers them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Self

import discord
from discord import ui

from bot.clock import discord_time
from bot.limits import MESSAGE_TEXT, custom_id
from bot.texts import plural
from bot.ui import Component, Layout, page
from cogs.polls.face.controls import KEY, Interaction, polls_of, require_poll
from cogs.polls.face.wording import COLOUR, ENDED, foot, head
from cogs.polls.model import Answer, Fit, Kind, Poll, Standing
from cogs.polls.rules.voting import Slot, best, by_fit
from cogs.polls.views import Own

_SIGNS = {Fit.YES: "✅", Fit.MAYBE: "🟡", Fit.NO: "❌"}
_LEGEND = "-# ✅ can · 🟡 if need be · ❌ cannot. Times are in your own time zone."
# Of a message's text, for everything but the moments and the names.
_REST = 900


class Open(Component[ui.Button[Any]], template=rf"polls:answer:{KEY}"):
    """Shows who presses it their own answer, to be changed."""

    @classmethod
    def button(cls, poll: Poll) -> Self:
        """Return the button."""
        return cls.of(
            ui.Button(
                label="Say when you can",
                style=discord.ButtonStyle.primary,
                custom_id=custom_id("polls:answer", poll.id),
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Show it."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await require_poll(interaction, int(self.found["poll"]), Kind.DATE)
        own = await polls_of(interaction).polling.own(int(self.found["poll"]), interaction.user.id)
        await interaction.edit_original_response(view=paper(own))


class Pick(Component[ui.Select[Any]], template=rf"polls:(?P<fit>can|maybe):{KEY}"):
    """The moments at which somebody can come, or could."""

    @classmethod
    def menu(cls, poll: Poll, fit: Fit, answer: Answer | None) -> Self:
        """Return the menu, with what was chosen before."""
        options = poll.question.options
        return cls.of(
            ui.Select(
                custom_id=custom_id("polls:can" if fit is Fit.YES else "polls:maybe", poll.id),
                placeholder="✅ I can at …" if fit is Fit.YES else "🟡 If need be at …",
                min_values=0,
                max_values=len(options),
                options=[
                    discord.SelectOption(
                        label=f"{option.number}. {option.label}",
                        value=str(option.number),
                        default=answer is not None and answer[place] == fit,
                    )
                    for place, option in enumerate(options)
                ],
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Note what was chosen; what was said of the others stays."""
        fit = Fit.YES if self.found["fit"] == "can" else Fit.MAYBE
        chosen = {int(value) for value in self.item.values if value.isdecimal()}
        await _change(interaction, int(self.found["poll"]), picked(fit, chosen))


class Whole(Component[ui.Button[Any]], template=rf"polls:(?P<what>none|forget):{KEY}"):
    """Says that no moment suits, or takes the whole answer back."""

    @classmethod
    def none(cls, poll: Poll) -> Self:
        """Return the button for who cannot come at all."""
        return cls.of(ui.Button(label="❌ None of these", custom_id=custom_id("polls:none", poll.id)))

    @classmethod
    def forget(cls, poll: Poll) -> Self:
        """Return the button that takes the answer back."""
        return cls.of(ui.Button(label="Take my answer back", custom_id=custom_id("polls:forget", poll.id)))

    async def pressed(self, interaction: Interaction) -> None:
        """Do so."""
        none = self.found["what"] == "none"
        await _change(interaction, int(self.found["poll"]), picked(Fit.NO, None) if none else _nothing)


COMPONENTS = (Open, Pick, Whole)
# From an answer, if any, and the number of moments, to the answer in its place.
Picked = Callable[[Answer | None, int], Answer | None]


def picked(fit: Fit, chosen: set[int] | None) -> Picked:
    """Return the change that gives `fit` to the chosen moments (by number; None: all), and to no others."""

    def changed(before: Answer | None, slots: int) -> Answer:
        said = before or (Fit.NO,) * slots
        return tuple(
            fit if chosen is None or number in chosen else (Fit.NO if old == fit else old)
            for number, old in enumerate(said, 1)
        )

    return changed


def _nothing(_before: Answer | None, _slots: int) -> None:
    return None


async def _change(interaction: Interaction, poll_id: int, to: Picked) -> None:
    await interaction.response.defer()
    await require_poll(interaction, poll_id, Kind.DATE)
    polling = polls_of(interaction).polling
    slots = len((await polling.standing(poll_id)).poll.question.options)
    own = await polling.change(poll_id, interaction.user.id, lambda before: to(before, slots))
    await interaction.edit_original_response(view=paper(own))


def paper(own: Own) -> Layout:
    """Return what somebody answers on."""
    poll = own.standing.poll
    answer = own.answer
    lines = [
        f"{_SIGNS[Fit(answer[place])] if answer else '▫️'} **{option.number}** {_when(poll, place)}"
        for place, option in enumerate(poll.question.options)
    ]
    state = (
        "✅ Your answer is noted. What you did not choose counts as ❌."
        if answer
        else "You have not answered yet. Choose in one or both menus; each choice is noted at once."
    )
    return page(
        head(poll),
        "-# 👀 A date poll is open: everybody reads your name beside your answer.",
        "\n".join(lines),
        "✅ **I can at**",
        ui.ActionRow(Pick.menu(poll, Fit.YES, answer)),
        "🟡 **If need be at**",
        ui.ActionRow(Pick.menu(poll, Fit.MAYBE, answer)),
        ui.ActionRow(Whole.none(poll), *([Whole.forget(poll)] if answer else [])),
        f"-# {state}",
        colour=COLOUR,
    )


def card(standing: Standing) -> Layout:
    """Return the message of a date poll: the moments, the best first, with names as far as they fit."""
    poll = standing.poll
    slots = by_fit(poll.question, list(standing.answers.items()))
    head_text, foot_text = head(poll), foot(standing, "answered")
    room = MESSAGE_TEXT - _REST - len(head_text)
    table = _table(poll, slots, room)
    if not poll.is_open:
        return page(head_text, f"**{verdict(standing)}**", table, f"{_LEGEND}\n{foot_text}", colour=ENDED)
    return page(
        head_text,
        table,
        ui.ActionRow(Open.button(poll)),
        f"{_LEGEND}\n-# 👀 Open: everybody reads who can when.\n{foot_text}",
        colour=COLOUR,
    )


def news(standing: Standing) -> list[str]:
    """Return what came of a date poll, as paragraphs."""
    poll = standing.poll
    found = best(by_fit(poll.question, list(standing.answers.items())))
    room = MESSAGE_TEXT - _REST
    if len(found) == 1:
        # Its moment is in the verdict.
        _, table = _table(poll, found, room).split("\n", 1)
    else:
        table = _table(poll, found, room)
    return [f"**{verdict(standing)}**", *([f"{table}\n{_LEGEND}"] if found else [])]


def verdict(standing: Standing) -> str:
    """Return the outcome in a sentence: the best moment, or several that are as good."""
    poll = standing.poll
    found = best(by_fit(poll.question, list(standing.answers.items())))
    if not standing.answers:
        return "Nobody answered."
    if not found:
        return "At none of these moments can anybody come."
    if len(found) == 1:
        return f"Best moment: {_when(poll, found[0].place)}"
    return f"{plural(len(found), 'moment')} suit equally well:"


def _table(poll: Poll, slots: Sequence[Slot], room: int) -> str:
    """Return each moment with its counts, and with names while there is room for them."""
    first = {slot.place for slot in best(slots)}
    stars = ["⭐ " if slot.place in first else "" for slot in slots]
    moments = [f"**{slot.place + 1}** {_when(poll, slot.place)}" for slot in slots]
    counted = [_counts(slot) for slot in slots]
    room -= sum(len(part) + 1 for part in (*stars, *moments, *counted))
    lines = []
    for star, moment, counts, slot in zip(stars, moments, counted, slots, strict=True):
        named = _counts(slot, names=True)
        room -= len(named) - len(counts)
        lines += [f"{star}{moment}", named if room >= 0 else counts]
    if room < 0:
        lines.append("-# There is no room for more names.")
    return "\n".join(lines)


def _counts(slot: Slot, *, names: bool = False) -> str:
    """Return how many can, could and cannot; with `names`, who can and could."""
    said = [f"✅ {len(slot.yes)}", f"🟡 {len(slot.maybe)}", f"❌ {len(slot.no)}"]
    for place, people in enumerate((slot.yes, slot.maybe)):
        if names and people:
            said[place] += f" {', '.join(f'<@{person}>' for person in people)}"
    return f"-# {' · '.join(said)}"


def _when(poll: Poll, place: int) -> str:
    at = poll.question.options[place].at
    assert at is not None  # noqa: S101 - the options of date polls are moments
    return discord_time(at, "F")
