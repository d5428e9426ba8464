"""Elections in words for officers and members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.clock import discord_time
from bot.limits import fit
from bot.texts import plain
from cogs.elections.conduct.facts import QuestionSheet
from cogs.elections.conduct.naming import names
from cogs.elections.face.ballot.words import lead
from cogs.elections.model import Candidate, CandidateState, Form, Kind, Question, Stage

STAGES: Mapping[Stage, str] = {
    Stage.DRAFT: "draft",
    Stage.NOMINATIONS: "nominations",
    Stage.FROZEN: "ballot published",
    Stage.OPEN: "open for voting",
    Stage.CLOSED: "closed, not counted yet",
    Stage.COUNTED: "counted",
    Stage.ELECTED: "decided, not confirmed yet",
    Stage.TIE: "tie",
    Stage.NOT_VALID: "not valid",
    Stage.REOPENED: "an office is left open",
    Stage.CONFIRMED: "confirmed",
    Stage.ARCHIVED: "archived",
    Stage.CANCELLED: "cancelled",
}
KINDS: Mapping[Kind, str] = {
    Kind.OFFICERS: "Election of officers",
    Kind.BY_ELECTION: "By-election",
    Kind.AMENDMENT: "Amendment of the charter",
    Kind.ADMISSION: "Admission of members",
    Kind.MOTION: "Motion",
}
_VERDICTS: Mapping[str, str] = {"failed": "not passed", "reopened": "stays open"}
_CANDIDATES: Mapping[CandidateState, str] = {
    CandidateState.NOMINATED: ": asked, no answer",
    CandidateState.DECLINED: ": does not stand",
    CandidateState.WITHDRAWN: ": withdrew",
}


def moment(at: datetime) -> str:
    """Return a moment in every reader's own zone, and how far away it is."""
    return f"{discord_time(at, 'F')} ({discord_time(at, 'R')})"


def question_line(question: Question) -> str:
    """Return a question as a line of the ballot."""
    seats = f" ({question.seats} seats)" if question.seats > 1 else ""
    what = "" if question.form is Form.OFFICE else " · yes, no or abstain"
    return f"**{question.number}. {plain(question.title)}**{seats}{what}"


def came_to(asked: QuestionSheet) -> str:
    """Return in a few words what a question came to."""
    outcome = asked.outcome or {}
    elected = outcome.get("elected")
    said = names(elected) if elected else f"**{_VERDICTS.get(outcome['verdict'], outcome['verdict'])}**"
    return f"{lead(plain(asked.question.title))} {said}"


def candidate_line(candidate: Candidate) -> str:
    """Return a candidate and, where they do not stand, why."""
    said = _CANDIDATES.get(candidate.state, "")
    return f"{plain(candidate.name)} (<@{candidate.user_id}>){said}"


def bullets(items: Iterable[str], room: int, mark: str = "- ") -> str:
    """Return a list that fits into `room` characters, saying how many lines are left out."""
    shown: list[str] = []
    lines: Sequence[str] = [f"{mark}{item}" for item in items]
    for number, line in enumerate(lines):
        if sum(map(len, shown)) + len(shown) + len(line) > room - 30:
            shown.append(f"-# and {len(lines) - number} more")
            break
        shown.append(line)
    return fit("\n".join(shown), room)
