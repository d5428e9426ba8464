"""A small language for phrases, used by the data files that curators edit.

``reinforcement learning``    these words, next to each other (compared by stem)
``convert|turn .. snn``       one of two words, then within seven words another
``gpu & compressed``          both parts anywhere in the same text, in any order
``=drivers``                  exactly this word, not its stem ("driven" is another thing)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
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
        """The words one of which must occur for the pattern to match at all."""
        return self.parts[0][0][0]

    def find(self, text: IndexedText) -> tuple[int, ...] | None:
        """The places (in order) that make the pattern true in a text."""
        found: list[int] = []
        for part in self.parts:
            starts = sorted(at for word in part[0][0] for at in text.places.get(word, ()))
            places = next((chain for at in starts if (chain := _chain(part, text, at))), None)
            if places is None:
                return None
            found += places
        return tuple(sorted(set(found)))


class IndexedText:
    """Words with an index of where each stem, and each exact word (after ``=``), stands.

    ``same`` gives, for a stem, the stems of words that are to count as said too.
    """

    def __init__(self, words: Sequence[Word], same: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self.places: dict[str, list[int]] = {}
        self.forms: list[tuple[str, ...]] = []
        for at, word in enumerate(words):
            forms = (word.stem, f"={word.folded}", *(same or {}).get(word.stem, ()))
            self.forms.append(forms)
            for form in forms:
                self.places.setdefault(form, []).append(at)


def _chain(chain: tuple[_Phrase, ...], text: IndexedText, at: int) -> list[int] | None:
    """The places of a chain that begins exactly at one place, or None."""
    if not _phrase_at(chain[0], text, at):
        return None
    places = list(range(at, at + len(chain[0])))
    for phrase in chain[1:]:
        start = places[-1] + 1
        at = next((at for at in range(start, start + GAP) if _phrase_at(phrase, text, at)), -1)
        if at < 0:
            return None
        places += range(at, at + len(phrase))
    return places


def _phrase_at(phrase: _Phrase, text: IndexedText, at: int) -> bool:
    if at + len(phrase) > len(text.forms):
        return False
    return all(not choices.isdisjoint(text.forms[at + offset]) for offset, choices in enumerate(phrase))


@lru_cache(maxsize=16384)
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
    """``a|b`` is one place with two choices; ``a-b`` is two places; ``=a`` is the word itself."""
    if "|" in word or word.startswith("="):
        return [frozenset(_form(choice) for choice in word.split("|") if choice.strip("="))]
    return [frozenset({piece.stem}) for piece in split_words(word)]


def _form(choice: str) -> str:
    return fold(choice) if choice.startswith("=") else stem(fold(choice))


class PatternTable(Generic[Key]):
    """Many patterns, each standing for a key, looked up together."""

    def __init__(self, entries: Iterable[tuple[Key, Pattern]]) -> None:
        self._by_first: dict[str, list[tuple[Key, Pattern]]] = defaultdict(list)
        for key, pattern in entries:
            for first in pattern.first:
                self._by_first[first].append((key, pattern))

    def find(
        self, words: Sequence[Word], same: Mapping[str, tuple[str, ...]] | None = None
    ) -> Iterator[tuple[Key, Pattern, tuple[int, ...]]]:
        """Every pattern that the words contain, with the places of its words, in a fixed order."""
        text = IndexedText(words, same)
        seen: set[tuple[Key, str]] = set()
        for first in text.places:
            for key, pattern in self._by_first.get(first, ()):
                if (key, pattern.text) not in seen and (places := pattern.find(text)):
                    seen.add((key, pattern.text))
                    yield key, pattern, places
