"""The coverage gate: is what was asked for in the guide at all, and what is not?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cogs.guide.matching.answer import Match
from cogs.guide.matching.fit import Fit
from cogs.guide.matching.names import Mention
from cogs.guide.matching.needs import Demand
from cogs.guide.matching.question import MARKS, Question, QuestionReader, near_words
from cogs.guide.matching.ranking import Knowledge, Tally
from cogs.guide.matching.roles import Role
from cogs.guide.matching.stopwords import STOP_STEMS
from cogs.guide.matching.words import fold, split_words

ENOUGH = 1.5
"""Points from the guide's own words below which nothing was really found."""


LONGEST_PHRASE = 8
"""Words that one phrase of a question may have."""

LONGEST_STATEMENT = 12
"""Words up to which a question says little beside what it asks for."""

PLENTY = 5.5
"""Points above which what was not found is said by the way, and the rest answered."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something asked for and not found: where it stands in the question, and what curators count it as."""

    first: int
    last: int
    subject: str | None = None
    """A name or the label of a need; None for mere words, which nobody counts."""
    kind: str = ""
    """What is missing of it, such as ``software for``."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was asked for and not found, and whether enough was found to answer."""

    missing: tuple[str, ...]
    """In the asker's own words, in their order."""
    gaps: tuple[str, ...]
    """As curators count it."""
    answered: bool


def judge_coverage(
    question: Question,
    roles: Mapping[Mention, Role],
    tallies: Mapping[str, Tally],
    best: Sequence[Match],
    fit: Fit,
    knowledge: Knowledge,
    reader: QuestionReader,
) -> Coverage:
    """Whether the best matches answer the question, and the names of what they do not."""
    subjects = [m for m, role in roles.items() if m.kind == "library" and role is Role.SUBJECT]
    known = _missing_names(roles)
    named = {place for gap in known for place in range(gap.first, gap.last + 1)}
    unknown = _unknown_names(question, knowledge, reader)
    by_the_way = [*known, *(gap for gap in unknown if gap.first not in named)]
    essential = [
        *_missing_facts(question, knowledge),
        *_missing_topics(question, knowledge),
        *_missing_drivers(roles, knowledge),
    ]
    formats = {name.removeprefix("=") for name in knowledge.lexicon.names.formats}
    besides = [gap for gap in by_the_way if gap.subject in formats]
    gaps = [gap for gap in (*by_the_way, *essential) if gap not in besides]
    proved = tallies[best[0].slug].proved if best else 0.0
    if subjects:
        answered = True
    elif essential and not _others_found(question, knowledge):
        answered = False
    else:
        answered = proved >= (PLENTY if gaps else ENOUGH) or (
            # "Anything but Python?" says nothing else, and yet enough.
            not gaps and bool(best) and best[0].slug in fit.complete and _denies(question)
        )
    gaps += besides
    counted = tuple(dict.fromkeys(gap.subject for gap in gaps if gap.subject))
    if not answered:
        gaps += _unexplained_words(question, knowledge, reader)
    return Coverage(_in_own_words(gaps, question), counted, answered)


def _in_own_words(gaps: Sequence[Gap], question: Question) -> tuple[str, ...]:
    """Each stretch of the question once; one that lies within another is said with that."""
    said: list[str] = []
    end = -1
    for gap in sorted(gaps, key=lambda gap: (gap.first, -gap.last, gap.subject is None)):
        if gap.last > end:
            words = question.own_words(gap.first, gap.last)
            said.append(f"{gap.kind} {words}" if gap.kind else words)
            end = gap.last
    return tuple(dict.fromkeys(said))


def _others_found(question: Question, knowledge: Knowledge) -> bool:
    """Whether at least two other essential topics of the question are in the guide."""
    topics = knowledge.lexicon.topics
    return sum(bool(topics[name].essential and knowledge.topics[name]) for name in question.topics) > 1


def _missing_names(roles: Mapping[Mention, Role]) -> list[Gap]:
    return [
        Gap(m.first, m.last, m.slug)
        for m, role in roles.items()
        if m.kind == "elsewhere" and role is Role.SUBJECT
    ]


def _denies(question: Question) -> bool:
    return bool(question.refused) or any(not demand.need.wanted for demand in question.demands)


def _missing_facts(question: Question, knowledge: Knowledge) -> list[Gap]:
    """Languages that no page has, and licences that none of several asked for is."""
    wanted = [demand for demand in question.demands if demand.need.wanted]
    found = {
        demand: {verdict for verdict, _ in knowledge.verdicts.on(demand).values()}
        for demand in wanted
        if demand.need.kind in ("language", "licence")
    }
    missing = [
        demand
        for demand, verdicts in found.items()
        if demand.need.kind == "language" and verdicts.isdisjoint(("met", "partly"))
    ]
    licences = [demand for demand in found if demand.need.kind == "licence"]
    if not any("met" in found[demand] for demand in licences):
        missing += licences
    return [Gap(*_place_of(demand, question), demand.need.value) for demand in missing]


