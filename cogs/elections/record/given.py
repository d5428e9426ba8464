"""What a reader brings to a recount: a hash that was posted, the roll, a receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from cogs.elections import receipts
from cogs.elections.model import LogEntry
from cogs.elections.record.chain import of_text
from cogs.elections.record.findings import Finding
from cogs.elections.record.strict import Unreadable
from cogs.elections.record.tally import BESIDES, rules_of
from cogs.elections.rules import roll as rolls
from cogs.elections.rules.roll_file import read_roll

# Fewer characters of a hash could be found by trying.
_LEAST = 16


def posted_hash(log: Sequence[LogEntry], posted: str) -> Finding:
    """Return whether a hash (or its first characters) that was posted is one of the log's."""
    wanted = posted.strip().lower().rstrip("….")
    if len(wanted) < _LEAST or set(wanted) - set("0123456789abcdef"):
        raise Unreadable(
            f"--posted {posted}: a hash is given by its first {_LEAST} characters (0-9, a-f) at least"
        )
    for entry in log:
        if entry.hash.startswith(wanted):
            rest = len(log) - entry.number
            after = f" It says nothing about the {rest} after it." if rest else ""
            upto = f"{wanted[:_LEAST]}… is that of entry {entry.number} ({entry.step})"
            return Finding(True, "posted", f"The hash {upto}: up to there the log is the one posted.{after}")
    return Finding(
        False, "posted", f"The hash {wanted[:_LEAST]}… is that of no entry: this log is not the one posted."
    )


def given_roll(content: Mapping[str, Any], roll: bytes) -> Finding:
    """Return whether a roll is the one of this election. Raises `Refused` when it cannot be read."""
    found, members = _roll_hash(content, roll)
    size, right = content["roll"]["size"], content["roll"]["hash"]
    if found == right:
        return Finding(
            True, "roll file", f"The roll you gave is the one of this election: {members} members."
        )
    return Finding(
        False,
        "roll file",
        f"The roll you gave is not the one of this election. It has {members} members and the hash {found}; "
        f"the election was held with {size} members and the hash {right}.",
    )


def _roll_hash(content: Mapping[str, Any], roll: bytes) -> tuple[str, int]:
    """Return the hash of a published roll, and how many are on it. Raises `rules.errors.Refused`."""
    plain = hashlib.sha256(roll).hexdigest()
    if plain == content["roll"]["hash"]:
        return plain, roll.count(b"\n")
    opened = of_text(content["election"]["opens_at"]).date()
    voters = rolls.voters(read_roll(roll, opened), rules_of(content))
    return rolls.roll_hash(voters), len(voters)


def given_receipt(content: Mapping[str, Any], typed: str) -> Finding:
    """Return whether the ballot of a receipt is in. Raises `ValueError` for what is no receipt."""
    receipt = receipts.read(typed)
    if receipt in content["receipts"]:
        return Finding(True, "receipt", f"The receipt {receipt} is in the list: the ballot is in.")
    said = []
    for question in content["questions"]:
        code = receipts.of_question(receipt, question["number"])
        for ballot in question.get("ballots", ()):
            if ballot.get("receipt") == code:
                answer = {key: value for key, value in ballot.items() if key not in BESIDES}
                said.append(f"{question['title']}: {answer}")
    if said:
        return Finding(True, "receipt", f"The ballot of receipt {receipt} is in. {'; '.join(said)}")
    return Finding(False, "receipt", f"The receipt {receipt} is NOT in this file.")
