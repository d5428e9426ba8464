"""Checks a published file and counts it again.

    report = recount(form.read(data))

What is looked at, and what each check can and cannot show, is in docs/elections.md ("Recount it yourself").
Nothing that the file says is believed if it can be worked out from something else in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cogs.elections import receipts as receipt_codes
from cogs.elections.count.words import listing
from cogs.elections.model import LogEntry, Publication, Receipts
from cogs.elections.record.ballots import check_ballots
from cogs.elections.record.chain import Broken, digest, of_text, verify
from cogs.elections.record.findings import Finding, compared
from cogs.elections.record.form import log_of
from cogs.elections.record.promised import Contradiction, Promised
from cogs.elections.record.rounds import check_rounds
from cogs.elections.record.shapes import PAPER
from cogs.elections.record.tally import decided, method_of, settled_outcomes, turnout_of
from cogs.elections.rules import roll as rolls
from cogs.elections.rules.lot import draw
from cogs.elections.rules.outcome import Decision, Outcome
from cogs.elections.rules.regulating import from_json
from cogs.elections.rules.roll_file import read_roll
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
    report.findings += [_posted(log, one) for one in posted]
    try:
        promised = Promised.of(log)
        if promised.turnout is None or promised.published is None:
            raise Contradiction("the log does not say that voting closed and ballots were counted")
    except Contradiction as error:
        report.findings.append(Finding(False, "log", f"The log: {error}."))
        return report
    report.landmarks = list(_landmarks(log))
    report.findings += _promises(content, promised)
    report.findings += _roll(content, roll)
    report.findings += _receipts(content)
    try:
        report.findings += _validity(content, promised)
        report.findings += check_ballots(content)
        report.decision = _count(content, promised, report.findings)
    except ValueError as error:
        # The two `Refused`: numbers or ballots that no election can have.
        report.findings.append(Finding(False, "count", f"It cannot be counted: {error}"))
    report.findings += _published(content, promised)
    report.findings += [_receipt(content, one) for one in receipts]
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


def _posted(log: Sequence[LogEntry], posted: str) -> Finding:
    for entry in log:
        if entry.hash == posted:
            rest = len(log) - entry.number
            after = f" It says nothing about the {rest} after it." if rest else ""
            return Finding(
                True,
                "posted",
                f"The hash {posted[:16]}… is that of entry {entry.number} ({entry.step}): the log up to there is the "
                f"one that was posted.{after}",
            )
    return Finding(
        False,
        "posted",
        f"The hash {posted[:16]}… is that of no entry: this log is not the one that was posted.",
    )


def _landmarks(log: Sequence[LogEntry]) -> Iterator[tuple[str, LogEntry]]:
    for entry in log:
        for key, called in (("paper", "opening"), ("turnout", "closing"), ("published", "counting")):
            if key in entry.detail:
                yield called, entry


def _promises(content: Mapping[str, Any], promised: Promised) -> Iterator[Finding]:
    """Yield whether election, rules, questions, candidates, roll and turnout are what the log promised."""
    paper, turnout, questions = promised.paper, content["turnout"], content["questions"]
    election = {**paper["election"], "closes_at": promised.closes_at, "extended": promised.extended}
    opened = "by the log it was when voting opened"
    yield compared(
        "election",
        [("election", content["election"], election)],
        "The election's title, kind and times are those in the log.",
        "by the log it is",
    )
    yield compared(
        "regulations",
        [("regulations", content["regulations"], paper["regulations"])],
        "The rules are those with which voting opened.",
        opened,
    )
    asked = [{key: one[key] for key in PAPER} for one in questions]
    yield compared(
        "questions",
        [("questions", asked, paper["questions"])],
        "The questions, candidates and seats are those with which voting opened.",
        opened,
    )
    now = [
        {
            "method": method_of(one, paper["regulations"]),
            "withdrawn": promised.withdrawn.get(one["number"], []),
        }
        for one in questions
    ]
    yield compared(
        "withdrawals",
        [("questions", [{key: one[key] for key in ("method", "withdrawn")} for one in questions], now)],
        "Whoever withdrew after the opening did so by the log.",
        "by the log it is",
    )
    late = f"with {promised.late} added in mid-vote" if promised.late else "unchanged since the opening"
    yield compared(
        "roll",
        [
            ("roll", content["roll"], promised.roll),
            ("turnout.roll", turnout["roll"], promised.roll["size"]),
        ],
        f"The roll is the one in the log, {late}.",
        "by the log it is",
    )
    yield compared(
        "turnout",
        [("turnout", turnout, promised.turnout)],
        f"The turnout is that of the closing: {turnout['voted']} of {turnout['roll']} voted.",
        "by the log it was when voting closed",
    )


def _roll(content: Mapping[str, Any], roll: bytes | None) -> Iterator[Finding]:
    size, standing = content["roll"]["size"], content["roll"]["standing"]
    if sum(standing.values()) != size:
        yield Finding(
            False,
            "roll",
            f"The roll: {size} members, but their standings add up to {sum(standing.values())}.",
        )
    if roll is None:
        return
    found, members = _roll_hash(content, roll)
    if found == content["roll"]["hash"]:
        yield Finding(True, "roll file", f"The roll you gave is the one of this election: {members} members.")
    else:
        yield Finding(
            False,
            "roll file",
            f"The roll you gave is not the one of this election: {members} members and the hash {found}; it was "
            f"held with {size} members and the hash {content['roll']['hash']}.",
        )


def _roll_hash(content: Mapping[str, Any], roll: bytes) -> tuple[str, int]:
    """Return the hash of a published roll, and how many are on it. Raises `rules.errors.Refused`."""
    plain = hashlib.sha256(roll).hexdigest()
    if plain == content["roll"]["hash"]:
        return plain, roll.count(b"\n")
    opened = of_text(content["election"]["opens_at"]).date()
    voters = rolls.voters(read_roll(roll, opened), from_json(content["regulations"]))
    return rolls.roll_hash(voters), len(voters)


def _receipts(content: Mapping[str, Any]) -> Iterator[Finding]:
    mode, listed = content["regulations"].get("receipts"), content["receipts"]
    wanted = content["turnout"]["voted"] if mode == Receipts.INCLUSION and content["validity"]["valid"] else 0
    if listed != sorted(set(listed)):
        yield Finding(False, "receipts", "The receipts are not in the order of the alphabet, each once.")
    elif len(listed) != wanted:
        yield Finding(False, "receipts", f"There are {len(listed)} receipts, and have to be {wanted}.")
    elif wanted:
        yield Finding(True, "receipts", f"There are as many receipts as voters: {wanted}.")


def _validity(content: Mapping[str, Any], promised: Promised) -> Iterator[Finding]:
    turnout = promised.turnout or {}
    found = validity(from_json(promised.paper["regulations"]), turnout_of(turnout), turnout["present"])
    yield compared("validity", [("validity", content["validity"], found.as_json())], found.reason, "it is")


def _count(content: Mapping[str, Any], promised: Promised, findings: list[Finding]) -> Decision | None:
    """Count again and compare, question by question; without ballots look at what the rounds show by themselves."""
    questions = content["questions"]
    if any("ballots" not in question for question in questions):
        findings += check_rounds(content)
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
    findings += _settled(content, promised, decision)
    return decision


def _settled(content: Mapping[str, Any], promised: Promised, counted: Decision) -> Iterator[Finding]:
    if not promised.settled:
        if content["settled"] is not None:
            yield Finding(False, "ties", "By the file ties were settled, and by the log they were not.")
        return
    right = settled_outcomes(promised, content["questions"])
    yield compared(
        "ties", [("settled", content["settled"], right)], "What followed from ties is the same.", "it is"
    )
    outcomes = {outcome.number: outcome for outcome in counted.outcomes}
    for one in promised.settled:
        number = one["question"]
        if one["election"] is not None:
            other = f"settled by election {one['election']}: count the file of that election too"
            yield Finding(None, "ties", f"Question {number} was {other}.")
        elif one["value"] is None:
            yield Finding(False, "ties", f"Question {number} was settled, and the log does not say by what.")
        else:
            yield _lot(content["election"]["id"], outcomes[number], one)


def _lot(election: int, tied: Outcome, settled: Mapping[str, Any]) -> Finding:
    drawn = draw(election, tied.tied, settled["value"])
    chosen = list(drawn.order[: tied.next.seats if tied.next else 1])
    if chosen != settled["chosen"]:
        wrong = f"by the public value it falls on {listing(chosen)}, not on {listing(settled['chosen'])}"
        return Finding(False, "ties", f"The lot for {tied.title}: {wrong}.")
    drawn_by = f"drawn again from the public value {settled['value']}, falls on {listing(chosen)} too"
    return Finding(True, "ties", f"The lot for {tied.title}, {drawn_by}.")


def _published(content: Mapping[str, Any], promised: Promised) -> Iterator[Finding]:
    """Yield whether ballots, receipts and outcomes are those whose hashes the log has."""
    published = promised.published or {}
    questions = content["questions"]
    for question in questions:
        if "ballots" in question and digest(question["ballots"]) != question["ballots_hash"]:
            place = f"questions[{question['number']}]"
            yield Finding(False, "hashes", f"{place}: ballots_hash is not the hash of the ballots.")
    yield compared(
        "hashes",
        [
            (
                "hash of the ballots",
                [question["ballots_hash"] for question in questions],
                published["ballots"],
            ),
            ("hash of the receipts", digest(content["receipts"]), published["receipts"]),
            (
                "hash of the outcomes",
                digest([question["outcome"] for question in questions]),
                published["outcomes"],
            ),
        ],
        "Ballots, receipts and outcomes are those whose hashes the log has from the day of the count.",
        "by the log it was when the ballots were counted",
    )
    withheld = any("ballots" not in question for question in questions)
    rounds = content["regulations"].get("publication") == Publication.ROUNDS
    if withheld and not rounds:
        yield Finding(
            False, "ballots", "The rules say that the ballots are published, and the file lacks some."
        )
    if withheld and rounds:
        yield Finding(
            None,
            "ballots",
            "The rules of this election publish rounds only: the ballots are not in this file, and what they come to "
            "cannot be counted again from it. The scrutineers' file holds them, and its hashes have to be these.",
        )


def _receipt(content: Mapping[str, Any], typed: str) -> Finding:
    receipt = receipt_codes.read(typed)
    if receipt in content["receipts"]:
        return Finding(True, "receipt", f"The receipt {receipt} is in the list: the ballot is in.")
    said = []
    for question in content["questions"]:
        code = receipt_codes.of_question(receipt, question["number"])
        for ballot in question.get("ballots", ()):
            if ballot.get("receipt") == code:
                answer = {
                    key: value for key, value in ballot.items() if key not in ("key", "receipt", "member")
                }
                said.append(f"{question['title']}: {answer}")
    if said:
        return Finding(True, "receipt", f"The ballot of receipt {receipt} is in. {'; '.join(said)}")
    return Finding(False, "receipt", f"The receipt {receipt} is NOT in this file.")
