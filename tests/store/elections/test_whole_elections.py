"""Elections from the draft to the archive, each with what the charter says of it."""

from __future__ import annotations

import json

import pytest

from bot.errors import NotAllowed, UserError
from cogs.elections.conduct.facts import QuestionDraft
from cogs.elections.model import CandidateState, Election, Form, Stage, Voter
from cogs.elections.record.form import read
from cogs.elections.record.recount import recount

from .course import COMMITTEE, DAY, HOUR, MODERATOR, SECRETARY, STRANGER, Course, member, roll_of

BACK = {"Chair": ["Ada", "Ben"], "Vice_Chair": ["Cai", "Dee"], "Secretary": ["Eve", "Fay"]}


async def opened(course: Course, preset: str = "by-election", *stand: int, **rules: str) -> Election:
    """An election for the office of Chair that is open, with these who stand."""
    election = await course.draft(preset)
    if preset == "by-election":
        await course.conduct.add_question(SECRETARY, election.id, QuestionDraft(Form.OFFICE, "Chair"))
    await course.regulate(election, **rules)
    await course.until(election.nominations_at or election.opens_at)
    await course.stand(election, Chair=stand)
    return (await course.to_opening(election)).election


async def motion(course: Course, preset: str = "amendment", *titles: str, **changes: object) -> Election:
    """A vote on motions that is open."""
    election = await course.draft(preset, **changes)
    for title in titles or ("Motion",):
        question = QuestionDraft(Form.MOTION, title, "The charter says so from now on.")
        await course.conduct.add_question(SECRETARY, election.id, question)
    await course.conduct.freeze(SECRETARY, election.id)
    return (await course.to_opening(election)).election


def verdicts(course: Course, election_id: int = 1) -> list[str]:
    return [
        json.loads(outcome)["verdict"]
        for (outcome,) in course.rows(
            "SELECT outcome FROM election_result JOIN election_question ON id = question_id "
            "WHERE election_id = ? ORDER BY number",
            election_id,
        )
    ]


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
    steps = ["create", "begin nominations", *["nominate"] * 6, "freeze", "open", "close", "count"]
    assert await course.steps() == [*steps, "declare elected"]
    data = (await course.conduct.export(member(1), election.id, "public")).data
    assert recount(read(data)).same
    # The key is gone, and nothing that it sealed is left.
    assert not course.keys.exists(election.id)
    assert course.rows("SELECT count(*) FROM election_sealed_ballot") == [(0,)]

    confirmation = await course.conduct.confirm(COMMITTEE, election.id)
    assert [term.office for term in confirmation.began] == ["Chair", "Vice-Chair", "Secretary"]
    assert [term.name for term in await course.conduct.terms()] == ["Ada", "Eve", "Dee"]
    archived = await course.conduct.archive(SECRETARY, election.id)
    assert archived.stage is Stage.ARCHIVED
    # Who took part is forgotten; how many did is not, and the file stays.
    assert course.rows("SELECT count(*) FROM election_voted") == [(0,)]
    sheet = await course.conduct.describe(election.id)
    assert sheet.turnout is not None
    assert (sheet.turnout.voted, sheet.turnout.roll) == (6, 10)
    assert (await course.conduct.export(STRANGER, election.id, "public")).data == data


async def test_one_person_holds_one_office(course: Course) -> None:
    election = await course.draft()
    await course.until(election.nominations_at)
    await course.stand(election, Chair=[1, 2], Vice_Chair=[1, 3], Secretary=[1, 4])
    await course.to_opening(election)
    for number in range(1, 7):
        await course.vote(
            election.id, number, Chair=["Ada"], Vice_Chair=["Ada", "Cai"], Secretary=["Ada", "Dee"]
        )
    sheet = await course.closes(election.id)
    assert [each.outcome["elected"] for each in sheet.questions if each.outcome] == [
        ["Ada"],
        ["Cai"],
        ["Dee"],
    ]


