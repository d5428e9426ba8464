"""A bot that was away for the whole time of a vote: its officer is told, and sets other dates."""

from __future__ import annotations

import pytest

from tests.wire.elections.officers import CANDIDATE, DAY, OFFICERS, OTHER, SECRETARY, Begin, begin
from tests.wire.elections.test_officer_ties import FOUR, by_election
from tests.wire.harness import labels, said

__all__ = ["begin"]


@pytest.mark.parametrize("stage", ["nominations", "frozen"])
async def test_a_vote_that_was_slept_through_gets_other_dates(begin: Begin, stage: str) -> None:
    community = await begin()
    await community.take_roll(*FOUR)
    await by_election(community, "Chair")
    for who in (CANDIDATE, OTHER):
        await community.form(who, "nominate", office=community.question_id("Chair"))
    if stage == "frozen":
        await community.step(SECRETARY, "freeze", "Publish the ballot")
    assert await community.bot.stop() == 0
    await community.advance(60 * DAY)
    await community.bot.start()
    await community.announced("could not be opened", OFFICERS)
    assert community.stage() == stage
    hana = community.person(SECRETARY)
    status = await hana.command("election status")
    assert "`/election edit` changes its times" in said(status)
    shown = await hana.command("election edit")
    assert labels(shown["message"]) == ["Change times"]
    form = await hana.click(shown["message"], "Change times")
    changed = await hana.submit(form, opens_at=community.in_days(2), closes_at=community.in_days(9))
    assert "⚠️" not in said(changed)
    await community.reaches("frozen")
    await community.advance(3 * DAY)
    await community.offers("Vote")
