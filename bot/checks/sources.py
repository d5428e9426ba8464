"""Whether what the bot reads from other servers can be reached."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from bot.checks.findings import Finding, advice, bad, good
from bot.fetch import Fetched, Fetcher, FetchError, NotPublic
from bot.uses import Address, without_keys

SECONDS = 15.0
AT_ONCE = 6
# GitHub docs, "Scopes for OAuth apps": what a classic token may do, told with every answer.
_SCOPES = "x-oauth-scopes"
_EXPIRES = "github-authentication-token-expiration"


async def reach(addresses: Iterable[Address], fetcher: Fetcher) -> list[Finding]:
    """Ask each address once, several at a time, and return what came of it, in their order."""
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(address: Address) -> Finding:
        async with turn:
            return await _ask(address, fetcher)

    return await asyncio.gather(*(one(address) for address in dict.fromkeys(addresses)))


async def _ask(address: Address, fetcher: Fetcher) -> Finding:
    headers = {}
    if address.token is not None:
        headers["Authorization"] = f"Bearer {address.token.get_secret_value()}"
    name, shown = f"source {address.name}", without_keys(address.url)
    try:
        answer = await fetcher.get(address.url, headers=headers, seconds=SECONDS)
    except NotPublic as error:
        fix = "name another address, or the host in fetch.private_hosts if it is one of yours"
        return bad(name, str(error).replace(address.url, shown), fix)
    except FetchError as error:
        fix = "open it in a browser: the address may be wrong, or its server away for a while"
        return bad(name, str(error).replace(address.url, shown), fix)
    return _judged(name, shown, address, answer)


def _judged(name: str, shown: str, address: Address, answer: Fetched) -> Finding:
    if answer.status == 401 and address.token is not None:
        return bad(
            name, "GitHub refuses the token", "renew GITHUB_TOKEN or github_token_file, or leave it out"
        )
    if answer.status in (403, 429) and answer.headers.get("x-ratelimit-remaining") == "0":
        said = f"{shown} allows no more requests at the moment ({answer.status})"
        return advice(name, said, "nothing: the bot waits until it is allowed again")
    if answer.status != 200:
        return bad(name, f"{shown} answers {answer.status}", "open it in a browser: the address may be wrong")
    if scopes := answer.headers.get(_SCOPES, "").strip():
        said = f"reached, but its GitHub token may do more than read what is public: {scopes}"
        return advice(name, said, "make one without scopes, or a fine-grained one for public repositories")
    until = answer.headers.get(_EXPIRES)
    return good(name, f"{shown} answers" + (f"; the GitHub token ends {until}" if until else ""))
