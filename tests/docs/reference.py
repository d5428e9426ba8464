"""What can be looked up, taken from the program itself: the command line and the tables of the database.

`python -m tests.docs.reference` writes it anew into the documents, between its marks; a test compares it.
"""

from __future__ import annotations

import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click

from bot.cli import main
from bot.migrations import migrate

ROOT = Path(__file__).resolve().parents[2]
# What SQLite keeps for itself.
_OWN_TABLES = ("sqlite_sequence",)
# A comment above a statement or a column.
_COMMENT = r"(?P<comment>(?:^[ ]*--[^\n]*\n)+)"


def command_line() -> str:
    """Every command with its options, as `--help` has them."""
    return "\n\n".join(_command(path, command) for path, command in commands())


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by what is typed."""

    def below(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
        if not isinstance(command, click.Group):
            yield path, command
            return
        context = command.make_context(path, [], resilient_parsing=True)
        for name in command.list_commands(context):
            if (found := command.get_command(context, name)) is not None:
                yield from below(f"{path} {name}", found)

    return below("community-bot", main)


def _command(path: str, command: click.Command) -> str:
    context = click.Context(command)
    arguments = " ".join(
        each.make_metavar(context) for each in command.params if isinstance(each, click.Argument)
    )
    paragraphs = (command.help or "").replace("\b\n", "").strip().split("\n\n")
    said = "\n\n".join(" ".join(each.split()) for each in paragraphs)
    rows = [f"| `{shown}` | {words} |" for shown, words in _options(command, context)]
    table = ["", "| option | does |", "|---|---|", *rows] if rows else []
    return "\n".join([f"### {f'{path} {arguments}'.strip()}", "", said, *table])


def _options(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    for each in command.params:
        if isinstance(each, click.Option) and (record := each.get_help_record(context)):
            shown, words = record
            yield shown.replace("|", "\\|"), " ".join(words.split()).replace("|", "\\|")


def database() -> str:
    """Every table with its columns, and what the migrations say about them."""
    sources = "\n".join(path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("migrations/*.sql")))
    return "\n\n".join(_table(name, columns, sources) for name, columns in tables().items())


def tables() -> Mapping[str, list[str]]:
    """The columns of every table of an up-to-date database."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "community.sqlite3"
        migrate(path)
        connection = sqlite3.connect(path)
        try:
            names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
            return {
                name: [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
                for (name,) in names.fetchall()
                if name not in _OWN_TABLES
            }
        finally:
            connection.close()


def _table(name: str, columns: list[str], sources: str) -> str:
    statement = re.search(rf"{_COMMENT}?^CREATE TABLE {name} \((?P<body>.*?)^\)", sources, re.M | re.S)
    about = _words(statement["comment"]) if statement and statement["comment"] else ""
    body = statement["body"] if statement else ""
    said = [
        f"- `{column}`: {_words(found['comment'])}"
        for column in columns
        if (found := re.search(rf"{_COMMENT}^[ ]*{column} +[A-Z]", body, re.M))
    ]
    named = ", ".join(f"`{column}`" for column in columns)
    parts = [f"### {name}", about, named, "\n".join(said)]
    return "\n\n".join(part for part in parts if part)


def _words(comment: str) -> str:
    return " ".join(line.strip().removeprefix("--").strip() for line in comment.strip().splitlines())


# document → mark → what stands there.
PARTS: Mapping[str, tuple[str, Callable[[], str]]] = {
    "docs/command-line.md": ("commands", command_line),
    "docs/database.md": ("tables", database),
}


def split(text: str, mark: str) -> tuple[str, str, str]:
    """A document's text before, between and after the marks. Raises `ValueError` without them."""
    before, begin, rest = text.partition(f"<!-- {mark}: begin -->\n")
    between, end, after = rest.partition(f"<!-- {mark}: end -->")
    if not begin or not end:
        raise ValueError(f"the marks of {mark} are missing")
    return before + begin, between, end + after


if __name__ == "__main__":
    for name, (mark, written) in PARTS.items():
        document = ROOT / name
        before, _, after = split(document.read_text(encoding="utf-8"), mark)
        document.write_text(f"{before}\n{written()}\n\n{after}", encoding="utf-8")
