"""Votes on yes or no, and what goes otherwise than planned: bad dates, too few votes, a cancelled or short vote."""

from __future__ import annotations

import pytest

from tests.wire.elections.officers import (
    CANDIDATE,
    COMMITTEE,
    DAY,
    MEMBER,
    MODERATOR,
    OTHER,
    PEOPLE,
    SECRETARY,
    Begin,
    Electorate,
    begin,
)
from tests.wire.harness import labels, said

__all__ = ["begin"]

WORDING = "§ 3 is to say *two thirds* instead of half."


async def draft(community: Electorate, kind: str = "motion", opens: float = 3, closes: float = 10) -> None:
    """A complete draft of a vote on yes or no."""
    hana = community.person(SECRETARY)
    made = await hana.command(
        "election create",
        kind=kind,
        title="The *vote*",
        opens=community.in_days(opens),
        closes=community.in_days(closes),
    )
    form = await hana.click(made["message"], "Add a question")
    added = said(await hana.submit(form, title="Shall we?", text=WORDING))
    assert "1. Shall we?" in added, added


async def votes(community: Electorate, answer: str, *usernames: str) -> None:
    """Let people vote."""
    await community.offers("Vote")
    for username in usernames:
        voter = community.voter(username)
        await voter.begin()
        await voter.press(answer)
        await voter.confirm()


async def opened(community: Electorate, **more: float) -> None:
    """A vote that is open, on a roll of everybody."""
    await community.take_roll(*PEOPLE)
    await draft(community, **more)
    assert "published" in await community.step(SECRETARY, "freeze", "Publish the ballot")
    assert "Voting is open" in await community.step(SECRETARY, "open", "Open voting now")
    await community.offers("Vote")


async def test_an_amendment_from_an_incomplete_draft_to_its_confirmation(begin: Begin) -> None:
    community = await begin()
    await community.take_roll(*PEOPLE)
    hana = community.person(SECRETARY)
    made = await hana.command(
        "election create",
        kind="amendment",
        title="Charter",
        opens=community.in_days(32),
        closes=community.in_days(46),
    )
    panel = made["message"]
    shown = said(made)
    assert "at least 2/3 of the yes and no votes" in shown
    assert "⚠️ There is no question" in shown
    assert "Publish the ballot…" not in labels(panel)
    status = said(await hana.command("election status"))
    assert "Complete the draft with `/election edit`: There is no question" in status
    form = await hana.click(panel, "Add a question")
    assert [each["component"]["custom_id"] for each in form["modal"]["components"]] == ["title", "text"]
    shown = said(await hana.submit(form, title="Amend § 3?", text=WORDING))
    assert r"\*two thirds\*" in shown

    form = await hana.click(panel, "Change times")
    wrong = said(await hana.submit(form, closes_at="Monday, 18 May 2025 19:00 CET"))
    assert "18 May 2025 is a Sunday" in wrong, wrong
    assert "Monday, 18 May 2025 19:00 CET" in wrong
    form = await hana.click(panel, "Change times")
    assert "⚠️" not in said(await hana.submit(form, closes_at=f"{community.in_days(40)} Europe/Berlin"))
    nobody = said(await hana.command("election nominate", election="#1"))
    assert "a vote on yes or no" in nobody

    assert "published" in await community.step(SECRETARY, "freeze", "Publish the ballot")
    await community.announced(r"two thirds")
    shown = await hana.command("election edit", election="#1")
    assert labels(shown["message"]) == ["Change times"]
    edited = said(await hana.select(panel, "Change rules", "Who may vote"))
    assert "Rules can be changed in a draft only" in edited
    await community.restart()
    await community.advance(32 * DAY)
    await community.reaches("open")
    await votes(community, "Yes", MEMBER, CANDIDATE, OTHER, COMMITTEE)
    await votes(community, "No", MODERATOR, SECRETARY)
    await community.bot.kill()
    await community.advance(9 * DAY)
    await community.bot.start()
    await community.reaches("elected")
    assert "confirmed" in await community.step(COMMITTEE, "confirm", "Confirm the outcome", election="#1")
    await community.reaches("confirmed")


