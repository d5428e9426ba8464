"""Names in a question: libraries, chips and tools without a page, however people split or misspell them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from cogs.guide.matching.lexicon import Lexicon
from cogs.guide.matching.needs import DEPENDENCIES, LANGUAGES
from cogs.guide.matching.wordlists import Spellings, WordList
from cogs.guide.matching.words import Word, split_words, stem
from cogs.guide.model import Guide, Hardware, Library

NameKind = Literal["library", "hardware", "elsewhere"]
_LONGEST_NAME = 6
_BUILT_ON = LANGUAGES.keys() | DEPENDENCIES.keys()
_KINDS = frozenset(map(stem, ("library", "framework", "package", "tool", "simulator", "toolkit", "lib")))
_TOO_GENERAL = frozenset(("software", "project", "core", "main", "python", "docs", "neuromorphic", "snn"))


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in a question: what it stands for, as written, and the places of its words."""

    kind: NameKind
    slug: str
    written: str
    first: int
    last: int
    exact: bool = True


def key_of(text: str) -> str:
    """The letters and digits of a name, folded: ``snn torch``, ``snnTorch`` and ``SNN-Torch`` share one."""
    return "".join(word.folded for word in split_words(text, limit=200))


def library_names(library: Library, lexicon: Lexicon) -> Iterator[str]:
    """Every name a library goes by: title, its parts, slug, package, repository, and the curated ones."""
    yield library.title
    if bracketed := re.fullmatch(r"(.+?)\s*\(([^)]+)\)", library.title):
        yield from bracketed.groups()
    if library.title.casefold().endswith(" sdk"):
        yield library.title[:-4]
    yield library.slug
    if library.pypi_id:
        yield library.pypi_id
    if library.source_code:
        repository = library.source_code.rstrip("/").rpartition("/")[2].removesuffix(".git")
        if key_of(repository) not in _TOO_GENERAL and len(split_words(repository)) < 3:
            yield repository
    yield from lexicon.names.aliases.get(library.slug, ())


def hardware_names(chip: Hardware, lexicon: Lexicon) -> Iterator[str]:
    """Every name a chip goes by."""
    yield chip.name
    yield re.split(r"\s+(?:[-–—]|by)\s+", chip.title, maxsplit=1)[0]
    yield from re.findall(r"\(([^)]+)\)", chip.name)
    yield re.sub(r"\s*\([^)]*\)", "", chip.name)
    yield from lexicon.names.chip_aliases.get(chip.slug, ())


class NameIndex:
    """Finds names in words. Built once; reading it is thread-safe."""

    def __init__(self, guide: Guide, lexicon: Lexicon) -> None:
        self.libraries: dict[str, str] = {}
        self.hardware: dict[str, list[str]] = {}
        for library in guide.libraries:
            for name in library_names(library, lexicon):
                if len(key := key_of(name)) > 1:
                    self.libraries.setdefault(key, library.slug)
        for chip in guide.hardware:
            for name in hardware_names(chip, lexicon):
                if len(key := key_of(name)) > 1 and chip.slug not in self.hardware.setdefault(key, []):
                    self.hardware[key].append(chip.slug)
        self._elsewhere: dict[str, str] = {}
        """Key -> the curated name, with a leading ``=`` when only this spelling counts."""
        for entry in (*lexicon.names.elsewhere, *lexicon.names.formats):
            key = key_of(entry)
            if key not in self.libraries and key not in self.hardware:
                self._elsewhere.setdefault(key, entry)
        self._keys = sorted({*self.libraries, *self.hardware, *self._elsewhere})
        self._common = {
            key_of(name): frozenset((*near, *map(stem, near)))
            for name, near in lexicon.names.common_words.items()
        }
        self._misspellable = Spellings(key for key in {*self.libraries, *self.hardware} if len(key) >= 5)
        self._everyday = lexicon.common

    def find(self, words: Sequence[Word], known: WordList | None) -> list[Mention]:
        """The names among the words, longest first at each place, left to right.

        ``known`` are folded words that are surely no misspelt names; None switches guessing off.
        A chip family ("Loihi") gives one mention for each of its chips.
        """
        found: list[Mention] = []
        at = 0
        while at < len(words):
            if known is None and not self._begins_a_name(words[at].folded):
                at += 1
                continue
            mentions = self._at(words, at, known)
            found += mentions
            at = mentions[0].last + 1 if mentions else at + 1
        return found

    def _at(self, words: Sequence[Word], at: int, known: WordList | None) -> list[Mention]:
        word = words[at]
        keys, key = [], ""
        for last in range(at, min(at + _LONGEST_NAME, len(words))):
            key += words[last].folded
            if words[last].sentence != word.sentence or not self._begins_a_name(key):
                break
            keys.append((key, last))
        for key, last in reversed(keys):
            written = " ".join(dict.fromkeys(word.surface for word in words[at : last + 1]))
            if mentions := self._exact(key, written, words, at, last):
                return mentions
        if known is None or len(word.folded) < 5 or word.folded in known or word.folded in self._everyday:
            return []
        return self._misspelt(word, at)

    def _begins_a_name(self, key: str) -> bool:
        at = bisect_left(self._keys, key)
        return at < len(self._keys) and self._keys[at].startswith(key)

    def _exact(self, key: str, written: str, words: Sequence[Word], at: int, last: int) -> list[Mention]:
        if key in self.libraries and self._is_meant(key, words, at, last):
            return [Mention("library", self.libraries[key], written, at, last)]
        if key in self.hardware and self._is_meant(key, words, at, last):
            return [Mention("hardware", slug, written, at, last) for slug in self.hardware[key]]
        if entry := self._elsewhere.get(key):
            name = entry.removeprefix("=")
            after = words[last + 1].stem if last + 1 < len(words) else ""
            as_name = (
                written[:1].isupper() and after in _KINDS and words[last + 1].sentence == words[last].sentence
            )
            if name == entry or written == name or as_name:
                return [Mention("elsewhere", name, written, at, last)]
        return []

    def _is_meant(self, key: str, words: Sequence[Word], at: int, last: int) -> bool:
        """False when a name that is also a word stands next to words that show the other sense.

        "A JAX SNN library" asks for a kind of library, though one is called jaxsnn.
        """
        if last > at and words[last].stem == "snn" and words[at].folded in _BUILT_ON:
            after = words[last + 1].stem if last + 1 < len(words) else ""
            if after in _KINDS:
                return False
        near = self._common.get(key)
        if near is None:
            return True
        around = {*words[max(0, at - 3) : at], *words[last + 1 : last + 4]}
        return near.isdisjoint(word.folded for word in around) and near.isdisjoint(
            word.stem for word in around if len(word.stem) > 3
        )

    def _misspelt(self, word: Word, at: int) -> list[Mention]:
        key = self._misspellable.nearest(word.folded, 1 if len(word.folded) < 10 else 2)
        if key is None:
            return []
        if key in self.libraries:
            return [Mention("library", self.libraries[key], word.surface, at, at, exact=False)]
        return [Mention("hardware", slug, word.surface, at, at, exact=False) for slug in self.hardware[key]]

    def is_common_word(self, mention: Mention) -> bool:
        """Whether a mention is of a name that is also an everyday word."""
        return key_of(mention.written) in self._common
