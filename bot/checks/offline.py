"""Is this configuration fit to run? Without a network, and nothing is changed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from bot.checks.findings import Finding, advice, bad, good
from bot.cog import available, find_all
from bot.errors import ConfigError, MigrationError, Problem
from bot.migrations import pending
from bot.settings import PrivacySettings, Settings, load_settings
from bot.sqlite_troubles import way_out
from bot.texts import listing, plural


def check_offline(path: Path, environ: Mapping[str, str]) -> list[Finding]:
    """Check the configuration at `path`, the enabled cogs, and the database's schema."""
    try:
        settings = load_settings(path, environ, installed=available())
    except ConfigError as error:
        found = [Finding(problem.key, False, problem.message, problem.fix) for problem in error.problems]
        readable: Settings | None = error.readable
        more = _cogs(readable) if readable else ()
        return [*found, *(finding for finding in more if not finding.ok)]
    return [
        Finding("configuration", True, f"{path} is valid"),
        *_cogs(settings),
        *_database(settings.kernel.database.path),
        *_backups(settings.kernel.backup.folder),
        *_privacy(settings.kernel.privacy),
    ]


def _cogs(settings: Settings) -> Iterable[Finding]:
    found, errors = find_all(settings.enabled)
    for error in errors:
        yield Finding("cogs", False, str(error), "mend or disable it")
    for name, cog in found.items():
        try:
            # Where the table itself is wrong, there is nothing to look at.
            problems = list(cog.problems(settings)) if name in settings.cogs else []
        except Exception as error:
            reason = f"cannot be checked: {type(error).__name__}: {error}"
            problems = [Problem(f"cogs.{name}", reason, "mend or disable it")]
        for problem in problems:
            yield Finding(problem.key, False, problem.message, problem.fix)
        if not problems:
            yield Finding(f"cogs.{name}", True, cog.summary)


def _database(path: Path) -> Iterable[Finding]:
    try:
        waiting = pending(path)
    except MigrationError as error:
        yield Finding("database", False, str(error), way_out(error.__cause__) or "")
        return
    if not path.exists():
        yield Finding("database", True, f"{path} will be made at the first start")
    elif waiting:
        yield Finding(
            "database", True, f"{plural(len(waiting), 'migration')} will be applied at the next start"
        )
    else:
        yield Finding("database", True, f"{path} has the newest schema")


def _backups(folder: Path | None) -> Iterable[Finding]:
    key = "backup.folder"
    if folder is None:
        yield advice(key, "no backups are made by themselves", "name a folder for them (docs/backups.md)")
    elif not folder.is_dir():
        yield bad(key, f"the folder {folder} is not there", "make it, or mount its disk")
    elif not os.access(folder, os.W_OK | os.X_OK):
        yield bad(key, f"{folder} may not be written", "change its permissions, or name another one")
    else:
        yield good(key, f"backups are written to {folder}")


def _privacy(settings: PrivacySettings) -> Iterable[Finding]:
    missing = [f"privacy.{name}" for name, words in settings if words is None]
    if missing:
        yield advice(
            "privacy",
            f"members cannot read who answers for what the bot keeps: {listing(missing)} not set",
            "say it in [privacy] (PRIVACY.md)",
        )
    else:
        yield good("privacy", "members read who answers for what the bot keeps")
