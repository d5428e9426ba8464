"""`community-bot init`: asked at a terminal and told by options, against a real server; the token is never shown."""

from __future__ import annotations

import asyncio
import os
import pty
import stat
import sys
import tomllib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.local_discord import LocalDiscord
from tests.wire.harness import BotProcess

PATIENCE = 60.0


@pytest.fixture
async def discord() -> AsyncIterator[LocalDiscord]:
    # As long as a real one, so that nothing else on the screen could be it.
    server = LocalDiscord(token="local-token-that-nobody-may-see-on-a-screen")
    await server.start()
    yield server
    await server.stop()


def _command(discord: LocalDiscord, config: Path, *options: str) -> list[str]:
    start = [sys.executable, "-X", "utf8", "-m", "bot", "init", "--config", str(config)]
    return [*start, "--local-discord", discord.base_url, *options]


async def told(discord: LocalDiscord, config: Path, *options: str, token: str = "") -> tuple[int, str]:
    """Exit code and output of `init` with nobody at the terminal."""
    environ = {key: value for key, value in os.environ.items() if key != "DISCORD_TOKEN"}
    process = await asyncio.create_subprocess_exec(
        *_command(discord, config, *options),
        env={**environ, **({"DISCORD_TOKEN": token} if token else {})},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output, _ = await process.communicate()
    return process.returncode or 0, output.decode()


class Terminal:
    """A person at a terminal: reads what is asked, and types."""

    def __init__(self) -> None:
        self._own, self._theirs = pty.openpty()
        self.seen = ""
        self._news = asyncio.Event()

    async def start(self, *command: str) -> None:
        environ = {key: value for key, value in os.environ.items() if key != "DISCORD_TOKEN"}
        self._process = await asyncio.create_subprocess_exec(
            *command,
            env={**environ, "COLUMNS": "500"},
            stdin=self._theirs, stdout=self._theirs, stderr=self._theirs, start_new_session=True,
        )  # fmt: skip
        os.close(self._theirs)
        asyncio.get_running_loop().add_reader(self._own, self._read)

    def _read(self) -> None:
        try:
            self.seen += os.read(self._own, 65536).decode(errors="replace")
        except OSError:
            # The other end is closed: the process has ended.
            asyncio.get_running_loop().remove_reader(self._own)
        self._news.set()

    async def shows(self, what: str) -> None:
        """Wait until `what` stands below the last line that was typed."""

        async def shown() -> None:
            while what not in self.seen[self._typed :]:
                self._news.clear()
                await self._news.wait()

        try:
            await asyncio.wait_for(shown(), PATIENCE)
        except TimeoutError:
            raise AssertionError(f"never seen {what!r}: {self.seen}") from None

    async def types(self, line: str, when: str) -> None:
        """Wait until `when` is asked, then type a line."""
        await self.shows(when)
        self._typed = len(self.seen)
        os.write(self._own, f"{line}\n".encode())

    _typed = 0

    async def ended(self) -> int:
        code = await asyncio.wait_for(self._process.wait(), PATIENCE)
        asyncio.get_running_loop().remove_reader(self._own)
        self._read()
        os.close(self._own)
        return code


async def test_somebody_is_asked_and_has_a_bot_that_runs(discord: LocalDiscord, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    discord.world.portal.allow([])
    terminal = Terminal()
    await terminal.start(*_command(discord, config))
    await terminal.types("not-the-token", "The bot's token")
    await terminal.types(discord.token, "The bot's token")
    await terminal.types("y", "Look again?")
    await terminal.shows("Look again?")
    discord.world.portal.allow(["members"])
    await terminal.types("y", "")
    await terminal.types("gide, welcome", "Which to begin with")
    await terminal.types("welcome", "did you mean guide?")
    await terminal.types("bot-lgo", "A channel where moderators are told")
    await terminal.types("#bot-log", "did you mean bot-log?")
    assert await terminal.ended() == 0, terminal.seen
    assert "Nothing has to be mended." in terminal.seen
    assert f"guild_id={discord.guild_id}" in terminal.seen
    assert discord.token not in terminal.seen
    assert "not-the-token" not in terminal.seen

    kept = tmp_path / "discord-token"
    assert kept.read_text(encoding="utf-8").strip() == discord.token
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    text = config.read_text(encoding="utf-8")
    assert discord.token not in text
    written = tomllib.loads(text)
    assert written["discord"]["guild_id"] == discord.guild_id
    assert written["discord"]["token_file"] == "discord-token"
    assert written["discord"]["moderator_channel"] == int(discord.people.channel("bot-log"))
    assert written["cogs"]["enabled"] == ["admin", "privacy", "welcome"]

    # What was written is what the bot needs, and nothing else.
    bot = BotProcess(discord, tmp_path, {**written, "log": {"format": "json"}})
    bot.config["database"] = {"path": "community.sqlite3"}
    await bot.start()
    assert await bot.stop() == 0
    code, said = await told(discord, config)
    assert code == 2
    assert "stays as it is" in said
    assert config.read_text(encoding="utf-8") != ""


async def test_nobody_is_asked_where_nobody_is(discord: LocalDiscord, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    code, said = await told(discord, config)
    assert (code, "there is no token" in said) == (2, True)
    code, said = await told(discord, config, token="a-token-of-somebody-else")
    assert (code, "Discord refuses this token" in said) == (1, True)
    assert "a-token-of-somebody-else" not in said
    code, said = await told(discord, config, "--job", "gide", token=discord.token)
    assert (code, "did you mean guide?" in said) == (2, True)
    open_file = tmp_path / "token"
    open_file.write_text(discord.token, encoding="utf-8")
    open_file.chmod(0o644)
    code, said = await told(discord, config, "--token-file", str(open_file))
    assert (code, "chmod 600" in said) == (1, True)
    assert not config.exists()

    open_file.chmod(0o600)
    discord.world.portal.allow([])
    code, said = await told(discord, config, "--token-file", str(open_file), "--job", "welcome")
    assert code == 1
    assert "BAD discord.intents: Server Members Intent is off" in said
    assert "Mend that, then: community-bot check --online" in said
    assert discord.token not in said
    assert tomllib.loads(config.read_text(encoding="utf-8"))["discord"]["token_file"] == "token"

    # In another server than the one that is meant: the address that brings it there.
    discord.world.portal.allow(["members"])
    away = tmp_path / "away.toml"
    code, said = await told(discord, away, "--guild", "12345", "--job", "welcome", token=discord.token)
    assert code == 1
    assert "the bot is not in the server 12345" in said
    assert "guild_id=12345" in said
    discord.world.remove_guild(discord.guild_id)
    code, said = await told(discord, tmp_path / "none.toml", token=discord.token)
    assert (code, "The bot is in no server yet" in said) == (2, True)
    assert "permissions=274878024704" in said
