"""A small language for phrases, used by the data files that curators edit.

``reinforcement learning``    these words, next to each other (compared by stem)
``convert|turn .. snn``       one of two words, then within seven words another
``gpu & compressed``          both parts anywhere in the same text, in any order
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from cogs.guide.matching.words import Word, fold, split_words, stem

GAP = 7

Key = TypeVar("Key", bound=Hashable)
_Phrase = tuple[frozenset[str], ...]


class PatternError(ValueError):
    """A phrase that the language cannot read."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled phrase: parts that must all occur, each a chain of phrases with gaps between."""

    text: str
    parts: tuple[tuple[_Phrase, ...], ...]

    @property
    def first(self) -> frozenset[str]:
        """The stems one of which must occur for the pattern to match at all."""
        return self.parts[0][0][0]

    def stems(self) -> frozenset[str]:
        """Every stem the pattern speaks of."""
        return frozenset().union(*(word for part in self.parts for phrase in part for word in phrase))

    def find(self, stems: Sequence[str]) -> tuple[int, ...] | None:
        """The places (in order) that make the pattern true in a text given by its stems."""
        found: list[int] = []
        for part in self.parts:
            places = next((p for p in map(lambda at: _chain(part, stems, at), range(len(stems))) if p), None)
            if places is None:
                return None
            found += places
        return tuple(sorted(set(found)))


def _chain(chain: tuple[_Phrase, ...], stems: Sequence[str], at: int) -> list[int] | None:
    """The places of a chain that begins exactly at one place, or None."""
    if not _phrase_at(chain[0], stems, at):
        return None
    places = list(range(at, at + len(chain[0])))
    for phrase in chain[1:]:
        start = places[-1] + 1
        at = next((at for at in range(start, start + GAP) if _phrase_at(phrase, stems, at)), -1)
        if at < 0:
            return None
        places += range(at, at + len(phrase))
    return places


def _phrase_at(phrase: _Phrase, stems: Sequence[str], at: int) -> bool:
    return at + len(phrase) <= len(stems) and all(
        stems[at + offset] in word for offset, word in enumerate(phrase)
    )


def compile_pattern(text: str) -> Pattern:
    """Read a phrase. Raises PatternError when it has no words where it needs some."""
    parts = []
    for part in text.split("&"):
        chain = []
        for phrase in part.split(".."):
            words = [_alternatives(word) for word in phrase.split()]
            flat = [choice for word in words for choice in word]
            if not flat or not all(flat):
                raise PatternError(f"the phrase {text!r} has a part without words")
            chain.append(tuple(flat))
        parts.append(tuple(chain))
    return Pattern(text, tuple(parts))


def _alternatives(word: str) -> list[frozenset[str]]:
    """``a|b`` is one place with two choices; ``a-b`` is two places."""
    if "|" in word:
        return [frozenset(stem(fold(choice)) for choice in word.split("|") if choice)]
    return [frozenset({piece.stem}) for piece in split_words(word)]


class PatternTable(Generic[Key]):
    """Many patterns, each standing for a key, looked up together."""

    def __init__(self, entries: Iterable[tuple[Key, Pattern]]) -> None:
        self._by_first: dict[str, list[tuple[Key, Pattern]]] = defaultdict(list)
        for key, pattern in entries:
            for first in pattern.first:
                self._by_first[first].append((key, pattern))

    def find(self, words: Sequence[Word]) -> Iterator[tuple[Key, Pattern, tuple[int, ...]]]:
        """Every pattern that the words contain, with the places of its words, in a fixed order."""
        stems = [word.stem for word in words]
        seen: set[tuple[Key, str]] = set()
        for first in dict.fromkeys(stems):
            for key, pattern in self._by_first.get(first, ()):
                if (key, pattern.text) not in seen and (places := pattern.find(stems)):
                    seen.add((key, pattern.text))
                    yield key, pattern, places
