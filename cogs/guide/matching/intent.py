"""The intent gate: does a message in a channel ask for software, or say something else?

Judged sentence by sentence, because people greet, thank and complain before they ask: the best sentence
decides, and what the others show counts a little.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cogs.guide.matching.lexicon import Lexicon
from cogs.guide.matching.names import Mention
from cogs.guide.matching.patterns import PatternTable, compile_pattern
from cogs.guide.matching.question import Question
from cogs.guide.matching.roles import Role
from cogs.guide.matching.words import Word

SURE = 1.5

_AGAINST = {
    "trouble": -3.0, "usage": -2.2, "announcement": -3.5, "event": -3.0, "concept": -2.2, "chat": -1.8,
    "paper": -2.8, "buying": -3.0, "members": -3.5, "answer": -2.5,
}  # fmt: skip
_ELSEWHERE = {"announcement": 0.6, "trouble": 0.45, "members": 0.5, "event": 0.3}
_ELSEWHERE_OTHERWISE = 0.2
"""How much of it counts when another sentence says so."""
_COMPARING = {"vs", "versus", "compare", "comparison", "better", "difference", "different"}
_FIRST_PERSON = {"i", "we", "my", "our", "me", "us", "he", "she", "they"}
_STATING_TEXT = """
    is are was were be been am has have had will would did does do got gets just finally today
    yesterday tomorrow now works worked working great nice cool love hate think thought tried using
    used uses made my your someone this that these those there here why when who because so still
    always never actually really thanks thank sorry see saw seen going went goes released update
    updated join happy sad new
"""
_STATING = frozenset(_STATING_TEXT.split())
"""Words of sentences that tell something; a bare wish list ("rust, no python, dvs") has none."""
_QUESTION_TEXT = (
    "how why who whose when where what which does is are can do should has have did will would could"
)
_QUESTION_WORDS = frozenset(_QUESTION_TEXT.split())
"""A bare wish list does not begin like a question; they show by more that software is meant."""
_TERSE = 15
_NAME_AND_A_WORD = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """How sure the gate is (``SURE`` and above answers) and the kinds of talk it saw."""

    score: float
    cues: frozenset[str]


class IntentGate:
    """Tells requests for software from the rest. Built once; immutable."""

    def __init__(self, lexicon: Lexicon) -> None:
        gates = lexicon.gates
        self._essential = {name: topic.essential for name, topic in lexicon.topics.items()}
        kinds = ("request", "software", "lookup", "task", "start", *_AGAINST)
        self._table: PatternTable[str] = PatternTable(
            (kind, compile_pattern(pattern)) for kind in kinds for pattern in getattr(gates, kind)
        )

    def cues(self, words: Sequence[Word]) -> frozenset[str]:
        """The kinds of talk in some words."""
        return frozenset(kind for kind, _, _ in self._table.find(words))

    def judge(self, question: Question, roles: Mapping[Mention, Role]) -> Verdict:
        """How surely a message asks for software or about a named library."""
        sentences: dict[int, list[Word]] = defaultdict(list)
        for word in question.words:
            sentences[word.sentence].append(word)
        cues = {number: self.cues(words) for number, words in sentences.items()}
        everything = frozenset().union(*cues.values()) if cues else frozenset()
        best = -9.0
        for number, words in sentences.items():
            named = [m for m in roles if question.words[m.first].sentence == number]
            others = frozenset().union(*(kinds for at, kinds in cues.items() if at != number))
            score = self._sentence(question, words, cues[number], named, roles)
            for cue in others - cues[number]:
                score += _AGAINST.get(cue, 0.0) * _ELSEWHERE.get(cue, _ELSEWHERE_OTHERWISE)
            best = max(best, score)
        return Verdict(best, everything)

    def _sentence(
        self,
        question: Question,
        words: Sequence[Word],
        cues: frozenset[str],
        named: Sequence[Mention],
        roles: Mapping[Mention, Role],
    ) -> float:
        folded = {word.folded for word in words}
        facets = len(question.demands) + any(m.kind == "hardware" for m in roles)
        needs = len(question.topics) + facets
        specific = sum(self._essential[name] for name in question.topics) + facets
        libraries = {m.slug for m in named if m.kind != "hardware"}
        asks = question.text.rstrip().endswith(("?", "？")) or "?" in question.text
        score = 0.0
        if "request" in cues:
            score = 2.6 if needs or libraries else 1.0
        if asks and "software" in cues and specific:
            score = max(score, 2.0)
        if "start" in cues:
            score = max(score, 2.6)
        if len(libraries) > 1 and _compares(words, named, question):
            score = max(score, 3.0)
        if libraries and ("lookup" in cues or _asks_what(named, question)):
            score = max(score, 2.4)
        enough = specific > 1 if asks else specific  # "how can I …?" with one topic may ask for a method
        if "task" in cues and enough and not any(m.kind == "library" for m in roles):
            score = max(score, 1.5)
        stated = (not asks and folded & _STATING) or words[0].folded in _QUESTION_WORDS
        if (
            len(question.words) <= _TERSE
            and not folded & _FIRST_PERSON
            and not stated
            and "!" not in question.text
        ):
            if (needs > 1 and specific) or (needs and libraries):
                score = max(score, 1.6)
            if libraries and len(question.words) <= _NAME_AND_A_WORD:
                score = max(score, 1.6)
        if not score:
            return _against(cues)
        subject = any(roles[m] is Role.SUBJECT for m in named if m.kind != "hardware")
        against = (
            cues
            - ({"usage"} if not subject else set())
            - ({"concept"} if libraries and "lookup" in cues else set())
        )
        return score + _against(against) + (0.6 if asks else 0.0)


def _asks_what(named: Sequence[Mention], question: Question) -> bool:
    """ "What is X", "what's X": directly before a name."""
    return any(
        [word.folded for word in question.words[max(0, m.first - 2) : m.first]]
        in (["what", "is"], ["what", "s"])
        or question.words[m.first - 1].folded == "whats"
        for m in named
        if m.first
    )


def _compares(words: Sequence[Word], named: Sequence[Mention], question: Question) -> bool:
    """Whether a sentence weighs names against each other: "X or Y", "X vs Y", "compare X and Y"."""
    if _COMPARING & {word.folded for word in words}:
        return True
    places = sorted((m.first, m.last) for m in named if m.kind != "hardware")
    return any(
        "or" in {word.folded for word in question.words[one[1] + 1 : other[0]]} and other[0] - one[1] <= 4
        for one, other in pairwise(places)
    )


def _against(cues: Iterable[str]) -> float:
    return sum(_AGAINST.get(cue, 0.0) for cue in cues)
