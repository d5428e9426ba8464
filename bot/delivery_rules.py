"""Exactly once, as rules: what to do next with a row of the outbox, and what an answer of Discord means.

A message is sent with a nonce made from its row. While nobody knows what became of an attempt, the same nonce
is sent again: Discord gives back the message it already has (`enforce_nonce`, resources/message, Create
Message). It remembers nonces for "the past few minutes", so after `RESEND_SECONDS` the channel's history is
searched for the row's marker instead, and only a message that is not there is sent again.

Edits, threads, publications and deletions may be repeated as they are: the second time changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from bot.limits import NONCE

Action = Literal["post", "edit", "thread", "publish", "delete"]
State = Literal["waiting", "sending", "sent", "held", "dropped"]

# What one request may take. Cut off later than this, it is an attempt of which nobody knows the outcome.
REQUEST_SECONDS = 20.0
# No attempt with the same nonce begins later than this after the first; with the request it ends below the
# two minutes that we count on (Discord says "the past few minutes").
RESEND_SECONDS = 90.0
# The history is believed only when the last attempt is so long over that it can no longer arrive.
SEARCH_AFTER_SECONDS = REQUEST_SECONDS + 10.0
# Between attempts of which nobody knows the outcome; the last one repeats.
BACKOFF_SECONDS = (1, 2, 4, 8, 15, 30, 60, 120, 300)
# After an answer without a word of when to come back, such as a block by the network before Discord.
BLOCKED_SECONDS = 60.0

# Discord's JSON error codes (opcodes and status codes).
UNKNOWN_CHANNEL = 10003
UNKNOWN_MESSAGE = 10008
ALREADY_CROSSPOSTED = 40033
MISSING_ACCESS = 50001
CANNOT_MESSAGE_USER = 50007
MISSING_PERMISSIONS = 50013
THREAD_EXISTS = 160004
THREAD_LOCKED = 160005
NO_MUTUAL_SERVER = 50278
_LOST = {UNKNOWN_CHANNEL, MISSING_ACCESS, THREAD_LOCKED}
_UNWANTED = {CANNOT_MESSAGE_USER, NO_MUTUAL_SERVER}
_DONE_BEFORE = {"publish": ALREADY_CROSSPOSTED, "thread": THREAD_EXISTS, "delete": UNKNOWN_MESSAGE}

# What stands with rows that are not said because of it.
CHANNEL_DELETED = "its channel was deleted"

_TRY_AGAIN = {408, 409, 425}
_SERVER_ERROR = 500


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the outbox that is not settled. Moments are aware, in UTC.

    `message_id` is that of the post itself, or of the post that it is about.
    """

    id: int
    key: str
    action: Action
    channel_id: int
    state: State
    created_at: datetime
    next_try_at: datetime
    tries: int = 0
    not_after: datetime | None = None
    first_try_at: datetime | None = None
    last_try_at: datetime | None = None
    message_id: int | None = None

    @property
    def nonce(self) -> str:
        """What Discord tells repeated attempts by: the same for the same row, at most 25 characters."""
        return self._digest().hex()[:NONCE]

    @property
    def marker(self) -> int:
        """What its message is found by: the `id` of its first component, which nobody sees.

        31 bits are all that Discord keeps; the upper half is far from the small numbers it gives itself.
        """
        return (1 << 30) | (int.from_bytes(self._digest()[:4]) >> 2)

    def _digest(self) -> bytes:
        return hashlib.sha256(f"{self.id}:{self.key}:{self.created_at.isoformat()}".encode()).digest()


# --- what to do next ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Attempt:
    """Send it, and note before that it may have been sent."""


@dataclass(frozen=True, slots=True)
class Search:
    """Look for its message in the channel, back to `since`."""

    since: datetime


@dataclass(frozen=True, slots=True)
class Wait:
    """Do nothing before `until`."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Drop:
    """Do not say it any more."""

    note: str


Step = Attempt | Search | Wait | Drop


def next_step(row: Row, now: datetime) -> Step:
    """Return what to do with a row that is `waiting` or `sending`."""
    if row.first_try_at is None or row.last_try_at is None:
        if row.not_after is not None and now >= row.not_after:
            return Drop("too late to be said")
        return _when_due(row, now)
    if row.action != "post":
        return _when_due(row, now)
    # A clock that was set back says nothing about how long ago it was: look.
    since_first = (now - row.first_try_at).total_seconds()
    if 0 <= since_first < RESEND_SECONDS:
        last = row.first_try_at + timedelta(seconds=RESEND_SECONDS)
        return Wait(min(row.next_try_at, last)) if now < row.next_try_at else Attempt()
    over = row.last_try_at + timedelta(seconds=SEARCH_AFTER_SECONDS)
    searchable = max(over, row.next_try_at) if row.last_try_at <= now else now
    return Wait(searchable) if now < searchable else Search(min(row.first_try_at, now))


def _when_due(row: Row, now: datetime) -> Step:
    # Written in the future: the clock was set back, and what it was to wait for means nothing.
    return Wait(row.next_try_at) if row.created_at <= now < row.next_try_at else Attempt()


def backoff(tries: int) -> timedelta:
    """Return how long to wait after so many attempts."""
    return timedelta(seconds=BACKOFF_SECONDS[min(max(tries, 1), len(BACKOFF_SECONDS)) - 1])


# --- what an answer means -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Done:
    """It stands in Discord."""

    message_id: int


@dataclass(frozen=True, slots=True)
class NotThere:
    """A search found that it was never stored: it may be sent as if for the first time."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody knows whether it was stored."""

    why: str


