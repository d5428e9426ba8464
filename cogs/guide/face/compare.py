"""Two or three libraries beside each other: field by field, differences first, no wide table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.texts import listing
from cogs.guide.face import wording
from cogs.guide.face.entries import Entries
from cogs.guide.matching.answer import Match
from cogs.guide.model import Library

# Three names and values of this length, for every field, stay within one message.
_NAME = 40
_VALUE = 60
ROOM = 2000


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs, as (field, value of each), and what is the same in all, as (field, value)."""

    differences: tuple[tuple[str, tuple[str, ...]], ...]
    common: tuple[tuple[str, str], ...]


def compare(libraries: Sequence[Library], entries: Entries) -> Comparison:
    """Compare `libraries` in what people choose by. Values are escaped; "not stated" is a value."""
    chips = entries.connections.chips
    fields: list[tuple[str, Callable[[Library], str]]] = [
        ("Category", wording.category),
        ("Language", lambda one: wording.listed(one.languages, _VALUE)),
        ("Licence", lambda one: wording.licence(one, _VALUE)),
        ("Builds on", lambda one: wording.listed(one.dependencies, _VALUE)),
        ("Field of application", lambda one: wording.listed(one.fields, _VALUE)),
        ("Supports NIR", lambda one: wording.yes_no(one.supports_nir)),
        ("Supports hardware", lambda one: wording.yes_no(one.supports_hardware)),
        ("Chips in the guide", lambda one: _chips(one, entries) if chips.get(one.slug) else "none named"),
        ("Install", lambda one: wording.install(one) or wording.NOT_STATED),
    ]
    differences, common = [], []
    for label, value_of in fields:
        values = tuple(value_of(library) for library in libraries)
        if len(set(values)) > 1:
            differences.append((label, values))
        elif values[0] != "none named":
            common.append((label, values[0]))
    return Comparison(tuple(differences), tuple(common))


def comparison_texts(libraries: Sequence[Library], entries: Entries, room: int = ROOM) -> list[str]:
    """Return what the libraries are, where they differ and what they share, in at most `room` characters.

    Each part is lines that read well on a narrow screen.
    """
    found = compare(libraries, entries)
    names = [wording.title(library, _NAME) for library in libraries]
    parts = [
        [f"**{name}:** {wording.one_line(one, 120)}" for name, one in zip(names, libraries, strict=True)]
    ]
    if found.differences:
        parts.append(["### Where they differ"])
    for label, values in found.differences:
        parts[-1].append(f"**{label}**")
        parts[-1] += [f"- {name}: {value}" for name, value in zip(names, values, strict=True)]
    if found.common:
        parts.append(["### What they share", *(f"**{label}:** {value}" for label, value in found.common)])
    texts = []
    for part in parts:
        if text := wording.within(part, room):
            texts.append(text)
            room -= len(text)
    return texts


def heading(libraries: Sequence[Library]) -> str:
    """Return the card's heading."""
    return f"## {listing(wording.title(library, _NAME) for library in libraries)} compared"


def fit_lines(matches: Sequence[Match]) -> str:
    """Return how each library stands to what the question asks for, in at most 800 characters.

    Empty when the question names the libraries and nothing else.
    """
    lines = []
    for match in matches:
        reasons = [reason for reason in match.reasons if reason.kind != "names"]
        if reasons:
            fits = [wording.why(reasons)] if any(each.kind == "matches" for each in reasons) else []
            said = [*fits, *wording.remarks(reasons)]
            lines.append(wording.within([f"**{wording.title(match.library, _NAME)}**", *said], 260))
    return "\n".join(lines)


def link_lines(libraries: Sequence[Library]) -> str:
    """Return one line of links for each library, in at most 830 characters."""
    lines = []
    for library in libraries:
        links = wording.beside(wording.links(library), 230)
        if links:
            lines.append(f"**{wording.title(library, _NAME)}:** {links}")
    return "\n".join(lines)


def _chips(library: Library, entries: Entries) -> str:
    names = [chip.name or chip.title for chip in entries.connections.chips[library.slug]]
    return wording.listed(names, _VALUE)
