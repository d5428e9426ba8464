"""Which step may follow at which stage of an election, and why not otherwise.

draft → nominations → frozen → open → closed → counted → elected | tie | not valid | reopened → confirmed →
archived. A vote that is not valid is never counted, so it goes from closed to not valid at once; `elected`
also stands for motions that passed or failed: whatever was voted on is decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from cogs.elections.model import Stage
from cogs.elections.rules.errors import Refused


class Step(StrEnum):
    """Everything that can be done to an election, by its name in the log."""

    CREATE = "create"
    APPOINT = "appoint officer"
    REGULATE = "set regulation"
    ADD_QUESTION = "add question"
    CHANGE_QUESTION = "change question"
    REMOVE_QUESTION = "remove question"
    FAVOUR = "be in favour"
    BEGIN_NOMINATIONS = "begin nominations"
    NOMINATE = "nominate"
    ANSWER = "answer nomination"
    WITHDRAW = "withdraw"
    FREEZE = "freeze"
    ACCLAIM = "acclaim"
    ADD_LATE = "add late"
    RELINK = "relink"
    GIVE_PROXY = "give proxy"
    OPEN = "open"
    VOTE = "vote"
    REMIND = "remind"
    EXTEND = "extend"
    CLOSE = "close"
    COUNT = "count"
    DECLARE_ELECTED = "declare elected"
    DECLARE_TIE = "declare tie"
    DECLARE_NOT_VALID = "declare not valid"
    DECLARE_REOPENED = "declare reopened"
    DRAW_LOT = "draw lot"
    SECOND_BALLOT = "second ballot"
    CONFIRM = "confirm"
    EXPORT = "export"
    ARCHIVE = "archive"
    CANCEL = "cancel"


class IllegalStep(Refused):
    """A step that this stage does not allow; the message is the reason in words."""


_BEFORE_OPENING = (Stage.DRAFT, Stage.NOMINATIONS, Stage.FROZEN)
_UNCOUNTED = (*_BEFORE_OPENING, Stage.OPEN, Stage.CLOSED)
_DECIDED = (Stage.ELECTED, Stage.TIE, Stage.REOPENED)
_TOLD = (Stage.COUNTED, *_DECIDED, Stage.NOT_VALID, Stage.CONFIRMED, Stage.ARCHIVED, Stage.CANCELLED)


def _stays(*stages: Stage) -> Mapping[Stage, Stage]:
    return {stage: stage for stage in stages}


def _leads(to: Stage, *stages: Stage) -> Mapping[Stage, Stage]:
    return dict.fromkeys(stages, to)


STEPS: Mapping[Step, Mapping[Stage, Stage]] = MappingProxyType(
    {
        Step.CREATE: {},
        Step.APPOINT: _stays(*_UNCOUNTED),
        Step.REGULATE: _stays(Stage.DRAFT),
        Step.ADD_QUESTION: _stays(Stage.DRAFT),
        Step.CHANGE_QUESTION: _stays(Stage.DRAFT),
        Step.REMOVE_QUESTION: _stays(Stage.DRAFT),
        Step.FAVOUR: _stays(Stage.DRAFT),
        Step.BEGIN_NOMINATIONS: _leads(Stage.NOMINATIONS, Stage.DRAFT),
        Step.NOMINATE: _stays(Stage.NOMINATIONS),
        Step.ANSWER: _stays(Stage.NOMINATIONS),
        Step.WITHDRAW: _stays(Stage.NOMINATIONS, Stage.FROZEN, Stage.OPEN),
        Step.FREEZE: _leads(Stage.FROZEN, Stage.DRAFT, Stage.NOMINATIONS),
        Step.ACCLAIM: _leads(Stage.ELECTED, Stage.FROZEN),
        Step.ADD_LATE: _stays(Stage.FROZEN, Stage.OPEN),
        Step.RELINK: _stays(Stage.FROZEN, Stage.OPEN),
        Step.GIVE_PROXY: _stays(Stage.FROZEN, Stage.OPEN),
        Step.OPEN: _leads(Stage.OPEN, Stage.FROZEN),
        Step.VOTE: _stays(Stage.OPEN),
        Step.REMIND: _stays(Stage.OPEN),
        Step.EXTEND: {Stage.NOMINATIONS: Stage.NOMINATIONS, Stage.NOT_VALID: Stage.OPEN},
        Step.CLOSE: _leads(Stage.CLOSED, Stage.OPEN),
        Step.COUNT: _leads(Stage.COUNTED, Stage.CLOSED),
        Step.DECLARE_ELECTED: _leads(Stage.ELECTED, Stage.COUNTED),
        Step.DECLARE_TIE: _leads(Stage.TIE, Stage.COUNTED),
        Step.DECLARE_NOT_VALID: _leads(Stage.NOT_VALID, Stage.CLOSED),
        Step.DECLARE_REOPENED: _leads(Stage.REOPENED, Stage.NOMINATIONS, Stage.FROZEN, Stage.COUNTED),
        Step.DRAW_LOT: _leads(Stage.ELECTED, Stage.TIE),
        Step.SECOND_BALLOT: _stays(Stage.TIE, Stage.REOPENED, Stage.CONFIRMED),
        # Of a vote that was not valid: who was elected without a ballot.
        Step.CONFIRM: _leads(Stage.CONFIRMED, *_DECIDED, Stage.NOT_VALID),
        Step.EXPORT: _stays(*_TOLD),
        Step.ARCHIVE: _leads(Stage.ARCHIVED, Stage.CONFIRMED, Stage.TIE, Stage.NOT_VALID, Stage.REOPENED),
        Step.CANCEL: _leads(Stage.CANCELLED, *_UNCOUNTED),
    }
)

# How it stands, as the end of "This election …".
_STANDS: Mapping[Stage, str] = {
    Stage.DRAFT: "is a draft",
    Stage.NOMINATIONS: "is taking nominations",
    Stage.FROZEN: "has its ballot paper and roll frozen, and voting has not begun",
    Stage.OPEN: "is open for voting",
    Stage.CLOSED: "is closed and not yet counted",
    Stage.COUNTED: "is counted",
    Stage.ELECTED: "is decided, and waits for confirmation",
    Stage.TIE: "ended in a tie",
    Stage.NOT_VALID: "was not valid: too few took part",
    Stage.REOPENED: "left an office open",
    Stage.CONFIRMED: "is confirmed",
    Stage.ARCHIVED: "is archived",
    Stage.CANCELLED: "was cancelled",
}

# What the step asks for, as a sentence.
_ASKS: Mapping[Step, str] = {
    Step.CREATE: "An election is created once.",
    Step.APPOINT: "The returns officer can be replaced until the votes are counted.",
    Step.REGULATE: "Rules can be changed in a draft only: afterwards they are published.",
    Step.ADD_QUESTION: "Questions can be added in a draft only.",
    Step.CHANGE_QUESTION: "Questions can be changed in a draft only.",
    Step.REMOVE_QUESTION: "Questions can be removed in a draft only.",
    Step.FAVOUR: "Whether an office is filled anew the officers say before its nominations.",
    Step.BEGIN_NOMINATIONS: "Nominations begin from a draft.",
    Step.NOMINATE: "People can be nominated while nominations are open.",
    Step.ANSWER: "A nomination is answered while nominations are open.",
    Step.WITHDRAW: "A candidate can withdraw from the nominations on until voting closes.",
    Step.FREEZE: "Ballot paper and roll are frozen after the nominations, or from a draft that has none.",
    Step.ACCLAIM: "Without a ballot somebody is elected only before voting begins.",
    Step.ADD_LATE: "Somebody left out can be added to the frozen roll until voting closes.",
    Step.RELINK: "An account is linked anew on the frozen roll, until voting closes.",
    Step.GIVE_PROXY: "A proxy is given once the roll is frozen, until voting closes.",
    Step.OPEN: "Voting opens once ballot paper and roll are frozen.",
    Step.VOTE: "Votes are taken while voting is open.",
    Step.REMIND: "Reminders go out while voting is open.",
    Step.EXTEND: "Nominations can be extended while they are open, and voting after too few took part.",
    Step.CLOSE: "Only an open vote can be closed.",
    Step.COUNT: "Votes are counted once, after voting has closed.",
    Step.DECLARE_ELECTED: "A result is declared after the count.",
    Step.DECLARE_TIE: "A tie is declared after the count.",
    Step.DECLARE_NOT_VALID: "A vote is found not valid when it closes, before anything is counted.",
    Step.DECLARE_REOPENED: "An office stays open when nobody stands, or after the count.",
    Step.DRAW_LOT: "A lot is drawn for a tie only.",
    Step.SECOND_BALLOT: "A second ballot follows a tie or an office that was left open.",
    Step.CONFIRM: "A result is confirmed once it is declared.",
    Step.EXPORT: "There is something to export once the votes are counted; until then nobody knows them.",
    Step.ARCHIVE: "An election is archived when it is confirmed, or when nothing came of it.",
    Step.CANCEL: "An election can be cancelled until its votes are counted.",
}

# Where these lead nothing else does: at that stage somebody else was quicker.
_DONE = (Step.BEGIN_NOMINATIONS, Step.FREEZE, Step.CLOSE, Step.COUNT, Step.CONFIRM, Step.ARCHIVE, Step.CANCEL)

# Where the general sentence would leave somebody wondering.
_REASONS: Mapping[tuple[Step, Stage], str] = {
    (Step.OPEN, Stage.OPEN): "That has been done already.",
    (Step.EXTEND, Stage.OPEN): "Voting runs until the time that was announced. "
    "Should too few have taken part by then, it can be extended.",
    (Step.EXTEND, Stage.CLOSED): "Whether too few took part is found out first.",
    (Step.COUNT, Stage.OPEN): "Nobody learns how a vote stands before it closes.",
    (Step.EXPORT, Stage.OPEN): "Nobody learns how a vote stands before it closes.",
    (Step.COUNT, Stage.NOT_VALID): "A vote in which too few took part is never counted.",
    (
        Step.SECOND_BALLOT,
        Stage.NOT_VALID,
    ): "A vote that is not valid has no result. Extend it, or hold a new one.",
    (Step.ARCHIVE, Stage.ELECTED): "The result has to be confirmed first: terms begin with it.",
    (Step.CANCEL, Stage.COUNTED): "A result that is known cannot be cancelled.",
    (Step.CANCEL, Stage.ELECTED): "A result that is known cannot be cancelled.",
    (Step.CANCEL, Stage.TIE): "A result that is known cannot be cancelled.",
    (Step.CANCEL, Stage.REOPENED): "A result that is known cannot be cancelled. Archive it.",
    (Step.CANCEL, Stage.NOT_VALID): "It came to nothing already. Archive it.",
    (Step.ACCLAIM, Stage.OPEN): "Voting has begun, so that the ballots decide.",
    (Step.REGULATE, Stage.OPEN): "Rules are fixed before voting opens, and stay.",
    (Step.NOMINATE, Stage.DRAFT): "Nominations have not begun.",
    (Step.NOMINATE, Stage.FROZEN): "Nominations are over; the ballot paper is fixed.",
    (Step.VOTE, Stage.CLOSED): "Voting has closed.",
    (Step.VOTE, Stage.FROZEN): "Voting has not opened yet.",
}


def after(stage: Stage, step: Step) -> Stage:
    """Return the stage that `step` leads to; the same one when it only adds to the election.

    Raises `IllegalStep` with the reason in words.
    """
    following = STEPS[step].get(stage)
    if following is None:
        raise IllegalStep(reason_against(stage, step))
    return following


def allowed(stage: Stage) -> tuple[Step, ...]:
    """Return the steps that are possible at a stage."""
    return tuple(step for step, ways in STEPS.items() if stage in ways)


def reason_against(stage: Stage, step: Step) -> str:
    """Return why a step is not possible at a stage."""
    asks = "That has been done already." if step in _DONE and stage in STEPS[step].values() else _ASKS[step]
    return f"This election {_STANDS[stage]}. {_REASONS.get((step, stage), asks)}"


def in_words(stage: Stage) -> str:
    """Return how an election stands, as the end of "This election …"."""
    return _STANDS[stage]
