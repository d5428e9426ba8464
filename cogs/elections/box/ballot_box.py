"""Casting, turnout, opening, and the end of a key."""

from __future__ import annotations

from collections.abc import Mapping

from bot.clock import Clock
from bot.database import Database, Reader, Transaction
from cogs.elections.box.keys import KeyFolder
from cogs.elections.model import Answer, Election, Turnout, Voter


class BallotBox:
    """The ballot boxes of all elections in one database."""

    def __init__(self, database: Database, keys: KeyFolder, clock: Clock) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock

    async def prepare(self, election_id: int) -> None:
        """Make the election's key, safe on the disk. Before the transaction that opens voting.

        May be called again: a key that is there stays. Raises `BoxTrouble` when it cannot be made, or is
        gone while there are ballots that only it can open.
        """
        raise NotImplementedError

    async def cast(
        self,
        election_id: int,
        member_id: str,
        answers: Mapping[int, Answer],
        *,
        holder_id: str | None = None,
    ) -> str:
        """Put a member's ballot into the box, in the place of the one before; return its receipt.

        `answers` has one for each question, by its id; `holder_id` is the member who casts it for them. What
        this returns is stored safely. The receipt is empty where the election gives none.

        Raises `NotOnRoll`, `NotOpen`, `Closed`, `AlreadyVoted`, `NotHolder`, `BadAnswer` or `BoxOutOfOrder`;
        then nothing has changed.
        """
        raise NotImplementedError

    async def has_voted(self, election_id: int, member_id: str, reader: Reader | None = None) -> bool:
        """Return whether a ballot of this member is in the box."""
        raise NotImplementedError

    async def not_voted(self, election_id: int, reader: Reader | None = None) -> list[Voter]:
        """Return who may vote and has not."""
        raise NotImplementedError

    async def turnout(self, election_id: int, reader: Reader | None = None) -> Turnout:
        """Return how many have voted, of how many. It is all that is told before the box is opened."""
        raise NotImplementedError

    async def give_proxy(self, election_id: int, principal_id: str, holder_id: str) -> None:
        """Let one member vote for another, once the roll is frozen and until voting closes.

        Raises a `UserError` that says why not.
        """
        raise NotImplementedError

    async def end_proxy(self, election_id: int, principal_id: str) -> None:
        """Take a proxy back that has not been used. Raises a `UserError` that says why not."""
        raise NotImplementedError

    async def open(self, tx: Transaction, election: Election) -> None:
        """Open the box of a closed election whose vote is valid: write the ballots and receipts.

        After the transaction: `destroy`. Raises `BoxTrouble` when the key is gone or the box was tampered
        with; then nothing of it is written.
        """
        raise NotImplementedError

    async def destroy(self, election_id: int, *, vacuum: bool = True) -> None:
        """Destroy the key of an election that is over, and what it sealed; clean the file with `vacuum`.

        May be called again, and has to be after a crash: `to_destroy` says for which. Raises `BoxTrouble`
        when the key cannot be removed, or the election may still need it.
        """
        raise NotImplementedError

    async def to_destroy(self) -> list[int]:
        """Return the elections that are over and whose key is not known to be destroyed."""
        raise NotImplementedError

    async def trouble(self, election_id: int) -> str | None:
        """Return what is wrong with the key of an election that needs it, or None."""
        raise NotImplementedError
