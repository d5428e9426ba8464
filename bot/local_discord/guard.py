"""Who may speak to this server: this machine, and pages that it served itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def _hostname(value: str) -> str | None:
    try:
        return urlsplit(f"//{value}").hostname
    except ValueError:
        return None


@web.middleware
async def loopback_only(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuse foreign names (DNS rebinding) and requests that another site's page makes."""
    if _hostname(request.headers.get("Host", "")) not in _LOOPBACK:
        raise web.HTTPMisdirectedRequest(text="this server answers to 127.0.0.1 and localhost only")
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.headers["Host"]:
        raise web.HTTPForbidden(text="another site's page may not speak to this server")
    return await handler(request)
