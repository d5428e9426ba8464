"""Elections from opening to file, in a few lines, for tests of the record."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from cogs.elections import receipts
from cogs.elections.model import (
    Answer,
    Candidate,
    CandidateState,
    Election,
    Form,
    Kind,
    LogEntry,
    Question,
    Receipts,
    Regulations,
    Stage,
    Standing,
    Turnout,
    Voter,
)
from cogs.elections.record import chain, commitments, form
from cogs.elections.record.promised import Promised
from cogs.elections.record.tally import Counted, count_all

START = datetime(2026, 12, 1, 19, tzinfo=UTC)
PEOPLE = {90: "Olu", 101: "Ada", 102: "Ben", 103: "Cai"}


@dataclass(frozen=True, slots=True)
class Ballot:
    key: bytes
    answer: Answer
    receipt: str | None = None
    member_id: str | None = None


class Held:
    """An election that was held: three for Chair, two for Secretary, a motion."""

    def __init__(self, regulations: Regulations | None = None, *, roll: int = 12, seed: int = 1) -> None:
        self.regulations = regulations or Regulations()
        self.random = random.Random(seed)
        self.log: list[LogEntry] = []
        self.now = START
        self.election = Election(
            7, "Officers 2026", Kind.OFFICERS, Stage.OPEN, self.regulations, 90, 5, START,
            START + timedelta(days=14), START - timedelta(days=30), START - timedelta(days=29),
            START - timedelta(days=15),
        )  # fmt: skip
        self.questions = [
            Question(11, 7, 1, Form.OFFICE, "Chair"),
            Question(12, 7, 2, Form.OFFICE, "Secretary"),
            Question(13, 7, 3, Form.MOTION, "Dues", "There are no dues."),
        ]
        stands = CandidateState.ACCEPTED
        self.candidates = [
            Candidate(21, 11, 101, "Ada", "", 101, stands),
            Candidate(22, 11, 102, "Ben", "", 102, stands),
            Candidate(23, 11, 103, "Cai", "", 103, stands),
            Candidate(24, 12, 102, "Ben", "", 102, stands),
            Candidate(25, 12, 103, "Cai", "", 103, stands),
        ]
        self.voters = [
            Voter(
                f"m{number:03}",
                f"Member {number}",
                1000 + number,
                Standing.PROBATION if number == 3 else Standing.GOOD,
            )
            for number in range(1, roll + 1)
        ]
        self.ballots: dict[int, list[Ballot]] = {question.id: [] for question in self.questions}
        self.receipts: list[str] = []
        self.counted: Counted | None = None

    def step(self, step: str, detail: Mapping[str, Any], *, who: int = 90) -> None:
        self.now += timedelta(hours=1)
        last = self.log[-1] if self.log else None
        self.log.append(chain.entry(last, self.now, who, step, detail))

    def open(self) -> Held:
        self.step("create", {"title": "Officers 2026"})
        self.step(
            "open",
            {
                **commitments.opening(self.election, self.questions, self.candidates, self.voters),
                "why": "it is time",
            },
        )
        return self

    def add_late(self) -> Held:
        number = len(self.voters) + 1
        self.voters.append(Voter(f"m{number:03}", f"Member {number}", None, late_reason="left out"))
        self.step("add late", {**commitments.roll(self.voters), "reason": "left out"})
        return self

    def withdraw(self, candidate_id: int) -> Held:
        (gone,) = [one for one in self.candidates if one.id == candidate_id]
        number = next(question.number for question in self.questions if question.id == gone.question_id)
        self.step("withdraw", commitments.withdrawal(number, gone.name), who=gone.user_id)
        return self

    def vote(self, *sheets: Mapping[int, Answer]) -> Held:
        """Put ballots in, a sheet for each voter in the order of the roll."""
        for sheet in sheets:
            voter = self.voters[len(self.receipts)]
            code = receipts.write(hashlib.sha256(f"{self.random.random()}".encode()).digest()[:10])
            self.receipts.append(code)
            for question in self.questions:
                mine = receipts.of_question(code, question.number)
                self.ballots[question.id].append(
                    Ballot(
                        self.random.randbytes(16),
                        sheet[question.number],
                        mine if self.regulations.receipts is Receipts.BALLOT else None,
                        None if self.regulations.secret else voter.member_id,
                    )
                )
        return self

    def close(self) -> Held:
        self.now = max(self.now, self.election.closes_at)
        self.step("close", commitments.closing(self.turnout, self.election.closes_at), who=0)
        return self

    def extend(self) -> Held:
        until = self.election.closes_at + timedelta(days=7)
        self.election = replace(self.election, closes_at=until, extended=True)
        self.step("extend", {**commitments.extension(until), "reason": "too few"})
        return self

    @property
    def turnout(self) -> Turnout:
        return Turnout(len(self.voters), len(self.receipts))

    def count(self) -> Held:
        valid = 2 * len(self.receipts) >= len(self.voters)
        self.counted = count_all(
            Promised.of(self.log), self.turnout, self.questions, self.candidates,
            self.ballots if valid else {}, self.receipts if valid else [],
        )  # fmt: skip
        self.step("count", commitments.counting(self.counted), who=0)
        return self

    def file(self, *, full: bool = False) -> dict[str, Any]:
        assert self.counted
        return form.read(form.write(form.build(self.log, self.counted, PEOPLE, "community-bot 0", full=full)))


def sheet(chair: str, secretary: str = "", vote: str = "yes") -> dict[int, Answer]:
    """Return a ballot: rankings as letters of the names, `"abc"`, and a vote."""
    first = {"a": "21", "b": "22", "c": "23", "r": "reopen"}
    second = {"b": "24", "c": "25", "r": "reopen"}
    return {
        1: {"ranking": [[first[one]] for one in chair]},
        2: {"ranking": [[second[one]] for one in secretary]},
        3: {"vote": vote},
    }


SHEETS = (
    sheet("abc", "bc"), sheet("ab", "cb"), sheet("ba", "b", "no"), sheet("cab", "c"), sheet("cb", "bc", "abstain"),
    sheet("acb", "cb"), sheet("bca", ""), sheet("", "c", "no"),
)  # fmt: skip


def held(
    regulations: Regulations | None = None, sheets: Sequence[Mapping[int, Answer]] = SHEETS, **more: Any
) -> Held:
    """Return an election in which these ballots were cast and counted."""
    return Held(regulations, **more).open().vote(*sheets).close().count()


def chained_anew(content: dict[str, Any]) -> dict[str, Any]:
    """Return a file whose log was changed, with hashes that hang together again: what a dishonest host would do."""
    previous = chain.FIRST
    for number, one in enumerate(content["log"], 1):
        one["number"], one["previous"] = number, previous
        one["hash"] = chain.chained(
            previous, number, chain.of_text(one["at"]), int(one["who"]), one["step"], one["detail"]
        )
        previous = one["hash"]
    return content


def made_anew(content: dict[str, Any]) -> dict[str, Any]:
    """Return a changed file in which all hashes fit again, and the log says what the file says."""
    for question in content["questions"]:
        if "ballots" in question:
            question["ballots_hash"] = chain.digest(question["ballots"])
    for entry in content["log"]:
        detail = entry["detail"]
        if "published" in detail:
            detail["published"] = {
                "ballots": [question["ballots_hash"] for question in content["questions"]],
                "receipts": chain.digest(content["receipts"]),
                "outcomes": chain.digest([question["outcome"] for question in content["questions"]]),
            }
        if "roll" in detail:
            detail["roll"] = content["roll"]
        if "turnout" in detail:
            detail["turnout"] = content["turnout"]
    return chained_anew(content)
