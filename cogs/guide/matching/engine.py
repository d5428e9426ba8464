"""The guide's index: asks, listens, finds by name, completes, browses. Pure, deterministic, thread-safe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from cogs.guide.matching.answer import Answer, Filters, Need, Reason
from cogs.guide.matching.chips import prove_chips
from cogs.guide.matching.coverage import judge_coverage
from cogs.guide.matching.defaults import Defaults, shipped_defaults
from cogs.guide.matching.evidence import prove_topics, rare_words
from cogs.guide.matching.fit import fit_of, put_violating_below
from cogs.guide.matching.intent import SURE, IntentGate
from cogs.guide.matching.lexical import LexicalIndex
from cogs.guide.matching.lexicon import Lexicon, load_lexicon
from cogs.guide.matching.names import Mention, NameIndex, hardware_names, key_of, library_names
from cogs.guide.matching.passages import passages
from cogs.guide.matching.question import Question, QuestionReader
from cogs.guide.matching.ranking import Knowledge, Tally, best, ranked, tally
from cogs.guide.matching.relations import mentions_of, relations
from cogs.guide.matching.roles import Role, roles_of
from cogs.guide.matching.stopwords import STOP_STEMS
from cogs.guide.matching.typing_distance import FAR, typing_distance
from cogs.guide.matching.verdicts import Verdicts
from cogs.guide.matching.words import fold
from cogs.guide.model import Guide, Hardware, Library

_NOTHING = Answer("not_in_guide")
START_HERE = 6.0
FIELD_AS_SUCH = 1.5
HINT = 0.5
"""What the usual libraries of a field get: asked where to start, for the field as such or where to start with
something of it, and for a little more than the field."""


class GuideIndex:
    """Everything derived from one guide. Built once per guide, then only read."""

    def __init__(
        self, guide: Guide, *, defaults: Defaults | None = None, lexicon: Lexicon | None = None
    ) -> None:
        self.guide = guide
        self._lexicon = lexicon or load_lexicon()
        self._defaults = defaults or shipped_defaults()
        self._names = NameIndex(guide, self._lexicon)
        pages = {library.slug: passages(library) for library in guide.libraries}
        mentions = mentions_of(pages, self._names)
        lexical = LexicalIndex(pages, STOP_STEMS)
        self._knowledge = Knowledge(
            guide=guide,
            lexicon=self._lexicon,
            verdicts=Verdicts(guide, pages),
            topics=prove_topics(guide, pages, self._lexicon),
            chips=prove_chips(guide, mentions, self._names),
            relations=relations(guide, mentions),
            lexical=lexical,
            rare=rare_words(pages, lexical, self._lexicon.common),
            curated=frozenset(self._defaults.general),
        )
        vocabulary = {
            word.folded: word.stem for page in pages.values() for passage in page for word in passage.words
        }
        usual = (word for word, stem in vocabulary.items() if lexical.pages_with(stem) > 1)
        self._reader = QuestionReader(guide, self._lexicon, self._names, vocabulary, usual)
        self._gate = IntentGate(self._lexicon, self._reader.known_words)

    def ask(self, question: str, filters: Filters | None = None) -> Answer:
        """The answer to an explicit question: ``answer`` or ``not_in_guide``."""
        read = self._reader.read(question)
        return self._answer(read, self._roles(read), filters)

    def listen(self, message: str) -> Answer:
        """The answer to a message nobody addressed to the bot; ``not_a_question`` unless it surely asks."""
        read = self._reader.read(message)
        roles = self._roles(read)
        if self._gate.judge(read, roles).score < SURE:
            return Answer("not_a_question")
        return self._answer(read, roles, None)

    def find_library(self, name: str) -> Library | None:
        """A library by folder name, title or any alias, in any spelling."""
        slug = self._names.libraries.get(key_of(name))
        return self.guide.library_by_slug.get(slug or name)

    def find_hardware(self, name: str) -> Hardware | None:
        """A chip by folder name, title or any alias, in any spelling."""
        slugs = self._names.hardware.get(key_of(name), ())
        return self.guide.hardware_by_slug.get(slugs[0] if slugs else name)

    def complete(
        self, prefix: str, kind: Literal["library", "hardware"], limit: int = 25
    ) -> list[tuple[str, str]]:
        """Names for a menu that is being typed in: (shown name, slug), nearest first.

        Aliases and misspellings count; an empty prefix gives all in alphabetical order.
        """
        entries: Iterable[Library | Hardware] = (
            self.guide.libraries if kind == "library" else self.guide.hardware
        )
        typed = key_of(prefix)
        scored = []
        for entry in entries:
            names = (
                library_names(entry, self._lexicon)
                if isinstance(entry, Library)
                else hardware_names(entry, self._lexicon)
            )
            shown = entry.title if isinstance(entry, Library) else entry.name
            distance = min((typing_distance(typed, key_of(name)) for name in (shown, *names)), default=None)
            own = typing_distance(typed, key_of(shown))
            if distance is not None and distance < FAR:
                # The name that is shown comes before those that only curators and repositories know.
                scored.append((distance, own, fold(shown), shown, entry.slug))
        return [(shown, slug) for *_, shown, slug in sorted(scored)[:limit]]

    def similar(self, slug: str) -> list[str]:
        """The libraries most like one, best first: what its page proves, asked as a question."""
        return self._resembling(slug, 5)

    def _resembling(self, slug: str, limit: int) -> list[str]:
        library = self.guide.library_by_slug.get(slug)
        if library is None:
            return []
        tallies = {other.slug: Tally() for other in self.guide.libraries}
        for name, proofs in self._knowledge.topics.items():
            if slug in proofs:
                weight = self._knowledge.topic_weights[name] * proofs[slug].strength
                for other, proof in proofs.items():
                    tallies[other].add(weight * proof.strength)
        for candidate in self.guide.libraries:
            tallies[candidate.slug].add(_shared_facts(library, candidate))
        del tallies[slug]
        return best(tallies, limit)

    def browse(self, filters: Filters) -> list[Library]:
        """The libraries that the guide says meet every filter, by title. "Not stated" does not meet one."""
        kept = [library for library in self.guide.libraries if _meets(library, filters)]
        return sorted(kept, key=lambda library: fold(library.title))

    def _roles(self, question: Question) -> dict[Mention, Role]:
        return roles_of(question)

    def _answer(self, question: Question, roles: Mapping[Mention, Role], filters: Filters | None) -> Answer:
        if not question.words:
            return _NOTHING
        tallies = tally(question, roles, self._knowledge)
        self._favour_similar(roles, tallies)
        background, of_field = self._start_here(question, roles, tallies), False
        if background is None:
            of_field, background = self._general(question, roles, tallies)
        if filters is not None:
            kept = {library.slug for library in self.browse(filters)}
            tallies = {slug: points for slug, points in tallies.items() if slug in kept}
        fit = fit_of(question, roles, self._knowledge)
        put_violating_below(tallies, fit, roles)
        matches = ranked(tallies, self._knowledge)
        coverage = judge_coverage(question, roles, tallies, matches, fit, self._knowledge, self._reader)
        answered = bool(matches) and (coverage.answered or of_field or background is not None)
        subjects = {m.slug for m, role in roles.items() if m.kind == "library" and role is Role.SUBJECT}
        return Answer(
            kind="answer" if answered else "not_in_guide",
            ranked=matches,
            missing=coverage.missing,
            gaps=coverage.gaps,
            nearest=() if answered else matches[:3],
            needs=self._needs(question),
            hardware=tuple(
                self.guide.hardware_by_slug[slug]
                for slug in dict.fromkeys(m.slug for m in roles if m.kind == "hardware")
            ),
            comparison=len(subjects) > 1,
            start_here=background,
        )

    def _needs(self, question: Question) -> tuple[Need, ...]:
        topics = (
            Need("topic", self._lexicon.topics[name].label)
            for name in question.topics
            if self._knowledge.topics[name]
        )
        return tuple(dict.fromkeys([*(demand.need for demand in question.demands), *topics]))

    def _favour_similar(self, roles: Mapping[Mention, Role], tallies: Mapping[str, Tally]) -> None:
        """ "Something like Brian": what resembles it gains, itself was already marked down."""
        for mention, role in roles.items():
            if mention.kind == "library" and role in (Role.MODEL, Role.REFUSED):
                title = self.guide.library_by_slug[mention.slug].title
                for place, slug in enumerate(self._resembling(mention.slug, 10)):
                    reason = Reason("matches", "text", f"similar to {title}")
                    tallies[slug].add(2.5 * 0.84**place if role is Role.MODEL else 0.0, reason)

    def _general(
        self, question: Question, roles: Mapping[Mention, Role], tallies: Mapping[str, Tally]
    ) -> tuple[bool, str | None]:
        """ "snn lib?": a question about the field as such gets its usual libraries a little higher.

        Also one that says a little more ("event camera toolbox for bees"), but then it is no question for
        beginners: whether it is about the field, and the background if it says nothing else.
        """
        if _is_specific(question, roles, self._knowledge):
            return False, None
        common, ordinary = self._lexicon.common, self._lexicon.names.ordinary
        more = {
            word.folded
            for at, word in enumerate(question.words)
            if at not in question.covered and word.stem not in STOP_STEMS and word.folded not in common
        }
        if not all(word in self._reader.known_words for word in more):
            return False, None
        if more.difference(ordinary) or question.unwanted or set(question.topics) - _FIELDS - _BEGINNERS:
            self._add_defaults(question, tallies, HINT)
            return True, None
        return True, self._add_defaults(question, tallies, FIELD_AS_SUCH)

    def _start_here(
        self, question: Question, roles: Mapping[Mention, Role], tallies: Mapping[str, Tally]
    ) -> str | None:
        if not self._gate.asks_where_to_start(question.words) or any(
            m.kind == "library" and role is Role.SUBJECT for m, role in roles.items()
        ):
            return None
        specific = _is_specific(question, roles, self._knowledge)
        return self._add_defaults(question, tallies, FIELD_AS_SUCH if specific else START_HERE)

    def _add_defaults(self, question: Question, tallies: Mapping[str, Tally], points: float) -> str:
        background = self._defaults.background_of(question.words)
        label = self._defaults.backgrounds[background].label if background else "any background"
        slugs = self._defaults.backgrounds[background].libraries if background else self._defaults.general
        for place, slug in enumerate(slugs):
            if slug in tallies:
                tallies[slug].add(
                    points * (1 - 0.08 * place), Reason("default", "curated", f"start here: {label}")
                )
        return background or "general"


def _is_specific(question: Question, roles: Mapping[Mention, Role], knowledge: Knowledge) -> bool:
    """Whether a question asks for more than the field as such ("an SNN library?")."""
    return (
        bool(roles)
        or any(demand.need != Need("language", "Python") for demand in question.demands)
        or any(knowledge.lexicon.topics[name].essential for name in question.topics)
        or not set(question.topics) & _FIELDS
    )


_BEGINNERS = {"beginner", "teaching", "prototyping"}
_FIELDS = {
    "snn",
    "event-camera",
    "machine-learning",
    "neuroscience",
    "framework",
    "data-tools",
    "deploy-hardware",
}


def _shared_facts(one: Library, other: Library) -> float:
    shared = len(set(one.dependencies or ()) & set(other.dependencies or ()))
    shared += len(set(one.fields) & set(other.fields))
    return 0.8 * shared + 0.5 * (one.category == other.category) + 0.3 * (one.languages == other.languages)


def _meets(library: Library, filters: Filters) -> bool:
    if not filters.languages <= set(library.languages):
        return False
    if filters.licence_family and (
        library.licence is None or library.licence.family != filters.licence_family
    ):
        return False
    names = {name.casefold() for name in library.dependencies or ()}
    if filters.dependency and filters.dependency.casefold() not in names:
        return False
    if filters.nir is not None and library.supports_nir is not filters.nir:
        return False
    if filters.hardware is not None and library.supports_hardware is not filters.hardware:
        return False
    if filters.category and library.category != filters.category:
        return False
    return not filters.field or filters.field.casefold() in {field.casefold() for field in library.fields}
