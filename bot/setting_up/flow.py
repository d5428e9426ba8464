"""The questions of `community-bot init`, and their order.

The token is read from DISCORD_TOKEN, from a file, or typed unseen into a file that only its owner reads. It
never stands on a command line, in the configuration, or in what is printed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from bot.checks.facts import Application, Refusal, Server
from bot.checks.fetching import Facts
from bot.checks.online import check_online
from bot.cog import available, find_all
from bot.errors import BotError
from bot.permissions import invite_url
from bot.references import MESSAGES
from bot.rest import Rest
from bot.setting_problems import did_you_mean
from bot.setting_up.files import Chosen, config_text, read_token, write_new
from bot.settings import DEFAULT_COGS, DISCORD_API, ESSENTIAL_COGS
from bot.texts import listing

TOKEN_FILE = "discord-token"  # noqa: S105 - a file's name
_TRIES = 3
_MEMBERS = 1 << 14 | 1 << 15

_PORTAL = """\
1. Open https://discord.com/developers/applications → New Application, and give it the bot's name.
2. On its page “Bot”: Reset Token, and keep the token for a minute.
3. On the same page, under “Privileged Gateway Intents”: switch on Server Members Intent.
   (Message Content Intent is needed only if the bot is to listen in channels, with /guide listen.)
