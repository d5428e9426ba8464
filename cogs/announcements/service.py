"""Announcements as a service: what the commands and the sweep stand on.

Whatever a moderator can do wrong raises `UserError`, whose words are the answer. Moments are aware, in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.clock import Clock, to_text
from bot.database import Database
from bot.errors import UserError
from bot.fetch import Fetcher
from bot.health import HealthBoard
from bot.outbox import Outbox
from bot.privacy import NOBODY
from bot.templates import TemplateError
from cogs.announcements import looking
from cogs.announcements.announcer import Announcer, Cards
from cogs.announcements.looking import Found
from cogs.announcements.model import Item, SourceKind
from cogs.announcements.newness import Judgement
from cogs.announcements.poller import Poller, health_name
from cogs.announcements.recorder import Recorder
from cogs.announcements.settings import AnnouncementsSettings
from cogs.announcements.storage.item_store import Count, ItemStore
from cogs.announcements.storage.records import Choices, Source
from cogs.announcements.storage.source_store import SourceStore
from cogs.announcements.templates import check

# What `dry_run` tells about, at most.
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Status:
    """How a source is doing: `source.error` tells what went wrong, `source.next_check_at` the next try."""

    source: Source
    items: Count


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a reading now would do: what it found, and for each of its newest items what and why."""

    found: Found
    judgements: Sequence[Judgement]


