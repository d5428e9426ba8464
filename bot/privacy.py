"""What a cog keeps about people, as data: the source of `/privacy` and of PRIVACY.md's table."""

from __future__ import annotations

from dataclasses import dataclass

# The user id that stands for a person who had theirs erased.
NOBODY = 0


@dataclass(frozen=True, slots=True)
class StoredData:
    """One kind of personal data that a cog keeps.

    `what` is stored, `why` it is needed and `kept` says for how long, all in plain words.
    """

    what: str
    why: str
    kept: str


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure did: how many rows went, and what must wait, with the reason and until when."""

    erased: int
    waiting: tuple[str, ...] = ()
