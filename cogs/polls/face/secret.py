"""Secret polls: their message, and how one votes in them."""

from __future__ import annotations

from typing import Any, Self

import discord
from discord import ui

from bot.clock import discord_time
from bot.limits import custom_id, fit
from bot.texts import listing, plain, plural
from bot.ui import PRIVATE, Component, Layout, page
from cogs.polls.face.controls import KEY, Interaction, polls_of, require_poll
from cogs.polls.face.wording import COLOUR, ENDED, foot, head
from cogs.polls.model import Answer, Kind, Poll, Question, Standing
from cogs.polls.rules.voting import FEW, leaders
from cogs.polls.views import Own

# One press is enough where all options fit into a row of buttons.
_BUTTONS = 5
_BAR = 12
# Of a message's text, for the names of all options; and how many of a tie are named.
_ROOM, _NAMED = 1_600, 5
_FEW = f"Fewer than {FEW} people voted: the counts may tell who chose what."


class Choose(Component[ui.Button[Any]], template=rf"polls:choose:{KEY}{PRIVATE}(?P<option>\d{{1,3}})"):
    """Votes for one option."""

    @classmethod
    def button(cls, poll: Poll, number: int, label: str) -> Self:
        """Return the button of an option."""
        return cls.of(
            ui.Button(label=label, custom_id=f"{custom_id('polls:choose', poll.id)}{PRIVATE}{number}")
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Note the vote."""
        await vote(interaction, int(self.found["poll"]), (int(self.found["option"]),))


class ChooseFrom(Component[ui.Select[Any]], template=rf"polls:from:{KEY}"):
    """Votes for what is chosen in a menu."""

    @classmethod
    def menu(cls, poll: Poll) -> Self:
        """Return the menu of all options."""
        asked = poll.question
        return cls.of(
            ui.Select(
                custom_id=custom_id("polls:from", poll.id),
                placeholder="Vote: choose one" if asked.most == 1 else f"Vote: choose up to {asked.most}",
                max_values=asked.most,
                options=[
                    discord.SelectOption(label=option.label, value=str(option.number))
                    for option in asked.options
                ],
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Note the vote."""
        # What is no number was never offered.
        chosen = tuple(sorted(int(value) if value.isdecimal() else 0 for value in self.item.values))
        await vote(interaction, int(self.found["poll"]), chosen)


class TakeBack(Component[ui.Button[Any]], template=rf"polls:back:{KEY}"):
    """Takes one's vote back."""

    @classmethod
    def button(cls, poll: Poll) -> Self:
        """Return the button."""
        return cls.of(
            ui.Button(
                label="Take my vote back",
                style=discord.ButtonStyle.secondary,
                custom_id=custom_id("polls:back", poll.id),
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Forget the vote."""
        await interaction.response.defer()
        cog = polls_of(interaction)
        await require_poll(interaction, int(self.found["poll"]), Kind.SECRET)
        await cog.polling.change(int(self.found["poll"]), interaction.user.id, lambda _: None)
        said = "Your vote is taken back, and nothing is kept of it. You can vote again until the poll ends."
        await interaction.edit_original_response(view=page(f"↩️ {said}", colour=COLOUR))


COMPONENTS = (Choose, ChooseFrom, TakeBack)


async def vote(interaction: Interaction, poll_id: int, answer: Answer) -> None:
    """Note a vote, and say so to who voted alone."""
    await interaction.response.defer(ephemeral=True, thinking=True)
    await require_poll(interaction, poll_id, Kind.SECRET)
    own = await polls_of(interaction).polling.change(poll_id, interaction.user.id, lambda _: answer)
    await interaction.edit_original_response(view=receipt(own, answer))


def receipt(own: Own, answer: Answer) -> Layout:
    """Return what somebody reads of their own vote."""
    poll = own.standing.poll
    names = _names(poll.question)
    chosen = listing(f"**{names[number - 1]}**" for number in answer)
    change = "" if own.before in (None, answer) else " It takes the place of the one before."
    texts = [
        f"✅ Your vote: {chosen}.{change}",
        f"-# Only you see this. You can vote again until {discord_time(poll.question.ends_at, 'f')}.",
    ]
    if own.standing.turnout < FEW:
        people = plural(own.standing.turnout, "person has", "people have")
        texts.append(
            f"-# ⚠️ {people} voted so far. With fewer than {FEW}, the counts may tell who chose what."
        )
    return page("\n".join(texts), ui.ActionRow(TakeBack.button(poll)), colour=COLOUR)


def card(standing: Standing) -> Layout:
    """Return the message of a secret poll."""
    poll = standing.poll
    if not poll.is_open:
        return page(head(poll), results(standing), foot(standing), colour=ENDED)
    asked = poll.question
    rule = "one choice" if asked.most == 1 else f"up to {plural(asked.most, 'choice')}"
    promise = (
        f"-# 🔒 Secret, {rule}. The counts are shown when it ends; who chose what, never. "
        "You can change your vote until then."
    )
    if _has_buttons(asked):
        buttons = [Choose.button(poll, option.number, option.label) for option in asked.options]
        return page(head(poll), ui.ActionRow(*buttons), f"{promise}\n{foot(standing)}", colour=COLOUR)
    names = _names(asked)
    listed = "\n".join(f"{number}\\. {name}" for number, name in enumerate(names, 1))
    return page(
        head(poll),
        listed,
        ui.ActionRow(ChooseFrom.menu(poll)),
        f"{promise}\n{foot(standing)}",
        colour=COLOUR,
    )


def news(standing: Standing) -> list[str]:
    """Return what came of a secret poll, as paragraphs."""
    return [f"**{verdict(standing)}**", results(standing)]


def verdict(standing: Standing) -> str:
    """Return the outcome in a sentence: who leads, or that it is a tie."""
    options = _names(standing.poll.question)
    first = leaders(standing.counts)
    if not first:
        return "Nobody voted."
    votes = plural(standing.counts[first[0]], "vote")
    if len(first) == 1:
        return f"Most votes: {options[first[0]]}, {votes}."
    if len(first) > _NAMED:
        return f"A tie between {len(first)} options, {votes} each."
    return f"A tie: {listing(options[place] for place in first)}, {votes} each."


def results(standing: Standing) -> str:
    """Return the counts, the most first; of equals in the order in which they were asked."""
    options, counts = _names(standing.poll.question), standing.counts
    first, most = leaders(counts), max(counts, default=0)
    lines = []
    for place in sorted(range(len(options)), key=lambda place: (-counts[place], place)):
        share = f" · {round(100 * counts[place] / standing.turnout)} %" if standing.turnout else ""
        mark = "🏆 " if first == [place] else "🤝 " if place in first else ""
        bar = "█" * max(round(_BAR * counts[place] / most), 1) if counts[place] else ""
        lines.append(f"{mark}**{options[place]}**")
        lines.append(f"{f'`{bar}` ' if bar else ''}{plural(counts[place], 'vote')}{share}")
    if 0 < standing.turnout < FEW:
        lines.append(f"-# ⚠️ {_FEW}")
    return "\n".join(lines)


def _names(asked: Question) -> list[str]:
    """Return the options as they are shown, cut only where so many escaped ones would not fit."""
    return [fit(plain(option.label), _ROOM // len(asked.options)) for option in asked.options]


def _has_buttons(asked: Question) -> bool:
    return asked.most == 1 and len(asked.options) <= _BUTTONS
