"""The voting members' vote comes back: elections and motions on one database, and whatever ends between them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.errors import UserError
from bot.ports import ASKED_ELECTION, OPEN_ELECTION, AskedElection, Ports, WantedElection
from cogs.committee.deciding.members import MembersVotes
from cogs.committee.face.escalating import wanted
from cogs.committee.model import BOT, Choice, Kind, State, VoteDecided, VoteOpened, VoteOutcome
from cogs.elections.asking import Asking
from cogs.elections.model import Stage
from tests.store.elections.course import COMMITTEE, SECRETARY, Course

from .conftest import ADA, BEN, CAI, CHANNEL, DAY, World, text_of, world_at


@dataclass
class Both:
    """A bot that holds elections and decides motions; with `restless` it is started anew before each look."""

    world: World
    course: Course
    ports: Ports = field(default_factory=Ports)
    officers: list[int] = field(default_factory=lambda: [SECRETARY.user_id])
    # Raised after an election was made, before the motion knows of it.
    killed: bool = False

    @property
    def votes(self) -> MembersVotes:
        world = self.world
        return MembersVotes(
            world.database, world.outbox, world.clock, world.health, self.ports, world.deciding, wanted
        )

    def offer(self) -> None:
        asking = Asking(self.course.conduct, lambda: self.officers, 77)

        async def make(asked: WantedElection) -> AskedElection:
            made = await asking.open(asked)
            if self.killed:
                raise KeyboardInterrupt
            return made

        self.ports.offer(OPEN_ELECTION, make)
        self.ports.offer(ASKED_ELECTION, asking.find)

    def off(self) -> None:
        self.ports.withdraw(OPEN_ELECTION)
        self.ports.withdraw(ASKED_ELECTION)

    async def look(self) -> None:
        """Look twice what is due on both sides: the second time nothing may happen."""
        for _ in range(2):
            await self.course.conduct.sweep()
            await self.world.deciding.sweep()
            await self.votes.sweep()

    async def agreed(self, kind: Kind = Kind.CHARTER, **more: str) -> int:
        number = await self.world.propose(kind=kind, **more)
        for each in (BEN, CAI):
            await self.world.answer(number, each, Choice.APPROVE)
        return number

    async def drafted(self, number: int = 1) -> int:
        return (await self.votes.draft(number)).id

    async def opens(self, election: int) -> None:
        await self.course.conduct.freeze(SECRETARY, election)
        await self.course.until((await self.course.conduct.describe(election)).election.opens_at)
        await self.look()

    async def votes_are(self, election: int, **answers: str) -> None:
        """`m1="yes"` is the ballot of the first member."""
        ((question,),) = self.world.rows(
            "SELECT title FROM election_question WHERE election_id = ?", election
        )
        for member, answer in answers.items():
            await self.course.vote(election, int(member[1:]), **{question.replace(" ", "_"): answer})
        await self.course.closes(election)
        await self.look()

    def steps(self, number: int = 1) -> list[tuple[str, int]]:
        return self.world.rows(
            "SELECT step, who FROM committee_log WHERE motion = ? ORDER BY number", number
        )[3:]

    def warnings(self) -> list[str]:
        return [text_of(each["components"]) for each in self.world.bodies("committee.*.election.*")]

    async def why(self, number: int = 1) -> str:
        view = await self.world.view(number)
        return [each.detail for each in view.events if isinstance(each, VoteDecided)][-1]


@pytest.fixture(params=[False, True], ids=["running", "restarted between any two steps"])
async def both(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Both]:
    path = tmp_path / "community.sqlite3"
    async with world_at(path, restless=request.param) as world:
        course = await Course(path, world.database, clock=world.clock).start(channel=CHANNEL)
        await course.roll(6)
        made = Both(world, course)
        made.offer()
        yield made


async def test_a_charter_motion_goes_to_the_members_comes_back_and_is_recorded(both: Both) -> None:
    number = await both.agreed(title="Two chairs")
    election = await both.drafted()
    ((kind, rules),) = both.world.rows("SELECT kind, json_extract(regulations, '$.threshold') FROM election")
    assert (kind, rules) == ("amendment", "2/3")
    await both.opens(election)
    assert both.steps() == [("vote opened", BOT)]
    with pytest.raises(UserError, match="voting on it now"):
        await both.world.answer(number, BEN, Choice.ABSTAIN)
    await both.votes_are(election, m1="yes", m2="yes", m3="no", m4="abstain")
    assert both.steps() == [("vote opened", BOT)], "who conducts it has still to confirm"
    await both.course.conduct.confirm(COMMITTEE, election)
    await both.look()
    assert both.steps() == [("vote opened", BOT), ("vote decided", BOT)]
    assert "2" in await both.why()
    assert await both.world.state(number) is State.PASSED
    (*_, notice) = both.world.notices(number)
    assert "Passed by the voting members" in notice
    assert "the bot records it" in notice
    view = await both.world.view(number)
    assert view.record_at is not None
    await both.course.after(view.record_at - both.world.clock.now() - DAY)
    await both.look()
    assert await both.world.state(number) is State.PASSED
    await both.course.after(DAY)
    await both.look()
    assert both.steps()[2:] == [("recorded", BOT)]
    (*_, notice) = both.world.bodies(f"committee.{number}.notice.*")
    assert "Recorded: passed by the voting members" in text_of(notice["components"])
    assert len(notice["files"]) == 1
    record = (await both.world.deciding.looking.record(await both.world.view(number))).text
    assert f"https://discord.com/channels/77/{CHANNEL}" in record
    assert both.warnings() == []


async def test_ended_after_the_draft_was_made_there_is_still_one_draft(both: Both) -> None:
    await both.agreed()
    both.killed = True
    with pytest.raises(KeyboardInterrupt):
        await both.drafted()
    both.killed = False
    with pytest.raises(UserError, match="Election 1 was drafted"):
        await both.drafted()
    await both.look()
    assert both.world.rows("SELECT count(*) FROM election") == [(1,)]
    await both.opens(1)
    assert both.steps() == [("vote opened", BOT)]


async def test_ended_before_the_draft_was_made_it_is_made_when_asked_for_again(both: Both) -> None:
    await both.agreed()
    officers, both.officers = both.officers, []
    with pytest.raises(UserError, match="Nobody is there to conduct"):
        await both.drafted()
    await both.look()
    both.officers = officers
    assert await both.drafted() == 1


async def test_what_happened_while_elections_were_not_heard_of_is_noted_later(both: Both) -> None:
    number = await both.agreed()
    election = await both.drafted()
    both.off()
    with pytest.raises(UserError, match="No elections"):
        await both.drafted()
    await both.opens(election)
    await both.votes_are(election, m1="no", m2="no", m3="yes")
    await both.course.conduct.confirm(COMMITTEE, election)
    await both.course.conduct.archive(SECRETARY, election)
    await both.look()
    assert both.steps() == []
    both.offer()
    await both.look()
    assert both.steps() == [("vote opened", BOT), ("vote decided", BOT)]
    assert await both.world.state(number) is State.REJECTED


async def test_a_vote_that_is_extended_goes_on_and_one_that_is_not_valid_is_held_again(both: Both) -> None:
    number = await both.agreed()
    election = await both.drafted()
    await both.opens(election)
    await both.votes_are(election, m1="yes")
    assert both.course.rows("SELECT stage FROM election") == [("not valid",)]
    assert both.steps() == [("vote opened", BOT)], "it may still be extended"
    await both.course.conduct.extend(SECRETARY, election, None, "Holidays.")
    await both.votes_are(election, m2="yes")
    assert both.steps() == [("vote opened", BOT), ("vote decided", BOT)]
    assert "2 of 6" in await both.why()
    assert await both.world.state(number) is State.AWAITING_MEMBERS
    again = await both.drafted()
    assert again == 2
    await both.opens(again)
    await both.votes_are(again, m1="yes", m2="yes", m3="yes")
    await both.course.conduct.confirm(COMMITTEE, again)
    await both.look()
    assert await both.world.state(number) is State.PASSED
    assert both.warnings() == []


async def test_a_cancelled_vote_leaves_the_motion_to_the_committee(both: Both) -> None:
    number = await both.agreed()
    first = await both.drafted()
    await both.course.conduct.cancel(SECRETARY, first, "The wording.")
    await both.look()
    assert both.steps() == []
    second = await both.drafted()
    await both.opens(second)
    await both.course.conduct.cancel(SECRETARY, second, "Wrong roll.")
    await both.look()
    assert both.steps() == [("vote opened", BOT), ("vote decided", BOT)]
    assert await both.why() == "Election 2. It was cancelled: Wrong roll."
    assert await both.world.state(number) is State.AWAITING_MEMBERS
    assert await both.drafted() == 3


async def test_a_question_that_its_officer_takes_out_can_be_asked_anew(both: Both) -> None:
    await both.agreed()
    election = await both.drafted()
    ((question,),) = both.world.rows("SELECT id FROM election_question")
    await both.course.conduct.remove_question(SECRETARY, election, question)
    await both.look()
    assert await both.drafted() == 2


async def test_by_hand_without_a_link_it_is_the_election_that_was_drafted(both: Both) -> None:
    number = await both.agreed()
    election = await both.drafted()
    event, known = await both.votes.by_hand(number, VoteOpened(both.world.clock.now(), ADA))
    assert known == election
    await both.world.confirmed(number, event)
    await both.opens(election)
    await both.votes_are(election, m1="yes", m2="yes", m3="yes")
    await both.course.conduct.confirm(COMMITTEE, election)
    await both.look()
    assert both.steps() == [("vote opened", ADA), ("vote decided", BOT)]
    assert await both.world.state(number) is State.PASSED


@pytest.mark.parametrize(
    ("outcome", "warned"), [(VoteOutcome.PASSED, 0), (VoteOutcome.FAILED, 1), (VoteOutcome.NOT_VALID, 1)]
)
async def test_an_outcome_noted_by_hand_stands_and_another_one_is_told(
    both: Both, outcome: VoteOutcome, warned: int
) -> None:
    number = await both.agreed()
    election = await both.drafted()
    await both.opens(election)
    await both.world.confirmed(number, VoteDecided(both.world.clock.now(), ADA, outcome, "by hand"))
    await both.votes_are(election, m1="yes", m2="yes", m3="yes")
    assert both.warnings() == []
    await both.course.conduct.confirm(COMMITTEE, election)
    await both.look()
    assert both.steps() == [("vote opened", BOT), ("vote decided", ADA)]
    assert len(both.warnings()) == warned
    if warned:
        assert "Its outcome is “passed”" in both.warnings()[0]
        (message,) = both.world.bodies("committee.*.election.*")
        assert message["users"] == [ADA, BEN, CAI]


async def test_a_vote_held_elsewhere_besides_is_told_once(both: Both) -> None:
    number = await both.agreed()
    election = await both.drafted()
    elsewhere = VoteOpened(both.world.clock.now(), ADA, "https://a.example/vote")
    event, known = await both.votes.by_hand(number, elsewhere)
    assert (event, known) == (elsewhere, election)
    await both.world.confirmed(number, event)
    await both.opens(election)
    assert ["It is open, but another vote" in each for each in both.warnings()] == [True]
    await both.votes_are(election, m1="no", m2="no", m3="no")
    await both.course.conduct.confirm(COMMITTEE, election)
    await both.look()
    assert ["It did not pass" in each for each in both.warnings()] == [False, True]
    assert both.steps() == [("vote opened", ADA)]


async def test_an_election_on_a_text_that_was_changed_since_is_told_and_not_noted(both: Both) -> None:
    number = await both.agreed()
    election = await both.drafted()
    await both.world.revise(number, ADA, "There are three.")
    for each in (BEN, CAI):
        await both.world.answer(number, each, Choice.APPROVE)
    assert await both.drafted() == 2
    await both.course.conduct.freeze(SECRETARY, election)
    await both.course.until((await both.course.conduct.describe(election)).election.opens_at - DAY)
    await both.course.conduct.set_dates(SECRETARY, 2, opens_at=both.world.clock.now() + 2 * DAY)
    await both.course.after(DAY)
    await both.look()
    assert all(not step.startswith("vote") for step, _ in both.steps())
    assert ["the text was changed" in each for each in both.warnings()] == [True]
    await both.opens(2)
    assert both.steps()[-1] == ("vote opened", BOT)


async def test_an_election_by_other_rules_is_told_and_not_noted(both: Both) -> None:
    await both.agreed()
    election = await both.drafted()
    await both.course.conduct.set_regulation(SECRETARY, election, "threshold", "1/2")
    await both.opens(election)
    assert both.steps() == []
    assert ["its rules (1/2 of the votes" in each for each in both.warnings()] == [True]


async def test_the_rules_of_the_motion_are_those_of_the_election(tmp_path: Path) -> None:
    async with world_at(tmp_path / "community.sqlite3") as world:
        world.start(escalated_threshold="3/5", participation="1/3")
        course = await Course(world.path, world.database, clock=world.clock).start(channel=CHANNEL)
        both = Both(world, course)
        both.offer()
        number = await world.propose()
        await world.answer(number, BEN, Choice.VETO, "No.")
        found = await course.conduct.describe(await both.drafted())
        rules = found.election.regulations
        assert (str(rules.threshold), str(rules.participation)) == ("3/5", "1/3")
        assert found.election.stage is Stage.DRAFT
