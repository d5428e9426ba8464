"""From ballots to what is published of them: the same for who counts and for who counts again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from cogs.elections.model import Answer, Candidate, Form, Question, Receipts, Regulations, Turnout
from cogs.elections.record.chain import digest
from cogs.elections.record.promised import Promised
from cogs.elections.rules.outcome import Asked, Decision, decide
from cogs.elections.rules.papers import REOPEN, REOPEN_ID, contest
from cogs.elections.rules.privacy import revealed
from cogs.elections.rules.regulating import from_json

# What a ballot of a file holds besides its answer.
BESIDES = ("key", "receipt", "member")


class OpenedBallot(Protocol):
    """A ballot's answer to one question. The answer names candidates by their ids, as text."""

    @property
    def key(self) -> bytes:
        """What is random, and gives the ballots their order in the file."""

    @property
    def answer(self) -> Answer:
        """What was voted."""

    @property
    def receipt(self) -> str | None:
        """The ballot's receipt, where receipts show the ballot."""

    @property
    def member_id(self) -> str | None:
        """Who voted, in votes that were announced as open."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What came of the ballots; questions (ballots, hashes, outcomes) and receipts as the file has them.

    `reveals` are sentences about what the published file tells of single voters (`rules.privacy`).
    """

    decision: Decision
    questions: list[dict[str, Any]]
    receipts: list[str]
    reveals: tuple[str, ...] = ()


def count_all(
    promised: Promised,
    turnout: Turnout,
    questions: Sequence[Question],
    candidates: Sequence[Candidate],
    ballots: Mapping[int, Sequence[OpenedBallot]],
    receipts: Iterable[str],
    *,
    present: int | None = None,
) -> Counted:
    """Count an election.

    `promised` is what its log promised so far (`Promised.of(entries)`). `ballots` are by question id; there
    are none for a vote that is not valid. Raises `count.Refused` for ballots that are not as they should be.
    """
    names = {str(one.id): one.name for one in candidates} | {REOPEN_ID: REOPEN}
    ids = {question.number: question.id for question in questions}
    written = {
        number: [
            _written(one, names) for one in sorted(ballots.get(ids[number], ()), key=lambda one: one.key)
        ]
        for number in (paper["number"] for paper in promised.paper["questions"])
    }
    decision = decided(promised, turnout, present, written)
    rules = rules_of(promised.paper)
    reveals = tuple(
        f"{one.title}: {sentence}"
        for one in _all_asked(promised, turnout, written)
        for sentence in revealed(one.contest, rules)
    )
    # Where ballots carry receipts of their own, the voter's would say which ballots are one person's.
    listed = sorted(receipts) if rules.receipts is Receipts.INCLUSION else []
    return Counted(decision, _questions(promised, written, decision), listed, reveals)


def decided(
    promised: Promised,
    turnout: Turnout,
    present: int | None,
    ballots: Mapping[int, Sequence[Mapping[str, Any]]],
    settled: Mapping[int, Sequence[str]] | None = None,
) -> Decision:
    """Return what comes of ballots as a file has them, by the number of their question."""
    paper = promised.paper
    asked = _all_asked(promised, turnout, ballots)
    second = paper["election"]["second_ballot"]
    return decide(asked, rules_of(paper), turnout, present=present, settled=settled, second=second)


def settled_outcomes(promised: Promised, questions: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Return what came of the ties that were settled after the count, or None when none was.

    `questions` are those of a file, with their ballots.
    """
    if not promised.settled:
        return None
    decision = decided_so_far(promised, questions, len(promised.settled))
    return {"ties": promised.settled, "outcomes": [outcome.as_json() for outcome in decision.outcomes]}


def decided_so_far(promised: Promised, questions: Sequence[Mapping[str, Any]], settled: int) -> Decision:
    """Return what comes of the ballots and of the first so many ties that were settled after the count."""
    turnout = promised.turnout or {}
    chosen = {one["question"]: one["chosen"] for one in promised.settled[:settled]}
    ballots = {question["number"]: question["ballots"] for question in questions}
    return decided(promised, turnout_of(turnout), turnout["present"], ballots, chosen)


def method_of(question: Mapping[str, Any], regulations: Regulations) -> str:
    """Return how a question of a file is counted."""
    return "motion" if question["form"] == Form.MOTION else regulations.method


def rules_of(paper: Mapping[str, Any]) -> Regulations:
    """Return the regulations of a ballot paper or of a file."""
    return from_json(paper["regulations"])


def turnout_of(given: Mapping[str, Any]) -> Turnout:
    """Return the turnout of a file or of a log's entry."""
    return Turnout(given["roll"], given["voted"], given["by_proxy"])


def _all_asked(
    promised: Promised, turnout: Turnout, ballots: Mapping[int, Sequence[Mapping[str, Any]]]
) -> list[Asked]:
    rules = rules_of(promised.paper)
    return [
        _asked(one, rules, turnout, promised.withdrawn[one["number"]], ballots.get(one["number"], ()))
        for one in promised.paper["questions"]
    ]


def _asked(
    question: Mapping[str, Any],
    regulations: Regulations,
    turnout: Turnout,
    withdrawn: Collection[str],
    ballots: Sequence[Mapping[str, Any]],
) -> Asked:
    form = Form(question["form"])
    people = {one["name"]: int(one["user"]) for one in question["candidates"]}
    answers = [{key: value for key, value in ballot.items() if key not in BESIDES} for ballot in ballots]
    put = contest(
        form, list(people), answers, regulations,
        roll=turnout.roll, seats=question["seats"], withdrawn=withdrawn, title=question["title"],
    )  # fmt: skip
    return Asked(question["number"], question["title"], form, put, people)


def _questions(
    promised: Promised, ballots: Mapping[int, list[dict[str, Any]]], decision: Decision
) -> list[dict[str, Any]]:
    regulations = rules_of(promised.paper)
    outcomes = {outcome.number: outcome.as_json() for outcome in decision.outcomes}
    return [
        {
            **question,
            "method": method_of(question, regulations),
            "withdrawn": promised.withdrawn[question["number"]],
            "outcome": outcomes[question["number"]],
            "ballots_hash": digest(ballots[question["number"]]),
            "ballots": ballots[question["number"]],
        }
        for question in promised.paper["questions"]
    ]


def _written(ballot: OpenedBallot, names: Mapping[str, str]) -> dict[str, Any]:
    ((kind, says),) = ballot.answer.items()
    written: dict[str, Any] = {"key": ballot.key.hex(), kind: _NAMED[kind](says, names)}
    if ballot.receipt is not None:
        written["receipt"] = ballot.receipt
    if ballot.member_id is not None:
        written["member"] = ballot.member_id
    return written


_NAMED: Mapping[str, Any] = {
    "ranking": lambda says, names: [[names[one] for one in rank] for rank in says],
    "approved": lambda says, names: sorted(names[one] for one in says),
    "scores": lambda says, names: {names[one]: score for one, score in sorted(says.items())},
    "vote": lambda says, names: says,
}
