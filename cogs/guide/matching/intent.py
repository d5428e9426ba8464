"""The intent gate: does a message in a channel ask for software, or say something else?

No single sign decides. The gate collects cues: what the sentences do (:mod:`speech_acts`), how questions
begin, marks of writing such as code, which names stand where, and how many needs the guide understands. Each
cue has a weight; their sum is the logarithm of the odds that software is asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cogs.guide.matching.lexicon import Lexicon
from cogs.guide.matching.names import Mention
from cogs.guide.matching.patterns import PatternTable
from cogs.guide.matching.question import Question
from cogs.guide.matching.roles import Role
from cogs.guide.matching.speech_acts import shipped_acts
from cogs.guide.matching.stopwords import STOP_STEMS
from cogs.guide.matching.utterance import (
    MARKS,
    kept_words,
    own_words,
    question_heads,
    shows_traceback,
)
from cogs.guide.matching.weights import SURE, WEIGHTS
from cogs.guide.matching.wordlists import WordList
from cogs.guide.matching.words import Word

__all__ = ["SURE", "IntentGate", "Verdict"]

_NEVER = -9.0
_OFTEN = (0.0, 0.7, 1.0, 1.5)
"""What no, one, two, three and more phrases of a kind count: the second says less than the first."""
_PLAINLY_ASKING = frozenset({"request", "lookup", "start", "begs for hints"})
_ACTS_OF_ASKING = _PLAINLY_ASKING | {"wishes"}
_STATING = {
    "is", "are", "was", "were", "be", "been", "am", "has", "had", "have", "will", "did", "does", "got",
    "gets", "just", "finally", "today", "yesterday", "tomorrow", "works", "worked", "working", "great",
    "nice", "cool", "love", "hate", "think", "thought", "tried", "starts", "started", "stops", "makes",
    "made", "still", "always", "never", "actually", "really", "see", "saw", "seen", "going", "went",
    "released", "updated", "join", "happy", "sad", "new",
}  # fmt: skip
"""Words of sentences that tell something; a bare wish list ("rust, no python, dvs") has none."""
_CHOICE = frozenset({"or", "vs", "versus"})
_POINTING = frozenset({"this", "that", "the", "exactly"})
_FIRST_PERSON = frozenset({"i", "we", "my", "our", "me", "us"})
_SECOND_PERSON = frozenset({"you", "your"})
_TERSE, _SHORT, _LONG, _WISH_LIST = 7, 14, 28, 15


@dataclass(frozen=True, slots=True)
class Verdict:
    """How sure the gate is (``SURE`` and above answers) and the cues that say so, heaviest first."""

    score: float
    cues: tuple[tuple[str, float], ...] = ()


class IntentGate:
    """Tells requests for software from the rest. Built once; immutable."""

    def __init__(self, lexicon: Lexicon, field: WordList) -> None:
        """``field`` has the words of the guide's pages and of the questions it answers, folded."""
        self._lexicon = lexicon
        self._field = field
        acts = shipped_acts()
        self._other = frozenset(acts.other)
        self._table: PatternTable[str] = PatternTable(
            (kind, phrase)
            for side in (acts.asking, acts.other)
            for kind, all_ in side.items()
            for phrase in all_
        )
        self._starts = PatternTable(("start", phrase) for phrase in acts.asking["start"])

    def asks_where_to_start(self, words: Sequence[Word]) -> bool:
        """Whether somebody wants to begin with the field as such."""
        return any(self._starts.find(words))

    def judge(self, question: Question, roles: Mapping[Mention, Role]) -> Verdict:
        """How surely a message asks for software or about a named library."""
        cues = self.collect(question, roles)
        if reason := self.ruled_out(question, roles, cues):
            return Verdict(_NEVER, ((reason, _NEVER),))
        weighed = [(cue, WEIGHTS[cue] * value) for cue, value in cues.items() if WEIGHTS.get(cue)]
        weighed.sort(key=lambda pair: (-abs(pair[1]), pair[0]))
        return Verdict(sum(weight for _, weight in weighed), tuple(weighed))

    def ruled_out(
        self, question: Question, roles: Mapping[Mention, Role], cues: Mapping[str, float]
    ) -> str | None:
        """Why a message is no request whatever its cues weigh, or None."""
        if not cues or _says_nothing(cues):
            return "says nothing"
        if _is_general(question, roles, self._lexicon):
            return "nothing of the field"
        return "traceback" if shows_traceback(question.text) else None

    def collect(self, question: Question, roles: Mapping[Mention, Role]) -> dict[str, float]:
        """Every cue of a message and how much of it there is; empty when nothing is said."""
        own = own_words(question.text)
        kept = kept_words(question.words, question.text, own)
        if not kept:
            return {}
        words = [question.words[place] for place in kept]
        cues = self._acts(words)
        asked, heads = question_heads(own)
        cues |= {f"begins: {head}": 1.0 for head in heads}
        cues |= {mark: 1.0 for mark, pattern in MARKS.items() if pattern.search(own)}
        heard = set(kept)
        names = {mention: role for mention, role in roles.items() if mention.first in heard}
        needs = self._needs(question, names, kept)
        facts = {
            "always": True,
            "asked": asked,
            **_shape(words, asked, needs),
            **_naming(names, question.words, kept, heads),
        }
        cues |= {name: 1.0 for name, holds in facts.items() if holds}
        specific, general = needs
        cues |= {"needs": min(specific, 4) / 2, "topics": min(general, 4) / 2}
        cues["other matters"] = min(self._other_matters(question, kept), 6) / 2
        return {**cues, **dict.fromkeys(_together(cues), 1.0)}

    def _acts(self, words: Sequence[Word]) -> dict[str, float]:
        """What the sentences do. Where one plainly asks, the other talk of sentences that do not is left out:

        people greet, thank, complain and tell stories around what they ask for.
        """
        sentences: dict[int, list[Word]] = defaultdict(list)
        for word in words:
            sentences[word.sentence].append(word)
        acts = [
            [(kind, pattern.text) for kind, pattern, _ in self._table.find(sentence)]
            for sentence in sentences.values()
        ]
        asking = [any(kind in _PLAINLY_ASKING for kind, _ in found) for found in acts]
        phrases: dict[str, set[str]] = defaultdict(set)
        for found, asks in zip(acts, asking, strict=True):
            beside = any(asking) and not asks
            for kind, phrase in found:
                if not (beside and kind in self._other):
                    phrases[kind].add(phrase)
        return {kind: _OFTEN[min(len(found), 3)] for kind, found in phrases.items()}

    def _other_matters(self, question: Question, kept: Sequence[int]) -> int:
        """How many words neither the pages nor the questions of the field use: "lunch", "courier"."""
        words = (question.words[place] for place in kept if place not in question.covered)
        return sum(
            len(word.folded) > 2 and word.stem not in STOP_STEMS and word.folded not in self._field
            for word in words
        )

    def _needs(
        self, question: Question, names: Mapping[Mention, Role], kept: Sequence[int]
    ) -> tuple[int, int]:
        """How many needs the kept words name: those that tell libraries apart, and all."""
        topics, demands = set(question.topics), len(question.demands)
        if len(kept) < len(question.words):
            rest = [question.words[place] for place in kept]
            topics &= {name for name, _, _ in self._lexicon.questions.find(rest, self._lexicon.same)}
            mostly = 2 * len(kept) > len(question.words)  # a demand without a place is likely where most is
            demands = sum(mostly if d.place < 0 else d.place in kept for d in question.demands)
        essential = sum(self._lexicon.topics[name].essential for name in topics)
        chips = any(mention.kind == "hardware" for mention in names)
        return essential + demands + chips, len(topics) + demands


