"""Every state, event and reason has its words."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

import pytest

from cogs.committee.model import (
    Answered,
    Choice,
    Event,
    Kind,
    Policy,
    Recorded,
    Revised,
    SeatChange,
    Side,
    State,
    Vacancy,
    VoteDecided,
    VoteOpened,
    VoteOutcome,
    Withdrawn,
)
from cogs.committee.rules import words
from cogs.committee.rules.cautions import CAUTIONS, Caution
from cogs.committee.rules.standing import Task
from cogs.committee.rules.tally import Position
from tests.rules.committee.play import NAMES, START, THREE, Play, seated

PEOPLE = {"A": "Ada", "B": "Ben", "C": "Cai", "D": "Dee", "E": "Eve", "F": "Fay"}
READER = words.Reader(
    name=lambda member: PEOPLE[NAMES[member]],
    time=lambda moment: f"day {(moment - START).days}",
    quote=lambda text: f"“{text}”",
)


@pytest.mark.parametrize(
    ("table", "kinds"),
    [
        (words.KINDS, Kind),
        (words.STATES, State),
        (words.POSITIONS, Position),
        (words.CHOICES, Choice),
        (CAUTIONS, Caution),
        (words.TASKS, Task),
        (words.OUTCOMES, VoteOutcome),
    ],
)
def test_nothing_is_without_words(table: dict[StrEnum, str], kinds: type[StrEnum]) -> None:
    assert set(table) == set(kinds)
    assert len(set(table.values())) == len(table)


@pytest.mark.parametrize(
    ("script", "at", "state", "why", "turn"),
    [
        (
            "0d A proposes operational\n1d B approves",
            "2d",
            "open",
            "Everybody has to answer; still missing: Cai. 2 of 3 seats approve, 2 needed.",
            "Cai: to answer",
        ),
        (
            "0d A proposes operational\n1d B requests",
            "2d",
            "changes requested",
            "Ben requested changes: the clock is paused until the motion is revised.",
            "Ada: to revise the motion",
        ),
        (
            "0d A proposes operational\n1d B approves\n1d C approves",
            "2d",
            "passed, full consensus",
            "Everybody's input is there. 3 of 3 seats approve, 2 needed.",
            "Ada: to record the decision",
        ),
        (
            "0d A proposes operational",
            "15d",
            "lacks approvals",
            "Everybody's input is there. 1 of 3 seats approve, 2 needed.",
            "Ada: to record that, or to change the motion",
        ),
        (
            "0d A proposes operational\n1d B vetoes",
            "2d",
            "escalated to the voting members",
            "Ben vetoed it: the voting members decide, with more than half of the valid votes, and at least half of "
            "them have to vote.",
            "Ada, Ben and Cai: to open the vote of the voting members",
        ),
        (
            "0d A proposes operational\n1d B vetoes\n2d bot opens\n3d bot vote not valid",
            "4d",
            "escalated to the voting members",
            "Ben vetoed it: the voting members decide, with more than half of the valid votes, and at least half of "
            "them have to vote. Their last vote was not valid.",
            "Ada, Ben and Cai: to open the vote of the voting members",
        ),
        (
            "0d A proposes charter\n1d B approves\n2d C abstains\n3d bot opens",
            "4d",
            "awaiting the members' vote",
            "The committee is agreed: the voting members decide, with at least 2/3 of the valid votes, and at least "
            "half of them have to vote. 2 of 3 seats approve, 2 needed.",
            "for the voting members to vote",
        ),
        (
            "0d A proposes charter for Dora",
            "15d",
            "awaiting the members' vote",
            "It is a member's amendment: the voting members decide, with at least 2/3 of the valid votes, and at "
            "least half of them have to vote. 1 of 3 seats approve, 2 needed.",
            "Ada, Ben and Cai: to open the vote of the voting members",
        ),
        (
            "0d A proposes operational\n1d B vetoes\n2d bot opens\n3d bot vote failed",
            "4d",
            "rejected by the voting members",
            "The voting members' vote did not pass.",
            "Ada: to record the decision",
        ),
        (
            "0d A proposes operational\n1d B vetoes\n2d bot opens\n3d bot vote passed\n4d A records",
            "5d",
            "recorded: passed by the voting members",
            "The voting members' vote passed.",
            "",
        ),
        (
            "0d A proposes minor",
            "0d",
            "passed",
            "A minor edit needs no review: any member of the committee may merge it.",
            "Ada, Ben and Cai: to record the decision",
        ),
        ("0d A proposes operational\n1d A withdraws", "2d", "withdrawn", "Ada withdrew it.", ""),
        (
            "0d A proposes operational\n1d vacate Vice-Chair\n2d C approves",
            "3d",
            "passed, all filled seats approve",
            "Everybody's input is there. 2 of 2 seats approve, 2 needed, vacant: Vice-Chair.",
            "Ada: to record the decision",
        ),
        (
            "0d A proposes operational\n1d vacate Chair\n1d vacate Vice-Chair\n1d vacate Secretary",
            "3d",
            "open",
            "Nobody holds a seat on the committee, so nobody can decide.",
            "to fill the committee's seats: nobody can decide",
        ),
    ],
)
def test_how_a_motion_stands(script: str, at: str, state: str, why: str, turn: str) -> None:
    found = Play().run(script).standing(at)
    assert (words.state(found), words.why(found, READER), words.turn(found, READER)) == (state, why, turn)


def test_what_has_a_pull_request_is_merged() -> None:
    found = Play().run("0d A proposes operational\n1d B approves\n1d C approves").standing("2d")
    linked = replace(found.proposal, pull_request="https://github.com/example/handbook/pull/7")
    shown = words.turn(replace(found, proposal=linked), READER)
    assert shown == "Ada: to merge and record the decision"


def test_where_charter_and_policy_differ_it_is_said() -> None:
    five = Play(Policy(), seated(f"{THREE}, Events D, Web E"))
    found = five.run(
        "0d A proposes strategic\n1d B approves\n1d C approves\n1d D abstains\n1d E abstains"
    ).standing("2d")
    assert words.why(found, READER) == (
        "Everybody's input is there. 3 of 5 seats approve, 4 needed. That is a majority, which the charter asks of "
        "strategic decisions; the policy asks for more."
    )


@pytest.mark.parametrize(
    ("script", "at", "expected"),
    [
        ("", "1d", {"A": "approves (day 0, as the proposer)", "B": "has not answered yet"}),
        ("1d B approves\n2d A revises", "3d", {"B": "approves (day 1, before the last change)"}),
        (
            "1d B requests\n2d A revises",
            "3d",
            {"B": "has not answered yet (requested changes before the last change)"},
        ),
        ("", "15d", {"C": "did not answer in time, which is an abstention"}),
        ("15d B approves", "16d", {"B": "approves (day 15, after the fourteen days)"}),
        ("2d B reviewed approve at 1d", "3d", {"B": "approves (day 1, on the pull request)"}),
    ],
)
def test_where_somebody_stands(script: str, at: str, expected: dict[str, str]) -> None:
    found = Play().run(f"0d A proposes operational\n{script}").standing(at)
    said = {NAMES[vote.member]: words.position(vote, READER) for vote in found.votes}
    assert {name: said[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("script", "here", "there", "counts"),
    [
        ("1d B approves\n2d B reviewed request changes at 2d", 1, 2, "The one on the pull request counts"),
        ("1d B reviewed request changes at 1d\n2d B approves", 2, 1, "The one on Discord counts"),
        (
            "1d B approves\n2d B reviewed request changes at 1d",
            1,
            1,
            "They were given in the same second, so neither counts",
        ),
    ],
)
def test_a_conflict_names_both_answers(script: str, here: int, there: int, counts: str) -> None:
    found = Play().run(f"0d A proposes operational\n{script}").standing("3d")
    ((member, conflict),) = found.conflicts
    assert words.conflict(member, conflict, READER) == (
        f"Ben approved on Discord (day {here}) and requested changes on the pull request (day {there}). "
        f"{counts} until both are alike."
    )


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (Answered(START, 2, Choice.ABSTAIN), "Ben abstained."),
        (Answered(START, 2, Choice.VETO, "No."), "Ben vetoed: “No.”"),
        (
            Answered(START, 2, Choice.TAKEN_BACK, side=Side.PULL_REQUEST),
            "Ben took the review back on the pull request.",
        ),
        (
            Revised(START, 0, side=Side.PULL_REQUEST),
            "Somebody changed the pull request, and the fourteen days began anew.",
        ),
        (
            Revised(START, 1, summary="A word."),
            "Ada changed the motion, and the fourteen days began anew: “A word.”",
        ),
        (Withdrawn(START, 1, "Later."), "Ada withdrew it: “Later.”"),
        (VoteOpened(START, 0), "the bot put it to the voting members."),
        (VoteDecided(START, 0, VoteOutcome.NOT_VALID), "The vote of the voting members was not valid."),
        (Recorded(START, 3), "Cai recorded the decision."),
    ],
)
def test_an_event_is_a_sentence(event: Event, sentence: str) -> None:
    assert words.event(event, READER) == sentence


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (SeatChange(START, "Web", 4), "Dee took the seat Web."),
        (SeatChange(START, "Web", None, Vacancy.LEFT), "The seat Web is vacant (left the community)."),
        (SeatChange(START, "Web"), "The seat Web is vacant."),
        (SeatChange(START, "Web", abolished=True), "The seat Web was abolished."),
    ],
)
def test_a_change_of_seats_is_a_sentence(change: SeatChange, sentence: str) -> None:
    assert words.seat_change(change, READER) == sentence
