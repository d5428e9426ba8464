"""Who stands: nominations, what nominees answer, and who withdraws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.database import Transaction
from bot.errors import UserError
from bot.limits import SELECT_OPTIONS
from bot.texts import plain
from cogs.elections.conduct.desk import Act, Desk
from cogs.elections.conduct.facts import Actor, QuestionSheet
from cogs.elections.model import Candidate, CandidateState, Form, Question, Stage
from cogs.elections.record import commitments
from cogs.elections.rules import powers
from cogs.elections.rules.papers import REOPEN, REOPEN_ID
from cogs.elections.rules.powers import Power
from cogs.elections.rules.stages import Step

_STATEMENT = 1000
_NAME = 100
_NOMINEE = frozenset({Power.NOMINEE})
_ANYBODY = frozenset({Power.MEMBER})
_DECIDED = (CandidateState.DECLINED, CandidateState.WITHDRAWN)


class Nominating:
    """What nominees and those who nominate do."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def nominate(
        self, actor: Actor, question_id: int, user_id: int, name: str, statement: str
    ) -> Candidate:
        """Nominate oneself, who stands at once, or another, who is asked."""
        stores = self._desk.stores
        question = await self._question(question_id)
        # Who may nominate whom hangs on the roll and the regulations: `refuse_nomination` looks.
        async with self._desk.step(actor, question.election_id, Step.NOMINATE, also=_ANYBODY) as act:
            election, tx = act.election, act.tx
            if election.nominations_until is not None and act.now >= election.nominations_until:
                raise UserError("Nominations are over.", "Whoever is nominated already stands.")
            if question.form is not Form.OFFICE:
                raise UserError("Nobody stands for a motion.")
            members = {each.user_id for each in await stores.roll.all(tx) if each.user_id is not None}
            powers.refuse_nomination(
                user_id, actor.user_id, election.officer_id, members, election.regulations
            )
            await self._refuse_elected(act, user_id)
            themselves = user_id == actor.user_id
            there = await stores.candidates.find(question_id, user_id, tx)
            if there is not None:
                return await self._again(act, question, there, themselves, statement)
            others = await self._refuse_crowd(act, question)
            candidate = await stores.candidates.add(
                tx,
                question_id,
                user_id,
                _unlike([each.name for each in others], name),
                _stated(statement),
                actor.user_id,
                CandidateState.ACCEPTED if themselves else CandidateState.NOMINATED,
            )
            await act.done(
                {"question": question.number, "candidate": candidate.id, "by_themselves": themselves}
            )
            if not themselves:
                await self._ask(act, candidate)
            await self._refresh(act)
            return candidate

    async def _refuse_elected(self, act: Act, user_id: int) -> None:
        """Raise `UserError` for who was elected to another office in the election before this one (A16).

        Offices that were left open there are later offices of the same election.
        """
        if act.election.follows is None or not act.election.regulations.one_office:
            return
        before = await self._desk.election(act.election.follows, act.tx)
        for asked in (await self._desk.sheets.of(before, act.now, act.tx)).questions:
            elected = (asked.outcome or {}).get("elected", ())
            for candidate in asked.candidates:
                if candidate.user_id == user_id and candidate.name in elected:
                    raise UserError(
                        f"{plain(candidate.name)} was elected to the office of "
                        f"{plain(asked.question.title)}, and one person holds one office.",
                        "Somebody else can stand.",
                    )

    async def _refuse_crowd(self, act: Act, question: Question) -> list[Candidate]:
        """Return whoever was nominated for an office. Raises `UserError` when its paper has no more room."""
        found = await self._desk.stores.candidates.of_election(act.election.id, act.tx)
        there = [each for each in found if each.question_id == question.id]
        reopening = act.election.regulations.reopen_option or question.seats >= SELECT_OPTIONS
        most = SELECT_OPTIONS - reopening
        if len([each for each in there if each.state not in _DECIDED]) >= most:
            raise UserError(
                f"{most} people are nominated for {plain(question.title)}, and the ballot has no room for "
                "more.",
                "There is room again when one of them declines or withdraws.",
            )
        return there

    async def _again(
        self, act: Act, question: Question, there: Candidate, themselves: bool, statement: str
    ) -> Candidate:
        if there.state is CandidateState.ACCEPTED:
            raise UserError(f"{plain(there.name)} stands for {plain(question.title)} already.")
        if not themselves:
            raise UserError(
                f"{plain(there.name)} was nominated for {plain(question.title)} already"
                + (
                    " and has to answer."
                    if there.state is CandidateState.NOMINATED
                    else " and does not stand."
                )
            )
        await self._refuse_crowd(act, question)
        changed = replace(
            there, state=CandidateState.ACCEPTED, statement=_stated(statement) or there.statement
        )
        await self._desk.stores.candidates.save(act.tx, changed)
        await act.done({"question": question.number, "candidate": there.id, "by_themselves": True})
        await self._answered(act, changed)
        return changed

    async def answer(self, actor: Actor, candidate_id: int, accepts: bool) -> Candidate:
        """Answer one's nomination."""
        candidate, question = await self._found(candidate_id)
        async with self._desk.step(
            actor, question.election_id, Step.ANSWER, also=_own(actor, candidate)
        ) as act:
            candidate = await self._fresh(candidate_id, act.tx)
            if act.election.nominations_until is not None and act.now >= act.election.nominations_until:
                raise UserError("Nominations are over.")
            if accepts:
                # They may have become the returns officer since they were asked.
                powers.refuse_standing(candidate.user_id, act.election.officer_id, act.election.regulations)
            state = CandidateState.ACCEPTED if accepts else CandidateState.DECLINED
            if candidate.state is state:
                return candidate
            if accepts and candidate.state in _DECIDED:
                await self._refuse_crowd(act, question)
            candidate = replace(candidate, state=state)
            await self._desk.stores.candidates.save(act.tx, candidate)
            await act.done({"candidate": candidate_id, "accepts": accepts})
            await self._answered(act, candidate)
            return candidate

    async def change_statement(self, actor: Actor, candidate_id: int, statement: str) -> Candidate:
        """Change one's own statement."""
        candidate, question = await self._found(candidate_id)
        async with self._desk.step(
            actor, question.election_id, Step.ANSWER, also=_own(actor, candidate)
        ) as act:
            candidate = replace(await self._fresh(candidate_id, act.tx), statement=_stated(statement))
            await self._desk.stores.candidates.save(act.tx, candidate)
            await act.done({"candidate": candidate_id, "statement": "changed"})
            return candidate

    async def withdraw(self, actor: Actor, candidate_id: int, reason: str) -> Candidate:
        """Withdraw a candidacy: before voting opens it is gone, afterwards ballots pass on."""
        desk = self._desk
        candidate, question = await self._found(candidate_id)
        async with desk.step(actor, question.election_id, Step.WITHDRAW, also=_own(actor, candidate)) as act:
            candidate = await self._fresh(candidate_id, act.tx)
            if candidate.state in _DECIDED:
                raise UserError(f"{plain(candidate.name)} does not stand for {plain(question.title)}.")
            if act.election.stage is Stage.OPEN and act.now >= act.election.closes_at:
                raise UserError("Voting has closed.")
            on_paper = candidate.state is CandidateState.ACCEPTED and act.election.stage is Stage.OPEN
            candidate = replace(candidate, state=CandidateState.WITHDRAWN)
            await desk.stores.candidates.save(act.tx, candidate)
            promised = commitments.withdrawal(question.number, candidate.name) if on_paper else {}
            await act.done({"candidate": candidate_id, "reason": reason, **promised})
            await self._answered(act, candidate)
            if on_paper:
                asked = await self._sheet_of(act, question.id)
                message = desk.cards.withdrawal(await act.sheet(), asked, candidate)
                await act.say(f"withdrawn.{candidate_id}", message)
                await desk.show(act)
            elif act.election.stage is Stage.FROZEN:
                await act.correct("ballot", desk.cards.ballot_published)
            return candidate

    async def _ask(self, act: Act, candidate: Candidate) -> None:
        asked = await self._sheet_of(act, candidate.question_id)
        message = self._desk.cards.nominee_asked(await act.sheet(), asked, candidate)
        await act.say(f"nominee.{candidate.id}", message)

    async def _answered(self, act: Act, candidate: Candidate) -> None:
        await self._desk.show_answer(act, candidate)
        await self._refresh(act)

    async def _refresh(self, act: Act) -> None:
        """Let the announcement say who stands now."""
        if act.election.stage is Stage.NOMINATIONS:
            await act.correct("nominations", self._desk.cards.nominations_open)

    async def _sheet_of(self, act: Act, question_id: int) -> QuestionSheet:
        sheet = await act.sheet()
        return next(each for each in sheet.questions if each.question.id == question_id)

    async def _question(self, question_id: int) -> Question:
        question = await self._desk.stores.elections.question(question_id)
        if question is None:
            raise UserError("There is no such question any more.")
        return question

    async def _found(self, candidate_id: int) -> tuple[Candidate, Question]:
        candidate = await self._fresh(candidate_id, None)
        return candidate, await self._question(candidate.question_id)

    async def _fresh(self, candidate_id: int, tx: Transaction | None) -> Candidate:
        candidate = await self._desk.stores.candidates.get(candidate_id, tx)
        if candidate is None:
            raise UserError("There is no such nomination any more.")
        return candidate


def _own(actor: Actor, candidate: Candidate) -> frozenset[str]:
    return _NOMINEE if actor.user_id == candidate.user_id else frozenset()


def _stated(statement: str) -> str:
    stated = statement.strip()
    if len(stated) > _STATEMENT:
        raise UserError(f"A statement has at most {_STATEMENT} characters; this one has {len(stated)}.")
    return stated


def _unlike(others: Sequence[str], name: str) -> str:
    """Return a name for the ballot paper that nobody else has there.

    >>> _unlike(["Ada"], " Ada "), _unlike([], "Ben")
    ('Ada (2)', 'Ben')
    """
    seen = "".join(each if each.isprintable() else " " for each in name)
    wanted = " ".join(seen.split())[: _NAME - 5].strip() or "?"
    taken = {each.casefold() for each in (*others, REOPEN, REOPEN_ID)}
    tried, number = wanted, 2
    while tried.casefold() in taken:
        tried, number = f"{wanted} ({number})", number + 1
    return tried
