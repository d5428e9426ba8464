"""Sources on a real database and over HTTP: what is new is a row of the outbox, once."""

from __future__ import annotations

import asyncio
from datetime import time, timedelta
from itertools import count
from typing import Any

import pytest
from aiohttp import web

from bot.errors import UserError
from bot.fetch import Fetched, Fetcher
from cogs.announcements.filters import Filters
from cogs.announcements.quiet import Quiet
from cogs.announcements.settings import AnnouncementsSettings, Seed
from cogs.announcements.storage.records import Choices
from tests.store.announcements.conftest import CHANNEL, HOUR, MODERATORS, START, World, days
from tests.wire.announcements.feed_server import Entry, rss, youtube

OLDEST = Entry("There before", date=START - days(3))


def numbered(last: int, first: int = 1, step: timedelta = HOUR) -> list[Entry]:
    """Entries `Item 01` …, newest first, an hour apart."""
    return [Entry(f"Item {number:02}", date=START + number * step) for number in range(last, first - 1, -1)]


def titles(posts: list[str]) -> list[str]:
    """The linked title of each card."""
    return [post.partition("[")[2].partition("]")[0] for post in posts]


async def test_what_is_there_at_first_is_not_announced_and_what_comes_is_once(world: World) -> None:
    world.serve("/feed", OLDEST)
    await world.follow("/feed")
    assert world.posts() == []
    world.serve("/feed", Entry("News", date=START), OLDEST)
    for _ in range(3):
        await world.poll()
    assert titles(world.posts()) == ["News"]
    assert world.states() == {"There before": "baseline", "News": "announced"}


async def test_an_unchanged_source_costs_a_conditional_request_and_no_reading(world: World) -> None:
    world.serve("/feed", OLDEST)
    source = await world.follow("/feed")
    for _ in range(3):
        await world.poll()
    assert world.site.asked == [("/feed", False)] + 3 * [("/feed", True)]
    after = await world.service.source(source.id)
    assert after.succeeded_at == world.clock.now()
    assert after.read_at == START


async def test_after_downtime_five_are_posted_oldest_first_and_the_rest_is_summed_up(world: World) -> None:
    world.serve("/feed", OLDEST)
    await world.follow("/feed")
    world.serve("/feed", *numbered(12), OLDEST)
    await world.poll(days(2))
    posts = world.posts()
    assert titles(posts[:5]) == [f"Item {number:02}" for number in range(8, 13)]
    assert len(posts) == 6
    assert [f"Item {number:02}" in posts[5] for number in range(1, 13)] == 7 * [True] + 5 * [False]
    await world.start()
    await world.poll()
    assert len(world.posts()) == 6


async def test_what_was_missed_for_more_than_two_weeks_is_only_summed_up(world: World) -> None:
    world.serve("/feed", OLDEST)
    await world.follow("/feed")
    world.serve("/feed", *numbered(4, step=days(10)), OLDEST)
    await world.poll(days(42))
    posts = world.posts()
    assert titles(posts[:2]) == ["Item 03", "Item 04"]
    assert "Item 01" in posts[2]
    assert "Item 02" in posts[2]
    assert len(posts) == 3


async def test_a_paused_source_is_not_asked_and_brings_no_backlog(world: World) -> None:
    world.serve("/feed", OLDEST)
    source = await world.follow("/feed")
    assert await world.service.pause(source.id)
    assert not await world.service.pause(source.id)
    world.serve("/feed", *numbered(10), OLDEST)
    await world.poll()
    assert world.site.times("/feed") == 1
    assert await world.service.resume(source.id)
    assert not await world.service.resume(source.id)
    await world.poll()
    assert world.posts() == []
    assert set(world.states().values()) == {"baseline", "skipped"}
    world.serve("/feed", *numbered(11), OLDEST)
    await world.poll()
    assert titles(world.posts()) == ["Item 11"]


async def test_a_corrected_title_edits_the_message(world: World) -> None:
    world.serve("/feed", OLDEST)
    await world.follow("/feed")
    world.serve("/feed", Entry("A tipo", "https://blog.example/a/", date=START), OLDEST)
    await world.poll()
    world.sent()
    world.serve("/feed", Entry("A typo", "https://blog.example/a/", date=START), OLDEST)
    await world.poll()
    await world.poll()
    assert titles(world.posts()) == ["A tipo"]
    assert titles(world.edits()) == ["A typo"]


async def test_an_old_message_is_not_edited(world: World) -> None:
    world.serve("/feed", OLDEST)
    await world.follow("/feed")
    world.serve("/feed", Entry("A tipo", "https://blog.example/a/", date=START), OLDEST)
    await world.poll()
    world.sent()
    world.serve("/feed", Entry("A typo", "https://blog.example/a/", date=START), OLDEST)
    await world.poll(days(31))
    assert world.edits() == []


