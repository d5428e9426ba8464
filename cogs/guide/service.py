"""The guide as a service: the copy in force, its refresh, and what is remembered about answers.

Answers come from memory and never wait for the network: `start` takes the last good copy (or the shipped
example), and a refresh replaces it in one step when a newer one is complete.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Literal

from bot.clock import Clock
from bot.database import Database
from bot.fetch import Fetcher
from bot.health import HealthBoard
from bot.repository.files import Entry, Wanted
from bot.repository.github import GitHub, Place
from bot.repository.mirror import Mirror
from bot.repository.store import CopyStore
from bot.repository.token import token_in_use
from cogs.guide.matching.answer import Answer, Filters
from cogs.guide.matching.engine import GuideIndex
from cogs.guide.model import Defect, Guide, Hardware, Library
from cogs.guide.settings import GuideSettings
from cogs.guide.source.catalogue import Catalogue
from cogs.guide.source.files import pick
from cogs.guide.source.origin import FolderOrigin, GitHubOrigin, GuideSource
from cogs.guide.source.provenance import Provenance, RefreshReport
from cogs.guide.source.refresher import Refresher
from cogs.guide.storage.answer_store import AnswerStore
from cogs.guide.storage.memory import Insights

EXAMPLE = Path(__file__).parent / "example"
# How often `refresh_if_due` and `sweep` want to be woken.
REFRESH_SWEEP = timedelta(minutes=5)
RETENTION_SWEEP = timedelta(hours=6)


class GuideService:
    """Everything that the guide's commands stand on.

    `base` is the folder that relative paths in `settings` start from (the one of config.toml).
    """

    def __init__(
        self,
        database: Database,
        fetcher: Fetcher,
        clock: Clock,
        health: HealthBoard,
        settings: GuideSettings,
        *,
        base: Path = Path(),
        example: Path = EXAMPLE,
        environ: Mapping[str, str] = os.environ,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._fetcher = fetcher
        self._clock = clock
        self._health = health
        self._settings = settings
        self._base = base
        self._example = example
        self._environ = environ
        self._sleep = sleep
        self._store = CopyStore(database, "guide")
        self._answers = AnswerStore(database)
        self._refresher = self._new_refresher()

    # --- coming and going ---------------------------------------------------------------------------------

    async def start(self) -> None:
        """Put the last good copy in force, or the example; never waits for the network."""
        await self._refresher.load()

    async def stop(self) -> None:
        """End a running refresh; what it has fetched is kept."""
        await self._refresher.stop()

    async def apply(self, settings: GuideSettings) -> None:
        """Take new settings over."""
        before, self._settings = self._settings, settings
        changed = {
            name for name in type(settings).model_fields if getattr(before, name) != getattr(settings, name)
        }
        if changed - {"listen", "answers"}:
            refresher = self._new_refresher()
            await refresher.load()
            before_refresher, self._refresher = self._refresher, refresher
            await before_refresher.stop()

    # --- the guide in force (memory only: no waiting, no errors) ------------------------------------------

    @property
    def settings(self) -> GuideSettings:
        """The settings in force."""
        return self._settings

    @property
    def catalogue(self) -> Catalogue:
        """The guide in force with its index and origin; one object, replaced as a whole."""
        return self._refresher.catalogue

    @property
    def index(self) -> GuideIndex:
        """The index in force. A caller that asks it twice in one answer keeps it in a variable."""
        return self.catalogue.index

    @property
    def guide(self) -> Guide:
        """The guide in force."""
        return self.catalogue.guide

    @property
    def provenance(self) -> Provenance:
        """Where the guide in force comes from, and its age now."""
        interval = timedelta(hours=self._settings.refresh_hours)
        return self.catalogue.provenance(self._clock.now(), interval)

    @property
    def defects(self) -> tuple[Defect, ...]:
        """What the pages in force should say differently; fatal ones are left out."""
        return self.catalogue.defects

    def ask(self, question: str, filters: Filters | None = None) -> Answer:
        """Return the answer to an explicit question."""
        return self.index.ask(question, filters)

    def listen(self, message: str) -> Answer:
        """Return the answer to a message in a channel; its kind is `not_a_question` unless it surely asks."""
        return self.index.listen(message)

    def find_library(self, name: str) -> Library | None:
        """Return a library by any of its names."""
        return self.index.find_library(name)

    def find_hardware(self, name: str) -> Hardware | None:
        """Return a chip by any of its names."""
        return self.index.find_hardware(name)

    def complete(
        self, prefix: str, kind: Literal["library", "hardware"], limit: int = 25
    ) -> list[tuple[str, str]]:
        """Return (name, slug) for a menu that is being typed in."""
        return self.index.complete(prefix, kind, limit)

    def similar(self, slug: str) -> list[str]:
        """Return the slugs of the libraries most like one."""
        return self.index.similar(slug)

    def browse(self, filters: Filters) -> list[Library]:
        """Return the libraries that meet every filter, by title."""
        return self.index.browse(filters)

    # --- refreshing ---------------------------------------------------------------------------------------

    async def refresh(self, *, force: bool = False) -> RefreshReport:
        """Look at the source now; concurrent calls share one run. Does not raise for a bad source.

        `force` puts a copy in force although more than half of the entries vanished with it. A pause that
        GitHub asked for is kept in any case.
        """
        return await self._refresher.refresh(force=force)

    async def refresh_if_due(self) -> None:
        """Refresh when it is time; for `Sweeps.every(REFRESH_SWEEP, …)`."""
        if await self._refresher.due():
            await self._refresher.refresh(force=False)

    async def sweep(self) -> None:
        """Erase what has outlived its purpose; for `Sweeps.every(RETENTION_SWEEP, …)`."""
        now = self._clock.now()
        await self._answers.sweep(now)
        # Contents without a copy may be those of an update that is under way right now.
        if not self._refresher.running:
            await self._store.remove_unused(now)

    # --- what curators learn -----------------------------------------------------------------------------

    async def record_verdict(
        self, message_id: int, *, helpful: bool, libraries: Iterable[str], needs: Iterable[str] = ()
    ) -> bool:
        """Count a verdict on the answer in a message: the libraries (slugs) it showed, the needs understood.

        Each answer is counted once, without the person. Return False when it was counted already.
        """
        return await self._answers.judge(
            message_id, helpful=helpful, libraries=libraries, needs=needs, now=self._clock.now()
        )

    async def record_unanswered(self, answer: Answer) -> None:
        """Count the needs and unknown names of an answer of kind `not_in_guide`; others are not counted."""
        if answer.kind == "not_in_guide":
            await self._answers.count_unanswered(answer, self._clock.now())

    async def insights(self) -> Insights:
        """Return what curators want to know about questions and answers."""
        return await self._answers.insights(self._clock.now())

    # --- listening ----------------------------------------------------------------------------------------

    async def claim_conversation(self, conversation: int, channel_id: int) -> bool:
        """Return True once per conversation, and only when the channel's cool-down has passed.

        `conversation` is the thread's or forum post's id, or a number for an author's day in a channel;
        `channel_id` is where it takes place: each thread and forum post has a cool-down of its own, so that
        one post does not silence the next. Claim right before answering.
        """
        cooldown = timedelta(seconds=self._settings.listen.cooldown_seconds)
        return await self._answers.claim(conversation, channel_id, cooldown, self._clock.now())

    async def release_conversation(self, conversation: int) -> None:
        """Give a claim back when the answer could not be sent."""
        await self._answers.release(conversation)

    # --- inside -------------------------------------------------------------------------------------------

    def _new_refresher(self) -> Refresher:
        return Refresher(
            self._origin(), self._store, self._clock, self._health, self._settings, self._example
        )

    def _origin(self) -> GuideSource:
        settings = self._settings
        if settings.folder is not None:
            return FolderOrigin(self._base / settings.folder, self._clock, settings.layout)
        file = self._base / settings.github_token_file if settings.github_token_file else None
        token = token_in_use(file, self._environ, self._health, "guide.token")
        layout = settings.layout
        place = Place(
            repository=settings.repository,
            branch=settings.branch,
            folders=(layout.software, layout.hardware, layout.categories),
            api_url=settings.api_url,
            raw_url=settings.raw_url,
            seconds_between_files=settings.seconds_between_files,
            table="[cogs.guide]",
            user="the guide",
        )
        github = GitHub(
            place,
            self._fetcher,
            self._clock,
            self._store,
            self._sleep,
            token,
            lambda problem: self._health.bad("guide.token", problem),
        )

        def pages(entries: Sequence[Entry]) -> Wanted:
            return pick(entries, layout)

        return GitHubOrigin(Mirror(source_key(settings), github, self._store, self._clock, pages))


def source_key(settings: GuideSettings) -> str:
    """Return what tells one place on GitHub from another; the first word is for people."""
    return f"{settings.repository}@{settings.branch} {settings.software_folder} {settings.hardware_folder}"
