"""Reads the pull requests of motions that go on, and has taken in what is said there."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.database import Database, Transaction
from bot.errors import UserError, new_reference
from bot.health import HealthBoard
from cogs.committee.deciding.service import Deciding
from cogs.committee.model import Event, Revised
from cogs.committee.pulls.asking import Look, PullRequests, Trouble
from cogs.committee.rules.pull_request import Address, Pull, Review, address_of
from cogs.committee.rules.reviews import Accounts, Commits, found, met, vanished
from cogs.committee.settings import GitHubSettings
from cogs.committee.storage.pulls import Followed, PullStore

log = logging.getLogger(__name__)

# A look that finds nothing new costs nothing with a token.
WITH_TOKEN = timedelta(minutes=1)
# Without one it costs two of the sixty requests an hour: half of them is left for the guide and the events.
WITHOUT_TOKEN = timedelta(minutes=5)
WITHOUT_TOKEN_EACH = timedelta(minutes=4)
LONGEST = timedelta(hours=1)
# So long somebody waits who is about to decide.
PATIENCE_SECONDS = 15.0


def condition(motion: int) -> str:
    """Return the name under which the health board has a motion's pull request."""
    return f"committee.pull.{motion}"


class Following:
    """Looks at pull requests, one after another; each look and what follows from it is one transaction."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        health: HealthBoard,
        asking: PullRequests,
        deciding: Deciding,
    ) -> None:
        self._database = database
        self._clock = clock
        self._health = health
        self._asking = asking
        self._deciding = deciding
        self._store = PullStore(database)
        self._one_at_a_time = asyncio.Lock()

    @property
    def _settings(self) -> GitHubSettings:
        return self._deciding.settings.github

    async def sweep(self) -> None:
        """Look at what is due. One that fails stops no other."""
        async with self._one_at_a_time:
            await self._begin()
            followed = [each for each in await self._store.all() if self._reads(each)]
            for each in followed:
                if each.problem:
                    # Told before a restart.
                    self._health.bad(condition(each.motion), each.problem)
            now = self._clock.now()
            for each in followed:
                if _is_due(each, now):
                    await self._contained(each, len(followed))

    async def look_now(self, motion: int) -> None:
        """Look at the pull request of one motion at once, if one is followed: somebody is about to decide."""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS), self._one_at_a_time:
                await self._begin()
                followed = await self._store.get(motion)
                if followed is not None and self._reads(followed):
                    await self._contained(followed, 1)
        except TimeoutError:
            log.info("motion %s: GitHub is too slow to be waited for", motion)

    async def is_up_to_date(self, motion: int) -> bool:
        """Look at the pull request of a motion that is about to be recorded by itself.

        False when GitHub did not tell how it stands: then it is asked again when that is due.
        """
        address = address_of(dict(await self._store.linked()).get(motion, ""))
        if address is None or not self._settings.reads(address.repository):
            return True
        followed, now = await self._store.get(motion), self._clock.now()
        if followed is not None and followed.address != address:
            followed = None
        if followed is not None and followed.failures and not _is_due(followed, now):
            return False
        await self.look_now(motion)
        followed = await self._store.get(motion)
        if followed is None or followed.address != address or followed.seen_at is None:
            return False
        return followed.seen_at >= now

    async def note_on(self, link: str) -> str:
        """Return what whoever proposes has to know of a link; empty when it is a pull request that is read.

        Raises `UserError` when GitHub knows no such pull request.
        """
        if not link:
            return ""
        address = address_of(link)
        if address is None or not self._settings.reads(address.repository):
            return (
                "-# The link is no pull request in a repository that the bot reads: whoever answers there "
                "answers on the card too, and `/motion revise` tells of changes."
            )
        try:
            await self._asking.exists(address)
        except Trouble as trouble:
            if trouble.unknown:
                raise UserError(
                    f"GitHub knows no pull request {address.url}, or shows it to nobody without the right.",
                    "Check the number, or leave the link out.",
                ) from trouble
            return "-# GitHub cannot be asked about the pull request now. The bot reads it as soon as it can."
        return ""

    def _reads(self, followed: Followed) -> bool:
        return self._settings.reads(followed.address.repository)

    async def _begin(self) -> None:
        """Follow the pull requests that motions are about now, and forget the others."""
        followed = {each.motion: each.address for each in await self._store.all()}
        linked = {motion: address_of(link) for motion, link in await self._store.linked()}
        wanted = set(self._settings.accounts)
        async with self._database.write() as tx:
            for motion, address in linked.items():
                if address == followed.get(motion):
                    continue
                await self._store.leave(tx, motion)
                self._health.forget(condition(motion))
                if address is not None:
                    await self._store.follow(tx, motion, address, self._clock.now())
            over = await self._store.over(tx)
            # A name that was taken out of the settings, and comes back, is met anew.
            gone = set(await self._store.accounts(tx)) - wanted
            await self._store.forget_accounts(tx, sorted(gone))
        for motion in over:
            self._health.good(condition(motion), f"motion {motion} has ended")

    async def _contained(self, followed: Followed, how_many: int) -> None:
        try:
            await self._look(followed, how_many)
        except Trouble as trouble:
            await self._failed(followed, str(trouble), trouble.until, how_many)
        except UserError as error:
            # Who sits on the committee is not known yet, or the log was changed from outside, which is told.
            log.info("motion %s: its pull request is looked at later: %s", followed.motion, error)
        except Exception:
            reference = new_reference()
            log.exception(
                "the pull request of motion %s failed", followed.motion, extra={"fields": {"ref": reference}}
            )
            await self._failed(followed, f"an error of the bot (reference {reference})", None, how_many)

    async def _failed(self, followed: Followed, problem: str, until: datetime | None, how_many: int) -> None:
        told = (
            f"the pull request of motion {followed.motion} is not read: {problem}. Until then who reviews "
            "there answers on the card too, a change is noted with /motion revise, and a decision is "
            "recorded by people alone"
        )
        later = min(self._every(how_many) * 2 ** min(followed.failures, 10), LONGEST)
        now = self._clock.now()
        async with self._database.write() as tx:
            row = await self._store.get(followed.motion, tx)
            if row is None or row.address != followed.address:
                return
            row = replace(row, failures=row.failures + 1, problem=told, next_at=until or now + later)
            await self._store.save(tx, row)
        self._health.bad(condition(followed.motion), told)

    def _every(self, how_many: int) -> timedelta:
        if self._asking.has_token:
            return WITH_TOKEN
        return max(WITHOUT_TOKEN, WITHOUT_TOKEN_EACH * how_many)

    async def _look(self, followed: Followed, how_many: int) -> None:
        # Whatever is given while GitHub answers is of the next look.
        asked_at = self._clock.now()
        look = await self._asking.look(followed.address, followed.validators)
        self._require_place(followed.address, look)
        async with self._database.write() as tx:
            row = await self._store.get(followed.motion, tx)
            if row is None:
                return
            row = replace(row, next_at=asked_at + self._every(how_many), validators=look.validators)
            troubles = await self._take(tx, row, look, asked_at)
        name = condition(followed.motion)
        if troubles:
            self._health.bad(name, troubles)
        else:
            self._health.good(name, f"the pull request of motion {followed.motion} is read")

    def _require_place(self, address: Address, look: Look) -> None:
        """Raise `Trouble` when the repository has another name by now that the settings do not know."""
        if look.pull is None or look.pull.repository.lower() == address.repository.lower():
            return
        if not self._settings.reads(look.pull.repository):
            raise Trouble(
                f"{address.repository} is {look.pull.repository} by now: put that into "
                "cogs.committee.github.repositories if it is to be read"
            )

    async def _take(self, tx: Transaction, row: Followed, look: Look, asked_at: datetime) -> str:
        """Take in what is new, and return what moderators have to know."""
        pull = look.pull or row.seen
        if pull is None:
            raise Trouble(f"GitHub says that {row.address.url} is as it was, and it was never seen")
        if look.reviews is not None:
            await self._store.put_reviews(tx, row.motion, look.reviews)
        view = await self._deciding.looking.view(row.motion, tx)
        if address_of(view.standing.course.pull_request) != row.address:
            # The motion was linked to another one while GitHub answered.
            return ""
        reviews = await self._store.reviews(row.motion, tx)
        accounts = Accounts(self._settings.accounts, await self._store.accounts(tx))
        await self._store.meet(tx, accounts.met(reviews))
        news = found(row.address, pull, reviews, view.events, accounts, row.commits, asked_at)
        taken = await self._deciding.learn(tx, row.motion, news)
        commits = _commits(row.commits, pull, reviews, taken)
        view = await self._deciding.looking.view(row.motion, tx)
        troubles = [*accounts.troubles(reviews)]
        troubles += [
            f"a review that counts for <@{each.by}> is not there any more: {each.link}"
            for each in vanished(row.address, reviews, view.events)
        ]
        told = f"of the pull request of motion {row.motion}: {'; '.join(troubles)}" if troubles else ""
        seen = replace(pull, repository=row.address.repository)
        await self._store.save(
            tx, replace(row, commits=commits, seen=seen, seen_at=asked_at, failures=0, problem=told)
        )
        await self._deciding.tell(tx, row.motion)
        return told


def _is_due(followed: Followed, now: datetime) -> bool:
    # Far ahead only when the computer's clock was wrong.
    return not now < followed.next_at <= now + timedelta(days=1)


def _commits(
    before: Commits | None, pull: Pull, reviews: Sequence[Review], taken: Sequence[Event]
) -> Commits:
    """Return the commit that the motion's text is at now, as far as its changes count."""
    if before is None:
        return Commits(pull.head, met(None, pull, reviews))
    head = next((event.after for event in reversed(taken) if isinstance(event, Revised)), before.head)
    # While changes do not count, as during the voting members' vote, theirs are still to be met.
    return Commits(head, met(before, pull, reviews) if head == pull.head else before.met)
