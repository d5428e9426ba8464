"""The example site over HTTP, on loopback only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from aiohttp import web

from bot.example_site.content import Content, Unfit
from bot.local_discord.guard import loopback_only

HOST = "127.0.0.1"
_PAGE = Path(__file__).with_name("page.html")


class ExampleSite:
    """The site; `now` tells the time that posts are dated with. ``port=0`` takes a free port."""

    def __init__(self, folder: Path, now: Callable[[], datetime], *, port: int = 0) -> None:
        self.content = Content(folder)
        self.port = port
        self._now = now
        self._runner: web.AppRunner | None = None

    @property
    def base_url(self) -> str:
        """Where the site is."""
        return f"http://{HOST}:{self.port}"

    @property
    def feed_url(self) -> str:
        """Where the blog's feed is."""
        return f"{self.base_url}/blog/index.xml"

    async def start(self) -> None:
        """Listen on loopback. Raises `OSError` when the port is taken."""
        self.content.begin(self._now())
        app = web.Application(middlewares=[loopback_only])
        app.router.add_get("/", self._home)
        app.router.add_get("/blog/index.xml", self._feed)
        app.router.add_get("/posts/{slug}", self._post)
        app.router.add_get("/workshops/{slug}/", self._event)
        app.router.add_post("/posts", self._publish)
        app.router.add_post("/posts/{slug}", self._retitle)
        app.router.add_post("/events", self._plan)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, self.port).start()
        self.port = int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Close the port."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    # --- pages -------------------------------------------------------------------------------------------

    async def _home(self, request: web.Request, trouble: str = "") -> web.Response:
        posts = "".join(
            f'<li><a href="/posts/{post.slug}">{escape(post.title)}</a> {_when(post.published)}'
            f'<form method="post" action="/posts/{post.slug}"><label>New title '
            f'<input name="title" value="{escape(post.title)}" required maxlength="200"></label>'
            "<button>Change</button></form></li>"
            for post in self.content.posts()
        )
        events = "".join(
            f'<li><a href="/workshops/{event.slug}/">{escape(event.title)}</a> {_when(event.start)}</li>'
            for event in self.content.events()
        )
        return _html(
            "The example site",
            posts=posts,
            events=events or "<li>None yet.</li>",
            trouble=f'<p role="alert">{escape(trouble)}</p>' if trouble else "",
            now=self._now().strftime("%Y-%m-%dT%H:%M"),
            folder=escape(str(self.content.folder.resolve())),
            status=400 if trouble else 200,
        )

    async def _post(self, request: web.Request) -> web.Response:
        post = next((each for each in self.content.posts() if each.slug == request.match_info["slug"]), None)
        if post is None:
            raise web.HTTPNotFound(text="there is no such post")
        return _article(post.title, post.text, post.published)

    async def _event(self, request: web.Request) -> web.Response:
        slug = request.match_info["slug"]
        event = next((each for each in self.content.events() if each.slug == slug), None)
        if event is None:
            raise web.HTTPNotFound(text="there is no such event")
        return _article(event.title, event.description, event.start)

    async def _feed(self, request: web.Request) -> web.Response:
        response = web.Response(text=self.content.feed(self.base_url), content_type="application/rss+xml")
        response.enable_compression()
        return response

    # --- forms -------------------------------------------------------------------------------------------

    async def _publish(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        return await self._do(
            request,
            lambda: self.content.publish(str(form.get("title", "")), str(form.get("text", "")), self._now()),
        )

    async def _retitle(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        slug = request.match_info["slug"]
        return await self._do(request, lambda: self.content.retitle(slug, str(form.get("title", ""))))

    async def _plan(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        return await self._do(
            request,
            lambda: self.content.plan(
                str(form.get("title", "")), _moment(form.get("start")), _moment(form.get("end"))
            ),
        )

    async def _do(self, request: web.Request, act: Callable[[], Any]) -> web.StreamResponse:
        try:
            act()
        except Unfit as trouble:
            return await self._home(request, str(trouble))
        raise web.HTTPSeeOther("/")


def _moment(typed: Any) -> datetime:
    try:
        return datetime.fromisoformat(str(typed)).replace(tzinfo=UTC)
    except ValueError:
        raise Unfit("Give the day and the time of the event, in UTC.") from None


def _when(iso: str) -> str:
    if not iso:
        return ""
    return f'<time datetime="{escape(iso)}">{escape(iso[:16].replace("T", " "))} UTC</time>'


def _article(title: str, text: str, when: str) -> web.Response:
    title, text = escape(title), escape(text)
    page = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f'<meta property="og:title" content="{title}"><meta property="og:description" content="{text}">'
        f'<meta name="viewport" content="width=device-width"><h1>{title}</h1>{_when(when)}'
        f'<p>{text}</p><p><a href="/">The example site</a></p></html>'
    )
    return web.Response(text=page, content_type="text/html")


def _html(title: str, *, status: int, **parts: str) -> web.Response:
    page = Template(_PAGE.read_text(encoding="utf-8")).substitute(title=title, **parts)
    return web.Response(text=page, content_type="text/html", status=status)
