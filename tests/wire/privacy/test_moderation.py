"""What reports and the guard keep about a person: exported whole and erased, also while they are switched off."""

from __future__ import annotations

import pytest

from tests.wire.conftest import StartCommunity
from tests.wire.harness import Json, Person, said
from tests.wire.moderation.conftest import Moderated, settings
from tests.wire.privacy.conftest import exported

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def held(person: Person) -> Json:
    """What of this job is held about somebody, without what is empty."""
    found: Json = (await exported(person))["held"].get("moderation", {})
    return {name: each for name, each in found.items() if each}


async def erase(person: Person) -> str:
    asked = await person.command("privacy erase")
    return said(asked) + said(await person.click(asked["message"], "Erase it"))


async def switch(moderated: Moderated, how: str) -> None:
    """Enable or disable the job, and wait for the connection that has the intents for it."""
    seen = len(moderated.bot.lines)
    await moderated.sofia.command(f"admin cogs {how}", name="moderation")
    await moderated.bot.logged("ready", after=seen)


async def test_reports_and_holds_go_once_they_are_over(start_community: StartCommunity) -> None:
    moderated = Moderated(await start_community(settings(enabled=True)))
    community, bot_log = moderated.community, moderated.community.channel("bot-log")
    await moderated.configure(channel=bot_log)
    await moderated.report(moderated.priya, await moderated.diego.say("You are all fools"), "He insults us")
    nova = await moderated.joins()
    await moderated.spams(nova)
    report, hold = await moderated.card("Report 1"), await moderated.card("Newcomer held")
    assert [each["reason"] for each in (await held(moderated.priya))["reports_made"]] == ["He insults us"]
    about = await held(moderated.diego)
    assert about["reports_about_you"][0]["words"] == "You are all fools"
    assert moderated.priya.id not in str(about)

    await switch(moderated, "disable")
    assert await held(moderated.diego) == about
    for person in (moderated.priya, moderated.diego):
        assert "until they are closed" in await erase(person)
        assert await held(person)
    await switch(moderated, "enable")

    sofia = moderated.sofia.at("bot-log")
    await sofia.submit(await sofia.click(report, "Close…"), note="Talked")
    await moderated.card("Closed by")
    await sofia.click(hold, "Keep")
    await moderated.card("says that this was right")
    await community.quiet()
    assert (await held(moderated.sofia)).keys() == {"reports_handled", "holds_decided"}
    # Who is held can use no command until it is over.
    await community.advance(601)
    assert (await held(nova))["held"][0]["kind"] == "repeated"
    for person in (moderated.priya, moderated.diego, nova, moderated.sofia):
        await erase(person)
        assert await held(person) == {}
    tables = ("moderation_report", "moderation_reporter", "moderation_hold")
    stored = str([community.stored(f"SELECT * FROM {table}") for table in tables])
    for trace in (
        moderated.priya.id,
        moderated.diego.id,
        nova.id,
        moderated.sofia.id,
        "fools",
        "insults",
        "Talked",
    ):
        assert trace not in stored
    assert moderated.bot.errors() == []
