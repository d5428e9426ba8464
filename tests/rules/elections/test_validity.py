"""Whether a vote is valid, at every boundary."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.elections.model import Place, Regulations, Turnout
from cogs.elections.rules.errors import Refused
from cogs.elections.rules.validity import majority_of_team, needed, refuse_extension, validity

ONLINE = Regulations()
MEETING = Regulations(place=Place.MEETING, proxies=True)


@pytest.mark.parametrize(
    ("row", "roll", "voted", "valid"),
    [
        ("10 exactly half", 10, 5, True),
        ("10 one less", 10, 4, False),
        ("10 odd roll, under", 11, 5, False),
        ("10 odd roll, over", 11, 6, True),
        ("10 of one", 1, 1, True),
        ("10 nobody of one", 1, 0, False),
        ("10 of two", 2, 1, True),
        ("10 large", 10**9, 5 * 10**8, True),
        ("10 large, one less", 10**9, 5 * 10**8 - 1, False),
        ("0 of 0", 0, 0, False),
        ("everybody", 7, 7, True),
    ],
)
def test_row_10_participation(row: str, roll: int, voted: int, valid: bool) -> None:
    found = validity(ONLINE, Turnout(roll, voted))
    assert found.valid is valid, row
    assert found.reason.startswith("Valid" if valid else "Not valid")


@pytest.mark.parametrize(
    ("row", "roll", "voted", "by_proxy", "present", "valid"),
    [
        ("9 exactly a third", 9, 3, 0, None, True),
        ("9 one less", 9, 2, 0, None, False),
        ("9 third of ten is four", 10, 3, 0, None, False),
        ("9 third of ten is four", 10, 4, 0, None, True),
        ("9 third of eleven is four", 11, 4, 0, None, True),
        ("9 present and silent counts", 9, 1, 0, 3, True),
        ("9 present too few", 9, 1, 0, 2, False),
        ("9 nobody votes", 9, 0, 0, 9, False),
        ("A10 proxies are not present", 9, 3, 1, None, False),
        ("A10 proxies are not present", 9, 3, 1, 2, False),
        ("A10 enough besides them", 9, 5, 2, None, True),
        ("0 of 0", 0, 0, 0, None, False),
        ("half need not be there", 9, 3, 0, 3, True),
    ],
)
def test_row_9_quorum(
    row: str, roll: int, voted: int, by_proxy: int, present: int | None, valid: bool
) -> None:
    assert validity(MEETING, Turnout(roll, voted, by_proxy), present).valid is valid, row


def test_a10_proxies_count_where_the_regulations_say_so() -> None:
    rules = Regulations(place=Place.MEETING, proxies=True, proxies_count_for_quorum=True)
    assert validity(rules, Turnout(9, 3, 1)).valid
    assert validity(rules, Turnout(9, 9, 5), 9).counted == 9


def test_a6_ballots_received_count_whatever_they_say() -> None:
    # Turnout is of ballots; validity never sees what they say.
    assert validity(ONLINE, Turnout(4, 2)).valid


def test_a32_participation_can_be_switched_off_but_nobody_is_not_enough() -> None:
    rules = Regulations(participation=Fraction(0))
    assert validity(rules, Turnout(100, 1)).valid
    assert not validity(rules, Turnout(100, 0)).valid
    assert not validity(rules, Turnout(0, 0)).valid


def test_the_reason_names_the_condition_that_failed() -> None:
    assert (
        "participation was not reached: 4 of 10 took part; at least 1/2 (5)"
        in validity(ONLINE, Turnout(10, 4)).reason
    )
    assert (
        "quorum was not reached: 2 of 9 were present; at least 1/3 (3)"
        in validity(MEETING, Turnout(9, 2)).reason
    )


@pytest.mark.parametrize(
    ("turnout", "present"),
    [
        (Turnout(3, 4), None),
        (Turnout(3, 2, 3), None),
        (Turnout(-1, 0), None),
        (Turnout(3, 2), 4),
        (Turnout(3, 2), 1),
    ],
)
def test_numbers_that_cannot_be(turnout: Turnout, present: int | None) -> None:
    with pytest.raises(Refused, match="cannot be"):
        validity(MEETING, turnout, present)


@given(st.fractions(0, 1, max_denominator=1000), st.integers(1, 10**6), st.integers(0, 10**6))
def test_enough_is_a_share_of_the_roll_exactly(share: Fraction, roll: int, voted: int) -> None:
    voted = min(voted, roll)
    found = validity(Regulations(participation=share), Turnout(roll, voted))
    assert found.valid is (voted > 0 and voted * share.denominator >= roll * share.numerator)
    assert needed(share, roll) == max(1, -(-roll * share.numerator // share.denominator))


def test_a15_one_extension_and_only_as_announced() -> None:
    few, enough = validity(ONLINE, Turnout(10, 4)), validity(ONLINE, Turnout(10, 5))
    refuse_extension(ONLINE, few, extended=False)
    with pytest.raises(Refused, match="extended already"):
        refuse_extension(ONLINE, few, extended=True)
    with pytest.raises(Refused, match="know no extension"):
        refuse_extension(Regulations(may_extend=False), few, extended=False)
    with pytest.raises(Refused, match="Enough have taken part"):
        refuse_extension(ONLINE, enough, extended=False)
    with pytest.raises(Refused, match="ends with the meeting"):
        refuse_extension(MEETING, validity(MEETING, Turnout(9, 2)), extended=False)


def test_a15_pep_8105_both_parts_are_counted_together() -> None:
    assert not validity(Regulations(participation=Fraction(2, 3)), Turnout(87, 56)).valid
    assert validity(Regulations(participation=Fraction(2, 3)), Turnout(87, 56 + 12)).valid


@pytest.mark.parametrize(
    ("in_favour", "officers", "enough"),
    [(2, 3, True), (1, 3, False), (3, 3, True), (1, 2, False), (2, 2, True), (2, 4, False), (0, 0, False)],
)
def test_rows_12_and_14_a25_a_majority_of_the_team(in_favour: int, officers: int, enough: bool) -> None:
    assert majority_of_team(in_favour, officers) is enough


def test_more_than_all_officers() -> None:
    with pytest.raises(Refused):
        majority_of_team(4, 3)