class AnnouncementService:
    """Everything that the announcements' commands stand on.

    `cards` makes messages (`face.cards`). `moderator_channel` hears of addresses that moved.
    """

    def __init__(
        self,
        database: Database,
        outbox: Outbox,
        fetcher: Fetcher,
        clock: Clock,
        health: HealthBoard,
        settings: AnnouncementsSettings,
        cards: Cards,
        *,
        moderator_channel: int | None = None,
    ) -> None:
        self._database = database
        self._fetcher = fetcher
        self._clock = clock
        self._health = health
        self._settings = settings
        self._sources = SourceStore(database)
        self._items = ItemStore(database)
        self._announcer = Announcer(outbox, self._items, cards, clock, settings)
        self._recorder = Recorder(
            database, outbox, self._sources, self._items, self._announcer, clock, settings, moderator_channel
        )
        self._poller = Poller(self._sources, self._items, self._recorder, fetcher, clock, health)

    async def start(self) -> None:
        """Add the sources of the configuration that are not known yet; never waits for the network."""
        now = self._clock.now()
        async with self._database.write() as tx:
            for seed in self._settings.sources:
                address = looking.address_of(seed.url)
                known = await self._sources.at_address(address.url, tx)
                if known is None and not await self._sources.knows_seed(tx, seed.url):
                    choices = Choices(title=seed.title or address.url, channel_id=seed.channel)
                    await self._sources.add(
                        tx, address.url, address.kind, choices, added_by=NOBODY, now=now, seed=seed.url
                    )

    async def stop(self) -> None:
        """Ask no source any more."""
        await self._poller.stop()

    async def apply(self, settings: AnnouncementsSettings) -> None:
        """Take new settings over."""
        self._settings = self._announcer.settings = self._recorder.settings = settings
        await self.start()

    async def sweep(self) -> None:
        """Ask every source whose turn it is, and announce what is new or was waiting for its hour."""
        await self._poller.sweep()

    async def tidy(self) -> None:
        """Forget contents of items that were not seen for long; the items stay known."""
        await self._items.forget_contents(self._clock.now())

    # --- sources ------------------------------------------------------------------------------------------

    async def sources(self) -> list[Source]:
        """Return every source that is followed or paused, oldest first."""
        return await self._sources.all()

    async def source(self, source_id: int) -> Source:
        """Return one. Raises `UserError` when it is not there (any more)."""
        found = await self._sources.get(source_id)
        if found is None:
            raise _gone()
        return found

    async def preview(self, typed: str, *, kind: SourceKind | None = None) -> Found:
        """Return what is found at what a moderator typed, without storing anything; takes up to 30 s.

        `typed` may be the address of a feed, a page that names one, a YouTube channel or @handle, a
        repository or an organisation. `found.newest` is the item to show, `found.kind` what it was taken
        for (`kind`, when given, wins). Raises `UserError`: no address, nothing readable there, or followed
        already.
        """
        found = await looking.look(self._fetcher, typed, self._clock.now(), kind)
        if known := await self._sources.at_address(found.url):
            raise UserError(
                f"That source is followed already, in <#{known.channel_id}>.",
                "Use /announce edit to change it.",
            )
        return found

    async def add_source(self, url: str, kind: SourceKind, choices: Choices, *, added_by: int) -> Source:
        """Follow `url`, as `preview` found it. What it holds at its first reading is not announced.

        Raises `UserError` when it is followed already, or when the template is none.
        """
        _check(choices)
        async with self._database.write() as tx:
            if await self._sources.at_address(url, tx):
                raise UserError("That source is followed already.", "Use /announce edit to change it.")
            source_id = await self._sources.add(
                tx, url, kind, choices, added_by=added_by, now=self._clock.now()
            )
        return await self.source(source_id)

    async def change_source(
        self, source_id: int, changes: Mapping[str, Any], filters: Mapping[str, Any] | None = None
    ) -> Source:
        """Let a source's items go elsewhere or otherwise from now on.

        `changes` are fields of `Choices`, `filters` fields of `Filters`; what they do not name stays as it
        is, also when somebody else changes it at the same moment. Raises `UserError` when the source is not
        there any more, or when the template is none.
        """
        async with self._database.write() as tx:
            source = await self._sources.get(source_id, tx)
            if source is None:
                raise _gone()
            merged = source.filters.model_copy(update=filters or {})
            choices: Choices = replace(source.choices(), filters=merged, **changes)
            _check(choices)
            await self._sources.choose(tx, source_id, choices)
        return await self.source(source_id)

    async def pause(self, source_id: int) -> bool:
        """Ask a source no more until `resume`; False when it was paused before. Raises `UserError`."""
        await self.source(source_id)
        async with self._database.write() as tx:
            paused = await self._sources.pause(tx, source_id, self._clock.now())
        self._health.forget(health_name(source_id))
        return paused

    async def resume(self, source_id: int) -> bool:
        """Ask a source again, at once; what came meanwhile is recorded and not posted.

        False when it was not paused. Raises `UserError`.
        """
        await self.source(source_id)
        async with self._database.write() as tx:
            await self._items.skip_due(tx, source_id, "it came while the source was paused")
            return await self._sources.resume(tx, source_id, self._clock.now())

    async def remove(self, source_id: int) -> None:
        """Follow a source no more; what was posted stays. Raises `UserError` when it was removed before."""
        async with self._database.write() as tx:
            if not await self._sources.remove(tx, source_id, self._clock.now()):
                raise _gone()
            await self._items.skip_due(tx, source_id, "its source was removed")
        self._health.forget(health_name(source_id))

    async def statuses(self) -> list[Status]:
        """Return how every source is doing, oldest first."""
        counts = await self._items.counts()
        none = Count(0, 0, 0)
        return [Status(source, counts.get(source.id, none)) for source in await self._sources.all()]

    async def dry_run(self, source_id: int) -> DryRun:
        """Fetch a source now and tell what would happen to its newest items and why; changes nothing.

        Raises `UserError` when it is not there, cannot be fetched or read.
        """
        source = await self.source(source_id)
        found = await looking.fetch_found(self._fetcher, source.url, source.kind, self._clock.now())
        judgements = await self._recorder.judge(source, found.reading)
        return DryRun(found, looking.newest_first(judgements, lambda each: each.item)[:SHOWN])

    # --- on purpose ---------------------------------------------------------------------------------------

    async def newest(self, source_id: int) -> Item:
        """Return the newest item that was read from a source. Raises `UserError` when there is none."""
        source = await self.source(source_id)
        found = await self._items.newest(source)
        if found is None:
            raise UserError(
                "Nothing was read from that source yet.",
                "Wait for its first reading, or see /announce status.",
            )
        return found.item

    async def latest(self, source_id: int, press: str, *, everyone: bool = False) -> Item:
        """Post the newest item of a source on purpose, whatever became of it before.

        Exactly once for each `press`, such as the interaction's id: a second call with it changes nothing.
        `everyone` pings all members; let a moderator confirm that for this very item. Raises `UserError`.
        """
        async with self._database.write() as tx:
            source = await self._sources.get(source_id, tx)
            if source is None:
                raise _gone()
            found = await self._items.newest(source, tx)
            if found is None:
                raise UserError("Nothing was read from that source yet.", "Wait for its first reading.")
            await self._announcer.post_again(tx, source, found, f"announcements.latest.{press}", everyone)
        return found.item

    async def preview_page(self, url: str) -> Item:
        """Return any page as the item it would be posted as; stores nothing. Raises `UserError`."""
        return await looking.page_item(self._fetcher, url, self._clock.now())

    async def post_page(self, item: Item, choices: Choices, press: str, *, everyone: bool = False) -> bool:
        """Post what `preview_page` found, as `choices` say; False when this `press` did so before.

        `choices.title` is the name of the site. `everyone` as in `latest`.
        """
        _check(choices)
        async with self._database.write() as tx:
            key = f"announcements.post.{press}"
            return await self._announcer.post_by_hand(tx, item, choices, key, everyone)

    # --- people -------------------------------------------------------------------------------------------

    async def export_member(self, user_id: int) -> Mapping[str, Any]:
        """Return what is stored about a person: which sources they added, and when."""
        added = await self._sources.added_by(user_id)
        return {"sources_added": [{"url": url, "at": to_text(at)} for url, at in added]} if added else {}

    async def erase_member(self, user_id: int) -> int:
        """Forget who added a person's sources; return how many. The sources stay."""
        return await self._sources.forget(user_id)


def _check(choices: Choices) -> None:
    if choices.template is not None:
        try:
            check(choices.template)
        except TemplateError as error:
            raise UserError(f"That is no template: {error}.") from None


def _gone() -> UserError:
    return UserError("That source is not there any more.", "See /announce list.")
