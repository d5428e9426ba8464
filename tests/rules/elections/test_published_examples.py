"""Examples from the literature and ones worked by hand: winners and every round."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cogs.elections.count import count
from cogs.elections.count.rankings import ranked as groups_of
from cogs.elections.count.result import Result
from cogs.elections.count.schulze import _compare, strongest_paths
from tests.rules.elections.ballots import approved, ranked, scored

# The usual example of the encyclopaedias: Tennessee votes for its capital.
TENNESSEE = """
    42 Memphis > Nashville > Chattanooga > Knoxville
    26 Nashville > Chattanooga > Knoxville > Memphis
    15 Chattanooga > Knoxville > Nashville > Memphis
    17 Knoxville > Chattanooga > Nashville > Memphis
"""
# Wikipedia, "Schulze method": 45 voters, five candidates, E wins and the order is E, A, C, B, D.
SCHULZE_45 = """
    5 A > C > B > E > D
    5 A > D > E > C > B
    8 B > E > D > A > C
    3 C > A > B > E > D
    7 C > A > E > B > D
    2 C > B > A > D > E
    7 D > C > E > B > A
    8 E > B > A > D > C
"""


# The mayor of Burlington, Vermont, 2009: IRV elected the one whom the voters did not prefer to all others.
BURLINGTON = """
    1332 Montroll > Kiss > Wright
    767 Montroll > Wright > Kiss
    455 Montroll
    2043 Kiss > Montroll > Wright
    371 Kiss > Wright > Montroll
    568 Kiss
    1513 Wright > Montroll > Kiss
    495 Wright > Kiss > Montroll
    1289 Wright
"""
# The president of Ireland, 1990: Austin Currie's preferences decided.
IRELAND = """
    612265 Robinson
    694484 Lenihan
    36789 Currie > Lenihan
    205565 Currie > Robinson
    25548 Currie