"""


@dataclass(frozen=True, slots=True)
class Given:
    """What was given as options. Without `ask` nothing is asked, and what is missing is an error."""

    config: Path
    ask: bool
    guild: int | None = None
    token_file: Path | None = None
    moderator_channel: int | None = None
    jobs: Sequence[str] = ()
    local: str | None = None


async def run(given: Given, environ: Mapping[str, str]) -> bool:
    """Ask, write `config.toml`, check; tell whether the check passed.

    Raises `click.UsageError` for what was not given, and `BotError` for what cannot be done.
    """
    if given.config.exists():
        raise click.UsageError(
            f"{given.config} is there already, and stays as it is; name another with --config"
        )
    for name in given.jobs:
        if name not in available():
            raise click.UsageError(f"there is no job {name}: {did_you_mean(name, available())}")
    local = given.local.rstrip("/") if given.local else None
    api_url = f"{local}/api/v10" if local else DISCORD_API
    _say(_PORTAL)
    token, file, application = await _token(given, environ, api_url)
    _say(f"The token is that of “{application.name}”.")
    rest = Rest(api_url, token)
    try:
        await _intents(given, Facts(rest))
        jobs = _jobs(given)
        guild_id, name = await _guild(given, Facts(rest), application, jobs)
        server = await Facts(rest).server(guild_id, application.bot_id)
    finally:
        await rest.close()
    channel = given.moderator_channel
    if channel is None and given.ask and isinstance(server, Server):
        channel = _moderator_channel(server)
    chosen = Chosen(guild_id, name, jobs, file, channel, local)
    write_new(given.config, config_text(chosen), 0o644)
    _say(f"{given.config} is written.\n")
    report = await check_online(given.config, environ)
    for line in report.lines():
        _say(line)
    if report.passed:
        _say(f"\nNow: community-bot run --config {given.config}")
        _say(
            "Then, in Discord: /admin setup chooses channels and roles, /admin cogs enable switches on more."
        )
    else:
        _say(f"\nMend that, then: community-bot check --online --config {given.config}")
    return report.passed


def _say(text: str) -> None:
    click.echo(text, err=True)


async def _token(
    given: Given, environ: Mapping[str, str], api_url: str
) -> tuple[str, Path | None, Application]:
    """Return the token, its file as the configuration names it (if it has one), and whose it is."""
    # As for the bot itself, the environment wins.
    if token := environ.get("DISCORD_TOKEN", "").strip():
        return token, None, await _application(api_url, token)
    folder = given.config.parent
    path = given.token_file or folder / TOKEN_FILE
    named = path.relative_to(folder) if path.is_relative_to(folder) else path.absolute()
    if path.exists():
        token = read_token(path)
        return token, named, await _application(api_url, token)
    if not given.ask:
        raise click.UsageError(
            "there is no token: set DISCORD_TOKEN, or name a file that holds it: --token-file"
        )
    for left in reversed(range(_TRIES)):
        token = click.prompt("The bot's token (it is not shown)", hide_input=True, err=True).strip()
        try:
            application = await _application(api_url, token)
        except BotError as error:
            if not left:
                raise
            _say(f"{error}. Try again.")
            continue
        # Kept only now: a wrong one would be in the way of the next attempt.
        write_new(path, token + "\n", 0o600)
        _say(f"It is kept in {path}, which only you can read.")
        return token, named, application
    raise BotError("there is no token")


async def _application(api_url: str, token: str) -> Application:
    if not (token.isascii() and token.isprintable()) or " " in token:
        raise BotError("that is no token: it has blanks or odd characters in it")
    rest = Rest(api_url, token)
    try:
        found = await Facts(rest).application()
    finally:
        await rest.close()
    if not isinstance(found, Refusal):
        return found
    if found.status == 401:
        raise BotError("Discord refuses this token: copy it again, or Reset Token in the developer portal")
    reason = found.message if found.status is None else f"it answers {found.status}"
    raise BotError(f"Discord cannot be asked at the moment ({reason})")


async def _intents(given: Given, facts: Facts) -> None:
    """Wait until the one switch is on that nothing works without, as long as somebody wants to."""
    while True:
        found = await facts.application()
        if isinstance(found, Refusal) or found.flags & _MEMBERS:
            return
        _say("Server Members Intent is still off: developer portal → Bot → Privileged Gateway Intents.")
        if not given.ask or not click.confirm("Look again?", default=True, err=True):
            return


def _jobs(given: Given) -> list[str]:
    names = list(given.jobs)
    others = [name for name in available() if name not in ESSENTIAL_COGS]
    if given.ask and not names:
        _say(f"The bot's jobs are {listing(others)}; more can be switched on later, in Discord.")
        wanted = [name for name in DEFAULT_COGS if name in others]
        while True:
            typed = click.prompt("Which to begin with", default=", ".join(wanted), err=True)
            names = [name.strip() for name in typed.split(",") if name.strip()]
            if not (unknown := [name for name in names if name not in available()]):
                break
            _say(f"There is no job {unknown[0]}: {did_you_mean(unknown[0], others)}")
    return list(dict.fromkeys([*ESSENTIAL_COGS, *(names or DEFAULT_COGS)]))


async def _guild(
    given: Given, facts: Facts, application: Application, jobs: Sequence[str]
) -> tuple[int, str]:
    """Return the server, chosen from those that the bot is in; one that was given counts in any case."""
    while True:
        found = await facts.guilds()
        if isinstance(found, Refusal):
            raise BotError(f"Discord does not tell the bot's servers: {found.message}")
        if given.guild is not None:
            return given.guild, found.get(given.guild, "that was named")
        if found:
            break
        _say("The bot is in no server yet. This address adds it, with the permissions that it needs:")
        _say(f"  {_invitation(application, jobs)}")
        if not given.ask:
            raise click.UsageError("name the server with --guild, or invite the bot first")
        if not click.confirm("Look again?", default=True, err=True):
            raise click.Abort
    numbers = list(found)
    if len(numbers) == 1:
        _say(f"The bot is in “{found[numbers[0]]}”.")
        return numbers[0], found[numbers[0]]
    if not given.ask:
        raise click.UsageError(f"the bot is in {len(numbers)} servers: name one with --guild")
    for place, number in enumerate(numbers, 1):
        _say(f"  {place}. {found[number]} ({number})")
    which = click.prompt("Which server", type=click.IntRange(1, len(numbers)), err=True)
    return numbers[which - 1], found[numbers[which - 1]]


def _invitation(application: Application, jobs: Sequence[str]) -> str:
    classes, _ = find_all(jobs)
    needs = [need for cog in classes.values() for need in cog.permissions(cog.settings_model())]
    return invite_url(application.id, needs)


def _moderator_channel(server: Server) -> int | None:
    """Ask for the channel where moderators are told what does not work; none is an answer."""
    known = {channel.name: channel.id for channel in server.channels.values() if channel.type in MESSAGES}
    while True:
        typed = click.prompt(
            "A channel where moderators are told what does not work (its name; none: Enter)",
            default="", show_default=False, err=True,
        ).strip().removeprefix("#")  # fmt: skip
        if not typed:
            return None
        if typed in known:
            return known[typed]
        _say(f"There is no text channel #{typed}: {did_you_mean(typed, known)}")
