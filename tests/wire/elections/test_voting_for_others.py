"""Votes that were given to somebody who attends, an extension, and a candidate who withdraws in mid-vote."""

from __future__ import annotations

from datetime import timedelta

from tests.wire.elections.voters import BeginVote, Motion, Office, begin_vote, by_label, inputs, labels
from tests.wire.harness import said, text

__all__ = ["begin_vote"]

MOTION = Motion("Admit Ada?")
MEETING = {"place": "meeting", "proxies": "yes"}


async def test_a_holder_chooses_for_whom_and_casts_each_ballot_on_its_own(begin_vote: BeginVote) -> None:
    community = await begin_vote(
        MOTION, given={"leila.haddad": "priya_nair", "kofi.asante": "priya_nair"}, **MEETING
    )
    priya = community.voter("priya_nair")
    shown = await priya.begin()
    assert "For whom do you vote?" in shown
    assert labels(priya.paper) == ["For myself", "For kofi.asante", "For leila.haddad"]
    # Whoever votes for others is there: they have voted themselves.
    assert "cast your own ballot first" in said(await priya.click(priya.paper, "For leila.haddad"))
    await priya.begin()
    await priya.press("For myself")
    await priya.press("Yes")
    await priya.confirm()
    await priya.begin()
    shown = await priya.press("For leila.haddad")
    assert "You vote **for leila.haddad**" in shown
    await priya.press("No")
    await priya.confirm()
    assert community.stored("SELECT member_id, holder_id FROM election_voted ORDER BY member_id") == [
        ("m-leila.haddad", "m-priya_nair"),
        ("m-priya_nair", None),
    ]
    assert "**leila.haddad** (is in)" in await priya.begin()
    mine = await priya.mine()
    assert "A ballot of yours is in" in mine
    assert "A ballot of leila.haddad is in" in mine
    assert "No ballot of kofi.asante is in yet" in mine
    status = said(await community.person("kofi.asante").command("election status"))
    assert "**priya\\_nair** votes for you" in status
    assert "You vote for" in said(await community.person("priya_nair").command("election status"))


async def test_ones_own_vote_takes_it_out_of_the_holders_hands(begin_vote: BeginVote) -> None:
    community = await begin_vote(MOTION, given={"leila.haddad": "priya_nair"}, **MEETING)
    priya, leila = community.voter("priya_nair"), community.voter("leila.haddad")
    await priya.begin()
    await priya.press("For myself")
    await priya.press("Yes")
    await priya.confirm()
    await priya.begin()
    choice = priya.paper
    await priya.begin()
    await priya.press("For leila.haddad")
    await priya.press("Yes")
    await leila.begin()
    await leila.press("No")
    await leila.confirm()
    refused = said(await priya.click(priya.paper, "Confirm"))
    assert "You do not hold this member's vote" in refused
    assert "do not hold this member's vote any more" in said(await priya.click(choice, "For leila.haddad"))
    assert community.stored("SELECT member_id, holder_id FROM election_voted ORDER BY member_id") == [
        ("m-leila.haddad", None),
        ("m-priya_nair", None),
    ]


async def test_in_an_extension_only_those_vote_who_have_not(begin_vote: BeginVote) -> None:
    community = await begin_vote(MOTION)
    priya, leila = community.voter("priya_nair"), community.voter("leila.haddad")
    await priya.begin()
    await priya.press("Yes")
    await priya.confirm()
    await community.advance(community.seconds_left() + 60)
    await community.eventually(
        lambda: community.stored("SELECT 1 FROM election WHERE stage = 'not valid'"), "the end of the vote"
    )
    await community.bot.stop()
    async with community.conduct() as (conduct, clock):
        until = clock.now() + timedelta(days=7)
        await conduct.extend(community.officer, community.election_id, until, "Too *few* came.")
    await community.bot.start()
    announced = await community.eventually(
        lambda: [each for each in community.messages_of_the_bot("announcements") if "extended" in text(each)],
        "the extension",
    )
    assert "Too \\*few\\* came." in text(announced[-1])
    assert "it stands" in said(await priya.click(community.announcement(), "Vote"))
    assert "extended" in await priya.mine()
    await leila.begin()
    await leila.press("No")
    assert "It stands" in await leila.press("Confirm")
    assert community.voted() == 2


async def test_whoever_chose_a_candidate_who_withdraws_is_told_before_it_is_cast(
    begin_vote: BeginVote,
) -> None:
    community = await begin_vote(Office("Chair", ("Ada", "Ben", "Cai")))
    priya, leila = community.voter("priya_nair"), community.voter("leila.haddad")
    await leila.begin()
    await leila.fill("Chair: choose", {"1st choice": "Ada", "2nd choice": "Ben"})
    await leila.confirm()
    ((ada,),) = community.stored("SELECT id FROM election_candidate WHERE name = 'Ada'")
    await community.bot.stop()
    async with community.conduct() as (conduct, _):
        await conduct.withdraw(community.officer, ada, "Moved away.")
    await community.bot.start()
    told = await community.eventually(
        lambda: [
            each for each in community.messages_of_the_bot("announcements") if "withdrawn" in text(each)
        ],
        "the withdrawal",
    )
    assert "**Ada** has withdrawn" in text(told[-1])
    await priya.begin()
    form = await priya.open("Chair: choose")
    await priya.send(form, by_label(form["modal"], {"1st choice": "Cai"}))
    assert "Ada" not in text(priya.paper)
    await priya.confirm()
    assert community.voted() == 2


async def test_reopening_is_no_choice_where_two_stood_when_voting_opened(begin_vote: BeginVote) -> None:
    community = await begin_vote(Office("Chair", ("Ada", "Ben")), Office("Secretary", ("Cai",)))
    ((ben,),) = community.stored("SELECT id FROM election_candidate WHERE name = 'Ben'")
    await community.bot.stop()
    async with community.conduct() as (conduct, _):
        await conduct.withdraw(community.officer, ben, "Moved away.")
    await community.bot.start()
    for username in ("priya_nair", "leila.haddad", "kofi.asante"):
        voter = community.voter(username)
        await voter.begin()
        chair = inputs((await voter.open("Chair: choose"))["modal"])[0]
        assert [each["label"] for each in chair["options"]] == ["Ada"]
        await voter.fill("Secretary: choose", {"1st choice": "Reopen nominations"})
        await voter.press("Leave the rest blank")
        await voter.confirm()
    await community.advance(community.seconds_left() + 60)
    result = await community.eventually(community.result, "the result")
    assert "Reopen nominations was not beaten" in result
