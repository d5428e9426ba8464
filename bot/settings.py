"""`config.toml` and the token, read once at start into one model.

Every problem is reported at once, each with the key as written in the file and what to do. The token never
stands in the file: it comes from `DISCORD_TOKEN`, from the file that `discord.token_file` names, or from the
service manager's credential `discord-token`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, IPvAnyAddress, SecretStr, ValidationError

from bot.cog import CogSettings, find_all
from bot.errors import ConfigError, Problem
from bot.references import MessageChannel, Role
from bot.setting_problems import describe, did_you_mean, in_toml, without_tokens
from bot.texts import listing
from bot.toml_file import read_toml

DISCORD_API = "https://discord.com/api/v10"
DISCORD_GATEWAY = "wss://gateway.discord.gg/"
DISCORD_CDN = "https://cdn.discordapp.com"
# The token's name in systemd's LoadCredential=.
CREDENTIAL = "discord-token"
MAX_SNOWFLAKE = 2**63 - 1
# What stands in config.example.toml; nobody's server.
PLACEHOLDER_GUILD_ID = 123456789012345678


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DiscordSettings(_Table):
    """`[discord]`: which server, and where Discord is."""

    guild_id: int = Field(gt=0, le=MAX_SNOWFLAKE, description="The server that this bot serves.")
    token_file: Path | None = Field(None, description="A file that holds the bot's token and nothing else.")
    moderator_roles: tuple[Role, ...] = Field((), description="Roles that may steer the bot.")
    moderator_channel: MessageChannel | None = Field(
        None, le=MAX_SNOWFLAKE, description="Where moderators are told what does not work."
    )
    api_url: str = Field(DISCORD_API, pattern=r"^https?://", description="Discord's REST API.")
    gateway_url: str = Field(DISCORD_GATEWAY, pattern=r"^wss?://", description="Discord's gateway.")
    cdn_url: str = Field(DISCORD_CDN, pattern=r"^https?://", description="Where Discord keeps pictures.")
    clock_url: str | None = Field(
        None, pattern=r"^http://(127\.0\.0\.1|localhost|\[::1\]):", description="A local Discord's clock."
    )


class DatabaseSettings(_Table):
    """`[database]`: the one file that holds everything the bot knows."""

    path: Path = Field(Path("data/community.sqlite3"), description="The SQLite file.")


class BackupSettings(_Table):
    """`[backup]`: copies of the database that the bot makes while it runs."""

    folder: Path | None = Field(
        None, description="Where backups lie; without it none are made by themselves."
    )
    every_hours: float = Field(24.0, ge=1, le=168, description="The time between two backups, in hours.")
    keep_days: int = Field(7, ge=1, le=366, description="So many days one backup of each day is kept.")
    keep_weeks: int = Field(4, ge=0, le=104, description="So many weeks one backup of each week is kept.")


class LogSettings(_Table):
    """`[log]`: how much is logged, and as what."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="The least level shown.")
    format: Literal["text", "json"] = Field("text", description="One line each, as text or JSON.")


class FetchSettings(_Table):
    """`[fetch]`: what the bot may fetch from other servers."""

    private_hosts: tuple[str, ...] = Field(
        (), description="Hosts that may have a private address; all others must be public."
    )


class DeliverySettings(_Table):
    """`[delivery]`: how what the bot says unasked gets to Discord."""

    publications_per_hour: int = Field(
        8, ge=1, le=100, description="Posts published to following servers per hour, at most."
    )


class InteractionSettings(_Table):
    """`[interactions]`: what members do with the bot."""

    per_minute: int = Field(
        60, ge=10, le=100_000, description="Commands and presses of one member that are answered per minute."
    )


class HealthSettings(_Table):
    """`[health]`: where the bot tells how it is."""

    file: Path | None = Field(None, description="The file; without it, beside the database.")
    http_port: int | None = Field(None, ge=0, le=65535, description="The endpoint's port; 0: any free one.")
    http_host: IPvAnyAddress = Field(
        IPv4Address("127.0.0.1"), description="The address at which the endpoint listens."
    )


class PrivacySettings(_Table):
    """`[privacy]`: who answers for what the bot keeps about people, as `/privacy show` tells everybody."""

    contact: str | None = Field(
        None, min_length=1, max_length=200, description="Whom to write to with a request."
    )
    host: str | None = Field(
        None, min_length=1, max_length=200, description="On whose machine the bot runs, and where."
    )
    champion: str | None = Field(
        None, min_length=1, max_length=200, description="Who stands for the bot in the community."
    )
    legal_basis: str | None = Field(
        None, min_length=1, max_length=200, description="On what legal basis the bot keeps what it keeps."
    )


