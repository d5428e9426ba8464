"""What is done to reports: each act in one transaction with what moderators are told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.clock import Clock
from bot.database import Database, Reader, Transaction
from bot.errors import UserError
from bot.outbox import Outbox
from cogs.moderation.board import key_of, show
from cogs.moderation.model import Act, Evidence, Report, Reporter
from cogs.moderation.rules.reporting import HOUR, refuse_more, refuse_party
from cogs.moderation.settings import ModerationSettings
from cogs.moderation.storage.reports import ReportStore
from cogs.moderation.views import Cards


@dataclass(frozen=True, slots=True)
class Done:
    """A report after an act; `new` is False when the same was done before, and nothing changed."""

    report: Report
    new: bool


class Reports:
    """Everything that can be done to reports."""

    def __init__(
        self, database: Database, outbox: Outbox, clock: Clock, settings: ModerationSettings, cards: Cards
    ) -> None:
        self.settings = settings
        self._database = database
        self._outbox = outbox
        self._clock = clock
        self._cards = cards
        self._store = ReportStore(database)

    async def make(self, evidence: Evidence | None, reporter_id: int, reason: str, *, limited: bool) -> Done:
        """Take in a report: about a message that was reported before, its author joins those who did.

        `limited` says whether the limit binds them. Raises `UserError` above it, and when they reported the
        message themselves.
        """
        now = self._clock.now()
        async with self._database.write() as tx:
            found = None if evidence is None else await self._store.about(tx, evidence.place.message_id)
            if limited:
                made = await self._store.made_since(tx, reporter_id, now - HOUR)
                refuse_more(made, self.settings.reports_per_hour)
            report_id = await self._store.add(tx, evidence, now) if found is None else found
            if evidence is not None and evidence.words is not None:
                await self._store.learn(tx, report_id, evidence)
            if not await self._store.join(tx, report_id, Reporter(reporter_id, reason, now)):
                raise UserError(
                    f"You have reported this message already: it is report {report_id}, and open.",
                    "If there is more to say, use /report without a link and name that number.",
                )
            report = await self._shown(tx, report_id)
        return Done(report, new=found is None)

    async def take(self, report_id: int, moderator_id: int) -> Done:
        """Note that a moderator looks into a report, unless somebody does already, or it is closed.

        Raises `UserError` when there is none of that number, and `NotAllowed` for one about a message of
        their own.
        """
        async with self._database.write() as tx:
            report = await self._get(report_id, tx)
            refuse_party(report, moderator_id)
            if report.taken or report.closed:
                return Done(report, new=False)
            await self._store.take(tx, report_id, Act(moderator_id, self._clock.now()))
            return Done(await self._shown(tx, report_id), new=True)

    async def close(self, report_id: int, moderator_id: int, note: str) -> Done:
        """Close a report, unless it is closed; the note is for moderators. Raises as `take` does."""
        async with self._database.write() as tx:
            report = await self._get(report_id, tx)
            refuse_party(report, moderator_id)
            if report.closed:
                return Done(report, new=False)
            await self._store.close(tx, report_id, Act(moderator_id, self._clock.now()), note)
            return Done(await self._shown(tx, report_id), new=True)

    async def open(self) -> Sequence[Report]:
        """Return the reports that nobody has closed, the oldest first."""
        return await self._store.open()

    async def card_message(self, report: Report) -> int | None:
        """Return the id of the message that is a report's card; None while it does not stand."""
        said = await self._outbox.find(key_of(_name(report.id), report.card))
        return said.message_id if said else None

    async def sweep(self) -> None:
        """Post the cards of what is open into the channel that moderators have now."""
        if self.settings.channel is None:
            return
        for report_id in await self._store.elsewhere(self.settings.channel):
            async with self._database.write() as tx:
                await self._shown(tx, report_id)

    async def tidy(self) -> None:
        """Forget the reports whose time of being kept is over."""
        async with self._database.write() as tx:
            kept = timedelta(days=self.settings.keep_days)
            await self._store.forget_before(tx, self._clock.now() - kept)

    async def _shown(self, tx: Transaction, report_id: int) -> Report:
        """Let the card say how a report stands."""
        report = await self._get(report_id, tx)
        message = self._cards.report(report)
        channel_id = self.settings.channel
        card = await show(self._outbox, tx, _name(report_id), report.card, channel_id, message)
        await self._store.put(tx, report_id, card)
        return replace(report, card=card)

    async def _get(self, report_id: int, reader: Reader) -> Report:
        report = await self._store.get(report_id, reader)
        if report is None:
            raise UserError(
                "This report was closed, and is forgotten by now.", "/reports has those that are open."
            )
        return report


def _name(report_id: int) -> str:
    return f"moderation.report.{report_id}"
