"""In which order a voter sees the candidates: differently for each voter, always the same for one.

Who stands first on the paper gains by it; so everybody is first on some. Nothing is drawn: anyone can work
out what a voter saw.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from cogs.elections.rules.papers import REOPEN, REOPEN_ID


def for_voter(election_id: int, member_id: str, candidates: Iterable[str]) -> tuple[str, ...]:
    """Return candidates (ids, or names) as a voter sees them; the default option comes last.

    They are sorted by SHA-256 of "election|member|candidate", so it does not matter how they come.
    """

    def place(candidate: str) -> tuple[bool, str]:
        seen = f"{election_id}|{member_id}|{candidate}"
        return candidate in (REOPEN, REOPEN_ID), hashlib.sha256(seen.encode()).hexdigest()

    return tuple(sorted(candidates, key=place))
