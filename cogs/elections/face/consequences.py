"""What a step of an election will do, said before it is taken."""

from __future__ import annotations

from bot.texts import plain, plural
from cogs.elections.conduct.confirming import require_result
from cogs.elections.conduct.facts import QuestionSheet, Sheet
from cogs.elections.conduct.naming import names
from cogs.elections.face.wording import came_to, moment
from cogs.elections.model import CandidateState, Form, Place, Publication, Stage

_KEPT = "Everything is kept, and the log says who did it, when and why."


def favour(sheet: Sheet) -> list[str]:
    """Return what being in favour does."""
    return [
        f"The log says that you want {_offices(sheet)} to be filled anew. It cannot be taken back.",
        "With a majority of the officers the election can begin. Whoever holds the office may stand again.",
    ]


def begin_nominations(sheet: Sheet) -> list[str]:
    """Return what opening nominations does."""
    election = sheet.election
    until = f" until {moment(election.nominations_until)}" if election.nominations_until else ""
    return [
        f"Nominations are announced in <#{election.channel_id}>: for {_offices(sheet)}{until}.",
        "Questions and rules cannot be changed after this.",
    ]


def freeze(sheet: Sheet) -> list[str]:
    """Return what freezing the ballot does."""
    election = sheet.election
    will = [
        f"The ballot is published in <#{election.channel_id}>: questions, candidates and rules. None of "
        "them can be changed after this.",
        f"Voting opens by itself {moment(election.opens_at)}.",
    ]
    if empty := [each for each in sheet.questions if _is_office(each) and not each.standing]:
        will.append(f"⚠️ Nobody stands for {_named(empty)}.")
    silent = [
        each.name
        for question in sheet.questions
        for each in question.candidates
        if each.state is CandidateState.NOMINATED
    ]
    if silent:
        will.append(f"⚠️ Not on the ballot, for want of an answer: {names(silent)}.")
    return [*will, *_warnings(sheet)]


def open_voting(sheet: Sheet) -> list[str]:
    """Return what opening voting does."""
    election = sheet.election
    return [
        f"Voting opens now instead of {moment(election.opens_at)}, and closes {moment(election.closes_at)}.",
        "The roll is frozen as it is at this moment, and its hash is published with the vote.",
        *_warnings(sheet),
    ]


def extend(sheet: Sheet) -> list[str]:
    """Return what extending does: nominations, or a vote in which too few took part."""
    if sheet.election.stage is Stage.NOMINATIONS:
        return [
            "Nominations go on until the moment below. Voting begins later if it would begin before that."
        ]
    return [
        "Voting goes on, once, for those who have not voted; ballots that are in stay in.",
        "Both are counted together at the end.",
    ]


def remind(sheet: Sheet) -> list[str]:
    """Return what a reminder does."""
    return [f"A message in <#{sheet.election.channel_id}> reminds everybody of the vote. Nobody is named."]


def close(sheet: Sheet) -> list[str]:
    """Return what closing early does."""
    election = sheet.election
    will = [
        f"Voting ends now instead of {moment(election.closes_at)}. This cannot be taken back.",
        "Then it is found out whether enough took part, and if so the ballots are counted.",
    ]
    if sheet.missing and election.regulations.place is Place.ONLINE:
        will.append(f"⚠️ {plural(sheet.missing, 'vote')} are missing for the vote to be valid.")
    return [*will, "Your reason is published."]


def count(sheet: Sheet) -> list[str]:
    """Return what counting does."""
    published = (
        "all ballots in random order"
        if sheet.election.regulations.publication is Publication.BALLOTS
        else "the totals of each round"
    )
    return [
        f"The ballots are opened and counted, and the result is published with {published}.",
        "The key that could tell whose ballot is whose is destroyed.",
    ]


def confirm(sheet: Sheet) -> list[str]:
    """Return what confirming does. Raises `UserError` when there is nothing to confirm."""
    require_result(sheet)
    will = ["The outcome takes effect."]
    if any(_is_office(each) for each in sheet.questions):
        will = [
            "The outcome takes effect: terms of those elected begin, those before them end.",
            "Roles that belong to the offices are given and taken.",
        ]
    will += [came_to(each) for each in sheet.questions if each.outcome]
    return [*will, f"It is announced in <#{sheet.election.channel_id}>."]


def second_ballot(sheet: Sheet) -> list[str]:
    """Return what a second ballot begins with."""
    days = plural(sheet.election.regulations.extension_days, "day")
    return [
        f"An election that follows this one is drafted, {days} long: between those who tied, or for the "
        "offices that nobody was elected to."
    ]


def draw_lot(sheet: Sheet) -> list[str]:
    """Return what the lot does."""
    return [
        "The tie is decided by the value that the rules named before voting opened: "
        f"**{plain(sheet.election.regulations.lot_source)}**. Anyone can repeat it.",
        "The value you write stands in the log and in the published file.",
    ]


def archive(sheet: Sheet) -> list[str]:
    """Return what archiving does."""
    return ["Who took part is forgotten. What was published stays."]


def cancel(sheet: Sheet) -> list[str]:
    """Return what cancelling does."""
    will = ["The election ends without a result. This cannot be taken back.", _KEPT]
    if sheet.turnout and sheet.turnout.voted:
        voted = plural(sheet.turnout.voted, "ballot")
        will.insert(1, f"⚠️ {voted} {'is' if sheet.turnout.voted == 1 else 'are'} never counted.")
    if sheet.election.stage is not Stage.DRAFT:
        will.append("Your reason is published.")
    return will


def _offices(sheet: Sheet) -> str:
    return _named([each for each in sheet.questions if _is_office(each)])


def _named(questions: list[QuestionSheet]) -> str:
    return names([each.question.title for each in questions])


def _is_office(each: QuestionSheet) -> bool:
    return each.question.form is Form.OFFICE


def _warnings(sheet: Sheet) -> list[str]:
    return [f"⚠️ {each}" for each in sheet.warnings]
