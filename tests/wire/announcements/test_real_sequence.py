"""The site's real history, change by change, with the real bot."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.wire.announcements.conftest import Begin
from tests.wire.announcements.feed_server import FeedServer, rss
from tests.wire.announcements.real_sequence import PATHS, steps


async def test_every_change_leads_to_what_it_should(begin: Begin) -> None:
    start = datetime.now(UTC).replace(microsecond=0)
    first, *script = steps(start)

    def prepare(site: FeedServer) -> None:
        for path, entries in first.feeds.items():
            site.pages[path] = rss(entries)

    community = await begin(*PATHS, prepare=prepare)
    said: list[str] = []
    at = start
    for step in script:
        for path, entries in step.feeds.items():
            community.serve(path, *entries)
        await community.poll(*PATHS, seconds=(step.at - at).total_seconds())
        at = step.at
        await community.quiet()
        now = community.titles()
        assert tuple(now[len(said) :]) == step.posted, step.what
        changed = tuple(after for before, after in zip(said, now, strict=False) if before != after)
        # A correction of the date alone leaves the title.
        assert set(changed) <= set(step.corrected) <= set(now), step.what
        said = now
