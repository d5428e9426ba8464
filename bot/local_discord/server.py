"""The local Discord as a whole: world, REST, gateway, people's side and page on one port."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from . import cdn, community, static
from .api import LocalApi, local_errors
from .faults import Faults
from .gateway import Gateway
from .guard import loopback_only
from .people.people import People
from .request_log import RequestLog
from .rest import PREFIX, Rest
from .sessions import Sessions
from .world import Deadlines, LocalClock, World
from .world.portal import Portal

HOST = "127.0.0.1"
TOKEN = "local-discord-token"  # noqa: S105 - no secret: the server listens on loopback only
#: Builds the community in a fresh world and returns its guild's id.
Seed = Callable[[World], int]
#: Bodies may be as large as ten files of 10 MiB, sent as base64 by the page.
_MAX_BODY = 160 * 1024 * 1024


class LocalDiscord:
    """A Discord on this machine. ``start`` opens it, ``stop`` closes it; ``port=0`` takes a free port.

    ``community`` builds the guild (default: the believable one of ``community.py``). Everything
    people do over ``/local`` is also here in process, as :attr:`people`; the clock moves with
    :meth:`advance`; :attr:`faults`, :attr:`requests` and :attr:`gateway` are what ``/local`` offers
    under those names. The clock begins with the system's, or at ``begins`` (aware).
    """

    def __init__(
        self,
        port: int = 0,
        token: str = TOKEN,
        community: Seed | None = None,
        *,
        bot_name: str = "Community Bot",
        heartbeat_interval: float = 41.25,
        begins: datetime | None = None,
    ) -> None:
        self.port = port
        self.token = token
        clock = LocalClock(begins)
        self.deadlines = Deadlines(clock)
        self.world = World(clock, self.deadlines, Portal(token), bot_name=bot_name)
        self.guild_id = (community or _default_community)(self.world)
        self.faults = Faults()
        self.requests = RequestLog()
        self.sessions = Sessions(self.world)
        self.gateway = Gateway(self.world, self.sessions, heartbeat_interval=heartbeat_interval)
        self.people = People(self.world, self.guild_id, self.sessions)
        self._runner: web.AppRunner | None = None

    @property
    def base_url(self) -> str:
        """Where the page is: ``http://127.0.0.1:PORT``."""
        return f"http://{HOST}:{self.port}"

    @property
    def first_response(self) -> float:
        """The seconds of the local clock in which an interaction must be answered; Discord gives three."""
        return self.people.outcomes.first_response

    @first_response.setter
    def first_response(self, seconds: float) -> None:
        self.people.outcomes.first_response = seconds

    @property
    def api_url(self) -> str:
        """Discord's REST for the bot (``discord.api_url``)."""
        return self.base_url + PREFIX

    @property
    def gateway_url(self) -> str:
        """Discord's gateway for the bot (``discord.gateway_url``)."""
        return f"ws://{HOST}:{self.port}/gateway"

    @property
    def cdn_url(self) -> str:
        """Avatars, icons and attachments."""
        return self.base_url + "/cdn"

    async def start(self) -> None:
        """Listen on loopback; raises ``OSError`` when the port is taken."""
        app = web.Application(middlewares=[loopback_only, local_errors], client_max_size=_MAX_BODY)
        app[cdn.WORLD] = self.world
        rest = Rest(self.world, self.faults, self.requests)
        app.router.add_route("*", PREFIX + "/{path:.*}", rest.handle)
        app.router.add_get("/gateway", self.gateway.handle)
        app.router.add_get("/gateway/", self.gateway.handle)
        app.router.add_get("/cdn/{path:.*}", cdn.serve)
        LocalApi(self).add_to(app.router)
        app.router.add_get("/", static.serve)
        app.router.add_get("/page/{path:.*}", static.serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, self.port)
        try:
            await site.start()
        except OSError:
            await self._runner.cleanup()
            raise
        self.port = int(self._runner.addresses[0][1])
        self.world.uploads.base_url = self.base_url
        self.world.gateway_url = self.gateway_url
        self.deadlines.start()

    async def stop(self) -> None:
        """Close every connection and the port."""
        self.deadlines.stop()
        if self._runner is not None:
            await self.gateway.close()
            await self.people.events.close()
            await self._runner.cleanup()
            self._runner = None

    def advance(self, seconds: float) -> None:
        """Move the local clock; whatever becomes due happens before this returns."""
        self.deadlines.advance(seconds)
        self.world.tell("CLOCK", {"now": self.world.now_iso()})


def _default_community(world: World) -> int:
    return community.build(world)
