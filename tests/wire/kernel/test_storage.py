"""A disk that refuses is told to the member and to moderators, and heals."""

from __future__ import annotations

import re
import resource
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.wire.harness import said, text

from .conftest import Begin, KernelBot


def let_files_grow(bot: KernelBot, to: int) -> None:
    """Set how large the process's files may become, in bytes: beyond that, writing fails as on a full disk."""
    assert bot._process is not None
    _, hard = resource.prlimit(bot._process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(bot._process.pid, resource.RLIMIT_FSIZE, (to, hard))


def make(folder: Path) -> None:
    folder.mkdir()


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="the system has no prlimit")
async def test_a_disk_that_takes_no_more(begin: Begin) -> None:
    community = await begin()
    kofi = community.person("kofi.asante")
    let_files_grow(community.bot, 1)
    told = said(await kofi.command("probe slow", seconds=0.0))
    assert "The bot cannot use its database at the moment" in told
    (reference,) = re.findall("`([A-Z0-9]{6})`", told)
    (line,) = (line for line in community.bot.errors() if line.get("ref") == reference)
    assert "check the disk" in line["exception"]
    assert "⚠️ **database**: disk I/O error: check the disk" in await community.status()

    let_files_grow(community.bot, resource.RLIM_INFINITY)
    assert said(await kofi.command("probe slow", seconds=0.0)) == "done"
    assert "✅ database: " in await community.status()
    assert community.bot.stored("SELECT value FROM kernel_state WHERE key = 'probe'") == [("stored",)]
    assert await community.bot.stop() == 0


async def test_backups_by_the_schedule_over_a_missing_folder_and_restarts(begin: Begin) -> None:
    community = await begin(start=False)
    folder = community.bot.folder / "backups"
    community.bot.config["backup"] = {"folder": str(folder), "every_hours": 24.0}
    community.bot.config["discord"]["moderator_channel"] = int(community.channel("bot-log"))
    await community.bot.start()

    def told() -> list[str]:
        return [text(each) for each in community.messages_of_the_bot("bot-log") if "backup" in text(each)]

    async def until_told(times: int) -> None:
        async def heard() -> bool:
            # Less than what brings on the next attempt and its notice.
            await community.advance(70)
            return len(told()) >= times

        await community.eventually(heard, f"{times} notices")

    def files() -> list[str]:
        return sorted(path.name for path in folder.iterdir())

    await until_told(1)
    assert "is not there: make it, or mount its disk" in told()[0]
    await community.bot.stop()
    await community.bot.start()
    make(folder)
    await until_told(2)
    assert "the newest backup is of" in told()[1]
    first = files()
    assert len(first) == 1
    with closing(sqlite3.connect(folder / first[0])) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    # Neither a restart nor an hour makes another one; a day does, with its sweep slept through.
    await community.bot.stop()
    await community.advance(3_600)
    await community.bot.start()
    await community.advance(3_600)
    await community.bot.stop()
    assert files() == first
    await community.advance(25 * 3_600)
    await community.bot.start()
    await community.eventually(lambda: len(files()) == 2, "the second backup")
    assert len(told()) == 2
    assert await community.bot.stop() == 0
