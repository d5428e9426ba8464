"""Says outcomes on pull requests, each once, whatever is cut or killed in between.

GitHub has no nonce. So a request is noted before it begins; when nobody knows what became of it, the comment
is looked for by its mark, and only what is not there is posted again.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from bot.clock import Clock
from bot.database import Database
from bot.errors import new_reference
from bot.fetch import FetchError
from bot.health import HealthBoard
from cogs.committee.deciding.service import Deciding
from cogs.committee.pulls.asking import PullRequests, Trouble, Undecided
from cogs.committee.storage.comments import Comment, CommentStore

log = logging.getLogger(__name__)

# A request that was cut may still be worked on there. After this it is there, or never will be.
SETTLED = timedelta(minutes=1)
# Clocks differ.
MARGIN = timedelta(minutes=10)
FIRST_RETRY = timedelta(minutes=5)
LONGEST = timedelta(hours=6)


def condition(motion: int) -> str:
    """Return the name under which the health board has a motion's comment."""
    return f"committee.comment.{motion}"


class Commenting:
    """Posts what is written down to be said."""

    def __init__(
        self, database: Database, clock: Clock, health: HealthBoard, asking: PullRequests, deciding: Deciding
    ) -> None:
        self._database = database
        self._clock = clock
        self._health = health
        self._asking = asking
        self._deciding = deciding
        self._store = CommentStore(database)

    async def sweep(self) -> None:
        """Say what is due. One that fails stops no other."""
        for comment in await self._store.all():
            if comment.problem:
                # Told before a restart.
                self._health.bad(condition(comment.motion), comment.problem)
            if comment.next_at <= self._clock.now() and self._deciding.settings.github.comment:
                await self._contained(comment)

    async def _contained(self, comment: Comment) -> None:
        try:
            await self._say(comment)
        except Trouble as trouble:
            now = self._clock.now()
            wait = min(FIRST_RETRY * 2 ** min(comment.failures, 10), LONGEST)
            told = f"the outcome of motion {comment.motion} is not said on its pull request yet: {trouble}"
            async with self._database.write() as tx:
                await self._store.later(tx, comment.motion, trouble.until or now + wait, told)
            self._health.bad(condition(comment.motion), told)
        except (FetchError, Undecided) as error:
            log.info("motion %s: whether its outcome was said is looked up later: %s", comment.motion, error)
        except Exception:
            reference = new_reference()
            log.exception(
                "the outcome of motion %s was not said", comment.motion, extra={"fields": {"ref": reference}}
            )
        else:
            self._health.good(
                condition(comment.motion),
                f"the outcome of motion {comment.motion} stands on its pull request",
            )

    async def _say(self, comment: Comment) -> None:
        if not self._asking.has_token:
            raise Trouble("GitHub takes comments with a token alone: set GITHUB_TOKEN or github_token_file")
        motion = comment.motion
        if comment.sent_at is not None:
            if await self._asking.is_there(comment.address, comment.mark, comment.sent_at - MARGIN):
                async with self._database.write() as tx:
                    await self._store.said(tx, motion)
                return
            async with self._database.write() as tx:
                await self._store.not_there(tx, motion)
        now = self._clock.now()
        async with self._database.write() as tx:
            await self._store.sending(tx, motion, now, now + SETTLED)
        try:
            await self._asking.comment(comment.address, comment.body)
        except Trouble:
            async with self._database.write() as tx:
                await self._store.not_there(tx, motion)
            raise
        async with self._database.write() as tx:
            await self._store.said(tx, motion)
