"""The channel of a motion is deleted, its card while somebody answers, and an officer leaves with answers due."""

from __future__ import annotations

import pytest

from tests.wire.harness import Json, labels, said, text

from .conftest import DAY, Motions

pytestmark = pytest.mark.asyncio(loop_scope="module")


def buttons(outcome: Json) -> Json:
    """The message with buttons that somebody was shown."""
    found = [outcome.get("message"), *outcome.get("followups", [])]
    return next(each for each in found if each and labels(each))


async def test_a_motion_whose_channel_was_deleted_is_decided_and_recorded_in_another(
    motions: Motions,
) -> None:
    community = motions.community
    await motions.propose(motions.amara)
    await community.quiet()
    community.discord.world.delete_channel(int(community.channel("general")))
    lukas, mei = motions.lukas.at("papers"), motions.mei.at("papers")
    shown = buttons(await lukas.command("motion show", motion=1))
    assert "still missing" in said(await lukas.click(shown, "Approve"))
    # What was to be said there ends with its reason, and nothing is out of order.
    ended = "SELECT DISTINCT note FROM outbox WHERE state = 'dropped'"
    await community.eventually(
        lambda: community.stored(ended) == [("its channel was deleted",)], "the end of what waited"
    )
    shown = buttons(await mei.command("motion show", motion=1))
    assert "Passed" in said(await mei.click(shown, "Approve"))
    await community.quiet()
    assert community.stored("SELECT * FROM outbox_stop") == []
    answers = "SELECT count(*) FROM committee_log WHERE step = 'answered'"
    assert community.stored(answers) == [(2,)]
    assert motions.bot.errors() == []


async def test_a_card_that_is_deleted_while_somebody_answers_takes_no_answer_with_it(
    motions: Motions,
) -> None:
    community = motions.community
    card = await motions.propose(motions.amara)
    form = await motions.lukas.click(card, "Request changes")
    living = community.discord.people.living
    living.delete(motions.amara.id, community.channel("general"), card["id"])
    told = await motions.lukas.told(await motions.lukas.submit(form, reason="Name them."))
    assert "noted" in told.lower() or "changes" in told.lower()
    await motions.notice(1, "Changes requested", "Name them.")
    assert "is posted again" in said(await motions.mei.command("motion show", motion=1))
    again = await motions.card(1, "Changes requested")
    assert again["id"] != card["id"]
    assert motions.bot.errors() == []


async def test_an_officer_who_leaves_takes_their_request_and_their_reminders_with_them(
    motions: Motions,
) -> None:
    community = motions.community
    card = await motions.propose(motions.amara)
    form = await motions.lukas.click(card, "Request changes")
    await motions.lukas.told(await motions.lukas.submit(form, reason="Name them."))
    await motions.notice(1, "Changes requested")
    form = await motions.mei.click(await motions.card(1, "Changes requested"), "Request changes")
    world, guild = community.discord.world, int(community.discord.guild_id)
    world.remove_member(guild, int(motions.lukas.id))
    motions.roles(motions.mei)
    # Their request goes with them, and nobody is reminded for them.
    card = await motions.card(1, "Passed")
    assert "Changes requested" not in text(card)
    # Sent from a form that was open when the seat was lost.
    assert "Only members" in await motions.mei.told(await motions.mei.submit(form, reason="No."))
    await community.advance(15 * DAY)
    await motions.card(1, "Passed")
    await community.quiet()
    assert motions.reminders() == []
    assert community.stored("SELECT count(*) FROM committee_log WHERE step = 'answered'") == [(1,)]
    assert motions.bot.errors() == []
