"""What becomes of ballots that are not as they should be, whichever method follows them."""

from __future__ import annotations

import pytest

from cogs.elections.count import Contest, Refused, Rules, count
from cogs.elections.count.contest import Ranking
from cogs.elections.count.rankings import followed
from cogs.elections.count.rankings import ranked as grouped
from tests.rules.elections.ballots import approved, ranked, scored

NAMES = ("A", "B", "C", "D")


def one(ranking: Ranking, withdrawn: str = "", **rules: str) -> Contest:
    return Contest(
        NAMES, "ranking", {ranking: 3}, withdrawn=frozenset(withdrawn.split()), rules=Rules.read(rules)
    )


@pytest.mark.parametrize(
    ("ranking", "rules", "left"),
    [
        (("A", "B", "C"), {}, "ABC"),
        (("A", (), (), "B"), {}, "AB"),
        (((), "A"), {}, "A"),
        (("A", ("B", "C"), "D"), {}, "A"),
        (("A", ("B", "C"), "D"), {"overvote": "skip"}, "AD"),
        (("A", ("B", "C"), "B"), {"overvote": "skip"}, "AB"),
        ((("A", "B"), "C"), {}, ""),
        ((("A", "B"), "C"), {"overvote": "skip"}, "C"),
        (("A", "A", "B"), {}, "AB"),
        (("A", "A", "B"), {"duplicate": "exhaust"}, "A"),
        (("A", "B", "A", "C"), {}, "ABC"),
        (("A", "B", "A", "C"), {"duplicate": "exhaust"}, "AB"),
        (("A", ("B", "B"), "C"), {}, "ABC"),
        ((), {}, ""),
        (((), ()), {}, ""),
    ],
)
def test_how_a_ballot_is_followed(ranking: Ranking, rules: dict[str, str], left: str) -> None:
    papers = followed(one(ranking, **rules))
    assert papers == ([(tuple(left), 3)] if left else [])


@pytest.mark.parametrize(
    ("ranking", "left"),
    [
        (("A", "B", "C"), "BC"),
        # A rank that one of two keeps is no overvote any more.
        ((("A", "B"), "C"), "BC"),
        ((("A", "D"), "C"), "C"),
        (("A",), ""),
        (("A", "D"), ""),
    ],
)
def test_who_withdrew_is_taken_out_first(ranking: Ranking, left: str) -> None:
    papers = followed(one(ranking, withdrawn="A D"))
    assert papers == ([(tuple(left), 3)] if left else [])


@pytest.mark.parametrize(
    ("ranking", "rules", "left"),
    [
        (("A", ("B", "C"), "D"), {}, (("A",), ("B", "C"), ("D",))),
        (("A", (), ("B", "A")), {}, (("A",), ("B",))),
        (("A", ("B", "A"), "C"), {"duplicate": "exhaust"}, (("A",),)),
    ],
)
def test_equal_ranks_are_an_answer_for_pairwise_comparison(
    ranking: Ranking, rules: dict[str, str], left: object
) -> None:
    assert grouped(one(ranking, **rules)) == [(left, 3)]


def test_who_is_no_candidate_is_refused() -> None:
    for method in ("irv", "schulze"):
        with pytest.raises(Refused, match="'Z' is no candidate"):
            count(one(("A", "Z")), method)


@pytest.mark.parametrize("method", ["plurality", "two-round", "irv", "stv", "meek", "schulze", "approval"])
def test_ranked_ballots_pass_on_when_somebody_withdrew(method: str) -> None:
    result = count(ranked("5 A > B\n4 C", withdrawn="A"), method)
    assert result.winners == ("B",)
    assert "A" not in result.rounds[0].tally


@pytest.mark.parametrize("method", ["plurality", "two-round"])
def test_a_single_choice_for_somebody_who_withdrew_is_void(method: str) -> None:
    result = count(approved("5 A\n3 B\n2 C", "A B C", withdrawn="A"), method)
    assert result.winners == ("B",)
    assert result.rounds[0].tally == {"B": 3, "C": 2}


def test_one_choice_means_one() -> None:
    result = count(approved("5 A B\n1 C", "A B C"), "plurality")
    assert result.rounds[0].tally == {"A": 0, "B": 0, "C": 1}


def test_who_withdrew_has_no_scores() -> None:
    contest = scored({"A": (5, 5), "B": (4, 3), "C": (0, 4)}, (1, 1))
    without = Contest(contest.candidates, "scores", contest.ballots, withdrawn=frozenset("A"))
    assert count(without, "star").winners == ("B",)


def test_ballots_that_are_left_with_nothing_count_for_no_quota() -> None:
    # 4 valid ballots: the quota is 4 // 2 + 1 = 3, and with the blank ones it would be 6.
    result = count(ranked("3 A\n1 B\n3\n3 A = B"), "stv")
    assert result.rounds[0].quota == 3 * 10**5
    assert result.winners == ("A",)
