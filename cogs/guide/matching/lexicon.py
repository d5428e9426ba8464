"""The vocabulary of the field: the files in ``lists/`` that curators edit, read and checked once.

``synonyms.toml``      topics people ask for, how they say it, and the words of pages that prove them
``names.toml``         other names of libraries and chips, names that are common words, tools without a page
``foreign.toml``       technical words of other languages
``common_words.toml``  everyday English
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import resources
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from cogs.guide.matching.patterns import PatternError, PatternTable, compile_pattern
from cogs.guide.matching.wordlists import WordList
from cogs.guide.matching.words import split_words, stem

WEAK = 0.4
"""What partial proof counts, against 1 for proof."""

_T = TypeVar("_T", bound=BaseModel)


class LexiconError(ValueError):
    """A data file of the matcher is wrong; the message names file and place."""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _checked(patterns: tuple[str, ...]) -> tuple[str, ...]:
    for pattern in patterns:
        try:
            compile_pattern(pattern)
        except PatternError as error:
            raise ValueError(str(error)) from None
    return patterns


class Topic(_Table):
    """Something people ask for.

    ``ask``: phrases of questions. ``strong`` and ``weak``: phrases of the guide's pages that prove it,
    fully or in part (``strong`` defaults to ``ask``). ``facts``: front matter that proves it, such as
    ``language:JavaScript``; where a fact of ``unless`` holds, nothing proves it. An ``essential`` topic
    that no page proves makes the answer "not in the guide".
    """

    label: str = Field(min_length=2, max_length=80)
    ask: tuple[str, ...] = Field(min_length=1)
    strong: tuple[str, ...] | None = None
    weak: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    weak_facts: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    weight: float = Field(default=1.0, gt=0, le=5)
    essential: bool = True
    general: bool = False
    """Whether it is asked for outside the field too: by itself it is no question to the guide."""
    opposite: str | None = None
    """The topic that is asked for where this one is denied: "no GPU" asks for what runs on a CPU."""

    _patterns = field_validator("ask", "strong", "weak")(lambda value: _checked(value) if value else value)

    @field_validator("facts", "weak_facts", "unless")
    @classmethod
    def _known_fact(cls, facts: tuple[str, ...]) -> tuple[str, ...]:
        known = {"language", "dependency", "category", "field", "hardware", "nir", "package", "licence"}
        for fact in facts:
            if fact.partition(":")[0] not in known or not fact.partition(":")[2]:
                raise ValueError(
                    f"{fact!r} is not <field>:<value> with a field of {', '.join(sorted(known))}"
                )
        return facts


class Names(_Table):
    """Names beyond those the pages give."""

    aliases: Mapping[str, tuple[str, ...]] = {}
    """Slug of a library -> other names people use."""
    chip_aliases: Mapping[str, tuple[str, ...]] = {}
    """Slug of a chip -> other names people use."""
    common_words: Mapping[str, tuple[str, ...]] = {}
    """A name that is also a word -> words next to which it is not the library."""
    elsewhere: tuple[str, ...] = ()
    """Tools of the field and around it; those without a page are named as not in the guide."""
    formats: tuple[str, ...] = ()
    """Formats, standards and data sets: without a page named as missing, while the rest is answered."""
    ordinary: tuple[str, ...] = ()
    """Uncommon words that are no tool: they never make an answer "not in the guide"."""


@dataclass(frozen=True)
class Lexicon:
    """All data files together."""

    topics: Mapping[str, Topic]
    same: Mapping[str, tuple[str, ...]]
    """Stem of a plain word -> stems of the field's words it stands for in questions."""
    names: Names
    foreign: Mapping[str, str]
    common: WordList
    """Everyday words."""

    @cached_property
    def questions(self) -> PatternTable[str]:
        """What questions say, looked up together: name of the topic by phrase."""
        return PatternTable(
            (name, compile_pattern(phrase)) for name, topic in self.topics.items() for phrase in topic.ask
        )

    def proofs(self) -> PatternTable[tuple[str, float]]:
        """What pages say, looked up together: name of the topic and how much the phrase proves.

        Made anew for each guide: it is as big as the index, and nobody needs it after that.
        """
        return PatternTable(
            ((name, strength), compile_pattern(phrase))
            for name, topic in self.topics.items()
            for strength, phrases in (
                (1.0, topic.ask if topic.strong is None else topic.strong),
                (WEAK, topic.weak),
            )
            for phrase in phrases
        )

    def asked_words(self) -> frozenset[str]:
        """Every word that phrases of questions use, folded."""
        phrases = (phrase for topic in self.topics.values() for phrase in topic.ask)
        return frozenset(word.folded for phrase in phrases for word in split_words(phrase.replace("|", " ")))


def load_lexicon(files: Mapping[str, str] | None = None) -> Lexicon:
    """Read the shipped data files, or others given by file name.

    Raises LexiconError naming the file and the place in it.
    """
    if files is None:
        return _shipped()
    topics = {
        name: _validated(Topic, table, f"synonyms.toml: topic.{name}")
        for name, table in _toml(files, "synonyms.toml").get("topic", {}).items()
    }
    for name, topic in topics.items():
        if topic.opposite is not None and topic.opposite not in topics:
            raise LexiconError(f"synonyms.toml: topic.{name}: opposite: there is no topic {topic.opposite!r}")
    foreign = _toml(files, "foreign.toml").get("terms", {})
    if not all(isinstance(word, str) and isinstance(term, str) for word, term in foreign.items()):
        raise LexiconError('foreign.toml: terms must be `"word" = "English"` lines')
    return Lexicon(
        topics,
        _plain_words(_toml(files, "synonyms.toml").get("same", {})),
        _validated(Names, _toml(files, "names.toml"), "names.toml"),
        foreign,
        WordList(str(_toml(files, "common_words.toml").get("words", "")).split()),
    )


@lru_cache(maxsize=1)
def _shipped() -> Lexicon:
    folder = resources.files(__package__) / "lists"
    names = ("synonyms.toml", "names.toml", "foreign.toml", "common_words.toml")
    return load_lexicon({name: folder.joinpath(name).read_text(encoding="utf-8") for name in names})


def _plain_words(table: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(table, dict) or not all(isinstance(words, list) for words in table.values()):
        raise LexiconError('synonyms.toml: same: needs lines like `neuron = ["cell", "cells"]`')
    found: dict[str, tuple[str, ...]] = {}
    for term, words in table.items():
        for word in words:
            found[stem(word)] = (*found.get(stem(word), ()), stem(term))
    return found


def _toml(files: Mapping[str, str], name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(files.get(name, ""))
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{name}: {error}") from None


def _validated(model: type[_T], table: object, place: str) -> _T:
    try:
        return model.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise LexiconError(f"{place}{'.' if where else ''}{where}: {first['msg']}") from None
