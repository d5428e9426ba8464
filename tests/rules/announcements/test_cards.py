"""Announcements stay inside Discord's limits and say nothing that a source slipped in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.limits import COMPONENTS, MESSAGE_TEXT
from bot.templates import TemplateError
from cogs.announcements.face.cards import item_card, summary_card
from cogs.announcements.model import Image, Item
from cogs.announcements.templates import LONGEST_TEMPLATE, check, render

WHEN = datetime(2026, 3, 1, 18, tzinfo=UTC)


@dataclass(frozen=True)
class Source:
    title: str = "The blog"
    role_id: int | None = None
    template: str | None = None


def components(view: Any) -> Iterator[dict[str, Any]]:
    def walk(found: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for each in found:
            yield each
            yield from walk(each.get("components", []))

    yield from walk(view.to_components())


def text(view: Any) -> str:
    return "\n".join(each["content"] for each in components(view) if each["type"] == 10)


def test_a_post_in_full():
    item = Item(
        "id",
        "Spiking in Rust",
        link="https://example.org/a_(b)",
        published=WHEN,
        author="Ada",
        summary="A short\nsummary.",
        image=Image("https://example.org/a.png", "A chip"),
        tags=("rust", "snn"),
    )
    view = item_card(item, Source(role_id=5))
    assert text(view) == (
        "<@&5>\n"
        "## 📝 [Spiking in Rust](https://example.org/a_%28b%29)\n"
        "-# New post · by Ada · <t:1772388000:D> · rust and snn\n"
        "A short\nsummary.\n"
        "-# The blog"
    )
    (gallery,) = (each for each in components(view) if each["type"] == 12)
    assert gallery["items"][0]["description"] == "A chip"
    (button,) = (each for each in components(view) if each["type"] == 2)
    assert (button["label"], button["url"]) == ("Read it", "https://example.org/a_(b)")


def test_what_a_source_slips_in_is_shown_as_typed():
    nasty = "@everyone [free](https://evil.example) **bold** <@1> # big <t:0:F>"
    shown = text(item_card(Item("id", nasty, author=nasty, summary=f"{nasty}\n# {nasty}"), Source(nasty)))
    assert "@everyone" not in shown
    assert "<@1>" not in shown
    assert "<t:0:F>" not in shown
    assert re.search(r"(?<!\\)\]\(https://evil", shown) is None


@pytest.mark.parametrize("url", ["http://plain.example/a.png", "data:image/png;base64,xx"])
def test_only_pictures_that_come_safely_are_shown(url):
    assert not any(
        each["type"] == 12 for each in components(item_card(Item("i", "T", image=Image(url)), Source()))
    )


texts = st.text(max_size=900)
items = st.builds(
    Item,
    identity=st.just("id"),
    title=texts,
    kind=st.sampled_from(["article", "video", "short", "live", "release", "event", "page"]),
    link=st.none() | st.text(min_size=1, max_size=700).map(lambda path: f"https://example.org/{path}"),
    published=st.none() | st.just(WHEN),
    summary=texts,
    author=st.none() | texts,
    tags=st.lists(texts, max_size=8).map(tuple),
)


@given(items, texts, st.none() | st.just(9))
def test_every_card_fits(item, title, role):
    view = item_card(item, Source(title, role))
    assert len(list(components(view))) <= COMPONENTS
    assert len(text(view)) <= MESSAGE_TEXT
    assert all(each["content"].strip() for each in components(view) if each["type"] == 10)


@given(st.lists(items, min_size=1, max_size=60), texts)
def test_every_summary_fits_and_counts(found, title):
    shown = text(summary_card(found, Source(title)))
    assert len(shown) <= MESSAGE_TEXT
    named = shown.count("\n- ")
    assert named == len(found) or f"- and {len(found) - named + 1} more" in shown


def test_releases_are_told_together_by_design():
    found = [Item(str(n), f"v1.{n}", "release", link=f"https://example.org/{n}") for n in range(3)]
    shown = text(summary_card(found, Source("Norse")))
    assert "## 📦 3 releases of Norse" in shown
    assert "away" not in shown


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("x" * (LONGEST_TEMPLATE + 1) + "{title}", "characters"),
        ("{titel}", "no placeholder {titel}"),
        ("{title", "braces"),
        ("}{title}", "braces"),
        ("{title!r}", "only a name"),
        ("{title:>9}", "only a name"),
        ("{title.__class__}", "only a name"),
        ("{0} {title}", "only a name"),
        ("{} {title}", "only a name"),
        ("nothing of it", "needs {title} or {link}"),
        ("{title} {summary} {summary}", "once"),
    ],
)
def test_bad_templates_are_refused_with_the_reason(template, why):
    with pytest.raises(TemplateError) as refused:
        check(template)
    assert why in str(refused.value)


def test_a_template_is_the_moderators_words_around_the_sources():
    item = Item("id", "A *star*", link="https://example.org/a", published=WHEN, tags=("x", "y"))
    template = "**New:** {title} ({date}, {tags}) {author}{{}} {link}"
    check(template)
    assert render(template, item, "Blog") == (
        "**New:** A \\*star\\* (<t:1772388000:D>, x and y) {} https://example.org/a"
    )
    assert "**New:**" in text(item_card(item, Source(template=template)))


@given(
    items,
    st.lists(st.sampled_from(["{title}", "{link}", "{author}", "{tags}", "{source}", "x" * 90]), max_size=12),
)
def test_every_allowed_template_fits(item, parts):
    template = "{title}{summary}" + "".join(parts)
    if len(template) <= LONGEST_TEMPLATE:
        check(template)
        assert len(text(item_card(item, Source(template=template)))) <= MESSAGE_TEXT
