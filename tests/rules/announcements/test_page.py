"""Any page as the one item it is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cogs.announcements.model import Item, Unreadable
from cogs.announcements.readers import page

NOW = datetime(2026, 9, 1, tzinfo=UTC)


def item(head: str, url: str = "https://example.org/a?utm_source=x") -> Item:
    body = f"<!doctype html><html><head>{head}</head><body><h1>Hi</h1></body></html>"
    return page.read(body.encode(), url=url, content_type="text/html; charset=utf-8", now=NOW).items[0]


def test_open_graph() -> None:
    found = item(
        """<title>Site | A</title><meta property="og:title" content="A &amp;amp; B"><meta property=og:url content=/a>
        <meta property="og:description" content="About it."><meta property="og:image" content="/p.png">
        <meta property="og:image:alt" content="A chip"><meta property="article:published_time" content="2026-05-10">
        <meta property="og:site_name" content="Example"><meta name="author" content="Ada">"""
    )
    assert (found.title, found.summary, found.author, found.kind) == ("A & B", "About it.", "Ada", "page")
    assert (found.link, found.identity) == ("https://example.org/a", "https://example.org/a")
    assert found.image is not None
    assert (found.image.url, found.image.alt) == ("https://example.org/p.png", "A chip")
    assert found.published == datetime(2026, 5, 10, tzinfo=UTC)
    assert found.details == {"site": "Example"}


def test_a_title_is_enough() -> None:
    found = item("<title>Just &lt;this&gt;</title>")
    assert (found.title, found.link) == ("Just <this>", "https://example.org/a?utm_source=x")
    assert found.identity == "https://example.org/a"


def test_a_page_cannot_pose_as_another_site() -> None:
    found = item(
        '<title>A</title><link rel="canonical" href="https://bank.example/"><meta property="og:url" content="https://bank.example">'
    )
    assert found.link == "https://example.org/a?utm_source=x"


def test_json_ld() -> None:
    found = item(
        """<title>x</title><script type="application/ld+json">not json</script><script type='application/ld+json'>
        {"@graph": [{"@type": "Organization", "name": "No"}, {"@type": "NewsArticle", "headline": "Head", "author": [{"name": "Ada"}],
        "datePublished": "2026-05-10T10:00:00Z", "image": {"url": "https://example.org/p.png"}, "description": "Text"}]}</script>"""
    )
    assert (found.title, found.author, found.summary) == ("Head", "Ada", "Text")
    assert found.published == datetime(2026, 5, 10, 10, tzinfo=UTC)


def test_a_linkedin_post() -> None:
    found = item(
        """<title>Open Neuromorphic on LinkedIn: We are live | 12 comments</title>
        <meta property="og:title" content="We are live | Open Neuromorphic | 12 comments | LinkedIn">
        <meta property="og:description" content="We are live …"><script type="application/ld+json">
        {"@type": "SocialMediaPosting", "articleBody": "We are live with the whole programme of the year.",
         "author": {"@type": "Organization", "name": "Open Neuromorphic"}, "datePublished": "2026-05-10T10:00:00Z"}</script>""",
        "https://www.linkedin.com/posts/open-neuromorphic_activity-7300000000000000000-abcd?utm_source=share&rcm=x",
    )
    assert (found.title, found.author) == ("We are live | Open Neuromorphic", "Open Neuromorphic")
    assert found.summary == "We are live with the whole programme of the year."
    assert (
        found.identity == "https://www.linkedin.com/posts/open-neuromorphic_activity-7300000000000000000-abcd"
    )


def test_a_github_repository() -> None:
    found = item(
        """<meta property="og:title" content="GitHub - norse/norse: Deep learning with spikes">
        <meta property="og:description" content="Deep learning with spikes. Contribute to norse/norse development by creating an account on GitHub.">""",
        "https://github.com/norse/norse",
    )
    assert (found.title, found.summary) == ("norse/norse", "Deep learning with spikes")


def test_a_video_is_the_one_of_the_channels_feed() -> None:
    found = item('<meta property="og:title" content="Talk">', "https://youtu.be/abcdefghijk?si=1")
    assert (found.kind, found.identity) == ("video", "abcdefghijk")


@pytest.mark.parametrize(
    ("head", "url", "says"),
    [
        ("", "https://example.org", "by hand"),
        ("<title>Sign in</title>", "https://www.linkedin.com/authwall?trk=x", "sign-in page"),
        ("<title>Before you continue</title>", "https://consent.youtube.com/m?continue=x", "consent"),
    ],
)
def test_a_page_that_says_nothing(head: str, url: str, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        item(head, url)
