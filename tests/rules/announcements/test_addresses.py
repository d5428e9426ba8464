"""What moderators type becomes the address of a feed, or an answer that says what to do."""

from __future__ import annotations

import pytest

from bot.errors import UserError
from cogs.announcements.readers.addresses import channel_id_in, resolve_source

CHANNEL = "UCsXVk37bltHxD1rDPwtNM8Q"
FEED = f"https://www.youtube.com/feeds/videos.xml?channel_id={CHANNEL}"


@pytest.mark.parametrize(
    ("typed", "url", "kind"),
    [
        (CHANNEL, FEED, "youtube"),
        (f"https://www.youtube.com/channel/{CHANNEL}", FEED, "youtube"),
        (f"<https://m.youtube.com/channel/{CHANNEL}/videos>", FEED, "youtube"),
        (f"youtube.com/channel/{CHANNEL}", FEED, "youtube"),
        (FEED, FEED, "youtube"),
        (FEED.replace("/feeds", "/xml/feeds"), FEED, "youtube"),
        (
            "https://www.youtube.com/playlist?list=PLmWCw1CzcFilOIgUYuMIJ2iZMo09Ho0va&si=x",
            "https://www.youtube.com/feeds/videos.xml?playlist_id=PLmWCw1CzcFilOIgUYuMIJ2iZMo09Ho0va",
            "youtube",
        ),
        (
            "https://www.youtube.com/user/Kurz",
            "https://www.youtube.com/feeds/videos.xml?user=Kurz",
            "youtube",
        ),
        ("https://github.com/norse/norse", "https://github.com/norse/norse/releases.atom", "releases"),
        (
            "https://github.com/norse/norse/releases/",
            "https://github.com/norse/norse/releases.atom",
            "releases",
        ),
        ("https://github.com/norse/norse.git", "https://github.com/norse/norse/releases.atom", "releases"),
        ("https://github.com/norse/norse/tags", "https://github.com/norse/norse/tags.atom", "releases"),
        (
            "https://github.com/open-neuromorphic",
            "https://api.github.com/orgs/open-neuromorphic/repos?sort=created&direction=desc&type=public",
            "repositories",
        ),
        (
            "https://gitlab.com/synsense/rockpool",
            "https://gitlab.com/synsense/rockpool/-/releases.atom",
            "releases",
        ),
        ("example.org/feed.xml", "https://example.org/feed.xml", "feed"),
        ("http://localhost:8000/feed.xml", "http://localhost:8000/feed.xml", "feed"),
        (" http://example.org/feed.xml ", "http://example.org/feed.xml", "feed"),
    ],
)
def test_it_is_found(typed: str, url: str, kind: str) -> None:
    address = resolve_source(typed)
    assert (address.url, address.kind) == (url, kind)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("@openneuromorphic", "Copy channel ID"),
        ("https://www.youtube.com/@openneuromorphic", "Copy channel ID"),
        ("https://www.youtube.com/c/Name", "Copy channel ID"),
        ("https://www.youtube.com/channel/nonsense", "begins with UC"),
        ("https://www.youtube.com/watch?v=_Jyhu97HiP4", "/announce post"),
        ("https://youtu.be/_Jyhu97HiP4", "/announce post"),
        ("https://github.com/norse/norse/blob/main/README.md", "repository"),
        ("javascript:alert(1)", "no web address"),
        ("nothing", "no web address"),
        ("two words.org", "no web address"),
        ("", "no web address"),
    ],
)
def test_it_is_refused_with_what_to_do(typed: str, says: str) -> None:
    with pytest.raises(UserError, match=says):
        resolve_source(typed)


@pytest.mark.parametrize(
    "page",
    [
        f'<link rel="alternate" type="application/rss+xml" href="{FEED}">',
        f'<link rel="canonical" href="https://www.youtube.com/channel/{CHANNEL}">',
        f'<script>var x = {{"externalId":"{CHANNEL}"}}</script>',
    ],
)
def test_a_channels_page_says_which_channel_it_is(page: str) -> None:
    assert channel_id_in(f"<html><head>{page}</head></html>") == CHANNEL


def test_another_page_does_not() -> None:
    assert channel_id_in(f"<p>{CHANNEL} is mentioned</p>") is None
