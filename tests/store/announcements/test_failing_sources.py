"""Sources that fail, wait, move and come back: never dropped, told once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from aiohttp import web

from bot.fetch import Fetched, Fetcher
from cogs.announcements.storage.records import Choices
from tests.store.announcements.conftest import (
    CHANNEL,
    MODERATORS,
    OLDEST,
    START,
    World,
    atom,
    days,
    titles,
)
from tests.wire.announcements.feed_server import Entry, rss, youtube


async def test_a_channel_that_is_not_found_for_two_days_is_told_once_and_when_it_heals(world: World) -> None:
    world.site.pages["/videos"] = youtube([("aaaaaaaaaaa", "One", START)])
    source = await world.follow("/videos", kind="youtube")
    good = world.site.pages.pop("/videos")
    for _ in range(11):
        await world.poll(timedelta(hours=4))
    assert world.condition(source) is None
    await world.poll(timedelta(hours=8))
    condition = world.condition(source)
    assert condition is not None
    assert not condition.ok
    assert "YouTube answers 404" in condition.detail
    world.site.pages["/videos"] = good
    await world.poll()
    condition = world.condition(source)
    assert condition is not None
    assert condition.ok
    after = await world.service.source(source.id)
    assert (after.failures, after.error) == (0, None)


async def test_a_first_failure_after_the_bot_was_away_is_not_told(world: World) -> None:
    world.serve("/feed", OLDEST)
    source = await world.follow("/feed")
    page = world.site.pages.pop("/feed")
    await world.poll(days(5))
    assert world.condition(source) is None
    world.site.pages["/feed"] = page
    await world.poll()
    assert (await world.service.source(source.id)).error is None


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<html><title>Hello</title><body>A page</body></html>", "web page"),
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), ""),
        (
            b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">'
            b"<!ENTITY c '&b;&b;'>]><rss><channel><title>&c;</title></channel></rss>",
            "",
        ),
    ],
    ids=["page", "empty", "picture", "bomb"],
)
async def test_a_bad_body_is_an_error_in_words_and_the_source_lives(
    world: World, body: bytes, words: str
) -> None:
    world.serve("/feed", OLDEST)
    source = await world.follow("/feed")
    world.site.pages["/feed"] = body
    await world.poll()
    after = await world.service.source(source.id)
    assert words in (after.error or "")
    world.serve("/feed", Entry("News", date=START), OLDEST)
    await world.poll()
    assert (await world.service.source(source.id)).error is None
    assert titles(world.posts()) == ["News"]


async def test_a_body_that_comes_too_slowly_is_an_error_in_words(world: World) -> None:
    class Impatient(Fetcher):
        async def get(self, url: str, **rest: Any) -> Fetched:
            return await super().get(url, **{**rest, "seconds": 0.2})

    async def slow(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"<rss>")
        await asyncio.sleep(1)
        return response

    world.serve("/feed", OLDEST)
    source = await world.follow("/feed")
    world.fetcher, patient = Impatient(private_hosts=("127.0.0.1",)), world.fetcher
    await world.start()
    world.site.pages["/feed"] = slow
    await world.poll()
    assert "did not answer in full within 0.2 s" in str((await world.service.source(source.id)).error)
    await world.fetcher.close()
    world.fetcher = patient


async def test_a_server_that_asks_to_wait_is_left_alone_with_all_its_sources(world: World) -> None:
    async def busy(_: web.Request) -> web.Response:
        return web.Response(status=429, headers={"Retry-After": "7200"})

    world.serve("/feed", OLDEST)
    world.serve("/other", OLDEST)
    source = await world.follow("/feed")
    other = await world.follow("/other")
    world.site.pages["/feed"] = busy
    await world.poll(timedelta(minutes=17))
    asked = len(world.site.asked)
    await world.poll(timedelta(minutes=110))
    assert len(world.site.asked) == asked
    assert "too often" in ((await world.service.source(source.id)).error or "")
    assert (await world.service.source(other.id)).error is None
    await world.poll(timedelta(minutes=20))
    assert len(world.site.asked) == asked + 2


async def test_a_clock_that_was_ahead_and_is_set_back_stops_nothing(world: World) -> None:
    world.serve("/feed", OLDEST)
    world.clock.advance(days(3000))
    await world.follow("/feed")
    world.serve("/feed", Entry("News", date=START), OLDEST)
    await world.poll(-days(3000))
    assert titles(world.posts()) == ["News"]


async def test_the_wait_doubles_up_to_six_hours(world: World) -> None:
    world.serve("/feed", OLDEST)
    source = await world.follow("/feed")
    del world.site.pages["/feed"]
    waits = []
    for _ in range(9):
        now = world.clock.now()
        again = (await world.service.source(source.id)).next_check_at
        waits.append((again - now) / timedelta(minutes=1))
        await world.poll(again - now)
    expected = [15, 15, 30, 60, 120, 240, 360, 360, 360]
    assert waits == [pytest.approx(minutes, rel=0.11) for minutes in expected]


async def test_a_source_that_moved_for_good_is_followed_there_and_moderators_hear_of_it(world: World) -> None:
    async def moved(_: web.Request) -> web.Response:
        raise web.HTTPPermanentRedirect("/new")

    world.serve("/feed", OLDEST)
    source = await world.follow("/feed")
    world.serve("/new", OLDEST)
    world.site.pages["/feed"] = moved
    await world.poll()
    assert (await world.service.source(source.id)).url.endswith("/feed")
    await world.poll()
    await world.poll()
    assert (await world.service.source(source.id)).url.endswith("/new")
    assert len(world.posts(MODERATORS)) == 1
    asked = world.site.times("/feed")
    world.serve("/new", Entry("News", date=START), OLDEST)
    await world.poll()
    assert world.site.times("/feed") == asked
    assert titles(world.posts()) == ["News"]


async def test_no_host_is_asked_more_than_twice_at_once(world: World) -> None:
    running, most = 0, 0
    numbers = count()

    async def slow(_: web.Request) -> web.Response:
        nonlocal running, most
        running += 1
        most = max(most, running)
        for _ in range(20):
            await asyncio.sleep(0)
        running -= 1
        return web.Response(body=f"<rss><channel><title>{next(numbers)}</title></channel></rss>".encode())

    for number in range(20):
        world.site.pages[f"/{number}"] = slow
    await world.start(*(f"/{number}" for number in range(20)))
    await world.service.sweep()
    assert len(world.site.asked) == 20
    assert most == 2


async def test_a_server_that_does_not_answer_holds_up_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cogs.announcements.poller.SWEEP_SECONDS", 0.05)
    answers = asyncio.Event()

    async def slow(_: web.Request) -> web.Response:
        await answers.wait()
        return web.Response(body=rss([OLDEST]))

    world.site.pages["/slow"] = slow
    world.serve("/feed", OLDEST)
    choices = Choices(title="Slow", channel_id=CHANNEL)
    slow_url = world.site.url.replace("127.0.0.1", "localhost") + "/slow"
    waiting = await world.service.add_source(slow_url, "feed", choices, added_by=7)
    source = await world.follow("/feed")
    # However little a busy machine does in one sweep, some sweep is over while the slow one is still asked.
    while (await world.service.source(source.id)).read_at is None:
        await world.poll()
    world.serve("/feed", Entry("News", date=START), OLDEST)
    while not world.posts():
        await world.poll()
    assert titles(world.posts()) == ["News"]
    assert world.site.times("/slow") == 1
    answers.set()
    while (await world.service.source(waiting.id)).read_at is None:
        await world.service.sweep()


async def test_stopped_in_the_middle_of_an_answer_it_is_asked_again(world: World) -> None:
    asked = asyncio.Event()

    async def never(_: web.Request) -> web.Response:
        asked.set()
        await asyncio.Event().wait()
        raise AssertionError

    world.serve("/feed", OLDEST)
    source = await world.follow("/feed")
    world.site.pages["/feed"] = never
    sweep = asyncio.create_task(world.poll())
    await asked.wait()
    sweep.cancel()
    await world.service.stop()
    await world.start()
    world.serve("/feed", Entry("News", date=START), OLDEST)
    await world.service.sweep()
    assert titles(world.posts()) == ["News"]
    assert (await world.service.source(source.id)).error is None


async def test_a_bare_tag_that_gets_its_notes_is_announced_after_all(world: World) -> None:
    tag = atom("v2").replace(b"&lt;p&gt;What changed in this one.&lt;/p&gt;", b"")
    world.site.pages["/releases.atom"] = atom("v1")
    await world.follow("/releases.atom", kind="releases")
    world.site.pages["/releases.atom"] = tag
    await world.poll()
    assert world.states() == {"Release v1": "baseline", "Release v2": "filtered"}
    world.site.pages["/releases.atom"] = atom("v2", "v1")
    await world.poll()
    assert titles(world.posts()) == ["Release v2"]


async def test_two_thousand_items_at_new_addresses_do_not_stop_the_bot(world: World) -> None:
    def post(number: int, place: str) -> Entry:
        return Entry(f"Post {number}", f"https://{place}/{number}/", date=START - days(1))

    numbers = range(2_000)
    world.serve("/feed", *(post(number, "site.example/a") for number in numbers))
    await world.follow("/feed")
    world.serve("/feed", *(post(number, "site.example/b") for number in numbers))
    await world.poll()
    assert world.posts() == []
