"""What is kept about one person, and what of it can go. Asked also while the cog does not run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.clock import to_text
from bot.database import Database
from bot.privacy import Erasure
from cogs.committee.rules.seats import committee_at
from cogs.committee.storage.drafts import DraftStore
from cogs.committee.storage.log import LogStore
from cogs.committee.storage.pulls import PullStore
from cogs.committee.storage.seats import SeatStore

_ACTS = "What you did in motions, and what you wrote there: their log is public, and only added to."
_SEATS = "Which seats of the committee you took and left: the records of motions are counted by it."
_NAME = "Your name, for the records of motions: as long as you hold a seat of the committee."
_LOGIN = (
    "Your name on GitHub, as long as the configuration has it (cogs.committee.github.members): whoever runs "
    "the bot takes it out. Your reviews go when the motions end that they are about."
)


class People:
    """Answers for `/privacy`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._log = LogStore(database)
        self._seats = SeatStore(database)
        self._drafts = DraftStore(database)
        self._pulls = PullStore(database)

    async def export(self, user_id: int, logins: Sequence[str] = ()) -> Mapping[str, Any]:
        """Return everything that is kept of a person; `logins` are theirs on GitHub."""
        accounts = await self._pulls.accounts()
        return {
            "name": (await self._seats.names()).get(user_id),
            "seats": [
                {"seat": change.seat, "since": to_text(change.at)}
                for change in await self._seats.all()
                if change.holder == user_id
            ],
            "acts": [
                {"motion": motion, "at": to_text(entry.at), "step": entry.step, **entry.detail}
                for motion, entry in await self._log.by(user_id)
            ],
            "unconfirmed": await self._drafts.of(user_id),
            "github": [{"login": login, "account": accounts.get(login)} for login in logins],
            "reviews": await self._pulls.of(logins),
        }

    async def must_wait(self, user_id: int, now: datetime, logins: Sequence[str] = ()) -> Sequence[str]:
        """Return what of a person stays, each with the reason."""
        changes = await self._seats.all()
        found = []
        if user_id in committee_at(changes, now).since:
            found.append(_NAME)
        if any(change.holder == user_id for change in changes):
            found.append(_SEATS)
        if await self._log.by(user_id):
            found.append(_ACTS)
        if logins:
            found.append(_LOGIN)
        return found

    async def erase(self, user_id: int, now: datetime, logins: Sequence[str] = ()) -> Erasure:
        """Erase what somebody has not confirmed, and their name once they hold no seat.

        `logins` are theirs on GitHub, as long as the configuration has them.
        """
        seated = user_id in committee_at(await self._seats.all(), now).since
        async with self._database.write() as tx:
            erased = await self._drafts.forget(tx, user_id)
            if not seated:
                erased += await self._seats.forget_name(tx, user_id)
        return Erasure(erased, tuple(await self.must_wait(user_id, now, logins)))
