"""The public lot, the order of candidates, names on the paper, and what a tally tells about voters."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections import Counter
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.elections.count import Contest
from cogs.elections.model import Publication, Regulations
from cogs.elections.rules.errors import Refused
from cogs.elections.rules.lot import draw
from cogs.elections.rules.order import for_voter
from cogs.elections.rules.papers import REOPEN, REOPEN_ID
from cogs.elections.rules.privacy import before_opening, revealed
from tests.rules.elections.ballots import voted

RULES = Regulations()


def test_a11_the_lot_as_it_is_written() -> None:
    lot = draw(7, ["Ben", "Ada"], " 5f3c ")
    seed = hashlib.sha256(b"7\nAda\nBen\n5f3c\n").hexdigest()
    assert lot.seed == seed
    assert lot.order == tuple(
        sorted(["Ada", "Ben"], key=lambda name: hashlib.sha256(f"{seed} {name}".encode()).hexdigest())
    )
    assert draw("7", ("Ada", "Ben"), "5f3c") == lot
    assert lot.as_json()["order"] == list(lot.order)


@pytest.mark.parametrize("tied", [["Ada", "Ben"], ['Dee "D" O\'Doe', "Zoë", "C\\d", "{Eve}"]])
def test_a11_the_script_draws_the_same_with_python_alone(tied: list[str]) -> None:
    lot = draw(12, tied, "drand 4711 é {}")
    ran = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", "-c", lot.script],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert tuple(ran.stdout.splitlines()) == lot.order


def test_a11_everybody_has_the_same_chance() -> None:
    names = ("Ada", "Ben", "Cai")
    orders = Counter(draw(1, names, str(value)).order for value in range(6000))
    assert set(orders) == set(permutations(names))
    # Six orders, a thousand each: five standard deviations are 144.
    assert all(abs(times - 1000) < 144 for times in orders.values())


@pytest.mark.parametrize(
    ("tied", "value"),
    [(["Ada"], "x"), ([], "x"), (["Ada", "Ada"], "x"), (["Ada", "Ben"], " "), (["Ada", "Ben\nCai"], "x"),
     (["Ada", "Ben"], "x\ny"), (["Ada", ""], "x")],
)  # fmt: skip
def test_a_lot_that_cannot_be(tied: list[str], value: str) -> None:
    with pytest.raises(Refused):
        draw(1, tied, value)


@given(st.integers(1, 10**6), st.text(min_size=1, max_size=10), st.permutations(["1", "2", "3", REOPEN_ID]))
def test_the_order_of_candidates_is_the_voters_own(election: int, member: str, candidates: list[str]) -> None:
    order = for_voter(election, member, candidates)
    assert sorted(order) == sorted(candidates)
    assert order == for_voter(election, member, sorted(candidates))
    assert order[-1] == REOPEN_ID


def test_everybody_is_first_on_some_papers() -> None:
    first = Counter(for_voter(1, f"m{number}", ["1", "2", "3", "4", REOPEN])[0] for number in range(4000))
    assert set(first) == {"1", "2", "3", "4"}
    assert all(abs(times - 1000) < 137 for times in first.values())


def ranked(*rankings: tuple[str, ...]) -> Contest:
    return Contest.of_rankings(("Ada", "Ben", "Cai"), rankings)


@pytest.mark.parametrize(
    ("contest", "warning"),
    [
        (voted(5, 0), "All 5 ballots say the same"),
        (voted(0, 0, 5), "All 5 ballots say the same"),
        (voted(5, 1), "5 ballots say the same"),
        (voted(1, 0, 5), "All ballots but one are blank or abstain"),
        (voted(1, 1), "each of the two voters knows"),
        (voted(1, 0), "One ballot was cast"),
        (voted(3, 2), None),
        (voted(0, 0), None),
        (ranked(("Ada",), ("Ada",), ("Ben", "Ada")), "1 of 3 ballots are unlike any other"),
        (ranked(("Ada", "Ben"), ("Ben", "Ada"), ("Cai",), ("Cai",)), "2 of 4 ballots are unlike"),
        (ranked(("Ada",), ("Ada",), ("Ben",), ("Ben",)), None),
        (ranked((), (), (), ("Ben",)), "All ballots but one are blank or abstain"),
    ],
)
def test_what_a_small_vote_reveals(contest: Contest, warning: str | None) -> None:
    said = " ".join(revealed(contest, RULES))
    assert (warning in said) if warning else not said
    assert revealed(contest, Regulations(secret=False)) == []


def test_totals_alone_reveal_no_ballots() -> None:
    contest = ranked(("Ada", "Ben"), ("Ben", "Ada"), ("Cai",), ("Cai",))
    assert revealed(contest, Regulations(publication=Publication.ROUNDS)) == []


@pytest.mark.parametrize(("roll", "warned"), [(29, True), (30, False), (1, True)])
def test_small_electorates_are_warned_before(roll: int, warned: bool) -> None:
    assert bool(before_opening(roll, RULES)) is warned
    assert before_opening(roll, Regulations(secret=False)) == []
    rounds: Any = Regulations(publication=Publication.ROUNDS)
    assert len(before_opening(roll, rounds)) == (1 if warned else 0)
