"""Random motions, told to the rules and to a slow, plain second version of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from cogs.committee.model import (
    Answered,
    Base,
    Choice,
    Event,
    Kind,
    Policy,
    Proposed,
    Recorded,
    Refused,
    Revised,
    SeatChange,
    Side,
    VoteDecided,
    VoteOpened,
    VoteOutcome,
    Withdrawn,
)
from cogs.committee.rules.acts import accept
from cogs.committee.rules.standing import standing
from cogs.committee.rules.tally import Position
from tests.rules.committee.play import START, Play
from tests.rules.committee.slow import Slow

TICK = timedelta(hours=12)
SEATS = ("Chair", "Vice-Chair", "Secretary")
CHOICES = ("approve", "approve", "abstain", "request changes", "veto")
# Who does something: mostly members, now and then the bot and somebody who sits nowhere.
WHO = st.sampled_from([1, 1, 2, 2, 2, 3, 3, 3, 4, 0])
# Often nothing passes, often about a fortnight.
PASSES = st.sampled_from([0, 0, 0, 1, 2, 5, 13, 14, 27, 28, 29])
ANSWERS = st.tuples(st.just("answer"), WHO, st.sampled_from(CHOICES), st.just(0))
# A review may be of a commit that is replaced by then, or of one that the bot never met.
REVIEWS = st.tuples(
    st.just("review"),
    WHO,
    st.tuples(
        st.sampled_from(("approve", "request changes", "taken back")), st.sampled_from(("", *"aabbcd"))
    ),
    st.integers(0, 6),
)
PUSHES = st.tuples(st.just("push"), WHO, st.sampled_from(("", *"abbc")), st.integers(0, 3))
LINKS = st.tuples(st.just("link"), WHO, st.sampled_from((1, 2, 2)), st.just(0))
OTHERS = st.tuples(
    st.sampled_from(["revise", "revise", "withdraw", "open", "open", "record"]),
    WHO,
    st.just(""),
    st.integers(0, 3),
)
DECISIONS = st.tuples(
    st.just("decide"), st.just(0), st.sampled_from(("passed", "failed", "not valid")), st.just(0)
)
CHAIRS = st.tuples(st.just("seat"), st.sampled_from([1, 2, 3, 4, 0, 0]), st.sampled_from(SEATS), st.just(0))
# Chance seldom goes so far by itself: a link that is changed back, once something was said on the first one.
THERE_AND_BACK = st.tuples(PASSES, REVIEWS).map(
    lambda review: [
        review,
        (1, ("link", 1, 2, 0)),
        (1, ("review", 3, ("approve", ""), 1)),
        (1, ("link", 1, 1, 0)),
    ]
)
STEPS = st.lists(
    st.tuples(
        PASSES,
        st.one_of(
            ANSWERS,
            ANSWERS,
            ANSWERS,
            REVIEWS,
            REVIEWS,
            REVIEWS,
            PUSHES,
            PUSHES,
            LINKS,
            OTHERS,
            OTHERS,
            DECISIONS,
            CHAIRS,
        ),
    ),
    max_size=14,
)
BEGINNINGS = st.one_of(st.just([]), st.just([]), THERE_AND_BACK)


def at(tick: int) -> datetime:
    return START + tick * TICK


@given(
    kind=st.sampled_from([*Kind, Kind.OPERATIONAL, Kind.OPERATIONAL]),
    for_member=st.booleans(),
    dismiss_stale=st.booleans(),
    all_seats=st.booleans(),
    prior=st.booleans(),
    steps=st.tuples(BEGINNINGS, STEPS).map(lambda both: both[0] + both[1]),
    later=st.integers(0, 60),
)
@settings(max_examples=300)
def test_both_agree_on_every_act_and_every_state(
    kind: Kind,
    for_member: bool,
    dismiss_stale: bool,
    all_seats: bool,
    prior: bool,
    steps: list[tuple[int, tuple[str, int, Any, int]]],
    later: int,
) -> None:
    for_member = for_member and kind is Kind.CHARTER
    slow = Slow(kind, for_member, dismiss_stale, all_seats, prior)
    base = Base.ALL_SEATS if all_seats else Base.SEATS
    play = Play(Policy(base=base, dismiss_stale=dismiss_stale, veto_needs_prior_request=prior), seats=[])
    for number, seat in enumerate(SEATS, 1):
        _seat(slow, play, -40, seat, number)
    proposed = Proposed(START, 1, kind, "T", "x", _pull(1), for_member="Dora" if for_member else "")
    play.accept(proposed, "0d")
    now = 0
    for passes, (verb, who, what, back) in steps:
        now += passes
        if verb == "seat":
            _seat(slow, play, now, what, who or None)
        else:
            act = _act(slow, verb, who, what, now - back if verb in ("review", "push") else now)
            may = slow.may(act, now)
            try:
                accepted = accept(play.motion, play.events, _event(act), at(now), play.seats)
            except Refused:
                assert not may, f"refused: {act} at {now}"
            else:
                assert may, f"accepted: {act} at {now}"
                slow.do(act, now)
                play.events.append(accepted.event)
        _compare(slow, play, now)
    _compare(slow, play, now + later)


def _seat(slow: Slow, play: Play, tick: int, seat: str, holder: int | None) -> None:
    slow.seats.append((tick, seat, holder))
    play.seats.append(SeatChange(at(tick), seat, holder))


def _compare(slow: Slow, play: Play, now: int) -> None:
    found = standing(play.motion, play.events, at(now), play.seats)
    expected = slow.status(now)
    assert (found.state, found.decision) == (expected["state"], expected["decision"])
    assert (found.settled, found.consensus) == (bool(expected["settled"]), bool(expected["consensus"]))
    for position, group in (
        (Position.APPROVES, "approves"),
        (Position.AWAITED, "awaited"),
        (Position.SILENT, "silent"),
        (Position.REQUESTS_CHANGES, "requests"),
        (Position.NOT_NEEDED, "free"),
    ):
        members = sorted(vote.member for vote in found.votes if vote.position is position)
        assert members == sorted(expected[group]), position
    said = expected["life"]["said"]
    assert {member for member, _ in found.conflicts} == {who for who in said if slow.differ(said[who])}
    assert not found.ignored


def _act(slow: Slow, verb: str, who: int, what: Any, tick: int) -> dict[str, Any]:
    act: dict[str, Any] = {"t": tick, "who": who, "verb": verb, "side": "here"}
    if verb == "review":
        said = {"choice": what[0], "commit": what[1], "pull": slow.linked()}
        act |= {"verb": "answer", "side": "there", **said}
    elif verb == "link":
        act |= {"verb": "revise", "link": what}
    elif verb == "push":
        act |= {"verb": "revise", "side": "there", "t": max(tick, 0)}
        head = slow.head(act["t"])
        if what and head and what != head:
            act |= {"commit": what, "before": head}
    elif verb == "answer":
        act["choice"] = what
    elif verb == "decide":
        act["outcome"] = what
    return act


def _pull(number: int) -> str:
    return f"https://github.com/open-neuromorphic/communications/pull/{number}"


def _event(act: dict[str, Any]) -> Event:
    moment, who = at(act["t"]), act["who"]
    side = Side.DISCORD if act["side"] == "here" else Side.PULL_REQUEST
    match act["verb"]:
        case "answer":
            link = f"{_pull(act['pull'])}#pullrequestreview-1" if "pull" in act else ""
            return Answered(moment, who, Choice(act["choice"]), "Why.", side, link, act.get("commit", ""))
        case "revise":
            commits = {"before": act.get("before", ""), "after": act.get("commit", "")}
            link = _pull(act["link"]) if "link" in act else None
            return Revised(moment, who, pull_request=link, summary="What.", side=side, **commits)
        case "decide":
            return VoteDecided(moment, who, VoteOutcome(act["outcome"]))
        case verb:
            return {"withdraw": Withdrawn, "open": VoteOpened, "record": Recorded}[verb](moment, who)
