"""Items stay the same whatever happens to their links."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.announcements.identity import absolute_link, canonical_link, keys, same, video_id
from cogs.announcements.model import Item


@pytest.mark.parametrize(
    "variant",
    [
        "https://example.org/post",
        "http://example.org/post/",
        "HTTPS://Example.ORG:443/post",
        "http://example.org:80/post#comments",
        "https://example.org/post?utm_source=rss&utm_medium=feed",
        "https://example.org/post/?fbclid=x#xtor=RSS-1",
        "https://example.org/post/index.html",
        " https://example.org/post ",
        "https://example.org/post//",
        "https://example.org/post /",
        "https://example.org/post/index.html/",
    ],
)
def test_variants_of_a_link_are_one(variant: str) -> None:
    assert canonical_link(variant) == "https://example.org/post"


@pytest.mark.parametrize(
    "other",
    [
        "https://example.org/post2",
        "https://example.org/Post",
        "https://example.org/post?id=1",
        "https://example.org:8443/post",
        "https://blog.example.org/post",
        "https://example.org/post#v1.2",
        "https://example.org/post#/2",
    ],
)
def test_other_pages_are_others(other: str) -> None:
    assert canonical_link(other) != "https://example.org/post"


def test_the_order_of_a_query_says_nothing() -> None:
    assert canonical_link("https://example.org/?b=2&a=1&utm_x=3") == "https://example.org?a=1&b=2"


@pytest.mark.parametrize(
    "address",
    [
        "https://www.youtube.com/watch?v=_Jyhu97HiP4",
        "http://youtube.com/watch?feature=share&v=_Jyhu97HiP4&t=10s",
        "https://youtu.be/_Jyhu97HiP4?si=abc",
        "https://www.youtube.com/shorts/_Jyhu97HiP4",
        "https://www.youtube.com/embed/_Jyhu97HiP4",
        "https://m.youtube.com/live/_Jyhu97HiP4?feature=shared",
        "https://www.youtube-nocookie.com/embed/_Jyhu97HiP4",
    ],
)
def test_a_video_has_one_id(address: str) -> None:
    assert video_id(address) == "_Jyhu97HiP4"
    assert canonical_link(address) == "https://www.youtube.com/watch?v=_Jyhu97HiP4"


def test_no_video_has_no_id() -> None:
    for address in (
        "https://www.youtube.com/@someone",
        "https://vimeo.com/watch?v=_Jyhu97HiP4",
        "x",
        "https://youtu.be/",
    ):
        assert video_id(address) is None


@pytest.mark.parametrize(
    ("link", "bases", "absolute"),
    [
        ("https://example.org/a", (), "https://example.org/a"),
        ("/a", ("https://example.org/feed/x.xml",), "https://example.org/a"),
        ("a", (None, "https://example.org/feed/x.xml"), "https://example.org/feed/a"),
        ("//example.org/a", ("https://other.org",), "https://example.org/a"),
        ("https://example.org/a b", (), "https://example.org/a%20b"),
        ("javascript:alert(1)", ("https://example.org",), None),
        ("mailto:a@b.org", ("https://example.org",), None),
        ("/a", (), None),
        ("http://[broken", (), None),
        ("https://", (), None),
        ("https://example.org/" + "a" * 3000, (), None),
    ],
)
def test_links_are_absolute_or_none(link: str, bases: tuple[str | None, ...], absolute: str | None) -> None:
    assert absolute_link(link, *bases) == absolute


def test_a_moved_item_is_known_by_its_aliases() -> None:
    before = Item(identity="12", title="A", aliases=("https://example.org/a",))
    moved = Item(identity="http://example.org/a/?utm_source=x", title="B")
    other = Item(identity="13", title="A", aliases=("https://example.org/b",))

    assert same(moved, keys(before))
    assert not same(other, keys(before))


@given(st.text(max_size=60) | st.text(alphabet="htps:/.?&=#%[]@ax1", max_size=60).map("http://".__add__))
def test_the_canonical_form_is_final(link: str) -> None:
    once = canonical_link(link)
    assert canonical_link(once) == once
    absolute_link(link, "https://example.org")
