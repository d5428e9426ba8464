"""A connection with other intents takes over from the one before, and nobody is left without an answer."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

from tests.wire.harness import Json, said

from .conftest import Begin, KernelCommunity, answered

MODERATOR = "sofia_reyes"
PEOPLE = ("kofi.asante", "diego_m", MODERATOR)


async def switch(community: KernelCommunity, listen: str) -> None:
    """Make the probe need another intent, and wait until the fresh connection acts."""
    seen = len(community.bot.lines)
    await community.person(MODERATOR).command("admin config set", cog="probe", key="listen", value=listen)
    await community.bot.logged("ready", after=seen)


def twice_answered(community: KernelCommunity) -> list[str]:
    asked = Counter(each["path"] for each in community.requests() if each["path"].endswith("/callback"))
    return [path for path, times in asked.items() if times > 1]


async def test_commands_fired_all_through_a_switch_are_all_answered_once(begin: Begin) -> None:
    community = await begin()
    outcomes: list[Json] = []
    over = asyncio.Event()

    async def ask(username: str) -> None:
        person = community.person(username)
        while not over.is_set():
            outcomes.append(await person.command("probe hello"))
            if username == MODERATOR:
                assert await person.complete("admin config show", "cog", cog="pro") != []

    asking = [asyncio.create_task(ask(username)) for username in PEOPLE]
    for listen in ("true", "false", "true"):
        await switch(community, listen)
    over.set()
    await asyncio.gather(*asking)
    assert [outcome for outcome in outcomes if said(outcome) != "Hello"] == []
    assert len(outcomes) > 10
    assert twice_answered(community) == []
    assert await community.bot.stop() == 0
    assert community.bot.errors() == []
    assert community.bot.left_behind() == []


@pytest.mark.parametrize(
    ("before", "pressed"),
    [(True, "pressed a"), (False, "just connecting anew")],
    ids=["its button still there", "its button gone"],
)
async def test_what_comes_while_the_cogs_are_handed_over_is_answered(
    begin: Begin, before: bool, pressed: str
) -> None:
    community = await begin(start=False)
    # A cog that takes a moment to stop holds the door open for the test.
    source = community.bot.cogs / "probe" / "__init__.py"
    remove = "        self.bot.remove_components(Press)\n"
    wait = '        print("stopping", flush=True)\n        await asyncio.sleep(1)\n'
    source.write_text(source.read_text().replace(remove, wait + remove if before else remove + wait))
    await community.bot.start()
    kofi = community.person("kofi.asante")
    shown = answered(await kofi.command("probe button", key="a"))
    seen = len(community.bot.lines)
    await community.person(MODERATOR).command("admin config set", cog="probe", key="listen", value="true")
    await community.bot.logged("stopping", after=seen)
    joined = community.discord.people.living.join("newcomer", pending=False)["user"]["id"]
    hello, press = await asyncio.gather(kofi.command("probe hello"), kofi.click(shown, "Press"))
    assert said(hello) == "Hello"
    assert pressed in said(press)
    await community.bot.logged("ready", after=seen)
    assert said(await kofi.click(shown, "Press")) == "pressed a"
    assert twice_answered(community) == []
    sql = "SELECT key FROM kernel_state WHERE value = 'joined'"
    await community.eventually(lambda: community.bot.stored(sql), "the newcomer, seen")
    assert await community.bot.stop() == 0
    assert community.bot.stored(sql) == [(f"probe.{joined}",)]
    assert {error["message"] for error in community.bot.errors()} == {"stopping"}


async def test_a_slow_command_is_finished_before_the_hand_over_and_others_do_not_wait(begin: Begin) -> None:
    community = await begin()
    kofi, diego = (community.person(name) for name in ("kofi.asante", "diego_m"))
    slow = asyncio.create_task(kofi.command("probe slow", seconds=3.5))
    await community.eventually(
        lambda: any("/callback" in r["path"] for r in community.requests()), "a deferral"
    )
    switching = asyncio.create_task(switch(community, "true"))
    while not switching.done():
        assert said(await diego.command("probe hello")) == "Hello"
    assert said(await slow) == "done"


async def test_refused_the_intent_the_connection_there_is_goes_on(begin: Begin) -> None:
    community = await begin({"cogs": {"enabled": ["admin", "probe"], "probe": {"listen": True}}}, start=False)
    community.discord.world.portal.allow(["members"])
    await community.bot.start()
    (connection,) = community.discord.gateway.connections
    await community.person("kofi.asante").command("probe again")
    await community.bot.logged("the connection stays as it is")
    assert "the Message Content Intent is not switched on" in await community.status()
    await community.eventually(
        lambda: community.discord.gateway.connections == {connection}, "the one connection"
    )
    assert await community.bot.stop() == 0
    assert community.bot.left_behind() == []


async def test_stopped_in_the_middle_of_a_hand_over(begin: Begin) -> None:
    community = await begin()
    community.discord.faults.order([{"path": "/users/@me", "delay": 30}])
    await community.person(MODERATOR).command("admin config set", cog="probe", key="listen", value="true")
    await community.bot.logged("connecting anew")
    assert said(await community.person("kofi.asante").command("probe hello")) == "Hello"
    assert await community.bot.stop() == 0
    assert community.bot.left_behind() == []
