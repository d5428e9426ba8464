"""What an answer says, in words: the same in Discord and in a terminal. Pure.

The texts are markdown as Discord reads it, with everything from outside escaped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from bot.limits import BUTTON_URL, fit
from bot.texts import listing, plural
from cogs.guide.face import compare, wording
from cogs.guide.face.chip_questions import asks_which_chip
from cogs.guide.face.chip_text import CHIPS_HEADING, chips_said, named_chips, no_chip_text
from cogs.guide.face.entries import Entries
from cogs.guide.face.filters import describe
from cogs.guide.matching.answer import Answer, Filters, Match
from cogs.guide.matching.defaults import Defaults
from cogs.guide.model import Library

NEW_SOFTWARE = "https://github.com/open-neuromorphic/open-neuromorphic.github.io/issues/new"
SUGGEST = "Suggest software for the guide"
# What somebody is told who asks nothing, and what to do instead.
NO_QUESTION = (
    "There is no question to look up.",
    "Say what you need, such as: a JAX library for spiking networks.",
)
_NAMED_GAPS = 5
_SOFTWARE = re.compile(
    r"\b(software|librar(y|ies)|packages?|frameworks?|tools?|toolkits?|toolbox(es)?|simulators?|emulators?"
    r"|sdks?|programs?|apps?|compilers?|plugins?|need(s|ed)?|recommend(ations?)?|looking for)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class AnswerText:
    """The parts of an answer in their order: heading, chips, remarks, an entry for each match, notes."""

    heading: str
    chips: str
    """What is said of chips before everything else; empty when the question is not about them."""
    remarks: tuple[str, ...]
    matches: tuple[Match, ...]
    """The libraries that are shown one below the other; none in a comparison, which is a remark."""
    suggestion: str | None
    """What to suggest for the guide, when something is missing from it."""
    notes: tuple[str, ...]


def answer_text(
    answer: Answer,
    *,
    question: str,
    entries: Entries,
    count: int,
    filters: Filters | None = None,
    labels: Defaults | None = None,
) -> AnswerText:
    """Return what an answer of at most `count` libraries says to `question`, asked with `filters`."""
    named = subjects(answer)
    chips = chips_said(question, answer, entries)
    said_of_chips = chips.text if chips else ""
    notes = []
    if answer.hardware and not chips:
        notes.append(f"-# Hardware in your question: {named_chips(answer)}.")
    if no_chip := no_chip_text(question, answer, entries):
        return AnswerText(CHIPS_HEADING, no_chip, (), (), None, ())
    if answer.kind != "answer":
        heading = "## Tell me a little more" if is_small_talk(answer, question) else "## Not in the guide"
        remarks = _not_found(answer, entries, filters or Filters())
        if chips:
            # That a chip has no software was said with the chip.
            rest = replace(answer, missing=_beside_chips(answer.missing))
            silent = not (rest.missing or rest.needs or rest.nearest)
            remarks = [] if silent else _not_found(rest, entries, filters or Filters())
            heading = chips.heading
        return AnswerText(
            heading,
            said_of_chips,
            tuple(remarks),
            shown_matches(answer, count),
            _suggestion(answer),
            tuple(notes),
        )
    if answer.missing:
        notes.insert(0, f"-# {_unknown(answer)}")
    if named:
        libraries = [match.library for match in named]
        return AnswerText(
            compare.heading(libraries),
            said_of_chips,
            tuple(comparison(libraries, entries, compare.fit_lines(named))),
            (),
            None,
            tuple(notes),
        )
    heading = chips.heading if chips else _heading(answer, labels)
    return AnswerText(heading, said_of_chips, (), shown_matches(answer, count), None, tuple(notes))


def shown_matches(answer: Answer, count: int) -> tuple[Match, ...]:
    """Return the libraries that an answer shows: the best ones for which there is a reason."""
    if answer.kind != "answer":
        return answer.nearest[:3]
    reasoned = [match for match in answer.ranked if match.reasons]
    return tuple(reasoned[:count]) or answer.ranked[:1]


def offered(answer: Answer, count: int) -> list[str]:
    """Return the slugs of the libraries that are offered as an answer; none for "not in the guide"."""
    return [match.slug for match in shown_matches(answer, count)] if answer.kind == "answer" else []


def subjects(answer: Answer) -> list[Match]:
    """Return the two or three libraries that the question weighs against each other; else none."""
    if not answer.comparison:
        return []
    named = [match for match in answer.ranked if any(each.kind == "names" for each in match.reasons)]
    return named[:3] if len(named) > 1 else []


def is_small_talk(answer: Answer, question: str) -> bool:
    """Tell whether nothing was asked for ("thank you"): no need, name or chip, and no word for software."""
    understood = answer.needs or answer.missing or answer.nearest or answer.ranked or answer.hardware
    wanted = _SOFTWARE.search(question) or asks_which_chip(question, answer)
    return not (understood or wanted)


def match_lines(place: int, match: Match, entries: Entries) -> list[str]:
    """Return one library of an answer, most important line first, without its `ways_in`."""
    said = entries.summary(match.library)
    return [
        f"### {place}. {said.title}",
        said.one_line,
        wording.why(match.reasons, match.library.description),
        *wording.remarks(match.reasons),
        *said.facts,
    ]


def comparison(libraries: Sequence[Library], entries: Entries, fit: str = "") -> list[str]:
    """Return the parts of a comparison; `fit` is how each library stands to what was asked for."""
    texts = [f"### For what you ask\n{fit}"] if fit else []
    texts += compare.comparison_texts(libraries, entries, compare.ROOM - len(fit))
    if links := compare.link_lines(libraries):
        texts.append(links)
    return texts


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


def _heading(answer: Answer, labels: Defaults | None) -> str:
    if answer.start_here is None:
        return "## From the software guide"
    background = labels.backgrounds.get(answer.start_here) if labels else None
    return f"## Where to start: {background.label}" if background else "## Where to start"


def _unknown(answer: Answer) -> str:
    missing = (f"“{wording.shown(name, 60)}”" for name in answer.missing[:_NAMED_GAPS])
    return f"The guide knows nothing about {listing(missing, 'or')}."


def _beside_chips(missing: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in missing if not name.startswith("software for "))


def _not_found(answer: Answer, entries: Entries, filters: Filters) -> list[str]:
    if answer.missing:
        said = _unknown(answer)
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
    if describe(filters):
        left = len(entries.index.browse(filters))
        said += f" The filters alone leave {plural(left, 'library', 'libraries')}."
    return [said, "**Nearest in the guide**"] if answer.nearest else [said]


def _suggestion(answer: Answer) -> str | None:
    if answer.missing:
        return listing(answer.missing[:3])
    if answer.needs:
        return "software for " + listing(str(need) for need in answer.needs[:4])
    return "Software: " if answer.nearest else None
