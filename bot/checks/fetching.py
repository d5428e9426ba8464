"""The facts, fetched over REST: without a gateway connection, so that a check disturbs no running bot."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from bot.checks.facts import Application, ChannelFacts, Refusal, RoleFacts, Server, Snapshot
from bot.rest import Reply, Rest, Unanswered

# Moments of trouble are waited out, so that a check does not report them.
RETRY_SECONDS = (0.5, 2.0)
# A longer wait is not worth it: the finding says that Discord asks for one.
LONGEST_WAIT = 10.0
# Ids that no list has are asked for one by one; more of them are a mistake of another kind.
MOST_SINGLE = 25

Sleep = Callable[[float], Awaitable[None]]
Json = Mapping[str, Any]


class Facts:
    """Asks Discord, a few requests at once."""

    def __init__(
        self, rest: Rest, *, sleep: Sleep = asyncio.sleep, now: Callable[[], float] = time.time
    ) -> None:
        self._rest = rest
        self._sleep = sleep
        self._now = now
        self.clock_ahead: float | None = None

    async def snapshot(self, guild_id: int, channels: Iterable[int], members: Iterable[int]) -> Snapshot:
        """Return what Discord says now; `channels` and `members` are looked up singly where need be.

        Never raises: what was not answered is a `Refusal`.
        """
        application = await self.application()
        if isinstance(application, Refusal):
            # Everything else would be refused for the same reason, and 401s count towards a ban.
            return Snapshot(application, application, application, {}, self.clock_ahead)
        server, commands = await asyncio.gather(
            self.server(guild_id, application.bot_id, channels, members),
            self._get(f"/applications/{application.id}/guilds/{guild_id}/commands"),
        )
        elsewhere: Mapping[int, str] = {}
        if isinstance(server, Refusal):
            found = await self.guilds()
            elsewhere = {} if isinstance(found, Refusal) else found
        return Snapshot(application, server, commands, elsewhere, self.clock_ahead)

    async def application(self) -> Application | Refusal:
        """Return whose token it is."""
        found = await self._get("/oauth2/applications/@me")
        if isinstance(found, Refusal):
            return found
        me = found.get("bot") or await self._get("/users/@me")
        if isinstance(me, Refusal):
            return me
        # The older field stops at 32 bits (resources/application: application flags).
        flags = int(found.get("flags_new") or found.get("flags") or 0)
        return Application(int(found["id"]), found["name"], flags, int(me["id"]), me["username"])

    async def guilds(self) -> Mapping[int, str] | Refusal:
        """Return the servers that the bot is in, the first 200."""
        found = await self._get("/users/@me/guilds")
        return found if isinstance(found, Refusal) else {int(each["id"]): each["name"] for each in found}

    async def server(
        self, guild_id: int, me: int, channels: Iterable[int] = (), members: Iterable[int] = ()
    ) -> Server | Refusal:
        """Return the server and the bot's place in it."""
        guild, listed, own = await asyncio.gather(
            self._get(f"/guilds/{guild_id}"),
            self._get(f"/guilds/{guild_id}/channels"),
            self._get(f"/guilds/{guild_id}/members/{me}"),
        )
        for answer in (guild, own, listed):
            if isinstance(answer, Refusal):
                return answer
        known = {channel.id: channel for channel in map(_channel, listed)}
        roles = {role.id: role for role in map(_role, guild["roles"])}
        # Threads are in no list; whoever holds an office may be a person.
        threads = await self._each("/channels/", set(channels) - known.keys())
        people = await self._each(f"/guilds/{guild_id}/members/", set(members) - roles.keys())
        known |= {
            thread.id: thread
            for thread in (_channel(each) for each in threads if int(each.get("guild_id") or 0) == guild_id)
        }
        return Server(
            id=guild_id,
            name=guild["name"],
            owner_id=int(guild["owner_id"]),
            me=me,
            my_roles=frozenset(int(role) for role in own["roles"]),
            roles=roles,
            channels=known,
            members=frozenset(int(person["user"]["id"]) for person in people),
        )

    async def _each(self, path: str, ids: Iterable[int]) -> list[Json]:
        asked = sorted(ids)[:MOST_SINGLE]
        answers = await asyncio.gather(*(self._get(f"{path}{each}") for each in asked))
        return [answer for answer in answers if not isinstance(answer, Refusal)]

    async def _get(self, path: str) -> Any:
        """Return the JSON of an answer, or the `Refusal`, after one or two more attempts where that helps."""
        for wait in (*RETRY_SECONDS, None):
            try:
                reply = await self._ask(path)
            except Unanswered as error:
                refusal = Refusal(None, str(error))
            else:
                if reply.status == 200 and reply.body is not None:
                    return reply.body
                refusal = _refusal(reply)
                if reply.status == 429 and wait is not None:
                    wait = _retry_after(reply)
                    if wait > LONGEST_WAIT:
                        return refusal
                elif reply.status < 500 and reply.status != 200:
                    return refusal
            if wait is None:
                return refusal
            await self._sleep(wait)
        return None

    async def _ask(self, path: str) -> Reply:
        before = self._now()
        reply = await self._rest.request("GET", path)
        after = self._now()
        if self.clock_ahead is None and (date := reply.headers.get("date")):
            try:
                said = parsedate_to_datetime(date).timestamp()
            except ValueError:
                return reply
            # The header is cut to whole seconds, and was written at some moment in between.
            if not said <= before <= said + 1 and not said <= after <= said + 1:
                self.clock_ahead = (before + after) / 2 - (said + 0.5)
            else:
                self.clock_ahead = 0.0
        return reply


def _refusal(reply: Reply) -> Refusal:
    body = reply.body if isinstance(reply.body, Mapping) else {}
    said = body.get("message")
    code = body.get("code")
    message = said if isinstance(said, str) else "no words with it"
    return Refusal(reply.status, message, code if isinstance(code, int) else 0)


def _retry_after(reply: Reply) -> float:
    said = reply.headers.get("retry-after", "")
    body = reply.body if isinstance(reply.body, Mapping) else {}
    exact = body.get("retry_after")
    if isinstance(exact, int | float):
        return float(exact)
    return float(said) if said.isdigit() else LONGEST_WAIT + 1


def _role(payload: Json) -> RoleFacts:
    return RoleFacts(
        int(payload["id"]),
        payload["name"],
        int(payload["permissions"]),
        int(payload["position"]),
        bool(payload.get("managed")),
    )


def _channel(payload: Json) -> ChannelFacts:
    overwrites = {
        int(each["id"]): (int(each["allow"]), int(each["deny"]))
        for each in payload.get("permission_overwrites") or ()
    }
    parent = payload.get("parent_id")
    return ChannelFacts(
        int(payload["id"]),
        payload.get("name") or "",
        int(payload["type"]),
        overwrites,
        int(parent) if parent else None,
    )
