"""What is kept about one person, and what of it can go. Asked also while the cog does not run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.clock import to_text
from bot.database import Database, Reader
from bot.privacy import NOBODY, Erasure

_REPORT = "Reports that you made, that are about a message of yours or that you took: until they are closed."
_HELD = "That the guard held you: until moderators have decided, or the hold is over."
# Open reports that a person has to do with.
_OPEN = (
    "SELECT id FROM moderation_report WHERE closed_at IS NULL AND (author_id = :user OR taken_by = :user "
    "OR id IN (SELECT report_id FROM moderation_reporter WHERE user_id = :user))"
)
_HOLDING = "user_id = :user AND (state = 'wanted' OR (decision IS NULL AND until > :now))"


class People:
    """Answers for `/privacy`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def export(self, user_id: int) -> Mapping[str, Any]:
        """Return everything that is kept of a person; of reports about them, not who made them and why."""
        of = {"user": user_id}
        made = (
            "SELECT report_id AS report, reason, made_at FROM moderation_reporter WHERE user_id = :user "
            "ORDER BY report_id"
        )
        about = (
            "SELECT id AS report, channel_id AS channel, message_id AS message, words, made_at, closed_at "
            "FROM moderation_report WHERE author_id = :user ORDER BY id"
        )
        handled = (
            "SELECT id AS report, iif(taken_by = :user, taken_at, NULL) AS taken_at, "
            "iif(closed_by = :user, closed_at, NULL) AS closed_at, iif(closed_by = :user, note, '') AS note "
            "FROM moderation_report WHERE :user IN (taken_by, closed_by) ORDER BY id"
        )
        held = (
            "SELECT id AS hold, kind, words, found_at, until, state, decision, decided_at "
            "FROM moderation_hold WHERE user_id = :user ORDER BY id"
        )
        decided = (
            "SELECT id AS hold, decision, decided_at FROM moderation_hold "
            "WHERE decided_by = :user ORDER BY id"
        )
        queries = {
            "reports_made": made,
            "reports_about_you": about,
            "reports_handled": handled,
            "held": held,
            "holds_decided": decided,
        }
        return {
            name: [dict(row) for row in await self._database.all(sql, of)] for name, sql in queries.items()
        }

    async def must_wait(self, user_id: int, now: datetime, reader: Reader | None = None) -> Sequence[str]:
        """Return what of a person stays, each with the reason."""
        read, of = reader or self._database, {"user": user_id, "now": to_text(now)}
        waiting = []
        if await read.one(_OPEN, of):
            waiting.append(_REPORT)
        if await read.one(f"SELECT 1 FROM moderation_hold WHERE {_HOLDING}", of):  # noqa: S608
            waiting.append(_HELD)
        return waiting

    async def erase(self, user_id: int, now: datetime, until: datetime | None = None) -> Erasure:
        """Erase what may go of the time `until` a moment, and say what stays: what is open stays whole."""
        of = {"user": user_id, "now": to_text(now), "nobody": NOBODY, "until": to_text(until or now)}
        async with self._database.write() as tx:
            erased = 0
            for sql in (
                f"DELETE FROM moderation_reporter WHERE user_id = :user AND made_at <= :until "  # noqa: S608
                f"AND report_id NOT IN ({_OPEN})",
                "UPDATE moderation_report SET author_id = :nobody, words = '' "
                "WHERE author_id = :user AND closed_at IS NOT NULL AND made_at <= :until",
                "UPDATE moderation_report SET closed_by = :nobody, note = NULL "
                "WHERE closed_by = :user AND made_at <= :until",
                "UPDATE moderation_report SET taken_by = :nobody "
                "WHERE taken_by = :user AND closed_at IS NOT NULL AND made_at <= :until",
                f"DELETE FROM moderation_hold WHERE user_id = :user AND found_at <= :until "  # noqa: S608
                f"AND NOT ({_HOLDING})",
                "UPDATE moderation_hold SET decided_by = :nobody "
                "WHERE decided_by = :user AND found_at <= :until",
            ):
                erased += await tx.execute(sql, of)
            return Erasure(erased, tuple(await self.must_wait(user_id, now, tx)))
