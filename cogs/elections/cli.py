"""`community-bot election`: counting and recounting, without Discord, database or network.

Results go to stdout, messages to stderr. Exit codes: 0 counted, whatever the outcome, or recounted and the
same; 1 recounted and not the same; 2 cannot be read or counted.
"""

from __future__ import annotations

import json
import sys
from typing import BinaryIO

import click

from cogs.elections.count import METHODS, Refused, count
from cogs.elections.count.table import as_text
from cogs.elections.files import read
from cogs.elections.record.command import UNREADABLE, run


def group() -> click.Group:
    """Return the `election` sub-commands."""
    return _election


@click.group("election")
def _election() -> None:
    """Count elections, and check published ones."""


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


@_election.command("recount")
@click.argument("export", type=click.File("rb"))
@click.option("--roll", type=click.File("rb"), help="The published roll: CSV or JSON; its hash is compared.")
@click.option("--receipt", "receipts", multiple=True, help="Say whether the ballot of this receipt is in.")
@click.option("--posted", multiple=True, help="A hash of the election's log that was posted: look for it.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def _recount(
    export: BinaryIO, roll: BinaryIO | None, receipts: tuple[str, ...], posted: tuple[str, ...], as_json: bool
) -> None:
    """Check a published election (EXPORT, - for stdin) and count it again.

    The same is done by the folder cogs/elections alone: python3 -m cogs.elections.record EXPORT.json
    """
    given = roll.read() if roll else None
    code, said = run(export.read(), posted=posted, roll=given, receipts=receipts, json_wanted=as_json)
    click.echo(f"{export.name}: {said}" if code == UNREADABLE else said, err=code == UNREADABLE)
    sys.exit(code)
