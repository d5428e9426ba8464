"""What a ballot may say, and the one form in which it is kept.

Answers that mean the same become the same text, so that a ballot cannot be told by how it was written.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from bot.texts import plain
from cogs.elections.box.refusals import BadAnswer
from cogs.elections.count.contest import TOP_SCORE, VOTES
from cogs.elections.model import Answer, Candidate, CandidateState, Form, Question, Regulations
from cogs.elections.rules.papers import REOPEN_ID, ballot_kind, paper

# Methods by which there is one choice, and by which candidates may be equal.
_ONE_CHOICE, _EQUALS = ("plurality",), ("schulze",)


def kind(question: Question, method: str) -> str:
    """Return what an answer to this question holds: `ranking`, `approved`, `scores` or `vote`."""
    return ballot_kind(question.form, Regulations(method=method))


def offers_reopening(
    regulations: Regulations,
    question: Question,
    candidates: Iterable[Candidate],
    withdrawn_since: Collection[str] = (),
) -> bool:
    """Return whether "Reopen nominations" stands on the question's paper.

    The paper is that of the opening: who withdrew since then, named in `withdrawn_since`, is still on it.
    """
    on_paper = [
        each.name
        for each in candidates
        if each.state is CandidateState.ACCEPTED or each.name in withdrawn_since
    ]
    office = question.form is Form.OFFICE
    return office and paper(on_paper, question.seats, regulations).default_option is not None


def check(
    question: Question, candidates: Sequence[Candidate], method: str, answer: Answer, *, reopen: bool = False
) -> Answer:
    """Return an answer as it is kept. Raises `BadAnswer` when it does not fit the question.

    `candidates` are all who were ever nominated, `method` counts offices, `reopen` says whether reopening
    nominations is an option. Blank answers are answers: `{"ranking": []}`, `{"vote": "abstain"}`.
    """
    wanted = kind(question, method)
    if set(answer) != {wanted}:
        raise _bad(question, f"it has to hold {wanted}, and holds {', '.join(map(str, answer)) or 'nothing'}")
    return {wanted: _READ[wanted](_Asked(question, candidates, method, reopen=reopen), answer[wanted])}


def longest(question: Question, candidates: Sequence[Candidate], method: str) -> Answer:
    """Return the answer to this question that takes most room: every ballot is padded to its length."""
    names = [str(each.id) for each in candidates] + [REOPEN_ID]
    longest_of: dict[str, Any] = {
        "ranking": [[name] for name in names],
        "approved": names,
        "scores": dict.fromkeys(names, TOP_SCORE),
        "vote": max(VOTES, key=len),
    }
    wanted = kind(question, method)
    return {wanted: longest_of[wanted]}


class _Asked:
    """A question, and who can be named in answer to it."""

    def __init__(
        self, question: Question, candidates: Iterable[Candidate], method: str, *, reopen: bool
    ) -> None:
        self.question, self.method = question, method
        self._names = {str(each.id): each for each in candidates}
        self._reopen = reopen

    def checked(self, given: Any) -> list[str]:
        """Return names, each of whom stands and is named once."""
        if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
            raise _bad(self.question, "it is no list of candidates")
        for name in given:
            self._stands(name)
        if len(set(given)) < len(given):
            raise _bad(self.question, "it names somebody twice")
        return given

    def _stands(self, name: str) -> None:
        if name == REOPEN_ID and self._reopen:
            return
        candidate = self._names.get(name)
        if candidate is not None and candidate.state is CandidateState.WITHDRAWN:
            raise BadAnswer(
                f"“{plain(self.question.title)}”: somebody you chose has withdrawn since.",
                "Open the ballot again and choose among those who stand.",
            )
        if candidate is None or candidate.state is not CandidateState.ACCEPTED:
            raise _bad(self.question, "it names somebody who does not stand")


def _ranking(asked: _Asked, given: Any) -> list[list[str]]:
    if not isinstance(given, list):
        raise _bad(asked.question, "its ranking is no list")
    ranks = [list(rank) if isinstance(rank, list) else rank for rank in given if rank != []]
    asked.checked([name for rank in ranks for name in (rank if isinstance(rank, list) else [rank])])
    if any(not isinstance(rank, list) for rank in ranks):
        raise _bad(asked.question, "a rank is no list")
    if asked.method not in _EQUALS and any(len(rank) > 1 for rank in ranks):
        raise _bad(asked.question, "several share a rank")
    return [sorted(rank) for rank in ranks]


def _approved(asked: _Asked, given: Any) -> list[str]:
    names = asked.checked(given)
    if asked.method in _ONE_CHOICE and len(names) > 1:
        raise _bad(asked.question, "it names more than one, and there is one choice")
    return sorted(names)


def _scores(asked: _Asked, given: Any) -> dict[str, int]:
    if not isinstance(given, dict):
        raise _bad(asked.question, "it gives no scores")
    asked.checked(list(given))
    for score in given.values():
        if isinstance(score, bool) or not isinstance(score, int) or not 0 <= score <= TOP_SCORE:
            raise _bad(asked.question, f"a score is a whole number from 0 to {TOP_SCORE}")
    # No score counts as 0.
    return {name: given[name] for name in sorted(given) if given[name]}


def _vote(asked: _Asked, given: Any) -> str:
    if given not in VOTES:
        raise _bad(asked.question, f"it is none of {', '.join(VOTES)}")
    return str(given)


_READ: dict[str, Callable[[_Asked, Any], Any]] = {
    "ranking": _ranking,
    "approved": _approved,
    "scores": _scores,
    "vote": _vote,
}


def _bad(question: Question, what: str) -> BadAnswer:
    return BadAnswer(
        f"The answer to “{plain(question.title)}” does not fit: {what}.",
        "Open the ballot again and fill it in.",
    )
