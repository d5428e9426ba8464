"""Everything that the guide sends is as Discord documents it."""

from __future__ import annotations

import pytest

from tests.wire import openapi
from tests.wire.harness import Community

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(not openapi.available(), reason=openapi.REASON),
]

JAX = "is there a JAX library for spiking networks?"


async def test_every_request_is_as_documented(community: Community) -> None:
    kofi, sofia = community.person("kofi.asante"), community.person("sofia_reyes")
    answer = (await kofi.command("guide ask", question=JAX))["message"]
    opened = (await kofi.click(answer, "Ask differently"))["message"]
    await kofi.select(opened, "Licence", "Licence: permissive")
    form = await kofi.click(
        (await kofi.click((await kofi.command("guide ask", question=JAX))["message"], "Ask differently"))[
            "message"
        ],
        "Change the words",
    )
    changed = (await kofi.submit(form, question="PyTorch"))["message"]
    await kofi.click(changed, "Helpful")
    await kofi.click(changed, "Share with the channel")
    await kofi.click(kofi.sees()[-1], "Remove")
    await kofi.command("guide ask", question="FooSpikeX9000?")
    await kofi.command("guide compare", first="snntorch", second="norse")
    chip = (await kofi.command("guide hardware", name="Loihi 2"))["message"]
    await kofi.click(chip, "Lava")
    listed = (await kofi.command("guide browse"))["message"]
    await kofi.click(listed, "Next")
    started = (await kofi.command("guide start"))["message"]
    await kofi.select(started, "I know already…", "Hardware")
    await kofi.complete("guide library", "name", name="sn")
    await kofi.menu("Ask the guide", (await kofi.say(JAX))["id"])
    await sofia.command("guide refresh")
    await sofia.command("guide insights")
    await sofia.command("guide defaults")
    await sofia.command("guide listen", state="list")
    asked = await kofi.say(f"<@{community.discord.world.bot_user.id}> {JAX}")
    await community.eventually(
        lambda: [
            m for m in kofi.sees() if (m.get("message_reference") or {}).get("message_id") == asked["id"]
        ],
        "a reply",
    )
    made = [each for each in community.requests() if each["status"] and each["status"] < 300]
    assert len(made) > 30
    wrong = {
        f"{each['method']} {each['path']}: {problem}"
        for each in made
        for problem in openapi.validate_request(each["method"], each["path"], each["body"])
    }
    assert not wrong
