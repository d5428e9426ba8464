"""Checks a published file and counts it again.

    report = recount(form.read(data))

What is looked at, and what each check can and cannot show, is in docs/elections.md ("Recount it yourself").
Nothing that the file says is believed if it can be worked out from something else in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cogs.elections.count.words import listing
from cogs.elections.model import LogEntry
from cogs.elections.record.against_log import promises, published
from cogs.elections.record.ballots import check_ballots, check_receipts
from cogs.elections.record.chain import Broken, verify
from cogs.elections.record.findings import Finding, compared
from cogs.elections.record.form import log_of
from cogs.elections.record.given import given_receipt, given_roll, posted_hash
from cogs.elections.record.lots import drawn
from cogs.elections.record.promised import Contradiction, Promised
from cogs.elections.record.rounds import check_rounds
from cogs.elections.record.tally import decided, decided_so_far, rules_of, settled_outcomes, turnout_of
from cogs.elections.rules.outcome import Decision, Outcome
from cogs.elections.rules.validity import validity


@dataclass(slots=True)
class Report:
    """What was found. `decision` is the recount's own; None when the file holds no ballots."""

    content: Mapping[str, Any]
    findings: list[Finding]
    decision: Decision | None = None
    # (what the entry does, the entry) for those whose hashes were posted.
    landmarks: list[tuple[str, LogEntry]] = field(default_factory=list)

    @property
    def same(self) -> bool:
        """Whether nothing is other than it should be."""
        return all(finding.ok is not False for finding in self.findings)


def recount(
    content: Mapping[str, Any],
    *,
    posted: Sequence[str] = (),
    roll: bytes | None = None,
    receipts: Sequence[str] = (),
) -> Report:
    """Return what is found in a file's content.

    `posted` are hashes of the log that were published elsewhere, `roll` is a published roll, `receipts` are
    voters'.
    """
    report = Report(content, [])
    log = log_of(content)
    report.findings += _chain(log)
    report.findings += [posted_hash(log, one) for one in posted]
    try:
        promised = Promised.of(log)
        if promised.turnout is None or promised.published is None:
            raise Contradiction("the log does not say that voting closed and ballots were counted")
    except Contradiction as error:
        report.findings.append(Finding(False, "log", f"The log: {error}."))
        return report
    report.landmarks = list(_landmarks(log))
    report.findings += promises(content, promised)
    if roll is not None:
        report.findings.append(given_roll(content, roll))
    report.findings += check_receipts(content)
    try:
        report.findings += _validity(content, promised)
        report.findings += check_ballots(content)
        report.decision = _count(content, promised, report.findings)
    except ValueError as error:
        # The two `Refused`: numbers or ballots that no election can have.
        report.findings.append(Finding(False, "count", f"It cannot be counted: {error}"))
    report.findings += published(content, promised)
    report.findings += [given_receipt(content, one) for one in receipts]
    return report


def _chain(log: Sequence[LogEntry]) -> Iterator[Finding]:
    try:
        verify(log)
    except Broken as error:
        yield Finding(False, "log", f"The log: {error}.")
        return
    if log:
        yield Finding(
            True, "log", f"The log: {len(log)} entries, each chained to the one before by its hash."
        )


def _landmarks(log: Sequence[LogEntry]) -> Iterator[tuple[str, LogEntry]]:
    for entry in log:
        for key, called in (("paper", "opening"), ("turnout", "closing"), ("published", "counting")):
            if key in entry.detail:
                yield called, entry


def _validity(content: Mapping[str, Any], promised: Promised) -> Iterator[Finding]:
    turnout = promised.turnout or {}
    found = validity(rules_of(promised.paper), turnout_of(turnout), turnout["present"])
    yield compared("validity", [("validity", content["validity"], found.as_json())], found.reason, "it is")


def _count(content: Mapping[str, Any], promised: Promised, findings: list[Finding]) -> Decision | None:
    """Count again and compare; without ballots look at what the rounds show by themselves."""
    questions = content["questions"]
    if any("ballots" not in question for question in questions):
        findings += check_rounds(content)
        if promised.settled or content["settled"]:
            findings += _settled_unseen(content, promised)
        return None
    ballots = {question["number"]: question["ballots"] for question in questions}
    turnout = promised.turnout or {}
    decision = decided(promised, turnout_of(turnout), turnout["present"], ballots)
    for question, outcome in zip(questions, decision.outcomes, strict=False):
        findings.append(
            compared(
                "count",
                [(f"questions[{question['number']}].outcome", question["outcome"], outcome.as_json())],
                f"{outcome.title}, counted again: the same. {outcome.reason}",
                "counted again it is",
            )
        )
    findings += _settled(content, promised)
    return decision


def _settled(content: Mapping[str, Any], promised: Promised) -> Iterator[Finding]:
    if not promised.settled:
        if content["settled"] is not None:
            yield Finding(False, "ties", "By the file ties were settled, and by the log they were not.")
        return
    questions = content["questions"]
    right = settled_outcomes(promised, questions)
    yield compared(
        "ties", [("settled", content["settled"], right)], "What followed from ties is the same.", "it is"
    )
    for number, one in enumerate(promised.settled):
        place = f"Question {one['question']}"
        if one["election"] is not None:
            other = f"settled by election {one['election']}: count the file of that election too"
            yield Finding(None, "ties", f"{place} was {other}.")
        elif one["value"] is None:
            yield Finding(False, "ties", f"{place} was settled, and the log does not say by what.")
        else:
            # Between whom it was drawn may depend on what was settled before.
            before = decided_so_far(promised, questions, number)
            tied = next(outcome for outcome in before.outcomes if outcome.number == one["question"])
            yield _lot(content["election"]["id"], tied, one)


def _settled_unseen(content: Mapping[str, Any], promised: Promised) -> Iterator[Finding]:
    ties = (content["settled"] or {}).get("ties", [])
    yield compared(
        "ties", [("settled.ties", ties, promised.settled)], "Ties were settled as by the log.", "it is"
    )
    yield Finding(None, "ties", "What followed from settled ties the scrutineers' file shows.")


def _lot(election_id: int, tied: Outcome, settled: Mapping[str, Any]) -> Finding:
    _, chosen = drawn(election_id, tied.as_json(), settled["value"])
    if chosen != settled["chosen"]:
        wrong = f"by the public value it falls on {listing(chosen)}, not on {listing(settled['chosen'])}"
        return Finding(False, "ties", f"The lot for {tied.title}: {wrong}.")
    again = f"drawn again from the public value {settled['value']}, falls on {listing(chosen)} too"
    return Finding(True, "ties", f"The lot for {tied.title}, {again}.")
