"""What goes wrong around an election: moments slept through, keys that are gone, clocks, and who acts at once."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.clock import to_text
from bot.errors import UserError
from cogs.elections.conduct.facts import Actor, QuestionDraft
from cogs.elections.face.ballot.polls import Polls
from cogs.elections.model import Form, Stage
from cogs.elections.record.form import read
from cogs.elections.record.recount import recount

from .course import COMMITTEE, DAY, HOUR, SECRETARY, Course, member
from .test_when_due import frozen
from .test_whole_elections import opened


def polls_of(course: Course) -> Polls:
    return Polls(course.database, course.conduct, course.box, course.clock)


def troubles(course: Course) -> list[str]:
    return [each.name for each in course.health.conditions() if not each.ok]


async def test_a_box_that_cannot_be_made_ready_is_told_and_voting_opens_once_it_can(course: Course) -> None:
    election = await frozen(course)
    course.keys.path.write_text("no folder")
    await course.until(election.opens_at)
    await course.after(HOUR)
    assert (await course.conduct.describe(election.id)).election.stage is Stage.FROZEN
    (note,) = course.notes()
    assert note.startswith("note: not opened [frozen]")
    assert str(course.keys.path) in note
    assert troubles(course) == [f"elections.box.{election.id}"]
    course.keys.path.unlink()
    await course.after(HOUR)
    assert (await course.conduct.describe(election.id)).election.stage is Stage.OPEN
    assert troubles(course) == []


async def test_nominations_and_voting_slept_through_are_for_the_officer(course: Course) -> None:
    election = await course.draft()
    await course.until(election.nominations_at)
    await course.stand(election, Chair=[1, 2], Vice_Chair=[3, 4], Secretary=[5, 6])
    await course.until(election.closes_at + 30 * DAY)
    await course.after(HOUR)
    (note,) = course.notes()
    assert note.startswith("note: not opened [nominations] Voting would have closed")
    moved = await course.conduct.set_dates(
        SECRETARY, election.id, opens_at=course.clock.now() + DAY, closes_at=course.clock.now() + 15 * DAY
    )
    await course.until(moved.opens_at)
    assert (await course.conduct.describe(election.id)).election.stage is Stage.OPEN


async def test_a_draft_that_was_slept_through_is_for_the_officer(course: Course) -> None:
    election = await course.draft()
    await course.until(election.closes_at + 30 * DAY)
    assert (await course.conduct.describe(election.id)).election.stage is Stage.DRAFT
    (note,) = course.notes()
    assert note.startswith("note: draft due")
    assert course.says() == []


async def test_who_did_not_answer_a_nomination_does_not_stand(course: Course) -> None:
    election = await course.draft("by-election")
    await course.conduct.add_question(SECRETARY, election.id, QuestionDraft(Form.OFFICE, "Chair"))
    await course.until(election.nominations_at)
    await course.stand(election, Chair=[1, 2])
    (asked,) = (await course.conduct.describe(election.id)).questions
    await course.conduct.nominate(member(1), asked.question.id, 7, "Gus", "")
    gus = Actor(7, "Gus", frozenset({"committee", "member"}))
    with pytest.raises(UserError, match="You stand in this election"):
        await course.conduct.cancel(gus, election.id, "No.")
    with pytest.raises(UserError, match="candidate cannot be the returns officer"):
        await course.conduct.hand_over(COMMITTEE, election.id, 7)
    await course.to_opening(election)
    await course.conduct.hand_over(gus, election.id, 7)
    for number in range(1, 7):
        await course.vote(election.id, number, Chair=["Ada"])
    await course.closes(election.id)
    await course.conduct.confirm(gus, election.id)
    assert "7" in (await course.file(election.id))["people"]


async def test_an_officer_who_closes_while_a_reminder_is_due(course: Course) -> None:
    election = await opened(course, "by-election", 1, 2)
    course.clock.advance(election.closes_at - timedelta(days=7) - course.clock.now())
    await asyncio.gather(
        course.conduct.sweep(),
        course.conduct.close(SECRETARY, election.id, "Everybody has voted."),
        course.conduct.sweep(),
    )
    assert troubles(course) == []
    assert "remind" not in await course.steps()


async def test_a_key_that_is_lost_in_mid_vote_is_told_at_once_and_heals_when_it_is_back(
    course: Course,
) -> None:
    election = await opened(course, "by-election", 1, 2)
    for number in range(1, 7):
        await course.vote(election.id, number, Chair=["Ada"])
    (key,) = course.keys.path.iterdir()
    for stage in (Stage.OPEN, Stage.CLOSED):
        key.rename(key.with_suffix(".away"))
        if stage is Stage.CLOSED:
            await course.closes(election.id)
        await course.after(HOUR)
        assert (await course.conduct.describe(election.id)).election.stage is stage
        assert troubles(course) == [f"elections.box.{election.id}"]
        assert len([each for each in course.notes() if each.startswith("note: key lost")]) == 1
        key.with_suffix(".away").rename(key)
        await course.after(HOUR)
        assert troubles(course) == []
    assert (await course.conduct.describe(election.id)).election.stage is Stage.ELECTED


@pytest.mark.parametrize("method", ["irv", "approval", "star"])
async def test_an_office_whose_only_candidate_withdrew_keeps_nobody_from_voting(
    course: Course, method: str
) -> None:
    election = await course.draft()
    await course.regulate(election, method=method)
    await course.until(election.nominations_at)
    await course.stand(election, Chair=[1, 2], Vice_Chair=[3, 4], Secretary=[5])
    await course.to_opening(election)
    sheet = await course.conduct.describe(election.id)
    await course.conduct.withdraw(member(5), sheet.questions[2].candidates[0].id)
    polls = polls_of(course)
    for number in range(1, 7):
        place = await polls.place(election.id, number)
        draft = polls.begin(place, place.own, number)
        draft.leave_the_rest_blank()
        await polls.cast(draft)
    sheet = await course.closes(election.id)
    assert sheet.election.stage is Stage.REOPENED
    assert recount(read((await course.conduct.export(SECRETARY, election.id, "public")).data)).same


async def test_a_paper_that_was_begun_before_the_account_was_linked_anew_is_not_cast(course: Course) -> None:
    election = await opened(course, "by-election", 1, 2)
    polls = polls_of(course)
    place = await polls.place(election.id, 1)
    draft = polls.begin(place, place.own, 1)
    draft.leave_the_rest_blank()
    await course.conduct.relink(SECRETARY, "m001", 77, election.id)
    with pytest.raises(UserError, match="not on the roll"):
        await polls.cast(draft)
    # Nor when the account belongs to another member by then: each votes for themselves.
    await course.conduct.relink(SECRETARY, "m002", 1, election.id)
    with pytest.raises(UserError, match="not on the roll"):
        await polls.cast(draft)
    assert course.rows("SELECT count(*) FROM election_voted") == [(0,)]


async def test_a_clock_that_is_set_back_in_mid_vote(course: Course) -> None:
    election = await opened(course, "by-election", 1, 2)
    for number in range(1, 7):
        await course.vote(election.id, number, Chair=["Ada"])
    course.clock.advance(3 * DAY)
    await course.conduct.remind(SECRETARY, election.id)
    await course.conduct.sweep()
    course.sent()
    course.clock.advance(-2 * DAY)
    await course.vote(election.id, 7, Chair=["Ada"])
    await course.conduct.sweep()
    # The turnout goes on to be shown.
    assert course.post("opening") == "vote [open] 7 of 10"
    await course.conduct.close(SECRETARY, election.id, "Everybody has voted.")
    course.clock.advance(-20 * DAY)
    await course.conduct.sweep()
    assert (await course.conduct.describe(election.id)).election.stage is Stage.ELECTED
    assert recount(read((await course.conduct.export(SECRETARY, election.id, "public")).data)).same


async def test_when_the_channel_is_gone_the_vote_goes_on_in_the_one_that_is_set_now(course: Course) -> None:
    election = await opened(course, "by-election", 1, 2)
    course.sent()
    await course.start(channel=4444)
    await course.conduct.repost(SECRETARY, election.id)
    for number in range(1, 7):
        await course.vote(election.id, number, Chair=["Ada"])
    await course.closes(election.id)
    assert [each.split(" [")[0] for each in course.says(4444)] == ["vote", "closing", "result"]
    assert recount(read((await course.conduct.export(SECRETARY, election.id, "public")).data)).same


async def test_who_declined_and_became_the_returns_officer_cannot_stand_after_all(course: Course) -> None:
    election = await course.draft("by-election")
    await course.conduct.add_question(SECRETARY, election.id, QuestionDraft(Form.OFFICE, "Chair"))
    await course.until(election.nominations_at)
    (asked,) = (await course.conduct.describe(election.id)).questions
    candidate = await course.conduct.nominate(member(1), asked.question.id, 7, "Gus", "")
    await course.conduct.answer(member(7), candidate.id, False)
    await course.conduct.hand_over(COMMITTEE, election.id, 7)
    with pytest.raises(UserError, match="returns officer"):
        await course.conduct.answer(member(7), candidate.id, True)
    (asked,) = (await course.conduct.describe(election.id)).questions
    assert asked.standing == ()


async def test_a_reminder_that_could_not_be_said_is_not_said_after_the_end(course: Course) -> None:
    election = await opened(course, "by-election", 1, 2)
    await course.conduct.remind(SECRETARY, election.id)
    await course.until(election.closes_at - timedelta(days=7))
    assert (
        course.rows("SELECT not_after FROM outbox WHERE key LIKE '%.reminder.%'")
        == [(to_text(election.closes_at),)] * 2
    )


@pytest.mark.parametrize("end", ["too few", "archived", "cancelled"])
async def test_a_second_ballot_that_came_to_nothing_is_held_again(course: Course, end: str) -> None:
    election = await opened(course, "by-election", 1, 2)
    for number in range(1, 7):
        await course.vote(election.id, number, Chair=["Ada" if number % 2 else "Ben"])
    await course.closes(election.id)
    second = await course.conduct.second_ballot(SECRETARY, election.id)
    await course.conduct.freeze(SECRETARY, second.id)
    await course.to_opening(second)
    if end == "cancelled":
        await course.conduct.cancel(SECRETARY, second.id, "A name was misspelt.")
    else:
        await course.closes(second.id)
        # It may be extended still.
        with pytest.raises(UserError, match="Nothing is left"):
            await course.conduct.second_ballot(SECRETARY, election.id)
        if end == "archived":
            await course.conduct.archive(SECRETARY, second.id)
        else:
            await course.conduct.extend(SECRETARY, second.id, course.clock.now() + DAY, "Too few.")
            await course.closes(second.id)
    third = await course.conduct.second_ballot(SECRETARY, election.id)
    await course.conduct.freeze(SECRETARY, third.id)
    await course.to_opening(third)
    for number in range(1, 7):
        await course.vote(third.id, number, Chair=["Ada"])
    await course.closes(third.id)
    await course.after(HOUR)
    sheet = await course.conduct.describe(election.id)
    assert sheet.election.stage is Stage.ELECTED
    assert recount(read((await course.conduct.export(SECRETARY, election.id, "public")).data)).same


async def test_the_election_of_an_office_that_was_left_open_is_looked_through_before_it_begins(
    course: Course,
) -> None:
    election = await course.draft("by-election")
    await course.conduct.add_question(SECRETARY, election.id, QuestionDraft(Form.OFFICE, "Chair"))
    await course.regulate(election, empty="reopen")
    await course.until(election.nominations_at)
    await course.until(election.nominations_until)
    assert (await course.conduct.describe(election.id)).election.stage is Stage.REOPENED
    again = await course.conduct.second_ballot(SECRETARY, election.id)
    await course.after(HOUR)
    assert (await course.conduct.describe(again.id)).election.stage is Stage.DRAFT
    await course.until(again.nominations_at)
    assert (await course.conduct.describe(again.id)).election.stage is Stage.NOMINATIONS
    assert again.nominations_at is not None
    assert again.opens_at - again.nominations_at == 14 * DAY