def _place_of(demand: Demand, question: Question) -> tuple[int, int]:
    """The words of a need; a licence with its version."""
    first = last = demand.place
    words = question.words
    if demand.need.kind == "licence":
        named = {piece.folded for piece in split_words(demand.need.value)}
        near = [at for at, word in enumerate(words) if fold(word.surface) in named or at == first]
        first, last = (near[0], near[-1]) if near else (0, len(words) - 1)
    return first, last


def _missing_topics(question: Question, knowledge: Knowledge) -> list[Gap]:
    topics = knowledge.lexicon.topics
    return [
        Gap(*_whole_phrase(question, question.phrases[name], knowledge), topics[name].label)
        for name in question.topics
        if topics[name].essential and not knowledge.topics[name] and name not in question.shadowed
    ]


def _whole_phrase(question: Question, places: Sequence[int], knowledge: Knowledge) -> tuple[int, int]:
    """The stretch that a topic was found by, with the words beside it that nothing else explains.

    "Quantum" is what the topic knows; "quantum annealing" is what was asked for.
    """
    words = question.words
    first, last = places[0], places[-1]
    if last - first >= LONGEST_PHRASE or words[first].sentence != words[last].sentence:
        first, last = _longest_run(places)

    def belongs(at: int, beside: int) -> bool:
        if not 0 <= at < len(words):
            return False
        left, right = sorted((at, beside))
        if words[left].sentence != words[right].sentence or question.text[
            words[left].end : words[right].start
        ].strip(f" -_{MARKS}"):
            return False
        word = words[at]
        if at in question.covered or word.stem in STOP_STEMS:
            return at in places
        # "Protein folding": an everyday word, but no word by itself.
        return word.folded not in knowledge.lexicon.common or (at > beside and word.folded.endswith("ing"))

    while belongs(last + 1, last):
        last += 1
    while belongs(first - 1, first):
        first -= 1
    return first, last


def _longest_run(places: Sequence[int]) -> tuple[int, int]:
    """The first of the longest stretches of neighbouring places."""
    runs = [[places[0], places[0]]]
    for place in places[1:]:
        if place == runs[-1][1] + 1:
            runs[-1][1] = place
        else:
            runs.append([place, place])
    first, last = max(runs, key=lambda run: run[1] - run[0])
    return first, last


def _missing_drivers(roles: Mapping[Mention, Role], knowledge: Knowledge) -> list[Gap]:
    """Chips none of whose pages connect them with a library of the guide."""
    chips = [m for m, role in roles.items() if m.kind == "hardware" and role is not Role.REFUSED]
    if any(knowledge.chips[m.slug] for m in chips):
        return []
    return [
        Gap(m.first, m.last, f"software for {knowledge.guide.hardware_by_slug[m.slug].name}", "software for")
        for m in chips
    ]


def _is_unknown(question: Question, at: int, knowledge: Knowledge, reader: QuestionReader) -> bool:
    """Whether neither the question's reading, nor the guide, nor everyday English explains a word."""
    word = question.words[at]
    return not (
        at in question.covered
        or len(word.folded) < 3
        or not word.folded.isascii()
        or word.folded.isdigit()
        or word.folded in reader.known_words
        or word.folded in knowledge.lexicon.common
        or knowledge.lexical.knows(word.stem)
    )


def _unknown_names(question: Question, knowledge: Knowledge, reader: QuestionReader) -> list[Gap]:
    """Unknown words that look like the name of a tool."""
    return [
        Gap(at, at, word.surface)
        for at, word in enumerate(question.words)
        if _is_unknown(question, at, knowledge, reader)
        and (_looks_like_a_name(word.surface) or _stands_like_a_name(question, at))
    ]


def _unexplained_words(question: Question, knowledge: Knowledge, reader: QuestionReader) -> list[Gap]:
    """All unknown words, those side by side together.

    None of a question that seems to be no English, and none of a long one: there they tell a story.
    """
    unknown = [
        at
        for at, word in enumerate(question.words)
        if word.stem not in STOP_STEMS and _is_unknown(question, at, knowledge, reader)
    ]
    foreign = any(not word.surface.isascii() for word in question.words)
    if foreign or len(question.words) > LONGEST_STATEMENT or 2 * len(unknown) > len(question.words):
        return []
    stretches: list[list[int]] = []
    for at in unknown:
        words = question.words
        if stretches and stretches[-1][-1] == at - 1 and words[at].sentence == words[at - 1].sentence:
            stretches[-1].append(at)
        else:
            stretches.append([at])
    return [Gap(stretch[0], stretch[-1]) for stretch in stretches]


def _looks_like_a_name(surface: str) -> bool:
    """Capitals within: ``PyNCS``, ``SpikeInterface``, ``FDTD``."""
    return len(surface) > 3 and any(map(str.isupper, surface[1:])) and surface[0].isalpha()


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
        return question.text[word.end : question.words[at + 1].start].isspace()
    text = " ".join(after)
    if text.startswith(("in there", "in the", "listed", "covered", "included", "supported", "available")):
        return before[-1:] in (["is"], ["are"], ["has"], ["have"], ["does"])
    return before[-2:] in (["docs", "of"], ["docs", "for"], ["called"], ["heard", "of"], ["page", "for"])
