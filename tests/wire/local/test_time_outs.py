"""Members are timed out as on Discord: who may be, for how long, and what they cannot do until then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from .harness import Local

Fresh = Callable[..., Awaitable[Local]]
MINUTE = timedelta(minutes=1)


def at(local: Local, after: timedelta) -> str:
    moment: datetime = local.discord.world.clock.now() + after
    return moment.astimezone(UTC).isoformat()


async def test_who_is_timed_out_writes_nothing_until_it_is_over(fresh: Fresh) -> None:
    local = await fresh()
    diego = local.person("diego_m")
    path = f"/guilds/{local.discord.guild_id}/members/{diego.id}"
    until = at(local, 10 * MINUTE)
    member = await local.rest("PATCH", path, {"communication_disabled_until": until})
    assert member["communication_disabled_until"] == until

    async def says(status: int) -> Any:
        return await diego.post("message", channel=local.channel, content="Hello", status=status)

    assert "may not write" in (await says(403))["error"]
    assert not any(channel["can"]["send"] for channel in (await diego.state())["channels"])
    local.discord.advance(599)
    await says(403)
    local.discord.advance(2)
    await says(200)
    # It is ended before its time, too.
    await local.rest("PATCH", path, {"communication_disabled_until": at(local, MINUTE)})
    await says(403)
    await local.rest("PATCH", path, {"communication_disabled_until": None})
    await says(200)


@pytest.mark.parametrize(
    ("username", "until", "status", "code"),
    [
        ("diego_m", "P28D", 200, None),
        ("diego_m", "P29D", 400, 50035),
        ("diego_m", "tomorrow", 400, 50035),
        ("sofia_reyes", "P1D", 403, 50013),
    ],
)
async def test_what_discord_does_not_take_is_refused(
    fresh: Fresh, username: str, until: str, status: int, code: int | None
) -> None:
    local = await fresh()
    guild = int(local.discord.guild_id)
    person = local.person(username)
    if code == 50013:
        admins = local.discord.world.create_role(guild, "Admins", permissions=1 << 3)
        local.discord.world.edit_member(guild, int(person.id), {"role_ids": [admins.id]})
    moment = at(local, timedelta(days=int(until[1:-1])) - MINUTE) if until.startswith("P") else until
    body = {"communication_disabled_until": moment}
    path = f"/guilds/{guild}/members/{person.id}"
    answer = await local.rest("PATCH", path, body, status=status)
    if code is not None:
        assert answer["code"] == code
