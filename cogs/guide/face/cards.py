"""What members see of the guide: answers, libraries, chips, comparisons. Components V2, no state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import discord
from discord import ui

from bot.limits import BUTTON_LABEL, fit
from bot.texts import listing
from cogs.guide.face import compare, wording
from cogs.guide.face.answer_text import SUGGEST, answer_text, comparison, match_lines, new_software_url
from cogs.guide.face.chip_text import driven_by, facts_of
from cogs.guide.face.entries import Entries
from cogs.guide.face.filters import describe
from cogs.guide.matching.answer import Answer, Filters, Match
from cogs.guide.matching.defaults import Defaults
from cogs.guide.model import Hardware, Library
from cogs.guide.source.provenance import Provenance

# The component that holds the question: "Ask differently" reads it again from there (`question_in`).
QUESTION = 1
# Text that a card may hold beside the question; together they stay below Discord's 4,000.
_ENTRIES = 2700
_NEAREST = 2200
_QUESTION = 520
_ANSWERED = discord.Colour(0x2A9D8F)
_NOT_FOUND = discord.Colour(0x8D99AE)

Card = ui.Container[Any]


def answer_card(
    answer: Answer,
    *,
    question: str | None,
    entries: Entries,
    provenance: Provenance,
    count: int,
    filters: Filters | None = None,
    labels: Defaults | None = None,
    show_question: bool = True,
) -> Card:
    """Return the card for an answer of at most `count` libraries.

    `question` is what was asked; it is not shown in a reply below the question itself.
    """
    said = answer_text(
        answer, question=question or "", entries=entries, count=count, filters=filters, labels=labels
    )
    found = answer.kind == "answer"
    items: list[ui.Item[Any]] = [ui.TextDisplay(said.heading)]
    if question and show_question:
        items.append(ui.TextDisplay(f"> {wording.shown(question, _QUESTION)}", id=QUESTION))
    if chosen := describe(filters or Filters()):
        items.append(ui.TextDisplay(f"-# Filters: {wording.shown(', '.join(chosen), 200)}"))
    if said.chips:
        items.append(ui.TextDisplay(said.chips))
    # The remarks of an answer are the parts of a comparison.
    items += _parted(said.remarks) if found else map(ui.TextDisplay, said.remarks)
    room = (_ENTRIES if found else _NEAREST) - len(said.chips)
    items += _entries(said.matches, entries, room)
    if not (found or said.matches or said.chips):
        items.append(ui.TextDisplay("See everything there is with `/guide browse`."))
    if said.suggestion is not None:
        suggest: ui.Button[Any] = ui.Button(label=SUGGEST, url=new_software_url(said.suggestion))
        items += (ui.Separator(), ui.ActionRow(suggest))
    items += map(ui.TextDisplay, said.notes)
    return ui.Container(
        *items,
        ui.TextDisplay(wording.origin(provenance)),
        accent_colour=_ANSWERED if found else _NOT_FOUND,
    )


def question_in(message: discord.Message | None) -> str | None:
    """Return the question that an answer's message shows, as it was typed (cut when it was long)."""
    for component in _components(message.components if message else ()):
        if isinstance(component, discord.TextDisplay) and component.id == QUESTION:
            return wording.as_typed(component.content.removeprefix("> "))
    return None


def ids_in(message: discord.Message | None) -> list[str]:
    """Return the custom ids of a message's components."""
    found = _components(message.components if message else ())
    return [each.custom_id for each in found if getattr(each, "custom_id", None)]


def library_card(library: Library, entries: Entries, provenance: Provenance) -> Card:
    """Return everything that the guide states about a library."""
    chips = entries.connections.chips.get(library.slug, ())
    lines = [
        f"**Category:** {wording.category(library)}",
        f"**Language:** {wording.listed(library.languages, 120)}",
        f"**Licence:** {wording.licence(library)}",
        f"**Builds on:** {wording.listed(library.dependencies, 250)}",
        f"**Field of application:** {wording.listed(library.fields, 200)}",
        f"**Supports NIR:** {wording.yes_no(library.supports_nir)}",
        f"**Supports hardware:** {wording.yes_no(library.supports_hardware)}",
    ]
    if chips:
        names = listing(wording.title(chip, 40) for chip in chips[:10])
        lines.append(f"**Chips in the guide:** {names}{', …' if len(chips) > 10 else ''}")
    lines.append(f"**Install:** {wording.install(library) or 'no package stated'}")
    lines.append(f"**Maintained by:** {wording.listed(library.maintainers, 200)}")
    return _entry(library, lines, provenance)


def hardware_card(chip: Hardware, entries: Entries, provenance: Provenance) -> Card:
    """Return what the guide states about a chip, and the software that drives it."""
    facts = facts_of(chip)
    lines = ["### Software that drives it", *driven_by(chip, entries), "### Facts"]
    lines += [f"**{label}:** {wording.shown(value, 160)}" for label, value in facts.items() if value]
    if unstated := [label.lower() for label, value in facts.items() if not value]:
        lines.append(f"-# Not stated: {listing(unstated)}.")
    return _entry(chip, lines, provenance)


def comparison_card(libraries: Sequence[Library], entries: Entries, provenance: Provenance) -> Card:
    """Return two or three libraries compared."""
    return ui.Container(
        ui.TextDisplay(compare.heading(libraries)),
        *_parted(comparison(libraries, entries)),
        ui.TextDisplay(wording.origin(provenance)),
        accent_colour=_ANSWERED,
    )


def link_row(entry: Library | Hardware) -> ui.ActionRow[Any] | None:
    """Return an entry's links as buttons, None when it has none that a button can hold."""
    buttons = [
        ui.Button[Any](label=fit(label, BUTTON_LABEL), url=url) for label, url in wording.addresses(entry)
    ]
    return ui.ActionRow(*buttons) if buttons else None


def match_text(place: int, match: Match, entries: Entries, room: int) -> str:
    """Return one library of an answer, in at most `room` characters."""
    text = wording.within(match_lines(place, match, entries), room)
    ways_in = wording.beside(entries.summary(match.library).ways_in, room - len(text) - 1)
    return f"{text}\n{ways_in}" if ways_in else text


def _parted(texts: Iterable[str]) -> list[ui.Item[Any]]:
    items: list[ui.Item[Any]] = []
    for text in texts:
        items += (ui.Separator(), ui.TextDisplay(text))
    return items


def _entries(matches: Sequence[Match], entries: Entries, room: int) -> list[ui.Item[Any]]:
    room //= max(len(matches), 1)
    items: list[ui.Item[Any]] = []
    for place, match in enumerate(matches, 1):
        items += (ui.Separator(), ui.TextDisplay(match_text(place, match, entries, room)))
    return items


def _entry(entry: Library | Hardware, lines: Sequence[str], provenance: Provenance) -> Card:
    items: list[ui.Item[Any]] = [
        ui.TextDisplay(f"## {wording.title(entry)}\n{wording.one_line(entry, 400)}"),
        ui.TextDisplay(wording.within(lines, _ENTRIES)),
    ]
    if row := link_row(entry):
        items.append(row)
    return ui.Container(*items, ui.TextDisplay(wording.origin(provenance)), accent_colour=_ANSWERED)


def _components(components: Iterable[Any]) -> Iterable[Any]:
    for component in components:
        yield component
        yield from _components(getattr(component, "children", ()))
