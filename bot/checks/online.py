"""The whole check with Discord: for the command line, which opens what it needs, and for the running bot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.checks import permission_table
from bot.checks.commands import commands_of
from bot.checks.facts import Refusal
from bot.checks.fetching import Facts
from bot.checks.findings import Finding, bad
from bot.checks.integrity import look
from bot.checks.judging import judge
from bot.checks.offline import check_offline
from bot.checks.report import Report
from bot.checks.sources import reach
from bot.checks.wanted import wanted
from bot.clock import SystemClock
from bot.cog import CogSettings, available, find
from bot.database import Database
from bot.errors import BotError, ConfigError, MigrationError
from bot.fetch import Fetcher
from bot.migrations import pending
from bot.overrides import Overrides
from bot.permissions import invite_url
from bot.references import Kind
from bot.rest import Rest
from bot.settings import Settings, load_settings
from bot.switches import CogSwitches

Effective = Callable[[str], CogSettings]


async def check_online(path: Path, environ: Mapping[str, str]) -> Report:
    """Check the configuration at `path` as `check_offline` does, then everything that Discord knows.

    With the settings in force: what moderators changed at run time is read from the database, which may be in
    use. Nothing is changed, and no gateway connection is opened.
    """
    findings = await asyncio.to_thread(check_offline, path, environ)
    settings = _settings(path, environ)
    if settings is None or settings.token is None:
        return Report(findings)
    async with _in_force(settings) as (enabled, effective, database, troubles):
        fetcher = Fetcher(private_hosts=settings.kernel.fetch.private_hosts)
        try:
            report = await check_server(settings, enabled, effective, database, commands_of(enabled), fetcher)
        finally:
            await fetcher.close()
    return Report([*findings, *troubles, *report.findings], report.rows, report.invite)


async def check_server(
    settings: Settings,
    enabled: Iterable[str],
    effective: Effective,
    database: Database | None,
    code: Sequence[Mapping[str, Any]],
    fetcher: Fetcher,
) -> Report:
    """Check server, database and sources against what the `enabled` cogs need.

    `effective` gives their settings in force, `code` are the commands as Discord should have them. No secret
    is in what is returned.
    """
    server = settings.kernel.discord
    token = settings.token.get_secret_value() if settings.token else ""
    wants = await wanted(settings, enabled, effective, database)
    rest = Rest(server.api_url, token)
    try:
        snapshot, reached, whole = await asyncio.gather(
            Facts(rest).snapshot(wants.guild_id, wants.ids(Kind.CHANNEL), wants.ids(Kind.HOLDER)),
            reach(wants.addresses, fetcher),
            asyncio.to_thread(lambda: list(look(settings.kernel.database.path, wants.guild_id))),
        )
    finally:
        await rest.close()
    findings = list(judge(snapshot, wants, code))
    rows: Sequence[permission_table.Row] = ()
    if not isinstance(snapshot.server, Refusal):
        rows = permission_table.table(snapshot.server, wants.needs)
        findings += permission_table.findings(rows, snapshot.server, wants.needs)
    invite = None
    if not isinstance(snapshot.application, Refusal):
        invite = invite_url(snapshot.application.id, wants.needs, wants.guild_id)
    secrets = [address.token.get_secret_value() for address in wants.addresses if address.token]
    return Report([*findings, *whole, *reached], rows, invite).without([token, *secrets])


def _settings(path: Path, environ: Mapping[str, str]) -> Settings | None:
    """Return the settings, or what can be read of them: what else is wrong the offline check has told."""
    try:
        return load_settings(path, environ, installed=available())
    except ConfigError as error:
        readable: Settings | None = error.readable
        return readable


@asynccontextmanager
async def _in_force(
    settings: Settings,
) -> AsyncIterator[tuple[list[str], Effective, Database | None, list[Finding]]]:
    """The cogs that are to run, their settings in force, and the database if there is one of this version."""

    def of_file(name: str) -> CogSettings:
        return settings.cogs.get(name) or find(name).settings_model()

    path = settings.kernel.database.path
    try:
        usable = path.exists() and not pending(path)
    except MigrationError:
        usable = False
    if not usable:
        yield list(settings.enabled), of_file, None, []
        return
    try:
        database = await Database.open(path)
    except BotError as error:
        yield list(settings.enabled), of_file, None, [_unreadable(error)]
        return
    try:
        clock = SystemClock()
        overrides, switches = Overrides(database, settings, clock), CogSwitches(database, settings, clock)
        try:
            misfits = await overrides.load()
            await switches.load()
        except BotError as error:
            yield list(settings.enabled), of_file, None, [_unreadable(error)]
            return

        def in_force(name: str) -> CogSettings:
            return overrides.adopt(name, find(name).settings_model)

        troubles = [
            bad(f"cogs.{cog}.{key}", "the value set at run time does not fit", "set it again, or reset it")
            for cog, key in misfits
        ]
        yield switches.enabled(), in_force, database, troubles
    finally:
        await database.close()


def _unreadable(error: BotError) -> Finding:
    return bad("database", str(error), "until then only config.toml is looked at")
