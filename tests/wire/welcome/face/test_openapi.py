"""Everything that is sent about newcomers is as Discord documents it."""

from __future__ import annotations

import pytest

from tests.wire import openapi
from tests.wire.harness import said

from .conftest import Start
from .newcomers import answers, choose, preview

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(not openapi.available(), reason=openapi.REASON),
]


async def test_every_request_is_as_documented(begin: Start) -> None:
    community = await begin(direct_messages=True, raid_joins=5)
    sofia, ada = community.person("sofia_reyes"), community.joins("ada")
    greeting = await community.greeting(ada)
    first = (await ada.click(greeting, "Start here"))["message"]
    card = (await ada.click((await ada.click(first, "Student"))["message"], "Learn"))["message"]
    menu = (await ada.click(card, "Choose your interests"))["message"]
    await choose(ada, menu, "choose", community.role("Theory"))
    menu = (await ada.command("welcome roles"))["message"]
    await choose(ada, menu, "choose")
    await ada.click(card, "Talk to a person")
    await ada.submit(await ada.click(card, "Introduce yourself"), about="*Ada*", work="https://a.example")
    said_by_ada = await community.introduction(ada)
    form = await ada.at("introductions").click(said_by_ada, "Change")
    await ada.submit(form, about="Ada, changed")
    changed = await community.introduction(ada, "changed")
    assert "deleted" in said(await ada.at("introductions").click(changed, "Delete"))
    panel = (await sofia.command("welcome setup"))["message"]
    panel = (await choose(sofia, panel, ":channel", community.channel("welcome")))["message"]
    for label in ("Next", "Next", "Next", "Done", "Back"):
        panel = (await sofia.click(panel, label))["message"]
    await preview(sofia)
    outcome = await sofia.submit(await sofia.command("welcome text"), variant1="Hi {names}")
    await answers(sofia, outcome, "leads the way")
    outcome = await sofia.submit(await sofia.command("welcome text"), variant1="Hi")
    await answers(sofia, outcome, "leads the way")
    await sofia.command("welcome pause")
    await sofia.command("welcome status")
    await sofia.command("welcome resume")
    await sofia.command("welcome stats")
    await sofia.command("welcome resend", member=ada.id)
    await community.greeting(ada, 2)
    for number in range(6):
        community.joins(f"rush{number}")
    await community.eventually(lambda: community.public("bot-log"), "moderators told")
    await community.advance(7 * 24 * 3600)
    await community.eventually(lambda: community.public("welcomers"), "the welcomers' list")
    await community.quiet()
    made = [each for each in community.requests() if each["status"] and each["status"] < 300]
    assert len(made) > 50
    wrong = {
        f"{each['method']} {each['path']}: {problem}"
        for each in made
        for problem in openapi.validate_request(each["method"], each["path"], each["body"])
    }
    assert not wrong
    refused = [each for each in community.requests() if each["status"] and each["status"] >= 400]
    assert refused == []
    assert community.bot.errors() == []
