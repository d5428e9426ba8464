"""Gateway sessions: which events a bot gets, in which order, and what it missed."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from .jsontypes import Json, encode
from .world import World, shapes
from .world.visibility import MESSAGE_CONTENT, PRESENCES, intent_bits, without_content

#: How many events a session keeps for a resume, and for how many seconds of the local clock
#: it waits for its bot to come back.
REPLAY, RESUME_WINDOW = 10_000, 300
Send = Callable[[str], None]


class Session:
    """One identified bot: its intents, its sequence, its recent events; it outlives a connection."""

    def __init__(self, intents: int, shard: tuple[int, int]) -> None:
        self.id = secrets.token_hex(16)
        self.intents = intents
        self.shard = shard
        self.sequence = 0
        self.send: Send | None = None
        self._sent: deque[tuple[int, str]] = deque(maxlen=REPLAY)

    def dispatch(self, event: str, data: str, *, keep: bool = True) -> None:
        """Give the event its number and send it; kept for a resume, at least while nobody is connected."""
        self.sequence += 1
        frame = f'{{"op":0,"s":{self.sequence},"t":"{event}","d":{data}}}'
        if self.send is not None:
            self.send(frame)
        if keep or self.send is None:
            self._sent.append((self.sequence, frame))

    def missed(self, after: int) -> list[str] | None:
        """The frames after a sequence number; None when they are no longer all known."""
        if after > self.sequence:
            return None
        if self._sent.maxlen == len(self._sent) and self._sent[0][0] > after + 1:
            return None
        return [frame for number, frame in self._sent if number > after]

    def covers(self, guild_id: Any) -> bool:
        """Whether an event of this guild (None: a direct conversation) belongs to the session's shard."""
        number, count = self.shard
        return (0 if guild_id is None else (int(guild_id) >> 22) % count) == number


class Sessions:
    """All sessions of the bot; listens to the world and deals its events out."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._sessions: dict[str, Session] = {}
        self._chunked: dict[tuple[str, int], float] = {}
        world.subscribers.append(self.emit)

    def open(self, intents: int, shard: tuple[int, int]) -> Session:
        """A new session."""
        session = Session(intents, shard)
        self._sessions[session.id] = session
        return session

    def find(self, session_id: str) -> Session | None:
        """The session to resume, None when it is unknown or over."""
        return self._sessions.get(session_id)

    def end(self, session: Session) -> None:
        """Forget a session: it cannot be resumed any more."""
        self._sessions.pop(session.id, None)

    def left(self, session: Session) -> None:
        """The session's connection is gone: it can be resumed for a while."""
        session.send = None

        def give_up() -> None:
            if session.send is None:
                self.end(session)

        self._world.deadlines.after(RESUME_WINDOW, give_up)

    @property
    def online(self) -> bool:
        """Whether a bot is connected."""
        return any(session.send is not None for session in self._sessions.values())

    def emit(self, event: str, payload: Mapping[str, Any]) -> None:
        """Deal an event out to every session whose intents and shard include it."""
        if not self._sessions:
            return
        needed = intent_bits(event, payload)
        guild_id = (
            payload.get("id")
            if event.startswith("GUILD_") and "guild_id" not in payload
            else (payload.get("guild_id"))
        )
        whole: str | None = None
        blanked: str | None = None
        for session in list(self._sessions.values()):
            if (needed and not session.intents & needed) or not session.covers(guild_id):
                continue
            if session.intents & MESSAGE_CONTENT:
                whole = encode(payload) if whole is None else whole
                session.dispatch(event, whole)
                continue
            if blanked is None:
                hidden = without_content(self._world, event, payload)
                if hidden is None:
                    whole = encode(payload) if whole is None else whole
                blanked = whole if hidden is None else encode(hidden)
            session.dispatch(event, blanked or "{}")

    def greet(self, session: Session, resume_url: str) -> None:
        """READY and the guilds of a session that has just identified."""
        world = self._world
        guilds = [guild for guild in world.guilds.values() if session.covers(guild.id)]
        ready = {
            "v": 10,
            "user": shapes.own_user(world.bot_user),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": resume_url,
            "shard": list(session.shard),
            "application": {
                "id": str(world.application_id),
                "flags": world.portal.application_flags(),
            },
            "session_type": "normal",
            "private_channels": [],
            "presences": [],
            "relationships": [],
            "user_settings": {},
            "geo_ordered_rtc_regions": [],
            "_trace": [],
        }
        session.dispatch("READY", encode(ready))
        for guild in guilds:
            payload = shapes.guild_create(world, guild)
            if session.intents & PRESENCES and not payload["large"]:
                payload["members"] = [shapes.member(world, guild, m) for m in guild.members.values()]
            session.dispatch("GUILD_CREATE", encode(payload), keep=False)

    def first_whole_list(self, session: Session, guild_id: int, now: float) -> float:
        """Note a request for all members; 0.0 when it is allowed, else the seconds to wait."""
        key = (session.id, guild_id)
        wait = self._chunked.get(key, float("-inf")) + 30.0 - now
        if wait > 0:
            return wait
        self._chunked[key] = now
        return 0.0


def found_members(world: World, request: Json, guild_id: int) -> tuple[list[Any], list[str]]:
    """The members an op 8 asks for and the ids that nobody has."""
    guild = world.guilds[guild_id]
    asked = request.get("user_ids")
    if asked is not None:
        ids = asked if isinstance(asked, list) else [asked]
        members = [guild.members[int(uid)] for uid in ids[:100] if int(uid) in guild.members]
        return members, [str(uid) for uid in ids if int(uid) not in guild.members]
    query = str(request.get("query") or "").lower()
    limit = int(request.get("limit") or 0)
    found = [
        member
        for member in guild.members.values()
        if not query
        or world.users[member.user_id].name.lower().startswith(query)
        or (member.nick or "").lower().startswith(query)
    ]
    if query:
        limit = min(limit or 100, 100)
    return (found[:limit] if limit else found), []
