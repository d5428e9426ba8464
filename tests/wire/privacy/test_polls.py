"""What polls keep about a person: exported whole and erased, also while they are switched off."""

from __future__ import annotations

import pytest

from tests.wire.conftest import StartCommunity
from tests.wire.harness import Json, Person, said, text
from tests.wire.polls.conftest import DAY, Asking
from tests.wire.privacy.conftest import exported

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def held(person: Person) -> Json:
    found: Json = (await exported(person))["held"].get("polls", {})
    return found


async def test_answers_are_taken_out_of_polls_and_their_messages(start_community: StartCommunity) -> None:
    asking = Asking(await start_community({"cogs": {"enabled": ["admin", "polls"]}}))
    community, priya = asking.community, asking.priya
    await asking.ask_secret(asking.lukas)
    await asking.ask_date(priya, "2027-12-14 19:00\n2027-12-15 19:00", ends="2 days")
    await asking.priya.click(await asking.card(1), "No")
    await asking.diego.click(await asking.card(1), "Yes")
    paper = (await priya.click(await asking.card(2), "Say when you can"))["message"]
    await asking.pick(priya, paper, "polls:can", "2")
    await asking.card(2, f"✅ 1 <@{priya.id}>")
    before = await held(priya)
    assert [each["question"] for each in before["asked"]] == ["Reading group"]
    assert [(each["question"], each["answer"]) for each in before["answers"]] == [
        ("Tea?", [2]),
        ("Reading group", [0, 2]),
    ]

    await asking.sofia.command("admin cogs disable", name="polls")
    assert await held(priya) == before
    asked = await priya.command("privacy erase")
    assert "until they are over" in said(asked)
    assert "**polls**" in said(await priya.click(asked["message"], "Erase it"))
    assert community.stored("SELECT count(*) FROM poll_vote") == [(1,)]
    await asking.sofia.command("admin cogs enable", name="polls")
    assert "1 person voted" in text(await asking.card(1, "1 person"))
    await asking.card(2, "0 people answered")

    await community.advance(2 * DAY)
    await asking.result(2, "Nobody answered.")
    asked = await priya.command("privacy erase")
    await priya.click(asked["message"], "Erase it")
    assert await held(priya) == {}
    await asking.card(2, "asked by somebody")
    assert asking.bot.errors() == []
