"""Fetching from other servers, within limits.

Every request has a time limit for the whole of it, a size cap, and goes to public addresses only: a feed
that a moderator adds must not reach into the host's own network. Redirects are followed and checked again.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx

from bot.errors import BotError

USER_AGENT = "community-bot (+https://open-neuromorphic.org)"
DEFAULT_SECONDS = 30.0
DEFAULT_BYTES = 8 * 1024 * 1024
MAX_REDIRECTS = 5


class FetchError(BotError):
    """The answer could not be had: no connection, too slow, too large, a private address."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. `body` is empty for 304; header names are lower case."""

    status: int
    body: bytes
    headers: Mapping[str, str]

    @property
    def etag(self) -> str | None:
        """The validator to send with the next request for the same address, if the server gave one."""
        return self.headers.get("etag")

    @property
    def not_modified(self) -> bool:
        """Whether the server says that nothing changed since the validator sent."""
        return self.status == httpx.codes.NOT_MODIFIED


class Fetcher:
    """One pool of connections for the whole bot.

    `private_hosts` may have private or loopback addresses: a mirror on the same machine, a test's server.
    """

    def __init__(self, *, private_hosts: Collection[str] = ()) -> None:
        transport = httpx.AsyncHTTPTransport(retries=0)
        # httpx has no public seam for name resolution; httpcore below it has. Checking before connecting
        # would leave a gap in which the name could be pointed elsewhere.
        transport._pool = httpcore.AsyncConnectionPool(
            ssl_context=httpx.create_ssl_context(),
            max_connections=10,
            max_keepalive_connections=5,
            keepalive_expiry=30.0,
            network_backend=_PublicOnly(frozenset(private_hosts)),
        )
        self._client = httpx.AsyncClient(
            transport=transport,
            follow_redirects=True,
            max_redirects=MAX_REDIRECTS,
            headers={"User-Agent": USER_AGENT},
            # The limit for the whole request is asyncio's, in `get`; this one is for silence in between.
            timeout=httpx.Timeout(15.0),
            trust_env=False,
        )

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        headers: Mapping[str, str] | None = None,
        seconds: float = DEFAULT_SECONDS,
        max_bytes: int = DEFAULT_BYTES,
    ) -> Fetched:
        """Return the answer to a GET of `url`, whatever its status.

        With `etag` or `last_modified` the request is conditional. Raises `FetchError` when there is no
        complete answer within `seconds` and `max_bytes`, or when the address is not public.
        """
        wanted = dict(headers or {})
        if etag:
            wanted["If-None-Match"] = etag
        if last_modified:
            wanted["If-Modified-Since"] = last_modified
        try:
            async with asyncio.timeout(seconds), self._client.stream("GET", url, headers=wanted) as response:
                body = bytearray()
                async for chunk in response.aiter_bytes():
                    body += chunk
                    if len(body) > max_bytes:
                        raise FetchError(f"{url} is larger than {max_bytes:,} bytes")
                return Fetched(response.status_code, bytes(body), dict(response.headers))
        except TimeoutError:
            raise FetchError(f"{url} did not answer in full within {seconds:g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise FetchError(f"{url} cannot be fetched: {error or type(error).__name__}") from error


class _PublicOnly(httpcore.AsyncNetworkBackend):
    """Connects to the addresses a name has now, if they are public."""

    def __init__(self, private_hosts: frozenset[str]) -> None:
        self._private_hosts = private_hosts
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the interface's own parameter
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        failure: Exception | None = None
        for address in await self._addresses(host, port):
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except httpcore.ConnectError as error:
                failure = error
        raise failure or httpcore.ConnectError(f"{host} has no address")

    async def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError(f"{host} cannot be resolved: {error}") from error
        addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
        if host not in self._private_hosts:
            for address in addresses:
                if not ipaddress.ip_address(address.partition("%")[0]).is_global:
                    raise httpcore.ConnectError(f"{host} has the address {address}, which is not public")
        return addresses

    async def sleep(self, seconds: float) -> None:
        await self._network.sleep(seconds)
