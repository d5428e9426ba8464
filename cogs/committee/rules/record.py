"""The record of a motion: a Markdown file for the community's repository, the same whenever it is made.

It holds what the policy asks for (4: the chat link; 1: auditable), the events as the log has them, and their
SHA-256, which anybody can compute from the file alone:

    grep '^{"at":' FILE | sha256sum
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chain import LogEntry, hashed
from cogs.committee.model import BOT, Event, Motion, Policy, SeatChange, State
from cogs.committee.rules import words
from cogs.committee.rules.log import events
from cogs.committee.rules.markdown import block, fence, inline, link
from cogs.committee.rules.policy import in_words
from cogs.committee.rules.standing import Standing, standing
from cogs.committee.rules.tally import Position, Vote

_SLUG_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Record:
    """A record: the name of its file, its text, and the SHA-256 of the events in it."""

    file_name: str
    text: str
    sha256: str


def record(
    motion: Motion,
    entries: Sequence[LogEntry],
    now: datetime,
    seats: Sequence[SeatChange],
    names: Mapping[int, str],
) -> Record:
    """Return the record of a motion by its log. Before it is on record the text says that it is a draft.

    `names` are those of everybody who takes part; who is not among them is called by number. Raises
    `log.Unreadable` and `ValueError` for a log that is none.
    """
    happened = events(entries)
    found = standing(motion, happened, now, seats)
    reader = words.Reader(
        name=lambda member: inline(names.get(member, f"member {member}")), time=_utc, quote=inline
    )
    lines = [hashed(one.number, one.at, one.who, one.step, one.detail) for one in entries]
    sha256 = hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
    text = "\n".join(_parts(motion, found, happened, seats, reader, lines, sha256))
    return Record(_file_name(motion, found), f"{text}\n", sha256)


def _utc(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def _file_name(motion: Motion, found: Standing) -> str:
    """Return a name like those of the repository's reports: the date first."""
    date = (found.end or found.proposal).at
    plain = unicodedata.normalize("NFKD", found.course.title).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:_SLUG_LENGTH].strip("-")
    return f"{date:%Y-%m-%d}-motion-{motion.number}{'-' if slug else ''}{slug}.md"


def _parts(
    motion: Motion,
    found: Standing,
    happened: Sequence[Event],
    seats: Sequence[SeatChange],
    reader: words.Reader,
    lines: Sequence[str],
    sha256: str,
) -> Iterator[str]:
    yield f"# Motion {motion.number}: {inline(found.course.title)}"
    yield ""
    yield from (f"*   **{key}:** {value}" for key, value in _facts(found, motion.policy, reader, sha256))
    yield ""
    yield "## Proposal"
    yield ""
    yield block(found.course.text) if found.course.text.strip() else "The text is that of the pull request."
    yield ""
    yield "## Votes"
    yield ""
    yield "| Member | Seat | Answer | Time (UTC) | Remarks |"
    yield "|---|---|---|---|---|"
    for vote in (*found.tally.votes, *found.tally.former):
        yield f"| {' | '.join(_row(vote, reader))} |"
    yield ""
    if found.conflicts:
        yield "## Answers that differ"
        yield ""
        for member, conflict in found.conflicts:
            yield f"*   {words.conflict(member, conflict, reader)}"
        yield ""
    yield "## Course"
    yield ""
    yield from _course(found, happened, seats, reader)
    yield ""
    yield "## Log"
    yield ""
    yield (
        f"Every event as the bot's log has it, people as numbers{_numbers(found, happened, reader)}. "
        "The SHA-256 above is that of these lines, each with its line break: "
        "`grep '^{\"at\":' FILE | sha256sum`."
    )
    yield ""
    mark = fence("\n".join(lines))
    yield f"{mark}json"
    yield from lines
    yield mark


def _numbers(found: Standing, happened: Sequence[Event], reader: words.Reader) -> str:
    """Say whose numbers those are."""
    people = sorted({*found.committee.members, *(event.by for event in happened)} - {BOT})
    return f" ({', '.join(f'{member} is {reader.name(member)}' for member in people)})"


def _facts(found: Standing, policy: Policy, reader: words.Reader, sha256: str) -> Iterator[tuple[str, str]]:
    proposal, vote = found.proposal, found.members_vote
    if found.end is None:
        yield "Status", f"draft of {_utc(found.at)}, not on record"
    withdrawn = found.state is State.WITHDRAWN
    yield "Decision", words.STATES[State.WITHDRAWN] if withdrawn else words.decision(found)
    if found.end is not None:
        yield "Date", _utc(found.end.at)
    yield "Reason", words.why(found, reader)
    yield "Rules", " ".join(in_words(policy))
    yield "Kind", words.KINDS[proposal.kind]
    for_member = f" for {inline(proposal.for_member)}" if proposal.for_member else ""
    yield "Proposed", f"{_utc(proposal.at)} by {reader.name(proposal.by)}{for_member}"
    if found.course.changed_at:
        yield "Last change", _utc(found.course.changed_at)
    vacant = found.committee.vacant
    yield "Seats", f"{len(found.committee.members)} filled, {len(vacant)} vacant"
    if found.course.pull_request:
        yield "Pull request", link(found.course.pull_request)
    if proposal.chat:
        yield "Discord chat", link(proposal.chat)
    if vote and vote.opened and vote.opened.link:
        yield "Members' vote", link(vote.opened.link)
    recorded = getattr(found.end, "link", "")
    if recorded:
        yield "Merged as", link(recorded)
    yield "SHA-256", f"`{sha256}`"


def _row(vote: Vote, reader: words.Reader) -> Iterator[str]:
    """Yield the cells of one person's row."""
    given = vote.given
    yield reader.name(vote.member)
    yield inline(vote.seat) or "none any more, not counted"
    explicit = given is not None and vote.position not in (Position.AWAITED, Position.SILENT)
    yield words.POSITIONS[vote.position]
    if given is not None and explicit:
        yield f"{given.answer.at:%Y-%m-%d %H:%M:%S}"
    else:
        yield f"{vote.due:%Y-%m-%d %H:%M:%S}" if vote.due and vote.position is Position.SILENT else ""
    yield ", ".join(words.remarks(vote))


def _course(
    found: Standing, happened: Sequence[Event], seats: Sequence[SeatChange], reader: words.Reader
) -> Iterator[str]:
    """Yield what happened, in the order of the moments at which it did."""
    last = found.end.at if found.end else found.at
    steps = [
        (change.at, words.seat_change(change, reader))
        for change in seats
        if found.proposal.at < change.at <= last
    ]
    for event in happened:
        why = next((one.why for one in found.ignored if one.event is event), "")
        said = words.event(event, reader)
        steps.append((event.at, f"{said} It changed nothing: {why}." if why else said))
    for at, said in sorted(steps, key=lambda step: step[0]):
        yield f"*   {_utc(at)}: {said}"
