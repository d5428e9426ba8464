"""A tie: its second ballot, and the lot when that ties, too; and an office that nobody stands for."""

from __future__ import annotations

from tests.wire.elections.officers import (
    CANDIDATE,
    COMMITTEE,
    DAY,
    MEMBER,
    OTHER,
    SECRETARY,
    Begin,
    Electorate,
    begin,
)
from tests.wire.harness import labels, said

__all__ = ["begin"]

FOUR = (MEMBER, CANDIDATE, OTHER, COMMITTEE)


async def by_election(community: Electorate, *offices: str) -> None:
    """Nominations for these offices, open."""
    hana = community.person(SECRETARY)
    made = await hana.command(
        "election create",
        kind="by-election",
        title="By-election",
        opens=community.in_days(15),
        closes=community.in_days(29),
    )
    for office in offices:
        form = await hana.click(made["message"], "Add an office")
        assert office in said(await hana.submit(form, title=office, seats="1"))
    assert "Nominations are open" in await community.step(SECRETARY, "open", "Open nominations")
    await community.offers("Nominate")


async def split(community: Electorate, office: str) -> None:
    """Let two vote for one and two for the other."""
    await community.offers("Vote")
    for number, username in enumerate(FOUR):
        voter = community.voter(username)
        await voter.begin()
        name = ("Leila Haddad", "Tomasz Zielony")[number % 2]
        await voter.fill(f"{office}: choose", {"1st choice": name})
        await voter.confirm()


async def test_a_tie_is_voted_on_again_and_then_decided_by_lot(begin: Begin) -> None:
    community = await begin()
    await community.take_roll(*FOUR)
    await by_election(community, "Chair")
    for username in (CANDIDATE, OTHER):
        told = await community.form(username, "nominate", office=community.question_id("Chair"))
        assert "You stand for **Chair**" in told
    assert "is published" in await community.step(SECRETARY, "freeze", "Publish the ballot")
    assert "Voting is open" in await community.step(SECRETARY, "open", "Open voting now")
    await split(community, "Chair")
    await community.advance(30 * DAY)
    await community.reaches("tie")
    hana = community.person(SECRETARY)
    status = await hana.command("election status", election="#1")
    assert "second ballot between the tied" in said(status)
    early = said(await hana.command("election lot", election="#1"))
    if not early.startswith("⚠️"):
        early = await community.form(SECRETARY, "lot", {"election": "#1"}, value="42")
    assert early.startswith("⚠️"), early
    asked = await hana.click(status["message"], "Hold a second ballot…")
    told = said(await hana.click(asked["message"], "Hold a second ballot"))
    # What comes next is the new draft's, not the tie's again.
    assert "(second ballot)** is drafted" in told
    assert "publish the ballot" in told
    assert "Hold a second ballot" not in told

    draft = await hana.command("election edit", election="#2")
    assert "Publish the ballot…" in labels(draft["message"]), said(draft)
    await community.restart()
    asked = await hana.command("election open", election="#2")
    assert "Publish the ballot" in labels(asked["message"])
    assert "The ballot is published" in said(await hana.click(asked["message"], "Publish the ballot"))
    assert "Voting is open" in await community.step(SECRETARY, "open", "Open voting now", election="#2")
    await split(community, "Chair")
    await community.advance(30 * DAY)
    await community.reaches("tie", 2)
    status = said(await hana.command("election status", election="#2"))
    assert "`/election lot`" in status
    told = await community.form(SECRETARY, "lot", {"election": "#2"}, value="1, 7, 12, 30, 41, 49")
    assert "The lot is drawn" in told, told
    await community.reaches("elected", 2)
    shown = await community.announced("🎲 The lot")
    assert "The order: " in shown
    assert shown.count("community-bot election recount election-2.json") == 2
    ((published,),) = community.stored(
        "SELECT content FROM election_file WHERE election_id = 2 AND name = 'public'"
    )
    assert "1, 7, 12, 30, 41, 49" in published.decode()
    confirmed = await community.step(COMMITTEE, "confirm", "Confirm the outcome", election="#2")
    assert "is **Chair** from now on" in confirmed


async def test_an_office_that_nobody_stands_for_is_left_open_and_drafted_anew(begin: Begin) -> None:
    community = await begin()
    await community.take_roll(*FOUR)
    await by_election(community, "Chair", "Librarian")
    await community.form(CANDIDATE, "nominate", office=community.question_id("Chair"))
    hana = community.person(SECRETARY)
    asked = await hana.command("election freeze")
    assert "Nobody stands for **Librarian**" in said(asked)
    refused = said(await hana.click(asked["message"], "Publish the ballot"))
    assert "⚠️ Nobody stands for **Librarian** yet" in refused
    assert community.stage() == "nominations"
    told = await community.form(
        SECRETARY, "extend", until=community.in_days(20), reason="Nobody *stands* yet."
    )
    assert "Nominations go on until" in told
    await community.announced("Nominations are extended")
    await community.advance(21 * DAY)
    await community.reaches("open")
    await community.eventually(
        lambda: "Nominations are extended" not in community.public(), "the end of what was extended"
    )
    await community.advance(1 * DAY)
    status = said(await hana.command("election status"))
    assert "2. Librarian" in status


async def test_an_election_that_is_cancelled_offers_no_nominations(begin: Begin) -> None:
    community = await begin()
    await community.take_roll(*FOUR)
    await by_election(community, "Chair")
    await community.announced("Nominations are open")
    told = await community.form(SECRETARY, "cancel", {"election": "#1"}, reason="It is the wrong month.")
    assert "The election is cancelled" in told
    await community.announced("Nominations are over")