async def test_a_tie_goes_to_a_second_ballot_and_then_to_the_lot(course: Course) -> None:
    election = await opened(course, "by-election", 1, 2)
    for number in range(1, 7):
        await course.vote(election.id, number, Chair=["Ada" if number % 2 else "Ben"])
    assert (await course.closes(election.id)).election.stage is Stage.TIE
    assert course.notes() == ["note: decide [tie]"]

    second = await course.conduct.second_ballot(SECRETARY, election.id)
    with pytest.raises(UserError):
        await course.conduct.second_ballot(SECRETARY, election.id)
    sheet = await course.conduct.describe(second.id)
    assert [each.name for each in sheet.questions[0].standing] == ["Ada", "Ben"]
    assert second.follows == election.id
    assert second.closes_at - second.opens_at == 7 * DAY
    await course.conduct.freeze(SECRETARY, second.id)
    await course.to_opening(second)
    for number in range(1, 7):
        await course.vote(second.id, number, Chair=["Ada" if number % 2 else "Ben"])
    assert (await course.closes(second.id)).election.stage is Stage.TIE

    before = await course.conduct.export(SECRETARY, second.id, "public")
    drawn = await course.conduct.draw_lot(SECRETARY, second.id, "3b5c6e")
    assert drawn.election.stage is Stage.ELECTED
    after = await course.conduct.export(SECRETARY, second.id, "public")
    assert course.files("lot", second.id) == [after] != [before]
    again = (await course.file(second.id))["settled"]["ties"][0]
    assert again["value"] == "3b5c6e"
    # By which value it would be drawn stood in the log when voting opened.
    (paper,) = [
        each.detail["paper"] for each in await course.conduct.log(second.id) if "paper" in each.detail
    ]
    assert "drand" in paper["regulations"]["lot_source"]
    assert recount(read((await course.conduct.export(SECRETARY, second.id, "public")).data)).same
    # What the second ballot came to is the outcome of the first, too.
    await course.conduct.sweep()
    first = await course.conduct.describe(election.id)
    assert first.election.stage is Stage.ELECTED
    assert first.questions[0].outcome is not None
    assert first.questions[0].outcome["elected"] == again["chosen"]
    assert recount(read((await course.conduct.export(SECRETARY, election.id, "public")).data)).same
    # One term begins, not two.
    await course.conduct.confirm(SECRETARY, second.id)
    await course.conduct.confirm(SECRETARY, election.id)
    assert [(term.office, term.name) for term in await course.conduct.terms()] == [
        ("Chair", again["chosen"][0])
    ]


async def test_too_few_is_not_valid_and_extended_once(course: Course) -> None:
    election = await opened(course, "by-election", 1, 2)
    for number in range(1, 5):
        await course.vote(election.id, number, Chair=["Ada"])
    sheet = await course.closes(election.id)
    assert sheet.election.stage is Stage.NOT_VALID
    # Nothing is opened, nothing is counted, nothing is shown.
    assert course.rows("SELECT count(*) FROM election_ballot") == [(0,)]
    assert sheet.questions[0].count is None
    assert verdicts(course) == ["not valid"]
    assert course.keys.exists(election.id)

    until = course.clock.now() + 7 * DAY
    await course.conduct.extend(SECRETARY, election.id, until, "A holiday was in between.")
    with pytest.raises(UserError):
        await course.vote(election.id, 1, Chair=["Ben"])
    for number in (5, 6):
        await course.vote(election.id, number, Chair=["Ben"])
    sheet = await course.closes(election.id)
    assert sheet.election.stage is Stage.ELECTED
    assert sheet.turnout is not None
    assert sheet.turnout.voted == 6
    assert recount(read((await course.conduct.export(SECRETARY, election.id, "public")).data)).same
    assert not course.keys.exists(election.id)


async def test_a_vote_that_is_not_valid_twice_is_over(course: Course) -> None:
    election = await opened(course, "by-election", 1, 2)
    await course.vote(election.id, 1, Chair=["Ada"])
    await course.closes(election.id)
    await course.conduct.extend(SECRETARY, election.id, course.clock.now() + DAY, "Few knew.")
    assert (await course.closes(election.id)).election.stage is Stage.NOT_VALID
    with pytest.raises(UserError, match="extended already"):
        await course.conduct.extend(SECRETARY, election.id, course.clock.now() + DAY, "Few knew.")
    assert not course.keys.exists(election.id)
    assert (await course.file())["validity"]["valid"] is False


