"""How much of everything the bot has: memory, and tasks by what they run."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import aiohttp
import psutil

from tests.wire.harness import BotProcess

_TASKS = re.compile(r'^community_bot_tasks\{of="(.*)"\} (\S+)$', re.MULTILINE)
# A page that somebody was shown waits some minutes for what they press.
_PAGES = "BaseView."


@dataclass(frozen=True)
class Size:
    """The bot's resident memory in MB, and its tasks by what they run."""

    memory: float
    tasks: Counter[str]

    def __str__(self) -> str:
        return f"{self.memory:.0f} MB and {self.tasks.total()} tasks"


async def size(bot: BotProcess) -> Size:
    """Measure the bot, which is up."""
    process = bot._process
    assert process is not None
    line = next(line for line in reversed(bot.lines) if "health is told at" in line["message"])
    url = f"{line['message'].split()[-1]}/metrics"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        metrics = await answer.text()
    found = {name: int(float(number)) for name, number in _TASKS.findall(metrics) if _PAGES not in name}
    return Size(psutil.Process(process.pid).memory_info().rss / 1e6, Counter(found))
