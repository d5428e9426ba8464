"""Pages cut into passages that can be matched and quoted."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from cogs.guide.matching.words import Word, split_words
from cogs.guide.model import Library

SNIPPET = 90
_LINK_TARGET = re.compile(r"\]\([^)\s]*\)")


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence of a page, or one value of its front matter."""

    field: str
    text: str
    words: tuple[Word, ...]


def passages(library: Library) -> tuple[Passage, ...]:
    """A page cut into passages; links keep their text and lose their target."""
    found = [Passage("title", library.title, split_words(library.title))]
    found += _sentences("description", library.description)
    found += _sentences("text", _LINK_TARGET.sub(" ", library.body).replace("[", " ").replace("*", ""))
    for field, values in (
        ("field of application", library.fields),
        ("dependencies", library.dependencies or ()),
        ("maintainer", library.maintainers),
        ("language", library.languages),
        ("package", (library.pypi_id,) if library.pypi_id else ()),
    ):
        found += (Passage(field, value, split_words(value)) for value in values)
    return tuple(found)


def _sentences(field: str, text: str) -> Iterator[Passage]:
    words = split_words(text, limit=len(text))
    by_sentence: dict[int, list[Word]] = defaultdict(list)
    for word in words:
        by_sentence[word.sentence].append(word)
    for sentence in by_sentence.values():
        yield Passage(field, text[sentence[0].start : sentence[-1].end], tuple(sentence))


def quote(passage: Passage, places: tuple[int, ...]) -> str:
    """A reason's text: the words of a passage around some places in quotation marks, or "field: value".

    A quote says where it was cut.
    """
    if passage.field not in ("text", "description"):
        return f"{passage.field}: {passage.text}"
    offset = passage.words[0].start
    start, end = passage.words[places[0]].start - offset, passage.words[places[-1]].end - offset
    first, last = places[0], places[-1]
    while True:
        grown = False
        for towards in (-1, 1):
            at = first - 1 if towards < 0 else last + 1
            if 0 <= at < len(passage.words):
                word = passage.words[at]
                low, high = min(start, word.start - offset), max(end, word.end - offset)
                if high - low <= SNIPPET:
                    start, end, grown = low, high, True
                    first, last = min(first, at), max(last, at)
        if not grown:
            said = " ".join(passage.text[start:end].split())[: 2 * SNIPPET]
            return f"“{'…' if first else ''}{said}{'…' if last < len(passage.words) - 1 else ''}”"
