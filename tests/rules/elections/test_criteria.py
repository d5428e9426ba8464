"""What a method promises: majorities win, coalitions get their share, who withdrew might as well not have stood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, permutations
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cogs.elections.count import Contest, Rules, count
from cogs.elections.count.result import Result
from tests.rules.elections.strategies import NAMES, contest_of, full_contests, strict_ballots

Drawn = tuple[str, Contest, list[tuple[Any, int]]]
Strict = tuple[tuple[str, ...], list[tuple[tuple[str, ...], int]]]


def outcome(result: Result) -> tuple[frozenset[str], frozenset[str], bool, bool]:
    return frozenset(result.winners), frozenset(result.possible_winners), bool(result.tie), result.valid


def without(value: Any, gone: frozenset[str]) -> Any:
    """Return what a ballot says when somebody had not stood: nobody is called so, at whatever rank."""
    if isinstance(value, frozenset):
        return frozenset(
            one for one in value if one not in gone and not (isinstance(one, tuple) and one[0] in gone)
        )
    ranks = ((rank,) if isinstance(rank, str) else rank for rank in value)
    left = [tuple(name for name in rank if name not in gone) for rank in ranks]
    return tuple(rank[0] if len(rank) == 1 else rank for rank in left)


@given(full_contests())
def test_a17_who_withdrew_might_as_well_not_have_stood(drawn: Drawn) -> None:
    method, contest, cast = drawn
    # Somebody who chose two where one can be chosen has not chosen either.
    assume(contest.withdrawn and not (contest.kind == "approved" and method != "approval"))
    cast = [(without(says, contest.withdrawn), weight) for says, weight in cast]
    never = contest_of(contest.standing, contest.kind, cast, contest.seats)
    assert count(contest, method).as_json() == count(replace(never, rules=contest.rules), method).as_json()


@given(full_contests(), st.integers(1, 20))
def test_a_ballot_for_who_withdrew_is_blank_and_blank_ballots_change_nothing(
    drawn: Drawn, weight: int
) -> None:
    method, contest, _ = drawn
    blank: dict[str, Any] = {"ranking": (), "approved": frozenset(), "scores": frozenset()}
    says = [blank[contest.kind]]
    for name in contest.withdrawn:
        void: dict[str, Any] = {
            "ranking": (name,), "approved": frozenset({name}), "scores": frozenset({(name, 5)}),
        }  # fmt: skip
        says.append(void[contest.kind])
    for one in says:
        more = Counter(contest.ballots) + Counter({one: weight})
        assert outcome(count(replace(contest, ballots=more), method)) == outcome(count(contest, method))


@given(full_contests(), st.permutations(range(len(NAMES))))
def test_neither_names_nor_their_order_decide_with_whatever_rules(drawn: Drawn, order: list[int]) -> None:
    method, contest, cast = drawn
    new = dict(zip(NAMES, (NAMES[number] for number in order), strict=True))

    def renamed(value: Any) -> Any:
        if isinstance(value, tuple | frozenset):
            return type(value)(renamed(part) for part in value)
        return new.get(value, value)

    names = renamed(contest.candidates[::-1])
    again = replace(
        contest_of(names, contest.kind, [(renamed(says), weight) for says, weight in cast], contest.seats),
        withdrawn=renamed(contest.withdrawn),
        rules=replace(contest.rules, default_option=renamed(contest.rules.default_option)),
    )
    winners, possible, *others = outcome(count(contest, method))
    assert outcome(count(again, method)) == (renamed(winners), renamed(possible), *others)


def counted(drawn: Strict, method: str, seats: int = 1, **rules: Any) -> Result:
    names, cast = drawn
    return count(replace(contest_of(names, "ranking", list(cast), seats), rules=Rules(**rules)), method)


def solid(drawn: Strict) -> Iterator[tuple[frozenset[str], int]]:
    """Yield every set of candidates, and how many voters rank exactly these before all others."""
    names, cast = drawn
    for size in range(1, len(names) + 1):
        for some in map(frozenset, combinations(names, size)):
            yield some, sum(weight for ranking, weight in cast if frozenset(ranking[:size]) == some)


@pytest.mark.parametrize("method", ["plurality", "two-round", "irv", "stv", "meek", "schulze"])
@given(drawn=strict_ballots())
def test_a1_whom_more_than_half_rank_first_is_elected(method: str, drawn: Strict) -> None:
    valid = sum(weight for _, weight in drawn[1])
    first = [next(iter(one)) for one, votes in solid(drawn) if len(one) == 1 and 2 * votes > valid]
    assume(first)
    for default in (None, *(name for name in drawn[0] if name not in first)):
        assert list(counted(drawn, method, default_option=default).winners) == first


@pytest.mark.parametrize("method", ["irv", "stv", "meek", "schulze"])
@given(drawn=strict_ballots())
def test_a1_a_majority_for_some_elects_one_of_them(method: str, drawn: Strict) -> None:
    valid = sum(weight for _, weight in drawn[1])
    possible = set(counted(drawn, method).possible_winners)
    assert all(possible <= some for some, votes in solid(drawn) if 2 * votes > valid)


@pytest.mark.parametrize("method", ["stv", "meek"])
@given(drawn=strict_ballots(), seats=st.integers(2, 4))
def test_a34_a_coalition_has_a_seat_for_each_quota(method: str, drawn: Strict, seats: int) -> None:
    valid = sum(weight for _, weight in drawn[1])
    # The Scottish quota is a whole number of ballots; Meek's lies just above so many parts of them.
    quota = Fraction(valid // (seats + 1) + 1) if method == "stv" else Fraction(valid, seats + 1)
    result = counted(drawn, method, seats)
    for some, votes in solid(drawn):
        shares = (number * quota for number in range(1, seats + 1))
        due = sum(votes >= share if method == "stv" else votes > share for share in shares)
        elected = result.possible_winners if result.tie else result.winners
        assert len(some.intersection(elected)) >= min(due, len(some))


@pytest.mark.parametrize("method", ["plurality", "approval", "schulze"])
@given(drawn=strict_ballots(), data=st.data())
def test_whoever_wins_still_wins_when_ranked_higher(method: str, drawn: Strict, data: st.DataObject) -> None:
    names, cast = drawn
    before = counted(drawn, method)
    assume(before.winners)
    (winner,) = before.winners
    at = data.draw(st.integers(0, len(cast) - 1))
    ranking, weight = cast[at]
    place = data.draw(st.integers(0, ranking.index(winner) if winner in ranking else len(ranking)))
    others = [name for name in ranking if name != winner]
    raised = (*others[:place], winner, *others[place:])
    after = counted((names, [*cast[:at], (raised, weight), *cast[at + 1 :]]), method)
    assert after.winners == (winner,)


@given(
    st.tuples(*[st.integers(0, 30)] * 3), st.sampled_from(("1/3", "1/2", "2/3", "1")),
    st.sampled_from(("valid", "seats")),
)  # fmt: skip
def test_a2_another_yes_never_fails_a_motion_and_another_no_never_passes_it(
    votes: tuple[int, int, int], threshold: str, base: str
) -> None:
    rules = Rules.read({"threshold": threshold, "base": base, "participation": "0"})

    def passes(yes: int, no: int, abstain: int) -> bool | None:
        cast = {vote: n for vote, n in (("yes", yes), ("no", no), ("abstain", abstain)) if n}
        return count(Contest((), "vote", cast, eligible=100, rules=rules), "motion").passed

    yes, no, abstain = votes
    assert passes(yes + 1, no, abstain) or not passes(yes, no, abstain)
    assert passes(yes, no, abstain) or not passes(yes, no + 1, abstain)
    if no:
        assert passes(yes + 1, no - 1, abstain) or not passes(yes, no, abstain)


@given(strict_ballots())
def test_two_rounds_counted_by_hand(drawn: Strict) -> None:
    names, cast = drawn
    assume(any(len(ranking) > 1 for ranking, _ in cast))
    first = {name: sum(weight for ranking, weight in cast if ranking[0] == name) for name in names}
    expected = {name for name in names if 2 * first[name] > sum(first.values())}
    best = sorted(first.values())[-2:]
    for pair in combinations(names, 2) if not expected else ():
        if sorted(first[name] for name in pair) != best:
            continue
        higher = dict.fromkeys(pair, 0)
        for ranking, weight in cast:
            for name in [name for name in ranking if name in pair][:1]:
                higher[name] += weight
        expected |= {name for name in pair if higher[name] == max(higher.values())}
    result = counted(drawn, "two-round")
    assert set(result.possible_winners) == expected
    assert bool(result.tie) == (len(expected) > 1)


@given(strict_ballots())
def test_schulze_by_every_path(drawn: Strict) -> None:
    names, cast = drawn

    def defeat(one: str, other: str) -> int:
        votes = {one: 0, other: 0}
        for ranking, weight in cast:
            for name in [name for name in ranking if name in votes][:1]:
                votes[name] += weight
        return votes[one] if votes[one] > votes[other] else 0

    def strongest(start: str, end: str) -> int:
        between = [name for name in names if name not in (start, end)]
        paths = (
            (start, *middle, end)
            for size in range(len(between) + 1)
            for middle in permutations(between, size)
        )
        return max(min(map(defeat, path, path[1:])) for path in paths)

    ahead = {
        one
        for one in names
        if all(strongest(one, other) >= strongest(other, one) for other in names if other != one)
    }
    result = counted(drawn, "schulze")
    assert set(result.possible_winners) == ahead
    assert bool(result.tie) == (len(ahead) > 1)
