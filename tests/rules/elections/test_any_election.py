"""Whatever regulations, ballots and turnout: an election comes to something, and to the same as counted slowly."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cogs.elections.count import METHODS, count
from cogs.elections.model import Answer, Form, Place, Regulations, Turnout
from cogs.elections.rules.outcome import Asked, Decision, Next, Verdict, decide
from cogs.elections.rules.papers import REOPEN, ballot_kind, contest, paper
from tests.rules.elections.strategies import NAMES

REGULATIONS = st.builds(
    Regulations,
    place=st.sampled_from(Place),
    method=st.sampled_from([name for name in METHODS if name != "motion"]),
    threshold=st.sampled_from((Fraction(1, 2), Fraction(2, 3), Fraction(1))),
    base=st.sampled_from(("valid", "seats")),
    participation=st.sampled_from((Fraction(0), Fraction(1, 2), Fraction(1))),
    quorum=st.sampled_from((Fraction(0), Fraction(1, 3), Fraction(1))),
    one_office=st.booleans(),
    unopposed=st.sampled_from(("confirm", "acclaim")),
    reopen_option=st.booleans(),
    empty=st.sampled_from(("extend", "reopen")),
    tie=st.sampled_from(("revote", "lot")),
    proxies_count_for_quorum=st.booleans(),
    overvote=st.sampled_from(("skip", "exhaust")),
    duplicate=st.sampled_from(("skip", "exhaust")),
    unranked=st.sampled_from(("last", "no-preference")),
)
Held = tuple[list[Asked], Regulations, Turnout, int | None, bool]


@st.composite
def held(draw: st.DrawFn) -> Held:
    """Questions, regulations, turnout, who was present, and whether it is a second ballot."""
    rules = draw(REGULATIONS)
    roll = draw(st.integers(0, 6))
    voted = draw(st.sampled_from((roll, roll, roll // 2, 0)))
    by_proxy = draw(st.integers(0, voted))
    asked = []
    for number in range(1, draw(st.integers(0, 3)) + 1):
        names = draw(st.lists(st.sampled_from(NAMES[:4]), max_size=4, unique=True))
        form = draw(st.sampled_from((Form.OFFICE, Form.OFFICE, Form.MOTION)))
        seats = draw(st.integers(1, 3)) if METHODS[rules.method].several_seats and form is Form.OFFICE else 1
        options = paper(names, seats, rules).options
        answers = [draw(answer(ballot_kind(form, rules), options, rules.method)) for _ in range(voted)]
        gone = names[: draw(st.integers(0, 2))] if form is Form.OFFICE else []
        put = contest(form, names, answers, rules, roll=roll, seats=seats, withdrawn=gone)
        asked.append(Asked(number, f"Question {number}", form, put))
    present = draw(st.none() | st.integers(voted - by_proxy, roll))
    return asked, rules, Turnout(roll, voted, by_proxy), present, draw(st.booleans())


@st.composite
def answer(draw: st.DrawFn, kind: str, options: Sequence[str], method: str) -> Answer:
    if kind == "vote":
        return {"vote": draw(st.sampled_from(("yes", "no", "abstain")))}
    some = draw(st.permutations(options))[: draw(st.integers(0, len(options)))] if options else []
    if kind == "approved":
        return {"approved": some[:1] if method == "plurality" else some}
    if kind == "scores":
        return {"scores": {name: draw(st.integers(0, 5)) for name in some}}
    return {"ranking": [[name] for name in some]}


def followed(given: Held, settled: Mapping[int, tuple[str, ...]], limit: list[int]) -> Iterator[Decision]:
    """Yield what it comes to at first and after each tie is settled, in every way (as far as `limit`)."""
    asked, rules, turnout, present, second = given
    now = decide(asked, rules, turnout, present=present, settled=settled, second=second)
    limit[0] -= 1
    yield now
    for one in now.outcomes:
        if one.next and one.next.kind in (Next.SECOND_BALLOT, Next.LOT):
            for size in range(min(one.next.seats, len(one.tied)) + 1):
                for chosen in combinations(one.tied, size):
                    if limit[0] > 0:
                        yield from followed(given, {**settled, one.number: chosen}, limit)
            return


@given(held())
def test_every_election_comes_to_something(given: Held) -> None:
    asked, rules, *_ = given
    for decision in followed(given, {}, [30]):
        assert json.loads(json.dumps(decision.as_json())) == decision.as_json()
        holders: set[str] = set()
        for question, one in zip(asked, decision.outcomes, strict=True):
            if not decision.validity.valid:
                assert one.result is None
                assert not one.elected or rules.unopposed == "acclaim"
            if one.form is Form.MOTION:
                continue
            seats = question.contest.seats
            assert len(set(one.elected)) == len(one.elected) <= seats
            assert question.contest.withdrawn.isdisjoint(one.elected)
            assert REOPEN not in (*one.elected, *one.tied)
            if one.verdict is Verdict.ELECTED:
                assert one.elected
                assert one.vacant == seats - len(one.elected)
            if one.verdict is Verdict.REOPENED:
                assert one.next is not None
                assert (one.elected, one.next.kind) == ((), Next.NOMINATIONS)
            if one.next and one.next.kind is Next.LOT:
                assert len(one.tied) > one.next.seats >= 1
            if rules.one_office:
                assert holders.isdisjoint(one.elected)
                holders.update(one.elected)


Slow = tuple[Any, ...]


def slowly(
    asked: Sequence[Asked], rules: Regulations, valid: bool, holders: frozenset[str] = frozenset()
) -> Iterator[tuple[Slow, ...]]:
    """Yield verdict and elected of each office in turn, for every way of settling every tie."""
    if not asked:
        yield ()
        return
    one = _office(asked[0], rules, valid, holders)
    _, elected, tied, seats = one
    for size in range(min(seats, len(tied)) + 1):
        for chosen in combinations(tied, size):
            for rest in slowly(asked[1:], rules, valid, holders.union(elected, chosen)):
                yield (one, *rest)


def _office(asked: Asked, rules: Regulations, valid: bool, holders: frozenset[str]) -> Slow:
    put = asked.contest
    left_out = holders.intersection(put.candidates)
    put = replace(put, withdrawn=put.withdrawn | left_out)
    default = put.rules.default_option
    people = sorted(set(put.standing) - {default})
    if not people:
        return Verdict.REOPENED, (), (), 0
    if rules.unopposed == "acclaim" and default is None and len(put.candidates) <= put.seats:
        return Verdict.ELECTED, tuple(people), (), 0
    if not valid:
        return Verdict.NOT_VALID, (), (), 0
    result = count(put)
    winners = tuple(sorted(result.winners))
    if result.tie:
        tied = set(result.possible_winners).difference(winners, [default or ""])
        return Verdict.TIE, winners, tuple(sorted(tied)), put.seats - len(winners)
    return Verdict.ELECTED if winners else Verdict.REOPENED, winners, (), 0


@settings(max_examples=500)
@given(held())
def test_a16_offices_in_turn_come_to_the_same_counted_slowly(given: Held) -> None:
    asked, rules, turnout, present, second = given
    rules = replace(rules, one_office=True)
    asked = [one for one in asked if one.form is Form.OFFICE]
    decision = decide(asked, rules, turnout, present=present, second=second)
    ways = set(slowly(asked, rules, decision.validity.valid))
    for place, one in enumerate(decision.outcomes):
        found = {way[place] for way in ways}
        if one.next and one.next.kind is Next.WAIT:
            assert {name for _, elected, tied, _ in found for name in (*elected, *tied)} <= set(one.tied)
            continue
        seats = one.next.seats if one.next and one.verdict is Verdict.TIE else 0
        assert found == {(one.verdict, tuple(sorted(one.elected)), tuple(sorted(one.tied)), seats)}
