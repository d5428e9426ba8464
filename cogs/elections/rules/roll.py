"""The roll: read from the Secretary's list, who of it may vote, and its hash.

The Secretary keeps the list (A8) as CSV or JSON; docs/elections.md, "The roll", shows both. The roll of an
election is frozen when it opens (A7, A9), and published as number and hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cogs.elections.model import Member, Regulations, Standing, Voter


def voters(members: Iterable[Member], regulations: Regulations) -> tuple[Voter, ...]:
    """Return who may vote: members in good standing and, unless the regulations say no, on probation (A7).

    Inactive members have left the roll (row 16). In the order of member ids.
    """
    standings = {Standing.GOOD, Standing.PROBATION} if regulations.probation_votes else {Standing.GOOD}
    may = sorted((one for one in members if one.standing in standings), key=lambda one: one.member_id)
    return tuple(Voter(one.member_id, one.name, one.user_id, one.standing) for one in may)


def canonical(roll: Iterable[Voter]) -> bytes:
    """Return the text of which the hash is made, in UTF-8.

    One line for each voter, sorted by member id (by code points): member id, a tab, standing, a line feed.
    Names and accounts are left out: whoever has the published roll can compute the hash, and it stays the
    same when an account is linked anew.
    """
    lines = sorted((voter.member_id, str(voter.standing)) for voter in roll)
    return "".join(f"{member_id}\t{standing}\n" for member_id, standing in lines).encode()


def roll_hash(roll: Iterable[Voter]) -> str:
    """Return the SHA-256 of `canonical`, in hexadecimal: what `sha256sum` prints for such a file.

    >>> roll_hash([])
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    """
    return hashlib.sha256(canonical(roll)).hexdigest()


@dataclass(frozen=True, slots=True)
class Differences:
    """What a new list changes: who is added and removed, and who is in both but changed (before, after)."""

    added: tuple[Member, ...]
    removed: tuple[Member, ...]
    changed: tuple[tuple[Member, Member], ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


def differences(old: Sequence[Member], new: Sequence[Member]) -> Differences:
    """Return what changes from one list to the other, by member id."""
    before = {member.member_id: member for member in old}
    after = {member.member_id: member for member in new}
    return Differences(
        tuple(after[key] for key in sorted(after.keys() - before.keys())),
        tuple(before[key] for key in sorted(before.keys() - after.keys())),
        tuple(
            (before[key], after[key])
            for key in sorted(before.keys() & after.keys())
            if before[key] != after[key]
        ),
    )
