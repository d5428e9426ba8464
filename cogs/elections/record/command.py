"""`recount` as a command, for `community-bot election recount` and `python3 -m cogs.elections.record`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from cogs.elections.record.form import read
from cogs.elections.record.recount import recount
from cogs.elections.record.report import as_json, as_text

SAME, OTHER, UNREADABLE = 0, 1, 2


def run(
    data: bytes,
    *,
    posted: Sequence[str] = (),
    roll: bytes | None = None,
    receipts: Sequence[str] = (),
    json_wanted: bool = False,
) -> tuple[int, str]:
    """Return the exit code and what is printed: to stdout, or for `UNREADABLE` to stderr."""
    try:
        report = recount(read(data), posted=posted, roll=roll, receipts=receipts)
    except ValueError as error:
        return UNREADABLE, str(error)
    text = json.dumps(as_json(report), indent=2, ensure_ascii=False) if json_wanted else as_text(report)
    return (SAME if report.same else OTHER), text


def main(arguments: Sequence[str] | None = None) -> int:
    """Run as a program of its own, and return the exit code."""
    options = _options().parse_args(arguments)
    try:
        with options.file as file:
            data = file.read()
        roll = None
        if options.roll:
            with options.roll as file:
                roll = file.read()
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return UNREADABLE
    code, said = run(
        data, posted=options.posted, roll=roll, receipts=options.receipt, json_wanted=options.json
    )
    if code == UNREADABLE:
        sys.stderr.write(f"{options.file.name}: {said}\n")
    else:
        sys.stdout.write(f"{said}\n")
    return code


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python3 -m cogs.elections.record",
        description="Check a published election and count it again. "
        "Exit codes: 0 as it should be, 1 not, 2 unreadable.",
    )
    file = argparse.FileType("rb")
    parser.add_argument("file", metavar="EXPORT.json", type=file, help="the published file, - for stdin")
    parser.add_argument("--roll", metavar="FILE", type=file, help="the published roll, to compare its hash")
    parser.add_argument(
        "--receipt", metavar="CODE", action="append", default=[], help="say whether this receipt is in"
    )
    parser.add_argument(
        "--posted", metavar="HASH", action="append", default=[], help="a hash of the log that was posted"
    )
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    return parser
