"""What an election's log promises: the details of the entries by which a published file is checked.

    opening       "paper": election, regulations, questions, candidates; "roll"; "closes_at"
    late voter    "roll": its new hash and numbers
    extension     "closes_at": the new end
    withdrawal    "withdrawn": the number of the question, and the name on the ballot paper
    closing       "turnout"; "closes_at" when it was before its time
    counting      "published": the hashes of the ballots, the receipts and the outcomes
    settling      "settled": the number of a question that was tied, whom lot or second ballot chose, and by
    what

Each function returns such a detail. The entry of a step may say more (its reason, say) under other keys, and
the step may be called as one likes: a recount goes by these keys. They are written for a vote that is not
valid too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from cogs.elections.model import Candidate, Election, Question, Standing, Turnout, Voter
from cogs.elections.record.chain import digest, moment
from cogs.elections.record.tally import Counted
from cogs.elections.rules.regulating import to_json
from cogs.elections.rules.roll import roll_hash


def opening(
    election: Election,
    questions: Sequence[Question],
    candidates: Iterable[Candidate],
    voters: Sequence[Voter],
    *,
    second: bool = False,
) -> dict[str, Any]:
    """Return what is promised when voting opens.

    `candidates` are those on the ballot papers, of all questions, in the order of nomination; `second` says
    that this is a second ballot after a tie, as `rules.outcome.decide` takes it.
    """
    standing = list(candidates)
    return {
        "paper": {
            "election": {
                "id": election.id,
                "title": election.title,
                "kind": str(election.kind),
                "officer": str(election.officer_id),
                "created_at": moment(election.created_at),
                "nominations_at": election.nominations_at and moment(election.nominations_at),
                "nominations_until": election.nominations_until and moment(election.nominations_until),
                "opens_at": moment(election.opens_at),
                "follows": election.follows,
                "second_ballot": second,
            },
            "regulations": _plain(to_json(election.regulations)),
            "questions": [
                {
                    "number": question.number,
                    "form": str(question.form),
                    "title": question.title,
                    "text": question.text,
                    "seats": question.seats,
                    "candidates": [
                        {"name": one.name, "user": str(one.user_id)}
                        for one in standing
                        if one.question_id == question.id
                    ],
                }
                for question in sorted(questions, key=lambda question: question.number)
            ],
        },
        **roll(voters),
        **extension(election.closes_at),
    }


def roll(voters: Sequence[Voter]) -> dict[str, Any]:
    """Return what is promised of the roll: at the opening, and when somebody was added in mid-vote."""
    standing = Counter(voter.standing for voter in voters)
    return {
        "roll": {
            "hash": roll_hash(voters),
            "size": len(voters),
            "standing": {str(one): standing[one] for one in Standing if standing[one]},
        }
    }


def extension(until: datetime) -> dict[str, Any]:
    """Return what is promised when voting goes on until another moment."""
    return {"closes_at": moment(until)}


def withdrawal(question_number: int, name: str) -> dict[str, Any]:
    """Return what is promised when a candidate withdraws whose name is on the ballot paper."""
    return {"withdrawn": {"question": question_number, "name": name}}


def closing(turnout: Turnout, closes_at: datetime, present: int | None = None) -> dict[str, Any]:
    """Return what is promised when voting has closed, at `closes_at`.

    `present` is how many were at the meeting, as `rules.outcome.decide` takes it.
    """
    return {
        "turnout": {
            "roll": turnout.roll,
            "voted": turnout.voted,
            "by_proxy": turnout.by_proxy,
            "present": present,
        },
        **extension(closes_at),
    }


def counting(counted: Counted) -> dict[str, Any]:
    """Return what is promised when the ballots were counted, or were not because too few took part."""
    return {
        "published": {
            "ballots": [question["ballots_hash"] for question in counted.questions],
            "receipts": digest(counted.receipts),
            "outcomes": digest([question["outcome"] for question in counted.questions]),
        }
    }


def settling(
    question_number: int, chosen: Sequence[str], *, value: str | None = None, election: int | None = None
) -> dict[str, Any]:
    """Return what is promised when a tie was settled: by lot with a public `value`, or by `election`."""
    return {
        "settled": {
            "question": question_number,
            "chosen": list(chosen),
            "value": value,
            "election": election,
        }
    }


def _plain(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return texts as nothing but texts: what is kept in memory is then what comes back from JSON."""
    return {key: str(one) if isinstance(one, str) else one for key, one in value.items()}
