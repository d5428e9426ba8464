"""An amendment of the charter from its proposal over the committee and the voting members to the record."""

from __future__ import annotations

import pytest

from tests.wire.conftest import StartCommunity
from tests.wire.elections.officers import PEOPLE, SECRETARY, Electorate, settings
from tests.wire.harness import components, labels, said, text

from .conftest import AMARA, DAY, begin

pytestmark = pytest.mark.asyncio(loop_scope="module")

TITLE = "Two chairs share the office " * 5 + "in turn"


async def test_the_members_vote_on_the_charter_and_it_comes_back(start_community: StartCommunity) -> None:
    motions = await begin(
        start_community,
        elections=lambda community: settings(
            community, committee_role=int(community.discord.people.role("Executive Committee"))
        ),
    )
    community, bot = motions.community, motions.bot
    members = Electorate(community.discord, bot)

    def log() -> list[tuple[str, int]]:
        return [
            (str(step), int(who))
            for step, who in community.stored("SELECT step, who FROM committee_log ORDER BY number")
        ]

    await members.take_roll(*PEOPLE)
    card = await motions.propose(motions.amara, "charter", title=TITLE, text="There are *two*.")
    for person in (motions.lukas, motions.mei):
        await person.click(card, "Approve")
    notice = await motions.notice(1, "Awaiting the members' vote, full consensus")
    assert "Election 1 is drafted" in said(await motions.lukas.click(notice, "Draft the members' vote"))
    await bot.kill()
    await bot.start()
    assert "Election 1 was drafted" in said(await motions.mei.click(notice, "Draft the members' vote"))
    ((title, wording),) = community.stored("SELECT title, text FROM election_question")
    assert len(str(title)) <= 100
    assert str(wording).startswith(f"{TITLE}\n\nThere are *two*.")

    assert "published" in await members.step(SECRETARY, "freeze", "Publish the ballot")
    await community.advance(32 * DAY)
    await members.reaches("open")
    card = await motions.card(1, "for the voting members to vote", "members' vote](https://")
    assert labels(card) == []
    assert log()[3:] == [("vote opened", 0)]
    await members.offers("Vote")
    for username in PEOPLE[:8]:
        voter = members.voter(username)
        await voter.begin()
        await voter.press("No" if username == PEOPLE[7] else "Yes")
        await voter.confirm()

    await bot.kill()
    await community.advance(15 * DAY)
    await bot.start()
    await members.reaches("elected")
    # By hand it can be noted as well: with a word of warning, and asked first.
    asked = said(await motions.mei.command("motion vote", motion=1, step="failed"))
    assert "An election with this bot was drafted for it" in asked
    assert log()[3:] == [("vote opened", 0)]
    assert "confirmed" in await members.step(AMARA, "confirm", "Confirm the outcome")
    notice = await motions.notice(1, "Passed by the voting members.", "the bot records it")
    assert log()[4:] == [("vote decided", 0)]

    await bot.stop()
    await community.advance(7 * DAY + 60)
    await bot.start()
    notice = await motions.notice(1, "Recorded: passed by the voting members.")
    assert [each for each in components(notice) if each["type"] == 13]
    await community.quiet()
    assert log()[5:] == [("recorded", 0)]
    told = [each for each in motions.said() if "Recorded: passed" in text(each) and "🏛️" not in text(each)]
    assert len(told) == 1
    shown = await motions.sofia.command("motion record", motion=1)
    assert shown["message"]["attachments"]
    assert bot.errors() == []
