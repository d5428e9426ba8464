"""Seats change hands as the roles and people do that stand for them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cogs.committee.model import SeatChange, Vacancy
from cogs.committee.rules.seating import Seen, seat_changes
from cogs.committee.rules.seats import NOBODY, Committee, committee_at

NOW = datetime(2026, 3, 1, tzinfo=UTC)
A, B, C, D = 1, 2, 3, 4


def after(now: Committee, seen: Seen) -> Committee:
    changes = seat_changes(now, seen, NOW)
    start = [SeatChange(NOW - timedelta(days=1), seat, holder) for seat, holder in now.holders.items()]
    return committee_at([*start, *changes], NOW)


def offices(**holders: list[int]) -> Seen:
    return Seen(offices=holders, here={A, B, C})


def test_the_first_seats() -> None:
    found = seat_changes(NOBODY, offices(Chair=[A], Secretary=[]), NOW)
    assert found == [
        SeatChange(NOW, "Secretary", why=Vacancy.NEVER_FILLED),
        SeatChange(NOW, "Chair", A),
    ]


def test_nothing_changes_when_all_is_as_it_was() -> None:
    now = Committee({"Chair": A, "Secretary": None}, {A: NOW})
    assert seat_changes(now, offices(Chair=[A], Secretary=[]), NOW) == []


def test_a_seat_becomes_vacant_and_why_if_it_is_known() -> None:
    now = Committee({"Chair": A, "Secretary": D}, {A: NOW, D: NOW})
    assert seat_changes(now, offices(Chair=[], Secretary=[]), NOW) == [
        SeatChange(NOW, "Chair"),
        SeatChange(NOW, "Secretary", why=Vacancy.LEFT),
    ]


def test_who_swap_seats_have_no_gap() -> None:
    now = Committee({"Chair": A, "Secretary": B}, {A: NOW, B: NOW})
    found = after(now, offices(Chair=[B], Secretary=[A]))
    assert found.holders == {"Chair": B, "Secretary": A}
    assert set(found.since.values()) == {NOW - timedelta(days=1)}


def test_an_office_that_two_could_hold_stays_with_its_holder() -> None:
    now = Committee({"Chair": B}, {B: NOW})
    assert seat_changes(now, offices(Chair=[A, B]), NOW) == []
    assert after(NOBODY, offices(Chair=[A, B])).holders == {"Chair": None}


def test_nobody_holds_two_offices() -> None:
    assert after(NOBODY, offices(Chair=[A], Secretary=[A])).holders == {"Chair": A, "Secretary": None}


def test_an_office_that_is_named_no_more_is_abolished() -> None:
    now = Committee({"Chair": A, "Vice": B}, {A: NOW, B: NOW})
    assert after(now, offices(Chair=[A])).holders == {"Chair": A}


def test_a_flat_committee_keeps_seats_and_fills_the_first_vacant_one() -> None:
    first = after(NOBODY, Seen(members=[A, B], seats=3))
    assert first.holders == {"Seat 1": A, "Seat 2": B, "Seat 3": None}
    second = after(first, Seen(members=[B, C, D], seats=3))
    assert second.holders == {"Seat 1": C, "Seat 2": B, "Seat 3": D}
    assert after(second, Seen(members=[D])).holders == {"Seat 1": D}


PEOPLE = st.lists(st.integers(1, 6), max_size=6, unique=True)
SEEN = st.one_of(
    st.builds(
        lambda holders: Seen(offices=holders), st.dictionaries(st.sampled_from("uvwxyz"), PEOPLE, min_size=1)
    ),
    st.builds(lambda members, seats: Seen(members=members, seats=seats), PEOPLE, st.integers(0, 6)),
)


@given(st.lists(SEEN, min_size=1, max_size=5))
def test_whatever_is_seen_is_reached_in_one_step(seen: list[Seen]) -> None:
    changes: list[SeatChange] = []
    for day, each in enumerate(seen):
        at = NOW + timedelta(days=day)
        changes += seat_changes(committee_at(changes, at), each, at)
        committee = committee_at(changes, at)
        assert seat_changes(committee, each, at) == []
        assert len(set(committee.members)) == len(committee.members)
        allowed = {person for people in each.offices.values() for person in people} | set(each.members)
        assert set(committee.members) <= allowed
        if each.offices:
            assert set(committee.holders) == set(each.offices)
        else:
            assert set(committee.members) == allowed
            assert len(committee.holders) == max(each.seats, len(each.members))