async def test_who_stands_alone_has_to_beat_reopen_nominations(course: Course) -> None:
    election = await opened(course, "by-election", 1)
    for number in range(1, 7):
        await course.vote(election.id, number, Chair=["reopen", "Ada"])
    assert (await course.closes(election.id)).election.stage is Stage.REOPENED

    follows = await course.conduct.second_ballot(SECRETARY, election.id)
    await course.until(follows.nominations_at)
    assert (await course.conduct.describe(follows.id)).election.stage is Stage.NOMINATIONS


async def test_a34_more_seats_than_the_method_fills_keep_an_election_from_beginning(course: Course) -> None:
    election = await course.draft("by-election")
    committee = QuestionDraft(Form.OFFICE, "Committee", seats=3)
    await course.conduct.add_question(SECRETARY, election.id, committee)
    with pytest.raises(UserError, match=r"Committee: irv fills one seat, not 3.*stv"):
        await course.conduct.begin_nominations(SECRETARY, election.id)
    await course.regulate(election, method="stv")
    await course.conduct.begin_nominations(SECRETARY, election.id)
    assert (await course.conduct.describe(election.id)).election.stage is Stage.NOMINATIONS


async def test_who_stands_alone_is_elected_without_a_ballot_where_the_rules_say_so(course: Course) -> None:
    election = await opened(course, "by-election", 1, unopposed="acclaim")
    assert election.stage is Stage.ELECTED
    assert course.rows("SELECT key FROM outbox WHERE key LIKE '%.opening'") == []
    await course.conduct.confirm(SECRETARY, election.id)
    assert [term.name for term in await course.conduct.terms()] == ["Ada"]


async def test_row_14_an_office_whose_term_runs_is_filled_anew_by_a_majority_of_the_officers(
    course: Course,
) -> None:
    first = await course.draft()
    await course.regulate(first, unopposed="acclaim")
    await course.until(first.nominations_at)
    await course.stand(first, Chair=[1], Vice_Chair=[2], Secretary=[3])
    await course.to_opening(first)
    await course.conduct.confirm(SECRETARY, first.id)

    again = await course.draft("by-election", questions=(QuestionDraft(Form.OFFICE, "Chair"),))
    with pytest.raises(UserError, match="0 of 3 officers in favour"):
        await course.conduct.begin_nominations(SECRETARY, again.id)
    with pytest.raises(NotAllowed, match="hold an office"):
        await course.conduct.favour(member(4), again.id)
    for _ in range(2):
        # Whoever presses twice is one of them.
        await course.conduct.favour(member(2), again.id)
    with pytest.raises(UserError, match="1 of 3 officers in favour"):
        await course.conduct.begin_nominations(SECRETARY, again.id)
    await course.conduct.favour(member(3), again.id)
    await course.conduct.begin_nominations(SECRETARY, again.id)
    assert (await course.steps(again.id)).count("be in favour") == 2


async def test_row_16_a_standing_that_lapses_before_the_opening_is_told_to_the_officer(
    course: Course,
) -> None:
    # Voting is to open on 17 March; who is in good standing now may not be then.
    for last, lapses in (("2024-03-18", False), ("2024-03-10", True)):
        await course.conduct.import_roll(SECRETARY, f"member_id,name,last_meeting\nm001,Ada,{last}")
        election = await course.draft("by-election")
        assert str(election.opens_at.date()) == "2026-03-17"
        warnings = " ".join((await course.conduct.describe(election.id)).warnings)
        assert ("1 member will have another standing when voting opens" in warnings) is lapses


async def test_nobody_stands(course: Course) -> None:
    election = await course.draft("by-election")
    await course.conduct.add_question(SECRETARY, election.id, QuestionDraft(Form.OFFICE, "Chair"))
    await course.until(election.nominations_at)
    await course.until(election.nominations_until)
    fresh = (await course.conduct.describe(election.id)).election
    assert fresh.stage is Stage.NOMINATIONS
    assert election.nominations_until is not None
    assert fresh.nominations_until == election.nominations_until + 7 * DAY
    assert fresh.closes_at - fresh.opens_at == election.closes_at - election.opens_at
    await course.until(fresh.nominations_until)
    assert (await course.conduct.describe(election.id)).election.stage is Stage.REOPENED
    assert course.notes() == ["note: nobody stands [reopened] Chair"]
    assert course.says() == [
        # Both announcements say now that nominations are over.
        "nominations open [reopened] Chair: ",
        "nominations open [reopened] Chair: ",
        "result [reopened] ['reopened']",
    ]


