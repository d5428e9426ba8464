"""Buttons outlive restarts, kills and the cog being off; forms are answered too."""

from __future__ import annotations

import pytest

from tests.wire.conftest import StartCommunity
from tests.wire.harness import Community, Json, components, said, text

pytestmark = pytest.mark.asyncio(loop_scope="module")

JAX = "is there a JAX library for spiking networks?"


def pressable(message: Json) -> list[str]:
    """The ids of the buttons that can be pressed now."""
    return [
        each["custom_id"]
        for each in components(message)
        if each["type"] == 2 and "custom_id" in each and not each.get("disabled")
    ]


async def test_every_button_works_after_a_kill(community: Community) -> None:
    kofi = community.person("kofi.asante")
    answer = (await kofi.command("guide ask", question=JAX))["message"]
    loihi = (await kofi.command("guide ask", question="what runs on Loihi 2?"))["message"]
    opened = (
        await kofi.click((await kofi.command("guide ask", question=JAX))["message"], "Ask differently")
    )["message"]
    listed = (await kofi.command("guide browse"))["message"]
    started = (await kofi.command("guide start"))["message"]
    chip = (await kofi.command("guide hardware", name="Loihi 2"))["message"]
    await community.bot.kill()
    await community.bot.start()
    assert "compared" in said(await kofi.click(answer, "Compare these"))
    assert "## Loihi 2" in said(await kofi.click(loihi, "Loihi 2"))
    filtered = await kofi.select(opened, "Licence", "Licence: permissive")
    assert "Filters: licence: permissive" in said(filtered)
    assert JAX in said(filtered)
    assert "Page 2 of" in said(await kofi.click(listed, "Next"))
    assert "Filters: language: Rust" in said(await kofi.select(listed, "Language", "Language: Rust"))
    assert "snnTorch" in said(await kofi.select(started, "I know already…", "Machine learning"))
    assert "## Lava" in said(await kofi.click(chip, "Lava"))
    await kofi.click(answer, "Share with the channel")
    assert "shares an answer" in text(kofi.sees()[-1])
    assert "counted as helpful" in said(await kofi.click(answer, "Helpful"))
    sofia = community.person("sofia_reyes")

    async def counted() -> bool:
        return "1 helpful, 0 not helpful" in said(await sofia.command("guide insights"))

    await community.eventually(counted, "a verdict on an answer from before the kill")
    assert not community.bot.errors()


async def test_a_public_answer_is_removed_after_a_restart(community: Community) -> None:
    kofi = community.person("kofi.asante")
    bot_id = community.discord.world.bot_user.id
    asked = await kofi.say(f"<@{bot_id}> {JAX}")

    def reply() -> Json | None:
        return next(
            (m for m in kofi.sees() if (m.get("message_reference") or {}).get("message_id") == asked["id"]),
            None,
        )

    answer = await community.eventually(reply, "the reply")
    assert await community.bot.stop() == 0
    await community.bot.start()
    await kofi.click(answer, "Not helpful: remove")
    assert reply() is None


async def test_a_form_from_before_a_restart_is_answered(community: Community) -> None:
    kofi = community.person("kofi.asante")
    opened = (
        await kofi.click((await kofi.command("guide ask", question=JAX))["message"], "Ask differently")
    )["message"]
    form = await kofi.click(opened, "Change the words")
    await community.bot.kill()
    await community.bot.start()
    outcome = await kofi.submit(form, question="a PyTorch library")
    assert "was restarted" in said(outcome)


async def test_buttons_of_a_switched_off_guide_say_so_and_work_again(start_community: StartCommunity) -> None:
    community = await start_community()
    kofi, sofia = community.person("kofi.asante"), community.person("sofia_reyes")
    answer = (await kofi.command("guide ask", question=JAX))["message"]
    listed = (await kofi.command("guide browse"))["message"]
    await sofia.command("admin cogs disable", name="guide")
    for message in (answer, listed):
        for custom_id in pressable(message):
            assert "switched off" in said(await kofi.click(message, custom_id))
    assert "switched off" in said(await kofi.select(listed, "Language", "Language: Rust"))
    await sofia.command("admin cogs enable", name="guide")
    # Fewer intents are no reason to leave for some seconds, and the old ones are still enough.
    assert not any(line["message"].startswith("connecting anew") for line in community.bot.lines)
    narrowed = await kofi.select(listed, "Language", "Language: Rust")
    assert "Filters: language: Rust" in said(narrowed)
    await sofia.command("admin cogs reload", name="guide")
    widened = await kofi.select(narrowed["message"], "Language", "Language: any")
    assert "Page 1 of" in said(widened)
    assert "compared" in said(await kofi.click(answer, "Compare these"))


async def test_a_share_that_discord_refuses_is_told(start_community: StartCommunity) -> None:
    community = await start_community()
    kofi = community.person("kofi.asante")
    answer = (await kofi.command("guide ask", question=JAX))["message"]
    community.discord.faults.order(
        [
            {
                "method": "POST",
                "path": "/channels/*/messages",
                "status": 403,
                "body": {"code": 50013, "message": "no"},
            }
        ]
    )
    outcome = await kofi.click(answer, "Share with the channel")
    assert "failed" in said(outcome) or "may not" in said(outcome)
    assert not [each for each in kofi.sees() if "shares an answer" in text(each)]
    # The button is still there, and works once Discord does.
    await kofi.click(answer, "Share with the channel")
    assert "shares an answer" in text(kofi.sees()[-1])
