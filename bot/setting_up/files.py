"""What `init` writes: the token in a file of its own, and a minimal `config.toml`."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import BotError

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Chosen:
    """What `config.toml` is to say. `token_file` is None when the token comes from DISCORD_TOKEN.

    `local` is the address of a local Discord, if it is not the real one.
    """

    guild_id: int
    guild_name: str
    jobs: Sequence[str]
    token_file: Path | None = None
    moderator_channel: int | None = None
    local: str | None = None


def config_text(chosen: Chosen) -> str:
    """Return a `config.toml` with comments. Pure."""
    # A comment may hold no control characters, and names are other people's.
    name = "".join(character for character in chosen.guild_name if character.isprintable())
    lines = [
        "# The configuration of the community bot. config.example.toml tells of every other key,",
        "# `community-bot check --online` what is wrong.",
        "",
        "[discord]",
        f"# The server “{name}”.",
        f"guild_id = {chosen.guild_id}",
    ]
    if chosen.token_file is not None:
        lines += [
            "# The bot's token stands in this file and nowhere else; whoever reads it can act as the bot.",
            f"token_file = {json.dumps(str(chosen.token_file), ensure_ascii=False)}",
        ]
    else:
        lines.append("# The bot's token comes from the environment variable DISCORD_TOKEN.")
    lines.append("# Where moderators are told, once each, what does not work and when it works again.")
    channel = chosen.moderator_channel
    lines.append(f"moderator_channel = {channel}" if channel else "# moderator_channel = …")
    if chosen.local is not None:
        websocket = chosen.local.replace("http", "ws", 1)
        lines += [
            "# A local Discord (docs/local-discord.md).",
            f'api_url = "{chosen.local}/api/v10"',
            f'gateway_url = "{websocket}/gateway"',
            f'cdn_url = "{chosen.local}/cdn"',
            f'clock_url = "{chosen.local}/local/clock"',
        ]
    names = ", ".join(f'"{name}"' for name in chosen.jobs)
    lines += [
        "",
        "[cogs]",
        "# The bot's jobs. Their channels and roles are chosen in Discord, with /admin setup.",
        f"enabled = [{names}]",
        "",
    ]
    return "\n".join(lines)


def write_new(path: Path, text: str, mode: int) -> None:
    """Write a file that must not be there yet; it is on disk when this returns. Raises `BotError`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # The mode is there from the beginning: at no moment may others read it.
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise BotError(f"{path} is there already, and stays as it is") from None
    except OSError as error:
        raise BotError(f"{path} cannot be written: {error.strerror}") from error


def read_token(path: Path) -> str:
    """Return the token in a file. Raises `BotError` when it cannot be read, or when others may read it."""
    try:
        if path.stat().st_mode & _OTHERS:
            raise BotError(f"others may read {path}: chmod 600 {path}, then try again")
        token = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise BotError(f"{path} cannot be read: {reason}") from None
    if not token:
        raise BotError(f"{path} is empty: put the bot's token into it, and nothing else")
    return token
