"""When those who wait are greeted, how many in a message, with which words; and the numbers by week."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.templates import TemplateError
from cogs.welcome import path, weeks, wording
from cogs.welcome.grouping import MOST_NAMES, due_at, groups, is_raid
from cogs.welcome.settings import ChannelSettings

FIRST = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("waiting", "windows"),
    [(1, 1), (14, 1), (15, 2), (29, 2), (30, 3), (45, 4), (60, 5), (75, 5), (10_000, 5)],
)
def test_the_more_wait_the_longer_the_window_up_to_a_limit(waiting: int, windows: int) -> None:
    assert due_at(FIRST, waiting, timedelta(seconds=60)) == FIRST + timedelta(seconds=60 * windows)
    assert due_at(FIRST, waiting, timedelta()) == FIRST


@pytest.mark.parametrize(
    ("joins", "limit", "raid"),
    [(19, 20, False), (20, 20, True), (500, 20, True), (1, 1, True), (500, 0, False)],
)
def test_so_many_joins_are_a_raid_and_with_none_there_is_none(joins: int, limit: int, raid: bool) -> None:
    assert is_raid(joins, limit) is raid


@given(st.integers(0, 3_000))
def test_everybody_is_in_one_group_in_order_and_no_group_is_too_large(count: int) -> None:
    found = groups(range(count))
    assert [each for group in found for each in group] == list(range(count))
    assert all(0 < len(group) <= MOST_NAMES for group in found)
    assert len(found) == -(-count // MOST_NAMES)
    assert not found or max(map(len, found)) - min(map(len, found)) <= 1


def test_a_thousand_are_greeted_in_forty_messages() -> None:
    assert len(groups(range(1_000))) == 40


# --- words ------------------------------------------------------------------------------------------------


def test_the_variants_take_turns() -> None:
    texts = ("a", "b", "c")
    assert [wording.pick(texts, number) for number in range(5)] == ["a", "b", "c", "a", "b"]


@pytest.mark.parametrize("text", [*wording.WELCOME, *wording.WELCOME_BACK])
def test_what_ships_keeps_the_rules(text: str) -> None:
    assert wording.check(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "Welcome!",
        "{names} and {names}",
        "{names} of {server} and {server}",
        "{names} {nobody}",
        "{names",
        "{names!r}",
        "{names.__class__}",
        "{names:>1000}",
        "{0} {names}",
        "{names}" + "x" * wording.LONGEST,
    ],
)
def test_a_text_that_does_not_work_is_refused(text: str) -> None:
    with pytest.raises(TemplateError):
        wording.check(text)


@pytest.mark.parametrize("text", ["Hi {names}!", "  {server}: {names} ", "{{braces}} {names}"])
def test_a_text_that_works_is_taken_without_the_space_around_it(text: str) -> None:
    assert wording.check(text) == text.strip()


# --- the path ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("want", path.GOALS)
@pytest.mark.parametrize("who", path.BACKGROUNDS)
def test_every_answer_leads_somewhere(who: str, want: str) -> None:
    chosen = dict.fromkeys(ChannelSettings.model_fields, ())
    assert path.channels(who, want, chosen) == ()
    assert path.channels(who, want, {**chosen, want: (1, 2), who: (2, 3)}) == (1, 2, 3)
    pages = path.pages(want, "https://site.example")
    assert all(url.startswith("https://site.example/") for _, url in pages)
    assert {"Getting involved", "Code of Conduct"} < {label for label, _ in pages}
    assert path.pages(want, None) == ()


# --- by week ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "monday"),
    [
        (datetime(2026, 11, 30, 0, 0, tzinfo=UTC), date(2026, 11, 30)),
        (datetime(2026, 11, 29, 23, 59, 59, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2027, 1, 1, tzinfo=UTC), date(2026, 12, 28)),
        (datetime(2028, 2, 29, tzinfo=UTC), date(2028, 2, 28)),
    ],
)
def test_a_week_begins_on_monday_also_across_a_new_year(moment: datetime, monday: date) -> None:
    assert weeks.week_of(moment) == monday


def test_the_chart_has_a_line_for_each_step_and_fits_a_phone() -> None:
    now = datetime(2026, 12, 3, tzinfo=UTC)
    this, last = date(2026, 11, 30), date(2026, 11, 23)
    counts: dict[date, dict[weeks.Step, int]] = {
        this: {"joined": 12, "spoke": 3},
        last: {"joined": 24},
        this - timedelta(weeks=weeks.SHOWN): {"joined": 99_999},
    }
    lines = weeks.chart(counts, now).splitlines()
    assert len(lines) == 1 + len(weeks.STEPS)
    assert lines[1].split() == ["joined", "▁▁▁▁▁▁█▅", "24", "12"]
    assert lines[-1].split()[-2:] == ["0", "3"]
    assert all(len(line) <= 36 for line in lines)


def test_the_chart_of_nothing_is_flat() -> None:
    lines = weeks.chart({}, datetime(2026, 12, 3, tzinfo=UTC)).splitlines()[1:]
    assert all(line.split()[-3:] == ["▁" * weeks.SHOWN, "0", "0"] for line in lines)
