"""A community whose bot welcomes newcomers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.wire.harness import Community, Json

Begin = Callable[..., Awaitable[Community]]

PLACES = {"channel": "welcome", "introductions": "introductions"}


def welcome_config(discord: Any, **settings: Any) -> Json:
    """`[cogs.welcome]` with the channels of the example community, `settings` laid over."""
    channels = {key: int(discord.people.channel(name)) for key, name in PLACES.items()}
    return {
        "discord": {"moderator_channel": int(discord.people.channel("bot-log"))},
        "cogs": {"enabled": ["admin", "welcome"], "welcome": {**channels, **settings}},
    }


@pytest.fixture
def begin(start_welcome: Begin) -> Begin:
    """Start a community of the test's own; keyword arguments are settings of the job."""
    return start_welcome
