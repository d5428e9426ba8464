"""What is done to polls: each act in one transaction with what is to be said of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.database import Database, Reader, Transaction
from bot.errors import NotAllowed, UserError, new_reference
from bot.health import HealthBoard
from bot.outbox import Outbox
from cogs.polls.model import Answer, Kind, Poll, Question, Standing
from cogs.polls.native import NativePolls, card_key
from cogs.polls.rules.quota import Numbers, refuse_more
from cogs.polls.rules.secrecy import mark, new_seal
from cogs.polls.rules.voting import count, refuse_answer
from cogs.polls.settings import PollsSettings
from cogs.polls.storage.polls import PollStore
from cogs.polls.storage.votes import VoteStore
from cogs.polls.views import Cards, Own

log = logging.getLogger(__name__)

HEALTH = "polls.ending"
# A channel that could not be written to for so long is told of no result any more.
_RESULT_WITHIN = timedelta(days=7)


class Polling:
    """Everything that can be done to polls. `token` is the bot's: what secret marks are made with."""

    def __init__(
        self,
        database: Database,
        outbox: Outbox,
        clock: Clock,
        health: HealthBoard,
        settings: PollsSettings,
        cards: Cards,
        *,
        guild_id: int,
        token: str,
    ) -> None:
        self.settings = settings
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._health = health
        self._cards = cards
        self._guild_id = guild_id
        self._token = token
        self.native = NativePolls(database, outbox, clock)
        self._polls = PollStore(database)
        self._votes = VoteStore(database)

    # --- acts ---------------------------------------------------------------------------------------------

    async def ask(self, question: Question, channel_id: int, author_id: int, *, limited: bool) -> Poll:
        """Put a question: its message is written to the outbox.

        `limited` says whether the limits bind its author. Raises `UserError` above a limit.
        """
        now = self._clock.now()
        async with self._database.write() as tx:
            if limited:
                refuse_more(await self._polls.numbers(tx, author_id, channel_id, now), self._limits)
            seal = new_seal(self._token) if question.kind is Kind.SECRET else None
            poll = await self._polls.add(tx, question, channel_id, author_id, now, seal)
            message = self._cards.card(Standing(poll))
            # What nobody has read by its end need not be asked any more.
            await self._outbox.post(tx, card_key(poll.id), channel_id, message, not_after=question.ends_at)
        return poll

    async def change(self, poll_id: int, user_id: int, to: Callable[[Answer | None], Answer | None]) -> Own:
        """Change somebody's answer from what it is to what `to` makes of it; None is no answer.

        Raises `UserError` for what cannot be answered, and when the poll is over.
        """
        async with self._database.write() as tx:
            poll = await self._votable(poll_id, tx)
            voter = await self._voter(poll, user_id, tx)
            before = await self._votes.of(poll_id, voter, tx)
            answer = to(before)
            if answer is None:
                await self._votes.take_back(tx, poll_id, voter)
            else:
                refuse_answer(poll.question, answer)
                await self._votes.cast(tx, poll_id, voter, answer)
            # Which options were chosen is seen of open polls alone.
            if (before is None) != (answer is None) or (poll.kind is Kind.DATE and before != answer):
                await self._polls.mark_stale(tx, poll_id, stale=True)
            return Own(await self._standing(poll, tx), answer, before)

    async def end(self, poll_id: int, user_id: int, *, moderator: bool) -> Standing:
        """End a poll before its time. Raises `UserError` when it is over, and unless it is theirs to end."""
        async with self._database.write() as tx:
            poll = await self.endable(poll_id, user_id, moderator=moderator, reader=tx)
            standing = await self._end(tx, poll, self._clock.now(), user_id)
        await self._scrubbed(poll)
        return standing

    async def endable(
        self, poll_id: int, user_id: int, *, moderator: bool, reader: Reader | None = None
    ) -> Poll:
        """Return a poll that somebody may end now. Raises `UserError` as `end` does."""
        poll = await self._votable(poll_id, reader)
        if poll.author_id != user_id and not moderator:
            raise NotAllowed("Only who asked, and moderators, can end a poll.", "Ask one of them.")
        return poll

    # --- looking ------------------------------------------------------------------------------------------

    async def poll(self, poll_id: int) -> Poll:
        """Return a poll. Raises `UserError` when there is none of that number."""
        return await self._get(poll_id)

    async def standing(self, poll_id: int) -> Standing:
        """Return how a poll stands. Raises `UserError` when there is none of that number."""
        return await self._standing(await self._get(poll_id))

    async def own(self, poll_id: int, user_id: int) -> Own:
        """Return how an open poll stands, and somebody's answer. Raises `UserError` when it is over."""
        poll = await self._votable(poll_id)
        answer = await self._votes.of(poll_id, await self._voter(poll, user_id))
        return Own(await self._standing(poll), answer)

    async def open(self) -> list[Standing]:
        """Return the polls that go on, what ends next first."""
        now = self._clock.now()
        return [
            await self._standing(poll) for poll in await self._polls.open() if now < poll.question.ends_at
        ]

    async def link(self, poll_id: int, reader: Reader | None = None) -> str | None:
        """Return the address of a poll's message; None while it does not stand."""
        said = await self._outbox.find(card_key(poll_id), reader)
        if said is None or said.message_id is None:
            return None
        return f"https://discord.com/channels/{self._guild_id}/{said.channel_id}/{said.message_id}"

    # --- what is due --------------------------------------------------------------------------------------

    async def sweep(self) -> None:
        """End what is over, and show in each message what is known. One that fails stops no other."""
        failed: list[str] = []
        for poll_id in await self._polls.due(self._clock.now()):
            await self._try(self._end_in_time, poll_id, failed)
        for poll_id in await self._polls.stale():
            await self._try(self._show, poll_id, failed)
        if failed:
            self._health.bad(HEALTH, f"{', '.join(failed)}: it is tried again")
        else:
            self._health.good(HEALTH, "polls end in time")

    async def tidy(self) -> None:
        """Forget the polls whose time of being kept is over."""
        async with self._database.write() as tx:
            kept = timedelta(days=self.settings.keep_days)
            await self._polls.forget_before(tx, self._clock.now() - kept)

    # --- how ----------------------------------------------------------------------------------------------

    @property
    def _limits(self) -> Numbers:
        chosen = self.settings
        return Numbers(
            chosen.open_per_member,
            chosen.open_per_channel,
            chosen.daily_per_member,
            chosen.daily_per_channel,
        )

    async def _try(self, act: Callable[[int], object], poll_id: int, failed: list[str]) -> None:
        try:
            await act(poll_id)  # type: ignore[misc]
        except Exception:
            reference = new_reference()
            log.exception("poll %s failed", poll_id, extra={"fields": {"ref": reference}})
            failed.append(f"poll {poll_id} (reference {reference})")

    async def _end_in_time(self, poll_id: int) -> None:
        async with self._database.write() as tx:
            poll = await self._get(poll_id, tx)
            if not poll.is_open or (poll.kind is Kind.ASK and await self.native.goes_on(tx, poll)):
                return
            # It ended then, however late that is noticed.
            await self._end(tx, poll, poll.question.ends_at, None)
        await self._scrubbed(poll)

    async def _end(self, tx: Transaction, poll: Poll, at: datetime, by: int | None) -> Standing:
        if poll.kind is Kind.SECRET:
            votes = await self._votes.all(poll.id, tx)
            await self._polls.end(tx, poll.id, at, by, count(poll.question, votes.values()), len(votes))
            # From here on nobody can tell who has voted.
            await self._votes.forget(tx, poll.id)
        else:
            await self._polls.end(tx, poll.id, at, by)
        if poll.kind is Kind.ASK:
            await self.native.take_back(tx, poll)
        standing = await self._standing(await self._get(poll.id, tx), tx)
        if poll.kind is not Kind.ASK:
            await self._outbox.edit(tx, card_key(poll.id), self._cards.card(standing))
            await self._outbox.post(
                tx,
                f"polls.{poll.id}.result",
                poll.channel_id,
                self._cards.result(standing, await self.link(poll.id, tx)),
                not_after=self._clock.now() + _RESULT_WITHIN,
            )
        return standing

    async def _show(self, poll_id: int) -> None:
        async with self._database.write() as tx:
            standing = await self._standing(await self._get(poll_id, tx), tx)
            await self._outbox.edit(tx, card_key(poll_id), self._cards.card(standing))
            await self._polls.mark_stale(tx, poll_id, stale=False)

    async def _scrubbed(self, poll: Poll) -> None:
        """Let who voted what be gone from the write-ahead log, too; the kernel does so every hour anyway."""
        if poll.kind is Kind.SECRET:
            await self._database.scrub()

    async def _get(self, poll_id: int, reader: Reader | None = None) -> Poll:
        poll = await self._polls.get(poll_id, reader)
        if poll is None:
            raise UserError("This poll is over, and forgotten by now.", "/poll list has those that go on.")
        return poll

    async def _votable(self, poll_id: int, reader: Reader | None = None) -> Poll:
        """Return a poll that goes on at this moment."""
        poll = await self._get(poll_id, reader)
        if not poll.is_open or self._clock.now() >= poll.question.ends_at:
            raise UserError("This poll is over.", "Its message says what came of it, in a moment at most.")
        return poll

    async def _voter(self, poll: Poll, user_id: int, reader: Reader | None = None) -> str:
        """Return what a person's vote in this poll is kept under."""
        if poll.kind is not Kind.SECRET:
            return str(user_id)
        seal = await self._polls.seal(poll.id, reader)
        made = None if seal is None else mark(self._token, seal, user_id)
        if made is None:
            raise UserError(
                "The bot has got a new token since this poll began, and cannot tell any more who has voted.",
                "What was voted before counts. Who asked can end it with /poll end, and ask again.",
            )
        return made

    async def _standing(self, poll: Poll, reader: Reader | None = None) -> Standing:
        if poll.kind is Kind.DATE:
            answers = {
                int(voter): answer for voter, answer in (await self._votes.all(poll.id, reader)).items()
            }
            return Standing(poll, len(answers), answers=answers)
        if (result := await self._polls.result(poll.id, reader)) is not None:
            counts, turnout = result
            return Standing(poll, turnout, counts)
        return Standing(poll, await self._votes.turnout(poll.id, reader))
