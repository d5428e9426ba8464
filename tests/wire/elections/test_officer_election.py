"""Whole elections by commands and buttons, with restarts in between: what officers, candidates and members see."""

from __future__ import annotations

from tests.wire.elections.officers import (
    CANDIDATE,
    COMMITTEE,
    DAY,
    MEMBER,
    OTHER,
    PEOPLE,
    SECRETARY,
    Begin,
    Electorate,
    begin,
    placeholders,
)
from tests.wire.harness import is_private, labels, said

__all__ = ["begin"]


async def _draft(community: Electorate, kind: str = "officers", title: str = "Officers", **more: str) -> None:
    options = {"opens": community.in_days(15), "closes": community.in_days(29), **more}
    made = await community.person(SECRETARY).command("election create", kind=kind, title=title, **options)
    assert "draft" in said(made), said(made)


async def test_officers_are_elected_from_the_draft_to_their_confirmation(begin: Begin) -> None:
    community = await begin(office_roles={"Secretary": "Theory"})
    hana = community.person(SECRETARY)
    await community.take_roll(*PEOPLE)

    # --- the draft -------------------------------------------------------------------------------
    made = await hana.command(
        "election create",
        kind="officers",
        title="Officers *2027*",
        opens=community.in_days(15),
        closes=community.in_days(29),
    )
    panel = made["message"]
    assert is_private(panel)
    shown = said(made)
    for words in (
        r"Officers \*2027\*",
        "1. Chair",
        "3. Secretary",
        "at least half of the members",
        "is secret",
    ):
        assert words in shown
    assert {"Change rules", "Change a question", "Take a question out"} <= set(placeholders(panel))
    assert "Open nominations…" in labels(panel)
    assert community.public() == ""

    form = await hana.select(panel, "Change rules", "When the vote is valid")
    changed = await hana.submit(form, participation="1/4", extension_days="5")
    assert "at least 1/4 of the members" in said(changed)
    form = await hana.select(panel, "Change rules", "When the vote is valid")
    refused = said(await hana.submit(form, participation="0.25"))
    assert "⚠️ participation cannot be '0.25'" in refused
    form = await hana.select(panel, "Change a question", "1. Chair")
    changed = await hana.submit(form, text="Leads the *committee*.")
    assert r"Leads the \*committee\*." in said(changed)
    assert "1. Chair" in said(changed)
    form = await hana.select(panel, "Change a question", "1. Chair")
    refused = said(await hana.submit(form, title="Secretary"))
    assert "⚠️ There is a question" in refused
    assert "Leads the" in refused
    changed = await hana.select(panel, "Take a question out", "2. Vice-Chair")
    assert "Vice-Chair" not in said(changed)
    form = await hana.click(panel, "Add an office")
    changed = await hana.submit(form, title="Librarian", text="Keeps *books*.", seats="1")
    assert "3. Librarian" in said(changed)
    assert r"Keeps \*books\*." in said(changed)

    # --- nominations -----------------------------------------------------------------------------
    await community.restart()
    asked = await hana.click(panel, "Open nominations…")
    assert "cannot be changed after this" in said(asked)
    asked_twice = await hana.command("election open")
    assert community.stage() == "draft"
    assert "Nominations are open" in said(await hana.click(asked["message"], "Open nominations"))
    await community.announced("Nominations are open")
    again = said(await hana.click(asked_twice["message"], "Open nominations"))
    assert "⚠️ This election is taking nominations" in again, again

    leila = community.person(CANDIDATE).at("announcements")
    form = await leila.click(community.said_with("Nominate"), "Nominate")
    stood = await leila.submit(form, office=community.question_id("Chair"), statement="I *care*.")
    assert "You stand for **Chair**" in said(stood)
    assert r"I \*care\*." in said(stood)
    form = await leila.click(stood["message"], "Change your statement")
    assert r"I listen." in said(await leila.submit(form, statement="I listen."))

    kofi = community.person(MEMBER)
    told = await community.form(
        MEMBER,
        "nominate",
        {"member": community.person(OTHER).id},
        office=community.question_id("Chair"),
        statement="He knows the boards.",
    )
    assert "You nominated" in told
    await community.announced("Do you stand?")
    question = community.said_with("I stand")
    refused = said(await kofi.at("announcements").click(question, "I stand"))
    assert "whoever is nominated" in refused
    tomasz = community.person(OTHER).at("announcements")
    await community.restart()
    assert "You do not stand" in said(await tomasz.click(question, "I do not stand"))
    for username, office in ((MEMBER, "Secretary"), (OTHER, "Secretary"), ("diego_m", "Librarian")):
        stood_for = await community.form(username, "nominate", office=community.question_id(office))
        assert f"You stand for **{office}**" in stood_for

    status = await hana.command("election status")
    assert "What to do next" in said(status)
    log = said(await hana.click(status["message"], "Log"))
    assert f"**begin nominations** by <@{hana.id}>" in log
    assert f"**nominate** by <@{kofi.id}>" in log
    assert "Publish the ballot…" in labels(status["message"])
    asked_again = said(await kofi.command("election status"))
    assert "What to do next" not in asked_again

    # --- the ballot ------------------------------------------------------------------------------
    assert "The ballot is published" in await community.step(SECRETARY, "freeze", "Publish the ballot")
    await community.announced("The ballot")
    # The announcement offers nominations no more.
    await community.announced("Nominations are over")
    over = said(await kofi.command("election nominate", election="#1"))
    assert "are over" in over
    await community.advance(15 * DAY)
    await community.announced("Leila Haddad")
    await community.reaches("open")
    shown = said(await hana.command("election status"))
    assert "**0 of 12** have voted; 3 more needed" in shown
    told = said(await kofi.command("election status"))
    assert "have not voted yet" in told

    for username in (MEMBER, CANDIDATE, OTHER, "diego_m", COMMITTEE):
        voter = community.voter(username)
        await voter.begin()
        await voter.fill("Secretary: choose", {"1st choice": "Tomasz Zielony"})
        await voter.press("Leave the rest blank")
        await voter.confirm()
    assert "your ballot is in" in said(await kofi.command("election status"))
    assert "is on its way" in await community.step(SECRETARY, "remind", "Remind")
    await community.restart()

    # --- the result ------------------------------------------------------------------------------
    await community.advance(14 * DAY)
    await community.eventually(lambda: community.stage() in ("elected", "reopened"), "the count")
    shown = said(await hana.command("election status", election="#1"))
    assert "Tomasz Zielony" in shown
    exported = await kofi.command("election export", election="#1")
    assert "election recount" in said(exported), said(exported)
    refused = said(await kofi.command("election export", election="#1", file="full"))
    assert refused.startswith("⚠️")
    asked = await community.person(COMMITTEE).command("election confirm", election="#1")
    assert "terms of those elected begin" in said(asked)
    done = said(await community.person(COMMITTEE).click(asked["message"], "Confirm the outcome"))
    assert "is **Secretary** from now on" in done
    await community.reaches("confirmed")
    await community.announced("confirmed")
    terms = said(await kofi.command("election terms"))
    assert f"**Secretary**: <@{community.person(OTHER).id}> (Tomasz Zielony) since" in terms
    assert "Officers" in terms
    guild = community.discord.world.local_guild(int(community.discord.guild_id))
    role = int(community.discord.people.role("Theory"))
    tomasz_id = int(community.person(OTHER).id)
    await community.eventually(lambda: role in guild.members[tomasz_id].role_ids, "the office's role")
    assert "It is archived" in await community.step(SECRETARY, "archive", "Archive", election="#1")
    listed = said(await kofi.command("election list"))
    assert "archived" in listed
    # Nothing runs any more: what is told is how the last one ended.
    assert "archived" in said(await kofi.command("election status"))
