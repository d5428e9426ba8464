"""``/local``: the people's side over plain JSON (documented in docs/local-discord.md)."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from .jsontypes import Json
from .people.errors import LocalError
from .rest import json_response
from .world import shapes
from .world.errors import ApiError, SetupError

if TYPE_CHECKING:
    from .server import LocalDiscord

_log = logging.getLogger(__name__)
#: Seconds a call may wait for an answer at most.
MAX_WAIT = 600.0
_HINT = "see docs/local-discord.md"
_ACTIONS = ("drop", "reconnect", "invalid_session", "silence")


class LocalApi:
    """Reads people's requests, refuses what is wrong by name, and calls the people's side."""

    def __init__(self, discord: LocalDiscord) -> None:
        self._discord = discord
        self._people = discord.people

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Register every route below ``/local``."""
        for path, handler in {
            "state": self._state, "messages": self._messages, "clock": self._clock, "faults": self._faults,
            "requests": self._requests, "interaction": self._interaction, "portal": self._portal,
        }.items():  # fmt: skip
            router.add_get(f"/local/{path}", handler)
        router.add_get("/local/events", self._events)
        router.add_delete("/local/faults", self._clear_faults)
        for path, (needed, optional, action) in self._actions().items():
            router.add_post(f"/local/{path}", _post(needed, optional, action))
        router.add_route("*", "/local/{path:.*}", _unknown)

    def _actions(self) -> dict[str, tuple[str, str, Callable[[Json], Awaitable[Json]]]]:
        component = "as channel message custom_id"
        return {
            "join": ("", "username global_name pending rejoin", self._join),
            "leave": ("as", "", self._leave),
            "message": ("as channel", "content reply_to files title tags", self._message),
            "message/edit": ("as channel message content", "", self._edit),
            "message/delete": ("as channel message", "", self._delete),
            "thread": ("as channel name", "message", self._thread),
            "dm": ("as", "closed", self._dm),
            "command": ("as channel name", "options wait", self._command),
            "autocomplete": ("as channel name focused", "options wait", self._autocomplete),
            "context": ("as channel name", "message user wait", self._context),
            "click": (component, "wait", self._click),
            "select": (component + " values", "wait", self._select),
            "modal": ("as interaction values", "wait", self._modal),
            "modal/close": ("as interaction", "", self._close_modal),
            "react": ("as channel message emoji", "remove", self._react),
            "interest": ("as event", "remove", self._interest),
            "vote": ("as channel message answers", "", self._vote),
            "screening": ("as", "", self._screening),
            "role": ("member role", "remove", self._role),
            "clock": ("advance", "", self._advance),
            "faults": ("faults", "", self._order_faults),
            "gateway": ("action", "resumable", self._gateway),
            "portal": ("intents", "", self._set_portal),
        }

    # ------------------------------------------------------------ looking

    async def _events(self, request: web.Request) -> web.WebSocketResponse:
        _query(request, "as")
        return await self._people.events.handle(request)

    async def _state(self, request: web.Request) -> web.Response:
        _query(request, "as")
        return json_response(self._people.view.state(request.query.get("as")))

    async def _messages(self, request: web.Request) -> web.Response:
        _query(request, "as channel before limit")
        limit = request.query.get("limit", "50")
        if not limit.isdecimal() or not 1 <= int(limit) <= 500:
            raise LocalError(f"limit {limit!r}", "a number from 1 to 500")
        found = self._people.view.messages(
            request.query.get("as"),
            request.query.get("channel", ""),
            before=request.query.get("before"),
            limit=int(limit),
        )
        return json_response({"messages": found})

    async def _interaction(self, request: web.Request) -> web.Response:
        _query(request, "as id wait")
        wait = _seconds(request.query.get("wait", "0"), "wait")
        user, interaction = request.query.get("as", ""), request.query.get("id", "")
        return json_response(await self._people.using.outcome(user, interaction, wait=wait))

    async def _clock(self, request: web.Request) -> web.Response:
        _query(request, "")
        return json_response({"now": self._discord.world.now_iso()})

    async def _faults(self, request: web.Request) -> web.Response:
        _query(request, "")
        return json_response({"faults": self._discord.faults.shown()})

    async def _portal(self, request: web.Request) -> web.Response:
        _query(request, "")
        return json_response({"intents": sorted(self._discord.world.portal.intents)})

    async def _requests(self, request: web.Request) -> web.Response:
        _query(request, "since")
        since = request.query.get("since", "0")
        if not since.isdecimal():
            raise LocalError(f"since {since!r}", "the 'n' of the last request you know, or 0")
        return json_response({"requests": self._discord.requests.since(int(since))})

    # ------------------------------------------------------------ living

    async def _join(self, body: Json) -> Json:
        member = self._people.living.join(
            body.get("username"),
            global_name=body.get("global_name"),
            pending=_flag(body, "pending"),
            rejoin=body.get("rejoin"),
        )
        return {"member": member}

    async def _leave(self, body: Json) -> Json:
        self._people.living.leave(body["as"])
        return {}

    async def _message(self, body: Json) -> Json:
        message, thread_id = self._people.living.message(
            body["as"],
            body["channel"],
            body.get("content"),
            reply_to=body.get("reply_to"),
            files=body.get("files"),
            title=body.get("title"),
            tags=body.get("tags"),
        )
        answer: Json = {"message": self._people.view.shown(message, message.author_id)}
        if thread_id is not None:
            world = self._discord.world
            answer["thread"] = shapes.thread(world, world.get_channel(thread_id))
        return answer

    async def _edit(self, body: Json) -> Json:
        message = self._people.living.edit(body["as"], body["channel"], body["message"], body["content"])
        return {"message": self._people.view.shown(message, message.author_id)}

    async def _delete(self, body: Json) -> Json:
        self._people.living.delete(body["as"], body["channel"], body["message"])
        return {}

    async def _thread(self, body: Json) -> Json:
        thread = self._people.living.thread(
            body["as"], body["channel"], body["name"], message=body.get("message")
        )
        return {"thread": shapes.thread(self._discord.world, thread)}

    async def _dm(self, body: Json) -> Json:
        world = self._discord.world
        channel_id = self._people.living.open_dm(body["as"], closed=_flag(body, "closed"))
        return {"channel": shapes.channel(world, world.get_channel(channel_id))}

    async def _react(self, body: Json) -> Json:
        remove = bool(_flag(body, "remove"))
        self._people.living.react(body["as"], body["channel"], body["message"], body["emoji"], remove=remove)
        return {}

    async def _interest(self, body: Json) -> Json:
        self._people.living.interest(body["as"], body["event"], remove=bool(_flag(body, "remove")))
        return {}

    async def _vote(self, body: Json) -> Json:
        message = self._people.living.vote(body["as"], body["channel"], body["message"], body["answers"])
        user_id = self._people.lookup.member(body["as"]).user_id
        return {"message": self._people.view.shown(message, user_id)}

    async def _screening(self, body: Json) -> Json:
        return {"member": self._people.living.accept_rules(body["as"])}

    async def _role(self, body: Json) -> Json:
        remove = bool(_flag(body, "remove"))
        return {"member": self._people.living.role(body["member"], body["role"], remove=remove)}

    # ------------------------------------------------------------ using the bot

    async def _command(self, body: Json) -> Json:
        return await self._people.using.command(
            body["as"], body["channel"], str(body["name"]), body.get("options"), wait=_wait(body)
        )

    async def _autocomplete(self, body: Json) -> Json:
        choices = await self._people.using.autocomplete(
            body["as"], body["channel"], str(body["name"]), body.get("options") or {},
            str(body["focused"]),
            wait=_wait(body),
        )  # fmt: skip
        return {"choices": choices}

    async def _context(self, body: Json) -> Json:
        return await self._people.using.context(
            body["as"], body["channel"], str(body["name"]),
            message=body.get("message"), target=body.get("user"), wait=_wait(body),
        )  # fmt: skip

    async def _click(self, body: Json) -> Json:
        return await self._people.using.click(
            body["as"], body["channel"], body["message"], body["custom_id"], wait=_wait(body)
        )

    async def _select(self, body: Json) -> Json:
        return await self._people.using.select(
            body["as"], body["channel"], body["message"], body["custom_id"], body["values"], wait=_wait(body)
        )

    async def _modal(self, body: Json) -> Json:
        return await self._people.using.modal(
            body["as"], body["interaction"], body["values"], wait=_wait(body)
        )

    async def _close_modal(self, body: Json) -> Json:
        self._people.using.close_modal(body["as"], body["interaction"])
        return {}

    # ------------------------------------------------------------ the machine

    async def _advance(self, body: Json) -> Json:
        self._discord.advance(_seconds(body["advance"], "advance", high=10 * 365 * 86_400))
        return {"now": self._discord.world.now_iso()}

    async def _order_faults(self, body: Json) -> Json:
        self._discord.faults.order(body["faults"])
        return {"faults": self._discord.faults.shown()}

    async def _clear_faults(self, request: web.Request) -> web.Response:
        _query(request, "id")
        fault = request.query.get("id")
        if fault is None:
            self._discord.faults.clear()
        elif not fault.isdecimal() or not self._discord.faults.remove(int(fault)):
            raise LocalError(f"there is no fault {fault!r}", "GET /local/faults lists them", status=404)
        return json_response({"faults": self._discord.faults.shown()})

    async def _gateway(self, body: Json) -> Json:
        if body["action"] not in _ACTIONS:
            raise LocalError(f"there is no action {body['action']!r}", f"actions: {', '.join(_ACTIONS)}")
        default = body["action"] != "invalid_session"
        resumable = _flag(body, "resumable")
        count = await self._discord.gateway.order(
            body["action"], resumable=default if resumable is None else resumable
        )
        return {"connections": count}

    async def _set_portal(self, body: Json) -> Json:
        if not isinstance(body["intents"], list):
            raise LocalError("'intents' is not a list", "privileged intents that are switched on")
        self._discord.world.portal.allow(body["intents"])
        return {"intents": sorted(self._discord.world.portal.intents)}