async def test_an_office_without_candidates_stays_open_and_the_others_are_voted_on(course: Course) -> None:
    election = await course.draft()
    await course.until(election.nominations_at)
    await course.stand(election, Chair=[1, 2], Vice_Chair=[3, 4])
    await course.until(election.nominations_until)
    fresh = (await course.conduct.describe(election.id)).election
    await course.until(fresh.nominations_until)
    sheet = await course.to_opening(fresh)
    assert sheet.election.stage is Stage.OPEN
    for number in range(1, 6):
        await course.vote(election.id, number, Chair=["Ada"], Vice_Chair=["Cai"])
    await course.closes(election.id)
    assert verdicts(course) == ["elected", "elected", "reopened"]
    # Who holds the office without a successor stays; the others begin.
    began = (await course.conduct.confirm(SECRETARY, election.id)).began
    assert [term.office for term in began] == ["Chair", "Vice-Chair"]


@pytest.mark.parametrize(
    ("yes", "no", "verdict"), [(4, 2, "passed"), (3, 2, "failed"), (6, 3, "passed"), (6, 4, "failed")]
)
async def test_an_amendment_takes_exactly_two_thirds(course: Course, yes: int, no: int, verdict: str) -> None:
    election = await motion(course)
    for number in range(1, yes + no + 1):
        await course.vote(election.id, number, Motion="yes" if number <= yes else "no")
    assert (await course.closes(election.id)).election.stage is Stage.ELECTED
    assert verdicts(course) == [verdict]
    confirmed = await course.conduct.confirm(SECRETARY, election.id)
    assert await course.conduct.terms() == []
    # Row 20: the day after it is ratified.
    tomorrow = (course.clock.now() + DAY).date()
    assert confirmed.takes_effect == (tomorrow if verdict == "passed" else None)
    (entry,) = [each for each in await course.conduct.log(election.id) if each.step == "confirm"]
    assert entry.detail.get("takes_effect") == (tomorrow.isoformat() if verdict == "passed" else None)


async def test_four_people_are_admitted_or_not(course: Course) -> None:
    names = ("Kim", "Lea", "Max", "Noa")
    election = await motion(course, "admission", *names)
    for number in range(1, 7):
        await course.vote(election.id, number, Kim="yes", Lea="yes" if number < 4 else "no", Noa="no")
    await course.closes(election.id)
    # Half and half fails; abstentions take part and count for neither.
    assert verdicts(course) == ["passed", "failed", "failed", "failed"]


async def test_a_meeting_with_proxies_and_quorum(course: Course) -> None:
    election = await course.draft("motion at a meeting")
    await course.conduct.add_question(
        SECRETARY, election.id, QuestionDraft(Form.MOTION, "Motion", "We meet twice a year.")
    )
    await course.conduct.freeze(SECRETARY, election.id)
    # Whoever cannot come gives their vote before the meeting, and keeps it given when the roll is frozen.
    await course.conduct.give_proxy(member(4), election.id, 1)
    await course.conduct.give_proxy(member(5), election.id, 1)
    with pytest.raises(UserError):
        await course.conduct.give_proxy(member(6), election.id, 1)
    with pytest.raises(UserError):
        await course.conduct.give_proxy(member(1), election.id, 2)
    await course.conduct.take_back_proxy(member(5), election.id)
    await course.conduct.give_proxy(member(5), election.id, 2)
    sheet = await course.to_opening(election)
    (question,) = sheet.questions
    for number in (1, 2, 3):
        await course.vote(election.id, number, Motion="yes")
    for principal, holder in (("m004", "m001"), ("m005", "m002")):
        answer = {question.question.id: {"vote": "yes"}}
        await course.box.cast(election.id, principal, answer, holder_id=holder)
    sheet = await course.closes(election.id)
    # Three of ten are not a third: those who vote through others are not there.
    assert sheet.needed == 4
    assert sheet.election.stage is Stage.NOT_VALID
    with pytest.raises(UserError, match="ends with the meeting"):
        await course.conduct.extend(SECRETARY, election.id, course.clock.now() + DAY, "Again.")
    # It is over: the file says so, and the key is gone.
    assert (await course.file())["validity"]["valid"] is False
    assert not course.keys.exists(election.id)


