"""What a file says against what its log promised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cogs.elections.model import Publication
from cogs.elections.record.chain import digest
from cogs.elections.record.findings import Finding, compared
from cogs.elections.record.promised import Promised
from cogs.elections.record.shapes import PAPER
from cogs.elections.record.tally import method_of, rules_of


def promises(content: Mapping[str, Any], promised: Promised) -> Iterator[Finding]:
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
            "method": method_of(one, rules_of(paper)),
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
    for entry in promised.too_late:
        yield Finding(
            False, "log", f"Entry {entry.number} of the log ({entry.step}) comes after voting closed."
        )
    size, standing = content["roll"]["size"], content["roll"]["standing"]
    if sum(standing.values()) != size:
        added = sum(standing.values())
        yield Finding(False, "roll", f"The roll has {size} members, and their standings add up to {added}.")


def published(content: Mapping[str, Any], promised: Promised) -> Iterator[Finding]:
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
    rounds = rules_of(content).publication is Publication.ROUNDS
    if withheld and not rounds:
        yield Finding(
            False, "ballots", "The rules say that the ballots are published, and the file lacks some."
        )
    if withheld and rounds:
        yield Finding(
            None,
            "ballots",
            "The rules of this election publish rounds only. The ballots are not in this file, so that "
            "nobody can count again from it. The scrutineers have them; the hashes have to be the same.",
        )
