"""A small language for phrases, used by the data files that curators edit.

``reinforcement learning``    these words, next to each other (compared by stem)
``convert|turn .. snn``       one of two words, then within seven words another
``gpu & compressed``          both parts anywhere in the same text, in any order
``=drivers``                  exactly this word, not its stem ("driven" is another thing)
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from cogs.guide.matching.words import Word, fold, split_words, stem

GAP = 7

Key = TypeVar("Key", bound=Hashable)
_Choices = tuple[str, ...]
"""The forms one of which stands at a place."""
_Phrase = tuple[_Choices, ...]


class PatternError(ValueError):
    """A phrase that the language cannot read."""


class Pattern(NamedTuple):
    """A compiled phrase: parts that must all occur, each a chain of phrases with gaps between.

    There are thousands of them; tuples of strings take a quarter of the memory that sets would.
    """

    text: str
    parts: tuple[tuple[_Phrase, ...], ...]
    last: _Choices
    """The words of its last place: without any of them it cannot match."""

    @property
    def first(self) -> _Choices:
        """The words one of which must occur for the pattern to match at all."""
        return self.parts[0][0][0]

    def find(self, text: IndexedText) -> tuple[int, ...] | None:
        """The places (in order) that make the pattern true in a text."""
        found: list[int] = []
        for part in self.parts:
            places = next((chain for at in _starts(part, text) if (chain := _chain(part, text, at))), None)
            if places is None:
                return None
            found += places
        return tuple(sorted(set(found))) if len(self.parts) > 1 else tuple(found)


class IndexedText:
    """Words with an index of where each stem, and each exact word (after ``=``), stands.

    ``same`` gives, for a stem, the stems of words that are to count as said too.
    """

    def __init__(self, words: Sequence[Word], same: Mapping[str, tuple[str, ...]] | None = None) -> None:
        self.places: dict[str, list[int]] = {}
        self.forms: list[tuple[str, ...]] = []
        same = same or {}
        for at, word in enumerate(words):
            forms = (word.stem, f"={word.folded}", *same.get(word.stem, ()))
            self.forms.append(forms)
            for form in forms:
                self.places.setdefault(form, []).append(at)


def _starts(part: tuple[_Phrase, ...], text: IndexedText) -> Sequence[int]:
    """Where a part may begin, in order."""
    choices = part[0][0]
    if len(choices) == 1:
        return text.places.get(choices[0], ())
    return sorted(at for word in choices for at in text.places.get(word, ()))


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
    forms = text.forms
    if at + len(phrase) > len(forms):
        return False
    for choices in phrase:
        for form in forms[at]:
            if form in choices:
                break
        else:
            return False
        at += 1
    return True


@lru_cache(maxsize=64)
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
    return Pattern(text, tuple(parts), parts[-1][-1][-1])


def _alternatives(word: str) -> list[_Choices]:
    """``a|b`` is one place with two choices; ``a-b`` is two places; ``=a`` is the word itself."""
    if "|" in word or word.startswith("="):
        return [tuple(dict.fromkeys(_form(choice) for choice in word.split("|") if choice.strip("=")))]
    return [(piece.stem,) for piece in split_words(word)]


def _form(choice: str) -> str:
    return fold(choice) if choice.startswith("=") else stem(fold(choice))


class PatternTable(Generic[Key]):
    """Many patterns, each standing for a key, looked up together."""

    def __init__(self, entries: Iterable[tuple[Key, Pattern]]) -> None:
        by_first: dict[str, list[tuple[Key, Pattern]]] = {}
        for entry in entries:
            for first in entry[1].first:
                by_first.setdefault(first, []).append(entry)
        self._by_first = {first: tuple(entries) for first, entries in by_first.items()}

    def find(
        self, words: Sequence[Word], same: Mapping[str, tuple[str, ...]] | None = None
    ) -> Iterator[tuple[Key, Pattern, tuple[int, ...]]]:
        """Every pattern that the words contain, with the places of its words, in a fixed order."""
        text = IndexedText(words, same)
        seen: set[tuple[Key, str]] = set()
        said = text.places.keys()
        for first in said:
            for key, pattern in self._by_first.get(first, ()):
                # Most patterns end here: their first word is common, and the last one is not said.
                if said.isdisjoint(pattern.last) or (key, pattern.text) in seen:
                    continue
                if places := pattern.find(text):
                    seen.add((key, pattern.text))
                    yield key, pattern, places
