"""A migrated database, and one more cog to configure."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from bot.clock import ManualClock
from bot.database import Database
from bot.migrations import migrate
from tests.rules.kernel.conftest import write_cog

__all__ = ["write_cog"]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 3, 1, tzinfo=UTC))


@pytest_asyncio.fixture
async def community(tmp_path: Path) -> AsyncIterator[Database]:
    path = tmp_path / "community.sqlite3"
    migrate(path)
    database = await Database.open(path)
    yield database
    await database.close()
