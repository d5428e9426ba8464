"""Pull requests are read into motions, and outcomes said there, on a real file and a real connection."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.errors import UserError
from bot.fetch import Fetcher
from bot.health import Condition
from bot.repository.api import GitHubApi
from bot.repository.pauses import PauseStore
from cogs.committee.deciding.people import People
from cogs.committee.model import Answered, Choice, Revised, State, VoteDecided, VoteOpened, VoteOutcome
from cogs.committee.pulls.asking import PullRequests
from cogs.committee.pulls.commenting import Commenting
from cogs.committee.pulls.following import Following
from tests.wire.committee.pull_requests import LINK, REPOSITORY, PullRequestServer
from tests.wire.guide_source.fake_github import answer, cut, first, silent

from .conftest import ADA, BEN, CAI, DAY, MINUTE, SECOND, World, world_at

LOGINS = {"ada": ADA, "Ben-B": BEN, "cai": CAI}


@dataclass
class Joined:
    """Motions, and the GitHub that their pull requests are on. Each step starts both sweeps anew, as a restart
    does.
    """

    world: World
    github: PullRequestServer
    fetcher: Fetcher
    settings: dict[str, Any] = field(default_factory=dict)
    token: str | None = "secret"

    def configure(self, **more: Any) -> None:
        found = {"repositories": [REPOSITORY], "members": LOGINS, "comment": True, **more}
        self.settings = {**found, "api_url": self.github.url}
        self.world.start(github=self.settings)

    def _asking(self) -> PullRequests:
        async def sleep(seconds: float) -> None:
            self.world.clock.advance(timedelta(seconds=seconds))

        pauses = PauseStore(self.world.database, "committee")
        refused = lambda problem: self.world.health.bad("committee.token", problem)  # noqa: E731
        return PullRequests(
            GitHubApi(
                self.github.url,
                "the committee",
                self.fetcher,
                self.world.clock,
                pauses,
                sleep,
                self.token,
                refused,
            )
        )

    @property
    def following(self) -> Following:
        world = self.world
        return Following(world.database, world.clock, world.health, self._asking(), world.deciding)

    @property
    def commenting(self) -> Commenting:
        world = self.world
        return Commenting(world.database, world.clock, world.health, self._asking(), world.deciding)

    async def look(self, later: timedelta = MINUTE) -> None:
        """Let time pass, and both sweeps do what is due."""
        world = self.world
        world.clock.advance(later)
        world.deciding.knows_all = self.following.is_up_to_date
        await world.deciding.sweep()
        await self.following.sweep()
        await self.commenting.sweep()

    async def answers(self, number: int = 1) -> dict[str, str]:
        """Where everybody stands, and what is remarked of it."""
        return {
            vote.seat: f"{vote.position}{', old' if vote.before_change else ''}"
            f"{', conflict' if vote.conflict else ''}"
            for vote in (await self.world.view(number)).standing.votes
        }

    def condition(self, name: str) -> Condition | None:
        return next((each for each in self.world.health.conditions() if each.name == name), None)

    def logged(self) -> int:
        return int(self.world.rows("SELECT count(*) FROM committee_log")[0][0])


@pytest.fixture
async def joined(tmp_path: Path) -> AsyncIterator[Joined]:
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(world_at(tmp_path / "community.sqlite3"))
        github = PullRequestServer(world.clock.now)
        await github.start()
        stack.push_async_callback(github.stop)
        fetcher = Fetcher(private_hosts=("127.0.0.1",))
        stack.push_async_callback(fetcher.close)
        made = Joined(world, github, fetcher)
        made.configure()
        # Seats are noted when the bot first looks; what is reviewed before counts for nobody.
        await world.deciding.sweep()
        yield made


async def test_either_side_counts_and_is_taken_in_once(joined: Joined) -> None:
    world, github = joined.world, joined.github
    number = await world.propose(pull_request=LINK)
    world.clock.advance(MINUTE)
    given = world.clock.now()
    github.review("BEN-b", "APPROVED", "Fine by me")
    github.review("octocat", "CHANGES_REQUESTED", "No!")
    await joined.look()
    found = (await world.view(number)).standing
    assert found.tally.approvals == 2
    vote = found.vote_of(BEN)
    assert vote is not None
    assert vote.given is not None
    assert vote.given.answer.at == given
    assert "reviewed there without counting here: octocat (requests changes)" in world.card(number)
    logged, asked = joined.logged(), github.count("pull")
    for _ in range(3):
        await joined.look()
    assert joined.logged() == logged
    assert github.count("pull") == asked + 3
    assert all("If-None-Match" in call.headers for call in github.calls[-6:])
    # The two sides differ, and both are shown; then they are alike.
    await world.answer(number, BEN, Choice.ABSTAIN)
    assert (await joined.answers())["Vice-Chair"] == "abstains, conflict"
    world.clock.advance(MINUTE)
    github.review("ben-b", "COMMENTED", "Hm")
    github.review("ben-b", "APPROVED")
    await joined.look()
    assert (await joined.answers())["Vice-Chair"] == "approves, conflict"
    await world.answer(number, BEN, Choice.APPROVE)
    assert (await joined.answers())["Vice-Chair"] == "approves"
    await world.holds(number)
    await joined.look()
    exported = await People(world.database).export(BEN, ["ben-b"])
    assert [each["state"] for each in exported["reviews"]] == ["APPROVED", "COMMENTED", "APPROVED"]
    assert exported["github"][0]["account"] == github.reviews[0]["user"]["id"]
    await world.answer(number, CAI, Choice.APPROVE)
    await world.record(number)
    await joined.look()
    assert (await People(world.database).export(BEN, ["ben-b"]))["reviews"] == []


async def test_commits_restart_the_clock_also_when_they_are_learnt_of_late(joined: Joined) -> None:
    world, github = joined.world, joined.github
    number = await world.propose(pull_request=LINK)
    await joined.look()
    github.review("cai", "CHANGES_REQUESTED", "Name them")
    await joined.look()
    assert await world.state(number) is State.CHANGES_REQUESTED
    assert "Name them" in world.notices(number)[-1]
    # The bot is away; meanwhile the change is pushed and reviewed, by one who had the old page open, too.
    world.clock.advance(2 * DAY)
    github.push("b")
    pushed = world.clock.now()
    github.review("cai", "APPROVED", commit="b" * 40)
    github.review("ben-b", "APPROVED", commit="a" * 40)
    await joined.look(DAY)
    found = (await world.view(number)).standing
    assert found.course.changed_at == pushed
    assert await joined.answers() == {
        "Chair": "approves, old",
        "Vice-Chair": "approves, old",
        "Secretary": "approves",
    }
    assert "Somebody changed the pull request" in world.notices(number)[-1]
    # A second one, that only the head tells of; fourteen days begin anew when it is seen.
    github.push("c")
    await joined.look(DAY)
    assert (await world.view(number)).standing.course.version == 2
    logged = joined.logged()
    await joined.look(DAY)
    assert joined.logged() == logged
    github.state, github.merged_at = "closed", "2026-03-07T00:00:00Z"
    await joined.look()
    assert "the pull request is merged" in world.card(number)


async def test_a_wrong_link_is_put_right(joined: Joined) -> None:
    world, github = joined.world, joined.github
    number = await world.propose(pull_request=LINK)
    github.review("cai", "CHANGES_REQUESTED", "Not this one")
    await joined.look()
    assert await world.state(number) is State.CHANGES_REQUESTED
    right = LINK.replace("/12", "/14")
    await world.deciding.act(number, Revised(world.clock.now(), ADA, pull_request=right))
    assert "It is about another pull request now." in world.notices(number)[-1]
    assert right in world.card(number)
    # What was said of the other one is no answer, also when GitHub tells of it late, as it tells of others'.
    assert (await joined.answers())["Secretary"] == "awaited"
    row = await joined.following._store.get(number)
    github.review("ben-b", "CHANGES_REQUESTED", "Nor this one")
    assert row is not None
    await joined.following._contained(row, 1)
    assert (await joined.answers())["Vice-Chair"] == "awaited"
    first_reviews = github.reviews
    github.number, github.reviews, github.head = 14, [], "e" * 40
    github.review("ben-b", "APPROVED")
    await joined.look()
    assert (await joined.answers())["Vice-Chair"] == "approves"
    assert (await world.view(number)).standing.course.version == 1
    logged = joined.logged()
    await joined.look()
    assert joined.logged() == logged
    told = joined.condition("committee.pull.1")
    assert told is not None
    assert told.detail == "the pull request of motion 1 is read"
    # The first one was right after all: what was said there counts again, as said before the last change.
    there = github.reviews
    github.number, github.reviews = 12, first_reviews
    await world.deciding.act(number, Revised(world.clock.now(), ADA, pull_request=LINK))
    await joined.look()
    old = {"Chair": "approves", "Vice-Chair": "awaited, old", "Secretary": "awaited, old"}
    assert await joined.answers() == old
    github.reviews[0]["state"] = "DISMISSED"
    await joined.look()
    assert await joined.answers() == {**old, "Secretary": "awaited"}
    github.number, github.reviews = 14, there
    await world.deciding.act(number, Revised(world.clock.now(), ADA, pull_request=right))
    await joined.look()
    assert (await joined.answers())["Vice-Chair"] == "approves, old"
    await world.answer(number, CAI, Choice.APPROVE)
    await world.record(number)
    await joined.look()
    assert len(github.comments) == 1
    # One without any is possible too, and then nothing is read.
    other = await world.propose(pull_request=right)
    await joined.look()
    await world.deciding.act(other, Revised(world.clock.now(), ADA, pull_request=""))
    asked = github.count("pull")
    await joined.look()
    assert github.count("pull") == asked
    assert right not in world.card(other)


async def test_what_is_pushed_during_the_members_vote_counts_after_it_if_at_all(joined: Joined) -> None:
    world, github = joined.world, joined.github
    number = await world.propose(pull_request=LINK)
    await joined.look()
    await world.confirmed(number, _veto(world))
    await world.confirmed(number, VoteOpened(world.clock.now(), ADA, "https://a.example/vote"))
    github.push("b")
    github.review("cai", "APPROVED")
    await joined.look()
    assert (await world.view(number)).standing.course.version == 0
    assert "it was changed since, which is not what is voted on" in world.card(number)
    await world.confirmed(number, VoteDecided(world.clock.now(), ADA, VoteOutcome.NOT_VALID, "too few"))
    await joined.look()
    assert (await world.view(number)).standing.course.version == 1
    assert (await joined.answers())["Secretary"] == "approves"


def _veto(world: World) -> Any:
    return Answered(world.clock.now(), BEN, Choice.VETO, "Too early.")


async def test_reviews_on_many_pages_are_all_read(joined: Joined) -> None:
    world, github = joined.world, joined.github
    github.per_page = 2
    await world.propose(pull_request=LINK)
    for _ in range(4):
        github.review("octocat", "COMMENTED")
    last = github.review("cai", "CHANGES_REQUESTED", "Name them")
    await joined.look()
    assert (await joined.answers())["Secretary"] == "requests changes"
    asked = github.count("reviews")
    await joined.look()
    assert github.count("reviews") == asked + 3
    # Only the first page changes, and the whole is known all the same.
    github.reviews[0]["body"] = "Edited"
    await joined.look()
    assert github.count("reviews") == asked + 3 + 3 + 2
    last["state"] = "DISMISSED"
    await joined.look()
    assert (await joined.answers())["Secretary"] == "awaited"
    assert joined.world.rows("SELECT count(*) FROM committee_review") == [(5,)]


MOVED = "open-neuromorphic/elsewhere"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (answer(404, "{}"), "GitHub knows no pull request"),
        (answer(410, "{}"), "GitHub knows no pull request"),
        (answer(403, "{}"), "does not let"),
        (answer(429, "{}", retry_after="3600"), "allows no more requests"),
        (answer(403, "{}", x_ratelimit_remaining="0", x_ratelimit_reset="1772456400"), "allows no more requests"),
        (answer(500, "<html>"), "a problem of its own"),
        (answer(200, "<html>"), "it is no JSON"),
        (answer(200, "[]"), "the pull request is missing"),
        (answer(418, ""), "not expected"),
        (cut, "cannot be read"),
    ],
    ids=range(10),
)  # fmt: skip
async def test_what_goes_wrong_is_said_once_and_the_motion_goes_on(
    joined: Joined, fault: Any, said: str
) -> None:
    world, github = joined.world, joined.github
    github.faults["pull"] = fault
    number = await world.propose(pull_request=LINK)
    await joined.look()
    told = joined.condition("committee.pull.1")
    assert told is not None
    assert not told.ok
    assert said in told.detail
    assert "answers on the card too" in told.detail
    asked = len(github.calls)
    await joined.look(SECOND)
    assert len(github.calls) == asked
    await world.answer(number, BEN, Choice.APPROVE)
    # It heals, and what was said meanwhile counts.
    del github.faults["pull"]
    github.review("cai", "APPROVED")
    await joined.look(2 * timedelta(hours=1))
    told = joined.condition("committee.pull.1")
    assert told is not None
    assert told.ok
    assert (await world.view(number)).standing.consensus


async def test_names_places_and_reviews_that_change(joined: Joined) -> None:
    world, github = joined.world, joined.github
    number = await world.propose(pull_request=LINK)
    review = github.review("cai", "APPROVED", account=33)
    await joined.look()
    assert (await joined.answers())["Secretary"] == "approves"

    def detail() -> str:
        told = joined.condition("committee.pull.1")
        assert told is not None
        assert not told.ok
        return told.detail

    review["user"]["login"] = "caius"
    await joined.look()
    assert "cai is called caius on GitHub by now" in detail()
    github.review("cai", "CHANGES_REQUESTED", "I am another", account=66)
    await joined.look()
    assert "another account has the name cai by now" in detail()
    assert (await joined.answers())["Secretary"] == "approves"
    github.reviews.clear()
    await joined.look()
    assert f"a review that counts for <@{CAI}> is not there any more" in detail()
    github.repository = MOVED
    await joined.look()
    assert f"{REPOSITORY} is {MOVED} by now" in detail()
    joined.configure(repositories=["open-neuromorphic/*"], members={**LOGINS, "caius": 77, "cai": CAI})
    github.review("cai", "CHANGES_REQUESTED", account=66)
    await joined.look(timedelta(hours=1))
    assert (await joined.answers())["Secretary"] == "approves"
    assert await world.state(number) is State.OPEN


async def test_a_refused_token_is_done_without_and_reads_less_often(joined: Joined) -> None:
    world, github = joined.world, joined.github
    await world.propose(pull_request=LINK)
    github.faults["pull"] = lambda request: (
        web.Response(status=401) if request.headers.get("Authorization") else None
    )
    await joined.look()
    told = joined.condition("committee.token")
    assert told is not None
    assert "renew GITHUB_TOKEN" in told.detail
    joined.token = None
    github.review("cai", "APPROVED")
    await joined.look()
    assert (await joined.answers())["Secretary"] == "awaited"
    await joined.look(4 * MINUTE)
    assert (await joined.answers())["Secretary"] == "approves"


async def test_what_is_said_of_a_link_before_it_is_proposed(joined: Joined) -> None:
    note_on = joined.following.note_on
    assert await note_on("") == ""
    assert await note_on(LINK) == ""
    assert "no pull request in a repository that the bot reads" in await note_on("https://a.example/pull/12")
    with pytest.raises(UserError, match="knows no pull request"):
        await note_on(f"https://github.com/{REPOSITORY}/pull/13")
    joined.github.faults["pull"] = answer(500)
    assert "cannot be asked" in await note_on(LINK)
    joined.configure(repositories=[])
    assert "the bot reads" in await joined.following.note_on(LINK)


async def test_before_a_decision_is_recorded_by_itself_the_pull_request_is_read(joined: Joined) -> None:
    world, github = joined.world, joined.github
    number = await world.propose(pull_request=LINK)
    await joined.look()
    await world.answer(number, BEN, Choice.APPROVE)
    await world.answer(number, CAI, Choice.APPROVE)
    await joined.look()
    assert await world.state(number) is State.PASSED
    github.faults["reviews"] = answer(502)
    await joined.look(7 * DAY)
    await joined.look(DAY)
    assert await world.state(number) is State.PASSED
    told = joined.condition("committee.pull.1")
    assert told is not None
    assert "a decision is recorded by people alone" in told.detail
    # While GitHub did not answer, somebody asked for changes.
    del github.faults["reviews"]
    github.review("ben-b", "CHANGES_REQUESTED", "Wait")
    await joined.look(DAY)
    assert await world.state(number) is State.CHANGES_REQUESTED
    github.review("ben-b", "APPROVED")
    await joined.look(DAY)
    await joined.look(7 * DAY)
    assert await world.state(number) is State.RECORDED


async def test_a_link_that_was_never_followed_is_read_before_the_record_too(joined: Joined) -> None:
    world, github = joined.world, joined.github
    number = await world.propose(pull_request=LINK)
    for member in (BEN, CAI):
        await world.answer(number, member, Choice.APPROVE)
    # As the bot finds it that was down for a week.
    world.clock.advance(DAY)
    github.review("ben-b", "CHANGES_REQUESTED", "Wait")
    world.clock.advance(7 * DAY)
    world.deciding.knows_all = joined.following.is_up_to_date
    await world.deciding.sweep()
    assert await world.state(number) is State.CHANGES_REQUESTED


async def test_nobody_waits_long_for_github(joined: Joined, monkeypatch: pytest.MonkeyPatch) -> None:
    joined.github.faults["pull"] = silent
    number = await joined.world.propose(pull_request=LINK)
    with monkeypatch.context() as impatient:
        impatient.setattr("cogs.committee.pulls.following.PATIENCE_SECONDS", 0.2)
        await joined.following.look_now(number)
    joined.github.faults.clear()
    joined.github.review("cai", "APPROVED")
    await joined.following.look_now(number)
    assert (await joined.answers())["Secretary"] == "approves"


# --- the outcome -------------------------------------------------------------------------------------------


async def recorded(joined: Joined) -> int:
    world = joined.world
    number = await world.propose(
        title="Sponsors @octocat #12", text="We take none, @everyone: fixes #3", pull_request=LINK
    )
    for member in (BEN, CAI):
        await world.answer(number, member, Choice.APPROVE)
    await world.record(number)
    return number


async def test_the_outcome_is_said_once_and_mentions_nobody(joined: Joined) -> None:
    await recorded(joined)
    for _ in range(3):
        await joined.look()
    (said,) = joined.github.comments
    assert "**Motion 1, `Sponsors @octocat #12`: passed, full consensus.**" in said["body"]
    lines = said["body"].splitlines()
    begins = next(at for at, line in enumerate(lines) if line.endswith("`markdown"))
    ends = lines.index(lines[begins].removesuffix("markdown"), begins)
    outside = "\n".join([*lines[:begins], *lines[ends + 1 :]])
    for word in ("@", "#"):
        assert word not in "".join(outside.split("`")[::2]), outside
    (row,) = joined.world.rows("SELECT state, body = mark, problem FROM committee_comment")
    assert row == ("said", 1, "")
    assert json.loads(json.dumps(said["body"])) == said["body"]


@pytest.mark.parametrize("faulty", ["taken", "not taken"])
@pytest.mark.parametrize("fault", [cut, answer(502, "")], ids=["cut", "502"])
async def test_a_comment_whose_fate_is_not_known_is_looked_for(
    joined: Joined, faulty: str, fault: Any
) -> None:
    github = joined.github
    once = first(1, fault)
    if faulty == "taken":
        github.after_comment = lambda request: once(request) or web.json_response({}, status=201)
    else:
        github.faults["comment"] = once
    await recorded(joined)
    await joined.look()
    assert joined.world.rows("SELECT state FROM committee_comment") == [("sending",)]
    # Looking fails at first, too; somebody has commented meanwhile.
    github.faults["comments"] = first(1, answer(500))
    github.comments.append({"id": 9, "body": "Nice!", "created_at": "2026-03-02T12:00:30Z"})
    await joined.look()
    await joined.look(timedelta(hours=1))
    assert len([each for each in github.comments if "Motion 1" in each["body"]]) == 1
    assert github.count("comment") == (1 if faulty == "taken" else 2)
    assert joined.world.rows("SELECT state FROM committee_comment") == [("said",)]


async def test_killed_while_it_is_sent_it_is_said_once(joined: Joined) -> None:
    world, github = joined.world, joined.github
    await recorded(joined)
    # As the process leaves it that is killed between the request and its answer.
    await joined.look()
    stamp = world.rows("SELECT sent_at FROM committee_comment")[0][0]
    assert stamp
    async with world.database.write() as tx:
        await tx.execute("DROP TRIGGER committee_comment_once")
        await tx.execute("UPDATE committee_comment SET state = 'sending'")
    await joined.look(timedelta(hours=1))
    assert len(github.comments) == 1
    assert github.count("comment") == 1


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (answer(403, "{}"), "the token lacks the permission"),
        (answer(404, "{}"), "knows no pull request"),
        (answer(422, "{}"), "422"),
        (answer(301, "", location="https://elsewhere.example/"), "has moved"),
        (answer(403, "You have exceeded a secondary rate limit"), "allows no more requests"),
        (answer(429, "{}", retry_after="600"), "allows no more requests"),
    ],
)
async def test_a_comment_that_is_refused_is_tried_again_later(joined: Joined, fault: Any, said: str) -> None:
    joined.github.faults["comment"] = first(1, fault)
    await recorded(joined)
    await joined.look()
    told = joined.condition("committee.comment.1")
    assert told is not None
    assert not told.ok
    assert said in told.detail
    await joined.look(timedelta(hours=1))
    told = joined.condition("committee.comment.1")
    assert told is not None
    assert told.ok
    assert len(joined.github.comments) == 1
    assert joined.github.count("comments") == 0


async def test_without_a_token_or_the_wish_nothing_is_said(joined: Joined) -> None:
    joined.token = None
    await recorded(joined)
    await joined.look()
    told = joined.condition("committee.comment.1")
    assert told is not None
    assert "with a token alone" in told.detail
    assert joined.github.calls == []
    joined.configure(comment=False)
    await recorded(joined)
    assert joined.world.rows("SELECT motion FROM committee_comment") == [(1,)]
