"""Requests to Discord whose outcome is always told: an answer, or that nobody knows.

discord.py repeats failed requests and sleeps on rate limits inside a call, where nobody sees which of its
attempts was stored. What must happen exactly once goes through here instead, and each attempt is seen.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.delivery_rules import REQUEST_SECONDS

# Discord docs, reference: user agent.
USER_AGENT = "DiscordBot (https://open-neuromorphic.org, 1)"


class Unanswered(Exception):
    """No answer: whether Discord did what it was asked is not known."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of a message."""

    name: str
    data: bytes
    description: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its status, its JSON (None when it is none) and its headers, names in lower case."""

    status: int
    body: Any
    headers: Mapping[str, str]


class Rest:
    """Discord's REST API at `api_url`, for one bot."""

    def __init__(self, api_url: str, token: str) -> None:
        self._base = api_url.rstrip("/")
        self._headers = {"Authorization": f"Bot {token}", "User-Agent": USER_AGENT}
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def request(self, method: str, path: str, body: Any = None, *, files: Sequence[File] = ()) -> Reply:
        """Ask once. Raises `Unanswered` when the connection fails or takes longer than `REQUEST_SECONDS`."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                headers=self._headers, timeout=aiohttp.ClientTimeout(total=REQUEST_SECONDS)
            )
        content: dict[str, Any] = {"data": _form(body, files)} if files else {"json": body}
        if body is None:
            content = {}
        try:
            async with self._session.request(
                method, self._base + path, allow_redirects=False, **content
            ) as response:
                raw = await response.read()
                headers = {name.lower(): value for name, value in response.headers.items()}
                return Reply(response.status, _json(raw), headers)
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise Unanswered(str(error) or type(error).__name__) from error


def _form(body: Any, files: Sequence[File]) -> aiohttp.FormData:
    """Return a multipart body as Discord reads it (reference: uploading files)."""
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("payload_json", json.dumps(body), content_type="application/json")
    for number, file in enumerate(files):
        form.add_field(
            f"files[{number}]", file.data, filename=file.name, content_type="application/octet-stream"
        )
    return form


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return None