async def test_at_a_meeting_those_count_who_are_there(course: Course) -> None:
    election = await motion(course, "motion at a meeting")
    for number in (1, 2, 3):
        await course.vote(election.id, number, Motion="yes")
    await course.after(HOUR)
    with pytest.raises(UserError, match="cannot be"):
        await course.conduct.close(SECRETARY, election.id, "All have voted.", 11)
    await course.conduct.close(SECRETARY, election.id, "All have voted.", 4)
    await course.conduct.sweep()
    assert verdicts(course) == ["passed"]
    assert recount(read((await course.conduct.export(SECRETARY, election.id, "public")).data)).same


async def test_an_open_vote_says_who_voted_how(course: Course) -> None:
    election = await motion(course, "motion")
    for number in range(1, 7):
        await course.vote(election.id, number, Motion="yes" if number < 5 else "no")
    await course.closes(election.id)
    ballots = (await course.file())["questions"][0]["ballots"]
    assert {each["member"]: each["vote"] for each in ballots}["m006"] == "no"


async def test_few_voters_may_publish_rounds_only(course: Course) -> None:
    await course.start(scrutineers=(1, 9, 10))
    election = await opened(course, "by-election", 1, 2, publication="rounds")
    for number in range(1, 7):
        await course.vote(election.id, number, Chair=["Ada"])
    # Who gets the ballots is named when voting opens: others that are set later do not.
    await course.start(scrutineers=(7, 8))
    await course.closes(election.id)
    assert "ballots" not in (await course.file())["questions"][0]
    assert len((await course.file(name="full"))["questions"][0]["ballots"]) == 6
    # Ada stands, and counts nothing.
    assert "scrutiny [elected] (9, 10)" in course.says()
    assert await course.conduct.export(member(9), election.id, "full")
    for number in (1, 7):
        with pytest.raises(NotAllowed):
            await course.conduct.export(member(number), election.id, "full")


async def test_ballots_that_are_not_published_have_somebody_to_count_them(course: Course) -> None:
    election = await course.draft("by-election")
    await course.conduct.add_question(SECRETARY, election.id, QuestionDraft(Form.OFFICE, "Chair"))
    await course.regulate(election, publication="rounds")
    with pytest.raises(UserError, match="two scrutineers"):
        await course.conduct.begin_nominations(SECRETARY, election.id)
    await course.start(scrutineers=(1, 9))
    await course.until(election.nominations_at)
    assert "scrutineers" not in " ".join((await course.conduct.describe(election.id)).warnings)
    await course.stand(election, Chair=[1, 2])
    assert "fewer than two scrutineers" in " ".join((await course.conduct.describe(election.id)).warnings)


async def test_the_officer_is_told_what_the_published_ballots_reveal(course: Course) -> None:
    election = await opened(course, "by-election", 1, 2)
    for number in range(1, 7):
        await course.vote(election.id, number, Chair=["Ada"] if number < 6 else ["Ben", "Ada"])
    await course.closes(election.id)
    (told,) = course.notes()
    assert told.startswith("note: reveals [elected] Chair: 5 ballots say the same")
    assert "Chair: 1 of 6 ballots are unlike any other" in told


async def test_small_electorates_are_warned_before_it_is_published(course: Course) -> None:
    election = await course.draft("admission")
    assert any("Only 10 may vote" in each for each in (await course.conduct.describe(election.id)).warnings)


