"""The gateway: one WebSocket per connected bot."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections import deque
from contextlib import suppress
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from .jsontypes import Json, encode
from .sessions import Session, Sessions, found_members
from .world import World, shapes
from .world.visibility import ALL_INTENTS, MEMBERS, PRIVILEGED

CHUNK = 1000
#: How long a heartbeat's answer is under way.
ACK_SECONDS = 0.005
#: A client may send this many messages in a minute, each of at most 4096 bytes.
SENDS_PER_MINUTE, MAX_PAYLOAD = 120, 4096
#: A bot that closes with one of these says goodbye for good: its session is over.
_FINAL_CLOSES = (1000, 1001)


class Gateway:
    """Accepts connections and does to them what a person orders (drop, reconnect, silence)."""

    def __init__(self, world: World, sessions: Sessions, *, heartbeat_interval: float) -> None:
        self.world = world
        self.sessions = sessions
        self.heartbeat_interval = heartbeat_interval
        self.connections: set[Connection] = set()
        #: Set as soon as a bot has connected for the first time.
        self.visited = asyncio.Event()

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """One connection from hello to close."""
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        connection = Connection(self, socket, compress=request.query.get("compress") == "zlib-stream")
        self.connections.add(connection)
        try:
            await connection.run()
        finally:
            self.connections.discard(connection)
            connection.detach()
            session = connection.session
            # A session that another connection has taken up goes on.
            if socket.close_code in _FINAL_CLOSES and session is not None and session.send is None:
                self.sessions.end(session)
            self.tell_status()
        return socket

    def tell_status(self) -> None:
        """Tell the people's side whether a bot is connected."""
        if self.sessions.online:
            self.visited.set()
        bot = str(self.world.bot_user.id)
        self.world.tell("BOT_STATUS", {"bots_online": [bot] if self.sessions.online else []})

    async def order(self, action: str, *, resumable: bool) -> int:
        """Do ``action`` to every connection; how many there were.

        ``drop`` cuts the connection, ``reconnect`` asks the bot to (op 7), ``invalid_session`` sends
        op 9, ``silence`` stops answering heartbeats. Without ``resumable`` the session is forgotten.
        """
        connections = [connection for connection in self.connections if connection.session is not None]
        for connection in connections:
            if not resumable and connection.session is not None and action != "silence":
                self.sessions.end(connection.session)
            if action == "drop":
                connection.abort()
            elif action == "reconnect":
                connection.send({"op": 7, "d": None, "s": None, "t": None})
            elif action == "invalid_session":
                connection.send({"op": 9, "d": resumable, "s": None, "t": None})
                if not resumable:
                    connection.detach()
            else:
                connection.silent = True
        return len(connections)

    async def close(self) -> None:
        """Say goodbye to every connection (1001: going away)."""
        for connection in list(self.connections):
            with suppress(ConnectionError):
                await connection.socket.close(code=WSCloseCode.GOING_AWAY)


