"""The site's real event pages: nothing is said of what was there before, nothing is doubted, all can be read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cogs.announcements.agenda.source import FolderPages
from tests.store.announcements.test_event_pages import Site, site

__all__ = ["site"]


@pytest.fixture
def real_site() -> Path:
    for folder in Path(__file__).resolve().parents:
        found = folder / "shared" / "onm"
        if (found / "content" / "workshops").is_dir():
            return found
    pytest.skip("the real site is not here: no shared/onm in a folder above the project")


@pytest.mark.parametrize(
    "day", [datetime(2026, 7, 8, tzinfo=UTC), datetime(2026, 11, 25, tzinfo=UTC)], ids=str
)
async def test_the_first_look_says_nothing(site: Site, real_site: Path, day: datetime) -> None:
    site.clock.advance(day - site.clock.now())
    service = site.start(source=FolderPages(real_site))
    for _ in range(5):
        await service.sweep()
        site.clock.advance(timedelta(days=10))
    keys = await site.keys()
    assert all(".remind-" in key or ".recording." in key for key in keys), keys
    assert await service.questions() == []
    assert site.condition("pages").ok