@pytest.mark.parametrize(
    "later",
    [
        Entry("Post", "https://blog.example/post/", date=START),
        Entry("Post", "http://blog.example/post", date=START),
        Entry("Post", "http://blog.example/post/?utm_source=rss", date=START),
        Entry("Post", "https://blog.example/2026/post/", date=START),
        Entry("Post", "http://blog.example/post/", date=START - days(10)),
        Entry("Another title", "http://blog.example/post/", date=START),
        Entry("Post", "http://blog.example/post/", "tag:new-guid", date=START),
    ],
    ids=["https", "no slash", "query", "moved", "date", "title", "guid"],
)
async def test_identity_survives(world: World, later: Entry) -> None:
    first = Entry("Post", "http://blog.example/post/", date=START)
    world.serve("/feed", OLDEST)
    await world.follow("/feed")
    world.serve("/feed", first, OLDEST)
    await world.poll()
    for entry in (later, first, later):
        world.serve("/feed", entry, OLDEST)
        await world.poll()
    assert len(world.posts()) == 1


async def test_a_whole_feed_at_new_addresses_is_no_flood(world: World) -> None:
    entries = numbered(20, step=-HOUR)
    world.serve("/feed", *entries, base="https://old.example/posts")
    await world.follow("/feed")
    world.serve("/feed", *entries, base="https://old.example/blog")
    await world.poll()
    assert world.posts() == []


async def test_a_title_that_comes_every_week_is_new_every_week(world: World) -> None:
    def issue(number: int) -> Entry:
        return Entry("This week", f"https://blog.example/{number}/", date=START + number * days(7))

    world.serve("/feed", issue(-1), issue(-2))
    await world.follow("/feed")
    for number in range(4):
        world.serve("/feed", issue(number), issue(number - 1))
        await world.poll(days(7))
    assert len(world.posts()) == 4


async def test_a_recording_is_announced_once_whichever_source_comes_first(world: World) -> None:
    def sitemap(*videos: str) -> bytes:
        urls = "".join(
            f"<url><loc>https://site.example/{video}/</loc><video:video><video:title>Talk {video}</video:title>"
            f"<video:player_loc>https://www.youtube.com/embed/{video}</video:player_loc>"
            "<video:publication_date>2026-03-01</video:publication_date></video:video></url>"
            for video in videos
        )
        return (
            '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
            f'xmlns:video="http://www.google.com/schemas/sitemap-video/1.1">{urls}</urlset>'
        ).encode()

    old, one, two = "aaaaaaaaaaa", "bbbbbbbbbbb", "ccccccccccc"
    world.site.pages["/sitemap"] = sitemap(old)
    world.site.pages["/youtube"] = youtube([(old, "Talk", START)])
    await world.follow("/sitemap", kind="sitemap")
    await world.follow("/youtube", kind="youtube", channel_id=CHANNEL + 1)
    world.site.pages["/sitemap"] = sitemap(one, old)
    await world.poll()
    world.site.pages["/youtube"] = youtube([(two, "Two", START), (one, "One", START), (old, "Talk", START)])
    await world.poll()
    world.site.pages["/sitemap"] = sitemap(two, one, old)
    await world.poll()
    assert len(world.posts()) == 1
    assert len(world.posts(CHANNEL + 1)) == 1


async def test_one_page_in_two_feeds_of_a_channel_is_announced_once(world: World) -> None:
    world.serve("/blog", OLDEST)
    world.serve("/all", OLDEST)
    await world.follow("/blog")
    await world.follow("/all")
    for path in ("/blog", "/all"):
        world.serve(path, Entry("News", date=START), OLDEST)
        await world.poll()
    assert titles(world.posts()) == ["News"]


async def test_filters_say_no_and_the_dry_run_says_why(world: World) -> None:
    world.serve("/feed", OLDEST)
    source = await world.follow("/feed", filters=Filters(exclude_words=("hiring",)))
    world.serve("/feed", Entry("We are hiring!", date=START), Entry("News", date=START), OLDEST)
    tried = await world.service.dry_run(source.id)
    assert [(each.item.title, each.state) for each in tried.judgements] == [
        ("We are hiring!", "filtered"),
        ("News", "due"),
        ("There before", "baseline"),
    ]
    assert "excluded word “hiring”" in tried.judgements[0].why
    assert world.states() == {"There before": "baseline"}
    await world.poll()
    assert titles(world.posts()) == ["News"]


