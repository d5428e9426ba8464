"""Which step may follow when, and who may take it."""

from __future__ import annotations

from itertools import product

import pytest

from cogs.elections.model import Kind, Regulations, Stage
from cogs.elections.rules.errors import Refused
from cogs.elections.rules.powers import (
    POWERS,
    NotEntitled,
    Power,
    refuse_nomination,
    refuse_officer,
    require,
    who,
)
from cogs.elections.rules.stages import STEPS, IllegalStep, Step, after, allowed

WAYS = [
    ("an election", [
        (Step.BEGIN_NOMINATIONS, Stage.NOMINATIONS), (Step.NOMINATE, Stage.NOMINATIONS),
        (Step.ANSWER, Stage.NOMINATIONS), (Step.EXTEND, Stage.NOMINATIONS), (Step.FREEZE, Stage.FROZEN),
        (Step.OPEN, Stage.OPEN), (Step.VOTE, Stage.OPEN), (Step.ADD_LATE, Stage.OPEN),
        (Step.WITHDRAW, Stage.OPEN), (Step.CLOSE, Stage.CLOSED), (Step.COUNT, Stage.COUNTED),
        (Step.DECLARE_ELECTED, Stage.ELECTED), (Step.CONFIRM, Stage.CONFIRMED), (Step.ARCHIVE, Stage.ARCHIVED),
    ]),
    ("a motion has no nominations", [(Step.FREEZE, Stage.FROZEN), (Step.OPEN, Stage.OPEN)]),
    ("too few, extended, enough", [
        (Step.FREEZE, Stage.FROZEN), (Step.OPEN, Stage.OPEN), (Step.CLOSE, Stage.CLOSED),
        (Step.DECLARE_NOT_VALID, Stage.NOT_VALID), (Step.EXTEND, Stage.OPEN), (Step.CLOSE, Stage.CLOSED),
        (Step.COUNT, Stage.COUNTED),
    ]),
    ("a tie", [
        (Step.FREEZE, Stage.FROZEN), (Step.OPEN, Stage.OPEN), (Step.CLOSE, Stage.CLOSED),
        (Step.COUNT, Stage.COUNTED), (Step.DECLARE_TIE, Stage.TIE), (Step.SECOND_BALLOT, Stage.TIE),
        (Step.DRAW_LOT, Stage.ELECTED), (Step.CONFIRM, Stage.CONFIRMED),
    ]),
    ("nobody stands", [(Step.BEGIN_NOMINATIONS, Stage.NOMINATIONS), (Step.DECLARE_REOPENED, Stage.REOPENED)]),
    ("all unopposed", [(Step.FREEZE, Stage.FROZEN), (Step.ACCLAIM, Stage.ELECTED)]),
    ("cancelled", [(Step.CANCEL, Stage.CANCELLED), (Step.EXPORT, Stage.CANCELLED)]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "way"), WAYS, ids=[name for name, _ in WAYS])
def test_the_way_of_an_election(name: str, way: list[tuple[Step, Stage]]) -> None:
    stage = Stage.DRAFT
    for step, expected in way:
        stage = after(stage, step)
        assert stage is expected


def test_every_other_step_is_refused_with_its_reason() -> None:
    reasons = set()
    for stage, step in product(Stage, Step):
        if stage in STEPS[step]:
            assert after(stage, step) in Stage
            continue
        with pytest.raises(IllegalStep) as refused:
            after(stage, step)
        assert refused.value.message.startswith("This election ")
        assert refused.value.message.endswith(".")
        reasons.add((stage, refused.value.message))
    assert len(reasons) > 200


@pytest.mark.parametrize(
    ("stage", "step", "why"),
    [
        (Stage.OPEN, Step.COUNT, "Nobody learns how a vote stands before it closes"),
        (Stage.OPEN, Step.EXPORT, "Nobody learns how a vote stands before it closes"),
        (Stage.NOT_VALID, Step.COUNT, "never counted"),
        (Stage.OPEN, Step.REGULATE, "fixed before voting opens"),
        (Stage.FROZEN, Step.NOMINATE, "Nominations are over"),
        (Stage.CLOSED, Step.WITHDRAW, "until voting closes"),
        (Stage.CLOSED, Step.VOTE, "Voting has closed"),
        (Stage.CLOSED, Step.ADD_LATE, "until voting closes"),
        (Stage.COUNTED, Step.CANCEL, "cannot be cancelled"),
        (Stage.COUNTED, Step.COUNT, "That has been done already"),
        (Stage.ELECTED, Step.COUNT, "counted once"),
        (Stage.OPEN, Step.OPEN, "That has been done already"),
        (Stage.CONFIRMED, Step.CONFIRM, "That has been done already"),
        (Stage.CANCELLED, Step.CANCEL, "That has been done already"),
        (Stage.OPEN, Step.EXTEND, "until the time that was announced"),
        (Stage.ARCHIVED, Step.OPEN, "is archived"),
        (Stage.CANCELLED, Step.OPEN, "was cancelled"),
    ],
)
def test_reasons(stage: Stage, step: Step, why: str) -> None:
    with pytest.raises(IllegalStep, match=why):
        after(stage, step)


