"""The committee decides in Discord: three people, restarts, and fourteen days of clock."""

from __future__ import annotations

import asyncio

import pytest

from tests.wire.harness import Json, Person, components, is_private, labels, said, text

from .conftest import DAY, Motions

pytestmark = pytest.mark.asyncio(loop_scope="module")

BUTTONS = ["Approve", "Abstain", "Request changes", "Veto"]


def fields(form: Json) -> dict[str, str]:
    """What stands in the form's fields."""
    return {
        each["component"]["custom_id"]: each["component"].get("value") or ""
        for each in form["modal"]["components"]
        if each["component"]["type"] == 4
    }


async def confirm(person: Person, outcome: Json, label: str) -> str:
    """Press the button of a question that only the person sees."""
    await person.told(outcome)
    finished = await person.community.discord.people.using.outcome(person.id, outcome["interaction"])
    shown = next(
        each for each in [finished.get("message"), *finished.get("followups", [])] if each and labels(each)
    )
    assert is_private(shown)
    return await person.told(await person.click(shown, label))


async def test_a_whole_motion_with_three_people_over_restarts_and_fourteen_days(motions: Motions) -> None:
    community, bot = motions.community, motions.bot
    before = community.last_request()
    card = await motions.propose(motions.amara, title="Sponsors *now*", text="# We\ntake @everyone.")
    assert labels(card) == BUTTONS
    assert "Motion 1: Sponsors \\*now\\*" in text(card)
    assert "\\# We\ntake @\u200beveryone." in text(card)
    (post,) = [
        each["body"]
        for each in community.requests(since=before)
        if each["method"] == "POST" and each["path"].endswith(f"{community.channel('general')}/messages")
    ]
    assert sorted(post["allowed_mentions"]["users"]) == sorted([motions.lukas.id, motions.mei.id])
    assert post["allowed_mentions"]["parse"] == []

    await bot.stop()
    await bot.start()
    assert "still missing" in said(await motions.lukas.click(card, "Approve"))
    card = await motions.card(1, f"✅ <@{motions.lukas.id}>")
    assert "your answer already" in said(await motions.lukas.click(card, "Approve"))

    await community.advance(7 * DAY)
    await community.eventually(lambda: len(motions.reminders()) == 1, "the first reminder")
    assert f"<@{motions.mei.id}>, your answer" in motions.reminders()[0]
    await bot.kill()
    await bot.start()
    await community.advance(5 * DAY)
    await community.eventually(lambda: len(motions.reminders()) == 2, "the second reminder")
    await bot.stop()
    await community.advance(2 * DAY + 1)
    await bot.start()
    notice = await motions.notice(1, "Passed.", "2 of 3 seats approve")
    assert "/motion record" in text(notice)
    assert [each for each in components(notice) if each["type"] == 13]
    await motions.card(1, "did not answer in time")
    assert len(motions.reminders()) == 2

    outcome = await motions.amara.command("motion record", motion=1, link="https://github.com/a/b/pull/1")
    assert "a late answer changes nothing" in await motions.amara.told(outcome)
    # A late answer replaces the silence until then.
    reminder = next(each for each in motions.said() if text(each).startswith("⏰"))
    assert "full consensus" in said(await motions.mei.click(reminder, "Approve"))
    assert "recorded: passed" in (await confirm(motions.amara, outcome, "Record it")).lower()
    await motions.notice(1, "Recorded: passed, full consensus.")
    card = await motions.card(1, "Recorded: passed")
    assert labels(card) == []
    shown = await motions.sofia.command("motion record", motion=1)
    assert shown["message"]["attachments"][0]["filename"].endswith("-motion-1-sponsors-now.md")
    await community.quiet()
    assert community.stored("SELECT count(*) FROM outbox WHERE key GLOB 'committee.1.notice.*'") == [(2,)]
    assert bot.errors() == []


async def test_changes_are_requested_and_made(motions: Motions) -> None:
    card = await motions.propose(motions.amara)
    form = await motions.mei.click(card, "Request changes")
    assert (
        "changes requested"
        in (await motions.mei.told(await motions.mei.submit(form, reason="Name **them**."))).lower()
    )
    await motions.notice(1, "Name \\*\\*them\\*\\*.", f"<@{motions.amara.id}>: to revise")
    form = await motions.amara.command("motion revise", motion=1)
    assert fields(form) == {"title": "Sponsors", "text": "We take none.", "summary": "", "request": ""}
    outcome = await motions.amara.submit(form, title="Sponsors", text="We name them.", summary="Names")
    assert "Open." in await motions.amara.told(outcome)
    new = await motions.card(1, "We name them.")
    again = await motions.notice(1, "🔁", "Names")
    assert labels(again) == BUTTONS
    stood = [each["custom_id"] for each in components(new) if each["type"] == 2]
    assert all(each.endswith(":1:1") for each in stood)
    for person in (motions.lukas, motions.mei):
        await person.click(new, "Approve")
    await motions.notice(1, "Passed, full consensus.")
    assert labels((await motions.sofia.command("motion show", motion=1))["message"]) == []
    assert labels((await motions.mei.command("motion show", motion=1))["message"]) == BUTTONS
    assert "we name them" in text((await motions.sofia.command("motion show", motion=1))["message"]).lower()


