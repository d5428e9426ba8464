"""A date poll in Discord, from the form to the best moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.wire.harness import is_private, labels, said, text

from .conftest import DAY, Asking

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_the_best_moment_is_found(asking: Asking) -> None:
    community, bot = asking.community, asking.bot
    now = datetime.fromisoformat(community.discord.world.now_iso()).astimezone(UTC)
    days = [(now + timedelta(days=number)).replace(hour=18, minute=0, second=0) for number in (9, 7, 8)]
    told = await asking.ask_date(
        asking.amara, "\n".join(f"{day:%a %d %b %Y} 6 pm" for day in days) + "\nsoon"
    )
    assert "Line 4, “soon”: I find no date in it." in told
    assert f"{days[0]:%a %d %b %Y} 6 pm" in told
    told = await asking.ask_date(asking.amara, "\n".join(f"{day:%Y-%m-%d} 18:00" for day in days))
    assert "Your poll 1 is posted here" in told
    card = await asking.card(1)
    ordered = [int(day.timestamp()) for day in sorted(days)]
    stamps = [f"<t:{second}:F>" for second in ordered]
    assert [stamp for stamp in stamps if stamp in text(card)] == stamps

    paper = (await asking.lukas.click(card, "Say when you can"))["message"]
    assert is_private(paper)
    assert "everybody reads your name" in text(paper)
    assert community.stored("SELECT * FROM poll_vote") == []
    await asking.pick(asking.lukas, paper, "polls:can", "2", "3")
    outcome = await asking.pick(asking.lukas, paper, "polls:maybe", "1", "3")
    assert "noted" in said(outcome)
    assert community.stored("SELECT answer FROM poll_vote") == [("[1, 2, 1]",)]
    await bot.kill()
    await bot.start()
    paper = (await asking.mei.click(card, "Say when you can"))["message"]
    await asking.pick(asking.mei, paper, "polls:can", "3")
    paper = (await asking.priya.click(card, "Say when you can"))["message"]
    noted = await asking.priya.click(paper, "❌ None of these")
    card = await asking.card(1, "3 people answered", f"⭐ **3** {stamps[2]}")
    assert text(card).index(stamps[2]) < text(card).index(stamps[1]) < text(card).index(stamps[0])
    assert f"-# ✅ 1 <@{asking.mei.id}> · 🟡 1 <@{asking.lukas.id}> · ❌ 1" in text(card)
    outcome = await asking.priya.click(noted["message"], "Take my answer back")
    assert "not answered yet" in said(outcome)
    await asking.card(1, "2 people answered")

    await community.advance(DAY)
    result = await asking.result(1, f"Best moment: {stamps[2]}")
    assert f"<@{asking.mei.id}>" in text(result)
    assert labels(await asking.card(1, "Best moment")) == []
    # What only she sees still has its buttons.
    assert "over" in said(await asking.priya.click(outcome["message"], "❌ None of these"))
    # Forgotten with everything that belongs to it, once its time is over.
    await community.advance(30 * DAY + 60)
    await community.eventually(
        lambda: not community.stored("SELECT 1 FROM poll, poll_option, poll_vote"), "the poll forgotten"
    )
    assert bot.errors() == []