class Connection:
    """One bot's socket: what it says, what it is told, and whether its heart beats."""

    def __init__(self, gateway: Gateway, socket: web.WebSocketResponse, *, compress: bool) -> None:
        self._gateway = gateway
        self.socket = socket
        self.session: Session | None = None
        self.silent = False
        self._deflate = zlib.compressobj(level=1) if compress else None
        self._frames: asyncio.Queue[str] = asyncio.Queue()
        self._received: deque[float] = deque(maxlen=SENDS_PER_MINUTE)
        self._last_beat = 0.0
        self._chunks: set[asyncio.Task[None]] = set()

    # ------------------------------------------------------------ out

    def send(self, frame: Json) -> None:
        """Queue a frame that carries no event."""
        self._frames.put_nowait(encode(frame))

    async def _write(self) -> None:
        while True:
            frame = await self._frames.get()
            with suppress(ConnectionError):
                if self._deflate is None:
                    await self.socket.send_str(frame)
                else:
                    data = self._deflate.compress(frame.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
                    await self.socket.send_bytes(data)

    def detach(self) -> None:
        """The session goes on without this connection and remembers what it misses."""
        if self.session is not None and self.session.send == self._frames.put_nowait:
            self._gateway.sessions.left(self.session)

    def abort(self) -> None:
        """Cut the connection without a goodbye."""
        self.detach()
        transport = self.socket._req.transport if self.socket._req is not None else None
        if transport is not None:
            transport.abort()

    async def _close(self, code: int, reason: str) -> None:
        if code in (4007, 4009) and self.session is not None:
            self._gateway.sessions.end(self.session)
        self.detach()
        await self.socket.close(code=code, message=reason.encode())

    # ------------------------------------------------------------ in

    async def run(self) -> None:
        """Hello, then everything the bot sends until one side closes."""
        interval = self._gateway.heartbeat_interval
        self.send(
            {
                "op": 10,
                "d": {"heartbeat_interval": round(interval * 1000), "_trace": []},
                "s": None,
                "t": None,
            }
        )
        writer = asyncio.create_task(self._write())
        pulse = asyncio.create_task(self._watch_pulse(interval))
        try:
            async for message in self.socket:
                if message.type is WSMsgType.ERROR or await self._refuse(message):
                    break
                await self._receive(json.loads(message.data))
        finally:
            writer.cancel()
            pulse.cancel()
            for task in self._chunks:
                task.cancel()

    async def _watch_pulse(self, interval: float) -> None:
        loop = asyncio.get_running_loop()
        self._last_beat = loop.time()
        while True:
            await asyncio.sleep(interval / 4)
            if loop.time() - self._last_beat > interval * 1.5:
                await self._close(4009, "Session timed out.")
                return

    async def _refuse(self, message: Any) -> bool:
        if len(message.data) > MAX_PAYLOAD:
            await self._close(4002, "Error while decoding payload.")
            return True
        now = asyncio.get_running_loop().time()
        if len(self._received) == SENDS_PER_MINUTE and now - self._received[0] < 60:
            await self._close(4008, "You are being rate limited.")
            return True
        self._received.append(now)
        try:
            valid = isinstance(json.loads(message.data), dict)
        except (ValueError, RecursionError):
            valid = False
        if not valid:
            await self._close(4002, "Error while decoding payload.")
        return not valid

    async def _receive(self, message: Json) -> None:
        op, data = message.get("op"), message.get("d")
        if op == 1:
            self._last_beat = asyncio.get_running_loop().time()
            if not self.silent:
                # As on a real network the answer takes a moment: discord.py notes the time of its heartbeat
                # in another thread, after sending it, and would otherwise measure from the one before.
                asyncio.get_running_loop().call_later(
                    ACK_SECONDS, self.send, {"op": 11, "d": None, "s": None, "t": None}
                )
        elif op == 2:
            await self._identify(data if isinstance(data, dict) else {})
        elif op == 6:
            await self._resume(data if isinstance(data, dict) else {})
        elif self.session is None:
            await self._close(4003, "Not authenticated.")
        elif op == 8:
            if isinstance(data, dict) and _asks_for_members(data):
                self._request_members(data)
            else:
                await self._close(4002, "Error while decoding payload.")
        elif op not in (3, 4, 31, 43):
            await self._close(4001, "Unknown opcode.")

    async def _identify(self, data: Json) -> None:
        portal = self._gateway.world.portal
        intents = data.get("intents")
        shard = _shard(data.get("shard"))
        if self.session is not None:
            await self._close(4005, "Already authenticated.")
        elif str(data.get("token", "")).removeprefix("Bot ") != portal.token:
            await self._close(4004, "Authentication failed.")
        elif not isinstance(intents, int) or intents & ~ALL_INTENTS:
            await self._close(4013, "Invalid intent(s).")
        elif any(intents & bit and name not in portal.intents for name, bit in PRIVILEGED.items()):
            await self._close(4014, "Disallowed intent(s).")
        elif shard is None:
            await self._close(4010, "Invalid shard.")
        else:
            session = self._gateway.sessions.open(intents, shard)
            self._attach(session)
            self._gateway.sessions.greet(session, self._gateway.world.gateway_url)
            self._gateway.tell_status()

    async def _resume(self, data: Json) -> None:
        if str(data.get("token", "")).removeprefix("Bot ") != self._gateway.world.portal.token:
            await self._close(4004, "Authentication failed.")
            return
        session = self._gateway.sessions.find(str(data.get("session_id")))
        after = data.get("seq")
        missed = session.missed(after) if session is not None and isinstance(after, int) else None
        if session is None or missed is None:
            self.send({"op": 9, "d": False, "s": None, "t": None})
            return
        for frame in missed:
            self._frames.put_nowait(frame)
        self._attach(session)
        session.dispatch("RESUMED", '{"_trace":[]}', keep=False)
        self._gateway.tell_status()

    def _attach(self, session: Session) -> None:
        self.session = session
        session.send = self._frames.put_nowait

    # ------------------------------------------------------------ members

    def _request_members(self, data: Json) -> None:
        session = self.session
        assert session is not None  # noqa: S101 - _receive checked it
        guild_id = int(data.get("guild_id") or 0)
        if guild_id not in self._gateway.world.guilds:
            return
        whole = data.get("user_ids") is None and not data.get("query") and not data.get("limit")
        if whole and not session.intents & MEMBERS:
            return
        if whole:
            now = self._gateway.world.clock.now().timestamp()
            wait = self._gateway.sessions.first_whole_list(session, guild_id, now)
            if wait:
                meta = {"guild_id": str(guild_id), "nonce": data.get("nonce")}
                payload = {"opcode": 8, "retry_after": round(wait, 3), "meta": meta}
                session.dispatch("RATE_LIMITED", encode(payload), keep=False)
                return
        task = asyncio.create_task(self._send_chunks(session, data, guild_id))
        self._chunks.add(task)
        task.add_done_callback(self._chunks.discard)

    async def _send_chunks(self, session: Session, data: Json, guild_id: int) -> None:
        world = self._gateway.world
        guild = world.guilds[guild_id]
        members, not_found = found_members(world, data, guild_id)
        count = max(1, -(-len(members) // CHUNK))
        for index in range(count):
            part = members[index * CHUNK : (index + 1) * CHUNK]
            payload: Json = {
                "guild_id": str(guild_id),
                "members": [shapes.member(world, guild, member) for member in part],
                "chunk_index": index,
                "chunk_count": count,
            }
            if index == 0 and not_found:
                payload["not_found"] = not_found
            if data.get("nonce") is not None:
                payload["nonce"] = data["nonce"]
            if data.get("presences"):
                payload["presences"] = []
            session.dispatch("GUILD_MEMBERS_CHUNK", encode(payload), keep=False)
            # A large guild must not keep everybody else waiting.
            await asyncio.sleep(0)


def _shard(value: Any) -> tuple[int, int] | None:
    """Number and count of a shard as the bot names them; None when they are none."""
    if value is None:
        return 0, 1
    match value:
        case [int() as number, int() as count] if 0 <= number < count:
            return number, count
    return None


def _asks_for_members(data: Json) -> bool:
    """Whether a request for members has ids and numbers where Discord reads them."""
    ids = data.get("user_ids")
    numbers = [data.get("guild_id"), data.get("limit", 0), *(ids if isinstance(ids, list) else [ids or 0])]
    return all(isinstance(number, int) or str(number).isdecimal() for number in numbers)
