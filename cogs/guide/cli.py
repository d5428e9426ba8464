"""`community-bot guide`: ask, refresh and check from a terminal, without Discord and without a token.

Results go to stdout, messages to stderr. Exit codes: 0 well, 1 a finding, 2 bad use.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.clock import SystemClock
from bot.errors import BotError
from bot.health import HealthBoard
from bot.migrations import migrate, pending
from bot.repository.files import SourceError
from bot.texts import plural
from cogs.guide import terminal
from cogs.guide.face.answer_text import NO_QUESTION
from cogs.guide.face.chip_questions import about_chips
from cogs.guide.face.entries import entries_of
from cogs.guide.matching.defaults import shipped_defaults
from cogs.guide.offline import Found, find, from_folder, guide_settings, running_service
from cogs.guide.source.provenance import RefreshReport

if TYPE_CHECKING:
    from bot.settings import Settings

WIDEST = 100

_config = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("config.toml"),
    show_default=True,
    help="The configuration file; `ask` and `check` do without one.",
)
_source = click.option(
    "--source",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Read the guide from this folder, laid out like the site's repository.",
)


def group() -> click.Group:
    """Return the `guide` sub-commands."""
    return _guide


@click.group("guide")
def _guide() -> None:
    """Ask the software and hardware guide, fetch it, check its pages.

    The guide is read from --source, else it is the last good copy in the configured database, else the
    example that ships with the bot.
    """
    # The commands say themselves what is wrong; without a handler Python would print the log beside it.
    logging.getLogger("bot.health").addHandler(logging.NullHandler())


@_guide.command("ask")
@click.argument("question", required=False)
@click.option(
    "--batch",
    type=click.File("rb"),
    help='Answer every line {"id", "question"} of this JSONL file (- for stdin) with one line of JSON.',
)
@click.option("--listening", is_flag=True, help="Judge as in a channel that the bot listens to.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@_source
@_config
@click.pass_context
def _ask(
    context: click.Context,
    question: str | None,
    batch: Any,
    listening: bool,
    as_json: bool,
    source: Path | None,
    config: Path,
) -> None:
    """Print the answer that the bot would give to QUESTION."""
    if (question is None) == (batch is None):
        raise click.UsageError("give one QUESTION, or --batch FILE")
    if question is not None and not question.strip():
        raise click.UsageError(" ".join(NO_QUESTION))
    where = _find(context, config, source)
    catalogue, settings = where.catalogue, where.settings
    answer_to = catalogue.index.listen if listening else catalogue.index.ask
    if question is None:
        malformed = 0
        name = getattr(batch, "name", "<stdin>")
        for number, line in enumerate(batch.read().split(b"\n"), 1):
            if not line.strip():
                continue
            try:
                identity, text = _batch_line(line)
            except ValueError as error:
                malformed += 1
                click.echo(f"{name}: line {number}: {error}", err=True)
            else:
                click.echo(terminal.to_json(terminal.batch_object(answer_to(text), identity)))
        sys.exit(2 if malformed else 0)
    answer = answer_to(question)
    if answer.kind == "answer" or not listening:
        answer = about_chips(question, answer, entries_of(catalogue.index))
    interval = timedelta(hours=settings.refresh_hours)
    provenance = catalogue.provenance(SystemClock().now(), interval)
    if as_json:
        value = terminal.answer_object(answer, provenance, identity=None, question=question)
        click.echo(terminal.to_json(value, indent=2))
        return
    click.echo(
        terminal.answer_lines(
            answer,
            entries_of(catalogue.index),
            provenance,
            question=question,
            count=settings.answers,
            width=min(WIDEST, shutil.get_terminal_size().columns),
            labels=shipped_defaults(),
        )
    )


@_guide.command("refresh")
@click.option("--force", is_flag=True, help="Also when more than half of the entries would vanish.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@_config
def _refresh(force: bool, as_json: bool, config: Path) -> None:
    """Look at the source now and put what it says in force."""
    settings = _load(config)
    path = settings.kernel.database.path
    if not path.exists():
        migrate(path)
    elif waiting := pending(path):
        raise BotError(f"the database lacks {plural(len(waiting), 'migration')}: run community-bot migrate")
    click.echo("Looking at the source; files come one by one, the first time for a minute.", err=True)
    report, troubles = asyncio.run(_refresh_now(settings, force=force))
    for trouble in troubles:
        click.echo(trouble, err=True)
    if as_json:
        click.echo(terminal.to_json(terminal.report_object(report), indent=2))
    click.echo(terminal.report_text(report), err=True)
    sys.exit(0 if report.ok else 1)


@_guide.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print the defects as JSON.")
@_source
@_config
@click.pass_context
def _check(context: click.Context, as_json: bool, source: Path | None, config: Path) -> None:
    """List what the guide's pages should say differently, for its editors, as `file: field: problem`."""
    catalogue = _find(context, config, source).catalogue
    if as_json:
        defects = [
            {"file": defect.file, "field": defect.field, "problem": defect.problem, "fatal": defect.fatal}
            for defect in catalogue.defects
        ]
        click.echo(terminal.to_json(defects, indent=2))
    else:
        for defect in catalogue.defects:
            click.echo(f"{defect} (the page is left out)" if defect.fatal else str(defect))
    guide = catalogue.guide
    entries = plural(len(guide.libraries) + len(guide.hardware), "entry", "entries")
    click.echo(f"{plural(len(catalogue.defects), 'defect')} in {entries} of {catalogue.source}", err=True)
    sys.exit(1 if catalogue.defects else 0)


def _batch_line(line: bytes) -> tuple[str | int, str]:
    """Return id and question of a line. Raises `ValueError` saying what is wrong with it."""
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValueError("not UTF-8 text") from None
    except RecursionError:
        raise ValueError("nested too deep") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON ({error.msg}, column {error.colno})") from None
    if not isinstance(value, dict):
        raise ValueError('not an object such as {"id": "a1", "question": "…"}')
    identity, question = value.get("id"), value.get("question")
    if not isinstance(identity, (str, int)) or isinstance(identity, bool):
        raise ValueError('"id" must be a text or a whole number')
    if not isinstance(question, str):
        raise ValueError('"question" must be a text')
    return identity, question


def _find(context: click.Context, config: Path, source: Path | None) -> Found:
    """Return the guide that the options name, and the settings that go with it."""
    named = context.get_parameter_source("config") is not click.core.ParameterSource.DEFAULT
    settings = _load(config) if named or config.exists() else None
    try:
        if source is not None:
            of_file = guide_settings(settings)
            return Found(from_folder(source, of_file), of_file)
        return find(settings)
    except SourceError as error:
        raise click.UsageError(str(error)) from error


def _load(config: Path) -> Settings:
    # Imported here: it imports every cog, and `--help` needs none.
    from bot.cog import available
    from bot.settings import load_settings

    return load_settings(config, os.environ, need_token=False, installed=available())


async def _refresh_now(settings: Settings, *, force: bool) -> tuple[RefreshReport, list[str]]:
    """Return the report, and what else is not well: the token, single pages."""
    health = HealthBoard(SystemClock())
    async with running_service(settings, health) as service:
        report = await service.refresh(force=force)
    bad = [condition for condition in health.conditions() if not condition.ok]
    return report, [f"{trouble.name}: {trouble.detail}" for trouble in bad if trouble.name != "guide.source"]
