"""Readers meet anything: they answer with items or `Unreadable`, and they end."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cogs.announcements.model import Reading, Unreadable
from cogs.announcements.readers import page, read_any

NOW = datetime(2026, 9, 1, tzinfo=UTC)
PIECES = st.sampled_from(
    ["<rss>", "<rss version='2.0'>", "<channel>", "<item>", "</item>", "<entry>", "</entry>", "<title>", "</title>", "x",
     "<feed xmlns='http://www.w3.org/2005/Atom'>", "</feed>", "</rss>", "<link>", "</link>", "<link href='/a'/>", "&", "<", ">",
     "<guid>", "</guid>", "<id>", "</id>", "1", "&nbsp;", "&#0;", "&#xD800;", "]]>", "<![CDATA[", "&lt;![CDATA[", "<!--", "-->",
     "<?xml version='1.0'?>", "<!DOCTYPE rss [", "<!ENTITY a '&a;'>", "]>", "&a;", "<description>", "</description>", "<dc:date>",
     "<pubDate>", "</pubDate>", "0001-01-01", "http://[", "\x00", "\ufeff", "\u202e", "<img src='", "'", '"', "{", "[", "}", "]",
     '"items":', '"id":', "<urlset>", "<url>", "<video>", "<html>", "</html>", "<yt:videoId>", "xmlns:yt='http://www.youtube.com/xml/schemas/2015'"]
)  # fmt: skip


URLS = ("", "https://www.youtube.com/feeds/videos.xml?channel_id=x", "https://github.com/a/b/releases.atom")


def check(body: bytes, urls: tuple[str, ...] = URLS) -> None:
    for url in urls:
        try:
            found = read_any(body, url=url, content_type="text/xml; charset=x", now=NOW)
        except Unreadable as why:
            assert str(why)  # noqa: PT017 - which of both comes is the point
            continue
        sound(found)


def sound(found: Reading) -> None:
    identities = [item.identity for item in found.items]
    assert all(identities)
    assert len(set(identities)) == len(identities)
    for item in found.items:
        assert item.title
        assert len(item.title) <= 1_000
        assert len(item.summary) <= 600
        assert item.identity not in item.aliases
        for text in (item.identity, item.title, item.summary, item.author or "", item.link or "", *item.tags):
            text.encode("utf-8")
            assert not set(text) & set("\x00\x1b\u202e")


@given(st.lists(PIECES, max_size=40).map("".join))
@settings(max_examples=400, deadline=None)
def test_pieces_of_feeds_in_any_order(text: str) -> None:
    check(text.encode("utf-8", "surrogatepass"))


@given(st.lists(PIECES, max_size=15).map("".join))
@settings(max_examples=200, deadline=None)
def test_anything_inside_of_an_item(text: str) -> None:
    check(f"<rss version='2.0'><channel><item><title>A</title>{text}</item></channel></rss>".encode())


@given(st.binary(max_size=300))
@settings(deadline=None)
def test_any_bytes(body: bytes) -> None:
    check(body)
    check(b"<?xml version='1.0' encoding='utf-16'?><rss><channel><item><title>" + body)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(
    st.sampled_from(["items", "id", "url", "title", "authors", "name", "tags", "version", "full_name", "html_url", "topics", "image"]), inner)))  # fmt: skip
@settings(deadline=None)
def test_any_json(document: object) -> None:
    check(json.dumps({"version": "https://jsonfeed.org/version/1", "items": [document]}).encode())
    check(json.dumps(document).encode())


@given(st.lists(st.sampled_from(["<meta ", "property='og:title'", "content='", "'", '"', ">", "<title>", "x", "<script type='application/ld+json'>",
    '{"@type": "Article"', "}", "</script>", "<link rel=canonical href=", "http://[", " "])).map("".join))  # fmt: skip
@settings(deadline=None)
def test_any_page(text: str) -> None:
    with contextlib.suppress(Unreadable):
        sound(page.read(text.encode(), url="https://example.org/", content_type=None, now=NOW))


MANY = 300_000


@pytest.mark.parametrize(
    "body",
    [
        "<rss><channel><item>" + "<![CDATA[" * MANY,
        "<rss><channel><item>" + "<!--" * MANY,
        "<!-- -->" * MANY + "junk",
        "<!DOCTYPE a [" * MANY,
        "<rss><channel><item><title>" + "&" * MANY,
        "<rss><channel><item><title>" + "&lt;![CDATA[" * MANY + "]]>",
        "<rss " + " ".join(f'a{n}="1"' for n in range(50_000)) + "><channel/></rss>",
        "<rss><channel>" + "".join(f"<p{n}:x/>" for n in range(50_000)) + "</channel></rss>",
        "<rss><channel>" + "<a>" * 100_000,
        "<rss><channel>" + "<item><title>x" * 50_000,
        "<rss><channel>" + "<item></item>" * 100_000 + "<item>",
        "<rss><channel><item><title>a</title>"
        + "".join(f"<category>c{n}</category>" for n in range(150_000)),
        "<rss xmlns:itunes='x'><channel><item><title>a</title><itunes:keywords>"
        + ",".join(f"c{n}" for n in range(300_000))
        + "</itunes:keywords></item></channel></rss>",
        "<html>" + '<script type="application/ld+json">' * 20_000,
        "<html>" + '<meta a="' * MANY,
        "[" * MANY,
        "\0" * MANY + "a",
    ],
    ids=range(17),
)
def test_what_grows_with_the_square_elsewhere_ends(body: str) -> None:
    # The suite's time limit is the assertion.
    check(body.encode(), urls=("",))
