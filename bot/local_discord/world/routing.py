"""The table of REST routes: the model's own, replaced or completed by ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simcord.http import router as _model
from simcord.http import routes as _routes  # noqa: F401 - importing them registers the model's routes
from simcord.http._helpers import (
    commit_bot_message,
    message_edit_changes,
    message_response,
    poll_from_wire,
    prepare_bot_message,
)
from simcord.http.router import RequestContext, RouteNotImplemented

from ..jsontypes import Json
from .model import World

Handler = Callable[[RequestContext], Any]
_Route = tuple[tuple[str, ...], Handler]


class Routes:
    """Finds the handler of a request; a route registered here comes before the model's."""

    def __init__(self) -> None:
        self._table: dict[tuple[str, int, str], list[_Route]] = {}
        for method, routes in _model._ROUTES.items():
            for template, handler in routes:
                self._insert(method, tuple(template), handler)

    def _insert(self, method: str, template: tuple[str, ...], handler: Handler) -> None:
        routes = self._table.setdefault((method, len(template), template[0]), [])
        shape = tuple("{}" if part.startswith("{") else part for part in template)
        for index, (other, _) in enumerate(routes):
            if tuple("{}" if part.startswith("{") else part for part in other) == shape:
                del routes[index]
                break
        routes.append((template, handler))
        # The most literal template first: ".../messages/pins" before ".../messages/{message_id}".
        routes.sort(key=lambda item: sum(part.startswith("{") for part in item[0]))

    def add(self, method: str, template: str) -> Callable[[Handler], Handler]:
        """Register a handler for ``method`` and a template such as ``/channels/{channel_id}``."""

        def register(handler: Handler) -> Handler:
            self._insert(method, tuple(template.strip("/").split("/")), handler)
            return handler

        return register

    def find(self, method: str, path: str) -> tuple[Handler, dict[str, str]]:
        """The handler and the path's arguments; raises ``RouteNotImplemented`` when there is none."""
        segments = path.strip("/").split("/")
        for template, handler in self._table.get((method, len(segments), segments[0]), ()):
            arguments: dict[str, str] = {}
            for part, segment in zip(template, segments, strict=True):
                if part.startswith("{"):
                    arguments[part[1:-1]] = segment
                elif part != segment:
                    break
            else:
                return handler, arguments
        raise RouteNotImplemented(method, path)


def world_of(ctx: RequestContext) -> World:
    """The world a request acts on."""
    assert isinstance(ctx.backend, World)  # noqa: S101 - the server makes every request with a World
    return ctx.backend


def model_route(method: str, template: str) -> Handler:
    """The model's own handler of a template, for a route of ours that adds to it."""
    wanted = template.strip("/").split("/")
    return next(handler for parts, handler in _model._ROUTES[method] if parts == wanted)


__all__ = [
    "Handler",
    "Json",
    "RequestContext",
    "Routes",
    "commit_bot_message",
    "message_edit_changes",
    "message_response",
    "model_route",
    "poll_from_wire",
    "prepare_bot_message",
    "world_of",
]
