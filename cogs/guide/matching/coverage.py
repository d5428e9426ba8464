"""The coverage gate: is what was asked for in the guide at all, and what is not?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cogs.guide.matching.answer import Match
from cogs.guide.matching.names import Mention
from cogs.guide.matching.question import Question, QuestionReader, near_words
from cogs.guide.matching.ranking import Knowledge, Tally
from cogs.guide.matching.roles import Role

ENOUGH = 1.5
"""Points from the guide's own words below which nothing was really found."""


PLENTY = 5.5
"""Points above which what was not found is said by the way, and the rest answered."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was asked for and not found, and whether enough was found to answer."""

    missing: tuple[str, ...]
    answered: bool


def judge_coverage(
    question: Question,
    roles: Mapping[Mention, Role],
    tallies: Mapping[str, Tally],
    best: Sequence[Match],
    knowledge: Knowledge,
    reader: QuestionReader,
) -> Coverage:
    """Whether the best matches answer the question, and the names of what they do not."""
    subjects = [m for m, role in roles.items() if m.kind == "library" and role is Role.SUBJECT]
    by_the_way = [*_missing_names(question, roles), *_unknown_words(question, knowledge, reader)]
    essential = [
        *_missing_facets(question, knowledge),
        *_missing_topics(question, knowledge),
        *_missing_drivers(roles, knowledge),
    ]
    missing = tuple(dict.fromkeys([*by_the_way, *essential]))
    proved = tallies[best[0].slug].proved if best else 0.0
    if subjects:
        return Coverage(missing, answered=True)
    needed = PLENTY if essential or by_the_way else ENOUGH
    if essential and not _others_found(question, knowledge):
        return Coverage(missing, answered=False)
    return Coverage(missing, answered=proved >= needed)


def _others_found(question: Question, knowledge: Knowledge) -> bool:
    """Whether at least two other essential topics of the question are in the guide."""
    topics = knowledge.lexicon.topics
    return sum(bool(topics[name].essential and knowledge.topics[name]) for name in question.topics) > 1


def _missing_names(question: Question, roles: Mapping[Mention, Role]) -> list[str]:
    return [m.slug for m, role in roles.items() if m.kind == "elsewhere" and role is Role.SUBJECT]


def _missing_facets(question: Question, knowledge: Knowledge) -> list[str]:
    missing = []
    for demand in question.demands:
        if demand.need.kind == "language" and demand.need.wanted:
            judged = knowledge.verdicts.on(demand).values()
            if not any(verdict in ("met", "partly") for verdict, _ in judged):
                missing.append(demand.need.value)
    return missing


def _missing_topics(question: Question, knowledge: Knowledge) -> list[str]:
    return [
        knowledge.lexicon.topics[name].label
        for name in question.topics
        if knowledge.lexicon.topics[name].essential
        and not knowledge.topics[name]
        and name not in question.shadowed
    ]


def _missing_drivers(roles: Mapping[Mention, Role], knowledge: Knowledge) -> list[str]:
    """Chips none of whose pages connect them with a library of the guide."""
    chips = [m for m, role in roles.items() if m.kind == "hardware" and role is not Role.REFUSED]
    if any(knowledge.chips[m.slug] for m in chips):
        return []
    return [f"software for {knowledge.guide.hardware_by_slug[m.slug].name}" for m in chips]


def _unknown_words(question: Question, knowledge: Knowledge, reader: QuestionReader) -> list[str]:
    """Words that look like the name of a tool and that nothing explains."""
    unknown = []
    for at, word in enumerate(question.words):
        if (
            at in question.covered
            or word.folded in reader.known_words
            or len(word.folded) < 3
            or not word.folded.isascii()
        ):
            continue
        if (
            word.folded in knowledge.lexicon.common
            or knowledge.lexical.knows(word.stem)
            or word.folded.isdigit()
        ):
            continue
        if _looks_like_a_name(word.surface) or _stands_like_a_name(question, at):
            unknown.append(word.surface)
    return unknown


def _looks_like_a_name(surface: str) -> bool:
    """CamelCase and letters with digits: ``PyNCS``, ``SpikeInterface``."""
    return any(map(str.isupper, surface[1:])) and any(map(str.islower, surface)) and len(surface) > 3


_TOOL_WORDS = {
    "simulator",
    "library",
    "framework",
    "package",
    "toolbox",
    "toolkit",
    "sdk",
    "plugin",
    "alternative",
}


def _stands_like_a_name(question: Question, at: int) -> bool:
    """ "the … simulator", "is … listed here", "docs of …"."""
    before, after = near_words(question.words, at, at, 2)
    word = question.words[at]
    plain = word.surface.islower() and word.stem != word.folded
    if after[:1] and after[0] in _TOOL_WORDS and not plain:
        return True
    text = " ".join(after)
    if text.startswith(("in there", "in the", "listed", "covered", "included", "supported", "available")):
        return before[-1:] in (["is"], ["are"], ["has"], ["have"], ["does"])
    return before[-2:] in (["docs", "of"], ["docs", "for"], ["called"], ["heard", "of"], ["page", "for"])