"""


def tallies(result: Result) -> list[dict[str, str]]:
    return [stage["tally"] for stage in result.as_json()["rounds"]]


@pytest.mark.parametrize(
    ("method", "winner"),
    [
        ("plurality", "Memphis"),
        ("two-round", "Nashville"),
        ("irv", "Knoxville"),
        ("stv", "Knoxville"),
        ("meek", "Knoxville"),
        ("schulze", "Nashville"),
    ],
)
def test_tennessee_s_capital(method: str, winner: str) -> None:
    result = count(ranked(TENNESSEE), method)
    assert result.winners == (winner,)
    assert result.tie == ()
    assert result.possible_winners == (winner,)


@pytest.mark.parametrize(
    ("method", "winner"), [("plurality", "Wright"), ("irv", "Kiss"), ("schulze", "Montroll")]
)
def test_burlington_2009(method: str, winner: str) -> None:
    assert count(ranked(BURLINGTON), method).winners == (winner,)


def test_ireland_1990() -> None:
    result = count(ranked(IRELAND), "irv")
    assert result.winners == ("Robinson",)
    assert result.rounds[-1].tally == {"Robinson": 817830, "Lenihan": 731273}
    assert result.rounds[-1].exhausted == 25548
    assert "an absolute majority of all 1574651" in result.reason


def test_tennessee_round_by_round() -> None:
    result = count(ranked(TENNESSEE), "irv")
    assert tallies(result) == [
        {"Memphis": "42", "Nashville": "26", "Chattanooga": "15", "Knoxville": "17"},
        {"Memphis": "42", "Nashville": "26", "Knoxville": "32"},
        {"Memphis": "42", "Knoxville": "58"},
    ]
    assert [stage.eliminated for stage in result.rounds] == [("Chattanooga",), ("Nashville",), ()]
    assert [stage.elected for stage in result.rounds] == [(), (), ("Knoxville",)]
    assert "58 of 100 votes in round 3" in result.reason
    assert "an absolute majority of all 100" in result.reason


def test_tennessee_scored() -> None:
    # Wikipedia, "STAR voting".
    rows = {
        "Memphis": (5, 0, 0, 0),
        "Nashville": (2, 5, 3, 2),
        "Chattanooga": (1, 2, 5, 4),
        "Knoxville": (0, 1, 4, 5),
    }
    result = count(scored(rows, (42, 26, 15, 17)), "star")
    assert tallies(result) == [
        {"Memphis": "210", "Nashville": "293", "Chattanooga": "237", "Knoxville": "171"},
        {"Nashville": "68", "Chattanooga": "32"},
    ]
    assert result.winners == ("Nashville",)


def test_schulze_of_45_voters() -> None:
    contest = ranked(SCHULZE_45, "A B C D E")
    result = count(contest, "schulze")
    assert result.winners == ("E",)
    assert tallies(result) == [{"A": "3", "B": "1", "C": "2", "D": "0", "E": "4"}]
    preferred = _compare(groups_of(contest), contest.standing, None, unranked_last=True)
    assert preferred["A"] == {"B": 20, "C": 26, "D": 30, "E": 22}
    paths = strongest_paths(preferred, contest.standing)
    assert paths["A"] == {"A": 0, "B": 28, "C": 28, "D": 30, "E": 24}
    assert paths["E"] == {"A": 25, "B": 28, "C": 28, "D": 31, "E": 0}


@pytest.mark.parametrize(("seats", "winners"), [(1, "E"), (2, "EA"), (3, "EAC"), (4, "EACB")])
def test_schulze_fills_seats_in_its_order(seats: int, winners: str) -> None:
    assert count(ranked(SCHULZE_45, "A B C D E", seats=seats), "schulze").winners == tuple(winners)


def test_schulze_breaks_a_cycle_at_its_weakest_defeat() -> None:
    # A beats B by 14, B beats C by 15, C beats A by 13: the last gives way.
    cycle = "8 A > B > C\n7 B > C > A\n6 C > A > B"
    assert count(ranked(cycle), "schulze").winners == ("A",)


def test_schulze_for_several_seats_counts_whom_each_is_ahead_of() -> None:
    # C is equal to B and to D, and B beats D.
    below = "1 {0}C > B > D\n1 {0}B > D > C"
    assert count(ranked(below.format("A > "), seats=2), "schulze").winners == ("A", "B")
    alone = count(ranked(below.format("")), "schulze")
    assert alone.winners == ()
    assert alone.tie == (("C", "B"),)


@pytest.mark.parametrize(("unranked", "winner"), [("last", "A"), ("no-preference", "B")])
def test_what_is_unranked_can_decide(unranked: str, winner: str) -> None:
    assert count(ranked("6 A\n4 B\n1 B > A", unranked=unranked), "schulze").winners == (winner,)


def test_scottish_surplus_to_five_places() -> None:
    # Quota 12 // 3 + 1 = 5; A's 7 papers pass on at 2 / 7 = 0.28571.
    result = count(ranked("4 A > B\n3 A > C\n2 B\n3 C", seats=2), "stv").as_json()
    assert result["winners"] == ["A", "C"]
    assert [stage["tally"] for stage in result["rounds"]] == [
        {"A": "7.00000", "B": "2.00000", "C": "3.00000"},
        {"A": "5.00000", "B": "3.14284", "C": "3.85713"},
        {"A": "5.00000", "C": "3.85713"},
    ]
    assert [stage["exhausted"] for stage in result["rounds"]] == ["0.00000", "0.00000", "3.14284"]
    assert [stage["lost"] for stage in result["rounds"]] == ["0.00000", "0.00003", "0.00003"]
    assert result["rounds"][0]["quota"] == "5.00000"
    assert result["rounds"][0]["transfer"] == {
        "from": "A",
        "to": {"B": "1.14284", "C": "0.85713"},
        "exhausted": "0.00000",
        "lost": "0.00003",
    }
    assert [stage["elected"] for stage in result["rounds"]] == [["A"], [], ["C"]]


def test_scottish_papers_pass_on_at_what_they_were_worth() -> None:
    # Quota 20 // 4 + 1 = 6. A passes 3 on with 9 papers at 0.33333, so B has 6.99997 and passes on 0.99997:
    # its own 4 papers at 0.14285, the 9 at 0.33333 x 0.99997 / 6.99997 = 0.04761.
    result = count(ranked("9 A > B > C\n4 B > C\n3 C\n4 D", seats=3), "stv").as_json()
    assert result["rounds"][1]["tally"]["B"] == "6.99997"
    assert result["rounds"][2]["tally"] == {"A": "6.00000", "B": "6.00000", "C": "3.99989", "D": "4.00000"}
    assert result["rounds"][2]["lost"] == "0.00011"
    assert result["rounds"][2]["eliminated"] == ["C"]
    assert result["winners"] == ["A", "B", "D"]


def test_scottish_rule_52_fills_the_last_seats_without_a_quota() -> None:
    result = count(ranked("5 A\n2 B\n1 C", seats=2), "stv")
    assert result.winners == ("A", "B")
    assert result.rounds[-1].tally["B"] < (result.rounds[-1].quota or 0)
    assert result.rounds[-1].elected == ("B",)


@pytest.mark.parametrize("method", ["stv", "meek"])
def test_as_many_candidates_as_seats_are_all_elected(method: str) -> None:
    result = count(ranked("5 A\n1 B", "A B C", seats=3), method)
    assert set(result.winners) == {"A", "B", "C"}
    assert len(result.rounds) == 1


def test_meek_keeps_what_is_needed_and_passes_the_rest_on() -> None:
    # A keeps k of 6 votes and B gets 5 (1 - k); 1 - k is exhausted. The quota is a third of the 8 + k votes that
    # count, and A keeps a quota: 6 k = (8 + k) / 3, so k = 8 / 17.
    result = count(ranked("5 A > B\n1 A\n2 C\n1 D", seats=2), "meek")
    stage = result.rounds[1]
    share = Fraction(8, 17)
    expected = {"A": 6 * share, "B": 5 * (1 - share), "C": 2, "D": 1}
    for name, votes in expected.items():
        assert abs(Fraction(stage.tally[name], 10**result.places) - votes) < Fraction(1, 10**6)
    assert stage.eliminated == ("D",)
    assert result.winners == ("A", "B")


def test_meek_to_the_last_decimal() -> None:
    # Voting matters 12 (2000), "The computational accuracy using the Meek algorithm": X, Y and Z are a ten-millionth
    # of a vote apart, and exact arithmetic elects X.
    ballots = """
        333 A > X\n333 A > Y\n333 A > Z\n333 B > X\n333 B > Y\n333 B > Z
        667 X\n667 Y\n667 Z\n1 A > B > X\n1 A > B > Y\n2 B > A > X
    """
    assert count(ranked(ballots, "A B X Y Z", seats=3), "meek").winners == ("A", "B", "X")


def test_the_scottish_quota_is_whole_and_meek_s_is_not() -> None:
    # Scottish: quota 3, C and D have 2 each, and C had less before. Meek: quota 7/3, C gets 8/3.
    ballots = "5 A > C > D\n2 D > C > B"
    assert count(ranked(ballots, seats=2), "stv").winners == ("A", "D")
    assert count(ranked(ballots, seats=2), "meek").winners == ("A", "C")


@pytest.mark.parametrize(
    ("seats", "winners"), [(1, ("Ben",)), (2, ("Ben", "Ada")), (3, ("Ben", "Ada", "Cai"))]
)
def test_approval_elects_those_with_most(seats: int, winners: tuple[str, ...]) -> None:
    contest = approved("4 Ada Ben\n3 Ben\n2 Cai\n1 Dee", "Ada Ben Cai Dee", seats=seats)
    result = count(contest, "approval")
    assert result.winners == winners
    assert result.rounds[0].tally == {"Ada": 4, "Ben": 7, "Cai": 2, "Dee": 1}


def test_everybody_who_is_ranked_is_approved() -> None:
    result = count(ranked("3 Ada > Ben\n2 Ben = Cai"), "approval")
    assert result.rounds[0].tally == {"Ada": 3, "Ben": 5, "Cai": 2}


def test_two_rounds_need_none_when_somebody_has_more_than_half() -> None:
    result = count(ranked("6 A > B\n5 B > A"), "two-round")
    assert result.winners == ("A",)
    assert len(result.rounds) == 1


def test_two_rounds_of_choices_alone_call_for_another_ballot() -> None:
    result = count(approved("4 A\n3 B\n2 C", "A B C"), "two-round")
    assert result.winners == ()
    assert result.tie == ()
    assert result.possible_winners == ("A", "B")
    assert result.reason == "Nobody has a majority: a second ballot between A and B is needed."


def test_two_rounds_of_choices_alone_need_no_other_ballot_when_all_chose_one_of_the_two() -> None:
    result = count(approved("4 A\n4 B", "A B C"), "two-round")
    assert result.tie == (("A", "B"),)


def test_exhausted_ballots_leave_a_winner_without_an_absolute_majority() -> None:
    result = count(ranked("4 A\n3 B\n2 C > B"), "irv")
    assert result.winners == ("B",)
    assert "an absolute majority of all 9" in result.reason
    result = count(ranked("4 A\n3 B\n2 C"), "irv")
    assert result.rounds[-1].exhausted == 2
    assert "not an absolute majority of all 9" in result.reason


def test_bloc_star_counts_again_without_the_elected() -> None:
    rows = {"A": (5, 0), "B": (4, 1), "C": (0, 5)}
    result = count(scored(rows, (6, 5), seats=2), "bloc-star")
    assert tallies(result) == [
        {"A": "30", "B": "29", "C": "25"},
        {"A": "6", "B": "5"},
        {"B": "29", "C": "25"},
        {"B": "6", "C": "5"},
    ]
    assert result.winners == ("A", "B")
