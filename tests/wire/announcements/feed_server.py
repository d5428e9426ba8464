"""A site on loopback that serves whatever a test puts there, and notes who asked for what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256
from html import escape

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Entry:
    """One item of a feed. `date` is a datetime, or text as it is to stand there."""

    title: str
    link: str = ""
    guid: str | None = None
    date: datetime | str | None = None
    summary: str = ""
    author: str = ""


def rss(entries: Iterable[Entry], *, title: str = "The blog", base: str = "https://blog.example") -> bytes:
    """An RSS feed as Hugo writes it, newest first as given."""
    items = []
    for entry in entries:
        link = entry.link or f"{base}/{entry.title.lower().replace(' ', '-')}/"
        date = format_datetime(entry.date) if isinstance(entry.date, datetime) else entry.date
        items.append(
            f"<item><title>{escape(entry.title)}</title><link>{escape(link)}</link>"
            + (f"<pubDate>{date}</pubDate>" if date else "")
            + f"<guid>{escape(entry.guid or link)}</guid>"
            + (f"<author>{escape(entry.author)}</author>" if entry.author else "")
            + f"<description>{escape(entry.summary)}</description></item>"
        )
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"<title>{escape(title)}</title><link>{base}/</link><description>d</description>"
        f"{''.join(items)}</channel></rss>"
    ).encode()


def youtube(videos: Iterable[tuple[str, str, datetime]], *, views: int = 7, short: bool = False) -> bytes:
    """A channel's feed as YouTube writes it: (id, title, published)."""
    place = "shorts/" if short else "watch?v="
    entries = "".join(
        f"<entry><id>yt:video:{video}</id><yt:videoId>{video}</yt:videoId>"
        f"<yt:channelId>UCaaaaaaaaaaaaaaaaaaaaaa</yt:channelId><title>{escape(title)}</title>"
        f'<link rel="alternate" href="https://www.youtube.com/{place}{video}"/>'
        f"<author><name>Open Neuromorphic</name></author><published>{at.isoformat()}</published>"
        f"<updated>{datetime.now(UTC).isoformat()}</updated><media:group><media:title>{escape(title)}"
        f'</media:title><media:community><media:statistics views="{views}"/></media:community>'
        "</media:group></entry>"
        for video, title, at in videos
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" '
        'xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom">'
        "<title>Open Neuromorphic</title>" + entries + "</feed>"
    ).encode()


@dataclass
class FeedServer:
    """`pages` maps paths to bodies or handlers; `asked` lists paths with whether they were conditional."""

    pages: dict[str, bytes | Handler] = field(default_factory=dict)
    asked: list[tuple[str, bool]] = field(default_factory=list)
    content_type: str = "application/xml"
    validators: bool = True
    url: str = ""
    _runner: web.AppRunner | None = None

    async def start(self) -> FeedServer:
        app = web.Application()
        app.router.add_get("/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}"
        return self

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def times(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(asked == path for asked, _ in self.asked)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.path, "If-None-Match" in request.headers))
        page = self.pages.get(request.path)
        if page is None:
            return web.Response(
                status=404, text="<html><title>Error 404</title></html>", content_type="text/html"
            )
        if not isinstance(page, bytes):
            return await page(request)
        headers: Mapping[str, str] = {}
        if self.validators:
            etag = f'"{sha256(page).hexdigest()[:16]}"'
            if request.headers.get("If-None-Match") == etag:
                return web.Response(status=304, headers={"ETag": etag})
            headers = {"ETag": etag}
        return web.Response(body=page, content_type=self.content_type, headers=headers)
