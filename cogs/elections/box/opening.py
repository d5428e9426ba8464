"""From sealed ballots to ballots: each question's on its own, in an order and under keys that say nothing."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cogs.elections import receipts
from cogs.elections.box.contents import unpacked
from cogs.elections.box.refusals import BoxTrouble
from cogs.elections.box.sealing import Broken, Seal
from cogs.elections.model import Receipts
from cogs.elections.storage.ballots import Ballot
from cogs.elections.storage.papers import Paper

_KEY_BYTES = 16


@dataclass(frozen=True, slots=True)
class Opened:
    """What was in a box: each question's ballots by its id, and the receipts that are published."""

    ballots: Mapping[int, Sequence[Ballot]]
    receipts: Sequence[str]


def unsealed(paper: Paper, seal: Seal, voted: Iterable[str], sealed: Mapping[bytes, bytes]) -> Opened:
    """Return the ballots of those who voted.

    Raises `BoxTrouble` unless there is exactly one whole ballot for each of them and no other.
    """
    places = {seal.ballot_key(member_id): member_id for member_id in voted}
    if places.keys() != sealed.keys():
        raise BoxTrouble(
            f"Election {paper.election_id}: {len(places)} have voted, and {len(sealed)} ballots are in the "
            f"box, {len(places.keys() & sealed.keys())} of them theirs. Nothing was opened: the database was "
            "changed by hand, or is a mixture of two. Restore a backup."
        )
    try:
        contents = {places[key]: unpacked(seal.open(key, each)) for key, each in sealed.items()}
    except Broken:
        raise BoxTrouble(
            f"Election {paper.election_id}: a ballot in the box was changed after it was cast. Nothing was "
            "opened: restore a backup."
        ) from None
    on_ballots = paper.regulations.receipts is Receipts.BALLOT
    # Put into the order of fresh random keys: in it they are written, and nothing is left of the one before.
    ballots = {
        question.id: sorted(
            (
                Ballot(
                    secrets.token_bytes(_KEY_BYTES),
                    said[question.id],
                    receipts.of_question(receipt, question.number) if on_ballots else None,
                    None if paper.regulations.secret else member_id,
                )
                for member_id, (said, receipt) in contents.items()
            ),
            key=lambda ballot: ballot.key,
        )
        for question, _ in paper.questions
    }
    inclusion = paper.regulations.receipts is Receipts.INCLUSION
    return Opened(ballots, sorted(receipt for _, receipt in contents.values()) if inclusion else ())
