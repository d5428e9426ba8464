"""What a published file holds, key by key."""

from __future__ import annotations

import re
from typing import Any

from cogs.elections.count.contest import TOP_SCORE, VOTES
from cogs.elections.model import Form, Kind, Place, Standing
from cogs.elections.record.strict import (
    Shape,
    Unreadable,
    anything,
    each,
    fields,
    hash_,
    many,
    maybe,
    one_of,
    refuse,
    switch,
    text,
    time,
    user,
    whole,
)
from cogs.elections.rules.errors import Refused
from cogs.elections.rules.regulating import from_json
from cogs.elections.rules.results import Next, Verdict

FORM = "community-election 1"
# More stand in no election; a file with more would be counted for hours.
MOST_QUESTIONS = 100
MOST_CANDIDATES = 100
_AMOUNT = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")
_KEY = re.compile(r"[0-9a-f]{32}")


def _amount(value: Any, place: str) -> None:
    if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
        refuse(place, value, "amount (a number in quotes)")


def _ballot_key(value: Any, place: str) -> None:
    if not isinstance(value, str) or not _KEY.fullmatch(value):
        refuse(place, value, "ballot's key (32 of 0-9 and a-f)")


def _score(value: Any, place: str) -> None:
    whole(value, place)
    if value > TOP_SCORE:
        refuse(place, value, f"score from 0 to {TOP_SCORE}")


def at_most(limit: int, shape: Shape) -> Shape:
    """Return the shape of a list that is not longer than `limit`."""
    listed = many(shape)

    def check(value: Any, place: str) -> None:
        if isinstance(value, list) and len(value) > limit:
            raise Unreadable(f"{place}: there are {len(value):,}, and more than {limit} are not read")
        listed(value, place)

    return check


_ANSWERS: dict[str, Shape] = {
    "ranking": many(many(text)),
    "approved": many(text),
    "scores": each(_score),
    "vote": one_of(*VOTES),
}
_BALLOT = fields({"key": _ballot_key}, {**_ANSWERS, "receipt": text, "member": text})


def _ballot(value: Any, place: str) -> None:
    _BALLOT(value, place)
    if len(_ANSWERS.keys() & value.keys()) != 1:
        raise Unreadable(f"{place}: a ballot holds one of {', '.join(_ANSWERS)}")


_TRANSFER = fields({"from": text, "to": each(_amount), "exhausted": _amount, "lost": _amount})
_ROUND = fields(
    {
        "tally": each(_amount),
        "quota": maybe(_amount),
        "exhausted": _amount,
        "lost": _amount,
        "elected": many(text),
        "eliminated": many(text),
    },
    {"transfer": _TRANSFER, "comparisons": each(each(_amount)), "tied": many(text), "note": text},
)
_RESULT = fields(
    {
        "winners": many(text),
        "tie": maybe(many(many(text))),
        "possible_winners": many(text),
        "rounds": many(_ROUND),
        "valid": switch,
        "passed": maybe(switch),
        "reason": text,
    },
    {"complete": switch},
)
_NEXT = fields(
    {
        "kind": one_of(*Next),
        "seats": whole,
        "candidates": many(text),
        "days": maybe(whole),
        "waits_for": many(whole),
    }
)
_OUTCOME = fields(
    {
        "number": whole,
        "title": text,
        "form": one_of(*Form),
        "verdict": one_of(*Verdict),
        "reason": text,
        "elected": many(text),
        "tied": many(text),
        "left_out": many(text),
        "vacant": whole,
        "majority": maybe(fields({"votes": whole, "ballots": whole, "absolute": switch})),
        "result": maybe(_RESULT),
        "next": maybe(_NEXT),
    }
)


def _regulations(value: Any, place: str) -> None:
    each(anything)(value, place)
    try:
        from_json(value)
    except Refused as error:
        raise Unreadable(f"{place}: {error}") from None


_ELECTION: dict[str, Shape] = {
    "id": whole,
    "title": text,
    "kind": one_of(*Kind),
    "officer": user,
    "created_at": time,
    "nominations_at": maybe(time),
    "nominations_until": maybe(time),
    "opens_at": time,
    "follows": maybe(whole),
    "second_ballot": switch,
}
PAPER: dict[str, Shape] = {
    "number": whole,
    "form": one_of(*Form),
    "title": text,
    "text": text,
    "seats": whole,
    "candidates": at_most(MOST_CANDIDATES, fields({"name": text, "user": user})),
}
_QUESTION = fields(
    {**PAPER, "method": text, "withdrawn": many(text), "outcome": _OUTCOME, "ballots_hash": hash_},
    {"ballots": many(_ballot)},
)
_ROLL = fields({"hash": hash_, "size": whole, "standing": each(whole, key=one_of(*Standing))})
_TURNOUT = fields({"roll": whole, "voted": whole, "by_proxy": whole, "present": maybe(whole)})
_VALIDITY = fields(
    {
        "valid": switch,
        "place": one_of(*Place),
        "counted": whole,
        "needed": whole,
        "roll": whole,
        "share": text,
        "reason": text,
    }
)
_SETTLED = fields({"question": whole, "chosen": many(text), "value": maybe(text), "election": maybe(whole)})
# The details that `commitments` writes. Whatever else a detail says is nobody's business here.
PROMISES: dict[str, Shape] = {
    "paper": fields(
        {
            "election": fields(_ELECTION),
            "regulations": _regulations,
            "questions": at_most(MOST_QUESTIONS, fields(PAPER)),
        }
    ),
    "roll": _ROLL,
    "closes_at": time,
    "withdrawn": fields({"question": whole, "name": text}),
    "turnout": _TURNOUT,
    "published": fields({"ballots": many(hash_), "receipts": hash_, "outcomes": hash_}),
    "settled": _SETTLED,
}


def _detail(value: Any, place: str) -> None:
    each(anything)(value, place)
    for key in PROMISES.keys() & value.keys():
        PROMISES[key](value[key], f"{place}.{key}")


CONTENT = fields(
    {
        "form": one_of(FORM),
        "software": text,
        "election": fields({**_ELECTION, "closes_at": time, "extended": switch}),
        "regulations": _regulations,
        "roll": _ROLL,
        "turnout": _TURNOUT,
        "validity": _VALIDITY,
        "questions": at_most(MOST_QUESTIONS, _QUESTION),
        "receipts": many(text),
        "settled": maybe(fields({"ties": many(_SETTLED), "outcomes": many(_OUTCOME)})),
        "log": many(
            fields(
                {
                    "number": whole,
                    "at": time,
                    "who": user,
                    "step": text,
                    "detail": _detail,
                    "previous": hash_,
                    "hash": hash_,
                }
            )
        ),
        "people": each(text, key=user),
    }
)
