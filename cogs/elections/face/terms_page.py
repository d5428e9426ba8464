"""`/election terms`: who holds which office since when and until when, and who held it before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.clock import discord_time
from bot.limits import MESSAGE_TEXT
from bot.texts import plain
from bot.ui import Layout
from cogs.elections.conduct.facts import Held
from cogs.elections.face.controls import page
from cogs.elections.face.wording import bullets

_NOTE = "-# A term ends when a successor is confirmed: until then whoever holds the office stays."


def terms_page(held: Sequence[Held]) -> Layout:
    """Return the terms that run and those that ended, as far as a message holds them."""
    head = "## 🏛️ Offices"
    running = [_running(each) for each in held if each.term.ended_at is None]
    ended = [_ended(each, at) for each in held if (at := each.term.ended_at) is not None]
    if not running and not ended:
        return page(head, "Nobody has been elected to an office yet.")
    now = bullets(running, MESSAGE_TEXT - 1_500) or "Nobody holds an office."
    room = MESSAGE_TEXT - sum(map(len, (head, now, _NOTE))) - 50
    before = [f"**Before**\n{bullets(ended, room)}"] if ended else []
    return page(head, now, *before, _NOTE)


def _running(held: Held) -> str:
    said = f"{_who(held)} since {discord_time(held.term.began_at, 'D')}, until {discord_time(held.ends, 'D')}"
    overdue = " · ⚠️ **overdue**: an election is to be held" if held.overdue else ""
    return f"{said}{_from(held)}{overdue}"


def _ended(held: Held, at: datetime) -> str:
    return f"{_who(held)} {discord_time(held.term.began_at, 'D')} to {discord_time(at, 'D')}{_from(held)}"


def _who(held: Held) -> str:
    return f"**{plain(held.term.office)}**: <@{held.term.user_id}> ({plain(held.term.name)})"


def _from(held: Held) -> str:
    return f", elected in {plain(held.election)}" if held.election else ""