async def test_a_withdrawal_in_mid_vote_is_told_and_ballots_pass_on(course: Course) -> None:
    election = await opened(course, "by-election", 1, 2, 3)
    ada = (await course.conduct.describe(election.id)).questions[0].candidates[0]
    for number in range(1, 7):
        await course.vote(election.id, number, Chair=["Ada", "Ben"] if number < 5 else ["Cai"])
    with pytest.raises(NotAllowed):
        await course.conduct.withdraw(member(2), ada.id)
    withdrawn = await course.conduct.withdraw(member(1), ada.id, "A new job.")
    assert withdrawn.state is CandidateState.WITHDRAWN
    assert "withdrawal [open] Ada" in course.says()
    sheet = await course.closes(election.id)
    assert sheet.questions[0].outcome is not None
    assert sheet.questions[0].outcome["elected"] == ["Ben"]
    assert recount(read((await course.conduct.export(SECRETARY, election.id, "public")).data)).same


async def test_somebody_left_out_is_added_with_a_reason(course: Course) -> None:
    election = await opened(course, "by-election", 1, 2)
    kim = Voter("m011", "Kim", 11)
    with pytest.raises(NotAllowed):
        await course.conduct.add_late(MODERATOR, election.id, kim, "Forgotten.")
    before = (await course.conduct.describe(election.id)).roll_hash
    turnout = await course.conduct.add_late(SECRETARY, election.id, kim, "Forgotten.")
    assert turnout.roll == 11
    assert (await course.conduct.describe(election.id)).roll_hash != before
    await course.vote(election.id, 11, Chair=["Ben"])
    for number in range(1, 6):
        await course.vote(election.id, number, Chair=["Ada"])
    await course.closes(election.id)
    assert recount(read((await course.conduct.export(SECRETARY, election.id, "public")).data)).same


async def test_the_roll_is_that_of_the_opening(course: Course) -> None:
    election = await opened(course, "by-election", 1, 2)
    await course.conduct.import_roll(SECRETARY, roll_of(4))
    # Who is taken off the members' roll meanwhile votes all the same.
    await course.vote(election.id, 9, Chair=["Ada"])
    assert (await course.conduct.describe(election.id)).turnout is not None
    with pytest.raises(NotAllowed):
        await course.conduct.import_roll(member(1), roll_of(3))


async def test_the_committee_does_not_cancel_the_vote_on_a_change_that_a_member_proposed(
    course: Course,
) -> None:
    election = await course.draft("amendment")
    with pytest.raises(NotAllowed, match="does not reject"):
        await course.conduct.cancel(COMMITTEE, election.id, "We are against it.")
    await course.conduct.cancel(SECRETARY, election.id, "Its proposer took it back.")
    assert (await course.conduct.describe(election.id)).election.stage is Stage.CANCELLED


async def test_cancelled_is_kept_and_never_counted(course: Course) -> None:
    election = await opened(course, "by-election", 1, 2)
    await course.vote(election.id, 1, Chair=["Ada"])
    with pytest.raises(NotAllowed):
        await course.conduct.cancel(member(5), election.id, "I do not like it.")
    await course.conduct.cancel(COMMITTEE, election.id, "The charter changed.")
    await course.after(30 * DAY)
    sheet = await course.conduct.describe(election.id)
    assert sheet.election.stage is Stage.CANCELLED
    assert (await course.steps())[-1] == "cancel"
    assert course.says()[-1] == "cancelled [cancelled] The charter changed."
    assert course.rows("SELECT count(*) FROM election_sealed_ballot") == [(0,)]
    assert course.rows("SELECT count(*) FROM election_ballot") == [(0,)]
    assert not course.keys.exists(election.id)


async def test_closing_early_takes_a_reason(course: Course) -> None:
    election = await opened(course, "by-election", 1, 2)
    for number in range(1, 11):
        await course.vote(election.id, number, Chair=["Ada"])
    await course.after(HOUR)
    with pytest.raises(UserError, match="Say why"):
        await course.conduct.close(SECRETARY, election.id, " ")
    closed = await course.conduct.close(SECRETARY, election.id, "Everybody has voted.")
    assert closed.closes_at == course.clock.now()
    sheet = await course.conduct.count(SECRETARY, election.id)
    assert sheet.election.stage is Stage.ELECTED
    assert recount(read((await course.conduct.export(SECRETARY, election.id, "public")).data)).same


