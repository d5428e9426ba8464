"""The stores of elections, together."""

from __future__ import annotations

from dataclasses import dataclass

from bot.database import Database
from cogs.elections.storage.candidates import CandidateStore
from cogs.elections.storage.elections import ElectionStore
from cogs.elections.storage.log import LogStore
from cogs.elections.storage.proxies import ProxyStore
from cogs.elections.storage.results import ResultStore
from cogs.elections.storage.roll import RollStore
from cogs.elections.storage.terms import TermStore
from cogs.elections.storage.voters import VoterStore


@dataclass(frozen=True, slots=True)
class Stores:
    """What conduct reads and writes."""

    elections: ElectionStore
    candidates: CandidateStore
    results: ResultStore
    log: LogStore
    terms: TermStore
    roll: RollStore
    voters: VoterStore
    proxies: ProxyStore

    @classmethod
    def of(cls, database: Database) -> Stores:
        """Return the stores of a database."""
        return cls(
            ElectionStore(database),
            CandidateStore(database),
            ResultStore(database),
            LogStore(database),
            TermStore(database),
            RollStore(database),
            VoterStore(database),
            ProxyStore(database),
        )
