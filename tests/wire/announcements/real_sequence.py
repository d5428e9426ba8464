"""What the site's real feeds did in thirteen months, each change with what it must lead to.

Dates and kinds of change are those of the real history (the site's repository, June 2025 to July 2026); titles
are made up. The script can begin at any moment: everything moves with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from tests.wire.announcements.feed_server import Entry

FIRST = datetime(2025, 6, 14, 12, tzinfo=UTC)
YEAR_ONE = "Mon, 01 Jan 0001 00:00:00 +0000"
SITE = "https://site.example"
PATHS = ("/index.xml", "/blog/index.xml", "/workshops/index.xml", "/talks/index.xml", "/hacking/index.xml")
HOME, BLOG, WORKSHOPS, TALKS, HACKING = PATHS

Feeds = Mapping[str, list[Entry]]


@dataclass(frozen=True)
class Step:
    """At `at` the feeds are as in `feeds`; `posted` are the titles that are announced then, `corrected` those
    of messages that say something else from now on."""

    what: str
    at: datetime
    feeds: Feeds
    posted: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()


def steps(start: datetime) -> Iterator[Step]:
    """Yield the script, beginning at `start`; the first step is what is there when the bot comes."""

    def on(year: int, month: int, day: int, hour: int = 4, minute: int = 0) -> datetime:
        return datetime(year, month, day, hour, minute, tzinfo=UTC) - FIRST + start

    def page(section: str, slug: str, title: str, date: datetime | str) -> Entry:
        return Entry(title, f"{SITE}/{section}/{slug}/", date=date)

    posts = [page("blog", f"post-{n}", f"Blog post {n}", on(2024, 1 + n, 1)) for n in range(11, 0, -1)]
    workshops = [page("workshops", f"w-{n}", f"Workshop {n}", on(2024, n, 15)) for n in range(12, 0, -1)]
    talks = [page("talks", f"t-{n}", f"Student talk {n}", on(2025, n, 20)) for n in range(3, 0, -1)]
    hours = [page("hacking", f"h-{n}", "Hacking hours", on(2024, n, 10, 0)) for n in range(10, 1, -1)]
    others = [page("software", f"s-{n}", f"Library {n}", YEAR_ONE) for n in range(95)]
    feeds: dict[str, list[Entry]] = {
        HOME: [*posts, *workshops, *talks, *hours, *others][:130],
        BLOG: posts,
        WORKSHOPS: workshops,
        TALKS: talks,
        HACKING: hours,
    }
    yield Step("the whole site is one feed of 130 items", start, dict(feeds))

    feeds[HOME] = [*talks, *posts, *workshops][:20]
    yield Step("the home feed gets its own template: 20 items", on(2025, 6, 17), dict(feeds))

    spikes = page("workshops", "spikes", "Workshop on spikes", on(2025, 7, 28))
    feeds[WORKSHOPS] = [spikes, *workshops][:20]
    yield Step("an event is announced: dated ahead", on(2025, 7, 12), dict(feeds), (spikes.title,))

    cameras = page("talks", "cameras", "Student talk: cameras", on(2025, 7, 25))
    feeds[TALKS] = [cameras, *talks]
    yield Step("a talk too", on(2025, 7, 20), dict(feeds), (cameras.title,))
    renamed = replace(cameras, title="Student talk: event cameras")
    feeds[TALKS] = [renamed, *talks]
    yield Step("its title is edited", on(2025, 7, 21), dict(feeds), corrected=(renamed.title,))

    wrong = page("workshops", "chips", "Workshop on chips", on(2024, 9, 29))
    feeds[WORKSHOPS] = [spikes, wrong, *workshops][:20]
    yield Step("a new event has last year's date", on(2025, 9, 21, 13, 39), dict(feeds))
    chips = replace(wrong, date=on(2025, 9, 29))
    feeds[WORKSHOPS] = [chips, spikes, *workshops][:20]
    yield Step("the year is mended", on(2025, 9, 21, 15, 31), dict(feeds), (chips.title,))

    feeds[TALKS] = [*talks, replace(renamed, date=YEAR_ONE)]
    yield Step("a talk is dated to the year 1", on(2025, 10, 7, 20, 9), dict(feeds))
    feeds[TALKS] = [renamed, *talks]
    yield Step("and back", on(2025, 10, 7, 21, 24), dict(feeds))

    late = page("blog", "late", "A post that came late", on(2025, 10, 12))
    feeds[BLOG] = [late, *posts]
    yield Step("a post appears with a date eight days old", on(2025, 10, 20), dict(feeds), (late.title,))
    feeds[BLOG] = [replace(late, date=on(2025, 10, 20)), *posts]
    yield Step("it is dated anew", on(2025, 10, 22), dict(feeds), corrected=(late.title,))

    chip = page("workshops", "x1-neuromorphic-chip-ada", "X1 neuromorphic chip, with Ada", on(2025, 11, 11))
    feeds[WORKSHOPS] = [chip, chips, spikes, *workshops][:20]
    yield Step("an event is announced", on(2025, 11, 1), dict(feeds), (chip.title,))
    other_slug = page(
        "workshops",
        "x1-accelerator-chip-ada",
        "X1 neural network accelerator chip, with Ada",
        on(2025, 11, 11),
    )
    feeds[WORKSHOPS] = [other_slug, chips, spikes, *workshops][:20]
    yield Step("its folder is renamed", on(2025, 11, 5), dict(feeds), corrected=(other_slug.title,))

    over = page("workshops", "over", "Seen in the home feed only", on(2025, 11, 11))
    feeds[HOME] = [over, other_slug, *feeds[HOME]][:20]
    yield Step(
        "events enter the home feed when they are over, eleven days late; one was announced before",
        on(2025, 11, 22), dict(feeds), (over.title,),
    )  # fmt: skip
    december = page("blog", "december", "December's post", on(2025, 12, 5))
    feeds[BLOG] = [december, *feeds[BLOG]]
    yield Step("a post comes fourteen days late", on(2025, 12, 19), dict(feeds), (december.title,))
    february = page("blog", "february", "February's post", on(2026, 2, 22))
    feeds[BLOG] = [february, *feeds[BLOG]]
    feeds[HOME] = [february, *feeds[HOME]][:20]
    yield Step("one ten days late, in two feeds", on(2026, 3, 4), dict(feeds), (february.title,))

    def four_hours_later(entry: Entry) -> Entry:
        assert isinstance(entry.date, datetime)
        return replace(entry, date=entry.date + timedelta(hours=4))

    feeds[HACKING] = [four_hours_later(entry) for entry in hours]
    yield Step("nine sessions get another time zone", on(2026, 7, 1), dict(feeds))

    person = page("contributors", "somebody", "Somebody", on(2025, 7, 27))
    feeds[HOME] = [person, *feeds[HOME]][:20]
    # Its own address is forgotten, and the folder's is used.
    returned = replace(feeds[HACKING][0], link=f"{SITE}/getting-involved/hacking/h-10/")
    feeds[HACKING] = [returned, *feeds[HACKING][1:]]
    yield Step("a contributor's page and an old session come in by mistake", on(2026, 7, 6), dict(feeds))

    feeds[HOME] = [chips, *feeds[HOME]][:20]
    yield Step("an event of last autumn enters the home feed", on(2026, 7, 9, 17, 5), dict(feeds))
