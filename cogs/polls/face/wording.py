"""What the messages of all polls have in common."""

from __future__ import annotations

from bot.clock import discord_time
from bot.limits import fit
from bot.texts import plain, plural
from cogs.polls.model import Kind, Poll, Standing

# Escaped it may be twice as long; whole it is shown when little of it had to be.
_HEAD = 400
COLOUR = 0x2F7F86
ENDED = 0x8A8F98
ICONS = {Kind.ASK: "📊", Kind.SECRET: "🗳️", Kind.DATE: "🗓️"}
NAMES = {Kind.ASK: "Discord's own", Kind.SECRET: "secret", Kind.DATE: "date"}


def head(poll: Poll) -> str:
    """Return the heading of a poll."""
    return f"### {ICONS[poll.kind]} {fit(plain(poll.question.text), _HEAD)}"


def author(poll: Poll) -> str:
    """Return who asked."""
    return f"asked by <@{poll.author_id}>" if poll.author_id else "asked by somebody"


def foot(standing: Standing, voted: str = "voted") -> str:
    """Return the small line below a poll: how many took part, until when, who asked, its number."""
    poll = standing.poll
    turnout = f"{plural(standing.turnout, 'person', 'people')} {voted}"
    if poll.ended_at is None:
        ends = poll.question.ends_at
        when = f"ends {discord_time(ends, 'R')}, {discord_time(ends, 'f')}"
    else:
        when = f"ended {discord_time(poll.ended_at, 'f')}{_by(poll)}"
    return f"-# {turnout} · {when} · {author(poll)} · poll {poll.id}"


def _by(poll: Poll) -> str:
    if poll.ended_by is None:
        return ""
    return " by its author" if poll.ended_by == poll.author_id else " by a moderator"
