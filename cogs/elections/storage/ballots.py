"""Ballots: sealed while voting is open, each question's on its own afterwards; and the receipts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from bot.database import Database, Reader, Transaction
from cogs.elections.model import Answer


@dataclass(frozen=True, slots=True)
class Ballot:
    """An opened ballot's answer to one question, under a random key.

    `receipt` is there where receipts show the ballot, `member_id` in votes that were announced as open.
    """

    key: bytes
    answer: Answer
    receipt: str | None = None
    member_id: str | None = None


class BallotStore:
    """Reads and writes the tables of keys' fingerprints, sealed ballots, opened ballots and receipts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- which key an election has -----------------------------------------------------------------------

    async def fingerprint(self, election_id: int, reader: Reader | None = None) -> bytes | None:
        """Return by what the election's key is known, or None while, or when, it has none."""
        row = await (reader or self._database).one(
            "SELECT fingerprint FROM election_key WHERE election_id = ?", (election_id,)
        )
        return None if row is None else row["fingerprint"]

    async def put_fingerprint(self, tx: Transaction, election_id: int, fingerprint: bytes) -> None:
        """Note by what the election's key is known."""
        await tx.execute(
            "INSERT INTO election_key (election_id, fingerprint) VALUES (?, ?) "
            "ON CONFLICT (election_id) DO UPDATE SET fingerprint = excluded.fingerprint",
            (election_id, fingerprint),
        )

    async def forget_fingerprint(self, tx: Transaction, election_id: int) -> None:
        """Note that the election has no key any more."""
        await tx.execute("DELETE FROM election_key WHERE election_id = ?", (election_id,))

    async def over(self, reader: Reader | None = None) -> list[int]:
        """Return the elections that need their key no more and still have one."""
        rows = await (reader or self._database).all(
            "SELECT election.id FROM election JOIN election_key ON election_id = election.id "
            "WHERE stage IN ('counted', 'elected', 'tie', 'reopened', 'confirmed', 'archived', 'cancelled') "
            "OR (stage = 'not valid' AND extended) ORDER BY election.id"
        )
        return [row["id"] for row in rows]

    # --- while voting is open ----------------------------------------------------------------------------

    async def has(self, tx: Transaction, election_id: int, ballot_key: bytes) -> bool:
        """Return whether there is a sealed ballot under this key."""
        row = await tx.one(
            "SELECT 1 FROM election_sealed_ballot WHERE election_id = ? AND ballot_key = ?",
            (election_id, ballot_key),
        )
        return row is not None

    async def put(self, tx: Transaction, election_id: int, ballot_key: bytes, sealed: bytes) -> None:
        """Put a sealed ballot into the box, in the place of the one before."""
        await tx.execute(
            "INSERT INTO election_sealed_ballot (election_id, ballot_key, sealed) VALUES (?, ?, ?) "
            "ON CONFLICT (election_id, ballot_key) DO UPDATE SET sealed = excluded.sealed",
            (election_id, ballot_key, sealed),
        )

    async def sealed(self, election_id: int, reader: Reader | None = None) -> dict[bytes, bytes]:
        """Return the sealed ballots by their keys."""
        rows = await (reader or self._database).all(
            "SELECT ballot_key, sealed FROM election_sealed_ballot WHERE election_id = ?", (election_id,)
        )
        return {row["ballot_key"]: row["sealed"] for row in rows}

    async def discard(self, tx: Transaction, election_id: int) -> int:
        """Delete the sealed ballots; how many there were."""
        return await tx.execute("DELETE FROM election_sealed_ballot WHERE election_id = ?", (election_id,))

    # --- afterwards --------------------------------------------------------------------------------------

    async def put_opened(self, tx: Transaction, question_id: int, ballots: Iterable[Ballot]) -> None:
        """Write the ballots of one question."""
        await tx.execute_many(
            "INSERT INTO election_ballot (question_id, ballot_key, answer, receipt, member_id) "
            "VALUES (?, ?, ?, ?, ?)",
            [(question_id, each.key, _json(each.answer), each.receipt, each.member_id) for each in ballots],
        )

    async def put_receipts(self, tx: Transaction, election_id: int, receipts: Iterable[str]) -> None:
        """Write the receipts of the ballots that were in the box."""
        await tx.execute_many(
            "INSERT INTO election_receipt (election_id, receipt) VALUES (?, ?)",
            [(election_id, receipt) for receipt in receipts],
        )

    async def opened(self, question_id: int, reader: Reader | None = None) -> list[Ballot]:
        """Return the ballots of one question in the order of their random keys, which says nothing."""
        rows = await (reader or self._database).all(
            "SELECT * FROM election_ballot WHERE question_id = ? ORDER BY ballot_key", (question_id,)
        )
        return [
            Ballot(row["ballot_key"], json.loads(row["answer"]), row["receipt"], row["member_id"])
            for row in rows
        ]

    async def receipts(self, election_id: int, reader: Reader | None = None) -> list[str]:
        """Return the receipts, in the order of the alphabet."""
        rows = await (reader or self._database).all(
            "SELECT receipt FROM election_receipt WHERE election_id = ? ORDER BY receipt", (election_id,)
        )
        return [row["receipt"] for row in rows]


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
