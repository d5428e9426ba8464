"""Scores every library against a question, with a reason for each point."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from cogs.guide.matching.answer import Match, Reason
from cogs.guide.matching.evidence import RARE, Proof
from cogs.guide.matching.lexical import LexicalIndex
from cogs.guide.matching.lexicon import Lexicon
from cogs.guide.matching.names import Mention
from cogs.guide.matching.question import Question
from cogs.guide.matching.roles import Role
from cogs.guide.matching.verdicts import Verdict, Verdicts
from cogs.guide.model import Guide

NAMED = 9.0
NAMED_AS_CONTEXT = 0.6
RELATED_TO_CONTEXT = 2.2
LIKE_NAMED = -9.0
TOPIC = 2.0
PART_OF_PHRASE = 0.3
"""What an essential topic counts whose words only stand in a longer phrase of another: that one is meant."""
CHIP = 4.4
FURTHER_CHIP = 0.35
"""What a second named chip counts, beside the one a library is best connected with."""
CARRIES_TO_CHIP = 0.77
"""What a chip counts for tools of data and formats: they carry models to it, others drive it."""
RARE_WORD = 2.2
PERSON = 1.6
"""What the name of somebody counts who maintains more libraries than a rare word stands for."""
CURATED = 0.3
"""A hint for the libraries people are sent to first: it only breaks ties."""
LEXICAL = 0.22
REFUSED = -12.0
REFUSED_TOPIC = -1.2
MOSTLY_FREE = 0.3
"""What of its weight a denied need counts for those that do without it, where most do."""
SHOWN_REASONS = 6
_WORTH: dict[Verdict, float] = {"met": 1.0, "partly": 0.4, "not_stated": 0.0, "violated": -1.0}


@dataclass(slots=True)
class Tally:
    """The points of one library so far."""

    score: float = 0.0
    proved: float = 0.0
    """Points from names, topics, chips and needs: what a reason stands for."""
    reasons: list[tuple[float, Reason]] = field(default_factory=list)

    def add(self, points: float, reason: Reason | None = None) -> None:
        """Count points that the guide's text or facts give."""
        self.score += points
        if points > 0:
            self.proved += points
        if reason is not None:
            self.reasons.append((abs(points), reason))


@dataclass(frozen=True)
class Knowledge:
    """What the ranking reads: the guide and everything derived from it. Never changed after it is built."""

    guide: Guide
    lexicon: Lexicon
    verdicts: Verdicts
    topics: Mapping[str, Mapping[str, Proof]]
    chips: Mapping[str, Mapping[str, Proof]]
    relations: Mapping[str, Mapping[str, Reason]]
    """Slug of a library -> the libraries whose pages name it, with the passage."""
    lexical: LexicalIndex
    rare: Mapping[str, tuple[tuple[str, Reason], ...]]
    """Stem of a rare word -> the libraries whose pages have it, with the passage."""
    curated: frozenset[str]

    @cached_property
    def topic_weights(self) -> Mapping[str, float]:
        """Points for each topic: rare ones tell more than those every other page has."""
        return {name: self._topic_weight(name) for name in self.topics}

    def _topic_weight(self, name: str) -> float:
        proofs = self.topics[name]
        mass = sum(proof.strength for proof in proofs.values()) or 1.0
        total = max(len(self.guide.libraries), 2)
        rarity = 0.4 + math.log(total / max(mass, 1.0)) / math.log(total)
        return TOPIC * self.lexicon.topics[name].weight * max(rarity, 0.3)


def tally(question: Question, roles: Mapping[Mention, Role], knowledge: Knowledge) -> dict[str, Tally]:
    """The points of every library."""
    tallies = {library.slug: Tally() for library in knowledge.guide.libraries}
    _count_lexical(question, knowledge, tallies)
    _count_rare_words(question, knowledge, tallies)
    _count_names(roles, knowledge, tallies)
    _count_chips(question, roles, knowledge, tallies)
    for name in question.topics:
        weight = knowledge.topic_weights[name]
        if name in question.parts:
            weight *= PART_OF_PHRASE
        for slug, proof in knowledge.topics[name].items():
            tallies[slug].add(weight * proof.strength, proof.reason)
    for name in question.refused:
        for slug, proof in knowledge.topics[name].items():
            if proof.strength == 1:
                said = f"{knowledge.lexicon.topics[name].label}: {proof.reason.text}"
                tallies[slug].add(REFUSED_TOPIC, Reason("violates", proof.reason.field, said))
    _count_demands(question, knowledge, tallies)
    for slug in knowledge.curated & tallies.keys():
        if tallies[slug].score > 0:
            tallies[slug].score += CURATED
    return tallies


