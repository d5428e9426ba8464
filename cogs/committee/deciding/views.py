"""A motion as it stands, and who turns that into messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.chain import LogEntry
from bot.outbox import Message
from bot.rest import File
from cogs.committee.model import Event, Motion
from cogs.committee.rules.cautions import Caution
from cogs.committee.rules.news import News
from cogs.committee.rules.pull_request import PullState
from cogs.committee.rules.reminders import Reminder
from cogs.committee.rules.reviews import Uncounted
from cogs.committee.rules.standing import Standing
from cogs.committee.storage.motions import Kept


@dataclass(frozen=True, slots=True)
class PullNote:
    """What was seen of a motion's pull request last.

    `moved_on`: it was changed while nothing could be, as during the voting members' vote. `uncounted` are
    reviews that count for nothing.
    """

    state: PullState
    moved_on: bool
    uncounted: Sequence[Uncounted]


@dataclass(frozen=True, slots=True)
class View:
    """A motion at a moment: its row, its log, and how it stands; `pull`: its pull request, if it is read.

    `record_at` is when the bot records its decision, if nothing happens before; None when a person has to.
    """

    kept: Kept
    entries: Sequence[LogEntry]
    events: Sequence[Event]
    standing: Standing
    pull: PullNote | None = None
    record_at: datetime | None = None

    @property
    def is_to_be_recorded(self) -> bool:
        """Whether the bot may record the decision by itself now."""
        return self.record_at is not None and self.record_at <= self.standing.at

    @property
    def motion(self) -> Motion:
        """Its number and its policy."""
        return self.kept.motion


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an act, and what its author should know of it."""

    view: View
    cautions: tuple[Caution, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """An act that waits for its confirmation under the id `draft`, and what is to be known before."""

    draft: int
    event: Event
    view: View
    cautions: tuple[Caution, ...]


class Cards(Protocol):
    """Every message of a motion. Members' words are escaped; who is mentioned is said here."""

    def card(self, view: View) -> Message:
        """Return the standing card, with its buttons. Whoever has to answer is mentioned.

        It is edited whenever something changes; edits mention nobody.
        """

    def notice(self, view: View, news: News, files: Sequence[File]) -> Message:
        """Return what is news of a motion, mentioning who is to hear of it; `files`: its record."""

    def answered_no_more(self, said: Message) -> Message:
        """Return what was said of a motion without the buttons that answer it."""

    def differs(self, view: View, election: int, why: str) -> Message:
        """Return, for the committee, why an election that was drafted for a motion is not noted on it."""

    def reminder(self, view: View, reminder: Reminder) -> Message:
        """Return that the answer of somebody, who is mentioned, is missing."""
