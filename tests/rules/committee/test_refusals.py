"""What cannot be done says why, in words that tell what to do instead."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cogs.committee.model import (
    Answered,
    Choice,
    Event,
    Kind,
    Policy,
    Proposed,
    Recorded,
    Refused,
    Revised,
    Side,
)
from cogs.committee.rules.acts import accept
from cogs.committee.rules.cautions import Caution
from tests.rules.committee.play import START, Play, event, moment

OPEN = "0d A proposes operational"
VOTING = f"{OPEN}\n1d C vetoes\n2d bot opens"

# what happened, the act, its reason
ACTS = [
    ("", "0d X proposes operational", "Only members of the committee propose motions"),
    (OPEN, "1d B proposes operational", "has been proposed already"),
    (OPEN, "1d X approves", "Only members of the committee take part"),
    (OPEN, "1d bot approves", "Only members of the committee take part"),
    (OPEN, "1d X withdraws", "Only members of the committee take part"),
    (OPEN, "1d A approves", "your approval counts already"),
    (OPEN, "1d A requests", "It is your own motion"),
    (OPEN, "1d A vetoes", "It is your own motion"),
    (f"{OPEN}\n1d B approves", "1d B approves", "That is your answer already"),
    (f"{OPEN}\n1d B requests this", "2d B requests this", "That is your answer already"),
    (OPEN, "1d B withdraws", "withdrawn by who proposed it"),
    (OPEN, "1d B revises", "changed by who proposed it or approves it"),
    (f"{OPEN}\n1d B requests", "2d B revises", "changed by who proposed it or approves it"),
    (OPEN, "1d A records", "Not everybody has answered"),
    (f"{OPEN}\n1d B requests", "2d A records", "Changes are requested"),
    (f"{OPEN}\n1d B vetoes", "2d A records", "It was vetoed"),
    ("0d A proposes charter\n1d B approves\n1d C approves", "2d A records", "The voting members decide this"),
    (f"{OPEN}\n1d B approves", "15d bot records", "for a member to record"),
    (f"{OPEN}\n1d B approves\n2d B reviewed abstain at 2d\n2d C approves", "3d bot records", "for a member"),
    ("0d A proposes minor", "1d bot records", "for a member to record"),
    (OPEN, "1d A opens", "not for the voting members, or not yet"),
    ("0d A proposes charter", "1d A opens", "not for the voting members, or not yet"),
    (f"{OPEN}\n1d C vetoes", "1d A vote passed", "No vote of the voting members is open"),
    (VOTING, "3d B approves", "The voting members are voting"),
    (VOTING, "3d A revises", "The voting members are voting"),
    (VOTING, "3d bot opens", "The voting members are voting"),
    (VOTING, "3d A withdraws", "The voting members are voting"),
    (f"{VOTING}\n3d bot vote passed", "4d C vetoes", "The voting members have decided"),
    (f"{VOTING}\n3d bot vote passed", "4d bot vote failed", "The voting members have decided"),
    (f"{OPEN}\n1d A withdraws", "2d B approves", "was withdrawn"),
    (f"{OPEN}\n15d A records", "16d B approves", "on record"),
    (f"{OPEN}\n15d A records", "16d A records", "on record"),
    ("0d A proposes minor", "1d B approves", "needs no review"),
    (f"{OPEN}\n1d B reviewed approve at 1d", "2d B reviewed approve at 1d", "known already"),
    (OPEN, "2d B reviewed taken back at 1d", "no review of theirs"),
    (f"{OPEN}\n2d pushed at 1d", "3d pushed at 1d", "known already"),
    (OPEN, "1d pushed at -1s", "older than the motion"),
    (f"{OPEN}\n15d A records", "16d B reviewed approve at 1d", "on record"),
    (OPEN, "2d X reviewed approve at 1d", "Only members of the committee take part"),
]


@pytest.mark.parametrize(("script", "act", "reason"), ACTS, ids=[f"{act}: {why}" for _, act, why in ACTS])
def test_reason(script: str, act: str, reason: str) -> None:
    play = Play().run(script)
    now, *words = act.split()
    with pytest.raises(Refused) as refused:
        accept(play.motion, play.events, event(words, now), moment(now), play.seats)
    assert reason in refused.value.message
    assert str(refused.value) == f"{refused.value.message} {refused.value.hint}".strip()


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (Answered(START, 2, Choice.REQUEST_CHANGES, " \n"), "has to say which"),
        (Answered(START, 2, Choice.VETO, ""), "needs its reason"),
        (Answered(START, 2, Choice.TAKEN_BACK), "not taken back, it is replaced"),
        (Revised(START, 1), "Nothing was changed"),
        (Revised(START, 1, title="Sponsors", text="We take none."), "Nothing was changed"),
        (Revised(START, 1, title=" "), "has no title"),
        (Revised(START, 1, text="", pull_request=""), "The motion says nothing"),
        (Answered(START, 2, Choice.APPROVE, "\ud800"), "cannot be written"),
    ],
)
def test_what_is_missing(act: Event, reason: str) -> None:
    play = Play().run(OPEN)
    with pytest.raises(Refused, match=reason):
        accept(play.motion, play.events, act, START, play.seats)


@pytest.mark.parametrize(
    ("proposal", "reason"),
    [
        (Proposed(START, 1, Kind.OPERATIONAL, " ", "x"), "has no title"),
        (Proposed(START, 1, Kind.OPERATIONAL, "T", "\n"), "says nothing"),
        (Proposed(START, 1, Kind.OPERATIONAL, "T", "x", for_member="Dora"), "amendments of the charter"),
        (Proposed(START, 1, Kind.OPERATIONAL, "T\ud800", "x"), "cannot be written"),
    ],
)
def test_a_proposal_says_one_thing(proposal: Proposed, reason: str) -> None:
    play = Play()
    with pytest.raises(Refused, match=reason):
        accept(play.motion, [], proposal, START, play.seats)


def test_the_pull_request_can_say_it_all() -> None:
    play = Play()
    link = Proposed(START, 1, Kind.OPERATIONAL, "T", pull_request="https://example.org/pull/1")
    assert accept(play.motion, [], link, START, play.seats).event == link


def test_reviews_need_no_words() -> None:
    play = Play().run(OPEN)
    review = Answered(START, 2, Choice.REQUEST_CHANGES, side=Side.PULL_REQUEST)
    assert accept(play.motion, play.events, review, START, play.seats).event == review


@pytest.mark.parametrize(
    ("script", "act", "cautions"),
    [
        (OPEN, "1d B approves", ()),
        (OPEN, "1d B vetoes", (Caution.VETO_WITHOUT_REQUEST,)),
        (f"{OPEN}\n1d B requests", "1d B vetoes", ()),
        (f"{OPEN}\n1d C requests", "1d B vetoes", (Caution.VETO_WITHOUT_REQUEST,)),
        ("0d A proposes minor", "1d B requests", (Caution.MINOR_EDIT_STOPPED,)),
        (f"{OPEN}\n1d B approves", "2d A revises", (Caution.APPROVALS_BECOME_OLD,)),
        (OPEN, "2d A revises", ()),
        (f"{OPEN}\n2d B reviewed request changes at 1d", "2d B approves", (Caution.SIDES_DIFFER,)),
        (f"{OPEN}\n2d B reviewed request changes at 1d\n3d A revises", "4d B approves", ()),
        (f"{OPEN}\n2d B reviewed approve at 1d", "2d B approves", ()),
        (f"{OPEN}\n1d B approves", "15d A records", (Caution.SILENCE_BECOMES_FINAL,)),
        (f"{OPEN}\n1d B approves\n1d C approves", "2d A records", ()),
        (
            f"{OPEN}\n1d B approves\n2d B reviewed request changes at 1h",
            "15d A records",
            (Caution.SILENCE_BECOMES_FINAL, Caution.CONFLICT_IS_RECORDED),
        ),
        ("0d A proposes minor", "1d B records", ()),
        (f"{VOTING}\n9d bot vote passed", "10d A records", ()),
        (
            f"{OPEN}\n1d B approves\n1d C abstains\n2d A revises",
            "3d A records",
            (Caution.OLD_APPROVALS_COUNT,),
        ),
        (f"{OPEN}\n1d B approves\n1d C abstains\n2d A revises\n3d B approves", "3d A records", ()),
    ],
)
def test_cautions(script: str, act: str, cautions: tuple[Caution, ...]) -> None:
    play = Play().run(script)
    now, *words = act.split()
    assert play.accept(event(words, now), now).cautions == cautions


def test_an_act_happens_now_whatever_it_says() -> None:
    play = Play().run(OPEN)
    old = Answered(START - timedelta(days=9), 2, Choice.APPROVE)
    assert accept(play.motion, play.events, old, moment("1d"), play.seats).event.at == moment("1d")


def test_a_clock_that_goes_back_puts_nothing_before_what_happened() -> None:
    play = Play().run(f"{OPEN}\n5d A revises")
    approval = Answered(START, 2, Choice.APPROVE)
    accepted = accept(play.motion, play.events, approval, moment("4d"), play.seats).event
    assert accepted.at == moment("5d")
    play.events.append(accepted)
    play.run("5d = open; old; missing C")


def test_what_ends_a_motion_keeps_what_was_decided() -> None:
    play = Play(Policy()).run(
        f"{OPEN}\n1d B approves\n1d C approves\n2d A records\n2d vacate Chair\n2d vacate Secretary"
    )
    assert isinstance(play.events[-1], Recorded)
    play.run("9d = recorded; decision passed")
    play = Play(Policy()).run(f"{VOTING}\n2d vacate Secretary\n2d vacate Chair")
    play.run("3d = escalated; task vote")