def _post(
    needed: str, optional: str, action: Callable[[Json], Awaitable[Json]]
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Wrap an action: read the body, refuse unknown and missing keys by name."""
    required = needed.split()
    known = {*required, *optional.split()}

    async def handle(request: web.Request) -> web.Response:
        try:
            body = await request.json()
        except (ValueError, RecursionError) as error:
            raise LocalError("the body is no JSON", "send a JSON object") from error
        if not isinstance(body, dict):
            raise LocalError("the body is no object", "send a JSON object")
        for key in body:
            if key not in known:
                raise LocalError(f"unknown key {key!r}", f"known: {', '.join(sorted(known)) or 'none'}")
        for key in required:
            if body.get(key) is None:
                raise LocalError(f"{key!r} is missing", f"needed: {', '.join(required)}")
        return json_response(await action(body))

    return handle


async def _unknown(request: web.Request) -> web.Response:
    raise LocalError(f"there is no {request.method} {request.path}", _HINT, status=404)


def _query(request: web.Request, known: str) -> None:
    for key in request.query:
        if key not in known.split():
            raise LocalError(f"unknown parameter {key!r}", f"known: {known or 'none'}")


def _seconds(value: Any, what: str, *, high: float = MAX_WAIT) -> float:
    try:
        seconds = float(value)
    except (TypeError, ValueError):
        seconds = -1.0
    if isinstance(value, bool) or not 0 <= seconds <= high:
        raise LocalError(f"{what} {value!r}", f"a number of seconds from 0 to {high:g}")
    return seconds


def _wait(body: Json) -> float:
    return _seconds(body.get("wait", 3.5), "wait")


def _flag(body: Json, key: str) -> bool | None:
    value = body.get(key)
    if value is not None and not isinstance(value, bool):
        raise LocalError(f"{key!r} is {value!r}", "true or false")
    return value


@web.middleware
async def local_errors(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Turn refusals below ``/local`` into ``{"error", "hint"}``."""
    if not request.path.startswith("/local/"):
        return await handler(request)
    try:
        return await handler(request)
    except LocalError as error:
        return json_response({"error": error.error, "hint": error.hint}, error.status)
    except ApiError as error:
        return json_response({"error": error.message, "hint": "Discord refuses this"}, error.status)
    except (ValueError, SetupError) as error:
        return json_response({"error": str(error), "hint": _HINT}, 400)
    except web.HTTPException as error:
        return json_response({"error": error.text or error.reason, "hint": _HINT}, error.status)
    except Exception:
        _log.exception("%s %s", request.method, request.path)
        hint = "this is a defect of the local Discord; its log has the details"
        return json_response({"error": "something went wrong inside", "hint": hint}, 500)


__all__ = ["LocalApi", "local_errors"]