@dataclass(frozen=True, slots=True)
class Undecidable:
    """The bot cannot find out whether it was stored: somebody has to look."""

    why: str


@dataclass(frozen=True, slots=True)
class Limited:
    """Not stored; not before so many seconds. `everywhere`: nothing may be asked of Discord so long."""

    seconds: float
    everywhere: bool


@dataclass(frozen=True, slots=True)
class Lost:
    """Not stored: the bot may not write to this channel, and the whole channel stops; or it is `gone`."""

    why: str
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Gone:
    """There is nobody to say it to: the message was deleted, or a person takes no direct messages."""

    why: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Not stored, and the same again would be refused again: somebody has to look."""

    why: str


Outcome = Done | NotThere | Unknown | Undecidable | Limited | Lost | Gone | Refused


def judge(row: Row, status: int, body: Any, headers: Mapping[str, str], *, polls: bool = False) -> Outcome:
    """Return what Discord's answer to a row's request means. Header names are lower case.

    `polls`: whether the row is a post that holds one of Discord's own polls.
    """
    said: Mapping[str, Any] = body if isinstance(body, Mapping) else {}
    if 200 <= status < 300:
        return _done(row, said)
    code = said.get("code")
    why = f"{said.get('message') or 'no words'} (HTTP {status}" + (f", code {code})" if code else ")")
    match status:
        case 429:
            return _limited(said, headers)
        case 401:
            return Limited(BLOCKED_SECONDS, everywhere=True)
        case 403 | 404 if not said:
            # Not Discord but the network before it.
            return Limited(BLOCKED_SECONDS, everywhere=True)
        case _ if status >= _SERVER_ERROR or status in _TRY_AGAIN:
            return Unknown(why)
    # A permission that only threads, publications or polls need says nothing about the channel.
    if code in _LOST or (code == MISSING_PERMISSIONS and row.action == "post" and not polls):
        return Lost(why, gone=code == UNKNOWN_CHANNEL)
    if code is not None and code == _DONE_BEFORE.get(row.action) and row.message_id is not None:
        return Done(row.message_id)
    if code == UNKNOWN_MESSAGE:
        # Of a post: it was stored, and somebody took it away. Its nonce does not bring it back.
        return Gone("the message was deleted")
    if code in _UNWANTED:
        return Gone(why)
    return Refused(why)


def _done(row: Row, said: Mapping[str, Any]) -> Outcome:
    if row.action != "post":
        return Done(row.message_id) if row.message_id is not None else Unknown("its post is not there")
    try:
        return Done(int(said["id"]))
    except (KeyError, TypeError, ValueError):
        return Unknown("the answer cannot be read")


def _limited(said: Mapping[str, Any], headers: Mapping[str, str]) -> Limited:
    try:
        seconds = float(said.get("retry_after", headers.get("retry-after", BLOCKED_SECONDS)))
    except (TypeError, ValueError):
        seconds = BLOCKED_SECONDS
    # Without its own words it is the network before Discord that refuses, whatever is asked.
    everywhere = not said or bool(said.get("global")) or headers.get("x-ratelimit-scope") == "global"
    return Limited(max(seconds, 0.0), everywhere)


# --- what becomes of the row ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """The row's new state; `first_try_at` is kept in `sending` and emptied otherwise."""

    state: State
    next_try_at: datetime
    message_id: int | None = None
    note: str | None = None


def settle(row: Row, outcome: Outcome, now: datetime, *, first: bool) -> Change:
    """Return what becomes of `row` after an attempt or a search.

    `first` tells that nothing was tried before of which the outcome is unknown: then what Discord refused is
    surely not there. Otherwise an earlier attempt may still have been stored.
    """
    surely = first or row.action != "post"
    match outcome:
        case Done(message_id):
            return Change("sent", now, message_id)
        case NotThere():
            return Change("waiting", now)
        case Gone(why):
            return Change("dropped", now, note=why)
        case Limited(seconds):
            again = now + timedelta(seconds=seconds)
            return Change("waiting" if surely else "sending", again, note="Discord asks to wait")
        case Lost(gone=True):
            return Change("dropped", now, note=CHANNEL_DELETED)
        case Lost(why):
            return Change("waiting" if surely else "sending", now, note=why)
        case Undecidable(why):
            return Change("held", now, note=f"it may have been sent before: {why}")
        case Refused(why) if surely:
            return Change("held", now, note=f"Discord refuses it: {why}")
        case Refused(why) | Unknown(why):
            return Change("sending", now + backoff(row.tries), note=why)
