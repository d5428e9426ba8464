"""Whoever does whatever, in whatever order: only what is allowed happens, and nothing of it twice."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import UserError
from cogs.elections.conduct.facts import Actor, QuestionDraft
from cogs.elections.model import CandidateState, Form, Stage, Voter
from cogs.elections.rules.stages import Step

from .course import COMMITTEE, DAY, HOUR, MODERATOR, SECRETARY, STRANGER, Course, course_at, member

# Whoever conducts acts more often than others.
ACTORS = (
    SECRETARY,
    SECRETARY,
    SECRETARY,
    SECRETARY,
    COMMITTEE,
    COMMITTEE,
    MODERATOR,
    STRANGER,
    *(member(number) for number in range(1, 7)),
)
ONCE = (Step.BEGIN_NOMINATIONS, Step.FREEZE, Step.OPEN, Step.COUNT, Step.CONFIRM, Step.ARCHIVE, Step.CANCEL)
BEGINNINGS = (
    Stage.DRAFT, Stage.NOMINATIONS, Stage.FROZEN, Stage.OPEN, Stage.NOT_VALID, Stage.TIE, Stage.ELECTED,
)  # fmt: skip
WAITS = (HOUR, DAY, timedelta(days=7), timedelta(days=14))

Deed = tuple[str, int, int]
deeds = st.lists(
    st.tuples(st.sampled_from([
        "begin", "nominate", "stand", "answer", "withdraw", "freeze", "open", "vote", "late", "relink", "remind",
        "repost", "close", "count", "extend", "extend nominations", "confirm", "archive", "cancel", "second",
        "lot", "dates", "rule", "officer", "restart", "wait", "wait", "wait", "everybody votes", "sent",
    ]), st.integers(0, len(ACTORS) - 1), st.integers(0, 5)),
    max_size=20,
)  # fmt: skip


async def do(course: Course, what: str, actor: Actor, number: int) -> Any:
    """Let somebody do something to the election that is there."""
    conduct, now = course.conduct, course.clock.now()
    sheet = await conduct.describe(1)
    candidates = sheet.questions[0].candidates
    question_id = sheet.questions[0].question.id
    candidate_id = candidates[number % len(candidates)].id if candidates else 1
    if what == "wait":
        return await course.after(WAITS[number % len(WAITS)])
    if what == "restart":
        await course.start()
        return await conduct.sweep()
    if what == "sent":
        return course.sent()
    if what == "everybody votes":
        for voter in range(1, 7):
            await course.vote(
                1, voter, Chair=[candidates[voter % len(candidates)].name] if candidates else []
            )
        return None
    if what == "vote":
        return await course.vote(
            1, number + 1, Chair=[candidates[number % len(candidates)].name] if candidates else []
        )
    acts: dict[str, Callable[[], Awaitable[Any]]] = {
        "begin": lambda: conduct.begin_nominations(actor, 1),
        "nominate": lambda: conduct.nominate(actor, question_id, number + 1, member(number + 1).name, ""),
        "stand": lambda: conduct.nominate(actor, question_id, actor.user_id, actor.name, "Me."),
        "answer": lambda: conduct.answer(actor, candidate_id, number % 3 > 0),
        "withdraw": lambda: conduct.withdraw(actor, candidate_id, ""),
        "freeze": lambda: conduct.freeze(actor, 1),
        "open": lambda: conduct.open(actor, 1),
        "late": lambda: conduct.add_late(actor, 1, Voter(f"m05{number}", "Kim", 50 + number), "Forgotten."),
        "relink": lambda: conduct.relink(actor, f"m00{number + 1}", 60 + number, 1),
        "remind": lambda: conduct.remind(actor, 1),
        "repost": lambda: conduct.repost(actor, 1),
        "close": lambda: conduct.close(actor, 1, "Enough."),
        "count": lambda: conduct.count(actor, 1),
        "extend": lambda: conduct.extend(actor, 1, now + 7 * DAY, "Few knew."),
        "extend nominations": lambda: conduct.extend_nominations(actor, 1, now + 20 * DAY, "Few knew."),
        "confirm": lambda: conduct.confirm(actor, 1),
        "archive": lambda: conduct.archive(actor, 1),
        "cancel": lambda: conduct.cancel(actor, 1, "It is not wanted."),
        "second": lambda: conduct.second_ballot(actor, 1),
        "lot": lambda: conduct.draw_lot(actor, 1, "a public value"),
        "dates": lambda: conduct.set_dates(actor, 1, opens_at=now + 5 * DAY, closes_at=now + 9 * DAY),
        "rule": lambda: conduct.set_regulation(actor, 1, "tie", "lot" if number % 2 else "revote"),
        "officer": lambda: conduct.hand_over(actor, 1, ACTORS[number].user_id),
    }
    return await acts[what]()


async def holds(course: Course, before: Stage, refused: bool, log_before: int) -> Stage:
    """Look at what must hold after every deed."""
    sheet = await course.conduct.describe(1)
    stage = sheet.election.stage
    steps = await course.steps()
    if refused:
        assert len(steps) == log_before
        assert stage is before
    for once in ONCE:
        assert steps.count(once) <= 1, once
    if sheet.roll_hash is None:
        assert sheet.turnout is None
    # No result without a count, no ballot readable before.
    counted = Step.COUNT in steps
    assert (course.rows("SELECT count(*) FROM election_ballot WHERE question_id = 1") == [(0,)]) or counted
    voted, sealed = course.rows(
        "SELECT (SELECT count(*) FROM election_voted WHERE election_id = 1), "
        "(SELECT count(*) FROM election_sealed_ballot WHERE election_id = 1)"
    )[0]
    if stage in (Stage.OPEN, Stage.CLOSED):
        assert voted == sealed
    if stage not in (Stage.OPEN, Stage.CLOSED, Stage.NOT_VALID):
        assert sealed == 0
    officer = sheet.election.officer_id
    assert officer not in {
        each.user_id for each in sheet.questions[0].candidates if each.state is CandidateState.ACCEPTED
    }
    running = course.rows("SELECT office, count(*) FROM officer_term WHERE ended_at IS NULL GROUP BY office")
    assert all(number == 1 for _, number in running)
    keys = [key for (key,) in course.rows("SELECT key FROM outbox WHERE action = 'post'")]
    assert len([key for key in keys if key == "elections.1.result"]) <= 1
    return stage


async def begun(course: Course, stage: Stage) -> None:
    """Let an election come to a stage."""
    election = await course.draft("by-election")
    await course.conduct.add_question(SECRETARY, election.id, QuestionDraft(Form.OFFICE, "Chair"))
    if stage is Stage.DRAFT:
        return
    await course.until(election.nominations_at)
    if stage is Stage.NOMINATIONS:
        return
    await course.stand(election, Chair=[1, 2])
    await course.until(election.nominations_until)
    if stage is Stage.FROZEN:
        return
    await course.until(election.opens_at)
    if stage is Stage.OPEN:
        return
    for number in range(1, 3 if stage is Stage.NOT_VALID else 7):
        await course.vote(1, number, Chair=["Ada" if number < 4 or stage is not Stage.TIE else "Ben"])
    await course.until(election.closes_at)


_folders = tempfile.TemporaryDirectory()
_ready: dict[Stage, tuple[Path, datetime]] = {}


async def at_stage(stage: Stage) -> tuple[Path, datetime]:
    """Return the files of an election at a stage, and what time it is there; they are made once."""
    if stage not in _ready:
        folder = Path(_folders.name) / stage
        folder.mkdir()
        async with course_at(folder / "community.sqlite3") as course:
            await course.roll(8)
            await begun(course, stage)
            _ready[stage] = folder, course.clock.now()
    return _ready[stage]


@given(st.sampled_from(BEGINNINGS), deeds)
@settings(max_examples=100)
async def test_only_what_is_allowed_happens(stage: Stage, story: list[Deed]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder) / "here"
        ready, now = await at_stage(stage)
        shutil.copytree(ready, here)
        async with course_at(here / "community.sqlite3") as course:
            course.clock.advance(now - course.clock.now())
            assert (await course.conduct.describe(1)).election.stage is stage
            for what, who, number in story:
                before = len(await course.steps())
                refused = False
                try:
                    await do(course, what, ACTORS[who], number)
                except UserError:
                    refused = True
                # A ballot of many may be refused after some were taken; casting is not in the log anyway.
                stage = await holds(course, stage, refused, before)
            assert not [each for each in course.health.conditions() if not each.ok]


@pytest.mark.parametrize("actor", [MODERATOR, STRANGER, member(3)])
async def test_whoever_is_not_an_officer_conducts_nothing(course: Course, actor: Actor) -> None:
    election = await course.draft("by-election")
    await course.conduct.add_question(SECRETARY, election.id, QuestionDraft(Form.OFFICE, "Chair"))
    for what in (
        "begin",
        "freeze",
        "open",
        "close",
        "count",
        "extend",
        "confirm",
        "archive",
        "cancel",
        "officer",
    ):
        with pytest.raises(UserError):
            await do(course, what, actor, 0)
    assert (await course.steps()) == ["create", "add question"]