async def test_a_veto_is_asked_once_more_and_survives_a_restart(motions: Motions) -> None:
    card = await motions.propose(motions.amara)
    form = await motions.lukas.click(card, "Veto")
    outcome = await motions.lukas.submit(form, reason="Too early.")
    assert "when changes did not help" in await motions.lukas.told(outcome)
    await motions.bot.kill()
    await motions.bot.start()
    # Twice at once; after that the question is gone.
    told = await asyncio.gather(*(confirm(motions.lukas, outcome, "Veto it") for _ in range(2)))
    assert sum("confirmed already" in each for each in told) == 1
    assert any("Escalated" in each for each in told)
    notice = await motions.notice(1, "Too early.", "/motion vote")
    assert "No elections are held with this bot" in said(
        await motions.mei.click(notice, "Draft the members' vote")
    )
    assert "Only members" in said(await motions.sofia.click(notice, "Draft the members' vote"))
    outcome = await motions.mei.command("motion vote", motion=1, step="opened", link="https://a.example/vote")
    await confirm(motions.mei, outcome, "It is open")
    card = await motions.card(1, "for the voting members to vote")
    assert labels(card) == []
    outcome = await motions.mei.command("motion vote", motion=1, step="failed", detail="9 to 20")
    outcome = await motions.mei.command("motion vote", motion=1, step="passed", detail="20 to 9")
    await confirm(motions.mei, outcome, "Note it")
    await motions.notice(1, "Passed by the voting members.")
    assert motions.bot.errors() == []


async def test_the_members_vote_is_drafted_once(with_elections: Motions) -> None:
    motions = with_elections
    await motions.propose(motions.amara, "charter", title="Two chairs", text="There are *two*.")
    card = await motions.card(1)
    for person in (motions.lukas, motions.mei):
        await person.click(card, "Approve")
    notice = await motions.notice(1, "Awaiting the members' vote", "at least 2/3")
    label = "Draft the members' vote"
    answers = await asyncio.gather(*(person.click(notice, label) for person in (motions.lukas, motions.mei)))
    told = sorted(said(each) for each in answers)
    assert sum("Election 1 is drafted" in each for each in told) == 1
    assert sum("Election 1 was drafted for it already" in each for each in told) == 1
    stored = motions.community.stored("SELECT kind, stage, title FROM election")
    assert stored == [("amendment", "draft", "Two chairs")]
    outcome = await motions.mei.command("motion vote", motion=1, step="opened")
    await confirm(motions.mei, outcome, "It is open")
    assert "not to be opened now" in said(await motions.lukas.click(notice, label))
    outcome = await motions.mei.command("motion vote", motion=1, step="not valid", detail="3 of 40")
    await confirm(motions.mei, outcome, "Note it")
    await motions.notice(1, "Their last vote was not valid")
    assert "Election 2 is drafted" in said(await motions.lukas.click(notice, label))
    assert motions.bot.errors() == []


async def test_who_is_no_member_of_the_committee_changes_nothing(motions: Motions) -> None:
    card = await motions.propose(motions.amara)
    sofia = motions.sofia
    for label in BUTTONS:
        assert "Only members of the committee" in said(await sofia.click(card, label))
    for command, options in {
        "motion propose": {"kind": "minor"},
        "motion revise": {"motion": 1},
        "motion withdraw": {"motion": 1},
        "motion vote": {"motion": 1, "step": "opened"},
        "motion record": {"motion": 1},
    }.items():
        assert "Only members of the committee" in said(await sofia.command(command, **options))
    # The form was open when the role was taken away.
    form = await motions.lukas.click(card, "Request changes")
    motions.roles(motions.lukas, "Hardware")
    assert "Only members" in said(await motions.lukas.submit(form, reason="No."))
    assert "Only members" in said(await motions.lukas.click(card, "Approve"))
    await motions.card(1, "vacant")
    assert motions.community.stored("SELECT count(*) FROM committee_log") == [(1,)]
    assert motions.bot.errors() == []


