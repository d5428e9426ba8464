"""Each item is one visible message, whatever is killed, cut or missed, and whenever."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from tests.wire.announcements.conftest import MODERATORS, POSTS, Begin
from tests.wire.announcements.feed_server import Entry, FeedServer, rss, youtube
from tests.wire.harness import PATIENCE, Json, links

NOW = datetime.now(UTC).replace(microsecond=0)
OLDEST = Entry("There before", date=NOW - timedelta(days=3))


def numbered(last: int, first: int = 1) -> list[Entry]:
    """Entries `Item 01` …, newest first."""
    start = NOW - timedelta(days=1)
    return [
        Entry(f"Item {number:02}", date=start + timedelta(minutes=number))
        for number in range(last, first - 1, -1)
    ]


def with_oldest(site: FeedServer) -> None:
    site.pages["/feed"] = rss([OLDEST])


async def test_what_is_there_is_the_baseline_and_a_new_item_is_one_message_at_once(begin: Begin) -> None:
    community = await begin("/feed", prepare=with_oldest)
    community.serve("/feed", Entry("News", date=NOW, summary="Spikes <b>& more</b> @everyone"), OLDEST)
    await community.advance(80 * 60)
    # How soon after the poll it comes is measured by `make bench`.
    await community.eventually(community.said, "the message")
    await community.poll("/feed")
    await community.poll("/feed")
    (message,) = community.messages_of_the_bot()
    assert community.titles() == ["News"]
    assert "https://blog.example/news/" in links(message).values()
    (post,) = [each for each in community.requests() if each["path"].endswith("/messages")]
    assert post["body"]["allowed_mentions"]["parse"] == []
    assert community.bot.errors() == []


@pytest.mark.parametrize("stored", [True, False], ids=["stored", "not stored"])
async def test_killed_while_discord_has_the_message(begin: Begin, stored: bool) -> None:
    community = await begin("/feed", prepare=with_oldest)
    fault: Json = {"delay": 0.5} if stored else {"cut": "before"}
    community.discord.faults.order([{"method": "POST", "path": POSTS, "count": 1, **fault}])
    community.serve("/feed", *numbered(3), OLDEST)
    before = community.last_request()
    await community.advance(80 * 60)
    await community.eventually(
        lambda: [each for each in community.requests(since=before) if each["path"].endswith("/messages")],
        "the request",
    )
    await community.bot.kill()
    await community.bot.start()
    await community.eventually(lambda: len(community.said()) >= 3, "all items")
    await community.quiet()
    assert community.titles() == ["Item 01", "Item 02", "Item 03"]


async def test_killed_while_the_feed_is_read_and_right_after(begin: Begin) -> None:
    community = await begin("/feed", prepare=with_oldest)
    body = rss([*numbered(2), OLDEST])
    asked = asyncio.Event()

    async def slowly(request: web.Request) -> web.StreamResponse:
        asked.set()
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(body[:200])
        await asyncio.sleep(0.2)
        await response.write(body[200:])
        return response

    community.site.pages["/feed"] = slowly
    for pause in (0.0, 0.1, 0.2, 0.21, 0.22, 0.24, 0.28):
        asked.clear()
        await community.advance(80 * 60)
        await asyncio.wait_for(asked.wait(), PATIENCE)
        # Not a wait for something: a power cut comes whenever it comes.
        await asyncio.sleep(pause)
        await community.bot.kill()
        await community.bot.start()
    await community.eventually(lambda: len(community.said()) >= 2, "both items")
    await community.poll("/feed")
    await community.quiet()
    assert community.titles() == ["Item 01", "Item 02"]


async def test_many_items_through_many_kills_and_faults(begin: Begin) -> None:
    chance = random.Random(3)
    community = await begin("/feed", prepare=with_oldest)
    faults: list[Json] = [{"cut": "before"}, {"cut": "after"}, {"status": 502}, {"delay": 0.2}]
    last = 0
    for _ in range(8):
        last += chance.randrange(1, 5)
        community.serve("/feed", *numbered(last)[:10], OLDEST)
        community.discord.faults.order(
            [{"method": "POST", "path": POSTS, "count": 1, **chance.choice(faults)} for _ in range(2)]
        )
        await community.advance(80 * 60)
        await asyncio.sleep(chance.random() * 0.3)
        await community.bot.kill()
        await community.bot.start()

    community.discord.faults.clear()
    wanted = [entry.title for entry in reversed(numbered(last))]

    async def everything() -> bool:
        await community.advance(2)
        return all(f"[{title}]" in "\n".join(community.said()) for title in wanted)

    await community.eventually(everything, f"{len(wanted)} items")
    await community.quiet()
    # Killed before it read anything for some rounds, it sums up what is too much at once.
    everywhere = "\n".join(community.said())
    assert [everywhere.count(f"[{title}]") for title in wanted] == [1] * len(wanted)
    singly = [title for title, said in zip(community.titles(), community.said(), strict=True) if "📝" in said]
    assert singly == sorted(singly)


async def test_after_downtime_five_posts_oldest_first_and_one_summary(begin: Begin) -> None:
    community = await begin("/feed", prepare=with_oldest)
    await community.bot.stop()
    community.serve("/feed", *numbered(12), OLDEST)
    await community.advance(2 * 86_400)
    await community.bot.start()
    await community.eventually(lambda: len(community.said()) == 6, "five posts and a summary")
    await community.bot.kill()
    await community.bot.start()
    await community.poll("/feed")
    await community.quiet()
    said = community.said()
    assert len(said) == 6
    assert community.titles()[:5] == [f"Item {number:02}" for number in range(8, 13)]
    assert [f"Item {number:02}" in said[5] for number in range(1, 13)] == 7 * [True] + 5 * [False]


async def test_a_corrected_title_edits_the_message(begin: Begin) -> None:
    community = await begin("/feed", prepare=with_oldest)
    for title in ("A tipo", "A typo"):
        community.serve("/feed", Entry(title, "https://blog.example/a/", date=NOW), OLDEST)
        await community.poll("/feed")
        await community.eventually(lambda title=title: community.titles() == [title], title)
    assert len(community.said()) == 1


@pytest.mark.parametrize(
    "later",
    [
        {"link": "https://blog.example/post/"},
        {"link": "http://blog.example/post"},
        {"link": "http://blog.example/post/?utm_source=rss"},
        {"link": "https://blog.example/2026/post/"},
    ],
    ids=["https", "no slash", "query", "moved"],
)
async def test_identity_survives(begin: Begin, later: dict[str, Any]) -> None:
    community = await begin("/feed", prepare=with_oldest)
    first = Entry("Post", "http://blog.example/post/", date=NOW)
    for entry in (first, Entry("Post", date=NOW, **later), first):
        community.serve("/feed", entry, OLDEST)
        await community.poll("/feed")
    await community.quiet()
    assert len(community.said()) == 1


async def test_moderators_hear_once_of_a_channel_that_is_away_for_days_and_when_it_is_back(
    begin: Begin,
) -> None:
    first = ("aaaaaaaaaaa", "One", NOW - timedelta(days=1))

    def channel(site: FeedServer) -> None:
        site.pages["/videos"] = youtube([first])

    community = await begin("/videos", prepare=channel)
    del community.site.pages["/videos"]
    for _ in range(7):
        await community.poll("/videos", seconds=6.7 * 3600)
    await community.advance(120)
    assert community.said(MODERATORS) == []
    for _ in range(4):
        await community.poll("/videos", seconds=6.7 * 3600)
        await community.advance(120)
    await community.eventually(lambda: community.said(MODERATORS), "the word to moderators")
    community.site.pages["/videos"] = youtube([("bbbbbbbbbbb", "Two", NOW), first])
    await community.poll("/videos", seconds=6.7 * 3600)
    await community.eventually(lambda: len(community.said(MODERATORS)) == 2, "the good word")
    bad, good = community.said(MODERATORS)
    assert "YouTube answers 404" in bad
    assert "answers again" in good
    await community.eventually(lambda: community.titles() == ["Two"], "the video that came meanwhile")


async def test_bad_answers_are_errors_in_words_and_the_source_lives_on(begin: Begin) -> None:
    async def huge(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            for _ in range(20):
                await response.write(b" " * 1_000_000)
        except ConnectionError:
            pass
        return response

    async def cut(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "100000"})
        await response.prepare(request)
        await response.write(rss([OLDEST])[:150])
        assert request.transport is not None
        request.transport.close()
        return response

    async def inside(_: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("http://127.0.0.2/")

    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "'
        + b"A" * 1_000
        + b'">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(8))
        + b"]><rss><channel><title>&i;</title></channel></rss>"
    )
    cases: dict[str, Any] = {
        "a web page, not a feed": b"<html><head><title>Hello</title></head><body>Hello</body></html>",
        "larger than": huge,
        "cannot be fetched": cut,
        "not public": inside,
        "500": web_error,
    }
    community = await begin("/feed", prepare=with_oldest)
    for words, page in cases.items():
        community.site.pages["/feed"] = page
        await community.poll("/feed", seconds=6.7 * 3600)
        ((error,),) = community.stored("SELECT error FROM announcement_source")
        assert words in error
    community.site.pages["/feed"] = bomb
    await community.poll("/feed", seconds=6.7 * 3600)
    community.serve("/feed", Entry("News", date=NOW), OLDEST)
    await community.poll("/feed", seconds=6.7 * 3600)
    await community.eventually(lambda: community.titles() == ["News"], "the news")
    assert community.stored("SELECT error, failures FROM announcement_source") == [(None, 0)]
    assert community.bot.errors() == []


async def web_error(_: web.Request) -> web.StreamResponse:
    return web.Response(status=500)


async def test_two_hundred_sources_are_asked_in_one_sweep(begin: Begin) -> None:
    paths = [f"/feed/{number}" for number in range(200)]

    def prepare(site: FeedServer) -> None:
        for path in paths:
            site.pages[path] = rss([OLDEST], base=f"https://site{path.replace('/', '-')}.example")

    community = await begin(*paths, prepare=prepare, start=False)
    await community.bot.start()
    count = "SELECT count(*) FROM announcement_source WHERE "
    await community.eventually(
        lambda: community.stored(count + "baseline_at IS NOT NULL") == [(200,)], "200 baselines", 60.0
    )
    asked = len(community.site.asked)
    ((before,),) = community.stored("SELECT max(checked_at) FROM announcement_source")
    await community.advance(80 * 60)
    await community.eventually(
        lambda: community.stored(count + "checked_at > ?", before) == [(200,)], "200 polls", 60.0
    )
    assert community.site.asked[asked:] == [(path, True) for path, _ in community.site.asked[asked:]]
    assert len(community.site.asked) == asked + 200
    assert community.said() == []
