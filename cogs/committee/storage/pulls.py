"""Pull requests: what was seen of them, and when to look again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.clock import from_text, to_text, to_text_or_none
from bot.database import Database, Reader, Row, Transaction
from cogs.committee.rules.pull_request import Address, Pull, PullState, Review, ReviewState
from cogs.committee.rules.reviews import Commits


@dataclass(frozen=True, slots=True)
class Validator:
    """What a page is asked for with, and whether another one follows it."""

    etag: str
    more: bool


@dataclass(frozen=True, slots=True)
class Followed:
    """The pull request of a motion: what was seen of it, and when to look again.

    `commits` and `seen` are None before the first look. `problem` is why the last look failed, `failures` how
    often it did in a row.
    """

    motion: int
    address: Address
    next_at: datetime
    commits: Commits | None = None
    seen: Pull | None = None
    seen_at: datetime | None = None
    validators: Mapping[str, Validator] = field(default_factory=dict)
    failures: int = 0
    problem: str = ""


class PullStore:
    """Reads and writes the tables `committee_pull`, `committee_review` and `committee_account`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def linked(self) -> list[tuple[int, str]]:
        """Return the motions that go on, each with the link to its pull request as it is now, or nothing."""
        rows = await self._database.all(
            "SELECT number, coalesce((SELECT json_extract(l.detail, '$.pull_request') FROM committee_log l "
            "WHERE l.motion = m.number AND json_type(l.detail, '$.pull_request') = 'text' "
            "ORDER BY l.number DESC LIMIT 1), '') AS link FROM committee_motion m WHERE m.ended = 0"
        )
        return [(row["number"], row["link"]) for row in rows]

    async def follow(self, tx: Transaction, motion: int, address: Address, at: datetime) -> None:
        """Follow a motion's pull request from now on."""
        await tx.execute(
            "INSERT INTO committee_pull (motion, repository, number, next_at) VALUES (?, ?, ?, ?) "
            "ON CONFLICT DO NOTHING",
            (motion, address.repository, address.number, to_text(at)),
        )

    async def leave(self, tx: Transaction, motion: int) -> None:
        """Forget what was seen of a motion's pull request, which it is not about any more."""
        await tx.execute("DELETE FROM committee_pull WHERE motion = ?", (motion,))

    async def over(self, tx: Transaction) -> list[int]:
        """Forget what was seen for motions that have ended; their numbers."""
        rows = await tx.all(
            "SELECT motion FROM committee_pull WHERE motion IN "
            "(SELECT number FROM committee_motion WHERE ended = 1)"
        )
        for row in rows:
            await self.leave(tx, row["motion"])
        return [row["motion"] for row in rows]

    async def all(self) -> list[Followed]:
        """Return all that are followed, the one that waits longest first."""
        rows = await self._database.all("SELECT * FROM committee_pull ORDER BY next_at, motion")
        return [_followed(row) for row in rows]

    async def get(self, motion: int, reader: Reader | None = None) -> Followed | None:
        """Return the pull request of a motion, if one is followed."""
        row = await (reader or self._database).one("SELECT * FROM committee_pull WHERE motion = ?", (motion,))
        return None if row is None else _followed(row)

    async def save(self, tx: Transaction, followed: Followed) -> None:
        """Write what has changed."""
        commits, seen = followed.commits, followed.seen
        await tx.execute(
            "UPDATE committee_pull SET head = ?, commits = ?, seen_head = ?, state = ?, merge_commit = ?, "
            "seen_at = ?, validators = ?, next_at = ?, failures = ?, problem = ? WHERE motion = ?",
            (
                commits.head if commits else None,
                json.dumps(sorted(commits.met) if commits else []),
                seen.head if seen else None,
                str(seen.state) if seen else None,
                seen.merge_commit if seen else "",
                to_text_or_none(followed.seen_at),
                json.dumps({path: [each.etag, each.more] for path, each in followed.validators.items()}),
                to_text(followed.next_at),
                followed.failures,
                followed.problem,
                followed.motion,
            ),
        )

    async def reviews(self, motion: int, reader: Reader | None = None) -> list[Review]:
        """Return the reviews that were there at the last look, oldest first."""
        rows = await (reader or self._database).all(
            "SELECT * FROM committee_review WHERE motion = ? ORDER BY at, number", (motion,)
        )
        return [
            Review(
                row["number"],
                row["login"],
                row["account"],
                ReviewState(row["state"]),
                from_text(row["at"]),
                row["text"],
                row["commit_sha"],
            )
            for row in rows
        ]

    async def put_reviews(self, tx: Transaction, motion: int, reviews: Iterable[Review]) -> None:
        """Replace the reviews of a pull request by those that are there now."""
        await tx.execute("DELETE FROM committee_review WHERE motion = ?", (motion,))
        await tx.execute_many(
            "INSERT INTO committee_review (motion, number, login, account, state, at, text, commit_sha) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [
                (
                    motion,
                    each.number,
                    each.login,
                    each.account,
                    str(each.state),
                    to_text(each.at),
                    each.text,
                    each.commit,
                )
                for each in reviews
            ],
        )

    # --- accounts ----------------------------------------------------------------------------------------

    async def accounts(self, reader: Reader | None = None) -> dict[str, int]:
        """Return the account of each login that was met."""
        rows = await (reader or self._database).all("SELECT login, account FROM committee_account")
        return {row["login"]: row["account"] for row in rows}

    async def meet(self, tx: Transaction, accounts: Mapping[str, int]) -> None:
        """Note to which accounts logins belong that are seen for the first time."""
        await tx.execute_many(
            "INSERT INTO committee_account (login, account) VALUES (?, ?) ON CONFLICT DO NOTHING",
            list(accounts.items()),
        )

    async def forget_accounts(self, tx: Transaction, logins: Sequence[str]) -> int:
        """Forget the accounts of logins; how many."""
        return sum(
            [await tx.execute("DELETE FROM committee_account WHERE login = ?", (login,)) for login in logins]
        )

    # --- one person --------------------------------------------------------------------------------------

    async def of(self, logins: Sequence[str]) -> list[dict[str, object]]:
        """Return what is kept of the reviews by somebody's logins, as plain values."""
        rows = [
            row
            for login in logins
            for row in await self._database.all(
                "SELECT motion, login, account, state, at, text FROM committee_review "
                "WHERE lower(login) = ? ORDER BY motion, number",
                (login,),
            )
        ]
        return [dict(row) for row in rows]


def _followed(row: Row) -> Followed:
    commits = seen = None
    address = Address(row["repository"], row["number"])
    if row["head"] is not None:
        commits = Commits(row["head"], frozenset(json.loads(row["commits"])))
        seen = Pull(row["repository"], row["seen_head"], PullState(row["state"]), row["merge_commit"])
    validators = {path: Validator(*each) for path, each in json.loads(row["validators"]).items()}
    return Followed(
        row["motion"],
        address,
        from_text(row["next_at"]),
        commits,
        seen,
        None if row["seen_at"] is None else from_text(row["seen_at"]),
        validators,
        row["failures"],
        row["problem"],
    )
