"""Fetching from other servers, within limits.

Every request has a time limit for the whole of it, a size cap, and goes to public addresses only: a feed
that a moderator adds must not reach into the host's own network. Redirects are followed and checked again.
On aiohttp, which discord.py brings (docs/decisions/0004-aiohttp-for-fetching.md).
"""

from __future__ import annotations

import asyncio
import ipaddress
import os
import socket
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import aiohttp
import yarl
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.errors import BotError

USER_AGENT = "community-bot (+https://open-neuromorphic.org)"
DEFAULT_SECONDS = 30.0
DEFAULT_BYTES = 8 * 1024 * 1024
MAX_REDIRECTS = 5
_REDIRECTS = {301, 302, 303, 307, 308}
_PERMANENT = {301, 308}
_NOT_MODIFIED = 304
# All public IPv6 addresses (IANA), and the addresses in which networks without IPv4 hide those of IPv4.
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class FetchError(BotError):
    """The answer could not be had: no connection, too slow, too large, a private address."""


class NotPublic(FetchError):
    """The address is none of the public ones."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer: `url` it came from in the end, lower-case header names; `body` is empty for a 304.

    `moved` is the address that permanent redirects led to, if the first of all was one.
    """

    url: str
    status: int
    body: bytes
    headers: Mapping[str, str]
    moved: str | None = None

    @property
    def etag(self) -> str | None:
        """The validator to send with the next request for the same address, if the server gave one."""
        return self.headers.get("etag")

    @property
    def not_modified(self) -> bool:
        """Whether the server says that nothing changed since the validator sent."""
        return self.status == _NOT_MODIFIED


class Fetcher:
    """One pool of connections for the whole bot, opened with the first request.

    `private_hosts` may have private or loopback addresses: a mirror on the same machine, a test's server.
    """

    def __init__(self, *, private_hosts: Collection[str] = ()) -> None:
        self._private_hosts = frozenset(private_hosts)
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

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

        With `etag` or `last_modified` the request is conditional. `Authorization` among `headers` stays with
        the host it was meant for. Raises `FetchError` when there is no complete answer within `seconds` and
        `max_bytes`, or when an address on the way is not public.
        """
        wanted = dict(headers or {})
        if etag:
            wanted["If-None-Match"] = etag
        if last_modified:
            wanted["If-Modified-Since"] = last_modified
        try:
            async with asyncio.timeout(seconds):
                return await self._follow(yarl.URL(url), wanted, max_bytes)
        except TimeoutError:
            raise FetchError(f"{url} did not answer in full within {seconds:g} s") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise FetchError(f"{url} cannot be fetched: {_in_words(error)}") from error

    async def post(
        self, url: str, body: bytes, *, headers: Mapping[str, str], seconds: float, max_bytes: int
    ) -> Fetched:
        """Return the answer to a POST of `body`, whatever its status; redirects are not followed.

        Raises `FetchError` when there is no complete answer: then nobody knows what became of it.
        """
        try:
            async with asyncio.timeout(seconds):
                target = yarl.URL(url)
                self._refuse_private_literal(target)
                async with self._open().post(
                    target, data=body, headers=headers, allow_redirects=False
                ) as response:
                    found = await _body(response, max_bytes)
                    return Fetched(url, response.status, found, _lower(response))
        except TimeoutError:
            raise FetchError(f"{url} did not answer in full within {seconds:g} s") from None
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise FetchError(f"{url} cannot be reached: {_in_words(error)}") from error

    async def _follow(self, url: yarl.URL, headers: dict[str, str], max_bytes: int) -> Fetched:
        moved: str | None = None
        for hop in range(MAX_REDIRECTS + 1):
            self._refuse_private_literal(url)
            async with self._open().get(url, headers=headers, allow_redirects=False) as response:
                target = response.headers.get("Location")
                if response.status not in _REDIRECTS or target is None:
                    body = await _body(response, max_bytes)
                    return Fetched(str(url), response.status, body, _lower(response), moved)
                permanent = response.status in _PERMANENT and (hop == 0 or moved == str(url))
            before, url = url, url.join(yarl.URL(target))
            moved = str(url) if permanent else moved
            if (url.scheme, url.host, url.port) != (before.scheme, before.host, before.port):
                headers = {name: value for name, value in headers.items() if name.lower() != "authorization"}
        raise FetchError(f"{url} was reached by more than {MAX_REDIRECTS} redirects")

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                # How many ask at once is the askers' business: waiting here would use up their time.
                connector=aiohttp.TCPConnector(
                    limit=0, resolver=_PublicResolver(self._private_hosts), use_dns_cache=False
                ),
                # The limit for the whole request is asyncio's, in `get`; this one is for silence in between.
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=15, sock_read=15),
                headers={"User-Agent": USER_AGENT},
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session

    def _refuse_private_literal(self, url: yarl.URL) -> None:
        """Refuse an address written as a number; names are checked when they are resolved."""
        if url.scheme not in ("http", "https") or not url.host:
            raise FetchError(f"{url} is not an http or https address")
        try:
            ipaddress.ip_address(url.host)
        except ValueError:
            return
        if url.host not in self._private_hosts:
            _refuse_private(url.host, url.host)


def _lower(response: aiohttp.ClientResponse) -> dict[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}


def _in_words(error: Exception) -> str:
    """Return what went wrong, for people who do not know the library's words."""
    match error:
        case aiohttp.ClientConnectorDNSError():
            return "its server's name is not known"
        case aiohttp.ClientSSLError():
            return "its certificate or encryption is not in order"
        case aiohttp.ClientConnectorError(errno=int(number)):
            return f"its server takes no connection ({os.strerror(number)})"
        case aiohttp.ServerDisconnectedError() | aiohttp.ClientPayloadError() | aiohttp.ClientOSError():
            return "the connection broke off"
    return str(error) or type(error).__name__


async def _body(response: aiohttp.ClientResponse, max_bytes: int) -> bytes:
    body = bytearray()
    # Counted after decompression: a small answer may unpack to a huge one.
    async for chunk in response.content.iter_chunked(65_536):
        body += chunk
        if len(body) > max_bytes:
            raise FetchError(f"{response.url} is larger than {max_bytes:,} bytes")
    return bytes(body)


def _refuse_private(host: str, address: str) -> None:
    if not _is_public(ipaddress.ip_address(address.partition("%")[0])):
        raise NotPublic(f"{host} has the address {address}, which is not public")


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        if address in _NAT64:
            return _is_public(ipaddress.IPv4Address(address.packed[-4:]))
        # 6to4 and Teredo lead to whatever IPv4 address stands in them.
        if address not in _GLOBAL_UNICAST or address.sixtofour or address.teredo:
            return False
    return address.is_global and not address.is_multicast


class _PublicResolver(AbstractResolver):
    """Resolves a name to the addresses that are then connected to, if all of them are public.

    Checking here and not before the request leaves no moment in which the name could be pointed elsewhere.
    """

    def __init__(self, private_hosts: frozenset[str]) -> None:
        self._private_hosts = private_hosts
        self._names = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._names.resolve(host, port, family)
        if host not in self._private_hosts:
            for entry in found:
                _refuse_private(host, entry["host"])
        return found

    async def close(self) -> None:
        await self._names.close()
