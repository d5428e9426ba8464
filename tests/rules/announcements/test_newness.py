"""What is new, known, moved, corrected, too old: by table, and by any sequence of readings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cogs.announcements import identity
from cogs.announcements.model import Item
from cogs.announcements.newness import (
    EDITABLE,
    MENDABLE,
    OLD,
    Judgement,
    Past,
    Rules,
    judge,
)
from cogs.announcements.sameness import Known
from cogs.announcements.storage.records import shown_digest

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
POLLED = Past(succeeded_at=NOW - timedelta(minutes=15))
LONG = "A summary that is long enough to say that two items are the same."


def item(name: str = "post", **fields: object) -> Item:
    link = f"https://blog.example/{name}"
    known: dict[str, object] = {
        "identity": link,
        "title": f"About {name}",
        "link": link,
        "published": NOW - DAY,
    }
    return Item(**{**known, **fields})  # type: ignore[arg-type]


def known(before: Item, state: str = "announced", **fields: object) -> Known:
    made = Known(
        id=1,
        keys=identity.keys(before),
        identity=identity.canonical_link(before.identity),
        state=state,  # type: ignore[arg-type]
        title=before.title,
        link=before.link,
        published=before.published,
        summary=before.summary,
        shown=shown_digest(before),
        first_seen_at=NOW - DAY,
        announced_at=NOW - DAY if state == "announced" else None,
        present=True,
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def rules(**fields: object) -> Rules:
    nothing: dict[str, object] = {
        "refuse": lambda _: None,
        "taken": lambda _: None,
        "premature": lambda _: False,
        "digest": shown_digest,
        "late_after": 14 * DAY,
    }
    return Rules(**{**nothing, **fields})  # type: ignore[arg-type]


def judged(
    items: Sequence[Item], before: Sequence[Known] = (), past: Past = POLLED, **given_: object
) -> list[Judgement]:
    return judge(items, before, past, rules(**given_), NOW)


@pytest.mark.parametrize(
    ("published", "state"),
    [
        (NOW, "due"),
        (NOW - 14 * DAY, "due"),
        (POLLED.succeeded_at - OLD, "due"),  # type: ignore[operator]
        (POLLED.succeeded_at - OLD - timedelta(seconds=1), "old"),  # type: ignore[operator]
        (NOW - 500 * DAY, "old"),
        (NOW + 60 * DAY, "due"),
        (None, "due"),
    ],
    ids=["now", "14 days late", "at the bound", "beyond it", "last year", "ahead", "no date"],
)
def test_what_nobody_knows_is_new_within_bounds(published: datetime | None, state: str) -> None:
    (judgement,) = judged([item(published=published)])
    assert judgement.state == state
    assert judgement.known is None


def test_nothing_of_the_first_reading_is_announced_and_nothing_after_a_pause() -> None:
    (first,) = judged([item()], past=Past(first=True))
    (after,) = judged([item()], past=Past(after_pause=True, succeeded_at=NOW - DAY))
    assert (first.state, after.state) == ("baseline", "skipped")


def test_what_was_published_while_nobody_looked_is_not_old_but_late() -> None:
    past = Past(succeeded_at=NOW - 40 * DAY)
    ages = [1, 13, 15, 60, 62]
    found = judged([item(str(age), published=NOW - age * DAY) for age in ages], past=past)
    assert [(each.state, each.late) for each in found] == [
        ("due", False),
        ("due", False),
        ("due", True),
        ("due", True),
        ("old", False),
    ]


def test_without_missed_polls_nothing_is_late() -> None:
    (judgement,) = judged([item(published=NOW - 20 * DAY)])
    assert (judgement.state, judgement.late) == ("due", False)


@pytest.mark.parametrize(
    "later",
    [
        {"identity": "http://blog.example/post/"},
        {"identity": "https://BLOG.example/post?utm_source=feed"},
        {"identity": "urn:new", "aliases": ("https://blog.example/post",)},
        {"published": NOW - 400 * DAY},
        {"published": None},
        {"title": "Quite different"},
        {"identity": "https://blog.example/2026/post", "link": "https://blog.example/2026/post"},
        {
            "identity": "https://blog.example/a-new-name",
            "link": "https://blog.example/a-new-name",
            "title": "All about post",
        },
    ],
    ids=["http and slash", "query", "guid", "re-dated", "undated", "title", "moved", "moved and renamed"],
)
@pytest.mark.parametrize("state", ["announced", "baseline", "filtered", "skipped", "summarised"])
def test_an_item_stays_the_same(later: dict[str, object], state: str) -> None:
    (judgement,) = judged([item(**later)], [known(item(), state)], refuse=lambda _: "no chips")
    assert judgement.known is not None
    assert judgement.state == state


@pytest.mark.parametrize(
    ("later", "before"),
    [
        # Another issue of a series: the titles are the same, the days are not.
        ({"published": NOW}, {"published": NOW - 7 * DAY}),
        # Another event at the same time.
        ({"title": "Student talk: chips"}, {"title": "Hacking hour with Norse"}),
        # Another site.
        ({"link": "https://other.example/x", "published": NOW}, {"published": NOW - timedelta(hours=1)}),
        # An undated page of the same title, where none went.
        ({"published": None}, {"published": None, "present": False}),
    ],
    ids=["series", "same time", "other site", "undated"],
)
def test_what_looks_alike_is_new_all_the_same(later: dict[str, object], before: dict[str, object]) -> None:
    present = before.pop("present", True)
    first = item("one", **{"title": "This week", **before})
    second = item("two", **{"title": "This week", **later})
    (judgement,) = judged([second], [known(first, present=present)])
    assert judgement.known is None
    assert judgement.state == "due"


def test_an_undated_page_that_went_as_another_of_its_title_came_has_moved() -> None:
    before = known(item("one", title="Norse", published=None), "baseline")
    (judgement,) = judged([item("two", title="Norse", published=None)], [before])
    assert judgement.known is before


def test_one_that_is_still_there_has_not_moved() -> None:
    first = item("one", title="This week")
    found = judged([item("two", title="This week"), first], [known(first)])
    assert [each.known is None for each in found] == [True, False]


def numbered(*ages: int) -> list[Item]:
    return [item(str(age), published=NOW - age * DAY) for age in ages]


def test_what_shows_up_at_the_end_because_another_was_taken_away_is_not_new() -> None:
    before = [replace(known(each, "baseline"), id=n) for n, each in enumerate(numbered(*range(10)))]
    reading = numbered(*(age for age in range(12) if age != 3))
    assert [each.state for each in judged(reading, before)] == 9 * ["baseline"] + ["old", "old"]


def test_a_feed_that_writes_its_newest_last_has_news_at_the_end() -> None:
    before = [replace(known(each, "baseline"), id=n) for n, each in enumerate(numbered(*range(2, 12)))]
    reading = numbered(*range(11, 0, -1))
    assert [each.state for each in judged(reading, before)] == 10 * ["baseline"] + ["due"]


def test_a_short_feed_shows_all_it_has() -> None:
    found = judged(
        numbered(1, 2, 3), [known(each, "baseline", id=n) for n, each in enumerate(numbered(1, 2))]
    )
    assert [each.state for each in found] == ["baseline", "baseline", "due"]


def test_two_entries_with_one_link_are_two() -> None:
    page = ("https://blog.example/changelog",)
    first = item(identity="urn:1", aliases=page, title="One")
    found = judged([item(identity="urn:2", aliases=page, title="Two"), first], [known(first)])
    assert [each.state for each in found] == ["due", "announced"]
    assert not any(each.edit for each in found)


@pytest.mark.parametrize("kind", ["video", "short", "live", "release"])
def test_ids_of_videos_and_tags_of_releases_never_move(kind: str) -> None:
    before = known(item("one", kind=kind, title="The talk"))
    (judgement,) = judged([item("two", kind=kind, title="The talk")], [before])
    assert judgement.state == "due"


def test_an_announced_item_that_says_something_else_is_corrected_for_a_month() -> None:
    before = item()
    corrected = replace(before, title="Corrected")
    recently = known(before, announced_at=NOW - EDITABLE)
    long_ago = known(before, announced_at=NOW - EDITABLE - timedelta(seconds=1))
    assert [judged([corrected], [each])[0].edit for each in (recently, long_ago)] == [True, False]
    assert not judged([before], [recently])[0].edit
    assert not judged([corrected], [known(before, "baseline")])[0].edit


def test_a_date_that_cannot_be_read_for_a_while_is_no_correction() -> None:
    (judgement,) = judged([item(published=None)], [known(item())])
    assert not judgement.edit
    assert judgement.item.published == item().published


@pytest.mark.parametrize(
    ("state", "seen", "becomes"),
    [
        ("old", MENDABLE, "due"),
        ("old", MENDABLE + timedelta(seconds=1), "old"),
        ("baseline", DAY, "baseline"),
        ("skipped", DAY, "skipped"),
    ],
)
def test_a_wrong_year_that_is_mended_soon_is_news(state: str, seen: timedelta, becomes: str) -> None:
    wrong = known(item(published=NOW - 366 * DAY), state, first_seen_at=NOW - seen)
    (judgement,) = judged([item(published=NOW - DAY)], [wrong])
    assert judgement.state == becomes


def test_what_a_filter_refused_is_news_when_it_was_changed_soon() -> None:
    before = known(item(), "filtered", first_seen_at=NOW - MENDABLE)
    changed = item(summary="Notes for this release.")
    assert judged([changed], [before])[0].state == "due"
    assert judged([item()], [before])[0].state == "filtered"
    assert judged([changed], [before], refuse=lambda _: "no chips")[0].state == "filtered"
    late = replace(before, first_seen_at=NOW - MENDABLE - timedelta(seconds=1))
    assert judged([changed], [late])[0].state == "filtered"


def test_rules_that_say_no_are_told_in_their_order() -> None:
    (filtered,) = judged([item()], refuse=lambda _: "no chips")
    (taken,) = judged([item()], refuse=lambda _: "no chips", taken=lambda _: "another was first")
    (old,) = judged([item(published=NOW - 99 * DAY)], refuse=lambda _: "no chips")
    assert (filtered.state, filtered.why) == ("filtered", "no chips")
    assert (taken.state, taken.why) == ("duplicate", "another was first")
    assert old.state == "old"


def test_what_cannot_be_told_yet_is_left_for_later() -> None:
    assert judged([item()], premature=lambda _: True) == []
    (first,) = judged([item()], past=Past(first=True), premature=lambda _: True)
    assert first.state == "baseline"


# --- any sequence of readings ---------------------------------------------------------------------------


@dataclass
class Memory:
    """What storage does, in memory: every name of an item leads to it, whatever it says later."""

    known: dict[int, Known] = field(default_factory=dict)
    announced: list[str] = field(default_factory=list)

    def read(self, items: Sequence[Item], past: Past, now: datetime) -> list[Judgement]:
        found = judge(items, list(self.known.values()), past, rules(), now)
        self.known = {each: replace(one, present=False) for each, one in self.known.items()}
        for each in found:
            before = each.known
            number = before.id if before else len(self.known) + 1
            keys = identity.keys(each.item) | (before.keys if before else frozenset())
            self.known[number] = replace(
                known(each.item, each.state),
                id=number,
                keys=keys,
                identity=before.identity if before else identity.canonical_link(each.item.identity),
                first_seen_at=before.first_seen_at if before else now,
                announced_at=now,
            )
            if each.state == "due":
                self.announced.append(each.item.details["thing"])
                self.known[number] = replace(self.known[number], state="announced")
        return found


@dataclass
class Thing:
    """Something real that a site writes about, at an address that changes."""

    number: int
    published: datetime
    address: str = ""
    title: str = ""

    def entry(self) -> Item:
        link = f"{self.address or 'https://site.example'}/{self.number}"
        title = self.title or f"{self.number} things nobody knew, part {self.number}"
        return Item(link, title, link=link, published=self.published, details={"thing": str(self.number)})


CHANGES = ("https", "slash", "query", "address", "title", "date", "vanish", "return", "new", "new", "nothing")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(CHANGES), st.integers(0, 30)), max_size=40))
def test_whatever_a_site_does_each_thing_is_announced_once(script: list[tuple[str, int]]) -> None:
    things = [Thing(number, NOW - (5 - number) * DAY) for number in range(5)]
    hidden: set[int] = set()
    memory, now = Memory(), NOW
    memory.read([thing.entry() for thing in things], Past(first=True), now)
    for change, which in script:
        thing = things[which % len(things)]
        match change:
            case "https":
                thing.address = (
                    "http://site.example" if thing.address.startswith("https") else "https://site.example"
                )
            case "slash" | "query":
                pass
            case "address":
                thing.address = f"https://site.example/{which}"
            case "title":
                thing.title = f"Changed {which}: {thing.title or thing.entry().title}"[:60]
            case "date":
                thing.published += timedelta(minutes=which - 15)
            case "vanish":
                hidden.add(thing.number)
            case "return":
                hidden.discard(thing.number)
            case "new":
                things.append(Thing(len(things), now))
        now += timedelta(minutes=20)
        entries = [each.entry() for each in reversed(things) if each.number not in hidden]
        if change == "slash":
            entries = [replace(each, identity=each.identity + "/") for each in entries]
        if change == "query":
            entries = [replace(each, identity=each.identity + "?utm_source=x") for each in entries]
        memory.read(entries, Past(succeeded_at=now - timedelta(minutes=20)), now)
    assert memory.announced == [str(thing.number) for thing in things[5:]]
