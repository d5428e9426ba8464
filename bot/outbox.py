"""Intentions to say something: rows, written in the transaction of the state that they follow from.

    async with database.write() as tx:
        await tx.execute("UPDATE announcement SET …")
        await outbox.post(tx, "announcements.item.7", channel, message)

`bot.delivery` sends them, each exactly once, whatever is killed or cut in between. A `key` names an
intention: writing it twice is writing it once.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.clock import Clock, to_text, to_text_or_none
from bot.database import Database, Reader, Row, Transaction
from bot.delivery_rules import Action, State
from bot.native_poll import NativePoll
from bot.rest import File
from bot.said_before import Gap

# Discord's flag of a message made of components (resources/message: message flags).
IS_COMPONENTS_V2 = 1 << 15
PUBLISHING = "publish"
# No text stands behind it in the order of SQLite, which is that of the letters' numbers.
_LAST_LETTER = "\U0010ffff"


class Laid(Protocol):
    """What a message can be made of: `bot.ui.Layout`."""

    def to_components(self) -> list[dict[str, Any]]:
        """Return Discord's form of it."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is said: components in Discord's form, who is mentioned, files. Nobody is mentioned by default.

    `to` is the person to whom a direct message is written; see `bot/outbox_people.py`. With a `poll` there
    are no components and no files. `once`: those whom it mentions are written to like this once only
    (`bot/said_before.py`).
    """

    components: Sequence[dict[str, Any]]
    roles: tuple[int, ...] = ()
    users: tuple[int, ...] = ()
    everyone: bool = False
    files: tuple[File, ...] = ()
    to: int | None = None
    poll: NativePoll | None = None
    once: bool = False

    @classmethod
    def asking(cls, poll: NativePoll) -> Message:
        """Return the message that holds one of Discord's own polls."""
        return cls([], poll=poll)

    @classmethod
    def of(cls, layout: Laid, **rest: Any) -> Message:
        """Return the message that shows `layout`; `rest` are the other fields."""
        return cls(layout.to_components(), **rest)

    def to_json(self) -> str:
        """Return it as it is stored."""
        stored: dict[str, Any] = {
            "components": list(self.components),
            "roles": self.roles,
            "users": self.users,
            "everyone": self.everyone,
            "files": [[file.name, b64encode(file.data).decode(), file.description] for file in self.files],
            "to": self.to,
        }
        if self.poll is not None:
            stored["poll"] = self.poll.to_stored()
        if self.once:
            stored["once"] = True
        return json.dumps(stored, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Message:
        """Return what `to_json` stored."""
        stored = json.loads(text)
        poll = stored.get("poll")
        files = tuple(File(name, b64decode(data), said) for name, data, said in stored.pop("files"))
        return cls(
            stored["components"],
            tuple(stored["roles"]),
            tuple(stored["users"]),
            stored["everyone"],
            files,
            stored.get("to"),
            NativePoll.from_stored(poll) if poll else None,
            stored.get("once", False),
        )

    def to_discord(self, marker: int) -> dict[str, Any]:
        """Return the body for Discord (resources/message); `marker` becomes the id of the first component."""
        mentions = {
            "parse": ["everyone"] if self.everyone else [],
            "roles": [str(role) for role in self.roles],
            "users": [str(user) for user in self.users],
            "replied_user": False,
        }
        if self.poll is not None:
            return {**self.poll.to_discord(), "allowed_mentions": mentions}
        first, *others = self.components
        return {
            "flags": IS_COMPONENTS_V2,
            "components": [{**first, "id": marker}, *others],
            "allowed_mentions": mentions,
            "attachments": [
                {"id": number, "filename": file.name, "description": file.description or None}
                for number, file in enumerate(self.files)
            ],
        }


@dataclass(frozen=True, slots=True)
class Said:
    """How far an intention got; `message_id` once it stands in Discord."""

    state: State
    channel_id: int
    message_id: int | None
    note: str | None


class Outbox:
    """What the bot is to say unasked. `on_new` is called after the commit of whatever was written."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self.on_new: Callable[[], None] = lambda: None
        # What a restored database does not know.
        self.gap: Gap | None = None

    @property
    def has_forgotten(self) -> bool:
        """Whether the database was restored so lately that what was done may be forgotten."""
        return self.gap is not None and self._clock.now() < self.gap.over

    async def post(
        self,
        tx: Transaction,
        key: str,
        channel_id: int,
        message: Message,
        *,
        not_after: datetime | None = None,
    ) -> bool:
        """Say `message` in a channel or thread; False when the key was written before: nothing changes.

        After `not_after` it is not said any more. Raises `ValueError` for a message without components or a
        poll, and for a poll with more than its own words.
        """
        if not message.components and message.poll is None:
            raise ValueError("a message needs at least one component")
        if message.poll is not None and (message.components or message.files):
            raise ValueError("a poll goes with no components and no files")
        lane = f"channel {channel_id}"
        return await self._write(
            tx, key, "post", lane, channel_id, body=message.to_json(), not_after=not_after
        )

    async def edit(self, tx: Transaction, key: str, message: Message) -> bool:
        """Let the post of this key say something else, sent or not; False when it is not said any more.

        Raises `KeyError` when there is no such post, and `ValueError` for polls: Discord changes none.
        """
        post = await self._post(tx, key)
        if message.poll is not None or post["polls"]:
            raise ValueError("a poll cannot be edited")
        if post["state"] == "dropped":
            return False
        tx.after_commit(self._told)
        if post["state"] in ("waiting", "held"):
            await tx.execute("UPDATE outbox SET body = ? WHERE id = ?", (message.to_json(), post["id"]))
            return True
        now = to_text(self._clock.now())
        # Only the last word counts.
        await tx.execute(
            "UPDATE outbox SET state = 'dropped', settled_at = ?, note = 'a later edit takes its place' "
            "WHERE subject = ? AND action = 'edit' AND state = 'waiting'",
            (now, post["id"]),
        )
        made = await tx.one(
            "SELECT count(*) AS n FROM outbox WHERE subject = ? AND action = 'edit'", (post["id"],)
        )
        number = made["n"] + 1 if made else 1
        return await self._about(
            tx, f"{key}/edit/{number}", "edit", _edits_of(post), post, body=message.to_json()
        )

    async def open_thread(self, tx: Transaction, key: str, name: str) -> bool:
        """Open a thread on the post of this key, once it stands. Raises `KeyError` without such a post."""
        post = await self._post(tx, key)
        lane = f"threads {post['channel_id']}"
        body = json.dumps({"name": name}, ensure_ascii=False)
        return await self._about(tx, f"{key}/thread", "thread", lane, post, body=body)

    async def publish(self, tx: Transaction, key: str) -> bool:
        """Publish the post of this key to the channels that follow its announcement channel, once it stands.

        Publications have a lane and a budget of their own. Raises `KeyError` without such a post.
        """
        post = await self._post(tx, key)
        return await self._about(tx, f"{key}/publish", "publish", PUBLISHING, post)

    async def delete(self, tx: Transaction, key: str) -> None:
        """Take the post of this key back: one that was not sent never is, one that stands is deleted.

        What it said is forgotten with it, but for what is on its way just now.
        Raises `KeyError` without such a post.
        """
        post = await self._post(tx, key)
        # What nobody will read needs no correction; what may be on its way is deleted when it stands.
        await tx.execute(
            "UPDATE outbox SET state = 'dropped', settled_at = ?, note = 'it was taken back' "
            "WHERE (id = ? OR subject = ?) AND action <> 'delete' AND state IN ('waiting', 'held')",
            (to_text(self._clock.now()), post["id"], post["id"]),
        )
        await tx.execute(
            "UPDATE outbox SET body = NULL WHERE (id = ? OR subject = ?) AND settled_at IS NOT NULL",
            (post["id"], post["id"]),
        )
        if post["state"] in ("sending", "sent"):
            # After the edits that are under way.
            await self._about(tx, f"{key}/delete", "delete", _edits_of(post), post)

    async def find(self, key: str, reader: Reader | None = None) -> Said | None:
        """Return how far the intention of this key got; None when there is none."""
        row = await (reader or self._database).one(
            "SELECT state, channel_id, message_id, note FROM outbox WHERE key = ?", (key,)
        )
        return None if row is None else Said(*row)

    async def keys(self, start: str, reader: Reader | None = None) -> list[str]:
        """Return the keys of the posts that begin with `start`, in their order."""
        rows = await (reader or self._database).all(
            # Between two keys, not by what they begin with: so SQLite finds them in the index.
            "SELECT key FROM outbox WHERE key >= ? AND key < ? AND action = 'post' ORDER BY id",
            (start, f"{start}{_LAST_LETTER}"),
        )
        return [row["key"] for row in rows]

    async def message(self, key: str, reader: Reader | None = None) -> Message | None:
        """Return what the post of this key was to say before any edit; None when that is forgotten by now."""
        row = await (reader or self._database).one(
            "SELECT body FROM outbox WHERE key = ? AND action = 'post'", (key,)
        )
        return None if row is None or row["body"] is None else Message.from_json(row["body"])

    async def _post(self, tx: Transaction, key: str) -> Row:
        row = await tx.one(
            "SELECT id, channel_id, state, json_type(body, '$.poll') IS NOT NULL AS polls "
            "FROM outbox WHERE key = ? AND action = 'post'",
            (key,),
        )
        if row is None:
            raise KeyError(key)
        return row

    async def _about(
        self, tx: Transaction, key: str, action: Action, lane: str, post: Row, *, body: str | None = None
    ) -> bool:
        """Write what is to be done about a post."""
        return await self._write(tx, key, action, lane, post["channel_id"], subject=post["id"], body=body)

    async def _write(
        self,
        tx: Transaction,
        key: str,
        action: Action,
        lane: str,
        channel_id: int,
        *,
        subject: int | None = None,
        body: str | None = None,
        not_after: datetime | None = None,
    ) -> bool:
        now = to_text(self._clock.now())
        written = await tx.execute(
            "INSERT INTO outbox (key, action, lane, channel_id, subject, body, not_after, created_at, "
            "next_try_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
            (key, action, lane, channel_id, subject, body, to_text_or_none(not_after), now, now),
        )
        tx.after_commit(self._told)
        return bool(written)

    def _told(self) -> None:
        self.on_new()


def _edits_of(post: Row) -> str:
    return f"edits {post['channel_id']}"
