"""Any election, for properties."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import chain, permutations
from typing import Any

from hypothesis import strategies as st

from cogs.elections.count import METHODS, Contest, Rules
from cogs.elections.count.contest import TOP_SCORE, VOTES

NAMES = ("Ada", "Ben", "Cai", "Dee", "Eve")
SCORED = st.fixed_dictionaries({name: st.integers(0, TOP_SCORE) for name in NAMES})


@cache
def rankings(names: tuple[str, ...]) -> st.SearchStrategy[Any]:
    """Ballots as voters write them: in order, and at times with equals, gaps or names given twice."""
    orders = list(chain.from_iterable(permutations(names, length) for length in range(len(names) + 1)))
    odd = [names[:2], names[-2:], (), names[0]]
    spoilt = [(*order[:at], rank, *order[at:]) for order in orders for rank in odd for at in (0, 1)]
    return st.one_of(*[st.sampled_from(orders)] * 4, st.sampled_from(spoilt))


@cache
def ballots(kind: str, names: tuple[str, ...]) -> st.SearchStrategy[Any]:
    """Ballots of a kind."""
    if kind == "ranking":
        return rankings(names)
    if kind == "approved":
        return st.frozensets(st.sampled_from(names))
    if kind == "scores":
        return SCORED.map(lambda scores: frozenset((name, scores[name]) for name in names))
    return st.sampled_from(VOTES)


@st.composite
def contests(
    draw: st.DrawFn, methods: tuple[str, ...] = tuple(METHODS), most_seats: int = 3
) -> tuple[str, Contest, list[tuple[Any, int]]]:
    """A method, a contest it can count, and the contest's ballots one by one."""
    method = draw(st.sampled_from(methods))
    names = NAMES[: draw(st.integers(2, len(NAMES)))]
    kind = draw(st.sampled_from(METHODS[method].kinds))
    cast = draw(st.lists(st.tuples(ballots(kind, names), st.integers(1, 9)), max_size=8))
    seats = draw(st.integers(1, most_seats)) if METHODS[method].several_seats else 1
    return method, contest_of(names, kind, cast, seats), cast


def contest_of(names: tuple[str, ...], kind: str, cast: list[tuple[Any, int]], seats: int) -> Contest:
    """The contest in which these ballots were cast, in this order."""
    weights: Counter[Any] = Counter()
    for says, weight in cast:
        weights[says] += weight
    return Contest(names, kind, weights, seats=seats)


@st.composite
def full_contests(draw: st.DrawFn) -> tuple[str, Contest, list[tuple[Any, int]]]:
    """As `contests`, with everything a contest may have: who withdrew, a default option, rules."""
    method, contest, cast = draw(contests(tuple(set(METHODS) - {"motion"})))
    names = contest.candidates
    withdrawn = frozenset(draw(st.sets(st.sampled_from(names), max_size=len(names) - 1)))
    standing = [name for name in names if name not in withdrawn]
    rules = Rules(
        overvote=draw(st.sampled_from(("skip", "exhaust"))),
        duplicate=draw(st.sampled_from(("skip", "exhaust"))),
        unranked=draw(st.sampled_from(("last", "no-preference"))),
        default_option=draw(st.none() | st.sampled_from(standing)),
    )
    return method, replace(contest, withdrawn=withdrawn, rules=rules), cast


@st.composite
def strict_ballots(draw: st.DrawFn) -> tuple[tuple[str, ...], list[tuple[tuple[str, ...], int]]]:
    """Candidates, and rankings without equals or gaps, of some or all of them, with their weights."""
    names = NAMES[: draw(st.integers(2, len(NAMES)))]
    ranking = st.permutations(names).flatmap(
        lambda order: st.integers(1, len(order)).map(lambda length: tuple(order[:length]))
    )
    return names, draw(st.lists(st.tuples(ranking, st.integers(1, 5)), min_size=1, max_size=7))
