"""REST for bots: authentication, bodies and files, faults, and Discord's answers."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import ceil
from time import perf_counter, time
from typing import Any
from urllib.parse import unquote

from aiohttp import BodyPartReader, web

from .faults import Fault, Faults
from .jsontypes import Json, encode
from .request_log import RequestLog
from .routes import all_routes
from .world import World
from .world.errors import ApiError, RouteNotImplemented, SetupError, UnsupportedField, unauthorized
from .world.layout import Tree
from .world.options import ATTACHMENT_LIMIT
from .world.routing import RequestContext

_log = logging.getLogger(__name__)
PREFIX = "/api/v10"
#: Where a POST is answered with 201 (Discord's OpenAPI document).
_CREATED = re.compile(r"/(channels/.+/threads|(guilds|applications)/\d+/(channels|emojis|stickers))")
#: Paths whose own token is the permission: no bot token is needed.
_OPEN = ("/interactions/", "/webhooks/", "/gateway")


@dataclass
class UploadedFile:
    """A file of a multipart request, in the form the routes read."""

    filename: str
    data: bytes
    description: str | None = None
    fp: io.BytesIO = field(init=False)

    def __post_init__(self) -> None:
        self.fp = io.BytesIO(self.data)

    @property
    def size(self) -> int:
        """The file's length in bytes."""
        return len(self.data)


