"""Elections as a service: what commands, buttons and the sweep stand on.

Whatever a member can do wrong raises `UserError`, whose words are the answer. Every step is one transaction:
who may, whether it is its turn, the rows, the log's entry and what is said follow from one look. Moments are
aware, in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.privacy import Erasure
from bot.rest import File
from cogs.elections.conduct.facts import Actor, Confirmation, Draft, Imported, QuestionDraft, Sheet
from cogs.elections.model import Candidate, Election, LogEntry, Question, Stage, Term, Turnout, Voter


class Conduct:
    """The course of the elections."""

    # --- reading (no permission needed; what is secret is not in it) -------------------------------------

    async def describe(self, election_id: int) -> Sheet:
        """Return all one needs to show an election."""
        raise NotImplementedError

    async def elections(self, *stages: Stage) -> list[Election]:
        """Return the elections, newest first; with `stages` only those."""
        raise NotImplementedError

    async def log(self, election_id: int) -> list[LogEntry]:
        """Return the whole log of an election."""
        raise NotImplementedError

    async def terms(self) -> list[Term]:
        """Return the terms that run, by office."""
        raise NotImplementedError

    # --- the draft ---------------------------------------------------------------------------------------

    async def create(self, actor: Actor, draft: Draft) -> Election:
        """Begin an election: a draft that only officers see."""
        raise NotImplementedError

    async def set_regulation(self, actor: Actor, election_id: int, key: str, value: str) -> Election:
        """Change one regulation of a draft; `key` and `value` as `rules.kinds.change` reads them."""
        raise NotImplementedError

    async def set_dates(
        self,
        actor: Actor,
        election_id: int,
        *,
        nominations_at: datetime | None = None,
        nominations_until: datetime | None = None,
        opens_at: datetime | None = None,
        closes_at: datetime | None = None,
    ) -> Election:
        """Change moments that have not come yet; what is not given stays."""
        raise NotImplementedError

    async def add_question(self, actor: Actor, election_id: int, question: QuestionDraft) -> Question:
        """Add a question to a draft."""
        raise NotImplementedError

    async def remove_question(self, actor: Actor, election_id: int, question_id: int) -> None:
        """Take a question out of a draft; the others move up."""
        raise NotImplementedError

    async def hand_over(self, actor: Actor, election_id: int, officer_id: int) -> Election:
        """Make somebody else the returns officer."""
        raise NotImplementedError

    # --- nominations -------------------------------------------------------------------------------------

    async def begin_nominations(self, actor: Actor, election_id: int) -> Election:
        """Open nominations now."""
        raise NotImplementedError

    async def extend_nominations(
        self, actor: Actor, election_id: int, until: datetime, reason: str
    ) -> Election:
        """Let nominations go on; voting moves by as much when it would begin before."""
        raise NotImplementedError

    async def nominate(
        self, actor: Actor, question_id: int, user_id: int, name: str, statement: str
    ) -> Candidate:
        """Nominate oneself (who stands at once) or another (who is asked)."""
        raise NotImplementedError

    async def answer(self, actor: Actor, candidate_id: int, accepts: bool) -> Candidate:
        """Answer one's nomination, as often as one likes until nominations end."""
        raise NotImplementedError

    async def change_statement(self, actor: Actor, candidate_id: int, statement: str) -> Candidate:
        """Change one's own statement until the ballot is frozen."""
        raise NotImplementedError

    async def withdraw(self, actor: Actor, candidate_id: int, reason: str = "") -> Candidate:
        """Withdraw one's candidacy, until voting closes."""
        raise NotImplementedError

    # --- the roll ----------------------------------------------------------------------------------------

    async def import_roll(self, actor: Actor, text: str) -> Imported:
        """Replace the members' roll by the Secretary's list (CSV or JSON)."""
        raise NotImplementedError

    async def add_late(self, actor: Actor, election_id: int, voter: Voter, reason: str) -> Turnout:
        """Add somebody who was left out to an election's frozen roll while voting is open."""
        raise NotImplementedError

    async def relink(
        self, actor: Actor, member_id: str, user_id: int | None, election_id: int | None = None
    ) -> None:
        """Give a member another Discord account, on the roll and (`election_id`) on a frozen one."""
        raise NotImplementedError

    # --- proxies -----------------------------------------------------------------------------------------

    async def give_proxy(self, actor: Actor, election_id: int, holder_user_id: int) -> None:
        """Let another member cast one's ballot at a meeting."""
        raise NotImplementedError

    async def take_back_proxy(self, actor: Actor, election_id: int) -> None:
        """Take one's proxy back, until it is used."""
        raise NotImplementedError

    # --- voting ------------------------------------------------------------------------------------------

    async def freeze(self, actor: Actor, election_id: int) -> Election:
        """Freeze and publish the ballot: questions, candidates, regulations."""
        raise NotImplementedError

    async def open(self, actor: Actor, election_id: int) -> Election:
        """Open voting now: freezes the roll and makes the key of the ballots."""
        raise NotImplementedError

    async def extend(self, actor: Actor, election_id: int, until: datetime, reason: str) -> Election:
        """Extend a vote that was not valid, once, for those who have not voted."""
        raise NotImplementedError

    async def close(self, actor: Actor, election_id: int, reason: str) -> Election:
        """Close voting before its time."""
        raise NotImplementedError

    async def remind(self, actor: Actor, election_id: int) -> None:
        """Remind everybody, without naming anybody, of the vote."""
        raise NotImplementedError

    async def repost(self, actor: Actor, election_id: int) -> None:
        """Say the newest standing message (opening or ballot) again: it was deleted."""
        raise NotImplementedError

    # --- the result --------------------------------------------------------------------------------------

    async def count(self, actor: Actor, election_id: int) -> Sheet:
        """Count a closed election now; the sweep does it by itself."""
        raise NotImplementedError

    async def confirm(self, actor: Actor, election_id: int) -> Confirmation:
        """Confirm the outcome: terms begin and end, roles are given and taken."""
        raise NotImplementedError

    async def second_ballot(self, actor: Actor, election_id: int) -> Election:
        """Begin the election that follows a tie, or of the offices that nobody was elected to."""
        raise NotImplementedError

    async def draw_lot(self, actor: Actor, election_id: int, value: str) -> Sheet:
        """Decide a tie by the public lot, where the regulations say so or a second ballot tied again."""
        raise NotImplementedError

    async def archive(self, actor: Actor, election_id: int) -> Election:
        """Archive what is over: who voted is forgotten, everything published stays."""
        raise NotImplementedError

    async def cancel(self, actor: Actor, election_id: int, reason: str) -> Election:
        """Cancel an election; everything is kept, and nothing is counted."""
        raise NotImplementedError

    async def export(self, actor: Actor, election_id: int, name: str) -> File:
        """Return a file: "public" and "chart" for everybody, "full" for scrutineers and the officer."""
        raise NotImplementedError

    # --- by itself ---------------------------------------------------------------------------------------

    async def start(self) -> None:
        """End what was cut short at the last end: keys of counted elections are destroyed."""
        raise NotImplementedError

    async def sweep(self) -> None:
        """Do what is due, each once, whatever was slept through."""
        raise NotImplementedError

    # --- people ------------------------------------------------------------------------------------------

    async def export_member(self, user_id: int) -> Mapping[str, Any]:
        """Return everything that is kept of a person, as plain JSON values; never what they voted."""
        raise NotImplementedError

    async def erase_member(self, user_id: int) -> Erasure:
        """Erase what may go, and say what waits or stays and why."""
        raise NotImplementedError

    async def roll(self) -> Sequence[Voter]:
        """Return who could vote now, by the members' roll as it is (a vote's own is frozen)."""
        raise NotImplementedError
