"""Votes of the members that another part of the bot asks for: one for each key, and what has become of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.ports import AskedElection, VoteStage, WantedElection
from cogs.elections.conduct.counting import may_go_on
from cogs.elections.conduct.desk import Act, Desk, answered, key
from cogs.elections.conduct.drafting import Drafting, preset_of, titled
from cogs.elections.conduct.facts import BOT, Note, QuestionDraft
from cogs.elections.model import Election, Form, Question, Stage
from cogs.elections.rules.kinds import check
from cogs.elections.rules.results import Verdict
from cogs.elections.rules.stages import Step
from cogs.elections.storage.asked import AskedStore

# How long members have before such a vote: a month's notice where the charter wants it, else time to read.
_NOTICE, _READING = timedelta(days=31), timedelta(days=7)
_DECIDED = {Verdict.PASSED: VoteStage.PASSED, Verdict.FAILED: VoteStage.FAILED}

# From a channel and a message in it, if that stands there by now, to a link.
Link = Callable[[int, int | None], str]


class AskedVotes:
    """Drafts what is asked for, and tells what has become of it."""

    def __init__(self, desk: Desk, drafting: Drafting) -> None:
        self._desk = desk
        self._drafting = drafting
        self._asked = AskedStore(desk.database)

    async def ask(self, wanted: WantedElection, officer_id: int, channel_id: int) -> None:
        """Begin a draft and tell its officer, unless there is an election for the key that is not cancelled.

        Raises `UserError` for what cannot be voted on.
        """
        now = self._desk.clock.now()
        preset = preset_of(wanted.kind)
        rules = replace(preset.regulations, threshold=wanted.threshold, participation=wanted.participation)
        with answered():
            check(rules)
        opens_at = now + (_NOTICE if preset.notice else _READING)
        closes_at = opens_at + timedelta(days=rules.voting_days)
        title, link = titled(wanted.title), wanted.link
        text = f"{wanted.text}\n\n{link}" if link else wanted.text
        election = Election(
            0, title, preset.kind, Stage.DRAFT, rules, officer_id, channel_id, opens_at, closes_at, now
        )
        async with self._desk.database.write() as tx:
            before = await self._asked.get(wanted.key, tx)
            if before and (await self._desk.election(before.election_id, tx)).stage is not Stage.CANCELLED:
                return
            detail: dict[str, object] = {"preset": preset.name, "link": link, "asked": wanted.key}
            asked = [QuestionDraft(Form.MOTION, title, text)]
            election = await self._drafting.write(tx, BOT, election, asked, detail)
            (question,) = await self._desk.stores.elections.questions(election.id, tx)
            await self._asked.put(tx, wanted.key, question.id)
            await Act(self._desk, tx, BOT, election, Step.CREATE, Stage.DRAFT).note(Note.DRAFTED)

    async def find(self, name: str, link: Link) -> AskedElection | None:
        """Return what has become of the election for a key; None without one."""
        question = await self._asked.get(name)
        if question is None:
            return None
        # Its stage first: what the rest says is at least as new, and an election does not go back.
        election = await self._desk.election(question.election_id)
        began = bool(await self._desk.stores.log.of_step(election.id, Step.OPEN))
        stage, detail = await self._came_to(election, question, began=began)
        where = await self._where(election, link) if began else ""
        rules = election.regulations
        return AskedElection(
            election.id, election.opens_at, stage, rules.threshold, rules.participation, began, where, detail
        )

    async def _came_to(self, election: Election, question: Question, *, began: bool) -> tuple[VoteStage, str]:
        stores = self._desk.stores
        if election.stage is Stage.CANCELLED:
            (entry,) = await stores.log.of_step(election.id, Step.CANCEL)
            return VoteStage.CANCELLED, str(entry.detail["reason"])
        if election.stage is Stage.NOT_VALID:
            turnout = await stores.voters.turnout(election.id)
            over = not may_go_on(election, turnout)
        else:
            over = election.stage in (Stage.CONFIRMED, Stage.ARCHIVED)
        if not over:
            return VoteStage.OPEN if began else VoteStage.PLANNED, ""
        outcome = (await stores.results.all(election.id))[question.id]
        return _DECIDED.get(outcome["verdict"], VoteStage.NOT_VALID), outcome["reason"]

    async def _where(self, election: Election, link: Link) -> str:
        """Return where people vote: the message with the button, or at least its channel."""
        name = key(election.id, await self._desk.opening_key(election, self._desk.database))
        said = await self._desk.outbox.find(name)
        return link(election.channel_id, said.message_id if said else None)
