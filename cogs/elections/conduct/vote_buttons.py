"""At the end of voting the Vote button goes from every message that has it."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from cogs.elections.conduct.desk import Act, Desk
from cogs.elections.model import CandidateState
from cogs.elections.rules.calendar import REMINDER_DAYS
from cogs.elections.rules.stages import Step


def reminder_key(closes_at: datetime, days: int) -> str:
    """Return what a reminder that comes by itself is called, so many days before the announced end."""
    return f"reminder.{int(closes_at.timestamp())}.{days}"


async def take_buttons(desk: Desk, act: Act, closes_at: datetime) -> None:
    """Let what asked to vote say that voting is over, in the act that ends it.

    `closes_at` is the end that was announced.
    """
    await desk.show(act)
    log, number = desk.stores.log, act.election.id
    reminders = [reminder_key(closes_at, days) for days in REMINDER_DAYS]
    reminders += [f"reminder.{entry.number}" for entry in await log.of_step(number, Step.REMIND, act.tx)]
    for what in reminders:
        await act.correct(what, partial(desk.cards.reminder, days=0))
    for entry in await log.of_step(number, Step.EXTEND, act.tx):
        await act.correct("extension", partial(desk.cards.extension, reason=entry.detail["reason"]))
    for asked in (await act.sheet()).questions:
        for one in asked.candidates:
            if one.state is CandidateState.WITHDRAWN:
                words = partial(desk.cards.withdrawal, question=asked, candidate=one)
                await act.correct(f"withdrawn.{one.id}", words)
