"""What follows from a result: confirmation, terms, roles, the archive, and an election's early end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.errors import UserError
from bot.texts import plain
from cogs.elections.conduct.counting import Counting, box_health
from cogs.elections.conduct.desk import Act, Desk
from cogs.elections.conduct.facts import BOT, Actor, Confirmation, Note, Sheet
from cogs.elections.conduct.vote_buttons import take_buttons
from cogs.elections.model import Election, Form, Kind, Stage, Term
from cogs.elections.record import commitments
from cogs.elections.record.tally import Counted
from cogs.elections.rules import calendar
from cogs.elections.rules.outcome import Next
from cogs.elections.rules.results import Verdict
from cogs.elections.rules.stages import Step, in_words
from cogs.elections.storage.ballots import BallotStore
from cogs.elections.storage.retention import RetentionStore

# What the log calls the giving and taking of roles, once it is done.
ROLES = "roles"
_FOR_OFFICES = frozenset({Kind.OFFICERS, Kind.BY_ELECTION})


class Confirming:
    """Confirms what was decided, and puts away what is over."""

    def __init__(self, desk: Desk, counting: Counting) -> None:
        self._desk = desk
        self._counting = counting
        self._retention = RetentionStore(desk.database)
        self._ballots = BallotStore(desk.database)

    async def confirm(self, actor: Actor, election_id: int) -> Confirmation:
        """Confirm the outcome: terms begin, those of whoever held the offices end, and roles follow."""
        async with self._desk.step(actor, election_id, Step.CONFIRM) as act:
            sheet = await act.sheet()
            require_result(sheet)
            outcomes = [each.outcome or {} for each in sheet.questions]
            unpublished = await self._not_valid(act)
            if any((outcome.get("next") or {}).get("kind") == Next.WAIT for outcome in outcomes):
                raise UserError(
                    "An office hangs on a tie that is not settled.",
                    "Hold the second ballot or draw the lot first; then confirm everything.",
                )
            began, ended = await self._terms(act)
            detail: dict[str, Any] = {
                "elected": {each.office: each.name for each in began}
                if len({each.office for each in began}) == len(began)
                else {f"{each.office} {number}": each.name for number, each in enumerate(began, 1)}
            }
            effect = None
            passed = any(outcome.get("verdict") == Verdict.PASSED for outcome in outcomes)
            if passed and act.election.kind is Kind.AMENDMENT:
                effect = calendar.takes_effect(act.now.date())
                detail["takes_effect"] = effect.isoformat()
            if unpublished:
                detail |= commitments.counting(unpublished)
            await act.done(detail)
            if unpublished:
                await self._counting.write_files(act, unpublished)
            clashes = (*await self._clashes(act, began), *await self._two_offices(act, began))
            confirmation = Confirmation(await act.sheet(), tuple(began), tuple(ended), effect, clashes)
            await act.say("confirmation", self._desk.cards.confirmation(confirmation))
        await self.give_roles(election_id)
        return confirmation

    async def _not_valid(self, act: Act) -> Counted | None:
        """Let those be confirmed who were elected without a ballot, when too few voted on the others (A13).

        What was cast is never opened, and nothing is extended any more: what has to be published then, if it
        is not yet.
        """
        if act.election.stage is not Stage.NOT_VALID:
            return None
        await self._ballots.discard(act.tx, act.election.id)
        return await self._unpublished(act)

    async def _unpublished(self, act: Act) -> Counted | None:
        """Return what there is to publish of a vote that was not valid, unless it was published."""
        entries = await self._desk.stores.log.all(act.election.id, act.tx)
        if act.election.stage is not Stage.NOT_VALID or any("published" in e.detail for e in entries):
            return None
        return await self._counting.counted(act)

    async def _terms(self, act: Act) -> tuple[list[Term], list[Term]]:
        """Begin the terms of who was elected and end those before; a term goes on where nobody was."""
        stores, election = self._desk.stores, act.election
        began: list[Term] = []
        ended: list[Term] = []
        if election.kind not in _FOR_OFFICES:
            return began, ended
        settled = await self._settled_elsewhere(act)
        for each in (await act.sheet()).questions:
            elected = (each.outcome or {}).get("elected", ())
            if each.question.form is not Form.OFFICE or not elected or each.question.number in settled:
                continue
            office = each.question.title
            before = [term for term in await stores.terms.running(act.tx) if term.office == office]
            stays = await self._shares_office(act, office)
            for term in before:
                if term.election_id not in stays:
                    await stores.terms.end(act.tx, term.id, act.now)
                    ended.append(term)
            people = {candidate.name: candidate for candidate in each.candidates}
            began += [
                await stores.terms.begin(act.tx, office, people[name].user_id, name, election.id, act.now)
                for name in elected
            ]
        return began, ended

    async def _clashes(self, act: Act, began: Sequence[Term]) -> tuple[str, ...]:
        """Return what a by-election leaves out of step: its year ends on another day than the others'."""
        by_election = act.election.kind is Kind.BY_ELECTION
        if not by_election or act.election.regulations.by_election_term != "full":
            return ()
        offices = {term.office for term in began}
        others = {
            calendar.term_ends(term.began_at.date())
            for term in await self._desk.stores.terms.running(act.tx)
            if term.office not in offices
        }
        if not began or not others:
            return ()
        found = calendar.clash(act.now.date(), min(others))
        return (found,) if found else ()

    async def _two_offices(self, act: Act, began: Sequence[Term]) -> list[str]:
        """Return who holds another office from an election before: it is to be filled anew (A14, A16)."""
        if not act.election.regulations.one_office:
            return []
        people = {term.user_id for term in began}
        return [
            f"{plain(term.name)} holds the office of {plain(term.office)} as well, and one person holds one "
            "office: they go on there until a successor is confirmed, whose election is to be held."
            for term in await self._desk.stores.terms.running(act.tx)
            if term.user_id in people and term.id not in {each.id for each in began}
        ]

    async def _settled_elsewhere(self, act: Act) -> set[int]:
        """Return the questions that a second ballot decided: that one's confirmation begins their terms."""
        return {
            entry.detail["settled"]["question"]
            for entry in await self._desk.stores.log.all(act.election.id, act.tx)
            if entry.detail.get("settled", {}).get("election") is not None
        }

    async def _shares_office(self, act: Act, office: str) -> set[int]:
        """Return the election whose winners share an office with this one's, which filled what it left."""
        followed = act.election.follows
        if followed is None:
            return set()
        sheet = await self._desk.sheets.of(await self._desk.election(followed, act.tx), act.now, act.tx)
        shares = any(
            each.question.title == office and each.outcome and each.outcome["elected"]
            for each in sheet.questions
        )
        return {followed} if shares else set()

    async def give_roles(self, election_id: int) -> None:
        """Give and take the roles of confirmed offices; what was cut short is done again, without harm."""
        desk, stores = self._desk, self._desk.stores
        roles = desk.settings.office_roles
        began = [each for each in await stores.terms.begun_by(election_id) if each.ended_at is None]
        holders = await stores.terms.running()
        ended = await stores.terms.ended_by(election_id)
        failed = []
        for term in began:
            role_id = roles.get(term.office)
            if role_id and (why := await desk.roles.give(term.user_id, role_id)) is not None:
                failed.append(f"{plain(term.name)} did not get the role of {plain(term.office)}: {why}")
        for term in ended:
            role_id = roles.get(term.office)
            keeps = any(
                each.user_id == term.user_id and roles.get(each.office) == role_id for each in holders
            )
            if role_id and not keeps and (why := await desk.roles.take(term.user_id, role_id)) is not None:
                failed.append(f"{plain(term.name)} still has the role of {plain(term.office)}: {why}")
        async with desk.database.write() as tx:
            if await stores.log.of_step(election_id, ROLES, tx):
                return
            election = await desk.election(election_id, tx)
            act = Act(desk, tx, BOT, election, ROLES, election.stage)
            await act.done({"failed": len(failed)})
            if failed:
                await act.note(Note.ROLES, failed)

    async def archive(self, actor: Actor, election_id: int) -> Election:
        """Archive what is over: who took part is forgotten, and what was published stays."""
        async with self._desk.step(actor, election_id, Step.ARCHIVE) as act:
            counted = await self._unpublished(act)
            await act.done(commitments.counting(counted) if counted else {})
            if counted:
                await self._counting.write_files(act, counted)
            await self._retention.forget(act.tx, election_id)
        await self._counting.destroy_keys()
        return act.election

    async def cancel(self, actor: Actor, election_id: int, reason: str) -> Election:
        """Cancel an election. Everything is kept; what was cast is destroyed unopened."""
        desk = self._desk
        async with desk.step(actor, election_id, Step.CANCEL) as act:
            if not reason.strip():
                raise UserError("An election is cancelled for a reason.", "Say why.")
            was_public = act.election.stage is not Stage.DRAFT
            await act.done({"reason": reason.strip()})
            if was_public:
                await act.say("cancelled", desk.cards.cancelled(await act.sheet(), reason.strip()))
            await take_buttons(desk, act, act.election.closes_at)
            await desk.close_nominations(act)
        desk.health.forget(box_health(election_id))
        await self._counting.destroy_keys()
        return act.election


def outcome_of(outcome: Mapping[str, Any] | None, kind: Next) -> Mapping[str, Any] | None:
    """Return what follows from an outcome, if it is of this kind."""
    follows = (outcome or {}).get("next")
    return follows if follows and follows["kind"] == kind else None


def require_result(sheet: Sheet) -> None:
    """Raise `UserError` when there is nothing to confirm: not valid, and nobody elected without a ballot."""
    if sheet.election.stage is Stage.NOT_VALID and not sheet.has_elected:
        raise UserError(
            f"This election {in_words(Stage.NOT_VALID)}. A vote that is not valid has no result.",
            "Extend it, or hold a new one.",
        )
