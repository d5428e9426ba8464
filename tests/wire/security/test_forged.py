"""An id that no button of the bot has is answered, with a number greater than any row's as well."""

from __future__ import annotations

import pytest

from . import forging
from .conftest import Everybody
from .who_may import Kind

pytestmark = pytest.mark.asyncio(loop_scope="module")

GARBAGE = ("x" * 100, ":", "polls:", "election:vote:1:1", "election:vote:-1", "%s{0}${x}", "٣")
TOO_GREAT = ("admin:outbox:reopen:" + "9" * 20, "admin:outbox:drop:" + "9" * 20)


@pytest.mark.parametrize("custom_id", [*GARBAGE, *TOO_GREAT])
async def test_an_id_of_nothing_is_answered(everybody: Everybody, custom_id: str) -> None:
    for who in (Kind.NEWCOMER, Kind.MEMBER, Kind.MODERATOR):
        told = await forging.press(everybody.people[who], custom_id)
        assert told.startswith("⚠️"), told
        assert "reference" not in told
    assert everybody.bot.errors() == []
