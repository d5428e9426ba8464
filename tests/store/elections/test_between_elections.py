"""What one election leaves to another, and what is told of it when something came between."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

import pytest

from bot.errors import DatabaseError, UserError
from cogs.elections.conduct.facts import QuestionDraft
from cogs.elections.model import Election, Form, Stage
from cogs.elections.record import recount
from tests.store.elections.course import COMMITTEE, DAY, HOUR, SECRETARY, Course, member


async def opened(course: Course, preset: str = "officers", rules: Any = (), **offices: Any) -> Election:
    """An election with its candidates, open for voting if there is anything to vote on."""
    election = await course.draft(preset)
    if preset == "by-election":
        for office in offices:
            await course.conduct.add_question(
                SECRETARY, election.id, QuestionDraft(Form.OFFICE, office.replace("_", "-"))
            )
    await course.regulate(election, **dict(rules))
    for term in await course.conduct.terms():
        if preset == "by-election":
            await course.conduct.favour(member(term.user_id), election.id)
    await course.until(election.nominations_at)
    await course.stand(election, **offices)
    await course.to_opening(election)
    return election


async def test_the_file_of_a_tie_is_posted_anew_when_its_second_ballot_has_decided(course: Course) -> None:
    election = await opened(course, "by-election", Chair=[1, 2])
    for number in range(1, 7):
        await course.vote(election.id, number, Chair=["Ada" if number % 2 else "Ben"])
    await course.closes(election.id)
    second = await course.conduct.second_ballot(SECRETARY, election.id)
    await course.conduct.freeze(SECRETARY, second.id)
    await course.to_opening(second)
    for number in range(1, 7):
        await course.vote(second.id, number, Chair=["Ada"])
    await course.closes(second.id)
    await course.conduct.sweep()
    posted = course.files(f"settled.{second.id}", election.id)
    assert posted == [await course.conduct.export(SECRETARY, election.id, "public")]
    assert posted != [each for each in course.files("result", election.id) if each.name.endswith(".json")]
    assert len(course.keys_like("settled%", election.id)) == 1


async def test_who_was_elected_does_not_stand_for_what_was_left_open(course: Course) -> None:
    rules = {"unopposed": "acclaim", "empty": "extend"}
    election = await opened(course, rules=rules, Chair=[1], Secretary=[2])
    await course.until((await course.conduct.describe(election.id)).election.nominations_until)
    await course.to_opening(election)
    assert (await course.conduct.describe(election.id)).election.stage is Stage.REOPENED
    follows = await course.conduct.second_ballot(SECRETARY, election.id)
    await course.until(follows.nominations_at)
    (asked,) = (await course.conduct.describe(follows.id)).questions
    assert asked.question.title == "Vice-Chair"
    for by in (1, 3):
        with pytest.raises(UserError, match=r"Ada was elected to the office of Chair, and one person"):
            await course.conduct.nominate(member(by), asked.question.id, 1, "Ada", "")
    await course.conduct.nominate(member(3), asked.question.id, 3, "Cai", "")


async def test_a16_who_holds_an_office_from_before_is_named_when_confirmed_in_another(course: Course) -> None:
    for office, people in (("Chair", [1]), ("Secretary", [1])):
        election = await opened(course, "by-election", {"unopposed": "acclaim"}, **{office: people})
        confirmed = await course.conduct.confirm(SECRETARY, election.id)
    (told,) = [each for each in confirmed.clashes if "as well" in each]
    assert told.startswith("Ada holds the office of Chair as well")
    # A14: caretaker until it is filled.
    assert {term.office for term in await course.conduct.terms()} == {"Chair", "Secretary"}
    election = await opened(course, "by-election", {"unopposed": "acclaim"}, Chair=[2])
    assert not [
        each for each in (await course.conduct.confirm(SECRETARY, election.id)).clashes if "well" in each
    ]
    assert {term.office: term.name for term in await course.conduct.terms()} == {
        "Chair": "Ben",
        "Secretary": "Ada",
    }


@pytest.mark.parametrize("may_extend", ["yes", "no"])
async def test_who_was_elected_without_a_ballot_is_confirmed_although_too_few_voted(
    course: Course, may_extend: str
) -> None:
    rules = {"unopposed": "acclaim", "may_extend": may_extend}
    election = await opened(course, rules=rules, Chair=[1], Vice_Chair=[2, 3], Secretary=[4])
    await course.vote(election.id, 1, Vice_Chair=["Ben"])
    sheet = await course.closes(election.id)
    assert sheet.election.stage is Stage.NOT_VALID
    confirmed = await course.conduct.confirm(COMMITTEE, election.id)
    assert [(term.office, term.name) for term in confirmed.began] == [("Chair", "Ada"), ("Secretary", "Dee")]
    await course.conduct.sweep()
    for table in ("election_sealed_ballot", "election_ballot", "election_key"):
        assert course.rows(f"SELECT * FROM {table}") == []
    file = await course.file(election.id)
    assert recount.recount(file).same
    with pytest.raises(UserError, match="is confirmed"):
        await course.conduct.extend(SECRETARY, election.id, None, "Too few.")
    await course.conduct.archive(COMMITTEE, election.id)


async def test_a_vote_that_is_not_valid_confirms_nobody_else(course: Course) -> None:
    election = await opened(course, Chair=[1, 2], Vice_Chair=[3], Secretary=[4])
    await course.closes(election.id)
    with pytest.raises(UserError, match="has no result"):
        await course.conduct.confirm(COMMITTEE, election.id)


async def test_a_result_whose_channel_was_deleted_is_told_and_posted_in_another(course: Course) -> None:
    election = await opened(course, "by-election", Chair=[1, 2])
    for number in range(1, 7):
        await course.vote(election.id, number, Chair=["Ada" if number > 2 else "Ben"])
    await course.closes(election.id)
    with closing(sqlite3.connect(course.path)) as connection, connection:
        connection.execute(
            "UPDATE outbox SET state = 'dropped', note = 'its channel was deleted', settled_at = created_at "
            "WHERE key = 'elections.1.result'"
        )
    for _ in range(2):
        await course.after(HOUR)
    assert course.notes() == ["note: unread [elected] its channel was deleted."]
    posted = course.files("result")
    await course.start(channel=777)
    await course.conduct.repost(SECRETARY, election.id)
    (again,) = course.keys_like("result.again%")
    assert course.says(777) == ["result [elected] ['elected']"]
    assert course.files(again) == posted
    await course.conduct.confirm(SECRETARY, election.id)
    assert course.says(777)[-1].startswith("confirmation")
    await course.after(DAY)
    assert len(course.notes()) == 1


async def test_a_file_that_cannot_be_cleaned_is_not_written_anew_all_the_time(course: Course) -> None:
    await course.start(vacuum=True)
    tried = 0

    async def busy() -> None:
        nonlocal tried
        tried += 1
        raise DatabaseError("it is being read")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(course.database, "vacuum", busy)
        election = await opened(course, "by-election", Chair=[1, 2])
        for number in range(1, 7):
            await course.vote(election.id, number, Chair=["Ada"])
        await course.closes(election.id)
        for _ in range(12):
            await course.after(HOUR / 720)
        assert tried == 1
        await course.after(HOUR)
        assert tried == 2
    assert any(each.name == "elections.keys" and not each.ok for each in course.health.conditions())
    await course.after(HOUR)
    assert all(each.ok for each in course.health.conditions())
    assert await course.box.to_destroy() == []
