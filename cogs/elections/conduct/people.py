"""What is kept of a person in elections: handed out whole, and erased as far as the record allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.clock import to_text, to_text_or_none
from bot.database import Reader
from bot.privacy import Erasure
from bot.texts import plain
from cogs.elections.conduct.desk import Desk
from cogs.elections.model import Candidate, CandidateState, Election, Member, Stage

_RUNS = (Stage.FROZEN, Stage.OPEN, Stage.CLOSED, Stage.COUNTED, Stage.NOT_VALID)
_BEFORE = (Stage.DRAFT, Stage.NOMINATIONS)
_UNDECIDED = (*_BEFORE, *_RUNS)
_OFF_PAPER = (CandidateState.NOMINATED, CandidateState.DECLINED)


class People:
    """Answers /privacy for elections."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def export(self, user_id: int) -> Mapping[str, Any]:
        """Return everything that is kept of a person; what they voted nobody can tell, the bot included."""
        stores = self._desk.stores
        member = await stores.roll.by_user(user_id)
        votes = []
        for election in await stores.elections.all():
            voter = await stores.voters.by_user(election.id, user_id)
            if voter is not None:
                votes.append(
                    {
                        "election": election.title,
                        "member_id": voter.member_id,
                        "name": voter.name,
                        "standing": str(voter.standing),
                        "voted": await stores.voters.has_voted(election.id, voter.member_id),
                        "votes_through": await stores.proxies.holder(election.id, voter.member_id),
                    }
                )
        found: dict[str, Any] = {
            "roll": _plain(member) if member else None,
            "rolls_of_elections": votes,
            "candidacies": [dict(row) for row in await stores.candidates.of(user_id)],
            "terms": [
                {
                    "office": term.office,
                    "name": term.name,
                    "began_at": to_text(term.began_at),
                    "ended_at": to_text_or_none(term.ended_at),
                }
                for term in await stores.terms.of(user_id)
            ],
            "steps": [
                {"election": election_id, "at": to_text(entry.at), "step": entry.step}
                for election_id, entry in await stores.log.by(user_id)
            ],
        }
        return {name: value for name, value in found.items() if value}

    async def waiting(self, user_id: int) -> list[str]:
        """Return what of a person stays for now, or for good, and why.

        What an open vote needs waits for its end. The public record of elections stays: who stood and was
        elected, and the log of who did what.
        """
        stores = self._desk.stores
        waits = [
            f"Your entry on the roll of “{plain(election.title)}”: until that election is decided."
            for election in await self._needed_for(user_id)
        ]
        stood = False
        for election, candidate in await self._candidacies(user_id):
            if election.stage in _UNDECIDED and candidate.state is CandidateState.ACCEPTED:
                waits.append(f"Your candidacy in “{plain(election.title)}”: withdraw it first.")
            stood = stood or candidate.state in (CandidateState.ACCEPTED, CandidateState.WITHDRAWN)
        if stood or await stores.terms.of(user_id):
            waits.append("That you stood for office, or held one: it stays as the record of the election.")
        if await stores.log.by(user_id):
            waits.append("The steps you took in elections: their public log is only ever added to.")
        return waits

    async def erase(self, user_id: int) -> Erasure:
        """Erase a person's account from the roll and from what is over, and what was never public."""
        stores = self._desk.stores
        erased = 0
        async with self._desk.database.write() as tx:
            needed = await self._needed_for(user_id, tx)
            for election in await stores.elections.all(reader=tx):
                voter = await stores.voters.by_user(election.id, user_id, tx)
                if voter is not None and election not in needed:
                    await stores.voters.relink(tx, election.id, voter.member_id, None)
                    erased += 1
            member = await stores.roll.by_user(user_id, tx)
            if member is not None and not needed:
                # The list is the Secretary's; only the account is Discord's and ours.
                erased += await stores.roll.relink(tx, member.member_id, None)
            for election, candidate in await self._candidacies(user_id, tx):
                if candidate.state in _OFF_PAPER and election.stage not in _BEFORE:
                    await stores.candidates.remove(tx, candidate.id)
                    erased += 1
                elif candidate.statement and not (
                    election.stage in _UNDECIDED and candidate.state is CandidateState.ACCEPTED
                ):
                    await stores.candidates.save(tx, replace(candidate, statement=""))
                    erased += 1
        return Erasure(erased, tuple(await self.waiting(user_id)))

    async def erase_waiting(self, user_id: int, erased_at: datetime) -> int:
        """Erase what waited for an election that was there at `erased_at` and is decided now; how much."""
        stores = self._desk.stores
        needed = {election.id for election in await self._needed_for(user_id)}
        for election in await stores.elections.all():
            over = election.id not in needed and election.created_at <= erased_at
            if over and await stores.voters.by_user(election.id, user_id) is not None:
                return (await self.erase(user_id)).erased
        return 0

    async def _needed_for(self, user_id: int, reader: Reader | None = None) -> list[Election]:
        """Return the undecided elections whose roll a person is on."""
        stores = self._desk.stores
        return [
            election
            for election in await stores.elections.all(_RUNS, reader)
            if await stores.voters.by_user(election.id, user_id, reader) is not None
        ]

    async def _candidacies(
        self, user_id: int, reader: Reader | None = None
    ) -> list[tuple[Election, Candidate]]:
        stores = self._desk.stores
        return [
            (election, candidate)
            for election in await stores.elections.all(reader=reader)
            for candidate in await stores.candidates.of_election(election.id, reader)
            if candidate.user_id == user_id
        ]


def _plain(member: Member) -> dict[str, Any]:
    return {
        "member_id": member.member_id,
        "name": member.name,
        "standing": str(member.standing),
        "last_meeting": member.last_meeting.isoformat() if member.last_meeting else None,
        "last_contribution": member.last_contribution.isoformat() if member.last_contribution else None,
    }
