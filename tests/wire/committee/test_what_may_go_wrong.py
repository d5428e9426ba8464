"""What people press too late, twice or out of turn, and what the bot sleeps through."""

from __future__ import annotations

import asyncio

import pytest

from tests.wire.harness import Json, labels, said, text

from .conftest import DAY, Motions
from .test_motions import confirm

pytestmark = pytest.mark.asyncio(loop_scope="module")


def mentioned(motions: Motions, before: int) -> list[list[str]]:
    """Whom each message that was posted since mentions with a sound."""
    found = []
    for each in motions.community.requests(since=before):
        if each["method"] == "POST" and each["path"].endswith("/messages"):
            allowed = each["body"]["allowed_mentions"]
            assert allowed["parse"] == []
            assert not allowed.get("roles")
            found.append(sorted(allowed.get("users", [])))
    return found


async def test_whatever_is_typed_pings_nobody_but_on_purpose(motions: Motions) -> None:
    before = motions.community.last_request()
    nasty = f"@everyone @here <@{motions.sofia.id}> <@&1> <#2> ```` || # **x** [a](https://b.example)"
    card = await motions.propose(motions.amara, title=nasty[:150], text=(nasty + "\n> - 1. x\n") * 30)
    form = await motions.lukas.click(card, "Request changes")
    await motions.lukas.submit(form, reason=nasty * 8)
    notice = await motions.notice(1, "✏️")
    form = await motions.amara.command("motion revise", motion=1)
    await motions.amara.submit(form, title=nasty[:140], text=nasty, summary=nasty)
    await motions.notice(1, "🔁")
    outcome = await motions.mei.submit(
        await motions.mei.click(await motions.card(1, "changed"), "Veto"), reason=nasty
    )
    await confirm(motions.mei, outcome, "Veto it")
    await motions.notice(1, "⛔")
    await motions.community.quiet()
    amara, lukas, mei = (each.id for each in (motions.amara, motions.lukas, motions.mei))
    assert mentioned(motions, before) == [
        sorted([lukas, mei]), [amara], sorted([lukas, mei]), sorted([amara, lukas, mei])
    ]  # fmt: skip
    for each in motions.said():
        assert f"<@{motions.sofia.id}>" not in text(each)
        assert "@everyone" not in text(each)
    assert text(notice)
    assert motions.bot.errors() == []


async def test_buttons_from_before_a_change_and_after_the_end_change_nothing(motions: Motions) -> None:
    await motions.propose(motions.amara)
    await motions.community.advance(7 * DAY)
    await motions.community.eventually(lambda: len(motions.reminders()) == 2, "the reminders")
    # What only somebody sees keeps its buttons.
    old = (await motions.lukas.command("motion show", motion=1))["message"]
    olds = (await motions.mei.command("motion show", motion=1))["message"]
    confirming = await motions.lukas.submit(await motions.lukas.click(old, "Veto"), reason="No.")
    await motions.lukas.told(confirming)
    form = await motions.mei.click(olds, "Request changes")
    revising = await motions.amara.command("motion revise", motion=1)
    twice = await motions.amara.command("motion revise", motion=1)
    await motions.amara.submit(revising, title="Sponsors", text="We take some.", summary="")
    await motions.card(1, "We take some.")
    changed = "changed since you read it"
    assert changed in said(await motions.mei.click(olds, "Approve"))
    assert changed in said(await motions.mei.click(olds, "Abstain"))
    assert changed in await motions.mei.told(await motions.mei.submit(form, reason="Shorter."))
    assert changed in await motions.amara.told(
        await motions.amara.submit(twice, title="S", text="None.", summary="")
    )
    assert changed in await confirm(motions.lukas, confirming, "Veto it")
    card = await motions.notice(1, "🔁")
    form = await motions.mei.click(card, "Veto")
    both = await asyncio.gather(
        motions.amara.command("motion withdraw", motion=1), motions.amara.command("motion withdraw", motion=1)
    )
    told = [await confirm(motions.amara, each, "Withdraw it") for each in both]
    assert "Withdrawn." in told[0]
    assert "was withdrawn" in told[1]
    assert "was withdrawn" in await motions.mei.told(await motions.mei.submit(form, reason="No."))
    assert "was withdrawn" in said(await motions.lukas.click(old, "Approve"))
    await motions.community.eventually(
        lambda: not [each for each in motions.said() if labels(each)], "no buttons below what was told"
    )
    await motions.community.quiet()
    assert motions.community.stored("SELECT count(*) FROM committee_log") == [(3,)]
    assert motions.bot.errors() == []


async def test_two_who_record_at_once_and_one_whose_decision_became_another(motions: Motions) -> None:
    card = await motions.propose(motions.amara)
    await motions.lukas.click(card, "Approve")
    await motions.mei.click(card, "Abstain")
    first = await motions.amara.command("motion record", motion=1)
    assert "passed" in (await motions.amara.told(first)).lower()
    await motions.lukas.click(card, "Abstain")
    assert "decision is another one" in await confirm(motions.amara, first, "Record it")
    outcomes = [await each.command("motion record", motion=1) for each in (motions.amara, motions.mei)]
    told = [
        await confirm(who, each, "Record it")
        for who, each in zip((motions.amara, motions.mei), outcomes, strict=True)
    ]
    assert "Recorded: lacks approvals" in told[0]
    assert "on record" in told[1]
    assert motions.bot.errors() == []


async def test_moderators_read_that_nobody_sits_on_the_committee(motions: Motions) -> None:
    await motions.propose(motions.amara)
    for each in (motions.amara, motions.lukas, motions.mei):
        motions.roles(each)
    await motions.notice(1, "Nobody holds a seat")
    await motions.card(1, "nobody can decide")

    async def known() -> bool:
        return "nobody holds a seat" in said(await motions.sofia.command("admin status"))

    await motions.community.eventually(known, "moderators can read it")
    assert "Only members" in said(await motions.amara.click(await motions.card(1), "Abstain"))
    motions.roles(motions.lukas, "Executive Committee")
    assert "Lacks approvals" in said(await motions.lukas.click(await motions.card(1, "(Seat 1)"), "Abstain"))
    assert motions.bot.errors() == []


async def test_who_left_over_reminders_and_the_deadline_while_the_bot_was_down(motions: Motions) -> None:
    await motions.propose(motions.amara)
    await motions.community.quiet()
    await motions.bot.kill()
    await motions.community.advance(15 * DAY)
    living = motions.community.discord.world
    living.remove_member(int(motions.community.discord.guild_id), int(motions.mei.id))
    await motions.bot.start()
    notice = await motions.notice(1, "Lacks approvals")
    assert "1 of 2 seats" in text(await motions.card(1, "vacant"))
    assert motions.reminders() == []
    assert labels(notice) == []
    card: Json = await motions.card(1, "vacant")
    assert "Passed" in said(await motions.lukas.click(card, "Approve"))
    await motions.community.quiet()
    assert motions.bot.errors() == []