async def test_a_nominee_is_asked_and_answers(course: Course) -> None:
    election = await course.draft("by-election")
    question = await course.conduct.add_question(SECRETARY, election.id, QuestionDraft(Form.OFFICE, "Chair"))
    with pytest.raises(UserError, match="not begun"):
        await course.conduct.nominate(member(1), question.id, 2, "Ben", "He is good.")
    await course.until(election.nominations_at)
    ben = await course.conduct.nominate(member(1), question.id, 2, "Ben", "He is good.")
    assert course.post(f"nominee.{ben.id}") == "asked [nominations] Ben Chair nominated"
    with pytest.raises(NotAllowed):
        await course.conduct.answer(member(1), ben.id, True)
    with pytest.raises(UserError, match="has to answer"):
        await course.conduct.nominate(member(3), question.id, 2, "Ben", "")
    await course.conduct.answer(member(2), ben.id, True)
    assert course.post(f"nominee.{ben.id}") == "asked [nominations] Ben Chair accepted"
    assert course.post("nominations") == "nominations open [nominations] Chair: Ben"
    cai = await course.conduct.nominate(member(1), question.id, 3, "Ben", "")
    assert cai.name == "Ben (2)"
    await course.conduct.import_roll(SECRETARY, roll_of(10) + "\nm900,Sue,900")
    with pytest.raises(UserError, match="returns officer cannot stand"):
        await course.conduct.nominate(SECRETARY, question.id, 900, "Sue", "")
    await course.until(election.nominations_until)
    # Who has not answered does not stand, and cannot any more.
    with pytest.raises(UserError):
        await course.conduct.answer(member(3), cai.id, True)
    sheet = await course.conduct.describe(election.id)
    assert [each.name for each in sheet.questions[0].standing] == ["Ben"]


async def test_a_candidate_does_not_conduct(course: Course) -> None:
    election = await course.draft("by-election", officer_id=1)
    await course.conduct.add_question(member(1), election.id, QuestionDraft(Form.OFFICE, "Chair"))
    await course.conduct.hand_over(COMMITTEE, election.id, 900)
    await course.until(election.nominations_at)
    await course.stand(election, Chair=[1])
    with pytest.raises(UserError, match="cannot be the returns officer"):
        await course.conduct.hand_over(COMMITTEE, election.id, 1)
    with pytest.raises(NotAllowed):
        await course.conduct.cancel(member(1), election.id, "I stand.")


async def test_a_change_of_the_charter_comes_a_month_before_the_meeting(course: Course) -> None:
    soon = await course.draft("amendment at a meeting")
    assert "at least one month before" in (await course.conduct.describe(soon.id)).warnings[0]
    moved = await course.conduct.set_dates(
        SECRETARY, soon.id, opens_at=course.clock.now() + 31 * DAY, closes_at=course.clock.now() + 32 * DAY
    )
    assert not any("month" in each for each in (await course.conduct.describe(moved.id)).warnings)


async def test_an_office_waits_for_the_tie_of_another(course: Course) -> None:
    election = await course.draft()
    await course.regulate(election, tie="lot")
    await course.until(election.nominations_at)
    await course.stand(election, Chair=[1, 2], Vice_Chair=[1, 2], Secretary=[5, 6])
    await course.to_opening(election)
    for number in range(1, 7):
        first = "Ada" if number % 2 else "Ben"
        await course.vote(election.id, number, Chair=[first], Vice_Chair=["Ada", "Ben"], Secretary=["Eve"])
    sheet = await course.closes(election.id)
    assert sheet.election.stage is Stage.TIE
    assert verdicts(course) == ["tie", "tie", "elected"]
    with pytest.raises(UserError, match="hangs on a tie"):
        await course.conduct.confirm(SECRETARY, election.id)
    with pytest.raises(UserError):
        await course.conduct.second_ballot(SECRETARY, election.id)

    drawn = await course.conduct.draw_lot(SECRETARY, election.id, "3b5c6e")
    assert drawn.election.stage is Stage.ELECTED
    elected = [each.outcome["elected"] for each in drawn.questions if each.outcome]
    assert sorted(elected[0] + elected[1]) == ["Ada", "Ben"]
    assert recount(read((await course.conduct.export(SECRETARY, election.id, "public")).data)).same
    await course.conduct.confirm(SECRETARY, election.id)
    assert len(await course.conduct.terms()) == 3


