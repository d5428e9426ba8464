"""Which libraries meet everything that a question asks for, and which violate some of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from cogs.guide.matching.names import Mention
from cogs.guide.matching.needs import Demand
from cogs.guide.matching.question import Question
from cogs.guide.matching.ranking import Knowledge, Tally
from cogs.guide.matching.roles import Role

_JUST_BELOW = 0.99


@dataclass(frozen=True, slots=True)
class Fit:
    """Slugs by how they stand to all needs together; what is only not stated stands in neither."""

    complete: frozenset[str]
    violating: frozenset[str]


def fit_of(question: Question, roles: Mapping[Mention, Role], knowledge: Knowledge) -> Fit:
    """Who meets every need, topic and chip of a question, and who denies a need.

    Wanted needs of one kind are alternatives ("MIT or BSD"): one that is met is enough.
    """
    wanted: dict[str, list[Demand]] = defaultdict(list)
    for demand in question.demands:
        if demand.need.wanted:
            wanted[demand.need.kind].append(demand)
    groups = [*wanted.values(), *([demand] for demand in question.demands if not demand.need.wanted)]
    topics = [
        knowledge.topics[name]
        for name in question.topics
        if knowledge.lexicon.topics[name].essential and name not in question.parts
    ]
    chips = [
        knowledge.chips[mention.slug]
        for mention, role in roles.items()
        if mention.kind == "hardware" and role is not Role.REFUSED
    ]
    complete, violating = set(), set()
    for library in knowledge.guide.libraries:
        slug = library.slug
        verdicts = [{knowledge.verdicts.on(demand)[slug][0] for demand in group} for group in groups]
        if {"violated"} in verdicts:
            violating.add(slug)
        elif (
            all("met" in found for found in verdicts)
            and all(slug in proofs for proofs in topics if proofs)
            and (not chips or any(slug in proofs for proofs in chips))
        ):
            complete.add(slug)
    return Fit(frozenset(complete), frozenset(violating))


def put_violating_below(tallies: Mapping[str, Tally], fit: Fit, roles: Mapping[Mention, Role]) -> None:
    """Whoever violates a need comes after all who meet everything, unless a library was asked for by name."""
    if any(mention.kind == "library" and role is Role.SUBJECT for mention, role in roles.items()):
        return
    lowest = min(
        (tallies[slug].score for slug in fit.complete & tallies.keys() if tallies[slug].score > 0), default=0
    )
    above = [tallies[slug] for slug in fit.violating & tallies.keys() if tallies[slug].score >= lowest > 0]
    highest = max((tally.score for tally in above), default=1.0)
    for tally in above:
        tally.score *= _JUST_BELOW * lowest / highest
