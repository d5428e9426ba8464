"""That an outcome is to be said on the pull request: written down with the decision, sent by `pulls`."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from bot.clock import Clock
from bot.database import Database, Transaction
from cogs.committee.deciding.looking import Looking
from cogs.committee.deciding.views import View
from cogs.committee.model import Recorded
from cogs.committee.rules.outcome import comment, mark
from cogs.committee.rules.pull_request import address_of
from cogs.committee.settings import CommitteeSettings
from cogs.committee.storage.comments import CommentStore


class Outcomes:
    """Has the outcome of a motion said once, when the settings want it said."""

    def __init__(
        self, database: Database, looking: Looking, clock: Clock, settings: Callable[[], CommitteeSettings]
    ) -> None:
        self._comments = CommentStore(database)
        self._looking = looking
        self._clock = clock
        self._settings = settings

    async def intend(self, tx: Transaction, view: View) -> None:
        """Have the outcome said on the motion's pull request, if it was put on record and has one."""
        address = address_of(view.standing.course.pull_request)
        github = self._settings().github
        if not github.comment or address is None or not github.reads(address.repository):
            return
        if not isinstance(view.standing.end, Recorded):
            return
        # Not to be guessed: nobody can post it before and so keep the outcome from being said.
        key = secrets.token_hex(16)
        names = await self._looking.names(tx)
        found = await self._looking.record(view, tx)
        body = comment(view.motion.number, view.standing, found, names, key)
        number = view.motion.number
        await self._comments.intend(tx, number, address, mark(number, key), body, self._clock.now())