def test_nothing_known_is_ever_lost() -> None:
    # Once ballots are counted only archiving ends an election, and nothing leads back before the count.
    known = {Stage.COUNTED, Stage.ELECTED, Stage.TIE, Stage.REOPENED, Stage.CONFIRMED, Stage.ARCHIVED}
    for step, ways in STEPS.items():
        for begin, end in ways.items():
            if begin in known:
                assert end in known, step


def test_an_election_that_is_over_stays_so() -> None:
    for stage in (Stage.ARCHIVED, Stage.CANCELLED):
        assert allowed(stage) == (Step.EXPORT,)


def test_every_stage_can_be_reached_and_left() -> None:
    reached = {Stage.DRAFT} | {end for ways in STEPS.values() for end in ways.values()}
    assert reached == set(Stage)
    assert all(allowed(stage) for stage in Stage)


@pytest.mark.parametrize(
    ("step", "powers", "may"),
    [
        (Step.OPEN, {"returns officer"}, True),
        (Step.OPEN, {"committee", "moderator", "member"}, False),
        (Step.COUNT, {"committee"}, False),
        (Step.CREATE, {"committee"}, True),
        (Step.CREATE, {"moderator"}, True),
        (Step.CREATE, {"returns officer"}, True),
        (Step.CREATE, {"member"}, False),
        (Step.CANCEL, {"committee"}, True),
        (Step.CANCEL, {"moderator"}, False),
        (Step.NOMINATE, {"member"}, True),
        (Step.NOMINATE, set(), False),
        (Step.ANSWER, {"nominee"}, True),
        (Step.ANSWER, {"returns officer"}, False),
        (Step.WITHDRAW, {"nominee"}, True),
        (Step.WITHDRAW, {"member"}, False),
        (Step.VOTE, {"voter"}, True),
        (Step.VOTE, {"returns officer", "committee", "member"}, False),
        (Step.EXPORT, set(), True),
    ],
)
def test_who_may(step: Step, powers: set[str], may: bool) -> None:
    if may:
        require(step, powers)
        return
    with pytest.raises(NotEntitled, match=f"This is for {who(step)}"):
        require(step, powers)


def test_row_21_the_committee_does_not_reject_an_amendment() -> None:
    with pytest.raises(NotEntitled, match="does not reject"):
        require(Step.CANCEL, {Power.COMMITTEE}, kind=Kind.AMENDMENT)
    require(Step.CANCEL, {Power.COMMITTEE, Power.OFFICER}, kind=Kind.AMENDMENT)
    require(Step.CANCEL, {Power.COMMITTEE}, kind=Kind.MOTION)


def test_every_step_is_for_somebody() -> None:
    assert set(POWERS) == set(Step)
    assert all(who(step) != "nobody" for step in Step)


@pytest.mark.parametrize(
    "step", [Step.OPEN, Step.CLOSE, Step.COUNT, Step.CONFIRM, Step.ADD_LATE, Step.CANCEL]
)
def test_a21_a_candidate_conducts_nothing(step: Step) -> None:
    with pytest.raises(NotEntitled, match="You stand in this election"):
        require(step, {Power.OFFICER, Power.COMMITTEE}, stands=True, regulations=Regulations())
    require(step, {Power.OFFICER}, stands=True, regulations=Regulations(officer_may_stand=True))


def test_a21_a_candidate_still_votes_and_withdraws() -> None:
    require(Step.VOTE, {Power.VOTER}, stands=True)
    require(Step.WITHDRAW, {Power.NOMINEE}, stands=True)
    require(Step.EXPORT, set(), stands=True)


def test_a21_the_officer_does_not_stand() -> None:
    with pytest.raises(Refused, match="cannot be the returns officer"):
        refuse_officer(1, {1, 2}, Regulations())
    refuse_officer(3, {1, 2}, Regulations())
    refuse_officer(1, {1, 2}, Regulations(officer_may_stand=True))


ADA, BEN, GUEST, OFFICER = 1, 2, 3, 4


@pytest.mark.parametrize(
    ("row", "nominee", "by", "candidates", "why"),
    [
        ("5 oneself", ADA, ADA, "members", None),
        ("5 others", BEN, ADA, "members", None),
        ("5 members nominate", BEN, GUEST, "members", "Members nominate"),
        ("8 fellows' right", GUEST, ADA, "members", "Only members can stand"),
        ("6 the wider community", GUEST, GUEST, "anyone", None),
        ("6 nominated by a member", GUEST, ADA, "anyone", None),
        ("6 but nobody else nominates", ADA, GUEST, "anyone", "Members nominate"),
        ("A21 the officer", OFFICER, ADA, "members", "returns officer cannot stand"),
        ("A21 the officer nominates", ADA, OFFICER, "members", None),
    ],
)
def test_who_may_stand(row: str, nominee: int, by: int, candidates: str, why: str | None) -> None:
    rules, members = Regulations(candidates=candidates), {ADA, BEN, OFFICER}
    if why is None:
        refuse_nomination(nominee, by, OFFICER, members, rules)
        return
    with pytest.raises(Refused, match=why):
        refuse_nomination(nominee, by, OFFICER, members, rules)
