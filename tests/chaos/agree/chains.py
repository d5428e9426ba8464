"""Logs in which nothing can be changed unseen, read as the database holds them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bot.chain import Broken, LogEntry, verify
from bot.clock import from_text
from tests.chaos.world import World


def entries(world: World, table: str, column: str, number: int) -> list[LogEntry]:
    """The log of one election or motion, oldest first."""
    rows = world.stored(
        f"SELECT number, at, who, step, detail, previous, hash FROM {table} "
        f"WHERE {column} = ? ORDER BY number",
        number,
    )
    return [
        LogEntry(n, from_text(at), who, step, json.loads(said), *both)
        for n, at, who, step, said, *both in rows
    ]


def broken(log: list[LogEntry]) -> Iterator[str]:
    """Where a log does not hold."""
    try:
        verify(log)
    except Broken as error:
        yield f"its log: {error}"
