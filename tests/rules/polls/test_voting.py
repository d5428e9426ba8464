"""Which answers can be given, what they add up to, and how that is shown."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError
from bot.limits import COMPONENTS, MESSAGE_TEXT
from cogs.polls.face import cards, dates, secret
from cogs.polls.model import Answer, Fit, Kind, Option, Poll, Question, Standing
from cogs.polls.rules.secrecy import Seal, mark, new_seal
from cogs.polls.rules.voting import best, by_fit, count, leaders, refuse_answer
from cogs.polls.views import Own

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
TWO_OF_FOUR = Question(Kind.SECRET, "Tea?", tuple(Option(n, f"T{n}") for n in range(1, 5)), NOW, 2)


def dated(slots: int) -> Question:
    options = tuple(Option(n, f"Day {n}", NOW + timedelta(days=n)) for n in range(1, slots + 1))
    return Question(Kind.DATE, "When?", options, NOW + timedelta(days=1))


@pytest.mark.parametrize("answer", [(), (0,), (5,), (1, 1), (1, 2, 3)])
def test_a_forged_choice_is_refused(answer: Answer) -> None:
    with pytest.raises(UserError):
        refuse_answer(TWO_OF_FOUR, answer)


def test_no_vote_is_kept_of_one_of_discords_own_polls() -> None:
    with pytest.raises(UserError, match="Discord itself"):
        refuse_answer(replace(TWO_OF_FOUR, kind=Kind.ASK), (1,))


@pytest.mark.parametrize("answer", [(), (2,), (0, 1, 3), (0, 1, 2, 0)])
def test_a_forged_answer_to_dates_is_refused(answer: Answer) -> None:
    with pytest.raises(UserError):
        refuse_answer(dated(3), answer)


CHOICES = st.lists(st.sets(st.integers(1, 4), min_size=1, max_size=2).map(lambda one: tuple(sorted(one))))


@given(CHOICES)
def test_counts_are_those_of_a_slow_count(answers: list[Answer]) -> None:
    for answer in answers:
        refuse_answer(TWO_OF_FOUR, answer)
    counted = Counter(number for answer in answers for number in answer)
    counts = count(TWO_OF_FOUR, answers)
    assert counts == [counted[number] for number in (1, 2, 3, 4)]
    ahead = {place for place in range(4) if counts[place] and counts[place] == max(counts)}
    assert set(leaders(counts)) == ahead


ANSWERS = st.dictionaries(st.integers(1, 9), st.tuples(*[st.sampled_from(list(Fit))] * 5))


@given(ANSWERS)
def test_no_slot_before_the_best_suits_more(answers: dict[int, Answer]) -> None:
    slots = by_fit(dated(5), list(answers.items()))
    assert sorted(slot.place for slot in slots) == [0, 1, 2, 3, 4]
    for slot in slots:
        assert sorted([*slot.yes, *slot.maybe, *slot.no]) == sorted(answers)
    for earlier, later in pairwise(slots):
        assert earlier.fit > later.fit or (earlier.fit == later.fit and earlier.place < later.place)
    assert all(slot.fit == slots[0].fit for slot in best(slots))


@given(st.lists(st.tuples(st.sampled_from(list(Fit)), st.none() | st.sets(st.integers(1, 5))), min_size=1))
def test_picking_in_one_menu_leaves_the_other_as_it_is(picks: list[tuple[Fit, set[int] | None]]) -> None:
    answer: Answer | None = None
    for fit, chosen in picks:
        before = answer or (Fit.NO,) * 5
        answer = dates.picked(fit, chosen)(answer, 5)
        assert answer is not None
        for number in range(1, 6):
            if chosen is None or number in chosen:
                assert answer[number - 1] == fit
            elif before[number - 1] != fit:
                assert answer[number - 1] == before[number - 1]
            else:
                assert answer[number - 1] == Fit.NO


def test_a_mark_is_made_again_with_the_same_token_only() -> None:
    seal, other = new_seal("token"), new_seal("token")
    assert mark("token", seal, 1) == mark("token", seal, 1)
    assert len({mark("token", seal, 1), mark("token", seal, 2), mark("token", other, 1)}) == 3
    assert mark("changed", seal, 1) is None
    assert mark("token", Seal(other.salt, seal.proof), 1) is None


def text_of(message: dict[str, object]) -> tuple[int, int]:
    """How much text a message has, and how many components."""
    text, parts = len(str(message.get("content", ""))), 1
    inside: list[dict[str, object]] = message.get("components", [])  # type: ignore[assignment]
    for part in inside:
        more = text_of(part)
        text, parts = text + more[0], parts + more[1]
    return text, parts


@pytest.mark.parametrize("ended", [False, True])
@pytest.mark.parametrize("kind", [Kind.SECRET, Kind.DATE])
@pytest.mark.parametrize("people", [0, 3, 400])
def test_the_largest_poll_fits_into_its_messages(kind: Kind, people: int, ended: bool) -> None:
    asked = dated(20) if kind is Kind.DATE else None
    options = asked.options if asked else tuple(Option(n, "_" * 80) for n in range(1, 21))
    question = Question(kind, "*" * 300, options, NOW + timedelta(days=9), 20 if not asked else 1)
    person = 1_577_194_875_676_262_415
    poll = Poll(999_999_999, question, person, person, NOW, question.ends_at if ended else None, person)
    answers = {person + n: (Fit.YES,) * 20 for n in range(people)} if asked else {}
    standing = Standing(poll, people, [people] * 20 if ended and not asked else (), answers)
    messages = [cards.card(standing)]
    if ended:
        messages.append(cards.result(standing, "https://discord.com/channels/1/2/3"))
    layouts = [message.components for message in messages]
    if not ended:
        own = Own(standing, (Fit.YES,) * 20 if asked else tuple(range(1, 21)))
        paper = dates.paper(own) if asked else secret.receipt(own, tuple(range(1, 21)))
        layouts.append(paper.to_components())
    for components in layouts:
        text, parts = text_of({"components": list(components)})
        assert text <= MESSAGE_TEXT
        assert parts <= COMPONENTS


def ended(counts: list[int]) -> Standing:
    poll = Poll(1, TWO_OF_FOUR, 1, 1, NOW - timedelta(days=1), NOW)
    return Standing(poll, sum(counts), counts)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ([0, 0, 0, 0], "Nobody voted."),
        ([1, 4, 0, 0], "Most votes: T2, 4 votes."),
        ([2, 0, 2, 1], "A tie: T1 and T3, 2 votes each."),
    ],
)
def test_an_outcome_says_that_it_is_a_tie(counts: list[int], said: str) -> None:
    assert secret.verdict(ended(counts)) == said


def test_few_voters_are_warned_of() -> None:
    assert "Fewer than 5" in secret.results(ended([1, 3, 0, 0]))
    assert "Fewer than 5" not in secret.results(ended([2, 3, 0, 0]))
    assert "Fewer than 5" not in secret.results(ended([0, 0, 0, 0]))