@pytest.mark.parametrize(
    ("opens", "closes", "why"),
    [
        ("tomorrow", "", "`opens`"),
        ("2020-01-01 12:00", "", "past"),
        ("14 December 19:00", "", "names no year"),
        ("2027-02-30 12:00", "", "`opens`"),
        ("{5} Mars/Olympus", "", "`opens`"),
        ("{5}", "{4}", "closes before it opens"),
        ("{5}", "later", "`closes`"),
    ],
)
async def test_moments_that_cannot_be_are_told_with_what_to_type(
    begin: Begin, opens: str, closes: str, why: str
) -> None:
    community = await begin()

    def typed(text: str) -> str:
        for days in (4, 5):
            text = text.replace(f"{{{days}}}", community.in_days(days))
        return text

    options = {"kind": "motion", "title": "Motion", "opens": typed(opens)}
    if closes:
        options["closes"] = typed(closes)
    told = said(await community.person(SECRETARY).command("election create", **options))
    assert told.startswith("⚠️")
    assert why in told, told
    assert "reference" not in told
    assert community.stored("SELECT 1 FROM election") == []


async def test_too_few_votes_are_not_counted_and_the_vote_is_extended_once(begin: Begin) -> None:
    community = await begin()
    await opened(community)
    await votes(community, "Yes", MEMBER, OTHER)
    early = said(await community.person(SECRETARY).command("election extend"))
    assert early.startswith("⚠️"), early
    await community.advance(11 * DAY)
    await community.reaches("not valid")
    hana = community.person(SECRETARY)
    status = await hana.command("election status")
    assert "Too few took part" in said(status)
    assert {"Extend…", "Archive…"} <= set(labels(status["message"]))
    refused = said(await hana.command("election confirm", election="#1"))
    assert "has no result" in refused

    form = await hana.click(status["message"], "Extend…")
    past = said(await hana.submit(form, until="2020-01-01 12:00", reason="Holidays *were* long."))
    assert past.startswith("⚠️")
    assert "Holidays *were* long." in past
    # As long as the rules say: seven days.
    told = await community.form(SECRETARY, "extend", reason="Holidays *were* long.")
    assert "Voting goes on until" in told
    await community.announced(r"Holidays \*were\* long")
    again = community.voter(MEMBER)
    assert "it stands" in await again.begin()
    await votes(community, "Yes", CANDIDATE, COMMITTEE, MODERATOR)
    await votes(community, "No", "diego_m")
    await community.advance(8 * DAY)
    await community.reaches("elected")
    shown = said(await hana.command("election status", election="#1"))
    assert "**6 of 12** have voted" in shown


async def test_a_vote_is_closed_early_or_cancelled_with_a_reason_that_everybody_reads(begin: Begin) -> None:
    community = await begin()
    await opened(community)
    await votes(community, "No", *PEOPLE[:7])
    await community.advance(60)
    hana = community.person(SECRETARY)
    form = await hana.command("election close")
    assert "instead of" in str(form["modal"])
    told = said(await hana.submit(form, reason="Everybody *who* can has voted."))
    assert "Voting is closed" in told, told
    await community.announced(r"Everybody \*who\* can has voted")
    await community.reaches("elected")

    await draft(community)
    told = await community.form(COMMITTEE, "cancel", {"election": "#2"}, reason="Asked @everyone elsewhere.")
    assert "The election is cancelled" in told
    assert community.stage(2) == "cancelled"
    (log,) = community.stored("SELECT detail FROM election_log WHERE election_id = 2 AND step = 'cancel'")
    assert "elsewhere" in log[0]
    assert "Asked" not in community.public()
    known = said(await hana.command("election cancel", election="#1"))
    assert "A result that is known cannot be cancelled" in known


