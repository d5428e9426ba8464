"""After the vote: the result, its confirmation, and the end of an election that was cancelled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import discord
from discord import ui

from bot.limits import ALT_TEXT, fit
from bot.outbox import Message
from bot.rest import File
from bot.texts import listing, plain, plural
from cogs.elections.conduct.facts import Confirmation, QuestionSheet, Sheet
from cogs.elections.face.ballot.words import lead
from cogs.elections.face.cards.parts import card, names, quoted, room, turnout
from cogs.elections.face.cards.tally import table
from cogs.elections.face.wording import bullets, came_to, moment
from cogs.elections.model import Form, Place, Publication, Stage, Term
from cogs.elections.rules.lot import Lot

_HEADINGS = {
    Stage.NOT_VALID: "❌ The vote is not valid",
    Stage.TIE: "⚖️ The result: a tie",
    Stage.REOPENED: "🏁 The result: an office stays open",
}
_SIGNS = {"elected": "✅", "passed": "✅", "failed": "❌", "tie": "⚖️", "reopened": "↩️", "not valid": "❌"}
_SCORED = ("star", "bloc-star")
# With these words the count of a motion begins.
_PASSED = ("Passed:", "Not passed:")
_NEXT = {
    "second ballot": "A second ballot between them follows.",
    "lot": "A public lot, which anyone can repeat, decides.",
    "nominations": "Nominations begin anew.",
    "wait": "It waits for the question before.",
}


def result(sheet: Sheet, files: Sequence[File]) -> Message:
    """Return the outcome in words, a table for each question, the picture, and how to count again."""
    election = sheet.election
    valid = _valid(sheet)
    recount = _recount(sheet, files)
    shown: list[str | ui.Item[Any]] = [valid]
    if election.stage is not Stage.NOT_VALID:
        each_room = room(valid, recount) // max(1, len(sheet.questions)) - 1
        shown += [
            _question(
                each,
                each.outcome,
                each_room,
                voted=sheet.turnout.voted if sheet.turnout else 0,
                scores=election.regulations.method in _SCORED,
            )
            for each in sheet.questions
            if each.outcome is not None
        ]
    shown += [_file(each) for each in files]
    shown.append(recount)
    heading = _HEADINGS.get(election.stage, "🏁 The result")
    return card(sheet, heading, shown, files=tuple(files))


def lot(sheet: Sheet, lots: Sequence[Lot], files: Sequence[File]) -> Message:
    """Return whom the lot chose, by which value, its order, the program that draws it again, and the file."""
    decided = [each for each in sheet.questions if each.outcome is not None]
    outcomes = "\n".join(line for each in decided for line in _outcome(each, each.outcome or {}, 0))
    value = plain(fit(lots[0].value, 200))
    source = (
        f"Drawn by {plain(sheet.election.regulations.lot_source)}: {value}\n"
        "Anybody can draw it again with Python, as the recount of the file does:"
    )
    recount = _recount(sheet, files)
    most = room(source, recount) // (len(lots) + 1)
    shown: list[str | ui.Item[Any]] = [fit(outcomes, most), source]
    for each in lots:
        order = f"The order: {names(each.order, most // 3)}"
        # A name that would end the block is not changed: the program would draw another lot.
        fits = len(each.script) + len(order) < most - 20 and "```" not in each.script
        shown.append(f"```python\n{each.script}```\n{order}" if fits else order)
    return card(sheet, "🎲 The lot", [*shown, *map(_file, files), recount], files=tuple(files))


def scrutiny(sheet: Sheet) -> Message:
    """Return that the ballots wait for the scrutineers, who are mentioned, to count them again."""
    who = listing([f"<@{each}>" for each in sheet.scrutineers])
    text = (
        f"{who}: you are the scrutineers of this vote. Its ballots are not published; `/election export` "
        "with the option `file: with all ballots` gives them to you alone. Please count them again, and say "
        "here whether the result and the ballots' hashes are the published ones."
    )
    return card(sheet, "🔎 To be counted again", [text], users=sheet.scrutineers)


def confirmation(confirmation: Confirmation) -> Message:
    """Return that the outcome is confirmed: whose terms begin and end."""
    motions = [
        came_to(each)
        for each in confirmation.sheet.questions
        if each.question.form is Form.MOTION and each.outcome
    ]
    parts = ["The outcome is confirmed.", bullets(motions, 1_500)]
    if confirmation.began:
        parts.append(f"**In office from now on**\n{bullets(map(_term, confirmation.began), 1_500)}")
    if confirmation.ended:
        parts.append(
            f"**With thanks, no longer in office**\n{bullets(map(_term, confirmation.ended), 1_500)}"
        )
    if confirmation.takes_effect is not None:
        parts.append(f"The change of the charter takes effect on **{confirmation.takes_effect}** (UTC).")
    parts += [f"⚠️ {each}" for each in confirmation.clashes]
    return card(confirmation.sheet, "🤝 Confirmed", parts)


def cancelled(sheet: Sheet, reason: str) -> Message:
    """Return that the election was cancelled, and why."""
    parts = [
        "This election was cancelled. Nothing is counted; the log and everything published stay.",
        quoted(reason),
    ]
    return card(sheet, "🛑 Cancelled", parts)


def _valid(sheet: Sheet) -> str:
    """Return whether the vote is valid, and of which condition that hung."""
    if sheet.turnout is None:
        return "Decided without a ballot."
    turned = sheet.turnout
    meeting = sheet.election.regulations.place is Place.MEETING
    condition = "quorum" if meeting else "participation"
    least = f"{sheet.needed} needed"
    if sheet.election.stage is Stage.NOT_VALID:
        reasons = [o["reason"] for each in sheet.questions if (o := each.outcome) and not o.get("elected")]
        why = (
            plain(next(iter(reasons), "")) or f"Not valid, the {condition} was not reached. {turnout(sheet)}"
        )
        more = sheet.election.regulations.may_extend and not sheet.election.extended
        further = "\nVoting can be extended once, for those who have not voted." if more else ""
        elected = "".join(
            f"\n{_SIGNS['elected']} {came_to(each)}"
            for each in sheet.questions
            if each.outcome and each.outcome.get("elected")
        )
        return f"{why}\n**Nothing was counted, and no ballot was shown to anybody.**{further}{elected}"
    of = f"{turned.voted} of {plural(turned.roll, 'member')} voted"
    proxies = f", {turned.by_proxy} of them through another" if turned.by_proxy else ""
    return f"**Valid**: {of}{proxies} ({condition}: at least {least})."


def _question(
    asked: QuestionSheet, outcome: Mapping[str, Any], most: int, *, voted: int, scores: bool
) -> str:
    """Return what a question came to, and its table."""
    said = fit("\n".join(_outcome(asked, outcome, voted)), max(300, most // 2))
    counted = outcome.get("result") or asked.count
    # Where no valid ballot was cast there is nothing to show.
    if not counted or not counted["valid"]:
        return said
    scores = scores and asked.question.form is Form.OFFICE
    return f"{said}\n{table(counted, most - len(said), scores=scores)}"


def _outcome(asked: QuestionSheet, outcome: Mapping[str, Any], voted: int) -> Iterator[str]:
    """Yield the sentences on an outcome; of `voted` ballots those that are blank, if any are said."""
    verdict = outcome["verdict"]
    title = lead(plain(fit(asked.question.title, 100)))
    said = plain(outcome["reason"])
    if said.startswith(_PASSED):
        word, _, count = said.partition(":")
        said = f"**{word}**:{count}"
    yield f"{_SIGNS.get(verdict, '')} **{title}** {said}".lstrip()
    majority = outcome.get("majority")
    # Some counts say it themselves.
    if majority and verdict == "elected" and "majority" not in outcome["reason"]:
        share = f"{majority['votes']} of {majority['ballots']} valid ballots"
        more = "more" if majority["absolute"] else "not more"
        yield f"-# {share}: {more} than half of all."
    if majority and (blank := voted - majority["ballots"]) > 0:
        one = blank == 1
        only = f" or name{'s' if one else ''} only whoever is left out" if outcome.get("left_out") else ""
        yield f"-# {blank} of {plural(voted, 'ballot')} {'is' if one else 'are'} blank here{only}."
    following = outcome.get("next")
    if following and following["kind"] in _NEXT:
        yield _NEXT[following["kind"]]


def _file(file: File) -> ui.Item[Any]:
    address = f"attachment://{file.name}"
    if file.name.endswith(".png"):
        picture = discord.MediaGalleryItem(address, description=fit(file.description, ALT_TEXT) or None)
        return ui.MediaGallery(picture)
    return ui.File(address)


def _recount(sheet: Sheet, files: Sequence[File]) -> str:
    """Return how anybody counts again, with the file that is attached."""
    exported = next((each.name for each in files if each.name.endswith(".json")), None)
    if exported is None:
        return ""
    rounds_only = sheet.election.regulations.publication is Publication.ROUNDS
    recounts = _counted(sheet) and not rounds_only
    what = "counts again and checks everything" if recounts else "checks log, roll and numbers"
    text = (
        f"**Do not trust, recount.** This {what}, on any machine:\n"
        f"```\ncommunity-bot election recount {exported}\n```"
    )
    if _counted(sheet):
        text += f"-# With your receipt: `… recount {exported} --receipt CODE`"
    return text


def _counted(sheet: Sheet) -> bool:
    return sheet.election.stage is not Stage.NOT_VALID


def _term(term: Term) -> str:
    since = moment(term.began_at) if term.ended_at is None else moment(term.ended_at)
    return f"**{plain(term.office)}**: <@{term.user_id}> ({plain(term.name)}), {since}"
