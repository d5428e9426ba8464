"""What delivery asks of Discord: to carry a row of the outbox out, and whether its message is there."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from bot.clock import snowflake_time
from bot.delivery_rules import Done, Limited, Lost, NotThere, Outcome, Row, Undecidable, Unknown, judge
from bot.native_poll import NativePoll
from bot.outbox import Message
from bot.rest import File, Reply, Rest, Unanswered
from bot.said_before import Gap, compare

# How far a search looks back behind the first attempt, for clocks that disagree.
SEARCH_MARGIN = timedelta(minutes=2)
SEARCH_PAGES = 20
OK = 200
PAGE = 100
# Threads close after a week without words (resources/channel: auto_archive_duration, in minutes).
THREAD_MINUTES = 10080


class Calls:
    """Requests of the delivery, each with what its answer means."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest

    async def close(self) -> None:
        """Close every connection."""
        await self._rest.close()

    async def carry_out(self, row: Row, body: str | None) -> tuple[Outcome, timedelta | None]:
        """Send a row once. What became of it, and how long its lane should pause by Discord's own word."""
        try:
            reply = await self._rest.request(*_request(row, body), files=_files(row, body))
        except Unanswered as error:
            return Unknown(f"no answer: {error}"), None
        outcome = judge(row, reply.status, reply.body, reply.headers, polls=_poll(row, body) is not None)
        return outcome, _pause(reply)

    async def search(self, row: Row, body: str | None, since: datetime, now: datetime) -> Outcome:
        """Look for the message of `row` in its channel, newest first, back to where it may have been sent."""

        poll = _poll(row, body)

        def is_it(message: Mapping[str, Any]) -> Outcome | None:
            found = poll.is_in(message) if poll else _first_id(message) == row.marker
            return Done(int(message["id"])) if found else None

        return await self._look_back(row, since, now, is_it)

    async def compare(self, row: Row, body: str | None, gap: Gap, now: datetime) -> Outcome:
        """Look whether what `row` says was said in `gap`, of which the restored database knows nothing."""
        said = Message.from_json(body or "")
        try:
            own = (await self._rest.request("GET", "/users/@me")).body
        except Unanswered as error:
            return Unknown(f"Discord cannot be asked: {error}")
        if not isinstance(own, Mapping) or "id" not in own:
            return Unknown("Discord does not say who the bot is")

        def is_it(message: Mapping[str, Any]) -> Outcome | None:
            # What was said since is known: it is in the outbox.
            if message["author"]["id"] != own["id"] or snowflake_time(int(message["id"])) > gap.until:
                return None
            return compare(row, said, message)

        return await self._look_back(row, gap.since, now, is_it)

    async def _look_back(
        self, row: Row, since: datetime, now: datetime, judge_message: Callable[[Any], Outcome | None]
    ) -> Outcome:
        """Show `judge_message` the channel of `row`, newest first, back to `since`; its first word counts."""
        channel = f"/channels/{row.channel_id}"
        before = ""
        start: datetime | None = None
        for _ in range(SEARCH_PAGES):
            reply = await self._look(row, f"{channel}/messages?limit={PAGE}{before}", list)
            if not isinstance(reply, Reply):
                return reply
            if start is None:
                # The age is a difference on one clock; Discord's own says from when it is counted.
                start = min(since, _date(reply, now) - (now - since)) - SEARCH_MARGIN
            for message in reply.body:
                outcome = judge_message(message)
                if outcome is not None:
                    return outcome
            if not reply.body and not before:
                return await self._doubt_silence(row, channel, start)
            if len(reply.body) < PAGE or snowflake_time(int(reply.body[-1]["id"])) < start:
                return NotThere()
            before = f"&before={reply.body[-1]['id']}"
        return Undecidable("too much was written since then to look through")

    async def _doubt_silence(self, row: Row, channel: str, start: datetime) -> Outcome:
        """Tell what a history without messages means: to who may not read it, Discord shows none of them."""
        reply = await self._look(row, channel, Mapping)
        if not isinstance(reply, Reply):
            return reply
        last = reply.body.get("last_message_id")
        if last is None or snowflake_time(int(last)) < start:
            return NotThere()
        return Undecidable("the channel shows the bot no messages; it needs Read Message History")

    async def _look(self, row: Row, path: str, wanted: type) -> Reply | Outcome:
        """Ask for something of the row's channel; what it means for the row when it cannot be had."""
        try:
            reply = await self._rest.request("GET", path)
        except Unanswered as error:
            return Unknown(f"the channel cannot be read: {error}")
        if reply.status == OK and isinstance(reply.body, wanted):
            return reply
        outcome = judge(row, reply.status, reply.body, reply.headers)
        return outcome if isinstance(outcome, Limited | Lost) else Unknown("the channel cannot be read")


def _pause(reply: Reply) -> timedelta | None:
    """Return how long to wait when the next request would be one too many (topics: rate limits)."""
    if reply.headers.get("x-ratelimit-remaining") != "0":
        return None
    try:
        return timedelta(seconds=float(reply.headers["x-ratelimit-reset-after"]))
    except (KeyError, ValueError):
        return None


def _request(row: Row, body: str | None) -> tuple[str, str, Any]:
    """Return method, path and body of the request that carries a row out."""
    channel = f"/channels/{row.channel_id}/messages"
    match row.action:
        case "post":
            said = Message.from_json(body or "").to_discord(row.marker)
            return "POST", channel, {**said, "nonce": row.nonce, "enforce_nonce": True}
        case "edit":
            return "PATCH", f"{channel}/{row.message_id}", _edited(row, body)
        case "thread":
            name = json.loads(body or "{}").get("name", "")
            asked = {"name": name, "auto_archive_duration": THREAD_MINUTES}
            return "POST", f"{channel}/{row.message_id}/threads", asked
        case "publish":
            return "POST", f"{channel}/{row.message_id}/crosspost", None
        case "delete":
            return "DELETE", f"{channel}/{row.message_id}", None


def _edited(row: Row, body: str | None) -> dict[str, Any]:
    said = Message.from_json(body or "").to_discord(row.marker)
    # An edit pings nobody, and takes the place of the files too.
    return {**said, "allowed_mentions": {"parse": []}}


def _files(row: Row, body: str | None) -> Sequence[File]:
    return Message.from_json(body or "").files if row.action in ("post", "edit") else ()


def _poll(row: Row, body: str | None) -> NativePoll | None:
    return Message.from_json(body).poll if row.action == "post" and body else None


def _first_id(message: Any) -> Any:
    components = message.get("components") or [{}]
    return components[0].get("id")


def _date(reply: Reply, now: datetime) -> datetime:
    try:
        return parsedate_to_datetime(reply.headers["date"]).astimezone(UTC)
    except (KeyError, ValueError):
        return now