async def test_what_comes_in_quiet_hours_waits_for_their_end(world: World) -> None:
    world.serve("/feed", OLDEST)
    await world.follow("/feed", quiet=Quiet(time(18), time(8), "Europe/Berlin"))
    world.serve("/feed", *numbered(7), OLDEST)
    await world.poll()
    assert world.posts() == []
    # 12:00 UTC, seven hours later it is 20:00 in Berlin; the next morning's eight is 07:00 UTC.
    await world.poll(timedelta(hours=11, minutes=59))
    assert world.posts() == []
    await world.poll(timedelta(minutes=1))
    assert titles(world.posts()[:5]) == [f"Item {number:02}" for number in range(3, 8)]
    assert len(world.posts()) == 6


async def test_what_waits_when_a_source_is_paused_is_not_posted_after(world: World) -> None:
    world.serve("/feed", OLDEST)
    source = await world.follow("/feed", quiet=Quiet(time(18), time(8), "Europe/Berlin"))
    world.serve("/feed", *numbered(2), OLDEST)
    await world.poll()
    await world.service.pause(source.id)
    await world.poll(days(1))
    await world.service.resume(source.id)
    await world.poll(days(1))
    assert world.posts() == []


def atom(*tags: str, title: str = "Release") -> bytes:
    entries = "".join(
        f"<entry><id>tag:github.com,2008:Repository/1/{tag}</id><updated>2026-03-01T12:00:00Z</updated>"
        f'<link rel="alternate" href="https://github.com/a/b/releases/tag/{tag}"/><title>{title} {tag}</title>'
        '<content type="html">&lt;p&gt;What changed in this one.&lt;/p&gt;</content></entry>'
        for tag in tags
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Releases</title>{entries}</feed>'.encode()


async def test_several_releases_of_a_day_are_one_message_and_noise_is_none(world: World) -> None:
    world.site.pages["/releases.atom"] = atom("v1.0.0")
    await world.follow("/releases.atom", kind="releases")
    world.site.pages["/releases.atom"] = atom("v1.1.0", "v1.1.0rc1", "nightly", "v1.0.0")
    await world.poll(2 * HOUR)
    assert titles(world.posts()) == ["Release v1.1.0"]
    world.site.pages["/releases.atom"] = atom("v1.1.2", "v1.1.1", "v1.1.0", "v1.1.0rc1", "v1.0.0")
    await world.poll(2 * HOUR)
    assert len(world.posts()) == 1
    await world.poll(22 * HOUR)
    assert len(world.posts()) == 2
    assert "v1.1.1" in world.posts()[1]
    assert "v1.1.2" in world.posts()[1]
    # An edited release is an edit, and never a second post.
    world.sent()
    world.site.pages["/releases.atom"] = atom("v1.1.0", "v1.0.0", title="Better words")
    await world.poll(days(2))
    assert len(world.posts()) == 2
    assert titles(world.edits()) == ["Better words v1.1.0"]


async def test_a_feed_that_was_empty_by_mistake_at_first_is_no_flood(world: World) -> None:
    world.serve("/feed")
    await world.follow("/feed")
    world.serve("/feed", *numbered(6))
    await world.poll()
    assert world.posts() == []
    world.serve("/feed", *numbered(7))
    await world.poll()
    assert titles(world.posts()) == ["Item 07"]


async def test_the_first_item_of_an_empty_feed_is_news(world: World) -> None:
    world.serve("/feed")
    await world.follow("/feed")
    world.serve("/feed", *numbered(1))
    await world.poll()
    assert titles(world.posts()) == ["Item 01"]


async def test_without_dates_the_feeds_order_counts(world: World) -> None:
    world.serve("/feed", Entry("Undated"))
    await world.follow("/feed")
    world.serve("/feed", Entry("Third"), Entry("Second"), Entry("First"), Entry("Undated"))
    await world.poll()
    assert titles(world.posts()) == ["First", "Second", "Third"]


async def test_a_source_paused_while_it_answers_brings_nothing(world: World) -> None:
    world.serve("/feed", OLDEST)
    source = await world.follow("/feed")

    async def meanwhile(_: web.Request) -> web.Response:
        await world.service.pause(source.id)
        return web.Response(body=rss([Entry("News", date=START), OLDEST]))

    world.site.pages["/feed"] = meanwhile
    await world.poll()
    assert world.posts() == []
    assert world.states() == {"There before": "baseline"}


async def test_a_video_that_was_there_before_is_no_news_in_another_source(world: World) -> None:
    video = "aaaaaaaaaaa"
    world.site.pages["/youtube"] = youtube([(video, "Talk", START)])
    await world.follow("/youtube", kind="youtube")
    world.site.pages["/other"] = youtube([])
    await world.follow("/other", kind="youtube", channel_id=CHANNEL + 1)
    world.site.pages["/other"] = youtube([(video, "Talk", START)])
    await world.poll()
    assert world.posts(CHANNEL + 1) == []
    assert world.rows("SELECT state FROM announcement_item") == [("baseline",), ("duplicate",)]


async def test_shorts_are_announced_unless_a_filter_says_no(world: World) -> None:
    for path, filters in (("/all", Filters()), ("/long", Filters(shorts=False))):
        world.site.pages[path] = youtube([])
        await world.follow(path, kind="youtube", filters=filters)
    world.site.pages["/long"] = youtube([("aaaaaaaaaaa", "Talk", START)], short=True)
    await world.poll()
    assert world.posts() == []
    world.site.pages["/all"] = world.site.pages["/long"]
    await world.poll()
    assert titles(world.posts()) == ["Talk"]


async def test_every_post_mentions_the_role_once_and_the_summary_beside_them_does_not(world: World) -> None:
    world.serve("/feed", OLDEST)
    await world.follow("/feed", role_id=5)
    world.serve("/feed", *numbered(8), OLDEST)
    await world.poll()
    roles = [roles for (roles,) in world.rows("SELECT json_extract(body, '$.roles') FROM outbox ORDER BY id")]
    assert roles == 5 * ["[5]"] + ["[]"]
    assert "<@&5>" not in world.posts()[5]


async def test_a_summary_alone_mentions_the_role(world: World) -> None:
    world.site.pages["/releases.atom"] = atom("v1")
    await world.follow("/releases.atom", kind="releases", role_id=5)
    world.site.pages["/releases.atom"] = atom("v3", "v2", "v1")
    await world.poll()
    (post,) = world.posts()
    assert post.startswith("<@&5>")
    assert world.rows("SELECT json_extract(body, '$.roles') FROM outbox") == [("[5]",)]


async def test_a_picture_signed_anew_is_no_correction(world: World) -> None:
    def with_picture(signature: str) -> bytes:
        body = rss([Entry("News", date=START), OLDEST]).decode()
        picture = (
            f'<enclosure url="https://blog.example/a.png?token={signature}" type="image/png" length="1"/>'
        )
        return body.replace("</item>", f"{picture}</item>", 1).encode()

    world.serve("/feed", OLDEST)
    await world.follow("/feed")
    for signature in ("one", "two", "three"):
        world.site.pages["/feed"] = with_picture(signature)
        await world.poll()
        world.sent()
    assert len(world.posts()) == 1
    assert world.edits() == []


async def test_what_waits_for_its_hour_is_posted_as_it_is_then(world: World) -> None:
    world.serve("/feed", OLDEST)
    await world.follow("/feed", quiet=Quiet(time(18), time(8), "Europe/Berlin"))
    for title in ("A tipo", "A typo"):
        world.serve("/feed", Entry(title, "https://blog.example/a/", date=START), OLDEST)
        await world.poll()
    await world.poll(days(1))
    assert titles(world.posts()) == ["A typo"]
    assert world.edits() == []


# --- sources that fail ----------------------------------------------------------------------------------


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
    assert (await world.service.source(source.id)).read_at is not None
    world.serve("/feed", Entry("News", date=START), OLDEST)
    await world.poll()
    assert titles(world.posts()) == ["News"]
    assert world.site.times("/slow") == 1
    answers.set()
    await world.service.sweep()
    assert (await world.service.source(waiting.id)).read_at is not None


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


# --- what moderators do ---------------------------------------------------------------------------------


async def test_sources_of_the_configuration_come_once_and_a_removed_one_stays_away(world: World) -> None:
    world.serve("/feed", OLDEST, title="The real title")
    await world.start("/feed")
    await world.start("/feed")
    await world.service.sweep()
    (source,) = await world.service.sources()
    assert (source.title, source.channel_id, source.added_by) == ("The real title", CHANNEL, 0)
    await world.service.remove(source.id)
    await world.start("/feed")
    assert await world.service.sources() == []
    with pytest.raises(UserError):
        await world.service.remove(source.id)
    again = await world.follow("/feed")
    assert again.added_by == 7


async def test_addresses_of_the_configuration_that_mean_the_same_are_one_source(world: World) -> None:
    seeds = (
        "https://github.com/norse/norse",
        "https://github.com/norse/norse/releases",
        "https://github.com/norse/norse/",
    )
    settings = AnnouncementsSettings(sources=tuple(Seed(url=url, channel=CHANNEL) for url in seeds))
    for _ in range(2):
        await world.service.apply(settings)
    (source,) = await world.service.sources()
    assert (source.url, source.kind) == ("https://github.com/norse/norse/releases.atom", "releases")


async def test_a_source_is_followed_once(world: World) -> None:
    world.serve("/feed", OLDEST)
    await world.follow("/feed")
    with pytest.raises(UserError, match="followed already"):
        await world.service.preview(world.site.url + "/feed")
    with pytest.raises(UserError, match="followed already"):
        await world.follow("/feed/")


async def test_the_preview_shows_what_is_there_and_follows_a_page_to_its_feed(world: World) -> None:
    world.serve("/feed", Entry("News", date=START), OLDEST)
    world.site.pages["/"] = (
        b'<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head></html>'
    )
    found = await world.service.preview(world.site.url)
    assert found.url == world.site.url + "/feed"
    assert (found.kind, found.title, len(found.reading.items)) == ("feed", "The blog", 2)
    assert found.newest is not None
    assert found.newest.title == "News"
    assert await world.service.sources() == []
    with pytest.raises(UserError, match="404"):
        await world.service.preview(world.site.url + "/nothing")


async def test_latest_posts_on_purpose_once_for_each_press_and_edits_go_there(world: World) -> None:
    world.serve("/feed", OLDEST)
    source = await world.follow("/feed", role_id=5)
    assert (await world.service.newest(source.id)).title == "There before"
    for press in ("1", "1", "2"):
        await world.service.latest(source.id, press)
    assert titles(world.posts()) == ["There before", "There before"]
    await world.service.latest(source.id, "3", everyone=True)
    assert world.posts()[2].startswith("@everyone")
    roles = world.rows("SELECT json_extract(body, '$.roles'), json_extract(body, '$.everyone') FROM outbox")
    assert roles == [("[5]", 0), ("[5]", 0), ("[]", 1)]
    world.sent()
    world.serve("/feed", Entry("There before!", "https://blog.example/there-before/", date=START - days(3)))
    await world.poll()
    assert titles(world.edits()) == ["There before!"]


async def test_a_page_is_posted_by_hand_once_and_its_video_never_again(world: World) -> None:
    world.site.pages["/page"] = b'<html><head><meta property="og:title" content="A talk"></head></html>'
    item = await world.service.preview_page(world.site.url + "/page")
    assert item.title == "A talk"
    choices = Choices(title="YouTube", channel_id=CHANNEL)
    assert await world.service.post_page(item, choices, "press")
    assert not await world.service.post_page(item, choices, "press")
    assert len(world.posts()) == 1


async def test_thread_and_publication_follow_the_post(world: World) -> None:
    world.serve("/feed", OLDEST)
    await world.follow("/feed", thread=True, crosspost=True, role_id=5)
    world.serve("/feed", Entry("News", date=START), OLDEST)
    await world.poll()
    assert [action for (action,) in world.rows("SELECT action FROM outbox ORDER BY id")] == [
        "post",
        "thread",
        "publish",
    ]
    assert world.posts()[0].startswith("<@&5>")


async def test_status_tells_how_sources_are_doing(world: World) -> None:
    world.serve("/feed", OLDEST)
    source = await world.follow("/feed")
    world.serve("/feed", Entry("News", date=START), OLDEST)
    await world.poll()
    del world.site.pages["/feed"]
    await world.poll()
    (status,) = await world.service.statuses()
    assert (status.items.known, status.items.announced, status.items.waiting) == (2, 1, 0)
    assert status.source.error == "the server answers 404: there is nothing at this address"
    assert status.source.next_check_at > world.clock.now()
    assert status.source.succeeded_at == world.clock.now() - timedelta(hours=7)
    assert status.source.id == source.id


async def test_who_added_a_source_is_told_and_forgotten(world: World) -> None:
    world.serve("/feed", OLDEST)
    await world.follow("/feed")
    told = await world.service.export_member(7)
    assert [each["url"] for each in told["sources_added"]] == [world.site.url + "/feed"]
    assert await world.service.erase_member(7) == 1
    assert await world.service.export_member(7) == {}
    assert len(await world.service.sources()) == 1


async def test_contents_are_forgotten_and_items_stay_known(world: World) -> None:
    world.serve("/feed", Entry("News", date=START), OLDEST)
    await world.follow("/feed")
    world.serve("/feed", OLDEST)
    await world.poll(days(1))
    await world.poll(days(80))
    await world.service.tidy()
    assert world.rows("SELECT title FROM announcement_item WHERE content IS NULL") == [("News",)]
    world.serve("/feed", Entry("News", date=START + days(70)), OLDEST)
    await world.poll()
    assert world.posts() == []
