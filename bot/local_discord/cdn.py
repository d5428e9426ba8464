"""``/cdn``: uploaded files as they are, avatars and icons drawn from initials."""

from __future__ import annotations

import colorsys
import mimetypes
from html import escape
from urllib.parse import unquote

from aiohttp import web

from .world import World

_SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 128 128" width="128" height="128" role="img">
<rect width="128" height="128" fill="{colour}"/>
<text x="64" y="64" dy=".35em" text-anchor="middle" font-family="system-ui, sans-serif" font-size="{size}" \
font-weight="600" fill="#fff">{initials}</text></svg>"""


def initials(name: str) -> str:
    """One or two letters that stand for a name."""
    words = [word for word in name.replace("_", " ").replace(".", " ").split() if word]
    return "".join(word[0] for word in words[:2]).upper() or "?"


def drawing(name: str, seed: int) -> str:
    """A square SVG with a name's initials on a calm colour that ``seed`` chooses."""
    red, green, blue = colorsys.hls_to_rgb((seed * 0.61803398875) % 1.0, 0.38, 0.45)
    colour = f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
    letters = initials(name)
    return _SVG.format(colour=colour, size=56 if len(letters) < 3 else 40, initials=escape(letters))


async def serve(request: web.Request) -> web.Response:
    """Answer one address below ``/cdn``."""
    world: World = request.app[WORLD]
    raw = request.match_info["path"]
    data = world.uploads.get(raw) or world.uploads.get(request.rel_url.raw_path.removeprefix("/cdn/"))
    if data is not None:
        kind = mimetypes.guess_type(unquote(raw))[0] or "application/octet-stream"
        # Uploads are people's files: nothing in them may run on this page's origin.
        headers = {
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        }
        return web.Response(body=data, content_type=kind, headers=headers)
    parts = raw.split("/")
    owner = next((int(part) for part in parts[1:] if part.isdecimal()), None)
    if parts[0] == "attachments" or (owner is None and parts[0] != "embed"):
        raise web.HTTPNotFound(text="there is no such file")
    user = world.users.get(owner or 0)
    guild = world.guilds.get(owner or 0)
    name = guild.name if guild is not None else "?"
    if user is not None:
        name = user.global_name or user.name
    return web.Response(
        text=drawing(name, (owner or 0) >> 22 ^ (owner or 0) & 0x3FFFFF),
        content_type="image/svg+xml",
        headers={"Cache-Control": "max-age=3600"},
    )


WORLD = web.AppKey("world", World)
