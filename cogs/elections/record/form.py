"""The published file of an election: JSON, "community-election 1" (docs/elections.md, "The published file")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cogs.elections.model import Answer, Candidate, Election, LogEntry, Question, Turnout, Voter

FORM = "community-election 1"


@dataclass(frozen=True, slots=True)
class Ballot:
    """An opened ballot's answer to one question. `key` is random and gives the ballots their order in the file.

    The answer names candidates by their ids, as text, or "reopen". `receipt` is given where receipts show the ballot,
    `member_id` where the vote was announced as open.
    """

    key: bytes
    answer: Answer
    receipt: str | None = None
    member_id: str | None = None


def count_all(
    election: Election,
    questions: Sequence[Question],
    candidates: Sequence[Candidate],
    turnout: Turnout,
    ballots: Mapping[int, Sequence[Ballot]],
    log: Sequence[LogEntry],
) -> list[dict[str, Any]]:
    """Return the questions as the file has them, counted; for `commitments.counted`, `build` and `chart.draw`.

    `ballots` are by question id, empty for a vote that is not valid; `log` is the log so far, of which the opening entry
    says who is on the ballot paper, and others who withdrew since. `[number]["result"]` is {"count": …, "outcome": …}.
    """
    raise NotImplementedError


def build(
    election: Election,
    questions: Sequence[Mapping[str, Any]],
    voters: Sequence[Voter],
    turnout: Turnout,
    receipts: Sequence[str],
    log: Sequence[LogEntry],
    people: Mapping[int, str],
    software: str,
    *,
    full: bool = False,
) -> dict[str, Any]:
    """Return the file's content. `questions` come from `count_all`, the `log` ends with the step that publishes.

    `people` names Discord users for readers. Where the regulations publish rounds only, the ballots are in the file for
    scrutineers alone: `full=True`.
    """
    raise NotImplementedError


def write(content: Mapping[str, Any]) -> bytes:
    """Return the file: the same bytes for the same content."""
    raise NotImplementedError


def read(data: bytes) -> dict[str, Any]:
    """Return a file's content, every key and type checked. Raises `Refused` naming the place."""
    raise NotImplementedError
