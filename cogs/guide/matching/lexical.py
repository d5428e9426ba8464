"""Plain word matching: Okapi BM25 over the fields of each page, on stems.

Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), in its form for
weighted fields. With a few dozen pages an own index of fifty lines beats a full-text database: it is
immutable, shared between threads, and tells which words matched.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from cogs.guide.matching.passages import Passage

K1 = 1.2
B = 0.5
_FIELD_WEIGHT = {"title": 3.0, "description": 2.0, "text": 1.0}
_OTHER_FIELD = 1.5


class LexicalIndex:
    """Scores pages by the words they share with a question."""

    def __init__(self, pages: Mapping[str, Sequence[Passage]], ignored: frozenset[str]) -> None:
        self._weights: dict[str, dict[str, float]] = defaultdict(dict)
        lengths: dict[str, float] = {}
        counts: dict[str, Counter[str]] = {}
        for slug, page in pages.items():
            count: Counter[str] = Counter()
            for passage in page:
                weight = _FIELD_WEIGHT.get(passage.field, _OTHER_FIELD)
                for word in passage.words:
                    if word.stem not in ignored:
                        count[word.stem] += weight  # type: ignore[assignment]
            counts[slug], lengths[slug] = count, sum(count.values())
        mean = sum(lengths.values()) / len(lengths) if lengths else 1.0
        frequency = Counter(stem for count in counts.values() for stem in count)
        for slug, count in counts.items():
            for stem, times in count.items():
                idf = math.log(1 + (len(pages) - frequency[stem] + 0.5) / (frequency[stem] + 0.5))
                norm = K1 * (1 - B + B * lengths[slug] / (mean or 1.0))
                self._weights[stem][slug] = idf * times * (K1 + 1) / (times + norm)
        self._frequency = frequency

    def knows(self, stem: str) -> bool:
        """Whether any page has a word of this stem."""
        return stem in self._frequency

    def pages_with(self, stem: str) -> int:
        """How many pages have a word of this stem."""
        return self._frequency.get(stem, 0)

    def stems(self) -> Iterable[str]:
        """Every stem of every page."""
        return self._frequency.keys()

    def score(self, stems: Iterable[str]) -> dict[str, dict[str, float]]:
        """Slug -> stem -> score, for the distinct stems given."""
        scores: dict[str, dict[str, float]] = defaultdict(dict)
        for stem in dict.fromkeys(stems):
            for slug, weight in self._weights.get(stem, {}).items():
                scores[slug][stem] = weight
        return scores
