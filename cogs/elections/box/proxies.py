"""Giving one's vote to somebody who attends, and taking it back (rule A10 of the elections' specification)."""

from __future__ import annotations

from bot.clock import Clock
from bot.database import Database, Transaction
from cogs.elections.box.ballot_box import refuse_unless_open
from cogs.elections.box.refusals import BadProxy, NotOnRoll
from cogs.elections.model import Stage
from cogs.elections.storage.papers import PaperStore
from cogs.elections.storage.proxies import ProxyStore
from cogs.elections.storage.voters import VoterStore


class Proxies:
    """Who votes for whom, from the freezing of the roll until voting closes. The rows are the written record."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._clock = clock
        self._papers = PaperStore(database)
        self._voters = VoterStore(database)
        self._proxies = ProxyStore(database)

    async def give(self, tx: Transaction, election_id: int, principal_id: str, holder_id: str) -> None:
        """Let the holder vote for the principal, in the place of whom they had asked before.

        Raises `NotOnRoll`, `BadProxy`, `NotOpen` or `Closed`.
        """
        paper = await self._papers.get(election_id, tx)
        if paper is None or not paper.regulations.proxies:
            raise BadProxy("In this election everybody votes themselves.", "You can vote from anywhere.")
        if paper.stage is not Stage.FROZEN:
            refuse_unless_open(paper, self._clock.now())
        if await self._voters.get(election_id, principal_id, tx) is None:
            raise NotOnRoll
        if principal_id == holder_id:
            raise BadProxy("Your vote is yours already.", "Vote yourself, or name somebody else.")
        if await self._voters.get(election_id, holder_id, tx) is None:
            raise BadProxy("They are not on the roll of this election.", "Name a member who attends.")
        if await self._voters.has_voted(election_id, principal_id, tx):
            raise BadProxy("Your ballot is in the box.", "To change it, vote again yourself.")
        if await self._proxies.holder(election_id, holder_id, tx) is not None:
            raise BadProxy("They gave their own vote to somebody.", "Name a member who attends.")
        if await self._proxies.principals(election_id, principal_id, tx):
            raise BadProxy(
                "Others gave you their votes, and a vote is not passed on twice.",
                "They have to take them back before you can give yours away.",
            )
        held = set(await self._proxies.principals(election_id, holder_id, tx)) - {principal_id}
        if len(held) >= paper.regulations.max_proxies:
            raise BadProxy(
                f"They hold {len(held)} votes of others, and may not hold more.", "Name somebody else."
            )
        await self._proxies.give(tx, election_id, principal_id, holder_id)

    async def take_back(self, tx: Transaction, election_id: int, principal_id: str) -> None:
        """End a proxy that was not used. Raises `BadProxy` when there is none, or it was."""
        if await self._proxies.holder(election_id, principal_id, tx) is None:
            raise BadProxy("You gave your vote to nobody.")
        if await self._voters.has_voted(election_id, principal_id, tx):
            raise BadProxy(
                "Your vote has been cast for you.", "Until voting closes, your own vote replaces it."
            )
        await self._proxies.end(tx, election_id, principal_id)
