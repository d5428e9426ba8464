"""When sources are asked, when items are posted and in how many messages; quiet hours; filters."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError
from cogs.announcements import timing
from cogs.announcements.failures import in_words
from cogs.announcements.filters import Filters, is_premature, refusal
from cogs.announcements.model import Item
from cogs.announcements.quiet import Quiet, read_quiet
from cogs.announcements.timing import Plan, Waiting, due_at, next_check, plan, retry_after

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


# --- asking ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "failures", "minutes"),
    [
        ("feed", 0, 15),
        ("youtube", 0, 20),
        ("releases", 0, 60),
        ("feed", 1, 15),
        ("feed", 2, 30),
        ("feed", 3, 60),
        ("feed", 6, 360),
        ("feed", 400, 360),
        ("releases", 400, 360),
    ],
)
def test_the_pause_doubles_up_to_six_hours(kind: str, failures: int, minutes: int) -> None:
    pauses = [next_check(kind, source, NOW, failures=failures) - NOW for source in range(100)]  # type: ignore[arg-type]
    assert 0.9 * minutes * MINUTE <= min(pauses) < max(pauses) <= 1.1 * minutes * MINUTE
    assert len(set(pauses)) > 90
    assert pauses[7] == next_check(kind, 7, NOW, failures=failures) - NOW  # type: ignore[arg-type]


def test_what_a_server_asks_for_is_kept_within_a_day() -> None:
    assert next_check("feed", 1, NOW, failures=1, wait=2 * HOUR) == NOW + 2 * HOUR
    assert next_check("feed", 1, NOW, failures=1, wait=99 * 24 * HOUR) == NOW + 24 * HOUR
    assert next_check("feed", 1, NOW, wait=MINUTE) > NOW + 13 * MINUTE


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("120", 2 * MINUTE),
        (" 0 ", timedelta()),
        ("999999999999", 24 * HOUR),
        ("Sun, 01 Mar 2026 13:00:00 GMT", HOUR),
        ("Sun, 01 Mar 2026 11:00:00 GMT", timedelta()),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str | None, wait: timedelta | None) -> None:
    assert retry_after(header, NOW) == wait


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 410, 418, 429, 451, 500, 503, 999])
@pytest.mark.parametrize("kind", ["feed", "youtube"])
def test_every_status_has_words(status: int, kind: str) -> None:
    words = in_words(status, kind)  # type: ignore[arg-type]
    assert str(status) in words
    assert not words.endswith(".")


def test_youtubes_outages_are_told_apart() -> None:
    assert "passes by itself" in in_words(404, "youtube")
    assert "passes by itself" not in in_words(404, "feed")


# --- posting --------------------------------------------------------------------------------------------


def waiting(number: int, days: float | None, *, late: bool = False) -> Waiting:
    return Waiting(number, None if days is None else NOW + timedelta(days=days), NOW, late)


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([], Plan((), ())),
        ([waiting(1, -1)], Plan((1,), ())),
        ([waiting(1, -1), waiting(2, -3), waiting(3, -2)], Plan((2, 3, 1), ())),
        ([waiting(n, -n) for n in range(1, 8)], Plan((5, 4, 3, 2, 1), (7, 6))),
        ([waiting(1, -20, late=True), waiting(2, -1)], Plan((2,), (1,))),
        ([waiting(1, -20, late=True), waiting(2, -19, late=True)], Plan((), (1, 2))),
        ([waiting(1, -20, late=True)], Plan((1,), ())),
        # Dates that lie ahead or say nothing count as now, in the order of the rows.
        ([waiting(1, None), waiting(2, 90), waiting(3, -1), waiting(4, None)], Plan((3, 1, 2, 4), ())),
    ],
)
def test_the_newest_are_posted_oldest_first_and_the_rest_is_summed_up(
    items: list[Waiting], expected: Plan
) -> None:
    assert plan("feed", items, 5) == expected


def test_releases_are_one_message() -> None:
    assert plan("releases", [waiting(1, -1)], 5) == Plan((1,), ())
    assert plan("releases", [waiting(1, -1), waiting(2, -2)], 5) == Plan((), (2, 1))


@given(
    st.lists(st.tuples(st.one_of(st.none(), st.floats(-50, 50)), st.booleans()), max_size=30),
    st.integers(1, 20),
)
def test_nothing_is_lost_and_nothing_is_twice(entries: list[tuple[float | None, bool]], most: int) -> None:
    items = [waiting(number, days, late=late) for number, (days, late) in enumerate(entries)]
    shares = plan("feed", items, most)
    assert sorted((*shares.posts, *shares.summary)) == list(range(len(items)))
    assert len(shares.posts) <= most
    order = {each.id: each.at for each in items}
    for part in (shares.posts, shares.summary):
        assert [order[each] for each in part] == sorted(order[each] for each in part)


def test_releases_wait_a_day_for_each_other_and_everything_for_quiet_hours() -> None:
    quiet = Quiet(time(11), time(14), "UTC")
    assert due_at("feed", None, NOW, last_announced=NOW) == NOW
    assert due_at("feed", quiet, NOW) == NOW + 2 * HOUR
    assert due_at("releases", None, NOW) == NOW
    assert due_at("releases", None, NOW, last_announced=NOW - 30 * HOUR) == NOW
    assert due_at("releases", None, NOW, last_announced=NOW - HOUR) == NOW + 23 * HOUR
    assert due_at("releases", quiet, NOW, last_announced=NOW - HOUR) == NOW + 26 * HOUR


def test_patience_is_longer_with_youtube() -> None:
    assert (timing.patience("youtube"), timing.patience("feed")) == (48 * HOUR, 24 * HOUR)


# --- quiet hours ----------------------------------------------------------------------------------------

BERLIN = Quiet(time(22), time(8), "Europe/Berlin")


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-03-01T20:59:59", None),
        ("2026-03-01T21:00:00", "2026-03-02T07:00:00"),
        ("2026-03-02T06:59:59", "2026-03-02T07:00:00"),
        ("2026-03-02T07:00:00", None),
        # The night to summer time: eight o'clock comes an hour sooner.
        ("2026-03-28T23:00:00", "2026-03-29T06:00:00"),
        # The night back.
        ("2026-10-24T22:00:00", "2026-10-25T07:00:00"),
    ],
)
def test_the_night_ends_by_the_clock_on_the_wall(now: str, until: str | None) -> None:
    found = BERLIN.until(datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert found == (until and datetime.fromisoformat(until).replace(tzinfo=UTC))


@given(
    st.times(),
    st.times(),
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"]),
    st.integers(0, 3 * 366 * 24 * 60),
)
def test_an_end_lies_ahead_and_within_a_day(begins: time, ends: time, zone: str, minutes: int) -> None:
    now = datetime(2024, 1, 1, tzinfo=UTC) + minutes * MINUTE
    span = Quiet(begins.replace(second=0, microsecond=0), ends.replace(second=0, microsecond=0), zone)
    if span.begins == span.ends:
        return
    until = span.until(now)
    assert until is None or now < until <= now + timedelta(hours=26)


def test_quiet_hours_are_read_as_typed() -> None:
    assert read_quiet("22:00", " 8", "Europe/Berlin") == BERLIN
    for typed in (
        ("25:00", "8", "UTC"),
        ("night", "8", "UTC"),
        ("8", "8:00", "UTC"),
        ("1", "2", "Mars/Base"),
    ):
        with pytest.raises(UserError):
            read_quiet(*typed)


# --- filters --------------------------------------------------------------------------------------------

TALK = Item(
    "x",
    "Spiking in C++",
    summary="With Norse and snnTorch.",
    author="Ada Lovelace",
    tags=("Talks", "hardware"),
)


@pytest.mark.parametrize(
    ("rules", "item", "words"),
    [
        ({}, TALK, None),
        ({"include_words": ("c++",)}, TALK, None),
        ({"include_words": ("C",)}, Item("x", "About chips"), "none of the words “C”"),
        ({"include_words": ("spike", "norse")}, TALK, None),
        ({"include_words": ("spike",)}, TALK, "none of the words “spike”"),
        ({"exclude_words": ("SNNTORCH",)}, TALK, "the excluded word “SNNTORCH”"),
        ({"exclude_words": ("torch",)}, TALK, None),
        ({"include_authors": ("lovelace",)}, TALK, None),
        ({"include_authors": ("Babbage",)}, TALK, "its author is none of “Babbage”"),
        ({"exclude_authors": ("ada",)}, TALK, "its author is excluded: “ada”"),
        ({"include_tags": ("talks",)}, TALK, None),
        ({"include_tags": ("talk",)}, TALK, "none of the tags “talk”"),
        ({"exclude_tags": ("Hardware",)}, TALK, "the excluded tag “Hardware”"),
        ({}, Item("x", "A", kind="short"), None),
        ({"shorts": False}, Item("x", "A", kind="short"), "shorts are off"),
        ({"live": False}, Item("x", "A", kind="live"), "live streams are off"),
        ({}, Item("x", "v1", kind="release", details={"noise": "prerelease tag"}), "a pre-release"),
        (
            {"prereleases": True},
            Item("x", "v1", kind="release", details={"noise": "prerelease tag"}),
            "a bare tag",
        ),
        (
            {"prereleases": True, "tags": True},
            Item("x", "v1", kind="release", details={"noise": "prerelease tag"}),
            None,
        ),
    ],
)
def test_a_filter_says_which_rule_said_no(rules: dict[str, object], item: Item, words: str | None) -> None:
    found = refusal(Filters(**rules), item)  # type: ignore[arg-type]
    assert (found is None) == (words is None), found
    assert words is None or words in str(found)


def test_a_video_without_views_may_be_a_stream_that_has_not_begun() -> None:
    unseen = Item("x", "A", kind="video", details={"views": "0"})
    assert is_premature(Filters(live=False), unseen)
    assert not is_premature(Filters(), unseen)
    assert not is_premature(Filters(live=False), Item("x", "A", kind="video", details={"views": "3"}))
    assert not is_premature(Filters(live=False), Item("x", "A", kind="video"))
