"""A motion whose committee answers in two places: on its card, and on the pull request."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web

from tests.wire.conftest import StartCommunity
from tests.wire.guide_source.fake_github import answer, cut, first
from tests.wire.harness import Json, labels, said, text

from .conftest import Motions, begin
from .pull_requests import LINK, REPOSITORY, PullRequestServer

pytestmark = pytest.mark.asyncio(loop_scope="module")

MINUTE = 60


@pytest_asyncio.fixture(loop_scope="module")
async def joined(
    start_community: StartCommunity, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[Motions, PullRequestServer]]:
    """A committee, and the GitHub that its pull requests are on."""
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    motions = await begin(start_community)
    bot, discord = motions.bot, motions.community.discord
    github = PullRequestServer(discord.world.clock.now)
    await github.start()
    await bot.stop()
    (bot.folder / "token").write_text("a-token\n", encoding="utf-8")
    people = discord.people
    bot.config["fetch"] = {"private_hosts": ["127.0.0.1"]}
    bot.config["discord"]["moderator_channel"] = int(people.channel("leadership"))
    bot.config["cogs"]["committee"]["github"] = {
        "api_url": github.url,
        "github_token_file": "token",
        "repositories": [REPOSITORY],
        "comment": True,
        "members": {
            "amara": int(motions.amara.id),
            "Lukas-B": int(motions.lukas.id),
            "mei": int(motions.mei.id),
        },
    }
    await bot.start()
    yield motions, github
    await github.stop()


def confirmation(outcome: Json) -> Json:
    found = [outcome.get("message"), *outcome.get("followups", [])]
    return next(each for each in found if each and labels(each))


async def test_a_whole_motion_in_two_places(joined: tuple[Motions, PullRequestServer]) -> None:
    motions, github = joined
    community = motions.community
    form = await motions.amara.command("motion propose", kind="operational")
    values = {"title": "Sponsors", "text": "", "chat": ""}
    outcome = await motions.amara.submit(form, request=LINK.replace("12", "13"), **values)
    assert "knows no pull request" in await motions.amara.told(outcome)
    assert community.stored("SELECT * FROM committee_motion") == []

    await motions.propose(motions.amara, text="", request=LINK)
    await looked(motions)
    github.review("lukas-b", "CHANGES_REQUESTED", "Name *them*, @everyone")
    await community.advance(MINUTE)
    notice = await motions.notice(1, "Changes requested", "Name \\*them\\*")
    assert f"<@{motions.amara.id}>: to revise" in text(notice)

    # The change is pushed while the bot is down; the clock starts anew, once, however often it is killed.
    await motions.bot.kill()
    github.push("b")
    github.review("mei", "APPROVED")
    await motions.bot.start()
    await community.advance(MINUTE)
    await motions.notice(1, "Somebody changed the pull request", "commit bbbbbbb")
    await motions.bot.kill()
    await motions.bot.start()
    await community.advance(MINUTE)
    card = await motions.card(1, f"✅ <@{motions.mei.id}>", "on the pull request")
    revised = "SELECT count(*) FROM committee_log WHERE step = 'revised'"
    assert community.stored(revised) == [(1,)]

    # Mei says something else here: both are shown, and the newest counts.
    assert "differ" in said(await motions.mei.click(card, "Abstain"))
    await motions.card(1, "abstained on Discord", "approved on the pull request")
    await motions.mei.click(await motions.card(1), "Approve")
    github.review("lukas-b", "APPROVED", "Thanks")
    github.review("octocat", "CHANGES_REQUESTED", "Not mine to say")
    # It counts for the decision though nothing has told of it yet.
    outcome = await motions.amara.command("motion record", motion=1, link=LINK)
    await motions.amara.told(outcome)
    await motions.card(1, "octocat (requests changes)")
    await motions.notice(1, "Passed, full consensus.")

    # The outcome is taken by GitHub, and the answer is lost with the process.
    once = first(1, cut)
    github.after_comment = lambda request: once(request) or web.json_response({}, status=201)
    finished = await community.discord.people.using.outcome(motions.amara.id, outcome["interaction"])
    await motions.amara.click(confirmation(finished), "Record it")
    await community.advance(MINUTE)
    await until(motions, lambda: bool(github.comments), "the outcome on the pull request")
    await motions.bot.kill()
    await motions.bot.start()
    await community.advance(2 * MINUTE)
    state = "SELECT state FROM committee_comment"
    await until(motions, lambda: community.stored(state) == [("said",)], "the outcome found")
    assert len(github.comments) == 1
    assert "passed, full consensus" in github.comments[0]["body"]
    assert github.count("comment") == 1
    assert {call.headers["Authorization"] for call in github.calls} == {"Bearer a-token"}
    assert motions.bot.errors() == []


async def test_moderators_hear_once_that_github_does_not_answer(
    joined: tuple[Motions, PullRequestServer],
) -> None:
    motions, github = joined
    community = motions.community
    github.faults["pull"] = answer(404, "{}")
    form = await motions.amara.command("motion propose", kind="operational")
    values = {"title": "Sponsors", "text": "We take none.", "chat": ""}
    github.faults["pull"] = answer(429, "{}", retry_after="90")
    outcome = await motions.amara.submit(form, request=LINK, **values)
    assert "GitHub cannot be asked" in await motions.amara.told(outcome)
    github.faults["pull"] = answer(404, "{}")

    def told(sign: str) -> list[Json]:
        found = community.messages(community.channel("leadership"))
        return [each for each in found if sign in text(each) and "motion 1" in text(each)]

    await community.advance(2 * MINUTE)
    await until(motions, lambda: github.count("pull") > 1, "another look")
    await community.advance(2 * MINUTE)
    await until(motions, lambda: bool(told("⚠️")), "moderators told")
    await motions.bot.stop()
    await motions.bot.start()
    await motions.lukas.click(await motions.card(1), "Approve")
    github.faults.clear()
    github.review("mei", "APPROVED")
    await community.advance(60 * MINUTE)
    await motions.notice(1, "Passed, full consensus.")
    await community.advance(MINUTE)
    await until(motions, lambda: bool(told("✅")), "moderators told that it works again")
    assert len(told("⚠️")) == 1
    assert motions.bot.errors() == []


async def test_every_fault_of_github_is_told_once_and_what_was_said_meanwhile_counts(
    joined: tuple[Motions, PullRequestServer],
) -> None:
    motions, github = joined
    community = motions.community
    await motions.propose(motions.amara, text="", request=LINK)
    await looked(motions)

    def told(sign: str) -> list[str]:
        found = map(text, community.messages(community.channel("leadership")))
        return [each for each in found if sign in each and "motion 1" in each]

    async def heard(sign: str, times: int) -> None:
        async def said_so() -> bool:
            await community.advance(MINUTE)
            return len(told(sign)) >= times

        await community.eventually(said_so, f"moderators told {sign} {times} times")
        assert len(told(sign)) == times

    reset = str(int(github.now().timestamp()) + 30 * MINUTE)
    faults = {
        "404": answer(404, "{}"),
        "403": answer(403, "{}"),
        # A redirection is followed, here to where nothing is.
        "GitHub knows no": answer(301, "{}", location=f"{github.url}/elsewhere"),
        "problem of its own (502)": answer(502, "<html>Bad gateway"),
        "GitHub": answer(403, "{}", x_ratelimit_remaining="0", x_ratelimit_reset=reset),
    }
    for times, (why, fault) in enumerate(faults.items(), 1):
        github.faults["pull" if times % 2 else "reviews"] = fault
        await heard("⚠️", times)
        assert why in told("⚠️")[-1]
        # Nothing is taken for an answer, and the card says what it said.
        assert community.stored("SELECT count(*) FROM committee_log WHERE step = 'answered'") == [(0,)]
        github.faults.clear()
        await heard("✅", times)
    github.faults["reviews"] = faults["404"]
    github.review("lukas-b", "APPROVED")
    github.review("mei", "APPROVED")
    await heard("⚠️", len(faults) + 1)
    github.faults.clear()
    await motions.notice(1, "Passed, full consensus.")
    assert motions.bot.errors() == []


async def looked(motions: Motions) -> None:
    """Wait until the pull request was seen."""
    seen = "SELECT seen_head FROM committee_pull WHERE seen_head IS NOT NULL"
    await until(motions, lambda: bool(motions.community.stored(seen)), "the pull request seen")


async def until(motions: Motions, find: Callable[[], bool], what: str) -> None:
    async def found() -> Any:
        if not find():
            # The sweep may have been under way when the clock was moved.
            await motions.community.advance(5)
        return find()

    await motions.community.eventually(found, what)