class KernelSettings(_Table):
    """Everything in `config.toml` outside `[cogs]`."""

    discord: DiscordSettings
    database: DatabaseSettings = DatabaseSettings()
    backup: BackupSettings = BackupSettings()
    log: LogSettings = LogSettings()
    fetch: FetchSettings = FetchSettings()
    delivery: DeliverySettings = DeliverySettings()
    interactions: InteractionSettings = InteractionSettings()
    health: HealthSettings = HealthSettings()
    privacy: PrivacySettings = PrivacySettings()


# They run whatever `cogs.enabled` says: moderators steer the bot with the one, and everybody may ask the
# other what is kept about them.
ESSENTIAL_COGS = ("admin", "privacy")
DEFAULT_COGS = (*ESSENTIAL_COGS, "guide")


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole configuration, validated.

    `cogs` holds by name the settings of each cog that is enabled or has a table; others have their defaults
    when they are switched on at run time. `tables` is what the file said about each, before defaults.
    """

    kernel: KernelSettings
    enabled: tuple[str, ...]
    cogs: Mapping[str, CogSettings]
    tables: Mapping[str, Mapping[str, Any]]
    token: SecretStr | None
    source: Path | None


def load_settings(
    path: Path, environ: Mapping[str, str], *, need_token: bool = True, installed: Iterable[str]
) -> Settings:
    """Read `path` and the token and return the settings.

    `installed` are the names of the cogs whose tables are understood. Relative paths in the file are taken
    from the file's own folder. Raises `ConfigError` with every problem found.
    """
    document = read_toml(path)
    unusable = list(_unusable_database(document, path.parent))
    try:
        settings = parse_settings(
            document, environ, folder=path.parent, need_token=need_token, installed=installed, source=path
        )
    except ConfigError as error:
        raise ConfigError([*error.problems, *unusable], error.readable) from None
    if unusable:
        raise ConfigError(unusable, settings)
    return settings


def parse_settings(
    document: Mapping[str, Any],
    environ: Mapping[str, str],
    *,
    folder: Path,
    need_token: bool = True,
    installed: Iterable[str],
    source: Path | None = None,
) -> Settings:
    """Validate an already parsed `config.toml`; see `load_settings`."""
    problems: list[Problem] = []
    rest = dict(document)
    cogs_table = rest.pop("cogs", {})
    kernel = _validate(KernelSettings, rest, "", problems)
    if kernel is not None and kernel.discord.guild_id == PLACEHOLDER_GUILD_ID:
        problems.append(
            Problem("discord.guild_id", "is still the example's number", "put your own server's id there")
        )
    if not isinstance(cogs_table, dict):
        problems.append(Problem("cogs", f"must be a table, not {in_toml(cogs_table)}", "write [cogs]"))
        cogs_table = {}
    tables = {name: table for name, table in cogs_table.items() if name != "enabled"}
    names = sorted(set(installed))
    # Only what is to run or is configured is imported; others when they are switched on. A cog that cannot be
    # imported is shown when it is started, and by `check`; the rest runs.
    named = {*DEFAULT_COGS, *_names(cogs_table.get("enabled")), *tables}
    classes, _ = find_all(name for name in names if name in named)
    default, essential = ([name for name in some if name in names] for some in (DEFAULT_COGS, ESSENTIAL_COGS))
    enabled = _enabled(cogs_table.get("enabled", default), essential, problems)
    for name in dict.fromkeys((*enabled, *tables)):
        if name not in names:
            known = names if name in enabled else [*names, "enabled"]
            problems.append(Problem(f"cogs.{name}", "there is no such cog", did_you_mean(name, known)))
    cogs: dict[str, CogSettings] = {}
    for name, cog in classes.items():
        table = _validate(cog.settings_model, tables.get(name, {}), f"cogs.{name}", problems)
        if table is not None:
            cogs[name] = table

    token = _token(rest, environ, folder, need_token, problems)
    if kernel is None:
        raise ConfigError(problems)
    database = kernel.database.model_copy(update={"path": _resolve(folder, kernel.database.path)})
    backup = kernel.backup
    if backup.folder is not None:
        backup = backup.model_copy(update={"folder": _resolve(folder, backup.folder)})
    health = kernel.health.model_copy(
        update={"file": _resolve(folder, kernel.health.file or _beside(kernel.database.path))}
    )
    kernel = kernel.model_copy(update={"database": database, "backup": backup, "health": health})
    settings = Settings(kernel, tuple(enabled), cogs, tables, token, source)
    if problems:
        raise ConfigError(problems, settings)
    return settings


def _validate(model: type[Any], table: Any, prefix: str, problems: list[Problem]) -> Any | None:
    if not isinstance(table, Mapping):
        problems.append(Problem(prefix, f"must be a table, not {in_toml(table)}", f"write [{prefix}]"))
        return None
    try:
        return model.model_validate(table)
    except ValidationError as error:
        # The kernel's model knows nothing of cogs, whose tables stand beside its own.
        problems += describe(error, model, prefix, ["cogs"] if model is KernelSettings else ())
        return None


def _names(value: Any) -> list[str]:
    """Return the names in a list that may be no list."""
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []


def _enabled(value: Any, essential: Iterable[str], problems: list[Problem]) -> list[str]:
    key = "cogs.enabled"
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        problems.append(
            Problem(
                key, f"must be a list of names, not {in_toml(value)}", 'write enabled = ["admin", "guide"]'
            )
        )
        return []
    names = list(dict.fromkeys(value))
    if twice := [name for name in names if value.count(name) > 1]:
        problems.append(Problem(key, f"names {listing(twice)} more than once", "keep each name once"))
    return [*names, *(name for name in essential if name not in names)]


def _unusable_database(document: Mapping[str, Any], folder: Path) -> Iterable[Problem]:
    """Yield what stands in the way of making or writing the database's file; nothing is changed."""
    # From the file as it stands, as the token is.
    table = document.get("database")
    written = table.get("path") if isinstance(table, Mapping) else None
    path = _resolve(folder, Path(written) if isinstance(written, str) else DatabaseSettings().path)
    key = "database.path"
    try:
        nearest = next(place for place in (path, *path.parents) if place.exists())
        folder = path.parent if nearest == path else nearest
        if path.is_dir():
            yield Problem(key, f"{path} is a folder", "name a file in it, such as community.sqlite3")
        elif not folder.is_dir():
            yield Problem(key, f"{folder} is no folder", "name a file in a folder")
        elif nearest == path and not os.access(path, os.W_OK):
            yield Problem(key, f"{path} may not be written", "change its permissions, or the path")
        else:
            # SQLite keeps its log beside the file. The superuser is told by trying alone.
            with TemporaryFile(dir=folder):
                pass
    except OSError as error:
        reason = error.strerror or type(error).__name__
        yield Problem(key, f"{path} cannot be written: {reason}", "change its permissions, or the path")


