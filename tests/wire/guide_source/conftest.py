"""The guide's service on a real database file, a real HTTP server and a clock that stands still."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import ManualClock
from bot.database import Database
from bot.fetch import Fetcher
from bot.health import Condition, HealthBoard
from bot.migrations import migrate
from cogs.guide.service import GuideService
from cogs.guide.settings import GuideSettings
from tests.wire.guide_source.fake_github import HARDWARE, SOFTWARE, FakeGitHub, page

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
NAMES = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta")


@dataclass
class World:
    """One bot's guide: `start` makes the service anew on the same database, as a restart does."""

    github: FakeGitHub
    database: Database
    fetcher: Fetcher
    path: Path
    clock: ManualClock = field(default_factory=lambda: ManualClock(START))
    slept: list[float] = field(default_factory=list)
    service: GuideService = None  # type: ignore[assignment]
    before_sleep: Callable[[], Awaitable[object]] = field(default=lambda: asyncio.sleep(0))

    async def sleep(self, seconds: float) -> None:
        await self.before_sleep()
        self.slept.append(seconds)
        self.clock.advance(timedelta(seconds=seconds))

    async def start(self, environ: dict[str, str] | None = None, **settings: Any) -> GuideService:
        if self.service is not None:
            await self.service.stop()
        self.health = HealthBoard(self.clock)
        addresses = {"api_url": self.github.api_url, "raw_url": self.github.raw_url}
        self.service = GuideService(
            self.database,
            self.fetcher,
            self.clock,
            self.health,
            GuideSettings(**{**addresses, **settings}),
            example=self.path.parent / "example",
            environ=environ or {},
            sleep=self.sleep,
        )
        await self.service.start()
        return self.service

    def condition(self, name: str = "guide.source") -> Condition:
        return next(condition for condition in self.health.conditions() if condition.name == name)

    def titles(self) -> list[str]:
        return [library.title for library in self.service.guide.libraries]


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with AsyncExitStack() as stack:
        github = FakeGitHub(
            {
                **{f"{SOFTWARE}/{name}/index.md": page(name.title()) for name in NAMES},
                f"{HARDWARE}/chip/index.md": page("Chip - Org"),
                f"{SOFTWARE}/_index.md": b"landing",
                f"{SOFTWARE}/alpha/logo.png": b"picture",
                f"{SOFTWARE}/simulators/_index.md": b"landing",
                "data/taxonomies/software-categories.json": b'{"snn-framework": {}}',
                "README.md": b"readme",
            }
        )
        await github.start()
        stack.push_async_callback(github.stop)
        path = tmp_path / "community.sqlite3"
        migrate(path)
        # Smaller than the one that ships, and so quicker; test_cli.py asks that one.
        example = tmp_path / "example" / SOFTWARE / "example" / "index.md"
        example.parent.mkdir(parents=True)
        example.write_bytes(page("Example", "An example library."))
        database = await Database.open(path)
        stack.push_async_callback(database.close)
        fetcher = Fetcher(private_hosts=("127.0.0.1",))
        stack.push_async_callback(fetcher.close)
        world = World(github, database, fetcher, path)
        yield world
        if world.service is not None:
            await world.service.stop()


@pytest.fixture
def edit(world: World) -> Callable[..., None]:
    """Change the repository: `edit(alpha=b"…")`, None removes a page."""

    def change(**pages: bytes | None) -> None:
        for name, content in pages.items():
            path = f"{SOFTWARE}/{name}/index.md"
            if content is None:
                del world.github.files[path]
            else:
                world.github.files[path] = content

    return change


@pytest.fixture
def real_site() -> Path:
    """The site's real pages and GitHub's real tree of them, when a copy lies beside the project."""
    for folder in Path(__file__).resolve().parents:
        site = folder / "shared" / "onm"
        if (site / "feeds" / "github").is_dir() and (site / "content").is_dir():
            return site
    pytest.skip("the real guide is not here: no shared/onm in a folder above the project")
