"""Where the guide in force comes from and how old it is, and what a refresh did to it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from cogs.guide.model import Defect

Origin = Literal["github", "folder", "copy", "example"]
Outcome = Literal["updated", "unchanged", "incomplete", "refused", "failed"]

# A copy is called stale when this many refreshes in a row should have confirmed it and none did.
MISSED_REFRESHES = 3


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the guide in force comes from.

    `origin` is `github` (fetched or confirmed since the bot started), `copy` (the last good copy from the
    database, not confirmed since), `folder` or `example` (shipped with the bot). `source` names the
    repository or folder. `commit` is the state that GitHub named. `fetched_at` (UTC) is when these pages were
    put in force and `confirmed_at` when the source last said that they are current; both are None for the
    example, whose facts have no such date.
    """

    origin: Origin
    source: str
    commit: str | None = None
    fetched_at: datetime | None = None
    confirmed_at: datetime | None = None
    age: timedelta | None = None
    stale: bool = False


@dataclass(frozen=True, slots=True)
class RefreshReport:
    """What a refresh did.

    `outcome`: `updated`, `unchanged`; `incomplete` (files are still missing, the next refresh goes on there),
    `refused` (the source looks damaged; a moderator may force it) and `failed` leave the last good copy in
    force. `message` is one sentence for moderators. `added`, `changed` and `removed` are titles. `fetched`
    counts files, `retry_at` (UTC) is when it is tried again.
    """

    outcome: Outcome
    message: str
    started_at: datetime
    duration: timedelta
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    defects: tuple[Defect, ...] = ()
    fetched: int = 0
    retry_at: datetime | None = None

    @property
    def ok(self) -> bool:
        """Whether the guide in force is now what the source says."""
        return self.outcome in ("updated", "unchanged")
