"""Somebody of whom a great deal is kept is answered in time, in full, and in a form that Discord takes."""

from __future__ import annotations

import io
import json
import random
import sqlite3
import zipfile
from contextlib import closing

import aiohttp
import pytest

from tests.wire.conftest import StartCommunity
from tests.wire.harness import Community, Json, Person, is_private, said, text
from tests.wire.privacy.conftest import exported
from tests.wire.welcome.face.newcomers import answers

pytestmark = pytest.mark.asyncio(loop_scope="module")

MANY = 10_000
LONG_AGO = "2026-01-01T10:00:00.000000Z"


def execute(community: Community, sql: str, rows: list[tuple[object, ...]]) -> None:
    with closing(sqlite3.connect(community.bot.database, timeout=60)) as connection, connection:
        connection.executemany(sql, rows)


async def zipped(person: Person) -> Json:
    """What a compressed export holds."""
    message = (await person.command("privacy export"))["message"]
    assert is_private(message)
    assert "It is compressed, as Discord takes no larger files" in text(message)
    (attachment,) = message["attachments"]
    assert attachment["size"] <= 10 * 1024 * 1024
    async with aiohttp.ClientSession() as session, session.get(attachment["url"]) as response:
        data = await response.read()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        (name,) = archive.namelist()
        assert attachment["filename"] == f"{name}.zip"
        found: Json = json.loads(archive.read(name))
    return found


async def test_ten_thousand_rows_are_shown_exported_and_erased(start_community: StartCommunity) -> None:
    community = await start_community(
        {"cogs": {"enabled": ["admin", "polls"]}, "privacy": {"contact": "privacy@example.org"}}
    )
    priya = community.person("priya_nair")
    execute(
        community,
        "INSERT INTO poll (kind, channel_id, author_id, question, most, created_at, ends_at, ended_at) "
        "VALUES ('ask', 1, ?, ?, 1, ?, '2026-01-02T10:00:00.000000Z', '2026-01-02T10:00:00.000000Z')",
        [(int(priya.id), f"Question {number}?", LONG_AGO) for number in range(MANY)],
    )
    # The local Discord, as Discord, takes no answer after three seconds: what is late fails here.
    shown = await answers(priya, await priya.command("privacy show"), "What it holds about you now")
    assert "Write to: privacy@example.org" in text(shown[0])
    assert f"{MANY - 3:,} more" in text(shown[-1])
    held = (await exported(priya))["held"]["polls"]["asked"]
    assert [each["question"] for each in held] == [f"Question {number}?" for number in range(MANY)]

    # Above Discord's limit, and what does not even fit compressed.
    execute(community, "UPDATE poll SET question = question || ?", [("wordy " * 300,)])
    held = (await zipped(priya))["held"]["polls"]["asked"]
    assert len(held) == MANY
    noise = random.Random(4)
    execute(
        community,
        "UPDATE poll SET question = ? WHERE id = ?",
        [(noise.randbytes(1500).hex(), number + 1) for number in range(MANY)],
    )
    told = said(await priya.command("privacy export"))
    assert "more than Discord takes as a file" in told
    assert "write to them (privacy@example.org)" in told

    asked = await priya.command("privacy erase")
    assert f"asked ({MANY})" in said(asked)
    assert f"{MANY:,} entries" in said(await priya.click(asked["message"], "Erase it"))
    assert community.stored("SELECT 1 FROM poll WHERE author_id = ?", priya.id) == []
    assert community.bot.errors() == []
