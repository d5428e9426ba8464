"""The published file of an election: JSON, "community-election 1" (docs/elections.md, "The published file").

counted = tally.count_all(Promised.of(log), turnout, questions, candidates, ballots, receipts)
log entry with commitments.counting(counted)
file = write(build(log, counted, people, software))
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from cogs.elections.model import LogEntry, Publication
from cogs.elections.record.chain import moment, of_text
from cogs.elections.record.promised import Promised
from cogs.elections.record.shapes import CONTENT, FORM
from cogs.elections.record.strict import parse
from cogs.elections.record.tally import Counted, rules_of, settled_outcomes

_LINE = 110


def build(
    log: Sequence[LogEntry],
    counted: Counted,
    people: Mapping[int, str],
    software: str,
    *,
    full: bool = False,
) -> dict[str, Any]:
    """Return the file's content; the `log` has the entry that counted, or later ones too.

    `people` names Discord users for readers. Where the regulations publish rounds only, the ballots are in
    the file for scrutineers alone: `full=True`.
    """
    promised = Promised.of(log)
    published = full or rules_of(promised.paper).publication is Publication.BALLOTS
    return {
        "form": FORM,
        "software": software,
        "election": {
            **promised.paper["election"],
            "closes_at": promised.closes_at,
            "extended": promised.extended,
        },
        "regulations": promised.paper["regulations"],
        "roll": promised.roll,
        "turnout": promised.turnout,
        "validity": counted.decision.validity.as_json(),
        "questions": [
            {key: value for key, value in question.items() if published or key != "ballots"}
            for question in counted.questions
        ],
        "receipts": counted.receipts,
        "settled": settled_outcomes(promised, counted.questions),
        "log": [entry_json(entry) for entry in log],
        "people": {str(user): people[user] for user in sorted(people)},
    }


def entry_json(entry: LogEntry) -> dict[str, Any]:
    """Return an entry of the log as the file has it."""
    return {
        "number": entry.number,
        "at": moment(entry.at),
        "who": str(entry.who),
        "step": entry.step,
        "detail": entry.detail,
        "previous": entry.previous,
        "hash": entry.hash,
    }


def log_of(content: Mapping[str, Any]) -> list[LogEntry]:
    """Return the log of a file that was read."""
    return [
        LogEntry(
            one["number"],
            of_text(one["at"]),
            int(one["who"]),
            one["step"],
            one["detail"],
            one["previous"],
            one["hash"],
        )
        for one in content["log"]
    ]


def write(content: Mapping[str, Any]) -> bytes:
    """Return the file: the same bytes for the same content, and a line for each ballot."""
    return (_pretty(content, "") + "\n").encode()


def read(data: bytes) -> dict[str, Any]:
    """Return a file's content, every key and type as it should be.

    Raises `strict.Unreadable` naming the place. Whether what it says is true is another question (`recount`).
    """
    content = parse(data)
    CONTENT(content, "")
    return content


def _pretty(value: Any, indent: str) -> str:
    short = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or len(short) + len(indent) <= _LINE or not value:
        return short
    deeper = f"{indent} "
    if isinstance(value, dict):
        items = [
            f"{json.dumps(key, ensure_ascii=False)}: {_pretty(one, deeper)}" for key, one in value.items()
        ]
    else:
        items = [_pretty(one, deeper) for one in value]
    begin, end = ("{", "}") if isinstance(value, dict) else ("[", "]")
    return f"{begin}\n{deeper}" + f",\n{deeper}".join(items) + f"\n{indent}{end}"