async def test_a_question_of_a_draft_is_changed_in_its_place(course: Course) -> None:
    election = await course.draft()
    chair, vice, _ = [each.question for each in (await course.conduct.describe(election.id)).questions]
    wanted = QuestionDraft(Form.OFFICE, " Chairs ", "They chair. ", 2)
    changed = await course.conduct.change_question(SECRETARY, chair.id, wanted)
    assert (changed.title, changed.text, changed.seats) == ("Chairs", "They chair.", 2)
    sheet = await course.conduct.describe(election.id)
    assert [each.question.title for each in sheet.questions] == ["Chairs", "Vice-Chair", "Secretary"]
    assert sheet.questions[0].question == changed
    # Sent as it was, it is no step.
    await course.conduct.change_question(SECRETARY, chair.id, wanted)
    assert (await course.steps()).count("change question") == 1

    for title, why in (("chairs", "already"), ("", "1 to 100"), ("x" * 101, "1 to 100")):
        with pytest.raises(UserError, match=why):
            await course.conduct.change_question(SECRETARY, vice.id, QuestionDraft(Form.OFFICE, title))
    with pytest.raises(UserError, match="seat"):
        await course.conduct.change_question(SECRETARY, vice.id, QuestionDraft(Form.OFFICE, "Vice", "", 0))
    with pytest.raises(NotAllowed):
        await course.conduct.change_question(member(3), vice.id, QuestionDraft(Form.OFFICE, "Vice"))
    with pytest.raises(UserError, match="no such question"):
        await course.conduct.change_question(SECRETARY, 999, wanted)
    await course.conduct.change_question(SECRETARY, chair.id, QuestionDraft(Form.OFFICE, "Chair"))
    await course.until(election.nominations_at)
    with pytest.raises(UserError, match="in a draft only"):
        await course.conduct.change_question(SECRETARY, chair.id, QuestionDraft(Form.OFFICE, "Chair"))


async def test_what_a_second_ballot_is_about_stays_what_was_tied(course: Course) -> None:
    election = await opened(course, "by-election", 1, 2)
    for number in range(1, 7):
        await course.vote(election.id, number, Chair=["Ada" if number % 2 else "Ben"])
    await course.closes(election.id)
    second = await course.conduct.second_ballot(SECRETARY, election.id)
    (asked,) = (await course.conduct.describe(second.id)).questions
    for wanted in (QuestionDraft(Form.OFFICE, "President"), QuestionDraft(Form.OFFICE, "Chair", "", 2)):
        with pytest.raises(UserError, match="follows"):
            await course.conduct.change_question(SECRETARY, asked.question.id, wanted)
    said = QuestionDraft(Form.OFFICE, "Chair", "Who was tied.")
    assert (await course.conduct.change_question(SECRETARY, asked.question.id, said)).text == "Who was tied."


async def test_an_officer_may_go_faster_than_announced(course: Course) -> None:
    election = await course.draft("by-election")
    await course.conduct.add_question(SECRETARY, election.id, QuestionDraft(Form.OFFICE, "Chair"))
    with pytest.raises(UserError, match="has nominations"):
        await course.conduct.freeze(SECRETARY, election.id)
    await course.conduct.begin_nominations(SECRETARY, election.id)
    with pytest.raises(UserError, match="Nobody stands"):
        await course.conduct.freeze(SECRETARY, election.id)
    await course.stand(election, Chair=[1, 2])
    with pytest.raises(UserError, match="has nominations"):
        await course.conduct.freeze(SECRETARY, election.id)
    await course.after(HOUR)
    frozen = await course.conduct.freeze(SECRETARY, election.id)
    assert frozen.nominations_until == course.clock.now()
    opened = await course.conduct.open(SECRETARY, election.id)
    assert opened.opens_at == course.clock.now()
    assert opened.closes_at == election.closes_at
    await course.vote(election.id, 1, Chair=["Ada"])