def json_response(payload: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """A JSON answer; its content type is exactly ``application/json``, as discord.py expects."""
    body = encode(payload).encode()
    return web.Response(
        body=body, status=status, headers={"Content-Type": "application/json", **(headers or {})}
    )


class Rest:
    """Answers everything below ``/api/v10``."""

    def __init__(self, world: World, faults: Faults, log: RequestLog) -> None:
        self._world = world
        self._faults = faults
        self._log = log
        self._routes = all_routes()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One request: fault before, effect, fault after, answer."""
        started = perf_counter()
        path = request.rel_url.raw_path.removeprefix(PREFIX)
        entry = self._log.add(self._world.now_iso(), request.method, path, dict(request.query))
        fault = self._faults.take(request.method, path)
        try:
            response = await self._answer(request, path, entry, fault)
        finally:
            entry["ms"] = round((perf_counter() - started) * 1000, 3)
        entry["status"] = entry["status"] or response.status
        return response

    async def _answer(
        self, request: web.Request, path: str, entry: Json, fault: Fault | None
    ) -> web.Response:
        try:
            body, files = await read_body(request)
        except (ValueError, RecursionError):
            return self._say(entry, ApiError(400, 50109, "The request body contains invalid JSON."))
        entry["body"], entry["files"] = (
            body,
            [{"filename": file.filename, "size": file.size} for file in files],
        )
        if fault is not None:
            if fault.delay is not None:
                await asyncio.sleep(fault.delay)
            elif fault.cut == "before":
                return self._cut(request, entry)
            elif fault.cut is None and not fault.after:
                return self._failure(entry, fault)
        for message in _messages(body):
            if isinstance(components := message.get("components"), list):
                message["components"] = Tree(components)
        response = self._dispatch(request, path, body, files, entry)
        if fault is not None and fault.cut == "after":
            return self._cut(request, entry)
        return self._failure(entry, fault) if fault is not None and fault.after else response

    def _dispatch(
        self, request: web.Request, path: str, body: Any, files: list[UploadedFile], entry: Json
    ) -> web.Response:
        try:
            self._authenticate(request, path)
            if any(file.size > ATTACHMENT_LIMIT for file in files):
                raise ApiError(413, 40005, "Request entity too large")
            handler, arguments = self._routes.find(request.method, path)
            reason = request.headers.get("X-Audit-Log-Reason")
            result = handler(
                RequestContext(
                    self._world,
                    arguments,
                    json=body,
                    params=dict(request.query),
                    files=list(files),
                    reason=unquote(reason) if reason else None,
                    method=request.method,
                    path=path,
                    message_content_access="message_content" in self._world.portal.intents,
                )
            )
        except (RouteNotImplemented, UnsupportedField) as error:
            _log.warning("%s", error.message)
            return self._say(entry, ApiError(501, 0, error.message.replace("simcord", "the local Discord")))
        except ApiError as error:
            return self._say(entry, error)
        except NotImplementedError as error:
            return self._say(entry, ApiError(501, 0, str(error)))
        except (AttributeError, LookupError, TypeError, ValueError, SetupError) as error:
            # The model reads bodies without asking first: what it cannot read, Discord refuses.
            _log.warning("%s %s: unreadable body", request.method, path, exc_info=True)
            return self._say(entry, ApiError(400, 50035, f"Invalid Form Body: {error!r}"))
        if result is None:
            entry["status"] = 204
            return web.Response(status=204)
        created = request.method == "POST" and _CREATED.fullmatch(path) is not None
        entry["answer"] = result
        return json_response(result, 201 if created else 200)

    def _authenticate(self, request: web.Request, path: str) -> None:
        if request.headers.get("Authorization") == f"Bot {self._world.portal.token}":
            return
        if (path.startswith(_OPEN) and path.count("/") >= 3) or path == "/gateway":
            return
        raise unauthorized()

    @staticmethod
    def _say(entry: Json, error: ApiError) -> web.Response:
        entry["answer"] = {"message": error.message, **error.to_json()}
        return json_response(entry["answer"], error.status)

    @staticmethod
    def _failure(entry: Json, fault: Fault) -> web.Response:
        if fault.status is not None:
            entry["answer"] = fault.body or {"message": "A fault was ordered for this request", "code": 0}
            return json_response(entry["answer"], fault.status)
        wait = fault.retry_after or 0.0
        entry["answer"] = {
            "message": "You are being rate limited.", "retry_after": wait, "global": fault.scope == "global",
        }  # fmt: skip
        headers = {
            # discord.py takes a 429 without Via for a ban by the network in front of Discord.
            "Via": "1.1 local-discord",
            "Retry-After": str(max(1, ceil(wait))),
            "X-RateLimit-Limit": "5",
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset": f"{time() + wait:.3f}",
            "X-RateLimit-Reset-After": str(wait),
            "X-RateLimit-Bucket": "local-discord",
            "X-RateLimit-Scope": fault.scope,
        }
        if fault.scope == "global":
            headers["X-RateLimit-Global"] = "true"
        return json_response(entry["answer"], 429, headers)

    @staticmethod
    def _cut(request: web.Request, entry: Json) -> web.Response:
        entry["status"] = "cut"
        if request.transport is not None:
            request.transport.close()
        return web.Response()


async def read_body(request: web.Request) -> tuple[Any, list[UploadedFile]]:
    """The JSON body and the files of a request; ``ValueError`` when the JSON is none."""
    if not request.can_read_body:
        return None, []
    if not request.content_type.startswith("multipart/"):
        raw = await request.read()
        return (json.loads(raw) if raw else None), []
    body: Any = None
    scalars: Json = {}
    files: list[UploadedFile] = []
    reader = await request.multipart()
    async for part in reader:
        if not isinstance(part, BodyPartReader):
            raise ValueError("parts within parts")
        data = bytes(await part.read(decode=True))
        if part.name == "payload_json":
            body = json.loads(data)
        elif part.filename:
            files.append(UploadedFile(part.filename, data))
        elif part.name:
            scalars[part.name] = data.decode()
    body = scalars if body is None and scalars else body
    _describe(body, files)
    return body, files


def _describe(body: Any, files: list[UploadedFile]) -> None:
    """Give each file the alt text that the body's ``attachments`` list states for it."""
    for message in _messages(body):
        for item in message.get("attachments") or ():
            index = str(item.get("id", "")) if isinstance(item, dict) else ""
            if index.isdecimal() and int(index) < len(files):
                files[int(index)].description = item.get("description")


def _messages(body: Any) -> Iterator[Json]:
    """Where a request's body may hold a message: itself, an answer's data, a post's first one."""
    if isinstance(body, dict):
        yield from (part for part in (body, body.get("data"), body.get("message")) if isinstance(part, dict))
