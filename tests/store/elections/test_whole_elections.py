"""Elections from the draft to the archive, each with what the charter says of it."""

from __future__ import annotations

import pytest

from bot.errors import UserError
from cogs.elections.conduct.facts import QuestionDraft
from cogs.elections.model import Form, Stage
from cogs.elections.record.form import read, write
from cogs.elections.record.recount import recount

from .course import COMMITTEE, DAY, SECRETARY, Course, member


async def test_officers_are_elected_for_three_offices(course: Course) -> None:
    election = await course.draft()
    await course.until(election.nominations_at)
    await course.stand(election, Chair=[1, 2], Vice_Chair=[3, 4], Secretary=[5, 6])
    sheet = await course.to_opening(election)
    assert sheet.election.stage is Stage.OPEN
    assert sheet.turnout is not None
    assert (sheet.turnout.roll, sheet.needed, sheet.missing) == (10, 5, 5)
    for number in range(1, 7):
        await course.vote(election.id, number, Chair=["Ada", "Ben"], Vice_Chair=["Dee"], Secretary=["Eve"])
    sheet = await course.closes(election.id)

    assert sheet.election.stage is Stage.ELECTED
    assert [each.outcome["elected"] for each in sheet.questions if each.outcome] == [
        ["Ada"],
        ["Dee"],
        ["Eve"],
    ]
    assert course.post("result") == "result [elected] ['elected', 'elected', 'elected']"
    assert course.post("opening") == "vote [elected] 6 of 10" or "vote [closed] 6 of 10"
    assert await course.steps() == [
        "create",
        "begin nominations",
        *["nominate"] * 6,
        "freeze",
        "open",
        "remind",
        "close",
        "count",
        "declare elected",
    ]
    data = (await course.conduct.export(member(1), election.id, "public")).data
    assert recount(read(data)).same
    # The key is gone, and nothing that it sealed is left.
    assert not course.keys.exists(election.id)
    assert course.rows("SELECT count(*) FROM election_sealed_ballot") == [(0,)]

    confirmation = await course.conduct.confirm(COMMITTEE, election.id)
    assert [term.office for term in confirmation.began] == ["Chair", "Vice-Chair", "Secretary"]
    assert [term.name for term in await course.conduct.terms()] == ["Ada", "Eve", "Dee"]
