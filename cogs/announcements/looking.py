"""What is at an address, for moderators: fetched now, read, and nothing stored."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar
from urllib.parse import urlsplit

from bot.errors import UserError
from bot.fetch import Fetched, Fetcher, FetchError, NotPublic
from cogs.announcements.failures import in_words
from cogs.announcements.model import Item, Reading, SourceKind, Unreadable
from cogs.announcements.readers import page, read_any
from cogs.announcements.readers.addresses import Address, channel_id_in, resolve_source
from cogs.announcements.readers.decoding import decode

# Reading a longer body would hold up everything else; it is done in a thread.
SHORT_BODY = 50_000
OK = 200
_NO_DATE = datetime.min.replace(tzinfo=UTC)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found:
    """What is at `url`: its reading (with its problems), and the newest item as it would be shown."""

    url: str
    kind: SourceKind
    title: str
    reading: Reading
    newest: Item | None


async def look(fetcher: Fetcher, typed: str, now: datetime, kind: SourceKind | None = None) -> Found:
    """Return what is found at what a moderator typed. Raises `UserError` with what to do."""
    address = await _resolve(fetcher, typed)
    wanted = kind or address.kind
    answer = await _get(fetcher, address.url, wanted)
    feeds = page.feeds_in(_text(answer), answer.url) if _is_page(answer) else []
    if feeds:
        answer = await _get(fetcher, feeds[0], wanted)
        return await _found(answer, feeds[0], kind, wanted, now)
    return await _found(answer, address.url, kind, wanted, now)


async def fetch_found(fetcher: Fetcher, url: str, kind: SourceKind, now: datetime) -> Found:
    """Return what is at a source's address now. Raises `UserError`."""
    return await _found(await _get(fetcher, url, kind), url, kind, kind, now)


async def page_item(fetcher: Fetcher, url: str, now: datetime) -> Item:
    """Return any web page as one item. Raises `UserError` when it says nothing about itself."""
    address = url.strip().strip("<>")
    if not address.startswith(("http://", "https://")):
        raise UserError("That is no web address.", "Give one that begins with https://.")
    answer = await _get(fetcher, address, "feed")
    reading = await _read(page.read, answer, now)
    return reading.items[0]


def address_of(url: str) -> Address:
    """Return the source that an address of the configuration means; the address itself when in doubt."""
    try:
        return resolve_source(url)
    except UserError:
        return Address(url, "feed")


def newest_first(entries: Iterable[T], item_of: Callable[[T], Item]) -> list[T]:
    """Return entries by the dates of their items, newest first; those without a date last, in their order."""
    return sorted(entries, key=lambda entry: item_of(entry).published or _NO_DATE, reverse=True)


async def read_answer(answer: Fetched, now: datetime) -> Reading:
    """Return what a source's answer holds. Raises `Unreadable`."""
    return await _in_thread_if_long(read_any, answer, now)


async def _resolve(fetcher: Fetcher, typed: str) -> Address:
    """Return the address that is meant, after a look at the channel's page if YouTube is asked by name."""
    try:
        return resolve_source(typed)
    except UserError as refusal:
        name = typed.strip().strip("<>")
        host = (urlsplit(name if "://" in name else f"https://{name}").hostname or "").removeprefix("www.")
        if name.startswith("@"):
            name = f"https://www.youtube.com/{name}"
        elif host not in ("youtube.com", "m.youtube.com") or "watch" in name:
            raise
        try:
            answer = await fetcher.get(name if "://" in name else f"https://{name}")
        except FetchError:
            raise refusal from None
        channel = channel_id_in(_text(answer)) if answer.status == OK else None
        if channel is None:
            raise refusal
        return resolve_source(channel)


async def _get(fetcher: Fetcher, url: str, kind: SourceKind) -> Fetched:
    try:
        answer = await fetcher.get(url)
    except NotPublic as error:
        hint = (
            "The bot reads from public addresses only; [fetch] private_hosts in config.toml names exceptions."
        )
        raise UserError(f"{error}.", hint) from error
    except FetchError as error:
        hint = "Check the address, and that the bot's machine has a network."
        raise UserError(f"{error}.", hint) from error
    if answer.status != OK:
        hint = "Open the address in a browser to see what is there."
        raise UserError(f"Nothing can be read there: {in_words(answer.status, kind)}.", hint)
    return answer


async def _found(
    answer: Fetched, url: str, kind: SourceKind | None, wanted: SourceKind, now: datetime
) -> Found:
    reading = await _read(read_any, answer, now)
    newest = newest_first(reading.items, lambda item: item)
    title = reading.title or urlsplit(url).hostname or url
    return Found(url, kind or kind_of(reading, wanted), title[:100], reading, newest[0] if newest else None)


def kind_of(reading: Reading, wanted: SourceKind) -> SourceKind:
    """Return the kind of source that a reading shows; a reader for feeds of any kind tells nothing."""
    kinds: dict[str, SourceKind] = {
        "youtube": "youtube",
        "releases": "releases",
        "repositories": "repositories",
        "sitemap": "sitemap",
    }
    return kinds.get(reading.kind, wanted)


Reader = Callable[..., Reading]


async def _read(reader: Reader, answer: Fetched, now: datetime) -> Reading:
    try:
        return await _in_thread_if_long(reader, answer, now)
    except Unreadable as error:
        raise UserError(str(error)) from error


async def _in_thread_if_long(reader: Reader, answer: Fetched, now: datetime) -> Reading:
    def read() -> Reading:
        content_type = answer.headers.get("content-type")
        return reader(answer.body, url=answer.url, content_type=content_type, now=now)

    return await asyncio.to_thread(read) if len(answer.body) > SHORT_BODY else read()


def _is_page(answer: Fetched) -> bool:
    return b"<html" in answer.body[:2_000].lower()


def _text(answer: Fetched) -> str:
    return decode(answer.body, answer.headers.get("content-type"))[0]
