"""The page's files, read from disk at each request so that an edit shows at once."""

from __future__ import annotations

import hashlib
from pathlib import Path

from aiohttp import web

PAGE = Path(__file__).parent / "page"
_TYPES = {
    ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".mjs": "text/javascript",
    ".svg": "image/svg+xml", ".json": "application/json", ".png": "image/png", ".woff2": "font/woff2",
    ".ico": "image/x-icon", ".webmanifest": "application/manifest+json", ".txt": "text/plain",
}  # fmt: skip
_TEXT = ("text/", "application/json", "image/svg+xml")


async def serve(request: web.Request) -> web.Response:
    """``/`` and ``/page/…``: one file, always revalidated (ETag, no-cache)."""
    name = request.match_info.get("path") or "index.html"
    path = (PAGE / name).resolve()
    if not path.is_relative_to(PAGE.resolve()) or not path.is_file():
        raise web.HTTPNotFound(text="there is no such file")
    data = path.read_bytes()
    etag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    if request.headers.get("If-None-Match") == etag:
        return web.Response(status=304, headers=headers)
    kind = _TYPES.get(path.suffix, "application/octet-stream")
    charset = "utf-8" if kind.startswith(_TEXT) else None
    return web.Response(body=data, content_type=kind, charset=charset, headers=headers)
