"""What holds of every election."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cogs.elections.count import METHODS, Contest, count
from cogs.elections.count.rankings import followed
from cogs.elections.count.result import Result
from cogs.elections.count.table import as_text
from tests.rules.elections.strategies import NAMES, contest_of, contests

Drawn = tuple[str, Contest, list[tuple[Any, int]]]
BY_ROUNDS = ("irv", "stv", "meek")


def outcome(result: Result) -> tuple[frozenset[str], frozenset[str], bool | None, bool]:
    """What may not depend on how the ballots are written down."""
    return frozenset(result.winners), frozenset(result.possible_winners), result.passed, result.valid


@given(contests(), st.randoms())
def test_the_order_of_ballots_changes_nothing(drawn: Drawn, random: Any) -> None:
    method, contest, cast = drawn
    shuffled = list(cast)
    random.shuffle(shuffled)
    again = contest_of(contest.candidates, contest.kind, shuffled, contest.seats)
    assert count(contest, method).as_json() == count(again, method).as_json()


@given(contests())
def test_a_weight_is_as_good_as_so_many_ballots(drawn: Drawn) -> None:
    method, contest, cast = drawn
    one_by_one = [(says, 1) for says, weight in cast for _ in range(weight)]
    again = contest_of(contest.candidates, contest.kind, one_by_one, contest.seats)
    assert count(contest, method).as_json() == count(again, method).as_json()


@given(contests(), st.permutations(range(len(NAMES))))
def test_names_change_nothing(drawn: Drawn, order: list[int]) -> None:
    method, contest, cast = drawn
    new = dict(zip(NAMES, (NAMES[number] for number in order), strict=True))

    def renamed(value: Any) -> Any:
        if isinstance(value, str):
            return new.get(value, value)
        if isinstance(value, tuple | frozenset):
            return type(value)(renamed(part) for part in value)
        return value

    names = tuple(new[name] for name in contest.candidates)
    again = contest_of(names, contest.kind, [(renamed(says), n) for says, n in cast], contest.seats)
    winners, possible, passed, valid = outcome(count(contest, method))
    assert outcome(count(again, method)) == (renamed(winners), renamed(possible), passed, valid)


@given(contests())
def test_the_order_of_the_ballot_paper_changes_no_winner(drawn: Drawn) -> None:
    method, contest, _ = drawn
    again = replace(contest, candidates=contest.candidates[::-1])
    assert outcome(count(contest, method)) == outcome(count(again, method))


@given(contests(), st.integers(1, 50))
def test_a_blank_ballot_changes_nothing(drawn: Drawn, weight: int) -> None:
    method, contest, cast = drawn
    blank = {"ranking": (), "approved": frozenset(), "scores": frozenset(), "vote": "abstain"}[contest.kind]
    again = contest_of(contest.candidates, contest.kind, [*cast, (blank, weight)], contest.seats)
    assert outcome(count(contest, method)) == outcome(count(again, method))


@given(contests())
def test_no_more_winners_than_seats_and_only_who_may_win(drawn: Drawn) -> None:
    method, contest, _ = drawn
    result = count(contest, method)
    assert len(result.winners) == len(set(result.winners)) <= contest.seats
    assert set(result.winners) <= set(result.possible_winners) <= set(contest.standing)
    if result.tie:
        assert len(result.winners) < contest.seats < len(result.possible_winners)
    elif method != "two-round":
        assert result.winners == result.possible_winners


@given(contests(methods=tuple(set(METHODS) - {"motion", "two-round"})))
def test_seats_are_filled_unless_there_is_a_tie(drawn: Drawn) -> None:
    method, contest, _ = drawn
    result = count(contest, method)
    if result.valid and not result.tie:
        assert len(result.winners) == min(contest.seats, len(contest.standing))


@given(contests(methods=BY_ROUNDS))
def test_no_vote_is_lost(drawn: Drawn) -> None:
    method, contest, _ = drawn
    result = count(contest, method)
    valid = sum(weight for _, weight in followed(contest)) * 10**result.places
    for stage in result.rounds if valid else ():
        assert sum(stage.tally.values()) + stage.exhausted + stage.lost == valid
        assert min(*stage.tally.values(), stage.exhausted, stage.lost) >= 0
    for before, after in zip(result.rounds, result.rounds[1:], strict=False):
        if method != "meek":
            assert before.exhausted <= after.exhausted
            assert before.lost <= after.lost


@given(contests(methods=("plurality", "approval", "schulze"), most_seats=1), st.integers(1, 9))
def test_more_support_does_not_harm(drawn: Drawn, weight: int) -> None:
    # Instant run-off, STV and STAR's rounds are known to lack this.
    method, contest, cast = drawn
    before = count(contest, method)
    assume(before.winners)
    (winner,) = before.winners
    vote = frozenset({winner}) if contest.kind == "approved" else (winner,)
    again = contest_of(contest.candidates, contest.kind, [*cast, (vote, weight)], 1)
    assert count(again, method).winners == (winner,)


@given(contests(methods=("schulze",), most_seats=1))
def test_schulze_elects_who_beats_everybody(drawn: Drawn) -> None:
    method, contest, _ = drawn
    result = count(contest, method)
    comparisons = result.rounds[0].comparisons
    assume(comparisons is not None)
    assert comparisons is not None
    names = contest.candidates
    beats_all = [
        one
        for one in names
        if all(comparisons[one][other] > comparisons[other][one] for other in names if other != one)
    ]
    if beats_all:
        assert list(result.winners) == beats_all


@given(contests(methods=("irv",)))
def test_the_winner_of_a_run_off_has_a_majority_of_what_counts(drawn: Drawn) -> None:
    method, contest, _ = drawn
    result = count(contest, method)
    if result.winners:
        final = result.rounds[-1].tally
        assert 2 * final[result.winners[0]] > sum(final.values())


@given(contests())
def test_every_result_is_printed_and_serialised(drawn: Drawn) -> None:
    method, contest, _ = drawn
    result = count(contest, method)
    text = as_text(result)
    assert text.endswith(result.reason)
    assert json.loads(json.dumps(result.as_json())) == result.as_json()
    for stage in result.rounds:
        assert all(name in text for name in stage.tally)


@pytest.mark.parametrize("method", METHODS)
def test_the_same_again_is_the_same(method: str) -> None:
    kind = METHODS[method].kinds[0]
    says = {
        "ranking": ("Ada", "Ben"),
        "approved": frozenset({"Ada"}),
        "scores": frozenset({("Ada", 5)}),
        "vote": "yes",
    }[kind]
    contest = Contest(NAMES, kind, {says: 3})
    assert count(contest, method) == count(contest, method)
