"""Who may still be nominated: a ballot has room for as many as a menu of Discord."""

from __future__ import annotations

import pytest

from bot.errors import UserError
from cogs.elections.conduct.facts import QuestionDraft
from cogs.elections.model import CandidateState, Form

from .course import Course, member


@pytest.mark.parametrize(("reopening", "room"), [("no", 25), ("yes", 24)])
async def test_a_ballot_has_room_for_as_many_as_a_menu(course: Course, reopening: str, room: int) -> None:
    await course.roll(30)
    election = await course.draft("by-election", questions=(QuestionDraft(Form.OFFICE, "Chair"),))
    await course.regulate(election, reopen_option=reopening)
    await course.until(election.nominations_at)
    (asked,) = (await course.conduct.describe(election.id)).questions
    office = asked.question.id

    async def stands(number: int) -> int:
        return (await course.conduct.nominate(member(number), office, number, f"Number {number}", "")).id

    first, *_ = [await stands(number) for number in range(1, room + 1)]
    with pytest.raises(UserError, match=f"{room} people are nominated for .*no room for more"):
        await stands(30)
    await course.conduct.answer(member(1), first, accepts=False)
    await stands(30)
    # Neither way back is open to whoever made room.
    with pytest.raises(UserError, match="no room"):
        await stands(1)
    with pytest.raises(UserError, match="no room"):
        await course.conduct.answer(member(1), first, accepts=True)

    sheet = await course.to_opening(election)
    (asked,) = sheet.questions
    assert len([each for each in asked.candidates if each.state is CandidateState.ACCEPTED]) == room
    names = [each.name for each in asked.standing]
    for number in range(1, 16):
        await course.vote(election.id, number, Chair=[*names[number:], *names[:number]])
    assert (await course.closes(election.id)).election.stage != "not valid"
