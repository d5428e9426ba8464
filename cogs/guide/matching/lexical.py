"""Plain word matching: Okapi BM25 over the fields of each page, on stems.

Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), in its form for
weighted fields. With a few dozen pages an own index of fifty lines beats a full-text database: it is
immutable, shared between threads, and tells which words matched.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from cogs.guide.matching.passages import Passage

K1 = 1.2
B = 0.5
_FIELD_WEIGHT = {"title": 3.0, "description": 2.0, "text": 1.0}
_OTHER_FIELD = 1.5


class LexicalIndex:
    """Scores pages by the words they share with a question.

    The scores of all words lie in one array, those of one word beside each other, because a dictionary for
    each word would take five times the memory.
    """

    def __init__(self, pages: Mapping[str, Sequence[Passage]], ignored: frozenset[str]) -> None:
        self._slugs = tuple(pages)
        counts = [_count(page, ignored) for page in pages.values()]
        lengths = [sum(count.values()) for count in counts]
        mean = sum(lengths) / len(lengths) if lengths else 1.0
        frequency = Counter(stem for count in counts for stem in count)
        self._row = {stem: row for row, stem in enumerate(frequency)}
        """Stem -> its place in ``_starts``."""
        self._starts = array("L", [0])
        """Where the scores of each stem begin; the last number is their end."""
        for pages_with_it in frequency.values():
            self._starts.append(self._starts[-1] + pages_with_it)
        self._pages = array("H", bytes(2 * self._starts[-1]))
        self._scores = array("d", bytes(8 * self._starts[-1]))
        free = list(self._starts)
        for page, (count, length) in enumerate(zip(counts, lengths, strict=True)):
            norm = K1 * (1 - B + B * length / (mean or 1.0))
            for stem, times in count.items():
                idf = math.log(1 + (len(pages) - frequency[stem] + 0.5) / (frequency[stem] + 0.5))
                at = free[self._row[stem]]
                free[self._row[stem]] += 1
                self._pages[at] = page
                self._scores[at] = idf * times * (K1 + 1) / (times + norm)

    def knows(self, stem: str) -> bool:
        """Whether any page has a word of this stem."""
        return stem in self._row

    def pages_with(self, stem: str) -> int:
        """How many pages have a word of this stem."""
        return len(self._places(stem))

    def score(self, stems: Iterable[str]) -> dict[str, float]:
        """Slug -> score, of the pages that have any of the stems; each stem counts once."""
        scores: dict[str, float] = {}
        for stem in dict.fromkeys(stems):
            for at in self._places(stem):
                slug = self._slugs[self._pages[at]]
                scores[slug] = scores.get(slug, 0.0) + self._scores[at]
        return scores

    def _places(self, stem: str) -> range:
        row = self._row.get(stem)
        return range(0) if row is None else range(self._starts[row], self._starts[row + 1])


def _count(page: Sequence[Passage], ignored: frozenset[str]) -> dict[str, float]:
    """How often a page has each stem, weighted by field."""
    count: dict[str, float] = {}
    for passage in page:
        weight = _FIELD_WEIGHT.get(passage.field, _OTHER_FIELD)
        for word in passage.words:
            if word.stem not in ignored:
                count[word.stem] = count.get(word.stem, 0.0) + weight
    return count
