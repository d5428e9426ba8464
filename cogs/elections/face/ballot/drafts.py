"""What voters have marked and not yet cast: in memory alone, bounded, and forgotten after a while.

A choice before it is cast is nobody's but the voter's. It is in no database, log or button; a restart
forgets it.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import UserError
from cogs.elections.face.ballot.marks import Amiss, Marks, answer, blank, key
from cogs.elections.face.ballot.paper import Paper, PaperQuestion, Style
from cogs.elections.model import Answer

# Far more than vote within an hour; each takes some kilobytes.
MOST = 3_000
# So many are one person's, so that nobody takes the place of others by pressing Vote again and again.
MOST_OF_ONE = 20
KEPT = timedelta(hours=1)

FORGOTTEN = UserError(
    "These choices are not known any more, and nothing was counted just now: the bot was restarted since, "
    "or more than an hour went by.",
    "Press **Vote** under the announcement to choose again. **My vote** shows whether a ballot of yours is "
    "in.",
)
CAST = UserError(
    "This ballot is cast, and nothing of it was changed.",
    "To vote otherwise, press **Vote** under the announcement again: the last ballot counts.",
)


@dataclass(slots=True)
class Draft:
    """One voter's paper while they fill it in.

    `holder_id` is the member who votes for `member_id`, if it is not themselves. `buttons` are those that
    choose at once: what stands on a button's id tells nobody what it chooses. `last` is the question whose
    form was opened last. `casting` is the ballot on its way: whoever presses twice waits for the same one.
    """

    token: str
    user_id: int
    member_id: str
    paper: Paper
    used_at: datetime
    holder_id: str | None = None
    marks: dict[int, Marks] = field(default_factory=dict)
    buttons: dict[str, str] = field(default_factory=dict)
    last: int | None = None
    casting: asyncio.Task[str] | None = None

    @property
    def questions(self) -> tuple[PaperQuestion, ...]:
        """What can be answered."""
        return self.paper.questions

    def question(self, number: int) -> PaperQuestion:
        """Return the question of this number. Raises `UserError` when the paper has none."""
        for each in self.questions:
            if each.number == number:
                return each
        raise FORGOTTEN

    def marked(self, question: PaperQuestion) -> Marks:
        """Return what is marked for a question so far."""
        return self.marks.get(question.id, {})

    def mark(self, question: PaperQuestion, marks: Marks) -> None:
        """Take the fields of a form; those of the question's other forms stay."""
        self.marks[question.id] = {**self.marked(question), **marks}

    def ballot(self) -> dict[int, Answer]:
        """Return the whole ballot by question: to those where nobody stands the answer is blank."""
        unasked: dict[int, Answer] = {
            question: {kind: {} if kind == "scores" else []} for question, kind in self.paper.unasked.items()
        }
        return {**self.answers(), **unasked}

    def forget(self) -> None:
        """Forget what was marked."""
        self.marks.clear()
        self.buttons.clear()

    def answers(self) -> dict[int, Answer]:
        """Return the answers by question, of those that were marked and make a ballot."""
        found = {}
        for question in self.questions:
            if question.id in self.marks:
                try:
                    found[question.id] = answer(question, self.marks[question.id])
                except Amiss:
                    continue
        return found

    def amiss(self) -> dict[int, str]:
        """Return by question what is wrong with its marks."""
        found = {}
        for question in self.questions:
            try:
                answer(question, self.marked(question))
            except Amiss as error:
                found[question.id] = str(error)
        return found

    def leave_the_rest_blank(self) -> None:
        """Mark what is not marked yet as blank."""
        for question in self.questions:
            if question.id not in self.marks:
                self.marks[question.id] = blank(question)

    @property
    def complete(self) -> bool:
        """Whether every question has an answer."""
        return len(self.answers()) == len(self.questions)

    @property
    def single_motion(self) -> PaperQuestion | None:
        """The question, when it is the only one and asks for yes or no."""
        only = self.questions[0] if len(self.questions) == 1 else None
        return only if only is not None and only.style is Style.VOTE else None

    def choose(self, button: str) -> None:
        """Take what a button of the single motion chooses. Raises `UserError` for one that is not known."""
        motion = self.single_motion
        if motion is None or button not in self.buttons:
            raise FORGOTTEN
        self.marks[motion.id] = {key(motion): (self.buttons[button],)}


class Drafts:
    """The drafts of all voters, least recently used first."""

    def __init__(self, clock: Clock, most: int = MOST, kept: timedelta = KEPT) -> None:
        self._clock = clock
        self._most = most
        self._kept = kept
        self._drafts: OrderedDict[str, Draft] = OrderedDict()

    def begin(
        self,
        user_id: int,
        member_id: str,
        paper: Paper,
        holder_id: str | None = None,
    ) -> Draft:
        """Return an empty paper."""
        self._forget_old()
        own = [token for token, each in self._drafts.items() if each.user_id == user_id]
        for token in own[: max(0, len(own) - MOST_OF_ONE + 1)]:
            del self._drafts[token]
        while len(self._drafts) >= self._most:
            self._drafts.popitem(last=False)
        draft = Draft(secrets.token_hex(8), user_id, member_id, paper, self._clock.now(), holder_id)
        draft.buttons = {secrets.token_hex(4): vote for vote in ("yes", "no", "abstain")}
        self._drafts[draft.token] = draft
        return draft

    def to_change(self, token: str, user_id: int) -> Draft:
        """Return somebody's own draft that is not cast yet. Raises `UserError`."""
        draft = self.find(token, user_id)
        if draft.casting is not None:
            raise CAST
        return draft

    def find(self, token: str, user_id: int) -> Draft:
        """Return somebody's own draft, cast or not. Raises `UserError` when it is forgotten."""
        self._forget_old()
        draft = self._drafts.get(token)
        if draft is None or draft.user_id != user_id:
            raise FORGOTTEN
        draft.used_at = self._clock.now()
        self._drafts.move_to_end(token)
        return draft

    def __len__(self) -> int:
        return len(self._drafts)

    def _forget_old(self) -> None:
        oldest = self._clock.now() - self._kept
        while self._drafts and next(iter(self._drafts.values())).used_at < oldest:
            self._drafts.popitem(last=False)
