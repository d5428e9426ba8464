"""Date polls: their message, and how one answers them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Self

import discord
from discord import ui

from bot.clock import discord_time
from bot.limits import MESSAGE_TEXT, custom_id
from bot.texts import plural
from bot.ui import Component, Layout, page
from cogs.polls.face.controls import KEY, Interaction, polls_of
from cogs.polls.face.wording import COLOUR, ENDED, foot, head
from cogs.polls.model import Answer, Fit, Poll, Standing
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
        ui.ActionRow(Pick.menu(poll, Fit.YES, answer)),
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
    table = "\n".join(_table(poll, slots, room))
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
    return [f"**{verdict(standing)}**", "\n".join(_table(poll, found, MESSAGE_TEXT - _REST)), _LEGEND]


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


def _table(poll: Poll, slots: Sequence[Slot], room: int) -> Iterator[str]:
    """Yield a line for each moment, and below it the names while there is room for them."""
    first = {slot.place for slot in best(slots)} if slots and slots[0].fit[0] else set()
    lines = [_line(poll, slot, slot.place in first) for slot in slots]
    room -= sum(len(line) + 1 for line in lines)
    left_out = False
    for slot, line in zip(slots, lines, strict=True):
        yield line
        names = _names(slot)
        left_out = left_out or len(names) > room
        if names and not left_out:
            room -= len(names) + 1
            yield names
    if left_out:
        yield "-# There is no room for more names."


def _line(poll: Poll, slot: Slot, first: bool) -> str:
    counts = f"✅ {len(slot.yes)} · 🟡 {len(slot.maybe)} · ❌ {len(slot.no)}"
    return f"{'⭐ ' if first else ''}**{slot.place + 1}** {_when(poll, slot.place)} — {counts}"


def _names(slot: Slot) -> str:
    people = (("✅", slot.yes), ("🟡", slot.maybe))
    said = [f"{sign} {', '.join(f'<@{person}>' for person in found)}" for sign, found in people if found]
    return f"-# {' · '.join(said)}" if said else ""


def _when(poll: Poll, place: int) -> str:
    at = poll.question.options[place].at
    assert at is not None  # noqa: S101 - the options of date polls are moments
    return discord_time(at, "F")
