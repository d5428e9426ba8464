"""Who may vote on what, right now: what stands between the buttons and the ballot box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.clock import Clock, discord_time
from bot.database import Database
from bot.errors import UserError
from cogs.elections.box import BallotBox
from cogs.elections.box.answers import offers_reopening
from cogs.elections.conduct.facts import Sheet
from cogs.elections.conduct.service import Conduct
from cogs.elections.face.ballot.drafts import Draft, Drafts
from cogs.elections.face.ballot.making import make_paper
from cogs.elections.model import Election, Stage, Voter
from cogs.elections.storage.papers import PaperStore
from cogs.elections.storage.proxies import ProxyStore
from cogs.elections.storage.voters import VoterStore

_BEFORE = (Stage.DRAFT, Stage.NOMINATIONS, Stage.FROZEN)


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote that somebody may cast: their own, or that of a member who gave it to them."""

    voter: Voter
    voted: bool
    own: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands in an election: their own vote first, then those they hold."""

    sheet: Sheet
    votes: tuple[Vote, ...]
    # The questions, by id, that offer to reopen nominations.
    reopening: frozenset[int] = frozenset()

    @property
    def own(self) -> Vote:
        """Their own vote."""
        return self.votes[0]


class Polls:
    """The voters' side of all elections, with what they have marked so far."""

    def __init__(self, database: Database, conduct: Conduct, box: BallotBox, clock: Clock) -> None:
        self.drafts = Drafts(clock)
        self._conduct = conduct
        self._box = box
        self._clock = clock
        self._voters = VoterStore(database)
        self._proxies = ProxyStore(database)
        self._papers = PaperStore(database)

    async def place(self, election_id: int, user_id: int) -> Place:
        """Return where somebody stands. Raises `UserError` for who is not on the roll of this election."""
        sheet = await self._conduct.describe(election_id)
        _require_roll(sheet.election)
        voter = await self._voters.by_user(election_id, user_id)
        if voter is None:
            raise UserError(
                "Your Discord account belongs to nobody on the roll of this election.",
                f"If you are a member, ask <@{sheet.election.officer_id}>, who conducts it, to add you or to "
                "link your account to your entry; that is possible until voting closes.",
            )
        votes = [Vote(voter, await self._box.has_voted(election_id, voter.member_id), own=True)]
        for member_id in await self._held(sheet.election, voter):
            principal = await self._voters.get(election_id, member_id)
            if principal is not None:
                voted = await self._box.has_voted(election_id, member_id)
                votes.append(Vote(principal, voted, own=False))
        return Place(sheet, tuple(votes), await self._reopening(election_id))

    async def through_others(self, election: Election, voter: Voter) -> tuple[Voter | None, list[Voter]]:
        """Return who votes for a member at a meeting, and for whom the member votes."""
        if not election.regulations.proxies:
            return None, []
        holder = await self._proxies.holder(election.id, voter.member_id)
        principals = [await self._voters.get(election.id, each) for each in await self._held(election, voter)]
        return (
            await self._voters.get(election.id, holder) if holder else None,
            [each for each in principals if each is not None],
        )

    async def candidates(self, election_id: int, user_id: int) -> tuple[Sheet, str]:
        """Return an election, and in whose order its candidates are shown: a member's, or nobody's."""
        voter = await self._voters.by_user(election_id, user_id)
        return await self._conduct.describe(election_id), voter.member_id if voter else ""

    def begin(self, place: Place, vote: Vote, user_id: int) -> Draft:
        """Return an empty paper for one of somebody's votes. Raises `UserError` when it is not to be cast."""
        require_open(place.sheet.election, self._clock.now())
        if vote.voted and place.sheet.election.extended:
            raise UserError(
                "Your ballot from before is in the box, and it stands."
                if vote.own
                else "This member's ballot from before is in the box, and it stands.",
                "In the time by which voting was extended only those vote who had not voted.",
            )
        if not (vote.own or place.own.voted):
            # Who votes in person is there; of nobody else the bot knows it (A10).
            raise UserError(
                "Whoever votes for others has to be at the meeting: cast your own ballot first.",
                "It may be blank, and you may change it until voting closes.",
            )
        paper = make_paper(place.sheet, vote.voter.member_id, place.reopening)
        if not paper.questions:
            raise UserError("There is nothing to choose on this paper: nobody stands.")
        paper = replace(paper, votes_again=vote.voted, in_place_of="" if vote.own else vote.voter.name)
        holder = None if vote.own else place.own.voter.member_id
        return self.drafts.begin(user_id, vote.voter.member_id, paper, holder)

    async def cast(self, draft: Draft) -> str:
        """Put a draft into the box and return the receipt; then nothing of it is kept here."""
        receipt = await self._box.cast(
            draft.paper.election.id,
            draft.member_id,
            draft.ballot(),
            holder_id=draft.holder_id,
            user_id=draft.user_id,
        )
        draft.forget()
        return receipt

    async def _reopening(self, election_id: int) -> frozenset[int]:
        """Return which questions offer to reopen nominations, by the paper that the box goes by."""
        paper = await self._papers.get(election_id)
        if paper is None:
            return frozenset()
        since = paper.withdrawn_since
        return frozenset(
            question.id
            for question, candidates in paper.questions
            if offers_reopening(
                paper.regulations,
                question,
                candidates,
                [name for number, name in since if number == question.number],
            )
        )

    async def _held(self, election: Election, voter: Voter) -> Sequence[str]:
        if not election.regulations.proxies:
            return ()
        return await self._proxies.principals(election.id, voter.member_id)


def require_open(election: Election, now: datetime) -> None:
    """Raise `UserError` unless votes are taken now; the clock decides, whatever the stage says."""
    if election.stage is Stage.CANCELLED:
        raise UserError("This election was cancelled: nothing is voted on.")
    if election.stage in _BEFORE:
        raise UserError("Voting is not open yet.", f"It opens {discord_time(election.opens_at)}.")
    if election.stage is not Stage.OPEN or now >= election.closes_at:
        raise UserError(
            f"Voting closed {discord_time(election.closes_at)}.", "Ballots that were in by then count."
        )


def _require_roll(election: Election) -> None:
    """Raise `UserError` while there is no roll yet, or none any more."""
    if election.stage in _BEFORE:
        raise UserError("Voting is not open yet.", f"It opens {discord_time(election.opens_at)}.")
    if election.stage is Stage.ARCHIVED:
        raise UserError("This election is archived: who took part in it is forgotten.")
