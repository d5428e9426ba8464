"""What members see of the guide: answers, libraries, chips, comparisons. Components V2, no state."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

import discord
from discord import ui

from bot.limits import BUTTON_LABEL, BUTTON_URL, fit
from bot.texts import listing, plural
from cogs.guide.face import compare, wording
from cogs.guide.face.entries import Entries
from cogs.guide.face.filters import describe
from cogs.guide.matching.answer import Answer, Filters, Match
from cogs.guide.matching.defaults import Defaults
from cogs.guide.model import Hardware, Library
from cogs.guide.source.provenance import Provenance

NEW_SOFTWARE = "https://github.com/open-neuromorphic/open-neuromorphic.github.io/issues/new"
# The component that holds the question: "Ask differently" reads it again from there (`question_in`).
QUESTION = 1
# Chips of a question that are shown, each with a button.
CHIPS = 3
# Text that a card may hold beside the question; together they stay below Discord's 4,000.
_ENTRIES = 2700
_NEAREST = 2200
_QUESTION = 520
_SOFTWARE = re.compile(
    r"\b(software|librar(y|ies)|packages?|frameworks?|tools?|toolkits?|toolbox(es)?|simulators?|emulators?"
    r"|sdks?|programs?|apps?|compilers?|plugins?|need(s|ed)?|recommend(ations?)?|looking for)\b",
    re.IGNORECASE,
)
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
    named = subjects(answer)
    found = answer.kind == "answer"
    if found and len(named) > 1:
        libraries = [match.library for match in named]
        items = _comparison(libraries, entries, compare.fit_lines(named))
        heading = compare.heading(libraries)
    elif found:
        items = _entries(shown_matches(answer, count), entries, _ENTRIES)
        heading = _heading(answer, labels)
    else:
        items = _not_found(answer, entries, filters)
        heading = "## Not in the guide"
        if is_small_talk(answer, question or ""):
            heading = "## Tell me a little more"
    top: list[ui.Item[Any]] = [ui.TextDisplay(heading)]
    if question and show_question:
        top.append(ui.TextDisplay(f"> {wording.shown(question, _QUESTION)}", id=QUESTION))
    if chosen := describe(filters or Filters()):
        top.append(ui.TextDisplay(f"-# Filters: {wording.shown(', '.join(chosen), 200)}"))
    if answer.hardware:
        chips = listing(wording.title(chip, 40) for chip in answer.hardware[:CHIPS])
        items.append(ui.TextDisplay(f"-# Hardware in your question: {chips}."))
    return ui.Container(
        *top,
        *items,
        ui.TextDisplay(wording.origin(provenance)),
        accent_colour=_ANSWERED if found else _NOT_FOUND,
    )


def shown_matches(answer: Answer, count: int) -> tuple[Match, ...]:
    """Return the libraries that the card for `answer` shows: the best ones for which there is a reason."""
    if answer.kind != "answer":
        return answer.nearest[:3]
    reasoned = [match for match in answer.ranked if match.reasons]
    return tuple(reasoned[:count]) or answer.ranked[:1]


def offered(answer: Answer, count: int) -> list[str]:
    """Return the slugs of the libraries that the card offers as an answer; none for "not in the guide"."""
    return [match.slug for match in shown_matches(answer, count)] if answer.kind == "answer" else []


def is_small_talk(answer: Answer, question: str) -> bool:
    """Tell whether nothing was asked for ("thank you"): no need, name or chip, and no word for software."""
    understood = answer.needs or answer.missing or answer.nearest or answer.ranked or answer.hardware
    return not understood and _SOFTWARE.search(question) is None


def subjects(answer: Answer) -> list[Match]:
    """Return the two or three libraries that the question weighs against each other; else none."""
    if not answer.comparison:
        return []
    named = [match for match in answer.ranked if any(each.kind == "names" for each in match.reasons)]
    return named[:3] if len(named) > 1 else []


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


def new_software_url(name: str) -> str:
    """Return the address of the site's form for a new entry, with its title filled in.

    At most 512 characters, which is what a button can hold; a longer name is cut.
    """
    room = 120
    while True:
        title = fit(" ".join(name.split()), room)
        url = f"{NEW_SOFTWARE}?{urlencode({'template': 'new-software.yml', 'title': title})}"
        if len(url) <= BUTTON_URL:
            return url
        room -= 10


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
    drivers = entries.connections.drivers.get(chip.slug, ())
    elsewhere = entries.connections.elsewhere.get(chip.slug, ())
    stated = (
        ("Made by", ", ".join(part for part in (chip.organisation, chip.group) if part)),
        ("Type", chip.chip_type),
        ("Neurons", chip.neurons),
        ("Synapses", chip.synapses),
        ("Weight bits", chip.weight_bits),
        ("Activation bits", chip.activation_bits),
        (
            "On-chip learning",
            None if chip.on_chip_learning is None else wording.yes_no(chip.on_chip_learning),
        ),
        ("Power", chip.power),
        ("Memory", chip.memory),
        ("Interfaces", chip.interfaces),
        ("Applications", ", ".join(chip.applications)),
        ("Year", chip.release_year),
    )
    lines = []
    if drivers:
        names = listing(f"**{wording.title(library, 60)}**" for library in drivers[:8])
        lines.append(f"### Software that drives it\n{names}{', …' if len(drivers) > 8 else ''}")
    else:
        lines.append("### Software that drives it\nThe guide names no library of its own for this chip.")
    if elsewhere:
        lines.append(f"Not in the guide, but named on its page: {wording.listed(elsewhere, 200)}")
    lines.append("### Facts")
    lines += [f"**{label}:** {wording.shown(value, 160)}" for label, value in stated if value]
    unstated = [label.lower() for label, value in stated if not value]
    if unstated:
        lines.append(f"-# Not stated: {listing(unstated)}.")
    return _entry(chip, lines, provenance)


def comparison_card(libraries: Sequence[Library], entries: Entries, provenance: Provenance) -> Card:
    """Return two or three libraries compared."""
    return ui.Container(
        ui.TextDisplay(compare.heading(libraries)),
        *_comparison(libraries, entries),
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
    said = entries.summary(match.library)
    lines = [
        f"### {place}. {said.title}",
        said.one_line,
        wording.why(match.reasons, match.library.description),
        *wording.remarks(match.reasons),
        said.facts,
    ]
    text = wording.within(lines, room)
    ways_in = wording.beside(said.ways_in, room - len(text) - 1)
    return f"{text}\n{ways_in}" if ways_in else text


def _entries(matches: Sequence[Match], entries: Entries, room: int) -> list[ui.Item[Any]]:
    room //= max(len(matches), 1)
    items: list[ui.Item[Any]] = []
    for place, match in enumerate(matches, 1):
        items += (ui.Separator(), ui.TextDisplay(match_text(place, match, entries, room)))
    return items


def _comparison(libraries: Sequence[Library], entries: Entries, fit: str = "") -> list[ui.Item[Any]]:
    items: list[ui.Item[Any]] = []
    if fit:
        items.append(ui.TextDisplay(f"### For what you ask\n{fit}"))
    items.append(ui.TextDisplay(compare.comparison_text(libraries, entries, compare.ROOM - len(fit))))
    if links := compare.link_lines(libraries):
        items.append(ui.TextDisplay(links))
    return items


def _heading(answer: Answer, labels: Defaults | None) -> str:
    if answer.start_here is None:
        return "## From the software guide"
    background = labels.backgrounds.get(answer.start_here) if labels else None
    return f"## Where to start: {background.label}" if background else "## Where to start"


def _not_found(answer: Answer, entries: Entries, filters: Filters | None) -> list[ui.Item[Any]]:
    missing = [wording.shown(name, 60) for name in answer.missing[:5]]
    if missing:
        said = f"The guide knows nothing about {listing((f'“{name}”' for name in missing), 'or')}."
    elif answer.needs:
        asked = listing(wording.shown(str(need), 60) for need in answer.needs[:6])
        said = f"No entry of the guide fits what you ask for: {asked}."
    elif answer.nearest:
        said = "Nothing in the guide clearly answers this."
    else:
        said = (
            "There is nothing in this that can be looked up in the guide. Say what the software is for, "
            "what it should be written in, or which chip it should run on."
        )
    if filters and filters != Filters():
        left = len(entries.index.browse(filters))
        said += f" The filters alone leave {plural(left, 'library', 'libraries')}."
    items: list[ui.Item[Any]] = [ui.TextDisplay(said)]
    if nearest := answer.nearest[:3]:
        items.append(ui.TextDisplay("**Nearest in the guide**"))
        items += _entries(nearest, entries, _NEAREST)
    else:
        items.append(ui.TextDisplay("Everything there is: `/guide browse`."))
    if answer.missing or answer.needs or answer.nearest:
        name = listing(answer.missing[:3]) or "software for " + listing(
            str(need) for need in answer.needs[:4]
        )
        suggest: ui.Button[Any] = ui.Button(
            label="Suggest software for the guide",
            url=new_software_url(name if answer.missing or answer.needs else "Software: "),
        )
        items += (ui.Separator(), ui.ActionRow(suggest))
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
