"""`community-bot privacy`: the same as `/privacy`, by whoever runs the bot, for those who cannot ask it.

Results go to stdout, messages to stderr. Exit codes: 0 well, 1 something failed, 2 bad use.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cog import available
from bot.copying import FILE_MODE
from bot.texts import listing, plural
from cogs.privacy import asking, cards, wording

if TYPE_CHECKING:
    from bot.client import CommunityBot

_CONFIG = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("config.toml"),
    show_default=True,
    help="The configuration file.",
)
# Discord's ids are 64 bits wide, of which SQLite keeps 63 and Discord uses fewer (reference: snowflakes).
_PERSON = click.argument("person", metavar="USER_ID", type=click.IntRange(1, 2**63 - 1))
_TIME = re.compile(r"<t:(\d+)(?::\w)?>")


def group() -> click.Group:
    """Return the `privacy` sub-commands."""
    return _privacy


@click.group("privacy")
def _privacy() -> None:
    """See, hand over and erase what the bot holds about a person; it may be running."""


@_privacy.command("show")
@_PERSON
@_CONFIG
def _show(person: int, config: Path) -> None:
    """Tell what kinds of things are held about USER_ID, and what of it has to wait."""

    async def show() -> bool:
        async with _bot(config) as bot:
            return _say(await asking.held(bot, person))

    sys.exit(0 if asyncio.run(show()) else 1)


@_privacy.command("export")
@_PERSON
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True), required=False)
@_CONFIG
def _export(person: int, file: Path | None, config: Path) -> None:
    """Write all that is held about USER_ID to FILE as JSON, for them alone; - is stdout."""

    async def export() -> bool:
        async with _bot(config) as bot:
            found = await asking.held(bot, person)
            now = bot.clock.now()
            data = cards.file(bot, found, person, now)
        _write(file or Path(f"data-{person}-{now:%Y-%m-%d}.json"), data)
        return not _failures(found)

    sys.exit(0 if asyncio.run(export()) else 1)


@_privacy.command("erase")
@_PERSON
@click.option("--yes", is_flag=True, help="Do not ask first.")
@_CONFIG
def _erase(person: int, yes: bool, config: Path) -> None:
    """Erase what is held about USER_ID, and tell what has to wait; it asks first.

    Messages that are to be deleted in Discord are deleted by the bot, within seconds or at its next start.
    """

    async def erase() -> bool:
        async with _bot(config) as bot:
            _say(await asking.held(bot, person))
            if not yes:
                click.confirm("Erase it?", abort=True, err=True)
            done = await asking.erase(bot, person)
        went = [f"{plural(each.count, 'entry', 'entries')} of {each.cog}" for each in done if each.count]
        click.echo(f"erased: {listing(went) or 'nothing'}")
        _say_waiting(done)
        return not _failures(done)

    sys.exit(0 if asyncio.run(erase()) else 1)


@asynccontextmanager
async def _bot(config: Path) -> AsyncIterator[CommunityBot]:
    # Nothing of the kernel is loaded for `--help`.
    from bot.clock import SystemClock
    from bot.settings import load_settings
    from bot.unconnected import unconnected

    settings = load_settings(config, os.environ, need_token=False, installed=available())
    if settings.token is None:
        click.echo(
            "without the bot's token, votes in secret polls that go on are not found: "
            "set DISCORD_TOKEN or discord.token_file",
            err=True,
        )
    async with unconnected(settings, SystemClock()) as bot:
        yield bot


def _write(file: Path, data: bytes) -> None:
    if str(file) == "-":
        sys.stdout.buffer.write(data)
        return
    try:
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    except FileExistsError:
        raise click.UsageError(f"{file} is there already: name another file") from None
    except OSError as error:
        raise click.UsageError(f"{file} cannot be written: {error.strerror}") from None
    with os.fdopen(opened, "wb") as stream:
        stream.write(data)
    click.echo(f"written to {file}: hand it to them alone, and delete it", err=True)


def _say(found: Sequence[asking.Held]) -> bool:
    """Print what is held and what waits; False when some job could not tell."""
    for each in found:
        if each.held:
            click.echo(f"{each.cog}: {listing(wording.kinds(each.held))}")
    if not any(each.held for each in found):
        click.echo("nothing is held")
    _say_waiting(found)
    return not _failures(found)


def _say_waiting(found: Sequence[asking.Held | asking.Erased]) -> None:
    for each in found:
        for reason in each.waiting:
            click.echo(f"has to wait, {each.cog}: {_in_utc(reason)}")


def _failures(found: Sequence[asking.Held | asking.Erased]) -> bool:
    """Print which jobs failed, and return whether any did."""
    failed = [each for each in found if each.reference]
    for each in failed:
        click.echo(f"{each.cog} failed (reference {each.reference}); try again when it is mended", err=True)
    return bool(failed)


def _in_utc(text: str) -> str:
    """Return a text for Discord with its times written out."""

    def written(found: re.Match[str]) -> str:
        return f"{datetime.fromtimestamp(int(found[1]), UTC):%Y-%m-%d %H:%M} UTC"

    return _TIME.sub(written, text)
