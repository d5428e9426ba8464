"""A disk that refuses is told to the member and to moderators, and heals."""

from __future__ import annotations

import re
import resource

import pytest

from tests.wire.harness import said

from .conftest import Begin, KernelBot


def let_files_grow(bot: KernelBot, to: int) -> None:
    """Set how large the process's files may become, in bytes: beyond that, writing fails as on a full disk."""
    assert bot._process is not None
    _, hard = resource.prlimit(bot._process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(bot._process.pid, resource.RLIMIT_FSIZE, (to, hard))


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