async def test_who_was_left_out_is_added_and_a_deleted_announcement_is_posted_again(begin: Begin) -> None:
    community = await begin()
    await opened(community)
    ruth = community.voter("ruth.ellison")
    assert "nobody on the roll" in await ruth.begin()
    added = await community.person(SECRETARY).command(
        "election roll add",
        **{"member-id": "m-ruth", "name": "Ruth *E*", "reason": "Her row was missing."},
        account=ruth.id,
    )
    assert r"**Ruth \*E\*** is on the roll" in said(added)
    assert "13 members now" in said(added)
    world = community.discord.world
    gone = community.announcement()
    world.delete_message(int(community.channel("announcements")), int(gone["id"]))
    assert "posted again" in said(await community.person(SECRETARY).command("election repost"))
    await community.offers("Vote")
    await votes(community, "Yes", "ruth.ellison")
    twice = await community.person(SECRETARY).command(
        "election roll add",
        **{"member-id": "m-ruth", "name": "Ruth", "reason": "Again."},
    )
    assert "on the roll of this election already" in said(twice)


async def test_a_member_who_cannot_attend_gives_their_vote_away_and_takes_it_back(begin: Begin) -> None:
    community = await begin()
    await opened(community)
    kofi, priya = community.person(MEMBER), community.person(COMMITTEE)
    online = said(await kofi.command("election proxy give", member=priya.id))
    assert online.startswith("⚠️"), online

    await community.form(COMMITTEE, "cancel", {"election": "#1"}, reason="A meeting is better.")
    await draft(community, kind="motion at a meeting")
    early = said(await kofi.command("election proxy give", member=priya.id, election="#2"))
    assert early.startswith("⚠️")
    assert "published" in await community.step(SECRETARY, "freeze", "Publish the ballot", election="#2")
    assert "Voting is open" in await community.step(SECRETARY, "open", "Open voting now", election="#2")
    given = said(await kofi.command("election proxy give", member=priya.id))
    assert f"<@{priya.id}> votes for you" in given
    onwards = said(await priya.command("election proxy give", member=community.person(OTHER).id))
    assert onwards.startswith("⚠️"), onwards
    assert "Nobody votes for you" in said(await kofi.command("election proxy revoke"))
    twice = said(await kofi.command("election proxy revoke"))
    assert twice.startswith("⚠️")
    outside = said(await kofi.command("election proxy give", member=community.person("ruth.ellison").id))
    assert outside.startswith("⚠️")
    assert "roll" in outside


async def test_a_candidate_who_left_is_withdrawn_by_the_returns_officer(begin: Begin) -> None:
    community = await begin()
    await community.take_roll(*PEOPLE)
    hana = community.person(SECRETARY)
    made = await hana.command(
        "election create",
        kind="by-election",
        title="By-election",
        opens=community.in_days(15),
        closes=community.in_days(29),
    )
    form = await hana.click(made["message"], "Add an office")
    assert "1. Chair" in said(await hana.submit(form, title="Chair", seats="1"))
    await community.step(SECRETARY, "open", "Open nominations")
    await community.offers("Nominate")
    chair = community.question_id("Chair")
    for username in (OTHER, CANDIDATE):
        assert "You stand for" in await community.form(username, "nominate", office=chair)
    bot = str(community.discord.world.bot_user.id)
    machine = said(await hana.command("election nominate", member=bot))
    assert "is a bot" in machine
    community.discord.people.living.leave(community.person(OTHER).id)

    choices = await hana.complete("election withdraw", "candidacy", candidacy="")
    assert [each["name"].split(" · ")[0] for each in choices] == ["Tomasz Zielony", "Leila Haddad"]
    mine = await community.person(CANDIDATE).complete("election withdraw", "candidacy", candidacy="")
    assert [each["name"].split(" · ")[0] for each in mine] == ["Leila Haddad"]
    told = await community.form(
        SECRETARY, "withdraw", {"candidacy": choices[0]["value"]}, reason="He left the community."
    )
    assert "**Tomasz Zielony** stands no more" in told
    foreign = await community.person(MEMBER).command("election withdraw", candidacy=mine[0]["value"])
    assert "This is for the returns officer or whoever is nominated" in said(foreign)
    nothing = said(await community.person(MEMBER).command("election withdraw"))
    assert "You stand for nothing" in nothing
    assert "stands no more" in await community.form(CANDIDATE, "withdraw", reason="")
    status = said(await hana.command("election status"))
    assert "Nobody stands for **Chair**" in status
