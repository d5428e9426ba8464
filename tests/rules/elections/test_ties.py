"""Ties are told, whatever the method; one that makes no difference is told and passed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from cogs.elections.count import Contest, count
from cogs.elections.count.result import Round
from cogs.elections.count.ties import Step, Way, play
from tests.rules.elections.ballots import approved, ranked, scored


@pytest.mark.parametrize("method", ["plurality", "two-round", "irv", "stv", "meek", "schulze"])
def test_two_who_are_equal_tie(method: str) -> None:
    result = count(ranked("5 A > B\n5 B > A"), method)
    assert result.winners == ()
    assert result.tie == (("A", "B"),)
    assert result.possible_winners == ("A", "B")
    assert result.valid
    assert result.reason == "Tie between A and B: depending on it A or B is elected."


def test_equal_scores_tie() -> None:
    result = count(scored({"A": (5, 2), "B": (2, 5), "C": (1, 0)}, (3, 3)), "star")
    assert result.winners == ()
    assert result.tie == (("A", "B"),)


@pytest.mark.parametrize("method", ["plurality", "approval"])
def test_who_is_above_the_tie_is_elected(method: str) -> None:
    result = count(approved("5 A\n3 B\n3 C\n1 D", "A B C D", seats=2), method)
    assert result.winners == ("A",)
    assert result.tie == (("B", "C"),)
    assert result.possible_winners == ("A", "B", "C")


def test_all_who_tie_are_elected_when_there_is_room() -> None:
    result = count(approved("5 A\n3 B\n3 C\n1 D", "A B C D", seats=3), "plurality")
    assert result.winners == ("A", "B", "C")
    assert result.tie == ()


def test_a_tie_for_going_out_that_decides() -> None:
    # If C goes out, B has 5 of 9 votes; if B goes out, C has 5.
    result = count(ranked("4 A\n2 B > C\n2 C > B\n1 B > C\n1 C > B"), "irv")
    assert result.winners == ()
    assert result.tie == (("B", "C"),)
    assert result.possible_winners == ("B", "C")
    assert result.rounds[-1].eliminated == ()
    assert result.rounds[-1].tied == ("B", "C")


def test_a_tie_for_going_out_that_makes_no_difference() -> None:
    result = count(ranked("6 A\n4 B\n1 C > B\n1 D > A"), "irv")
    assert result.winners == ("A",)
    assert result.tie == ()
    assert result.rounds[0].tied == ("C", "D")
    assert "Tie between C and D: however it is broken, the same are elected." in result.reason


def test_a_tie_is_decided_by_what_comes_of_it_rounds_later() -> None:
    # Whichever of B and C stays gets the other's votes, then D's, and beats A in round 4.
    result = count(ranked("6 A\n5 E\n2 B > C\n2 C > B\n3 D > B > C"), "irv")
    assert len(result.rounds) == 1
    assert result.tie == (("B", "C"),)
    assert result.possible_winners == ("B", "C")


def test_irv_does_not_look_at_earlier_rounds() -> None:
    # B and C have 4 each in round 2, and C had 3 in round 1.
    ballots = "6 A\n4 B > C\n3 C > B\n1 D > C"
    result = count(ranked(ballots), "irv")
    assert result.tie == (("B", "C"),)
    assert result.possible_winners == ("B", "C")


def test_the_scottish_rules_look_at_the_latest_stage_that_differs() -> None:
    # Rule 51(2)(a): the same ballots; C had fewer votes at stage 1 and is excluded.
    result = count(ranked("6 A\n4 B > C\n3 C > B\n1 D > C"), "stv")
    assert result.winners == ("B",)
    assert [stage.eliminated for stage in result.rounds][:2] == [("D",), ("C",)]
    assert not any(stage.tied for stage in result.rounds)


def test_the_latest_stage_counts_not_the_first() -> None:
    # B and C have 4 and 5 at stage 1, 6 and 5 at stage 2, and 6 each at stage 3.
    result = count(ranked("13 A\n4 B\n5 C\n2 D > B\n1 E > C\n2 E"), "stv")
    assert [stage.eliminated for stage in result.rounds][:3] == [("D",), ("E",), ("C",)]


def test_equal_surpluses_pass_on_in_every_order() -> None:
    # A and B have the same surplus at stage 1. Whichever passes on first puts C or D ahead at stage 2, which
    # decides between them when both have 2.
    result = count(ranked("5 A > C\n5 B > D\n1 C\n1 D", seats=3), "stv")
    assert result.winners == ("A", "B")
    assert result.tie == (("A", "B"),)
    assert result.possible_winners == ("A", "B", "C", "D")


def test_whose_vote_elects_somebody_decides_where_the_other_s_goes() -> None:
    # A or B brings C to the quota of 6 exactly; the vote of the other passes C by, to D or to E.
    result = count(ranked("5 C\n4 D\n4 E\n1 A > C > D\n1 B > C > E", seats=2), "stv")
    assert result.winners == ("C",)
    assert result.tie == (("A", "B"),)
    assert result.possible_winners == ("C", "D", "E")


def test_of_three_the_middle_one_is_told_apart_further_back() -> None:
    # At stage 3 B, C and D have 3 each. At stage 2 D had 2 and B and C 3, so D is the one who goes out.
    ballots = "8 A\n3 B\n3 C\n2 D\n1 E > D"
    result = count(ranked(ballots), "stv")
    assert [stage.eliminated for stage in result.rounds][1] == ("D",)


def test_meek_does_not_let_rounding_decide() -> None:
    # A keeps 2 of 4 and passes 2 on; B then has as many as C. In fixed-point arithmetic it has a little less.
    result = count(ranked("4 A > B\n2 C", seats=2), "meek")
    assert result.winners == ("A",)
    assert result.tie == (("B", "C"),)
    votes = result.rounds[-1].tally
    assert votes["B"] != votes["C"]


def test_a_tie_for_the_second_round() -> None:
    # A wins against B and loses to C.
    result = count(ranked("4 A > B\n3 B > C\n3 C > A"), "two-round")
    assert result.winners == ()
    assert result.tie == (("B", "C"),)
    assert result.possible_winners == ("A", "C")


@pytest.mark.parametrize(
    ("rows", "weights", "winner"),
    [
        # Equal totals for the second place: B is preferred to C by more, and wins the run-off.
        ({"A": (5, 0, 5), "B": (3, 4, 3), "C": (2, 5, 3)}, (1, 1, 1), "A"),
        # Equally many prefer either finalist: A has the higher total.
        ({"A": (5, 1), "B": (3, 2), "C": (0, 0)}, (1, 1), "A"),
        # And equal totals: A has a five more.
        ({"A": (5, 1, 2), "B": (4, 2, 2), "C": (0, 0, 0)}, (1, 1, 1), "A"),
    ],
)
def test_star_s_own_tie_breaks(
    rows: dict[str, tuple[int, ...]], weights: tuple[int, ...], winner: str
) -> None:
    result = count(scored(rows, weights), "star")
    assert result.winners == (winner,)
    assert result.tie == ()


def test_star_drops_who_lost_most_comparisons() -> None:
    # A, B and C have 6 points each for two places; C loses to both.
    rows = {"C": (2, 2, 2), "A": (3, 3, 0), "B": (0, 3, 3)}
    result = count(scored(rows, (1, 1, 1)), "star")
    assert set(result.rounds[1].tally) == {"A", "B"}


def test_a_tie_for_the_first_seat_of_two_makes_no_difference() -> None:
    result = count(scored({"A": (5, 4), "B": (4, 5), "C": (0, 0)}, (2, 2), seats=2), "bloc-star")
    assert set(result.winners) == {"A", "B"}
    assert result.tie == ()
    assert "however it is broken" in result.reason


def test_candidates_without_any_vote_go_out_without_a_word() -> None:
    names = " ".join(f"N{number}" for number in range(40))
    result = count(ranked("3 A\n2 B", f"A B {names}", seats=2), "stv")
    assert result.winners == ("A", "B")
    assert "Tie" not in result.reason


def test_a_seat_that_only_candidates_without_votes_can_take_is_a_tie() -> None:
    result = count(ranked("9 A", "A B C", seats=2), "stv")
    assert result.winners == ("A",)
    assert result.tie == (("B", "C"),)


def test_many_ties_are_counted_once_each() -> None:
    # Eleven candidates with one vote each may go out in 11! orders, but there are only 2^11 sets of them.
    small = "\n".join(f"1 S{number} > A" for number in range(11))
    result = count(ranked(f"30 A\n29 B\n{small}"), "irv")
    assert result.winners == ("A",)
    assert "ways" not in result.reason


@pytest.mark.parametrize("method", ["irv", "stv", "meek"])
def test_more_ways_than_can_be_counted_are_a_tie_and_said_so(method: str) -> None:
    result = count(ranked("\n".join(f"1 S{number}" for number in range(40))), method)
    assert result.winners == ()
    assert len(result.tie[0]) == 40
    assert "more than 20,000 ways to break the ties; the rest was not counted" in result.reason


@dataclass(frozen=True)
class Coin:
    """A count that is over after the one tie: heads elect A, and tails elect A too or B."""

    tails: str
    elected: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        return self.elected

    def step(self) -> Step:
        if self.elected:
            return Step()
        return Step(
            tuple(Way(Round({}), replace(self, elected=(name,))) for name in ("A", self.tails)), ("H", "T")
        )


@dataclass(frozen=True)
class Long:
    """A tie of no consequence at the beginning of a count of many rounds."""

    left: int
    elected: tuple[str, ...] = ("A",)

    @property
    def key(self) -> int:
        return self.left

    def step(self) -> Step:
        if not self.left:
            return Step()
        way = Way(Round({}), replace(self, left=self.left - 1))
        return Step((way, way), ("H", "T")) if self.left == 5000 else Step((way,))


def test_a_count_may_have_more_rounds_than_python_has_frames() -> None:
    played = play(Long(5000))
    assert (played.certain, played.tie, len(played.rounds)) == (("A",), (), 5000)


def test_every_way_is_played_before_it_is_a_tie() -> None:
    same = play(Coin("A"))
    assert (same.certain, same.tie, same.harmless) == (("A",), (), (("H", "T"),))
    differ = play(Coin("B"))
    assert (differ.certain, differ.tie, differ.possible) == ((), ("H", "T"), frozenset({"A", "B"}))
    cut = play(Coin("A"), limit=1)
    assert (cut.tie, cut.complete) == (("H", "T"), False)


def test_the_default_option_wins_its_ties() -> None:
    even = "5 A > None\n5 None > A"
    for method in ("plurality", "two-round", "irv", "stv", "meek", "schulze"):
        result = count(ranked(even, default_option="None"), method)
        assert (result.winners, result.tie) == ((), ()), method
        assert result.reason == "None was not beaten: nobody is elected."


def test_weights_tie_like_ballots() -> None:
    contest = Contest(("A", "B"), "ranking", {("A",): 7, ("B",): 7})
    assert count(contest, "irv").tie == (("A", "B"),)
