"""Who sits where: seats are data, of any number."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from cogs.committee.model import SeatChange, Vacancy
from cogs.committee.rules.seats import committee_at
from tests.rules.committee.play import LONG_AGO, START, moment, seated

CHANGES = st.lists(
    st.builds(
        SeatChange,
        st.integers(0, 9).map(lambda day: START + timedelta(days=day)),
        st.sampled_from(["Chair", "Secretary", "Web"]),
        st.sampled_from([None, 1, 2, 3]),
        abolished=st.sampled_from([False, False, True]),
    ),
    max_size=8,
)


def test_seats_keep_their_order_and_vacant_ones_are_named() -> None:
    committee = committee_at(seated("Chair A, Web -, Secretary C"), START)
    assert (committee.members, committee.vacant) == ((1, 3), ("Web",))
    assert committee.seat_of(3) == "Secretary"


def test_a_change_counts_from_its_own_second_on() -> None:
    seats = [*seated("Chair A"), SeatChange(START, "Chair", 2)]
    assert committee_at(seats, moment("-1s")).members == (1,)
    assert committee_at(seats, START).members == (2,)


def test_before_the_first_change_there_is_nobody() -> None:
    assert committee_at(seated(), LONG_AGO - timedelta(seconds=1)).members == ()


def test_two_who_swap_their_seats_in_one_second_have_no_gap() -> None:
    seats = [*seated("Chair A, Web B"), SeatChange(START, "Chair", 2), SeatChange(START, "Web", 1)]
    committee = committee_at(seats, START)
    assert committee.holders == {"Chair": 2, "Web": 1}
    assert committee.since == {1: LONG_AGO, 2: LONG_AGO}


def test_who_comes_back_later_begins_anew() -> None:
    seats = [
        *seated("Chair A"),
        SeatChange(START, "Chair", None, Vacancy.STEPPED_DOWN),
        SeatChange(moment("1s"), "Chair", 1),
    ]
    assert committee_at(seats, START).members == ()
    assert committee_at(seats, moment("1d")).since == {1: moment("1s")}


def test_a_seat_can_be_abolished() -> None:
    seats = [*seated("Chair A, Web B"), SeatChange(START, "Web", abolished=True)]
    assert list(committee_at(seats, START).holders) == ["Chair"]


@given(CHANGES, st.integers(-1, 10))
def test_nobody_holds_two_seats_and_everybody_has_a_beginning(changes: list[SeatChange], day: int) -> None:
    now = START + timedelta(days=day)
    committee = committee_at(changes, now)
    assert len(set(committee.members)) == len(committee.members)
    assert set(committee.since) == set(committee.members)
    for member, since in committee.since.items():
        assert member in committee_at(changes, since).members
        assert member not in committee_at(changes, since - timedelta(seconds=1)).members
