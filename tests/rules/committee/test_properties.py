"""What holds of every motion, whatever happened to it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cogs.committee.model import (
    Answered,
    Choice,
    Event,
    Kind,
    Motion,
    Proposed,
    Recorded,
    Refused,
    Revised,
    SeatChange,
    Side,
    State,
    VoteDecided,
    VoteOpened,
    VoteOutcome,
    Withdrawn,
)
from cogs.committee.rules.acts import accept
from cogs.committee.rules.standing import DECIDED, Standing, Task, standing
from cogs.committee.rules.tally import Position, needed
from tests.rules.committee.play import START, seated

MOTION = Motion(7)
SEATS = seated()
HOUR = timedelta(hours=1)
PEOPLE = st.sampled_from([1, 2, 3, 4])
# Mostly around the days at which something changes.
HOURS = st.one_of(st.integers(-48, 1000), st.sampled_from([0, 168, 288, 312, 335, 336, 337, 672, 673]))
TIMES = HOURS.map(lambda hours: START + hours * HOUR)
ANSWERS = st.builds(
    Answered,
    TIMES,
    PEOPLE,
    st.sampled_from([*Choice, Choice.APPROVE, Choice.APPROVE]),
    st.just("Why."),
    st.sampled_from(Side),
)
REVISIONS = st.builds(
    Revised, TIMES, PEOPLE, text=st.sampled_from([None, "New."]), side=st.sampled_from(Side)
)
OTHERS = st.one_of(
    st.builds(Withdrawn, TIMES, PEOPLE),
    st.builds(VoteOpened, TIMES, PEOPLE, state=st.sampled_from([None, *State])),
    st.builds(VoteDecided, TIMES, PEOPLE, st.sampled_from(VoteOutcome)),
    st.builds(Recorded, TIMES, PEOPLE, decision=st.sampled_from([None, *State])),
    st.builds(Proposed, TIMES, PEOPLE, st.sampled_from(Kind), st.just("Another")),
)
SEAT_CHANGES = st.lists(
    st.builds(
        SeatChange, TIMES, st.sampled_from(["Chair", "Secretary", "Web"]), st.sampled_from([None, 1, 2, 3, 4])
    ),
    max_size=3,
)


def proposal(kind: Kind = Kind.OPERATIONAL) -> Proposed:
    return Proposed(START, 1, kind, "Sponsors", "We take none.")


# The committee's own part: answers and changes, in any order and at any time.
COURSES = st.lists(st.one_of(ANSWERS, ANSWERS, REVISIONS), max_size=8)
# One without objections, and a moment at which everybody's time is over.
QUIET = st.lists(
    st.one_of(
        st.builds(
            Answered,
            TIMES,
            PEOPLE,
            st.sampled_from([Choice.APPROVE, Choice.ABSTAIN]),
            side=st.sampled_from(Side),
        ),
        REVISIONS,
    ),
    max_size=6,
)
OVER = START + timedelta(hours=1500)


def stands(
    events: list[Event], now: datetime, kind: Kind = Kind.OPERATIONAL, seats: list[SeatChange] = SEATS
) -> Standing:
    return standing(MOTION, [proposal(kind), *events], now, seats)


@given(
    st.lists(st.one_of(ANSWERS, REVISIONS, OTHERS), max_size=10), st.sampled_from(Kind), TIMES, SEAT_CHANGES
)
def test_any_list_of_events_has_a_standing(
    events: list[Event], kind: Kind, now: datetime, changes: list[SeatChange]
) -> None:
    found = stands(events, now, kind, [*SEATS, *changes])
    assert {vote.member for vote in found.votes} == set(found.committee.members)
    assert found.tally.needed == needed(MOTION.policy.threshold, found.tally.base)
    if (
        found.decision is State.PASSED
        and kind is Kind.OPERATIONAL
        and not found.end
        and not found.members_vote
    ):
        assert 3 * found.tally.approvals >= 2 * found.tally.base > 0
        assert all(
            vote.position in (Position.APPROVES, Position.ABSTAINS, Position.SILENT) for vote in found.votes
        )
    if found.state in (State.RECORDED, State.WITHDRAWN):
        assert found.turn.task is Task.NOTHING
        assert found.changes_at is None


@given(COURSES, TIMES, st.sampled_from(Kind))
def test_the_same_events_give_the_same_standing(events: list[Event], now: datetime, kind: Kind) -> None:
    assert stands(events, now, kind) == stands(list(events), now, kind)


@given(COURSES, TIMES, PEOPLE, st.sampled_from(Choice), st.sampled_from(Side))
def test_an_answer_in_anothers_name_never_changes_mine(
    events: list[Event], now: datetime, other: int, choice: Choice, side: Side
) -> None:
    before = stands(events, now)
    after = stands([*events, Answered(now, other, choice, "Why.", side)], now)
    for member in (1, 2, 3):
        mine, then = before.vote_of(member), after.vote_of(member)
        assert mine is not None
        assert then is not None
        if member != other:
            assert (then.given, then.position, then.conflict) == (mine.given, mine.position, mine.conflict)


@given(COURSES, TIMES, PEOPLE)
def test_no_change_of_the_text_changes_what_others_have_said(
    events: list[Event], now: datetime, author: int
) -> None:
    before = stands(events, now)
    after = stands([*events, Revised(now, author, text="Newer.")], now)
    for vote in before.votes:
        then = after.vote_of(vote.member)
        assert then is not None
        assert (then.given and then.given.answer) == (vote.given and vote.given.answer)


@given(COURSES, TIMES, st.randoms())
def test_the_order_of_different_peoples_answers_in_a_second_changes_nothing(
    events: list[Event], now: datetime, random: Random
) -> None:
    together = [replace(event, at=now) if isinstance(event, Answered) else event for event in events]
    last = {(event.by, event.side): event for event in together if isinstance(event, Answered)}
    others = [event for event in together if not isinstance(event, Answered)]
    people = [[event for event in last.values() if event.by == person] for person in (1, 2, 3, 4)]
    random.shuffle(people)
    shuffled = list(chain.from_iterable(people))
    one, other = stands([*others, *last.values()], now), stands([*others, *shuffled], now)
    assert one.tally == other.tally
    assert one.course.clock == other.course.clock


@given(COURSES, TIMES, st.randoms())
def test_when_the_bot_learns_of_reviews_changes_nothing(
    events: list[Event], now: datetime, random: Random
) -> None:
    reviews = [replace(event, side=Side.PULL_REQUEST) for event in events if isinstance(event, Answered)]
    # Two of one person in one second have no order but that in which they became known.
    assume(len({(event.by, event.at) for event in reviews}) == len(reviews))
    shuffled = list(reviews)
    random.shuffle(shuffled)
    assert stands(list(reviews), now) == stands(shuffled, now)


@given(QUIET, PEOPLE, st.sampled_from(Side))
def test_an_abstention_never_makes_passed_of_lacks_approvals(
    events: list[Event], member: int, side: Side
) -> None:
    assume(stands(events, OVER).state is State.LACKS_APPROVALS)
    after = stands([*events, Answered(OVER, member, Choice.ABSTAIN, side=side)], OVER)
    assert after.state is State.LACKS_APPROVALS


@given(QUIET, PEOPLE, st.sampled_from(Side))
def test_an_approval_never_takes_passed_away(events: list[Event], member: int, side: Side) -> None:
    agreed = [Answered(OVER - HOUR, who, Choice.APPROVE, side=where) for who in (1, 2) for where in Side]
    events = [*events, *agreed]
    before = stands(events, OVER)
    assert before.state is State.PASSED
    after = stands([*events, Answered(OVER, member, Choice.APPROVE, side=side)], OVER)
    assert after.state is State.PASSED
    assert after.tally.approvals >= before.tally.approvals


@given(COURSES, TIMES, PEOPLE)
def test_a_change_gives_everybody_fourteen_days(events: list[Event], now: datetime, author: int) -> None:
    assume(now >= START)
    vetoed = stands(events, now).state is State.ESCALATED
    changed = stands([*events, Revised(now, author, text="Newer.")], now)
    later = now + timedelta(days=14)
    assume(all(event.at <= now for event in events))
    for vote in changed.votes:
        assert vote.position not in (Position.SILENT, Position.REQUESTS_CHANGES)
        assert vote.due == (None if vetoed else later)
    again = stands([*events, Revised(now, author, text="Newer.")], later)
    assert again.state is changed.state
    over = stands([*events, Revised(now, author, text="Newer.")], later + timedelta(seconds=1))
    assert over.state in (DECIDED if not vetoed else {State.ESCALATED})


@given(COURSES, TIMES)
def test_nothing_happens_by_itself_before_it_is_announced(events: list[Event], now: datetime) -> None:
    now = max(now, START)
    events = [event for event in events if event.at <= now]
    found = stands(events, now)
    if found.changes_at is None:
        assert stands(events, now + timedelta(days=400)).state is found.state
    else:
        before = stands(events, found.changes_at - timedelta(seconds=1))
        assert (before.state, before.tally.votes) == (found.state, found.tally.votes)
        assert stands(events, found.changes_at).tally.votes != found.tally.votes


@given(COURSES, TIMES, st.integers(1, 999_999))
def test_parts_of_a_second_count_for_nothing(events: list[Event], now: datetime, microseconds: int) -> None:
    part = timedelta(microseconds=microseconds)
    shifted = [replace(event, at=event.at + part) for event in events]
    assert stands(shifted, now + part) == stands(events, now)


@given(st.lists(st.one_of(ANSWERS, REVISIONS, OTHERS), max_size=10), st.sampled_from(Kind))
def test_what_was_accepted_counts(events: list[Event], kind: Kind) -> None:
    log: list[Event] = [proposal(kind)]
    for event in sorted(events, key=lambda one: one.at):
        now = max(event.at, START)
        with suppress(Refused):
            log.append(accept(MOTION, log, event, now, SEATS).event)
        assert standing(MOTION, log, now, SEATS).ignored == ()


def test_before_its_proposal_it_stands_as_with_it() -> None:
    assert stands([], START - HOUR) == stands([], START)


def test_a_motion_begins_with_its_proposal() -> None:
    with pytest.raises(ValueError, match="proposal"):
        standing(MOTION, [], START, SEATS)
    with pytest.raises(ValueError, match="time zone"):
        standing(MOTION, [proposal()], START.replace(tzinfo=None), SEATS)


@pytest.mark.parametrize(
    ("base", "least"), [(0, 1), (1, 1), (2, 2), (3, 2), (4, 3), (5, 4), (6, 4), (7, 5), (9, 6)]
)
def test_two_thirds_are_counted_in_whole_seats(base: int, least: int) -> None:
    assert needed(MOTION.policy.threshold, base) == least
