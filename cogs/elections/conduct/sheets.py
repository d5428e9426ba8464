"""An election as it is shown: put together from its rows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from bot.database import Reader
from bot.texts import plural
from cogs.elections.conduct.facts import Head, QuestionSheet, Sheet
from cogs.elections.conduct.lacks import consent, lacks
from cogs.elections.conduct.stores import Stores
from cogs.elections.model import (
    Candidate,
    Election,
    Kind,
    LogEntry,
    Member,
    Place,
    Publication,
    Stage,
    Turnout,
)
from cogs.elections.record.tally import turnout_of
from cogs.elections.rules import powers
from cogs.elections.rules.calendar import refuse_short_notice, standing
from cogs.elections.rules.errors import Refused
from cogs.elections.rules.kinds import in_words
from cogs.elections.rules.privacy import before_opening
from cogs.elections.rules.roll import voters as may_vote
from cogs.elections.rules.stages import Step
from cogs.elections.rules.validity import validity

# Under which key the log has who gets the ballots.
SCRUTINEERS = "scrutineers"
_BEFORE_VOTING = frozenset({Stage.DRAFT, Stage.NOMINATIONS, Stage.FROZEN})


class Sheets:
    """Puts together what there is to show."""

    def __init__(self, stores: Stores, scrutineers: Callable[[], Collection[int]]) -> None:
        self._stores = stores
        self._scrutineers = scrutineers

    async def of(self, election: Election, now: datetime, reader: Reader | None = None) -> Sheet:
        """Return the sheet of an election as it is given; the rest is read."""
        stores = self._stores
        candidates = await stores.candidates.of_election(election.id, reader)
        results = await stores.results.all(election.id, reader)
        questions = tuple(
            QuestionSheet(
                question,
                tuple(each for each in candidates if each.question_id == question.id),
                results.get(question.id),
                results.get(question.id, {}).get("result"),
            )
            for question in await stores.elections.questions(election.id, reader)
        )
        entries = await stores.log.all(election.id, reader)
        opened = next((each.at for each in entries if each.step == Step.OPEN), None)
        turnout = await self._turnout(election, entries, reader) if opened else None
        before = election.stage in _BEFORE_VOTING
        scrutineers = self._named(election, entries, candidates)
        lacking = lacks(election, questions, now, scrutineers) if before else ()
        contested = ""
        if election.stage is Stage.DRAFT:
            in_favour = [each.who for each in entries if each.step == Step.FAVOUR]
            contested = consent(election, questions, await stores.terms.running(reader), in_favour)
        members = [] if turnout else await stores.roll.all(reader)
        roll = turnout.roll if turnout else len(may_vote(members, election.regulations))
        return Sheet(
            election,
            questions,
            tuple(in_words(election.regulations, election.kind)),
            Head(entries[-1].number, entries[-1].hash) if entries else Head(0, ""),
            turnout=turnout,
            needed=validity(election.regulations, turnout).needed if turnout else 0,
            roll_hash=next(
                (each.detail["roll"]["hash"] for each in reversed(entries) if "roll" in each.detail), None
            ),
            lacks=(*lacking, contested) if contested else lacking,
            warnings=(
                *_notice(election),
                *_scrutiny(election, scrutineers),
                *(_lapsed(election, members) if before else ()),
                *before_opening(roll, election.regulations),
            ),
            opened_at=opened,
            files=tuple(await stores.results.files(election.id, reader)),
            contested=bool(contested),
            scrutineers=scrutineers,
        )

    def _named(
        self, election: Election, entries: Sequence[LogEntry], candidates: Sequence[Candidate]
    ) -> tuple[int, ...]:
        """Return who gets the ballots: as named when voting opened, before it as the settings say now."""
        if election.regulations.publication is not Publication.ROUNDS:
            return ()
        for entry in entries:
            if SCRUTINEERS in entry.detail:
                return tuple(map(int, entry.detail[SCRUTINEERS]))
        stand = powers.standing(candidates, election.stage)
        return tuple(each for each in self._scrutineers() if each not in stand)

    async def _turnout(
        self, election: Election, entries: Sequence[LogEntry], reader: Reader | None
    ) -> Turnout:
        """Return how many voted: as it is while voting is open, and for good as it was at the close."""
        closed = [each.detail["turnout"] for each in entries if "turnout" in each.detail]
        if election.stage is not Stage.OPEN and closed:
            return turnout_of(closed[-1])
        return await self._stores.voters.turnout(election.id, reader)


def _scrutiny(election: Election, scrutineers: Collection[int]) -> list[str]:
    """Return a sentence when nominations left too few who could count the ballots again."""
    rounds_only = election.regulations.publication is Publication.ROUNDS
    if not rounds_only or election.stage not in (Stage.NOMINATIONS, Stage.FROZEN) or len(scrutineers) > 1:
        return []
    return ["There are fewer than two scrutineers who do not stand: name others before voting opens."]


def _lapsed(election: Election, members: Sequence[Member]) -> list[str]:
    """Return a sentence when by their days members have another standing at the opening than on the list.

    The list has the standing of the day on which it was imported, and the roll is frozen later (row 16).
    """
    differs = 0
    for each in members:
        days = [day for day in (each.last_meeting, each.last_contribution) if day is not None]
        if days and standing(max(election.opens_at.date(), *days), *days) is not each.standing:
            differs += 1
    if not differs:
        return []
    who = plural(differs, "member")
    return [
        f"By the days on the roll, {who} will have another standing when voting opens than the roll says: "
        "import the list again before."
    ]


def _notice(election: Election) -> list[str]:
    """Return a sentence when a change of the charter would come too soon before its meeting (row 18)."""
    if election.kind is not Kind.AMENDMENT or election.regulations.place is not Place.MEETING:
        return []
    try:
        refuse_short_notice(election.created_at.date(), election.opens_at.date())
    except Refused as error:
        return [error.message]
    return []