def _count_demands(question: Question, knowledge: Knowledge, tallies: Mapping[str, Tally]) -> None:
    licences = [d for d in question.demands if d.need.kind == "licence" and d.need.wanted]
    for demand in question.demands:
        judged = knowledge.verdicts.on(demand)
        stated = [verdict for verdict, _ in judged.values() if verdict != "not_stated"]
        # What most libraries do without tells little; "not Python" tells a lot.
        free = demand.weight * (1.0 if 2 * stated.count("met") <= len(stated) else MOSTLY_FREE)
        for slug, (verdict, reason) in judged.items():
            if demand in licences and len(licences) > 1:
                # "MIT, BSD or Apache": one of them is enough, and counts once.
                best = next((d for d in licences if knowledge.verdicts.on(d)[slug][0] == "met"), licences[0])
                if demand != best:
                    continue
            points = _WORTH[verdict] * demand.weight
            if not demand.need.wanted:
                points = _WORTH[verdict] * (2 * demand.weight if verdict == "violated" else free)
            tallies[slug].add(points, reason)


def _count_lexical(question: Question, knowledge: Knowledge, tallies: Mapping[str, Tally]) -> None:
    wanted = (word.stem for at, word in enumerate(question.words) if at not in question.unwanted)
    for slug, score in knowledge.lexical.score(wanted).items():
        tallies[slug].score += LEXICAL * score


def _count_rare_words(question: Question, knowledge: Knowledge, tallies: Mapping[str, Tally]) -> None:
    seen: set[str] = set()
    for at, word in enumerate(question.words):
        pages = knowledge.rare.get(word.stem, ())
        if not pages or at in question.covered or word.stem in seen or len(word.folded) < 4:
            continue
        if word.folded in knowledge.lexicon.names.common_words:  # not meant as the name: the other sense
            continue
        seen.add(word.stem)
        for slug, reason in pages:
            tallies[slug].add(RARE_WORD / len(pages) ** 0.5 if len(pages) <= RARE else PERSON, reason)


def _count_chips(
    question: Question, roles: Mapping[Mention, Role], knowledge: Knowledge, tallies: Mapping[str, Tally]
) -> None:
    chips = [m.slug for m, role in roles.items() if m.kind == "hardware" and role is not Role.REFUSED]
    if not chips:
        return
    for slug, points in tallies.items():
        proofs = [knowledge.chips[chip][slug] for chip in chips if slug in knowledge.chips[chip]]
        tool = knowledge.guide.library_by_slug[slug].category == "data-tool"
        only_carries = tool and not any(slug in knowledge.topics[name] for name in question.essential)
        proofs.sort(key=lambda proof: -proof.strength)
        for place, proof in enumerate(proofs):
            share = (FURTHER_CHIP if place else 1.0) * (CARRIES_TO_CHIP if only_carries else 1.0)
            points.add(CHIP * proof.strength * share, proof.reason)


def _count_names(roles: Mapping[Mention, Role], knowledge: Knowledge, tallies: Mapping[str, Tally]) -> None:
    for mention, role in roles.items():
        if mention.kind == "library":
            named = Reason("names", "title", knowledge.guide.library_by_slug[mention.slug].title)
            if role is Role.SUBJECT:
                tallies[mention.slug].add(NAMED, named)
            elif role is Role.CONTEXT:
                tallies[mention.slug].add(NAMED_AS_CONTEXT, named)
                for slug, reason in knowledge.relations[mention.slug].items():
                    tallies[slug].add(RELATED_TO_CONTEXT, reason)
            elif role is Role.MODEL:
                tallies[mention.slug].add(LIKE_NAMED)
            else:
                tallies[mention.slug].add(REFUSED)


def ranked(tallies: Mapping[str, Tally], knowledge: Knowledge, limit: int = 10) -> tuple[Match, ...]:
    """The best libraries; ties go by name, so that the same question always gives the same answer."""
    return tuple(
        Match(
            slug,
            knowledge.guide.library_by_slug[slug],
            round(tallies[slug].score, 3),
            _reasons(tallies[slug]),
        )
        for slug in best(tallies, limit)
    )


def best(tallies: Mapping[str, Tally], limit: int) -> list[str]:
    """The slugs of the best libraries, likewise."""
    found = [(-round(tally.score, 6), slug) for slug, tally in tallies.items() if tally.score > 0]
    return [slug for _, slug in sorted(found)[:limit]]


def _reasons(tally: Tally) -> tuple[Reason, ...]:
    """The weightiest reasons first, each once, with what is not stated or violated always among them.

    What speaks against a library does not speak for it too: JavaScript, where TypeScript was asked for.
    """
    ordered = list(dict.fromkeys(reason for _, reason in sorted(tally.reasons, key=lambda pair: -pair[0])))
    doubts = [reason for reason in ordered if reason.kind in ("not_stated", "violates")]
    against = {reason.text for reason in doubts}
    rest = [reason for reason in ordered if reason.text not in against]
    return tuple((rest[: max(SHOWN_REASONS - len(doubts), 3)] + doubts)[:SHOWN_REASONS])
