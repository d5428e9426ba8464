"""A question taken apart: words (other languages and misspellings resolved), names, topics, demands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from cogs.guide.matching.lexicon import Lexicon
from cogs.guide.matching.names import Mention, NameIndex
from cogs.guide.matching.needs import Demand, read_demands
from cogs.guide.matching.negation import denied, negated
from cogs.guide.matching.senses import compound_names, is_everyday
from cogs.guide.matching.wordlists import Spellings, WordList
from cogs.guide.matching.words import Word, fold, split_words, stem
from cogs.guide.model import Guide

LONGEST_QUESTION = 6000
MARKS = '*`~|"“”„«»'
"""What people put around words: markdown and quotation marks."""
_MARKED = re.compile(rf"[{MARKS}]|(?<![^\W_])_+|_+(?![^\W_])")
"""Those, and underscores that are no part of a name."""


@dataclass(frozen=True, slots=True)
class Question:
    """What was understood of a message."""

    text: str
    words: tuple[Word, ...]
    mentions: tuple[Mention, ...]
    topics: tuple[str, ...]
    essential: frozenset[str]
    """Those that are no things said by the way."""
    refused: tuple[str, ...]
    """Topics that are denied and not asked for: "not for machine learning"."""
    demands: tuple[Demand, ...]
    shadowed: frozenset[str]
    """Topics whose words are only part of a longer phrase of another topic ("sorting" in "spike sorting")."""
    parts: frozenset[str]
    """Those that are part of an unbroken phrase ("Heidelberg" in "Spiking Heidelberg Digits")."""
    covered: frozenset[int]
    """Places of words that a name, topic or demand explains."""
    unwanted: frozenset[int]
    """Places of words that say what is not wanted."""
    phrases: Mapping[str, tuple[int, ...]]
    """Topic -> the places of all words that ask for it, in their order."""
    translated: Mapping[str, str]
    """English put in place of words of other languages -> those words."""

    def own_words(self, first: int, last: int) -> str:
        """What the asker wrote from one place to another, before any translation, on one line.

        Without what may be cut in two: quotation marks, markdown, a bracket whose other half is outside.
        """
        text = self.text[self.words[first].start : self.words[last].end]
        text = " ".join(_MARKED.sub("", text).split())
        if text.count("(") != text.count(")"):
            text = text.replace("(", "").replace(")", "")
        for english, said in self.translated.items():
            if english:
                text = re.sub(rf"(?<!\w){re.escape(english)}(?!\w)", said, text)
        return text


class QuestionReader:
    """Reads questions. Built once per guide; reading is thread-safe and has no memory."""

    def __init__(
        self,
        guide: Guide,
        lexicon: Lexicon,
        names: NameIndex,
        vocabulary: Iterable[str],
        usual: Iterable[str],
    ) -> None:
        """``vocabulary`` has every word of the pages, ``usual`` those that misspelt words are taken for."""
        self._guide = guide
        self._names = names
        self._lexicon = lexicon
        asked = lexicon.asked_words()
        self.known_words = WordList({*vocabulary, *asked, *lexicon.names.ordinary})
        self._correctable = Spellings(word for word in {*usual, *asked} if len(word) >= 5 and word.isalpha())
        scripts = {term: english for term, english in lexicon.foreign.items() if not _is_latin(term)}
        self._scripts = sorted(scripts.items(), key=lambda pair: (-len(pair[0]), pair[0]))
        phrases = sorted(
            (term for term in lexicon.foreign if _is_latin(term) and " " in term), key=len, reverse=True
        )
        self._phrases = re.compile(
            rf"\b({'|'.join(map(re.escape, phrases))})\b" if phrases else r"(?!)", re.IGNORECASE
        )
        self._foreign = {fold(term): english for term, english in lexicon.foreign.items() if _is_latin(term)}

    def read(self, text: str) -> Question:
        """Take a message apart."""
        text, translated = self._translated(text[:LONGEST_QUESTION])
        words = split_words(text)
        mentions = self._names.find(words, self.known_words)
        named = {place for mention in mentions for place in range(mention.first, mention.last + 1)}
        unnamed = {word.folded for at, word in enumerate(words) if at not in named}
        slips = {text: right for text in unnamed if (right := self._correction(text))}
        corrected = tuple(
            word._replace(folded=right, stem=stem(right)) if (right := slips.get(word.folded)) else word
            for word in words
        )
        if corrected != words:
            words, mentions = corrected, self._names.find(corrected, self.known_words)
        asked_of = any(m.kind == "library" and words[m.first].folded != "nir" for m in mentions)
        demands = read_demands(text, words, self._guide, asked_of)
        as_need = {demand.place for demand in demands if demand.need.kind == "nir"}
        mentions = [mention for mention in mentions if mention.first not in as_need]
        found = list(self._lexicon.questions.find(words, self._lexicon.same))
        explained = {place for _, _, places in found for place in places}
        explained -= {demand.place for demand in demands}
        explained |= {place for m in mentions for place in range(m.first, m.last + 1)}
        compounds = (
            [] if translated else list(compound_names(text, words, demands, explained, self._lexicon.common))
        )
        mentions = [*mentions, *compounds]
        whole = self._whole_names(mentions, demands, {place for _, _, places in found for place in places})
        demands = [d for d in demands if not any(d.place in name for name in whole)]
        chips = {mention.first for mention in mentions if mention.kind == "hardware"}
        demands = [d for d in demands if d.need.kind != "language" or d.place not in chips]
        named = {
            place
            for mention in mentions
            if mention.kind != "elsewhere"
            for place in range(mention.first, mention.last + 1)
        }
        facets = {demand.place for demand in demands if demand.place >= 0}
        topics: dict[str, list[set[int]]] = {}
        refused: list[str] = []
        covered = named | facets
        unwanted = {demand.place for demand in demands if not demand.need.wanted}
        for name, _, places in found:
            covered.update(places)
            if any(set(places) < name for name in whole):
                continue
            if not negated(words, places[0]):
                topics.setdefault(name, []).append(set(places))
                continue
            unwanted.update(places)
            if opposite := self._lexicon.topics[name].opposite:
                topics.setdefault(opposite, []).append(set(places))
            elif (
                facets.isdisjoint(places)
                and words[places[0]].stem not in self._lexicon.same
                and any(fact.startswith("field:") for fact in self._lexicon.topics[name].facts)
                and _is_refused(words, places[0])
            ):
                refused.append(name)
        if (
            not topics
            and not demands
            and len(mentions) == 1
            and self._in_other_sense(text, words, mentions[0])
        ):
            mentions = []
        return Question(
            text=text,
            words=words,
            mentions=tuple(mentions),
            topics=tuple(topics),
            essential=frozenset(name for name in topics if self._lexicon.topics[name].essential),
            refused=tuple(name for name in dict.fromkeys(refused) if name not in topics),
            demands=tuple(demands),
            shadowed=_shadowed(topics),
            parts=_shadowed(topics, whole=True),
            covered=frozenset(covered),
            unwanted=frozenset(unwanted),
            phrases={name: tuple(sorted(set().union(*found))) for name, found in topics.items()},
            translated=translated,
        )

    def _whole_names(
        self, mentions: Sequence[Mention], demands: Sequence[Demand], said: Set[int]
    ) -> list[set[int]]:
        """The places of names whose words say nothing by themselves.

        "TensorFlow Lite" needs no TensorFlow, and "Spiking Heidelberg Digits" asks for no place. But "PyTorch
        spiking" may be a tool or say what is wanted: ``said`` are the places that topics explain.
        """
        facets = {demand.place for demand in demands}
        longer = [m for m in mentions if m.kind == "elsewhere" and m.last > m.first]
        names = [(m, set(range(m.first, m.last + 1))) for m in longer]
        return [
            name
            for m, name in names
            if m.slug in self._lexicon.names.formats or (name & facets and not name - facets & said)
        ]

    def _in_other_sense(self, text: str, words: Sequence[Word], name: Mention) -> bool:
        return self._names.is_common_word(name) and is_everyday(
            text, words, name, self.known_words, self._lexicon.names.ordinary
        )

    def _correction(self, text: str) -> str | None:
        """The known word one slip of the pen away from an unknown one, if there is one."""
        if len(text) < 5 or not text.isascii() or not text.isalpha():
            return None
        if text in self.known_words or text in self._lexicon.common:
            return None
        return self._correctable.nearest(text, 1 if len(text) < 9 else 2)

    def _translated(self, text: str) -> tuple[str, dict[str, str]]:
        """Technical words of other languages in English, in place; and what stood there, by its English."""
        said: dict[str, str] = {}
        if not text.isascii():
            for term, english in self._scripts:
                if term in text:
                    said[english] = term
                    text = text.replace(term, f" {english} ")

        def in_english(found: re.Match[str]) -> str:
            english = self._foreign[fold(found[0])]
            said[english] = found[0]
            return english

        text = self._phrases.sub(in_english, text)
        tokens = re.split(r"([^\W\d_]+)", text)
        hits = {fold(token) for token in tokens[1::2] if fold(token) in self._foreign}
        if sum(hit not in self._lexicon.common and hit not in self.known_words for hit in hits) < 2:
            return text, said
        for at in range(1, len(tokens), 2):
            token = tokens[at]
            if token.isupper() and len(token) > 1:
                continue
            english = self._foreign.get(fold(token), token)
            if english and english != token:
                said[english] = token
            tokens[at] = english
        return "".join(tokens), said


def _is_refused(words: Sequence[Word], at: int) -> bool:
    """Whether a field of application is denied ("not for machine learning"): that speaks against a library.

    Other topics are things a library can do; one that can do more than is asked does not fit less.
    """
    before = {word.folded for word in words[max(0, at - 2) : at]}
    return bool(before & {"not", "no", "non", "without", "nicht", "kein"}) and denied(words, at)


def _shadowed(topics: Mapping[str, list[set[int]]], whole: bool = False) -> frozenset[str]:
    """Topics all of whose phrases lie within another's; `whole` counts others without words in between."""
    longer = {
        name: [places for places in found if not whole or max(places) - min(places) < len(places)]
        for name, found in topics.items()
    }
    return frozenset(
        name
        for name, found in topics.items()
        if all(
            any(places < phrase for other in topics if other != name for phrase in longer[other])
            for places in found
        )
    )


def _is_latin(term: str) -> bool:
    return fold(term).replace("ß", "ss").isascii()


def near_words(words: Sequence[Word], first: int, last: int, reach: int) -> tuple[list[str], list[str]]:
    """The folded words before and after a stretch, within its sentence."""
    sentence = words[first].sentence
    before = [word.folded for word in words[max(0, first - reach) : first] if word.sentence == sentence]
    after = [word.folded for word in words[last + 1 : last + 1 + reach] if word.sentence == sentence]
    return before, after
