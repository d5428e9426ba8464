"""The `community-bot` command.

Exit codes: 0 well, 1 a finding, 2 bad use. Messages go to stderr, results (`--json`) to stdout. Cogs bring
sub-commands of their own (`CommunityCog.command_line`).
"""

from __future__ import annotations

import asyncio
import functools
import json
import logging
import os
import sys
from pathlib import Path
from typing import Any

import click

from bot import __version__
from bot.cog import available, find_all
from bot.errors import BotError, ConfigError
from bot.texts import plural

CONFIG = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("config.toml"),
    show_default=True,
    help="The configuration file.",
)


class _Commands(click.Group):
    """The built-in commands and those of the installed cogs; a cog is imported only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *_cog_groups()})

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        return super().get_command(ctx, name) or _cog_groups().get(name)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ConfigError as error:
            click.echo(f"{plural(len(error.problems), 'problem')} in the configuration:", err=True)
            for problem in error.problems:
                click.echo(f"  {problem}", err=True)
            ctx.exit(2)
        except BotError as error:
            click.echo(f"community-bot: {error}", err=True)
            ctx.exit(1)


@functools.cache
def _cog_groups() -> dict[str, click.Group]:
    groups: dict[str, click.Group] = {}
    classes, errors = find_all(available())
    for error in errors:
        click.echo(f"community-bot: {error}", err=True)
    for name, cog in classes.items():
        try:
            group = cog.command_line()
        except Exception as error:
            click.echo(f"community-bot: the cog {name} brings no commands: {error}", err=True)
            continue
        if group is not None and group.name:
            groups[group.name] = group
    return groups


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="community-bot")
def main() -> None:
    """The community bot of Open Neuromorphic."""


@main.command()
@CONFIG
def run(config: Path) -> None:
    """Run the bot until it is told to stop (Ctrl-C, SIGTERM)."""
    from bot import app, logs
    from bot.settings import load_settings

    settings = load_settings(config, os.environ, installed=available())
    token = settings.token.get_secret_value() if settings.token else ""
    logs.configure(settings.kernel.log.level, settings.kernel.log.format, [token])
    logging.captureWarnings(True)
    try:
        asyncio.run(app.run(settings))
    except BotError:
        raise
    except Exception:
        # Through the log: on one line and without secrets, as everything else that goes wrong.
        logging.getLogger(__name__).critical("the bot ended because of an error", exc_info=True)
        sys.exit(1)


@main.command()
@CONFIG
@click.option("--online", is_flag=True, help="Ask Discord and the sources too; the bot may be running.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def check(config: Path, online: bool, as_json: bool) -> None:
    """Check configuration, cogs and database; with --online, also what Discord knows."""
    from bot.checks.offline import check_offline
    from bot.checks.online import check_online
    from bot.checks.report import Report

    if online:
        report = asyncio.run(check_online(config, os.environ))
    else:
        report = Report(check_offline(config, os.environ))
    if as_json:
        click.echo(json.dumps(report.as_json(), indent=2, ensure_ascii=False))
    else:
        for line in report.lines():
            click.echo(line, err=True)
    sys.exit(0 if report.passed else 1)


@main.command()
@CONFIG
@click.option("--url", help="Ask the endpoint at this address, such as http://127.0.0.1:9464, not the file.")
@click.option("--live", is_flag=True, help="Ask only whether the bot is alive, as whoever restarts it does.")
@click.option("--json", "as_json", is_flag=True, help="Print the finding as JSON.")
def health(config: Path, url: str | None, live: bool, as_json: bool) -> None:
    """Tell whether the running bot serves its members: 0 it does, 1 it does not."""
    from bot.vitals.command import look

    found = look(config, url)
    if as_json:
        told = {"alive": found.alive, "ready": found.ready, "sentences": found.sentences}
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(found.sentences), err=True)
    sys.exit(0 if (found.alive if live else found.ready) else 1)


@main.command()
@CONFIG
@click.option("--guild", type=int, help="The server's id; asked for among those that the bot is in.")
@click.option(
    "--token-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where the token is, or is to be kept. Without it: DISCORD_TOKEN, or discord-token beside the file.",
)
@click.option("--moderator-channel", type=int, help="The id of the channel where moderators are told.")
@click.option("--job", "jobs", multiple=True, help="A job to begin with, such as guide; may be repeated.")
@click.option("--local-discord", "local", help="The address of a local Discord, instead of the real one.")
@click.option("--no-input", is_flag=True, help="Ask nothing; also when there is nobody at a terminal.")
def init(
    config: Path,
    guild: int | None,
    token_file: Path | None,
    moderator_channel: int | None,
    jobs: tuple[str, ...],
    local: str | None,
    no_input: bool,
) -> None:
    """Set the bot up: asks for what is needed, writes the configuration, checks it."""
    from bot.setting_up.flow import Given
    from bot.setting_up.flow import run as set_up

    ask = not no_input and sys.stdin.isatty()
    given = Given(config, ask, guild, token_file, moderator_channel, jobs, local)
    sys.exit(0 if asyncio.run(set_up(given, os.environ)) else 1)


@main.command("migrate")
@CONFIG
def migrate_database(config: Path) -> None:
    """Bring the database to the newest schema (the bot does the same at its start)."""
    from bot.migrations import migrate
    from bot.settings import load_settings

    settings = load_settings(config, os.environ, need_token=False, installed=available())
    applied = migrate(settings.kernel.database.path)
    if applied.backup:
        click.echo(f"copy made before: {applied.backup}", err=True)
    for step in applied.migrations:
        click.echo(f"applied {step.number:04}_{step.name}", err=True)
    if not applied.migrations:
        click.echo("the schema is up to date", err=True)


@main.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@CONFIG
@click.option("--overwrite", is_flag=True, help="Let the backup take the place of a file that is there.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
def back_up_database(file: Path | None, config: Path, overwrite: bool, as_json: bool) -> None:
    """Write a checked copy of the database to FILE, or into the folder of backups; the bot may run meanwhile.

    The keys of elections are not in it, on purpose (docs/backups.md).
    """
    from bot.backup import back_up, name_of
    from bot.clock import SystemClock
    from bot.settings import load_settings

    kernel = load_settings(config, os.environ, need_token=False, installed=available()).kernel
    clock = SystemClock()
    if file is None and kernel.backup.folder is not None:
        file = kernel.backup.folder / name_of(kernel.database.path, clock.now())
    if file is None:
        raise click.UsageError("name a file, or set backup.folder in the configuration")
    if file.exists() and not overwrite:
        raise click.UsageError(f"{file} is there already: name another file, or add --overwrite")
    made = back_up(kernel.database.path, file, clock, replace=overwrite)
    if as_json:
        click.echo(json.dumps(made.as_json(), indent=2, ensure_ascii=False))
    click.echo(f"backed up to {file}; the keys of open elections are not in it (docs/backups.md)", err=True)


@main.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@CONFIG
@click.option("--json", "as_json", is_flag=True, help="Print what was restored as JSON.")
def restore_database(file: Path, config: Path, as_json: bool) -> None:
    """Put the backup FILE in the place of the database, while no bot runs; the database is kept beside it."""
    from bot.clock import SystemClock
    from bot.erasures import kept_for
    from bot.restore import restore
    from bot.settings import load_settings

    kernel = load_settings(config, os.environ, need_token=False, installed=available()).kernel
    database = kernel.database.path
    if database.exists() and database.samefile(file):
        raise click.UsageError(f"{file} is the database itself: name a backup")
    remembered = kept_for(kernel.backup)
    done = restore(file, database, kernel.discord.guild_id, SystemClock(), remembered=remembered)
    if as_json:
        click.echo(json.dumps(done.as_json(), indent=2, ensure_ascii=False))
    click.echo(f"restored {database} from a backup of {done.made_at:%Y-%m-%d %H:%M} UTC", err=True)
    if done.replaced:
        click.echo(f"the database before is kept as {done.replaced}: delete it when all is well", err=True)
    if done.schema < done.newest_schema:
        click.echo("its schema is older and is brought up to date at the next start", err=True)
    if done.erased_again:
        people = plural(done.erased_again, "person", "people")
        click.echo(f"what {people} had erased since is erased again at the next start", err=True)
    if not done.erasures_known:
        click.echo(
            "who had something erased since is not known here, or not of everybody: "
            "`community-bot privacy erase USER_ID` for those whom you know of",
            err=True,
        )
    click.echo("what it does not remember is told to moderators at the start (docs/backups.md)", err=True)


@main.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0: any free port."
)
@click.option("--no-open", is_flag=True, help="Do not open the page in the browser.")
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep the website here, and a database for each demo: the community is a new one each time.",
)
def demo(port: int, no_open: bool, data: Path | None) -> None:
    """Run the bot in a Discord on this machine: no account, no token, one page."""
    from bot.demo import run_demo

    sys.exit(asyncio.run(run_demo(port, open_page=not no_open, data=data)))


@main.command("local-discord")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0: any free port."
)
def local_discord(port: int) -> None:
    """Run the local Discord alone, for any discord.py bot."""
    from bot.demo import run_local_discord

    asyncio.run(run_local_discord(port))
