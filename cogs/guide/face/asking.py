"""Private answers: asking, asking differently with filters or other words, and what the buttons beside do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import discord
from discord import ui

from bot.errors import UserError
from bot.limits import PLACEHOLDER, TEXT_INPUT, custom_id, fit
from bot.ui import Component, Layout, Modal
from cogs.guide.face import cards, wording
from cogs.guide.face.answer_text import NO_QUESTION, is_small_talk, offered, shown_matches, subjects
from cogs.guide.face.answering import ask
from cogs.guide.face.chip_questions import CHIPS
from cogs.guide.face.controls import (
    NONE,
    Interaction,
    Share,
    guide_of,
    rebuilt,
    require_asker,
)
from cogs.guide.face.entries import Entries, entries_of
from cogs.guide.face.filters import MENU, Menu, Vocabulary, choose, decode_filters, encode_filters, menus
from cogs.guide.face.lookup import CompareThese, ShowHardware
from cogs.guide.matching.answer import Answer, Filters
from cogs.guide.storage.memory import needs_in_words

if TYPE_CHECKING:
    from cogs.guide.cog import Guide

# The button and the form it opens.
OTHER_WORDS = "Change the words"
_STATE = r"(?P<filters>[a-z0-9.\-]{1,40}):(?P<target>\d{1,20})"


async def answer_privately(
    interaction: Interaction,
    question: str,
    *,
    target: int | None = None,
    filters: Filters | None = None,
    panel: bool = False,
    again: bool = False,
) -> None:
    """Answer `question` to the person alone; as a change of the pressed message when there is a panel.

    What it lacks is counted for curators, but not `again` when filters alone have changed.

    Memory only: all that the buttons need stands in their ids and in the message. `target` is the message
    that sharing replies to. Raises `UserError` for a question without any text.
    """
    if not question.strip():
        raise UserError(*NO_QUESTION)
    guide = guide_of(interaction)
    answer = ask(guide.service, wording.spoken(question), filters)
    view = private_view(
        answer,
        guide,
        question=question,
        filters=filters or Filters(),
        target=target,
        panel=panel,
    )
    if panel:
        await interaction.response.edit_message(view=view)
    else:
        await interaction.response.send_message(view=view, ephemeral=True)
    if not again:
        await guide.count(answer)


def private_view(
    answer: Answer,
    guide: Guide,
    *,
    question: str,
    filters: Filters,
    target: int | None,
    panel: bool,
) -> Layout:
    """Return the message for a private answer: the card, its buttons, and the filters when they are open."""
    entries = entries_of(guide.service.index)
    view = Layout()
    view.add_item(guide.answer_card(answer, question=question, filters=filters))
    first = OtherWords.button(filters, target) if panel else AskDifferently.button(target)
    # Where nothing was asked, there is nothing to share or to judge.
    others = () if is_small_talk(answer, question) else (Share.button(target), *Verdict.buttons())
    view.add_item(ui.ActionRow(*others[:1], first, *others[1:]))
    if panel:
        for menu in menus(filters, entries.words):
            view.add_item(ui.ActionRow(FilterMenu.select(menu, filters, target)))
    elif looks_up := _further(answer, entries, guide.settings.answers):
        view.add_item(ui.ActionRow(*looks_up))
    return view


class Verdict(Component[ui.Button[Any]], template=r"guide:verdict:(?P<word>yes|no)"):
    """Says whether an answer helped; counted for the guide's curators without the person."""

    @classmethod
    def buttons(cls) -> tuple[Self, Self]:
        """Return both buttons."""
        yes, no = (
            cls.of(ui.Button(label=label, custom_id=custom_id("guide:verdict", word)))
            for label, word in (("Helpful", "yes"), ("Not helpful", "no"))
        )
        return yes, no

    async def pressed(self, interaction: Interaction) -> None:
        """Take both buttons away and count the verdict."""
        require_asker(interaction)
        helpful = self.found["word"] == "yes"
        thanks = "Thank you: counted as helpful." if helpful else "Thank you: counted as not helpful."
        message = interaction.message
        await interaction.response.edit_message(view=rebuilt(message, {Verdict: None}, thanks))
        question = cards.question_in(message)
        if message is None or question is None:
            return
        # Answers are not stored: this one is given again from its own message.
        guide = guide_of(interaction)
        filters = _filters_in(message, entries_of(guide.service.index).words)
        answer = ask(guide.service, wording.spoken(question), filters)
        await guide.service.record_verdict(
            message.id,
            helpful=helpful,
            libraries=offered(answer, guide.settings.answers),
            needs=needs_in_words(answer, filters),
        )


