"""Moderators' messages stay inside Discord's limits, whatever a source is called and says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import UserError
from bot.limits import BUTTON_LABEL, BUTTON_URL, COMPONENTS, CUSTOM_ID, MESSAGE_TEXT
from cogs.announcements.face import adding, commands, editing, overview, posting, removing
from cogs.announcements.face.group import announce
from cogs.announcements.face.wording import way, within
from cogs.announcements.filters import Filters
from cogs.announcements.looking import Found
from cogs.announcements.model import Image, Item, Reading
from cogs.announcements.newness import Judgement
from cogs.announcements.quiet import Quiet
from cogs.announcements.service import DryRun, Status
from cogs.announcements.storage.item_store import Count
from cogs.announcements.storage.records import Choices, Source
from cogs.announcements.templates import LONGEST_TEMPLATE

WHEN = datetime(2026, 3, 1, 18, tzinfo=UTC)
CHANNEL = 1_575_266_611_433_046_044
LONGEST = "Ein überlanger *Titel* mit [Klammern] und @everyone " * 6

texts = st.text(max_size=700) | st.just(LONGEST)
links = st.text("abc/-_%?=&", max_size=560).map(lambda path: f"https://example.org/{path}")
items = st.builds(
    Item,
    identity=texts,
    title=texts,
    kind=st.sampled_from(["article", "video", "short", "live", "release", "event", "page"]),
    link=st.none() | links,
    published=st.none() | st.just(WHEN),
    summary=texts,
    author=st.none() | texts,
    image=st.none() | st.builds(Image, links, texts),
    tags=st.lists(texts, max_size=8).map(tuple),
)
names = st.text(min_size=1, max_size=100)
words = st.lists(st.text("aé*_ ", min_size=1, max_size=100).filter(str.strip), max_size=50).map(tuple)
filters = st.builds(
    Filters,
    include_words=words,
    exclude_words=words,
    include_authors=words,
    exclude_tags=words,
    shorts=st.booleans(),
    live=st.booleans(),
)
kinds = st.sampled_from(["feed", "youtube", "releases", "repositories", "sitemap"])
sources = st.builds(
    Source,
    id=st.integers(1, 10**9),
    title=names,
    url=links,
    kind=kinds,
    channel_id=st.just(CHANNEL),
    role_id=st.none() | st.just(CHANNEL),
    thread=st.booleans(),
    crosspost=st.booleans(),
    filters=filters,
    template=st.none() | st.text("`{}x\n ", min_size=1, max_size=LONGEST_TEMPLATE),
    quiet=st.none() | st.just(Quiet(time(22), time(8), "Europe/Berlin")),
    added_by=st.just(1),
    added_at=st.just(WHEN),
    next_check_at=st.just(WHEN),
    paused_at=st.none() | st.just(WHEN),
    succeeded_at=st.none() | st.just(WHEN),
    failures=st.integers(0, 10_000),
    error=st.none() | texts,
    problems=st.lists(texts, max_size=9).map(tuple),
)
statuses = st.builds(Status, sources, st.builds(Count, st.just(123_456), st.just(99), st.integers(0, 99)))
readings = st.builds(
    Reading,
    kind=st.just("feed"),
    items=st.lists(items, max_size=3).map(tuple),
    problems=st.lists(texts, max_size=12).map(tuple),
)


def walk(view: Any) -> Iterator[dict[str, Any]]:
    def below(found: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for each in found:
            yield each
            yield from below(each.get("components", []))

    yield from below(view.to_components())


def said(view: Any) -> str:
    return "\n".join(each["content"] for each in walk(view) if each["type"] == 10)


def assert_fits(view: Any) -> None:
    found = list(walk(view))
    assert len(found) <= COMPONENTS
    assert len(said(view)) <= MESSAGE_TEXT
    ids = [each["custom_id"] for each in found if "custom_id" in each]
    assert len(ids) == len(set(ids))
    assert all(len(each) <= CUSTOM_ID for each in ids)
    assert all(each["content"].strip() for each in found if each["type"] == 10)
    for each in found:
        if each["type"] == 2:
            assert 0 < len(each["label"]) <= BUTTON_LABEL
            assert len(each.get("url") or "") <= BUTTON_URL


@settings(max_examples=60)
@given(readings, names, links, kinds, st.booleans(), st.none() | st.just(CHANNEL))
def test_what_was_found_fits_and_shows_the_card_as_it_will_be(
    reading: Reading, title: str, url: str, kind: Any, flag: bool, role: int | None
) -> None:
    newest = reading.items[0] if reading.items else None
    found = Found(url, kind, title, reading, newest)
    choices = Choices(title="", channel_id=CHANNEL, role_id=role, thread=flag, crosspost=not flag)
    if len(url) > BUTTON_URL:
        with pytest.raises(UserError, match="too long"):
            adding.found_view(found, choices)
        return
    view = adding.found_view(found, choices, ["A warning."])
    assert_fits(view)
    if newest is not None:
        named = replace(choices, title=adding.name_of(found))
        card = adding.item_card(newest, named).to_components()
        shown = view.to_components()[1 : 1 + len(card)]
        assert shown == card


@settings(max_examples=60)
@given(sources, items)
def test_panels_and_looks_fit(source: Source, item: Item) -> None:
    assert_fits(editing.panel(source, ("A warning.",)))
    assert_fits(removing.question(source))
    plain = replace(source, template=None)
    assert_fits(posting.latest_view(item, plain))
    assert_fits(posting.page_view(item, posting.page_choices(item, plain)))


@settings(max_examples=30)
@given(st.lists(statuses, max_size=13), st.sampled_from(["list", "status"]), st.integers(0, 9))
def test_every_page_of_the_sources_fits(found: list[Status], what: Any, number: int) -> None:
    assert_fits(overview.overview(what, found, number))


@settings(max_examples=40)
@given(
    sources,
    readings,
    st.lists(
        st.builds(
            Judgement,
            items,
            st.sampled_from(["baseline", "skipped", "due", "announced", "filtered", "old", "duplicate"]),
            texts,
            edit=st.booleans(),
            late=st.booleans(),
        ),
        max_size=10,
    ),
)
def test_every_test_fits(source: Source, reading: Reading, judged: list[Judgement]) -> None:
    found = Found(source.url, source.kind, source.title, reading, None)
    assert_fits(overview.test_view(source, DryRun(found, judged)))


def made(**rest: Any) -> Source:
    basics: dict[str, Any] = {"id": 7, "title": "The blog", "url": "https://example.org/feed", "kind": "feed"}
    basics |= {"channel_id": 5, "added_by": 1, "added_at": WHEN, "next_check_at": WHEN}
    return Source(**{**basics, **rest})


def test_a_pre_release_is_not_shown_as_what_would_be_posted() -> None:
    item = Item("i", "v2.0rc1", kind="release", details={"noise": "prerelease"})
    choices = Choices(title="", channel_id=5)

    def shown(item: Item) -> str:
        found = Found("https://e.org/x", "releases", "Lava", Reading("releases", (item,)), item)
        return said(adding.found_view(found, choices))

    assert "not posted**, as it is a pre-release, and prereleases are off:" in shown(item)
    assert "as it would be posted" in shown(replace(item, details={}))


def test_pages_name_every_source_once_and_failing_ones_first() -> None:
    count = Count(1, 0, 0)
    found = [Status(made(id=n, title=f"Source {n:02}"), count) for n in range(12)]
    found[11] = Status(made(id=11, title="Source 11", error="it is gone", failures=1), count)
    seen = [said(overview.overview("list", found, number)) for number in range(3)]
    assert re.findall(r"Source \d\d", "".join(seen)) == [f"Source {n:02}" for n in range(12)]
    assert "Source 11" in said(overview.overview("status", found, 0))
    assert "Source 11" in said(overview.overview("list", found, 99))


def test_the_page_for_moderators_names_every_command() -> None:
    page = (Path(__file__).parents[3] / "docs" / "announcements.md").read_text(encoding="utf-8")
    # The commands are in the group once their module is imported.
    assert commands.announce is announce
    names = {command.name for command in announce.commands}
    assert set(re.findall(r"/announce ([a-z]+)", page)) <= names
    assert names <= set(re.findall(r"`(?:/announce )?([a-z]+)\b", page))


def test_a_way_is_said_in_one_clause() -> None:
    choices = Choices(title="x", channel_id=5, role_id=6, thread=True, crosspost=True)
    assert way(choices) == (
        "in <#5>, mentioning <@&6>, with a discussion thread each, "
        "published to the servers that follow the channel"
    )


def test_lines_that_do_not_fit_are_counted() -> None:
    assert within(["a" * 50, "b" * 50, "c"], 120) == "a" * 50 + "\n-# and 2 more"
    assert within(["a", "b"], 120) == "a\nb"


def test_a_look_that_nobody_took_is_forgotten_after_fifty_others() -> None:
    looks = posting.Looks()
    look = posting.Look(Item("i", "T"), Choices(title="x", channel_id=1))
    for number in range(51):
        looks.keep(number, look)
    assert looks.at(50) is look
    with pytest.raises(UserError, match="does not know it any more"):
        looks.at(0)
