"""Whether the ballots of a file can be those that were cast: how many, in which order, with what on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cogs.elections.model import Receipts
from cogs.elections.record.findings import Finding
from cogs.elections.record.tally import rules_of


def check_ballots(content: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield what is wrong with the ballots, question by question, or that nothing is."""
    questions = [question for question in content["questions"] if "ballots" in question]
    problems = [
        f"questions[{question['number']}]: {problem}"
        for question in questions
        for problem in _problems(content, question["ballots"])
    ]
    members = [{ballot.get("member") for ballot in question["ballots"]} for question in questions]
    if any(one != members[0] for one in members):
        problems.append("the questions' ballots are not by the same members")
    if 0 < len(questions) < len(content["questions"]):
        problems.append("some questions have theirs in this file, and others have not")
    if problems:
        yield Finding(False, "ballots", f"The ballots: {problems[0]}.")
    elif any(question["ballots"] for question in questions):
        yield Finding(
            True,
            "ballots",
            "There are as many ballots for each question as voters, in the order of random keys.",
        )


def _problems(content: Mapping[str, Any], ballots: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    rules, valid = rules_of(content), content["validity"]["valid"]
    wanted = content["turnout"]["voted"] if valid else 0
    if len(ballots) != wanted:
        because = "voted" if valid else "may be shown of a vote that is not valid"
        yield f"there are {len(ballots)} ballots, and {wanted} {because}"
    keys = [ballot["key"] for ballot in ballots]
    if keys != sorted(set(keys)):
        yield "the ballots are not in the order of their keys, each key once"
    shows = rules.receipts is Receipts.BALLOT
    found = [ballot["receipt"] for ballot in ballots if "receipt" in ballot]
    if len(found) != (len(ballots) if shows else 0):
        yield f"{len(found)} of {len(ballots)} ballots have a receipt"
    if len(set(found)) != len(found):
        yield "two ballots have the same receipt"
    by_name = [ballot["member"] for ballot in ballots if "member" in ballot]
    if len(by_name) != (0 if rules.secret else len(ballots)):
        yield f"{len(by_name)} of {len(ballots)} ballots say who voted"
    if len(set(by_name)) != len(by_name):
        yield "somebody voted twice"


def check_receipts(content: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield whether there are as many receipts as voters, where receipts are listed."""
    mode, listed = rules_of(content).receipts, content["receipts"]
    wanted = content["turnout"]["voted"] if mode is Receipts.INCLUSION and content["validity"]["valid"] else 0
    if listed != sorted(set(listed)):
        yield Finding(False, "receipts", "The receipts are not in the order of the alphabet, each once.")
    elif len(listed) != wanted:
        yield Finding(False, "receipts", f"There are {len(listed)} receipts, and have to be {wanted}.")
    elif wanted:
        yield Finding(True, "receipts", f"There are as many receipts as voters: {wanted}.")
