"""Fetching, against a real server on loopback."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.fetch import MAX_REDIRECTS, Fetcher, FetchError

HOST = "127.0.0.1"


async def _page(request: web.Request) -> web.Response:
    if request.headers.get("If-None-Match") == '"v1"':
        return web.Response(status=304, headers={"ETag": '"v1"'})
    return web.Response(body=b"hello", headers={"ETag": '"v1"'})


async def _bomb(request: web.Request) -> web.Response:
    return web.Response(body=gzip.compress(b"\0" * 5_000_000), headers={"Content-Encoding": "gzip"})


async def _slow(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    for _ in range(50):
        await response.write(b"x")
        await asyncio.sleep(0.1)
    return response


async def _cut(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b"half")
    assert request.transport is not None
    request.transport.close()
    return response


async def _seen_headers(request: web.Request) -> web.Response:
    return web.Response(text=request.headers.get("Authorization", "none"))


async def _redirect(request: web.Request) -> web.Response:
    raise web.HTTPFound(request.query["to"])


async def _permanent(request: web.Request) -> web.Response:
    raise web.HTTPPermanentRedirect(request.query["to"])


async def _loop(request: web.Request) -> web.Response:
    raise web.HTTPFound("/loop")


def _app() -> web.Application:
    app = web.Application()
    app.router.add_get("/page", _page)
    app.router.add_get("/bomb", _bomb)
    app.router.add_get("/slow", _slow)
    app.router.add_get("/cut", _cut)
    app.router.add_get("/headers", _seen_headers)
    app.router.add_get("/redirect", _redirect)
    app.router.add_get("/permanent", _permanent)
    app.router.add_get("/loop", _loop)
    return app


@pytest.fixture
async def server() -> AsyncIterator[TestServer]:
    async with TestServer(_app(), host=HOST) as server:
        yield server


@pytest.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    fetcher = Fetcher(private_hosts=[HOST])
    yield fetcher
    await fetcher.close()


async def test_a_conditional_request_tells_that_nothing_changed(server: TestServer, fetcher: Fetcher) -> None:
    first = await fetcher.get(str(server.make_url("/page")))
    second = await fetcher.get(str(server.make_url("/page")), etag=first.etag)

    assert (first.status, first.body, first.not_modified) == (200, b"hello", False)
    assert (second.body, second.not_modified) == (b"", True)


async def test_a_redirect_is_followed_and_the_token_stays_with_its_host(
    server: TestServer, fetcher: Fetcher
) -> None:
    async with TestServer(_app(), host=HOST) as other:
        for target, seen in ((server, b"Bearer secret"), (other, b"none")):
            url = server.make_url("/redirect").with_query(to=str(target.make_url("/headers")))
            answer = await fetcher.get(str(url), headers={"Authorization": "Bearer secret"})
            assert answer.body == seen
            assert answer.url == str(target.make_url("/headers"))


@pytest.mark.parametrize(
    ("path", "moved"),
    [
        ("/page", None),
        ("/redirect?to=/page", None),
        ("/permanent?to=/page", "/page"),
        ("/permanent?to=/permanent%3Fto=/page", "/page"),
        # Beyond a temporary redirect nothing is for good.
        ("/permanent?to=/redirect%3Fto=/page", "/redirect?to=/page"),
        ("/redirect?to=/permanent%3Fto=/page", None),
    ],
)
async def test_only_permanent_redirects_give_a_new_address(
    server: TestServer, fetcher: Fetcher, path: str, moved: str | None
) -> None:
    answer = await fetcher.get(f"http://{HOST}:{server.port}{path}")
    assert answer.body == b"hello"
    assert answer.moved == (moved and f"http://{HOST}:{server.port}{moved}")


@pytest.mark.parametrize(
    ("path", "options", "said"),
    [
        ("/bomb", {"max_bytes": 1_000_000}, "larger than 1,000,000 bytes"),
        ("/slow", {"seconds": 0.5}, "did not answer in full within 0.5 s"),
        ("/cut", {}, "cannot be fetched: the connection broke off"),
        ("/loop", {}, f"more than {MAX_REDIRECTS} redirects"),
        ("/redirect?to=file:///etc/passwd", {}, "not an http or https address"),
        # The other name of this machine was not allowed: what a redirect points at is checked as well.
        ("/redirect?to=http://127.0.0.2/", {}, "not public"),
        ("/redirect?to=http://[::1]/", {}, "not public"),
        ("/redirect?to=http://169.254.169.254/latest/meta-data", {}, "not public"),
    ],
)
async def test_what_cannot_be_had_says_why(
    server: TestServer, fetcher: Fetcher, path: str, options: dict[str, float], said: str
) -> None:
    with pytest.raises(FetchError, match=said):
        await fetcher.get(f"http://{HOST}:{server.port}{path}", **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "[::1]", "0.0.0.0", "10.0.0.1", "[::ffff:127.0.0.1]"),
        # Other spellings, and IPv6 addresses that lead to one of IPv4.
        *("0x7f.0.0.1", "0x7f000001", "１２７.０.０.１", "224.0.0.1", "[fec0::1]", "[ff02::1]"),
        *("[64:ff9b::a9fe:a9fe]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[::127.0.0.1]"),
    ],
)
async def test_a_private_address_is_refused_before_anything_is_sent(server: TestServer, host: str) -> None:
    fetcher = Fetcher()
    try:
        with pytest.raises(FetchError, match=r"not public|cannot be resolved"):
            await fetcher.get(f"http://{host}:{server.port}/page", seconds=5)
    finally:
        await fetcher.close()


@pytest.mark.parametrize("host", ["2130706433", "127.1", "0177.0.0.1"])
async def test_a_number_that_is_no_plain_address_is_refused(server: TestServer, host: str) -> None:
    fetcher = Fetcher()
    try:
        with pytest.raises(FetchError):
            await fetcher.get(f"http://{host}:{server.port}/page", seconds=5)
    finally:
        await fetcher.close()


async def test_servers_that_do_not_answer_use_up_nobody_elses_time(
    server: TestServer, fetcher: Fetcher
) -> None:
    hanging = [asyncio.create_task(fetcher.get(str(server.make_url("/slow")))) for _ in range(30)]
    await asyncio.sleep(0.1)
    answer = await fetcher.get(str(server.make_url("/page")), seconds=3)
    assert answer.body == b"hello"
    for task in hanging:
        task.cancel()
    await asyncio.gather(*hanging, return_exceptions=True)


@pytest.mark.parametrize("url", ["", "nonsense", "ftp://example.org/x", "http://", "http://exa mple.org"])
async def test_what_is_no_address_is_refused(fetcher: Fetcher, url: str) -> None:
    with pytest.raises(FetchError):
        await fetcher.get(url)


async def test_an_unreachable_server_is_an_ordinary_failure(server: TestServer, fetcher: Fetcher) -> None:
    with pytest.raises(FetchError, match=r"takes no connection \(Connection refused\)"):
        await fetcher.get(f"http://{HOST}:9/", seconds=5)
    with pytest.raises(FetchError, match="its server's name is not known"):
        await fetcher.get("http://nobody.invalid/", seconds=5)
    with pytest.raises(FetchError, match="certificate or encryption"):
        await fetcher.get(str(server.make_url("/page").with_scheme("https")), seconds=5)
