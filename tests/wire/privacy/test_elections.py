"""What elections keep about a person: exported whole, erased but for what a vote needs and the public record."""

from __future__ import annotations

from tests.wire.elections.voters import DAY, BeginVote, Motion, Office, Vote, begin_vote
from tests.wire.harness import Json, Person, said
from tests.wire.privacy.conftest import exported

__all__ = ["begin_vote"]


async def held(person: Person) -> Json:
    found: Json = (await exported(person))["held"].get("elections", {})
    return found


async def erase(person: Person) -> str:
    asked = await person.command("privacy erase")
    return said(await person.click(asked["message"], "Erase it"))


async def switch(community: Vote, what: str) -> None:
    await community.person("sofia_reyes").command(f"admin cogs {what}", name="elections")


async def test_a_voters_account_waits_for_the_end_of_the_vote(begin_vote: BeginVote) -> None:
    community = await begin_vote(Motion("Admit Dee?"), participation="0")
    priya = community.voter("priya_nair")
    await priya.begin()
    await priya.press("Yes")
    await priya.confirm()
    person = community.person("priya_nair")
    before = await held(person)
    assert before["roll"]["name"]
    assert [each["voted"] for each in before["rolls_of_elections"]] == [True]
    assert "Yes" not in str(before)
    assert "yes" not in str(before)

    await switch(community, "disable")
    assert await held(person) == before
    told = await erase(person)
    assert r"Your entry on the roll of “Spring \*vote\*”: until that election is decided" in told
    assert "no sooner than it is switched on again" in told
    await switch(community, "enable")
    assert await held(person) == before

    await community.advance(15 * DAY)
    await community.eventually(
        lambda: community.stored("SELECT 1 FROM election WHERE stage = 'elected'"), "the end of the vote"
    )

    # What waited goes by itself.
    async def gone() -> bool:
        await community.advance(3600)
        return await held(person) == {}

    await community.eventually(gone, "nothing held any more")
    for table in ("roll_member", "election_voter"):
        assert community.stored(f"SELECT 1 FROM {table} WHERE user_id = ?", person.id) == []
    # On the roll they stay, by the Secretary's own key: the turnout is what it was.
    assert community.stored("SELECT count(*) FROM election_voted") == [(1,)]


async def test_the_public_record_stays_and_is_said_to(begin_vote: BeginVote) -> None:
    community = await begin_vote(Office("Chair", ("Ada", "Ben"), statement="I would like to."))
    officer = community.person("amara.okafor")
    steps = (await held(officer))["steps"]
    assert {each["step"] for each in steps} >= {"create", "open"}
    told = await erase(officer)
    assert "their public log is only ever added to" in told
    assert (await held(officer))["steps"] == steps
