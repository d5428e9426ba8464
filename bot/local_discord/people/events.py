"""Telling people what happens: a WebSocket each, filtered to what they may see."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from aiohttp import web

from ..jsontypes import Json, encode
from ..world import World
from ..world.records import Message
from ..world.visibility import message_accessible, sees_channel
from .discretion import about_hidden
from .lookup import Lookup
from .view import View

_MESSAGES = ("MESSAGE_CREATE", "MESSAGE_UPDATE")
#: What differs from reader to reader: own reactions and votes, and which messages may be named.
_PERSONAL = ("reactions", "poll", "interaction_metadata", "referenced_message")
#: Events that change what a person sees beyond their own payload.
_REFETCH = (
    "CHANNEL_CREATE", "CHANNEL_UPDATE", "CHANNEL_DELETE", "GUILD_UPDATE", "GUILD_ROLE_CREATE",
    "GUILD_ROLE_UPDATE", "GUILD_ROLE_DELETE", "GUILD_MEMBER_UPDATE", "THREAD_CREATE", "THREAD_UPDATE",
    "THREAD_DELETE",
)  # fmt: skip
_NEVER = ("INTERACTION_CREATE", "GUILD_CREATE")


class Listener:
    """One open page: whose eyes it has, and what is still to be sent."""

    def __init__(self, user_id: int | None) -> None:
        self.user_id = user_id
        self.queue: asyncio.Queue[str] = asyncio.Queue()


class Events:
    """Hears the world and tells every open page its part."""

    def __init__(self, world: World, lookup: Lookup, view: View) -> None:
        self._world = world
        self._lookup = lookup
        self._view = view
        self._listeners: set[Listener] = set()
        self._sockets: set[web.WebSocketResponse] = set()
        world.subscribers.append(self._public)
        world.ephemeral_listeners.append(self._private)
        world.local_listeners.append(self._local)

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        """One page's connection; it only listens."""
        user = request.query.get("as")
        listener = Listener(None if user is None else self._lookup.member(user).user_id)
        socket = web.WebSocketResponse(heartbeat=30)
        await socket.prepare(request)
        self._listeners.add(listener)
        self._sockets.add(socket)
        writer = asyncio.create_task(self._write(socket, listener))
        try:
            async for _ in socket:
                pass
        finally:
            writer.cancel()
            self._listeners.discard(listener)
            self._sockets.discard(socket)
        return socket

    async def close(self) -> None:
        """Close every page's connection."""
        for socket in list(self._sockets):
            with suppress(ConnectionError):
                await socket.close()

    @staticmethod
    async def _write(socket: web.WebSocketResponse, listener: Listener) -> None:
        with suppress(ConnectionError):
            while True:
                await socket.send_str(await listener.queue.get())

    def _public(self, event: str, payload: Mapping[str, Any]) -> None:
        if not self._listeners or event in _NEVER:
            return
        shared = encode({"type": event, "data": payload})
        state = encode({"type": "STATE", "data": {"because": event}}) if event in _REFETCH else None
        for listener in self._listeners:
            if not self._may_hear(listener.user_id, payload):
                if state is not None:
                    listener.queue.put_nowait(state)
                continue
            listener.queue.put_nowait(self._message(listener, event, payload) or shared)
            if state is not None:
                listener.queue.put_nowait(state)

    def _message(self, listener: Listener, event: str, payload: Mapping[str, Any]) -> str | None:
        if event not in _MESSAGES or not any(payload.get(key) for key in _PERSONAL):
            return None
        stored = self._world.messages.get(int(payload["channel_id"]), {}).get(int(payload["id"]))
        return (
            None
            if stored is None
            else encode({"type": event, "data": self._view.shown(stored, listener.user_id)})
        )

    def _may_hear(self, user_id: int | None, payload: Mapping[str, Any]) -> bool:
        if about_hidden(self._world, payload, user_id):
            return False
        if user_id is None:
            return True
        channel_id = payload.get("channel_id")
        if channel_id is not None:
            if int(channel_id) in self._world.channels:
                return sees_channel(self._world, user_id, int(channel_id))
            return False
        if "permission_overwrites" in payload or "thread_metadata" in payload:
            channel = int(payload["id"])
            return channel in self._world.channels and sees_channel(self._world, user_id, channel)
        return True

    def _private(self, event: str, message: Message) -> None:
        for listener in self._listeners:
            if listener.user_id is None or not message_accessible(
                self._world, message.channel_id, message, listener.user_id
            ):
                continue
            data: Json = {"id": str(message.id), "channel_id": str(message.channel_id)}
            if event != "MESSAGE_DELETE":
                data = self._view.shown(message, listener.user_id)
            listener.queue.put_nowait(encode({"type": event, "data": data}))

    def _local(self, event: str, data: Json) -> None:
        owner = data.get("user_id")
        shown = {key: value for key, value in data.items() if key != "user_id"}
        text = encode({"type": event, "data": shown})
        for listener in self._listeners:
            if owner is None or str(listener.user_id) == owner:
                listener.queue.put_nowait(text)
