"""Long lists of words in little memory: to look a word up in, and to find the word a misspelt one stands for.

A set of ten thousand words takes more than a megabyte, most of it for objects of fifty bytes around words of
seven letters. Here the words that begin alike share one string.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


class WordList:
    """A set of words without spaces."""

    def __init__(self, words: Iterable[str]) -> None:
        self._alike = _grouped(words, lambda word: word[:2])

    def __contains__(self, word: str) -> bool:
        # A space at both ends, so that "net" is not found in "network".
        return f" {word} " in self._alike.get(word[:2], "") and " " not in word

    def __iter__(self) -> Iterator[str]:
        for alike in self._alike.values():
            yield from alike.split()


class Spellings:
    """Words that misspelt ones are taken for.

    The first letter must be right, as people rarely miss it. When a word with another first letter is nearer,
    there is no telling which was meant.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._alike = _grouped(words, lambda word: (len(word), word[:1]))

    def nearest(self, word: str, most: int) -> str | None:
        """The word fewest slips away, at most `most`; the first in the alphabet of several, or None."""
        lengths = range(len(word) - most, len(word) + most + 1)
        best = min(self._near(word, most, [(length, word[:1]) for length in lengths]), default=None)
        if best is None:
            return None
        # Most unknown words are no slips, so this second and longer look is seldom taken.
        others = [key for key in self._alike if key[0] in lengths and key[1] != word[:1]]
        return None if any(other < best for other in self._near(word, best[0], others)) else best[1]

    def _near(self, word: str, most: int, groups: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
        letters = set(word)
        for group in groups:
            for known in self._alike.get(group, "").split():
                # A slip brings in one letter and takes out one at most: few words are left to compare.
                if len(letters.symmetric_difference(known)) <= 2 * most:
                    slips = slips_between(known, word, most)
                    if slips <= most:
                        yield slips, known


def slips_between(one: str, other: str, most: int) -> int:
    """How many slips of the pen make one word of the other: a letter added, left out, wrong, or two swapped.

    The optimal string alignment distance (Damerau 1964, with no letter touched twice), in the usual table of
    which three rows are kept. Above ``most`` it says ``most + 1``, at once when that shows.
    """
    # What both begin and end with needs no table; most pairs of words differ by too much in between.
    start = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        start += 1
    end = 0
    for left, right in zip(reversed(one[start:]), reversed(other[start:]), strict=False):
        if left != right:
            break
        end += 1
    one, other = one[start : len(one) - end], other[start : len(other) - end]
    if abs(len(one) - len(other)) > most or not one or not other:
        return min(max(len(one), len(other)), most + 1)
    before, above = [0] * (len(other) + 1), list(range(len(other) + 1))
    for row, left in enumerate(one, 1):
        current = [row]
        for column, right in enumerate(other, 1):
            slips = min(above[column] + 1, current[-1] + 1, above[column - 1] + (left != right))
            if row > 1 and column > 1 and left == other[column - 2] and one[row - 2] == right:
                slips = min(slips, before[column - 2] + 1)
            current.append(slips)
        if min(current) > most and min(above) > most:
            return most + 1
        before, above = above, current
    return min(above[-1], most + 1)


def _grouped(words: Iterable[str], alike: Callable[[str], Key]) -> dict[Key, str]:
    """The words that are alike in one string, in alphabetical order, with a space before and after each."""
    groups: dict[Key, list[str]] = {}
    for word in sorted(set(words)):
        groups.setdefault(alike(word), []).append(word)
    return {key: f" {' '.join(group)} " for key, group in groups.items()}
