"""Sources on a real database and over HTTP: what is new is a row of the outbox, once."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from aiohttp import web

from cogs.announcements.filters import Filters
from cogs.announcements.quiet import Quiet
from cogs.announcements.settings import AnnouncementsSettings
from tests.store.announcements.conftest import (
    CHANNEL,
    HOUR,
    OLDEST,
    START,
    World,
    atom,
    days,
    numbered,
    titles,
)
from tests.wire.announcements.feed_server import Entry, rss, youtube


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


async def test_how_much_of_what_was_missed_is_posted_is_a_setting(world: World) -> None:
    world.serve("/feed", OLDEST)
    await world.follow("/feed")
    await world.service.apply(AnnouncementsSettings(posts_at_once=3, missed_days=30))
    world.serve("/feed", *numbered(4, step=days(10)), OLDEST)
    await world.poll(days(42))
    posts = world.posts()
    assert titles(posts[:3]) == ["Item 02", "Item 03", "Item 04"]
    assert "Item 01" in posts[3]


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


async def test_an_entry_named_by_anothers_link_stays_itself(world: World) -> None:
    page = "https://blog.example/page/"
    world.serve("/feed", OLDEST)
    source = await world.follow("/feed")
    one, two = Entry("One", page, "urn:1", date=START), Entry("Two", page, page, date=START)
    for entries in ([one], [two, one], [one, two], [two], [two, one]):
        world.serve("/feed", *entries, OLDEST)
        await world.poll()
        assert (await world.service.source(source.id)).error is None
    assert sorted(titles(world.posts())) == ["One", "Two"]


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
