"""What the guide proves about each library: topics with the words that prove them, chips, and its vocabulary."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cogs.guide.matching.answer import Reason
from cogs.guide.matching.lexicon import Lexicon, Topic
from cogs.guide.matching.patterns import PatternTable, compile_pattern
from cogs.guide.matching.words import Word, split_words
from cogs.guide.model import Guide, Library

WEAK = 0.4
"""What partial proof counts, against 1 for proof."""
SNIPPET = 90
_LINK_TARGET = re.compile(r"\]\([^)\s]*\)")


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence of a page, or one value of its front matter."""

    field: str
    text: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """How strongly (0 to 1) a library has something, and where its page says so."""

    strength: float
    reason: Reason


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
    """The words of a passage around some places, whole words, short enough to show."""
    if passage.field not in ("text", "description"):
        return passage.text
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
            return " ".join(passage.text[start:end].split())[: 2 * SNIPPET]


def prove_topics(
    guide: Guide, pages: Mapping[str, tuple[Passage, ...]], lexicon: Lexicon
) -> dict[str, dict[str, Proof]]:
    """For each topic the libraries that have it, by slug, with the best proof of each."""
    table: PatternTable[tuple[str, float]] = PatternTable(
        ((name, strength), compile_pattern(pattern))
        for name, topic in lexicon.topics.items()
        for strength, patterns in (
            (1.0, topic.ask if topic.strong is None else topic.strong),
            (WEAK, topic.weak),
        )
        for pattern in patterns
    )
    proofs: dict[str, dict[str, Proof]] = {name: {} for name in lexicon.topics}
    for library in guide.libraries:
        for passage in pages[library.slug]:
            for (name, strength), _, places in table.find(passage.words):
                text = quote(passage, places)
                shown = (
                    f"“{text}”" if passage.field in ("text", "description") else f"{passage.field}: {text}"
                )
                _keep(proofs[name], library.slug, Proof(strength, Reason("matches", passage.field, shown)))
        for name, topic in lexicon.topics.items():
            for proof in _facts(library, topic):
                _keep(proofs[name], library.slug, proof)
    return proofs


def _keep(proofs: dict[str, Proof], slug: str, proof: Proof) -> None:
    if slug not in proofs or proofs[slug].strength < proof.strength:
        proofs[slug] = proof


def _facts(library: Library, topic: Topic) -> Iterator[Proof]:
    for strength, facts in ((1.0, topic.facts), (WEAK, topic.weak_facts)):
        for fact in facts:
            field, _, value = fact.partition(":")
            if has_fact(library, field, value):
                yield Proof(strength, Reason("matches", field, f"{_SHOWN.get(field, field)}: {value}"))


_SHOWN = {"field": "field of application", "nir": "supports NIR", "hardware": "supports hardware"}


def has_fact(library: Library, field: str, value: str) -> bool:
    """Whether a page's front matter says so, e.g. ``language`` ``Rust``. "Not stated" is no."""
    wanted = value.casefold()
    if field in ("nir", "hardware"):
        said = library.supports_nir if field == "nir" else library.supports_hardware
        return said is (wanted == "yes")
    values: Mapping[str, tuple[str, ...]] = {
        "language": library.languages,
        "dependency": library.dependencies or (),
        "category": (library.category,) if library.category else (),
        "field": library.fields,
        "package": (library.pypi_id,) if library.pypi_id else (),
        "licence": (library.licence.family.value, str(library.licence)) if library.licence else (),
    }
    return wanted in {said.casefold() for said in values[field]}
