"""The community's real feeds and others' real ones; skipped where they are not at hand."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cogs.announcements.model import Reading, Unreadable
from cogs.announcements.readers import read_any
from tests.benchmarks.feeds import real_data, real_feeds

NOW = datetime(2026, 11, 1, tzinfo=UTC)
REAL = real_data() or Path("no real data")
FEEDS = real_feeds(REAL)
# What is no feed, and why.
REFUSED = {
    "newpipe_404_20210330T083307Z.html": "error page",
    "newpipe_404_20260126T180121Z.html": "error page",
    "feed-rs_rss_2.0_invalid_1.xml": "no element found in line 19",
}
EMPTY = {"tombstone_2025_documented.xml", "ytnoti_deleted_entry.xml"}

pytestmark = pytest.mark.skipif(
    not FEEDS, reason="the real feeds are not on this machine (ONM_SITE names their folder)"
)


def reading(path: Path) -> Reading:
    return read_any(path.read_bytes(), url="", content_type=None, now=NOW)


@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.name)
def test_every_item_has_what_an_announcement_needs(path: Path) -> None:
    if reason := REFUSED.get(path.name):
        with pytest.raises(Unreadable, match=reason):
            reading(path)
        return
    found = reading(path)
    assert bool(found.items) is (path.name not in EMPTY)
    assert len({item.identity for item in found.items}) == len(found.items)
    for item in found.items:
        assert item.identity
        assert item.title
        assert item.link is None or item.link.startswith(("http://", "https://"))
        assert "<p>" not in item.summary
        assert "&amp;" not in item.title


def test_the_home_feed_comes_out_whole() -> None:
    found = reading(REAL / "site" / "index.xml")
    assert len(found.items) == 20
    assert all(item.summary and item.published and item.link for item in found.items)
    assert not any("CDATA" in item.summary or "]]>" in item.summary for item in found.items)
    assert len(found.problems) == 1


def test_recordings_in_the_sitemap_are_videos() -> None:
    found = reading(REAL / "site" / "video-sitemap.xml")
    assert len(found.items) == 41
    assert all(len(item.identity) == 11 and item.published for item in found.items)


def test_a_video_stays_itself_from_2021_to_2025() -> None:
    recorded = [path for path in FEEDS if path.name.startswith("newpipe_kurzgesagt")]
    published: dict[str, set[datetime | None]] = {}
    for path in recorded:
        found = reading(path)
        assert (found.kind, len(found.items)) == ("youtube", 15)
        for item in found.items:
            assert item.kind == ("short" if "/shorts/" in (item.link or "") else "video")
            published.setdefault(item.identity, set()).add(item.published)
    assert recorded
    assert all(len(dates) == 1 and None not in dates for dates in published.values())


def test_relative_links_of_old_releases_are_whole() -> None:
    found = reading(REAL / "feeds" / "github" / "rss-parser_gulp_releases_2015_relative_links.atom")
    assert found.items[0].link == "https://github.com/gulpjs/gulp/releases/tag/v3.9.0"
    assert found.items[0].details["tag"] == "v3.9.0"
