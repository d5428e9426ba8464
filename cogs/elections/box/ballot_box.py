"""Casting, turnout, opening, and the end of a key."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime

from bot.clock import Clock
from bot.database import Database, Reader, Transaction
from bot.errors import DatabaseError
from cogs.elections.box import contents
from cogs.elections.box.keys import KeyFolder
from cogs.elections.box.opening import unsealed
from cogs.elections.box.refusals import (
    AlreadyVoted,
    BoxOutOfOrder,
    BoxTrouble,
    Closed,
    NotHolder,
    NotOnRoll,
    NotOpen,
)
from cogs.elections.box.sealing import Seal, fingerprint
from cogs.elections.model import Answer, Election, Stage, Turnout
from cogs.elections.storage.ballots import BallotStore
from cogs.elections.storage.papers import Paper, PaperStore
from cogs.elections.storage.proxies import ProxyStore
from cogs.elections.storage.voters import VoterStore

_log = logging.getLogger(__name__)

_BEFORE = (Stage.DRAFT, Stage.NOMINATIONS, Stage.FROZEN)
# Stages at which the box may be opened, and at which ballots may be given up unopened.
_OPENED = (Stage.CLOSED, Stage.COUNTED)
_GIVEN_UP = (Stage.NOT_VALID, Stage.CANCELLED, Stage.ARCHIVED)


class BallotBox:
    """The ballot boxes of all elections in one database."""

    def __init__(self, database: Database, keys: KeyFolder, clock: Clock) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock
        self._papers = PaperStore(database)
        self._voters = VoterStore(database)
        self._ballots = BallotStore(database)
        self._proxies = ProxyStore(database)

    # --- before voting opens -----------------------------------------------------------------------------

    async def prepare(self, election_id: int) -> None:
        """Make the election's key, safe on the disk. Before the transaction that opens voting.

        May be called again: a key that is there stays. Raises `BoxTrouble` when it cannot be made, or is
        gone while there are ballots that only it opens.
        """
        known_by = await self._ballots.fingerprint(election_id)
        if known_by is None or not await self._usable(election_id, known_by):
            key = await asyncio.to_thread(self._keys.create, election_id)
            async with self._database.write() as tx:
                # Somebody else may have prepared it meanwhile: whose key was noted first is the election's.
                if await self._ballots.fingerprint(election_id, tx) == known_by:
                    await self._refuse_with_ballots(tx, election_id)
                    await self._ballots.put_fingerprint(tx, election_id, fingerprint(key, election_id))
            known_by = await self._ballots.fingerprint(election_id)
        await asyncio.to_thread(self._keys.destroy, election_id, keep=known_by)

    async def _usable(self, election_id: int, known_by: bytes) -> bool:
        try:
            await asyncio.to_thread(self._keys.read, election_id, known_by)
        except BoxTrouble:
            if (await self._voters.turnout(election_id)).voted:
                raise
            return False
        return True

    async def _refuse_with_ballots(self, tx: Transaction, election_id: int) -> None:
        if (await self._voters.turnout(election_id, tx)).voted:
            raise BoxTrouble(
                f"Election {election_id} has ballots whose key is destroyed: it cannot be voted on again. "
                "Hold a new one."
            )

    # --- voting ------------------------------------------------------------------------------------------

    async def cast(
        self,
        election_id: int,
        member_id: str,
        answers: Mapping[int, Answer],
        *,
        holder_id: str | None = None,
        user_id: int | None = None,
    ) -> str:
        """Put a member's ballot into the box, in the place of the one before; return its receipt.

        `answers` has one for each question, by its id; `holder_id` is the member who casts it for them, and
        `user_id` the account by which it is cast: since the paper was begun it may have been linked to
        somebody else. What this returns is stored safely. The receipt is empty where the election gives none.

        Raises `NotOnRoll`, `NotOpen`, `Closed`, `AlreadyVoted`, `NotHolder`, `BadAnswer` or `BoxOutOfOrder`;
        then nothing has changed.
        """
        async with self._database.write() as tx:
            paper = await self._paper(election_id, tx)
            refuse_unless_open(paper, self._clock.now())
            if await self._voters.get(election_id, member_id, tx) is None:
                raise NotOnRoll
            if user_id is not None:
                caster = await self._voters.by_user(election_id, user_id, tx)
                if caster is None or caster.member_id != (holder_id or member_id):
                    raise NotOnRoll
            voted = await self._voters.has_voted(election_id, member_id, tx)
            if voted and paper.extended:
                raise AlreadyVoted
            if holder_id is None:
                await self._proxies.end(tx, election_id, member_id)
            elif not paper.regulations.proxies or (
                await self._proxies.holder(election_id, member_id, tx) != holder_id
            ):
                raise NotHolder
            said = contents.checked(paper, answers)
            try:
                seal = await self._seal(election_id, tx)
                ballot_key = seal.ballot_key(member_id)
                if await self._ballots.has(tx, election_id, ballot_key) != voted:
                    raise BoxTrouble(
                        f"Election {election_id}: who has voted and the ballots in the box do not fit "
                        "together. The database was changed by hand or is a mixture of two: restore a backup."
                    )
            except BoxTrouble as trouble:
                _log.error("A ballot was not taken. %s", trouble)
                raise BoxOutOfOrder from trouble
            receipt = contents.receipt(paper, seal, member_id)
            sealed = seal.close(ballot_key, contents.packed(paper, said, receipt))
            await self._voters.mark(tx, election_id, member_id, holder_id)
            await self._ballots.put(tx, election_id, ballot_key, sealed)
        return receipt

    async def has_voted(self, election_id: int, member_id: str, reader: Reader | None = None) -> bool:
        """Return whether a ballot of this member is in the box."""
        return await self._voters.has_voted(election_id, member_id, reader)

    async def turnout(self, election_id: int, reader: Reader | None = None) -> Turnout:
        """Return how many have voted, of how many. It is all that is told before the box is opened."""
        return await self._voters.turnout(election_id, reader)

    # --- afterwards --------------------------------------------------------------------------------------

    async def open(self, tx: Transaction, election: Election) -> None:
        """Open the box of a closed election whose vote is valid: write the ballots and receipts.

        Call `destroy` after the transaction. Raises `BoxTrouble` when the key is gone, or when ballots were
        changed, added or taken away; then nothing is written.
        """
        paper = await self._paper(election.id, tx)
        if paper.stage not in _OPENED:
            raise BoxTrouble(f"Election {election.id} is {paper.stage}: its ballots are not opened.")
        voted = await self._voters.voted(election.id, tx)
        sealed = await self._ballots.sealed(election.id, tx)
        seal = await self._seal(election.id, tx)
        opened = await asyncio.to_thread(unsealed, paper, seal, voted, sealed)
        for question_id, ballots in opened.ballots.items():
            await self._ballots.put_opened(tx, question_id, ballots)
        await self._ballots.put_receipts(tx, election.id, opened.receipts)
        await self._ballots.discard(tx, election.id)

    async def destroy(self, election_id: int, *, vacuum: bool = True) -> None:
        """Destroy the key of an election that is over, and what it sealed; with `vacuum` clean the file, too.

        May be called again, and has to be after a crash: `to_destroy` says for which. Raises `BoxTrouble`
        when the key cannot be removed, the election needs it, or the file cannot be cleaned now.
        """
        async with self._database.write() as tx:
            paper = await self._paper(election_id, tx)
            waiting = await self._ballots.sealed(election_id, tx)
            if waiting and paper.stage not in _GIVEN_UP:
                raise BoxTrouble(
                    f"Election {election_id} is {paper.stage}, and its {len(waiting)} ballots were not "
                    "opened: its key stays."
                )
            await self._ballots.discard(tx, election_id)
        await asyncio.to_thread(self._keys.destroy, election_id)
        if vacuum:
            try:
                await self._database.vacuum()
            except DatabaseError as error:
                raise BoxTrouble(
                    f"The key of election {election_id} is destroyed, and what it sealed is not cleaned away "
                    f"yet: {error}"
                ) from error
        async with self._database.write() as tx:
            await self._ballots.forget_fingerprint(tx, election_id)

    async def to_destroy(self) -> list[int]:
        """Return the elections that are over and whose key is not known to be destroyed."""
        return await self._ballots.over()

    async def trouble(self, election_id: int) -> str | None:
        """Return what is wrong with the key of an election that needs it, or None."""
        known_by = await self._ballots.fingerprint(election_id)
        if known_by is None:
            paper = await self._paper(election_id, self._database)
            return None if paper.stage not in (Stage.OPEN, Stage.CLOSED) else _no_key(election_id)
        try:
            await asyncio.to_thread(self._keys.read, election_id, known_by)
        except BoxTrouble as trouble:
            return str(trouble)
        return None

    async def _paper(self, election_id: int, reader: Reader) -> Paper:
        paper = await self._papers.get(election_id, reader)
        if paper is None:
            raise LookupError(f"there is no election {election_id}")
        return paper

    async def _seal(self, election_id: int, tx: Transaction) -> Seal:
        known_by = await self._ballots.fingerprint(election_id, tx)
        if known_by is None:
            raise BoxTrouble(_no_key(election_id))
        # In a thread, as `Seal` imports its library there.
        return await asyncio.to_thread(lambda: Seal(self._keys.read(election_id, known_by), election_id))


def refuse_unless_open(paper: Paper, now: datetime) -> None:
    """Raise `NotOpen` or `Closed` unless ballots are taken at this moment: `opens_at` ≤ now < `closes_at`."""
    if paper.stage in _BEFORE or (paper.stage is Stage.OPEN and now < paper.opens_at):
        raise NotOpen(paper.opens_at)
    if paper.stage is Stage.CANCELLED:
        raise NotOpen(None)
    if paper.stage is not Stage.OPEN or now >= paper.closes_at:
        raise Closed(paper.closes_at)


def _no_key(election_id: int) -> str:
    return f"Election {election_id} has no key: it was opened without one, or it is destroyed."
