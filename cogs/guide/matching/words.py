"""Words of a text: folded, split, stemmed, each remembering how and where it was written."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import lru_cache
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+(?:\+\+|#(?!\w))?|[.?!\n]")
_URL = re.compile(r"https?://\S+|<[@#:a][^>\s]{0,80}>|```.*?```", re.DOTALL)
_SPELLINGS = str.maketrans(
    {"’": "'", "‘": "'", "´": "'", "–": "-", "—": "-", "‑": "-", "−": "-", "™": " ", "®": " "}
)
_PIECES = re.compile(r"[a-z0-9]+(?:\+\+|#)?|[^\Wa-z0-9_]+")
_SUFFIXES = (
    "izations", "ization", "ational", "ations", "ation", "ators", "ator", "ating", "ated", "ates",
    "ities", "ity", "ments", "ment", "ings", "ing", "ions", "ion", "ives", "ive", "ized", "izes",
    "izing", "ize", "ers", "er", "ors", "or", "ies", "ied", "ally", "ical", "ic", "ed", "es", "ate",
    "al", "ly", "s", "e", "y",
)  # fmt: skip
_VOWELS = frozenset("aeiouy")
_BRITISH = re.compile(r"is(ation|ations|ing|ed|es|e)$")


def _by_last_letter(suffixes: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for suffix in suffixes:
        found[suffix[-1]].append(suffix)
    return {letter: tuple(ending) for letter, ending in found.items()}


_SUFFIXES_BY_LETTER = _by_last_letter(_SUFFIXES)


class Word(NamedTuple):
    """One word: as written, folded to lower case without accents, and its stem."""

    surface: str
    folded: str
    stem: str
    start: int
    end: int
    sentence: int


def fold(text: str) -> str:
    """Lower case, compatibility forms and accents resolved (``Ｅvent`` and ``événement`` too)."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.translate(_SPELLINGS).casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@lru_cache(maxsize=1024)
def stem(word: str) -> str:
    """A light English stem: one suffix off, so that simulate, simulator and simulations meet.

    It is used for both sides of every comparison, so a stem need not be a word.
    """
    if len(word) < 4 or not word.isascii() or any(map(str.isdigit, word)):
        return word
    if len(word) > 6 and "is" in word:
        word = _BRITISH.sub(r"iz\1", word)
    for suffix in _SUFFIXES_BY_LETTER.get(word[-1], ()):
        if not word.endswith(suffix):
            continue
        root = word[: -len(suffix)]
        if len(root) >= 3 and not _VOWELS.isdisjoint(root):
            if len(root) > 3 and root[-1] == root[-2] and root[-1] not in "lsz":
                return root[:-1]
            return root
    return word


def split_words(text: str, limit: int = 6000) -> tuple[Word, ...]:
    """The words of a text (its first ``limit`` characters), without addresses, mentions and code blocks."""
    text = _URL.sub(" \n", text[:limit])
    words: list[Word] = []
    sentence = 0
    for found in _WORD.finditer(text):
        surface = found[0]
        if surface in ".?!\n":
            ends = surface != "." or found.end() >= len(text) or text[found.end()].isspace()
            sentence += bool(ends and words and words[-1].sentence == sentence)
            continue
        folded = fold(surface)
        for piece in (folded,) if folded.isascii() and folded.isalnum() else _PIECES.findall(folded):
            written = surface if piece == folded or surface.isascii() else piece
            words.append(Word(written, piece, stem(piece), found.start(), found.end(), sentence))
    return tuple(words)
