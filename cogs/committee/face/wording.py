"""A motion in Discord's words: names as mentions, moments as timestamps, what members wrote as typed."""

from __future__ import annotations

from collections.abc import Sequence

from bot.clock import discord_time
from bot.limits import fit
from bot.texts import link, plain
from cogs.committee.deciding.views import View
from cogs.committee.model import Event, Kind, Recorded
from cogs.committee.rules import words
from cogs.committee.rules.pull_request import PullState, ReviewState
from cogs.committee.rules.standing import DECIDED, MembersVote, Standing, Task
from cogs.committee.rules.tally import HALF, Position

TITLE = 150
TEXT = 4000
REASON = 1500
_LINK = 270
# What is quoted of a request or a veto on the card.
_QUOTED = 300

READER = words.Reader(
    name=lambda member: f"<@{member}>",
    time=discord_time,
    quote=lambda text: plain(fit(text, _QUOTED)),
)
SIGNS = {
    Position.APPROVES: "✅",
    Position.ABSTAINS: "⚪",
    Position.REQUESTS_CHANGES: "✏️",
    Position.VETOES: "⛔",
    Position.AWAITED: "⏳",
    Position.SILENT: "⚪",
    Position.NOT_NEEDED: "▫️",
}


def title(view: View) -> str:
    """Return the number and the title, as typed."""
    return f"Motion {view.motion.number}: {plain(fit(view.standing.course.title, TITLE))}"


def about(view: View) -> str:
    """Return what kind it is, who proposed it when, and where it is discussed."""
    proposal = view.standing.proposal
    parts = [words.KINDS[proposal.kind], f"proposed by <@{proposal.by}> {discord_time(proposal.at)}"]
    if proposal.for_member:
        parts.append(f"for {plain(fit(proposal.for_member, 100))}")
    if view.standing.course.changed_at:
        parts.append(f"changed {discord_time(view.standing.course.changed_at)}")
    if view.standing.course.pull_request:
        parts.append(_link("pull request", view.standing.course.pull_request))
    if proposal.chat:
        parts.append(_link("discussion", proposal.chat))
    if vote := view.standing.members_vote:
        parts += [_link("members' vote", vote.opened.link)] if vote.opened and vote.opened.link else []
    end = view.standing.end
    if isinstance(end, Recorded) and end.link:
        parts.append(_link("merge", end.link))
    return f"-# {' · '.join(parts)}"


def _link(label: str, url: str) -> str:
    """Return a link; one too long for every message of a motion is left to the record."""
    shown = link(label, url)
    return shown if len(shown) <= _LINK else f"{label}: see the record"


def state(standing: Standing) -> str:
    """Return the state and why it is so."""
    said = words.state(standing)
    return f"**{said[0].upper()}{said[1:]}.** {words.why(standing, READER)}"


def happened(event: Event) -> str:
    """Return what happened as a sentence, with where it can be looked up."""
    said = words.event(event, READER)
    return f"{said} {_link('The merge', event.link)}" if isinstance(event, Recorded) and event.link else said


def votes(standing: Standing) -> str:
    """Return where every seat stands, with what is requested or why it is vetoed."""
    lines = []
    for vote in (*standing.tally.votes, *standing.tally.former):
        seat = f" ({plain(vote.seat)})" if vote.seat else " (no seat any more, not counted)"
        lines.append(f"{SIGNS[vote.position]} <@{vote.member}>{seat} {words.position(vote, READER)}")
        given = vote.given
        if given and given.answer.text and vote.position in (Position.REQUESTS_CHANGES, Position.VETOES):
            lines.append(f"> {READER.quote(given.answer.text)}")
        elif vote.position is Position.AWAITED and vote.due is not None:
            lines[-1] += f", until {discord_time(vote.due)}"
    lines += [f"▫️ {plain(seat)}: vacant" for seat in standing.committee.vacant]
    lines += [f"⚠️ {words.conflict(member, found, READER)}" for member, found in standing.conflicts]
    return "\n".join(lines)


