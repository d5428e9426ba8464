"""The intent gate: does a message in a channel ask for software, or say something else?"""

from __future__ import annotations

from collections.abc import Sequence

from cogs.guide.matching.lexicon import Gates
from cogs.guide.matching.names import Mention
from cogs.guide.matching.patterns import PatternTable, compile_pattern
from cogs.guide.matching.question import Question
from cogs.guide.matching.roles import Role

SURE = 1.0

_WEIGHTS = {
    "request": 2.0, "software": 0.6, "lookup": 1.6, "start": 2.0, "trouble": -2.5, "usage": -2.0,
    "announcement": -3.0, "event": -2.5, "concept": -2.0, "chat": -2.0,
}  # fmt: skip


class IntentGate:
    """Tells requests for software from the rest. Built once; immutable."""

    def __init__(self, gates: Gates) -> None:
        self._table: PatternTable[str] = PatternTable(
            (name, compile_pattern(pattern)) for name in _WEIGHTS for pattern in getattr(gates, name)
        )

    def cues(self, question: Question) -> frozenset[str]:
        """The kinds of talk a message shows."""
        return frozenset(name for name, _, _ in self._table.find(question.words))

    def is_sure(self, question: Question, roles: Sequence[tuple[Mention, Role]]) -> bool:
        """Whether the message surely asks for software or about a named library."""
        cues = self.cues(question)
        score = sum(_WEIGHTS[name] for name in cues)
        if "?" in question.text or "？" in question.text:
            score += 0.5
        if any(role is Role.SUBJECT and mention.kind == "library" for mention, role in roles):
            score += 0.3
        score += min(len(question.topics) + len(question.demands), 3) * 0.25
        return score > SURE
