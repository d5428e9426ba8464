"""What comes of an election: validity first, then question after question, ties told.

`decide` is what the bot calls after closing and what a recount calls on the published ballots, so that the
two can only agree. It counts with `count.count` and nothing else:

    asked = [Asked(question.number, question.title, question.form,
                   papers.contest(question.form, names, answers, regulations, roll=turnout.roll,
                                  seats=question.seats, withdrawn=…, title=question.title),
                   people={name: user_id, …})]
    decision = decide(asked, regulations, turnout)
    decision.as_json()

In this order: a vote that is not valid is not counted (row 10, A15). Offices are counted in the order of the
questions; whoever is elected is withdrawn from those after it (A16). While a tie leaves open who that is, a
later question is counted for every way of settling it; when that makes a difference it waits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cogs.elections.model import Regulations, Stage, Turnout
from cogs.elections.rules.deciding import Deciding
from cogs.elections.rules.errors import Refused
from cogs.elections.rules.results import Asked, Decision, FollowUp, Next, Outcome, Verdict
from cogs.elections.rules.validity import Validity, validity

__all__ = ["Asked", "Decision", "FollowUp", "Next", "Outcome", "Verdict", "decide", "stage_of"]


def decide(
    questions: Sequence[Asked],
    regulations: Regulations,
    turnout: Turnout,
    *,
    present: int | None = None,
    settled: Mapping[int, Sequence[str]] | None = None,
    second: bool = False,
) -> Decision:
    """Return what an election came to.

    `questions` may come in any order and are taken by number; for a vote that is not valid their contests
    need no ballots. `present` is how many were at the meeting (`validity`). `settled` names who was chosen by
    lot or second ballot for questions that had tied: it decides those, and whoever waits for them. `second`
    is true when this election is itself a second ballot, after which a tie goes to the lot (A11).
    Raises `Refused` of `rules.errors` or of `count` for what cannot be.
    """
    asked = sorted(questions, key=lambda one: one.number)
    for number in sorted(set(settled or ()) - {one.number for one in asked}):
        raise Refused(f"There is no question {number} that could be settled.")
    found = validity(regulations, turnout, present)
    deciding = Deciding(regulations, found, settled or {}, second)
    outcomes = tuple(deciding.outcome(one) for one in asked)
    return Decision(found, outcomes, stage_of(outcomes, found))


def stage_of(outcomes: Sequence[Outcome], found: Validity) -> Stage:
    """Return the stage that an election comes to: not valid, tie, reopened or else elected (decided)."""
    verdicts = {outcome.verdict for outcome in outcomes}
    if Verdict.NOT_VALID in verdicts or (not outcomes and not found.valid):
        return Stage.NOT_VALID
    if Verdict.TIE in verdicts:
        return Stage.TIE
    if Verdict.REOPENED in verdicts or any(outcome.vacant for outcome in outcomes):
        return Stage.REOPENED
    return Stage.ELECTED