def _says_nothing(cues: Mapping[str, float]) -> bool:
    """Neither a need, nor a name, nor any way of asking: "same here", "hi all"."""
    named = "names a library" in cues or "names a chip" in cues
    return not (cues["topics"] or named or _ACTS_OF_ASKING & cues.keys())


def _is_general(question: Question, roles: Mapping[Mention, Role], lexicon: Lexicon) -> bool:
    """Whether all that is asked for is asked for everywhere: "a good library for plotting in Python?"."""
    return (
        any(lexicon.topics[name].general for name in question.topics)
        and all(lexicon.topics[name].general for name in question.topics)
        and all(demand.need.kind in ("language", "package") for demand in question.demands)
        and not roles
    )


def _shape(words: Sequence[Word], asked: bool, needs: tuple[int, int]) -> dict[str, bool]:
    folded = {word.folded for word in words}
    impersonal = not folded & _FIRST_PERSON
    states = bool(folded & _STATING) and not asked
    return {
        "terse": len(words) <= _TERSE,
        "short": len(words) <= _SHORT,
        "long": len(words) > _LONG,
        "impersonal": impersonal,
        "states something": states,
        "second person": bool(folded & _SECOND_PERSON),
        "wish list": len(words) <= _WISH_LIST and bool(needs[0]) and impersonal and not (asked or states),
    }


