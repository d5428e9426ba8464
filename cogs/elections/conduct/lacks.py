"""What keeps an election from being published, in sentences that say what to do."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.clock import discord_time
from bot.texts import plain, plural
from cogs.elections.conduct.facts import QuestionSheet
from cogs.elections.conduct.naming import names
from cogs.elections.model import Election, Form, Kind, Publication, Stage, Term
from cogs.elections.rules.errors import Refused
from cogs.elections.rules.kinds import refuse_seats
from cogs.elections.rules.validity import majority_of_team


def consent(
    election: Election,
    questions: Sequence[QuestionSheet],
    terms: Sequence[Term],
    in_favour: Collection[int],
) -> str:
    """Return what is missing before an office is filled anew whose term runs, or "" (rows 12 and 14, A25).

    A majority of the officers has to be in favour; whoever holds that office is one of them.
    """
    titles = {each.question.title for each in questions}
    contested = any(term.office in titles for term in terms)
    # An election that follows another fills what that left open.
    if election.kind is not Kind.BY_ELECTION or election.follows is not None or not contested:
        return ""
    officers = {term.user_id for term in terms}
    favour = len(officers & set(in_favour))
    if majority_of_team(favour, len(officers)):
        return ""
    return (
        f"{favour} of {plural(len(officers), 'officer')} in favour of electing somebody anew, and it takes a "
        "majority: each of them presses **I am in favour**."
    )


def lacks(
    election: Election, questions: Sequence[QuestionSheet], now: datetime, scrutineers: Collection[int]
) -> tuple[str, ...]:
    """Return what is missing before the next step of a draft, of nominations or of a frozen ballot."""
    found = []
    if not questions:
        found.append("There is no question: add one.")
    for each in questions:
        question = each.question
        if not question.title:
            found.append(f"Question {question.number} has no title.")
        if question.form is Form.MOTION and not question.text:
            found.append(
                f"Question {question.number} has no wording: take it out, and add it with what is decided on."
            )
        if question.form is Form.OFFICE:
            try:
                refuse_seats(question.seats, election.regulations)
            except Refused as refused:
                found.append(f"{plain(question.title)}: {refused}")
    if election.stage is Stage.DRAFT and election.nominations_until is None:
        empty = [
            each.question.title
            for each in questions
            if each.question.form is Form.OFFICE and not each.standing
        ]
        if empty:
            found.append(f"Nobody stands for {names(empty)}: set when nominations are open.")
    rounds_only = election.regulations.publication is Publication.ROUNDS
    if rounds_only and election.stage is Stage.DRAFT and len(scrutineers) < 2:
        found.append(
            "Totals alone are published, so that two scrutineers have to get the ballots: set them in "
            "cogs.elections.scrutineers."
        )
    until = election.nominations_until if election.stage is Stage.DRAFT else None
    if until is not None and until <= now:
        found.append(f"Nominations would have ended {discord_time(until)}: set other dates.")
    if election.closes_at <= now:
        found.append(f"Voting would have closed {discord_time(election.closes_at)}: set other dates.")
    return tuple(found)
