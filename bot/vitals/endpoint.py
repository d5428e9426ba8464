"""The HTTP endpoint, imported only when it is switched on: /livez, /readyz, /metrics.

It tells nothing about people and changes nothing. That it answers at all is what /livez says.
"""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import choose_encoder

from bot.vitals.file import as_json
from bot.vitals.rules import Report

log = logging.getLogger(__name__)

# What a scrape under way may take while the bot stops.
STOP_SECONDS = 0.5


@asynccontextmanager
async def serving(
    host: str, port: int, report: Callable[[], Awaitable[Report]], registry: CollectorRegistry
) -> AsyncIterator[None]:
    """Answer at `host` and `port` (0: any free one, the log names it) during the block. Raises `OSError`."""

    async def livez(_: web.Request) -> web.Response:
        return web.json_response({"alive": True})

    async def readyz(_: web.Request) -> web.Response:
        found = await report()
        told = json.dumps(as_json(found, details=False), ensure_ascii=False)
        status = 200 if found.ready else 503
        return web.Response(text=told, status=status, content_type="application/json")

    async def metrics(request: web.Request) -> web.Response:
        await report()
        encode, kind = choose_encoder(request.headers.get("Accept", ""))
        return web.Response(body=encode(registry), headers={"Content-Type": kind})

    app = web.Application()
    app.add_routes([web.get("/livez", livez), web.get("/readyz", readyz), web.get("/metrics", metrics)])
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=STOP_SECONDS)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        address, number = runner.addresses[0][:2]
        shown = f"[{address}]" if ":" in address else address
        log.info("health is told at http://%s:%s", shown, number)
        yield
    finally:
        await runner.cleanup()
