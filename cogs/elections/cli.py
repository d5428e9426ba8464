"""`community-bot election`: counting, without Discord, database or network.

Results go to stdout, messages to stderr. Exit codes: 0 counted, whatever the outcome; 2 cannot be counted.
"""

from __future__ import annotations

import json
import sys
from typing import BinaryIO

import click

from cogs.elections.count import METHODS, Refused, count
from cogs.elections.count.table import as_text
from cogs.elections.files import read


def group() -> click.Group:
    """Return the `election` sub-commands."""
    return _election


@click.group("election")
def _election() -> None:
    """Count elections."""


@_election.command("count")
@click.argument("file", type=click.File("rb"))
@click.option(
    "--method", type=click.Choice(list(METHODS)), help="How to count; may stand in a JSON file instead."
)
@click.option("--seats", type=click.IntRange(min=1), help="How many are elected; else what the file says.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, amounts as exact strings.")
def _count(file: BinaryIO, method: str | None, seats: int | None, as_json: bool) -> None:
    """Count the ballots of FILE (BLT or JSON, - for stdin) and print every round.

    A tie is a result: it is printed with everybody who may be elected, and nothing is drawn.
    """
    try:
        result = count(read(file.read()), method, seats)
    except Refused as error:
        click.echo(f"{file.name}: {error}", err=True)
        sys.exit(2)
    click.echo(json.dumps(result.as_json(), indent=2, ensure_ascii=False) if as_json else as_text(result))
