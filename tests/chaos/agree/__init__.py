"""What has to agree in the end: what people know, what the database holds and what stands in Discord."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tests.chaos.agree import elections, log, messages, motions, newcomers, polls, site
from tests.chaos.faults import Injury
from tests.chaos.world import World

PARTS: tuple[Callable[[World], Iterable[str]], ...] = (
    messages.problems,
    newcomers.problems,
    site.problems,
    elections.problems,
    motions.problems,
    polls.problems,
)


def problems(world: World, injury: Injury) -> list[str]:
    """What does not agree; nothing when all is well."""
    found = [each for part in PARTS for each in part(world)]
    found += log.problems(world, injury)
    if world.stored("PRAGMA integrity_check") != [("ok",)]:
        found.append("the database is not sound")
    if world.stored("PRAGMA foreign_key_check"):
        found.append("a row names another that is not there")
    return found
