"""Requests to GitHub: its token, its hourly budget, and the waits that its servers ask for.

Rules: GitHub docs, "Rate limits for the REST API" and "Best practices for using the REST API" (one request
after another; a conditional request that is answered with 304 costs nothing, but only with a token).
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urlsplit

from bot.clock import Clock
from bot.fetch import Fetched, Fetcher, FetchError
from bot.repository.files import Paused, SourceError
from bot.repository.waits import remaining, reset_at, wait_until

JSON = "application/vnd.github+json"
# A wait up to this long is waited out; a longer one ends the work, and the next one goes on there.
PATIENCE_SECONDS = 20.0
# How long a budget lasts when GitHub does not say when it is renewed.
BUDGET_PERIOD = timedelta(hours=1)


class Pauses(Protocol):
    """Remembers which hosts asked us to wait, beyond a restart."""

    async def pause_of(self, host: str) -> tuple[datetime, str] | None:
        """Return until when (UTC) and why `host` is left alone, if it is."""

    async def pause(self, host: str, until: datetime, reason: str) -> None:
        """Leave `host` alone until then."""


class GitHubApi:
    """Asks GitHub's REST API at `url`, and its other hosts, one request after another.

    `token_refused` is told, once, when GitHub does not take the token; `user` is who has to be restarted with
    another one, for that message.
    """

    def __init__(
        self,
        url: str,
        user: str,
        fetcher: Fetcher,
        clock: Clock,
        pauses: Pauses,
        sleep: Callable[[float], Awaitable[None]],
        token: str | None,
        token_refused: Callable[[str], object],
    ) -> None:
        self.url = url
        self._user = user
        self._fetcher = fetcher
        self._clock = clock
        self._pauses = pauses
        self._sleep = sleep
        self._token = token
        self._token_refused = token_refused
        self._budget: int | None = None
        self._budget_until = clock.now()

    @property
    def has_token(self) -> bool:
        """Whether there is a token that GitHub has not refused."""
        return self._token is not None

    @property
    def budget(self) -> tuple[int | None, datetime]:
        """How many requests are left, if GitHub has said so, and when (UTC) they are renewed."""
        return self._budget, self._budget_until

    async def ask(
        self, path: str, accept: str = JSON, *, seconds: float, max_bytes: int, etag: str | None = None
    ) -> Fetched:
        """Return the API's answer to a GET of `path`, whatever its status. Raises `SourceError`."""
        answer = await self.get(
            f"{self.url}{path}",
            self._headers(accept),
            host=self.url,
            is_api=True,
            etag=etag,
            seconds=seconds,
            max_bytes=max_bytes,
        )
        if self._settle(answer):
            return await self.ask(path, accept, seconds=seconds, max_bytes=max_bytes, etag=etag)
        return answer

    async def tell(self, path: str, content: Mapping[str, Any], *, seconds: float, max_bytes: int) -> Fetched:
        """POST `content` to the API as JSON and return the answer, whatever its status.

        It is sent once: raises `Paused` when it was not sent, or not taken, because GitHub wants us to wait;
        `FetchError` when nobody knows what became of it.
        """
        await self._require_leave(self.url)
        headers = {**self._headers(JSON), "Content-Type": "application/json"}
        answer = await self._fetcher.post(
            f"{self.url}{path}",
            json.dumps(content).encode(),
            headers=headers,
            seconds=seconds,
            max_bytes=max_bytes,
        )
        self._settle(answer)
        until = wait_until(answer.status, answer.headers, answer.body, self._clock.now(), is_api=True)
        if until is not None:
            reason = _reason(self.url, until)
            await self._pauses.pause(self.url, until, reason)
            if answer.status in (403, 429):
                raise Paused(f"{reason} (it answered {answer.status})", until)
        return answer

    async def get(
        self,
        url: str,
        headers: Mapping[str, str],
        *,
        host: str,
        is_api: bool,
        seconds: float,
        max_bytes: int,
        etag: str | None = None,
        again: bool = True,
    ) -> Fetched:
        """GET `url` unless its host asked us to wait; note when it asks now. Raises `SourceError`."""
        await self._require_leave(host)
        try:
            answer = await self._fetcher.get(
                url, etag=etag, headers=headers, seconds=seconds, max_bytes=max_bytes
            )
        except FetchError as error:
            raise SourceError(str(error)) from error
        now = self._clock.now()
        until = wait_until(answer.status, answer.headers, answer.body, now, is_api=is_api)
        if until is None:
            return answer
        reason = _reason(host, until)
        if answer.status in (200, 304):
            await self._pauses.pause(host, until, reason)
            return answer
        wait = (until - now).total_seconds()
        if again and wait <= PATIENCE_SECONDS:
            await self._sleep(wait)
            return await self.get(
                url,
                headers,
                host=host,
                is_api=is_api,
                seconds=seconds,
                max_bytes=max_bytes,
                etag=etag,
                again=False,
            )
        await self._pauses.pause(host, until, reason)
        raise Paused(f"{reason} (it answered {answer.status})", until)

    def _headers(self, accept: str) -> dict[str, str]:
        headers = {"Accept": accept, "X-GitHub-Api-Version": "2022-11-28"}
        if self._token:
            # The API alone gets it. When it redirects to another host, the fetcher takes this header away.
            headers["Authorization"] = f"Bearer {self._token}"
        return headers

    async def _require_leave(self, host: str) -> None:
        """Raise `Paused` while `host` has asked us to wait."""
        if (pause := await self._pauses.pause_of(host)) is not None and pause[0] > self._clock.now():
            raise Paused(pause[1], pause[0], known=True)

    def _settle(self, answer: Fetched) -> bool:
        """Note the budget that is left; tell whether the token was refused just now."""
        now = self._clock.now()
        if (left := remaining(answer.headers)) is not None:
            self._budget = left
            self._budget_until = reset_at(answer.headers, now) or now + BUDGET_PERIOD
        if answer.status != 401 or self._token is None:
            return False
        # An expired token must not stop us: reading public places needs none.
        self._token = None
        self._token_refused(
            "GitHub refuses the token (401) and is asked without one: renew GITHUB_TOKEN or "
            f"github_token_file and restart {self._user}"
        )
        return True


def _reason(host: str, until: datetime) -> str:
    return f"{urlsplit(host).netloc} allows no more requests before {until:%Y-%m-%d %H:%M} UTC"