async def test_offices_are_named_while_the_bot_runs(motions: Motions) -> None:
    await motions.propose(motions.amara)
    fellow = motions.community.discord.people.role("Fellow")
    value = f'{{"Chair" = {fellow}, "Secretary" = {motions.mei.id}}}'
    set_offices = {"cog": "committee", "key": "offices", "value": value}
    await motions.sofia.command("admin config set", **set_offices)
    # Amara, Priya and Thảo are fellows: Amara does not hold that office yet, and so nobody does.
    card = await motions.card(1, "Chair: vacant", "(Secretary)")
    status = said(await motions.sofia.command("admin status"))
    assert "hold the role of Chair" in status
    value = f'{{"Chair" = {fellow}, "Secretary" = {motions.mei.id}, "Treasurer" = 4711}}'
    await motions.sofia.command("admin config set", **{**set_offices, "value": value})
    await motions.card(1, "Treasurer: vacant")

    async def told() -> bool:
        return "Treasurer: 4711: no role" in said(await motions.sofia.command("admin status"))

    await motions.community.eventually(told, "moderators read that nobody is meant")
    await motions.sofia.command("admin config set", **set_offices)
    for name in ("priya_nair", "nguyen_thao"):
        motions.roles(motions.person(name))
    card = await motions.card(1, f"✅ <@{motions.amara.id}> (Chair)")
    assert "Only members" in said(await motions.lukas.click(card, "Approve"))
    assert "Passed, full consensus" in said(await motions.mei.click(card, "Approve"))
    assert motions.bot.errors() == []


async def test_presses_at_once_are_one_answer(motions: Motions) -> None:
    card = await motions.propose(motions.amara)
    answers = await asyncio.gather(*(motions.lukas.click(card, "Approve") for _ in range(4)))
    told = [said(each) for each in answers]
    assert sum("✅" in each for each in told) == 1
    assert sum("your answer already" in each for each in told) == 3
    assert motions.community.stored("SELECT count(*) FROM committee_log") == [(2,)]


async def test_lists_searches_and_suggestions(motions: Motions) -> None:
    assert "No motion is open" in said(await motions.sofia.command("motion list"))
    await motions.propose(motions.amara)
    await motions.propose(motions.lukas, "strategic", title="A workshop", text="In June.")
    listed = said(await motions.sofia.command("motion list"))
    assert listed.index("**2** A workshop") < listed.index("**1** Sponsors")
    assert f"<@{motions.mei.id}>" in listed
    outcome = await motions.lukas.command("motion withdraw", motion=2, reason="Later")
    assert "Withdrawn." in await confirm(motions.lukas, outcome, "Withdraw it")
    assert "workshop" not in said(await motions.sofia.command("motion list"))
    assert "A workshop · withdrawn" in said(await motions.sofia.command("motion history", search="JUNE"))
    assert "No motion has these words" in said(await motions.sofia.command("motion history", search="x y"))
    choices = await motions.mei.complete("motion show", "motion", motion="work")
    assert [each["name"] for each in choices] == ["2: A workshop"]
    assert "There is no motion 9" in said(await motions.mei.command("motion show", motion=9))


async def test_a_card_that_was_deleted_is_posted_again_by_the_committee(motions: Motions) -> None:
    card = await motions.propose(motions.amara)
    await motions.community.quiet()
    living = motions.community.discord.people.living
    living.delete(motions.amara.id, motions.community.channel("general"), card["id"])
    shown = await motions.sofia.command("motion show", motion=1)
    assert "posted again" not in said(shown)
    assert "is posted again" in said(await motions.mei.command("motion show", motion=1))
    again = await motions.card(1)
    assert again["id"] != card["id"]
    await motions.community.quiet()
    assert "posted again" not in said(await motions.mei.command("motion show", motion=1))
    assert "still missing" in said(await motions.lukas.click(again, "Abstain"))
    await motions.card(1, f"⚪ <@{motions.lukas.id}>")
    assert motions.bot.errors() == []


async def test_the_longest_texts_and_what_is_no_link(motions: Motions) -> None:
    form = await motions.amara.command("motion propose", kind="operational")
    values = {"title": "T" * 150, "text": "*" * 4000, "request": "no link", "chat": ""}
    assert "has to be a link" in said(await motions.amara.submit(form, **values))
    form = await motions.amara.command("motion propose", kind="operational")
    assert "says nothing" in said(await motions.amara.submit(form, title="T", text=" ", request="", chat=""))
    card = await motions.propose(motions.amara, title="T" * 150, text="*" * 4000)
    assert "The whole text" in text(card)
    form = await motions.lukas.click(card, "Request changes")
    await motions.lukas.submit(form, reason="@" * 1500)
    await motions.card(1, "equests changes")
    shown = await motions.sofia.command("motion show", motion=1)
    assert shown["message"]["attachments"]
    assert motions.bot.errors() == []
