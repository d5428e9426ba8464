"""`community-bot feed`: what a source would announce, without Discord and without a token.

Results go to stdout, messages to stderr. Exit codes: 0 well, 1 a finding, 2 bad use.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import click

from bot.clock import SystemClock
from bot.errors import UserError
from bot.fetch import Fetched, Fetcher, FetchError
from cogs.announcements import terminal
from cogs.announcements.model import Unreadable
from cogs.announcements.readers import read_any
from cogs.announcements.readers.addresses import resolve_source


def group() -> click.Group:
    """Return the `feed` sub-commands."""
    return _feed


@click.group("feed")
def _feed() -> None:
    """Look at feeds, channels, releases and sitemaps as the bot reads them."""


@_feed.command("preview")
@click.argument("source", metavar="URL_OR_FILE")
@click.option("--json", "as_json", is_flag=True, help="Print the items as JSON.")
@click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("config.toml"),
    show_default=True,
    help="The configuration file, for the hosts that may be private; it need not be there.",
)
@click.pass_context
def _preview(context: click.Context, source: str, as_json: bool, config: Path) -> None:
    """Print the items of a feed as they would be announced: time, kind, title, link, identity.

    URL_OR_FILE is an address as moderators give it to the bot, a file, or - for stdin. What had to be mended
    or left out is said on stderr. Exit code 1 when it cannot be fetched or read.
    """
    try:
        named = context.get_parameter_source("config") is not click.core.ParameterSource.DEFAULT
        body = _body(source, config if named or config.exists() else None)
        reading = read_any(
            body.content, url=body.url, content_type=body.content_type, now=SystemClock().now()
        )
    except UserError as error:
        raise click.UsageError(str(error)) from error
    except (FetchError, Unreadable) as error:
        click.echo(f"{source}: {error}", err=True)
        sys.exit(1)
    click.echo(terminal.as_json(reading) if as_json else terminal.as_text(reading))
    for problem in reading.problems:
        click.echo(f"{source}: {problem}", err=True)


@dataclass(frozen=True, slots=True)
class _Body:
    content: bytes
    url: str = ""
    content_type: str | None = None


def _body(source: str, config: Path | None) -> _Body:
    """Return what is to be read. Raises `UserError` for what is no source and `FetchError`."""
    if source == "-":
        return _Body(sys.stdin.buffer.read())
    path = Path(source)
    try:
        # Not only files: a shell's `<(…)` is none.
        if path.exists():
            return _Body(path.read_bytes())
    except OSError as error:
        raise UserError(f"{source} cannot be read: {error.strerror or error}.") from error
    address = resolve_source(source)
    answer = asyncio.run(_fetch(address.url, _private_hosts(config)))
    if answer.status != 200:
        raise FetchError(f"{address.url} answers with status {answer.status}")
    return _Body(answer.body, answer.url, answer.headers.get("content-type"))


def _private_hosts(config: Path | None) -> Collection[str]:
    if config is None:
        return ()
    # Imported here: it imports every cog, and files need none.
    from bot.cog import available
    from bot.settings import load_settings

    settings = load_settings(config, os.environ, need_token=False, installed=available())
    return settings.kernel.fetch.private_hosts


async def _fetch(url: str, private_hosts: Collection[str]) -> Fetched:
    fetcher = Fetcher(private_hosts=private_hosts)
    try:
        return await fetcher.get(url)
    finally:
        await fetcher.close()
