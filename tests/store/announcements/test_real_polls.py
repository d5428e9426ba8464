"""A real channel's feed as it was at eleven moments of four years, with YouTube's real error pages in between."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web

from bot.clock import ManualClock
from cogs.announcements.model import Reading
from cogs.announcements.readers import read_any
from tests.benchmarks.feeds import real_data
from tests.store.announcements.conftest import World

FOLDER = (real_data() or Path("no real data")) / "feeds" / "youtube"
POLLS = sorted(
    (datetime.strptime(path.stem.rpartition("_")[2], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC), path)
    for path in FOLDER.glob("newpipe_*")
    if path.suffix in (".xml", ".html")
)

pytestmark = pytest.mark.skipif(
    not POLLS, reason="the real feeds are not on this machine (ONM_SITE names their folder)"
)


async def test_each_video_is_in_one_message_and_outages_are_none(world: World) -> None:
    polls = [poll for poll in POLLS if poll[0] > POLLS[0][0]]
    at, first = polls.pop(0)
    world.clock = ManualClock(at)
    await world.start()
    world.site.pages["/videos"] = first.read_bytes()
    source = await world.follow("/videos", kind="youtube")
    known = {item.identity for item in _reading(first).items}
    expected: set[str] = set()
    for at, path in polls:
        if path.suffix == ".html":
            world.site.pages["/videos"] = _not_found(path.read_bytes())
        else:
            world.site.pages["/videos"] = path.read_bytes()
            expected |= {item.identity for item in _reading(path).items} - known
        await world.poll(at - world.clock.now())
        assert (await world.service.source(source.id)).error is None or path.suffix == ".html"
        world.sent()
    posts = world.posts()
    assert expected
    assert len(posts) < len(expected), "the gaps of months are summed up"
    # A short's link has its id at its end, a video's too.
    assert {video: sum(f"{video})" in post for post in posts) for video in expected} == dict.fromkeys(
        expected, 1
    )
    assert not any(f"{video})" in post for post in posts for video in known - expected)


def _reading(path: Path) -> Reading:
    return read_any(path.read_bytes(), url="", content_type=None, now=datetime.now(UTC) + timedelta(days=1))


def _not_found(body: bytes) -> object:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=404, body=body, content_type="text/html")

    return answer
