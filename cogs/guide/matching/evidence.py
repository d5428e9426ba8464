"""What the guide proves about each library: topics with the words that prove them, and rare words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cogs.guide.matching.answer import Reason
from cogs.guide.matching.lexical import LexicalIndex
from cogs.guide.matching.lexicon import WEAK, Lexicon, Topic
from cogs.guide.matching.passages import Passage, quote
from cogs.guide.matching.words import stem
from cogs.guide.model import Guide, Library

RARE = 3
"""A word on at most so many pages tells where it stands, if it is no everyday word."""

LONGEST_PERSON = 3
"""Words of a person's name: a longer maintainer is an institution, whose words are everyday ones."""


@dataclass(frozen=True, slots=True)
class Proof:
    """How strongly (0 to 1) a library has something, and where its page says so."""

    strength: float
    reason: Reason


def prove_topics(
    guide: Guide, pages: Mapping[str, tuple[Passage, ...]], lexicon: Lexicon
) -> dict[str, dict[str, Proof]]:
    """For each topic the libraries that have it, by slug, with the best proof of each."""
    proofs: dict[str, dict[str, Proof]] = {name: {} for name in lexicon.topics}
    table = lexicon.proofs()
    for library in guide.libraries:
        for passage in pages[library.slug]:
            for (name, strength), _, places in table.find(passage.words):
                known = proofs[name].get(library.slug)
                if known is None or known.strength < strength:
                    reason = Reason("matches", passage.field, quote(passage, places))
                    proofs[name][library.slug] = Proof(strength, reason)
        for name, topic in lexicon.topics.items():
            for proof in _facts(library, topic):
                known = proofs[name].get(library.slug)
                if known is None or known.strength < proof.strength:
                    proofs[name][library.slug] = proof
            if any(_holds(library, fact) for fact in topic.unless):
                proofs[name].pop(library.slug, None)
    return proofs


def rare_words(
    pages: Mapping[str, tuple[Passage, ...]], lexical: LexicalIndex, everyday: Iterable[str]
) -> dict[str, tuple[tuple[str, Reason], ...]]:
    """Words that stand on few pages, and names of maintainers: stem -> (slug, first passage).

    None of them an everyday word.
    """
    rare: set[str] = set()
    people: set[str] = set()
    for page in pages.values():
        for passage in page:
            rare.update(each.stem for each in passage.words)
            if passage.field == "maintainer" and _names_a_person(passage):
                people.update(each.stem for each in passage.words if len(each.folded) > 2)
    rare = {one for one in rare if 0 < lexical.pages_with(one) <= RARE}
    people -= rare
    for words in (rare, people):
        words.difference_update(map(stem, everyday))
    found: dict[str, dict[str, Reason]] = defaultdict(dict)
    for slug, page in pages.items():
        for passage in page:
            for at, word in enumerate(passage.words):
                tells = word.stem in rare or (word.stem in people and passage.field == "maintainer")
                if tells and slug not in found[word.stem]:
                    found[word.stem][slug] = Reason("matches", passage.field, quote(passage, (at,)))
    return {one: tuple(reasons.items()) for one, reasons in found.items()}


def _names_a_person(passage: Passage) -> bool:
    return 2 <= len(passage.words) <= LONGEST_PERSON and all(
        word.surface[0].isupper() for word in passage.words
    )


def _facts(library: Library, topic: Topic) -> Iterator[Proof]:
    for strength, facts in ((1.0, topic.facts), (WEAK, topic.weak_facts)):
        for fact in facts:
            if _holds(library, fact):
                field, _, value = fact.partition(":")
                yield Proof(strength, Reason("matches", field, f"{_SHOWN.get(field, field)}: {value}"))


def _holds(library: Library, fact: str) -> bool:
    field, _, value = fact.partition(":")
    return has_fact(library, field, value)


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
