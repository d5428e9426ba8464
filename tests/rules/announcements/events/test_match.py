"""Which page is which event: renames are no cancellations, and two events are not one."""

from __future__ import annotations

from cogs.announcements.events.event import Event
from cogs.announcements.events.match import Known, match
from cogs.announcements.events.pages import read_event

from .build import NOW, page

TIMES = ["date: 2025-11-11", 'start_time: "8:00"', "time_zone: EST"]


def at(name: str, title: str, *lines: str, section: str = "workshops") -> Event:
    return read_event(f"content/{section}/{name}/index.md", page(*lines).replace("A Talk", title), now=NOW)


def known(*events: Event) -> list[Known]:
    return [Known.from_event(each) for each in events]


BEFORE = at(
    "tsp1-neuromorphic-chip-chris-eliasmith", "TSP1: A Neuromorphic Chip", *TIMES, "author: [Chris Eliasmith]"
)


def found_as_before(after: Event) -> bool:
    matched = match(known(BEFORE), [after])
    if matched.found:
        (found,) = matched.found
        assert found.identity == BEFORE.identity
        assert after.identity in (found.identity, *found.aliases)
        assert (matched.new, matched.gone) == ((), ())
        return True
    assert (matched.new, [each.identity for each in matched.gone]) == ((after,), [BEFORE.identity])
    return False


def test_the_same_page_whatever_it_says_now():
    assert found_as_before(at("tsp1-neuromorphic-chip-chris-eliasmith", "Something Else", "date: 2026-01-01"))


def test_renamed_with_the_same_start():
    assert found_as_before(
        at(
            "tsp1-neural-network-accelerator-chip-chris-eliasmith",
            "TSP1: A Neural Network Accelerator Chip",
            *TIMES,
        )
    )


def test_renamed_and_retitled_by_the_same_people():
    assert found_as_before(at("fast-chips", "Fast Chips", *TIMES, "author: [Host, Chris Eliasmith]"))


def test_renamed_with_an_alias_and_another_day():
    alias = "aliases: [/workshops/tsp1-neuromorphic-chip-chris-eliasmith/]"
    assert found_as_before(at("tsp1", "TSP1", "date: 2025-12-11", alias))


def test_another_event_on_that_day_is_another_event():
    assert not found_as_before(at("bees", "How Bees Navigate at Night", *TIMES, "author: [Bea]"))
    assert not found_as_before(
        at("bees", BEFORE.title, "date: 2025-11-18", 'start_time: "8:00"', "time_zone: EST")
    )
    assert not found_as_before(
        at("bees", BEFORE.title, *TIMES, section="neuromorphic-computing/student-talks")
    )


def test_the_video_finds_a_page_that_lost_its_date():
    before = at("one", "One", "date: 2025-11-11", "video: gk-ieigCkmM")
    after = at("two", "Two", "video: gk-ieigCkmM")
    matched = match(known(before), [after])
    assert [each.identity for each in matched.found] == [before.identity]


def test_a_video_copied_from_another_page_takes_nothing_over():
    old = at("old", "Old", "date: 2025-09-01", "video: gk-ieigCkmM")
    copied = at("new", "New", "date: 2025-11-11", "video: gk-ieigCkmM")
    matched = match(known(old), [copied, old])
    assert (matched.found, matched.new, matched.gone) == ((old,), (copied,), ())


def test_of_two_talks_on_one_day_each_finds_itself():
    one, two = (at(name, f"Spiking Networks {name}", *TIMES) for name in ("part one", "part two"))
    again = [at(f"{name}-renamed", f"Spiking Networks {name}!", *TIMES) for name in ("part two", "part one")]
    matched = match(known(one, two), again)
    assert {each.title: each.identity for each in matched.found} == {
        "Spiking Networks part one!": one.identity, "Spiking Networks part two!": two.identity,
    }  # fmt: skip


def test_a_page_that_cannot_be_read_is_not_gone():
    path = "content/workshops/tsp1-neuromorphic-chip-chris-eliasmith/index.md"
    assert match(known(BEFORE), [], [path]).gone == ()
    assert len(match(known(BEFORE), [], ["content/workshops/other/index.md"]).gone) == 1


def test_found_again_under_its_new_name():
    renamed = at("tsp1-neural", "TSP1: A Neuromorphic Chip", *TIMES)
    (found,) = match(known(BEFORE), [renamed]).found
    moved = at("tsp1-neural", "TSP1", "date: 2026-02-02")
    (again,) = match(known(found), [moved]).found
    assert again.identity == BEFORE.identity