def _token(
    document: Mapping[str, Any],
    environ: Mapping[str, str],
    folder: Path,
    need_token: bool,
    problems: list[Problem],
) -> SecretStr | None:
    # From the file as it stands: what else is wrong with it does not hide what is wrong with the token.
    discord = document.get("discord")
    file = discord.get("token_file") if isinstance(discord, Mapping) else None
    token = environ.get("DISCORD_TOKEN", "").strip()
    source = "DISCORD_TOKEN"
    path = _resolve(folder, Path(file)) if isinstance(file, str) else _credential(environ)
    if not token and path is not None:
        source = "discord.token_file" if isinstance(file, str) else f"the credential {CREDENTIAL}"
        try:
            token = path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError, ValueError) as error:
            message = f"cannot be read: {without_tokens(str(error))}"
            problems.append(Problem(source, message, "name the file that holds the token"))
            return None
    if any(character.isspace() for character in token):
        problems.append(Problem(source, "contains blanks or line breaks", "paste the token alone"))
        return None
    if not (token.isascii() and token.isprintable()):
        problems.append(Problem(source, "is no Discord token: it has odd characters", "copy it again"))
        return None
    if not token and need_token:
        problems.append(
            Problem("DISCORD_TOKEN", "there is no token", "set DISCORD_TOKEN or discord.token_file")
        )
    return SecretStr(token) if token else None


def _credential(environ: Mapping[str, str]) -> Path | None:
    """Return where a service manager put the token (systemd.exec: CREDENTIALS), if it did."""
    folder = environ.get("CREDENTIALS_DIRECTORY")
    path = Path(folder, CREDENTIAL) if folder else None
    return path if path is not None and path.exists() else None


def _beside(database: Path) -> Path:
    return database.with_name(f"{database.name}.health.json")


def _resolve(folder: Path, path: Path) -> Path:
    path = path.expanduser()
    return path if path.is_absolute() else (folder / path).resolve()
