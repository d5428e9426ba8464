"""What holds for every election of several offices, whatever the ballots say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cogs.elections.model import Form, Regulations, Turnout
from cogs.elections.rules.outcome import Asked, Decision, Next, Verdict, decide
from cogs.elections.rules.papers import contest

NAMES = ("Ada", "Ben", "Cai", "Dee")
METHODS = ("irv", "plurality", "approval", "schulze", "stv")


@st.composite
def elections(draw: st.DrawFn) -> tuple[list[Asked], Regulations]:
    """Two or three offices for the same few people, with few ballots, so that many tie."""
    rules = Regulations(method=draw(st.sampled_from(METHODS)))
    kind = "approved" if rules.method in ("plurality", "approval") else "ranking"
    asked = []
    for number in range(1, draw(st.integers(2, 3)) + 1):
        names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
        papers = st.permutations(names).flatmap(
            lambda order: st.integers(0, len(order)).map(lambda n: order[:n])
        )
        answers: list[Any] = []
        for chosen in draw(st.lists(papers, min_size=1, max_size=5)):
            most = chosen[:1] if rules.method == "plurality" else chosen
            answers.append({"approved": most} if kind == "approved" else {"ranking": [[one] for one in most]})
        asked.append(
            Asked(
                number, f"Office {number}", Form.OFFICE, contest(Form.OFFICE, names, answers, rules, roll=5)
            )
        )
    return asked, rules


def decided(asked: list[Asked], rules: Regulations, settled: Mapping[int, tuple[str, ...]]) -> Decision:
    return decide(asked, rules, Turnout(5, 5), settled=settled)


def endings(
    asked: list[Asked], rules: Regulations, settled: Mapping[int, tuple[str, ...]]
) -> Iterator[Decision]:
    """Every way in which all ties can be settled, one after another."""
    now = decided(asked, rules, settled)
    open_ = [one for one in now.outcomes if one.next and one.next.kind in (Next.SECOND_BALLOT, Next.LOT)]
    if not open_:
        yield now
        return
    first = open_[0]
    assert first.next is not None
    for size in range(min(first.next.seats, len(first.tied)) + 1):
        for chosen in combinations(first.tied, size):
            yield from endings(asked, rules, {**settled, first.number: chosen})


@given(elections())
@settings(max_examples=300, deadline=None)
def test_what_is_decided_holds_however_ties_are_settled(drawn: tuple[list[Asked], Regulations]) -> None:
    asked, rules = drawn
    begin = decided(asked, rules, {})
    for end in endings(asked, rules, {}):
        for early, late in zip(begin.outcomes, end.outcomes, strict=True):
            assert late.verdict in (Verdict.ELECTED, Verdict.REOPENED)
            if early.verdict is not Verdict.TIE:
                assert (early.verdict, set(early.elected)) == (late.verdict, set(late.elected))
            elif early.next and early.next.kind is Next.WAIT:
                assert set(late.elected) <= set(early.tied)


@given(elections())
@settings(max_examples=300, deadline=None)
def test_a16_nobody_holds_two_offices_and_nobody_is_elected_twice(
    drawn: tuple[list[Asked], Regulations],
) -> None:
    asked, rules = drawn
    for end in endings(asked, rules, {}):
        elected = [name for outcome in end.outcomes for name in outcome.elected]
        assert len(elected) == len(set(elected))
        for one, outcome in zip(asked, end.outcomes, strict=True):
            assert set(outcome.elected) <= set(one.contest.standing) - {one.contest.rules.default_option}
            assert len(outcome.elected) + outcome.vacant == one.contest.seats


@given(elections(), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_of_questions_handed_in_is_of_no_consequence(
    drawn: tuple[list[Asked], Regulations], shuffled: Any
) -> None:
    asked, rules = drawn
    other = list(asked)
    shuffled.shuffle(other)
    assert decided(other, rules, {}).as_json() == decided(asked, rules, {}).as_json()
