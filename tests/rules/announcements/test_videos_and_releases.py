"""YouTube, the site's video sitemap, GitHub and GitLab."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from cogs.announcements.identity import keys, same
from cogs.announcements.model import Item, Reading, Unreadable
from cogs.announcements.readers import read_any
from cogs.announcements.readers.releases import is_prerelease, noise
from cogs.announcements.storage.records import shown_digest

NOW = datetime(2026, 9, 1, tzinfo=UTC)
YT = "https://www.youtube.com/feeds/videos.xml?channel_id=UCsXVk37bltHxD1rDPwtNM8Q"


def reading(body: str, url: str = "") -> Reading:
    return read_any(body.encode(), url=url, content_type=None, now=NOW)


def video(id: str = "abcdefghijk", path: str = "watch?v=", extra: str = "") -> str:
    return f"""<entry><id>yt:video:{id}</id><yt:videoId>{id}</yt:videoId><yt:channelId>sXVk37bltHxD1rDPwtNM8Q</yt:channelId>
    <title>Talk &lt;live&gt;</title><link rel="alternate" href="https://www.youtube.com/{path}{id}"/><author><name>ONM</name></author>
    <published>2026-05-12T16:52:13+00:00</published><updated>2026-08-19T10:19:21+00:00</updated>
    <media:group><media:title>Talk</media:title><media:thumbnail url="https://i4.ytimg.com/vi/{id}/hqdefault.jpg"/>
    <media:description>About spikes.\n\nMore.</media:description><media:community><media:statistics views="{extra or 7}"/></media:community></media:group></entry>"""


def channel(entries: str) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?><feed xmlns:yt="http://www.youtube.com/xml/schemas/2015"
    xmlns:media="http://search.yahoo.com/mrss/" xmlns:at="http://purl.org/atompub/tombstones/1.0" xmlns="http://www.w3.org/2005/Atom">
    <yt:channelId></yt:channelId><title>ONM</title>{entries}</feed>"""


def test_a_video_is_its_id() -> None:
    found = reading(channel(video()), YT)
    (item,) = found.items
    assert found.kind == "youtube"
    assert (item.identity, item.kind, item.title, item.author) == (
        "abcdefghijk",
        "video",
        "Talk <live>",
        "ONM",
    )
    assert item.published == datetime(2026, 5, 12, 16, 52, 13, tzinfo=UTC)
    assert item.summary == "About spikes.\nMore."
    assert item.image is not None
    assert item.details == {
        "video_id": "abcdefghijk",
        "channel_id": "UCsXVk37bltHxD1rDPwtNM8Q",
        "views": "7",
    }
    assert "yt:video:abcdefghijk" in item.aliases


def test_a_short_shows_in_its_link() -> None:
    short = reading(channel(video(path="shorts/"))).items[0]
    assert (short.kind, short.identity) == ("short", "abcdefghijk")
    assert same(short, keys(reading(channel(video())).items[0]))


def test_views_change_nothing() -> None:
    (before,) = reading(channel(video(extra="0"))).items
    (later,) = reading(channel(video(extra="999"))).items
    assert (before.details["views"], later.details["views"]) == ("0", "999")
    assert keys(before) == keys(later)
    assert shown_digest(before) == shown_digest(later)


def test_doubled_and_bad_entries_and_tombstones() -> None:
    bad = "<entry><id>yt:video:broken</id><title>No id</title></entry>"
    gone = '<at:deleted-entry ref="yt:video:zzzzzzzzzzz" when="2026-01-01T00:00:00Z"/>'
    found = reading(channel(video() + video() + bad + gone))
    assert [item.identity for item in found.items] == ["abcdefghijk"]
    assert found.deleted == ("zzzzzzzzzzz",)
    assert found.problems == ("1 entry without anything to announce left out.",)


