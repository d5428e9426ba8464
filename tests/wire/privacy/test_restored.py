"""A backup that is restored brings nobody back who was erased since; what cannot be known is told."""

from __future__ import annotations

from pathlib import Path

from tests.wire.harness import said
from tests.wire.restoring import command

from .conftest import BeginPrivate, Private
from .test_privacy import confirm, files_that_hold


async def introduced(community: Private) -> list[str]:
    await community.quiet()
    return [about for (about,) in community.stored("SELECT about FROM welcome_introduction ORDER BY about")]


async def test_who_was_erased_since_is_erased_again_at_the_start(begin: BeginPrivate, tmp_path: Path) -> None:
    community = await begin()
    people = {name: community.joins(name) for name in ("ada", "ben", "cleo")}
    for name, person in people.items():
        await community.greeting(person)
        await person.submit(await person.command("welcome introduce"), about=f"I am {name}.")
        await community.introduction(person)
    assert len(await introduced(community)) == 3
    backup = tmp_path / "backup.sqlite3"
    assert (await command(community, "backup", str(backup)))[0] == 0
    _, done = await confirm(people["ada"])
    assert "so that restoring a backup does not undo it: until <t:" in said(done)
    assert (await command(community, "privacy", "erase", "--yes", str(people["ben"].id)))[0] == 0
    assert await community.bot.stop() == 0

    code, told = await command(community, "restore", str(backup))
    assert (code, "what 2 people had erased since is erased again at the next start" in told) == (0, True)
    assert "is not known here" not in told
    assert b"I am ada." in community.bot.database.read_bytes()
    # Restored once more before it started: it still knows.
    code, told = await command(community, "restore", str(backup))
    assert (code, "what 2 people" in told) == (0, True)
    for kept in community.bot.database.parent.glob("*.bak"):
        kept.unlink()
    seen = len(community.bot.lines)
    await community.bot.start()
    await community.bot.logged("ready", after=seen)
    assert await introduced(community) == ["I am cleo."]
    for name in ("ada", "ben"):
        assert files_that_hold(community, f"I am {name}.") == set()
    held = (await community.export(people["ada"]))["held"]
    assert set(held) == {"privacy", "welcome"}
    assert set(held["privacy"]) == {"erased_at"}
    status = said(await community.person("sofia_reyes").command("admin status"))
    assert "what members erased is erased again by itself" in status
    assert community.stored("SELECT 1 FROM kernel_state WHERE key = 'erasures.again'") == []

    # When no backup can know them any more, nor does the bot.
    await community.advance(29 * 24 * 3600)
    await community.eventually(lambda: not community.stored("SELECT 1 FROM erasure"), "erasures forgotten")
    assert community.bot.errors() == []


async def test_where_the_database_is_lost_it_is_said_that_nobody_knows(
    begin: BeginPrivate, tmp_path: Path
) -> None:
    community = await begin()
    backup = tmp_path / "backup.sqlite3"
    assert (await command(community, "backup", str(backup)))[0] == 0
    assert await community.bot.stop() == 0
    community.bot.database.unlink()
    code, told = await command(community, "restore", str(backup))
    assert (code, "who had something erased since is not known here" in told) == (0, True)
    await community.bot.start()
    status = said(await community.person("sofia_reyes").command("admin status"))
    assert "what members erased may be there again, and has to be erased again" in status
