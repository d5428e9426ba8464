"""While the vote is open: the message with the buttons, reminders, withdrawals, extension, closing."""

from __future__ import annotations

from typing import Any

from discord import ui

from bot.outbox import Message
from bot.texts import listing, plain, plural
from cogs.elections.conduct.facts import QuestionSheet, Sheet
from cogs.elections.face.ballot.looking import MyVote
from cogs.elections.face.ballot.voting import CastVote
from cogs.elections.face.cards.parts import ballot, card, quoted, room, to_read, turnout
from cogs.elections.face.wording import bullets, moment
from cogs.elections.model import Candidate, Stage

_CLOSED = {Stage.CANCELLED: "🛑 This vote was cancelled"}


def opening(sheet: Sheet) -> Message:
    """Return the message under which people vote; once voting is over, the same without its buttons."""
    election = sheet.election
    if election.stage is not Stage.OPEN:
        return card(sheet, _over(sheet), [ballot(sheet, room()), turnout(sheet)])
    facts = "\n".join(_facts(sheet))
    warnings = bullets((f"⚠️ {plain(each)}" for each in sheet.warnings), 700)
    until = f"Vote until {moment(election.closes_at)}."
    if election.regulations.secret:
        until += " Only you see your ballot."
    asked = ballot(sheet, 1_700)
    rules = f"**The rules**\n{bullets(map(plain, sheet.regulations), room(asked, facts, warnings, until))}"
    return card(sheet, "🗳️ Voting is open", [asked, rules, warnings, facts, until, *buttons(sheet)])


def reminder(sheet: Sheet, days: int) -> Message:
    """Return that voting closes soon, for those who have not voted, or is over; nobody is named."""
    if sheet.election.stage is not Stage.OPEN:
        return card(sheet, _over(sheet), [turnout(sheet)])
    when = f"about {plural(days, 'day')}" if days else "less than a day"
    parts: list[str | ui.Item[Any]] = [
        f"Voting closes in {when}: {moment(sheet.election.closes_at)}.",
        turnout(sheet),
        *buttons(sheet),
    ]
    return card(sheet, "⏳ Have you voted?", parts)


def withdrawal(sheet: Sheet, question: QuestionSheet, candidate: Candidate) -> Message:
    """Return that somebody withdrew in mid-vote, and what that means for ballots that are in."""
    election = sheet.election
    # In the time by which voting was extended nobody votes twice.
    again = "" if election.extended else f", and can vote again until {moment(election.closes_at)}"
    parts: list[str | ui.Item[Any]] = [
        f"**{plain(candidate.name)}** has withdrawn, and does not stand for "
        f"**{plain(question.question.title)}** any more.",
        "Ballots that rank others too pass on to them. Whoever chose this candidate alone has a blank ballot "
        f"for this now{again}.",
        *buttons(sheet),
    ]
    return card(sheet, "↩️ Somebody withdrew", parts)


def extension(sheet: Sheet, reason: str) -> Message:
    """Return that voting goes on, for those who have not voted."""
    parts: list[str | ui.Item[Any]] = [
        "Too few took part, so nothing was counted. Voting goes on until "
        f"{moment(sheet.election.closes_at)}.",
        quoted(reason),
        "It is for those who have **not** voted yet. Ballots that are in stand; all are counted together.",
        turnout(sheet),
        *buttons(sheet),
    ]
    return card(sheet, "⏰ Voting is extended", parts)


def closing(sheet: Sheet, reason: str) -> Message:
    """Return that voting has closed, with which turnout."""
    early = "Voting was closed before its time." if reason else "The time is over. Nothing more is taken in."
    parts = [early, quoted(reason), turnout(sheet)]
    return card(sheet, "🔒 Voting has closed", parts)


def buttons(sheet: Sheet) -> list[ui.ActionRow[Any]]:
    """Return what is pressed to vote; nothing once voting is over."""
    if sheet.election.stage is not Stage.OPEN:
        return []
    election_id = sheet.election.id
    return [ui.ActionRow(CastVote.button(election_id), MyVote.button(election_id), *to_read(sheet))]


def _over(sheet: Sheet) -> str:
    return _CLOSED.get(sheet.election.stage, "🗳️ Voting has closed")


def _facts(sheet: Sheet) -> list[str]:
    said = [turnout(sheet)]
    if sheet.opened_late and sheet.opened_at is not None:
        said.append(
            f"⚠️ Voting began late, {moment(sheet.opened_at)}; it was to begin "
            f"{moment(sheet.election.opens_at)}."
        )
    if sheet.roll_hash:
        size = f" of {plural(sheet.turnout.roll, 'member')}" if sheet.turnout else ""
        said.append(f"-# The roll{size} is frozen; its hash: `{sheet.roll_hash}`")
    if sheet.scrutineers:
        who = listing([f"<@{each}>" for each in sheet.scrutineers])
        said.append(f"-# Scrutineers, who get the ballots to count them again: {who}")
    return [each for each in said if each]