def _naming(
    names: Mapping[Mention, Role], words: Sequence[Word], kept: Sequence[int], heads: set[str]
) -> dict[str, bool]:
    libraries = {mention.slug for mention in names if mention.kind == "library"}
    subjects = {m.slug for m, role in names.items() if m.kind == "library" and role is Role.SUBJECT}
    first = heads if subjects else set()
    return {
        "names a library": bool(libraries),
        "names a chip": any(mention.kind == "hardware" for mention in names),
        "about a library": bool(subjects),
        "what about a library": "what" in first,
        "how about a library": bool({"how", "how to", "how much"} & first),
        "one library or another": _is_choice(names, words),
        "what is a library": _asks_what(names, words),
        "hardly more than a name": bool(libraries) and len(kept) <= 5,
    }


def _is_choice(names: Mapping[Mention, Role], words: Sequence[Word]) -> bool:
    """ "X or Y", "X, Y vs Z": names with nothing but such a word between two of them."""
    spans = sorted((m.first, m.last) for m in names if m.kind == "library")
    between = (words[one[1] + 1 : other[0]] for one, other in pairwise(spans))
    return any(len(gap) == 1 and gap[0].folded in _CHOICE for gap in between)


def _asks_what(names: Mapping[Mention, Role], words: Sequence[Word]) -> bool:
    """ "What is X", "what's this X thing", "X, what is it"."""
    for mention in names:
        if mention.kind == "library":
            before = [word.folded for word in words[max(0, mention.first - 3) : mention.first]]
            after = [word.folded for word in words[mention.last + 1 : mention.last + 5]]
            while before and before[-1] in _POINTING:
                before.pop()
            if before[-2:] in (["what", "is"], ["what", "s"]) or before[-1:] == ["whats"]:
                return True
            if after[:3] in (["what", "is", "it"], ["what", "s", "it"], ["what", "is", "that"]):
                return True
    return False


def _together(cues: Mapping[str, float]) -> list[str]:
    """Cues that say more in company than each alone."""
    needs = cues["needs"] > 0
    together = {
        "request + needs": "request" in cues and needs,
        "request + no library": "request" in cues and "about a library" not in cues,
        "request + what": "request" in cues and bool({"begins: what", "begins: which"} & cues.keys()),
        "wishes + needs, not asked": "wishes" in cues and needs and "asked" not in cues,
        "lookup + library": "lookup" in cues and "names a library" in cues,
        "lookup + library, short": {"lookup", "names a library", "short"} <= cues.keys(),
        "start + where": "start" in cues and bool({"begins: where", "begins: what"} & cues.keys()),
        "announcement, not asked": "announcement" in cues and "asked" not in cues,
    }
    return [name for name, holds in together.items() if holds]
