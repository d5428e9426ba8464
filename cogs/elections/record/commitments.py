"""What an election's log promises: the details of the entries by which a published file is checked.

    opened      "paper": election, regulations, questions and candidates; "roll"; "closes_at"
    late voter  "roll": its new hash and size
    extended    "closes_at": the new end
    withdrawn   "withdrawn": the number of the question, and the name on the ballot paper
    closed      "turnout"
    counted     "published": the hashes of the ballots, the receipts and the results

Each function returns such a detail; the entry of a step may say more (its reason, say) under other keys, whatever the step
is called. A recount goes by these keys alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cogs.elections.model import Candidate, Election, Question, Turnout
from cogs.elections.record.chain import digest, moment


def opened(
    election: Election,
    questions: Sequence[Question],
    candidates: Sequence[Candidate],
    roll_hash: str,
    roll_size: int,
) -> dict[str, Any]:
    """Return what is promised when voting opens. `candidates` are those on the ballot paper, of all questions."""
    raise NotImplementedError


def roll_changed(roll_hash: str, roll_size: int) -> dict[str, Any]:
    """Return what is promised when somebody is added to the roll in mid-vote."""
    return {"roll": {"hash": roll_hash, "size": roll_size}}


def extended(until: datetime) -> dict[str, Any]:
    """Return what is promised when voting goes on until another moment."""
    return {"closes_at": moment(until)}


def withdrawn(question_number: int, name: str) -> dict[str, Any]:
    """Return what is promised when a candidate withdraws whose name is on the ballot paper."""
    return {"withdrawn": {"question": question_number, "name": name}}


def closed(turnout: Turnout) -> dict[str, Any]:
    """Return what is promised when voting has closed."""
    return {"turnout": {"roll": turnout.roll, "voted": turnout.voted, "by_proxy": turnout.by_proxy}}


def counted(questions: Sequence[Mapping[str, Any]], receipts: Sequence[str]) -> dict[str, Any]:
    """Return what is promised when the ballots were counted. `questions` are those of a file, with their ballots."""
    return {
        "published": {
            "ballots": [question["ballots_hash"] for question in questions],
            "receipts": digest(sorted(receipts)),
            "results": digest([question["result"] for question in questions]),
        }
    }
