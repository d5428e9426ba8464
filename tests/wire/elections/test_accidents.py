"""Accidents while people vote: a close in the middle of their presses, a lost key, kills, a Discord that is down."""

from __future__ import annotations

import asyncio
import json
import os
from functools import partial
from pathlib import Path

import aiohttp

from cogs.elections.record.form import read
from cogs.elections.record.recount import recount
from tests.wire.elections.voters import (
    CHANNEL,
    DAY,
    MODERATORS,
    OFFICER,
    VOTERS,
    BeginVote,
    Office,
    Vote,
    Voter,
    begin_vote,
    receipt,
)
from tests.wire.harness import Json, said, text

__all__ = ["begin_vote"]

CHAIR = Office("Chair", ("Ada", "Ben", "Cai"))
CROWD = 40


async def marked(community: Vote, username: str, first: str) -> Voter:
    """Somebody who has only to confirm."""
    voter = community.voter(username)
    await voter.begin()
    await voter.fill("Chair: choose", {"1st choice": first})
    return voter


async def confirmed(voter: Voter) -> str:
    return said(await voter.click(voter.paper, "Confirm"))


async def closed_early(community: Vote) -> str:
    officer = community.person(OFFICER)
    form = await officer.command("election close", election="#1")
    return said(await officer.submit(form, reason="Everybody is here."))


def keys(community: Vote) -> list[Path]:
    """The files of keys that there are."""
    return list(Path(f"{community.bot.database}.keys").iterdir())


def got_to(community: Vote, *stages: str) -> bool:
    """Whether the election is at one of these stages."""
    return community.stored("SELECT stage FROM election")[0][0] in stages


async def published(community: Vote) -> Json:
    """The published file, once there is one; it is the recount's, and its key is gone."""
    rows = "SELECT content FROM election_file WHERE name = 'public'"
    ((content,),) = await community.eventually(lambda: community.stored(rows), "the result")
    assert recount(read(content)).same
    await community.eventually(lambda: not keys(community), "the end of the key")
    await community.quiet()
    assert [text(each) for each in community.messages_of_the_bot(CHANNEL)].count(community.result()) == 1
    found: Json = json.loads(content)
    return found


async def test_everybody_confirms_while_two_officers_close(begin_vote: BeginVote) -> None:
    names = [f"voter{number}" for number in range(1, CROWD + 1)]
    community = await begin_vote(CHAIR, voters=names, crowd=CROWD, participation="0")
    voters = [await marked(community, name, "Ada") for name in names]
    answers = await asyncio.gather(
        *map(confirmed, voters[::2]),
        closed_early(community),
        closed_early(community),
        *map(confirmed, voters[1::2]),
    )
    taken = [receipt(each) for each in answers if "Your ballot is in" in each]
    refused = [each for each in answers if "this ballot was not taken" in each]
    assert len(taken) + len(refused) == CROWD
    closers = answers[CROWD // 2 :][:2]
    assert sorted("Voting is closed" in each for each in closers) == [False, True]
    # How far the result is by then decides how the sentence for the slower one goes on.
    assert [each for each in closers if "This election " in each and "Voting is closed" not in each]
    file = await published(community)
    assert file["receipts"] == sorted(taken)
    assert file["turnout"]["voted"] == len(taken)


async def test_a_paper_from_before_its_account_was_linked_anew_is_refused(begin_vote: BeginVote) -> None:
    community = await begin_vote(CHAIR)
    priya = await marked(community, "priya_nair", "Ada")
    ruth = community.person("ruth.ellison").id
    officer = community.person(OFFICER)
    await officer.command("election roll link", election="#1", account=ruth, **{"member-id": "m-priya_nair"})
    assert "not on the roll" in await confirmed(priya)
    assert community.voted() == 0
    await (await marked(community, "ruth.ellison", "Ben")).confirm()
    assert community.voted() == 1


async def test_another_key_in_the_place_of_the_elections_is_told_and_takes_no_ballot(
    begin_vote: BeginVote,
) -> None:
    community = await begin_vote(CHAIR)
    await (await marked(community, "priya_nair", "Ada")).confirm()
    (key,) = keys(community)
    content = key.read_bytes()
    key.write_bytes(os.urandom(len(content)))
    leila = await marked(community, "leila.haddad", "Ben")
    assert "out of order" in await confirmed(leila)
    assert community.voted() == 1

    def told() -> str:
        return "\n".join(text(each) for each in community.messages_of_the_bot(MODERATORS))

    await community.eventually(lambda: "the key of its ballots is gone" in told(), "the officer is told")
    key.write_bytes(content)
    await leila.confirm()
    assert community.voted() == 2
    # That a ballot was not taken is a failure, and was told.
    failures = community.bot.errors()
    assert [str(each["message"])[:23] for each in failures] == ["A ballot was not taken."]
    community.bot.lines.remove(failures[0])


async def test_a_bot_that_is_killed_again_and_again_while_it_counts_publishes_once(
    begin_vote: BeginVote,
) -> None:
    community = await begin_vote(CHAIR, participation="0")
    for name in VOTERS:
        await (await marked(community, name, "Ada")).confirm()
    ((closes_at,),) = community.stored("SELECT closes_at FROM election")
    await community.advance(community.seconds_left() + DAY)
    stages = ("closed", "counted", "elected")
    for number in range(len(stages)):
        reached = partial(got_to, community, *stages[number:])
        await community.eventually(reached, stages[number])
        await community.bot.kill()
        await community.bot.start()
    file = await published(community)
    assert file["turnout"]["voted"] == len(VOTERS)
    assert community.stored("SELECT closes_at FROM election") == [(closes_at,)]
    steps = [step for (step,) in community.stored("SELECT step FROM election_log")]
    assert [steps.count(each) for each in ("close", "count", "declare elected")] == [1, 1, 1]


async def test_what_could_not_be_said_for_a_day_is_said_once_and_reminders_not_after_the_end(
    begin_vote: BeginVote,
) -> None:
    community = await begin_vote(CHAIR, participation="0")
    await (await marked(community, "priya_nair", "Ada")).confirm()
    await community.quiet()
    address = f"{community.discord.base_url}/local/faults"
    down = {"method": "POST", "path": "/channels/*/messages", "status": 503, "count": None}
    async with aiohttp.ClientSession() as session:
        await session.post(address, json={"faults": [down]})
        await community.advance(community.seconds_left() - DAY / 2)
        reminded = "SELECT 1 FROM outbox WHERE key LIKE '%.reminder.%'"
        await community.eventually(lambda: community.stored(reminded), "the reminder")
        await community.advance(DAY / 2 + 60)
        rows = "SELECT 1 FROM election_file WHERE name = 'public'"
        await community.eventually(lambda: community.stored(rows), "the result")
        await community.advance(DAY)
        await session.delete(address)
    await community.advance(3_600)
    await published(community)
    assert set(community.stored("SELECT state FROM outbox WHERE key LIKE '%.reminder.%'")) == {("dropped",)}
