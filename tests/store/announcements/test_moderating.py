"""What moderators do with sources, through the service."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.clock import to_text
from bot.errors import UserError
from cogs.announcements.settings import AnnouncementsSettings, Seed
from cogs.announcements.storage.records import Choices
from tests.store.announcements.conftest import (
    CHANNEL,
    OLDEST,
    START,
    World,
    days,
    titles,
)
from tests.wire.announcements.feed_server import Entry


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
    with pytest.raises(UserError, match="not public") as refused:
        await world.service.preview("http://127.0.0.2/feed")
    assert "public addresses only" in str(refused.value.hint)


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
    assert world.edits()[0].startswith("@everyone"), "it says whom it pinged"


@pytest.mark.parametrize("everyone", [False, True], ids=["a role", "everyone"])
async def test_what_is_corrected_before_it_was_sent_still_notifies(world: World, everyone: bool) -> None:
    world.serve("/feed", OLDEST)
    source = await world.follow("/feed", role_id=5)
    await world.service.latest(source.id, "1", everyone=everyone)
    # Chosen meanwhile, for what comes next.
    await world.service.change_source(source.id, {"role_id": 6})
    world.serve("/feed", Entry("There before!", "https://blog.example/there-before/", date=START - days(3)))
    await world.poll()
    (post,) = world.posts()
    assert titles([post]) == ["There before!"]
    assert post.startswith("@everyone" if everyone else "<@&5>")
    pinged = world.rows("SELECT json_extract(body, '$.roles'), json_extract(body, '$.everyone') FROM outbox")
    assert pinged == ([("[]", 1)] if everyone else [("[5]", 0)])


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
    assert told["sources_added"] == [{"url": world.site.url + "/feed", "at": to_text(world.clock.now())}]
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
