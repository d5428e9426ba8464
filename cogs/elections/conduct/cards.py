"""What is said about an election unasked, and who turns facts into messages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.outbox import Message
from bot.rest import File
from cogs.elections.conduct.facts import Confirmation, Note, QuestionSheet, Sheet
from cogs.elections.model import Candidate, Term
from cogs.elections.rules.lot import Lot


class Cards(Protocol):
    """Every message of an election. Nobody is mentioned unless it is said here.

    Those for everybody end with a line of the log's newest hash (`sheet.head`). Those that are edited later
    are asked for again with the new facts. What members wrote is escaped.
    """

    # --- in the election's channel -----------------------------------------------------------------------

    def nominations_open(self, sheet: Sheet) -> Message:
        """Return that nominations are open, for what and until when, with a button to nominate."""

    def nominations_extended(self, sheet: Sheet, empty: Sequence[QuestionSheet]) -> Message:
        """Return that nominations go on: nobody stands for `empty`, or (nothing) the officer wants it."""

    def nominee_asked(self, sheet: Sheet, asked: QuestionSheet, candidate: Candidate) -> Message:
        """Return the question to a nominee, who is mentioned, whether they stand, with both buttons.

        Once they answered, withdrew, or nominations are over, this is asked for again and edited in: it says
        by `candidate.state` (and the stage) what came of it, and has no buttons any more.
        """

    def ballot_published(self, sheet: Sheet) -> Message:
        """Return the frozen ballot: questions, candidates, regulations, when voting opens and closes."""

    def opening(self, sheet: Sheet) -> Message:
        """Return the message with the Vote button, the turnout and the roll's hash and size.

        Edited when the turnout changes and at the end: by `sheet.election.stage` it has no button any more.
        It says when voting opened late (`sheet.opened_late`).
        """

    def reminder(self, sheet: Sheet, days: int) -> Message:
        """Return that voting closes in about `days` days and how many are missing (`sheet.missing`).

        Edited at the end, like everything that has the Vote button: by `sheet.election.stage` it is over.
        """

    def withdrawal(self, sheet: Sheet, question: QuestionSheet, candidate: Candidate) -> Message:
        """Return that somebody withdrew while voting is open: whoever voted for them alone may vote again."""

    def extension(self, sheet: Sheet, reason: str) -> Message:
        """Return that voting goes on, until when and why, for those who have not voted; with the button."""

    def closing(self, sheet: Sheet, reason: str) -> Message:
        """Return that voting has closed with which turnout; `reason` is empty when its time was over."""

    def result(self, sheet: Sheet, files: Sequence[File]) -> Message:
        """Return the outcome, or that the vote was not valid and why; `files` (export, chart) go with it."""

    def lot(self, sheet: Sheet, lots: Sequence[Lot], files: Sequence[File]) -> Message:
        """Return whom the lot chose, and for each tie its order and the program that draws it again.

        `files` is the published file, which has the lot in it now.
        """

    def scrutiny(self, sheet: Sheet) -> Message:
        """Return that the ballots wait for `sheet.scrutineers`, who are mentioned, to count them again."""

    def confirmation(self, confirmation: Confirmation) -> Message:
        """Return that the outcome is confirmed: whose terms begin and end."""

    def cancelled(self, sheet: Sheet, reason: str) -> Message:
        """Return that the election was cancelled, and why."""

    # --- for officers ------------------------------------------------------------------------------------

    def note(self, sheet: Sheet, note: Note, details: Sequence[str]) -> Message:
        """Return what the returns officer, who is mentioned, has to know or decide."""

    def term_ending(self, term: Term, ends: datetime) -> Message:
        """Return that an officer's year is over soon and an election is to be held."""

    def term_overdue(self, term: Term, ended: datetime) -> Message:
        """Return that an officer's year is over and nobody was elected in their place."""