@pytest.mark.parametrize(
    ("page", "says"),
    [
        ("<html>consent</html>", "consent"),
        ('<html><form action="https://consent.youtube.com/save"></form></html>', "consent"),
        ("<!DOCTYPE html><html><title>Error 404 (Not Found)!!1</title></html>", "passes by itself"),
    ],
)
def test_pages_instead_of_a_feed(page: str, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        reading(page, YT)


def sitemap(video_tags: str) -> str:
    return f"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
    xmlns:video="http://www.google.com/schemas/sitemap-video/1.1"><url><loc>https://example.org/talks/a/</loc>
    <video:video>{video_tags}</video:video></url><url><loc>https://example.org/b/</loc></url></urlset>"""


def test_a_recording_in_the_sitemap_is_the_video_on_youtube() -> None:
    found = reading(
        sitemap(
            """<video:thumbnail_loc>https://i.ytimg.com/vi/abcdefghijk/max.jpg</video:thumbnail_loc><video:title>Talk</video:title>
            <video:description>About.</video:description><video:player_loc>https://www.youtube.com/embed/abcdefghijk</video:player_loc>
            <video:publication_date>2025-12-05T00:00:00-05:00</video:publication_date><video:live>no</video:live>"""
        )
    )
    (item,) = found.items
    assert (found.kind, item.kind, item.identity, item.title) == ("sitemap", "video", "abcdefghijk", "Talk")
    assert item.link == "https://example.org/talks/a/"
    assert item.published == datetime(2025, 12, 5, 5, tzinfo=UTC)
    assert same(item, keys(reading(channel(video())).items[0]))


def test_a_sitemap_without_videos_says_so() -> None:
    assert reading(sitemap("<video:title>Talk</video:title>").replace("video:video", "video:other")).problems


def release(
    tag: str, title: str, notes: str = "&lt;p&gt;Notes&lt;/p&gt;", updated: str = "2026-01-01T00:00:00Z"
) -> Item:
    body = f"""<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/">
    <link rel="self" href="https://github.com/norse/norse/releases.atom"/><title>Release notes</title>
    <entry><id>tag:github.com,2008:Repository/123/{tag}</id><updated>{updated}</updated>
    <link rel="alternate" href="/norse/norse/releases/tag/{tag}"/><title>{title}</title>
    <content type="html">{notes}</content><author><name>ada</name></author>
    <media:thumbnail url="https://avatars.githubusercontent.com/u/1"/></entry></feed>"""
    found = reading(body)
    assert found.kind == "releases"
    return found.items[0]


def test_a_release() -> None:
    item = release("v1.2.0", "Norse 1.2.0")
    assert (item.kind, item.title, item.image) == ("release", "Norse 1.2.0", None)
    assert item.link == "https://github.com/norse/norse/releases/tag/v1.2.0"
    assert item.identity == "tag:github.com,2008:Repository/123/v1.2.0"
    assert item.details == {"tag": "v1.2.0", "project": "norse/norse"}
    assert item.published == datetime(2026, 1, 1, tzinfo=UTC)


def test_an_edited_release_is_the_same() -> None:
    edited = release("v1.2.0", "Production release", updated="2026-08-01T00:00:00Z")
    assert same(edited, keys(release("v1.2.0", "Norse")))
    assert edited.title == "Production release (v1.2.0)"


def test_a_gitlab_release() -> None:
    found = reading(
        """<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>https://gitlab.com/synsense/rockpool/-/releases/v2.6</id>
        <link href="https://gitlab.com/synsense/rockpool/-/releases/v2.6"/><title>Rockpool</title><content>x</content></entry></feed>"""
    )
    (item,) = found.items
    assert (item.kind, item.title) == ("release", "Rockpool (v2.6)")
    assert item.details == {"tag": "v2.6", "project": "synsense/rockpool"}


@pytest.mark.parametrize(
    "tag",
    ["v1.0rc1", "1.0a1", "1.0.0b2", "2.0.0-beta.3", "v3.0-alpha", "1.4.dev0", "v1.0.0-preview", "1.0-rc", "canary-12",
     "v2.0.0-pre.1", "1.0.0-SNAPSHOT", "2.0.0-next.4"],
)  # fmt: skip
def test_a_prerelease(tag: str) -> None:
    assert is_prerelease(tag)


@pytest.mark.parametrize(
    "tag",
    [
        "v1.0",
        "1.2.3",
        "v2024.1",
        "release-5",
        "nest-3.8",
        "v1.0.0.post1",
        "brian2-2.9",
        "arbor-v0.10",
        "1.0+build5",
    ],
)
def test_no_prerelease(tag: str) -> None:
    assert not is_prerelease(tag)


@pytest.mark.parametrize(
    ("tag", "title", "notes", "found"),
    [
        ("v1.0", "One", "Notes", ()),
        ("v1.0", "One", "", ("tag",)),
        ("v1.0", "One", "No content.", ("tag",)),
        ("nightly", "Nightly", "Notes", ("nightly",)),
        ("latest", "Latest", "Notes", ("nightly",)),
        ("v1.0rc1", "One", "", ("prerelease", "tag")),
        ("v1.0", "Release candidate", "Notes", ("prerelease",)),
    ],
)
def test_noise(tag: str, title: str, notes: str, found: tuple[str, ...]) -> None:
    assert noise(tag, title, notes) == found


def test_new_repositories_of_an_organisation() -> None:
    body = [
        {"id": 5, "full_name": "onm/new", "html_url": "https://github.com/onm/new", "description": "Spikes", "fork": True,
         "created_at": "2026-01-01T00:00:00Z", "topics": ["snn"], "language": "Python", "owner": {"login": "onm"}, "license": None},
        {"id": 6, "full_name": "onm/secret", "html_url": "https://github.com/onm/secret", "private": True},
    ]  # fmt: skip
    found = reading(json.dumps(body))
    (item,) = found.items
    assert (found.kind, item.identity, item.title) == ("repositories", "github:repository:5", "onm/new")
    assert item.details == {"language": "Python", "fork": "yes"}
    assert same(item, ["https://github.com/onm/new"])
