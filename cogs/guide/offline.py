"""The guide as `community-bot` commands find it while no bot runs, and what is wrong with its settings."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.clock import SystemClock
from bot.database import Database
from bot.errors import BotError, DatabaseError, Problem
from bot.health import HealthBoard
from bot.migrations import pending
from bot.repository.files import SourceError
from bot.repository.token import read_token
from bot.setting_problems import did_you_mean
from cogs.guide.service import EXAMPLE, GuideService
from cogs.guide.settings import GuideSettings
from cogs.guide.source.catalogue import Catalogue, build, start_here, unknown_slugs
from cogs.guide.source.folder import read_folder
from cogs.guide.source.refresher import example_catalogue

if TYPE_CHECKING:
    from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Found:
    """A guide, and the settings that go with it."""

    catalogue: Catalogue
    settings: GuideSettings


def guide_settings(settings: Settings | None) -> GuideSettings:
    """Return the guide's table of a configuration, the defaults without one."""
    table = settings.cogs.get("guide") if settings else None
    return table if isinstance(table, GuideSettings) else GuideSettings()


def find(settings: Settings | None) -> Found:
    """Return the last good copy in the configured database, else the configured folder, else the example.

    Blocking. Raises `SourceError` when the folder cannot be read.
    """
    of_file = guide_settings(settings)
    if settings is not None:
        path = settings.kernel.database.path
        if path.exists() and not pending(path):
            return asyncio.run(_in_force(settings))
        if of_file.folder is not None:
            return Found(from_folder(_base(settings) / of_file.folder, of_file), of_file)
    return Found(example_catalogue(EXAMPLE, of_file), of_file)


def from_folder(folder: Path, settings: GuideSettings) -> Catalogue:
    """Return the guide in `folder`. Blocking; raises `SourceError` when there is none."""
    files, defects = read_folder(folder, settings.layout)
    return build(
        files,
        defects,
        settings.layout,
        start_here(settings.start_here),
        key=f"folder {folder}",
        origin="folder",
        source=str(folder),
    )


def problems(settings: Settings) -> Iterable[Problem]:
    """Yield what is wrong with the guide's settings that only a look at files and at the guide shows.

    Blocking. Keys are dotted from the top, as in `config.toml`.
    """
    of_file = guide_settings(settings)
    if of_file.folder is not None:
        try:
            read_folder(_base(settings) / of_file.folder, of_file.layout)
        except SourceError as error:
            fix = "name a folder laid out like the site's repository, or leave the key out"
            yield Problem("cogs.guide.folder", str(error), fix)
            # Without the guide that is meant, nobody can tell which names are wrong.
            return
    if of_file.github_token_file is not None:
        try:
            read_token(_base(settings) / of_file.github_token_file, os.environ)
        except SourceError as error:
            fix = "put the token alone into that file, or leave the key out"
            yield Problem("cogs.guide.github_token_file", str(error), fix)
    try:
        catalogue = find(settings).catalogue
    except DatabaseError:
        # The database's own finding.
        return
    for key, slugs in unknown_slugs(of_file.start_here, catalogue.guide).items():
        for slug in slugs:
            yield Problem(
                f"cogs.guide.start_here.{key}",
                f'"{slug}" is no library of {catalogue.source}',
                did_you_mean(slug, catalogue.guide.library_by_slug),
            )


@asynccontextmanager
async def running_service(settings: Settings, health: HealthBoard) -> AsyncIterator[GuideService]:
    """Open the configured database and run the guide on it, as the bot does, with the settings in force."""
    from bot.fetch import Fetcher
    from bot.overrides import Overrides

    clock = SystemClock()
    database = await Database.open(settings.kernel.database.path)
    fetcher = Fetcher(private_hosts=settings.kernel.fetch.private_hosts)
    try:
        overrides = Overrides(database, settings, clock)
        await overrides.load()
        table = overrides.effective("guide")
        if not isinstance(table, GuideSettings):
            raise BotError("the guide's settings are those of another cog")
        service = GuideService(database, fetcher, clock, health, table, base=_base(settings))
        await service.start()
        try:
            yield service
        finally:
            await service.stop()
    finally:
        await fetcher.close()
        await database.close()


async def _in_force(settings: Settings) -> Found:
    async with running_service(settings, HealthBoard(SystemClock())) as service:
        return Found(service.catalogue, service.settings)


def _base(settings: Settings) -> Path:
    return settings.source.parent if settings.source else Path()
