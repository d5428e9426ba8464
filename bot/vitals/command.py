"""`community-bot health`: is the bot alive, and does it serve? For people, containers and monitors."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

from bot.errors import BotError, ConfigError
from bot.settings import Settings, parse_settings
from bot.toml_file import read_toml
from bot.vitals.file import Verdict, dead, judge, verdict_of

# Discord wants its answers within three seconds; an endpoint that takes longer belongs to a bot that hangs.
ANSWER_SECONDS = 5.0
_SERVICE_UNAVAILABLE = 503


def look(config: Path, url: str | None) -> Verdict:
    """Return how the bot is, from its endpoint at `url`, or else from the file that `config` names.

    Raises `ConfigError` for a configuration that cannot be read, and `BotError` for a `url` that is none.
    """
    return _ask(url) if url is not None else _read(_file(config))


def _file(config: Path) -> Path:
    try:
        # Without the cogs, whose import takes longer than all the rest; what is wrong with their tables does
        # not matter to the bot that runs.
        settings = parse_settings(
            read_toml(config), {}, folder=config.parent, need_token=False, installed=(), source=config
        )
    except ConfigError as error:
        if not isinstance(error.readable, Settings):
            raise
        settings = error.readable
    file = settings.kernel.health.file
    assert file is not None  # noqa: S101 - parse_settings fills it in
    return file


def _read(path: Path) -> Verdict:
    try:
        content = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return dead(f"there is no {path}: the bot does not run, or has just begun to")
    except (OSError, UnicodeDecodeError) as error:
        return dead(f"{path} cannot be read: {error}")
    return judge(content, datetime.now(UTC))


def _ask(url: str) -> Verdict:
    if not url.startswith(("http://", "https://")):
        raise BotError(f"{url} is no address: write http://host:port, as the bot's log names it")
    address = url.rstrip("/") + "/readyz"
    try:
        # No proxy: the address is this machine's or a neighbour's.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(address, timeout=ANSWER_SECONDS) as answer:
            body = answer.read()
    except urllib.error.HTTPError as error:
        if error.code != _SERVICE_UNAVAILABLE:
            return dead(f"{address} answers with HTTP {error.code}")
        with error:
            body = error.read()
    except (OSError, ValueError) as error:
        return dead(f"{address} does not answer: {error}")
    try:
        return verdict_of(json.loads(body))
    except (ValueError, KeyError, TypeError):
        return dead(f"{address} answers with something else than a health report")
