"""What is due by itself: once, at its moment or as soon as the bot is back."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.errors import UserError
from cogs.elections.conduct.facts import Confirmation, QuestionDraft
from cogs.elections.model import Election, Form, Stage
from cogs.elections.record.form import read
from cogs.elections.record.recount import recount

from .course import COMMITTEE, DAY, HOUR, SECRETARY, Course, member
from .test_whole_elections import motion, opened


def said(course: Course, word: str) -> list[str]:
    return [each for each in course.says() if each.startswith(word)]


async def test_reminders_at_seven_two_and_one_days(course: Course) -> None:
    election = await opened(course, "by-election", 1, 2)
    await course.vote(election.id, 1, Chair=["Ada"])
    assert said(course, "reminder") == []
    for days in (7, 2, 1):
        await course.until(election.closes_at - timedelta(days=days))
        await course.after(HOUR)
    assert said(course, "reminder") == [
        "reminder [open] 7 days, 4 missing",
        "reminder [open] 2 days, 4 missing",
        "reminder [open] 1 days, 4 missing",
    ]
    assert (await course.steps()).count("remind") == 3


async def test_at_the_end_no_message_asks_to_vote_any_more(course: Course) -> None:
    election = await opened(course, "by-election", 1, 2, 3)
    cai = (await course.conduct.describe(election.id)).questions[0].candidates[2]
    await course.conduct.withdraw(member(3), cai.id)
    await course.until(election.closes_at - 7 * DAY)
    await course.after(HOUR)
    await course.conduct.remind(SECRETARY, election.id)
    course.sent()
    await course.closes(election.id)
    first = course.keys_like("reminder.%")
    assert len(first) == 2
    for what in ("opening", f"withdrawn.{cai.id}", *first):
        assert "[closed]" in course.post(what), what

    # Extended, it is open again; closed early, its own reminders end as well.
    until = course.clock.now() + 14 * DAY
    await course.conduct.extend(SECRETARY, election.id, until, "Too few.")
    await course.until(until - 7 * DAY)
    assert "[open]" in course.post("opening")
    await course.conduct.close(SECRETARY, election.id, "Everybody has voted.")
    again = course.keys_like("reminder.%")
    assert len(again) == 3
    for what in ("opening", "extension", *again):
        assert "[closed]" in course.post(what), what


async def test_an_extension_without_a_moment_is_as_long_as_the_rules_say(course: Course) -> None:
    election = await course.draft("by-election", questions=(QuestionDraft(Form.OFFICE, "Chair"),))
    await course.regulate(election, extension_days="5")
    await course.until(election.nominations_at)
    # Nominations from their announced end, or they would not go on for so long.
    longer = await course.conduct.extend_nominations(SECRETARY, election.id, None, "Few know.")
    assert election.nominations_until is not None
    assert longer.nominations_until == election.nominations_until + 5 * DAY
    await course.stand(election, Chair=[1, 2])
    await course.to_opening(longer)
    await course.closes(election.id)
    await course.after(DAY)
    # A vote from now: its end is over.
    extended = await course.conduct.extend(SECRETARY, election.id, None, "Too few.")
    assert extended.closes_at == course.clock.now() + 5 * DAY


async def test_a_cancelled_vote_asks_nobody_any_more(course: Course) -> None:
    election = await opened(course, "by-election", 1, 2)
    await course.conduct.remind(SECRETARY, election.id)
    await course.conduct.cancel(COMMITTEE, election.id, "A mistake.")
    assert "[cancelled]" in course.post(*course.keys_like("reminder.%"))


async def test_of_reminders_that_were_slept_through_only_the_last_is_said(course: Course) -> None:
    election = await opened(course, "by-election", 1, 2)
    await course.until(election.closes_at - timedelta(hours=3))
    assert said(course, "reminder") == ["reminder [open] 1 days, 5 missing"]


async def test_a_reminder_by_hand_is_not_repeated_at_once(course: Course) -> None:
    election = await opened(course, "by-election", 1, 2)
    await course.conduct.remind(SECRETARY, election.id)
    with pytest.raises(UserError, match="There was a reminder"):
        await course.conduct.remind(SECRETARY, election.id)
    assert len(said(course, "reminder")) == 1


async def test_the_close_has_the_announced_moment_however_late_the_bot_is(course: Course) -> None:
    election = await opened(course, "by-election", 1, 2)
    for number in range(1, 7):
        await course.vote(election.id, number, Chair=["Ada"])
    course.clock.advance(election.closes_at - course.clock.now())
    # Not yet closed by the sweep, and closed by the clock.
    with pytest.raises(UserError, match="closed"):
        await course.vote(election.id, 7, Chair=["Ben"])
    course.clock.advance(3 * DAY)
    await course.start()
    await course.conduct.sweep()
    sheet = await course.conduct.describe(election.id)
    assert sheet.election.stage is Stage.ELECTED
    assert sheet.election.closes_at == election.closes_at
    assert recount(read((await course.conduct.export(SECRETARY, election.id, "public")).data)).same


async def frozen(course: Course) -> Election:
    election = await course.draft("by-election")

    await course.conduct.add_question(SECRETARY, election.id, QuestionDraft(Form.OFFICE, "Chair"))
    await course.until(election.nominations_at)
    await course.stand(election, Chair=[1, 2])
    await course.until(election.nominations_until)
    return (await course.conduct.describe(election.id)).election


async def test_an_opening_that_was_slept_through_is_late_and_says_so(course: Course) -> None:
    election = await frozen(course)
    await course.until(election.opens_at + 7 * DAY)
    sheet = await course.conduct.describe(election.id)
    assert sheet.election.stage is Stage.OPEN
    assert sheet.opened_late
    assert sheet.election.closes_at == election.closes_at
    assert course.post("opening") == "vote [open] 0 of 10 late"


async def test_with_less_than_half_of_its_time_left_it_is_for_the_officer(course: Course) -> None:
    election = await frozen(course)
    await course.until(election.opens_at + 7 * DAY + HOUR)
    await course.after(HOUR)
    fresh = (await course.conduct.describe(election.id)).election
    assert fresh.stage is Stage.FROZEN
    assert len(course.notes()) == 1
    assert course.notes()[0].startswith("note: not opened [frozen] Voting was to open")

    moved = await course.conduct.set_dates(
        SECRETARY, election.id, opens_at=course.clock.now() + DAY, closes_at=course.clock.now() + 15 * DAY
    )
    await course.until(moved.opens_at)
    assert (await course.conduct.describe(election.id)).election.stage is Stage.OPEN


async def test_nobody_on_the_roll_is_told_once(course: Course) -> None:
    election = await frozen(course)
    async with course.database.write() as tx:
        await tx.execute("DELETE FROM roll_member")
    await course.until(election.opens_at)
    await course.after(HOUR)
    assert course.notes() == ["note: not opened [frozen] Nobody is on the roll."]


async def test_a_draft_that_is_not_complete_stays_one_and_its_officer_is_told_once(course: Course) -> None:
    election = await course.draft("by-election")
    await course.until(election.nominations_at)
    await course.after(HOUR)
    assert (await course.conduct.describe(election.id)).election.stage is Stage.DRAFT
    assert course.says() == []
    assert course.notes() == ["note: draft due [draft] There is no question: add one."]


async def test_everything_slept_through_at_once(course: Course) -> None:
    election = await course.draft()
    await course.until(election.nominations_at)
    await course.stand(election, Chair=[1, 2], Vice_Chair=[3, 4], Secretary=[5, 6])
    # Nominations end, voting opens late with more than half of its time left.
    await course.until(election.opens_at + 5 * DAY)
    assert (await course.conduct.describe(election.id)).election.stage is Stage.OPEN
    await course.until(election.closes_at + 400 * DAY)
    sheet = await course.conduct.describe(election.id)
    # Nobody voted: not valid, and a year later put away.
    assert sheet.election.stage is Stage.ARCHIVED
    assert not course.keys.exists(election.id)


async def test_the_turnout_is_shown_once_a_minute_at_most(course: Course) -> None:
    election = await opened(course, "by-election", 1, 2)
    course.sent()
    await course.after(timedelta(minutes=2))
    edits = "SELECT count(*) FROM outbox WHERE action = 'edit' AND key LIKE '%.opening/edit/%'"
    ((before,),) = course.rows(edits)
    await course.vote(election.id, 1, Chair=["Ada"])
    await course.after(timedelta(seconds=10))
    await course.vote(election.id, 2, Chair=["Ada"])
    await course.after(timedelta(seconds=10))
    await course.after(timedelta(minutes=1))
    await course.after(timedelta(minutes=1))
    assert course.post("opening") == "vote [open] 2 of 10"
    ((after,),) = course.rows(edits)
    assert after - before == 2


async def test_the_message_with_the_button_can_be_posted_again(course: Course) -> None:
    election = await opened(course, "by-election", 1, 2)
    course.sent()
    await course.conduct.repost(SECRETARY, election.id)
    course.sent()
    await course.vote(election.id, 1, Chair=["Ada"])
    await course.after(timedelta(minutes=2))
    assert course.post("opening.1") == "vote [open] 1 of 10"
    assert course.rows("SELECT count(*) FROM outbox WHERE action = 'delete'") == [(1,)]


async def test_roles_follow_offices(course: Course) -> None:
    await course.start(office_roles={"Chair": 71, "Vice-Chair": 72})
    course.roles.above.add(72)
    for first, second in ((1, 3), (2, 4)):
        election = await course.draft()
        await course.regulate(election, unopposed="acclaim")
        await course.until(election.nominations_at)
        await course.stand(election, Chair=[first], Vice_Chair=[second], Secretary=[5])
        await course.to_opening(election)
        await course.conduct.confirm(COMMITTEE, election.id)
        assert {user for user, role in course.roles.held if role == 71} == {first}
    assert course.notes() == [
        "note: roles [confirmed] Cai did not get the role of Vice-Chair: the role stands above the bot's",
        "note: roles [confirmed] Dee did not get the role of Vice-Chair: the role stands above the bot's",
    ]
    # The Secretary was elected anew: one term ended, another began.
    assert len(course.rows("SELECT 1 FROM officer_term WHERE user_id = 5")) == 2


async def test_roles_that_were_cut_short_are_given_at_the_next_sweep(course: Course) -> None:
    await course.start(office_roles={"Chair": 71})
    election = await opened(course, "by-election", 1, unopposed="acclaim")

    async def broken(user_id: int, role_id: int) -> str | None:
        raise ConnectionError

    working, course.roles.give = course.roles.give, broken  # type: ignore[method-assign]
    with pytest.raises(ConnectionError):
        await course.conduct.confirm(SECRETARY, election.id)
    course.roles.give = working  # type: ignore[method-assign]
    await course.conduct.sweep()
    await course.conduct.sweep()
    assert course.roles.held == {(1, 71)}
    assert (await course.steps()).count("roles") == 1


async def test_terms_are_reminded_of_at_day_300_and_366(course: Course) -> None:
    election = await opened(course, "by-election", 1, unopposed="acclaim")
    await course.conduct.confirm(SECRETARY, election.id)
    await course.after(299 * DAY)
    assert course.notes() == []
    await course.after(DAY)
    await course.after(DAY)
    assert [each.split()[0] for each in course.notes()] == ["ending:"]
    await course.after(65 * DAY)
    await course.after(DAY)
    assert [each.split()[0] for each in course.notes()] == ["ending:", "overdue:"]


async def held_by(course: Course, number: int, *offices: str, **rules: str) -> Confirmation:
    """A by-election that somebody stands for alone, until it is confirmed."""
    election = await course.draft("by-election")
    for office in offices:
        await course.conduct.add_question(SECRETARY, election.id, QuestionDraft(Form.OFFICE, office))
    await course.regulate(election, unopposed="acclaim", one_office="no", **rules)
    for officer in await course.conduct.terms():
        await course.conduct.favour(member(officer.user_id), election.id)
    await course.until(election.nominations_at)
    await course.stand(election, **{office: [number] for office in offices})
    await course.to_opening(election)
    return await course.conduct.confirm(SECRETARY, election.id)


@pytest.mark.parametrize("term", ["full", "remainder"])
async def test_a24_a_by_election_begins_a_year_or_ends_one(course: Course, term: str) -> None:
    await held_by(course, 1, "Chair", "Secretary")
    first = course.clock.now()
    confirmed = await held_by(course, 2, "Chair", by_election_term=term)
    second = course.clock.now()
    # Out of step with the Secretary, which is said.
    assert len(confirmed.clashes) == (1 if term == "full" else 0)
    await course.until(first + 300 * DAY)
    ending = ["ending: Secretary"] if term == "full" else ["ending: Chair", "ending: Secretary"]
    assert sorted(" ".join(each.split()[:2]) for each in course.notes()) == ending
    await course.until(second + 300 * DAY)
    assert len(course.notes()) == 2


async def test_terms_are_shown_with_their_election_their_end_and_who_was_before(course: Course) -> None:
    await held_by(course, 1, "Chair")
    began = course.clock.now()
    (held,) = await course.conduct.offices()
    assert (held.term.office, held.term.name, held.election) == ("Chair", "Ada", "The by-election")
    assert (held.ends, held.overdue) == (began.replace(year=began.year + 1), False)
    await course.after(366 * DAY)
    assert [each.overdue for each in await course.conduct.offices()] == [True]

    await held_by(course, 2, "Chair", by_election_term="remainder")
    now, before = await course.conduct.offices()
    assert (now.term.name, now.term.ended_at) == ("Ben", None)
    # The rest of a year that was over when it began.
    assert (now.ends, now.overdue) == (held.ends, True)
    assert (before.term.name, before.term.ended_at) == ("Ada", course.clock.now())
    assert before.overdue is False


async def test_who_took_part_is_forgotten_after_a_year(course: Course) -> None:
    election = await motion(course)
    for number in range(1, 7):
        await course.vote(election.id, number, Motion="yes")
    await course.closes(election.id)
    await course.conduct.confirm(SECRETARY, election.id)
    await course.after(365 * DAY)
    assert course.rows("SELECT count(*) FROM election_voted") == [(6,)]
    await course.after(2 * DAY)
    assert course.rows("SELECT count(*) FROM election_voted") == [(0,)]
    assert (await course.conduct.describe(election.id)).election.stage is Stage.ARCHIVED


async def test_a_key_that_is_gone_is_told_loudly_and_nothing_is_shown(course: Course) -> None:
    election = await opened(course, "by-election", 1, 2)
    for number in range(1, 7):
        await course.vote(election.id, number, Chair=["Ada"])
    course.keys.destroy(election.id)
    await course.start()
    assert [each.split("]")[0] for each in course.notes()] == ["note: key lost [open"]
    await course.closes(election.id)
    await course.after(HOUR)
    assert (await course.conduct.describe(election.id)).election.stage is Stage.CLOSED
    assert len(course.notes()) == 1
    assert course.rows("SELECT count(*) FROM election_ballot") == [(0,)]
    assert any(not each.ok for each in course.health.conditions())
    await course.conduct.cancel(COMMITTEE, election.id, "The key was lost.")
    assert all(each.ok for each in course.health.conditions())


async def test_two_officers_at_once(course: Course) -> None:

    election = await opened(course, "by-election", 1, 2)
    for number in range(1, 7):
        await course.vote(election.id, number, Chair=["Ada"])
    await course.after(HOUR)
    both = [
        course.conduct.close(SECRETARY, election.id, "Everybody has voted."),
        course.conduct.close(SECRETARY, election.id, "Everybody has voted."),
    ]
    done = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["Election", "UserError"]
    both = [course.conduct.count(SECRETARY, election.id), course.conduct.count(SECRETARY, election.id)]  # type: ignore[list-item]
    done = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(each).__name__ for each in done) == ["Sheet", "UserError"]
    assert len(said(course, "result")) == 1
    assert (await course.steps()).count("count") == 1


async def test_what_is_kept_of_a_member_is_handed_out_and_erased(course: Course) -> None:
    election = await opened(course, "by-election", 1, 2)
    for number in range(1, 7):
        await course.vote(election.id, number, Chair=["Ada"])
    told = await course.conduct.export_member(1)
    assert told["roll"]["member_id"] == "m001"
    assert told["rolls_of_elections"][0]["voted"] is True
    assert told["candidacies"][0]["statement"] == "I am Ada."
    assert {each["step"] for each in told["steps"]} == {"nominate"}
    assert "ranking" not in str(told)

    waits = await course.conduct.erase_member(1)
    assert any("until that election is decided" in each for each in waits.waiting)
    assert any("withdraw it first" in each for each in waits.waiting)
    # Their right to vote is not lost by it.
    await course.vote(election.id, 1, Chair=["Ben"])
    erased_at = course.clock.now()
    assert await course.conduct.erase_waiting(1, erased_at) == 0
    await course.closes(election.id)
    # It goes by itself, unless it was erased before there was the election.
    assert await course.conduct.erase_waiting(1, election.created_at - timedelta(seconds=1)) == 0
    assert await course.conduct.erase_waiting(1, erased_at) == 3
    assert (await course.conduct.erase_member(1)).erased == 0
    told = await course.conduct.export_member(1)
    assert "roll" not in told
    assert told["candidacies"][0]["statement"] == ""
    assert (await course.conduct.erase_member(77)).waiting == ()
