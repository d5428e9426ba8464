"""A server on loopback that speaks the parts of GitHub the guide uses, with every fault on demand.

Two ports, as with GitHub: the REST API (trees, blobs) and the host of raw files.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import web

from bot.repository.files import git_sha

Fault = Callable[[web.Request], "web.StreamResponse | Awaitable[web.StreamResponse | None] | None"]
REPOSITORY = "open-neuromorphic/open-neuromorphic.github.io"
SOFTWARE = "content/neuromorphic-computing/software"
HARDWARE = "content/neuromorphic-computing/hardware"


def page(title: str, text: str = "Spiking networks.") -> bytes:
    return f"""---
title: {title}
description: {text}
category: snn-framework
language: Python
license: MIT
supports_NIR: true
supports_hardware: false
---
## Overview
{text}
""".encode()


@dataclass(frozen=True)
class Call:
    kind: str
    path: str
    headers: dict[str, str]


@dataclass
class FakeGitHub:
    """`files` is the repository; `faults[kind]` is asked before a request of `tree`, `blob` or `raw`."""

    files: dict[str, bytes]
    calls: list[Call] = field(default_factory=list)
    faults: dict[str, Fault] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    truncate: bool = False
    api_url: str = ""
    raw_url: str = ""

    async def start(self) -> None:
        self._runners = []
        self._news = asyncio.Event()
        urls = []
        for routes in (
            [
                web.get(f"/repos/{REPOSITORY}/git/trees/{{ref}}", self._tree),
                web.get(f"/repos/{REPOSITORY}/git/blobs/{{sha}}", self._blob),
                web.get("/moved/{rest:.*}", self._tree),
            ],
            [web.get(f"/{REPOSITORY}/main/{{path:.+}}", self._raw), web.get("/moved/{rest:.*}", self._tree)],
        ):
            app = web.Application()
            app.add_routes(routes)
            runner = web.AppRunner(app, shutdown_timeout=0.1)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            self._runners.append(runner)
            urls.append(f"http://127.0.0.1:{runner.addresses[0][1]}")
        self.api_url, self.raw_url = urls

    async def stop(self) -> None:
        for runner in self._runners:
            await runner.cleanup()

    async def asked(self, kind: str, times: int) -> None:
        """Wait until there were so many requests of a kind."""
        while self.kinds().count(kind) < times:
            self._news.clear()
            await self._news.wait()

    def kinds(self) -> list[str]:
        return [call.kind for call in self.calls]

    def fetched(self) -> list[str]:
        """The pages asked for at the raw host, by title's folder."""
        return [call.path.split("/")[-2] for call in self.calls if call.kind == "raw"]

    # --- endpoints ------------------------------------------------------------------------------------

    async def _fault(self, kind: str, path: str, request: web.Request) -> web.StreamResponse | None:
        self.calls.append(Call(kind, path, dict(request.headers)))
        self._news.set()
        fault = self.faults.get(kind)
        if fault is None:
            return None
        answer = fault(request)
        return await answer if asyncio.iscoroutine(answer) else answer  # type: ignore[return-value]

    async def _tree(self, request: web.Request) -> web.StreamResponse:
        ref = request.match_info.get("ref", "main")
        if (answer := await self._fault("tree", ref, request)) is not None:
            return answer
        recursive = "recursive" in request.query
        prefix = "" if ref == "main" else self._folders()[ref]
        document = self._document(prefix, recursive)
        if self.truncate and prefix == "" and recursive:
            document = {**document, "tree": document["tree"][:3], "truncated": True}
        etag = '"' + hashlib.sha256(json.dumps(document).encode()).hexdigest() + '"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag, **self.headers})
        return web.json_response(document, headers={"ETag": etag, **self.headers})

    def _document(self, prefix: str, recursive: bool) -> dict:
        entries: dict[str, dict] = {}
        folders = {path: sha for sha, path in self._folders().items()}
        for path, content in sorted(self.files.items()):
            if not path.startswith(prefix):
                continue
            rest = path.removeprefix(prefix)
            parts = rest.split("/")
            for depth in range(1, len(parts)):
                folder = "/".join(parts[:depth])
                if recursive or depth == 1:
                    sha = folders[f"{prefix}{folder}/"]
                    entries[folder] = {"path": folder, "mode": "040000", "type": "tree", "sha": sha}
            if recursive or len(parts) == 1:
                entries[rest] = {
                    "path": rest,
                    "mode": "100644",
                    "type": "blob",
                    "sha": git_sha(content),
                    "size": len(content),
                }
        commit = hashlib.sha1(repr(sorted(self.files.items())).encode()).hexdigest()
        return {"sha": commit, "url": "", "tree": list(entries.values()), "truncated": False}

    def _folders(self) -> dict[str, str]:
        folders = {}
        for path in self.files:
            parts = path.split("/")
            for depth in range(1, len(parts)):
                folder = "/".join(parts[:depth]) + "/"
                folders[hashlib.sha1(folder.encode("utf-8", "surrogatepass")).hexdigest()] = folder
        return folders

    async def _blob(self, request: web.Request) -> web.StreamResponse:
        sha = request.match_info["sha"]
        if (answer := await self._fault("blob", sha, request)) is not None:
            return answer
        for content in self.files.values():
            if git_sha(content) == sha:
                return web.Response(body=content, headers=self.headers)
        return web.json_response({"message": "Not Found"}, status=404)

    async def _raw(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        if (answer := await self._fault("raw", path, request)) is not None:
            return answer
        if path not in self.files:
            return web.Response(status=404, text="404: Not Found")
        return web.Response(body=self.files[path], content_type="text/plain")


def answer(status: int, text: str = "", **headers: str) -> Fault:
    """A fault: always this answer."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda request: web.Response(status=status, text=text, headers=named)


def first(times: int, fault: Fault) -> Fault:
    """A fault for the first few requests only."""
    left = [times]

    def maybe(request: web.Request):
        if left[0] == 0:
            return None
        left[0] -= 1
        return fault(request)

    return maybe


def after(times: int, fault: Fault) -> Fault:
    """A fault from a certain request on."""
    seen = [0]

    def maybe(request: web.Request):
        seen[0] += 1
        return fault(request) if seen[0] > times else None

    return maybe


async def cut(request: web.Request) -> web.StreamResponse:
    """Half an answer, then the connection ends."""
    response = web.StreamResponse(headers={"Content-Length": "5000"})
    await response.prepare(request)
    await response.write(b'{"sha": "')
    assert request.transport is not None
    request.transport.close()
    return response


async def huge(request: web.Request) -> web.StreamResponse:
    """50 MB, or as much of it as the client takes."""
    response = web.StreamResponse(headers={"Content-Length": str(50 * 1024 * 1024)})
    await response.prepare(request)
    try:
        for _ in range(50):
            await response.write(b"x" * 1024 * 1024)
    except ConnectionError:
        pass
    return response


async def silent(request: web.Request) -> web.StreamResponse:
    """Never answers."""
    await asyncio.sleep(3600)
    raise AssertionError
