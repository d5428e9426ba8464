"""The bot's log: every error in it is one of a request that a fault happened to, and says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tests.chaos.faults import Injected, Injury
from tests.chaos.world import World
from tests.wire.harness import Json

# What the local Discord answers instead (`bot/local_discord/rest.py`); nothing else says so.
ORDERED = "A fault was ordered for this request"
# How an error tells that its connection was cut, and that it had to wait.
CUT = ("ServerDisconnectedError", "ClientOSError", "ConnectionResetError")
LIMITED = ("429 Too Many Requests",)
# So many seconds after a request failed, at most, the log tells of it; discord.py tries some of them again.
SECONDS = 15.0


def problems(world: World, injury: Injury) -> Iterator[str]:
    """What the log tells that no fault explains."""
    for line in world.bot.errors():
        if not _explained(line, injury.requests):
            yield f"the log tells of {line['message']!r}: {str(line.get('exception', ''))[-600:]}"


def _explained(line: Json, injected: list[Injected]) -> bool:
    told = str(line.get("exception", "")).rstrip().rsplit("\n", 1)[-1]
    if ORDERED in told:
        return True
    lately = [each.fault for each in injected if 0 <= _at(line) - each.at <= SECONDS]
    if any(name in told for name in CUT):
        return any(fault.cut for fault in lately)
    if any(name in told for name in LIMITED):
        return any(fault.retry_after is not None for fault in lately)
    return False


def _at(line: Json) -> float:
    return datetime.fromisoformat(str(line.get("time", "1970-01-01T00:00:00Z"))).timestamp()
