"""Every way of breaking every tie, counted naively: ballot by ballot, from the start, nothing remembered.

What the count remembers of positions that go on alike, and what it takes for alike, must not change who may be elected.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cogs.elections.count import Contest, count
from cogs.elections.count.rankings import followed
from tests.rules.elections.strategies import contests

Papers = list[tuple[tuple[str, ...], int]]
ONE = 10**5


def run_offs(papers: Papers, names: frozenset[str]) -> Iterator[frozenset[str]]:
    """Yield who is elected by instant run-off, for each way of breaking each tie."""
    votes = dict.fromkeys(names, 0)
    for ranking, weight in papers:
        if top := [name for name in ranking if name in names][:1]:
            votes[top[0]] += weight
    leaders = [name for name in names if 2 * votes[name] > sum(votes.values())]
    if leaders:
        yield frozenset(leaders)
        return
    for name in names:
        if votes[name] == min(votes.values()):
            yield from run_offs(papers, names - {name})


def scottish_counts(papers: Papers, names: tuple[str, ...], seats: int) -> Iterator[frozenset[str]]:
    """Yield who is elected by rules 45 to 52, for each lot that has to be drawn.

    Each paper is followed on its own: where it lies and what it is worth.
    """
    valid = sum(weight for _, weight in papers)
    quota = (valid // (seats + 1) + 1) * ONE
    piles = [(ranking[0], ONE) for ranking, _ in papers]

    def latest(tied: list[str], stages: list[dict[str, int]], pick: Any) -> list[str]:
        for stage in reversed(stages):
            wanted = pick(stage[name] for name in tied)
            tied = [name for name in tied if stage[name] == wanted]
        return tied

    def moved(place: list[Any], origin: str, continuing: set[str], part: Any) -> list[Any]:
        after = []
        for (at, value), (ranking, _) in zip(place, papers, strict=True):
            if at == origin:
                at = next((name for name in ranking if name in continuing), None)
                value = part(value)
            after.append((at, value))
        return after

    def go(place: list[Any], done: set[str], elected: set[str], out: set[str], stages: Any) -> Iterator[Any]:
        votes = {name: quota if name in done else 0 for name in names}
        for (at, value), (_, weight) in zip(place, papers, strict=True):
            if at is not None:
                votes[at] += value * weight
        elected = elected | {name for name in names if votes[name] >= quota and name not in out}
        continuing = set(names) - elected - out
        if len(continuing) + len(elected) <= seats or len(elected) == seats:
            yield frozenset(elected | continuing if len(elected) < seats else elected)
            return
        surplus = [name for name in elected - done if votes[name] > quota]
        if surplus:
            most = max(votes[name] for name in surplus)
            for name in latest([name for name in surplus if votes[name] == most], stages, max):
                above = votes[name] - quota
                passed = moved(
                    place,
                    name,
                    continuing,
                    lambda value, name=name, above=above: above * value // votes[name],
                )
                yield from go(passed, done | {name}, elected, out, [*stages, votes])
            return
        fewest = min(votes[name] for name in continuing)
        for name in latest([name for name in continuing if votes[name] == fewest], stages, min):
            passed = moved(place, name, continuing - {name}, lambda value: value)
            yield from go(passed, done, elected, out | {name}, [*stages, votes])

    yield from go(piles, set(), set(), set(), [])


def assert_same(contest: Contest, method: str, outcomes: set[frozenset[str]]) -> None:
    result = count(contest, method)
    assert set(result.possible_winners) == frozenset.union(*outcomes)
    assert set(result.winners) == frozenset.intersection(*outcomes)
    assert bool(result.tie) == (len(outcomes) > 1)


@settings(max_examples=300)
@given(contests(methods=("irv",)))
def test_instant_run_off(drawn: tuple[str, Contest, Any]) -> None:
    method, contest, _ = drawn
    if papers := followed(contest):
        assert_same(contest, method, set(run_offs(papers, frozenset(contest.standing))))


@settings(max_examples=300)
@given(contests(methods=("stv",)))
def test_the_scottish_rules(drawn: tuple[str, Contest, Any]) -> None:
    method, contest, _ = drawn
    if papers := followed(contest):
        assert_same(contest, method, set(scottish_counts(papers, contest.standing, contest.seats)))


@settings(max_examples=300)
@given(st.lists(st.permutations("ABCD"), min_size=2, max_size=7), st.integers(1, 3))
def test_small_elections_with_many_ties(ballots: list[list[str]], seats: int) -> None:
    contest = Contest.of_rankings("ABCD", [tuple(ballot[:2]) for ballot in ballots], seats=seats)
    papers = followed(contest)
    assert_same(contest, "stv", set(scottish_counts(papers, contest.standing, seats)))