class AskDifferently(Component[ui.Button[Any]], template=r"guide:differently:(?P<target>\d{1,20})"):
    """Opens the filters below an answer."""

    @classmethod
    def button(cls, target: int | None) -> Self:
        """Return the button."""
        return cls.of(
            ui.Button(label="Ask differently", custom_id=custom_id("guide:differently", target or NONE))
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Show the same answer with the filters."""
        await _again(interaction, Filters(), int(self.found["target"]))


class FilterMenu(Component[ui.Select[Any]], template=rf"guide:filter:(?P<menu>{MENU}):{_STATE}"):
    """One filter; choosing asks again."""

    @classmethod
    def select(cls, menu: Menu, filters: Filters, target: int | None) -> Self:
        """Return the select for `menu` of a panel that shows `filters`."""
        return cls.of(
            ui.Select(
                custom_id=custom_id("guide:filter", menu.name, encode_filters(filters), target or NONE),
                placeholder=fit(menu.title, PLACEHOLDER),
                options=select_options(menu),
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Ask the same question with the filter that was chosen."""
        words = entries_of(guide_of(interaction).service.index).words
        before = decode_filters(self.found["filters"], words)
        filters = choose(before, self.found["menu"], self.item.values[0], words)
        await _again(interaction, filters, int(self.found["target"]))


class OtherWords(Component[ui.Button[Any]], template=rf"guide:words:{_STATE}"):
    """Opens a form with the question, to be put in other words; the filters stay."""

    @classmethod
    def button(cls, filters: Filters, target: int | None) -> Self:
        """Return the button."""
        return cls.of(
            ui.Button(
                label=OTHER_WORDS,
                custom_id=custom_id("guide:words", encode_filters(filters), target or NONE),
            )
        )

    async def pressed(self, interaction: Interaction) -> None:
        """Open the form."""
        require_asker(interaction)
        words = entries_of(guide_of(interaction).service.index).words
        await interaction.response.send_modal(
            WordsForm(
                cards.question_in(interaction.message) or "",
                decode_filters(self.found["filters"], words),
                int(self.found["target"]),
            )
        )


class WordsForm(Modal):
    """The question, to be changed."""

    def __init__(self, question: str, filters: Filters, target: int) -> None:
        super().__init__(title=OTHER_WORDS, custom_id="guide:form")
        self._filters = filters
        self._target = target
        self._words: ui.TextInput[Any] = ui.TextInput(
            style=discord.TextStyle.paragraph,
            custom_id="question",
            default=fit(question, TEXT_INPUT),
            max_length=TEXT_INPUT,
        )
        self.add_item(
            ui.Label(
                text="Your question",
                description="What it is for, what it is written in, which chip it runs on…",
                component=self._words,
            )
        )

    async def on_submit(self, interaction: Interaction) -> None:
        """Ask with the new words and the same filters."""
        await answer_privately(
            interaction, self._words.value, target=self._target or None, filters=self._filters, panel=True
        )


def select_options(menu: Menu) -> list[discord.SelectOption]:
    """Return a menu's options for a select."""
    return [
        discord.SelectOption(label=fit(option.label, 100), value=option.value, default=option.chosen)
        for option in menu.options
    ]


def _filters_in(message: discord.Message | None, words: Vocabulary) -> Filters:
    """Return the filters that an answer's message was asked with."""
    for pressed in cards.ids_in(message):
        if match := FilterMenu.match(pressed):
            return decode_filters(match["filters"], words)
    return Filters()


async def _again(interaction: Interaction, filters: Filters, target: int) -> None:
    require_asker(interaction)
    question = cards.question_in(interaction.message)
    if question is None:
        raise UserError("The question of this answer can no longer be read.", "Ask again with /guide ask.")
    await answer_privately(
        interaction, question, target=target or None, filters=filters, panel=True, again=True
    )


def _further(answer: Answer, entries: Entries, count: int) -> list[Component[Any]]:
    """Return the buttons that lead on from an answer: to a comparison and to the chips it names."""
    leads: list[Component[Any]] = []
    found = [match.library for match in shown_matches(answer, count)]
    if answer.kind == "answer" and len(found) > 1 and not subjects(answer):
        leads.append(CompareThese.button(found[:3]))
    leads += [ShowHardware.button(chip) for chip in answer.hardware[:CHIPS]]
    return leads