def pull(view: View) -> str:
    """Return what is to be known of the pull request; empty when there is nothing to say."""
    note = view.pull
    if note is None or view.standing.end is not None:
        return ""
    parts = []
    if note.state is not PullState.OPEN:
        early = view.standing.decision not in DECIDED and note.state is PullState.MERGED
        before = " before there was a decision" if early else ""
        parts.append(f"the pull request is {note.state}{before}")
    if note.moved_on:
        parts.append("⚠️ it was changed since, which is not what is voted on")
    if note.uncounted:
        names = [f"{plain(each.login)} ({_REVIEWS[each.state]})" for each in note.uncounted[:_UNCOUNTED]]
        more = len(note.uncounted) - len(names)
        others = f" and {more} more" if more else ""
        parts.append(f"reviewed there without counting here: {', '.join(names)}{others}")
    return f"-# {' · '.join(parts)}" if parts else ""


_REVIEWS = {ReviewState.APPROVED: "approves", ReviewState.CHANGES_REQUESTED: "requests changes"}
# As many names of people without a seat as are shown.
_UNCOUNTED = 5


def turn(view: View) -> str:
    """Return whose turn it is, and what they have to do for it."""
    standing = view.standing
    if standing.turn.task is Task.ANSWER:
        # The votes say so, one by one.
        return ""
    said = words.turn(standing, READER)
    how = _HOW.get(standing.turn.task, "")
    if view.record_at is not None:
        how += f" If nothing happens before, the bot records it {discord_time(view.record_at)}."
    return "\n".join(part for part in (f"**Next:** {said}" if said else "", how) if part)


_HOW = {
    Task.REVISE: "-# `/motion revise` changes the text; fourteen new days begin then.",
    Task.RECORD: "-# `/motion record` puts it on record. Until then every answer may still change, and the "
    "file is a draft.",
    Task.VOTE: "-# An election with this bot notes what came of it by itself, `/motion vote` does otherwise.",
}


def by_hand(view: View) -> str:
    """Return what the committee has to do so that the voting members vote; empty when it has not."""
    standing = view.standing
    vote = standing.members_vote
    if vote is None or standing.turn.task is not Task.OPEN_VOTE:
        return ""
    return (
        f"**The voting members decide.** Open their vote: {_needs(vote)}. The button drafts it where "
        "elections are held with this bot, and what comes of it is noted by itself. Else hold it as you are "
        f"used to, and note with `/motion vote motion: {view.motion.number}` that it is open, and what came "
        "of it."
    )


def _needs(vote: MembersVote) -> str:
    share = "more than half" if vote.threshold == HALF else f"at least {vote.threshold}"
    part = "half" if vote.participation == HALF else str(vote.participation)
    return f"it passes with {share} of the valid votes when at least {part} of the members take part"


def as_typed(text: str, most: int) -> str:
    """Return a text of several lines as Discord shows it as typed, cut to `most` characters with escapes."""
    limit = most
    while len(shown := _lines(fit(text, limit))) > most:
        limit -= max(1, len(shown) - most)
        if limit < 1:
            return "…"
    return shown


def _lines(text: str) -> str:
    return "\n".join(plain(line) for line in text.splitlines())


def line(view: View) -> str:
    """Return a motion on one line of a list."""
    standing = view.standing
    said = words.state(standing)
    next_one = words.turn(standing, READER)
    moment = discord_time((standing.end or standing.proposal).at, "d")
    kind = "" if standing.proposal.kind is Kind.OPERATIONAL else f", {words.KINDS[standing.proposal.kind]}"
    turns = f"\n-# Next: {next_one}" if next_one else ""
    name = plain(fit(standing.course.title, 80))
    return f"**{view.motion.number}** {name} · {said}{kind} · {moment}{turns}"


def cut(lines: Sequence[str], most: int) -> list[str]:
    """Return as many lines as fit into `most` characters."""
    found: list[str] = []
    for each in lines:
        most -= len(each) + 1
        if most < 0:
            break
        found.append(each)
    return found
