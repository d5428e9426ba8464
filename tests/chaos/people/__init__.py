"""What people do: each life goes on until people begin nothing new, and ends what it has begun."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable

from tests.chaos.people.asking import askers, chatters
from tests.chaos.people.committee import committee
from tests.chaos.people.electing import electorate
from tests.chaos.people.newcomers import newcomers
from tests.chaos.people.polling import dates, pollsters
from tests.chaos.people.publishing import organisers, writers
from tests.chaos.people.voting import voters
from tests.chaos.world import World

Life = Callable[[World, random.Random], Awaitable[None]]

LIVES: tuple[Life, ...] = (
    newcomers,
    writers,
    organisers,
    askers,
    chatters,
    voters,
    electorate,
    committee,
    pollsters,
    dates,
)
