"""A GitHub on loopback with one pull request: its state, reviews and comments, and every fault on demand."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import web

from tests.wire.guide_source.fake_github import Call, Fault

REPOSITORY = "open-neuromorphic/communications"
LINK = f"https://github.com/{REPOSITORY}/pull/12"
Json = dict[str, Any]


@dataclass
class PullRequestServer:
    """Pull request `number` of `REPOSITORY`, and no other. `faults[kind]` is asked before a request of `pull`, `reviews`, `comments`
    or `comment` (the one that posts). `now` gives the moments of what happens here.
    """

    now: Callable[[], datetime]
    number: int = 12
    head: str = "a" * 40
    state: str = "open"
    merged_at: str | None = None
    repository: str = REPOSITORY
    reviews: list[Json] = field(default_factory=list)
    comments: list[Json] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    faults: dict[str, Fault] = field(default_factory=dict)
    # Done to a comment that is taken, before it is answered.
    after_comment: Fault | None = None
    per_page: int = 100
    url: str = ""

    async def start(self) -> None:
        app = web.Application()
        base = f"/repos/{REPOSITORY}"
        app.add_routes(
            [
                web.get(f"{base}/pulls/{{number}}", self._pull),
                web.get(f"{base}/pulls/{{number}}/reviews", self._reviews),
                web.get(f"{base}/issues/{{number}}/comments", self._comments),
                web.post(f"{base}/issues/{{number}}/comments", self._comment),
            ]
        )
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        await self._runner.cleanup()

    # --- what people do there ---------------------------------------------------------------------------

    def review(self, login: str, state: str, body: str = "", *, commit: str = "", account: int = 0) -> Json:
        """Give a review."""
        made = {
            "id": 1000 + len(self.reviews),
            "user": {
                "login": login,
                "id": account or int(hashlib.sha256(login.lower().encode()).hexdigest()[:7], 16),
            },
            "body": body,
            "state": state,
            "submitted_at": self._stamp(),
            "commit_id": commit or self.head,
        }
        self.reviews.append(made)
        return made

    def push(self, letter: str) -> None:
        """Push a commit whose hash is this letter, 40 times."""
        self.head = letter * 40

    def count(self, kind: str) -> int:
        return len([call for call in self.calls if call.kind == kind])

    # --- endpoints --------------------------------------------------------------------------------------

    def _stamp(self) -> str:
        return f"{self.now():%Y-%m-%dT%H:%M:%SZ}"

    async def _fault(self, kind: str, request: web.Request) -> web.StreamResponse | None:
        self.calls.append(Call(kind, request.path_qs, dict(request.headers)))
        fault = self.faults.get(kind)
        if fault is None:
            if request.match_info["number"] == str(self.number):
                return None
            return web.json_response({"message": "Not Found"}, status=404)
        answer = fault(request)
        return await answer if asyncio.iscoroutine(answer) else answer  # type: ignore[return-value]

    def _answer(self, request: web.Request, document: object, **headers: str) -> web.Response:
        etag = f'W/"{hashlib.sha256(json.dumps(document).encode()).hexdigest()}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        return web.json_response(document, headers={"ETag": etag, **headers})

    async def _pull(self, request: web.Request) -> web.StreamResponse:
        if (answer := await self._fault("pull", request)) is not None:
            return answer
        document = {
            "number": self.number,
            "state": self.state,
            "merged_at": self.merged_at,
            "merge_commit_sha": "f" * 40 if self.merged_at else None,
            "head": {"sha": self.head},
            "base": {"repo": {"full_name": self.repository}},
        }
        return self._answer(request, document)

    async def _reviews(self, request: web.Request) -> web.StreamResponse:
        if (answer := await self._fault("reviews", request)) is not None:
            return answer
        return self._page(request, self.reviews)

    async def _comments(self, request: web.Request) -> web.StreamResponse:
        if (answer := await self._fault("comments", request)) is not None:
            return answer
        since = request.query.get("since", "")
        return self._page(request, [each for each in self.comments if each["created_at"] >= since])

    def _page(self, request: web.Request, everything: list[Json]) -> web.Response:
        page = int(request.query.get("page", "1"))
        start = (page - 1) * self.per_page
        more = {"Link": f'<{self.url}/next>; rel="next"'} if start + self.per_page < len(everything) else {}
        return self._answer(request, everything[start : start + self.per_page], **more)

    async def _comment(self, request: web.Request) -> web.StreamResponse:
        if (answer := await self._fault("comment", request)) is not None:
            return answer
        if not request.headers.get("Authorization"):
            return web.json_response({"message": "Requires authentication"}, status=401)
        body = (await request.json())["body"]
        self.comments.append({"id": len(self.comments), "body": body, "created_at": self._stamp()})
        if self.after_comment is not None:
            answer = self.after_comment(request)
            return await answer if asyncio.iscoroutine(answer) else answer  # type: ignore[return-value]
        return web.json_response({"id": len(self.comments)}, status=201)
