"""Verdicts on answers, unanswered needs and answered conversations; never a question's text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.clock import from_text, to_text
from bot.database import Database, Reader
from cogs.guide.matching.answer import Answer
from cogs.guide.storage.memory import (
    CONVERSATION_LIFETIME,
    INSIGHT_MONTHS,
    JUDGED_LIFETIME,
    Insights,
    Unanswered,
    Verdicts,
    days_talk,
)

LONGEST_SUBJECT = 100
# Counted apart in one month, at most; keeps somebody who types nonsense from filling the database.
SUBJECTS_A_MONTH = 2000
# Rows of each list that curators are shown.
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Answered:
    """A conversation that was answered while listening."""

    id: int
    channel_id: int
    at: datetime

    def is_by(self, user_id: int) -> bool:
        """Tell whether it stands for what a person wrote in a channel that day."""
        # Answered right after midnight, it was derived right before.
        days = (self.at, self.at - timedelta(minutes=1))
        return any(self.id == days_talk(self.channel_id, user_id, day) for day in days)


class AnswerStore:
    """Reads and writes the tables about questions and answers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- verdicts -----------------------------------------------------------------------------------------

    async def judge(
        self,
        message_id: int,
        *,
        helpful: bool,
        libraries: Iterable[str],
        needs: Iterable[str],
        now: datetime,
    ) -> bool:
        """Count a verdict on the answer in a message, once; return False when it was judged already."""
        subjects = [("library", slug) for slug in libraries] + [("need", need) for need in needs]
        async with self._database.write() as tx:
            first = await tx.execute(
                "INSERT INTO guide_judged (message_id, judged_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
                (message_id, to_text(now)),
            )
            if not first:
                return False
            for kind, subject in dict.fromkeys(_fitting(subjects)):
                await tx.execute(
                    "INSERT INTO guide_verdict (month, kind, subject, helpful, not_helpful)"
                    " VALUES (:month, :kind, :subject, :yes, :no) ON CONFLICT DO UPDATE"
                    " SET helpful = helpful + excluded.helpful,"
                    " not_helpful = not_helpful + excluded.not_helpful",
                    {
                        "month": to_text(now)[:7],
                        "kind": kind,
                        "subject": subject,
                        "yes": int(helpful),
                        "no": int(not helpful),
                    },
                )
        return True

    # --- what the guide had no answer for -----------------------------------------------------------------

    async def count_unanswered(self, answer: Answer, now: datetime) -> None:
        """Count each gap of an answer once; without a gap, the needs that nothing fits together."""
        subjects = [("name", gap.casefold()) for gap in answer.gaps]
        if not subjects:
            subjects = [("need", str(need)) for need in answer.needs]
        month = to_text(now)[:7]
        async with self._database.write() as tx:
            for kind, subject in dict.fromkeys(_fitting(subjects)):
                await tx.execute(
                    "INSERT INTO guide_unanswered (month, kind, subject, times)"
                    " SELECT :month, :kind, :subject, 1 WHERE EXISTS (SELECT 1 FROM guide_unanswered"
                    " WHERE month = :month AND kind = :kind AND subject = :subject)"
                    " OR (SELECT count(*) FROM guide_unanswered WHERE month = :month) < :most"
                    " ON CONFLICT DO UPDATE SET times = times + 1",
                    {"month": month, "kind": kind, "subject": subject, "most": SUBJECTS_A_MONTH},
                )

    async def insights(self, now: datetime) -> Insights:
        """Return the counts of the last `INSIGHT_MONTHS` months, this one included."""
        since = _first_month(now)
        row = await self._database.one(
            "SELECT min(month) AS month FROM (SELECT month FROM guide_verdict"
            " UNION ALL SELECT month FROM guide_unanswered) WHERE month >= ?",
            (to_text(since)[:7],),
        )
        first = row["month"] if row else None
        return Insights(
            since=datetime.strptime(first, "%Y-%m").replace(tzinfo=UTC) if first else None,
            libraries=await self._verdicts("library", since),
            needs=await self._verdicts("need", since),
            unanswered_needs=await self._unanswered("need", since),
            unknown_names=await self._unanswered("name", since),
        )

    async def _verdicts(self, kind: str, since: datetime) -> tuple[Verdicts, ...]:
        rows = await self._database.all(
            "SELECT subject, sum(helpful) AS yes, sum(not_helpful) AS no FROM guide_verdict"
            " WHERE kind = ? AND month >= ? GROUP BY subject HAVING yes + no > 0"
            " ORDER BY yes + no DESC, subject LIMIT ?",
            (kind, to_text(since)[:7], SHOWN),
        )
        return tuple(Verdicts(row["subject"], row["yes"], row["no"]) for row in rows)

    async def _unanswered(self, kind: str, since: datetime) -> tuple[Unanswered, ...]:
        rows = await self._database.all(
            "SELECT subject, sum(times) AS total FROM guide_unanswered WHERE kind = ? AND month >= ?"
            " GROUP BY subject ORDER BY total DESC, subject LIMIT ?",
            (kind, to_text(since)[:7], SHOWN),
        )
        return tuple(Unanswered(row["subject"], row["total"]) for row in rows)

    # --- conversations --------------------------------------------------------------------------------------

    async def claim(self, conversation: int, channel_id: int, cooldown: timedelta, now: datetime) -> bool:
        """Take a conversation, once, if nothing was answered in the channel within `cooldown`."""
        async with self._database.write() as tx:
            changed = await tx.execute(
                "INSERT INTO guide_conversation (conversation_id, channel_id, answered_at)"
                " SELECT :conversation, :channel, :now WHERE NOT EXISTS (SELECT 1 FROM guide_conversation"
                " WHERE channel_id = :channel AND answered_at > :before) ON CONFLICT DO NOTHING",
                {
                    "conversation": conversation,
                    "channel": channel_id,
                    "now": to_text(now),
                    "before": to_text(now - cooldown),
                },
            )
        return changed == 1

    async def release(self, conversation: int) -> None:
        """Give a conversation back."""
        async with self._database.write() as tx:
            await tx.execute("DELETE FROM guide_conversation WHERE conversation_id = ?", (conversation,))

    async def answered(self, user_id: int, reader: Reader | None = None) -> Sequence[Answered]:
        """Return the conversations that stand for what a person wrote in channels: found by deriving them."""
        rows = await (reader or self._database).all(
            "SELECT conversation_id, channel_id, answered_at FROM guide_conversation ORDER BY answered_at"
        )
        found = (
            Answered(row["conversation_id"], row["channel_id"], from_text(row["answered_at"])) for row in rows
        )
        return [each for each in found if each.is_by(user_id)]

    async def forget(self, user_id: int) -> int:
        """Forget the conversations that stand for a person; how many."""
        async with self._database.write() as tx:
            found = await self.answered(user_id, tx)
            await tx.execute_many(
                "DELETE FROM guide_conversation WHERE conversation_id = ?", [(each.id,) for each in found]
            )
        return len(found)

    # --- retention ------------------------------------------------------------------------------

    async def sweep(self, now: datetime) -> None:
        """Erase what has outlived its purpose."""
        month = to_text(_first_month(now))[:7]
        async with self._database.write() as tx:
            await tx.execute(
                "DELETE FROM guide_judged WHERE judged_at < ?", (to_text(now - JUDGED_LIFETIME),)
            )
            await tx.execute(
                "DELETE FROM guide_conversation WHERE answered_at < ?",
                (to_text(now - CONVERSATION_LIFETIME),),
            )
            await tx.execute("DELETE FROM guide_verdict WHERE month < ?", (month,))
            await tx.execute("DELETE FROM guide_unanswered WHERE month < ?", (month,))


def _fitting(subjects: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    for kind, subject in subjects:
        text = " ".join(subject.split())[:LONGEST_SUBJECT].strip()
        if text:
            yield kind, text


def _first_month(now: datetime) -> datetime:
    """Return the first moment of the oldest month that counts."""
    months = now.year * 12 + now.month - INSIGHT_MONTHS
    return now.replace(
        year=months // 12, month=months % 12 + 1, day=1, hour=0, minute=0, second=0, microsecond=0
    )
